//! The index on disk: filled, opened again, broken, of another make, wanted anew.

use std::fs;
use std::path::Path;

use search::{Ask, Filling, Index as _, Keeper, Key, Reach, Shelf as _, Stand, Tail};
use search_tantivy::Folder;

use crate::forms::{ask, paper};

fn total(folder: &Folder, ask: &Ask) -> u64 {
    folder.index().picture().unwrap().ask(ask, &Reach::All, &Tail::default()).unwrap().total
}

fn fill(keeper: &mut dyn Keeper, papers: u128) {
    let things: Vec<_> = (1..=papers)
        .map(|n| {
            let entry = paper(n, "", "họp giao ban", "");
            (entry.key, Some(entry))
        })
        .collect();
    keeper.put(&things).unwrap();
    keeper.commit(Stand { seq: 7, last: None, filling: None }).unwrap();
}

fn open(root: &Path) -> Folder {
    let mut folder = Folder::new(root, &["paper"]);
    assert!(folder.claim().unwrap());
    folder
}

#[test]
fn what_was_put_in_is_there_after_a_restart_with_how_far_it_was_read() {
    let root = tempfile::tempdir().unwrap();
    let mut folder = open(root.path());
    let mut keeper = folder.open().unwrap();
    assert_eq!(keeper.stand().filling, Some(Filling::default()));
    fill(keeper.as_mut(), 3);
    assert_eq!(total(&folder, &ask("giao ban")), 3);
    // A change replaces, and what is gone goes.
    let changed = paper(1, "", "chuyển đổi số", "");
    let gone = Key { kind: "paper", id: paper(2, "", "", "").key.id };
    keeper.put(&[(changed.key, Some(changed)), (gone, None)]).unwrap();
    assert_eq!(total(&folder, &ask("giao ban")), 3, "seen by nobody before the commit");
    keeper.commit(Stand { seq: 9, last: None, filling: None }).unwrap();
    assert_eq!((total(&folder, &ask("giao ban")), total(&folder, &ask("doi so"))), (1, 1));
    drop((keeper, folder));
    let mut folder = open(root.path());
    let keeper = folder.open().unwrap();
    assert_eq!(keeper.stand(), &Stand { seq: 9, last: None, filling: None });
    assert_eq!(total(&folder, &ask("giao ban")), 1);
    // Somebody else may look, and may not write.
    let mut other = Folder::new(root.path(), &["paper"]);
    assert!(!other.claim().unwrap());
    assert_eq!(other.look().unwrap().size(), 2);
}

#[test]
fn a_broken_index_is_thrown_away_and_begun_again() {
    for damage in ["meta", "files", "text", "make"] {
        let root = tempfile::tempdir().unwrap();
        {
            let mut folder = open(root.path());
            fill(folder.open().unwrap().as_mut(), 3);
        }
        let inside = root.path().join("g1");
        match damage {
            "meta" => fs::write(inside.join("meta.json"), "{").unwrap(),
            "text" => {
                fs::remove_dir_all(&inside).unwrap();
                fs::write(&inside, "not a folder").unwrap();
            }
            "make" => {
                let meta = fs::read_to_string(inside.join("meta.json")).unwrap();
                let other = meta.replace("\\\"make\\\":", "\\\"make\\\":9");
                assert_ne!(meta, other);
                fs::write(inside.join("meta.json"), other).unwrap();
            }
            _ => {
                for file in fs::read_dir(&inside).unwrap() {
                    let path = file.unwrap().path();
                    if !path.ends_with("meta.json") && path.extension().is_some_and(|kind| kind != "lock") {
                        fs::write(path, "x").unwrap();
                    }
                }
            }
        }
        let mut folder = open(root.path());
        let mut keeper = folder.open().unwrap();
        assert_eq!(keeper.stand().filling, Some(Filling::default()), "{damage}");
        fill(keeper.as_mut(), 2);
        assert_eq!(total(&folder, &ask("giao ban")), 2, "{damage}");
    }
}

#[test]
fn while_a_new_one_is_filled_the_old_one_is_asked() {
    let root = tempfile::tempdir().unwrap();
    let mut folder = open(root.path());
    let mut keeper = folder.open().unwrap();
    fill(keeper.as_mut(), 3);
    assert!(!folder.wanted_anew());
    Folder::want_anew(root.path()).unwrap();
    assert!(folder.wanted_anew());
    drop(keeper);
    let mut keeper = folder.anew().unwrap();
    assert!(!folder.wanted_anew());
    let entry = paper(1, "", "họp giao ban", "");
    keeper.put(&[(entry.key, Some(entry))]).unwrap();
    let filling = Some(Filling { source: 0, below: None, done: 1 });
    keeper.commit(Stand { seq: 7, last: None, filling }).unwrap();
    assert_eq!(total(&folder, &ask("giao ban")), 3);
    fill(keeper.as_mut(), 5);
    assert_eq!(total(&folder, &ask("giao ban")), 5);
    assert!(!root.path().join("g1").exists());
    // One that was being filled when the program died is gone on with.
    drop(keeper);
    let mut half = folder.anew().unwrap();
    let filling = Some(Filling { source: 0, below: None, done: 1 });
    half.put(&[]).unwrap();
    half.commit(Stand { seq: 8, last: None, filling: filling.clone() }).unwrap();
    drop((half, folder));
    let mut folder = open(root.path());
    let keeper = folder.open().unwrap();
    assert_eq!(keeper.stand().filling, filling);
    assert_eq!(total(&folder, &ask("giao ban")), 5);
}
