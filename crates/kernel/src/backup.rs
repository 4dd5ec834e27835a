//! A backup is one SQLite file with every table, whichever database it came from, and the blobs beside it.
//!
//! It is taken from one consistent picture while the office works on. A backup of PostgreSQL can be
//! restored into SQLite and the other way round. The signing key is not in it: it is kept apart.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::blobs::BlobHash;
use crate::journal;
use crate::office::{Config, Office};
use crate::part::Part;
use crate::storage::{Backend, StoreError, Tx};
use crate::vals;
use crate::value::{DbValue, Value};

/// What a backup holds; lies in it as `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupReport {
    pub entries: u64,
    pub root: String,
    pub rows: u64,
    pub blobs: u64,
    /// The newest signed checkpoint: keep a copy elsewhere, `verify --against` holds the log to it.
    pub checkpoint: Option<String>,
}

fn io(error: std::io::Error) -> StoreError {
    error.into()
}

/// Copies a running office into an empty or new folder.
pub fn backup(office: &Office, target: &Path) -> Result<BackupReport, StoreError> {
    backup_beside(office, target, None).map(|(report, _, _)| report)
}

/// The same beside an earlier backup: blobs that it has are shared with it where the disk can (hard links), since a
/// blob never changes. Also how many bytes were written, and which blobs were copied.
pub(crate) fn backup_beside(
    office: &Office,
    target: &Path,
    previous: Option<&Path>,
) -> Result<(BackupReport, u64, Vec<BlobHash>), StoreError> {
    refuse_used(target)?;
    fs::create_dir_all(target.join("blobs")).map_err(io)?;
    office.settle_journal()?;
    let file = target.join("caunoi.db");
    // Opening an office on the file brings the schema; nothing runs on it.
    drop(Office::open(scratch(target, Backend::Sqlite(file.clone())), &office.inner.parts[1..])?);
    let out = Connection::open(&file)?;
    let (rows, entries, root, checkpoint) = office.read_blocking(|tx| {
        out.execute_batch("PRAGMA foreign_keys = OFF; BEGIN")?;
        let mut sink = Tx::Sqlite { conn: &out, writes: 0, memory: None };
        let mut rows = 0;
        let tables = tables(&mut sink)?;
        empty(&mut sink, &tables)?;
        for table in tables {
            rows += copy(tx, &mut sink, &table)?;
        }
        out.execute_batch("COMMIT")?;
        let frontier = journal::frontier(tx)?;
        let checkpoint = journal::head(tx)?.map(|(note, _)| note);
        Ok((rows, frontier.size(), hex::encode(frontier.root()), checkpoint))
    })?;
    out.close().map_err(|(_, e)| e)?;
    // Blobs are never altered and never removed: those of the picture are all still there.
    let (mut blobs, mut bytes, mut fresh) = (0, fs::metadata(&file).map_err(io)?.len(), Vec::new());
    for hash in office.blobs().all()? {
        let place = place_for(&target.join("blobs"), hash)?;
        let earlier = previous.map(|previous| place_in(&previous.join("blobs"), hash));
        if earlier.is_none_or(|earlier| fs::hard_link(earlier, &place).is_err()) {
            bytes += fs::copy(office.blobs().place(hash), place).map_err(io)?;
            fresh.push(hash);
        }
        blobs += 1;
    }
    let report = BackupReport { entries, root, rows, blobs, checkpoint };
    let text = serde_json::to_string_pretty(&report).map_err(|e| StoreError::Other(e.to_string()))?;
    fs::write(target.join("manifest.json"), text).map_err(io)?;
    fs::remove_dir_all(target.join("keys")).map_err(io)?;
    Ok((report, bytes, fresh))
}

/// Fills an empty installation from a backup and tells what the backup's manifest said.
pub fn restore(source: &Path, config: Config, parts: &[Part]) -> Result<BackupReport, StoreError> {
    let target = config.data.join("blobs");
    let (_, report, _) = fill(source, config, parts)?;
    restore_blobs(&source.join("blobs"), &target)?;
    Ok(report)
}

/// The rows without the blobs: the open office, what the manifest said, and how many rows there were.
pub(crate) fn fill(
    source: &Path,
    config: Config,
    parts: &[Part],
) -> Result<(Office, BackupReport, u64), StoreError> {
    let manifest = fs::read_to_string(source.join("manifest.json")).map_err(io)?;
    let report: BackupReport =
        serde_json::from_str(&manifest).map_err(|e| StoreError::Other(e.to_string()))?;
    let office = Office::open(config, parts)?;
    let used = office.read_blocking(journal::size)? > 0;
    if used {
        return Err(StoreError::Other("the installation to restore into is not empty".to_owned()));
    }
    let file = source.join("caunoi.db");
    let rows = office.operate(move |tx| {
        let from = Connection::open(&file)?;
        let mut from = Tx::Sqlite { conn: &from, writes: 0, memory: None };
        if !tx.is_postgres() {
            // Tables refer to each other; the rows were consistent when they were copied.
            tx.exec("PRAGMA defer_foreign_keys = ON", vals![])?;
        }
        let tables = tables(&mut from)?;
        empty(tx, &tables)?;
        let mut rows = 0;
        // PostgreSQL checks references row by row: a table refers only to tables made before it.
        for table in tables {
            rows += copy(&mut from, tx, &table)?;
        }
        Ok(rows)
    })?;
    Ok((office, report, rows))
}

fn scratch(target: &Path, backend: Backend) -> Config {
    Config { backend, ..Config::embedded(target) }
}

fn refuse_used(target: &Path) -> Result<(), StoreError> {
    match fs::read_dir(target) {
        Ok(entries) => match entries.count() {
            0 => Ok(()),
            _ => Err(StoreError::Other(format!("{} is not empty", target.display()))),
        },
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(io(e)),
    }
}

/// The program's tables in the order of their making: a table refers only to earlier ones.
fn tables(tx: &mut Tx<'_>) -> Result<Vec<String>, StoreError> {
    tx.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
         AND name NOT LIKE 'migrations_%' ORDER BY rowid",
        vals![],
        |row| row.get(0),
    )
}

/// Takes out what migrations put in (first counters, shipped rows): the copy brings its own.
fn empty(tx: &mut Tx<'_>, tables: &[String]) -> Result<(), StoreError> {
    for table in tables.iter().rev() {
        tx.exec(&format!("DELETE FROM {table}"), vals![])?;
    }
    Ok(())
}

fn copy(from: &mut Tx<'_>, to: &mut Tx<'_>, table: &str) -> Result<u64, StoreError> {
    let mut insert = String::new();
    let mut rows = 0;
    from.each(&format!("SELECT * FROM {table}"), vals![], |row| {
        let names = row.names();
        if insert.is_empty() {
            let places: Vec<String> = (1..=names.len()).map(|n| format!("?{n}")).collect();
            insert = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), places.join(", "));
        }
        let mut values = Vec::with_capacity(names.len());
        for index in 0..names.len() {
            values.push(match row.value(index)? {
                DbValue::Null => Value::Null,
                DbValue::Int(n) => Value::Int(n),
                DbValue::Text(text) => Value::Text(Cow::Borrowed(text)),
                DbValue::Bytes(bytes) => Value::Bytes(Cow::Borrowed(bytes)),
            });
        }
        to.exec(&insert, &values)?;
        rows += 1;
        Ok(())
    })?;
    Ok(rows)
}

pub(crate) fn place_in(root: &Path, hash: BlobHash) -> PathBuf {
    let name = hash.to_string();
    root.join(&name[..2]).join(&name[2..4]).join(name)
}

/// Where the blob lies in a backup; its folder is made.
fn place_for(root: &Path, hash: BlobHash) -> Result<PathBuf, StoreError> {
    let place = place_in(root, hash);
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder).map_err(io)?;
    }
    Ok(place)
}

/// Every blob of a backup and where it lies.
pub(crate) fn blobs_in(root: &Path) -> Result<Vec<(BlobHash, PathBuf)>, StoreError> {
    let (mut found, mut folders) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).map_err(io)? {
            let path = entry.map_err(io)?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Some(hash) = path.file_name().and_then(|n| n.to_str()).and_then(|n| n.parse().ok())
            {
                found.push((hash, path));
            }
        }
    }
    Ok(found)
}

fn restore_blobs(from: &Path, to: &Path) -> Result<(), StoreError> {
    for entry in fs::read_dir(from).map_err(io)? {
        let entry = entry.map_err(io)?;
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&place).map_err(io)?;
            restore_blobs(&entry.path(), &place)?;
        } else {
            fs::copy(entry.path(), place).map_err(io)?;
        }
    }
    Ok(())
}
