//! The fields of the index, and how an entry becomes a document.

use jiff::civil::Date;
use search::{Analysed, BARE, Entry, Facet, Key, code_keys};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, STORED, STRING, Schema, TextFieldIndexing,
    TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};
use tantivy::{TantivyDocument, Term};

/// Raised when entries are put in another way: an index of another make is thrown away and filled again.
pub(crate) const MAKE: u32 = 2;

/// A word's neighbour is joined to it by this, which no word holds.
const JOINT: char = '_';

#[derive(Clone, Copy)]
pub(crate) struct Fields {
    pub key: Field,
    /// Everything a word may stand in, at both levels, with places for phrases.
    pub accented: Field,
    pub folded: Field,
    /// Pairs of neighbours of the same text.
    pub accented_pairs: Field,
    pub folded_pairs: Field,
    /// The subject alone, words and pairs.
    pub subject: Field,
    pub subject_folded: Field,
    /// Number and symbol, whole and in parts.
    pub code: Field,
    pub reach: Field,
    pub facets: [Field; 6],
    pub arrived: Field,
    pub issued: Field,
    pub due: Field,
    /// When its key was made: among equals the newer comes first, whatever the order of segments.
    pub born: Field,
}

const WORDS: &str = "words";
pub(crate) const ARRIVED: &str = "arrived";
pub(crate) const ISSUED: &str = "issued";
pub(crate) const DUE: &str = "due";
pub(crate) const BORN: &str = "born";

pub(crate) fn schema() -> (Schema, Fields) {
    let mut make = Schema::builder();
    let text = |option, norms| {
        let indexing =
            TextFieldIndexing::default().set_tokenizer(WORDS).set_index_option(option).set_fieldnorms(norms);
        TextOptions::default().set_indexing_options(indexing)
    };
    let token = || {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false);
        TextOptions::default().set_indexing_options(indexing)
    };
    let places = IndexRecordOption::WithFreqsAndPositions;
    let often = IndexRecordOption::WithFreqs;
    let day = || NumericOptions::default() | FAST;
    let fields = Fields {
        key: make.add_text_field("key", STRING | STORED),
        accented: make.add_text_field("accented", text(places, true)),
        folded: make.add_text_field("folded", text(places, true)),
        accented_pairs: make.add_text_field("accented_pairs", text(often, true)),
        folded_pairs: make.add_text_field("folded_pairs", text(often, true)),
        subject: make.add_text_field("subject", text(often, true)),
        subject_folded: make.add_text_field("subject_folded", text(often, true)),
        code: make.add_text_field("code", token()),
        reach: make.add_text_field("reach", token()),
        facets: Facet::ALL.map(|facet| make.add_text_field(facet.code(), token().set_fast("raw"))),
        arrived: make.add_i64_field(ARRIVED, day() | INDEXED),
        issued: make.add_i64_field(ISSUED, day()),
        due: make.add_i64_field(DUE, day()),
        born: make.add_u64_field(BORN, NumericOptions::default() | FAST),
    };
    (make.build(), fields)
}

pub(crate) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(WORDS, TextAnalyzer::from(Spaced));
    manager
}

/// A day as the index keeps it.
pub(crate) fn day(date: Date) -> i64 {
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

/// The first half of a key: its time, and a random rest.
pub(crate) fn born(key: Key) -> u64 {
    key.id.as_u64_pair().0
}

pub(crate) fn key_text(key: Key) -> String {
    format!("{}:{}", key.kind, key.id.simple())
}

pub(crate) fn key_term(fields: &Fields, key: Key) -> Term {
    Term::from_field_text(fields.key, &key_text(key))
}

pub(crate) fn pair(first: &str, second: &str) -> String {
    format!("{first}{JOINT}{second}")
}

/// Words, each joined to the next.
fn pairs(words: &str) -> String {
    let mut text = String::with_capacity(words.len() * 2);
    let mut before: Option<&str> = None;
    for word in words.split(' ') {
        if let Some(before) = before {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(before);
            text.push(JOINT);
            text.push_str(word);
        }
        before = Some(word);
    }
    text
}

/// The accented level, with a second key in the same place for words of a text typed without accents.
fn accented(part: &Analysed) -> String {
    if !part.bare {
        return part.accented.clone();
    }
    part.folded.split(' ').map(|word| format!("{word} {BARE}{word}")).collect::<Vec<_>>().join(" ")
}

pub(crate) fn document(fields: &Fields, entry: &Entry) -> TantivyDocument {
    let mut document = TantivyDocument::new();
    document.add_text(fields.key, key_text(entry.key));
    document.add_u64(fields.born, born(entry.key));
    for (place, part) in entry.parts().iter().enumerate() {
        let part = Analysed::of(part);
        if part.folded.is_empty() {
            continue;
        }
        let (accented_pairs, folded_pairs) = (pairs(&part.accented), pairs(&part.folded));
        document.add_text(fields.accented, accented(&part));
        if place == 0 {
            document.add_text(fields.subject, format!("{} {accented_pairs}", part.accented));
            document.add_text(fields.subject_folded, format!("{} {folded_pairs}", part.folded));
        }
        document.add_text(fields.folded, part.folded);
        document.add_text(fields.accented_pairs, accented_pairs);
        document.add_text(fields.folded_pairs, folded_pairs);
    }
    for key in code_keys(&entry.code) {
        document.add_text(fields.code, key);
    }
    if let Some(number) = entry.number {
        document.add_text(fields.code, number.to_string());
    }
    for token in &entry.reach {
        document.add_text(fields.reach, token);
    }
    for (facet, value) in &entry.facets {
        document.add_text(fields.facets[facet.place()], value);
    }
    for (field, date) in
        [(fields.arrived, entry.arrived), (fields.issued, entry.issued), (fields.due, entry.due)]
    {
        if let Some(date) = date {
            document.add_i64(field, day(date));
        }
    }
    document
}

/// Takes words apart that were analysed before: at single spaces. A bare word's second key has the place of the first.
#[derive(Clone, Default)]
struct Spaced;

struct Words<'a> {
    text: &'a str,
    at: usize,
    next: usize,
    token: Token,
}

impl Tokenizer for Spaced {
    type TokenStream<'a> = Words<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Words<'a> {
        Words { text, at: 0, next: 0, token: Token::default() }
    }
}

impl TokenStream for Words<'_> {
    fn advance(&mut self) -> bool {
        let Some(rest) = self.text.get(self.at..).filter(|rest| !rest.is_empty()) else { return false };
        let word = rest.split(' ').next().unwrap_or_default();
        self.token.position = if word.starts_with(BARE) { self.next.saturating_sub(1) } else { self.next };
        self.token.offset_from = self.at;
        self.token.offset_to = self.at + word.len();
        self.token.text.clear();
        self.token.text.push_str(word);
        self.next = self.token.position + 1;
        self.at += word.len() + 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
