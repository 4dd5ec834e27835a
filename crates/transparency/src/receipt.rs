//! A receipt: all that is needed to check, offline, that an entry is in a log.
//! Files end in `.tlog-proof`; the format is C2SP tlog-proof.

use crate::checkpoint::{Checkpoint, CheckpointError, OpenedCheckpoint};
use crate::hash::{Hash, leaf_hash};
use crate::note::VerifyingKey;
use crate::proof::{NotProven, verify_inclusion};
use crate::text::{decimal, from_base64, hash_from_base64, to_base64};

const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// No tree that can be numbered is higher.
const LONGEST: usize = 64;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub index: u64,
    pub proof: Vec<Hash>,
    /// The signed checkpoint, as the log gave it.
    pub checkpoint: String,
    /// Anything else, not vouched for by itself. The entry put here makes the receipt complete in
    /// one file: hashed, it must lead to the root like any other.
    pub extra: Option<Vec<u8>>,
}

/// Why a receipt proves nothing.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone)]
pub enum ReceiptError {
    #[error("this is not written as a receipt")]
    Malformed,
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    #[error(transparent)]
    NotProven(#[from] NotProven),
}

/// The text of a receipt without extra data.
pub fn write_tlog_proof(index: u64, proof: &[Hash], checkpoint_note: &str) -> String {
    write(index, proof, checkpoint_note, None)
}

fn write(index: u64, proof: &[Hash], checkpoint_note: &str, extra: Option<&[u8]>) -> String {
    let mut text = format!("{HEADER}\n");
    if let Some(extra) = extra {
        text.push_str(&format!("extra {}\n", to_base64(extra)));
    }
    text.push_str(&format!("index {index}\n"));
    for hash in proof {
        text.push_str(&to_base64(hash));
        text.push('\n');
    }
    text.push('\n');
    text.push_str(checkpoint_note);
    text
}

impl Receipt {
    /// The text of the `.tlog-proof` file.
    pub fn to_text(&self) -> String {
        write(self.index, &self.proof, &self.checkpoint, self.extra.as_deref())
    }

    pub fn parse(text: &str) -> Result<Self, ReceiptError> {
        Self::read(text).ok_or(ReceiptError::Malformed)
    }

    fn read(text: &str) -> Option<Self> {
        let (mut line, mut rest) = text.split_once('\n')?;
        if line != HEADER {
            return None;
        }
        (line, rest) = rest.split_once('\n')?;
        let mut extra = None;
        if let Some(encoded) = line.strip_prefix("extra ") {
            extra = Some(from_base64(encoded)?);
            (line, rest) = rest.split_once('\n')?;
        }
        let index = decimal(line.strip_prefix("index ")?)?;
        let mut proof = Vec::new();
        loop {
            (line, rest) = rest.split_once('\n')?;
            if line.is_empty() {
                break;
            }
            if proof.len() == LONGEST {
                return None;
            }
            proof.push(hash_from_base64(line)?);
        }
        Some(Self { index, proof, checkpoint: rest.to_owned(), extra })
    }

    /// Whether this entry is in the log that one of these keys signs for. Gives the checkpoint
    /// that says so.
    pub fn verify(&self, entry: &[u8], keys: &[VerifyingKey]) -> Result<OpenedCheckpoint, ReceiptError> {
        self.verify_leaf(&leaf_hash(entry), keys)
    }

    /// As [`Receipt::verify`], by the entry's leaf hash.
    pub fn verify_leaf(&self, leaf: &Hash, keys: &[VerifyingKey]) -> Result<OpenedCheckpoint, ReceiptError> {
        let opened = Checkpoint::open(&self.checkpoint, keys)?;
        let Checkpoint { size, root, .. } = &opened.checkpoint;
        verify_inclusion(leaf, self.index, *size, root, &self.proof)?;
        Ok(opened)
    }
}
