//! The door, the books and their papers as they can be read, by whoever may open their pages.

use documents::{Book, Paper, PaperFile};
use jiff::civil::Date;
use kernel::{Id, Instant, Refusal, Tx};
use people::{Api, Viewer};
use serde::{Deserialize, Serialize};

use crate::model::Receipt;
use crate::{LEDGER, READ, REGISTER, store};

mod proposals;

/// Rows of one answer when nothing is asked, and at most.
const ROWS: u32 = 50;
const ROWS_MAX: u32 = 500;
/// Days of the door's account in one answer.
const DAYS_MAX: i64 = 366;

#[must_use]
pub fn reads() -> Api {
    Api::new()
        .read("documents.books", "/books", books)
        .read("documents.papers", "/papers", papers)
        .read("documents.paper", "/papers/{id}", paper)
        .read("documents.trail", "/papers/{id}/trail", trail)
        .read("incoming.receipts", "/incoming/receipts", receipts)
        .read("incoming.proposals", "/incoming/receipts/{id}/proposals", proposals::proposals)
        .read("documents.relations", "/papers/{id}/relations", proposals::relations)
        .read("incoming.equation", "/incoming/equation", equation)
}

fn moment(at: Instant) -> String {
    at.local().strftime("%Y-%m-%dT%H:%M:%S+07:00").to_string()
}

#[derive(Deserialize)]
struct Nothing {}

#[derive(Serialize, Deserialize)]
struct BookOut {
    id: Id<Book>,
    name: String,
    year: i64,
    first: i64,
    last: i64,
    papers: i64,
    voided: i64,
    reserved: i64,
    /// Numbers that an old register did not have, recorded when it was imported.
    old_gaps: i64,
    /// Numbers run from the first to the last without any other gap.
    whole: bool,
    /// The system that gives the numbers, when it is another one.
    master: Option<String>,
}

fn books(tx: &mut Tx<'_>, viewer: &Viewer, _: Nothing) -> Result<Vec<BookOut>, Refusal> {
    viewer.ask(READ)?;
    let mut found = Vec::new();
    for book in documents::books(tx)? {
        let state = documents::book_state(tx, &book)?;
        found.push(BookOut {
            id: book.id,
            name: book.name,
            year: book.year,
            first: state.first,
            last: state.last,
            papers: state.papers,
            voided: state.voided,
            reserved: state.reserved,
            old_gaps: state.gaps,
            whole: state.whole(),
            master: book.master,
        });
    }
    Ok(found)
}

#[derive(Deserialize)]
struct Asked {
    /// The year of the book; this one when left out.
    year: Option<i64>,
    /// Numbers below this one: the `next` of the answer before.
    below: Option<i64>,
    limit: Option<u32>,
    from: Option<Date>,
    to: Option<Date>,
    kind: Option<String>,
    issuer: Option<String>,
    urgency: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct PaperOut {
    id: Id<Paper>,
    number: i64,
    arrived_on: Date,
    code: String,
    kind: String,
    issuer: String,
    issued_on: Option<Date>,
    subject: String,
    urgency: String,
    asked_by: Option<Date>,
    voided_why: Option<String>,
    reserved_why: Option<String>,
    /// Where it is on its way: to_propose, to_instruct, to_transfer, in_hand, informed, settled.
    state: Option<String>,
    holder: Option<String>,
    deadline: Option<Date>,
}

#[derive(Serialize, Deserialize)]
struct Papers {
    papers: Vec<PaperOut>,
    /// Ask for numbers below this one to go on; null at the end.
    next: Option<i64>,
}

fn out(row: documents::PaperRow, place: Option<&directions::Place>) -> PaperOut {
    PaperOut {
        id: row.id,
        number: row.number,
        arrived_on: row.arrived_on,
        code: row.code,
        kind: row.kind,
        issuer: row.issuer,
        issued_on: row.issued_on,
        subject: row.subject,
        urgency: row.urgency,
        asked_by: row.asked_by,
        voided_why: row.voided_why,
        reserved_why: row.reserved_why,
        state: place.map(|place| place.state.code().to_owned()),
        holder: place.map(|place| place.holder.clone()),
        deadline: place.and_then(|place| place.deadline),
    }
}

fn papers(tx: &mut Tx<'_>, viewer: &Viewer, asked: Asked) -> Result<Papers, Refusal> {
    viewer.ask(READ)?;
    let year = asked.year.unwrap_or_else(|| i64::from(viewer.today.year()));
    let Some(book) = documents::book_of_year(tx, year)? else {
        return Ok(Papers { papers: Vec::new(), next: None });
    };
    let limit = asked.limit.unwrap_or(ROWS).clamp(1, ROWS_MAX);
    let wanted = documents::Wanted {
        from: asked.from,
        to: asked.to,
        kind: asked.kind,
        issuer: asked.issuer,
        urgency: asked.urgency,
    };
    let rows = documents::wanted(tx, book.id, &wanted, (asked.below.unwrap_or(i64::MAX), limit))?;
    let full = u32::try_from(rows.len()).unwrap_or(u32::MAX) >= limit;
    let next = rows.last().filter(|_| full).map(|row| row.number);
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let places = directions::places(tx, viewer, &ids)?;
    let papers = rows.into_iter().map(|row| {
        let place = places.get(&row.id);
        out(row, place)
    });
    Ok(Papers { papers: papers.collect(), next })
}

#[derive(Deserialize)]
struct One {
    id: Id<Paper>,
}

#[derive(Serialize, Deserialize)]
struct FileOut {
    id: Id<PaperFile>,
    name: String,
    sha256: String,
    pages: u32,
    text: String,
}

#[derive(Serialize, Deserialize)]
struct PaperWhole {
    paper: PaperOut,
    files: Vec<FileOut>,
}

/// Whoever may open its page: a closed book is closed here too.
pub(super) fn seen(tx: &mut Tx<'_>, viewer: &Viewer, id: Id<Paper>) -> Result<documents::PaperRow, Refusal> {
    if !crate::pages::may_read(tx, viewer, id)? {
        return Err(Refusal::not_found());
    }
    documents::paper(tx, id)?.ok_or_else(Refusal::not_found)
}

fn paper(tx: &mut Tx<'_>, viewer: &Viewer, asked: One) -> Result<PaperWhole, Refusal> {
    let row = seen(tx, viewer, asked.id)?;
    let places = directions::places(tx, viewer, &[asked.id])?;
    let files = documents::files(tx, asked.id)?.into_iter().map(|file| FileOut {
        id: file.id,
        name: file.name,
        sha256: file.blob.to_string(),
        pages: file.pages,
        text: file.text,
    });
    let files = files.collect();
    Ok(PaperWhole { paper: out(row, places.get(&asked.id)), files })
}

#[derive(Serialize, Deserialize)]
struct Happened {
    /// With the office's offset from UTC.
    at: String,
    act: String,
    who: String,
}

fn trail(tx: &mut Tx<'_>, viewer: &Viewer, asked: One) -> Result<Vec<Happened>, Refusal> {
    seen(tx, viewer, asked.id)?;
    let mut found = Vec::new();
    for entry in kernel::journal::trail(tx, "paper", asked.id.uuid(), ROWS_MAX)? {
        let who = match entry.person {
            Some(person) => people::names::person(tx, Id::from_uuid(person))?,
            None => String::new(),
        };
        found.push(Happened { at: moment(entry.at), act: entry.act, who });
    }
    Ok(found)
}

#[derive(Deserialize)]
struct InState {
    /// waiting (the oldest first), registered or returned (the newest first); waiting when left out.
    state: Option<String>,
    limit: Option<u32>,
}

#[derive(Serialize, Deserialize)]
struct ReceiptOut {
    id: Id<Receipt>,
    received_at: String,
    source: String,
    state: String,
    reason: Option<String>,
    paper: Option<Id<Paper>>,
    name: String,
    sha256: String,
    sender: Option<String>,
}

fn receipts(tx: &mut Tx<'_>, viewer: &Viewer, asked: InState) -> Result<Vec<ReceiptOut>, Refusal> {
    viewer.ask(REGISTER)?;
    let state = asked.state.as_deref().unwrap_or("waiting");
    if !["waiting", "registered", "returned"].contains(&state) {
        return Err(Refusal::not_found());
    }
    let rows = store::in_state(tx, state, asked.limit.unwrap_or(ROWS).clamp(1, ROWS_MAX))?;
    let rows = rows.into_iter().map(|row| ReceiptOut {
        id: row.id,
        received_at: moment(row.received_at),
        source: row.source,
        state: row.state,
        reason: row.reason,
        paper: row.paper,
        name: row.name,
        sha256: row.blob.to_string(),
        sender: row.sender,
    });
    Ok(rows.collect())
}

#[derive(Deserialize)]
struct Days {
    /// The first day; today when left out.
    from: Option<Date>,
    to: Option<Date>,
}

#[derive(Serialize, Deserialize)]
struct Account {
    day: Date,
    source: String,
    received: u64,
    registered: u64,
    returned: u64,
    waiting: u64,
    handed: u64,
    /// Received = registered + returned + waiting + handed over.
    holds: bool,
}

fn equation(tx: &mut Tx<'_>, viewer: &Viewer, asked: Days) -> Result<Vec<Account>, Refusal> {
    viewer.ask(LEDGER)?;
    let from = asked.from.unwrap_or(viewer.today);
    let last = from.checked_add(jiff::Span::new().days(DAYS_MAX)).unwrap_or(from);
    let to = asked.to.unwrap_or(viewer.today).min(last);
    let accounts = store::accounts(tx, from, to)?.into_iter().map(|(day, source, sum)| Account {
        day,
        source,
        received: sum.received,
        registered: sum.registered,
        returned: sum.returned,
        waiting: sum.waiting,
        handed: sum.handed,
        holds: sum.holds(),
    });
    Ok(accounts.collect())
}
