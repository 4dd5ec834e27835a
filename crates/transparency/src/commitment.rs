//! Values that a log vouches for without holding them.

use sha2::{Digest, Sha256};

use crate::hash::Hash;

/// Random bytes kept beside the value, never in the log. Erase the salt and nobody can tell any
/// more whether a guessed value was the one committed to, while the log stays valid.
pub type Salt = [u8; 16];

/// Keeps a commitment from being taken for a hash of anything else. The NUL ends it.
const DOMAIN: &[u8] = b"transparency/salted-commitment@v1\0";

/// `SHA-256("transparency/salted-commitment@v1" || 0x00 || salt || canonical)`.
///
/// The salt has a fixed length, so no two pairs of salt and value give the same input. Values that
/// share a salt are erased together, and the log shows which of them are equal.
pub fn commit(salt: &Salt, canonical: &[u8]) -> Hash {
    Sha256::new().chain_update(DOMAIN).chain_update(salt).chain_update(canonical).finalize().into()
}
