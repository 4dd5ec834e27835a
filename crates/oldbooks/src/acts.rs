//! What is done with an old register: taken up, told its columns and its book, corrected, run, paused; and with scans
//! that come later.

use documents::acts::NewFile;
use documents::{AddFile, Book, OldBook, Paper, Put, Series};
use jiff::civil::Date;
use kernel::{Act, BlobHash, Id, Refusal, Subject};
use people::Person;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::{Field, Import, Problem, Scan, State};
use crate::store::{self, ImportRow, ScanRow};
use crate::{IMPORT, t, work};

/// Rows of one act: each names a paper, and a journal entry has its limit of 65,535 bytes.
pub const BATCH: u32 = 400;
const WHY_MAX: usize = 500;

fn locked(act: &mut Act<'_>, id: Id<Import>) -> Result<ImportRow, Refusal> {
    people::may(act, IMPORT)?;
    let import = store::lock_import(act.tx(), id)?.ok_or_else(Refusal::not_found)?;
    documents::may_keep_series(act, import.series)?;
    if import.state == "dropped" { Err(Refusal::not_found()) } else { Ok(import) }
}

/// A table that was read; its rows wait beside it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Open {
    pub id: Uuid,
    pub blob: BlobHash,
    pub name: String,
    pub sheets: Vec<String>,
    pub sheets_left: Vec<String>,
    pub lines: i64,
    pub headings: Vec<String>,
    pub fields: Vec<Field>,
    pub series: Id<Series>,
    pub day: Date,
    pub kind: String,
}

pub fn open(act: &mut Act<'_>, input: Open) -> Result<Id<Import>, Refusal> {
    people::may(act, IMPORT)?;
    documents::may_keep_series(act, input.series)?;
    let id = Id::from_uuid(input.id);
    act.record("incoming.open_import", Subject::new("register_import", id));
    act.fact("lines", input.lines);
    act.sealed_fact("sha256", &input.blob.to_string())?;
    let row = ImportRow {
        id,
        blob: input.blob,
        name: input.name,
        sheets: input.sheets,
        sheets_left: input.sheets_left,
        lines: input.lines,
        headings: input.headings,
        fields: input.fields,
        series: input.series,
        day: input.day,
        kind: input.kind,
        book: None,
        state: "draft".to_owned(),
        doubtful: false,
        why: String::new(),
        version: 1,
        person: act.actor().person.map(Id::<Person>::from_uuid),
        at: act.now(),
        ran_at: None,
    };
    store::insert_import(act.tx(), &row)?;
    Ok(id)
}

/// What the columns say, and which book the rows go into.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SetFrame {
    pub import: Id<Import>,
    /// One for each column of the table.
    pub fields: Vec<Field>,
    pub series: Id<Series>,
    /// A day of the book's year or term.
    pub day: Date,
    pub kind: String,
}

pub fn set_frame(act: &mut Act<'_>, input: SetFrame) -> Result<(), Refusal> {
    let import = locked(act, input.import)?;
    documents::may_keep_series(act, input.series)?;
    if import.state == "running" {
        return Err(Refusal::conflict(t::is_running()));
    }
    let aim = (import.series, import.day, import.kind.as_str());
    if import.book.is_some() && aim != (input.series, input.day, input.kind.trim()) {
        // Rows of one table lie in one book.
        return Err(Refusal::conflict(t::book_stays()).field("series"));
    }
    let has = |field: Field| input.fields.iter().filter(|one| **one == field).count();
    let mut wrong = Vec::new();
    if input.fields.len() != import.fields.len() || has(Field::Number) != 1 {
        wrong.push(Refusal::invalid(t::number_column()).field("fields"));
    }
    if has(Field::Arrived) > 1 || has(Field::Issued) > 1 || has(Field::Forwarded) > 1 {
        wrong.push(Refusal::invalid(t::day_column()).field("fields"));
    }
    if has(Field::Subject) + has(Field::Code) == 0 {
        wrong.push(Refusal::invalid(t::subject_column()).field("fields"));
    }
    Refusal::all(wrong)?;
    act.record("incoming.frame_import", Subject::new("register_import", import.id));
    store::set_frame(act.tx(), import.id, &input.fields, (input.series, input.day, input.kind.trim()))?;
    Ok(())
}

/// What somebody typed over a row, or that a doubtful one is right.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CorrectRow {
    pub import: Id<Import>,
    pub place: u32,
    pub typed: Vec<Typed>,
    pub accepted: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Typed {
    pub field: Field,
    pub text: String,
}

pub fn correct_row(act: &mut Act<'_>, input: CorrectRow) -> Result<(), Refusal> {
    let import = locked(act, input.import)?;
    let kept = store::row(act.tx(), import.id, input.place)?.ok_or_else(Refusal::not_found)?;
    if kept.state == State::Imported {
        return Err(Refusal::conflict(t::row_imported()));
    }
    let mut typed = Vec::new();
    for one in input.typed {
        let text = vietnamese::nfc(one.text.trim()).into_owned();
        if text.chars().count() > 4000 || text.contains('\0') {
            return Err(Refusal::invalid(t::too_long(4000)).field(one.field.code()));
        }
        if typed.iter().all(|(field, _)| *field != one.field) {
            typed.push((one.field, text));
        }
    }
    act.record("incoming.correct_import_row", Subject::new("register_import", import.id));
    act.fact("row", i64::from(input.place));
    store::correct(act.tx(), (import.id, input.place), &typed, input.accepted)?;
    Ok(())
}

/// Takes the rows that are ready into the book; work behind the page does it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Run {
    pub import: Id<Import>,
    /// Doubtful rows too.
    pub doubtful: bool,
    /// Why the register lacks numbers, for the gaps that will be recorded.
    pub why: String,
}

pub fn run(act: &mut Act<'_>, input: Run) -> Result<(), Refusal> {
    let import = locked(act, input.import)?;
    if import.state == "running" {
        // Said again while it runs: a worker that died is not waited for.
        act.record("incoming.run_import", Subject::new("register_import", import.id));
        let work = work::Work { import: import.id, actor: act.actor().clone() };
        return act.enqueue(work::JOB, &work);
    }
    let why = vietnamese::nfc(input.why.trim()).into_owned();
    if why.is_empty() || why.chars().count() > WHY_MAX {
        return Err(Refusal::invalid(t::why_missing(WHY_MAX)).field("why"));
    }
    act.record("incoming.run_import", Subject::new("register_import", import.id));
    act.fact("doubtful", input.doubtful);
    let highest = store::highest(act.tx(), import.id)?;
    let book = documents::open_old_book(
        act,
        OldBook {
            series: import.series,
            day: import.day,
            kind: import.kind,
            import: import.id.uuid(),
            highest,
        },
    )?;
    let now = act.now();
    store::set_running(act.tx(), (import.id, book.id), (input.doubtful, &why), now)?;
    let work = work::Work { import: import.id, actor: act.actor().clone() };
    act.enqueue(work::JOB, &work)
}

/// Lets the work rest; what is in the book stays.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pause {
    pub import: Id<Import>,
}

pub fn pause(act: &mut Act<'_>, input: Pause) -> Result<(), Refusal> {
    let import = locked(act, input.import)?;
    if import.state != "running" {
        return Err(Refusal::conflict(t::not_running()));
    }
    act.record("incoming.pause_import", Subject::new("register_import", import.id));
    settle(act, &import)?;
    Ok(())
}

fn settle(act: &mut Act<'_>, import: &ImportRow) -> Result<(), Refusal> {
    store::set_state(act.tx(), import.id, "rest")?;
    if let Some(book) = import.book {
        documents::close_old_book(act, (book, &import.why))?;
    }
    Ok(())
}

/// A table that was taken up by mistake, before any of its rows came into a book.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Drop {
    pub import: Id<Import>,
}

pub fn drop_import(act: &mut Act<'_>, input: Drop) -> Result<(), Refusal> {
    let import = locked(act, input.import)?;
    let counts = store::counts(act.tx(), import.id)?;
    let taken = counts.iter().any(|(state, count)| *state == State::Imported && *count > 0);
    if taken || import.state == "running" {
        return Err(Refusal::conflict(t::has_rows()));
    }
    act.record("incoming.drop_import", Subject::new("register_import", import.id));
    store::set_state(act.tx(), import.id, "dropped")?;
    Ok(())
}

/// How a portion of the work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub taken: u32,
    /// Nothing is left to do, or somebody paused it.
    pub over: bool,
}

/// The next few hundred rows, all of them or none.
pub fn import_lines(act: &mut Act<'_>, id: Id<Import>) -> Result<Step, Refusal> {
    let import = locked(act, id)?;
    let (Some(book), "running") = (import.book, import.state.as_str()) else {
        return Ok(Step { taken: 0, over: true });
    };
    let rows = store::next_rows(act.tx(), id, import.doubtful, BATCH)?;
    if rows.is_empty() {
        return Ok(Step { taken: 0, over: true });
    }
    act.record("incoming.import_lines", Subject::new("register_import", id));
    act.fact("book", book);
    act.fact("first_row", i64::from(rows.first().map_or(0, |kept| kept.row.place)));
    act.fact("last_row", i64::from(rows.last().map_or(0, |kept| kept.row.place)));
    let lines: Vec<_> = rows
        .iter()
        .filter_map(|kept| Some(kept.line.clone()?.old((kept.row.sheet.clone(), kept.row.line))))
        .collect();
    let mut put = documents::put_old_lines(act, (book, id.uuid()), &lines)?.into_iter();
    let mut taken = 0;
    for kept in rows {
        let outcome = if kept.line.is_some() { put.next() } else { None };
        let mut problems = kept.problems;
        let (state, paper) = match outcome {
            Some(Put::Taken(paper)) => {
                taken += 1;
                (State::Imported, Some(paper))
            }
            Some(Put::Same(paper)) => {
                problems.push(Problem::Repeats(String::new()));
                (State::Same, Some(paper))
            }
            Some(Put::Other(_)) => {
                problems.push(Problem::Taken(kept.row.number.unwrap_or_default()));
                (State::Wrong, None)
            }
            Some(Put::GivenHere(from)) => {
                problems.push(Problem::GivenHere(from));
                (State::Wrong, None)
            }
            None => (State::Wrong, None),
        };
        store::settle_row(act.tx(), (id, kept.row.place), (state, paper), &problems)?;
    }
    act.fact("taken", i64::from(taken));
    Ok(Step { taken, over: false })
}

/// All rows that could be taken are in the book: its gaps are recorded, and it is held against its counter again.
pub fn settle_import(act: &mut Act<'_>, id: Id<Import>) -> Result<(), Refusal> {
    let import = locked(act, id)?;
    if import.state != "running" {
        return Ok(());
    }
    act.record("incoming.settle_import", Subject::new("register_import", id));
    settle(act, &import)
}

/// A scan that was read and looked through, and what it comes to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Attach {
    pub book: Id<Book>,
    pub name: String,
    pub number: Option<i64>,
    /// None where nothing of the file is kept: it bears a mark, or could not be looked through.
    pub blob: Option<BlobHash>,
    pub pages: u32,
    pub text: String,
    /// What its letterhead says, where it was read surely, else what its name says.
    pub code_read: String,
    /// `marked`, `unchecked`, `refused` where it cannot be taken; else empty, and the act decides.
    pub state: String,
}

/// Puts a scan to the line of its number, or says what has to be asked first.
pub fn attach_scan(act: &mut Act<'_>, input: Attach) -> Result<String, Refusal> {
    people::may(act, IMPORT)?;
    let book = documents::book(act.tx(), input.book)?.ok_or_else(Refusal::not_found)?;
    if let Some(series) = book.series {
        documents::may_keep_series(act, series)?;
    }
    let mut row = ScanRow {
        id: act.new_id(),
        book: input.book,
        name: input.name,
        state: input.state,
        number: input.number,
        blob: input.blob,
        pages: input.pages,
        text: input.text,
        code_read: input.code_read,
        paper: None,
        at: act.now(),
    };
    act.record("incoming.attach_scan", Subject::new("register_scan", row.id));
    act.fact("book", input.book);
    if row.state.is_empty() {
        (row.state, row.paper) = place(act, &row)?;
    }
    act.fact("state", row.state.as_str());
    if row.state == "attached"
        && let Some(paper) = row.paper
    {
        documents::add_file(act, AddFile { paper, file: file(&row)? })?;
    }
    let state = row.state.clone();
    let by = act.actor().person;
    store::insert_scan(act.tx(), &row, by)?;
    Ok(state)
}

fn file(row: &ScanRow) -> Result<NewFile, Refusal> {
    let blob = row.blob.ok_or_else(Refusal::not_found)?;
    Ok(NewFile { blob, name: row.name.clone(), pages: row.pages, text: row.text.clone() })
}

/// Which line the scan belongs to, and whether that is sure.
fn place(act: &mut Act<'_>, row: &ScanRow) -> Result<(String, Option<Id<Paper>>), Refusal> {
    let Some(number) = row.number else { return Ok(("no_number".to_owned(), None)) };
    let Some((paper, _, true)) = documents::numbered(act.tx(), row.book, number)? else {
        return Ok(("no_paper".to_owned(), None));
    };
    let files = documents::files(act.tx(), paper)?;
    if files.iter().any(|file| Some(file.blob) == row.blob) {
        return Ok(("same".to_owned(), Some(paper)));
    }
    let line = documents::paper(act.tx(), paper)?.ok_or_else(Refusal::not_found)?;
    let agrees = crate::scans::agrees(&row.code_read, &line.code);
    Ok((if agrees { "attached" } else { "asked" }.to_owned(), Some(paper)))
}

/// The clerk looked at both.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    pub scan: Id<Scan>,
    pub attach: bool,
}

pub fn answer_scan(act: &mut Act<'_>, input: Answer) -> Result<(), Refusal> {
    people::may(act, IMPORT)?;
    let row = store::lock_scan(act.tx(), input.scan)?.ok_or_else(Refusal::not_found)?;
    if row.state != "asked" {
        return Err(Refusal::conflict(t::scan_answered()));
    }
    act.record("incoming.answer_scan", Subject::new("register_scan", row.id));
    act.fact("attach", input.attach);
    match row.paper.filter(|_| input.attach) {
        Some(paper) => {
            store::set_scan(act.tx(), row.id, "attached")?;
            documents::add_file(act, AddFile { paper, file: file(&row)? })
        }
        None => {
            let book = documents::book(act.tx(), row.book)?.ok_or_else(Refusal::not_found)?;
            if let Some(series) = book.series {
                documents::may_keep_series(act, series)?;
            }
            store::set_scan(act.tx(), row.id, "left")?;
            Ok(())
        }
    }
}

