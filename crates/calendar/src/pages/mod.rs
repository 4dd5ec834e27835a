//! The roster by week and month, planning it, the calls, the settings; and what other pages say about them.

mod absences;
mod calls;
mod plan;
mod roster;
mod settings;
mod turn;

pub(crate) use absences::{listed as absences, palette};

use axum::Router;
use axum::routing::{get, post};
use jiff::civil::{Date, Weekday};
use kernel::{Id, Instant, StoreError, Subject, Tx};
use people::notices::Title;
use people::{Alarm, Card, DatesOf, Happening, Held, House, Person, Place, Post, Viewer, When};
use ui::{Button, Due, Notice, Slot, WorkRow};
use uuid::Uuid;
use words::{Lang, Msg};

use crate::model::{Call, Kind, Level, Shape};
use crate::store::{self, CallRow};
use crate::{CALLS, SEE, t};

/// Every route says who may; planning asks also for whom [`crate::seats::plans`] lets.
pub fn routes() -> Router<House> {
    Router::new()
        // duty.see
        .route("/duty", get(roster::show))
        // duty.see; for whom, the acts say
        .route("/absences", get(absences::show).post(absences::record))
        .route("/absences/{id}/ending", post(absences::end))
        // duty.plan
        .route("/duty/plan", get(plan::show).post(plan::plan))
        .route("/duty/weeks", post(plan::copy))
        .route("/duty/turns/{id}", get(turn::show))
        .route("/duty/turns/{id}/swaps", post(turn::swap))
        .route("/duty/turns/{id}/removal", post(turn::remove))
        .route("/duty/settings", get(settings::show).post(settings::save))
        // duty.calls, or whom the call has reached
        .route("/duty/calls", get(calls::list))
        .route("/duty/calls/{id}", get(calls::show))
        .route("/duty/calls/{id}/acknowledgement", post(calls::acknowledge))
}

/// A turn's hours and what one is on duty as, for pages of other functions.
#[must_use]
pub fn turn_hours(row: &store::TurnRow) -> String {
    hours_of(row.starts, row.ends)
}

#[must_use]
pub fn turn_kind(row: &store::TurnRow) -> Msg {
    kind_name(row.kind)
}

pub(crate) fn when(at: Instant) -> String {
    at.local().strftime("%H:%M %d/%m/%Y").to_string()
}

/// 17:00–22:00 23/11; the second day too where it is another.
pub(crate) fn hours_of(from: Instant, to: Instant) -> String {
    let (from, to) = (from.local(), to.local());
    if from.date() == to.date() || to.time() <= from.time() {
        format!("{}–{} {}", from.strftime("%H:%M"), to.strftime("%H:%M"), from.strftime("%d/%m"))
    } else {
        format!("{} – {}", from.strftime("%H:%M %d/%m"), to.strftime("%H:%M %d/%m"))
    }
}

/// The reader's own turns, for a calendar. A unit has none.
pub(crate) fn dates(tx: &mut Tx<'_>, viewer: &Viewer, of: DatesOf) -> Result<Vec<Happening>, StoreError> {
    if of.unit.is_some() {
        return Ok(Vec::new());
    }
    let turns = store::turns_of_person(tx, viewer.person, (midnight(of.from), midnight(of.to)))?;
    let happening = |turn: store::TurnRow| Happening {
        kind: "duty_turn",
        id: turn.id.uuid(),
        title: t::duty_as(kind_name(turn.kind)).say(viewer.lang),
        about: String::new(),
        when: When::Span(turn.starts, turn.ends),
        href: "/duty".to_owned(),
        changed: turn.starts,
    };
    Ok(turns.into_iter().map(happening).collect())
}

/// The first day of the week, as offices count it.
pub(crate) fn monday(date: Date) -> Date {
    let back = i64::from(date.weekday().to_monday_zero_offset());
    date.checked_sub(jiff::Span::new().days(back)).unwrap_or(date)
}

fn plus_days(date: Date, days: i64) -> Date {
    date.checked_add(jiff::Span::new().days(days)).unwrap_or(date)
}

fn midnight(date: Date) -> Instant {
    Instant::from_local(date.at(0, 0, 0, 0))
}

fn weekday(date: Date, lang: Lang) -> String {
    match lang {
        Lang::Vi => vietnamese::weekday_name(date).to_owned(),
        Lang::En => date.strftime("%A").to_string(),
    }
}

fn weekday_name(day: Weekday, lang: Lang) -> String {
    // Any week will do: the names are asked for by a date.
    let monday = jiff::civil::Date::constant(2026, 11, 23);
    weekday(plus_days(monday, i64::from(day.to_monday_zero_offset())), lang)
}

fn kind_name(kind: Kind) -> Msg {
    match kind {
        Kind::Leader => t::kind_leader(),
        Kind::Officer => t::kind_officer(),
        Kind::Clerk => t::kind_clerk(),
    }
}

fn shape_name(shape: Shape) -> Msg {
    match shape {
        Shape::Whole => t::shape_whole(),
        Shape::Day => t::shape_day(),
        Shape::Evening => t::shape_evening(),
        Shape::Night => t::shape_night(),
    }
}

fn level_name(code: &str) -> Msg {
    match Level::from_code(code) {
        Some(Level::Leader) => t::kind_leader(),
        Some(Level::Chief) => t::level_chief(),
        _ => t::level_duty(),
    }
}

/// The seal of an urgency as stored.
fn urgency(rules: &rulebook::Rulebook, row: &CallRow) -> Option<ui::Urgency> {
    match crate::settings::rank(rules, &row.urgency, row.began.date()) {
        0 => None,
        1 => Some(ui::Urgency::Urgent),
        2 => Some(ui::Urgency::VeryUrgent),
        _ => Some(ui::Urgency::Flash),
    }
}

/// Why somebody got a notice of ours.
pub(crate) fn why(code: &str, nth: i64) -> Option<Msg> {
    Some(match code {
        "duty.call" => t::why_call(nth),
        "duty.call_leader" => t::why_call_leader(nth),
        "duty.call_chief" => t::why_call_chief(nth),
        "duty.planned" => t::why_planned(),
        "duty.taken" => t::why_taken(),
        "duty.given" => t::why_given(),
        "duty.removed" => t::why_removed(),
        "calendar.stand_in" => t::why_stand_in(),
        _ => return None,
    })
}

/// What our things are called elsewhere, for whom may see them.
pub(crate) fn title(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    (kind, id): (&str, Uuid),
) -> Result<Option<Title>, StoreError> {
    match kind {
        "duty_call" => {
            let Some(row) = store::call(tx, Id::from_uuid(id))? else { return Ok(None) };
            if !may_see_call(tx, viewer, &row)? {
                return Ok(None);
            }
            let text = t::call_title(when(row.began)).say(viewer.lang);
            Ok(Some(Title { text, href: format!("/duty/calls/{}", row.id) }))
        }
        "absence" if viewer.may(SEE) => {
            let Some(row) = store::absence(tx, Id::from_uuid(id))? else { return Ok(None) };
            let day = vietnamese::format_date;
            let text = t::absence_title(day(row.from), row.name.clone(), day(row.last())).say(viewer.lang);
            Ok(Some(Title { text, href: "/absences".to_owned() }))
        }
        "duty_turn" if viewer.may(SEE) => {
            let Some(row) = store::turn(tx, Id::from_uuid(id))? else { return Ok(None) };
            let kind = kind_name(row.kind).say(viewer.lang);
            let day = row.starts.date();
            let text = format!("{kind} · {} {}", weekday(day, viewer.lang), hours_of(row.starts, row.ends));
            Ok(Some(Title { text, href: format!("/duty?week={day}") }))
        }
        _ => Ok(None),
    }
}

/// Turns of the post that are still to come, for whoever hands it over.
pub(crate) fn held(tx: &mut Tx<'_>, post: Id<Post>, on: Date) -> Result<Vec<Held>, StoreError> {
    let turns = store::turns_of_post(tx, post, midnight(on))?;
    let held = turns.into_iter().map(|turn| Held {
        what: kind_name(turn.kind),
        title: format!("{} · {}", hours_of(turn.starts, turn.ends), turn.name),
        href: format!("/duty/turns/{}", turn.id),
        on: Some(turn.starts.date()),
    });
    Ok(held.collect())
}

fn may_see_call(tx: &mut Tx<'_>, viewer: &Viewer, row: &CallRow) -> Result<bool, StoreError> {
    Ok(viewer.may(CALLS) || store::reached(tx, row.id, viewer.person)?)
}

/// Who is on duty today, beside the work.
pub(crate) fn today(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<Card>, StoreError> {
    if !viewer.may(SEE) {
        return Ok(Vec::new());
    }
    let turns = store::turns_on(tx, viewer.today)?;
    // Last night's turn ends this morning: it is in the roster, and no longer news.
    let slots = turns.iter().filter(|turn| turn.starts.date() == viewer.today).map(|turn| Slot {
        at: turn.starts.local().strftime("%H:%M").to_string(),
        what: turn.name.as_str().into(),
        by: t::duty_slot(
            kind_name(turn.kind).say(viewer.lang),
            turn.phone.replace(' ', "\u{a0}"),
            ends(turn),
        )
        .into(),
        href: None,
    });
    let slots: Vec<Slot> = slots.collect();
    if slots.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Card::new(t::duty_today(), "/duty", 0).place(Place::Day(slots))])
}

/// 22:00, or 07:30 24/11 where that is another day.
fn ends(turn: &store::TurnRow) -> String {
    let same = turn.starts.date() == turn.ends.date();
    turn.ends.local().strftime(if same { "%H:%M" } else { "%H:%M %d/%m" }).to_string()
}

/// What calls this reader now: a line on every page, a row at the top of Today.
pub(crate) fn alarm(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Option<Alarm>, StoreError> {
    let ringing = store::ringing(tx, viewer.person)?;
    let Some(first) = ringing.first() else { return Ok(None) };
    let href = format!("/duty/calls/{}", first.id);
    let go = Button::link(t::call_answer(), &href).big().icon("phone");
    let at = first.began.local().strftime("%H:%M").to_string();
    let banner = Notice::fault(t::call_banner(at, first.rings)).button(go);
    let rules = rulebook::rules(tx)?;
    let rows = ringing.iter().map(|row| {
        WorkRow::new("", t::call_title(when(row.began)), format!("/duty/calls/{}", row.id))
            .urgency(urgency(&rules, row))
            .due(Due::late(t::call_ring(row.rings)))
    });
    let rows: Vec<WorkRow> = rows.collect();
    let count = u64::try_from(rows.len()).unwrap_or(0);
    let card = Card::new(t::call_card(), "/duty/calls", count).late(count).rows(rows);
    Ok(Some(Alarm { banner, card }))
}

/// For the page of what was called about: when, how often, who acknowledged.
pub fn call_line(tx: &mut Tx<'_>, about: &Subject) -> Result<Option<Notice>, StoreError> {
    Ok(store::call_about(tx, about.id)?.map(|row| {
        let began = when(row.began);
        match (row.acknowledged_at, row.acknowledged_by) {
            (Some(at), who) => {
                let who = who.unwrap_or_default();
                Notice::done(t::line_acknowledged(when(at), began, row.rings, who))
            }
            (None, _) => Notice::fault(t::line_ringing(began, row.rings)),
        }
    }))
}

/// What a call changes on open pages: those of everybody it has reached, and the page of what it is about.
pub fn topics(tx: &mut Tx<'_>, id: Id<Call>) -> Result<Vec<String>, StoreError> {
    let Some(row) = store::call(tx, id)? else { return Ok(Vec::new()) };
    let mut topics: Vec<String> =
        store::reached_by(tx, id)?.into_iter().map(|person| format!("alarm:{person}")).collect();
    topics.push(format!("{}:{}", row.about_kind, row.about));
    Ok(topics)
}

/// Whom calls about these things have reached: they may read what about.
pub fn called_about(tx: &mut Tx<'_>, about: &[Uuid]) -> Result<Vec<(Uuid, Id<Person>)>, StoreError> {
    store::reached_about(tx, about)
}

/// What a call is about.
pub fn about(tx: &mut Tx<'_>, call: Uuid) -> Result<Option<Uuid>, StoreError> {
    Ok(store::call(tx, Id::from_uuid(call))?.map(|row| row.about))
}

/// Whether a call about this has reached this person: who is called may read what about.
pub fn called(tx: &mut Tx<'_>, person: Id<Person>, about: Uuid) -> Result<bool, StoreError> {
    match store::call_about(tx, about)? {
        Some(row) => store::reached(tx, row.id, person),
        None => Ok(false),
    }
}
