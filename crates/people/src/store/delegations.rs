//! Delegations: who acts for whom, in what, from when to when.

use jiff::civil::Date;
use kernel::{Id, StoreError, Tx, vals};

use super::FieldRow;
use crate::model::{Delegation, Field, Person, Post, Role};

#[derive(Debug, Clone)]
pub struct DelegationRow {
    pub id: Id<Delegation>,
    /// The post acted for, and who held it when the delegation was given.
    pub post: Id<Post>,
    pub person: Id<Person>,
    pub person_name: String,
    pub post_title: String,
    pub to_post: Id<Post>,
    pub to_person: Id<Person>,
    pub to_name: String,
    pub to_title: String,
    pub roles: Vec<Role>,
    pub reason: String,
    pub from: Date,
    pub to: Date,
    pub ended_on: Option<Date>,
}

impl DelegationRow {
    /// Whether its dates say that it holds on this day; on the day it is ended it no longer does.
    #[must_use]
    pub fn runs(&self, on: Date) -> bool {
        self.from <= on && on <= self.to && self.ended_on.is_none_or(|ended| on < ended)
    }
}

const DELEGATIONS: &str = "SELECT d.id, d.post, d.person, n.name, p.title, d.to_post, d.to_person, m.name, q.title, \
     d.roles, d.reason, d.from_date, d.to_date, d.ended_on FROM delegations d \
     JOIN posts p ON p.id = d.post JOIN persons n ON n.id = d.person \
     JOIN posts q ON q.id = d.to_post JOIN persons m ON m.id = d.to_person";

fn read(row: &kernel::Row<'_>) -> Result<DelegationRow, StoreError> {
    Ok(DelegationRow {
        id: row.get(0)?,
        post: row.get(1)?,
        person: row.get(2)?,
        person_name: row.get(3)?,
        post_title: row.get(4)?,
        to_post: row.get(5)?,
        to_person: row.get(6)?,
        to_name: row.get(7)?,
        to_title: row.get(8)?,
        roles: Role::list(&row.get::<String>(9)?),
        reason: row.get(10)?,
        from: row.get(11)?,
        to: row.get(12)?,
        ended_on: row.get(13)?,
    })
}

pub fn insert_delegation(tx: &mut Tx<'_>, row: &DelegationRow) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO delegations (id, post, person, to_post, to_person, roles, reason, from_date, to_date) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        vals![
            row.id,
            row.post,
            row.person,
            row.to_post,
            row.to_person,
            Role::join(&row.roles),
            row.reason,
            row.from,
            row.to
        ],
    )
    .map(drop)
}

pub fn insert_delegation_field(
    tx: &mut Tx<'_>,
    id: Id<Delegation>,
    field: Id<Field>,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO delegation_fields (delegation, field) VALUES (?1, ?2) ON CONFLICT (delegation, field) DO NOTHING";
    tx.exec(sql, vals![id, field]).map(drop)
}

pub fn delegation(tx: &mut Tx<'_>, id: Id<Delegation>) -> Result<Option<DelegationRow>, StoreError> {
    tx.opt(&format!("{DELEGATIONS} WHERE d.id = ?1"), vals![id], read)
}

pub fn delegation_fields(tx: &mut Tx<'_>, id: Id<Delegation>) -> Result<Vec<FieldRow>, StoreError> {
    let sql = "SELECT f.id, f.name FROM delegation_fields d JOIN fields f ON f.id = d.field \
         WHERE d.delegation = ?1 ORDER BY f.sort_key, f.id LIMIT 500";
    tx.rows(sql, vals![id], |row| Ok(FieldRow { id: row.get(0)?, name: row.get(1)? }))
}

pub fn end_delegation(tx: &mut Tx<'_>, id: Id<Delegation>, on: Date) -> Result<bool, StoreError> {
    let sql = "UPDATE delegations SET ended_on = ?2 WHERE id = ?1 AND ended_on IS NULL AND to_date >= ?2";
    Ok(tx.exec(sql, vals![id, on])? > 0)
}

/// The newest first.
pub fn delegations(tx: &mut Tx<'_>) -> Result<Vec<DelegationRow>, StoreError> {
    tx.rows(&format!("{DELEGATIONS} ORDER BY d.from_date DESC, d.id DESC LIMIT 500"), vals![], read)
}

/// What was delegated to this person and has not run out.
pub fn delegations_to(
    tx: &mut Tx<'_>,
    person: Id<Person>,
    on: Date,
) -> Result<Vec<DelegationRow>, StoreError> {
    let sql = format!(
        "{DELEGATIONS} WHERE d.to_person = ?1 AND d.to_date >= ?2 ORDER BY d.from_date, d.id LIMIT 50"
    );
    tx.rows(&sql, vals![person, on], read)
}
