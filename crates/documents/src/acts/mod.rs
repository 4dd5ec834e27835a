//! Registering a paper under the next number, and voiding a number.

mod keeping;

pub use keeping::{
    COPY_FORMS, ConfigureBook, Confirm, Copy, Correct, Fill, Move, RESERVE_MAX, Reserve, begin_book,
    configure_book, confirm_original, correct, fill_reserved, join_copy, move_original, register_numbered,
    reserve_number,
};

use jiff::civil::Date;
use kernel::{Act, BlobHash, Id, Refusal, Subject};
use serde::{Deserialize, Serialize};
use words::Lang;

use crate::model::{Book, Paper};
use crate::{store, t};

/// Where Nghị định 30/2020 sets a length (Annex VI: subject 500, organisation 200), longer texts are kept
/// but not without end.
const SUBJECT_MAX: usize = 2000;
const SHORT_MAX: usize = 300;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewFile {
    pub blob: BlobHash,
    pub name: String,
    pub pages: u32,
    pub text: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewPaper {
    /// Number and symbol as printed; empty for a paper without one.
    pub code: String,
    pub kind: String,
    pub issuer: String,
    pub issued_on: Option<Date>,
    pub subject: String,
    pub urgency: String,
    /// The date asked for in the letter. It is not the deadline: the office sets that.
    pub asked_by: Option<Date>,
    pub files: Vec<NewFile>,
}

impl NewPaper {
    /// A line that holds nothing yet.
    fn empty() -> NewPaper {
        NewPaper {
            code: String::new(),
            kind: String::new(),
            issuer: String::new(),
            issued_on: None,
            subject: String::new(),
            urgency: String::new(),
            asked_by: None,
            files: Vec::new(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    pub paper: Id<Paper>,
    pub number: i64,
}

/// Puts a paper into this year's book of incoming papers under the next number. Who may is the caller's
/// question: this is a part of the functions' acts.
pub fn register(act: &mut Act<'_>, input: NewPaper) -> Result<Registered, Refusal> {
    let paper = checked(input)?;
    let book = open_book(act)?;
    if let Some(master) = store::master(act.tx(), book)? {
        return Err(Refusal::conflict(t::numbered_elsewhere(master)).field("number"));
    }
    let number = store::next_number(act.tx(), book)?;
    put(act, (book, number), &paper)
}

/// Writes the line and its files.
fn put(act: &mut Act<'_>, (book, number): (Id<Book>, i64), paper: &NewPaper) -> Result<Registered, Refusal> {
    let id: Id<Paper> = act.new_id();
    act.record("documents.register", Subject::new("paper", id));
    act.fact("book", book);
    act.fact("number", number);
    act.sealed_fact("code", &paper.code)?;
    let today = act.today();
    store::insert_paper(act.tx(), (id, book, number, today), paper)?;
    for file in &paper.files {
        let file_id = act.new_id();
        store::insert_file(act.tx(), file_id, id, file)?;
    }
    Ok(Registered { paper: id, number })
}

fn checked(mut paper: NewPaper) -> Result<NewPaper, Refusal> {
    let tidy = |text: &str| vietnamese::nfc(text.trim()).into_owned();
    for text in [&mut paper.code, &mut paper.kind, &mut paper.issuer, &mut paper.subject, &mut paper.urgency]
    {
        *text = tidy(text);
    }
    let mut faults = Vec::new();
    if paper.subject.is_empty() {
        faults.push(Refusal::invalid(t::subject_missing()).field("subject"));
    }
    if paper.issuer.is_empty() {
        faults.push(Refusal::invalid(t::issuer_missing()).field("issuer"));
    }
    for (text, max, field) in [
        (&paper.subject, SUBJECT_MAX, "subject"),
        (&paper.issuer, SHORT_MAX, "issuer"),
        (&paper.code, SHORT_MAX, "code"),
        (&paper.kind, SHORT_MAX, "kind"),
    ] {
        if text.chars().count() > max {
            faults.push(Refusal::invalid(t::too_long(max)).field(field));
        }
    }
    Refusal::all(faults)?;
    Ok(paper)
}

/// The book of this year; the first paper of a year opens it.
fn open_book(act: &mut Act<'_>) -> Result<Id<Book>, Refusal> {
    let year = i64::from(act.today().year());
    if let Some(book) = store::book_of_year(act.tx(), year)? {
        return Ok(book.id);
    }
    let id = act.new_id();
    act.record("documents.open_book", Subject::new("book", id));
    let name = t::incoming_book(year.to_string()).say(Lang::Vi);
    store::insert_book(act.tx(), id, year, &name)?;
    // Two clerks may open it at once: the first one's book stands.
    Ok(store::book_of_year(act.tx(), year)?.map_or(id, |book| book.id))
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Void {
    pub paper: Id<Paper>,
    pub why: String,
}

/// Voids a number. The line stays in the book with the reason; the number is never given again.
pub fn void_number(act: &mut Act<'_>, input: Void) -> Result<(), Refusal> {
    let why = input.why.trim();
    if why.is_empty() {
        return Err(Refusal::invalid(t::void_why()).field("why"));
    }
    people::may(act, crate::KEEP)?;
    let paper = store::lock(act.tx(), input.paper)?.ok_or_else(Refusal::not_found)?;
    if paper.voided_why.is_some() {
        return Err(Refusal::conflict(t::already_void()));
    }
    act.record("documents.void_number", Subject::new("paper", input.paper));
    act.fact("number", paper.number);
    store::void(act.tx(), input.paper, why)?;
    Ok(())
}
