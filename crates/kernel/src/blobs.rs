//! Originals and renditions, addressed by the SHA-256 of their bytes and never altered.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::refusal::{Kind, Refusal};
use crate::storage::StoreError;
use crate::t;
use crate::value::{DbValue, FromDb, ToValue, Value};

/// The address of a blob.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobHash(pub [u8; 32]);

impl BlobHash {
    #[must_use]
    pub fn of(bytes: &[u8]) -> BlobHash {
        BlobHash(Sha256::digest(bytes).into())
    }
}

impl std::fmt::Display for BlobHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}
impl std::fmt::Debug for BlobHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}
impl FromStr for BlobHash {
    type Err = crate::id::ParseIdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = hex::decode(text).map_err(|_| crate::id::ParseIdError)?;
        bytes.try_into().map(BlobHash).map_err(|_| crate::id::ParseIdError)
    }
}
impl Serialize for BlobHash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_string())
    }
}
impl<'de> Deserialize<'de> for BlobHash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
impl ToValue for BlobHash {
    fn to_value(&self) -> Value<'_> {
        self.0.to_value()
    }
}
impl FromDb for BlobHash {
    fn from_db(value: DbValue<'_>) -> Result<Self, StoreError> {
        <[u8; 32]>::from_db(value).map(BlobHash)
    }
}

/// The store: `blobs/ab/cd/abcd…`, written so that a crash leaves a whole file or none.
pub struct Blobs {
    root: PathBuf,
}

impl Blobs {
    pub(crate) fn open(root: &Path) -> Result<Blobs, StoreError> {
        fs::create_dir_all(root.join("tmp")).map_err(io)?;
        Ok(Blobs { root: root.to_owned() })
    }

    /// Stores the bytes and tells their address. Storing the same bytes twice costs nothing.
    pub fn put(&self, bytes: &[u8]) -> Result<BlobHash, StoreError> {
        let hash = BlobHash::of(bytes);
        let place = self.place(hash);
        // A file cut short by a full disk of long ago must not pass for the original.
        if fs::metadata(&place).is_ok_and(|m| m.len() == bytes.len() as u64) {
            return Ok(hash);
        }
        let folder = place.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder).map_err(io)?;
        let mut file = tempfile::NamedTempFile::new_in(self.root.join("tmp")).map_err(io)?;
        file.write_all(bytes).map_err(io)?;
        file.as_file().sync_all().map_err(io)?;
        file.persist(&place).map_err(|e| io(e.error))?;
        // The name itself must survive a power cut too.
        File::open(folder).and_then(|f| f.sync_all()).map_err(io)?;
        Ok(hash)
    }

    /// The bytes, checked against their address: an altered original is refused, never shown.
    pub fn get(&self, hash: BlobHash) -> Result<Vec<u8>, Refusal> {
        let mut bytes = Vec::new();
        let missing = |_| Refusal::new(Kind::Internal, t::blob_missing(short(hash)));
        File::open(self.place(hash)).and_then(|mut f| f.read_to_end(&mut bytes)).map_err(missing)?;
        if BlobHash::of(&bytes) == hash {
            Ok(bytes)
        } else {
            tracing::error!(%hash, "a blob does not match its address");
            Err(Refusal::new(Kind::Internal, t::blob_altered(short(hash))))
        }
    }

    /// Where the blob lies, for programs that read files (poppler) and for backups.
    #[must_use]
    pub fn place(&self, hash: BlobHash) -> PathBuf {
        let name = hash.to_string();
        self.root.join(&name[..2]).join(&name[2..4]).join(name)
    }

    /// How many blobs there are, and what they weigh together.
    pub fn weight(&self) -> Result<(u64, u64), StoreError> {
        let all = self.all()?;
        let bytes = all.iter().filter_map(|hash| fs::metadata(self.place(*hash)).ok()).map(|meta| meta.len());
        Ok((all.len() as u64, bytes.sum()))
    }

    /// Every blob in the store, in no order.
    pub fn all(&self) -> Result<Vec<BlobHash>, StoreError> {
        let mut found = Vec::new();
        for first in fs::read_dir(&self.root).map_err(io)? {
            let first = first.map_err(io)?.path();
            if !first.is_dir() || first.ends_with("tmp") {
                continue;
            }
            for second in fs::read_dir(first).map_err(io)? {
                for file in fs::read_dir(second.map_err(io)?.path()).map_err(io)? {
                    if let Some(hash) = file.map_err(io)?.file_name().to_str().and_then(|n| n.parse().ok()) {
                        found.push(hash);
                    }
                }
            }
        }
        Ok(found)
    }
}

fn short(hash: BlobHash) -> String {
    hash.to_string()[..12].to_owned()
}

fn io(error: std::io::Error) -> StoreError {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => StoreError::Full,
        _ => StoreError::Other(error.to_string()),
    }
}
