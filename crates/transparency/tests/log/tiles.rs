//! The log as files.

use std::collections::BTreeMap;

use transparency::{
    Checkpoint, ExportError, Tile, bundle, bundle_path, export, tile_path, tiles_of, unbundle,
};

use crate::naive::Log;
use crate::notes::{ORIGIN, key};

pub fn checkpoint_note(log: &Log) -> String {
    Checkpoint {
        origin: ORIGIN.to_owned(),
        size: log.frontier.size(),
        root: log.frontier.root(),
        extensions: Vec::new(),
    }
    .sign(&[&key(ORIGIN, 1)])
    .unwrap()
}

type Outcome = Result<BTreeMap<String, Vec<u8>>, ExportError<String, String>>;

fn files(note: &str, log: &mut Log) -> Outcome {
    let mut files = BTreeMap::new();
    export(note, log, |path, bytes| {
        assert!(!files.contains_key("checkpoint"), "the checkpoint is last");
        assert!(files.insert(path.to_owned(), bytes.to_vec()).is_none());
        Ok(())
    })?;
    Ok(files)
}

#[test]
fn paths_are_those_of_the_specification() {
    let tile = |level, index, width| Tile { level, index, width };
    assert_eq!(tile_path(&tile(0, 0, 256)), "tile/0/000");
    assert_eq!(tile_path(&tile(3, 1_234_067, 256)), "tile/3/x001/x234/067");
    assert_eq!(tile_path(&tile(1, 1000, 17)), "tile/1/x001/000.p/17");
    assert_eq!(bundle_path(273, 112), "tile/entries/273.p/112");
}

/// The two examples in the specification.
#[test]
fn a_log_has_the_tiles_of_the_specification() {
    let tiles: Vec<Tile> = tiles_of(70_000).collect();
    let count = |level, full: bool| {
        tiles.iter().filter(|tile| tile.level == level && (tile.width == 256) == full).count()
    };
    assert_eq!((count(0, true), count(0, false)), (273, 1));
    assert_eq!((count(1, true), count(1, false)), (1, 1));
    assert_eq!((count(2, true), count(2, false)), (0, 1));
    assert_eq!(tiles.len(), 277);
    let partial: Vec<u64> = tiles.iter().filter(|tile| tile.width < 256).map(|tile| tile.width).collect();
    assert_eq!(partial, [112, 17, 1]);

    let paths: Vec<String> = tiles_of(256).map(|tile| tile_path(&tile)).collect();
    assert_eq!(paths, ["tile/0/000", "tile/1/000.p/1"]);
    assert_eq!(tiles_of(0).count(), 0);
}

#[test]
fn files_hold_hashes_and_entries() {
    let mut log = Log::of(300);
    let note = checkpoint_note(&log);
    let files = files(&note, &mut log).unwrap();
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "checkpoint",
            "tile/0/000",
            "tile/0/001.p/44",
            "tile/1/000.p/1",
            "tile/entries/000",
            "tile/entries/001.p/44",
        ]
    );
    assert_eq!(files["checkpoint"], note.as_bytes());
    assert_eq!(files["tile/0/000"], log.leaves()[..256].as_flattened());
    assert_eq!(unbundle(&files["tile/entries/001.p/44"]).unwrap(), log.entries[256..]);
}

#[test]
fn an_empty_log_is_a_checkpoint() {
    let note = checkpoint_note(&Log::default());
    let files = files(&note, &mut Log::default()).unwrap();
    assert_eq!(files.keys().collect::<Vec<_>>(), ["checkpoint"]);
}

/// Nothing is handed out that a foreign tool would refuse.
#[test]
fn altered_logs_are_not_laid_out() {
    let note = checkpoint_note(&Log::of(300));
    let whole = || Log::of(300);

    let mut entry = whole();
    entry.entries[298] = b"other".to_vec();
    assert_eq!(files(&note, &mut entry), Err(ExportError::OtherEntry(298)));

    // Roots of full tiles are stored, so an altered leaf inside one does not touch the log's root;
    // its entry tells.
    let mut leaf = whole();
    leaf.levels[0][3][0] ^= 1;
    assert_eq!(files(&note, &mut leaf), Err(ExportError::OtherEntry(3)));

    let mut tile = whole();
    tile.levels[1][0][0] ^= 1;
    assert_eq!(files(&note, &mut tile), Err(ExportError::OtherRoot));

    // Entry and leaf altered together: the hash above the tile tells.
    let mut both = whole();
    both.entries[3] = b"other".to_vec();
    both.levels[0][3] = transparency::leaf_hash(b"other");
    assert_eq!(files(&note, &mut both), Err(ExportError::OtherTile { level: 0, index: 0 }));

    assert!(files(&note, &mut Log::of(299)).is_err());
}

#[test]
fn bundles_hold_what_fits() {
    let entries = [vec![], vec![1; 65_535]];
    let bytes = bundle(&entries).unwrap();
    assert_eq!(unbundle(&bytes).unwrap(), entries);
    assert_eq!(bundle(&[vec![0; 65_536]]), None);
    for cut in [1, 3, bytes.len() - 1] {
        assert_eq!(unbundle(&bytes[..cut]), None);
    }
}
