//! Resolutions followed through: breaking down, values, study, programmes, reviews, the state on any day, on both
//! databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that cannot go on fails")]

mod bad;
mod breaking;
mod doors;
mod model;
mod past;
mod reports;
mod spreading;
mod support;
mod values;
