//! All SQL of this function.

mod issuers;
mod ledger;
mod looks;
mod receipts;
mod shelf;
mod stops;

pub use issuers::*;
pub use ledger::*;
pub use looks::*;
pub use receipts::*;
pub use shelf::*;
pub use stops::*;
