//! The accept screen: the list left, the page with the read boxes in the middle, the form right.

use axum::Form as PostedForm;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use kernel::{Id, Refusal, StoreError};
use people::{House, Viewer, act_id, faults, refused};
use reading::{DOUBTFUL, Format, Reading};
use serde::Deserialize;
use ui::form::{Choice, Field, Filled, Form};
use ui::page::Pane;
use ui::{Button, Ctx, Empty, Html, Notice, Page, Seen, Sheet, Tab, Tabs, WorkList};

use super::choice::{self, Books};
pub(super) use super::image::image;
use super::{question_row, row};
use crate::acts::{
    Join, Lift, Register, Return, join as join_act, lift as lift_act, register as register_act,
    return_ as return_act,
};
use crate::door::shows_photographs;
use crate::model::{Equation, Receipt};
use crate::store::{self, AnnexRow, ReceiptRow, StopRow};
use crate::{REGISTER, t};

/// Rows in the list pane; the rest waits its turn.
const LIST_MAX: u32 = 100;
/// Pages shown on the accept screen; the letterhead is on the first.
const SHEETS_MAX: u32 = 12;
/// Issuers offered while typing.
const ISSUERS_MAX: u32 = 100;
/// Pages shown of each annex.
const ANNEX_SHEETS_MAX: u32 = 4;

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
}

fn load(
    tx: &mut kernel::Tx<'_>,
    viewer: &Viewer,
    (state, id): (&str, Option<Id<Receipt>>),
    today: Date,
) -> Result<Found, StoreError> {
    let chosen = match id {
        Some(id) => store::receipt(tx, id)?,
        None => None,
    };
    let (mut same_bytes, mut same_paper, mut waits_too, mut issuer) = (None, None, None, None);
    if let Some(chosen) = chosen.as_ref().filter(|chosen| chosen.state == "waiting") {
        same_bytes = documents::same_bytes(tx, chosen.blob)?;
        waits_too = store::waits_too(tx, chosen.blob, Some(chosen.id))?.map(|(id, _)| id);
        if let Some(facts) = chosen.reading().map(|reading| reading.facts) {
            let date = facts.date.as_deref().and_then(|date| date.parse().ok());
            let (code, printed) = (facts.code.unwrap_or_default(), facts.issuer.unwrap_or_default());
            issuer = match people::names::body_named(tx, &printed, today)? {
                Some(body) => Some(body.name),
                None => store::issuer_spelling(tx, &printed)?,
            };
            let issuer = issuer.as_ref().unwrap_or(&printed);
            same_paper = documents::same_paper(tx, &code, issuer, date)?;
        }
    }
    let books = Books::load(tx, viewer, &choice::kind_read(chosen.as_ref()), today)?;
    Ok(Found {
        rows: store::in_state(tx, state, LIST_MAX)?,
        waiting: store::waiting_count(tx)?,
        equation: store::equation(tx, today)?,
        books,
        today,
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
    let reader = viewer.clone();
    let found = match house.office().read(move |tx| load(tx, &reader, (state, id), today)).await {
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
        Some(chosen) => (desk(&ctx, chosen, &found.annexes), form_pane(&ctx, chosen, &found, filled)),
        None => (Html::default(), empty_pane(&ctx, state)),
    };
    let status = if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let door = Button::link(t::door(), "/incoming/door").icon("plus").key("n n").render(ctx.lang);
    let ledger = Button::link(t::ledger(), "/incoming/ledger").icon("list-check").render(ctx.lang);
    Page::new(&ctx, t::incoming())
        .actions([ledger, door])
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
        Tab::new(
            t::tab_waiting(),
            "/incoming",
            Some(found.waiting + found.questions.len() as u64),
            state == "waiting",
        ),
        Tab::new(t::tab_returned(), "/incoming?state=returned", None, state == "returned"),
        Tab::new(t::tab_registered(), "/incoming?state=registered", None, state == "registered"),
    ]);
    let chosen = found.chosen.as_ref().map(|chosen| chosen.id);
    let rows = found.rows.iter().map(|receipt| row(receipt, ctx.lang).selected(Some(receipt.id) == chosen));
    let rows = found.questions.iter().map(|stop| question_row(stop, ctx.lang)).chain(rows);
    let e = found.equation;
    let line = if e.handed == 0 {
        t::equation(e.received, e.registered, e.returned, e.waiting)
    } else {
        t::equation_handed(e.handed, e.received, e.registered, e.returned, e.waiting)
    }
    .say(ctx.lang);
    let mark = ui::icon(if e.holds() { "check" } else { "alert-triangle" });
    let mark = mark.as_str();
    Html::join([
        tabs.render(ctx.lang),
        WorkList::new(rows).render(ctx.lang),
        Html::trusted(format!(
            "<p class=\"below-list num\"><a href=\"/incoming/ledger\">{}</a>{mark}</p>",
            Html::text(&line).as_str()
        )),
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

/// The paper with the read boxes, then what came with it.
fn desk(ctx: &Ctx, receipt: &ReceiptRow, annexes: &[AnnexRow]) -> Html {
    let mut parts = Vec::new();
    if let Some(reading) = receipt.reading() {
        parts.push(main_sheets(ctx, receipt, &reading));
    }
    let files: Vec<Reading> = annexes.iter().filter_map(AnnexRow::reading).collect();
    if shows_photographs(&receipt.name, files.iter()) {
        return Html::join(parts);
    }
    for annex in annexes {
        let (Some(reading), place) = (annex.reading(), annex.place) else { continue };
        let title = t::annex_title(annex.name.clone(), place).say(ctx.lang);
        parts.push(Html::trusted(format!("<h2 class=\"by\">{}</h2>", Html::text(&title).as_str())));
        if has_images(&reading) {
            parts.extend((1..=reading.pages.min(ANNEX_SHEETS_MAX)).map(|page| {
                let src = format!("/incoming/{}/annexes/{}/pages/{page}", receipt.id, annex.id);
                Sheet::new(src, page + 1, 1000.0, 1414.0).render(ctx.lang)
            }));
        } else {
            parts.push(text_sheet(&reading.text));
        }
    }
    Html::join(parts)
}

fn main_sheets(ctx: &Ctx, receipt: &ReceiptRow, reading: &Reading) -> Html {
    if !has_images(reading) {
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

/// Whether its pages can be shown as images.
pub(super) fn has_images(reading: &Reading) -> bool {
    matches!(reading.format, Format::Pdf | Format::Image) && reading.problem.is_none()
}

pub(super) fn text_sheet(text: &str) -> Html {
    Html::trusted(format!("<pre class=\"sheet text\">{}</pre>", Html::text(text).as_str()))
}

fn form_pane(ctx: &Ctx, receipt: &ReceiptRow, found: &Found, filled: &Filled) -> Html {
    let reading = receipt.reading();
    let facts = reading.as_ref().map(|r| r.facts.clone()).unwrap_or_default();
    let mut above = Vec::new();
    let heading = t::register_title().say(ctx.lang);
    let expected = found.books.said().say(ctx.lang);
    above.push(Html::trusted(format!(
        "<div><h2>{}</h2><p class=\"by\">{}</p></div>",
        Html::text(&heading).as_str(),
        Html::text(&expected).as_str()
    )));
    if let Some(problem) = reading.as_ref().and_then(|r| r.problem.as_ref()) {
        above.push(Notice::care(t::reading_problem(problem.msg())).render(ctx.lang));
    }
    above.extend(notices(ctx, receipt, found));
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
    let register = Form::post(ctx, format!("/incoming/{}", receipt.id)).filled(filled);
    let mut register = found.books.fields(ctx, register);
    if let Some(arrived_on) = choice::arrival(receipt, found.today) {
        register = register.put(arrived_on);
    }
    let register = register
        .row([
            sure(Field::text("code", t::code()), "code", facts.code),
            sure(Field::date("issued_on", t::issued_on()), "date", facts.date),
        ])
        .put(sure(
            Field::text("issuer", t::issuer())
                .required()
                .suggest(found.issuers.iter().map(|name| Choice::new(name.clone(), name.clone()))),
            "issuer",
            found.issuer.clone().or(facts.issuer),
        ))
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
    above.extend(order(ctx, receipt, &found.annexes));
    Html::join(above)
}

/// What the clerk should know before registering: doubles with a link to the other paper, how it came.
fn notices(ctx: &Ctx, receipt: &ReceiptRow, found: &Found) -> Vec<Html> {
    let mut said = Vec::new();
    let to = |href: String| Button::link(t::open_other(), href).render(ctx.lang);
    if let Some((paper, number)) = found.same_bytes {
        said.push(
            Notice::care(t::same_bytes(number)).action(to(format!("/papers/{paper}"))).render(ctx.lang),
        );
    } else if let Some((paper, number)) = found.same_paper {
        said.push(
            Notice::care(t::same_paper(number)).action(to(format!("/papers/{paper}"))).render(ctx.lang),
        );
    }
    if let Some((paper, number)) = found.same_bytes.or(found.same_paper) {
        let join = Form::post(ctx, format!("/incoming/{}/joining", receipt.id))
            .inline()
            .hidden("paper", paper.to_string())
            .button(&Button::submit(t::join_number(number)).icon("git-branch"))
            .render();
        said.push(join);
    }
    if let Some(other) = found.waits_too {
        said.push(Notice::care(t::waits_too()).action(to(format!("/incoming/{other}"))).render(ctx.lang));
    }
    if let Some(stop) = receipt.stop {
        said.push(
            Notice::plain(t::declared_unmarked())
                .action(Button::link(t::open_stop(), format!("/incoming/stops/{stop}")).render(ctx.lang))
                .render(ctx.lang),
        );
    }
    if let Some(sender) = &receipt.sender {
        said.push(Notice::plain(t::sent_by(sender.clone())).render(ctx.lang));
    }
    said
}

/// The files of the paper in their order; each annex can go one place up, the first one to be the paper itself.
fn order(ctx: &Ctx, receipt: &ReceiptRow, annexes: &[AnnexRow]) -> Option<Html> {
    if annexes.is_empty() {
        return None;
    }
    let line = |name: &str, way: Html| {
        format!("<li class=\"file-line\"><span>{}</span>{way}</li>", Html::text(name).as_str())
    };
    let mut lines = line(&receipt.name, Html::default());
    for annex in annexes {
        let up = if annex.place == 1 { t::make_main() } else { t::move_up() };
        let way = Form::post(ctx, format!("/incoming/{}/order", receipt.id))
            .inline()
            .hidden("annex", annex.id.to_string())
            .button(&Button::submit(up).plain())
            .render();
        lines += &line(&annex.name, way);
    }
    let title = t::files_in_order().say(ctx.lang);
    Some(Html::trusted(format!(
        "<div><h2>{}</h2><ol class=\"file-lines\">{lines}</ol></div>",
        Html::text(&title).as_str()
    )))
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
    #[serde(default)]
    number: String,
    #[serde(default)]
    book: String,
    #[serde(default)]
    arrived_on: String,
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
        ("number", form.number.clone()),
        ("book", form.book.clone()),
        ("arrived_on", form.arrived_on.clone()),
    ];
    let outcome = async {
        viewer.ask(REGISTER)?;
        let input = Register {
            receipt: id.parse().map_err(|_| Refusal::not_found())?,
            code: form.code,
            kind: form.kind,
            issuer: form.issuer,
            issued_on: date(&form.issued_on, "issued_on")?,
            subject: form.subject,
            urgency: form.urgency,
            asked_by: date(&form.asked_by, "asked_by")?,
            book: choice::named(&form.book)?,
            arrived_on: date(&form.arrived_on, "arrived_on")?,
            given: match form.number.trim() {
                "" => None,
                number => {
                    let wrong = |_| Refusal::invalid(t::number_shape()).field("number");
                    Some(number.parse().map_err(wrong)?)
                }
            },
        };
        house.office().act(viewer.actor(), act_id(&form.act_id)?, input, register_act).await
    }
    .await;
    answer(&house, &viewer, &id, Filled::from_pairs(typed), outcome.map(drop)).await
}

pub(super) fn date(text: &str, field: &'static str) -> Result<Option<Date>, Refusal> {
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
        viewer.ask(REGISTER)?;
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

#[derive(Deserialize)]
pub struct JoinForm {
    act_id: String,
    paper: String,
}

/// The paper is in the book already: this one joins its number.
pub async fn join(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    PostedForm(form): PostedForm<JoinForm>,
) -> Response {
    let outcome = async {
        viewer.ask(REGISTER)?;
        let receipt = id.parse().map_err(|_| Refusal::not_found())?;
        let input = Join { receipt, paper: form.paper.parse().map_err(|_| Refusal::not_found())? };
        house.office().act(viewer.actor(), act_id(&form.act_id)?, input, join_act).await
    }
    .await;
    match outcome {
        Ok(()) => Redirect::to(&format!("/papers/{}", form.paper)).into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

#[derive(Deserialize)]
pub struct LiftForm {
    act_id: String,
    annex: String,
}

pub async fn lift(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    PostedForm(form): PostedForm<LiftForm>,
) -> Response {
    let outcome = async {
        viewer.ask(REGISTER)?;
        let receipt = id.parse().map_err(|_| Refusal::not_found())?;
        let input = Lift { receipt, annex: form.annex.parse().map_err(|_| Refusal::not_found())? };
        house.office().act(viewer.actor(), act_id(&form.act_id)?, input, lift_act).await
    }
    .await;
    match outcome {
        Ok(()) => Redirect::to(&format!("/incoming/{id}")).into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

pub async fn annex_image(
    State(house): State<House>,
    viewer: Viewer,
    Path((id, annex, page)): Path<(String, String, u32)>,
) -> Response {
    if viewer.ask(REGISTER).is_err() {
        return StatusCode::FORBIDDEN.into_response();
    }
    let (Ok(id), Ok(annex)) = (id.parse(), annex.parse::<Id<crate::model::Annex>>()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match house.office().read(move |tx| store::annexes(tx, id)).await {
        Ok(annexes) => match annexes.into_iter().find(|one| one.id == annex) {
            Some(annex) => image(&house, annex.blob, page).await,
            None => StatusCode::NOT_FOUND.into_response(),
        },
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
