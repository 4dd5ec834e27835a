//! Sheets that are laid into a stack before it is scanned: each bears a code that the reader knows, and says in plain
//! words what it is.

use serde::Serialize;

#[derive(Debug, Clone, Default, Serialize)]
pub struct Guides {
    pub lang: String,
    pub mark: Option<String>,
    /// A page each.
    pub guides: Vec<Guide>,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Guide {
    /// What the picture says to a reader; digits, capitals and colons are drawn coarsest. Never a subject.
    pub code: String,
    /// "TỜ PHÂN CÁCH"
    pub title: String,
    /// What it belongs to, in the largest letters below the title: number and day, which book.
    pub lines: Vec<String>,
    /// What to do with it.
    pub hints: Vec<String>,
    pub foot: String,
}
