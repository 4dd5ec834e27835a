//! Tables that wait to be imported, for a day.

use kernel::{Id, Instant, StoreError, Tx, vals};
use uuid::Uuid;

use crate::import::{KnownPost, KnownUnit};
use crate::model::{Person, Role};

pub fn insert_import(
    tx: &mut Tx<'_>,
    (id, person): (Uuid, Id<Person>),
    at: Instant,
    lines: &str,
) -> Result<(), StoreError> {
    tx.exec("DELETE FROM imports WHERE at < ?1", vals![at.plus(-Instant::DAY)])?;
    let sql =
        "INSERT INTO imports (id, person, at, lines) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO NOTHING";
    tx.exec(sql, vals![id, person, at, lines]).map(drop)
}

/// What this person uploaded; nobody else's.
pub fn import(tx: &mut Tx<'_>, id: Uuid, person: Id<Person>) -> Result<Option<String>, StoreError> {
    let sql = "SELECT lines FROM imports WHERE id = ?1 AND person = ?2";
    tx.opt(sql, vals![id, person], |row| row.get(0))
}

pub fn known_units(tx: &mut Tx<'_>) -> Result<Vec<KnownUnit>, StoreError> {
    let sql = "SELECT id, parent, name, from_date FROM units WHERE to_date IS NULL ORDER BY id LIMIT 20000";
    tx.rows(sql, vals![], |row| {
        Ok(KnownUnit { id: row.get(0)?, parent: row.get(1)?, name: row.get(2)?, from: row.get(3)? })
    })
}

/// Posts that go on, with whoever holds them without a last day.
pub fn known_posts(tx: &mut Tx<'_>) -> Result<Vec<KnownPost>, StoreError> {
    let sql = "SELECT p.id, p.unit, p.title, p.roles, p.from_date, n.name FROM posts p \
         LEFT JOIN holdings h ON h.post = p.id AND h.to_date IS NULL LEFT JOIN persons n ON n.id = h.person \
         WHERE p.to_date IS NULL ORDER BY p.place, p.id LIMIT 50000";
    tx.rows(sql, vals![], |row| {
        Ok(KnownPost {
            id: row.get(0)?,
            unit: row.get(1)?,
            title: row.get(2)?,
            roles: Role::list(&row.get::<String>(3)?),
            from: row.get(4)?,
            holder: row.get(5)?,
        })
    })
}
