//! An organisation out of a table: read, tried dry, then taken row by row. A row that is wrong says how to
//! mend it and stops no other.

mod plan;
mod sheet;

pub use plan::{Known, KnownPost, KnownUnit, Place, Seat, Settled, resolve};
pub use sheet::{mend, read, template};

use serde::{Deserialize, Serialize};
use words::Msg;

/// More lines than this are split into several files.
pub const LINES_MAX: usize = 5_000;
/// The largest table taken.
pub const FILE_MAX: usize = 5 << 20;

/// A line of the table as it was read: text, with merged cells filled from above.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// As the sheet counts, so that who mends finds it.
    pub number: u32,
    pub unit: String,
    pub kind: String,
    pub parent: String,
    pub title: String,
    pub roles: String,
    pub name: String,
    pub from: String,
}

impl Line {
    pub(crate) fn cells(&self) -> [&str; 7] {
        [&self.unit, &self.kind, &self.parent, &self.title, &self.roles, &self.name, &self.from]
    }
}

/// What would happen with a line, or what is wrong with it.
#[derive(Debug, Clone)]
pub struct Tried {
    pub line: Line,
    pub does: Vec<Msg>,
    pub wrong: Vec<Msg>,
}
