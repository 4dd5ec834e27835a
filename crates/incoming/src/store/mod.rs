//! All SQL of this function.

mod ledger;
mod receipts;
mod stops;

pub use ledger::*;
pub use receipts::*;
pub use stops::*;
