//! The accept screen: the list left, the page with the read boxes in the middle, the form right.

use axum::Form as PostedForm;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use kernel::{BlobHash, Id, Refusal, StoreError};
use people::{House, Viewer, act_id, faults, refused};
use reading::{DOUBTFUL, Limits, Reader, Reading};
use serde::Deserialize;
use ui::form::{Choice, Field, Filled, Form};
use ui::page::Pane;
use ui::{Button, Ctx, Empty, Html, Notice, Page, Seen, Sheet, Tab, Tabs, WorkList};

use super::row;
use crate::acts::{Register, Return};
use crate::store::{self, Equation, ReceiptRow};
use crate::{REGISTER, Receipt, register as register_act, return_ as return_act, t};

/// Rows in the list pane; the rest waits its turn.
const LIST_MAX: u32 = 100;
/// Pages shown on the accept screen; the letterhead is on the first.
const SHEETS_MAX: u32 = 12;
const DPI: u32 = 110;

#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    state: Option<String>,
}

pub async fn first(State(house): State<House>, viewer: Viewer, Query(which): Query<Which>) -> Response {
    let state = match which.state.as_deref() {
        Some("returned") => "returned",
        Some("registered") => "registered",
        _ => "waiting",
    };
    let first = if state == "waiting" {
        let found = house.office().read(|tx| store::in_state(tx, "waiting", 1)).await;
        found.ok().and_then(|rows| rows.first().map(|row| row.id))
    } else {
        None
    };
    screen(&house, &viewer, state, first, &Filled::default(), Pane::List).await
}

pub async fn show(State(house): State<House>, viewer: Viewer, Path(id): Path<String>) -> Response {
    match id.parse() {
        Ok(id) => screen(&house, &viewer, "waiting", Some(id), &Filled::default(), Pane::Middle).await,
        Err(_) => refused(&house.page(&viewer).await, &Refusal::not_found()),
    }
}

struct Found {
    rows: Vec<ReceiptRow>,
    waiting: u64,
    equation: Equation,
    expected: i64,
    chosen: Option<ReceiptRow>,
    same_bytes: Option<i64>,
    same_paper: Option<i64>,
}

fn load(
    tx: &mut kernel::Tx<'_>,
    state: &str,
    id: Option<Id<Receipt>>,
    today: Date,
) -> Result<Found, StoreError> {
    let chosen = match id {
        Some(id) => store::receipt(tx, id)?,
        None => None,
    };
    let (mut same_bytes, mut same_paper) = (None, None);
    if let Some(chosen) = chosen.as_ref().filter(|chosen| chosen.state == "waiting") {
        same_bytes = documents::same_bytes(tx, chosen.blob)?.map(|(_, number)| number);
        if let Some(facts) = chosen.reading().map(|reading| reading.facts) {
            let date = facts.date.as_deref().and_then(|date| date.parse().ok());
            let (code, issuer) = (facts.code.unwrap_or_default(), facts.issuer.unwrap_or_default());
            same_paper = documents::same_paper(tx, &code, &issuer, date)?.map(|(_, number)| number);
        }
    }
    let expected = match documents::book_of_year(tx, i64::from(today.year()))? {
        Some(book) => documents::book_state(tx, &book)?.counter + 1,
        None => 1,
    };
    Ok(Found {
        rows: store::in_state(tx, state, LIST_MAX)?,
        waiting: store::waiting_count(tx)?,
        equation: store::equation(tx, today)?,
        expected,
        chosen,
        same_bytes,
        same_paper,
    })
}

async fn screen(
    house: &House,
    viewer: &Viewer,
    state: &'static str,
    id: Option<Id<Receipt>>,
    filled: &Filled,
    pane: Pane,
) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(REGISTER) {
        return refused(&ctx, &refusal);
    }
    let today = house.office().now().date();
    let found = match house.office().read(move |tx| load(tx, state, id, today)).await {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    if id.is_some() && found.chosen.is_none() {
        return refused(&ctx, &Refusal::not_found());
    }
    if let Some(paper) = found.chosen.as_ref().and_then(|chosen| chosen.paper) {
        return Redirect::to(&format!("/papers/{paper}")).into_response();
    }
    let list = list_pane(&ctx, state, &found);
    let (middle, facts) = match &found.chosen {
        Some(chosen) => (desk(&ctx, chosen), form_pane(&ctx, chosen, &found, filled)),
        None => (Html::default(), empty_pane(&ctx, state)),
    };
    let status = if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let door = Button::link(t::door(), "/incoming/door").icon("plus").key("n n").render(ctx.lang);
    Page::new(&ctx, t::incoming())
        .actions([door])
        .panes(list, middle, facts)
        .pane(pane)
        .back("/incoming")
        .no_prefetch()
        .live(["incoming"])
        .status(status)
        .into_response()
}

fn list_pane(ctx: &Ctx, state: &str, found: &Found) -> Html {
    let tabs = Tabs(vec![
        Tab::new(t::tab_waiting(), "/incoming", Some(found.waiting), state == "waiting"),
        Tab::new(t::tab_returned(), "/incoming?state=returned", None, state == "returned"),
        Tab::new(t::tab_registered(), "/incoming?state=registered", None, state == "registered"),
    ]);
    let chosen = found.chosen.as_ref().map(|chosen| chosen.id);
    let rows = found.rows.iter().map(|receipt| row(receipt).selected(Some(receipt.id) == chosen));
    let e = found.equation;
    let line = t::equation(e.received, e.registered, e.returned, e.waiting).say(ctx.lang);
    let mark = ui::icon(if e.holds() { "check" } else { "alert-triangle" });
    let mark = mark.as_str();
    Html::join([
        tabs.render(ctx.lang),
        WorkList::new(rows).render(ctx.lang),
        Html::trusted(format!("<p class=\"below-list num\">{}{mark}</p>", Html::text(&line).as_str())),
    ])
}

fn empty_pane(ctx: &Ctx, state: &str) -> Html {
    if state == "waiting" {
        let door = Button::link(t::door(), "/incoming/door").main().icon("upload");
        Empty::new("inbox", t::nothing_waiting())
            .next(t::nothing_waiting_next())
            .button(door)
            .render(ctx.lang)
    } else {
        Empty::new("inbox", t::nothing_here_yet()).render(ctx.lang)
    }
}

fn desk(ctx: &Ctx, receipt: &ReceiptRow) -> Html {
    let Some(reading) = receipt.reading() else { return Html::default() };
    if !is_pdf(&reading) {
        return text_sheet(&reading.text);
    }
    let sheets = (1..=reading.pages.min(SHEETS_MAX)).map(|page| {
        let seen = reading.boxes.iter().flat_map(|(name, areas)| {
            let doubtful = reading.confidence.get(name).is_some_and(|sure| *sure < DOUBTFUL);
            areas.iter().filter(move |area| area.page == page).map(move |area| Seen {
                name: field_of(name).to_owned(),
                x: units(area.x, 1000.0),
                y: units(area.y, 1414.0),
                width: units(area.w, 1000.0),
                height: units(area.h, 1414.0),
                doubtful,
            })
        });
        Sheet::new(format!("/incoming/{}/pages/{page}", receipt.id), page, 1000.0, 1414.0)
            .seen(seen)
            .render(ctx.lang)
    });
    Html::join(sheets)
}

/// Boxes come in fractions of the page, the sheet is drawn in thousandths of its width.
#[allow(clippy::cast_possible_truncation, reason = "a place on a page needs no more than seven digits")]
fn units(fraction: f64, size: f64) -> f32 {
    (fraction * size) as f32
}

/// The form's field for a fact of the reading.
fn field_of(fact: &str) -> &str {
    match fact {
        "date" => "issued_on",
        "deadline" => "asked_by",
        other => other,
    }
}

pub(super) fn is_pdf(reading: &Reading) -> bool {
    serde_json::to_value(reading.format).is_ok_and(|format| format == "pdf") && reading.problem.is_none()
}

pub(super) fn text_sheet(text: &str) -> Html {
    Html::trusted(format!("<pre class=\"sheet text\">{}</pre>", Html::text(text).as_str()))
}

fn form_pane(ctx: &Ctx, receipt: &ReceiptRow, found: &Found, filled: &Filled) -> Html {
    let reading = receipt.reading();
    let facts = reading.as_ref().map(|r| r.facts.clone()).unwrap_or_default();
    let mut above = Vec::new();
    let heading = t::register_title().say(ctx.lang);
    let expected = t::expected(found.expected).say(ctx.lang);
    above.push(Html::trusted(format!(
        "<div><h2>{}</h2><p class=\"by\">{}</p></div>",
        Html::text(&heading).as_str(),
        Html::text(&expected).as_str()
    )));
    if let Some(problem) = reading.as_ref().and_then(|r| r.problem.as_ref()) {
        above.push(Notice::care(t::reading_problem(problem.msg())).render(ctx.lang));
    }
    if let Some(number) = found.same_bytes {
        above.push(Notice::care(t::same_bytes(number)).render(ctx.lang));
    } else if let Some(number) = found.same_paper {
        above.push(Notice::care(t::same_paper(number)).render(ctx.lang));
    }
    if receipt.state == "returned" {
        let reason = receipt.reason.clone().unwrap_or_default();
        above.push(Notice::plain(ui::Text::from(reason)).render(ctx.lang));
        return Html::join(above);
    }
    let sure = |field: Field, fact: &str, value: Option<String>| {
        let field = field.value(value.unwrap_or_default());
        match reading.as_ref().and_then(|r| r.confidence.get(fact)) {
            Some(confidence) => field.sure(percent(*confidence), *confidence < DOUBTFUL),
            None => field,
        }
    };
    let urgencies = [
        Choice::new("", t::urgency_none()),
        Choice::new("urgent", t::urgency_urgent()),
        Choice::new("very", t::urgency_very()),
        Choice::new("flash", t::urgency_flash()),
    ];
    let urgency = match super::urgency(facts.urgency.as_deref().unwrap_or("")) {
        Some(ui::Urgency::Urgent) => "urgent",
        Some(ui::Urgency::VeryUrgent) => "very",
        Some(_) => "flash",
        None => "",
    };
    let register = Form::post(ctx, format!("/incoming/{}", receipt.id))
        .filled(filled)
        .row([
            sure(Field::text("code", t::code()), "code", facts.code),
            sure(Field::date("issued_on", t::issued_on()), "date", facts.date),
        ])
        .put(sure(Field::text("issuer", t::issuer()).required(), "issuer", facts.issuer))
        .row([
            sure(Field::text("kind", t::kind()), "kind", facts.kind),
            sure(Field::select("urgency", t::urgency(), urgencies), "urgency", Some(urgency.to_owned())),
        ])
        .put(sure(Field::area("subject", t::subject()).required(), "subject", facts.subject))
        .put(
            sure(Field::date("asked_by", t::asked_by()), "deadline", facts.deadline)
                .optional()
                .hint(t::asked_by_hint()),
        )
        .button(&Button::submit(t::register_next()).main().icon("check").key("Enter"))
        .accept()
        .render();
    let back = Form::post(ctx, format!("/incoming/{}/returning", receipt.id))
        .filled(filled)
        .put(Field::text("reason", t::return_reason()).required())
        .button(&Button::submit(t::return_it()))
        .render();
    above.push(register);
    above.push(back);
    Html::join(above)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0–100 before")]
fn percent(confidence: f64) -> u8 {
    (confidence * 100.0).round().clamp(0.0, 100.0) as u8
}

#[derive(Deserialize)]
pub struct RegisterForm {
    act_id: String,
    code: String,
    issued_on: String,
    issuer: String,
    kind: String,
    urgency: String,
    subject: String,
    asked_by: String,
}

pub async fn register(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    PostedForm(form): PostedForm<RegisterForm>,
) -> Response {
    let typed = [
        ("code", form.code.clone()),
        ("issued_on", form.issued_on.clone()),
        ("issuer", form.issuer.clone()),
        ("kind", form.kind.clone()),
        ("urgency", form.urgency.clone()),
        ("subject", form.subject.clone()),
        ("asked_by", form.asked_by.clone()),
    ];
    let outcome = async {
        let input = Register {
            receipt: id.parse().map_err(|_| Refusal::not_found())?,
            code: form.code,
            kind: form.kind,
            issuer: form.issuer,
            issued_on: date(&form.issued_on, "issued_on")?,
            subject: form.subject,
            urgency: form.urgency,
            asked_by: date(&form.asked_by, "asked_by")?,
        };
        house.office().act(viewer.actor(), act_id(&form.act_id)?, input, register_act).await
    }
    .await;
    answer(&house, &viewer, &id, Filled::from_pairs(typed), outcome.map(drop)).await
}

fn date(text: &str, field: &'static str) -> Result<Option<Date>, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let read = text.parse().ok().or_else(|| vietnamese::parse_date(text));
    read.map(Some).ok_or_else(|| Refusal::invalid(t::date_shape()).field(field))
}

#[derive(Deserialize)]
pub struct ReturnForm {
    act_id: String,
    reason: String,
}

pub async fn return_(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    PostedForm(form): PostedForm<ReturnForm>,
) -> Response {
    let typed = Filled::from_pairs([("reason", form.reason.clone())]);
    let outcome = async {
        let receipt = id.parse().map_err(|_| Refusal::not_found())?;
        let input = Return { receipt, reason: form.reason };
        house.office().act(viewer.actor(), act_id(&form.act_id)?, input, return_act).await
    }
    .await;
    answer(&house, &viewer, &id, typed, outcome).await
}

/// Done: the next one is there. Refused beside a field: the same page with what was typed.
async fn answer(
    house: &House,
    viewer: &Viewer,
    id: &str,
    typed: Filled,
    outcome: Result<(), Refusal>,
) -> Response {
    match outcome {
        Ok(()) => Redirect::to("/incoming").into_response(),
        Err(refusal) if refusal.field.is_some() => {
            let filled = typed.with(faults(&refusal));
            screen(house, viewer, "waiting", id.parse().ok(), &filled, Pane::Facts).await
        }
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}

pub async fn page_image(
    State(house): State<House>,
    viewer: Viewer,
    Path((id, page)): Path<(String, u32)>,
) -> Response {
    if viewer.ask(REGISTER).is_err() {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Ok(id) = id.parse() else { return StatusCode::NOT_FOUND.into_response() };
    match house.office().read(move |tx| store::receipt(tx, id)).await {
        Ok(Some(receipt)) => image(&house, receipt.blob, page).await,
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// The image of a page, made on demand in the locked child. An original never changes, so neither does its image.
pub(super) async fn image(house: &House, blob: BlobHash, page: u32) -> Response {
    let (office, program) = (house.office().clone(), house.reader().to_owned());
    let made = tokio::task::spawn_blocking(move || {
        let bytes = office.blobs().get(blob).ok()?;
        Reader::new(program, Limits::default()).page_image_of(&bytes, page, DPI).ok()
    })
    .await;
    match made {
        Ok(Some(png)) => {
            let headers = [
                (header::CONTENT_TYPE, "image/png"),
                (header::CACHE_CONTROL, "private, max-age=86400, immutable"),
            ];
            (headers, png).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
