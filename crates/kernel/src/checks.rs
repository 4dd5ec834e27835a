//! What must always hold, looked at every night: the journal against itself, every table against the journal,
//! every part's own checks. The results are kept and shown.

use std::collections::BTreeMap;

use crate::clock::Instant;
use crate::journal;
use crate::office::Office;
use crate::part::Fault;
use crate::scrub;
use crate::storage::{Row, StoreError, Tx};
use crate::vals;

/// One check of one night.
#[derive(Debug, Clone)]
pub struct CheckRun {
    pub name: String,
    pub at: Instant,
    pub millis: u64,
    /// How many faults there were; `detail` holds the first of them.
    pub faults: u64,
    pub detail: Vec<Fault>,
}

/// The journal itself, and the rows held against it.
pub const JOURNAL: &str = "journal";
pub const STATE: &str = "state";
/// The pages of the database file.
pub const PAGES: &str = "pages";
/// Tonight's share of the originals.
pub const ORIGINALS: &str = scrub::CHECK;
/// Faults written down for each check; more are counted only.
const DETAIL_MAX: usize = 20;
const KEPT: i64 = 400 * Instant::DAY;

/// Runs every check of every part and `verify`, and keeps what each found.
pub fn run(office: &Office) -> Result<(), StoreError> {
    let begun = office.now();
    let mut found: BTreeMap<String, Vec<Fault>> = BTreeMap::new();
    for name in [JOURNAL, STATE, PAGES, ORIGINALS] {
        found.insert(name.to_owned(), Vec::new());
    }
    for check in office.inner.parts.iter().flat_map(|part| part.checks) {
        found.insert(check.name.to_owned(), Vec::new());
    }
    // A check that cannot be carried through is a fault as well, and keeps none of the others from running.
    let broke_off = |check: &str, fault: &StoreError| Fault {
        check: check.to_owned(),
        place: "the check itself".to_owned(),
        what: format!("it could not be carried through: {fault}"),
    };
    let mut faults = Vec::new();
    match journal::verify(office, None) {
        Ok(report) => {
            if let Some(bad) = report.first_bad.filter(|bad| bad.id.is_some()) {
                faults.push(Fault { check: JOURNAL.to_owned(), place: bad.place, what: bad.why });
            }
            faults.extend(report.faults);
        }
        Err(fault) => {
            faults.push(broke_off(JOURNAL, &fault));
            faults.extend(journal::pages(office));
        }
    }
    match scrub::night(office) {
        Ok(told) => faults.extend(told),
        Err(fault) => faults.push(broke_off(ORIGINALS, &fault)),
    }
    for fault in faults {
        found.entry(fault.check.clone()).or_default().push(fault);
    }
    let at = office.now();
    let millis = u64::try_from(at.since(begun) / 1000).unwrap_or(0);
    for (name, faults) in &found {
        if !faults.is_empty() {
            tracing::error!(
                check = name,
                faults = faults.len(),
                first = faults[0].what,
                "a nightly check failed"
            );
        }
    }
    office.operate(move |tx| {
        // Of a time that has not come: the clock was wrong, and they would pass for the newest.
        tx.exec("DELETE FROM check_runs WHERE at > ?1", vals![at])?;
        for (name, faults) in &found {
            let kept = &faults[..faults.len().min(DETAIL_MAX)];
            let detail = serde_json::to_string(kept).map_err(|e| StoreError::Other(e.to_string()))?;
            tx.exec(
                "INSERT INTO check_runs (name, at, millis, faults, detail) VALUES (?1, ?2, ?3, ?4, ?5) \
                 ON CONFLICT (name, at) DO NOTHING",
                vals![name, at, millis, faults.len(), detail],
            )?;
        }
        Ok(())
    })
}

/// The newest result of each check, by name.
pub fn latest(tx: &mut Tx<'_>) -> Result<Vec<CheckRun>, StoreError> {
    tx.rows(
        "SELECT c.name, c.at, c.millis, c.faults, c.detail FROM check_runs c \
         WHERE c.at = (SELECT max(at) FROM check_runs) ORDER BY c.name",
        vals![],
        read,
    )
}

/// How many faults the newest checks found; `None` before the first night.
pub fn alarm(tx: &mut Tx<'_>) -> Result<Option<u64>, StoreError> {
    let sql =
        "SELECT CAST(sum(faults) AS BIGINT) FROM check_runs WHERE at = (SELECT max(at) FROM check_runs)";
    tx.one(sql, vals![], |row| row.get(0))
}

/// The nights before, newest first: when, and how many faults.
pub fn nights(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<(Instant, u64)>, StoreError> {
    let sql = "SELECT at, CAST(sum(faults) AS BIGINT) FROM check_runs GROUP BY at ORDER BY at DESC LIMIT ?1";
    tx.rows(sql, vals![limit], |row| Ok((row.get(0)?, row.get(1)?)))
}

fn read(row: &Row<'_>) -> Result<CheckRun, StoreError> {
    let detail: String = row.get(4)?;
    Ok(CheckRun {
        name: row.get(0)?,
        at: row.get(1)?,
        millis: row.get(2)?,
        faults: row.get(3)?,
        detail: serde_json::from_str(&detail)
            .map_err(|_| StoreError::Shape("the faults of a check".to_owned()))?,
    })
}

pub(crate) fn prune(office: &Office) -> Result<(), StoreError> {
    let before = office.now().plus(-KEPT);
    office.operate(move |tx| tx.exec("DELETE FROM check_runs WHERE at < ?1", vals![before]).map(|_| ()))
}
