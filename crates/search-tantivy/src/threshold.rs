//! Some of many: things that hold at least so many pieces, ranked by all they hold.
//!
//! The library merges such lists with a heap, one thing after another. Here each list is read by itself through a
//! window of neighbouring things, and what it holds is added up there: five times as fast where lists are long.

use std::fmt;

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

/// Things looked at together.
const WINDOW: u32 = 4096;

/// Holds at least `need` of the pieces; what only lifts is added to the rank of what does.
pub(crate) struct AtLeast {
    pieces: Vec<Box<dyn Query>>,
    need: u8,
    lifts: Vec<Box<dyn Query>>,
}

impl AtLeast {
    pub fn new(pieces: Vec<Box<dyn Query>>, need: usize, lifts: Vec<Box<dyn Query>>) -> AtLeast {
        // A question has a few dozen pieces.
        let need = u8::try_from(need.max(1)).unwrap_or(u8::MAX);
        AtLeast { pieces, need, lifts }
    }
}

impl Clone for AtLeast {
    fn clone(&self) -> AtLeast {
        let copies = |all: &[Box<dyn Query>]| all.iter().map(|one| one.box_clone()).collect();
        AtLeast { pieces: copies(&self.pieces), need: self.need, lifts: copies(&self.lifts) }
    }
}

impl fmt::Debug for AtLeast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AtLeast({} of {:?}, lifted by {:?})", self.need, self.pieces, self.lifts)
    }
}

impl Query for AtLeast {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let weights = |all: &[Box<dyn Query>]| -> tantivy::Result<Vec<Box<dyn Weight>>> {
            all.iter().map(|one| one.weight(scoring)).collect()
        };
        Ok(Box::new(AtLeastWeight {
            pieces: weights(&self.pieces)?,
            need: self.need,
            lifts: weights(&self.lifts)?,
        }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        for one in self.pieces.iter().chain(&self.lifts) {
            one.query_terms(visitor);
        }
    }
}

struct AtLeastWeight {
    pieces: Vec<Box<dyn Weight>>,
    need: u8,
    lifts: Vec<Box<dyn Weight>>,
}

impl Weight for AtLeastWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut lists = Vec::new();
        for (weights, counts) in [(&self.pieces, 1u8), (&self.lifts, 0u8)] {
            for weight in weights {
                let scorer = weight.scorer(reader, boost)?;
                if scorer.doc() != TERMINATED {
                    lists.push(List { scorer, counts });
                }
            }
        }
        let window = WINDOW as usize;
        let mut found = Found {
            lists,
            need: self.need,
            base: 0,
            held: vec![0; window],
            scores: vec![0.0; window],
            hits: Vec::new(),
            at: 0,
            doc: TERMINATED,
        };
        found.next_window();
        Ok(Box::new(found))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        Ok(Explanation::new("at least so many of many", scorer.score()))
    }
}

struct List {
    scorer: Box<dyn Scorer>,
    /// One for a piece, nothing for what only lifts.
    counts: u8,
}

struct Found {
    lists: Vec<List>,
    need: u8,
    /// The window begins at this document.
    base: DocId,
    held: Vec<u8>,
    scores: Vec<Score>,
    /// Places in the window that hold enough, and which of them stands now.
    hits: Vec<u16>,
    at: usize,
    doc: DocId,
}

impl Found {
    /// Goes on to the next window that holds a hit; to the end when there is none.
    fn next_window(&mut self) {
        self.hits.clear();
        self.at = 0;
        while self.hits.is_empty() {
            let pieces = self.lists.iter().filter(|list| list.counts > 0);
            let first = pieces.map(|list| list.scorer.doc()).min().unwrap_or(TERMINATED);
            if first == TERMINATED {
                self.doc = TERMINATED;
                return;
            }
            self.base = first;
            let end = first.saturating_add(WINDOW).min(TERMINATED);
            self.held.fill(0);
            self.scores.fill(0.0);
            for List { scorer, counts } in &mut self.lists {
                let mut doc = scorer.doc();
                if doc < first {
                    doc = scorer.seek(first);
                }
                while doc < end {
                    let place = (doc - first) as usize;
                    if let (Some(held), Some(score)) = (self.held.get_mut(place), self.scores.get_mut(place))
                    {
                        *held = held.saturating_add(*counts);
                        *score += scorer.score();
                    }
                    doc = scorer.advance();
                }
            }
            let enough = (0u16..).zip(&self.held).filter(|(_, held)| **held >= self.need);
            self.hits.extend(enough.map(|(place, _)| place));
        }
        self.doc = self.base + u32::from(self.hits.first().copied().unwrap_or(0));
    }
}

impl DocSet for Found {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.at += 1;
        match self.hits.get(self.at) {
            Some(place) => self.doc = self.base + u32::from(*place),
            None => self.next_window(),
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target >= self.base.saturating_add(WINDOW) {
            for list in self.lists.iter_mut().filter(|list| list.scorer.doc() < target) {
                list.scorer.seek(target);
            }
            self.next_window();
        }
        while self.doc < target {
            self.advance();
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        let pieces = self.lists.iter().filter(|list| list.counts > 0);
        pieces.map(|list| list.scorer.size_hint()).max().unwrap_or(0)
    }
}

impl Scorer for Found {
    fn score(&mut self) -> Score {
        self.hits.get(self.at).and_then(|place| self.scores.get(usize::from(*place))).copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tantivy::collector::DocSetCollector;
    use tantivy::query::{BooleanQuery, TermQuery};
    use tantivy::schema::{IndexRecordOption, STRING, Schema};
    use tantivy::{Index, IndexWriter, TantivyDocument};

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// The same things with the same ranks as the library's own merging, over windows and holes.
        #[test]
        fn as_the_library_says(
            docs in proptest::collection::vec(0u32..20_000, 1..200),
            lists in proptest::collection::vec(proptest::collection::vec(any::<prop::sample::Index>(), 0..60), 1..6),
            need in 1usize..5,
        ) {
            let mut make = Schema::builder();
            let word = make.add_text_field("word", STRING);
            let index = Index::create_in_ram(make.build());
            let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
            let most = docs.iter().max().copied().unwrap_or(0);
            let mut held = vec![Vec::new(); most as usize + 1];
            for (n, list) in lists.iter().enumerate() {
                for one in list {
                    held[one.get(&docs).to_owned() as usize].push(n);
                }
            }
            for words in &mut held {
                words.sort_unstable();
                words.dedup();
                let mut doc = TantivyDocument::new();
                for n in words {
                    doc.add_text(word, format!("w{n}"));
                }
                writer.add_document(doc).unwrap();
            }
            writer.commit().unwrap();
            let searcher = index.reader().unwrap().searcher();
            let words = || -> Vec<Box<dyn Query>> {
                let term = |n: usize| Term::from_field_text(word, &format!("w{n}"));
                (0..lists.len())
                    .map(|n| Box::new(TermQuery::new(term(n), IndexRecordOption::Basic)) as Box<dyn Query>)
                    .collect()
            };
            let ours = AtLeast::new(words(), need, vec![]);
            let theirs = BooleanQuery::union_with_minimum_required_clauses(words(), need);
            let found = searcher.search(&ours, &DocSetCollector).unwrap();
            prop_assert_eq!(&found, &searcher.search(&theirs, &DocSetCollector).unwrap());
            for place in found.iter().take(20) {
                let score = |query: &dyn Query| query.explain(&searcher, *place).unwrap().value();
                prop_assert!((score(&ours) - score(&theirs)).abs() < 1e-3);
            }
        }
    }
}
