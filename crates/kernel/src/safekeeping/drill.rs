//! The restore drill: a backup that was never restored is a hope. The rows go into a database of their own in a
//! temporary folder, where everything that `verify` looks at is looked at again; blobs are read where they lie.

use std::collections::HashSet;
use std::path::Path;

use crate::backup::{BackupReport, blobs_in, fill};
use crate::blobs::BlobHash;
use crate::disk;
use crate::journal;
use crate::office::{Config, Office};
use crate::storage::StoreError;

/// What a drill went through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drilled {
    pub rows: u64,
    pub entries: u64,
    /// Blobs whose bytes were read and held against their address.
    pub blobs: u64,
}

/// Of the blobs that an earlier backup brought, as many are read in each drill as that all are read in a month.
const PARTS: u64 = 30;
/// How the name of a trial restore's folder begins.
pub(super) const FOLDER: &str = "drill-";

/// Restores the backup and holds it against its manifest, the journal and every check; says what is wrong. `fresh` are
/// the blobs that were copied for it, all of which are read.
pub fn drill(office: &Office, source: &Path, fresh: &[BlobHash]) -> Result<Drilled, String> {
    let told = |fault: StoreError| fault.to_string();
    let io = |fault: std::io::Error| fault.to_string();
    let need = std::fs::metadata(source.join("caunoi.db")).map_err(io)?.len().saturating_mul(2);
    if let Some(room) = disk::room(office.data()).filter(|room| room.free < need) {
        return Err(format!(
            "no room to restore into: {} MB are free, {} MB needed",
            room.free >> 20,
            need >> 20
        ));
    }
    let folder = tempfile::Builder::new().prefix(FOLDER).tempdir_in(office.data()).map_err(io)?;
    // Checkpoints are checked with the office's own key. The folder is its owner's alone and goes with the drill.
    let keys = folder.path().join("keys");
    std::fs::create_dir_all(&keys).map_err(io)?;
    std::fs::copy(office.data().join("keys").join("journal.key"), keys.join("journal.key")).map_err(io)?;
    let config = Config { clock: office.clock(), ..Config::embedded(folder.path()) };
    let (restored, manifest, rows) = fill(source, config, &office.inner.parts[1..]).map_err(told)?;
    let report = journal::verify(&restored, manifest.checkpoint.as_deref()).map_err(told)?;
    drop(restored);
    if let Some(bad) = report.first_bad {
        return Err(format!("{}: {}", bad.place, bad.why));
    }
    if let Some(fault) = report.faults.into_iter().next() {
        return Err(format!("{}: {}: {}", fault.check, fault.place, fault.what));
    }
    if (report.entries, &report.root, rows) != (manifest.entries, &manifest.root, manifest.rows) {
        return Err(format!(
            "restored {} entries, root {}, {rows} rows; the manifest says {}, {}, {}",
            report.entries, report.root, manifest.entries, manifest.root, manifest.rows
        ));
    }
    let blobs = read_blobs(office, source, &manifest, fresh)?;
    Ok(Drilled { rows, entries: report.entries, blobs })
}

/// Every blob of a backup: given to [`drill`], all of them are read.
pub fn blobs_of(source: &Path) -> Result<Vec<BlobHash>, StoreError> {
    Ok(blobs_in(&source.join("blobs"))?.into_iter().map(|(hash, _)| hash).collect())
}

fn read_blobs(
    office: &Office,
    source: &Path,
    manifest: &BackupReport,
    fresh: &[BlobHash],
) -> Result<u64, String> {
    let root = source.join("blobs");
    let all = blobs_in(&root).map_err(|fault| fault.to_string())?;
    if u64::try_from(all.len()).ok() != Some(manifest.blobs) {
        return Err(format!("{} originals are there, the manifest says {}", all.len(), manifest.blobs));
    }
    let fresh: HashSet<&BlobHash> = fresh.iter().collect();
    let day = u64::try_from(office.now().date().day()).unwrap_or(0) % PARTS;
    let mut read = 0;
    for (hash, place) in all {
        let turn = u64::from(hash.0[0]) % PARTS == day;
        if turn || fresh.contains(&hash) {
            let bytes = std::fs::read(&place).map_err(|fault| format!("{hash}: {fault}"))?;
            if BlobHash::of(&bytes) != hash {
                return Err(format!("the original {hash} is altered in the backup"));
            }
            read += 1;
        }
    }
    Ok(read)
}
