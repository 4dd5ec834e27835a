//! A question asked in one picture of the office: index and tail of the journal, the reader's tokens, and every hit
//! asked again before it is shown.

use std::sync::Arc;

use kernel::{StoreError, Tx};
use people::{Finds, House, Line, Viewer};
use search::{Ask, Facet, Found, Hit, Index, Key, Picture, Question, Reach, Source, Tail};
use ui::Text;
use uuid::Uuid;

use crate::query::Query;

/// What it takes to ask, out of the house.
#[derive(Clone)]
pub struct Asking {
    index: Option<Arc<dyn Index>>,
    finds: Vec<Finds>,
}

impl Asking {
    #[must_use]
    pub fn of(house: &House) -> Asking {
        Asking { index: house.search().cloned(), finds: house.finds() }
    }

    /// A thing by its address: its kind as the functions name it.
    pub(crate) fn key(&self, kind: &str, id: Uuid) -> Option<Key> {
        let known = self.finds.iter().map(|finds| finds.source.kind).find(|known| *known == kind)?;
        Some(Key { kind: known, id })
    }
}

/// A hit with what is shown of it.
#[derive(Debug, Clone)]
pub struct Shown {
    pub hit: Hit,
    pub line: Line,
}

/// A value of a facet: as it stands in the address, as it is called, how many hold it.
#[derive(Debug, Clone)]
pub struct Value {
    pub value: String,
    pub name: Text,
    pub count: u64,
}

/// The answer as one reader may have it.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    pub total: u64,
    pub shown: Vec<Shown>,
    pub facets: Vec<(Facet, Vec<Value>)>,
    /// The question as it may have been meant, read off what came near.
    pub meant: Option<String>,
    /// The same question without one of its words, and how many hold that.
    pub fewer: Vec<(String, u64)>,
    /// Not everything has been read into the index yet.
    pub incomplete: bool,
}

/// What is about the same matter as one thing.
#[derive(Debug, Clone)]
pub struct Alike {
    pub to: Line,
    pub shown: Vec<Shown>,
}

/// Questions tried with a word less.
const FEWER: usize = 5;
/// Texts that come near, looked at for what was meant.
const MEANT_FROM: usize = 3;

/// One question's surroundings, asked once for all its variants.
struct Moment {
    picture: Arc<dyn Picture>,
    tail: Arc<Tail>,
    reach: Reach,
}

impl Moment {
    fn of(tx: &mut Tx<'_>, asking: &Asking, viewer: &Viewer) -> Result<Option<Moment>, StoreError> {
        // The index first: what is committed later stands in the tail of this picture.
        let Some(picture) = asking.index.as_ref().and_then(|index| index.picture()) else { return Ok(None) };
        let sources: Vec<Source> = asking.finds.iter().map(|finds| finds.source).collect();
        let tail = search::tail(tx, &sources, picture.stand())?;
        let mut tokens = Vec::new();
        for finds in &asking.finds {
            tokens.extend((finds.reach)(tx, viewer)?);
        }
        Ok(Some(Moment { picture, tail, reach: Reach::Any(tokens) }))
    }

    fn ask(&self, asking: &Asking, ask: &Ask) -> Option<Found> {
        match self.picture.ask(ask, &self.reach, &self.tail) {
            Ok(found) => Some(found),
            Err(broken) => {
                if let Some(index) = &asking.index {
                    index.report(&broken);
                }
                None
            }
        }
    }
}

/// Answers; `None` while there is no index that can be asked.
pub fn answer(
    tx: &mut Tx<'_>,
    asking: &Asking,
    viewer: &Viewer,
    ask: &Ask,
) -> Result<Option<Answer>, StoreError> {
    let Some(moment) = Moment::of(tx, asking, viewer)? else { return Ok(None) };
    let Some(found) = moment.ask(asking, ask) else { return Ok(None) };
    let shown = shown(tx, asking, viewer, &found.hits)?;
    let incomplete = moment.picture.stand().filling.is_some() || moment.tail.more;
    let mut facets = Vec::new();
    for (facet, values) in &found.facets {
        facets.push((*facet, named(tx, asking, viewer, (*facet, values))?));
    }
    let mut answer = Answer { total: found.total, shown, facets, incomplete, ..Answer::default() };
    if found.total == 0 && ask.skip == 0 && !ask.question.is_empty() {
        answer.fewer = fewer(&moment, asking, ask);
    }
    Ok(Some(answer))
}

/// What is about the same matter as this thing, for who may see it; `None` when it does not exist for this reader, or
/// while there is no index that can be asked.
pub fn alike(
    tx: &mut Tx<'_>,
    asking: &Asking,
    viewer: &Viewer,
    (key, ask): (Key, &Ask),
) -> Result<Option<Alike>, StoreError> {
    let Some(finds) = asking.finds.iter().find(|finds| finds.source.kind == key.kind) else {
        return Ok(None);
    };
    let Some(to) = (finds.show)(tx, viewer, &[key.id])?.into_iter().flatten().next() else { return Ok(None) };
    let Some(entry) = (finds.source.load)(tx, &[key.id])?.pop() else { return Ok(None) };
    let Some(moment) = Moment::of(tx, asking, viewer)? else { return Ok(None) };
    let hits = match moment.picture.alike(&entry, ask, &moment.reach, &moment.tail) {
        Ok(hits) => hits,
        Err(broken) => {
            if let Some(index) = &asking.index {
                index.report(&broken);
            }
            return Ok(None);
        }
    };
    Ok(Some(Alike { to, shown: shown(tx, asking, viewer, &hits)? }))
}

/// The lines of what was found. Whoever the function does not show it to never sees it, whatever the index says.
fn shown(tx: &mut Tx<'_>, asking: &Asking, viewer: &Viewer, hits: &[Hit]) -> Result<Vec<Shown>, StoreError> {
    let mut lines: Vec<Option<Line>> = vec![None; hits.len()];
    for finds in &asking.finds {
        let places: Vec<usize> = (0..hits.len())
            .filter(|at| hits.get(*at).is_some_and(|h| h.key.kind == finds.source.kind))
            .collect();
        let ids: Vec<Uuid> = places.iter().filter_map(|at| hits.get(*at)).map(|hit| hit.key.id).collect();
        for (at, line) in places.into_iter().zip((finds.show)(tx, viewer, &ids)?) {
            if let Some(place) = lines.get_mut(at) {
                *place = line;
            }
        }
    }
    let hidden = lines.iter().filter(|line| line.is_none()).count();
    if hidden > 0 {
        tracing::warn!(hidden, "the index knows of things that may not be shown");
    }
    let shown = hits.iter().zip(lines).filter_map(|(hit, line)| line.map(|line| Shown { hit: *hit, line }));
    Ok(shown.collect())
}

fn named(
    tx: &mut Tx<'_>,
    asking: &Asking,
    viewer: &Viewer,
    (facet, counted): (Facet, &[(String, u64)]),
) -> Result<Vec<Value>, StoreError> {
    let values: Vec<String> = counted.iter().map(|(value, _)| value.clone()).collect();
    let mut names: Vec<Option<Text>> = vec![None; values.len()];
    for finds in &asking.finds {
        for (place, name) in names.iter_mut().zip((finds.names)(tx, viewer, facet, &values)?) {
            if place.is_none() {
                *place = name;
            }
        }
    }
    let all = counted.iter().zip(names).filter_map(|((value, count), name)| {
        name.map(|name| Value { value: value.clone(), name, count: *count })
    });
    Ok(all.collect())
}

/// The question with each of its words left out: those that are held by something, the most frequent first.
fn fewer(moment: &Moment, asking: &Asking, ask: &Ask) -> Vec<(String, u64)> {
    let pieces = &ask.question.pieces;
    if !(2..=FEWER + 1).contains(&pieces.len()) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for at in 0..pieces.len() {
        let mut question = ask.question.clone();
        question.pieces.remove(at);
        let said = said(&question);
        let asked = Ask { question, limit: 0, facets: false, ..ask.clone() };
        if let Some(answer) = moment.ask(asking, &asked)
            && answer.total > 0
        {
            found.push((said, answer.total));
        }
    }
    found.sort_by_key(|one| std::cmp::Reverse(one.1));
    found
}

/// A question as it is typed.
fn said(question: &Question) -> String {
    use search::Piece;
    let words = |terms: &[search::Term]| {
        terms.iter().map(|term| term.accented.as_str()).collect::<Vec<_>>().join(" ")
    };
    let each = question.pieces.iter().map(|piece| match piece {
        Piece::Word(term) => term.accented.clone(),
        Piece::Prefix(term) => format!("{}*", term.accented),
        Piece::Phrase(terms, _) => format!("\"{}\"", words(terms)),
        Piece::Code(_, key) => key.clone(),
    });
    each.collect::<Vec<_>>().join(" ")
}

impl Answer {
    /// Reads what was meant off what came near.
    pub(crate) fn think(&mut self, query: &Query) {
        if self.total > 0 {
            return;
        }
        let near = self.shown.iter().filter(|shown| shown.hit.near).take(MEANT_FROM);
        let texts: Vec<String> =
            near.map(|shown| format!("{}\n{}", shown.line.subject, shown.line.body)).collect();
        self.meant = search::meant(&query.q, &texts);
    }
}
