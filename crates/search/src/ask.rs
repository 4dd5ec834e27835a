//! A question as somebody typed it, taken apart.
//!
//! Words stand side by side: all of them are looked for. `"in quotes"` stands together; `chuy*` begins a word; what
//! looks like a number and symbol is one piece. A mark that is typed counts; a syllable without marks stands for all.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use vietnamese::Word;

use crate::entry::{Entry, Facet};

/// Words of a question; what follows is not looked at.
pub const WORDS_MAX: usize = 64;
/// Letters of a question.
pub const TYPED_MAX: usize = 1_000;
/// From this many words on it is a sentence: most papers lack one word or another of it.
pub const SENTENCE: usize = 9;

/// A word at both levels.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Term {
    pub accented: String,
    pub folded: String,
}

impl Term {
    #[must_use]
    pub fn of(word: &Word<'_>) -> Term {
        Term { accented: word.accented(), folded: word.folded() }
    }

    /// Typed with a mark, so that only the same marks will do.
    #[must_use]
    pub fn marked(&self) -> bool {
        self.accented != self.folded
    }
}

/// A piece of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Word(Term),
    /// The beginning of a word.
    Prefix(Term),
    /// Side by side, in this order; the last may be a beginning.
    Phrase(Vec<Term>, bool),
    /// A number and symbol, whole or a part of one: its words side by side without accents, and its key.
    Code(Vec<Term>, String),
}

impl Piece {
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        match self {
            Piece::Word(term) | Piece::Prefix(term) => std::slice::from_ref(term),
            Piece::Phrase(terms, _) | Piece::Code(terms, _) => terms,
        }
    }
}

/// The pieces of a question.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    pub pieces: Vec<Piece>,
}

impl Question {
    /// Takes a question apart. While somebody is typing, the last word may be unfinished.
    #[must_use]
    pub fn parse(text: &str, typing: bool) -> Question {
        let text = text.get(..text.floor_char_boundary(TYPED_MAX)).unwrap_or_default();
        // What Telex leaves in two characters is one letter.
        let text = vietnamese::nfc(text);
        let mut pieces = Vec::new();
        let mut rest: &str = &text;
        while let Some(at) = rest.find(is_quote) {
            let (before, from) = rest.split_at(at);
            loose(before, &mut pieces);
            let inner = from.trim_start_matches(is_quote_once(from));
            let (inside, after) = match inner.find(is_quote) {
                Some(end) => (&inner[..end], inner[end..].trim_start_matches(is_quote_once(&inner[end..]))),
                // A quote that is still open holds to the end.
                None => (inner, ""),
            };
            let prefix = inside.trim_end().ends_with('*');
            let terms: Vec<_> = vietnamese::words(inside).map(|word| Term::of(&word)).collect();
            match terms.len() {
                0 => {}
                1 => pieces.extend(terms.into_iter().map(if prefix { Piece::Prefix } else { Piece::Word })),
                _ => pieces.push(Piece::Phrase(terms, prefix)),
            }
            rest = after;
        }
        loose(rest, &mut pieces);
        let mut words = 0;
        pieces.retain(|piece| {
            words += piece.terms().len();
            words <= WORDS_MAX
        });
        if typing
            && text.ends_with(|c: char| c.is_alphanumeric())
            && let Some(Piece::Word(last)) = pieces.last()
        {
            let last = Piece::Prefix(last.clone());
            pieces.pop();
            pieces.push(last);
        }
        Question { pieces }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Long enough that no paper has to hold every word.
    #[must_use]
    pub fn sentence(&self) -> bool {
        self.pieces.len() >= SENTENCE
    }

    /// Whether any mark was typed.
    #[must_use]
    pub fn marked(&self) -> bool {
        self.pieces.iter().flat_map(Piece::terms).any(Term::marked)
    }

    /// The same question with the accents taken off.
    #[must_use]
    pub fn folded(&self) -> Question {
        let bare = |term: &Term| Term { accented: term.folded.clone(), folded: term.folded.clone() };
        let all = |terms: &[Term]| terms.iter().map(bare).collect();
        let pieces = self.pieces.iter().map(|piece| match piece {
            Piece::Word(term) => Piece::Word(bare(term)),
            Piece::Prefix(term) => Piece::Prefix(bare(term)),
            Piece::Phrase(terms, prefix) => Piece::Phrase(all(terms), *prefix),
            Piece::Code(terms, key) => Piece::Code(all(terms), key.clone()),
        });
        Question { pieces: pieces.collect() }
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

/// The one quote this text begins with.
fn is_quote_once(text: &str) -> impl FnMut(char) -> bool + use<> {
    let mut first = text.chars().next().is_some_and(is_quote);
    move |_| std::mem::take(&mut first)
}

/// Text outside quotes: codes, beginnings, words.
fn loose(text: &str, pieces: &mut Vec<Piece>) {
    let mut from = 0;
    for (place, code) in vietnamese::find_codes(text) {
        chunks(text.get(from..place.start).unwrap_or_default(), pieces);
        // "số 25-CV/TU": the word says what follows, it is not looked for.
        if let Some(Piece::Word(term)) = pieces.last()
            && term.folded == "so"
        {
            pieces.pop();
        }
        put_code(&code.code, pieces);
        from = place.end;
    }
    chunks(text.get(from..).unwrap_or_default(), pieces);
}

fn chunks(text: &str, pieces: &mut Vec<Piece>) {
    for chunk in text.split_whitespace() {
        if is_code(chunk) {
            put_code(chunk.trim_matches(|c: char| !c.is_alphanumeric()), pieces);
            continue;
        }
        let before = pieces.len();
        pieces.extend(vietnamese::words(chunk).map(|word| Piece::Word(Term::of(&word))));
        if chunk.ends_with('*')
            && pieces.len() > before
            && let Some(Piece::Word(term)) = pieces.pop()
        {
            pieces.push(Piece::Prefix(term));
        }
    }
}

/// `25-cv/tu`, `CV/TU`, `15/QĐ`, `QĐ-BNV`, `05/9/2026`; not `kinh tế-xã hội`.
fn is_code(chunk: &str) -> bool {
    let chunk = chunk.trim_matches(|c: char| !c.is_alphanumeric());
    let Some(cut) = chunk.find(['/', '-']) else { return false };
    let digits = chunk.chars().any(|c| c.is_ascii_digit());
    let capitals = chunk.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    cut > 0 && (digits || capitals || chunk.contains('/'))
}

fn put_code(code: &str, pieces: &mut Vec<Piece>) {
    let terms: Vec<_> = vietnamese::words(code)
        .map(|word| {
            let folded = word.folded();
            Term { accented: folded.clone(), folded }
        })
        .collect();
    let key: String = vietnamese::fold(code).chars().filter(|c| !c.is_whitespace()).collect();
    let key = key.trim_start_matches('0').to_owned();
    match terms.len() {
        0 => {}
        1 => pieces.extend(terms.into_iter().map(Piece::Word)),
        _ => pieces.push(Piece::Code(terms, key)),
    }
}

/// What the hits are narrowed to. Of one facet any of the values will do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub any: Vec<(Facet, Vec<String>)>,
    /// Deadline before this day.
    pub late_on: Option<Date>,
    pub arrived: (Option<Date>, Option<Date>),
    pub issued: (Option<Date>, Option<Date>),
}

impl Filter {
    /// Everything but the facets.
    #[must_use]
    pub fn days_hold(&self, entry: &Entry) -> bool {
        within(entry.arrived, self.arrived)
            && within(entry.issued, self.issued)
            && self.late_on.is_none_or(|day| entry.due.is_some_and(|due| due < day))
    }

    /// Which facets do not hold.
    #[must_use]
    pub fn missed(&self, entry: &Entry) -> Vec<Facet> {
        let holds = |facet: Facet, values: &[String]| {
            entry.facets.iter().any(|(f, value)| *f == facet && values.contains(value))
        };
        self.any.iter().filter(|(facet, values)| !holds(*facet, values)).map(|(facet, _)| *facet).collect()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Filter::default()
    }
}

fn within(day: Option<Date>, (from, to): (Option<Date>, Option<Date>)) -> bool {
    match day {
        Some(day) => from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to),
        None => from.is_none() && to.is_none(),
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// What fits best.
    #[default]
    Best,
    Newest,
}

/// A whole question.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    pub question: Question,
    pub filter: Filter,
    pub order: Order,
    /// Hits left out at the beginning, and how many are wanted.
    pub skip: usize,
    pub limit: usize,
    /// Whether facets are counted.
    pub facets: bool,
}

/// For whom the question is asked: the tokens that open an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// The command line and evaluation: whoever holds the machine.
    All,
    Any(Vec<String>),
}

impl Reach {
    #[must_use]
    pub fn opens(&self, entry: &Entry) -> bool {
        match self {
            Reach::All => true,
            Reach::Any(tokens) => entry.reach.iter().any(|token| tokens.contains(token)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(text: &str) -> Term {
        vietnamese::words(text).map(|word| Term::of(&word)).next().unwrap()
    }

    fn words(text: &str) -> Vec<Piece> {
        vietnamese::words(text).map(|word| Piece::Word(Term::of(&word))).collect()
    }

    #[test]
    fn words_phrases_beginnings() {
        assert_eq!(Question::parse("kế hoạch, 2026", false).pieces, words("kế hoạch 2026"));
        assert_eq!(
            Question::parse("“chuyển đổi số” ngh*", false).pieces,
            [Piece::Phrase(vec![term("chuyển"), term("đổi"), term("số")], false), Piece::Prefix(term("ngh")),]
        );
        assert_eq!(
            Question::parse("\"chuyển đổi", false).pieces,
            [Piece::Phrase(vec![term("chuyển"), term("đổi")], false)]
        );
        assert_eq!(Question::parse("\"\" \"uỷ\"", false).pieces, words("uỷ"));
        assert_eq!(
            Question::parse("chuyển đ", true).pieces,
            [words("chuyển"), vec![Piece::Prefix(term("đ"))]].concat()
        );
        assert_eq!(Question::parse("chuyển ", true).pieces, words("chuyển"));
        assert_eq!(Question::parse(" ?! ", true), Question::default());
    }

    #[test]
    fn codes_are_one_piece() {
        let code = |text: &str, key: &str| {
            let terms = vietnamese::words(text)
                .map(|word| Term { accented: word.folded(), folded: word.folded() })
                .collect();
            Piece::Code(terms, key.to_owned())
        };
        for (typed, key) in [
            ("25-CV/TU", "25-cv/tu"),
            ("25-cv/tu", "25-cv/tu"),
            ("số 025-CV/TU", "25-cv/tu"),
            ("CV/TU", "cv/tu"),
            ("15/QĐ", "15/qd"),
            ("Số: 15 /QĐ-BNV", "15/qd-bnv"),
            ("QĐ-BNV", "qd-bnv"),
            ("5/9/2026", "5/9/2026"),
        ] {
            assert_eq!(Question::parse(typed, false).pieces, [code(key, key)], "{typed}");
        }
        assert_eq!(Question::parse("kinh tế-xã hội", false).pieces, words("kinh tế xã hội"));
        assert_eq!(
            Question::parse("góp ý 25-CV/TU gấp", false).pieces,
            [words("góp ý"), vec![code("25-cv/tu", "25-cv/tu")], words("gấp")].concat()
        );
    }

    #[test]
    fn a_question_has_an_end() {
        let long = "a ".repeat(5_000);
        assert_eq!(Question::parse(&long, false).pieces.len(), WORDS_MAX);
    }
}
