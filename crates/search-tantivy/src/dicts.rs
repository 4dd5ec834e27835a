//! What is read once of a segment, which never changes: the values of its facets, and what readers of late may see.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use search::Facet;
use tantivy::index::SegmentId;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet as _, Searcher, SegmentReader, TERMINATED, Term};

/// Sets of tokens whose documents are remembered, for each segment: the readers of an hour, mostly.
const READERS: usize = 32;

#[derive(Default)]
pub(crate) struct Known(Mutex<HashMap<SegmentId, Arc<Once>>>);

struct Once {
    names: Vec<Vec<Arc<str>>>,
    /// The latest reader last.
    sights: Mutex<Vec<(Vec<String>, Sight)>>,
}

/// The segments of one picture.
pub(crate) struct Dicts(HashMap<SegmentId, Arc<Once>>);

/// The documents of a segment that some tokens open.
#[derive(Clone)]
pub(crate) struct Sight(Arc<Vec<u64>>);

impl Sight {
    pub fn opens(&self, doc: DocId) -> bool {
        self.0.get((doc / 64) as usize).is_some_and(|bits| bits >> (doc % 64) & 1 == 1)
    }
}

impl Known {
    /// What is known of these segments; segments that are gone are forgotten.
    pub fn of(&self, searcher: &Searcher) -> tantivy::Result<Dicts> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut now = HashMap::new();
        for reader in searcher.segment_readers() {
            let id = reader.segment_id();
            let once = match known.get(&id) {
                Some(once) => Arc::clone(once),
                None => Arc::new(Once { names: read(reader)?, sights: Mutex::default() }),
            };
            now.insert(id, once);
        }
        known.clone_from(&now);
        Ok(Dicts(now))
    }
}

impl Dicts {
    pub fn of(&self, segment: SegmentId, facet: Facet) -> &[Arc<str>] {
        self.0.get(&segment).and_then(|once| once.names.get(facet.place())).map_or(&[], Vec::as_slice)
    }

    /// What these tokens open of a segment.
    pub fn sight(&self, reader: &SegmentReader, field: Field, tokens: &[String]) -> tantivy::Result<Sight> {
        let Some(once) = self.0.get(&reader.segment_id()) else { return look(reader, field, tokens) };
        let sights = || once.sights.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = sights().iter().rev().find(|(of, _)| of == tokens) {
            return Ok(known.clone());
        }
        let sight = look(reader, field, tokens)?;
        let mut sights = sights();
        if sights.len() >= READERS {
            sights.remove(0);
        }
        sights.push((tokens.to_vec(), sight.clone()));
        Ok(sight)
    }
}

fn look(reader: &SegmentReader, field: Field, tokens: &[String]) -> tantivy::Result<Sight> {
    let mut bits = vec![0_u64; (reader.max_doc() / 64 + 1) as usize];
    let index = reader.inverted_index(field)?;
    for token in tokens {
        let term = Term::from_field_text(field, token);
        let Some(mut open) = index.read_postings(&term, IndexRecordOption::Basic)? else { continue };
        while open.doc() != TERMINATED {
            if let Some(bits) = bits.get_mut((open.doc() / 64) as usize) {
                *bits |= 1 << (open.doc() % 64);
            }
            open.advance();
        }
    }
    Ok(Sight(Arc::new(bits)))
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
