//! The three hashes of RFC 6962, section 2.1.

use sha2::{Digest, Sha256};

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// The hash of an entry. The prefix 0x00 keeps an entry from posing as a node.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0x00]).chain_update(entry).finalize().into()
}

/// The hash of two subtrees put side by side.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    // One buffer, one update: 65 bytes are hashed in two blocks without the hasher's own copying.
    let mut bytes = [0x01; 65];
    bytes[1..33].copy_from_slice(left);
    bytes[33..].copy_from_slice(right);
    Sha256::digest(bytes).into()
}

/// The root of a tree without entries.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}
