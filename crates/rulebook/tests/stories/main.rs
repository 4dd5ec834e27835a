//! The office decides about its rules: who may, what follows at once, what stays in the history.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a story that cannot go on fails")]

mod days;
mod deciding;
mod doors;
mod support;
