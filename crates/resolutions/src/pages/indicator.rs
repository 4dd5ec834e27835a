//! One indicator: its targets and values by period, corrected values struck through, what is to be reported now.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use axum::Form as Posted;
use axum::extract::{self, Path};
use axum::response::{IntoResponse, Response};
use kernel::{Id, Refusal, StoreError, Tx};
use people::{House, Pairs, Person, Viewer, names, refused};
use ui::form::{Choice, Filled};
use ui::{
    Button, Card, Cell, Column, Crumbs, Ctx, Empty, Facts as Known, Field, Html, Notice, Page, Table, Text,
};

use super::board::progress;
use super::{
    Units, bar, direction_name, every_name, folded, form, name, period_name, run, state_on, status, to,
};
use crate::acts::{self, CorrectValue, ReportValue, Seat, SetTarget};
use crate::model::{
    Indicator, IndicatorRow, IndicatorState, Period, Progress, ResolutionRow, TargetRow, ValueRow,
};
use crate::store::{self, Of};
use crate::{HAVE, t};

struct Found {
    row: ResolutionRow,
    seat: Seat,
    of: IndicatorRow,
    state: Option<IndicatorState>,
    targets: Vec<TargetRow>,
    values: Vec<ValueRow>,
    people: BTreeMap<Id<Person>, String>,
    units: Units,
    /// Periods that have begun and have no value yet, the newest first.
    open: Vec<Period>,
}

/// Periods that can be chosen at once.
const OFFERED: usize = 60;

fn load(tx: &mut Tx<'_>, viewer: &Viewer, id: Id<Indicator>) -> Result<Option<Found>, StoreError> {
    let Some(of) = store::indicator(tx, id)? else { return Ok(None) };
    let Some((row, seat)) = crate::tells::seen(tx, viewer, of.resolution)? else { return Ok(None) };
    if !seat.sees_all() && !seat.opens(of.owner) {
        return Ok(None);
    }
    let state = state_on(tx, &seat, row.id, (viewer.today, viewer.today))?;
    let state = state.and_then(|state| state.indicators().find(|one| one.row.id == id).cloned());
    let (targets, values) = (store::targets(tx, Of::One(id))?, store::reported(tx, Of::One(id))?);
    let mut people = BTreeMap::new();
    let named = values.iter().map(|one| one.person).chain(targets.iter().map(|one| one.person));
    for person in named.flatten().collect::<Vec<_>>() {
        if let Entry::Vacant(place) = people.entry(person) {
            place.insert(names::person(tx, person)?);
        }
    }
    let open = open(&row, &of, &values, viewer.today);
    Ok(Some(Found {
        units: Units::load(tx, viewer.today)?,
        state,
        targets,
        values,
        people,
        open,
        row,
        seat,
        of,
    }))
}

/// From the period of the day of issue to the one that runs now.
fn open(
    row: &ResolutionRow,
    of: &IndicatorRow,
    values: &[ValueRow],
    today: jiff::civil::Date,
) -> Vec<Period> {
    let mut found = Vec::new();
    let mut next = Period::around(of.every, row.head.issued_on);
    while let Some(period) = next.filter(|period| period.first_day() <= today) {
        let within = row.head.until_on.is_none_or(|until| period.first_day() <= until);
        if within && !values.iter().any(|value| value.period == period) {
            found.push(period);
        }
        next = period.next();
    }
    found.reverse();
    found.truncate(OFFERED);
    found
}

pub async fn show(
    extract::State(house): extract::State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Response {
    match id.parse() {
        Ok(id) => screen(&house, &viewer, id, &Filled::default()).await,
        Err(_) => refused(&house.page(&viewer).await, &Refusal::not_found()),
    }
}

async fn screen(house: &House, viewer: &Viewer, id: Id<Indicator>, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(HAVE) {
        return refused(&ctx, &refusal);
    }
    let reader = viewer.clone();
    let found = match house.office().read(move |tx| load(tx, &reader, id)).await {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let mut left = Vec::new();
    if let Some(gone) = &found.of.gone {
        left.push(Notice::care(t::struck_why(gone.why.clone())).render(lang));
    }
    left.push(periods(&ctx, &found));
    let may = found.seat.enters(&found.row) || found.seat.opens(found.of.owner);
    let mut right = vec![facts(&ctx, &found)];
    if may && found.of.gone.is_none() && found.row.head.ended_on.is_none() {
        right.push(forms(&ctx, &found, filled));
    }
    let crumbs = Crumbs::new()
        .link(t::resolutions(), "/resolutions")
        .link(Text::from(name(&found.row.head, lang)), format!("/resolutions/{}", found.row.id))
        .here(t::indicator());
    let mut page = Page::new(&ctx, Text::from(found.of.name.clone()))
        .lead(Text::from(found.row.head.title.clone()))
        .crumbs(crumbs)
        .live(["resolution_indicator"])
        .body(Html::columns(Html::stack(left), Html::stack(right)));
    if let Some(state) = &found.state {
        page = page.beside(super::chip(state.progress, super::progress_name(state.progress)).render(lang));
    }
    page.status(status(filled)).into_response()
}

fn by(found: &Found, person: Option<Id<Person>>, at: kernel::Instant) -> String {
    let name = person.and_then(|id| found.people.get(&id)).map_or("", String::as_str);
    format!("{name} · {}", at.local().strftime("%H:%M %d/%m/%Y"))
}

/// Period by period, the newest first: target, value, and what the value was before.
fn periods(ctx: &Ctx, found: &Found) -> Html {
    let lang = ctx.lang;
    let mut all: Vec<Period> =
        found.targets.iter().map(|one| one.period).chain(found.values.iter().map(|one| one.period)).collect();
    all.sort_unstable();
    all.dedup();
    all.reverse();
    if all.is_empty() {
        return Card::new(t::by_period(), Empty::new("chart-bar", t::nothing_reported()).render(lang))
            .render(lang);
    }
    let columns = [
        Column::new(t::period()),
        Column::new(t::target()),
        Column::new(t::reported()),
        Column::new(t::value_source()),
        Column::new(t::progress()).narrow(),
    ];
    let table = all.iter().fold(Table::new(t::by_period(), columns), |table, period| {
        let targets: Vec<_> = found.targets.iter().filter(|one| one.period == *period).collect();
        let values: Vec<_> = found.values.iter().filter(|one| one.period == *period).collect();
        let target = match targets.split_last() {
            Some((now, before)) => {
                let cell = Cell::text(&now.value.said());
                match before.last() {
                    Some(old) => cell.by(t::before_that(old.value.said(), now.why.clone()).say(lang)),
                    None => cell,
                }
            }
            None => Cell::text("—"),
        };
        let (value, source) = match values.split_last() {
            Some((now, before)) => {
                let old = before.iter().rev().map(|one| {
                    Html::trusted(format!(
                        "<div class=\"by\"><s>{}</s></div>",
                        ui::html::escape(&one.value.said())
                    ))
                });
                let shown = Html::join(std::iter::once(Html::text(&now.value.said())).chain(old));
                let mut said = by(found, now.person, now.at);
                if !now.note.is_empty() {
                    said = format!("{said} · {}", now.note);
                }
                (Cell::html(shown), Cell::text(&now.source).by(said))
            }
            None => (Cell::text("—"), Cell::default()),
        };
        let share = match (targets.last(), values.last()) {
            (Some(target), Some(value)) => Some((target.value, value.value)),
            _ => None,
        };
        table.row([
            Cell::text(&period_name(*period).say(lang)),
            target,
            value,
            source,
            held_against(lang, found, share),
        ])
    });
    Card::new(t::by_period(), table.render(lang)).render(lang)
}

fn held_against(
    lang: words::Lang,
    found: &Found,
    share: Option<(crate::model::Amount, crate::model::Amount)>,
) -> Cell {
    let Some((target, value)) = share else { return Cell::default() };
    let progress =
        if crate::model::meets(found.of.direction, value, target) { Progress::Met } else { Progress::Behind };
    let said = super::progress_name(progress).say(lang);
    Cell::html(Html::join([
        bar(Some(crate::model::share(&found.of, value, target)), progress, &said),
        super::chip(progress, super::progress_name(progress)).render(lang),
    ]))
}

fn facts(ctx: &Ctx, found: &Found) -> Html {
    let lang = ctx.lang;
    let of = &found.of;
    let mut facts = Known::new()
        .text(t::measured_in(), &of.measured_in)
        .text(t::direction(), &direction_name(of.direction).say(lang))
        .text(t::every(), &every_name(of.every).say(lang))
        .text(t::reports(), found.units.name(of.owner));
    if let Some(baseline) = of.baseline {
        facts = facts.text(t::baseline(), &format!("{baseline} {}", of.measured_in));
    }
    if let Some(state) = &found.state {
        facts = facts.put(t::progress(), progress(lang, state));
    }
    let hint = format!("<p class=\"hint\">{}</p>", ui::html::escape(&t::share_hint().say(lang)));
    Card::new(t::facts(), Html::join([facts.render(lang), Html::trusted(hint)])).padded().render(lang)
}

fn forms(ctx: &Ctx, found: &Found, filled: &Filled) -> Html {
    let mut parts = Vec::new();
    if !found.open.is_empty() {
        let asked = filled.get("do");
        let open = asked.is_none() || asked == Some("report");
        parts.push(ui::fold(ctx, t::report_value(), &report_form(ctx, found, filled), open));
    }
    // Only what stands now can be corrected.
    let mut latest: BTreeMap<Period, &ValueRow> = BTreeMap::new();
    found.values.iter().for_each(|one| {
        latest.insert(one.period, one);
    });
    if !latest.is_empty() {
        parts.push(folded(
            ctx,
            filled,
            (t::correct_value(), "correct"),
            &correct_form(ctx, (found, &latest), filled),
        ));
    }
    if found.seat.enters(&found.row) {
        parts.push(folded(ctx, filled, (t::set_target(), "target"), &target_form(ctx, found, filled)));
    }
    Card::new(t::to_enter(), Html::join(parts)).padded().render(ctx.lang)
}

fn report_form(ctx: &Ctx, found: &Found, filled: &Filled) -> Html {
    let periods = found.open.iter().map(|one| Choice::new(one.code(), Text::from(period_name(*one))));
    let chosen = found.state.as_ref().and_then(|state| state.missing).map(Period::code).unwrap_or_default();
    form(ctx, filled, format!("/resolutions/indicators/{}/values", found.of.id), "report")
        .row([
            Field::select("period", t::period(), periods).value(chosen),
            Field::text("value", t::value_in(found.of.measured_in.clone()))
                .required()
                .attr("inputmode", "decimal")
                .hint(t::value_hint()),
        ])
        .put(Field::text("source", t::value_source()).required().hint(t::value_source_hint()))
        .put(Field::area("note", t::remark()).optional().rows(2))
        .button(&Button::submit(t::report_value()).main().icon("send").key("Ctrl+Enter"))
        .render()
}

fn correct_form(ctx: &Ctx, (found, latest): (&Found, &BTreeMap<Period, &ValueRow>), filled: &Filled) -> Html {
    let choices = latest.iter().rev().map(|(period, value)| {
        let label = format!("{}: {}", period_name(*period).say(ctx.lang), value.value);
        Choice::new(value.id.to_string(), Text::from(label))
    });
    form(ctx, filled, format!("/resolutions/indicators/{}/corrections", found.of.id), "correct")
        .put(Field::select("reported", t::wrong_value(), choices))
        .put(
            Field::text("value", t::value_in(found.of.measured_in.clone()))
                .required()
                .attr("inputmode", "decimal"),
        )
        .put(Field::text("source", t::value_source()).required())
        .put(Field::area("why", t::why()).required().rows(2).hint(t::correct_hint()))
        .button(&Button::submit(t::correct_value()).icon("edit"))
        .render()
}

fn target_form(ctx: &Ctx, found: &Found, filled: &Filled) -> Html {
    form(ctx, filled, format!("/resolutions/indicators/{}/targets", found.of.id), "target")
        .row([
            Field::text("period", t::period()).required().hint(t::period_hint()),
            Field::text("value", t::value_in(found.of.measured_in.clone()))
                .required()
                .attr("inputmode", "decimal"),
        ])
        .put(Field::text("why", t::why()).optional().hint(t::target_why_hint()))
        .button(&Button::submit(t::set_target()).icon("flag"))
        .render()
}

async fn back(
    (house, viewer): (&House, &Viewer),
    id: Id<Indicator>,
    pairs: &Pairs,
    outcome: Result<(), Refusal>,
) -> Response {
    match outcome {
        Ok(()) => to(format!("/resolutions/indicators/{id}")),
        Err(refusal) if refusal.field.is_some() => screen(house, viewer, id, &pairs.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}

pub async fn report(
    extract::State(house): extract::State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Indicator>>,
    Posted(pairs): Posted<Pairs>,
) -> Response {
    let input = ReportValue {
        indicator: id,
        period: pairs.get("period").to_owned(),
        value: pairs.get("value").to_owned(),
        source: pairs.get("source").to_owned(),
        note: pairs.get("note").to_owned(),
    };
    let outcome = run((&house, &viewer), &pairs, Ok(input), acts::report_value).await;
    back((&house, &viewer), id, &pairs, outcome.map(drop)).await
}

pub async fn correct(
    extract::State(house): extract::State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Indicator>>,
    Posted(pairs): Posted<Pairs>,
) -> Response {
    let input = pairs.id("reported").map(|reported| CorrectValue {
        reported,
        value: pairs.get("value").to_owned(),
        source: pairs.get("source").to_owned(),
        why: pairs.get("why").to_owned(),
    });
    let outcome = run((&house, &viewer), &pairs, input, acts::correct_value).await;
    back((&house, &viewer), id, &pairs, outcome.map(drop)).await
}

pub async fn target(
    extract::State(house): extract::State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Indicator>>,
    Posted(pairs): Posted<Pairs>,
) -> Response {
    let input = SetTarget {
        indicator: id,
        period: pairs.get("period").to_owned(),
        value: pairs.get("value").to_owned(),
        why: pairs.get("why").to_owned(),
    };
    let outcome = run((&house, &viewer), &pairs, Ok(input), acts::set_target).await;
    back((&house, &viewer), id, &pairs, outcome).await
}
