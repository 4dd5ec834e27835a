//! Fields and units assigned to leaders; departures from the regulations with their reasons.

use jiff::civil::Date;
use kernel::{Id, Instant, Row, StoreError, Tx, vals};
use people::{Field, Person, Post, Unit};
use uuid::Uuid;

use super::Maker;
use crate::model::{Assignment, Departure};

#[derive(Debug, Clone)]
pub struct AssignmentRow {
    pub id: Id<Assignment>,
    pub post: Id<Post>,
    pub field: Option<Id<Field>>,
    pub unit: Option<Id<Unit>>,
    /// The paper that assigns it.
    pub code: String,
    pub from: Date,
    pub to: Option<Date>,
}

impl AssignmentRow {
    #[must_use]
    pub fn holds(&self, on: Date) -> bool {
        self.from <= on && self.to.is_none_or(|to| on <= to)
    }
}

const ASSIGNMENTS: &str = "SELECT id, post, field, unit, code, from_date, to_date FROM leader_assignments";

fn assignment_row(row: &Row<'_>) -> Result<AssignmentRow, StoreError> {
    Ok(AssignmentRow {
        id: row.get(0)?,
        post: row.get(1)?,
        field: row.get(2)?,
        unit: row.get(3)?,
        code: row.get(4)?,
        from: row.get(5)?,
        to: row.get(6)?,
    })
}

pub fn insert_assignment(tx: &mut Tx<'_>, row: &AssignmentRow, (by, at): Maker) -> Result<(), StoreError> {
    let sql = "INSERT INTO leader_assignments (id, post, field, unit, code, from_date, to_date, made_at, made_by) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
    tx.exec(sql, vals![row.id, row.post, row.field, row.unit, row.code.as_str(), row.from, row.to, at, by])
        .map(drop)
}

pub fn end_assignment(tx: &mut Tx<'_>, id: Id<Assignment>, to: Date) -> Result<(), StoreError> {
    tx.exec("UPDATE leader_assignments SET to_date = ?2 WHERE id = ?1", vals![id, to]).map(drop)
}

pub fn lock_assignment(tx: &mut Tx<'_>, id: Id<Assignment>) -> Result<Option<AssignmentRow>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    tx.opt(&format!("{ASSIGNMENTS} WHERE id = ?1{lock}"), vals![id], assignment_row)
}

/// All of them, ended ones too, the oldest first.
pub fn assignments(tx: &mut Tx<'_>) -> Result<Vec<AssignmentRow>, StoreError> {
    tx.rows(&format!("{ASSIGNMENTS} ORDER BY from_date, id LIMIT 10000"), vals![], assignment_row)
}

/// Something that was done although an unconfirmed article says otherwise.
#[derive(Debug, Clone)]
pub struct DepartureRow {
    pub id: Id<Departure>,
    pub post: Id<Post>,
    pub person: Option<Id<Person>>,
    pub person_name: String,
    pub body: Id<Unit>,
    pub verb: String,
    pub matter: String,
    pub on: Date,
    pub article: String,
    pub why: String,
    pub reason: String,
    pub about: Option<(String, Uuid)>,
    pub at: Instant,
}

pub fn insert_departure(tx: &mut Tx<'_>, row: &DepartureRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO regulation_departures (id, post, person, body, verb, matter, on_date, article, why, reason, \
         about_kind, about, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    let (kind, about) = row.about.clone().unzip();
    tx.exec(
        sql,
        vals![
            row.id,
            row.post,
            row.person,
            row.body,
            row.verb.as_str(),
            row.matter.as_str(),
            row.on,
            row.article.as_str(),
            row.why.as_str(),
            row.reason.as_str(),
            kind,
            about,
            row.at
        ],
    )
    .map(drop)
}

/// The newest first.
pub fn departures(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<DepartureRow>, StoreError> {
    let sql = "SELECT d.id, d.post, d.person, n.name, d.body, d.verb, d.matter, d.on_date, d.article, d.why, d.reason, \
         d.about_kind, d.about, d.at FROM regulation_departures d LEFT JOIN persons n ON n.id = d.person \
         ORDER BY d.at DESC, d.id DESC LIMIT ?1";
    tx.rows(sql, vals![i64::from(limit)], |row| {
        let kind: Option<String> = row.get(11)?;
        let about: Option<Uuid> = row.get(12)?;
        Ok(DepartureRow {
            id: row.get(0)?,
            post: row.get(1)?,
            person: row.get(2)?,
            person_name: row.get::<Option<String>>(3)?.unwrap_or_default(),
            body: row.get(4)?,
            verb: row.get(5)?,
            matter: row.get(6)?,
            on: row.get(7)?,
            article: row.get(8)?,
            why: row.get(9)?,
            reason: row.get(10)?,
            about: kind.zip(about),
            at: row.get(13)?,
        })
    })
}
