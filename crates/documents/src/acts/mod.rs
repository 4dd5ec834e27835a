//! Registering a paper under the next number, and voiding a number.

mod books;
mod keeping;
mod old;
mod related;
mod writings;

pub use books::{
    Begin, ConfigureBook, Enter, SetSeries, SetTerms, VoidEntry, begin_book, check_book, configure_book,
    enter, may_keep, set_series, set_terms, void_entry,
};
pub use keeping::{
    COPY_FORMS, Confirm, Copy, Correct, Fill, Move, RESERVE_MAX, Reserve, confirm_original, correct,
    fill_reserved, join_copy, move_original, reserve_number,
};
pub use old::{
    AddFile, OldBook, OldLine, Put, add_file, close_old_book, may_keep_series, open_old_book, put_old_lines,
};

pub use related::{AddFiles, PartPapers, Relate, add_files, part, relate, relate_to};
pub use writings::{Typed, WrittenAt, write_down};

use jiff::civil::Date;
use kernel::{Act, BlobHash, Id, Refusal, Subject};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::{Book, Paper, Series};
use crate::text::Marks;
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

/// Which book, which day's, and under which number.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Into {
    /// The office's own book when none is named.
    #[serde(default)]
    pub series: Option<Id<Series>>,
    /// The day it came, when that was before today: it belongs into the book of that day.
    #[serde(default)]
    pub arrived_on: Option<Date>,
    /// The number that the book's master system gave.
    #[serde(default)]
    pub number: Option<i64>,
    /// Under which key its text is known already, where it waited.
    #[serde(skip)]
    pub text: Option<Uuid>,
}

/// A paper that came is registered within this time; an older day is a mistyped one.
const BACK_DAYS: i32 = 31;

/// Puts a paper into the office's own book of incoming papers under the next number. Who may is the caller's
/// question: this is a part of the functions' acts.
pub fn register(act: &mut Act<'_>, input: NewPaper) -> Result<Registered, Refusal> {
    register_in(act, (input, Into::default()))
}

/// The same into a book that is named; a book that is not the office's own asks who may.
pub fn register_in(act: &mut Act<'_>, (input, into): (NewPaper, Into)) -> Result<Registered, Refusal> {
    let paper = checked(input)?;
    let series = books::series(act, into.series)?;
    if into.series.is_some() {
        books::may_keep(act, &series)?;
    }
    let today = act.today();
    let arrived_on = into.arrived_on.unwrap_or(today);
    if arrived_on > today || rules::days_left(today, arrived_on) > BACK_DAYS {
        return Err(Refusal::invalid(t::arrival_wrong(BACK_DAYS)).field("arrived_on"));
    }
    let book = books::open(act, &series, (&paper.kind, arrived_on))?;
    let number = match (into.number, &book.master) {
        (None, None) => store::next_number(act.tx(), book.id)?,
        (None, Some(master)) => {
            return Err(Refusal::conflict(t::numbered_elsewhere(master.clone())).field("number"));
        }
        (Some(_), None) => return Err(Refusal::conflict(t::numbers_given_here()).field("number")),
        (Some(number), Some(_)) => {
            store::lock_book(act.tx(), book.id)?;
            if !(1..=9_999_999).contains(&number) {
                return Err(Refusal::invalid(t::first_number_wrong()).field("number"));
            }
            if store::number_taken(act.tx(), book.id, number)? {
                return Err(Refusal::conflict(t::number_taken(number)).field("number"));
            }
            number
        }
    };
    let registered = put(act, (book.id, number, arrived_on), &paper)?;
    mark(act, registered.paper, (into.text, &paper))?;
    Ok(registered)
}

/// Its text can be found again: as it is known already, else as it is read now.
fn mark(act: &mut Act<'_>, id: Id<Paper>, (text, paper): (Option<Uuid>, &NewPaper)) -> Result<(), Refusal> {
    if let Some(text) = text
        && store::give_marks(act.tx(), text, id)?
    {
        return Ok(());
    }
    if let Some(file) = paper.files.first() {
        store::insert_marks(act.tx(), (id.uuid(), Some(id)), &Marks::of(&file.text, &paper.code))?;
    }
    Ok(())
}

/// Writes the line and its files.
fn put(
    act: &mut Act<'_>,
    (book, number, arrived_on): (Id<Book>, i64, Date),
    paper: &NewPaper,
) -> Result<Registered, Refusal> {
    let id: Id<Paper> = act.new_id();
    act.record("documents.register", Subject::new("paper", id));
    act.fact("book", book);
    act.fact("number", number);
    act.sealed_fact("code", &paper.code)?;
    store::insert_paper(act.tx(), (id, book, number, arrived_on), paper)?;
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

/// What was read of a registered file later, as a part of another act: recognition was missing when it came. The
/// original and the line of the book stay as they are.
pub fn set_text(
    act: &mut Act<'_>,
    paper: Id<Paper>,
    (blob, pages, text): (BlobHash, u32, &str),
) -> Result<(), Refusal> {
    act.touch(Subject::new("paper", paper));
    store::set_text(act.tx(), paper, (blob, pages, text))?;
    let first = store::files(act.tx(), paper)?.into_iter().next();
    if first.is_some_and(|file| file.blob == blob) {
        let line = store::paper(act.tx(), paper)?.ok_or_else(Refusal::not_found)?;
        let known = store::text_of(act.tx(), paper)?.unwrap_or(paper.uuid());
        store::delete_marks(act.tx(), known)?;
        store::insert_marks(act.tx(), (known, Some(paper)), &Marks::of(text, &line.code))?;
        store::marked(act.tx(), paper)?;
    }
    Ok(())
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
    books::may_keep_line(act, input.paper)?;
    let paper = store::lock(act.tx(), input.paper)?.ok_or_else(Refusal::not_found)?;
    if paper.voided_why.is_some() {
        return Err(Refusal::conflict(t::already_void()));
    }
    act.record("documents.void_number", Subject::new("paper", input.paper));
    act.fact("number", paper.number);
    store::void(act.tx(), input.paper, why)?;
    Ok(())
}
