//! The values of facets, by segment: read once for each segment, which never changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use search::Facet;
use tantivy::index::SegmentId;
use tantivy::{Searcher, SegmentReader};

type Names = Arc<Vec<Vec<Arc<str>>>>;

#[derive(Default)]
pub(crate) struct Known(Mutex<HashMap<SegmentId, Names>>);

/// The dictionaries of one picture.
pub(crate) struct Dicts(HashMap<SegmentId, Names>);

impl Known {
    /// The dictionaries of these segments; those of segments that are gone are forgotten.
    pub fn of(&self, searcher: &Searcher) -> tantivy::Result<Dicts> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut now = HashMap::new();
        for reader in searcher.segment_readers() {
            let id = reader.segment_id();
            let names = match known.get(&id) {
                Some(names) => Arc::clone(names),
                None => Arc::new(read(reader)?),
            };
            now.insert(id, names);
        }
        known.clone_from(&now);
        Ok(Dicts(now))
    }
}

impl Dicts {
    pub fn of(&self, segment: SegmentId, facet: Facet) -> &[Arc<str>] {
        self.0.get(&segment).and_then(|names| names.get(facet.place())).map_or(&[], Vec::as_slice)
    }
}

fn read(reader: &SegmentReader) -> tantivy::Result<Vec<Vec<Arc<str>>>> {
    let mut all = Vec::new();
    for facet in Facet::ALL {
        let mut names = Vec::new();
        if let Some(column) = reader.fast_fields().str(facet.code())? {
            let mut stream = column.dictionary().stream()?;
            while stream.advance() {
                names.push(Arc::from(String::from_utf8_lossy(stream.key()).as_ref()));
            }
        }
        all.push(names);
    }
    Ok(all)
}
