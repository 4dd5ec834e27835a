//! One binary for all stories of this crate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that cannot go on fails")]
mod absences;
mod calls;
mod doors;
mod roster;
mod support;
