//! Papers that wait, and their annexes.

use documents::Paper;
use jiff::civil::Date;
use kernel::{BlobHash, Id, Instant, Row, StoreError, Tx, vals};
use reading::Reading;

use crate::acts::{FromStack, NewAnnex, Receive};
use crate::model::{Annex, Receipt, Stop};

#[derive(Debug, Clone)]
pub struct ReceiptRow {
    pub id: Id<Receipt>,
    pub day: Date,
    pub source: String,
    pub received_at: Instant,
    pub state: String,
    pub reason: Option<String>,
    pub paper: Option<Id<Paper>>,
    pub blob: BlobHash,
    pub name: String,
    reading: String,
    /// Who sent the mail it came with.
    pub sender: Option<String>,
    /// The stop it passed by a clerk's declaration.
    pub stop: Option<Id<Stop>>,
    /// When it came to where it was fetched from.
    pub came_at: Option<Instant>,
    /// The paper whose cover slip lay on it.
    pub slip_of: Option<Id<Paper>>,
}

impl ReceiptRow {
    /// What was read; `None` for a reading of an older form.
    #[must_use]
    pub fn reading(&self) -> Option<Reading> {
        serde_json::from_str(&self.reading).ok()
    }
}

/// A further file of a paper.
#[derive(Debug, Clone)]
pub struct AnnexRow {
    pub id: Id<Annex>,
    pub place: i64,
    pub blob: BlobHash,
    pub name: String,
    pub reading: String,
}

impl AnnexRow {
    #[must_use]
    pub fn reading(&self) -> Option<Reading> {
        serde_json::from_str(&self.reading).ok()
    }
}

pub fn insert_receipt(
    tx: &mut Tx<'_>,
    id: Id<Receipt>,
    (day, source, at): (Date, &str, Instant),
    input: &Receive,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO receipts (id, day, source, received_at, state, blob, name, reading, sender, stop, came_at, slip_of) \
         VALUES (?1, ?2, ?3, ?4, 'waiting', ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        vals![
            id,
            day,
            source,
            at,
            input.blob,
            input.name,
            input.reading,
            input.sender,
            input.stop,
            input.came_at,
            input.slip_of
        ],
    )
    .map(drop)
}

pub fn insert_annex(
    tx: &mut Tx<'_>,
    (id, receipt, place): (Id<Annex>, Id<Receipt>, usize),
    annex: &NewAnnex,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO receipt_annexes (id, receipt, place, blob, name, reading) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        vals![id, receipt, place, annex.blob, annex.name, annex.reading],
    )
    .map(drop)
}

pub fn annexes(tx: &mut Tx<'_>, receipt: Id<Receipt>) -> Result<Vec<AnnexRow>, StoreError> {
    tx.rows(
        "SELECT id, place, blob, name, reading FROM receipt_annexes WHERE receipt = ?1 ORDER BY place, id LIMIT 1000",
        vals![receipt],
        |row| {
            Ok(AnnexRow {
                id: row.get(0)?,
                place: row.get(1)?,
                blob: row.get(2)?,
                name: row.get(3)?,
                reading: row.get(4)?,
            })
        },
    )
}

pub fn insert_stack(tx: &mut Tx<'_>, receipt: Id<Receipt>, stack: &FromStack) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO receipt_stacks (receipt, blob, name, first, last) VALUES (?1, ?2, ?3, ?4, ?5) \
         ON CONFLICT (receipt) DO UPDATE SET first = excluded.first, last = excluded.last",
        vals![receipt, stack.blob, stack.name, stack.first, stack.last],
    )
    .map(drop)
}

/// The stack that a paper was cut out of.
pub fn stack(tx: &mut Tx<'_>, receipt: Id<Receipt>) -> Result<Option<FromStack>, StoreError> {
    tx.opt("SELECT blob, name, first, last FROM receipt_stacks WHERE receipt = ?1", vals![receipt], |row| {
        Ok(FromStack { blob: row.get(0)?, name: row.get(1)?, first: row.get(2)?, last: row.get(3)? })
    })
}

/// The stacks that a paper's files were cut out of.
pub fn stacks_of(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<Vec<(Id<Receipt>, FromStack)>, StoreError> {
    tx.rows(
        "SELECT s.receipt, s.blob, s.name, s.first, s.last FROM receipt_stacks s JOIN receipts r ON r.id = s.receipt \
         WHERE r.paper = ?1 ORDER BY s.receipt LIMIT 100",
        vals![paper],
        |row| {
            let stack = FromStack { blob: row.get(1)?, name: row.get(2)?, first: row.get(3)?, last: row.get(4)? };
            Ok((row.get(0)?, stack))
        },
    )
}

pub fn set_place(tx: &mut Tx<'_>, annex: Id<Annex>, place: i64) -> Result<(), StoreError> {
    tx.exec("UPDATE receipt_annexes SET place = ?2 WHERE id = ?1", vals![annex, place]).map(drop)
}

/// Another file stands for the paper: pages of the one before.
pub fn set_main(
    tx: &mut Tx<'_>,
    id: Id<Receipt>,
    (blob, name, reading): (BlobHash, &str, &str),
) -> Result<(), StoreError> {
    let sql = "UPDATE receipts SET blob = ?2, name = ?3, reading = ?4 WHERE id = ?1";
    tx.exec(sql, vals![id, blob, name, reading]).map(drop)
}

/// The receipts of a paper in the book: what its files came with.
pub fn receipts_of(tx: &mut Tx<'_>, paper: Id<Paper>) -> Result<Vec<ReceiptRow>, StoreError> {
    tx.rows(&format!("{RECEIPT} WHERE paper = ?1 ORDER BY id LIMIT 100"), vals![paper], receipt_row)
}

/// The first annex becomes the paper itself, and the paper the first annex.
pub fn change_places(tx: &mut Tx<'_>, receipt: &ReceiptRow, annex: &AnnexRow) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE receipts SET blob = ?2, name = ?3, reading = ?4 WHERE id = ?1",
        vals![receipt.id, annex.blob, annex.name, annex.reading],
    )?;
    tx.exec(
        "UPDATE receipt_annexes SET blob = ?2, name = ?3, reading = ?4 WHERE id = ?1",
        vals![annex.id, receipt.blob, receipt.name, receipt.reading],
    )
    .map(drop)
}

const RECEIPT: &str = "SELECT id, day, source, received_at, state, reason, paper, blob, name, reading, sender, stop, came_at, \
     slip_of \
     FROM receipts";

fn receipt_row(row: &Row<'_>) -> Result<ReceiptRow, StoreError> {
    Ok(ReceiptRow {
        id: row.get(0)?,
        day: row.get(1)?,
        source: row.get(2)?,
        received_at: row.get(3)?,
        state: row.get(4)?,
        reason: row.get(5)?,
        paper: row.get(6)?,
        blob: row.get(7)?,
        name: row.get(8)?,
        reading: row.get(9)?,
        sender: row.get(10)?,
        stop: row.get(11)?,
        came_at: row.get(12)?,
        slip_of: row.get(13)?,
    })
}

/// The receipt, locked until the act ends (SQLite has one writer anyway).
pub fn lock(tx: &mut Tx<'_>, id: Id<Receipt>) -> Result<Option<ReceiptRow>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    tx.opt(&format!("{RECEIPT} WHERE id = ?1{lock}"), vals![id], receipt_row)
}

pub fn receipt(tx: &mut Tx<'_>, id: Id<Receipt>) -> Result<Option<ReceiptRow>, StoreError> {
    tx.opt(&format!("{RECEIPT} WHERE id = ?1"), vals![id], receipt_row)
}

/// The receipt that a paper's file came with.
pub fn receipt_of(
    tx: &mut Tx<'_>,
    paper: Id<Paper>,
    blob: BlobHash,
) -> Result<Option<ReceiptRow>, StoreError> {
    tx.opt(&format!("{RECEIPT} WHERE blob = ?1 AND paper = ?2 LIMIT 1"), vals![blob, paper], receipt_row)
}

/// What waits comes oldest first, what is done newest first.
pub fn in_state(tx: &mut Tx<'_>, state: &str, limit: u32) -> Result<Vec<ReceiptRow>, StoreError> {
    let order = if state == "waiting" { "ASC" } else { "DESC" };
    tx.rows(
        &format!("{RECEIPT} WHERE state = ?1 ORDER BY received_at {order}, id {order} LIMIT ?2"),
        vals![state, limit],
        receipt_row,
    )
}

/// What waits, in the order of the list.
pub fn waiting_ids(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<(Id<Receipt>, Instant)>, StoreError> {
    tx.rows(
        "SELECT id, received_at FROM receipts WHERE state = 'waiting' ORDER BY received_at ASC, id ASC LIMIT ?1",
        vals![limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Another paper that waits with the very same bytes.
pub fn waits_too(
    tx: &mut Tx<'_>,
    blob: BlobHash,
    but: Option<Id<Receipt>>,
) -> Result<Option<(Id<Receipt>, Instant)>, StoreError> {
    let found: Vec<(Id<Receipt>, Instant)> = tx.rows(
        "SELECT id, received_at FROM receipts WHERE blob = ?1 AND state = 'waiting' ORDER BY received_at, id LIMIT 2",
        vals![blob],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(found.into_iter().find(|(id, _)| Some(*id) != but))
}

/// Papers of the list that wait with the very same bytes as another one that waits.
pub fn waiting_twice(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<Id<Receipt>>, StoreError> {
    tx.rows(
        "SELECT r.id FROM receipts r WHERE r.state = 'waiting' AND EXISTS (SELECT 1 FROM receipts o \
         WHERE o.blob = r.blob AND o.state = 'waiting' AND o.id <> r.id) ORDER BY r.received_at, r.id LIMIT ?1",
        vals![limit],
        |row| row.get(0),
    )
}

pub fn waiting_count(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    tx.one("SELECT count(*) FROM receipts WHERE state = 'waiting'", vals![], |row| row.get(0))
}

pub fn registered(tx: &mut Tx<'_>, id: Id<Receipt>, paper: Id<Paper>) -> Result<(), StoreError> {
    tx.exec("UPDATE receipts SET state = 'registered', paper = ?2 WHERE id = ?1", vals![id, paper]).map(drop)
}

pub fn returned(tx: &mut Tx<'_>, id: Id<Receipt>, reason: &str) -> Result<(), StoreError> {
    tx.exec("UPDATE receipts SET state = 'returned', reason = ?2 WHERE id = ?1", vals![id, reason]).map(drop)
}

/// The receipt has a scan that is read again when recognition is there.
pub fn scan_waits(tx: &mut Tx<'_>, id: Id<Receipt>, since: Instant) -> Result<(), StoreError> {
    let sql = "INSERT INTO scans_waiting (receipt, since) VALUES (?1, ?2) ON CONFLICT (receipt) DO NOTHING";
    tx.exec(sql, vals![id, since]).map(drop)
}

pub fn scan_waits_no_more(tx: &mut Tx<'_>, id: Id<Receipt>) -> Result<(), StoreError> {
    tx.exec("DELETE FROM scans_waiting WHERE receipt = ?1", vals![id]).map(drop)
}

/// Receipts with a scan that waits, those that wait longest first.
pub fn scans_waiting(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<Id<Receipt>>, StoreError> {
    let sql = "SELECT receipt FROM scans_waiting ORDER BY since, receipt LIMIT ?1";
    tx.rows(sql, vals![limit], |row| row.get(0))
}

pub fn scans_waiting_count(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    tx.one("SELECT count(*) FROM scans_waiting", vals![], |row| row.get(0))
}

/// What was read of a file at last, wherever the receipt has it.
pub fn set_reading(
    tx: &mut Tx<'_>,
    id: Id<Receipt>,
    blob: BlobHash,
    reading: &str,
) -> Result<(), StoreError> {
    tx.exec("UPDATE receipts SET reading = ?3 WHERE id = ?1 AND blob = ?2", vals![id, blob, reading])?;
    let sql = "UPDATE receipt_annexes SET reading = ?3 WHERE receipt = ?1 AND blob = ?2";
    tx.exec(sql, vals![id, blob, reading]).map(drop)
}

/// Receipts whose texts were never looked through for what they are found again by.
pub fn unmarked_receipts(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<Id<Receipt>>, StoreError> {
    tx.rows("SELECT receipt FROM receipts_unmarked ORDER BY receipt LIMIT ?1", vals![limit], |row| row.get(0))
}

pub fn marked_receipt(tx: &mut Tx<'_>, id: Id<Receipt>) -> Result<(), StoreError> {
    tx.exec("DELETE FROM receipts_unmarked WHERE receipt = ?1", vals![id]).map(drop)
}
