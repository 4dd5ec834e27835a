//! All SQL of this crate.

use kernel::{Id, Instant, Row, StoreError, Tx, vals};
use people::{Person, Unit, Viewer};

use crate::model::{SavedSearch, Scope, Watching};

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

/// Somebody who is told of what a kept search finds anew.
#[derive(Debug, Clone)]
pub struct WatchRow {
    pub search: SavedRow,
    pub person: Id<Person>,
    pub since: Instant,
}

/// More are not kept for one person, one unit, the house.
pub const SAVED_MAX: u32 = 60;

/// One person watches so many at most, and so many watches are looked at.
pub const WATCHES_MAX: u32 = 20;
const LOOKED_AT: u32 = 50_000;

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

pub fn watch(
    tx: &mut Tx<'_>,
    id: Id<Watching>,
    (search, person): (Id<SavedSearch>, Id<Person>),
    at: Instant,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO saved_watches (id, search, person, since) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (search, person) WHERE ended_at IS NULL DO NOTHING",
        vals![id, search, person, at],
    )
    .map(drop)
}

pub fn unwatch(
    tx: &mut Tx<'_>,
    (search, person): (Id<SavedSearch>, Id<Person>),
    at: Instant,
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE saved_watches SET ended_at = ?3 WHERE search = ?1 AND person = ?2 AND ended_at IS NULL",
        vals![search, person, at],
    )
    .map(drop)
}

/// The kept searches that this person watches.
pub fn watched_by(tx: &mut Tx<'_>, person: Id<Person>) -> Result<Vec<Id<SavedSearch>>, StoreError> {
    tx.rows(
        "SELECT w.search FROM saved_watches w JOIN saved_searches s ON s.id = w.search \
         WHERE w.person = ?1 AND w.ended_at IS NULL AND s.removed_at IS NULL LIMIT ?2",
        vals![person, WATCHES_MAX],
        |row| row.get(0),
    )
}

/// Everybody who watches, each with the search.
pub fn watches(tx: &mut Tx<'_>) -> Result<Vec<WatchRow>, StoreError> {
    tx.rows(
        "SELECT s.id, s.scope, s.person, s.unit, s.name, s.query, w.person, w.since \
         FROM saved_watches w JOIN saved_searches s ON s.id = w.search \
         WHERE w.ended_at IS NULL AND s.removed_at IS NULL ORDER BY w.id LIMIT ?1",
        vals![LOOKED_AT],
        |row| Ok(WatchRow { search: saved_row(row)?, person: row.get(6)?, since: row.get(7)? }),
    )
}

/// How far the journal was looked through; `None` before the first time.
pub fn stand(tx: &mut Tx<'_>) -> Result<Option<u64>, StoreError> {
    tx.opt("SELECT seq FROM watch_stand WHERE id = 1", vals![], |row| row.get(0))
}

pub fn set_stand(tx: &mut Tx<'_>, seq: u64) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO watch_stand (id, seq) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET seq = ?1",
        vals![seq],
    )
    .map(drop)
}
