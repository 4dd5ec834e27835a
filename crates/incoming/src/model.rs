//! The nouns of the door, pure.

use serde::{Deserialize, Serialize};

/// Marks keys of receipts, their annexes, the ledger's days, and what else can become of a paper at the door.
pub struct Receipt;
pub struct Annex;
pub struct DoorDay;
pub struct Refused;
pub struct Stop;
pub struct HandOver;

/// How a paper counts in the account of its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Counts {
    Waiting,
    Registered,
    Returned,
    /// Handed over on paper, or dealt with outside this system.
    Handed,
}

impl Counts {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Counts::Waiting => "waiting",
            Counts::Registered => "registered",
            Counts::Returned => "returned",
            Counts::Handed => "handed",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Counts> {
        [Counts::Waiting, Counts::Registered, Counts::Returned, Counts::Handed]
            .into_iter()
            .find(|counts| counts.code() == code)
    }
}

/// The account of a day, or of a source of that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Equation {
    pub received: u64,
    pub registered: u64,
    pub returned: u64,
    pub waiting: u64,
    pub handed: u64,
}

impl Equation {
    #[must_use]
    pub fn holds(&self) -> bool {
        self.received == self.registered + self.returned + self.waiting + self.handed
    }

    /// Adds pieces of one state.
    pub fn add(&mut self, counts: Counts, pieces: u64) {
        match counts {
            Counts::Waiting => self.waiting += pieces,
            Counts::Registered => self.registered += pieces,
            Counts::Returned => self.returned += pieces,
            Counts::Handed => self.handed += pieces,
        }
    }

    #[must_use]
    pub fn plus(self, other: Equation) -> Equation {
        Equation {
            received: self.received + other.received,
            registered: self.registered + other.registered,
            returned: self.returned + other.returned,
            waiting: self.waiting + other.waiting,
            handed: self.handed + other.handed,
        }
    }
}

/// Why a paper was stopped at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// A mark of secrecy was read.
    Marked,
    /// The clerk said so before anything was read, or when asked.
    Declared,
    /// No mark could be looked for: a scan, an encrypted or broken file. The clerk is asked.
    Unchecked,
}

impl Why {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Why::Marked => "marked",
            Why::Declared => "declared",
            Why::Unchecked => "unchecked",
        }
    }
}

/// The marks of secrecy, by the code that is kept (rules/secrecy.toml holds what they mean).
pub const MARKS: [&str; 3] = ["mat", "toi-mat", "tuyet-mat"];

/// The code of a mark as read; an unknown one counts as the lowest, never as none.
#[must_use]
pub fn mark_code(read: &str) -> &'static str {
    match vietnamese::fold(read).as_str() {
        text if text.contains("tuyet") => "tuyet-mat",
        text if text.contains("toi") => "toi-mat",
        _ => "mat",
    }
}

/// What was done with a stopped paper outside this system. Codes, not words: a slip holds no subject.
pub const DONE: [&str; 3] = ["purged", "secret-clerk", "sender"];
