//! A province that does not exist: its bodies, communes and people, and what they write in a year.
//!
//! Pure. The same seed and number of papers give the same papers, on days counted back from the day that is given.
//! Names of places are of no unit that there is today; names of people are put together by chance. Nothing bears a
//! seal or a signature, and every text says that its data are made up.

mod chance;
mod fields;
mod fill;
mod issuers;
mod land;
mod people;
mod plan;
mod text;
mod writing;

pub use chance::Chance;
pub use fields::{Field, fields};
pub use issuers::{Issuer, issuers};
pub use land::{BODIES, Body, BodyKind, COMMUNES, Commune, PROJECTS, PROVINCE};
pub use people::{Duty, Person, body_name, people};
pub use plan::{Head, KINDS, plan};
pub use text::as_text;
pub use writing::{Layouts, Paper, called, write};

/// Stands on every page and text.
pub const MARK: &str = "DỮ LIỆU GIẢ ĐỊNH";
