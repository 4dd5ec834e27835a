//! The state of implementation at the end of any day: looked at, and taken along as PDF or as a document of Word.

use axum::extract::{self, Path, Query};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Id, Refusal, StoreError, Tx};
use people::{House, Viewer, refused};
use print::{Layout, Letter, Sheet};
use rules::Side;
use serde::Deserialize;
use ui::form::Filled;
use ui::{Button, Card, Crumbs, Ctx, Field, Form, Html, Page, Text};
use words::Lang;

use super::printed::{Late, Printed, body};
use super::{Units, name, state_on, status, tabs};
use crate::acts::Seat;
use crate::model::{Resolution, ResolutionRow, State};
use crate::{HAVE, store, t};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    on: String,
}

struct Found {
    row: ResolutionRow,
    seat: Seat,
    state: State,
    late: Vec<Late>,
    units: Units,
    layout: Option<Layout>,
}

/// The tasks that were past their deadline on the day, as they were then.
fn late(
    tx: &mut Tx<'_>,
    (seat, id): (&Seat, Id<Resolution>),
    (state, day): (&State, Date),
) -> Result<Vec<Late>, StoreError> {
    let bounds = tasks::bounds(tx, day)?;
    let mut found = Vec::new();
    for one in store::past(tx, id, &seat.reach())? {
        let measure = state.measures().find(|measure| measure.row.id == one.measure);
        let facts = one.past.on(day).filter(|_| one.since <= day);
        let (Some(measure), Some(facts)) = (measure, facts) else { continue };
        let standing = bounds.standing(&facts);
        if matches!(standing, tasks::Standing::Overdue | tasks::Standing::Special) {
            found.push(Late {
                code: one.code,
                content: one.past.content_on(day),
                owner: one.past.owner_on(day),
                measure: measure.row.number,
                due_on: facts.due_on,
                standing,
            });
        }
    }
    found.sort_by_key(|one| (one.due_on, one.code.clone()));
    Ok(found)
}

fn load(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    (id, on): (Id<Resolution>, Option<Date>),
) -> Result<Option<(Found, Option<Refusal>)>, StoreError> {
    let Some((row, seat)) = crate::tells::seen(tx, viewer, id)? else { return Ok(None) };
    let (day, fault) = match on {
        Some(on) if on > viewer.today => (viewer.today, Some(Refusal::invalid(t::day_to_come()).field("on"))),
        Some(on) if on < row.head.issued_on => {
            let issued = vietnamese::format_date(row.head.issued_on);
            (viewer.today, Some(Refusal::invalid(t::day_before_issue(issued)).field("on")))
        }
        Some(on) => (on, None),
        None => (viewer.today, None),
    };
    let Some(state) = state_on(tx, &seat, id, (day, viewer.today))? else { return Ok(None) };
    let late = late(tx, (&seat, id), (&state, day))?;
    let units = Units::load(tx, day)?;
    let layout = Layout::of(&rulebook::rules(tx)?.pack, Side::Party, day);
    Ok(Some((Found { row, seat, state, late, units, layout }, fault)))
}

/// The day that was asked for: none is today, another word is a fault.
fn asked_day(asked: &Asked) -> Result<Option<Date>, Refusal> {
    let typed = asked.on.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let read = typed.parse().ok().or_else(|| vietnamese::parse_date(typed));
    read.map(Some).ok_or_else(|| Refusal::invalid(t::date_unreadable()).field("on"))
}

pub async fn show(
    extract::State(house): extract::State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(HAVE) {
        return refused(&ctx, &refusal);
    }
    let Ok(id) = id.parse::<Id<Resolution>>() else { return refused(&ctx, &Refusal::not_found()) };
    let read = asked_day(&asked);
    let (reader, on) = (viewer.clone(), read.as_ref().ok().copied().flatten());
    let found = house.office().read(move |tx| load(tx, &reader, (id, on))).await;
    let (found, fault) = match found {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let fault = read.err().or(fault);
    let mut filled = Filled::from_pairs([("on", asked.on.clone())]);
    if let Some(fault) = &fault {
        filled = filled.with(people::faults(fault));
    }
    screen(&ctx, &found, (&filled, fault.is_some()))
}

fn screen(ctx: &Ctx, found: &Found, (filled, wrong): (&Filled, bool)) -> Response {
    let lang = ctx.lang;
    let id = found.row.id;
    let day = vietnamese::format_date(found.state.day);
    let mut form = Form::get(ctx, format!("/resolutions/{id}/report")).inline();
    if wrong {
        form = form.filled(filled);
    }
    let form = form
        .put(Field::date("on", t::as_of()).value(day.clone()))
        .button(&Button::submit(t::look()).icon("eye"))
        .render();
    let to = |kind: &str| format!("/resolutions/{id}/report.{kind}?on={day}");
    let shown = Printed { state: &found.state, late: &found.late, units: &found.units, lang };
    let body = Html::stack([
        tabs(ctx, id, &found.seat, "/report"),
        Card::new(t::report_day(), form).padded().render(lang),
        Card::new(t::report_shown(day.clone()), shown.html()).padded().render(lang),
    ]);
    let crumbs = Crumbs::new()
        .link(t::resolutions(), "/resolutions")
        .link(Text::from(name(&found.row.head, lang)), format!("/resolutions/{id}"))
        .here(t::report());
    Page::new(ctx, t::report_of(name(&found.row.head, lang)))
        .lead(t::report_lead())
        .crumbs(crumbs)
        .actions([
            Button::link(t::as_docx(), to("docx")).icon("download").attr("download", "").render(lang),
            Button::pdf(t::as_pdf(), to("pdf")).main().render(lang),
        ])
        .body(body)
        .status(status(filled))
        .into_response()
}

/// The report as a letter of the Party: a draft, whose number and signature come with whoever issues it.
async fn letter(
    house: &House,
    viewer: &Viewer,
    (id, asked): (&str, &Asked),
) -> Result<(Letter, String), Refusal> {
    viewer.ask(HAVE)?;
    let id = id.parse::<Id<Resolution>>().map_err(|_| Refusal::not_found())?;
    let on = asked_day(asked)?;
    let reader = viewer.clone();
    let found = house.office().read(move |tx| load(tx, &reader, (id, on))).await?;
    let (found, fault) = found.ok_or_else(Refusal::not_found)?;
    if let Some(fault) = fault {
        return Err(fault);
    }
    let layout = found.layout.ok_or_else(|| Refusal::invalid(t::layout_missing()))?;
    let lang = viewer.lang;
    let head = house.print_head(viewer, house.office().now());
    let day = vietnamese::format_date(found.state.day);
    let shown = Printed { state: &found.state, late: &found.late, units: &found.units, lang };
    let called = name(&found.state.head, lang);
    let letter = Letter {
        lang: lang.code().to_owned(),
        issuers: vec![head.issuer],
        superior: head.superior,
        code: "-BC".to_owned(),
        place_and_date: head.right.first().cloned().unwrap_or_default(),
        kind: t::report_kind().say(lang),
        subject: t::report_subject(called.clone(), day.clone(), titled(&found.state.head.title, lang))
            .say(lang),
        circulation: t::report_draft().say(lang),
        body: body(&shown),
        ..Letter::new(layout)
    };
    Ok((letter, t::report_file(called, day).say(lang)))
}

/// A subject as it follows the number: with the word that stands between them in Vietnamese, once.
fn titled(title: &str, lang: Lang) -> String {
    if lang == Lang::Vi && !vietnamese::fold(title).starts_with("ve ") {
        return format!("về {title}");
    }
    title.to_owned()
}

pub async fn pdf(
    extract::State(house): extract::State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    match letter(&house, &viewer, (&id, &asked)).await {
        Ok((letter, name)) => house.print(&viewer, &name, Sheet::Letter(Box::new(letter))).await,
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

pub async fn docx(
    extract::State(house): extract::State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let (mut letter, name) = match letter(&house, &viewer, (&id, &asked)).await {
        Ok(made) => made,
        Err(refusal) => return refused(&house.page(&viewer).await, &refusal),
    };
    if house.demo() {
        letter.mark = Some(ui::t::demo().say(viewer.lang));
    }
    let written = tokio::task::spawn_blocking(move || print::docx::letter(&letter)).await;
    let written = match written {
        Ok(Ok(written)) => written,
        Ok(Err(fault)) => return unwritten(&house, &viewer, &fault).await,
        Err(fault) => return unwritten(&house, &viewer, &fault).await,
    };
    ui::attachment(print::docx::MEDIA, &format!("{name}.docx"), written)
}

async fn unwritten(house: &House, viewer: &Viewer, fault: &(dyn std::error::Error + Sync)) -> Response {
    tracing::error!(%fault, "a document could not be written");
    refused(&house.page(viewer).await, &StoreError::Other("docx".to_owned()).into())
}
