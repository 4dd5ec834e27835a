//! The program as the machine sees it: started as a process, killed, stopped, short of disk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that cannot go on fails")]

mod crashes;
mod https;
mod stopping;
mod support;
