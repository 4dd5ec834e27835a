//! Fields of work, the posts that answer for them, and whom secretaries serve.

use jiff::civil::Date;
use kernel::{Id, StoreError, Tx, vals};

use super::{POSTS, PostRow, post_row};
use crate::model::{Field, Post};

/// A field of work as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRow {
    pub id: Id<Field>,
    pub name: String,
}

pub fn insert_field(tx: &mut Tx<'_>, id: Id<Field>, name: &str, key: &[u8]) -> Result<(), StoreError> {
    let sql = "INSERT INTO fields (id, name, sort_key, active) VALUES (?1, ?2, ?3, 1)";
    tx.exec(sql, vals![id, name, key]).map(drop)
}

pub fn rename_field(tx: &mut Tx<'_>, id: Id<Field>, name: &str, key: &[u8]) -> Result<bool, StoreError> {
    let sql = "UPDATE fields SET name = ?2, sort_key = ?3 WHERE id = ?1 AND active = 1";
    Ok(tx.exec(sql, vals![id, name, key])? > 0)
}

pub fn retire_field(tx: &mut Tx<'_>, id: Id<Field>) -> Result<bool, StoreError> {
    Ok(tx.exec("UPDATE fields SET active = 0 WHERE id = ?1 AND active = 1", vals![id])? > 0)
}

pub fn fields(tx: &mut Tx<'_>) -> Result<Vec<FieldRow>, StoreError> {
    tx.rows("SELECT id, name FROM fields WHERE active = 1 ORDER BY sort_key, id LIMIT 500", vals![], |row| {
        Ok(FieldRow { id: row.get(0)?, name: row.get(1)? })
    })
}

pub fn field_named(tx: &mut Tx<'_>, name: &str) -> Result<Option<Id<Field>>, StoreError> {
    tx.opt("SELECT id FROM fields WHERE active = 1 AND name = ?1", vals![name], |row| row.get(0))
}

pub fn clear_post_fields(tx: &mut Tx<'_>, post: Id<Post>) -> Result<(), StoreError> {
    tx.exec("DELETE FROM post_fields WHERE post = ?1", vals![post]).map(drop)
}

pub fn insert_post_field(tx: &mut Tx<'_>, post: Id<Post>, field: Id<Field>) -> Result<(), StoreError> {
    let sql = "INSERT INTO post_fields (post, field) VALUES (?1, ?2) ON CONFLICT (post, field) DO NOTHING";
    tx.exec(sql, vals![post, field]).map(drop)
}

pub fn fields_of(tx: &mut Tx<'_>, post: Id<Post>) -> Result<Vec<FieldRow>, StoreError> {
    let sql = "SELECT f.id, f.name FROM post_fields p JOIN fields f ON f.id = p.field \
         WHERE p.post = ?1 AND f.active = 1 ORDER BY f.sort_key, f.id LIMIT 500";
    tx.rows(sql, vals![post], |row| Ok(FieldRow { id: row.get(0)?, name: row.get(1)? }))
}

pub type Answers = (Id<Post>, Id<Field>);

/// Which posts answer for which field, for the page of all fields.
pub fn post_fields(tx: &mut Tx<'_>) -> Result<Vec<Answers>, StoreError> {
    let sql = "SELECT post, field FROM post_fields ORDER BY post, field LIMIT 20000";
    tx.rows(sql, vals![], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub fn posts_for_field(tx: &mut Tx<'_>, field: Id<Field>, on: Date) -> Result<Vec<PostRow>, StoreError> {
    let sql = format!(
        "{POSTS} AND p.id IN (SELECT post FROM post_fields WHERE field = ?2) ORDER BY p.place, p.id LIMIT 200"
    );
    tx.rows(&sql, vals![on, field], post_row)
}

pub fn clear_serves(tx: &mut Tx<'_>, secretary: Id<Post>) -> Result<(), StoreError> {
    tx.exec("DELETE FROM post_serves WHERE secretary = ?1", vals![secretary]).map(drop)
}

pub fn insert_serves(tx: &mut Tx<'_>, secretary: Id<Post>, leader: Id<Post>) -> Result<(), StoreError> {
    let sql = "INSERT INTO post_serves (secretary, leader) VALUES (?1, ?2) ON CONFLICT (secretary, leader) DO NOTHING";
    tx.exec(sql, vals![secretary, leader]).map(drop)
}

pub fn secretaries_of(tx: &mut Tx<'_>, leader: Id<Post>, on: Date) -> Result<Vec<PostRow>, StoreError> {
    let sql = format!(
        "{POSTS} AND p.id IN (SELECT secretary FROM post_serves WHERE leader = ?2) ORDER BY p.place, p.id LIMIT 50"
    );
    tx.rows(&sql, vals![on, leader], post_row)
}

pub fn served_by(tx: &mut Tx<'_>, secretary: Id<Post>, on: Date) -> Result<Vec<PostRow>, StoreError> {
    let sql = format!(
        "{POSTS} AND p.id IN (SELECT leader FROM post_serves WHERE secretary = ?2) ORDER BY p.place, p.id LIMIT 50"
    );
    tx.rows(&sql, vals![on, secretary], post_row)
}
