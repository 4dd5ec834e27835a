//! One binary for all stories of this crate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that cannot go on fails")]
mod accounts;
mod doors;
mod importing;
mod notices;
mod organising;
mod reorganising;
mod second;
mod standing;
mod support;
