//! Which counter gives a paper its number, and where that counter starts.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a book's numbers restart with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyPart {
    Book,
    /// The kind of document: Party papers count per type.
    Kind,
    /// The calendar year: State papers.
    Year,
    /// The term of office, from the day after the closing of one congress.
    Term,
}

/// How one sort of book is numbered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbering {
    pub key: Vec<KeyPart>,
    /// Numbers below 10 are printed with a zero: `05-NQ/TU`.
    #[serde(default)]
    pub two_digits: bool,
    /// Whether secret papers take numbers of the same sequence.
    #[serde(default)]
    pub secret_shares: Option<bool>,
}

/// A term of office and its first day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermOfOffice {
    /// `2025-2030`.
    pub name: String,
    pub starts: Date,
}

/// What is known of the paper when it takes its number.
#[derive(Debug, Clone, Copy)]
pub struct KeyFacts<'a> {
    pub book: &'a str,
    pub kind: Option<&'a str>,
    pub terms: &'a [TermOfOffice],
    pub date: Date,
}

/// The name of a counter row; equal keys share one sequence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CounterKey(String);

impl CounterKey {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CounterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why no counter can be named.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberingFault {
    #[error("the numbering key has no book")]
    NoBook,
    #[error("the numbering key counts by year and by term at once, or names a part twice")]
    Contradiction,
    #[error("this book is numbered by kind, and the paper has none")]
    NoKind,
    #[error("no term of office has begun by {0}")]
    NoTerm(Date),
}

/// The counter for a paper: `book=den;year=2026`, `book=di;kind=NQ;term=2025-2030`.
pub fn counter_key(parts: &[KeyPart], facts: &KeyFacts<'_>) -> Result<CounterKey, NumberingFault> {
    let has = |part: KeyPart| parts.contains(&part);
    let twice = parts.iter().enumerate().any(|(at, part)| parts.iter().take(at).any(|p| p == part));
    if twice || (has(KeyPart::Year) && has(KeyPart::Term)) {
        return Err(NumberingFault::Contradiction);
    }
    if !has(KeyPart::Book) {
        return Err(NumberingFault::NoBook);
    }
    // The order of the parts in a setting must not make another counter.
    let mut key = format!("book={}", escape(facts.book));
    if has(KeyPart::Kind) {
        let kind = facts.kind.filter(|kind| !kind.is_empty()).ok_or(NumberingFault::NoKind)?;
        key.push_str(&format!(";kind={}", escape(kind)));
    }
    if has(KeyPart::Year) {
        key.push_str(&format!(";year={:04}", facts.date.year()));
    }
    if has(KeyPart::Term) {
        let term = facts.terms.iter().filter(|term| term.starts <= facts.date).max_by_key(|term| term.starts);
        let term = term.ok_or(NumberingFault::NoTerm(facts.date))?;
        key.push_str(&format!(";term={}", escape(&term.name)));
    }
    Ok(CounterKey(key))
}

/// Names are the tenant's: what separates the parts of a key cannot come from them.
fn escape(name: &str) -> String {
    name.replace('%', "%25").replace(';', "%3B").replace('=', "%3D")
}

/// A book taken over from paper or from another system in the middle of a year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartingNumber {
    pub key: CounterKey,
    /// The first number that this program gives.
    pub number: u32,
}

/// The first number of a counter: 1, unless the book was taken over at a later one.
#[must_use]
pub fn first_number(key: &CounterKey, starts: &[StartingNumber]) -> u32 {
    starts.iter().find(|start| start.key == *key).map_or(1, |start| start.number.max(1))
}
