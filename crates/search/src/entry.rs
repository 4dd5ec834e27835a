//! What stands in the index for a thing of the office.

use jiff::civil::Date;
use kernel::{StoreError, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A thing that can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    pub kind: &'static str,
    pub id: Uuid,
}

/// What hits can be narrowed by and are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Facet {
    Book,
    Kind,
    Issuer,
    Unit,
    State,
    Urgency,
}

impl Facet {
    pub const ALL: [Facet; 6] =
        [Facet::Book, Facet::Kind, Facet::Issuer, Facet::Unit, Facet::State, Facet::Urgency];

    /// Its word in addresses and in the index.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Facet::Book => "book",
            Facet::Kind => "kind",
            Facet::Issuer => "issuer",
            Facet::Unit => "unit",
            Facet::State => "state",
            Facet::Urgency => "urgency",
        }
    }

    #[must_use]
    pub fn place(self) -> usize {
        Facet::ALL.iter().position(|one| *one == self).unwrap_or_default()
    }
}

/// What is known of a thing, as the index keeps it. Ids instead of names: a name that changes touches no entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub key: Key,
    /// Number and symbol as printed.
    pub code: String,
    /// Its number in the book.
    pub number: Option<i64>,
    pub subject: String,
    /// Who issued it, who signed: found, ranked below the subject.
    pub names: String,
    pub body: String,
    pub facets: Vec<(Facet, String)>,
    pub arrived: Option<Date>,
    pub issued: Option<Date>,
    /// The deadline while it runs: what is late follows from the day of the question.
    pub due: Option<Date>,
    /// For whom it exists: who holds one of these may find it. None of them, and nobody finds it.
    pub reach: Vec<String>,
}

impl Entry {
    #[must_use]
    pub fn new(kind: &'static str, id: Uuid) -> Entry {
        Entry {
            key: Key { kind, id },
            code: String::new(),
            number: None,
            subject: String::new(),
            names: String::new(),
            body: String::new(),
            facets: Vec::new(),
            arrived: None,
            issued: None,
            due: None,
            reach: Vec::new(),
        }
    }

    /// Everything a word may stand in, in one text: what has to hold all the words of a question. A code is there as
    /// its words too, and so is the number in the book.
    #[must_use]
    pub fn parts(&self) -> [String; 4] {
        let number = self.number.map_or_else(String::new, |n| n.to_string());
        let code = if number.is_empty() { self.code.clone() } else { format!("{} {number}", self.code) };
        // What stands behind the first million letters of a scan's text is found by the rest.
        let body = self.body.get(..self.body.floor_char_boundary(BODY_MAX)).unwrap_or_default();
        [self.subject.clone(), code, self.names.clone(), body.to_owned()]
    }
}

/// Longer texts are indexed up to here, in bytes.
pub const BODY_MAX: usize = 1 << 20;

/// Things older than this one, newest first, no more than so many.
pub type Older = fn(&mut Tx<'_>, Option<Uuid>, u32) -> Result<Vec<Uuid>, StoreError>;

/// What a function of the office gives to search: which subjects of the journal change which of its things, and the
/// things as they are now.
#[derive(Clone, Copy)]
pub struct Source {
    pub kind: &'static str,
    /// The things that change with a subject of the journal; none when the subject is none of ours.
    pub changed: fn(&mut Tx<'_>, &str, Uuid) -> Result<Vec<Uuid>, StoreError>,
    /// Some things as they are now; one that is gone is left out.
    pub load: fn(&mut Tx<'_>, &[Uuid]) -> Result<Vec<Entry>, StoreError>,
    /// The things older than this one, the newest first.
    pub older: Older,
}
