//! All SQL of this crate.

mod imports;
mod lists;
mod sources;
mod steps;
mod tally;
mod tasks;

pub use imports::*;
pub use lists::*;
pub use sources::*;
pub use steps::*;
pub use tally::untrue;
pub use tasks::*;

use kernel::StoreError;

/// A code as stored; another one is a fault of the row.
fn coded<T>(code: &str, found: Option<T>) -> Result<T, StoreError> {
    found.ok_or_else(|| StoreError::Shape(format!("a known code, found {code}")))
}

fn flag(set: bool) -> i64 {
    i64::from(set)
}
