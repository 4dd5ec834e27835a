//! Bits that turn over on the disk: in an original, in the pages of the database, in the journal, in the search index, in
//! kept images of pages. Each is found, told, and mended where it can be.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kernel::testing::On;

use crate::support::{Place, program};

fn filled() -> (Place, String) {
    let place = Place::new(On::Sqlite);
    let out = place.with(program().arg("steps")).arg("--prepare").output().unwrap();
    let cast = String::from_utf8(out.stdout).unwrap().trim().to_owned();
    let out = steps(&place, &cast).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    (place, cast)
}

fn steps(place: &Place, cast: &str) -> Command {
    let mut command = program();
    place.with(command.arg("steps")).args(["--papers", "40", "--cast", cast]);
    command
}

fn flip(file: &Path, at: usize) {
    let mut bytes = fs::read(file).unwrap();
    bytes[at] ^= 0x10;
    fs::write(file, bytes).unwrap();
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(below(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Everything that was written ahead goes into the database file, so that its pages are those on the disk.
fn settled(place: &Place) -> PathBuf {
    let file = place.data().join("caunoi.db");
    let conn = rusqlite::Connection::open(&file).unwrap();
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    file
}

fn scrub(place: &Place) -> (String, bool) {
    let out = place.with(program().arg("scrub")).output().unwrap();
    (String::from_utf8(out.stdout).unwrap(), out.status.success())
}

#[test]
fn an_original_that_was_altered_is_brought_back_from_the_backup_or_told() {
    let (place, _) = filled();
    let backups = tempfile::tempdir().unwrap();
    let names = |folder: &Path| below(&folder.join("blobs"));
    let originals = names(place.data());
    assert!(originals.len() >= 80, "{originals:?}");
    assert_eq!(scrub(&place), ("ok\n".to_owned(), true));
    // No backup yet: it is told, and stays told.
    flip(&originals[3], 5);
    let (said, well) = scrub(&place);
    assert!(!well && said.contains("altered; no backup has it whole"), "{said}");
    flip(&originals[3], 5);
    assert!(scrub(&place).1, "somebody brought it back");
    // With a backup of the program's own plan.
    let target = backups.path().join("2026-11-30-010000");
    let out = place.with(program().arg("backup")).arg(&target).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let plan = serde_json::json!({ "folder": backups.path() }).to_string();
    place.execute(&format!(
        "INSERT INTO settings (id, name, value) VALUES (CAST('0123456789abcdef' AS BLOB), 'kernel.safekeeping', '{plan}')"
    ));
    let before = fs::read(&originals[7]).unwrap();
    flip(&originals[7], 0);
    fs::remove_file(&originals[8]).unwrap();
    let (said, well) = scrub(&place);
    assert!(well && said.contains("altered; brought back from the backup 2026-11-30-010000"), "{said}");
    assert!(said.contains("missing; brought back"), "{said}");
    assert_eq!(fs::read(&originals[7]).unwrap(), before);
    assert_eq!(scrub(&place), ("ok\n".to_owned(), true));
}

#[test]
fn a_turned_bit_anywhere_in_the_database_is_told_and_ends_nothing() {
    let (place, _) = filled();
    let file = settled(&place);
    let whole = fs::read(&file).unwrap();
    let pages = whole.len() / 4096;
    let (mut told, mut unread, mut silent) = (0, 0, Vec::new());
    for n in 0..24 {
        // A byte of the middle of a page, where rows are; every page in its turn.
        let page = 1 + n * (pages - 1) / 24;
        let used = (page * 4096..(page + 1) * 4096).rev().find(|at| whole[*at] != 0);
        let Some(at) = used else { continue };
        flip(&file, at - 3);
        let out = place.with(program().arg("verify")).arg("--json").output().unwrap();
        // Neither a signal nor a panic ends it.
        let fault = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(matches!(out.status.code(), Some(0 | 1)), "page {page}: {:?} {fault}", out.status);
        if !out.status.success() {
            if out.stdout.is_empty() { unread += 1 } else { told += 1 }
        } else {
            silent.push(page);
        }
        for side in ["caunoi.db-wal", "caunoi.db-shm"] {
            let _ = fs::remove_file(place.data().join(side));
        }
        fs::write(&file, &whole).unwrap();
    }
    // What is not seen was of rows that hold no facts of the office (sessions, what has been read aloud, counters).
    println!("{told} told, {unread} could not be read, not seen on pages {silent:?}");
    assert!(told + unread >= 18, "{told} {unread} {silent:?}");
    assert!(place.verify().1, "the whole file is whole");
}

#[test]
fn a_damaged_database_is_said_to_be_damaged() {
    let (place, _) = filled();
    let file = settled(&place);
    let mut bytes = fs::read(&file).unwrap();
    for at in (4096..bytes.len()).step_by(4096) {
        bytes[at..at + 16].fill(0xAA);
    }
    fs::write(&file, bytes).unwrap();
    let out = place.with(program().arg("verify")).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(said.contains("damaged") && !said.contains("panicked"), "{said}");
}

#[test]
fn a_damaged_search_index_is_made_anew() {
    let (place, _) = filled();
    let found = |place: &Place| {
        let out = place.with(program().arg("search")).args(["--json", "chuẩn bị"]).output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap().lines().count()
    };
    assert_eq!(found(&place), 20);
    let files: Vec<PathBuf> = below(&place.data().join("search"))
        .into_iter()
        .filter(|file| {
            let kind = file.extension().and_then(|kind| kind.to_str()).unwrap_or("");
            ["term", "idx", "pos", "store", "fast", "fieldnorm"].contains(&kind)
                && fs::metadata(file).unwrap().len() > 100
        })
        .collect();
    assert!(files.len() >= 4, "{files:?}");
    for file in &files {
        flip(file, usize::try_from(fs::metadata(file).unwrap().len()).unwrap() / 3);
    }
    assert_eq!(found(&place), 20, "the damaged one is not asked");
}
