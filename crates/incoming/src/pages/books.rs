//! The books of the office: what each counts by, how far it has come, whether a number is missing; reserved numbers.

use std::sync::Arc;

use axum::Form as PostedForm;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use documents::{
    Begin, BookRow, BookState, CONFIGURE, Checked, ConfigureBook, KEEP, KEEP_UNIT, Reserve, SeriesRow,
};
use jiff::civil::Date;
use kernel::{Id, Refusal, StoreError, Tx};
use people::{House, Viewer, act_id, faults, refused};
use rules::KeyPart;
use ui::form::{Choice, Field, Filled, Form};
use ui::{Button, Card, Cell, Column, Ctx, Due, Html, Notice, Page, Table, Text};

use super::keeping::{Posted, one};
use crate::books::{self, Shelf};
use crate::t;

/// A book with how far it has come.
pub(super) struct Kept {
    pub book: BookRow,
    pub state: BookState,
    pub checked: Option<Checked>,
}

struct Found {
    shelves: Vec<(Shelf, String)>,
    books: Vec<Kept>,
    rules: Arc<rulebook::Rulebook>,
    today: Date,
}

pub(super) fn kept(tx: &mut Tx<'_>, book: BookRow) -> Result<Kept, StoreError> {
    let state = documents::book_state(tx, &book)?;
    let checked = documents::checked(tx, &book)?;
    Ok(Kept { book, state, checked })
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Found, StoreError> {
    let mut shelves = Vec::new();
    for shelf in books::shelves(tx)? {
        if viewer.may(CONFIGURE) || shelf.kept_by(viewer) || shelf.seen_by(viewer) {
            let unit = match shelf.row.unit {
                Some(unit) => people::names::unit(tx, unit)?,
                None => String::new(),
            };
            shelves.push((shelf, unit));
        }
    }
    let mut books = Vec::new();
    for book in documents::books(tx)? {
        let shown = match book.series {
            Some(id) => shelves.iter().any(|(shelf, _)| shelf.row.id == id),
            None => viewer.may(CONFIGURE) || viewer.may(KEEP),
        };
        if shown {
            books.push(kept(tx, book)?);
        }
    }
    Ok(Found { shelves, books, rules: rulebook::rules(tx)?, today: viewer.today })
}

/// Who keeps a book or sets books up.
pub(super) fn ask(viewer: &Viewer) -> Result<(), Refusal> {
    viewer.ask(KEEP).or_else(|_| viewer.ask(KEEP_UNIT)).or_else(|_| viewer.ask(CONFIGURE))
}

pub(super) fn part_said(part: KeyPart) -> words::Msg {
    match part {
        KeyPart::Book => t::key_book(),
        KeyPart::Kind => t::key_kind(),
        KeyPart::Year => t::key_year(),
        KeyPart::Term => t::key_term(),
    }
}

/// What a series counts by, in words.
pub(super) fn key_said(ctx: &Ctx, parts: &[KeyPart]) -> String {
    let said: Vec<_> = parts
        .iter()
        .filter(|part| **part != KeyPart::Book)
        .map(|part| part_said(*part).say(ctx.lang))
        .collect();
    if said.is_empty() { t::key_through().say(ctx.lang) } else { said.join(", ") }
}

/// Whether the numbers are whole, as the last look found.
pub(super) fn whole_said(checked: Option<&Checked>) -> Option<Due> {
    let checked = checked?;
    let at = checked.at.local().strftime("%H:%M %d/%m").to_string();
    Some(if checked.missing.is_empty() {
        Due::plain(t::checked_whole(at))
    } else {
        Due::late(t::checked_missing(at, checked.missing.clone()))
    })
}

pub async fn show(State(house): State<House>, viewer: Viewer) -> Response {
    screen(&house, &viewer, &Filled::default()).await
}

async fn screen(house: &House, viewer: &Viewer, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = ask(viewer) {
        return refused(&ctx, &refusal);
    }
    let reader = viewer.clone();
    let found = match house.office().read(move |tx| load(tx, &reader)).await {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let mut body = Vec::new();
    if !found.shelves.is_empty() {
        body.push(series_table(&ctx, viewer, &found));
    }
    if found.books.is_empty() {
        body.push(Notice::plain(t::book_not_begun()).render(ctx.lang));
        if viewer.may(KEEP) || viewer.may(CONFIGURE) {
            body.push(begin_form(&ctx, None));
        }
    } else {
        body.push(book_table(&ctx, &found));
    }
    let mine: Vec<_> = found
        .shelves
        .iter()
        .filter(|(shelf, _)| shelf.kept_by(viewer) && shelf.row.active(found.today))
        .collect();
    if !mine.is_empty() {
        body.push(reserve_card(&ctx, &found, &mine, filled));
    }
    let mut actions = Vec::new();
    if viewer.may(CONFIGURE) {
        actions.push(Button::link(t::terms(), "/books/terms").icon("calendar").plain().render(ctx.lang));
        actions.push(Button::link(t::new_series(), "/books/series").icon("plus").render(ctx.lang));
    }
    if viewer.may(KEEP) {
        actions.push(Button::link(t::old_registers(), "/books/imports").icon("file-upload").render(ctx.lang));
    }
    if viewer.may(crate::READ) {
        actions.push(Button::link(t::originals(), "/papers/originals").icon("archive").render(ctx.lang));
    }
    let status = if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Page::new(&ctx, t::books()).actions(actions).body(Html::stack(body)).status(status).into_response()
}

/// The series: whose they are and what their numbers restart with.
fn series_table(ctx: &Ctx, viewer: &Viewer, found: &Found) -> Html {
    let columns = [
        Column::new(t::series_name()),
        Column::new(t::series_unit()),
        Column::new(t::numbered_by()),
        Column::new(t::series_in_use()),
    ];
    let table = found.shelves.iter().fold(Table::new(t::series_all(), columns), |table, (shelf, unit)| {
        let row = &shelf.row;
        let parts = documents::numbering::parts(&found.rules, row, found.today);
        let by = match documents::numbering::rule(&found.rules, found.today) {
            Some((_, source, false)) if row.key.is_empty() => t::rule_unconfirmed(source).say(ctx.lang),
            Some((_, source, true)) if row.key.is_empty() => t::by_rule(source).say(ctx.lang),
            _ => t::by_choice().say(ctx.lang),
        };
        let mut name = Cell::text(&row.name).strong();
        if viewer.may(CONFIGURE) || shelf.kept_by(viewer) {
            name = name.href(format!("/books/series/{}", row.id));
        }
        if !row.kinds.is_empty() {
            name = name.by(t::takes_kinds(row.kinds.join(", ")).say(ctx.lang));
        }
        let office = t::whole_office().say(ctx.lang);
        let unit = if unit.is_empty() { &office } else { unit };
        let closed = if row.closed { t::series_closed().say(ctx.lang) } else { String::new() };
        table.row([
            name,
            Cell::text(unit).by(closed),
            Cell::text(&key_said(ctx, &parts)).by(by),
            Cell::text(&in_use(ctx, row)),
        ])
    });
    table.render(ctx.lang)
}

fn in_use(ctx: &Ctx, row: &SeriesRow) -> String {
    let day = vietnamese::format_date;
    match (row.active_from, row.active_to) {
        (None, None) => t::used_always(),
        (Some(from), None) => t::used_from(day(from)),
        (None, Some(to)) => t::used_to(day(to)),
        (Some(from), Some(to)) => t::used_between(day(from), day(to)),
    }
    .say(ctx.lang)
}

/// The runs of numbers, the newest first.
fn book_table(ctx: &Ctx, found: &Found) -> Html {
    let columns = [
        Column::new(t::book_nav()),
        Column::new(t::book_numbers()),
        Column::new(t::book_voided()).number(),
        Column::new(t::book_reserved()).number(),
        Column::new(t::book_master()),
        Column::new(t::book_whole()),
    ];
    let table = found.books.iter().fold(Table::new(t::books(), columns), |table, one| {
        let Kept { book, state, checked } = one;
        let span =
            if state.papers == 0 { "—".to_owned() } else { format!("{}–{}", state.first, state.last) };
        let here = t::master_here().say(ctx.lang);
        let whole = if state.importing {
            ui::Due::soon(t::book_importing()).render(ctx.lang)
        } else if book.master.is_some() {
            Html::default()
        } else {
            let said = whole_said(checked.as_ref()).map(|due| due.render(ctx.lang)).unwrap_or_default();
            let form = Form::post(ctx, format!("/books/{}/checks", book.id))
                .inline()
                .button(&Button::submit(t::check_now()).plain())
                .render();
            let gaps = (state.gaps > 0).then(|| {
                let gaps = t::book_gaps(vietnamese::format_integer(state.gaps)).say(ctx.lang);
                Html::trusted(format!("<div class=\"by\">{}</div>", ui::html::escape(&gaps)))
            });
            Html::join([said, gaps.unwrap_or_default(), form])
        };
        table.row([
            Cell::text(&book.name)
                .strong()
                .href(format!("/papers?book={}", book.id))
                .by(book.start_why.clone().unwrap_or_default()),
            Cell::text(&span),
            Cell::text(&state.voided.to_string()),
            Cell::text(&state.reserved.to_string()),
            Cell::text(book.master.as_deref().unwrap_or(&here)),
            Cell::html(whole),
        ])
    });
    table.render(ctx.lang)
}

pub(super) fn begin_form(ctx: &Ctx, series: Option<Id<documents::Series>>) -> Html {
    Form::post(ctx, "/books")
        .inline()
        .hidden("series", series.map_or_else(String::new, |id| id.to_string()))
        .button(&Button::submit(t::begin_book()).main().icon("book"))
        .render()
}

fn reserve_card(ctx: &Ctx, found: &Found, mine: &[&(Shelf, String)], filled: &Filled) -> Html {
    let mut form = Form::post(ctx, "/books/reservations").filled(filled);
    if mine.len() > 1 {
        let books = mine
            .iter()
            .map(|(shelf, _)| Choice::new(shelf.row.id.to_string(), Text::from(shelf.row.name.clone())));
        form = form.put(Field::select("series", t::into_book(), books));
    } else if let Some((shelf, _)) = mine.first() {
        form = form.hidden("series", shelf.row.id.to_string());
    }
    if mine.iter().any(|(shelf, _)| documents::numbering::by_kind(&found.rules, &shelf.row, found.today)) {
        form = form.put(Field::text("kind", t::kind()).hint(t::kind_of_number()).optional());
    }
    let form = form
        .row([
            Field::number("count", t::reserve_count()).value("1").required(),
            Field::text("why_reserved", t::reserve_why()).required(),
        ])
        .button(&Button::submit(t::reserve()).icon("flag"))
        .render();
    Card::new(t::reserve(), form).padded().render(ctx.lang)
}

/// Where this run of numbers starts and who gives them.
pub(super) fn configure_form(ctx: &Ctx, one: &Kept, filled: &Filled) -> Html {
    let Kept { book, state, .. } = one;
    let first = Field::number("first_number", t::first_number()).value(book.first_number.to_string());
    let first =
        if state.papers > 0 { first.attr("readonly", "") } else { first.hint(t::first_number_hint()) };
    Form::post(ctx, format!("/books/{}", book.id))
        .filled(filled)
        .row([Field::text("book_name", t::book_name()).value(book.name.clone()).required(), first])
        .put(
            Field::text("master", t::book_master())
                .value(book.master.clone().unwrap_or_default())
                .optional()
                .hint(t::master_hint()),
        )
        .put(Field::text("why", t::col_why()).required())
        .button(&Button::submit(t::save()).icon("device-floppy"))
        .render()
}

fn series_of(form: &[(String, String)]) -> Result<Option<Id<documents::Series>>, Refusal> {
    super::choice::named(one(form, "series"))
}

pub async fn begin(State(house): State<House>, viewer: Viewer, PostedForm(form): Posted) -> Response {
    let outcome = async {
        viewer.ask(KEEP).or_else(|_| viewer.ask(CONFIGURE))?;
        let input = Begin { series: series_of(&form)?, kind: one(&form, "kind").to_owned() };
        house.office().act(viewer.actor(), act_id(one(&form, "act_id"))?, input, documents::begin_book).await
    }
    .await;
    match outcome {
        Ok(_) => {
            let to = match one(&form, "series") {
                "" => "/books".to_owned(),
                id => format!("/books/series/{id}"),
            };
            Redirect::to(&to).into_response()
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

pub async fn configure(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    PostedForm(form): Posted,
) -> Response {
    let outcome = async {
        viewer.ask(KEEP).or_else(|_| viewer.ask(CONFIGURE))?;
        let first = one(&form, "first_number").trim().parse();
        let input = ConfigureBook {
            book: id.parse().map_err(|_| Refusal::not_found())?,
            name: one(&form, "book_name").to_owned(),
            first_number: first.map_err(|_| Refusal::invalid(t::number_needed()).field("first_number"))?,
            master: one(&form, "master").to_owned(),
            why: one(&form, "why").to_owned(),
        };
        house
            .office()
            .act(viewer.actor(), act_id(one(&form, "act_id"))?, input, documents::configure_book)
            .await
    }
    .await;
    match outcome {
        Ok(()) => Redirect::to("/books").into_response(),
        Err(mut refusal) if refusal.field.is_some() => {
            if refusal.field == Some("name") {
                refusal.field = Some("book_name");
            }
            let filled = Filled::from_pairs(form).with(faults(&refusal));
            super::series::of_book(&house, &viewer, &id, &filled).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

pub async fn reserve(State(house): State<House>, viewer: Viewer, PostedForm(form): Posted) -> Response {
    let outcome = async {
        viewer.ask(KEEP).or_else(|_| viewer.ask(KEEP_UNIT))?;
        let count = one(&form, "count").trim().parse();
        let input = Reserve {
            count: count.map_err(|_| Refusal::invalid(t::number_needed()).field("count"))?,
            why: one(&form, "why_reserved").to_owned(),
            series: series_of(&form)?,
            kind: one(&form, "kind").to_owned(),
        };
        let id = act_id(one(&form, "act_id"))?;
        let lines = house.office().act(viewer.actor(), id, input, documents::reserve_number).await?;
        let first = lines.first().ok_or_else(Refusal::not_found)?.paper;
        house
            .office()
            .read(move |tx| Ok(documents::paper(tx, first)?.map(|paper| paper.book)))
            .await?
            .ok_or_else(Refusal::not_found)
    }
    .await;
    match outcome {
        Ok(book) => Redirect::to(&format!("/papers?book={book}")).into_response(),
        Err(mut refusal) => {
            if refusal.field.is_none() {
                return refused(&house.page(&viewer).await, &refusal);
            }
            if refusal.field == Some("why") {
                refusal.field = Some("why_reserved");
            }
            let filled = Filled::from_pairs(form).with(faults(&refusal));
            screen(&house, &viewer, &filled).await
        }
    }
}

/// Counts the book now and says what was found.
pub async fn check(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    PostedForm(form): Posted,
) -> Response {
    let outcome = async {
        viewer.ask(KEEP).or_else(|_| viewer.ask(CONFIGURE))?;
        let book = id.parse().map_err(|_| Refusal::not_found())?;
        house.office().act(viewer.actor(), act_id(one(&form, "act_id"))?, book, documents::check_book).await
    }
    .await;
    match outcome {
        Ok(()) if one(&form, "from") == "list" => Redirect::to(&format!("/papers?book={id}")).into_response(),
        Ok(()) => Redirect::to("/books").into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
