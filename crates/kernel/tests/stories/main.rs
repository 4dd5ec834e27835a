//! One binary for all of the kernel's stories.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that cannot go on fails")]
mod acts;
mod backups;
mod blobs;
mod clocks;
mod damage;
mod jobs;
mod journal;
mod remembering;
mod rounds;
mod safekeeping;
mod support;
