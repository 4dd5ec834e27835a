//! Sheets as they come out of the press: read back with poppler (Debian: apt install poppler-utils), measured.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that cannot go on fails")]

mod guides;
mod letter_samples;
mod letters;
mod read;
mod samples;
mod sheets;
