//! What is done with an old register: taken up, told its columns and its book, corrected, run, paused.

mod scans;

pub use scans::{Answer, Attach, answer_scan, attach_scan};

use documents::{OldBook, Put, Series};
use jiff::civil::Date;
use kernel::{Act, BlobHash, Id, Refusal, Subject};
use people::Person;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::model::{Field, Import, Problem, State};
use crate::store::{self, ImportRow};
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
