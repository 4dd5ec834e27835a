//! The accept screen: the list left, the page with the read boxes in the middle, the form right.

mod apart;
mod panes;
mod posted;
mod twins;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use kernel::{Id, Instant, Refusal, StoreError, Tx};
use people::{House, Viewer, refused};
use serde::Deserialize;
use ui::form::Filled;
use ui::page::Pane;
use ui::{Button, Due, Html, Notice, Page};

use super::choice::{self, Books};
pub(super) use super::image::image;
pub use apart::{split, stack};
pub(super) use panes::{images, text_sheet};
pub(super) use posted::date;
pub use posted::{annex, annex_image, join, lift, look, page_image, register, return_};

use crate::model::{Equation, Receipt};
use crate::near::Sight;
use crate::proposals::Proposals;
use crate::store::{self, AnnexRow, LookRow, ReceiptRow, StopRow};
use crate::{REGISTER, t};

/// Rows in the list pane; the rest waits its turn.
const LIST_MAX: u32 = 100;
/// Issuers offered while typing.
const ISSUERS_MAX: u32 = 100;
/// Somebody who opened a paper within this time is taken to be still at it.
const LOOK: i64 = 10 * Instant::MINUTE;
/// A number is told on the page that follows; opened later, the page says nothing of it.
const TOLD: i64 = 5 * Instant::MINUTE;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Which {
    state: String,
    /// The paper that was just put into the book.
    done: String,
    /// What is only offered is to be filled in too.
    offers: String,
}

pub async fn first(State(house): State<House>, viewer: Viewer, Query(which): Query<Which>) -> Response {
    let state = match which.state.as_str() {
        "returned" => "returned",
        "registered" => "registered",
        _ => "waiting",
    };
    let first = if state == "waiting" {
        let (now, person) = (house.office().now(), viewer.person);
        house.office().read(move |tx| next(tx, None, (person, now))).await.ok().flatten()
    } else {
        None
    };
    let asked = Asked { state, id: first, done: which.done, take: !which.offers.is_empty() };
    screen(&house, &viewer, asked, &Filled::default(), Pane::List).await
}

pub async fn show(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(which): Query<Which>,
) -> Response {
    match id.parse() {
        Ok(id) => {
            let take = !which.offers.is_empty();
            let asked = Asked { state: "waiting", id: Some(id), done: which.done, take };
            screen(&house, &viewer, asked, &Filled::default(), Pane::Middle).await
        }
        Err(_) => refused(&house.page(&viewer).await, &Refusal::not_found()),
    }
}

/// What follows a paper in the order of the list, at its end from the beginning; what a colleague has open is left to
/// them as long as there is anything else.
fn next(
    tx: &mut Tx<'_>,
    after: Option<&ReceiptRow>,
    (person, now): (Id<people::Person>, Instant),
) -> Result<Option<Id<Receipt>>, StoreError> {
    let taken = store::looks(tx, person, now.plus(-LOOK))?;
    let waiting = store::waiting_ids(tx, LIST_MAX)?;
    let at = after.map_or(0, |row| {
        waiting.iter().position(|(id, at)| (*at, *id) > (row.received_at, row.id)).unwrap_or(0)
    });
    let in_turn = || waiting[at..].iter().chain(&waiting[..at]).map(|(id, _)| *id);
    let free = in_turn().find(|id| !taken.iter().any(|look| look.receipt == *id));
    Ok(free.or_else(|| in_turn().next()))
}

/// What the address asks for.
struct Asked {
    state: &'static str,
    id: Option<Id<Receipt>>,
    done: String,
    take: bool,
}

/// What stands on the screen.
struct Found {
    state: &'static str,
    rows: Vec<ReceiptRow>,
    waiting: u64,
    equation: Equation,
    books: Books,
    today: Date,
    chosen: Option<ReceiptRow>,
    annexes: Vec<AnnexRow>,
    questions: Vec<StopRow>,
    same_bytes: Option<(Id<documents::Paper>, i64)>,
    same_paper: Option<(Id<documents::Paper>, i64)>,
    waits_too: Option<Id<Receipt>>,
    /// The issuer's proper name, where the paper prints it in capitals and the office knows it.
    issuer: Option<String>,
    /// Names that were accepted before.
    issuers: Vec<String>,
    /// Colleagues who have papers of the list open now.
    looks: Vec<LookRow>,
    /// What is proposed for it.
    proposals: Option<Proposals>,
    /// Papers of the list that are suspected to be in the book, or to wait, already.
    doubles: Vec<Id<Receipt>>,
    /// The stack that it came in, the cover slip on it.
    apart: Option<apart::Apart>,
    /// What is only offered is filled in too.
    take: bool,
    /// The paper that was put into the book a moment ago.
    done: Option<documents::PaperRow>,
}

fn load(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    Asked { state, id, done, take }: Asked,
    now: Instant,
) -> Result<Found, StoreError> {
    let today = now.date();
    let chosen = match id {
        Some(id) => store::receipt(tx, id)?,
        None => None,
    };
    let (mut same_bytes, mut same_paper, mut waits_too, mut issuer) = (None, None, None, None);
    let mut proposals = None;
    let sight = Sight::Of(viewer);
    if let Some(chosen) = chosen.as_ref().filter(|chosen| chosen.state == "waiting") {
        let same = documents::same_bytes(tx, chosen.blob)?;
        same_bytes = seen(tx, sight, same)?;
        waits_too = store::waits_too(tx, chosen.blob, Some(chosen.id))?.map(|(id, _)| id);
        let facts = chosen.reading().map(|reading| reading.facts).unwrap_or_default();
        let date = facts.date.as_deref().and_then(|date| date.parse().ok());
        let (code, printed) = (facts.code.unwrap_or_default(), facts.issuer.unwrap_or_default());
        issuer = match people::names::body_named(tx, &printed, today)? {
            Some(body) => Some(body.name),
            None => store::issuer_spelling(tx, &printed)?,
        };
        let known = issuer.as_ref().unwrap_or(&printed);
        let same = documents::same_paper(tx, &code, known, date)?;
        same_paper = seen(tx, sight, same)?;
        proposals = Some(Proposals::load(tx, viewer, (chosen, known), (today, take))?);
    }
    let done = match done.parse::<Id<documents::Paper>>() {
        // The key says when it was made: opened again tomorrow, the page does not say "just now".
        Ok(paper) if now.since(paper.made_at()) < TOLD && super::book::may_read(tx, viewer, paper)? => {
            documents::paper(tx, paper)?
        }
        _ => None,
    };
    let mut books = Books::load(tx, viewer, &choice::kind_read(chosen.as_ref()), today)?;
    if let Some(book) = proposals.as_ref().and_then(|found| found.book.as_ref()) {
        books.propose(book, take);
    }
    let rows = store::in_state(tx, state, LIST_MAX)?;
    Ok(Found {
        state,
        doubles: if state == "waiting" { doubles(tx, sight, &rows)? } else { Vec::new() },
        rows,
        waiting: store::waiting_count(tx)?,
        equation: store::equation(tx, today)?,
        books,
        today,
        apart: chosen.as_ref().map(|chosen| apart::Apart::load(tx, viewer, chosen)).transpose()?,
        annexes: match &chosen {
            Some(chosen) => store::annexes(tx, chosen.id)?,
            None => Vec::new(),
        },
        questions: if state == "waiting" { store::questions(tx, LIST_MAX)? } else { Vec::new() },
        chosen,
        same_bytes,
        same_paper,
        waits_too,
        issuer,
        issuers: store::issuers(tx, ISSUERS_MAX)?,
        looks: store::looks(tx, viewer.person, now.plus(-LOOK))?,
        proposals,
        take,
        done,
    })
}

/// By the file itself, which is cheap for a whole list; what is nearly the same is told where it is opened.
fn doubles(tx: &mut Tx<'_>, sight: Sight<'_>, rows: &[ReceiptRow]) -> Result<Vec<Id<Receipt>>, StoreError> {
    let mut found = store::waiting_twice(tx, LIST_MAX)?;
    for row in rows {
        let same = documents::same_bytes(tx, row.blob)?;
        if seen(tx, sight, same)?.is_some() {
            found.push(row.id);
        }
    }
    Ok(found)
}

/// A double that the reader may not open is none.
fn seen(
    tx: &mut Tx<'_>,
    sight: Sight<'_>,
    found: Option<(Id<documents::Paper>, i64)>,
) -> Result<Option<(Id<documents::Paper>, i64)>, StoreError> {
    match found {
        Some((paper, number)) => Ok(sight.sees(tx, paper)?.then_some((paper, number))),
        None => Ok(None),
    }
}

async fn screen(house: &House, viewer: &Viewer, asked: Asked, filled: &Filled, pane: Pane) -> Response {
    let mut ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(REGISTER) {
        return refused(&ctx, &refusal);
    }
    let (reader, now, id) = (viewer.clone(), house.office().now(), asked.id);
    let found = match house.office().read(move |tx| load(tx, &reader, asked, now)).await {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    if id.is_some() && found.chosen.is_none() {
        return refused(&ctx, &Refusal::not_found());
    }
    if let Some(paper) = found.chosen.as_ref().and_then(|chosen| chosen.paper) {
        return Redirect::to(&format!("/papers/{paper}")).into_response();
    }
    if let Some(paper) = &found.done {
        let open = Button::link(t::open_it(), format!("/papers/{}", paper.id)).render(ctx.lang);
        let code = if paper.code.is_empty() { paper.subject.clone() } else { paper.code.clone() };
        ctx.notices.push(Notice::done(t::registered_as(code, paper.number.to_string())).action(open));
    }
    let list = panes::list(&ctx, &found);
    let (middle, facts) = match &found.chosen {
        Some(chosen) => {
            (panes::desk(&ctx, chosen, &found.annexes), panes::form(&ctx, chosen, &found, filled))
        }
        None => (Html::default(), panes::empty(&ctx, found.state)),
    };
    let status = if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let waits = found.chosen.as_ref().is_some_and(|chosen| chosen.state == "waiting");
    let title = if waits { t::register_title() } else { t::incoming() };
    let mut page = Page::new(&ctx, title);
    if waits {
        page = page.beside(Due::plain(found.books.said()).render(ctx.lang));
    }
    page.panes(list, middle, facts)
        .pane(pane)
        .back("/incoming")
        .no_prefetch()
        .live(["incoming"])
        .status(status)
        .into_response()
}
