//! Papers stopped at the door, and papers handed over closed or on paper. No name, no subject, no content.

use documents::Paper;
use jiff::civil::Date;
use kernel::{Id, Instant, Row, StoreError, Tx, vals};
use people::{Person, Post};

use crate::model::{Counts, HandOver, Receipt, Stop, Why};

#[derive(Debug, Clone)]
pub struct StopRow {
    pub id: Id<Stop>,
    pub day: Date,
    pub source: String,
    pub at: Instant,
    pub person: Option<Id<Person>>,
    pub why: String,
    pub mark: Option<String>,
    pub done: Option<String>,
    /// `open`, `unmarked`, `returned`, `classified`, `false_alarm`, `passed`.
    pub state: String,
    pub settled_at: Option<Instant>,
    pub settled_by: Option<Id<Person>>,
    pub reason: Option<String>,
    pub paper: Option<Id<Paper>>,
    pub receipt: Option<Id<Receipt>>,
}

pub struct NewStop<'a> {
    pub id: Id<Stop>,
    pub day: Date,
    pub source: &'a str,
    pub at: Instant,
    pub person: Option<uuid::Uuid>,
    pub why: Why,
    pub mark: Option<&'a str>,
    pub done: Option<&'a str>,
    pub state: &'a str,
    pub counts: Counts,
}

pub fn insert_stop(tx: &mut Tx<'_>, stop: &NewStop<'_>) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO door_stops (id, day, source, at, person, why, mark, done, state, counts) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        vals![
            stop.id,
            stop.day,
            stop.source,
            stop.at,
            stop.person,
            stop.why.code(),
            stop.mark,
            stop.done,
            stop.state,
            stop.counts.code()
        ],
    )
    .map(drop)
}

const STOP: &str = "SELECT id, day, source, at, person, why, mark, done, state, settled_at, settled_by, reason, \
     paper, receipt FROM door_stops";

fn stop_row(row: &Row<'_>) -> Result<StopRow, StoreError> {
    Ok(StopRow {
        id: row.get(0)?,
        day: row.get(1)?,
        source: row.get(2)?,
        at: row.get(3)?,
        person: row.get(4)?,
        why: row.get(5)?,
        mark: row.get(6)?,
        done: row.get(7)?,
        state: row.get(8)?,
        settled_at: row.get(9)?,
        settled_by: row.get(10)?,
        reason: row.get(11)?,
        paper: row.get(12)?,
        receipt: row.get(13)?,
    })
}

pub fn lock_stop(tx: &mut Tx<'_>, id: Id<Stop>) -> Result<Option<StopRow>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    tx.opt(&format!("{STOP} WHERE id = ?1{lock}"), vals![id], stop_row)
}

pub fn stop(tx: &mut Tx<'_>, id: Id<Stop>) -> Result<Option<StopRow>, StoreError> {
    tx.opt(&format!("{STOP} WHERE id = ?1"), vals![id], stop_row)
}

/// Questions that nobody has answered, oldest first.
pub fn questions(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<StopRow>, StoreError> {
    tx.rows(&format!("{STOP} WHERE state = 'open' ORDER BY at, id LIMIT ?1"), vals![limit], stop_row)
}

pub fn stops_on(tx: &mut Tx<'_>, day: Date, limit: u32) -> Result<Vec<StopRow>, StoreError> {
    tx.rows(&format!("{STOP} WHERE day = ?1 ORDER BY at DESC, id DESC LIMIT ?2"), vals![day, limit], stop_row)
}

/// A new state of a stop, who brought it about, and how it counts from now on; `None` leaves it uncounted,
/// since its receipt counts.
pub fn settle_stop(
    tx: &mut Tx<'_>,
    id: Id<Stop>,
    (state, counts): (&str, Option<Counts>),
    (at, by): (Instant, Option<uuid::Uuid>),
    reason: Option<&str>,
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE door_stops SET state = ?2, counts = ?3, settled_at = ?4, settled_by = ?5, \
         reason = coalesce(CAST(?6 AS TEXT), reason) WHERE id = ?1",
        vals![id, state, counts.map_or("moved", Counts::code), at, by, reason],
    )
    .map(drop)
}

pub fn mark_stop(tx: &mut Tx<'_>, id: Id<Stop>, (mark, why): (&str, &str)) -> Result<(), StoreError> {
    let sql = "UPDATE door_stops SET mark = ?2, why = ?3, done = 'purged' WHERE id = ?1";
    tx.exec(sql, vals![id, mark, why]).map(drop)
}

pub fn stop_done(tx: &mut Tx<'_>, id: Id<Stop>, done: &str) -> Result<(), StoreError> {
    tx.exec("UPDATE door_stops SET done = ?2 WHERE id = ?1", vals![id, done]).map(drop)
}

pub fn stop_receipt(tx: &mut Tx<'_>, id: Id<Stop>, receipt: Id<Receipt>) -> Result<(), StoreError> {
    tx.exec("UPDATE door_stops SET receipt = ?2 WHERE id = ?1", vals![id, receipt]).map(drop)
}

pub fn stop_number(tx: &mut Tx<'_>, id: Id<Stop>, paper: Id<Paper>) -> Result<(), StoreError> {
    tx.exec("UPDATE door_stops SET paper = ?2 WHERE id = ?1", vals![id, paper]).map(drop)
}

#[derive(Debug, Clone)]
pub struct HandOverRow {
    pub at: Instant,
    /// `petition` or `envelope`.
    pub sort: String,
    pub post: Id<Post>,
    pub pieces: u64,
    pub paper: Option<Id<Paper>>,
}

pub struct NewHandOver<'a> {
    pub id: Id<HandOver>,
    pub day: Date,
    pub source: &'a str,
    pub at: Instant,
    pub person: Option<uuid::Uuid>,
    pub sort: &'a str,
    pub post: Id<Post>,
    pub pieces: u32,
    pub counts: Counts,
    pub paper: Option<Id<Paper>>,
}

pub fn insert_hand_over(tx: &mut Tx<'_>, new: &NewHandOver<'_>) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO hand_overs (id, day, source, at, person, sort, post, pieces, counts, paper) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        vals![
            new.id,
            new.day,
            new.source,
            new.at,
            new.person,
            new.sort,
            new.post,
            new.pieces,
            new.counts.code(),
            new.paper
        ],
    )
    .map(drop)
}

pub fn hand_overs_on(tx: &mut Tx<'_>, day: Date, limit: u32) -> Result<Vec<HandOverRow>, StoreError> {
    tx.rows(
        "SELECT at, sort, post, pieces, paper FROM hand_overs WHERE day = ?1 ORDER BY at DESC, id DESC LIMIT ?2",
        vals![day, limit],
        |row| {
            Ok(HandOverRow {
                at: row.get(0)?,
                sort: row.get(1)?,
                post: row.get(2)?,
                pieces: row.get(3)?,
                paper: row.get(4)?,
            })
        },
    )
}
