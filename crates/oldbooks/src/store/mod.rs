//! All SQL of this crate.

mod imports;
mod scans;

pub use imports::*;
pub use scans::*;
