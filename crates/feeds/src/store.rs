//! All SQL of this crate.

use jiff::civil::Date;
use kernel::{Id, Instant, Row, StoreError, Tx, vals};
use people::{Person, Unit};

use crate::acts::Feed;

#[derive(Debug, Clone)]
pub struct FeedRow {
    pub id: Id<Feed>,
    pub person: Id<Person>,
    pub unit: Option<Id<Unit>>,
    /// Says what things are about.
    pub named: bool,
    pub made_on: Date,
    pub ended_on: Option<Date>,
    /// When a calendar program last asked, to the hour.
    pub used_at: Option<Instant>,
}

const FEEDS: &str = "SELECT f.id, f.person, f.unit, f.named, f.made_on, f.ended_on, u.at \
     FROM feeds f LEFT JOIN feed_uses u ON u.feed = f.id";

fn read(row: &Row<'_>) -> Result<FeedRow, StoreError> {
    Ok(FeedRow {
        id: row.get(0)?,
        person: row.get(1)?,
        unit: row.get(2)?,
        named: row.get::<i64>(3)? != 0,
        made_on: row.get(4)?,
        ended_on: row.get(5)?,
        used_at: row.get(6)?,
    })
}

/// A person's feeds, the newest first.
pub fn of(tx: &mut Tx<'_>, person: Id<Person>) -> Result<Vec<FeedRow>, StoreError> {
    tx.rows(&format!("{FEEDS} WHERE f.person = ?1 ORDER BY f.id DESC LIMIT 50"), vals![person], read)
}

pub(crate) fn feed(tx: &mut Tx<'_>, id: Id<Feed>) -> Result<Option<FeedRow>, StoreError> {
    tx.opt(&format!("{FEEDS} WHERE f.id = ?1"), vals![id], read)
}

/// The feed of this address, while it is open.
pub(crate) fn by_hash(tx: &mut Tx<'_>, hash: [u8; 32]) -> Result<Option<FeedRow>, StoreError> {
    tx.opt(&format!("{FEEDS} WHERE f.hash = ?1 AND f.ended_on IS NULL"), vals![hash], read)
}

pub(crate) fn insert(tx: &mut Tx<'_>, row: &FeedRow, hash: [u8; 32]) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO feeds (id, person, unit, named, hash, made_on) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        vals![row.id, row.person, row.unit, i64::from(row.named), hash, row.made_on],
    )
    .map(drop)
}

pub(crate) fn end(tx: &mut Tx<'_>, id: Id<Feed>, on: Date) -> Result<(), StoreError> {
    tx.exec("UPDATE feeds SET ended_on = ?2 WHERE id = ?1", vals![id, on]).map(drop)
}

pub(crate) fn note_use(tx: &mut Tx<'_>, id: Id<Feed>, at: Instant) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO feed_uses (feed, at) VALUES (?1, ?2) ON CONFLICT (feed) DO UPDATE SET at = excluded.at";
    tx.exec(sql, vals![id, at]).map(drop)
}
