//! Originals are read again though nobody asks for them: each night a share, so that all have been read within
//! [`NIGHTS`] nights. One that is altered, missing or unreadable is brought back from the newest backup that has it
//! whole, and reported either way. What a reader stumbles over is looked at within the minute.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::backup::place_in;
use crate::blobs::BlobHash;
use crate::clock::Instant;
use crate::office::Office;
use crate::part::Fault;
use crate::safekeeping::{self, Plan};
use crate::storage::{StoreError, Tx};
use crate::vals;

/// All originals have been read after so many nights.
pub const NIGHTS: u16 = 30;
/// Originals are told apart by the first byte of their address: so many groups.
const GROUPS: u16 = 256;
const A_NIGHT: u16 = GROUPS.div_ceil(NIGHTS);
/// The check under which the results stand.
pub const CHECK: &str = "originals";
/// Damage shown; more is counted.
const SHOWN: u32 = 200;

/// An original that was found damaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damaged {
    pub hash: BlobHash,
    /// `altered`, `missing` or `unreadable`.
    pub what: String,
    pub found_at: Instant,
    /// When it was whole again, and the backup that it came from; none of the latter where somebody else brought it back.
    pub mended_at: Option<Instant>,
    pub mended_from: Option<String>,
}

/// What was found damaged, the newest first.
pub fn damaged(tx: &mut Tx<'_>) -> Result<Vec<Damaged>, StoreError> {
    let sql = "SELECT hash, what, found_at, mended_at, mended_from FROM damaged_originals \
               ORDER BY found_at DESC, hash LIMIT ?1";
    tx.rows(sql, vals![SHOWN], |row| {
        Ok(Damaged {
            hash: row.get(0)?,
            what: row.get(1)?,
            found_at: row.get(2)?,
            mended_at: row.get(3)?,
            mended_from: row.get(4)?,
        })
    })
}

/// How many are damaged still.
pub fn unmended(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    tx.one("SELECT count(*) FROM damaged_originals WHERE mended_at IS NULL", vals![], |row| row.get(0))
}

/// Tonight's share: its turn, what was damaged before, and what readers stumbled over.
pub(crate) fn night(office: &Office) -> Result<Vec<Fault>, StoreError> {
    let sql = "SELECT next FROM scrub_turns WHERE id = 1";
    let first: u16 = office.read_blocking(|tx| tx.opt(sql, vals![], |row| row.get(0)))?.unwrap_or(0) % GROUPS;
    let groups: BTreeSet<u8> = (0..A_NIGHT).filter_map(|n| u8::try_from((first + n) % GROUPS).ok()).collect();
    let mut hashes = named(office, &groups)?;
    hashes.extend(office.blobs().all_in(&groups)?);
    let old = "SELECT hash FROM damaged_originals WHERE mended_at IS NULL";
    hashes.extend(office.read_blocking(|tx| tx.rows(old, vals![], |row| row.get::<BlobHash>(0)))?);
    hashes.extend(office.blobs().suspects());
    let faults = look_at(office, hashes)?;
    let (next, now) = ((first + A_NIGHT) % GROUPS, office.now());
    office.operate(move |tx| {
        tx.exec(
            "INSERT INTO scrub_turns (id, next, at) VALUES (1, ?1, ?2) \
             ON CONFLICT (id) DO UPDATE SET next = excluded.next, at = excluded.at",
            vals![i64::from(next), now],
        )
    })?;
    Ok(faults)
}

/// All of them now; says what was found, also of those that were brought back.
pub fn every(office: &Office) -> Result<Vec<Fault>, StoreError> {
    let groups = (0..=u8::MAX).collect();
    let mut hashes = named(office, &groups)?;
    hashes.extend(office.blobs().all_in(&groups)?);
    look_at(office, hashes)
}

/// What readers stumbled over since the last minute.
pub(crate) fn suspects(office: &Office) -> anyhow::Result<()> {
    let hashes = office.blobs().suspects();
    if !hashes.is_empty() {
        look_at(office, hashes)?;
    }
    Ok(())
}

/// Addresses that rows name. A column that holds one is called `blob`, in whichever table.
fn named(office: &Office, groups: &BTreeSet<u8>) -> Result<BTreeSet<BlobHash>, StoreError> {
    office.read_blocking(|tx| {
        let tables = if tx.is_postgres() {
            "SELECT table_name::text FROM information_schema.columns \
             WHERE table_schema = 'public' AND column_name = 'blob'"
        } else {
            "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND c.name = 'blob'"
        };
        let mut found = BTreeSet::new();
        for table in tx.rows(tables, vals![], |row| row.get::<String>(0))? {
            if groups.len() == usize::from(GROUPS) {
                let sql = format!("SELECT DISTINCT blob FROM {table}");
                found.extend(tx.rows(&sql, vals![], |row| row.get::<BlobHash>(0))?);
                continue;
            }
            for group in groups {
                let (mut low, mut high) = ([0u8; 32], [0xFF; 32]);
                (low[0], high[0]) = (*group, *group);
                let sql = format!("SELECT DISTINCT blob FROM {table} WHERE blob >= ?1 AND blob <= ?2");
                found.extend(tx.rows(&sql, vals![low, high], |row| row.get::<BlobHash>(0))?);
            }
        }
        Ok(found)
    })
}

fn look_at(office: &Office, hashes: BTreeSet<BlobHash>) -> Result<Vec<Fault>, StoreError> {
    let plan = office.read_blocking(Plan::load)?;
    let mut faults = Vec::new();
    let mut whole = Vec::new();
    for hash in hashes {
        let Some(what) = office.blobs().state(hash)? else {
            whole.push(hash);
            continue;
        };
        let from = bring_back(office, &plan, hash);
        let told = match &from {
            Some(backup) => format!("{what}; brought back from the backup {backup}"),
            None => format!("{what}; no backup has it whole"),
        };
        tracing::error!(%hash, "an original was found {told}");
        faults.push(Fault { check: CHECK.to_owned(), place: hash.to_string(), what: told });
        let now = office.now();
        let mended_at = from.is_some().then_some(now);
        office.operate(move |tx| {
            tx.exec(
                "INSERT INTO damaged_originals (hash, what, found_at, mended_at, mended_from) \
                 VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (hash) DO UPDATE SET what = excluded.what, \
                 found_at = CASE WHEN damaged_originals.mended_at IS NULL THEN damaged_originals.found_at \
                 ELSE excluded.found_at END, mended_at = excluded.mended_at, mended_from = excluded.mended_from",
                vals![hash, what, now, mended_at, from.clone()],
            )
        })?;
    }
    // Somebody put a whole file in its place.
    let now = office.now();
    office.operate(move |tx| {
        for hash in &whole {
            let sql = "UPDATE damaged_originals SET mended_at = ?2 WHERE hash = ?1 AND mended_at IS NULL";
            tx.exec(sql, vals![*hash, now])?;
        }
        Ok(())
    })?;
    Ok(faults)
}

/// From the newest backup whose copy matches its address.
fn bring_back(office: &Office, plan: &Plan, hash: BlobHash) -> Option<String> {
    let folder = PathBuf::from(&plan.folder);
    if plan.folder.is_empty() {
        return None;
    }
    safekeeping::names(&folder).into_iter().rev().find(|name| {
        let copy = fs::read(place_in(&folder.join(name).join("blobs"), hash)).unwrap_or_default();
        BlobHash::of(&copy) == hash && office.blobs().put(&copy).is_ok()
    })
}
