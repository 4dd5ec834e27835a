//! Recurring work: what runs, when the next falls due, and how it is ended.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use directions::Desk;
use kernel::{Id, Refusal, StoreError, Tx};
use people::{House, Pairs, Viewer, refused};
use ui::form::{Choice, Filled};
use ui::{Button, Card, Crumbs, Ctx, Empty, Facts, Field, Form, Html, Notice, Page, Text};
use words::{Lang, Msg};

use super::Known;
use crate::acts::{self, Assignment, StopRepeating, directs_all};
use crate::model::{Every, OffDay, Recurrence, Series};
use crate::store::{self, RecurrenceRow};
use crate::{ASSIGN, t};

struct Found {
    known: Known,
    rows: Vec<(RecurrenceRow, Recurrence, Assignment)>,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Found, StoreError> {
    let desk = Desk::of_viewer(tx, viewer)?;
    let mut rows = Vec::new();
    for row in store::recurrences(tx)? {
        let own = row.post.is_some_and(|post| desk.holds(post));
        if !own && !directs_all(&desk) {
            continue;
        }
        if let (Ok(rule), Ok(task)) = (serde_json::from_str(&row.rule), serde_json::from_str(&row.template)) {
            rows.push((row, rule, task));
        }
    }
    Ok(Found { known: Known::load(tx, viewer.today)?, rows })
}

pub(super) fn every_name(every: Every) -> Msg {
    match every {
        Every::Week => t::every_week(),
        Every::Month => t::every_month(),
        Every::Quarter => t::every_quarter(),
        Every::Half => t::every_half(),
        Every::Year => t::every_year(),
    }
}

fn off_day_name(off_day: OffDay) -> Msg {
    match off_day {
        OffDay::Keep => t::off_keep(),
        OffDay::Before => t::off_before(),
        OffDay::After => t::off_after(),
        OffDay::Skip => t::off_skip(),
    }
}

/// Whether what is assigned comes again: part of the form that assigns.
pub(super) fn fields() -> [Field; 3] {
    let every = std::iter::once(Choice::new("", t::every_once()))
        .chain(Every::ALL.iter().map(|one| Choice::new(one.code(), Text::from(every_name(*one)))));
    let off_days = OffDay::ALL.iter().map(|one| Choice::new(one.code(), Text::from(off_day_name(*one))));
    [
        Field::select("every", t::repeats(), every).hint(t::repeats_hint()),
        Field::select("off_day", t::off_day(), off_days).value(OffDay::Before.code()),
        Field::date("until", t::repeats_until()).optional(),
    ]
}

/// The rule whose first deadline is this day; nothing where the form says once.
pub(super) fn rule(form: &Pairs, due: jiff::civil::Date) -> Result<Option<Recurrence>, Refusal> {
    let Some(every) = Every::from_code(form.get("every")) else { return Ok(None) };
    let months = |length: i8| u8::try_from((due.month() - 1) % length + 1).unwrap_or(1);
    let month = match every {
        Every::Week | Every::Month => 1,
        Every::Quarter => months(3),
        Every::Half => months(6),
        Every::Year => months(12),
    };
    let day = match every {
        Every::Week => due.weekday().to_monday_one_offset(),
        _ => due.day(),
    };
    let ahead = match every {
        Every::Week => 7,
        Every::Month => 20,
        _ => 45,
    };
    Ok(Some(Recurrence {
        every,
        month,
        day: u8::try_from(day).unwrap_or(1),
        off_day: OffDay::from_code(form.get("off_day")).unwrap_or(OffDay::Before),
        ahead,
        from: due,
        until: super::assign::day(form, "until")?,
    }))
}

/// "Hằng tháng, ngày 20".
fn said(lang: Lang, rule: &Recurrence) -> String {
    let every = every_name(rule.every).say(lang);
    let on = match rule.every {
        Every::Week => t::on_weekday(i64::from(rule.day)),
        Every::Month => t::on_day(i64::from(rule.day)),
        _ => t::on_month_day(i64::from(rule.day), i64::from(rule.month)),
    };
    format!("{every}, {} · {}", on.say(lang), off_day_name(rule.off_day).say(lang))
}

pub async fn show(State(house): State<House>, viewer: Viewer) -> Response {
    screen(&house, &viewer, &Filled::default()).await
}

async fn screen(house: &House, viewer: &Viewer, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(ASSIGN) {
        return refused(&ctx, &refusal);
    }
    let reader = viewer.clone();
    let found = match house.office().read(move |tx| load(tx, &reader)).await {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let assign = Button::link(t::assign(), "/tasks/new").icon("plus").main();
    let body = if found.rows.is_empty() {
        let empty = Empty::new("repeat", t::nothing_recurs()).next(t::nothing_recurs_next());
        empty.button(Button::link(t::assign(), "/tasks/new").icon("plus")).render(ctx.lang)
    } else {
        Html::stack(found.rows.iter().map(|row| one(&ctx, &found.known, row, filled)))
    };
    Page::new(&ctx, t::recurring())
        .lead(t::recurring_lead())
        .narrow()
        .crumbs(Crumbs::new().link(t::tasks(), "/tasks").here(t::recurring()))
        .actions([assign.render(ctx.lang)])
        .body(body)
        .status(super::status(filled))
        .into_response()
}

fn one(
    ctx: &Ctx,
    known: &Known,
    (row, rule, task): &(RecurrenceRow, Recurrence, Assignment),
    filled: &Filled,
) -> Html {
    let lang = ctx.lang;
    let day = vietnamese::format_date;
    let mut facts = Facts::new()
        .text(t::owner(), known.unit(task.owner))
        .text(t::repeats(), &said(lang, rule))
        .text(t::repeats_from(), &day(rule.from));
    if let Some(until) = rule.until {
        facts = facts.text(t::repeats_until(), &day(until));
    }
    let next =
        rule.between(None, known.bounds.day.saturating_add(jiff::Span::new().years(1)), &known.calendar);
    let next = next.into_iter().find(|due| due.due_on >= known.bounds.day);
    if let Some(next) = next.filter(|_| row.stopped_on.is_none()) {
        facts = facts.text(t::next_due(), &day(next.due_on));
    }
    let mut body = vec![facts.render(lang)];
    if let (Some(on), Some(why)) = (row.stopped_on, &row.stopped_why) {
        body.push(Notice::plain(t::stopped_said(day(on), why.clone())).render(lang));
    } else {
        let mut form = Form::post(ctx, format!("/tasks/recurring/{}/endings", row.id))
            .hidden("of", row.id.to_string())
            .put(Field::text("why", t::why()).required())
            .button(&Button::submit(t::stop_repeating()).icon("x"));
        let again = filled.get("of") == Some(row.id.to_string().as_str());
        if again {
            form = form.filled(filled);
        }
        body.push(ui::fold(ctx, t::stop_repeating(), &form.render(), again));
    }
    Card::new(Text::from(task.product.clone()), Html::join(body)).padded().render(lang)
}

pub async fn stop(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Series>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async {
        viewer.ask(ASSIGN)?;
        let input = StopRepeating { recurrence: id, why: form.get("why").to_owned() };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::stop_repeating).await
    };
    match outcome.await {
        Ok(()) => Redirect::to("/tasks/recurring").into_response(),
        Err(refusal) if refusal.field.is_some() => screen(&house, &viewer, &form.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
