//! The book of incoming papers, and one paper.

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use documents::{BookRow, BookState, FileRow, PaperRow};
use kernel::{Id, Refusal, StoreError};
use people::{House, Viewer, refused};
use serde::Deserialize;
use ui::{
    Button, Card, Cell, Column, Ctx, Empty, Facts, Html, Notice, Page, Pager, Stop, Table, Text, Trail,
};

use ui::form::Filled;

use super::keeping;
use crate::{READ, t};

const ROWS: u32 = 30;

type Places = std::collections::HashMap<Id<documents::Paper>, directions::Place>;

#[derive(Deserialize)]
pub struct Below {
    /// Numbers below this one: the address of an older page stays right while new papers come in.
    below: Option<i64>,
    year: Option<i64>,
}

pub async fn list(State(house): State<House>, viewer: Viewer, Query(asked): Query<Below>) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(READ) {
        return refused(&ctx, &refusal);
    }
    let year = asked.year.unwrap_or_else(|| i64::from(house.office().now().date().year()));
    let below = asked.below.unwrap_or(i64::MAX);
    let (reader, now) = (viewer.clone(), house.office().now());
    let found = house
        .office()
        .read(move |tx| -> Result<_, StoreError> {
            let Some(book) = documents::book_of_year(tx, year)? else { return Ok(None) };
            let state = documents::book_state(tx, &book)?;
            let rows = documents::page(tx, book.id, below, ROWS)?;
            let papers: Vec<_> = rows.iter().map(|paper| paper.id).collect();
            let places = directions::places(tx, &reader, &papers)?;
            Ok(Some((rows, state, book, places)))
        })
        .await;
    match found {
        Ok(Some((rows, state, book, places))) if !rows.is_empty() => {
            book_page(&ctx, &book, state, (&rows, &places, now)).into_response()
        }
        Ok(_) => {
            let to = Button::link(t::incoming(), "/incoming").icon("inbox");
            let body =
                Empty::new("book", t::book_empty()).next(t::book_empty_next()).button(to).render(ctx.lang);
            Page::new(&ctx, t::book_nav()).body(body).into_response()
        }
        Err(fault) => refused(&ctx, &fault.into()),
    }
}

fn book_page<'a>(
    ctx: &'a Ctx,
    book: &BookRow,
    state: BookState,
    (rows, places, now): (&[PaperRow], &Places, kernel::Instant),
) -> Page<'a> {
    let columns = [
        Column::new(t::col_number()).narrow(),
        Column::new(t::col_arrived()).narrow(),
        Column::new(t::code()),
        Column::new(t::subject()),
        Column::new(t::col_place()),
        Column::new(t::col_held()).narrow(),
        Column::new(t::col_deadline()).narrow(),
    ];
    let table = rows.iter().fold(Table::new(Text::from(book.name.clone()), columns), |table, paper| {
        let code = if paper.code.is_empty() { "—" } else { &paper.code };
        let issued = paper.issued_on.map_or(String::new(), vietnamese::format_date);
        let subject = match &paper.voided_why {
            Some(why) => t::voided(why.clone()).say(ctx.lang),
            None => match &paper.reserved_why {
                Some(why) => t::reserved_line(why.clone()).say(ctx.lang),
                None => paper.subject.clone(),
            },
        };
        let (mut holder, mut held, mut due) = (Cell::default(), Cell::default(), Cell::default());
        if let Some(place) = places.get(&paper.id) {
            let who = if place.holder.is_empty() { "—" } else { &place.holder };
            holder = Cell::text(who).by(place.step().say(ctx.lang));
            held = Cell::text(&place.held(now).map_or(String::new(), |held| held.say(ctx.lang)));
            due = Cell::html(place.due(now.date()).map(|due| due.render(ctx.lang)).unwrap_or_default());
        }
        table.row([
            Cell::text(&paper.number.to_string()).strong().href(format!("/papers/{}", paper.id)),
            Cell::text(&paper.arrived_on.strftime("%d/%m").to_string()),
            Cell::text(code).by(issued),
            Cell::text(&subject).by(paper.issuer.clone()),
            holder,
            held,
            due,
        ])
    });
    let (top, bottom) = (rows.first().map_or(0, |p| p.number), rows.last().map_or(0, |p| p.number));
    let older = (bottom > state.first).then(|| format!("/papers?year={}&below={bottom}", book.year));
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    let pager = Pager {
        from: count(state.last - top + 1),
        to: count(state.last - bottom + 1),
        total: Some(count(state.papers)),
        previous: (top < state.last).then(|| format!("/papers?year={}", book.year)),
        next: older,
    };
    let mut body = Vec::new();
    let lead = if state.whole() {
        t::book_lead(state.first, state.last, vietnamese::format_integer(state.papers), state.voided)
    } else {
        body.push(Notice::fault(t::book_broken()).render(ctx.lang));
        t::book_broken()
    };
    body.push(table.render(ctx.lang));
    body.push(pager.render(ctx.lang));
    Page::new(ctx, t::book_title(book.name.clone()))
        .lead(lead)
        .actions([
            Button::link(t::books(), "/books").icon("settings").plain().render(ctx.lang),
            Button::print(t::book_nav()).render(ctx.lang),
        ])
        .live(["papers"])
        .no_prefetch()
        .body(Html::stack(body))
}

/// Who reads the register may read its papers; so may everybody to whose desk a paper has come, and who was called
/// about it on duty.
pub(crate) fn may_read(
    tx: &mut kernel::Tx<'_>,
    viewer: &Viewer,
    paper: Id<documents::Paper>,
) -> Result<bool, StoreError> {
    Ok(viewer.may(READ)
        || directions::may_see(tx, viewer, paper)?
        || calendar::called(tx, viewer.person, paper.uuid())?)
}

pub async fn paper(State(house): State<House>, viewer: Viewer, Path(id): Path<String>) -> Response {
    screen(&house, &viewer, &id, &Filled::default()).await
}

/// The paper; with what was typed into one of its forms and refused.
pub(super) async fn screen(house: &House, viewer: &Viewer, id: &str, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    let Ok(id) = id.parse::<Id<documents::Paper>>() else { return refused(&ctx, &Refusal::not_found()) };
    let (reader, now) = (viewer.clone(), house.office().now());
    let found = house
        .office()
        .read(move |tx| -> Result<_, StoreError> {
            if !may_read(tx, &reader, id)? {
                return Ok(None);
            }
            let Some(paper) = documents::paper(tx, id)? else { return Ok(None) };
            let way = directions::paper_card(tx, &reader, id, now)?;
            let kept = keeping::load(tx, &reader, id)?;
            let trail = kernel::journal::trail(tx, "paper", id.uuid(), 200)?;
            let mut stops = Vec::new();
            for entry in trail {
                let who = match entry.person {
                    Some(person) => people::names::person(tx, Id::from_uuid(person))?,
                    None => String::new(),
                };
                stops.push((entry.act, who, entry.at));
            }
            let duty = calendar::call_line(tx, &kernel::Subject::new("paper", id))?;
            Ok(Some((paper, documents::files(tx, id)?, stops, (way, duty), kept)))
        })
        .await;
    match found {
        Ok(Some((paper, files, stops, (way, duty), kept))) => {
            let called = duty.map(|line| line.render(ctx.lang)).unwrap_or_default();
            let mut cards = vec![called, way(&ctx)];
            cards.retain(|card| !card.is_empty());
            cards.extend(keeping::cards(&ctx, &paper, &kept, filled));
            let status =
                if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            paper_page(&ctx, &paper, &files, (&stops, cards)).status(status).into_response()
        }
        Ok(None) => refused(&ctx, &Refusal::not_found()),
        Err(fault) => refused(&ctx, &fault.into()),
    }
}

fn paper_page<'a>(
    ctx: &'a Ctx,
    paper: &PaperRow,
    files: &[FileRow],
    (stops, cards): (&[(String, String, kernel::Instant)], Vec<Html>),
) -> Page<'a> {
    let date = |date: Option<jiff::civil::Date>| date.map_or("—".to_owned(), vietnamese::format_date);
    let mut facts = Facts::new()
        .text(t::code(), &paper.code)
        .text(t::issued_on(), &date(paper.issued_on))
        .text(t::issuer(), &paper.issuer)
        .text(t::kind(), &paper.kind)
        .text(t::arrived_on(), &vietnamese::format_date(paper.arrived_on))
        .text(t::asked_by(), &date(paper.asked_by));
    if let Some(urgency) = super::urgency(&paper.urgency) {
        facts = facts.put(t::urgency(), urgency.render(ctx.lang));
    }
    let trail = Trail::new(stops.iter().map(|(act, who, at)| {
        let what = match act.as_str() {
            "documents.void_number" => t::trail_voided(),
            "documents.correct" => t::trail_corrected(),
            "documents.reserve_number" => t::trail_reserved(),
            "documents.fill_reserved" => t::trail_filled(),
            "documents.join_copy" => t::trail_copy(),
            "documents.move_original" => t::trail_moved(),
            "documents.confirm_original" => t::trail_confirmed(),
            _ => t::trail_registered(),
        };
        let who = if who.is_empty() { Text::from(t::system()) } else { Text::from(who.clone()) };
        let at = at.local().strftime("%H:%M %d/%m/%Y").to_string();
        Stop { who, held: Some(Text::from(at)), what: Some(Text::from(what)) }
    }));
    let mut body = Vec::new();
    if let Some(why) = &paper.voided_why {
        body.push(Notice::care(t::voided(why.clone())).render(ctx.lang));
    }
    body.push(Card::new(Text::from(paper.subject.clone()), facts.render(ctx.lang)).padded().render(ctx.lang));
    if let Some(why) = &paper.reserved_why {
        body.push(Notice::plain(t::reserved_line(why.clone())).render(ctx.lang));
    }
    body.extend(cards);
    for file in files {
        let href = format!("/papers/{}/files/{}", paper.id, file.id);
        let download = Button::link(t::original(), href).icon("download").render(ctx.lang);
        let text = super::accept::text_sheet(&file.text);
        let body_of_file = Html::join([download, text]);
        body.push(Card::new(Text::from(file.name.clone()), body_of_file).padded().render(ctx.lang));
    }
    body.push(Card::new(t::trail(), trail.ended().render(ctx.lang)).padded().render(ctx.lang));
    Page::new(ctx, t::paper_title(paper.number.to_string()))
        .narrow()
        .live([format!("paper:{}", paper.id)])
        .no_prefetch()
        .body(Html::stack(body))
}

async fn file_row(
    house: &House,
    viewer: &Viewer,
    (paper, file): (&str, &str),
) -> Result<FileRow, StatusCode> {
    let (Ok(paper), Ok(file)) = (paper.parse(), file.parse()) else { return Err(StatusCode::NOT_FOUND) };
    let reader = viewer.clone();
    let found = house
        .office()
        .read(
            move |tx| {
                if may_read(tx, &reader, paper)? { documents::file(tx, paper, file) } else { Ok(None) }
            },
        )
        .await;
    found.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?.ok_or(StatusCode::NOT_FOUND)
}

pub async fn page_image(
    State(house): State<House>,
    viewer: Viewer,
    Path((paper, file, page)): Path<(String, String, u32)>,
) -> Response {
    match file_row(&house, &viewer, (&paper, &file)).await {
        Ok(row) => super::accept::image(&house, row.blob, page).await,
        Err(status) => status.into_response(),
    }
}

/// The original, byte for byte, as a download: a browser must not run what a stranger sent.
pub async fn original(
    State(house): State<House>,
    viewer: Viewer,
    Path((paper, file)): Path<(String, String)>,
) -> Response {
    let row = match file_row(&house, &viewer, (&paper, &file)).await {
        Ok(row) => row,
        Err(status) => return status.into_response(),
    };
    let office = house.office().clone();
    let bytes = tokio::task::spawn_blocking(move || office.blobs().get(row.blob)).await;
    match bytes {
        Ok(Ok(bytes)) => {
            let name = format!("attachment; filename=\"{}\"", vietnamese::file_name(&row.name));
            let headers = [
                (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
                (header::CONTENT_DISPOSITION, name),
            ];
            (headers, bytes).into_response()
        }
        Ok(Err(refusal)) => refused(&house.page(&viewer).await, &refusal),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
