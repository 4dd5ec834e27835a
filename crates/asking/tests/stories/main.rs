//! Asking the permanent board, on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that cannot go on fails")]

mod asking;
mod doors;
mod support;
