//! The program as the machine sees it: started as a process, killed, stopped, short of disk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that cannot go on fails")]

mod commands;
mod corpus;
mod crashes;
mod faults;
mod flips;
mod https;
mod kills;
mod stopping;
mod support;
mod traced;
