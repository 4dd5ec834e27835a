//! Values as they are reported, period by period. A wrong one is corrected by a new one; the old stays visible.

use kernel::{Act, Id, Refusal};
use serde::{Deserialize, Serialize};

use super::breakdown::within;
use super::{Seat, amount, of_indicator, open, period, person, said, tell_follower};
use crate::model::{Indicator, IndicatorRow, Reported, ResolutionRow, ValueRow};
use crate::{store, t};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReportValue {
    pub indicator: Id<Indicator>,
    /// `2026`, `2026-H1`, `2026-Q3`, `2026-07`: of the length in which the indicator is reported.
    pub period: String,
    /// `12,5`.
    pub value: String,
    /// The report or statistics that it stands in.
    pub source: String,
    #[serde(default)]
    pub note: String,
}

/// The indicator, held, for whoever reports it: its unit, or who follows the resolution.
fn reporting(act: &mut Act<'_>, id: Id<Indicator>) -> Result<(IndicatorRow, ResolutionRow, Seat), Refusal> {
    let found = store::lock_indicator(act.tx(), id)?.ok_or_else(Refusal::not_found)?;
    let (row, seat) = open(act, found.resolution)?;
    let own = seat.opens(found.owner);
    if !seat.sees_all() && !own {
        return Err(Refusal::not_found());
    }
    if !seat.enters(&row) && !own {
        return Err(Refusal::forbidden());
    }
    if found.gone.is_some() {
        return Err(Refusal::conflict(t::struck_already()));
    }
    Ok((found, row, seat))
}

/// Reports the value of a period, once it has begun.
pub fn report_value(act: &mut Act<'_>, input: ReportValue) -> Result<Id<Reported>, Refusal> {
    let (found, row, seat) = reporting(act, input.indicator)?;
    let today = act.today();
    let mut faults = Vec::new();
    let span = period(&input.period, "period").and_then(|span| {
        within(&row, span)?;
        if span.every() != found.every {
            return Err(Refusal::invalid(t::period_of_other_length()).field("period"));
        }
        if span.first_day() > today {
            return Err(Refusal::invalid(t::period_to_come()).field("period"));
        }
        Ok(span)
    });
    let value = amount(&input.value, "value");
    let source = said(&mut faults, &input.source, "source", Some(t::source_missing()));
    let note = said(&mut faults, &input.note, "note", None);
    let (span, value) = match (span, value) {
        (Ok(span), Ok(value)) => (Some(span), Some(value)),
        (span, value) => {
            faults.extend(span.err());
            faults.extend(value.err());
            (None, None)
        }
    };
    Refusal::all(faults)?;
    let (Some(period), Some(value)) = (span, value) else { return Err(Refusal::not_found()) };
    if store::has_value(act.tx(), found.id, period)? {
        return Err(Refusal::conflict(t::reported_already(period.code())).field("period"));
    }
    act.record("resolutions.report_value", of_indicator(found.id));
    act.fact("period", period.code());
    let id = put(act, &seat, (&found, None), (period, value, source, note))?;
    tell_follower(act, &row, ("resolutions.reported", of_indicator(found.id)))?;
    Ok(id)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CorrectValue {
    /// The value that is wrong.
    pub reported: Id<Reported>,
    pub value: String,
    pub source: String,
    pub why: String,
}

/// Puts a wrong value right: a new one takes its place, with the reason; the old stays visible.
pub fn correct_value(act: &mut Act<'_>, input: CorrectValue) -> Result<Id<Reported>, Refusal> {
    let old = store::reported_value(act.tx(), input.reported)?.ok_or_else(Refusal::not_found)?;
    let (found, row, seat) = reporting(act, old.indicator)?;
    let now = store::value_of(act.tx(), found.id, old.period)?.ok_or_else(Refusal::not_found)?;
    if now.id != old.id {
        return Err(Refusal::conflict(t::corrected_meanwhile()).field("value"));
    }
    let mut faults = Vec::new();
    let value = amount(&input.value, "value").map_err(|fault| faults.push(fault)).ok();
    let source = said(&mut faults, &input.source, "source", Some(t::source_missing()));
    let why = said(&mut faults, &input.why, "why", Some(t::why_missing()));
    Refusal::all(faults)?;
    let Some(value) = value else { return Err(Refusal::not_found()) };
    act.record("resolutions.correct_value", of_indicator(found.id));
    act.fact("period", old.period.code());
    let id = put(act, &seat, (&found, Some(old.id)), (old.period, value, source, why))?;
    tell_follower(act, &row, ("resolutions.reported", of_indicator(found.id)))?;
    Ok(id)
}

type Value = (crate::model::Period, crate::model::Amount, String, String);

fn put(
    act: &mut Act<'_>,
    seat: &Seat,
    (found, corrects): (&IndicatorRow, Option<Id<Reported>>),
    (period, value, source, note): Value,
) -> Result<Id<Reported>, Refusal> {
    let (id, at) = (act.new_id(), act.now());
    let row = ValueRow {
        id,
        indicator: found.id,
        period,
        value,
        source,
        note,
        corrects,
        post: seat.desk.posts.first().copied(),
        person: person(act),
        at,
    };
    store::insert_value(act.tx(), &row)?;
    Ok(id)
}
