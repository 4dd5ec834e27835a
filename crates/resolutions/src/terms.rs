//! The terms of follow-through, as the office's rules have them on a day.

use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{StoreError, Tx};
use rulebook::Rulebook;
use rules::{Term, Unit};

use crate::model::{At, ReviewKind};

/// With a rule taken out nothing is given beyond the day itself.
const NONE: Term = Term { days: 0, unit: Unit::Calendar, at_once: false, moves_off_day: false };
/// So far back the latest period is looked for whose term is over.
const LONGEST: i32 = 400;

fn term(rules: &Rulebook, id: &str, day: Date) -> Term {
    rules.pack.deadline(id, day).map_or(NONE, |row| row.value.clone())
}

/// What parts one standing from the next at the end of a day.
pub fn at(tx: &mut Tx<'_>, day: Date) -> Result<At, StoreError> {
    let bounds = tasks::bounds(tx, day)?;
    let rules = rulebook::rules(tx)?;
    let term = term(&rules, "deadline.resolution.value", day);
    let over = |end: &Date| rules.calendar.term_deadline(*end, &term).deadline < day;
    let back = (0..LONGEST).filter_map(|days| day.checked_sub(days.days()).ok()).find(over);
    Ok(At { bounds, reported_until: back.unwrap_or(day) })
}

/// By when a unit hands in its action programme, counted from the day of issue.
pub fn programme_due(tx: &mut Tx<'_>, issued_on: Date) -> Result<Date, StoreError> {
    let rules = rulebook::rules(tx)?;
    let term = term(&rules, "deadline.resolution.programme", issued_on);
    Ok(rules.calendar.term_deadline(issued_on, &term).deadline)
}

/// By when a review is held, counted from the last day of what it looks back on.
pub fn review_due(tx: &mut Tx<'_>, kind: ReviewKind, period_end: Date) -> Result<Date, StoreError> {
    let rules = rulebook::rules(tx)?;
    let id = match kind {
        ReviewKind::Preliminary => "deadline.resolution.review.preliminary",
        ReviewKind::Final => "deadline.resolution.review.final",
    };
    Ok(rules.calendar.term_deadline(period_end, &term(&rules, id, period_end)).deadline)
}

/// Reviews of periods that end up to this day are laid before the office today.
pub fn reviews_until(tx: &mut Tx<'_>, today: Date) -> Result<Date, StoreError> {
    let rules = rulebook::rules(tx)?;
    let ahead = term(&rules, "deadline.resolution.review.ahead", today);
    Ok(rules.calendar.term_deadline(today, &ahead).deadline)
}

/// The rules of this function that the office has not confirmed yet.
pub fn unconfirmed(tx: &mut Tx<'_>, day: Date) -> Result<bool, StoreError> {
    let rules = rulebook::rules(tx)?;
    let ids = ["programme", "review.preliminary", "review.final", "review.ahead", "value"];
    Ok(ids.iter().any(|id| {
        let row = rules.pack.deadline(&format!("deadline.resolution.{id}"), day);
        row.is_some_and(|row| !row.confirmed())
    }))
}
