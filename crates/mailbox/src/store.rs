//! All SQL of this crate: how far the work came, and how it goes.

use kernel::{Instant, Row, StoreError, Tx, vals};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A message of the mailbox that was met.
#[derive(Debug, Clone)]
pub struct MessageRow {
    pub folder: String,
    pub validity: u32,
    pub uid: u32,
    /// The id of its first act; further papers of the message count on from it.
    pub act: Uuid,
    /// `begun`, `asked`, `taken`, `same`, `returned`, `marked`, `failed`, `gone`.
    pub state: String,
    /// It bears its mark in the mailbox, or was moved.
    pub marked: bool,
    pub papers: Vec<Paper>,
    pub reason: String,
    pub tries: u32,
    pub came_at: Option<Instant>,
    pub at: Instant,
}

/// What became of one paper of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// `waiting`, `question`, `marked`, `returned`.
    pub outcome: String,
    pub id: Option<Uuid>,
}

/// Which message: folder, validity, number.
pub type Key = (String, u32, u32);

const MESSAGE: &str = "SELECT folder, validity, uid, act, state, marked, papers, reason, tries, came_at, at \
     FROM mailbox_messages";

fn message_row(row: &Row<'_>) -> Result<MessageRow, StoreError> {
    let papers: String = row.get(6)?;
    Ok(MessageRow {
        folder: row.get(0)?,
        validity: row.get(1)?,
        uid: row.get(2)?,
        act: row.get(3)?,
        state: row.get(4)?,
        marked: row.get::<i64>(5)? != 0,
        papers: serde_json::from_str(&papers).unwrap_or_default(),
        reason: row.get(7)?,
        tries: row.get(8)?,
        came_at: row.get(9)?,
        at: row.get(10)?,
    })
}

/// The message, under the act that was chosen for it first.
pub(crate) fn meet(
    tx: &mut Tx<'_>,
    (folder, validity, uid): &Key,
    fresh: Uuid,
    (came_at, now): (Option<Instant>, Instant),
) -> Result<MessageRow, StoreError> {
    tx.exec(
        "INSERT INTO mailbox_messages (folder, validity, uid, act, message_id, sha256, state, marked, papers, reason, \
         tries, came_at, at) VALUES (?1, ?2, ?3, ?4, '', '', 'begun', 0, '[]', '', 0, ?5, ?6) \
         ON CONFLICT (folder, validity, uid) DO NOTHING",
        vals![folder, validity, uid, fresh, came_at, now],
    )?;
    let sql = format!("{MESSAGE} WHERE folder = ?1 AND validity = ?2 AND uid = ?3");
    tx.one(&sql, vals![folder, validity, uid], message_row)
}

/// What the message is known by when the server numbers anew.
pub(crate) fn know(
    tx: &mut Tx<'_>,
    (folder, validity, uid): &Key,
    (message_id, sha256): (&str, &str),
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE mailbox_messages SET message_id = ?4, sha256 = ?5, tries = tries + 1 \
         WHERE folder = ?1 AND validity = ?2 AND uid = ?3",
        vals![folder, validity, uid, message_id, sha256],
    )
    .map(drop)
}

/// The same message under another number, dealt with already.
pub(crate) fn known(
    tx: &mut Tx<'_>,
    (folder, validity, uid): &Key,
    (message_id, sha256): (&str, &str),
) -> Result<Option<MessageRow>, StoreError> {
    tx.opt(
        &format!(
            "{MESSAGE} WHERE sha256 = ?4 AND message_id = ?5 AND state NOT IN ('begun', 'failed', 'gone') \
             AND NOT (folder = ?1 AND validity = ?2 AND uid = ?3) ORDER BY at LIMIT 1"
        ),
        vals![folder, validity, uid, sha256, message_id],
        message_row,
    )
}

pub(crate) fn settle(
    tx: &mut Tx<'_>,
    (folder, validity, uid): &Key,
    (state, papers, reason): (&str, &[Paper], &str),
) -> Result<(), StoreError> {
    let papers = serde_json::to_string(papers).map_err(|e| StoreError::Other(e.to_string()))?;
    tx.exec(
        "UPDATE mailbox_messages SET state = ?4, papers = ?5, reason = ?6 \
         WHERE folder = ?1 AND validity = ?2 AND uid = ?3",
        vals![folder, validity, uid, state, papers, reason],
    )
    .map(drop)
}

pub(crate) fn marked(tx: &mut Tx<'_>, (folder, validity, uid): &Key) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE mailbox_messages SET marked = 1 WHERE folder = ?1 AND validity = ?2 AND uid = ?3",
        vals![folder, validity, uid],
    )
    .map(drop)
}

/// Messages that are dealt with and bear no mark in the mailbox yet.
pub(crate) fn unmarked(
    tx: &mut Tx<'_>,
    (folder, validity): (&str, u32),
    limit: u32,
) -> Result<Vec<MessageRow>, StoreError> {
    tx.rows(
        &format!(
            "{MESSAGE} WHERE marked = 0 AND state IN ('taken', 'same', 'returned') AND folder = ?1 AND validity = ?2 \
             ORDER BY uid LIMIT ?3"
        ),
        vals![folder, validity, limit],
        message_row,
    )
}

/// Messages of which a clerk was asked something.
pub(crate) fn asked(
    tx: &mut Tx<'_>,
    (folder, validity): (&str, u32),
    limit: u32,
) -> Result<Vec<MessageRow>, StoreError> {
    tx.rows(
        &format!("{MESSAGE} WHERE state = 'asked' AND folder = ?1 AND validity = ?2 ORDER BY uid LIMIT ?3"),
        vals![folder, validity, limit],
        message_row,
    )
}

/// Messages met last, the newest first.
pub fn latest(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<MessageRow>, StoreError> {
    tx.rows(&format!("{MESSAGE} ORDER BY at DESC, uid DESC LIMIT ?1"), vals![limit], message_row)
}

/// How many messages became what.
pub fn counts(tx: &mut Tx<'_>) -> Result<Vec<(String, u64)>, StoreError> {
    let sql = "SELECT state, count(*) FROM mailbox_messages GROUP BY state ORDER BY state";
    tx.rows(sql, vals![], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// How looking into the mailbox goes.
#[derive(Debug, Clone, Default)]
pub struct Health {
    pub looked_at: Option<Instant>,
    pub failed_at: Option<Instant>,
    pub fault: Option<String>,
    /// One after the other, since the last look that went well.
    pub failures: i64,
    pub next_at: Instant,
    pub folder: String,
    pub validity: u32,
    /// Every message up to this number was met.
    pub floor: u32,
    /// Messages that are no papers, by rule or by age.
    pub left: i64,
}

pub fn health(tx: &mut Tx<'_>) -> Result<Health, StoreError> {
    let sql = "SELECT looked_at, failed_at, fault, failures, next_at, folder, validity, floor, left_count \
         FROM mailbox_health WHERE id = 1";
    let found = tx.opt(sql, vals![], |row| {
        Ok(Health {
            looked_at: row.get(0)?,
            failed_at: row.get(1)?,
            fault: row.get(2)?,
            failures: row.get(3)?,
            next_at: row.get(4)?,
            folder: row.get(5)?,
            validity: row.get(6)?,
            floor: row.get(7)?,
            left: row.get(8)?,
        })
    })?;
    Ok(found.unwrap_or_default())
}

const BEGIN: &str = "INSERT INTO mailbox_health (id, failures, next_at, folder, validity, floor, left_count) \
     VALUES (1, 0, 0, '', 0, 0, 0) ON CONFLICT (id) DO NOTHING";

/// Takes the mailbox in hand for so long, when nobody else has it.
pub(crate) fn lease(
    tx: &mut Tx<'_>,
    holder: Uuid,
    (now, until): (Instant, Instant),
) -> Result<bool, StoreError> {
    tx.exec(BEGIN, vals![])?;
    let sql = "UPDATE mailbox_health SET holder = ?1, leased_until = ?3 \
         WHERE id = 1 AND (leased_until IS NULL OR leased_until < ?2 OR holder = ?1)";
    Ok(tx.exec(sql, vals![holder, now, until])? > 0)
}

pub(crate) fn release(tx: &mut Tx<'_>, holder: Uuid) -> Result<(), StoreError> {
    tx.exec("UPDATE mailbox_health SET leased_until = NULL WHERE id = 1 AND holder = ?1", vals![holder])
        .map(drop)
}

pub(crate) fn try_now(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    tx.exec("UPDATE mailbox_health SET next_at = 0 WHERE id = 1", vals![]).map(drop)
}

/// The folder and its numbering; a new one is read from the beginning.
pub(crate) fn opened(tx: &mut Tx<'_>, folder: &str, validity: u32) -> Result<Health, StoreError> {
    tx.exec(
        "UPDATE mailbox_health SET folder = ?1, validity = ?2, floor = 0 \
         WHERE id = 1 AND (folder <> ?1 OR validity <> ?2)",
        vals![folder, validity],
    )?;
    health(tx)
}

pub(crate) fn passed(tx: &mut Tx<'_>, floor: u32, left: bool) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE mailbox_health SET floor = ?1, left_count = left_count + ?2 WHERE id = 1",
        vals![floor, i64::from(left)],
    )
    .map(drop)
}

pub(crate) fn went_well(tx: &mut Tx<'_>, (now, next): (Instant, Instant)) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE mailbox_health SET looked_at = ?1, next_at = ?2, failures = 0, fault = NULL WHERE id = 1",
        vals![now, next],
    )
    .map(drop)
}

pub(crate) fn went_wrong(
    tx: &mut Tx<'_>,
    fault: &str,
    (now, next): (Instant, Instant),
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE mailbox_health SET failed_at = ?1, next_at = ?2, failures = failures + 1, fault = ?3 WHERE id = 1",
        vals![now, next, fault],
    )
    .map(drop)
}

/// Messages of numberings that are gone are known by Message-ID and SHA-256 for so long.
pub(crate) fn forget(tx: &mut Tx<'_>, before: Instant) -> Result<u64, StoreError> {
    tx.exec(
        "DELETE FROM mailbox_messages WHERE at < ?1 AND marked = 1 AND validity NOT IN \
         (SELECT validity FROM mailbox_health)",
        vals![before],
    )
}
