//! Tasks: who may do what with them, how they stand, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that cannot go on fails")]

mod assigning;
mod bulk;
mod correcting;
mod directing;
mod doors;
mod escalating;
mod evidence;
mod golden;
mod importing;
mod listing;
mod properties;
mod repeating;
mod sources;
mod support;
