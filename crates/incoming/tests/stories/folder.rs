//! The watched folder: never a half file, never one twice, nothing stranded.

use std::fs;

use incoming::folder::{Seen, Watched, round, watch};
use kernel::Actor;
use kernel::testing::{TestOffice, both};

use crate::door::{marked, reader};
use crate::open;

fn watching(o: &TestOffice, folder: &std::path::Path) {
    let input = Watched { path: folder.display().to_string(), mail_each: false };
    o.office.act_blocking(Actor::system(), o.office.new_id(), input, watch).unwrap();
}

fn received(o: &TestOffice) -> u64 {
    let today = o.office.now().date();
    let e = o.office.read_blocking(|tx| incoming::equation(tx, today)).unwrap();
    assert!(e.holds());
    e.received
}

#[test]
fn a_file_is_taken_when_it_rests_and_moves_away() {
    for on in both() {
        let o = open(on);
        let folder = tempfile::tempdir().unwrap();
        watching(&o, folder.path());
        let (reader, mut seen) = (reader(), Seen::default());
        let file = folder.path().join("van-ban.txt");
        fs::write(&file, "Mot van").unwrap();
        assert_eq!(round(&o.office, &reader, &mut seen).unwrap(), 0, "{on:?}: seen once only");
        fs::write(&file, "Mot van ban con dang ghi").unwrap();
        assert_eq!(round(&o.office, &reader, &mut seen).unwrap(), 0, "{on:?}: it grew");
        let writer = fs::OpenOptions::new().append(true).open(&file).unwrap();
        let while_open = round(&o.office, &reader, &mut seen).unwrap();
        assert!(while_open == 0 || !cfg!(target_os = "linux"), "{on:?}: somebody writes to it");
        drop(writer);
        round(&o.office, &reader, &mut seen).unwrap();
        assert_eq!(received(&o), 1, "{on:?}");
        assert!(!file.exists(), "{on:?}");
        let done = folder.path().join("done").join("2026-11-23").join("van-ban.txt");
        assert!(done.exists(), "{on:?}");
        // A part of a copy, a hidden file and a link are left alone.
        for name in [".an", "dang-chep.part"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        for _ in 0..3 {
            assert_eq!(round(&o.office, &reader, &mut seen).unwrap(), 0, "{on:?}");
        }
        // The same name again is another file.
        fs::write(&file, "Mot van ban khac").unwrap();
        for _ in 0..2 {
            round(&o.office, &reader, &mut seen).unwrap();
        }
        assert_eq!(received(&o), 2, "{on:?}");
    }
}

#[test]
fn after_a_crash_before_the_move_nothing_is_taken_twice() {
    for on in both() {
        let o = open(on);
        let folder = tempfile::tempdir().unwrap();
        watching(&o, folder.path());
        let reader = reader();
        // A file with a mark stays where it is: every start of the program meets it again.
        fs::write(folder.path().join("mat.txt"), marked()).unwrap();
        fs::write(folder.path().join("quet.jpg"), b"\xFF\xD8\xFF\xE0 anh").unwrap();
        for _ in 0..3 {
            let mut after_restart = Seen::default();
            for _ in 0..2 {
                round(&o.office, &reader, &mut after_restart).unwrap();
            }
        }
        assert_eq!(received(&o), 2, "{on:?}: one slip, one turned away");
        assert!(folder.path().join("mat.txt").exists(), "{on:?}: the source stays untouched");
        let back = folder.path().join("returned").join("2026-11-23");
        assert!(
            back.join("quet.jpg").exists() && back.join("quet.jpg.txt").exists(),
            "{on:?}: with its reason"
        );
    }
}

#[test]
fn a_folder_that_fills_up_is_worked_off_in_rounds() {
    let o = open(kernel::testing::On::Sqlite);
    let folder = tempfile::tempdir().unwrap();
    watching(&o, folder.path());
    let (reader, mut seen) = (reader(), Seen::default());
    for n in 0..60 {
        fs::write(folder.path().join(format!("{n}.txt")), format!("Van ban so {n}")).unwrap();
    }
    let taken: Vec<usize> = (0..4).map(|_| round(&o.office, &reader, &mut seen).unwrap()).collect();
    assert_eq!(taken, [0, 50, 10, 0]);
    assert_eq!(received(&o), 60);
}
