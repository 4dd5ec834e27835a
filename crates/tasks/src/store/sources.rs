//! Where tasks come from.

use documents::Paper;
use jiff::civil::Date;
use kernel::{Id, Instant, Row, StoreError, Tx, vals};
use people::{Person, Post};
use uuid::Uuid;

use super::{coded, flag};
use crate::model::{Source, SourceKind};

/// A source with what has become of it.
#[derive(Debug, Clone)]
pub struct SourceRow {
    pub id: Id<Source>,
    pub kind: SourceKind,
    /// Number and symbol.
    pub code: String,
    pub title: String,
    /// The body that issued it or before which it was presented.
    pub body: String,
    /// The number of the conference, where one led to it.
    pub conference: String,
    pub issued_on: Option<Date>,
    pub received_on: Option<Date>,
    pub received_estimated: bool,
    pub paper: Option<Id<Paper>>,
    /// Whose spoken word it is.
    pub said_by: Option<Id<Post>>,
    pub confirmed_at: Option<Instant>,
    pub declined_why: Option<String>,
    /// How many tasks it yields, as whoever searched it through said.
    pub expected: Option<i64>,
    pub searched_by: Option<Id<Person>>,
    pub searched_at: Option<Instant>,
    pub entered_by: Option<Id<Person>>,
    pub entered_at: Instant,
}

impl SourceRow {
    /// Whether tasks may be made of it: a spoken word only once its leader has confirmed it.
    #[must_use]
    pub fn settled(&self) -> bool {
        self.declined_why.is_none() && (self.kind != SourceKind::Oral || self.confirmed_at.is_some())
    }
}

pub(super) const SOURCES: &str = "SELECT id, kind, code, title, body, conference, issued_on, received_on, received_estimated, \
     paper, said_by, confirmed_at, declined_why, expected, searched_by, searched_at, entered_by, entered_at \
     FROM task_sources";

pub(super) fn source_row(row: &Row<'_>) -> Result<SourceRow, StoreError> {
    let kind: String = row.get(1)?;
    Ok(SourceRow {
        id: row.get(0)?,
        kind: coded(&kind, SourceKind::from_code(&kind))?,
        code: row.get(2)?,
        title: row.get(3)?,
        body: row.get(4)?,
        conference: row.get(5)?,
        issued_on: row.get(6)?,
        received_on: row.get(7)?,
        received_estimated: row.get::<i64>(8)? != 0,
        paper: row.get(9)?,
        said_by: row.get(10)?,
        confirmed_at: row.get(11)?,
        declined_why: row.get(12)?,
        expected: row.get(13)?,
        searched_by: row.get(14)?,
        searched_at: row.get(15)?,
        entered_by: row.get(16)?,
        entered_at: row.get(17)?,
    })
}

pub fn insert_source(tx: &mut Tx<'_>, row: &SourceRow) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO task_sources (id, kind, code, title, body, conference, issued_on, received_on, \
         received_estimated, paper, said_by, entered_by, entered_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        vals![
            row.id,
            row.kind.code(),
            row.code.as_str(),
            row.title.as_str(),
            row.body.as_str(),
            row.conference.as_str(),
            row.issued_on,
            row.received_on,
            flag(row.received_estimated),
            row.paper,
            row.said_by,
            row.entered_by,
            row.entered_at
        ],
    )
    .map(drop)
}

pub fn source(tx: &mut Tx<'_>, id: Id<Source>) -> Result<Option<SourceRow>, StoreError> {
    tx.opt(&format!("{SOURCES} WHERE id = ?1"), vals![id], source_row)
}

/// The source, held until the act ends.
pub fn lock_source(tx: &mut Tx<'_>, id: Id<Source>) -> Result<Option<SourceRow>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    tx.opt(&format!("{SOURCES} WHERE id = ?1{lock}"), vals![id], source_row)
}

/// The newest first.
pub fn sources(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<SourceRow>, StoreError> {
    tx.rows(&format!("{SOURCES} ORDER BY entered_at DESC, id DESC LIMIT ?1"), vals![limit], source_row)
}

/// What was made of a paper.
pub fn sources_of_paper(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<Vec<SourceRow>, StoreError> {
    tx.rows(&format!("{SOURCES} WHERE paper = ?1 ORDER BY entered_at, id LIMIT 50"), vals![paper], source_row)
}

/// Spoken words of these leaders that wait for their confirmation, the oldest first.
pub fn unconfirmed(tx: &mut Tx<'_>, leaders: &[Id<Post>]) -> Result<Vec<SourceRow>, StoreError> {
    if leaders.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<_> = (1..=leaders.len()).map(|n| format!("?{n}")).collect();
    let params: Vec<_> = leaders.iter().map(kernel::ToValue::to_value).collect();
    let sql = format!(
        "{SOURCES} WHERE said_by IN ({}) AND confirmed_at IS NULL AND declined_why IS NULL \
         ORDER BY entered_at, id LIMIT 100",
        marks.join(", ")
    );
    tx.rows(&sql, &params, source_row)
}

pub fn confirm_source(
    tx: &mut Tx<'_>,
    id: Id<Source>,
    (by, at): (Option<Uuid>, Instant),
) -> Result<(), StoreError> {
    let sql = "UPDATE task_sources SET confirmed_by = ?2, confirmed_at = ?3 WHERE id = ?1";
    tx.exec(sql, vals![id, by, at]).map(drop)
}

pub fn decline_source(tx: &mut Tx<'_>, id: Id<Source>, why: &str) -> Result<(), StoreError> {
    tx.exec("UPDATE task_sources SET declined_why = ?2 WHERE id = ?1", vals![id, why]).map(drop)
}

pub fn set_searched(
    tx: &mut Tx<'_>,
    id: Id<Source>,
    expected: i64,
    (by, at): (Option<Uuid>, Option<Instant>),
) -> Result<(), StoreError> {
    let sql = "UPDATE task_sources SET expected = ?2, searched_by = ?3, searched_at = ?4 WHERE id = ?1";
    tx.exec(sql, vals![id, expected, by, at]).map(drop)
}

/// Tasks made of these sources, and how many of them are open.
pub fn yields(tx: &mut Tx<'_>, sources: &[Id<Source>]) -> Result<Vec<(Id<Source>, i64, i64)>, StoreError> {
    if sources.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<_> = (1..=sources.len()).map(|n| format!("?{n}")).collect();
    let params: Vec<_> = sources.iter().map(kernel::ToValue::to_value).collect();
    let sql = format!(
        "SELECT source, count(*), count(CASE WHEN closed_on IS NULL THEN 1 END) FROM tasks \
         WHERE source IN ({}) AND parent IS NULL GROUP BY source",
        marks.join(", ")
    );
    tx.rows(&sql, &params, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}
