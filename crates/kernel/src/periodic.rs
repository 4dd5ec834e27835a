//! Work that comes round by the clock: each piece is done by one node at a time, under a lease in the database.

use uuid::Uuid;

use crate::clock::Instant;
use crate::office::Office;
use crate::storage::{Row, StoreError, Tx};
use crate::{checks, jobs, safekeeping, scrub, vals};

/// When a piece of work is due again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beat {
    /// So many microseconds after it was begun last.
    Every(i64),
    /// Each night at this hour of the office.
    Nightly(i8),
}

/// A piece of periodic work. It must be safe to run twice: a node can die after the work, before the note.
#[derive(Clone, Copy)]
pub struct Periodic {
    pub name: &'static str,
    pub every: Beat,
    pub run: fn(&Office) -> anyhow::Result<()>,
}

/// A node that died gives the work back after this time.
const LEASE: i64 = Instant::HOUR;
/// After a fault it is tried again so much later, even when its time has not come round.
const AGAIN: i64 = 15 * Instant::MINUTE;
/// Clocks of two nodes may differ by so much.
const SKEW: i64 = Instant::MINUTE;

/// The kernel's own: what takes long runs beside the rest, so that it keeps nothing waiting.
#[must_use]
pub fn own() -> Vec<Periodic> {
    vec![
        Periodic { name: "backups", every: Beat::Every(Instant::MINUTE), run: safekeeping::run_due },
        Periodic { name: "checks", every: Beat::Nightly(2), run: |office| Ok(checks::run(office)?) },
        Periodic {
            name: "prune",
            every: Beat::Nightly(3),
            run: |office| {
                jobs::prune(office)?;
                checks::prune(office)?;
                sweep(office)
            },
        },
        Periodic { name: "originals", every: Beat::Every(Instant::MINUTE), run: scrub::suspects },
    ]
}

/// What killed processes left half written, once nobody can be at it any more.
fn sweep(office: &Office) -> anyhow::Result<()> {
    let micros = u64::try_from(office.now().plus(-Instant::DAY).0).unwrap_or(0);
    let before = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_micros(micros);
    office.blobs().sweep(before)?;
    safekeeping::sweep(office.data(), before)?;
    Ok(())
}

/// The last run of a piece of work, for the operator's page.
#[derive(Debug, Clone)]
pub struct LastRun {
    pub name: String,
    pub started_at: Instant,
    pub finished_at: Option<Instant>,
    pub fault: Option<String>,
}

/// Every piece that has run, by name.
pub fn last_runs(tx: &mut Tx<'_>) -> Result<Vec<LastRun>, StoreError> {
    let sql = "SELECT name, started_at, finished_at, fault FROM periodic_runs ORDER BY name";
    tx.rows(sql, vals![], |row| {
        Ok(LastRun {
            name: row.get(0)?,
            started_at: row.get(1)?,
            finished_at: row.get(2)?,
            fault: row.get(3)?,
        })
    })
}

/// When the newest round was begun: a running office begins one every minute.
pub fn newest(tx: &mut Tx<'_>) -> Result<Option<Instant>, StoreError> {
    tx.one("SELECT max(started_at) FROM periodic_runs", vals![], |row| row.get(0))
}

/// Runs what is due and nobody else has in hand; tells how many pieces it ran.
pub fn run_due(office: &Office, work: &[Periodic], holder: Uuid) -> Result<usize, StoreError> {
    let mut ran = 0;
    for piece in work {
        if !claim(office, *piece, holder)? {
            continue;
        }
        ran += 1;
        let fault = (piece.run)(office).err().map(|fault| format!("{fault:#}"));
        if let Some(fault) = &fault {
            tracing::error!(name = piece.name, fault, "periodic work failed; it will be tried again");
        }
        let (name, now) = (piece.name, office.now());
        office.operate(move |tx| {
            tx.exec(
                "UPDATE periodic_runs SET finished_at = ?2, leased_until = NULL, fault = ?3 \
                 WHERE name = ?1 AND holder = ?4",
                vals![name, now, fault.clone(), holder],
            )
        })?;
    }
    Ok(ran)
}

struct Last {
    started_at: Instant,
    leased_until: Option<Instant>,
    failed: bool,
}

fn read_last(row: &Row<'_>) -> Result<Last, StoreError> {
    let fault: Option<String> = row.get(2)?;
    Ok(Last { started_at: row.get(0)?, leased_until: row.get(1)?, failed: fault.is_some() })
}

const LAST: &str = "SELECT started_at, leased_until, fault FROM periodic_runs WHERE name = ?1";

fn claim(office: &Office, piece: Periodic, holder: Uuid) -> Result<bool, StoreError> {
    let now = office.now();
    // A look without the writer first: most of the time nothing is due.
    let last = office.read_blocking(|tx| tx.opt(LAST, vals![piece.name], read_last))?;
    if !last.is_none_or(|last| due(piece.every, &last, now)) {
        return Ok(false);
    }
    office.operate(move |tx| {
        let lock = if tx.is_postgres() { "FOR UPDATE" } else { "" };
        let last = tx.opt(&format!("{LAST} {lock}"), vals![piece.name], read_last)?;
        let until = now.plus(LEASE);
        let Some(last) = last else {
            // Two nodes that start together: the row of the first one stands.
            let sql = "INSERT INTO periodic_runs (name, started_at, leased_until, holder) \
                       VALUES (?1, ?2, ?3, ?4) ON CONFLICT (name) DO NOTHING";
            return Ok(tx.exec(sql, vals![piece.name, now, until, holder])? > 0);
        };
        if !due(piece.every, &last, now) {
            return Ok(false);
        }
        let sql = "UPDATE periodic_runs SET started_at = ?2, finished_at = NULL, leased_until = ?3, \
                   holder = ?4 WHERE name = ?1";
        Ok(tx.exec(sql, vals![piece.name, now, until, holder])? > 0)
    })
}

fn due(beat: Beat, last: &Last, now: Instant) -> bool {
    // Begun in a time that has not come: the clock was ahead. Waiting for it would be a day without reminders.
    let ahead = last.started_at.since(now) > SKEW;
    if let Some(until) = last.leased_until {
        return until < now || until.since(now) > LEASE + SKEW;
    }
    if ahead {
        return true;
    }
    if last.failed && now.since(last.started_at) >= AGAIN {
        return true;
    }
    match beat {
        Beat::Every(micros) => now.since(last.started_at) >= micros,
        Beat::Nightly(hour) => {
            let today = Instant::from_local(now.date().at(hour, 0, 0, 0));
            let newest = if today.0 <= now.0 { today } else { today.plus(-Instant::DAY) };
            last.started_at.0 < newest.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i8, minute: i8, day: i8) -> Instant {
        Instant::from_local(jiff::civil::date(2026, 11, day).at(hour, minute, 0, 0))
    }

    fn last(started_at: Instant) -> Last {
        Last { started_at, leased_until: None, failed: false }
    }

    #[test]
    fn nightly_work_is_due_once_after_its_hour() {
        let night = Beat::Nightly(2);
        assert!(!due(night, &last(at(2, 0, 23)), at(23, 59, 23)));
        assert!(!due(night, &last(at(2, 0, 23)), at(1, 59, 24)));
        assert!(due(night, &last(at(2, 0, 23)), at(2, 0, 24)));
        // An office that was switched off at night does it in the morning.
        assert!(due(night, &last(at(2, 0, 20)), at(7, 30, 24)));
    }

    #[test]
    fn who_has_it_in_hand_is_left_alone_until_the_lease_ends() {
        let held = Last { leased_until: Some(at(3, 0, 24)), ..last(at(2, 0, 24)) };
        assert!(!due(Beat::Every(1), &held, at(2, 59, 24)));
        assert!(due(Beat::Every(1), &held, at(3, 1, 24)));
    }

    #[test]
    fn a_clock_that_was_ahead_keeps_nothing_from_its_turn() {
        let tomorrow = last(at(9, 0, 25));
        for beat in [Beat::Every(Instant::MINUTE), Beat::Nightly(2)] {
            assert!(due(beat, &tomorrow, at(9, 0, 24)), "{beat:?}");
        }
        let held = Last { leased_until: Some(at(10, 0, 25)), ..tomorrow };
        assert!(due(Beat::Nightly(2), &held, at(9, 0, 24)), "nor does a lease of that time");
        // Two nodes whose clocks differ a little do not take each other's work away.
        let held = Last { leased_until: Some(at(10, 0, 24)), ..last(at(9, 0, 24)) };
        assert!(!due(Beat::Every(1), &held, Instant(at(9, 0, 24).0 - 30 * Instant::SECOND)));
        assert!(!due(Beat::Every(1), &last(at(9, 0, 24)), Instant(at(9, 0, 24).0 - 30 * Instant::SECOND)));
    }

    #[test]
    fn what_failed_is_tried_again_before_the_next_night() {
        let failed = Last { failed: true, ..last(at(2, 0, 24)) };
        assert!(!due(Beat::Nightly(2), &failed, at(2, 10, 24)));
        assert!(due(Beat::Nightly(2), &failed, at(2, 15, 24)));
    }
}
