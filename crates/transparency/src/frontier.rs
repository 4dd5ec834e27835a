//! The right edge of a tree: all that is needed to append and to name the root.

use crate::hash::{Hash, empty_root, node_hash};

/// Sizes stay below this, so that they fit a signed 64-bit column and never overflow.
const MAX_SIZE: u64 = 1 << 62;

/// The roots of the complete subtrees that a tree of `size` entries is made of, largest first:
/// one for each set bit of the size. Appending costs one node hash on average, whatever the size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    roots: Vec<Hash>,
}

/// Why stored bytes are no frontier.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum FrontierError {
    #[error("a frontier of {size} entries takes {expected} bytes, found {found}")]
    Length { size: u64, expected: usize, found: usize },
    #[error("a frontier begins with its size in eight bytes, found {0} bytes in all")]
    NoSize(usize),
    #[error("a log of {0} entries is beyond what can be numbered")]
    TooLarge(u64),
}

impl Frontier {
    /// The frontier of an empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many entries the tree holds; also the index that the next entry gets.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf hash.
    pub fn push(&mut self, leaf: Hash) {
        self.push_storing(leaf, &mut |_, _, _| {});
    }

    /// Appends a leaf hash and reports every hash that a [`crate::HashReader`] will be asked for
    /// later: `(level, index, hash)`, level 0 being the leaf itself. Levels above come once in
    /// 256, 65,536, … entries.
    pub fn push_storing(&mut self, leaf: Hash, store: &mut impl FnMut(u8, u64, Hash)) {
        store(0, self.size, leaf);
        let mut hash = leaf;
        // Each trailing one bit of the old size is a complete subtree that now finds its sibling.
        for height in 1..=self.size.trailing_ones() {
            let Some(left) = self.roots.pop() else { break };
            hash = node_hash(&left, &hash);
            if height % 8 == 0
                && let Ok(level) = u8::try_from(height / 8)
            {
                store(level, self.size >> height, hash);
            }
        }
        self.roots.push(hash);
        self.size += 1;
    }

    /// The root of the tree as it is now.
    pub fn root(&self) -> Hash {
        let mut rest = self.roots.iter().rev();
        match rest.next() {
            None => empty_root(),
            Some(last) => rest.fold(*last, |right, left| node_hash(left, &right)),
        }
    }

    /// Size (eight bytes, big-endian), then the roots, largest subtree first.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(8 + 32 * self.roots.len());
        bytes.extend_from_slice(&self.size.to_be_bytes());
        for root in &self.roots {
            bytes.extend_from_slice(root);
        }
        bytes
    }

    /// Reads what [`Frontier::to_bytes`] wrote. The hashes cannot be checked here: compare
    /// [`Frontier::root`] with a signed checkpoint.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrontierError> {
        let (size, rest) = bytes.split_first_chunk::<8>().ok_or(FrontierError::NoSize(bytes.len()))?;
        let size = u64::from_be_bytes(*size);
        if size > MAX_SIZE {
            return Err(FrontierError::TooLarge(size));
        }
        let (roots, odd) = rest.as_chunks::<32>();
        let expected = usize::try_from(size.count_ones()).unwrap_or(usize::MAX);
        if roots.len() != expected || !odd.is_empty() {
            return Err(FrontierError::Length { size, expected: 8 + 32 * expected, found: bytes.len() });
        }
        Ok(Self { size, roots: roots.to_vec() })
    }
}
