//! Reading the journal: one entry, a subject's trail, the numbered leaves in order, the hashes for proofs.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value as Json;
use transparency::{Frontier, Hash, HashReader};
use uuid::Uuid;

use crate::clock::Instant;
use crate::storage::{Row, StoreError, Tx};
use crate::vals;
use crate::value::Value;

/// A journal entry as it was written.
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: Uuid,
    pub act: String,
    pub at: Instant,
    pub person: Option<Uuid>,
    body: Vec<u8>,
}

impl Entry {
    fn read(row: &Row<'_>) -> Result<Entry, StoreError> {
        Ok(Entry {
            id: row.get(0)?,
            act: row.get(1)?,
            at: row.get(2)?,
            person: row.get(3)?,
            body: row.get(4)?,
        })
    }

    /// The canonical bytes that were hashed.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The entry's content; `Null` when the bytes were altered into something unreadable.
    #[must_use]
    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or(Json::Null)
    }
}

const COLUMNS: &str = "e.id, e.act, e.at, e.person, e.body";

pub fn entry(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Entry>, StoreError> {
    tx.opt(&format!("SELECT {COLUMNS} FROM journal_entries e WHERE e.id = ?1"), vals![id], Entry::read)
}

/// What happened to a subject, oldest first.
pub fn trail(tx: &mut Tx<'_>, kind: &str, subject: Uuid, limit: u32) -> Result<Vec<Entry>, StoreError> {
    tx.rows(
        &format!(
            "SELECT {COLUMNS} FROM journal_subjects s JOIN journal_entries e ON e.id = s.entry \
             WHERE s.subject = ?1 AND s.kind = ?2 ORDER BY e.at, e.id LIMIT ?3"
        ),
        vals![subject, kind, limit],
        Entry::read,
    )
}

/// The numbered entries from `seq` on, in order: what projections follow.
pub fn follow(tx: &mut Tx<'_>, from: u64, limit: u32) -> Result<Vec<(u64, Entry)>, StoreError> {
    tx.rows(
        &format!(
            "SELECT {COLUMNS}, l.seq FROM journal_leaves l JOIN journal_entries e ON e.id = l.entry \
             WHERE l.seq >= ?1 ORDER BY l.seq LIMIT ?2"
        ),
        vals![from, limit],
        |row| Ok((row.get(5)?, Entry::read(row)?)),
    )
}

/// The subjects that acts changed since: those of the numbered entries from `from` on, and of what waits for a number.
#[derive(Debug, Clone, Default)]
pub struct Touched {
    /// Entries below this number are all told.
    pub seq: u64,
    /// The entry before it.
    pub last: Option<Uuid>,
    pub subjects: Vec<(String, Uuid)>,
}

/// What was changed by the next `limit` numbered entries from `from` on: what a projection reads next.
pub fn touched(tx: &mut Tx<'_>, from: u64, limit: u32) -> Result<Touched, StoreError> {
    let to = from.saturating_add(u64::from(limit));
    let newest = tx.opt(
        "SELECT seq, entry FROM journal_leaves WHERE seq >= ?1 AND seq < ?2 ORDER BY seq DESC LIMIT 1",
        vals![from, to],
        |row| Ok((row.get::<u64>(0)?, row.get::<Uuid>(1)?)),
    )?;
    let Some((newest, last)) = newest else {
        return Ok(Touched { seq: from, last: None, subjects: Vec::new() });
    };
    let subjects = subjects(
        tx,
        "SELECT e.body FROM journal_leaves l JOIN journal_entries e ON e.id = l.entry \
         WHERE l.seq >= ?1 AND l.seq <= ?2",
        vals![from, newest],
    )?;
    Ok(Touched { seq: newest + 1, last: Some(last), subjects })
}

/// What entries changed that were committed and have no number yet: none on SQLite, few on PostgreSQL.
pub fn touched_unnumbered(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<(String, Uuid)>, StoreError> {
    subjects(
        tx,
        "SELECT e.body FROM journal_pending p JOIN journal_entries e ON e.id = p.entry ORDER BY p.place LIMIT ?1",
        vals![limit],
    )
}

/// The subjects that these entries name, each once. `journal_subjects` is kept by subject: to look for an entry there
/// would be to read all of it.
fn subjects(tx: &mut Tx<'_>, sql: &str, params: &[Value<'_>]) -> Result<Vec<(String, Uuid)>, StoreError> {
    #[derive(Deserialize)]
    struct Named {
        subjects: Vec<One>,
    }
    #[derive(Deserialize)]
    struct One {
        kind: String,
        id: Uuid,
    }
    let mut found = BTreeSet::new();
    tx.each(sql, params, |row| {
        let body: Vec<u8> = row.get(0)?;
        // Bytes that were altered name nothing; `verify` tells of them.
        if let Ok(named) = serde_json::from_slice::<Named>(&body) {
            found.extend(named.subjects.into_iter().map(|one| (one.kind, one.id)));
        }
        Ok(())
    })?;
    Ok(found.into_iter().collect())
}

/// The entry that has this number.
pub fn numbered(tx: &mut Tx<'_>, seq: u64) -> Result<Option<Uuid>, StoreError> {
    tx.opt("SELECT entry FROM journal_leaves WHERE seq = ?1", vals![seq], |row| row.get(0))
}

pub(crate) fn frontier(tx: &mut Tx<'_>) -> Result<Frontier, StoreError> {
    let bytes: Option<Vec<u8>> =
        tx.opt("SELECT frontier FROM journal_edge WHERE id = 1", vals![], |row| row.get(0))?;
    bytes.map_or(Ok(Frontier::new()), |b| {
        Frontier::from_bytes(&b).map_err(|e| StoreError::Other(e.to_string()))
    })
}

/// How many entries are numbered.
pub fn size(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    Ok(frontier(tx)?.size())
}

/// The newest checkpoint's note and the time of its signing.
pub fn head(tx: &mut Tx<'_>) -> Result<Option<(String, Instant)>, StoreError> {
    tx.opt("SELECT note, at FROM journal_checkpoints ORDER BY size DESC LIMIT 1", vals![], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// The stored hashes, for proofs.
pub struct StoredHashes<'a, 'c>(pub &'a mut Tx<'c>);

impl HashReader for StoredHashes<'_, '_> {
    type Error = StoreError;

    fn hashes(&mut self, level: u8, from: u64, count: u64) -> Result<Vec<Hash>, StoreError> {
        let to = from.saturating_add(count);
        if level == 0 {
            let sql = "SELECT hash FROM journal_leaves WHERE seq >= ?1 AND seq < ?2 ORDER BY seq";
            return self.0.rows(sql, vals![from, to], |row| row.get(0));
        }
        let sql = "SELECT hash FROM journal_tiles WHERE level = ?1 AND idx >= ?2 AND idx < ?3 ORDER BY idx";
        self.0.rows(sql, vals![level, from, to], |row| row.get(0))
    }
}
