//! All SQL of this crate: the routing itself, what was said on it, who has a share in it, which ones a list shows.

mod loads;
mod outcomes;
mod routing;
mod share;
mod which;
mod word;

pub use loads::*;
pub use outcomes::*;
pub use routing::*;
pub use share::*;
pub use which::*;
pub use word::*;

use kernel::{Id, Row, StoreError};
use people::{Post, Unit};

use crate::model::Role;

/// More recipients than a paper of the whole province has.
const LINES_MAX: u32 = 500;

/// Who has what to do: a unit, or a post in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Line {
    pub role: Role,
    pub unit: Id<Unit>,
    pub post: Option<Id<Post>>,
}

fn coded<T>(code: &str, found: Option<T>) -> Result<T, StoreError> {
    found.ok_or_else(|| StoreError::Shape(format!("a known code instead of {code}")))
}

fn line(row: &Row<'_>, at: usize) -> Result<Line, StoreError> {
    let role: String = row.get(at)?;
    Ok(Line { role: coded(&role, Role::from_code(&role))?, unit: row.get(at + 1)?, post: row.get(at + 2)? })
}
