//! All SQL of this function.

use documents::Paper;
use jiff::civil::Date;
use kernel::{BlobHash, Id, Instant, Row, StoreError, Tx, vals};
use reading::Reading;

use crate::acts::Receive;
use crate::{DoorDay, Receipt};

#[derive(Debug, Clone)]
pub struct ReceiptRow {
    pub id: Id<Receipt>,
    pub source: String,
    pub received_at: Instant,
    pub state: String,
    pub reason: Option<String>,
    pub paper: Option<Id<Paper>>,
    pub blob: BlobHash,
    pub name: String,
    reading: String,
}

impl ReceiptRow {
    /// What was read; `None` for a reading of an older form.
    #[must_use]
    pub fn reading(&self) -> Option<Reading> {
        serde_json::from_str(&self.reading).ok()
    }
}

/// The day's account of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Equation {
    pub received: u64,
    pub registered: u64,
    pub returned: u64,
    pub waiting: u64,
}

impl Equation {
    #[must_use]
    pub fn holds(&self) -> bool {
        self.received == self.registered + self.returned + self.waiting
    }
}

pub fn count_at_door(
    tx: &mut Tx<'_>,
    fresh: Id<DoorDay>,
    day: Date,
    source: &str,
) -> Result<Id<DoorDay>, StoreError> {
    tx.one(
        "INSERT INTO door_days (id, day, source, received) VALUES (?1, ?2, ?3, 1) \
         ON CONFLICT (day, source) DO UPDATE SET received = door_days.received + 1 RETURNING id",
        vals![fresh, day, source],
        |row| row.get(0),
    )
}

pub fn insert_receipt(
    tx: &mut Tx<'_>,
    id: Id<Receipt>,
    (day, at): (Date, Instant),
    input: &Receive,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO receipts (id, day, source, received_at, state, blob, name, reading) \
         VALUES (?1, ?2, ?3, ?4, 'waiting', ?5, ?6, ?7)",
        vals![id, day, input.source, at, input.blob, input.name, input.reading],
    )
    .map(drop)
}

const RECEIPT: &str =
    "SELECT id, source, received_at, state, reason, paper, blob, name, reading FROM receipts";

fn receipt_row(row: &Row<'_>) -> Result<ReceiptRow, StoreError> {
    Ok(ReceiptRow {
        id: row.get(0)?,
        source: row.get(1)?,
        received_at: row.get(2)?,
        state: row.get(3)?,
        reason: row.get(4)?,
        paper: row.get(5)?,
        blob: row.get(6)?,
        name: row.get(7)?,
        reading: row.get(8)?,
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

/// What waits comes oldest first, what is done newest first.
pub fn in_state(tx: &mut Tx<'_>, state: &str, limit: u32) -> Result<Vec<ReceiptRow>, StoreError> {
    let order = if state == "waiting" { "ASC" } else { "DESC" };
    tx.rows(
        &format!("{RECEIPT} WHERE state = ?1 ORDER BY received_at {order}, id {order} LIMIT ?2"),
        vals![state, limit],
        receipt_row,
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

/// The account of a day over all sources, the ledger beside the receipts.
pub fn equation(tx: &mut Tx<'_>, day: Date) -> Result<Equation, StoreError> {
    Ok(equations(tx)?.into_iter().filter(|(on, _, _)| *on == day).fold(
        Equation::default(),
        |sum, (_, _, one)| Equation {
            received: sum.received + one.received,
            registered: sum.registered + one.registered,
            returned: sum.returned + one.returned,
            waiting: sum.waiting + one.waiting,
        },
    ))
}

/// Every day and source that the ledger or the receipts know.
pub fn equations(tx: &mut Tx<'_>) -> Result<Vec<(Date, String, Equation)>, StoreError> {
    tx.rows(
        "SELECT k.day, k.source, coalesce(max(d.received), 0), \
         CAST(coalesce(sum(CASE WHEN r.state = 'registered' THEN 1 ELSE 0 END), 0) AS BIGINT), \
         CAST(coalesce(sum(CASE WHEN r.state = 'returned' THEN 1 ELSE 0 END), 0) AS BIGINT), \
         CAST(coalesce(sum(CASE WHEN r.state = 'waiting' THEN 1 ELSE 0 END), 0) AS BIGINT) \
         FROM (SELECT day, source FROM door_days UNION SELECT day, source FROM receipts) k \
         LEFT JOIN door_days d ON d.day = k.day AND d.source = k.source \
         LEFT JOIN receipts r ON r.day = k.day AND r.source = k.source \
         GROUP BY k.day, k.source ORDER BY k.day, k.source",
        vals![],
        |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                Equation {
                    received: row.get(2)?,
                    registered: row.get(3)?,
                    returned: row.get(4)?,
                    waiting: row.get(5)?,
                },
            ))
        },
    )
}
