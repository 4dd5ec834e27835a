//! Showing the log to outsiders: a directory of C2SP tiles that foreign tools read, and a receipt for one entry.

use std::fs;
use std::path::Path;

use transparency::{Checkpoint, EntryReader, Receipt, inclusion_proof, write_tlog_proof};
use uuid::Uuid;

use super::StoredHashes;
use crate::office::Office;
use crate::storage::StoreError;
use crate::vals;

impl EntryReader for StoredHashes<'_, '_> {
    fn entries(&mut self, from: u64, count: u64) -> Result<Vec<Vec<u8>>, StoreError> {
        self.0.rows(
            "SELECT e.body FROM journal_leaves l JOIN journal_entries e ON e.id = l.entry \
             WHERE l.seq >= ?1 AND l.seq < ?2 ORDER BY l.seq",
            vals![from, from.saturating_add(count)],
            |row| row.get(0),
        )
    }
}

fn other(fault: impl std::fmt::Display) -> StoreError {
    StoreError::Other(fault.to_string())
}

/// Writes the log up to its newest checkpoint into a folder and tells what was written.
pub fn export(office: &Office, folder: &Path) -> Result<Checkpoint, StoreError> {
    office.settle_journal()?;
    office.read_blocking(|tx| {
        let Some((note, _)) = super::head(tx)? else { return Err(other("the log has no checkpoint yet")) };
        transparency::export(&note, StoredHashes(tx), |path, bytes| {
            let place = folder.join(path);
            place.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::write(place, bytes)
        })
        .map_err(other)
    })
}

/// A receipt (`.tlog-proof`) that this entry is in the log; `None` while no checkpoint covers it.
pub fn receipt(office: &Office, entry: Uuid) -> Result<Option<String>, StoreError> {
    let key = office.journal().verifying_key();
    office.read_blocking(|tx| {
        let sql = "SELECT l.seq, l.hash FROM journal_leaves l WHERE l.entry = ?1";
        let Some((seq, leaf)) =
            tx.opt(sql, vals![entry], |row| Ok((row.get::<u64>(0)?, row.get::<transparency::Hash>(1)?)))?
        else {
            return Ok(None);
        };
        let newest = "SELECT size, note FROM journal_checkpoints ORDER BY size DESC LIMIT 1";
        let head = tx.opt(newest, vals![], |row| Ok((row.get::<u64>(0)?, row.get::<String>(1)?)))?;
        let Some((size, note)) = head.filter(|(size, _)| *size > seq) else { return Ok(None) };
        let proof = inclusion_proof(seq, size, StoredHashes(tx)).map_err(other)?;
        let text = write_tlog_proof(seq, &proof, &note);
        // Nobody is handed a receipt that would not convince.
        Receipt::parse(&text)
            .and_then(|r| r.verify_leaf(&leaf, std::slice::from_ref(&key)))
            .map_err(other)?;
        Ok(Some(text))
    })
}
