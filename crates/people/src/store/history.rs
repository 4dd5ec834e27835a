//! How units and posts change: former names and places, ends, who held what when.

use jiff::civil::Date;
use kernel::{Id, StoreError, Tx, vals};

use super::{PostRow, UnitRow};
use crate::model::{Person, Post, Unit};

/// A unit or post with its own dates.
#[derive(Debug, Clone)]
pub struct Span {
    pub from: Date,
    pub to: Option<Date>,
    /// The last day of the newest former state.
    pub changed_until: Option<Date>,
}

/// What a unit or post was called, up to and including a day.
#[derive(Debug, Clone)]
pub struct Former {
    pub name: String,
    pub until: Date,
}

#[derive(Debug, Clone)]
pub struct HoldingRow {
    pub name: String,
    pub from: Date,
    pub to: Option<Date>,
}

pub fn unit_span(tx: &mut Tx<'_>, id: Id<Unit>) -> Result<Option<(UnitRow, Span)>, StoreError> {
    let sql = "SELECT id, parent, kind, name, from_date, to_date, \
         (SELECT max(until) FROM unit_former WHERE unit = ?1) FROM units WHERE id = ?1";
    tx.opt(sql, vals![id], |row| {
        let unit = UnitRow { id: row.get(0)?, parent: row.get(1)?, kind: row.get(2)?, name: row.get(3)? };
        Ok((unit, Span { from: row.get(4)?, to: row.get(5)?, changed_until: row.get(6)? }))
    })
}

/// Title, unit and dates of a post, ended or not.
pub fn post_span(tx: &mut Tx<'_>, id: Id<Post>) -> Result<Option<(String, Id<Unit>, Span)>, StoreError> {
    let sql = "SELECT title, unit, from_date, to_date, (SELECT max(until) FROM post_former WHERE post = ?1) \
         FROM posts WHERE id = ?1";
    tx.opt(sql, vals![id], |row| {
        let span = Span { from: row.get(2)?, to: row.get(3)?, changed_until: row.get(4)? };
        Ok((row.get(0)?, row.get(1)?, span))
    })
}

pub fn keep_unit(tx: &mut Tx<'_>, key: uuid::Uuid, unit: Id<Unit>, until: Date) -> Result<(), StoreError> {
    let sql = "INSERT INTO unit_former (id, unit, parent, name, until) \
         SELECT ?1, id, parent, name, ?3 FROM units WHERE id = ?2";
    tx.exec(sql, vals![key, unit, until]).map(drop)
}

pub fn keep_post(tx: &mut Tx<'_>, key: uuid::Uuid, post: Id<Post>, until: Date) -> Result<(), StoreError> {
    let sql = "INSERT INTO post_former (id, post, unit, title, until) \
         SELECT ?1, id, unit, title, ?3 FROM posts WHERE id = ?2";
    tx.exec(sql, vals![key, post, until]).map(drop)
}

pub fn change_unit(
    tx: &mut Tx<'_>,
    (id, parent): (Id<Unit>, Option<Id<Unit>>),
    (name, key): (&str, &[u8]),
) -> Result<(), StoreError> {
    let sql = "UPDATE units SET parent = ?2, name = ?3, sort_key = ?4 WHERE id = ?1";
    tx.exec(sql, vals![id, parent, name, key]).map(drop)
}

pub fn change_post(tx: &mut Tx<'_>, id: Id<Post>, unit: Id<Unit>, title: &str) -> Result<(), StoreError> {
    tx.exec("UPDATE posts SET unit = ?2, title = ?3 WHERE id = ?1", vals![id, unit, title]).map(drop)
}

pub fn end_unit(tx: &mut Tx<'_>, id: Id<Unit>, last_day: Date) -> Result<bool, StoreError> {
    let sql = "UPDATE units SET to_date = ?2 WHERE id = ?1 AND to_date IS NULL AND from_date <= ?2";
    Ok(tx.exec(sql, vals![id, last_day])? > 0)
}

pub fn end_post(tx: &mut Tx<'_>, id: Id<Post>, last_day: Date) -> Result<bool, StoreError> {
    let sql = "UPDATE posts SET to_date = ?2 WHERE id = ?1 AND to_date IS NULL AND from_date <= ?2";
    Ok(tx.exec(sql, vals![id, last_day])? > 0)
}

/// The names of units below and of posts in this unit that go on after the day.
pub fn open_inside(tx: &mut Tx<'_>, unit: Id<Unit>, last_day: Date) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT name FROM units WHERE parent = ?1 AND (to_date IS NULL OR to_date > ?2) \
         UNION ALL SELECT title FROM posts WHERE unit = ?1 AND (to_date IS NULL OR to_date > ?2) LIMIT 50";
    tx.rows(sql, vals![unit, last_day], |row| row.get(0))
}

/// Who held the post, the newest first.
pub fn holdings(tx: &mut Tx<'_>, post: Id<Post>) -> Result<Vec<HoldingRow>, StoreError> {
    let sql = "SELECT n.name, h.from_date, h.to_date FROM holdings h JOIN persons n ON n.id = h.person \
         WHERE h.post = ?1 ORDER BY h.from_date DESC, h.id DESC LIMIT 100";
    tx.rows(sql, vals![post], |row| Ok(HoldingRow { name: row.get(0)?, from: row.get(1)?, to: row.get(2)? }))
}

pub fn mark_acting(tx: &mut Tx<'_>, post: Id<Post>, acting: bool, on: Date) -> Result<bool, StoreError> {
    let sql = "UPDATE holdings SET acting = ?2 WHERE post = ?1 AND from_date <= ?3 AND (to_date IS NULL OR to_date >= ?3)";
    Ok(tx.exec(sql, vals![post, acting, on])? > 0)
}

/// The posts that somebody holds for the time being on this day.
pub fn acting_posts(tx: &mut Tx<'_>, on: Date) -> Result<Vec<Id<Post>>, StoreError> {
    let sql = "SELECT post FROM holdings WHERE acting = 1 AND from_date <= ?1 AND (to_date IS NULL OR to_date >= ?1) \
         ORDER BY post LIMIT 20000";
    tx.rows(sql, vals![on], |row| row.get(0))
}

pub fn unit_formers(tx: &mut Tx<'_>, unit: Id<Unit>) -> Result<Vec<Former>, StoreError> {
    let sql = "SELECT name, until FROM unit_former WHERE unit = ?1 ORDER BY until DESC LIMIT 100";
    tx.rows(sql, vals![unit], |row| Ok(Former { name: row.get(0)?, until: row.get(1)? }))
}

pub fn post_formers(tx: &mut Tx<'_>, post: Id<Post>) -> Result<Vec<Former>, StoreError> {
    let sql = "SELECT title, until FROM post_former WHERE post = ?1 ORDER BY until DESC LIMIT 100";
    tx.rows(sql, vals![post], |row| Ok(Former { name: row.get(0)?, until: row.get(1)? }))
}

/// The units as they were on a day: under the names and at the places of that day.
pub fn units_as_of(tx: &mut Tx<'_>, on: Date) -> Result<Vec<UnitRow>, StoreError> {
    let mut units = super::units(tx, on)?;
    let sql = "SELECT unit, parent, name FROM unit_former WHERE until >= ?1 ORDER BY until DESC LIMIT 20000";
    // The newest first, so that the state nearest to the day is written last.
    tx.each(sql, vals![on], |row| {
        let id: Id<Unit> = row.get(0)?;
        if let Some(unit) = units.iter_mut().find(|unit| unit.id == id) {
            unit.parent = row.get(1)?;
            unit.name = row.get(2)?;
        }
        Ok(())
    })?;
    units.sort_by_cached_key(|unit| vietnamese::sort_key(&unit.name));
    Ok(units)
}

/// The posts as they were on a day.
pub fn posts_as_of(tx: &mut Tx<'_>, on: Date, units: &[UnitRow]) -> Result<Vec<PostRow>, StoreError> {
    let mut posts = super::posts(tx, on)?;
    let sql = "SELECT post, unit, title FROM post_former WHERE until >= ?1 ORDER BY until DESC LIMIT 20000";
    tx.each(sql, vals![on], |row| {
        let id: Id<Post> = row.get(0)?;
        if let Some(post) = posts.iter_mut().find(|post| post.id == id) {
            post.unit = row.get(1)?;
            post.title = row.get(2)?;
        }
        Ok(())
    })?;
    for post in &mut posts {
        if let Some(unit) = units.iter().find(|unit| unit.id == post.unit) {
            post.unit_name.clone_from(&unit.name);
            post.unit_kind.clone_from(&unit.kind);
        }
    }
    Ok(posts)
}

/// Everybody who is known here, by given name.
pub fn persons(tx: &mut Tx<'_>) -> Result<Vec<(Id<Person>, String)>, StoreError> {
    let sql = "SELECT id, name FROM persons ORDER BY sort_key, id LIMIT 20000";
    tx.rows(sql, vals![], |row| Ok((row.get(0)?, row.get(1)?)))
}
