//! A log as files that foreign tools read: C2SP tlog-tiles.

use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::hash::{Hash, leaf_hash};
use crate::tree::{HashReader, TILE_WIDTH, TreeError, complete_root, root_at};

/// The longest entry that a bundle can hold, in bytes: its length is written in 16 bits.
pub const MAX_ENTRY: usize = 65_535;

/// Gives back entries, as they were hashed.
pub trait EntryReader: HashReader {
    /// The `count` entries from index `from` on, in order. `count` is 1 to 256.
    fn entries(&mut self, from: u64, count: u64) -> Result<Vec<Vec<u8>>, Self::Error>;
}

impl<R: EntryReader + ?Sized> EntryReader for &mut R {
    fn entries(&mut self, from: u64, count: u64) -> Result<Vec<Vec<u8>>, Self::Error> {
        (**self).entries(from, count)
    }
}

/// Up to 256 neighbouring hashes of one level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tile {
    pub level: u8,
    pub index: u64,
    /// 256 when full.
    pub width: u64,
}

/// Why a log could not be laid out.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ExportError<R, W> {
    #[error(transparent)]
    Tree(TreeError<R>),
    #[error(transparent)]
    Write(W),
    #[error(transparent)]
    Checkpoint(CheckpointError),
    #[error("the checkpoint's root is not that of the stored hashes")]
    OtherRoot,
    #[error("the hashes of tile {index} of level {level} do not lead to the stored root of the tile")]
    OtherTile { level: u8, index: u64 },
    #[error("entry {0} is missing or is not the one whose hash is stored")]
    OtherEntry(u64),
    #[error("entry {0} is longer than {MAX_ENTRY} bytes")]
    TooLong(u64),
}

/// `tile/<level>/<index>`, with `.p/<width>` when it is not full.
pub fn tile_path(tile: &Tile) -> String {
    path(&tile.level.to_string(), tile.index, tile.width)
}

/// `tile/entries/<index>`, with `.p/<width>` when it is not full.
pub fn bundle_path(index: u64, width: u64) -> String {
    path("entries", index, width)
}

/// Three digits a folder, all but the last marked by an x, so that no file needs a folder's name.
fn path(kind: &str, index: u64, width: u64) -> String {
    let mut parts = vec![format!("{:03}", index % 1000)];
    let mut rest = index / 1000;
    while rest > 0 {
        parts.push(format!("x{:03}", rest % 1000));
        rest /= 1000;
    }
    parts.reverse();
    let partial = if width < TILE_WIDTH { format!(".p/{width}") } else { String::new() };
    format!("tile/{kind}/{}{partial}", parts.join("/"))
}

/// All tiles of a log of `size` entries, level by level; at each level at most the last is partial.
pub fn tiles_of(size: u64) -> impl Iterator<Item = Tile> {
    (0..8_u8)
        .map(move |level| (level, size >> (8 * u32::from(level))))
        .take_while(|(_, hashes)| *hashes > 0)
        .flat_map(|(level, hashes)| {
            (0..hashes.div_ceil(TILE_WIDTH)).map(move |index| Tile {
                level,
                index,
                width: (hashes - index * TILE_WIDTH).min(TILE_WIDTH),
            })
        })
}

/// Entries one after the other, each with its length in two bytes before it. `None` when one is
/// longer than [`MAX_ENTRY`].
pub fn bundle<E: AsRef<[u8]>>(entries: &[E]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for entry in entries {
        let entry = entry.as_ref();
        let length = u16::try_from(entry.len()).ok()?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Some(bytes)
}

/// Takes a bundle apart. `None` when it ends in the middle of an entry.
pub fn unbundle(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<2>()?;
        let (entry, after) = after.split_at_checked(u16::from_be_bytes(*length).into())?;
        entries.push(entry);
        rest = after;
    }
    Some(entries)
}

/// Lays out the log that a signed checkpoint speaks of: hands `(path, bytes)` of every tile and
/// entry bundle to `write`, the file `checkpoint` last, so that a directory with a checkpoint is
/// complete. Every entry is held against its stored hash, every full tile against the hash above
/// it, the root against the checkpoint: what comes out is accepted by foreign tools, or nothing is
/// called complete. The note's signature is the caller's to check.
pub fn export<R: EntryReader, W>(
    checkpoint_note: &str,
    mut log: R,
    mut write: impl FnMut(&str, &[u8]) -> Result<(), W>,
) -> Result<Checkpoint, ExportError<R::Error, W>> {
    let checkpoint = unverified(checkpoint_note).map_err(ExportError::Checkpoint)?;
    let root = root_at(checkpoint.size, &mut log).map_err(ExportError::Tree)?;
    if root != checkpoint.root {
        return Err(ExportError::OtherRoot);
    }
    for tile in tiles_of(checkpoint.size) {
        let row = read_row(&mut log, tile.level, tile.index * TILE_WIDTH, tile.width)?;
        if tile.level == 0 {
            let from = tile.index * TILE_WIDTH;
            let batch =
                log.entries(from, tile.width).map_err(|error| ExportError::Tree(TreeError::Reader(error)))?;
            check_entries(from, &batch, &row)?;
            let bytes = bundle(&batch).unwrap_or_default();
            write(&bundle_path(tile.index, tile.width), &bytes).map_err(ExportError::Write)?;
        }
        // A full tile's root was read, not computed, when the log's root was made.
        if tile.width == TILE_WIDTH
            && read_row(&mut log, tile.level + 1, tile.index, 1)? != [complete_root(&row)]
        {
            return Err(ExportError::OtherTile { level: tile.level, index: tile.index });
        }
        write(&tile_path(&tile), row.as_flattened()).map_err(ExportError::Write)?;
    }
    write("checkpoint", checkpoint_note.as_bytes()).map_err(ExportError::Write)?;
    Ok(checkpoint)
}

fn read_row<R: HashReader, W>(
    log: &mut R,
    level: u8,
    from: u64,
    wanted: u64,
) -> Result<Vec<Hash>, ExportError<R::Error, W>> {
    let row = log.hashes(level, from, wanted).map_err(|error| ExportError::Tree(TreeError::Reader(error)))?;
    if u64::try_from(row.len()) == Ok(wanted) {
        Ok(row)
    } else {
        Err(ExportError::Tree(TreeError::Missing { level, from, wanted, found: row.len() }))
    }
}

/// Reads the text of a note whose signature the caller vouches for.
fn unverified(note: &str) -> Result<Checkpoint, CheckpointError> {
    let (text, _) = note.rsplit_once("\n\n").ok_or(CheckpointError::Malformed)?;
    Checkpoint::parse(&format!("{text}\n"))
}

fn check_entries<R, W>(from: u64, batch: &[Vec<u8>], row: &[Hash]) -> Result<(), ExportError<R, W>> {
    for (index, position) in (from..).zip(0..row.len().max(batch.len())) {
        match (batch.get(position), row.get(position)) {
            (Some(entry), _) if entry.len() > MAX_ENTRY => return Err(ExportError::TooLong(index)),
            (Some(entry), Some(hash)) if leaf_hash(entry) == *hash => {}
            _ => return Err(ExportError::OtherEntry(index)),
        }
    }
    Ok(())
}
