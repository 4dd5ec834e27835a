//! The nouns, pure.

use documents::OldLine;
use serde::{Deserialize, Serialize};

/// Marks keys of imports and of scans that come later.
pub struct Import;
pub struct Scan;

/// What a column of the register says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Arrived,
    Number,
    Issuer,
    Code,
    Issued,
    Kind,
    Subject,
    Receiver,
    Forwarded,
    Signed,
    Note,
    Urgency,
    Secrecy,
    /// Not taken; it stays in the file and in the report.
    Ignored,
}

impl Field {
    pub const ALL: [Field; 14] = [
        Field::Arrived,
        Field::Number,
        Field::Issuer,
        Field::Code,
        Field::Issued,
        Field::Kind,
        Field::Subject,
        Field::Receiver,
        Field::Forwarded,
        Field::Signed,
        Field::Note,
        Field::Urgency,
        Field::Secrecy,
        Field::Ignored,
    ];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Field::Arrived => "arrived",
            Field::Number => "number",
            Field::Issuer => "issuer",
            Field::Code => "code",
            Field::Issued => "issued",
            Field::Kind => "kind",
            Field::Subject => "subject",
            Field::Receiver => "receiver",
            Field::Forwarded => "forwarded",
            Field::Signed => "signed",
            Field::Note => "note",
            Field::Urgency => "urgency",
            Field::Secrecy => "secrecy",
            Field::Ignored => "ignored",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.code() == code)
    }
}

/// How a row of the table stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Ready,
    /// It can be taken, and somebody should look first.
    Doubtful,
    /// It cannot be taken as it is.
    Wrong,
    Imported,
    /// The book has it already, or an earlier row says the same.
    Same,
    /// No line of the register: a heading, a total, a title.
    Left,
}

impl State {
    pub const ALL: [State; 6] =
        [State::Ready, State::Doubtful, State::Wrong, State::Imported, State::Same, State::Left];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            State::Ready => "ready",
            State::Doubtful => "doubtful",
            State::Wrong => "wrong",
            State::Imported => "imported",
            State::Same => "same",
            State::Left => "left",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What is to be said of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", content = "said", rename_all = "snake_case")]
pub enum Problem {
    // It cannot be taken.
    NoNumber,
    BadNumber(String),
    NoArrival,
    BadArrival(String),
    ArrivalAhead(String),
    Empty,
    TooLong(String),
    /// The number stands in an earlier row, with another code.
    Doubled(String),
    /// The number belongs to another paper of the book.
    Taken(i64),
    /// From this number on the program gives the numbers.
    GivenHere(i64),
    Secret,
    // It can be taken when somebody has looked.
    OtherYear(String),
    BadIssued(String),
    IssuedLater,
    BadForwarded(String),
    NoCode,
    NoSubject,
    NoIssuer,
    Jump(i64),
    // Only to be known.
    FromAbove,
    YearAdded,
    Repeats(String),
    Heading,
    Total,
    Title,
    Blank,
}

/// How much a problem weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    Remark,
    Doubt,
    Fault,
}

impl Problem {
    #[must_use]
    pub fn weight(&self) -> Weight {
        use Problem as P;
        match self {
            P::NoNumber
            | P::BadNumber(_)
            | P::NoArrival
            | P::BadArrival(_)
            | P::ArrivalAhead(_)
            | P::Empty
            | P::TooLong(_)
            | P::Doubled(_)
            | P::Taken(_)
            | P::GivenHere(_)
            | P::Secret => Weight::Fault,
            P::OtherYear(_)
            | P::BadIssued(_)
            | P::IssuedLater
            | P::BadForwarded(_)
            | P::NoCode
            | P::NoSubject
            | P::NoIssuer
            | P::Jump(_) => Weight::Doubt,
            P::FromAbove | P::YearAdded | P::Repeats(_) | P::Heading | P::Total | P::Title | P::Blank => {
                Weight::Remark
            }
        }
    }
}

/// A row of the table, with what was typed over it.
#[derive(Debug, Clone)]
pub struct Row {
    pub place: u32,
    pub sheet: String,
    pub line: u32,
    pub cells: Vec<String>,
    pub typed: Vec<(Field, String)>,
    pub accepted: bool,
    /// It is in the book, under this number.
    pub imported: bool,
    pub number: Option<i64>,
}

/// What a row comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    pub state: State,
    pub number: Option<i64>,
    pub line: Option<Line>,
    pub problems: Vec<Problem>,
}

/// The line as it will be stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub number: i64,
    pub arrived_on: jiff::civil::Date,
    pub code: String,
    pub kind: String,
    pub issuer: String,
    pub issued_on: Option<jiff::civil::Date>,
    pub subject: String,
    pub urgency: String,
    pub receiver: String,
    pub forwarded_on: Option<jiff::civil::Date>,
    pub signed: String,
    pub note: String,
}

impl Line {
    #[must_use]
    pub fn old(self, (sheet, line): (String, u32)) -> OldLine {
        OldLine {
            sheet,
            line,
            number: self.number,
            arrived_on: self.arrived_on,
            code: self.code,
            kind: self.kind,
            issuer: self.issuer,
            issued_on: self.issued_on,
            subject: self.subject,
            urgency: self.urgency,
            receiver: self.receiver,
            forwarded_on: self.forwarded_on,
            signed: self.signed,
            note: self.note,
        }
    }
}
