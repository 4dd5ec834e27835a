//! Roots and proofs out of stored hashes.
//!
//! Only the hashes of tiles are stored (every eighth height of the tree); what lies between is
//! hashed again when asked for. A root or proof reads at most two tiles a level.

use std::collections::BTreeMap;

use crate::hash::{Hash, empty_root, node_hash};

/// Hashes in a full tile.
pub const TILE_WIDTH: u64 = 256;

/// Gives back the hashes that [`crate::Frontier::push_storing`] reported.
pub trait HashReader {
    type Error;

    /// The `count` hashes of `level` from index `from` on, in order. Level 0 holds the leaf
    /// hashes; hash `i` of level `k` is the root of the complete subtree of entries
    /// `i * 256^k .. (i + 1) * 256^k`. `count` is 1 to 256 and never reaches over a tile's end.
    fn hashes(&mut self, level: u8, from: u64, count: u64) -> Result<Vec<Hash>, Self::Error>;
}

impl<R: HashReader + ?Sized> HashReader for &mut R {
    type Error = R::Error;

    fn hashes(&mut self, level: u8, from: u64, count: u64) -> Result<Vec<Hash>, Self::Error> {
        (**self).hashes(level, from, count)
    }
}

/// Why a root or proof could not be made.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TreeError<E> {
    #[error(transparent)]
    Reader(E),
    #[error("{wanted} hashes of level {level} from {from} are needed, {found} are there")]
    Missing { level: u8, from: u64, wanted: u64, found: usize },
    #[error("there is no entry {index} in a log of {size}")]
    OutsideLog { index: u64, size: u64 },
    #[error("a log of {new} entries cannot continue one of {old}")]
    Shrunk { old: u64, new: u64 },
}

/// The root of the log's first `size` entries.
pub fn root_at<R: HashReader>(size: u64, reader: R) -> Result<Hash, TreeError<R::Error>> {
    if size == 0 {
        return Ok(empty_root());
    }
    Tiles::new(size, reader).range(0, size)
}

/// Proves that entry `index` is in the log's first `size` entries.
pub fn inclusion_proof<R: HashReader>(
    index: u64,
    size: u64,
    reader: R,
) -> Result<Vec<Hash>, TreeError<R::Error>> {
    if index >= size {
        return Err(TreeError::OutsideLog { index, size });
    }
    let mut tiles = Tiles::new(size, reader);
    let (mut from, mut to) = (0, size);
    let mut proof = Vec::new();
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            proof.push(tiles.range(middle, to)?);
            to = middle;
        } else {
            proof.push(tiles.range(from, middle)?);
            from = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// Proves that the log's first `new` entries begin with its first `old` entries.
pub fn consistency_proof<R: HashReader>(
    old: u64,
    new: u64,
    reader: R,
) -> Result<Vec<Hash>, TreeError<R::Error>> {
    if old > new {
        return Err(TreeError::Shrunk { old, new });
    }
    let mut proof = Vec::new();
    if old == 0 || old == new {
        return Ok(proof);
    }
    let mut tiles = Tiles::new(new, reader);
    let (mut from, mut to) = (0, new);
    while old != to {
        let middle = from + split(to - from);
        if old <= middle {
            proof.push(tiles.range(middle, to)?);
            to = middle;
        } else {
            proof.push(tiles.range(from, middle)?);
            from = middle;
        }
    }
    // The old log's last subtree; when that is the whole old log, its root is known already.
    if from > 0 {
        proof.push(tiles.range(from, to)?);
    }
    proof.reverse();
    Ok(proof)
}

/// The largest power of two below `width`, which is at least 2.
fn split(width: u64) -> u64 {
    1 << (width - 1).ilog2()
}

/// The root over `2^n` neighbouring hashes.
pub(crate) fn complete_root(hashes: &[Hash]) -> Hash {
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        row = row.as_chunks::<2>().0.iter().map(|[left, right]| node_hash(left, right)).collect();
    }
    row.first().copied().unwrap_or_else(empty_root)
}

/// Tiles read so far. One proof asks several times for parts of the same tile.
struct Tiles<R> {
    size: u64,
    reader: R,
    read: BTreeMap<(u8, u64), Vec<Hash>>,
}

impl<R: HashReader> Tiles<R> {
    fn new(size: u64, reader: R) -> Self {
        Self { size, reader, read: BTreeMap::new() }
    }

    /// The hash over entries `from..to`, where `from` is a multiple of a power of two that is not
    /// smaller than the width: what splitting a tree always gives.
    fn range(&mut self, from: u64, to: u64) -> Result<Hash, TreeError<R::Error>> {
        let mut subtrees = Vec::new();
        let mut start = from;
        while start < to {
            let height = (to - start).ilog2();
            subtrees.push(self.subtree(height, start >> height)?);
            start += 1 << height;
        }
        let mut rest = subtrees.into_iter().rev();
        let last = rest.next().unwrap_or_else(empty_root);
        Ok(rest.fold(last, |right, left| node_hash(&left, &right)))
    }

    /// The root of the complete subtree of `2^height` entries that is number `index` of its height.
    fn subtree(&mut self, height: u32, index: u64) -> Result<Hash, TreeError<R::Error>> {
        let inside = height % 8;
        let level = u8::try_from(height / 8).unwrap_or(u8::MAX);
        let first = index << inside;
        let tile = self.tile(level, first / TILE_WIDTH)?;
        let start = usize::try_from(first % TILE_WIDTH).unwrap_or(usize::MAX);
        let found = tile.len();
        let Some(hashes) = tile.get(start..).and_then(|rest| rest.get(..1 << inside)) else {
            return Err(TreeError::Missing {
                level,
                from: first,
                wanted: 1 << inside,
                found: found.saturating_sub(start),
            });
        };
        Ok(complete_root(hashes))
    }

    fn tile(&mut self, level: u8, index: u64) -> Result<&[Hash], TreeError<R::Error>> {
        use std::collections::btree_map::Entry;
        match self.read.entry((level, index)) {
            Entry::Occupied(tile) => Ok(tile.into_mut()),
            Entry::Vacant(place) => {
                let from = index * TILE_WIDTH;
                let there = self.size.checked_shr(8 * u32::from(level)).unwrap_or(0);
                let wanted = there.saturating_sub(from).min(TILE_WIDTH);
                let hashes = self.reader.hashes(level, from, wanted).map_err(TreeError::Reader)?;
                if u64::try_from(hashes.len()) != Ok(wanted) {
                    return Err(TreeError::Missing { level, from, wanted, found: hashes.len() });
                }
                Ok(place.insert(hashes))
            }
        }
    }
}
