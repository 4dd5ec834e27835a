//! The index at one moment, asked. What matches much is gone through by several threads, each its stretches.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use search::{
    Ask, Broken, Entry, Facet, Found, Hit, Key, Order, Picture, Question, Reach, Stand, Tail, Text,
};
use tantivy::collector::{Collector, SegmentCollector as _};
use tantivy::query::{BooleanQuery, Occur, Query, Scorer};
use tantivy::schema::Value as _;
use tantivy::{
    DocAddress, DocId, DocSet as _, Searcher, SegmentReader, TERMINATED, TantivyDocument, TantivyError,
};
use uuid::Uuid;

use crate::broken;
use crate::collect::{Gather, Gathered, Kept, Segment};
use crate::dicts::Dicts;
use crate::make::{Fields, born, day, key_term};
use crate::plan::Plan;
use crate::weights::Weights;

pub(crate) struct Moment {
    pub searcher: Searcher,
    pub fields: Fields,
    pub stand: Stand,
    pub dicts: Arc<Dicts>,
    pub kinds: Arc<[&'static str]>,
    pub weights: Weights,
}

/// Values of a facet that are told; the rest is found by typing.
const VALUES: usize = 40;

impl Picture for Moment {
    fn stand(&self) -> &Stand {
        &self.stand
    }

    fn size(&self) -> u64 {
        self.searcher.num_docs()
    }

    fn ask(&self, ask: &Ask, reach: &Reach, tail: &Tail) -> Result<Found, Broken> {
        guarded(|| self.answer(ask, reach, tail))
    }

    fn alike(&self, to: &Entry, ask: &Ask, reach: &Reach, tail: &Tail) -> Result<Vec<Hit>, Broken> {
        guarded(|| self.alike_to(to, ask, reach, tail))
    }
}

/// A damaged file can bring more than an error.
fn guarded<T>(asked: impl FnOnce() -> tantivy::Result<T>) -> Result<T, Broken> {
    match catch_unwind(AssertUnwindSafe(asked)) {
        Ok(answer) => answer.map_err(|fault| broken(&fault)),
        Err(_) => Err(Broken("a question ended in a panic".to_owned())),
    }
}

/// A candidate for the page: from the index, or from the tail.
#[derive(Clone, Copy)]
struct Candidate {
    score: f32,
    arrived: i64,
    born: u64,
    from: Result<DocAddress, Key>,
}

impl Candidate {
    fn of(kept: &Kept) -> Candidate {
        Candidate { score: kept.score, arrived: kept.arrived, born: kept.born, from: Ok(kept.place) }
    }
}

impl Moment {
    fn answer(&self, ask: &Ask, reach: &Reach, tail: &Tail) -> tantivy::Result<Found> {
        let plan = self.plan();
        let mut without = self.without(tail.things.iter().map(|(key, _)| *key))?;
        let keep = ask.skip + ask.limit;
        let gathered =
            self.gather(&plan, plan.strict(&ask.question)?, (ask, reach), &without, (keep, ask.facets))?;
        let Gathered { mut total, best, facets } = gathered;
        let mut counts: HashMap<Facet, HashMap<String, u64>> = HashMap::new();
        for (facet, values) in facets {
            counts.insert(facet, values.into_iter().map(|(name, n)| (name.to_string(), n)).collect());
        }
        let mut all: Vec<Candidate> = best.iter().map(Candidate::of).collect();
        for entry in tail.things.iter().filter_map(|(_, entry)| entry.as_ref()) {
            if !reach.opens(entry) || !ask.filter.days_hold(entry) {
                continue;
            }
            let missed = ask.filter.missed(entry);
            let text = Text::of(entry);
            if missed.len() > 1 || !text.holds(&ask.question) {
                continue;
            }
            if ask.facets {
                let counted = entry.facets.iter().filter(|(f, _)| missed.iter().all(|m| m == f));
                for (facet, value) in counted {
                    *counts.entry(*facet).or_default().entry(value.clone()).or_default() += 1;
                }
            }
            if missed.is_empty() {
                total += 1;
                let score = outside(&plan, &ask.question, &text)?;
                let arrived = entry.arrived.map_or(0, day);
                all.push(Candidate { score, arrived, born: born(entry.key), from: Err(entry.key) });
            }
        }
        all.sort_by(|a, b| {
            let (score, arrived) = (b.score.total_cmp(&a.score), b.arrived.cmp(&a.arrived));
            let born = b.born.cmp(&a.born);
            match ask.order {
                Order::Best => score.then(arrived).then(born),
                Order::Newest => arrived.then(born).then(score),
            }
        });
        let mut hits = self.hits(all.iter().skip(ask.skip).take(ask.limit), false)?;
        if ask.skip == 0 && hits.len() < ask.limit && !ask.question.is_empty() {
            for kept in &best {
                without.entry(kept.place.segment_ord).or_default().push(kept.place.doc_id);
            }
            without.values_mut().for_each(|docs| docs.sort_unstable());
            let need = near_needs(&ask.question, total);
            let query = plan.near(&ask.question, need)?;
            let near = self.gather(&plan, query, (ask, reach), &without, (ask.limit - hits.len(), false))?;
            let near: Vec<_> = near.best.iter().map(Candidate::of).collect();
            hits.extend(self.hits(near.iter(), true)?);
        }
        let facets = Facet::ALL
            .into_iter()
            .filter_map(|facet| {
                let mut values: Vec<_> = counts.remove(&facet)?.into_iter().collect();
                values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
                values.truncate(VALUES);
                Some((facet, values))
            })
            .collect();
        Ok(Found { total, hits, facets })
    }

    fn plan(&self) -> Plan<'_> {
        Plan { fields: &self.fields, searcher: &self.searcher, weights: self.weights, as_library: false }
    }

    fn alike_to(&self, to: &Entry, ask: &Ask, reach: &Reach, tail: &Tail) -> tantivy::Result<Vec<Hit>> {
        let plan = self.plan();
        let Some(query) = plan.alike(to)? else { return Ok(Vec::new()) };
        let without = self.without(tail.things.iter().map(|(key, _)| *key).chain([to.key]))?;
        let gathered = self.gather(&plan, query, (ask, reach), &without, (ask.skip + ask.limit, false))?;
        let found: Vec<_> = gathered.best.iter().map(Candidate::of).collect();
        self.hits(found.iter().skip(ask.skip), false)
    }

    fn gather(
        &self,
        plan: &Plan<'_>,
        query: Box<dyn Query>,
        (ask, reach): (&Ask, &Reach),
        without: &HashMap<u32, Vec<DocId>>,
        (keep, facets): (usize, bool),
    ) -> tantivy::Result<Gathered> {
        let few = plan.reach(reach)?;
        let looked_at = match reach {
            Reach::Any(tokens) if few.is_none() => Some((self.fields.reach, tokens.as_slice())),
            _ => None,
        };
        let query = match few {
            Some(few) => Box::new(BooleanQuery::new(vec![(Occur::Must, few), (Occur::Must, query)])),
            None => query,
        };
        let gather = Gather {
            filter: &ask.filter,
            reach: looked_at,
            order: ask.order,
            keep,
            facets,
            without,
            dicts: &self.dicts,
        };
        search_with(&self.searcher, query.as_ref(), &gather)
    }

    /// The documents of these things: of what the tail knows better, and what is not to be found.
    fn without(&self, things: impl Iterator<Item = Key>) -> tantivy::Result<HashMap<u32, Vec<DocId>>> {
        let terms: Vec<_> = things.map(|key| key_term(&self.fields, key)).collect();
        let mut without: HashMap<u32, Vec<DocId>> = HashMap::new();
        for (segment, reader) in (0u32..).zip(self.searcher.segment_readers()) {
            if terms.is_empty() {
                break;
            }
            let keys = reader.inverted_index(self.fields.key)?;
            let mut docs = Vec::new();
            for term in &terms {
                let found = keys.read_postings(term, tantivy::schema::IndexRecordOption::Basic)?;
                if let Some(mut postings) = found {
                    while postings.doc() != TERMINATED {
                        docs.push(postings.doc());
                        postings.advance();
                    }
                }
            }
            docs.sort_unstable();
            without.insert(segment, docs);
        }
        Ok(without)
    }

    fn hits<'a>(
        &self,
        candidates: impl Iterator<Item = &'a Candidate>,
        near: bool,
    ) -> tantivy::Result<Vec<Hit>> {
        let mut hits = Vec::new();
        for candidate in candidates {
            let key = match candidate.from {
                Ok(place) => self.key(place)?,
                Err(key) => Some(key),
            };
            hits.extend(key.map(|key| Hit { key, score: candidate.score, near }));
        }
        Ok(hits)
    }

    fn key(&self, place: DocAddress) -> tantivy::Result<Option<Key>> {
        let document: TantivyDocument = self.searcher.doc(place)?;
        let key = document.get_first(self.fields.key).and_then(|value| value.as_str()).and_then(|text| {
            let (kind, id) = text.split_once(':')?;
            let kind = self.kinds.iter().find(|known| **known == kind)?;
            Some(Key { kind, id: Uuid::try_parse(id).ok()? })
        });
        Ok(key)
    }
}

/// Without anything that holds all of it, two thirds are near; beside what holds all of it, only other accents are.
fn near_needs(question: &Question, total: u64) -> usize {
    let pieces = question.pieces.len();
    if question.sentence() {
        1
    } else if total == 0 {
        (pieces * 2).div_ceil(3)
    } else {
        pieces
    }
}

/// The rank of a thing that is not in the index yet, by the index's own frequencies.
fn outside(plan: &Plan<'_>, question: &Question, text: &Text) -> tantivy::Result<f32> {
    let subject = text.parts().first();
    let mut score = 0.0;
    for term in question.pieces.iter().flat_map(search::Piece::terms) {
        let weight = plan.weight(term)?;
        let inside = subject.is_some_and(|part| part.folded.split(' ').any(|word| word == term.folded));
        score += weight * if inside { 1.0 + plan.weights.subject } else { 1.0 };
    }
    Ok(score)
}

/// Documents that a thread takes at a time, and how many a question must seem to match before others help. A development
/// build takes short stretches, so that the few papers of a test go the same way as a million.
const STRETCH: DocId = if cfg!(debug_assertions) { 4 } else { 1 << 16 };
const MANY: u32 = if cfg!(debug_assertions) { 2 } else { 1 << 15 };

/// A part of a segment: its number, the first document and the one behind the last.
type Stretch = (u32, DocId, DocId);

fn search_with(searcher: &Searcher, query: &dyn Query, gather: &Gather<'_>) -> tantivy::Result<Gathered> {
    let weight = query.weight(tantivy::query::EnableScoring::enabled_from_searcher(searcher))?;
    let (mut whole, mut parts): (Vec<Stretch>, Vec<Stretch>) = (Vec::new(), Vec::new());
    for (segment, reader) in (0u32..).zip(searcher.segment_readers()) {
        let end = reader.max_doc();
        if end > STRETCH && weight.scorer(reader, 1.0)?.size_hint() >= MANY {
            let starts = (0..end).step_by(STRETCH as usize);
            parts.extend(starts.map(|from| (segment, from, end.min(from.saturating_add(STRETCH)))));
        } else {
            whole.push((segment, 0, end));
        }
    }
    parts.extend(whole);
    let next = AtomicUsize::new(0);
    let work = || -> tantivy::Result<Vec<_>> {
        let (mut fruits, mut open): (Vec<_>, Option<Part>) = (Vec::new(), None);
        while let Some((segment, from, to)) = parts.get(next.fetch_add(1, Ordering::Relaxed)).copied() {
            let reader = searcher.segment_reader(segment);
            let mut part = match open.take() {
                Some(part) if part.segment == segment => part,
                other => {
                    fruits.extend(other.map(|part| part.child.harvest()));
                    let child = gather.for_segment(segment, reader)?;
                    Part { segment, child, scorer: weight.scorer(reader, 1.0)? }
                }
            };
            part.collect(reader, from, to);
            open = Some(part);
        }
        fruits.extend(open.map(|part| part.child.harvest()));
        Ok(fruits)
    };
    // What a small office asks is answered sooner by one thread than another is started.
    let helpers = if parts.iter().any(|(_, from, _)| *from > 0) { cores() - 1 } else { 0 };
    let mut fruits = std::thread::scope(|scope| {
        let helping: Vec<_> = (0..helpers).map(|_| scope.spawn(work)).collect();
        let mut fruits = work()?;
        for helper in helping {
            let Ok(more) = helper.join() else {
                return Err(TantivyError::InternalError("a thread ended".into()));
            };
            fruits.extend(more?);
        }
        Ok(fruits)
    })?;
    fruits.sort_by_key(|(id, ..)| *id);
    gather.merge_fruits(fruits)
}

/// A segment as one thread goes through it.
struct Part {
    segment: u32,
    child: Segment,
    scorer: Box<dyn Scorer>,
}

impl Part {
    fn collect(&mut self, reader: &SegmentReader, from: DocId, to: DocId) {
        let alive = reader.alive_bitset();
        let mut doc = self.scorer.doc();
        if doc < from {
            doc = self.scorer.seek(from);
        }
        while doc < to {
            if alive.is_none_or(|alive| alive.is_alive(doc)) {
                self.child.collect(doc, self.scorer.score());
            }
            doc = self.scorer.advance();
        }
    }
}

/// How many threads answer one question.
fn cores() -> usize {
    static CORES: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    *CORES.get_or_init(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(4))
}
