//! The log as others see it: against the RFC's own definitions, against published vectors, and
//! against implementations that share no code with ours.

// Helpers of tests may stop a test as the tests themselves do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod canonical;
mod foreign;
mod naive;
mod notes;
mod receipts;
mod tiles;
mod tree;
mod vectors;
