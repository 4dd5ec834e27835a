//! The door's own ledger: what was received, and what became of it.
//!
//! `door_days` is counted when a paper comes and by nothing else. `door_counts` follows every change of state,
//! so that a page needs no look at the papers themselves; the nightly checks count them all.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Id, Instant, StoreError, Tx, vals};

use crate::model::{Counts, DoorDay, Equation, Refused};

pub fn count_at_door(
    tx: &mut Tx<'_>,
    fresh: Id<DoorDay>,
    (day, source): (Date, &str),
    pieces: u32,
) -> Result<Id<DoorDay>, StoreError> {
    tx.one(
        "INSERT INTO door_days (id, day, source, received) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (day, source) DO UPDATE SET received = door_days.received + excluded.received RETURNING id",
        vals![fresh, day, source, pieces],
        |row| row.get(0),
    )
}

/// So many pieces of this day and source are now in this state; fewer with a negative number.
pub fn count_state(
    tx: &mut Tx<'_>,
    (day, source): (Date, &str),
    counts: Counts,
    pieces: i64,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO door_counts (day, source, state, pieces) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (day, source, state) DO UPDATE SET pieces = door_counts.pieces + excluded.pieces",
        vals![day, source, counts.code(), pieces],
    )
    .map(drop)
}

pub fn insert_refused(
    tx: &mut Tx<'_>,
    id: Id<Refused>,
    (day, at): (Date, Instant),
    (source, name, reason): (&str, &str, &str),
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO door_returns (id, day, source, at, name, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        vals![id, day, source, at, name, reason],
    )
    .map(drop)
}

/// A file that was turned away at the door.
#[derive(Debug, Clone)]
pub struct RefusedRow {
    pub source: String,
    pub at: Instant,
    pub name: String,
    pub reason: String,
}

pub fn refused_on(tx: &mut Tx<'_>, day: Date, limit: u32) -> Result<Vec<RefusedRow>, StoreError> {
    tx.rows(
        "SELECT source, at, name, reason FROM door_returns WHERE day = ?1 ORDER BY at DESC, id DESC LIMIT ?2",
        vals![day, limit],
        |row| Ok(RefusedRow { source: row.get(0)?, at: row.get(1)?, name: row.get(2)?, reason: row.get(3)? }),
    )
}

type Accounts = BTreeMap<(Date, String), Equation>;

fn fill(accounts: &mut Accounts, rows: Vec<(Date, String, String, i64)>) {
    for (day, source, state, pieces) in rows {
        if let Some(counts) = Counts::from_code(&state) {
            accounts.entry((day, source)).or_default().add(counts, u64::try_from(pieces).unwrap_or(0));
        }
    }
}

fn received(tx: &mut Tx<'_>, from: Date, to: Date) -> Result<Accounts, StoreError> {
    let mut accounts = Accounts::new();
    tx.each(
        "SELECT day, source, received FROM door_days WHERE day >= ?1 AND day <= ?2",
        vals![from, to],
        |row| {
            accounts.entry((row.get(0)?, row.get(1)?)).or_default().received = row.get(2)?;
            Ok(())
        },
    )?;
    Ok(accounts)
}

/// The accounts of these days by source, from the counters: as cheap for a million papers as for ten.
pub fn accounts(tx: &mut Tx<'_>, from: Date, to: Date) -> Result<Vec<(Date, String, Equation)>, StoreError> {
    let mut found = received(tx, from, to)?;
    let rows = tx.rows(
        "SELECT day, source, state, pieces FROM door_counts WHERE day >= ?1 AND day <= ?2",
        vals![from, to],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )?;
    fill(&mut found, rows);
    Ok(found.into_iter().map(|((day, source), equation)| (day, source, equation)).collect())
}

/// The account of a day over all sources.
pub fn equation(tx: &mut Tx<'_>, day: Date) -> Result<Equation, StoreError> {
    let parts = accounts(tx, day, day)?;
    Ok(parts.into_iter().fold(Equation::default(), |sum, (_, _, one)| sum.plus(one)))
}

/// Days and sources whose account does not come out even, by the counters.
pub fn uneven(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<(Date, String)>, StoreError> {
    tx.rows(
        "SELECT k.day, k.source FROM (SELECT day, source, received AS plus FROM door_days \
         UNION ALL SELECT day, source, -pieces FROM door_counts) k \
         GROUP BY k.day, k.source HAVING sum(k.plus) <> 0 ORDER BY k.day DESC, k.source LIMIT ?1",
        vals![limit],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Every day and source, counted anew from the papers themselves: for the nightly check only.
pub fn counted_anew(tx: &mut Tx<'_>) -> Result<Vec<(Date, String, Equation)>, StoreError> {
    let mut found = received(tx, Date::MIN, Date::MAX)?;
    let rows = tx.rows(
        "SELECT day, source, state, count(*) FROM receipts GROUP BY day, source, state \
         UNION ALL SELECT day, source, 'returned', count(*) FROM door_returns GROUP BY day, source \
         UNION ALL SELECT day, source, counts, count(*) FROM door_stops GROUP BY day, source, counts \
         UNION ALL SELECT day, source, counts, CAST(sum(pieces) AS BIGINT) FROM hand_overs GROUP BY day, source, counts",
        vals![],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )?;
    fill(&mut found, rows);
    Ok(found.into_iter().map(|((day, source), equation)| (day, source, equation)).collect())
}

/// The act under which a file of the watched folder is taken: the same one after a crash.
pub fn folder_act(
    tx: &mut Tx<'_>,
    (name, size, changed): (&str, u64, i64),
    fresh: uuid::Uuid,
) -> Result<uuid::Uuid, StoreError> {
    tx.one(
        "INSERT INTO folder_files (name, size, changed, act) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (name, size, changed) DO UPDATE SET name = excluded.name RETURNING act",
        vals![name, size, changed, fresh],
        |row| row.get(0),
    )
}

/// The file has left the folder: should another of its name come, it is another file.
pub fn folder_done(tx: &mut Tx<'_>, act: uuid::Uuid) -> Result<(), StoreError> {
    tx.exec("DELETE FROM folder_files WHERE act = ?1", vals![act]).map(drop)
}

/// The row of a setting, so that an act can name it before it is written.
pub fn setting(tx: &mut Tx<'_>, name: &str) -> Result<Option<Id<kernel::Setting>>, StoreError> {
    tx.opt("SELECT id FROM settings WHERE name = ?1", vals![name], |row| row.get(0))
}
