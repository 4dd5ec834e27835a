//! Checking proofs: RFC 9162, sections 2.1.3.2 and 2.1.4.2.

use crate::hash::{Hash, empty_root, node_hash};

/// Why a proof proves nothing.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
pub enum NotProven {
    #[error("there is no entry {index} in a log of {size}")]
    OutsideLog { index: u64, size: u64 },
    #[error("a log of {new} entries cannot continue one of {old}")]
    Shrunk { old: u64, new: u64 },
    #[error("the proof has the wrong number of hashes")]
    Length,
    #[error("the proof leads to another root")]
    OtherRoot,
}

/// Whether the entry with this leaf hash is entry `index` of the log with `size` and `root`.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    root: &Hash,
    proof: &[Hash],
) -> Result<(), NotProven> {
    if index >= size {
        return Err(NotProven::OutsideLog { index, size });
    }
    let mut node = index;
    let mut last = size - 1;
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(NotProven::Length);
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            // On the right edge, levels without a sibling have no hash in the proof.
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    match (last == 0, hash == *root) {
        (false, _) => Err(NotProven::Length),
        (true, false) => Err(NotProven::OtherRoot),
        (true, true) => Ok(()),
    }
}

/// Whether the log with `new` and `new_root` begins with the very entries of the log with `old`
/// and `old_root`. Every log continues the empty one; that takes no proof.
pub fn verify_consistency(
    old: u64,
    old_root: &Hash,
    new: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), NotProven> {
    if old > new {
        return Err(NotProven::Shrunk { old, new });
    }
    if old == 0 || old == new {
        let expected = if old == 0 { empty_root() } else { *new_root };
        return match (proof.is_empty(), *old_root == expected) {
            (false, _) => Err(NotProven::Length),
            (true, false) => Err(NotProven::OtherRoot),
            (true, true) if new == 0 && *new_root != expected => Err(NotProven::OtherRoot),
            (true, true) => Ok(()),
        };
    }
    // The old root itself is the first hash when the old log is one complete subtree.
    let (first, rest) = if old.is_power_of_two() {
        (old_root, proof)
    } else {
        proof.split_first().ok_or(NotProven::Length)?
    };
    let shift = (old - 1).trailing_ones();
    let mut node = (old - 1) >> shift;
    let mut last = (new - 1) >> shift;
    let mut old_hash = *first;
    let mut new_hash = *first;
    for sibling in rest {
        if last == 0 {
            return Err(NotProven::Length);
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            while node & 1 == 0 && node != 0 {
                node >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(NotProven::Length);
    }
    if old_hash != *old_root || new_hash != *new_root {
        return Err(NotProven::OtherRoot);
    }
    Ok(())
}
