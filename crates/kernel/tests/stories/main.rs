//! One binary for all of the kernel's stories.
mod acts;
mod backups;
mod blobs;
mod jobs;
mod journal;
mod support;
