//! The signed head of a log: the C2SP checkpoint.

use crate::hash::Hash;
use crate::note::{NoteError, SigningKey, VerifyingKey, open_note, sign_note};
use crate::text::{decimal, hash_from_base64, to_base64};

/// What a log says of itself at one moment: so many entries, this root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log this is; also the name of its key.
    pub origin: String,
    pub size: u64,
    pub root: Hash,
    /// Further lines, which nobody can audit; better left empty.
    pub extensions: Vec<String>,
}

/// A checkpoint that the log's own key has signed, and who else has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedCheckpoint {
    pub checkpoint: Checkpoint,
    pub signed_by: Vec<VerifyingKey>,
}

/// Why a checkpoint cannot be written or believed.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone)]
pub enum CheckpointError {
    #[error(transparent)]
    Note(#[from] NoteError),
    #[error("this is not written as a checkpoint")]
    Malformed,
    #[error("{0:?} cannot be a line of a checkpoint")]
    Line(String),
    #[error("no known key of the log {0:?} has signed")]
    NotByLog(String),
}

impl Checkpoint {
    /// The text that is signed.
    pub fn text(&self) -> Result<String, CheckpointError> {
        for line in std::iter::once(&self.origin).chain(&self.extensions) {
            if line.is_empty() || line.chars().any(char::is_control) {
                return Err(CheckpointError::Line(line.clone()));
            }
        }
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, to_base64(&self.root));
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        Ok(text)
    }

    /// Reads a text, signed or not: believe nothing in it unless [`Checkpoint::open`] gave it.
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let body = text.strip_suffix('\n').ok_or(CheckpointError::Malformed)?;
        let mut lines = body.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(CheckpointError::Malformed);
        };
        let read = Self {
            origin: origin.to_owned(),
            size: decimal(size).ok_or(CheckpointError::Malformed)?,
            root: hash_from_base64(root).ok_or(CheckpointError::Malformed)?,
            extensions: lines.map(str::to_owned).collect(),
        };
        // Also refuses lines that could not have been written.
        if read.text()? == text { Ok(read) } else { Err(CheckpointError::Malformed) }
    }

    /// The signed note.
    pub fn sign(&self, keys: &[&SigningKey]) -> Result<String, CheckpointError> {
        Ok(sign_note(&self.text()?, keys)?)
    }

    /// Reads a signed note. Among its true signatures must be one by a key named as the origin: a
    /// witness's signature alone, or another log's, makes no checkpoint.
    pub fn open(note: &str, keys: &[VerifyingKey]) -> Result<OpenedCheckpoint, CheckpointError> {
        let opened = open_note(note, keys)?;
        let checkpoint = Self::parse(&opened.text)?;
        if !opened.signed_by.iter().any(|key| key.name() == checkpoint.origin) {
            return Err(CheckpointError::NotByLog(checkpoint.origin));
        }
        Ok(OpenedCheckpoint { checkpoint, signed_by: opened.signed_by })
    }
}
