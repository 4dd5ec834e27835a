//! All SQL of this crate.

mod assignments;
mod versions;

pub use assignments::*;
pub use versions::*;
