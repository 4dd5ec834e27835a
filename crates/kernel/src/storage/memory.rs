//! What a connection remembers of one picture of the database. When the picture changes, all of it is forgotten: there
//! is no list of what depends on what that could be wrong.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;

/// More answers than this are not kept: an office has fewer readers at once.
const KEPT: usize = 4096;

#[derive(Default)]
pub struct Memory {
    picture: Option<Picture>,
    known: HashMap<Vec<u8>, Arc<dyn Any + Send + Sync>>,
}

/// How the database names what can be seen now.
#[derive(PartialEq, Eq)]
pub(super) enum Picture {
    Version(i64),
    Snapshot(String),
}

impl From<i64> for Picture {
    fn from(version: i64) -> Picture {
        Picture::Version(version)
    }
}
impl From<String> for Picture {
    fn from(snapshot: String) -> Picture {
        Picture::Snapshot(snapshot)
    }
}

impl Memory {
    pub(super) fn at(&mut self, picture: impl Into<Picture>) {
        let picture = Some(picture.into());
        if self.picture != picture {
            self.known.clear();
            self.picture = picture;
        }
    }

    pub(super) fn get<T: Any + Send + Sync>(&self, name: &[u8]) -> Option<Arc<T>> {
        Arc::clone(self.known.get(name)?).downcast().ok()
    }

    pub(super) fn put<T: Any + Send + Sync>(&mut self, name: &[u8], answer: Arc<T>) {
        if self.known.len() >= KEPT {
            self.known.clear();
        }
        self.known.insert(name.to_vec(), answer);
    }
}
