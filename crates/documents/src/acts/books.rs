//! Series and their books: what the numbers restart with, whose book it is, where it starts, who gives its numbers,
//! and a unit's own number for a paper of the office.

use jiff::civil::Date;
use kernel::{Act, ActorKind, Id, Refusal, Setting, Subject};
use people::{Post, Unit};
use rules::{KeyFacts, KeyPart, TermOfOffice, counter_key};
use serde::{Deserialize, Serialize};
use words::Lang;

use super::keeping::why;
use crate::model::{Book, Entry, Paper, Series};
use crate::store::{BookRow, INCOMING, SeriesRow};
use crate::{CONFIGURE, KEEP, KEEP_UNIT, numbering, store, t};

const NAME_MAX: usize = 200;

/// The series, or the office's own, which is there from the first paper on.
pub(super) fn series(act: &mut Act<'_>, id: Option<Id<Series>>) -> Result<SeriesRow, Refusal> {
    if let Some(id) = id {
        return store::series(act.tx(), id)?.ok_or_else(|| Refusal::not_found().field("book"));
    }
    if let Some(own) = store::series_coded(act.tx(), INCOMING)? {
        return Ok(own);
    }
    let id = act.new_id();
    let name = t::incoming_series().say(Lang::Vi);
    store::begin_series(act.tx(), id, &name)?;
    let own = store::series_coded(act.tx(), INCOMING)?.ok_or_else(Refusal::not_found)?;
    if own.id == id {
        act.record("documents.open_series", Subject::new("series", id));
    }
    Ok(own)
}

/// Whether who acts keeps this series: the office's clerks their books, a unit's clerk the unit's; where posts are
/// named, only those.
pub fn may_keep(act: &mut Act<'_>, series: &SeriesRow) -> Result<(), Refusal> {
    if act.actor().kind != ActorKind::Person {
        return Ok(());
    }
    let standing = people::standing(act)?;
    let posts = store::series_posts(act.tx(), series.id)?;
    if !posts.is_empty() && !posts.iter().any(|post| standing.sits_at(*post)) {
        return Err(Refusal::forbidden());
    }
    let Some(unit) = series.unit else {
        return if standing.may(KEEP) { Ok(()) } else { Err(Refusal::forbidden()) };
    };
    let today = act.today();
    let held = people::names::posts_in(act.tx(), unit, today)?;
    let keeps = held.iter().any(|post| standing.sits_at(post.id) && KEEP_UNIT.granted_by(&post.roles));
    if keeps { Ok(()) } else { Err(Refusal::forbidden()) }
}

/// The same, asked of the series that a line stands in.
pub(super) fn may_keep_line(act: &mut Act<'_>, paper: Id<Paper>) -> Result<(), Refusal> {
    // Who keeps no book at all learns nothing of what lines there are.
    if act.actor().kind == ActorKind::Person {
        let standing = people::standing(act)?;
        if !standing.may(KEEP) && !standing.may(KEEP_UNIT) {
            return Err(Refusal::forbidden());
        }
    }
    let line = store::paper(act.tx(), paper)?.ok_or_else(Refusal::not_found)?;
    let book = store::book(act.tx(), line.book)?.ok_or_else(Refusal::not_found)?;
    match book.series {
        Some(id) => {
            let series = series(act, Some(id))?;
            may_keep(act, &series)
        }
        None => people::may(act, KEEP),
    }
}

/// The book of this day, opened by the first number that it has to give.
pub(super) fn open(
    act: &mut Act<'_>,
    series: &SeriesRow,
    (kind, date): (&str, Date),
) -> Result<BookRow, Refusal> {
    if !series.active(date) {
        return Err(Refusal::conflict(t::series_not_active(series.name.clone())).field("book"));
    }
    let (counter, name) = numbering::counter(act.tx(), series, (kind, date))?;
    if let Some(book) = store::book_counted(act.tx(), counter.as_str())? {
        return Ok(book);
    }
    // Two clerks may open it at once: the second one waits here and finds the first one's book.
    store::lock_series(act.tx(), series.id)?;
    if let Some(book) = store::book_counted(act.tx(), counter.as_str())? {
        return Ok(book);
    }
    let id: Id<Book> = act.new_id();
    act.record("documents.open_book", Subject::new("book", id));
    store::insert_book(act.tx(), (id, series), (counter.as_str(), &name, i64::from(date.year())))?;
    store::book(act.tx(), id)?.ok_or_else(Refusal::not_found)
}

/// How a series is set up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SetSeries {
    /// None makes a new one.
    pub series: Option<Id<Series>>,
    pub name: String,
    /// The unit whose clerk keeps it; none is the office.
    pub unit: Option<Id<Unit>>,
    /// What the numbers restart with; empty is as the rule says.
    pub key: Vec<KeyPart>,
    /// Kinds of papers that it takes unless the clerk says otherwise.
    pub kinds: Vec<String>,
    /// Only these posts register in it; none means every clerk of its office or unit.
    pub posts: Vec<Id<Post>>,
    /// Only its posts and its unit see it.
    pub closed: bool,
    pub place: i64,
    pub active_from: Option<Date>,
    pub active_to: Option<Date>,
}

/// Sets a series up or changes it. What its numbers restart with stays while this year has numbers.
pub fn set_series(act: &mut Act<'_>, input: SetSeries) -> Result<Id<Series>, Refusal> {
    people::may(act, CONFIGURE)?;
    let before = match input.series {
        Some(id) => Some(store::series(act.tx(), id)?.ok_or_else(Refusal::not_found)?),
        None => None,
    };
    let name = vietnamese::nfc(input.name.trim()).into_owned();
    let mut faults = Vec::new();
    if name.is_empty() || name.chars().count() > NAME_MAX {
        faults.push(Refusal::invalid(t::book_name_wrong(NAME_MAX)).field("name"));
    }
    let today = act.today();
    if !input.key.is_empty() {
        let terms = [TermOfOffice { name: "-".to_owned(), starts: Date::MIN }];
        let facts = KeyFacts { book: "-", kind: Some("-"), terms: &terms, date: today };
        if let Err(fault) = counter_key(&input.key, &facts) {
            faults.push(numbering::said(&fault));
        }
        if input.key.contains(&KeyPart::Term) && numbering::terms(act.tx())?.is_empty() {
            faults.push(Refusal::invalid(t::terms_first()).field("key"));
        }
    }
    if let (Some(from), Some(to)) = (input.active_from, input.active_to)
        && to < from
    {
        faults.push(Refusal::invalid(t::active_wrong()).field("active_to"));
    }
    if let Some(before) = &before {
        let year = i64::from(today.year());
        if store::series_began(act.tx(), before, year)? {
            if before.key != input.key {
                faults.push(Refusal::conflict(t::key_stays()).field("key"));
            }
            if before.unit != input.unit {
                faults.push(Refusal::conflict(t::unit_stays()).field("unit"));
            }
        }
        if before.code == INCOMING && input.unit.is_some() {
            faults.push(Refusal::conflict(t::own_book_stays()).field("unit"));
        }
    }
    Refusal::all(faults)?;
    let mut posts = input.posts;
    posts.sort();
    posts.dedup();
    for post in &posts {
        people::names::post(act.tx(), *post, today)?.ok_or_else(|| Refusal::not_found().field("posts"))?;
    }
    if let Some(unit) = input.unit
        && !people::names::units(act.tx(), today)?.iter().any(|row| row.id == unit)
    {
        return Err(Refusal::not_found().field("unit"));
    }
    let id = before.as_ref().map_or_else(|| act.new_id(), |row| row.id);
    let kinds = input.kinds.iter().map(|kind| vietnamese::fold(kind.trim()));
    let row = SeriesRow {
        id,
        code: before.as_ref().map_or_else(|| id.to_string(), |row| row.code.clone()),
        kind: INCOMING.to_owned(),
        name,
        unit: input.unit,
        key: input.key,
        kinds: kinds.filter(|kind| !kind.is_empty()).collect(),
        closed: input.closed,
        place: input.place,
        active_from: input.active_from,
        active_to: input.active_to,
    };
    act.record("documents.set_series", Subject::new("series", id));
    let key: Vec<_> = row.key.iter().map(|part| kernel::Fact::from(store::part_code(*part))).collect();
    act.fact("key", kernel::Fact::List(key));
    store::put_series(act.tx(), &row)?;
    store::set_series_posts(act.tx(), id, &posts)?;
    Ok(id)
}

/// The terms of office, for books that count by term.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SetTerms {
    pub terms: Vec<TermOfOffice>,
}

/// More terms than the books of one office go back.
const TERMS_MAX: usize = 40;

pub fn set_terms(act: &mut Act<'_>, input: SetTerms) -> Result<(), Refusal> {
    people::may(act, CONFIGURE)?;
    let mut terms = input.terms;
    for term in &mut terms {
        term.name = vietnamese::nfc(term.name.trim()).into_owned();
        if term.name.is_empty() || term.name.chars().count() > 40 {
            return Err(Refusal::invalid(t::term_name_wrong()).field("terms"));
        }
    }
    terms.sort_by_key(|term| term.starts);
    let twice = terms.iter().zip(terms.iter().skip(1)).any(|(a, b)| a.starts == b.starts);
    let mut names: Vec<_> = terms.iter().map(|term| &term.name).collect();
    names.sort();
    names.dedup();
    if twice || names.len() != terms.len() || terms.len() > TERMS_MAX {
        return Err(Refusal::invalid(t::terms_wrong()).field("terms"));
    }
    let today = act.today();
    // A term that books count by is their counter's name.
    let before = numbering::terms(act.tx())?;
    if before.iter().any(|old| old.starts <= today && !terms.contains(old)) {
        return Err(Refusal::conflict(t::term_begun()).field("terms"));
    }
    let none: Id<Setting> = act.new_id();
    act.record("documents.set_terms", Subject::new("setting", none));
    Setting::set(act, numbering::TERMS, &terms)?;
    Ok(())
}

/// A book to open before its first paper.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Begin {
    /// The office's own when none is named.
    #[serde(default)]
    pub series: Option<Id<Series>>,
    /// Where the book counts by kind.
    #[serde(default)]
    pub kind: String,
}

/// Opens the book of today if nobody has: so that its start can be set before the first paper.
pub fn begin_book(act: &mut Act<'_>, input: Begin) -> Result<Id<Book>, Refusal> {
    configures(act)?;
    let series = series(act, input.series)?;
    let today = act.today();
    Ok(open(act, &series, (&input.kind, today))?.id)
}

/// The administrator and the chief set books up; so do the clerks who keep them.
fn configures(act: &mut Act<'_>) -> Result<(), Refusal> {
    people::may(act, CONFIGURE).or_else(|_| people::may(act, KEEP))
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ConfigureBook {
    pub book: Id<Book>,
    pub name: String,
    /// The first number that this program gives: a book that was begun on paper or in another system goes on.
    pub first_number: i64,
    /// The system that gives the numbers; empty when it is this one.
    pub master: String,
    pub why: String,
}

/// Says where this period's book starts and who gives its numbers. A book that has numbers keeps its start.
pub fn configure_book(act: &mut Act<'_>, input: ConfigureBook) -> Result<(), Refusal> {
    configures(act)?;
    let book = store::lock_book(act.tx(), input.book)?.ok_or_else(Refusal::not_found)?;
    let name = vietnamese::nfc(input.name.trim()).into_owned();
    if name.is_empty() || name.chars().count() > NAME_MAX {
        return Err(Refusal::invalid(t::book_name_wrong(NAME_MAX)).field("name"));
    }
    let why = why(&input.why, "why")?;
    let state = store::book_state(act.tx(), &book)?;
    if input.first_number != book.first_number {
        if state.papers > 0 {
            return Err(Refusal::conflict(t::book_begun()).field("first_number"));
        }
        if !(1..=9_999_999).contains(&input.first_number) {
            return Err(Refusal::invalid(t::first_number_wrong()).field("first_number"));
        }
    }
    let master = vietnamese::nfc(input.master.trim()).into_owned();
    let master = (!master.is_empty()).then_some(master);
    if state.papers > 0 && master.is_some() != book.master.is_some() {
        // Numbers given by two systems in one book would meet.
        return Err(Refusal::conflict(t::master_stays()).field("master"));
    }
    act.record("documents.configure_book", Subject::new("book", input.book));
    act.fact("first_number", input.first_number);
    act.fact("master_here", master.is_none());
    store::configure_book(act.tx(), input.book, (&name, input.first_number), (master.as_deref(), &why))?;
    Ok(())
}

/// A paper of the office that came to a unit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Enter {
    pub paper: Id<Paper>,
    pub series: Id<Series>,
}

/// Gives the paper a number in a unit's own book. It stays one paper. Whether it has come to the unit is the
/// caller's question.
pub fn enter(act: &mut Act<'_>, input: Enter) -> Result<i64, Refusal> {
    let series = series(act, Some(input.series))?;
    may_keep(act, &series)?;
    // The paper stays locked: of two clerks of the unit the second one sees the first one's line.
    let paper = store::lock(act.tx(), input.paper)?.ok_or_else(Refusal::not_found)?;
    if paper.voided_why.is_some() || paper.reserved_why.is_some() {
        return Err(Refusal::conflict(t::not_to_enter()));
    }
    let there = store::entries(act.tx(), input.paper)?;
    let own = store::book(act.tx(), paper.book)?.and_then(|book| book.series);
    if let Some(line) = there.iter().find(|line| line.series == Some(series.id) && line.voided_why.is_none())
    {
        return Err(Refusal::conflict(t::entered_already(line.number)));
    }
    if own == Some(series.id) {
        return Err(Refusal::conflict(t::entered_already(paper.number)));
    }
    let today = act.today();
    let book = open(act, &series, (&paper.kind, today))?;
    if let Some(master) = book.master {
        return Err(Refusal::conflict(t::numbered_elsewhere(master)));
    }
    let number = store::next_number(act.tx(), book.id)?;
    let id: Id<Entry> = act.new_id();
    act.record("documents.enter", Subject::new("paper", input.paper));
    act.fact("book", book.id);
    act.fact("number", number);
    let (by, now) = (act.actor().person, act.now());
    store::insert_entry(act.tx(), (id, input.paper), (book.id, number, today), (by, now))?;
    Ok(number)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VoidEntry {
    pub entry: Id<Entry>,
    pub why: String,
}

/// Voids a unit's line. The number stays in the unit's book with the reason.
pub fn void_entry(act: &mut Act<'_>, input: VoidEntry) -> Result<(), Refusal> {
    let line = store::entry(act.tx(), input.entry)?.ok_or_else(Refusal::not_found)?;
    let series = series(act, line.series)?;
    may_keep(act, &series)?;
    let why = why(&input.why, "why")?;
    store::lock(act.tx(), line.paper)?;
    let line = store::entry(act.tx(), input.entry)?.ok_or_else(Refusal::not_found)?;
    if line.voided_why.is_some() {
        return Err(Refusal::conflict(t::already_void()));
    }
    act.record("documents.void_entry", Subject::new("paper", line.paper));
    act.fact("book", line.book);
    act.fact("number", line.number);
    store::void_entry(act.tx(), input.entry, &why)?;
    Ok(())
}

/// Counts a book's lines against its counter now, and keeps when that was and what is missing.
pub fn check_book(act: &mut Act<'_>, book: Id<Book>) -> Result<(), Refusal> {
    configures(act)?;
    let row = store::book(act.tx(), book)?.ok_or_else(Refusal::not_found)?;
    let state = store::whole_book(act.tx(), &row)?;
    // Naming the holes takes long in a large book: only where there are any.
    let missing = if state.whole() { String::new() } else { store::missing_said(act.tx(), &row)? };
    act.record("documents.check_book", Subject::new("book", book));
    act.fact("whole", state.whole());
    let now = act.now();
    store::put_check(act.tx(), book, now, &missing)?;
    Ok(())
}
