//! A question as tantivy asks it.
//!
//! What has to match is one thing, what ranks another: every piece of a question is a clause that must hold (of a
//! sentence a third of them); subject, neighbours and numbers only lift what holds.

use search::{BARE, Piece, Question, Reach, Term as Asked, needed};
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, FuzzyTermQuery, Occur,
    PhrasePrefixQuery, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use crate::make::{Fields, pair};
use crate::threshold::AtLeast;
use crate::weights::Weights;

type Clause = (Occur, Box<dyn Query>);

/// A beginning stands for so many words at most, the most frequent ones.
const BEGINNINGS: usize = 200;
/// So many words are tried instead of one that stands nowhere.
const TYPOS: usize = 12;
/// Shorter words have too many neighbours.
const TYPO_FROM: usize = 3;
/// A reader who may see less than this part of the papers is asked for first.
const RARE: u64 = 8;

pub(crate) struct Plan<'a> {
    pub fields: &'a Fields,
    pub searcher: &'a Searcher,
    pub weights: Weights,
    /// For measuring: some of many as the library merges them.
    pub as_library: bool,
}

impl Plan<'_> {
    /// What holds the question, ranked.
    pub fn strict(&self, question: &Question) -> tantivy::Result<Box<dyn Query>> {
        if question.is_empty() {
            return Ok(Box::new(AllQuery));
        }
        let marked = question.marked();
        let mut pieces = Vec::new();
        for piece in &question.pieces {
            pieces.push(self.piece(piece, marked)?);
        }
        Ok(self.held(pieces, needed(question), self.lifts(question)?))
    }

    /// What comes near: without regard to accents, with a letter mistyped, and `need` pieces of it are enough.
    pub fn near(&self, question: &Question, need: usize) -> tantivy::Result<Box<dyn Query>> {
        let question = question.folded();
        let mut pieces = Vec::new();
        for piece in &question.pieces {
            pieces.push(match piece {
                Piece::Word(term) | Piece::Prefix(term)
                    if term.folded.chars().count() >= TYPO_FROM && self.unknown(piece)? =>
                {
                    self.typos(term, matches!(piece, Piece::Prefix(_)))?
                }
                piece => self.piece(piece, false)?,
            });
        }
        Ok(self.held(pieces, need, self.lifts(&question)?))
    }

    /// The reader's tokens as a clause, when they open few papers; else they are looked at one by one.
    pub fn reach(&self, reach: &Reach) -> tantivy::Result<Option<Box<dyn Query>>> {
        let Reach::Any(tokens) = reach else { return Ok(None) };
        let terms: Vec<_> =
            tokens.iter().map(|token| Term::from_field_text(self.fields.reach, token)).collect();
        let mut opened = 0;
        for term in &terms {
            opened += self.searcher.doc_freq(term)?;
        }
        if opened.saturating_mul(RARE) > self.searcher.num_docs() {
            return Ok(None);
        }
        if opened == 0 {
            return Ok(Some(Box::new(EmptyQuery)));
        }
        let any = terms
            .into_iter()
            .map(|term| Box::new(TermQuery::new(term, IndexRecordOption::Basic)) as Box<dyn Query>);
        Ok(Some(Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::union(any.collect())), 0.0))))
    }

    /// How much rarer than everywhere a word is: what the tail's things are ranked by.
    pub fn weight(&self, term: &Asked) -> tantivy::Result<f32> {
        let (field, key) = if term.marked() {
            (self.fields.accented, &term.accented)
        } else {
            (self.fields.folded, &term.folded)
        };
        let held = self.searcher.doc_freq(&Term::from_field_text(field, key))?;
        let (all, held) = (count(self.searcher.num_docs()), count(held));
        Ok((1.0 + (all - held + 0.5).max(0.5) / (held + 0.5)).ln())
    }

    pub fn frequency(&self, field: Field, key: &str) -> tantivy::Result<u64> {
        self.searcher.doc_freq(&Term::from_field_text(field, key))
    }

    fn unknown(&self, piece: &Piece) -> tantivy::Result<bool> {
        match piece {
            Piece::Word(term) => Ok(self.frequency(self.fields.folded, &term.folded)? == 0),
            Piece::Prefix(term) => Ok(self.beginning(self.fields.folded, &term.folded)?.is_empty()),
            Piece::Phrase(..) | Piece::Code(..) => Ok(false),
        }
    }

    fn piece(&self, piece: &Piece, marked: bool) -> tantivy::Result<Box<dyn Query>> {
        let fields = self.fields;
        let w = self.weights;
        Ok(match piece {
            Piece::Word(term) if term.marked() => {
                let bare = format!("{BARE}{}", term.folded);
                let mut any = vec![word(fields.accented, &term.accented, w.accented)];
                if self.frequency(fields.accented, &bare)? > 0 {
                    any.push(word(fields.accented, &bare, w.bare));
                }
                union(any)
            }
            Piece::Word(term) if marked => union(vec![
                word(fields.folded, &term.folded, w.unmarked_folded),
                word(fields.accented, &term.accented, w.unmarked_exact),
            ]),
            Piece::Word(term) => word(fields.folded, &term.folded, w.folded),
            Piece::Prefix(term) => {
                let mut any = Vec::new();
                if term.marked() {
                    for (field, key) in [
                        (fields.accented, term.accented.clone()),
                        (fields.accented, format!("{BARE}{}", term.folded)),
                    ] {
                        any.extend(self.beginning(field, &key)?.iter().map(|key| exact(field, key)));
                    }
                } else {
                    let keys = self.beginning(fields.folded, &term.folded)?;
                    any.extend(keys.iter().map(|key| exact(fields.folded, key)));
                }
                if any.is_empty() { Box::new(EmptyQuery) } else { constant(union(any), w.prefix) }
            }
            Piece::Phrase(terms, prefix) if terms.iter().any(Asked::marked) => {
                let keys: Vec<_> = terms.iter().map(|term| term.accented.clone()).collect();
                let bare: Vec<_> = terms.iter().map(|term| format!("{BARE}{}", term.folded)).collect();
                let mut any = vec![phrase((fields.accented, fields.accented_pairs), &keys, *prefix)];
                if let Some(first) = bare.first()
                    && self.frequency(fields.accented, first)? > 0
                {
                    any.push(places(fields.accented, &bare, *prefix));
                }
                union(any)
            }
            Piece::Phrase(terms, prefix) => {
                let keys: Vec<_> = terms.iter().map(|term| term.folded.clone()).collect();
                phrase((fields.folded, fields.folded_pairs), &keys, *prefix)
            }
            Piece::Code(terms, _) => {
                let keys: Vec<_> = terms.iter().map(|term| term.folded.clone()).collect();
                phrase((fields.folded, fields.folded_pairs), &keys, false)
            }
        })
    }

    /// All of the pieces, or so many of them; what lifts only ranks.
    fn held(&self, pieces: Vec<Box<dyn Query>>, need: usize, lifts: Vec<Box<dyn Query>>) -> Box<dyn Query> {
        let pieces: Vec<Box<dyn Query>> = match need < pieces.len() {
            true if self.as_library => {
                vec![Box::new(BooleanQuery::union_with_minimum_required_clauses(pieces, need.max(1)))]
            }
            true => return Box::new(AtLeast::new(pieces, need, lifts)),
            false => pieces,
        };
        let pieces = pieces.into_iter().map(|piece| (Occur::Must, piece));
        let lifts = lifts.into_iter().map(|lift| (Occur::Should, lift));
        let clauses: Vec<Clause> = pieces.chain(lifts).collect();
        Box::new(BooleanQuery::new(clauses))
    }

    /// What only ranks: words of the subject, neighbours, numbers of the paper itself.
    fn lifts(&self, question: &Question) -> tantivy::Result<Vec<Box<dyn Query>>> {
        let fields = self.fields;
        let w = self.weights;
        let marked = question.marked();
        let (subject, pairs) = if marked {
            (fields.subject, fields.accented_pairs)
        } else {
            (fields.subject_folded, fields.folded_pairs)
        };
        let level = |term: &Asked| if marked { term.accented.clone() } else { term.folded.clone() };
        let mut lifts = Vec::new();
        let mut lift = |query: Box<dyn Query>| lifts.push(query);
        let mut before: Option<&Asked> = None;
        for piece in &question.pieces {
            match piece {
                Piece::Word(term) => {
                    let key = level(term);
                    lift(word(subject, &key, w.subject));
                    if let Some(before) = before {
                        let both = pair(&level(before), &key);
                        lift(word(pairs, &both, w.pair));
                        lift(word(subject, &both, w.subject_pair));
                        if marked && w.folded_pair > 0.0 {
                            let both = pair(&before.folded, &term.folded);
                            lift(word(fields.folded_pairs, &both, w.folded_pair));
                        }
                    }
                    if term.folded.bytes().all(|b| b.is_ascii_digit()) {
                        lift(constant(exact(fields.code, &term.folded), w.number));
                    }
                    before = Some(term);
                    continue;
                }
                Piece::Prefix(term) => {
                    let keys = self.beginning(fields.subject_folded, &term.folded)?;
                    let any: Vec<_> = keys
                        .iter()
                        .filter(|key| !key.contains('_'))
                        .map(|key| exact(fields.subject_folded, key))
                        .collect();
                    if !any.is_empty() {
                        lift(constant(union(any), w.prefix));
                    }
                }
                Piece::Phrase(terms, _) => {
                    for two in terms.windows(2) {
                        if let [first, second] = two {
                            lift(word(subject, &pair(&level(first), &level(second)), w.subject_pair));
                        }
                    }
                }
                Piece::Code(_, key) => lift(constant(exact(fields.code, key), w.code)),
            }
            before = None;
        }
        Ok(lifts)
    }

    /// The words that begin so, the most frequent first.
    fn beginning(&self, field: Field, key: &str) -> tantivy::Result<Vec<String>> {
        let mut found = std::collections::HashMap::new();
        for reader in self.searcher.segment_readers() {
            let index = reader.inverted_index(field)?;
            let mut stream = index.terms().range().ge(key).into_stream()?;
            while let Some((term, info)) = stream.next() {
                if !term.starts_with(key.as_bytes()) {
                    break;
                }
                if let Ok(term) = std::str::from_utf8(term) {
                    *found.entry(term.to_owned()).or_insert(0u64) += u64::from(info.doc_freq);
                }
            }
        }
        Ok(frequent(found, BEGINNINGS))
    }

    fn typos(&self, term: &Asked, prefix: bool) -> tantivy::Result<Box<dyn Query>> {
        let field = self.fields.folded;
        let asked = Term::from_field_text(field, &term.folded);
        let fuzzy = if prefix {
            FuzzyTermQuery::new_prefix(asked, 1, true)
        } else {
            FuzzyTermQuery::new(asked, 1, true)
        };
        let automaton = fuzzy.automaton()?;
        let mut found = std::collections::HashMap::new();
        for reader in self.searcher.segment_readers() {
            let index = reader.inverted_index(field)?;
            let mut stream = index.terms().search(&automaton).into_stream()?;
            while let Some((key, info)) = stream.next() {
                if let Ok(key) = std::str::from_utf8(key) {
                    *found.entry(key.to_owned()).or_insert(0u64) += u64::from(info.doc_freq);
                }
            }
        }
        let any: Vec<_> =
            frequent(found, TYPOS).iter().map(|key| word(field, key, self.weights.typo)).collect();
        Ok(if any.is_empty() { Box::new(EmptyQuery) } else { union(any) })
    }
}

#[allow(clippy::cast_precision_loss)]
fn count(of: u64) -> f32 {
    of as f32
}

fn frequent(found: std::collections::HashMap<String, u64>, most: usize) -> Vec<String> {
    let mut all: Vec<_> = found.into_iter().collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all.truncate(most);
    all.into_iter().map(|(key, _)| key).collect()
}

fn exact(field: Field, key: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, key), IndexRecordOption::Basic))
}

pub(crate) fn word(field: Field, key: &str, weight: f32) -> Box<dyn Query> {
    let term = TermQuery::new(Term::from_field_text(field, key), IndexRecordOption::WithFreqs);
    if (weight - 1.0).abs() < f32::EPSILON {
        return Box::new(term);
    }
    Box::new(BoostQuery::new(Box::new(term), weight))
}

pub(crate) fn constant(query: Box<dyn Query>, score: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, score))
}

fn union(mut any: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match (any.len(), any.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            any.extend(last);
            Box::new(BooleanQuery::union(any))
        }
    }
}

/// Words side by side. Pairs are indexed: two words are one term, and more are looked for only where all their pairs are.
pub(crate) fn phrase((field, pairs): (Field, Field), keys: &[String], prefix: bool) -> Box<dyn Query> {
    let sure = if prefix { keys.len().saturating_sub(1) } else { keys.len() };
    if !prefix && let [first, second] = keys {
        return word(pairs, &pair(first, second), 1.0);
    }
    let mut clauses: Vec<Clause> = vec![(Occur::Must, places(field, keys, prefix))];
    for two in keys.get(..sure).unwrap_or_default().windows(2) {
        if let [first, second] = two {
            clauses.push((Occur::Must, constant(exact(pairs, &pair(first, second)), 0.0)));
        }
    }
    Box::new(BooleanQuery::new(clauses))
}

fn places(field: Field, keys: &[String], prefix: bool) -> Box<dyn Query> {
    let terms = keys.iter().map(|key| Term::from_field_text(field, key)).collect();
    if prefix {
        let mut phrase = PhrasePrefixQuery::new(terms);
        phrase.set_max_expansions(u32::try_from(BEGINNINGS).unwrap_or(u32::MAX));
        return Box::new(phrase);
    }
    Box::new(PhraseQuery::new(terms))
}
