//! All SQL of this crate.

use jiff::civil::Date;
use kernel::{Id, Row, StoreError, Tx, vals};
use people::Person;
use rules::Override;
use uuid::Uuid;

use crate::model::RuleChange;

/// A decision about a rule.
#[derive(Debug, Clone)]
pub struct ChangeRow {
    pub id: Id<RuleChange>,
    pub rule: String,
    pub what: Override,
    pub person: Option<Id<Person>>,
    pub decided_on: Date,
    pub taken_back_on: Option<Date>,
    pub taken_back_by: Option<Id<Person>>,
    pub taken_back_why: Option<String>,
}

impl ChangeRow {
    #[must_use]
    pub fn stands(&self) -> bool {
        self.taken_back_on.is_none()
    }
}

/// Tells one state of the overlay from every other: rows are only added, and only taken back.
pub type Version = (i64, i64, Option<Uuid>);

pub fn version(tx: &mut Tx<'_>) -> Result<Version, StoreError> {
    let sql = "SELECT count(*), count(taken_back_on), (SELECT id FROM rule_changes ORDER BY id DESC LIMIT 1) \
         FROM rule_changes";
    tx.one(sql, vals![], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

const CHANGES: &str = "SELECT id, rule, what, person, decided_on, taken_back_on, taken_back_by, taken_back_why \
     FROM rule_changes";

fn read(row: &Row<'_>) -> Result<ChangeRow, StoreError> {
    let what: String = row.get(2)?;
    Ok(ChangeRow {
        id: row.get(0)?,
        rule: row.get(1)?,
        what: serde_json::from_str(&what).map_err(|fault| StoreError::Shape(fault.to_string()))?,
        person: row.get(3)?,
        decided_on: row.get(4)?,
        taken_back_on: row.get(5)?,
        taken_back_by: row.get(6)?,
        taken_back_why: row.get(7)?,
    })
}

/// What stands, in the order in which it was decided.
pub fn standing(tx: &mut Tx<'_>) -> Result<Vec<ChangeRow>, StoreError> {
    tx.rows(&format!("{CHANGES} WHERE taken_back_on IS NULL ORDER BY id LIMIT 5000"), vals![], read)
}

/// Everything ever decided about one rule, the newest first.
pub fn history(tx: &mut Tx<'_>, rule: &str) -> Result<Vec<ChangeRow>, StoreError> {
    tx.rows(&format!("{CHANGES} WHERE rule = ?1 ORDER BY id DESC LIMIT 200"), vals![rule], read)
}

pub fn change(tx: &mut Tx<'_>, id: Id<RuleChange>) -> Result<Option<ChangeRow>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    tx.opt(&format!("{CHANGES} WHERE id = ?1{lock}"), vals![id], read)
}

/// The decision about this rule that was made last and stands.
pub fn last_standing(tx: &mut Tx<'_>, rule: &str) -> Result<Option<Id<RuleChange>>, StoreError> {
    let sql =
        "SELECT id FROM rule_changes WHERE rule = ?1 AND taken_back_on IS NULL ORDER BY id DESC LIMIT 1";
    tx.opt(sql, vals![rule], |row| row.get(0))
}

pub fn insert(
    tx: &mut Tx<'_>,
    id: Id<RuleChange>,
    what: &Override,
    (person, on): (Option<Uuid>, Date),
) -> Result<(), StoreError> {
    let said = serde_json::to_string(what).map_err(|fault| StoreError::Shape(fault.to_string()))?;
    tx.exec(
        "INSERT INTO rule_changes (id, rule, what, person, decided_on) VALUES (?1, ?2, ?3, ?4, ?5)",
        vals![id, what.id.as_str(), said, person, on],
    )
    .map(drop)
}

pub fn take_back(
    tx: &mut Tx<'_>,
    id: Id<RuleChange>,
    (person, on, why): (Option<Uuid>, Date, &str),
) -> Result<(), StoreError> {
    let sql =
        "UPDATE rule_changes SET taken_back_on = ?2, taken_back_by = ?3, taken_back_why = ?4 WHERE id = ?1";
    tx.exec(sql, vals![id, on, person, why]).map(drop)
}
