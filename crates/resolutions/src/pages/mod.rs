//! The register, the board of one resolution, breaking down, one indicator, one measure, study and programmes, reviews,
//! the report.

mod beside;
mod board;
mod breakdown;
mod indicator;
mod list;
mod measure;
mod printed;
mod register;
mod report;
mod reviews;
mod spread;
mod today;

pub(crate) use beside::beside;
pub(crate) use today::today;

use std::collections::HashMap;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use jiff::civil::Date;
use kernel::{Act, Id, Refusal, StoreError, Tx};
use people::{House, Pairs, Unit, Viewer, names};
use serde::Serialize;
use serde::de::DeserializeOwned;
use ui::form::{Choice, Filled};
use ui::{Ctx, Html, Tab, Tabs, Text};
use words::{Lang, Msg};

use crate::acts::Seat;
use crate::model::{
    Counts, Direction, Every, Head, Kind, Period, Progress, Resolution, ReviewKind, State, StudyForm, Work,
    state,
};
use crate::store::{self, Scope, Whose};
use crate::{HAVE, t, terms};

/// Every route says who may; acts ask for the thing itself.
pub fn routes() -> Router<House> {
    Router::new()
        // resolutions.have; which of them follows from what one's units have in them
        .route("/resolutions", get(list::show))
        .route("/resolutions/{id}", get(board::show))
        .route("/resolutions/{id}/spread", get(spread::show))
        .route("/resolutions/{id}/reviews", get(reviews::show))
        .route("/resolutions/{id}/report", get(report::show))
        .route("/resolutions/{id}/report.pdf", get(report::pdf))
        .route("/resolutions/{id}/report.docx", get(report::docx))
        .route("/resolutions/indicators/{id}", get(indicator::show))
        .route("/resolutions/measures/{id}", get(measure::show))
        // resolutions.follow, of the office
        .route("/resolutions/new", get(register::new).post(register::save))
        .route("/resolutions/{id}/facts", get(register::edit).post(register::amend))
        .route("/resolutions/{id}/endings", post(register::end))
        .route("/resolutions/{id}/resumptions", post(register::resume))
        .route("/resolutions/{id}/break-down", get(breakdown::show))
        .route("/resolutions/{id}/objectives", post(breakdown::objective))
        .route("/resolutions/{id}/indicators", post(breakdown::indicator))
        .route("/resolutions/{id}/measures", post(breakdown::measure))
        .route("/resolutions/{id}/strikes", post(breakdown::strike))
        .route("/resolutions/{id}/studies", post(spread::study))
        .route("/resolutions/{id}/attendance", post(spread::attendance))
        .route("/resolutions/{id}/programmes", post(spread::ask))
        .route("/resolutions/{id}/reviews", post(reviews::save))
        .route("/resolutions/indicators/{id}/targets", post(indicator::target))
        .route("/resolutions/measures/{id}/milestones", post(measure::add_milestone))
        .route("/resolutions/measures/{id}/links", post(measure::link))
        // the unit's whose it is, or who follows it
        .route("/resolutions/{id}/documents", post(spread::document))
        .route("/resolutions/indicators/{id}/values", post(indicator::report))
        .route("/resolutions/indicators/{id}/corrections", post(indicator::correct))
        .route("/resolutions/measures/{id}/reached", post(measure::reached))
        .route("/resolutions/measures/{id}/taken-back", post(measure::taken_back))
        // tasks.assign, as the act of tasks says
        .route("/resolutions/measures/{id}/hand-outs", post(measure::hand_out))
}

/// A page with faults in its form is no success.
fn status(filled: &Filled) -> StatusCode {
    if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// What a resolution is called: its kind and number.
#[must_use]
pub fn name(head: &Head, lang: Lang) -> String {
    format!("{} {}", kind_name(head.kind).say(lang), head.code)
}

pub(crate) fn kind_name(kind: Kind) -> Msg {
    match kind {
        Kind::Resolution => t::kind_resolution(),
        Kind::Directive => t::kind_directive(),
        Kind::Conclusion => t::kind_conclusion(),
        Kind::Programme => t::kind_programme(),
    }
}

pub(crate) fn progress_name(progress: Progress) -> Msg {
    match progress {
        Progress::None => t::progress_none(),
        Progress::UnderWay => t::progress_under_way(),
        Progress::Met => t::progress_met(),
        Progress::Missing => t::progress_missing(),
        Progress::Behind => t::progress_behind(),
    }
}

/// What the same words mean for a measure.
pub(crate) fn measure_progress(progress: Progress) -> Msg {
    match progress {
        Progress::Met => t::measure_done(),
        Progress::Behind => t::measure_behind(),
        Progress::None => t::measure_untouched(),
        other => progress_name(other),
    }
}

pub(crate) fn direction_name(direction: Direction) -> Msg {
    match direction {
        Direction::AtLeast => t::at_least(),
        Direction::AtMost => t::at_most(),
    }
}

pub(crate) fn every_name(every: Every) -> Msg {
    match every {
        Every::Year => t::every_year(),
        Every::Half => t::every_half(),
        Every::Quarter => t::every_quarter(),
        Every::Month => t::every_month(),
    }
}

pub(crate) fn form_name(form: StudyForm) -> Msg {
    match form {
        StudyForm::InPerson => t::form_in_person(),
        StudyForm::Online => t::form_online(),
        StudyForm::Both => t::form_both(),
        StudyForm::Circulated => t::form_circulated(),
    }
}

pub(crate) fn period_name(period: Period) -> Msg {
    let year = period.of_year().to_string();
    match (period.every(), period.nth()) {
        (Every::Year, _) => t::period_year(year),
        (Every::Half, 1) => t::period_first_half(year),
        (Every::Half, _) => t::period_second_half(year),
        (Every::Quarter, nth) => {
            let roman = ["I", "II", "III", "IV"].get(usize::try_from(nth - 1).unwrap_or(0)).copied();
            t::period_quarter(roman.unwrap_or("I"), year)
        }
        (Every::Month, nth) => t::period_month(i32::from(nth), year),
    }
}

pub(crate) fn review_name(kind: ReviewKind, nth: i64) -> Msg {
    match kind {
        ReviewKind::Preliminary => t::review_preliminary(nth),
        ReviewKind::Final => t::review_final(),
    }
}

/// Names of units, for every row of a page.
pub(crate) struct Units(HashMap<Id<Unit>, String>);

impl Units {
    pub fn load(tx: &mut Tx<'_>, day: Date) -> Result<Units, StoreError> {
        Ok(Units(names::unit_names(tx, day)?.iter().cloned().collect()))
    }

    pub fn name(&self, id: Id<Unit>) -> &str {
        self.0.get(&id).map_or("—", String::as_str)
    }
}

/// Units to choose from, in their order.
pub(crate) fn choices(tx: &mut Tx<'_>, day: Date) -> Result<Vec<(Id<Unit>, String)>, StoreError> {
    Ok(names::unit_names(tx, day)?.iter().cloned().collect())
}

pub(crate) fn choose() -> Choice {
    Choice::new("", t::choose())
}

/// The state of implementation at the end of a day, as this seat may see it: `None` where nothing reaches it.
pub fn state_on(
    tx: &mut Tx<'_>,
    seat: &Seat,
    id: Id<Resolution>,
    (day, today): (Date, Date),
) -> Result<Option<State>, StoreError> {
    let scope = seat.scope();
    if !store::reaches(tx, id, &scope)? {
        return Ok(None);
    }
    let Some(mut facts) = store::facts(tx, id)? else { return Ok(None) };
    if let Scope::Units(units) = &scope {
        facts = facts.only(units);
    }
    let reach = seat.reach();
    let mut work = if day == today {
        store::work(tx, Whose::Resolution(id), &reach)?
    } else {
        let past = store::past(tx, id, &reach)?;
        let known = past.iter().filter(|one| one.since <= day);
        known
            .filter_map(|one| Some(Work { measure: one.measure, task: one.task, facts: one.past.on(day)? }))
            .collect()
    };
    work.retain(|one| facts.measures.iter().any(|row| row.id == one.measure));
    let at = terms::at(tx, day)?;
    Ok(Some(state(&facts, &work, &at)))
}

/// A small bar: how much of the way was made. What it means stands in words beside it.
pub(crate) fn bar(share: Option<u8>, progress: Progress, said: &str) -> Html {
    let share = share.unwrap_or(0).min(100);
    let colour = match progress {
        Progress::Met => "var(--met)",
        Progress::Behind => "var(--late)",
        Progress::Missing => "var(--soon)",
        Progress::UnderWay | Progress::None => "var(--cham)",
    };
    Html::trusted(format!(
        "<svg viewBox=\"0 0 100 6\" width=\"100\" height=\"6\" role=\"img\" aria-label=\"{}\">\
         <rect width=\"100\" height=\"6\" rx=\"3\" fill=\"var(--line)\"/>\
         <rect width=\"{share}\" height=\"6\" rx=\"3\" fill=\"{colour}\"/></svg>",
        ui::html::escape(said)
    ))
}

/// A chip: how something comes along.
pub(crate) fn chip(progress: Progress, said: Msg) -> ui::Due {
    let said = Text::from(said);
    match progress {
        Progress::Met => ui::Due::met(said),
        Progress::Missing => ui::Due::soon(said),
        Progress::Behind => ui::Due::late(said),
        Progress::UnderWay | Progress::None => ui::Due::plain(said),
    }
}

/// Counts in words, the worst first: "1 quá hạn · 3 đúng tiến độ".
pub(crate) fn counts_said(counts: &Counts, lang: Lang) -> String {
    let said = counts.0.iter().rev().filter(|(_, count)| **count > 0).map(|(standing, count)| {
        format!("{count} {}", tasks::standing_name(*standing).say(lang).to_lowercase())
    });
    said.collect::<Vec<_>>().join(" · ")
}

/// The ways between the pages of one resolution.
pub(crate) fn tabs(ctx: &Ctx, id: Id<Resolution>, seat: &Seat, here: &str) -> Html {
    let mut all = vec![("", t::board())];
    if seat.sees_all() {
        all.push(("/break-down", t::break_down()));
    }
    all.push(("/spread", t::spread()));
    if seat.sees_all() {
        all.push(("/reviews", t::reviews()));
    }
    all.push(("/report", t::report()));
    let tabs = all
        .into_iter()
        .map(|(path, label)| Tab::new(label, format!("/resolutions/{id}{path}"), None, path == here));
    Tabs(tabs.collect()).render(ctx.lang)
}

/// Runs the act, then goes where it says: or shows the form again with what was wrong.
pub(crate) async fn run<I, O>(
    (house, viewer): (&House, &Viewer),
    form: &Pairs,
    input: Result<I, Refusal>,
    act: fn(&mut Act<'_>, I) -> Result<O, Refusal>,
) -> Result<O, Refusal>
where
    I: Clone + Send + 'static,
    O: Serialize + DeserializeOwned + Send + 'static,
{
    viewer.ask(HAVE)?;
    let (act_id, input) = (form.act_id()?, input?);
    house.office().act(viewer.actor(), act_id, input, act).await
}

/// To another page once it is done.
pub(crate) fn to(href: String) -> Response {
    Redirect::to(&href).into_response()
}

/// A day that may be left empty.
pub(crate) fn day(form: &Pairs, name: &'static str) -> Result<Option<Date>, Refusal> {
    if form.get(name).trim().is_empty() { Ok(None) } else { form.date(name).map(Some) }
}

/// A day that has to be there.
pub(crate) fn needed_day(form: &Pairs, name: &'static str) -> Result<Date, Refusal> {
    day(form, name)?.ok_or_else(|| Refusal::invalid(t::day_missing()).field(name))
}

/// A post that is chosen by typing, or nobody.
pub(crate) fn typed_post(
    posts: &[names::PostRow],
    form: &Pairs,
    name: &'static str,
) -> Result<Option<Id<people::Post>>, Refusal> {
    match form.get(name).trim() {
        "" => Ok(None),
        typed => names::meant(posts, typed, name).map(Some),
    }
}

/// `[…]: […]` line by line, as people paste them: what stands before the last colon or tab, and behind it.
pub(crate) fn lines(text: &str) -> Vec<(&str, &str)> {
    let said = text.lines().map(str::trim).filter(|line| !line.is_empty());
    said.map(|line| match line.rsplit_once([':', '\t', ';', '=']) {
        Some((before, behind)) => (before.trim(), behind.trim()),
        None => (line, ""),
    })
    .collect()
}

/// The link of a paper where the reader may open it; else nothing.
pub(crate) fn may_open(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    paper: Option<Id<documents::Paper>>,
) -> Result<Option<Id<documents::Paper>>, StoreError> {
    let Some(id) = paper else { return Ok(None) };
    let all = viewer.may(directions::ROUTE) || viewer.may(directions::INSTRUCT);
    Ok((all || directions::may_see(tx, viewer, id)?).then_some(id))
}

/// A folded form with its name, open again when it was refused.
pub(crate) fn folded(ctx: &Ctx, filled: &Filled, (title, name): (Msg, &str), form: &Html) -> Html {
    ui::fold(ctx, title, form, filled.get("do") == Some(name))
}

pub(crate) fn form<'c>(ctx: &'c Ctx, filled: &Filled, to: String, name: &str) -> ui::Form<'c> {
    let form = ui::Form::post(ctx, to).hidden("do", name);
    if filled.get("do") == Some(name) { form.filled(filled) } else { form }
}
