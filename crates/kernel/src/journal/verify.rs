//! Holds the whole log, and every table against it.

use std::collections::HashSet;

use serde::Serialize;
use transparency::{Checkpoint, Frontier, Hash, leaf_hash};
use uuid::Uuid;

use super::state_hash;
use crate::office::Office;
use crate::part::Fault;
use crate::storage::{StoreError, Tx};
use crate::vals;

/// What `caunoi verify` found.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    pub entries: u64,
    pub root: String,
    pub ok: bool,
    pub first_bad: Option<BadEntry>,
    /// Rows that are not what the journal says, gaps in books, and other broken checks.
    pub faults: Vec<Fault>,
    /// Subjects whose salt was erased: their entries stay valid, their state can no longer be told.
    pub erased: u64,
}

/// The first entry that does not match the log; without one, the first place that is not what the log says.
#[derive(Debug, Clone, Serialize)]
pub struct BadEntry {
    /// The entry's number; of a tail that was cut off, the first number that is missing.
    pub seq: Option<u64>,
    pub id: Option<Uuid>,
    /// The entry, or the table and the row.
    pub place: String,
    pub why: String,
}

/// More faults than this are counted, not listed.
const FAULTS_MAX: usize = 200;
const STEP: u32 = 1000;
const PAGES_MAX: usize = 20;

/// Checks every entry, every checkpoint, every subject's rows, every part's own rules; and, when given a
/// checkpoint that was kept outside, that this log continues it.
pub fn verify(office: &Office, against: Option<&str>) -> Result<Report, StoreError> {
    office.settle_journal()?;
    let key = office.journal().verifying_key();
    office.read_blocking(|tx| {
        let outside = match against {
            Some(note) => Some(
                Checkpoint::open(note, std::slice::from_ref(&key))
                    .map_err(|e| StoreError::Other(format!("the checkpoint given: {e}")))?
                    .checkpoint,
            ),
            None => None,
        };
        let faults = pages(office);
        let mut walk = Walk { faults, first_bad: None, cut_at: None, frontier: Frontier::new() };
        walk.leaves(tx, &key, outside.as_ref())?;
        let erased = walk.states(office, tx)?;
        for part in &office.inner.parts {
            for check in part.checks {
                for fault in (check.run)(tx)? {
                    walk.fault(fault);
                }
            }
        }
        let ok = walk.first_bad.is_none() && walk.faults.is_empty();
        let named = |fault: &Fault| BadEntry {
            seq: walk.cut_at,
            id: None,
            place: fault.place.clone(),
            why: fault.what.clone(),
        };
        let first_bad = walk.first_bad.take().or_else(|| walk.faults.first().map(named));
        Ok(Report {
            entries: walk.frontier.size(),
            root: hex::encode(walk.frontier.root()),
            ok,
            first_bad,
            faults: walk.faults,
            erased,
        })
    })
}

/// What the database file says of its own pages; an index that lost a row misleads every question, and no row shows it.
pub(crate) fn pages(office: &Office) -> Vec<Fault> {
    let place = "the database file";
    let fault = |what| Fault { check: crate::checks::PAGES.to_owned(), place: place.to_owned(), what };
    match office.inner.storage.own_check(PAGES_MAX) {
        Ok(said) => said.into_iter().map(fault).collect(),
        Err(broken) => vec![fault(broken.to_string())],
    }
}

struct Walk {
    faults: Vec<Fault>,
    first_bad: Option<BadEntry>,
    /// Where the log ends though it must go on.
    cut_at: Option<u64>,
    frontier: Frontier,
}

impl Walk {
    fn fault(&mut self, fault: Fault) {
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(fault);
        }
    }

    fn bad(&mut self, seq: u64, id: Uuid, why: &str) {
        if self.first_bad.is_none() {
            let place = format!("entry {seq}");
            self.first_bad = Some(BadEntry { seq: Some(seq), id: Some(id), place, why: why.to_owned() });
        }
    }

    fn leaves(
        &mut self,
        tx: &mut Tx<'_>,
        key: &transparency::VerifyingKey,
        outside: Option<&Checkpoint>,
    ) -> Result<(), StoreError> {
        let mut checkpoints = tx
            .rows("SELECT size, root, note FROM journal_checkpoints ORDER BY size", vals![], |row| {
                Ok((row.get::<u64>(0)?, row.get::<Hash>(1)?, row.get::<String>(2)?))
            })?
            .into_iter()
            .peekable();
        let mut tiles = Vec::new();
        let mut outside_seen = outside.is_none_or(|c| c.size == 0);
        loop {
            let from = self.frontier.size();
            let step = tx.rows(
                "SELECT l.seq, l.entry, l.hash, e.body, e.act, e.at, e.person FROM journal_leaves l \
                 JOIN journal_entries e ON e.id = l.entry WHERE l.seq >= ?1 ORDER BY l.seq LIMIT ?2",
                vals![from, STEP],
                |row| {
                    let shown = (row.get::<String>(4)?, row.get::<i64>(5)?, row.get::<Option<Uuid>>(6)?);
                    Ok((
                        row.get::<u64>(0)?,
                        row.get::<Uuid>(1)?,
                        row.get::<Hash>(2)?,
                        row.get::<Vec<u8>>(3)?,
                        shown,
                    ))
                },
            )?;
            if step.is_empty() {
                break;
            }
            for (seq, id, stored, body, shown) in step {
                let hash = leaf_hash(&body);
                if seq != self.frontier.size() {
                    self.bad(seq, id, "the numbers of the entries have a gap before this one");
                    return Ok(());
                }
                if hash != stored {
                    self.bad(seq, id, "the entry does not match its leaf");
                } else if !columns_match(&body, id, &shown) {
                    self.bad(seq, id, "the columns beside the entry do not say what the entry says");
                }
                self.frontier.push_storing(hash, &mut |level, index, hash| {
                    if level > 0 {
                        tiles.push((level, index, hash));
                    }
                });
                for (level, index, hash) in tiles.drain(..) {
                    let sql = "SELECT hash FROM journal_tiles WHERE level = ?1 AND idx = ?2";
                    let found: Option<Hash> = tx.opt(sql, vals![level, index], |row| row.get(0))?;
                    if found != Some(hash) {
                        self.bad(seq, id, "a stored tree hash does not match the entries under it");
                    }
                }
                while let Some((size, root, note)) = checkpoints.next_if(|c| c.0 == self.frontier.size()) {
                    let opened = Checkpoint::open(&note, std::slice::from_ref(key));
                    let signed = opened.is_ok_and(|o| o.checkpoint.size == size && o.checkpoint.root == root);
                    if root != self.frontier.root() {
                        self.bad(seq, id, "the log up to here is not the one that was signed");
                    } else if !signed {
                        self.bad(seq, id, "the checkpoint up to here does not carry this office's signature");
                    }
                }
                if let Some(outside) = outside.filter(|c| c.size == self.frontier.size()) {
                    outside_seen = true;
                    if outside.root != self.frontier.root() {
                        self.bad(seq, id, "the log up to here is not the one of the checkpoint given");
                    }
                }
            }
        }
        if let Some((size, _, _)) = checkpoints.next() {
            self.cut("checkpoint", size);
        }
        if let Some(outside) = outside.filter(|_| !outside_seen) {
            self.cut("checkpoint given", outside.size);
        }
        let edge = super::read::frontier(tx)?;
        if edge.size() != self.frontier.size() || edge.root() != self.frontier.root() {
            self.fault(Fault {
                check: "journal".to_owned(),
                place: "journal_edge".to_owned(),
                what: format!(
                    "the stored edge says {} entries, there are {}",
                    edge.size(),
                    self.frontier.size()
                ),
            });
        }
        let orphans: u64 = tx.one(
            "SELECT count(*) FROM journal_entries e WHERE NOT EXISTS \
             (SELECT 1 FROM journal_leaves l WHERE l.entry = e.id) \
             AND NOT EXISTS (SELECT 1 FROM journal_pending p WHERE p.entry = e.id)",
            vals![],
            |row| row.get(0),
        )?;
        if orphans > 0 {
            self.fault(Fault {
                check: "journal".to_owned(),
                place: "journal_entries".to_owned(),
                what: format!("{orphans} entries are in no leaf"),
            });
        }
        Ok(())
    }

    fn cut(&mut self, which: &str, size: u64) {
        let there = self.frontier.size();
        self.cut_at = Some(there);
        self.fault(Fault {
            check: "journal".to_owned(),
            place: format!("entry {there}"),
            what: format!("the log ends after {there} entries, a {which} says {size}: its tail was cut off"),
        });
    }

    /// Every subject's rows against its last entry; and every row against having an entry at all.
    fn states(&mut self, office: &Office, tx: &mut Tx<'_>) -> Result<u64, StoreError> {
        let mut erased = 0;
        // In one order always, so that the first fault named is the same at every run.
        let mut kinds: Vec<_> = office.inner.subjects.values().collect();
        kinds.sort_by_key(|kind| kind.name);
        for kind in kinds {
            let mut known = HashSet::new();
            let mut states: Vec<(Uuid, Hash)> = Vec::new();
            // The newest entry of each subject: the journal's number decides, the clock may have gone back.
            // Entries committed while we look have no number yet and come last.
            tx.each(
                "SELECT s.subject, s.state FROM journal_subjects s \
                 LEFT JOIN journal_leaves l ON l.entry = s.entry \
                 LEFT JOIN journal_pending p ON p.entry = s.entry WHERE s.kind = ?1 \
                 ORDER BY s.subject, CASE WHEN l.seq IS NULL THEN 1 ELSE 0 END, l.seq, p.place",
                vals![kind.name],
                |row| {
                    let (subject, state) = (row.get::<Uuid>(0)?, row.get::<Hash>(1)?);
                    match states.last_mut() {
                        Some(newest) if newest.0 == subject => newest.1 = state,
                        _ => states.push((subject, state)),
                    }
                    Ok(())
                },
            )?;
            for (subject, state) in states {
                known.insert(subject);
                let sql = "SELECT salt FROM journal_salts WHERE owner = ?1 AND name = 'state'";
                let Some(salt) = tx.opt(sql, vals![subject], |row| row.get(0))? else {
                    erased += 1;
                    continue;
                };
                if state_hash(tx, kind, subject, &salt)? != state {
                    self.fault(Fault {
                        check: "state".to_owned(),
                        place: format!("{} {subject}", tables(kind)),
                        what: format!("rows in {} are not what the journal says", tables(kind)),
                    });
                }
            }
            for table in kind.tables {
                let sql = format!("SELECT DISTINCT {} FROM {}", table.key, table.table);
                for subject in tx.rows(&sql, vals![], |row| row.get::<Uuid>(0))? {
                    if !known.contains(&subject) {
                        self.fault(Fault {
                            check: "state".to_owned(),
                            place: format!("{} {subject}", table.table),
                            what: format!("a row in {} that no act wrote", table.table),
                        });
                    }
                }
            }
        }
        Ok(erased)
    }
}

/// The searchable columns must say what the hashed bytes say, or the trail on the page would lie.
fn columns_match(body: &[u8], id: Uuid, (act, at, person): &(String, i64, Option<Uuid>)) -> bool {
    let Ok(json) = serde_json::from_slice::<serde_json::Value>(body) else { return false };
    let said = |path: &str| json.pointer(path).and_then(|v| v.as_str()).map(str::to_owned);
    said("/id") == Some(id.to_string())
        && said("/act").as_ref() == Some(act)
        && json.pointer("/at").and_then(serde_json::Value::as_i64) == Some(*at)
        && said("/actor/person") == person.map(|p| p.to_string())
}

fn tables(kind: &crate::part::SubjectKind) -> String {
    kind.tables.iter().map(|t| t.table).collect::<Vec<_>>().join(", ")
}
