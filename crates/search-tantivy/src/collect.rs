//! One pass over what matches: how many there are, the best of them, and how many of each facet's values. What the
//! reader may not see is passed over before anything is counted.

use std::collections::HashMap;
use std::sync::Arc;

use search::{Facet, Filter, Order};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::index::SegmentId;
use tantivy::schema::Field;
use tantivy::{DocAddress, DocId, Score, SegmentReader};

use crate::dicts::{Dicts, Sight};
use crate::make::{ARRIVED, BORN, DUE, ISSUED, day};

/// What is counted and kept.
pub(crate) struct Gather<'a> {
    pub filter: &'a Filter,
    /// The field of tokens, and the reader's; `None` when the query itself holds them, or everything is open.
    pub reach: Option<(Field, &'a [String])>,
    pub order: Order,
    pub keep: usize,
    pub facets: bool,
    /// Documents that do not count, in the order of their segments.
    pub without: &'a HashMap<u32, Vec<DocId>>,
    pub dicts: &'a Dicts,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) struct Kept {
    pub score: Score,
    pub arrived: i64,
    pub born: u64,
    pub place: DocAddress,
}

impl Kept {
    /// Greater is better.
    fn beats(&self, other: &Kept, order: Order) -> std::cmp::Ordering {
        let score = self.score.total_cmp(&other.score);
        let arrived = self.arrived.cmp(&other.arrived);
        let born = self.born.cmp(&other.born);
        let first = match order {
            Order::Best => score.then(arrived).then(born),
            Order::Newest => arrived.then(born).then(score),
        };
        first.then_with(|| self.place.cmp(&other.place))
    }
}

#[derive(Default)]
pub(crate) struct Gathered {
    pub total: u64,
    pub best: Vec<Kept>,
    pub facets: HashMap<Facet, HashMap<Arc<str>, u64>>,
}

struct Counted {
    column: Column<u64>,
    counts: Vec<u64>,
}

/// Documents whose facets are counted together: a column is asked once for all of them.
const BLOCK: usize = 1024;

/// Documents that wait to be counted, and what a column says of them.
#[derive(Default)]
struct Block {
    docs: Vec<DocId>,
    of: Vec<DocId>,
    rows: Vec<u32>,
    ords: Vec<u64>,
}

struct Narrow {
    facet: usize,
    column: Option<Column<u64>>,
    allowed: Vec<bool>,
}

pub(crate) struct Segment {
    number: u32,
    id: SegmentId,
    order: Order,
    keep: usize,
    without: Vec<DocId>,
    reach: Option<Sight>,
    days: Vec<(Option<Column<i64>>, i64, i64)>,
    narrow: Vec<Narrow>,
    arrived: Option<Column<i64>>,
    born: Option<Column<u64>>,
    facets: Vec<Option<Counted>>,
    block: Block,
    total: u64,
    best: Vec<Kept>,
    /// What scores less is beaten by enough others.
    floor: Score,
}

/// Which of a column's values are among these.
fn allowed(
    reader: &SegmentReader,
    name: &str,
    values: &[String],
) -> tantivy::Result<(Option<Column<u64>>, Vec<bool>)> {
    let Some(column) = reader.fast_fields().str(name)? else { return Ok((None, Vec::new())) };
    let mut allowed = vec![false; column.num_terms()];
    for value in values {
        if let Some(ord) = column.dictionary().term_ord(value)?
            && let Some(flag) = usize::try_from(ord).ok().and_then(|ord| allowed.get_mut(ord))
        {
            *flag = true;
        }
    }
    Ok((Some(column.ords().clone()), allowed))
}

fn holds(column: Option<&Column<u64>>, allowed: &[bool], doc: DocId) -> bool {
    column.is_some_and(|column| {
        column
            .values_for_doc(doc)
            .any(|ord| usize::try_from(ord).ok().and_then(|ord| allowed.get(ord)).copied().unwrap_or(false))
    })
}

impl Collector for Gather<'_> {
    type Fruit = Gathered;
    type Child = Segment;

    fn for_segment(&self, number: u32, reader: &SegmentReader) -> tantivy::Result<Segment> {
        let fast = reader.fast_fields();
        let reach = match self.reach {
            Some((field, tokens)) => Some(self.dicts.sight(reader, field, tokens)?),
            None => None,
        };
        let mut days = Vec::new();
        let (arrived, issued) = (self.filter.arrived, self.filter.issued);
        let before = self.filter.late_on.and_then(|day| day.yesterday().ok());
        for (name, (from, to)) in [(ARRIVED, arrived), (ISSUED, issued), (DUE, (None, before))] {
            if from.is_some() || to.is_some() {
                let column = fast.column_opt::<i64>(name)?;
                days.push((column, from.map_or(i64::MIN, day), to.map_or(i64::MAX, day)));
            }
        }
        let mut narrow = Vec::new();
        for (facet, values) in &self.filter.any {
            let (column, allowed) = allowed(reader, facet.code(), values)?;
            narrow.push(Narrow { facet: facet.place(), column, allowed });
        }
        let mut facets = Vec::new();
        for facet in Facet::ALL {
            let column = if self.facets { fast.str(facet.code())? } else { None };
            facets.push(column.map(|column| Counted {
                counts: vec![0; column.num_terms()],
                column: column.ords().clone(),
            }));
        }
        Ok(Segment {
            number,
            id: reader.segment_id(),
            order: self.order,
            keep: self.keep,
            without: self.without.get(&number).cloned().unwrap_or_default(),
            reach,
            days,
            narrow,
            arrived: fast.column_opt::<i64>(ARRIVED)?,
            born: fast.column_opt::<u64>(BORN)?,
            facets,
            block: Block::default(),
            total: 0,
            best: Vec::with_capacity(self.keep * 2),
            floor: Score::MIN,
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<(SegmentId, Gathered, Vec<Vec<u64>>)>) -> tantivy::Result<Gathered> {
        let mut all = Gathered::default();
        for (id, one, counts) in segments {
            all.total += one.total;
            all.best.extend(one.best);
            for (facet, counts) in Facet::ALL.into_iter().zip(counts) {
                if counts.iter().all(|count| *count == 0) {
                    continue;
                }
                let names = self.dicts.of(id, facet);
                let into = all.facets.entry(facet).or_default();
                for (name, count) in names.iter().zip(counts).filter(|(_, count)| *count > 0) {
                    *into.entry(Arc::clone(name)).or_default() += count;
                }
            }
        }
        all.best.sort_by(|a, b| b.beats(a, self.order));
        all.best.truncate(self.keep);
        Ok(all)
    }
}

impl Segment {
    fn count(&mut self, doc: DocId, only: Option<usize>) {
        let Some(only) = only else {
            self.block.docs.push(doc);
            if self.block.docs.len() >= BLOCK {
                self.count_block();
            }
            return;
        };
        if let Some(Some(Counted { column, counts })) = self.facets.get_mut(only) {
            column.values_for_doc(doc).for_each(|ord| add(counts, ord));
        }
    }

    fn count_block(&mut self) {
        let Block { docs, of, rows, ords } = &mut self.block;
        for counted in self.facets.iter_mut().flatten() {
            of.clear();
            rows.clear();
            counted.column.row_ids_for_docs(docs, of, rows);
            ords.resize(rows.len(), 0);
            counted.column.values.get_vals(rows, ords);
            ords.iter().for_each(|ord| add(&mut counted.counts, *ord));
        }
        docs.clear();
    }

    fn trim(&mut self) {
        if self.best.len() > self.keep {
            let order = self.order;
            let (_, next, _) = self.best.select_nth_unstable_by(self.keep, |a, b| b.beats(a, order));
            if order == Order::Best {
                self.floor = next.score;
            }
            self.best.truncate(self.keep);
        }
    }
}

fn add(counts: &mut [u64], ord: u64) {
    if let Some(count) = usize::try_from(ord).ok().and_then(|ord| counts.get_mut(ord)) {
        *count += 1;
    }
}

impl SegmentCollector for Segment {
    type Fruit = (SegmentId, Gathered, Vec<Vec<u64>>);

    fn collect(&mut self, doc: DocId, score: Score) {
        if !self.without.is_empty() && self.without.binary_search(&doc).is_ok() {
            return;
        }
        if self.reach.as_ref().is_some_and(|sight| !sight.opens(doc)) {
            return;
        }
        for (column, from, to) in &self.days {
            let value = column.as_ref().and_then(|column| column.first(doc));
            if !value.is_some_and(|value| (*from..=*to).contains(&value)) {
                return;
            }
        }
        let mut missed = None;
        for narrow in &self.narrow {
            if !holds(narrow.column.as_ref(), &narrow.allowed, doc) {
                if missed.is_some() {
                    return;
                }
                missed = Some(narrow.facet);
            }
        }
        // Each facet is counted as if it did not narrow: so its other values can be chosen.
        self.count(doc, missed);
        if missed.is_some() {
            return;
        }
        self.total += 1;
        if self.keep == 0 || score < self.floor {
            return;
        }
        let arrived = self.arrived.as_ref().and_then(|column| column.first(doc)).unwrap_or(0);
        let born = self.born.as_ref().and_then(|column| column.first(doc)).unwrap_or(0);
        self.best.push(Kept { score, arrived, born, place: DocAddress::new(self.number, doc) });
        if self.best.len() >= self.keep * 2 {
            self.trim();
        }
    }

    fn harvest(mut self) -> Self::Fruit {
        self.count_block();
        self.trim();
        let counts = self
            .facets
            .into_iter()
            .map(|counted| counted.map(|counted| counted.counts).unwrap_or_default())
            .collect();
        (self.id, Gathered { total: self.total, best: self.best, facets: HashMap::new() }, counts)
    }
}
