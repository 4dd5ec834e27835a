//! One file a capability: the register, breaking down, values, handing out, study, programmes, reviews.

mod breakdown;
mod hand_out;
mod programme;
mod register;
mod review;
mod seat;
mod strike;
mod study;
mod values;

pub use breakdown::{
    AddIndicator, AddMeasure, AddMilestone, AddObjective, NewMilestone, NewTarget, ReachMilestone, SetTarget,
    TakeBackMilestone, add_indicator, add_measure, add_milestone, add_objective, reach_milestone, set_target,
    take_back_milestone,
};
pub use hand_out::{HandOut, LinkTask, hand_out, link_task};
pub use programme::{AskProgrammes, NoteProgramme, ask_programmes, note_programme};
pub use register::{Amend, End, NewResolution, Resume, add, amend, end, resume};
pub(crate) use review::make_all;
pub use review::{NoteReview, note_review};
pub use seat::Seat;
pub use strike::{Part, Strike, strike};
pub use study::{Attendance, NoteAttendance, NoteStudy, note_attendance, note_study};
pub use values::{CorrectValue, ReportValue, correct_value, report_value};

use documents::Paper;
use kernel::{Act, Id, Refusal, Subject};
use people::notices::{self, News, To};
use people::{Person, Unit, names};
use words::Msg;

use crate::model::{Amount, Indicator, Measure, Period, Programme, Resolution, ResolutionRow, Review, Study};
use crate::{store, t};

/// Longer texts are attached as papers.
pub(crate) const TEXT_MAX: usize = 4000;
/// A chain of what carries out what; longer is a mistake.
const DEPTH_MAX: usize = 8;

/// What was written, in one spelling; refused when empty where it must not be, or without end.
pub(crate) fn text(given: &str, field: &'static str, needed: Option<Msg>) -> Result<String, Refusal> {
    let text = vietnamese::nfc(given.trim()).into_owned();
    if text.chars().count() > TEXT_MAX {
        return Err(Refusal::invalid(t::text_too_long(TEXT_MAX)).field(field));
    }
    match needed {
        Some(msg) if text.is_empty() => Err(Refusal::invalid(msg).field(field)),
        _ => Ok(text),
    }
}

/// The text, or what was wrong put with the other faults.
pub(crate) fn said(
    faults: &mut Vec<Refusal>,
    given: &str,
    field: &'static str,
    needed: Option<Msg>,
) -> String {
    text(given, field, needed).unwrap_or_else(|fault| {
        faults.push(fault);
        String::new()
    })
}

pub(crate) fn period(typed: &str, field: &'static str) -> Result<Period, Refusal> {
    Period::parse(typed).ok_or_else(|| Refusal::invalid(t::period_unreadable()).field(field))
}

pub(crate) fn amount(typed: &str, field: &'static str) -> Result<Amount, Refusal> {
    if typed.trim().is_empty() {
        return Err(Refusal::invalid(t::value_missing()).field(field));
    }
    Amount::parse(typed).ok_or_else(|| Refusal::invalid(t::value_unreadable()).field(field))
}

pub(crate) fn of_resolution(id: Id<Resolution>) -> Subject {
    Subject::new("resolution", id)
}

pub(crate) fn of_indicator(id: Id<Indicator>) -> Subject {
    Subject::new("resolution_indicator", id)
}

pub(crate) fn of_measure(id: Id<Measure>) -> Subject {
    Subject::new("resolution_measure", id)
}

pub(crate) fn of_study(id: Id<Study>) -> Subject {
    Subject::new("resolution_study", id)
}

pub(crate) fn of_programme(id: Id<Programme>) -> Subject {
    Subject::new("resolution_programme", id)
}

pub(crate) fn of_review(id: Id<Review>) -> Subject {
    Subject::new("resolution_review", id)
}

pub(crate) fn person(act: &Act<'_>) -> Option<Id<Person>> {
    act.actor().person.map(Id::from_uuid)
}

/// The seat of who acts.
pub(crate) fn seated(act: &mut Act<'_>) -> Result<Seat, Refusal> {
    let desk = directions::acting(act)?;
    let today = act.today();
    Seat::of(act.tx(), desk, today).map_err(Refusal::from)
}

/// The resolution, locked, with the seat of who acts before it. To whom it does not reach it does not exist.
pub(crate) fn locked(act: &mut Act<'_>, id: Id<Resolution>) -> Result<(ResolutionRow, Seat), Refusal> {
    let seat = seated(act)?;
    let row = store::lock_resolution(act.tx(), id)?.ok_or_else(Refusal::not_found)?;
    if !store::reaches(act.tx(), id, &seat.scope())? {
        return Err(Refusal::not_found());
    }
    Ok((row, seat))
}

/// The same while it is followed through.
pub(crate) fn open(act: &mut Act<'_>, id: Id<Resolution>) -> Result<(ResolutionRow, Seat), Refusal> {
    let (row, seat) = locked(act, id)?;
    if row.head.ended_on.is_some() {
        return Err(Refusal::conflict(t::ended_already(row.head.code)));
    }
    Ok((row, seat))
}

/// The same for whoever follows it and may enter what is known of it.
pub(crate) fn entering(act: &mut Act<'_>, id: Id<Resolution>) -> Result<(ResolutionRow, Seat), Refusal> {
    let (row, seat) = open(act, id)?;
    if seat.enters(&row) { Ok((row, seat)) } else { Err(Refusal::forbidden()) }
}

/// The unit, there today.
pub(crate) fn unit_known(act: &mut Act<'_>, unit: Id<Unit>, field: &'static str) -> Result<(), Refusal> {
    let today = act.today();
    if names::unit_names(act.tx(), today)?.iter().any(|(one, _)| *one == unit) {
        return Ok(());
    }
    Err(Refusal::invalid(t::unit_gone()).field(field))
}

/// A paper that is there for this desk: it came there, or papers of all desks are seen from it. Another does not exist.
pub(crate) fn paper_there(act: &mut Act<'_>, seat: &Seat, paper: Id<Paper>) -> Result<(), Refusal> {
    documents::paper(act.tx(), paper)?.ok_or_else(Refusal::not_found)?;
    let all = seat.desk.may(directions::ROUTE) || seat.desk.may(directions::INSTRUCT);
    let there = all || directions::reached(act.tx(), paper, &seat.desk)?;
    if there { Ok(()) } else { Err(Refusal::not_found()) }
}

/// Whoever opens what is sent to a unit is told.
pub(crate) fn tell_unit(
    act: &mut Act<'_>,
    unit: Id<Unit>,
    (why, about): (&'static str, Subject),
) -> Result<(), Refusal> {
    let today = act.today();
    for to in notices::openers(act.tx(), unit, today)? {
        notices::tell(act, to, &News::new(why, about.clone()))?;
    }
    Ok(())
}

/// Who follows it is told, where somebody is named.
pub(crate) fn tell_follower(
    act: &mut Act<'_>,
    row: &ResolutionRow,
    (why, about): (&'static str, Subject),
) -> Result<(), Refusal> {
    match row.head.follower {
        Some(post) => notices::tell(act, To::Post(post), &News::new(why, about)),
        None => Ok(()),
    }
}
