//! The journal: entries in the acts' transactions, numbered and hashed into a log that outsiders can check.
//!
//! An act appends its entry and a pending leaf. Numbering takes pending leaves in order: on SQLite the
//! writer does so before each COMMIT, on PostgreSQL whoever holds the numbering lock does in small
//! batches (a sequence of the database would let a reader skip a late commit). Checkpoints are signed
//! at most once a second, outside the acts.

mod read;
mod show;
mod state;
mod verify;

use std::fs;
use std::io::Write as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};
use transparency::{Checkpoint, Frontier, Hash, SigningKey, VerifyingKey};
use uuid::Uuid;

use crate::clock::{Clock, Instant};
use crate::storage::{StoreError, Tx};
use crate::vals;

pub(crate) use read::frontier;
pub use read::{
    Entry, StoredHashes, Touched, entry, follow, head, numbered, size, touched, touched_unnumbered, trail,
};
pub use show::{export, receipt};
pub use state::{state_hash, subject_salt};
pub(crate) use verify::pages;
pub use verify::{BadEntry, Report, verify};

/// Leaves numbered in one go; more wait for the next.
const BATCH_MAX: i64 = 2000;
/// The numbering lock's name in PostgreSQL.
const LOCK: i64 = 710_301;

/// The signing key and the way leaves get their numbers.
pub struct Journal {
    key: SigningKey,
    origin: String,
}

impl Journal {
    /// Reads the signing key, or makes one on the first start.
    pub(crate) fn open(data: &Path, origin: &str, clock: &dyn Clock) -> Result<Journal, StoreError> {
        let place = data.join("keys").join("journal.key");
        let other = |e: &dyn std::fmt::Display| StoreError::Other(format!("{}: {e}", place.display()));
        let key = match fs::read_to_string(&place) {
            Ok(text) => SigningKey::parse(text.trim()).map_err(|e| other(&e))?,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                let mut seed = [0u8; 32];
                clock.random(&mut seed);
                // No two logs of the world share a name, or a checkpoint of one could pass for the other's.
                let name = format!("{origin}/{}", hex::encode(&clock.new_id().as_bytes()[8..]));
                let key = SigningKey::from_seed(&name, &seed).map_err(|e| other(&e))?;
                write_key(&place, &key).map_err(|e| other(&e))?;
                key
            }
            Err(e) => return Err(other(&e)),
        };
        Ok(Journal { origin: key.name().to_owned(), key })
    }

    /// The key by which anybody checks this log's checkpoints.
    #[must_use]
    pub fn verifying_key(&self) -> VerifyingKey {
        self.key.verifying_key()
    }

    /// A secret of this installation for one purpose: the same on all its nodes, and no way back to the key.
    #[must_use]
    pub fn secret(&self, purpose: &str) -> [u8; 32] {
        let mut hash = Sha256::new_with_prefix(self.key.encode().as_bytes());
        hash.update(purpose.as_bytes());
        hash.finalize().into()
    }

    /// Gives pending leaves their numbers. Runs inside a writing transaction; returns how many it numbered.
    pub(crate) fn number(&self, tx: &mut Tx<'_>) -> Result<usize, StoreError> {
        if tx.is_postgres() {
            // One node numbers at a time. The lock goes with the transaction, so a node that dies frees it.
            tx.one("SELECT pg_advisory_xact_lock(?1) IS NULL", vals![LOCK], |_| Ok(()))?;
        }
        let pending = tx.rows(
            // By the order of writing, not by the clock: of two acts on one subject the second waited for the
            // first, so its place is the later one, even when the clock stood still or went back.
            "SELECT entry, hash FROM journal_pending ORDER BY place LIMIT ?1",
            vals![BATCH_MAX],
            |row| Ok((row.get::<Uuid>(0)?, row.get::<Hash>(1)?)),
        )?;
        if pending.is_empty() {
            return Ok(0);
        }
        let mut frontier = read::frontier(tx)?;
        let mut tiles = Vec::new();
        for (entry, hash) in &pending {
            let seq = frontier.size();
            frontier.push_storing(*hash, &mut |level, index, hash| {
                if level > 0 {
                    tiles.push((level, index, hash));
                }
            });
            tx.exec(
                "INSERT INTO journal_leaves (seq, entry, hash) VALUES (?1, ?2, ?3)",
                vals![seq, entry, hash],
            )?;
            tx.exec("DELETE FROM journal_pending WHERE entry = ?1", vals![entry])?;
        }
        for (level, index, hash) in tiles {
            tx.exec(
                "INSERT INTO journal_tiles (level, idx, hash) VALUES (?1, ?2, ?3)",
                vals![level, index, hash],
            )?;
        }
        tx.exec(
            "INSERT INTO journal_edge (id, frontier) VALUES (1, ?1) \
             ON CONFLICT (id) DO UPDATE SET frontier = excluded.frontier",
            vals![frontier.to_bytes()],
        )?;
        Ok(pending.len())
    }

    /// The log's head, if no checkpoint of this size has been signed yet.
    pub(crate) fn unsigned_head(&self, tx: &mut Tx<'_>) -> Result<Option<Checkpoint>, StoreError> {
        let frontier = read::frontier(tx)?;
        let signed: Option<i64> =
            tx.one("SELECT max(size) FROM journal_checkpoints", vals![], |row| row.get(0))?;
        let size = i64::try_from(frontier.size()).unwrap_or(i64::MAX);
        if size == 0 || signed.is_some_and(|s| s >= size) {
            return Ok(None);
        }
        Ok(Some(self.checkpoint(&frontier)))
    }

    fn checkpoint(&self, frontier: &Frontier) -> Checkpoint {
        Checkpoint {
            origin: self.origin.clone(),
            size: frontier.size(),
            root: frontier.root(),
            extensions: Vec::new(),
        }
    }

    pub(crate) fn sign(
        &self,
        tx: &mut Tx<'_>,
        checkpoint: &Checkpoint,
        now: Instant,
    ) -> Result<String, StoreError> {
        let note = checkpoint.sign(&[&self.key]).map_err(|e| StoreError::Other(e.to_string()))?;
        tx.exec(
            "INSERT INTO journal_checkpoints (size, root, note, at) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (size) DO NOTHING",
            vals![checkpoint.size, checkpoint.root, note, now],
        )?;
        Ok(note)
    }
}

pub(crate) fn has_pending(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    Ok(tx.opt("SELECT 1 FROM journal_pending LIMIT 1", vals![], |_| Ok(()))?.is_some())
}

/// Only the program's own user may read the key.
fn write_key(place: &Path, key: &SigningKey) -> std::io::Result<()> {
    let folder = place.parent().unwrap_or(place);
    fs::create_dir_all(folder)?;
    // A temporary file is readable by its owner alone; the name appears only when all of it is on disk.
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    writeln!(file, "{}", key.encode().as_str())?;
    file.as_file().sync_all()?;
    file.persist_noclobber(place).map_err(|e| e.error)?;
    fs::File::open(folder)?.sync_all()
}
