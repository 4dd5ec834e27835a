//! A register that was kept before this program, taken over line by line: every line keeps its number, and numbers that
//! the register did not have are recorded as its gaps. These are parts of the import's acts, which say who may.

use jiff::civil::Date;
use kernel::{Act, Id, Refusal, Subject};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::related::{AddFiles, add_files};
use super::{NewFile, books};
use crate::model::{Book, Paper, Series};
use crate::store::{BookRow, GapRow};
use crate::{numbering, store, t};

/// Which book: the series, a day of its year or term, and the kind where it counts by kind.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OldBook {
    pub series: Id<Series>,
    pub day: Date,
    pub kind: String,
    pub import: Uuid,
    /// The highest number of the register: what is registered meanwhile gets a later one.
    pub highest: i64,
}

/// A line of the register.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OldLine {
    pub sheet: String,
    pub line: u32,
    pub number: i64,
    pub arrived_on: Date,
    pub code: String,
    pub kind: String,
    pub issuer: String,
    pub issued_on: Option<Date>,
    pub subject: String,
    pub urgency: String,
    pub receiver: String,
    pub forwarded_on: Option<Date>,
    pub signed: String,
    pub note: String,
}

/// Every gap of a book.
const ALL: u32 = 10_000_000;

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Put {
    Taken(Id<Paper>),
    /// It is there already, under this number and with this code.
    Same(Id<Paper>),
    /// The number belongs to another paper.
    Other(Id<Paper>),
    /// From this number on this program gives the numbers itself.
    GivenHere(i64),
}

/// Whether who acts keeps this series.
pub fn may_keep_series(act: &mut Act<'_>, series: Id<Series>) -> Result<(), Refusal> {
    let series = books::series(act, Some(series))?;
    books::may_keep(act, &series)
}

/// Opens the book of a past year or term, or takes the one that is open, and marks that it is being filled.
pub fn open_old_book(act: &mut Act<'_>, input: OldBook) -> Result<BookRow, Refusal> {
    let series = books::series(act, Some(input.series))?;
    books::may_keep(act, &series)?;
    let (counter, name) = numbering::counter(act.tx(), &series, (&input.kind, input.day))?;
    let book = match store::book_counted(act.tx(), counter.as_str())? {
        Some(book) => book,
        None => {
            store::lock_series(act.tx(), series.id)?;
            if let Some(book) = store::book_counted(act.tx(), counter.as_str())? {
                book
            } else {
                let id: Id<Book> = act.new_id();
                let year = i64::from(input.day.year());
                store::insert_book(act.tx(), (id, &series), (counter.as_str(), &name, year))?;
                store::book(act.tx(), id)?.ok_or_else(Refusal::not_found)?
            }
        }
    };
    let book = store::lock_book(act.tx(), book.id)?.ok_or_else(Refusal::not_found)?;
    if book.importing.is_some_and(|other| other != input.import) {
        return Err(Refusal::conflict(t::book_importing()).field("series"));
    }
    act.touch(Subject::new("book", book.id));
    act.fact("book", book.id);
    store::set_importing(act.tx(), book.id, Some(input.import))?;
    // Numbers given here begin after the register; where they have begun already they stay what they are.
    if store::given_here_from(act.tx(), book.id)?.is_none() {
        store::raise_counter(act.tx(), book.id, input.highest)?;
    }
    Ok(book)
}

/// Puts lines into the book under the numbers they have. What cannot be put is said, and stops no other.
pub fn put_old_lines(
    act: &mut Act<'_>,
    (book, import): (Id<Book>, Uuid),
    lines: &[OldLine],
) -> Result<Vec<Put>, Refusal> {
    store::lock_book(act.tx(), book)?.ok_or_else(Refusal::not_found)?;
    let from = store::given_here_from(act.tx(), book)?;
    let mut put = Vec::with_capacity(lines.len());
    for line in lines {
        if let Some((id, code, imported)) = store::numbered(act.tx(), book, line.number)? {
            let same = imported && code == store::key(&line.code);
            put.push(if same { Put::Same(id) } else { Put::Other(id) });
            continue;
        }
        if let Some(from) = from.filter(|from| line.number >= *from) {
            put.push(Put::GivenHere(from));
            continue;
        }
        let id: Id<Paper> = act.new_id();
        act.touch(Subject::new("paper", id));
        store::insert_old(act.tx(), (id, book, import), line)?;
        put.push(Put::Taken(id));
    }
    Ok(put)
}

/// The register is in as far as it can be: numbers that it does not have are recorded as its gaps, with the reason, and
/// from now on the book is held against its counter again. Tells how many numbers are missing, and how many runs.
pub fn close_old_book(act: &mut Act<'_>, (book, why): (Id<Book>, &str)) -> Result<(i64, i64), Refusal> {
    let row = store::lock_book(act.tx(), book)?.ok_or_else(Refusal::not_found)?;
    act.touch(Subject::new("book", book));
    store::set_importing(act.tx(), book, None)?;
    let given = store::given_here_from(act.tx(), book)?;
    let known = store::gaps(act.tx(), book, ALL)?;
    let last = store::last_imported(act.tx(), book)?;
    // Where nothing was given here yet, the numbers go on after the register, or where the office said that they start.
    let end = match given {
        Some(from) => from - 1,
        None => {
            let gap = known.iter().map(|gap| gap.last).max().unwrap_or(0);
            let end = last.unwrap_or(0).max(row.first_number - 1).max(gap);
            store::set_counter(act.tx(), book, end)?;
            end
        }
    };
    let mut holes = Vec::new();
    if last.is_some() {
        let first = row.first_number.min(1);
        store::set_first(act.tx(), book, first)?;
        holes = store::holes(act.tx(), book, (first, end))?;
    }
    store::forget_gaps(act.tx(), book)?;
    let (mut numbers, mut runs) = (0, 0);
    for (from, to) in holes {
        // A gap that was there before keeps the reason that it was recorded with.
        let old = known.iter().find(|gap| gap.first <= from && to <= gap.last);
        let why = old.map_or_else(|| why.to_owned(), |gap| gap.why.clone());
        let id = act.new_id::<Book>().uuid();
        store::insert_gap(act.tx(), (id, book), &GapRow { first: from, last: to, why })?;
        numbers += to - from + 1;
        runs += 1;
    }
    act.fact("gaps", numbers);
    Ok((numbers, runs))
}

/// A scan that is put to a line that has none.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AddFile {
    pub paper: Id<Paper>,
    pub file: NewFile,
}

/// Adds a file to a line out of an old register. What it says of the paper is the line's; the file is its original.
pub fn add_file(act: &mut Act<'_>, input: AddFile) -> Result<(), Refusal> {
    books::may_keep_line(act, input.paper)?;
    let paper = store::lock(act.tx(), input.paper)?.ok_or_else(Refusal::not_found)?;
    if !paper.imported {
        return Err(Refusal::conflict(t::not_imported()));
    }
    act.fact("number", paper.number);
    add_files(act, &AddFiles { paper: input.paper, files: vec![input.file] })
}
