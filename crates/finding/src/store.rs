//! All SQL of this crate.

use kernel::{Id, Instant, Row, StoreError, Tx, vals};
use people::{Person, Unit, Viewer};

use crate::model::{SavedSearch, Scope};

#[derive(Debug, Clone)]
pub struct SavedRow {
    pub id: Id<SavedSearch>,
    pub scope: Scope,
    pub person: Id<Person>,
    pub unit: Option<Id<Unit>>,
    pub name: String,
    /// What stands behind the question mark of its address.
    pub query: String,
}

/// More are not kept for one person, one unit, the house.
pub const SAVED_MAX: u32 = 60;

const SAVED: &str = "SELECT id, scope, person, unit, name, query FROM saved_searches";

fn saved_row(row: &Row<'_>) -> Result<SavedRow, StoreError> {
    let scope: String = row.get(1)?;
    Ok(SavedRow {
        id: row.get(0)?,
        scope: Scope::from_code(&scope)
            .ok_or_else(|| StoreError::Shape(format!("a known scope instead of {scope}")))?,
        person: row.get(2)?,
        unit: row.get(3)?,
        name: row.get(4)?,
        query: row.get(5)?,
    })
}

pub fn insert(tx: &mut Tx<'_>, row: &SavedRow, at: Instant) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO saved_searches (id, scope, person, unit, name, query, saved_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        vals![row.id, row.scope.code(), row.person, row.unit, row.name, row.query, at],
    )
    .map(drop)
}

/// A search that is kept, locked until the act ends.
pub fn lock(tx: &mut Tx<'_>, id: Id<SavedSearch>) -> Result<Option<SavedRow>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    tx.opt(&format!("{SAVED} WHERE id = ?1 AND removed_at IS NULL{lock}"), vals![id], saved_row)
}

pub fn remove(tx: &mut Tx<'_>, id: Id<SavedSearch>, at: Instant) -> Result<(), StoreError> {
    tx.exec("UPDATE saved_searches SET removed_at = ?2 WHERE id = ?1", vals![id, at]).map(drop)
}

/// How many are kept in the same place.
pub fn count_beside(tx: &mut Tx<'_>, row: &SavedRow) -> Result<u32, StoreError> {
    let (scope, person, unit) = (row.scope.code(), row.person, row.unit);
    match row.scope {
        Scope::Own => tx.one(
            "SELECT count(*) FROM saved_searches WHERE removed_at IS NULL AND scope = ?1 AND person = ?2",
            vals![scope, person],
            |row| row.get(0),
        ),
        Scope::Group => tx.one(
            "SELECT count(*) FROM saved_searches WHERE removed_at IS NULL AND scope = ?1 AND unit = ?2",
            vals![scope, unit],
            |row| row.get(0),
        ),
        Scope::House => tx.one(
            "SELECT count(*) FROM saved_searches WHERE removed_at IS NULL AND scope = ?1",
            vals![scope],
            |row| row.get(0),
        ),
    }
}

/// What is kept for this reader: the own ones, those of the unit, those of the house.
pub fn saved_for(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<SavedRow>, StoreError> {
    let mut rows = tx.rows(
        &format!(
            "{SAVED} WHERE removed_at IS NULL AND ((scope = 'own' AND person = ?1) \
             OR (scope = 'group' AND unit = ?2) OR scope = 'house') LIMIT ?3"
        ),
        vals![viewer.person, viewer.unit, SAVED_MAX * 3],
        saved_row,
    )?;
    rows.sort_by_cached_key(|row| {
        (row.scope.code() != "own", row.scope.code(), vietnamese::sort_key(&row.name))
    });
    Ok(rows)
}
