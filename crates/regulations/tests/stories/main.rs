//! Working regulations: who may, by which article, and what confirming changes; on both databases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that cannot go on fails")]

mod answering;
mod assigning;
mod doors;
mod guarding;
mod pages;
mod support;
mod versions;
