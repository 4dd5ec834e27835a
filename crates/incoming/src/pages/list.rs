//! The list of papers: of a book, or of all books the reader sees, narrowed by what stands in the address.

use std::sync::Arc;

use axum::extract::{Path, Query as Asked, State};
use axum::response::{IntoResponse, Redirect, Response};
use documents::{BookRow, Paper};
use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::{House, Viewer, refused};
use ui::{Button, Cell, Column, Ctx, Empty, Html, Notice, Page, Pager, Table, Text, WorkList, WorkRow, fold};

use super::books::{Kept, kept};
use super::filter::{self, ALL, COUNT_MAX, Names, Offered, Query, book_line};
use crate::books::{Shelf, seen_books};
use crate::store::{self, Filter, Lines, Listed, Side, Sort};
use crate::{LIST, t};

pub(super) const ROWS: u32 = 30;

pub(super) type Places = std::collections::HashMap<Id<Paper>, directions::Place>;

/// A page of the list with all that stands around it.
pub(super) struct Found {
    pub query: Query,
    pub filter: Filter,
    pub books: Arc<Vec<(BookRow, Option<Shelf>)>>,
    /// The one book that is shown; none when all are.
    pub book: Option<Arc<Kept>>,
    pub rows: Vec<Listed>,
    pub places: Places,
    pub before: bool,
    pub after: bool,
    pub total: u64,
    under_way: (u64, u64),
    names: Arc<Names>,
}

/// The book that is shown when the address names none: the unit's own for who reads nothing else, else the office's
/// newest.
fn usual(books: &[(BookRow, Option<Shelf>)], viewer: &Viewer) -> Option<usize> {
    let own = |at: &usize| books[*at].1.as_ref().is_none_or(|shelf| shelf.row.code == documents::INCOMING);
    let unit = |at: &usize| books[*at].1.as_ref().is_some_and(|shelf| shelf.row.unit == Some(viewer.unit));
    let all = || 0..books.len();
    if viewer.may(crate::READ) {
        all().find(own).or_else(|| all().next())
    } else {
        all().find(unit).or_else(|| all().next())
    }
}

/// None when the address names a book that is not there for this reader.
pub(super) fn load(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    query: Query,
    holding: Option<Id<Paper>>,
) -> Result<Option<Found>, StoreError> {
    let Some(books) = viewer.remember(tx, b"seen books", seen_books)? else { return Ok(None) };
    let mut chosen = match query.book.as_str() {
        ALL => None,
        "" => usual(&books, viewer),
        id => match books.iter().position(|(book, _)| book.id.to_string() == id) {
            Some(at) => Some(at),
            None => return Ok(None),
        },
    };
    // A paper that was opened from elsewhere stands in the list of its own book.
    if let (Some(paper), "") = (holding, query.book.as_str())
        && let Some(paper) = documents::paper(tx, paper)?
    {
        chosen = books.iter().position(|(book, _)| book.id == paper.book).or(chosen);
    }
    let lines = match chosen.and_then(|at| books.get(at)) {
        Some((book, Some(shelf))) if shelf.row.unit.is_some() => Lines::OfUnit(book.id),
        Some((book, _)) => Lines::Of(book.id),
        None => Lines::OfAll(books.iter().map(|(book, _)| book.id).collect()),
    };
    let filter = query.filter(lines, viewer.today);
    let mut side = query.side();
    let mut page = if books.is_empty() { Rows::default() } else { Rows::load(tx, &filter, &side)? };
    if let Some(paper) = holding
        && !page.rows.iter().any(|line| line.paper == paper)
        && let Some(line) = store::line_of(tx, &filter, paper)?
    {
        side = Side::From(filter.place(&line));
        page = Rows::load(tx, &filter, &side)?;
    }
    let book = match chosen.and_then(|at| books.get(at)) {
        Some((book, _)) => Some(tx.remember(&named(b"kept", [book.id]), |tx| kept(tx, book.clone()))?),
        None => None,
    };
    let total = match &book {
        Some(one) if !filter.narrow() => u64::try_from(one.state.papers).unwrap_or(0),
        _ if books.is_empty() => 0,
        _ => store::counted(tx, &filter, most())?,
    };
    let under_way = if books.is_empty() { (0, 0) } else { under_way(tx, &filter)? };
    let papers: Vec<_> = page.rows.iter().map(|line| line.paper).collect();
    let places = directions::places(tx, viewer, &papers)?;
    let names = Names::load(tx, viewer.lang, viewer.today)?;
    let Rows { rows, before, after } = page;
    Ok(Some(Found { query, filter, books, book, rows, places, before, after, total, under_way, names }))
}

/// Counted no further than this: a list that is longer says so.
fn most() -> i64 {
    i64::try_from(COUNT_MAX + 1).unwrap_or(i64::MAX)
}

/// Papers on their way and late ones among these lines, whatever else the list is narrowed to. The answer is the same
/// for everybody who sees these books.
fn under_way(tx: &mut Tx<'_>, filter: &Filter) -> Result<(u64, u64), StoreError> {
    let name = match &filter.lines {
        Lines::Of(book) => named(b"under way", [*book]),
        Lines::OfUnit(book) => named(b"under way in the unit", [*book]),
        Lines::OfAll(books) => named(b"under way in all", books.iter().copied()),
    };
    let count = |tx: &mut Tx<'_>, stage: store::Stage| {
        let of_books = Query::default().filter(filter.lines.clone(), filter.today);
        store::counted(tx, &Filter { stage: Some(stage), ..of_books }, most())
    };
    let counts = tx.remember(&people::names::on_day(&name, filter.today), |tx| {
        Ok((count(tx, store::Stage::Open)?, count(tx, store::Stage::Late)?))
    })?;
    Ok(*counts)
}

/// The name of a remembered answer about these books.
fn named(what: &[u8], books: impl IntoIterator<Item = Id<documents::Book>>) -> Vec<u8> {
    let mut name = what.to_vec();
    books.into_iter().for_each(|book| name.extend_from_slice(book.uuid().as_bytes()));
    name
}

#[derive(Default)]
struct Rows {
    rows: Vec<Listed>,
    before: bool,
    after: bool,
}

impl Rows {
    /// One line more than shown tells whether the list goes on.
    fn load(tx: &mut Tx<'_>, filter: &Filter, side: &Side) -> Result<Rows, StoreError> {
        let mut rows = store::listed(tx, filter, side, ROWS + 1)?;
        let more = rows.len() > ROWS as usize;
        if matches!(side, Side::Before(_)) {
            if more {
                rows.remove(0);
            }
            return Ok(Rows { rows, before: more, after: true });
        }
        rows.truncate(ROWS as usize);
        let before = match (side, rows.first()) {
            (Side::First, _) | (_, None) => false,
            (_, Some(first)) => !store::listed(tx, filter, &Side::Before(filter.place(first)), 1)?.is_empty(),
        };
        Ok(Rows { rows, before, after: more })
    }
}

impl Found {
    fn at(&self) -> u64 {
        self.query.at.parse().unwrap_or(0)
    }

    /// The pages before and after this one, at `path`.
    fn pager(&self, path: &str) -> Pager {
        let shown = self.rows.len() as u64;
        let at = self.at();
        let next = self
            .rows
            .last()
            .filter(|_| self.after)
            .map(|line| self.query.page(&Side::After(self.filter.place(line)), at + shown).href(path));
        let previous = self.rows.first().filter(|_| self.before).map(|line| {
            let back = at.saturating_sub(u64::from(ROWS));
            if back == 0 && at > 0 && at <= u64::from(ROWS) {
                return self.query.first().href(path);
            }
            self.query.page(&Side::Before(self.filter.place(line)), back).href(path)
        });
        Pager {
            from: if shown == 0 { 0 } else { at + 1 },
            to: at + shown,
            total: (self.total <= COUNT_MAX || !self.filter.narrow()).then_some(self.total),
            previous,
            next,
        }
    }

    /// Where a line's paper opens, the list kept beside it.
    pub fn open(&self, paper: Id<Paper>) -> String {
        self.query.href(&format!("/papers/{paper}"))
    }

    pub fn title(&self) -> Text {
        match &self.book {
            Some(one) => Text::from(one.book.name.clone()),
            None => Text::from(t::all_books()),
        }
    }

    fn offered(&self) -> Offered<'_> {
        Offered {
            books: &self.books,
            chosen: self.book.as_ref().map(|one| one.book.id),
            names: &self.names,
            under_way: self.under_way,
        }
    }
}

pub async fn show(State(house): State<House>, viewer: Viewer, Asked(query): Asked<Query>) -> Response {
    screen(&house, &viewer, query).await
}

/// The list of one book by its own address.
pub async fn of_book(State(house): State<House>, viewer: Viewer, Path(id): Path<String>) -> Response {
    if let Err(refusal) = viewer.ask(LIST) {
        return refused(&house.page(&viewer).await, &refusal);
    }
    match id.parse::<Id<documents::Book>>() {
        Ok(id) => Redirect::to(&format!("/papers?book={id}")).into_response(),
        Err(_) => refused(&house.page(&viewer).await, &kernel::Refusal::not_found()),
    }
}

async fn screen(house: &House, viewer: &Viewer, query: Query) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(LIST) {
        return refused(&ctx, &refusal);
    }
    // Names of filters are said in the reader's language, so it is part of the question.
    let lang = viewer.lang;
    let name = format!("list {} {}", lang.code(), query.href(""));
    let found = viewer.remembered(house.office(), name.as_bytes(), move |tx, reader| {
        let mut reader = reader.clone();
        reader.lang = lang;
        load(tx, &reader, query, None)
    });
    match found.await {
        Ok(found) => match found.as_deref() {
            Some(Some(found)) => page(&ctx, viewer, found, house.office().now()).into_response(),
            _ => refused(&ctx, &kernel::Refusal::not_found()),
        },
        Err(fault) => refused(&ctx, &fault.into()),
    }
}

fn page<'a>(ctx: &'a Ctx, viewer: &Viewer, found: &Found, now: kernel::Instant) -> Page<'a> {
    let offered = found.offered();
    if found.books.is_empty() || (found.rows.is_empty() && !found.filter.narrow() && offered.books.len() == 1)
    {
        let mut empty = Empty::new("book", t::book_empty()).next(t::book_empty_next());
        if viewer.may(crate::REGISTER) {
            empty = empty.button(Button::link(t::incoming(), "/incoming").icon("inbox"));
        }
        let mut page = Page::new(ctx, t::book_nav()).live(["papers"]).body(empty.render(ctx.lang));
        if super::books::ask(viewer).is_ok() {
            page =
                page.actions([Button::link(t::books(), "/books").icon("settings").plain().render(ctx.lang)]);
        }
        return page;
    }
    let mut body = Vec::new();
    if let Some(missing) = missing(found) {
        body.push(Notice::fault(missing).render(ctx.lang));
    }
    let form = filter::form(ctx, &found.query, &offered);
    body.push(Html::trusted(format!(
        "<div class=\"narrowing\">{}{}</div>",
        filter::chips(ctx, &found.query, &offered),
        fold(ctx, t::filters(), &form, false)
    )));
    if found.rows.is_empty() {
        let all = Button::link(t::filter_none(), "/papers").icon("x");
        body.push(
            Empty::new("filter", t::filter_nothing())
                .next(t::filter_nothing_next())
                .button(all)
                .render(ctx.lang),
        );
    } else {
        body.push(table(ctx, found, now));
        body.push(found.pager("/papers").render(ctx.lang));
    }
    let mut actions = Vec::new();
    if super::books::ask(viewer).is_ok() {
        actions.push(Button::link(t::books(), "/books").icon("settings").plain().render(ctx.lang));
    }
    if let Some(one) = found.book.as_ref().filter(|one| one.book.master.is_none())
        && (viewer.may(documents::KEEP) || viewer.may(documents::CONFIGURE))
    {
        let form = ui::form::Form::post(ctx, format!("/books/{}/checks", one.book.id))
            .inline()
            .hidden("from", "list")
            .button(&Button::submit(t::check_now()).plain());
        actions.push(form.render());
    }
    let xlsx = found.query.first().href("/papers/export.xlsx");
    actions.push(Button::link(t::xlsx(), xlsx).icon("file-spreadsheet").render(ctx.lang));
    let pdf = found.query.first().href("/papers/export.pdf");
    actions.push(Button::pdf(t::print_book(), pdf).render(ctx.lang));
    Page::new(ctx, found.title())
        .lead(lead(ctx, found))
        .actions(actions)
        .live(["papers"])
        .no_prefetch()
        .body(Html::stack(body))
}

/// What is missing from the book, as the last look found.
fn missing(found: &Found) -> Option<words::Msg> {
    let one = found.book.as_ref()?;
    let checked = one.checked.as_ref().filter(|checked| !checked.missing.is_empty())?;
    let at = checked.at.local().strftime("%H:%M %d/%m/%Y").to_string();
    (one.book.master.is_none()).then(|| t::book_missing(at, checked.missing.clone()))
}

/// The quiet line: how many, which numbers, when they were held against the counter last.
fn lead(ctx: &Ctx, found: &Found) -> Text {
    let Some(one) = &found.book else {
        let total = vietnamese::format_integer(i64::try_from(found.total).unwrap_or(i64::MAX));
        return Text::from(if found.total > COUNT_MAX { t::lead_many() } else { t::lead_all(total) });
    };
    let line = book_line(&one.state, one.book.master.as_deref()).say(ctx.lang);
    if one.book.master.is_some() {
        return Text::from(line);
    }
    let checked = match &one.checked {
        Some(checked) if checked.missing.is_empty() => {
            t::checked_whole(checked.at.local().strftime("%H:%M %d/%m").to_string())
        }
        Some(_) => return Text::from(line),
        None => t::checked_never(),
    };
    Text::from(format!("{line} · {}", checked.say(ctx.lang)))
}

/// What a line says in place of a subject it does not have.
pub(super) fn subject(ctx: &Ctx, line: &Listed) -> String {
    match (&line.voided_why, &line.reserved_why) {
        (Some(why), _) => t::voided(why.clone()).say(ctx.lang),
        (None, Some(why)) => t::reserved_line(why.clone()).say(ctx.lang),
        (None, None) => line.subject.clone(),
    }
}

fn table(ctx: &Ctx, found: &Found, now: kernel::Instant) -> Html {
    let sorted = |sort: &str| Query { sort: sort.to_owned(), ..found.query.first() }.href("/papers");
    let by_deadline = found.filter.sort == Sort::Deadline;
    let all = found.book.is_none();
    let mut columns = vec![
        Column::new(t::col_number()).narrow().sort(sorted(""), (!by_deadline).then_some(false)),
        Column::new(t::col_arrived()).narrow(),
        Column::new(t::code()),
        Column::new(t::kind_and_subject()),
        Column::new(t::col_place()),
        Column::new(t::col_held()).narrow(),
        Column::new(t::col_deadline()).narrow().sort(sorted("deadline"), by_deadline.then_some(true)),
    ];
    if all {
        columns.insert(1, Column::new(t::book_nav()));
    }
    let table = found.rows.iter().fold(Table::new(found.title(), columns), |table, line| {
        let code = if line.code.is_empty() { "—" } else { &line.code };
        let issued = line.issued_on.map_or(String::new(), vietnamese::format_date);
        let (mut holder, mut held, mut due) = (Cell::default(), Cell::default(), Cell::default());
        if let Some(place) = found.places.get(&line.paper) {
            let who = if place.holder.is_empty() { "—" } else { &place.holder };
            holder = Cell::text(who).by(place.step().say(ctx.lang));
            held = Cell::text(&place.held(now).map_or(String::new(), |held| held.say(ctx.lang)));
            due = Cell::html(place.due(now.date()).map(|due| due.render(ctx.lang)).unwrap_or_default());
        } else if line.imported {
            holder = Cell::html(ui::Due::plain(t::stage_imported()).render(ctx.lang));
        }
        let by: Vec<_> =
            [line.kind.as_str(), line.issuer.as_str()].into_iter().filter(|text| !text.is_empty()).collect();
        let seal = super::urgency(&line.urgency).map(|seal| seal.render(ctx.lang)).unwrap_or_default();
        let said = Html::join([seal, Html::text(&subject(ctx, line))]);
        let mut cells = vec![
            Cell::text(&line.number.to_string()).strong().href(found.open(line.paper)),
            Cell::text(
                &line.arrived_on.strftime(if line.imported { "%d/%m/%Y" } else { "%d/%m" }).to_string(),
            ),
            Cell::text(code).by(issued),
            Cell::html(said).by(by.join(" · ")),
            holder,
            held,
            due,
        ];
        if all {
            let name = found.books.iter().find(|(book, _)| book.id == line.book);
            cells.insert(1, Cell::text(name.map_or("", |(book, _)| &book.name)));
        }
        table.row(cells)
    });
    table.render(ctx.lang)
}

/// The same list as the left one of three panes.
pub(super) fn pane(ctx: &Ctx, found: &Found, open: Id<Paper>, today: Date) -> Html {
    let rows = found.rows.iter().map(|line| {
        let code = if line.code.is_empty() {
            line.number.to_string()
        } else {
            format!("{} · {}", line.number, line.code)
        };
        let mut by = line.issuer.clone();
        let place = found.places.get(&line.paper);
        if let Some(place) = place.filter(|place| !place.holder.is_empty()) {
            by = format!("{by} · {}", place.holder);
        }
        let mut row = WorkRow::new(code, Text::from(subject(ctx, line)), found.open(line.paper))
            .by(Text::from(by))
            .urgency(super::urgency(&line.urgency))
            .selected(line.paper == open);
        if let Some(due) = place.and_then(|place| place.due(today)) {
            row = row.due(due);
        }
        row
    });
    let list = WorkList::new(rows).render(ctx.lang);
    let to = Html::trusted(format!(
        "<h2 class=\"below-list\"><a href=\"{}\">{}</a></h2>",
        ui::html::escape(&found.query.href("/papers")),
        ui::html::escape(&found.title().say(ctx.lang))
    ));
    let set = if found.filter.narrow() {
        filter::chips(ctx, &found.query, &found.offered())
    } else {
        Html::default()
    };
    let path = "/papers";
    Html::join([to, set, list, found.pager(path).render(ctx.lang)])
}

/// The papers before and after the open one in this list; on the edge of the page, the next page's.
pub(super) fn neighbours(
    tx: &mut Tx<'_>,
    found: &Found,
    open: Id<Paper>,
) -> Result<(Option<String>, Option<String>), StoreError> {
    let Some(at) = found.rows.iter().position(|line| line.paper == open) else { return Ok((None, None)) };
    let here = found.filter.place(&found.rows[at]);
    let first = found.at();
    let previous = match at.checked_sub(1).and_then(|at| found.rows.get(at)) {
        Some(line) => Some(found.open(line.paper)),
        None if found.before => {
            let side = Side::Before(here.clone());
            let back = found.query.page(&side, first.saturating_sub(u64::from(ROWS)));
            let line = store::listed(tx, &found.filter, &side, 1)?.pop();
            line.map(|line| back.href(&format!("/papers/{}", line.paper)))
        }
        None => None,
    };
    let next = match found.rows.get(at + 1) {
        Some(line) => Some(found.open(line.paper)),
        None if found.after => {
            let side = Side::After(here);
            let on = found.query.page(&side, first + found.rows.len() as u64);
            let line = store::listed(tx, &found.filter, &side, 1)?.pop();
            line.map(|line| on.href(&format!("/papers/{}", line.paper)))
        }
        None => None,
    };
    Ok((previous, next))
}

/// Rows of an exported table; a longer list says where it ends.
pub(super) const EXPORT_MAX: u32 = 10_000;

/// The filtered list as a table with the columns of Nghị định 30/2020, Annex IV.
pub async fn export(State(house): State<House>, viewer: Viewer, Asked(query): Asked<Query>) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(LIST) {
        return refused(&ctx, &refusal);
    }
    let (reader, lang) = (viewer.clone(), ctx.lang);
    let found = house
        .office()
        .read(move |tx| {
            let Some(found) = load(tx, &reader, query.first(), None)? else { return Ok(None) };
            let rows = if found.books.is_empty() {
                Vec::new()
            } else {
                store::listed(tx, &found.filter, &Side::First, EXPORT_MAX + 1)?
            };
            let title = found.title().say(lang);
            Ok(Some((title, super::export::Sheet::load(tx, rows)?)))
        })
        .await;
    match found {
        Ok(Some((title, sheet))) => match sheet.write(&title, ctx.lang) {
            Ok(bytes) => ui::attachment(tables::MEDIA, &format!("{title}.xlsx"), bytes),
            Err(refusal) => refused(&ctx, &refusal),
        },
        Ok(None) => refused(&ctx, &kernel::Refusal::not_found()),
        Err(fault) => refused(&ctx, &fault.into()),
    }
}
