//! Searches that are kept.

use serde::{Deserialize, Serialize};

/// Mark of the key of a kept search.
pub struct SavedSearch;

/// Mark of the key of somebody's watching one.
pub struct Watching;

/// For whom a search is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    Own,
    /// Everybody in the unit of who keeps it.
    Group,
    House,
}

impl Scope {
    pub const ALL: [Scope; 3] = [Scope::Own, Scope::Group, Scope::House];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Scope::Own => "own",
            Scope::Group => "group",
            Scope::House => "house",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.code() == code)
    }
}
