//! One paper of the book: what it says, where it is, what can be done; the list that it was opened from beside it.

use axum::extract::{Path, Query as Asked, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use documents::{FileRow, PaperRow};
use kernel::{Id, Refusal, StoreError, Tx};
use people::{House, Viewer, refused};
use ui::form::Filled;
use ui::page::Pane;
use ui::{Button, Card, Ctx, Facts, Html, Notice, Page, Sheet, Stop, Text, Trail, fold};

use super::filter::Query;
use super::related::Relations;
use super::writing::Written;
use super::{keeping, list};
use crate::acts::FromStack;
use crate::books::shelves;
use crate::model::Receipt;
use crate::{LIST, READ, REGISTER, store, t};

/// Pages shown as images; the rest is in the file.
const SHEETS_MAX: u32 = 12;

/// Who sees the book a paper is in may read it; so may everybody to whose desk it has come, and who was called about
/// it on duty.
pub(crate) fn may_read(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    paper: Id<documents::Paper>,
) -> Result<bool, StoreError> {
    if directions::may_see(tx, viewer, paper)? || calendar::called(tx, viewer.person, paper.uuid())? {
        return Ok(true);
    }
    let Some(paper) = documents::paper(tx, paper)? else { return Ok(false) };
    let series = documents::book(tx, paper.book)?.and_then(|book| book.series);
    match series {
        Some(id) => Ok(shelves(tx)?.iter().any(|shelf| shelf.row.id == id && shelf.seen_by(viewer))),
        None => Ok(viewer.may(READ)),
    }
}

pub async fn paper(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Asked(query): Asked<Query>,
) -> Response {
    screen(&house, &viewer, &id, (query, &Filled::default())).await
}

/// What happened to the paper: the act, who did it, when.
type Stops = Vec<(String, String, kernel::Instant)>;

fn stops(tx: &mut Tx<'_>, id: Id<documents::Paper>) -> Result<Stops, StoreError> {
    let mut names = std::collections::HashMap::new();
    let mut stops = Vec::new();
    for entry in kernel::journal::trail(tx, "paper", id.uuid(), 200)? {
        let who = match entry.person {
            Some(person) => match names.get(&person) {
                Some(name) => String::clone(name),
                None => {
                    let name = people::names::person(tx, Id::from_uuid(person))?;
                    names.insert(person, name.clone());
                    name
                }
            },
            None => String::new(),
        };
        stops.push((entry.act, who, entry.at));
    }
    Ok(stops)
}

/// The paper; with what was typed into one of its forms and refused.
pub(super) async fn screen(
    house: &House,
    viewer: &Viewer,
    id: &str,
    (query, filled): (Query, &Filled),
) -> Response {
    let ctx = house.page(viewer).await;
    let Ok(id) = id.parse::<Id<documents::Paper>>() else { return refused(&ctx, &Refusal::not_found()) };
    let (reader, now) = (viewer.clone(), house.office().now());
    let there = house.clone();
    let found = house
        .office()
        .read(move |tx| -> Result<_, StoreError> {
            if !may_read(tx, &reader, id)? {
                return Ok(None);
            }
            let Some(paper) = documents::paper(tx, id)? else { return Ok(None) };
            let way = directions::paper_card(tx, &reader, id, now)?;
            let work = there.beside(tx, &reader, ("paper", id.uuid()))?;
            let duty = calendar::call_line(tx, &kernel::Subject::new("paper", id))?;
            let kept = keeping::load(tx, &reader, &paper)?;
            let relations = Relations::load(tx, &reader, (&paper, kept.keeps))?;
            let beside = if reader.may(LIST) { list::load(tx, &reader, query, Some(id))? } else { None };
            let ways = match &beside {
                Some(beside) => list::neighbours(tx, beside, id)?,
                None => (None, None),
            };
            let old = documents::old_line(tx, id)?;
            let files = documents::files(tx, id)?;
            let written = Written::load(tx, &reader, (id, &files))?;
            let stack = if reader.may(REGISTER) { store::stacks_of(tx, id)? } else { Vec::new() };
            Ok(Some((
                Shown { files, stops: stops(tx, id)?, paper, old, written, stack },
                (way, work, duty),
                (kept, relations),
                beside,
                ways,
            )))
        })
        .await;
    match found {
        Ok(Some((shown, (way, work, duty), (kept, relations), beside, ways))) => {
            let called = duty.map(|line| line.render(ctx.lang)).unwrap_or_default();
            let list = beside.as_ref().map_or_else(String::new, |beside| beside.query.href("/papers"));
            let card = relations.card(&ctx, &shown.paper, kept.keeps);
            let mut cards = vec![called, way(&ctx, ways.1.as_deref())];
            cards.extend(work.into_iter().map(|beside| beside(&ctx)));
            cards.push(card);
            cards.retain(|card| !card.is_empty());
            let line = keeping::Line { ctx: &ctx, paper: &shown.paper, list: &list };
            cards.extend(keeping::cards(&line, &kept, filled));
            cards.push(alike(&ctx, shown.paper.id));
            let middle = middle(&ctx, &shown);
            let facts = facts(&ctx, &shown, cards);
            let status =
                if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            let number = shown.paper.number.to_string();
            let mut page = Page::new(&ctx, t::paper_title(number))
                .live([format!("paper:{}", shown.paper.id)])
                .no_prefetch()
                .status(status);
            if let Some(beside) = beside {
                let step = |href: Option<String>, said: words::Msg, icon, key| {
                    href.map(|href| Button::link(said, href).icon(icon).key(key).plain().render(ctx.lang))
                };
                page = page
                    .actions(
                        [
                            step(ways.0, t::previous_paper(), "chevron-left", ","),
                            step(ways.1, t::next_paper(), "chevron-right", "."),
                        ]
                        .into_iter()
                        .flatten(),
                    )
                    .back(beside.query.href("/papers"))
                    .panes(list::pane(&ctx, &beside, id, viewer.today), middle, facts)
                    .pane(if filled.faults.is_empty() { Pane::Middle } else { Pane::Facts });
            } else {
                page = page.narrow().body(Html::stack([facts, middle]));
            }
            page.into_response()
        }
        Ok(None) => refused(&ctx, &Refusal::not_found()),
        Err(fault) => refused(&ctx, &fault.into()),
    }
}

/// What is about the same matter, found once it comes into view.
fn alike(ctx: &Ctx, paper: Id<documents::Paper>) -> Html {
    let href = format!("/search/alike/paper/{paper}");
    let link = Button::link(t::find_alike(), href.clone()).icon("search").plain().render(ctx.lang);
    fold(ctx, t::alike(), &ui::frame("alike", Some(&href), &link), false)
}

struct Shown {
    paper: PaperRow,
    files: Vec<FileRow>,
    stops: Stops,
    /// What the old register said, where the line came out of one.
    old: Option<documents::OldLineRow>,
    written: Written,
    /// The stacks that its files were cut out of, for who may open them.
    stack: Vec<(Id<Receipt>, FromStack)>,
}

/// Whether a file's pages can be shown as images.
fn has_images(file: &FileRow) -> bool {
    let name = file.name.to_lowercase();
    file.pages > 0 && [".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff"].iter().any(|end| name.ends_with(end))
}

/// The paper itself: each file with its pages, or its text where there are none.
fn middle(ctx: &Ctx, shown: &Shown) -> Html {
    let Shown { paper, files, .. } = shown;
    let mut parts = Vec::new();
    if paper.imported {
        parts.push(Html::trusted(format!(
            "<p>{}</p>",
            ui::Due::plain(t::stage_imported()).render(ctx.lang).as_str()
        )));
    }
    if let Some(why) = &paper.voided_why {
        parts.push(Notice::care(t::voided(why.clone())).render(ctx.lang));
    }
    if let Some(why) = &paper.reserved_why {
        parts.push(Notice::plain(t::reserved_line(why.clone())).render(ctx.lang));
    }
    if !paper.subject.is_empty() {
        parts.push(Html::trusted(format!(
            "<h2 class=\"paper-subject\">{}</h2>",
            ui::html::escape(&paper.subject)
        )));
    }
    if paper.voided_why.is_none() && paper.reserved_why.is_none() {
        let slip = Button::pdf(t::cover_slip_print(), format!("/papers/{}/slip.pdf", paper.id)).plain();
        parts.push(Html::trusted(format!("<p class=\"paper-tools\">{}</p>", slip.render(ctx.lang))));
    }
    for (file, first) in files.iter().zip(std::iter::once(true).chain(std::iter::repeat(false))) {
        let href = format!("/papers/{}/files/{}", paper.id, file.id);
        let mut download = Button::link(t::original(), href.clone()).icon("download").render(ctx.lang);
        if first && has_images(file) && paper.voided_why.is_none() {
            let stamped = Button::pdf(t::print_stamped(), format!("/papers/{}/stamped.pdf", paper.id));
            download = Html::join([download, stamped.render(ctx.lang)]);
        }
        parts.push(Html::trusted(format!(
            "<div class=\"file-head\"><h3 class=\"by\">{}</h3>{download}</div>",
            ui::html::escape(&file.name)
        )));
        if has_images(file) {
            parts.extend((1..=file.pages.min(SHEETS_MAX)).map(|page| {
                Sheet::new(format!("{href}/pages/{page}"), page, 1000.0, 1414.0).render(ctx.lang)
            }));
        } else {
            parts.push(super::accept::text_sheet(&file.text));
        }
    }
    if files.is_empty() && paper.reserved_why.is_none() {
        parts.push(Notice::plain(t::no_file()).render(ctx.lang));
    }
    Html::join(parts)
}

/// What is known of it and what can be done, the trail below.
fn facts(ctx: &Ctx, shown: &Shown, cards: Vec<Html>) -> Html {
    let paper = &shown.paper;
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
    if let Some(old) = &shown.old {
        let line = t::old_line_at(old.line, old.sheet.clone()).say(ctx.lang);
        facts = facts
            .text(t::old_line(), &line)
            .text(t::old_receiver(), dash(&old.receiver))
            .text(t::old_forwarded(), &date(old.forwarded_on))
            .text(t::signed(), dash(&old.signed))
            .text(t::note(), dash(&old.note));
    }
    let trail = Trail::new(shown.stops.iter().map(|(act, who, at)| {
        let who = if who.is_empty() { Text::from(t::system()) } else { Text::from(who.clone()) };
        let at = at.local().strftime("%H:%M %d/%m/%Y").to_string();
        Stop { who, held: Some(Text::from(at)), what: Some(Text::from(trail_said(act))) }
    }));
    for (receipt, stack) in &shown.stack {
        let line = t::from_stack(stack.first, stack.last, stack.name.clone());
        let whole = Button::link(line, format!("/incoming/{receipt}/stack")).plain().render(ctx.lang);
        facts = facts.put(t::stack_fact(), whole);
    }
    let mut body = vec![facts.render(ctx.lang), shown.written.card(ctx, paper.id)];
    body.retain(|part| !part.is_empty());
    body.extend(cards);
    body.push(Card::new(t::trail(), trail.ended().render(ctx.lang)).padded().render(ctx.lang));
    Html::stack(body)
}

fn dash(text: &str) -> &str {
    if text.is_empty() { "—" } else { text }
}

fn trail_said(act: &str) -> words::Msg {
    match act {
        "documents.void_number" => t::trail_voided(),
        "documents.correct" => t::trail_corrected(),
        "documents.reserve_number" => t::trail_reserved(),
        "documents.fill_reserved" => t::trail_filled(),
        "documents.join_copy" => t::trail_copy(),
        "documents.relate" => t::trail_related(),
        "documents.part_papers" => t::trail_parted(),
        "incoming.annex" => t::trail_annexed(),
        "documents.move_original" => t::trail_moved(),
        "documents.confirm_original" => t::trail_confirmed(),
        "documents.enter" => t::trail_entered(),
        "documents.void_entry" => t::trail_entry_voided(),
        "incoming.import_lines" => t::trail_imported(),
        "incoming.type_writing" => t::trail_typed(),
        "incoming.attach_scan" | "incoming.answer_scan" => t::trail_scan(),
        _ => t::trail_registered(),
    }
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
