//! What a function of the office hands to the kernel: its tables, what they belong to, what must hold.

use crate::storage::{StoreError, Tx};

/// A step of the schema. Migrations only expand, then contract one release later.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    pub version: i64,
    pub name: &'static str,
    /// One text for both databases; ` BLOB` becomes ` BYTEA` on PostgreSQL. A line that begins with `-- sqlite: ` or
    /// `-- postgres: ` counts on that database only.
    pub sql: &'static str,
}

/// A table whose rows are part of a subject's state.
#[derive(Debug, Clone, Copy)]
pub struct SubjectTable {
    pub table: &'static str,
    /// The column that holds the subject's id.
    pub key: &'static str,
    /// The columns that put several rows of one subject in order.
    pub order: &'static str,
}

/// A kind of thing that acts change: what its rows are, so that the journal can hold their state.
#[derive(Debug, Clone, Copy)]
pub struct SubjectKind {
    pub name: &'static str,
    pub tables: &'static [SubjectTable],
}

/// Something that must always hold beyond single subjects ("a book has no gaps").
#[derive(Clone, Copy)]
pub struct Check {
    pub name: &'static str,
    pub run: fn(&mut Tx<'_>) -> Result<Vec<Fault>, StoreError>,
}

/// What a check found: where, and what is wrong, in English for the operator.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Fault {
    pub check: String,
    pub place: String,
    pub what: String,
}

/// One crate's share of the database.
#[derive(Clone, Copy)]
pub struct Part {
    pub name: &'static str,
    pub migrations: &'static [Migration],
    pub subjects: &'static [SubjectKind],
    /// Tables that hold no facts of the office (claims, leases, sessions, cursors): written outside acts.
    pub operational: &'static [&'static str],
    pub checks: &'static [Check],
}
