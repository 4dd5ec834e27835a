//! The index asked in every form, held against the plain meaning of a question, broken on purpose and made again.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a story that cannot go on fails")]

mod folder;
mod forms;
mod meaning;
