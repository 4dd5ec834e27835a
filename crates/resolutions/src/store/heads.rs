//! The register: what is followed through, and what it was before it was changed.

use documents::Paper;
use jiff::civil::Date;
use kernel::{Id, Instant, Row, StoreError, Tx, vals};
use people::Unit;
use tasks::model::Source;
use uuid::Uuid;

use super::{coded, marks, values};
use crate::model::{FormerRow, Head, Kind, Resolution, ResolutionRow};

const HEAD: &str = "r.kind, r.code, r.title, r.body, r.issued_on, r.until_on, r.review_months, r.paper, r.parent, \
     r.follower_post, r.ended_on, r.ended_why";

fn head(row: &Row<'_>, at: usize) -> Result<Head, StoreError> {
    let kind: String = row.get(at)?;
    Ok(Head {
        kind: coded(&kind, Kind::from_code(&kind))?,
        code: row.get(at + 1)?,
        title: row.get(at + 2)?,
        body: row.get(at + 3)?,
        issued_on: row.get(at + 4)?,
        until_on: row.get(at + 5)?,
        review_months: row.get(at + 6)?,
        paper: row.get(at + 7)?,
        parent: row.get(at + 8)?,
        follower: row.get(at + 9)?,
        ended_on: row.get(at + 10)?,
        ended_why: row.get(at + 11)?,
    })
}

/// After the columns of the head: id, source, who entered it and when.
fn resolution_row(row: &Row<'_>) -> Result<ResolutionRow, StoreError> {
    Ok(ResolutionRow {
        head: head(row, 0)?,
        id: row.get(12)?,
        source: row.get(13)?,
        entered_by: row.get(14)?,
        entered_at: row.get(15)?,
    })
}

fn select(tail: &str) -> String {
    format!("SELECT {HEAD}, r.id, r.source, r.entered_by, r.entered_at FROM resolutions r {tail}")
}

pub fn insert_resolution(tx: &mut Tx<'_>, row: &ResolutionRow) -> Result<(), StoreError> {
    let head = &row.head;
    tx.exec(
        "INSERT INTO resolutions (id, kind, code, title, body, issued_on, until_on, review_months, paper, parent, \
         follower_post, entered_by, entered_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        vals![
            row.id,
            head.kind.code(),
            head.code.as_str(),
            head.title.as_str(),
            head.body.as_str(),
            head.issued_on,
            head.until_on,
            head.review_months,
            head.paper,
            head.parent,
            head.follower,
            row.entered_by,
            row.entered_at
        ],
    )
    .map(drop)
}

pub fn resolution(tx: &mut Tx<'_>, id: Id<Resolution>) -> Result<Option<ResolutionRow>, StoreError> {
    tx.opt(&select("WHERE r.id = ?1"), vals![id], resolution_row)
}

/// The resolution, held until the act ends.
pub fn lock_resolution(tx: &mut Tx<'_>, id: Id<Resolution>) -> Result<Option<ResolutionRow>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    tx.opt(&select(&format!("WHERE r.id = ?1{lock}")), vals![id], resolution_row)
}

/// Puts what it is now in the place of what it was.
pub fn change(tx: &mut Tx<'_>, id: Id<Resolution>, head: &Head) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE resolutions SET kind = ?2, code = ?3, title = ?4, body = ?5, issued_on = ?6, until_on = ?7, \
         review_months = ?8, paper = ?9, parent = ?10, follower_post = ?11, ended_on = ?12, ended_why = ?13 \
         WHERE id = ?1",
        vals![
            id,
            head.kind.code(),
            head.code.as_str(),
            head.title.as_str(),
            head.body.as_str(),
            head.issued_on,
            head.until_on,
            head.review_months,
            head.paper,
            head.parent,
            head.follower,
            head.ended_on,
            head.ended_why.as_deref()
        ],
    )
    .map(drop)
}

pub fn insert_former(
    tx: &mut Tx<'_>,
    (id, resolution): (Uuid, Id<Resolution>),
    head: &Head,
    (by, at, why): (Option<Uuid>, Instant, &str),
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO resolution_former (id, resolution, kind, code, title, body, issued_on, until_on, review_months, \
         paper, parent, follower_post, ended_on, ended_why, changed_by, changed_at, changed_why) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        vals![
            id,
            resolution,
            head.kind.code(),
            head.code.as_str(),
            head.title.as_str(),
            head.body.as_str(),
            head.issued_on,
            head.until_on,
            head.review_months,
            head.paper,
            head.parent,
            head.follower,
            head.ended_on,
            head.ended_why.as_deref(),
            by,
            at,
            why
        ],
    )
    .map(drop)
}

/// What it was before, the oldest first.
pub fn former(tx: &mut Tx<'_>, of: Id<Resolution>) -> Result<Vec<FormerRow>, StoreError> {
    let sql = format!(
        "SELECT {HEAD}, r.changed_at, r.changed_by, r.changed_why FROM resolution_former r \
         WHERE r.resolution = ?1 ORDER BY r.changed_at, r.id LIMIT 500"
    );
    tx.rows(&sql, vals![of], |row| {
        Ok(FormerRow {
            head: head(row, 0)?,
            changed_at: row.get(12)?,
            changed_by: row.get(13)?,
            changed_why: row.get(14)?,
        })
    })
}

pub fn set_source(tx: &mut Tx<'_>, id: Id<Resolution>, source: Id<Source>) -> Result<(), StoreError> {
    tx.exec("UPDATE resolutions SET source = ?2 WHERE id = ?1", vals![id, source]).map(drop)
}

/// Whose resolutions somebody sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    All,
    /// Those in which one of these units has a part.
    Units(Vec<Id<Unit>>),
}

/// In which of these tables a unit has its part.
const PARTS: [&str; 3] = [
    "SELECT resolution FROM resolution_measures WHERE gone_at IS NULL AND owner_unit IN",
    "SELECT resolution FROM resolution_indicators WHERE gone_at IS NULL AND owner_unit IN",
    "SELECT resolution FROM resolution_programmes WHERE gone_at IS NULL AND unit IN",
];
const STUDIED: &str = "SELECT s.resolution FROM resolution_attendance a JOIN resolution_studies s ON s.id = a.study \
     WHERE s.gone_at IS NULL AND a.unit IN";

fn within(units: usize, first: usize) -> String {
    let marks = marks(first, units);
    let parts: Vec<_> = PARTS.iter().chain([&STUDIED]).map(|part| format!("{part} ({marks})")).collect();
    format!("r.id IN ({})", parts.join(" UNION "))
}

/// The register, the newest first.
pub fn register(
    tx: &mut Tx<'_>,
    scope: &Scope,
    ended: bool,
    limit: u32,
) -> Result<Vec<ResolutionRow>, StoreError> {
    let open = if ended { "r.ended_on IS NOT NULL" } else { "r.ended_on IS NULL" };
    let order = format!("ORDER BY r.issued_on DESC, r.id DESC LIMIT {limit}");
    match scope {
        Scope::All => tx.rows(&select(&format!("WHERE {open} {order}")), vals![], resolution_row),
        Scope::Units(units) => {
            let sql = select(&format!("WHERE {open} AND {} {order}", within(units.len(), 1)));
            tx.rows(&sql, &values(units), resolution_row)
        }
    }
}

/// Whether a unit has a part in it.
pub fn reaches(tx: &mut Tx<'_>, id: Id<Resolution>, scope: &Scope) -> Result<bool, StoreError> {
    let Scope::Units(units) = scope else { return Ok(true) };
    let sql = format!("SELECT 1 FROM resolutions r WHERE r.id = ?1 AND {}", within(units.len(), 2));
    let mut params = vals![id].to_vec();
    params.extend(values(units));
    Ok(tx.opt(&sql, &params, |_| Ok(()))?.is_some())
}

/// What carries this one out, the oldest first.
pub fn children(tx: &mut Tx<'_>, of: Id<Resolution>) -> Result<Vec<ResolutionRow>, StoreError> {
    tx.rows(&select("WHERE r.parent = ?1 ORDER BY r.issued_on, r.id LIMIT 100"), vals![of], resolution_row)
}

/// What is followed through of a paper.
pub fn of_paper(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<Vec<ResolutionRow>, StoreError> {
    tx.rows(&select("WHERE r.paper = ?1 ORDER BY r.issued_on, r.id LIMIT 20"), vals![paper], resolution_row)
}

/// The same number of the same body on the same day is the same document.
pub fn twin(tx: &mut Tx<'_>, (code, issued_on): (&str, Date)) -> Result<Option<ResolutionRow>, StoreError> {
    tx.opt(&select("WHERE r.issued_on = ?2 AND r.code = ?1 LIMIT 1"), vals![code, issued_on], resolution_row)
}
