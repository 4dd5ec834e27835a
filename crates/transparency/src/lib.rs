//! A log that a third party can check without us.
//!
//! The pure half of the journal: no SQL, no clock, no randomness, and no word about offices.
//! Entries are canonical JSON ([`canonical`]), hashed as leaves of an RFC 6962 tree
//! ([`leaf_hash`], [`Frontier`]); the tree's head is signed as a C2SP checkpoint
//! ([`Checkpoint`]); anybody holding a checkpoint can be shown that an entry is in the log
//! ([`inclusion_proof`], [`Receipt`]) and that the log only grew ([`consistency_proof`]).
//! [`export`] lays a log out as C2SP tiles, a directory that foreign tools read.
//!
//! What is not this crate's: where hashes are stored ([`HashReader`] is asked for them), when a
//! checkpoint is signed, where the key lies.

mod canonical;
mod checkpoint;
mod commitment;
mod frontier;
mod hash;
mod note;
mod proof;
mod receipt;
mod text;
mod tiles;
mod tree;

pub use canonical::{NotCanonical, canonical};
pub use checkpoint::{Checkpoint, CheckpointError, OpenedCheckpoint};
pub use commitment::{Salt, commit};
pub use frontier::{Frontier, FrontierError};
pub use hash::{Hash, empty_root, leaf_hash, node_hash};
pub use note::{KeyError, NoteError, Opened, SigningKey, VerifyingKey, open_note, sign_note};
pub use proof::{NotProven, verify_consistency, verify_inclusion};
pub use receipt::{Receipt, ReceiptError, write_tlog_proof};
pub use tiles::{
    EntryReader, ExportError, MAX_ENTRY, Tile, bundle, bundle_path, export, tile_path, tiles_of, unbundle,
};
pub use tree::{HashReader, TILE_WIDTH, TreeError, consistency_proof, inclusion_proof, root_at};
