//! Originals and renditions, addressed by the SHA-256 of their bytes and never altered.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

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
    /// Told of every fault that storing met.
    met: Box<dyn Fn(&StoreError) + Send + Sync>,
    /// What a reader found altered, missing or unreadable.
    suspects: Mutex<BTreeSet<BlobHash>>,
}

/// Suspects remembered; the nightly share finds the others.
const SUSPECTS_MAX: usize = 10_000;

impl Blobs {
    pub(crate) fn open(
        root: &Path,
        met: impl Fn(&StoreError) + Send + Sync + 'static,
    ) -> Result<Blobs, StoreError> {
        fs::create_dir_all(root.join("tmp"))?;
        Ok(Blobs { root: root.to_owned(), met: Box::new(met), suspects: Mutex::default() })
    }

    /// Stores the bytes and tells their address. The same bytes twice are stored once; a stored file that is no longer
    /// what it was is replaced.
    pub fn put(&self, bytes: &[u8]) -> Result<BlobHash, StoreError> {
        let hash = BlobHash::of(bytes);
        self.store(hash, bytes).inspect_err(|fault| (self.met)(fault))?;
        Ok(hash)
    }

    fn store(&self, hash: BlobHash, bytes: &[u8]) -> Result<(), StoreError> {
        let place = self.place(hash);
        let folder = place.parent().unwrap_or(&self.root);
        // A file of the right length can still be cut short or altered by a disk of long ago.
        let same_length = fs::metadata(&place).is_ok_and(|m| m.len() == bytes.len() as u64);
        if !(same_length && fs::read(&place).is_ok_and(|kept| kept == bytes)) {
            self.make_folder(folder)?;
            let mut file = tempfile::NamedTempFile::new_in(self.root.join("tmp"))?;
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            file.persist(&place).map_err(|e| e.error)?;
        }
        // The name itself must survive a power cut too, also one that whoever was killed before us gave.
        sync_folder(folder)
    }

    /// Each folder on the way down is a name in the one above, which has to be on the disk as well.
    fn make_folder(&self, folder: &Path) -> Result<(), StoreError> {
        let above = folder.parent().unwrap_or(&self.root);
        for (folder, above) in [(above, self.root.as_path()), (folder, above)] {
            match fs::create_dir(folder) {
                Ok(()) => sync_folder(above)?,
                Err(fault) if fault.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(fault) => return Err(fault.into()),
            }
        }
        Ok(())
    }

    /// Whether a file can be stored now; nothing is left of it.
    pub(crate) fn try_out(&self) -> Result<(), StoreError> {
        let mut file = tempfile::NamedTempFile::new_in(self.root.join("tmp"))?;
        file.write_all(&[0; 4096])?;
        file.as_file().sync_all()?;
        Ok(file.close()?)
    }

    /// The bytes, checked against their address: an altered original is refused, never shown.
    pub fn get(&self, hash: BlobHash) -> Result<Vec<u8>, Refusal> {
        let mut bytes = Vec::new();
        match File::open(self.place(hash)).and_then(|mut f| f.read_to_end(&mut bytes)) {
            Ok(_) if BlobHash::of(&bytes) == hash => Ok(bytes),
            Ok(_) => {
                tracing::error!(%hash, "a blob does not match its address");
                self.suspect(hash);
                Err(Refusal::new(Kind::Internal, t::blob_altered(short(hash))))
            }
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => {
                self.suspect(hash);
                Err(Refusal::new(Kind::Internal, t::blob_missing(short(hash))))
            }
            Err(fault) => Err(match StoreError::from(fault) {
                StoreError::Busy => StoreError::Busy.into(),
                fault => {
                    self.suspect(hash);
                    StoreError::Unreadable(fault.to_string()).into()
                }
            }),
        }
    }

    fn suspect(&self, hash: BlobHash) {
        let mut held = self.suspects.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() < SUSPECTS_MAX {
            held.insert(hash);
        }
    }

    /// What readers stumbled over since this was asked last.
    pub(crate) fn suspects(&self) -> BTreeSet<BlobHash> {
        std::mem::take(&mut *self.suspects.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What is wrong with this original, read from the disk; nothing when it is whole.
    pub(crate) fn state(&self, hash: BlobHash) -> Result<Option<&'static str>, StoreError> {
        match File::open(self.place(hash)).and_then(hash_of) {
            Ok(found) if found == hash => Ok(None),
            Ok(_) => Ok(Some("altered")),
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => Ok(Some("missing")),
            Err(fault) => match StoreError::from(fault) {
                // Nothing is known of it.
                StoreError::Busy => Err(StoreError::Busy),
                _ => Ok(Some("unreadable")),
            },
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
        self.all_in(&(0..=u8::MAX).collect())
    }

    /// Those whose address begins with one of these bytes.
    pub(crate) fn all_in(&self, groups: &BTreeSet<u8>) -> Result<Vec<BlobHash>, StoreError> {
        let mut found = Vec::new();
        for group in groups {
            let first = match fs::read_dir(self.root.join(hex::encode([*group]))) {
                Ok(first) => first,
                Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => continue,
                Err(fault) => return Err(fault.into()),
            };
            for second in first {
                for file in fs::read_dir(second?.path())? {
                    if let Some(hash) = file?.file_name().to_str().and_then(|n| n.parse().ok()) {
                        found.push(hash);
                    }
                }
            }
        }
        Ok(found)
    }

    /// Takes away what was left half written since before this time: a killed process cleans up nothing.
    pub(crate) fn sweep(&self, before: SystemTime) -> Result<(), StoreError> {
        for file in fs::read_dir(self.root.join("tmp"))?.flatten() {
            if file.metadata().and_then(|meta| meta.modified()).is_ok_and(|at| at < before) {
                fs::remove_file(file.path())?;
            }
        }
        Ok(())
    }
}

fn hash_of(mut file: File) -> std::io::Result<BlobHash> {
    let (mut hashed, mut piece) = (Sha256::new(), vec![0u8; 256 << 10]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(BlobHash(hashed.finalize().into())),
            n => hashed.update(&piece[..n]),
        }
    }
}

fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    Ok(File::open(folder)?.sync_all()?)
}

fn short(hash: BlobHash) -> String {
    hash.to_string()[..12].to_owned()
}
