//! Who is away, from when to when, and who stands in.

use jiff::civil::Date;
use kernel::{Id, Instant, StoreError, Tx, vals};
use people::{Person, Post};
use uuid::Uuid;

use crate::model::{Absence, AbsenceKind};

/// An absence with the names as they are today.
#[derive(Debug, Clone)]
pub struct AbsenceRow {
    pub id: Id<Absence>,
    pub person: Id<Person>,
    pub name: String,
    /// Away from this post alone; None: from all.
    pub post: Option<Id<Post>>,
    pub kind: AbsenceKind,
    pub from: Date,
    pub to: Date,
    pub substitute: Option<Id<Post>>,
    pub note: String,
    /// Came back on this day, or never went.
    pub ended_on: Option<Date>,
}

impl AbsenceRow {
    #[must_use]
    pub fn holds(&self, on: Date) -> bool {
        self.from <= on && on <= self.to && self.ended_on.is_none_or(|back| on < back)
    }

    /// The last day away; before the first one where it was cancelled.
    #[must_use]
    pub fn last(&self) -> Date {
        let back = self.ended_on.and_then(|back| back.yesterday().ok());
        back.map_or(self.to, |last| last.min(self.to))
    }

    /// Whether any of these days, both included, is a day away.
    #[must_use]
    pub fn meets(&self, from: Date, to: Date) -> bool {
        self.from <= to && from <= self.last() && self.from <= self.last()
    }
}

const ABSENCES: &str = "SELECT a.id, a.person, n.name, a.post, a.kind, a.from_date, a.to_date, a.substitute, a.note, \
     a.ended_on FROM absences a JOIN persons n ON n.id = a.person";

fn absence_row(row: &kernel::Row<'_>) -> Result<AbsenceRow, StoreError> {
    let kind: String = row.get(4)?;
    Ok(AbsenceRow {
        id: row.get(0)?,
        person: row.get(1)?,
        name: row.get(2)?,
        post: row.get(3)?,
        kind: AbsenceKind::from_code(&kind)
            .ok_or_else(|| StoreError::Shape(format!("an absence of kind {kind}")))?,
        from: row.get(5)?,
        to: row.get(6)?,
        substitute: row.get(7)?,
        note: row.get(8)?,
        ended_on: row.get(9)?,
    })
}

pub(crate) fn insert_absence(
    tx: &mut Tx<'_>,
    row: &AbsenceRow,
    (by, at): (Option<Uuid>, Instant),
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO absences (id, person, post, kind, from_date, to_date, substitute, note, entered_by, entered_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        vals![
            row.id,
            row.person,
            row.post,
            row.kind.code(),
            row.from,
            row.to,
            row.substitute,
            row.note.as_str(),
            by,
            at
        ],
    )
    .map(drop)
}

pub fn absence(tx: &mut Tx<'_>, id: Id<Absence>) -> Result<Option<AbsenceRow>, StoreError> {
    tx.opt(&format!("{ABSENCES} WHERE a.id = ?1"), vals![id], absence_row)
}

pub(crate) fn lock_absence(tx: &mut Tx<'_>, id: Id<Absence>) -> Result<Option<AbsenceRow>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE OF a" } else { "" };
    tx.opt(&format!("{ABSENCES} WHERE a.id = ?1{lock}"), vals![id], absence_row)
}

pub(crate) fn end_absence(
    tx: &mut Tx<'_>,
    id: Id<Absence>,
    (on, by): (Date, Option<Uuid>),
) -> Result<bool, StoreError> {
    let sql = "UPDATE absences SET ended_on = ?2, ended_by = ?3 WHERE id = ?1 AND ended_on IS NULL AND to_date >= ?2";
    Ok(tx.exec(sql, vals![id, on, by])? > 0)
}

/// Absences that reach into these days, both included, the first to begin first; those that were cancelled not.
pub fn absences_between(tx: &mut Tx<'_>, from: Date, to: Date) -> Result<Vec<AbsenceRow>, StoreError> {
    let sql = format!(
        "{ABSENCES} WHERE a.to_date >= ?1 AND a.from_date <= ?2 AND (a.ended_on IS NULL OR a.ended_on > a.from_date) \
         ORDER BY a.from_date, a.id LIMIT 2000"
    );
    let rows = tx.rows(&sql, vals![from, to], absence_row)?;
    Ok(rows.into_iter().filter(|row| row.meets(from, to)).collect())
}

/// Who is away on this day.
pub fn away_on(tx: &mut Tx<'_>, on: Date) -> Result<Vec<AbsenceRow>, StoreError> {
    absences_between(tx, on, on)
}
