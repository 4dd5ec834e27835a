//! Breaking down: objectives with their indicators and targets, measures with owners and milestones.

use jiff::civil::Date;
use kernel::{Act, Id, Refusal};
use people::Unit;
use serde::{Deserialize, Serialize};

use super::{
    amount, entering, of_indicator, of_measure, of_resolution, open, period, person, said, tell_unit, text,
    unit_known,
};
use crate::model::{
    Direction, Every, Indicator, IndicatorRow, Measure, MeasureRow, Milestone, MilestoneRow, Objective,
    ObjectiveRow, ReachedRow, Resolution, ResolutionRow, TargetRow,
};
use crate::{store, t};

const OBJECTIVES_MAX: usize = 60;
const INDICATORS_MAX: usize = 300;
const MEASURES_MAX: usize = 500;
const MILESTONES_MAX: usize = 40;
const TARGETS_MAX: usize = 60;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AddObjective {
    pub resolution: Id<Resolution>,
    pub text: String,
}

/// What the resolution wants to reach, in its own words.
pub fn add_objective(act: &mut Act<'_>, input: AddObjective) -> Result<Id<Objective>, Refusal> {
    let (row, _) = entering(act, input.resolution)?;
    let text = text(&input.text, "objective", Some(t::objective_missing()))?;
    let all = store::objectives(act.tx(), row.id)?;
    if all.len() >= OBJECTIVES_MAX {
        return Err(Refusal::conflict(t::too_many(OBJECTIVES_MAX)).field("objective"));
    }
    let place = all.iter().map(|one| one.place).max().unwrap_or(0) + 1;
    let (id, at) = (act.new_id(), act.now());
    act.record("resolutions.add_objective", of_resolution(row.id));
    act.fact("place", place);
    let made = ObjectiveRow { id, resolution: row.id, place, text, at, gone: None };
    store::insert_objective(act.tx(), &made)?;
    Ok(id)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewTarget {
    /// `2026`, `2026-H1`, `2026-Q3`, `2026-07`.
    pub period: String,
    /// `12,5`.
    pub value: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AddIndicator {
    pub objective: Id<Objective>,
    pub name: String,
    /// %, tỷ đồng, xã …
    pub measured_in: String,
    pub direction: Direction,
    /// Where it began; empty: not known.
    #[serde(default)]
    pub baseline: String,
    pub every: Every,
    /// Who reports it.
    pub owner: Id<Unit>,
    pub targets: Vec<NewTarget>,
}

/// The objective, still there, of a resolution that this seat may enter facts of.
fn objective(act: &mut Act<'_>, id: Id<Objective>) -> Result<(ObjectiveRow, ResolutionRow), Refusal> {
    let found = store::objective(act.tx(), id)?.ok_or_else(Refusal::not_found)?;
    let (row, _) = entering(act, found.resolution)?;
    if found.gone.is_some() {
        return Err(Refusal::conflict(t::struck_already()));
    }
    Ok((found, row))
}

/// By what an objective is measured, with its targets by period.
pub fn add_indicator(act: &mut Act<'_>, input: AddIndicator) -> Result<Id<Indicator>, Refusal> {
    let (objective, row) = objective(act, input.objective)?;
    let mut faults = Vec::new();
    let name = said(&mut faults, &input.name, "name", Some(t::indicator_missing()));
    let measured_in = said(&mut faults, &input.measured_in, "measured_in", Some(t::measured_in_missing()));
    let baseline = match input.baseline.trim() {
        "" => None,
        typed => amount(typed, "baseline").map_err(|fault| faults.push(fault)).ok(),
    };
    let mut targets = Vec::new();
    if input.targets.is_empty() || input.targets.len() > TARGETS_MAX {
        faults.push(Refusal::invalid(t::targets_missing(TARGETS_MAX)).field("targets"));
    }
    for one in input.targets.iter().take(TARGETS_MAX) {
        match target(&row, one) {
            Ok((period, _)) if targets.iter().any(|(other, _)| *other == period) => {
                faults.push(Refusal::invalid(t::target_twice(period.code())).field("targets"));
            }
            Ok(made) => targets.push(made),
            Err(fault) => faults.push(fault.field("targets")),
        }
    }
    if let Err(fault) = unit_known(act, input.owner, "owner") {
        faults.push(fault);
    }
    Refusal::all(faults)?;
    if store::indicators(act.tx(), row.id)?.len() >= INDICATORS_MAX {
        return Err(Refusal::conflict(t::too_many(INDICATORS_MAX)).field("name"));
    }
    let (id, at) = (act.new_id(), act.now());
    act.record("resolutions.add_indicator", of_indicator(id));
    act.fact("resolution", row.id);
    act.fact("owner", input.owner);
    let made = IndicatorRow {
        id,
        resolution: row.id,
        objective: objective.id,
        name,
        measured_in,
        direction: input.direction,
        baseline,
        every: input.every,
        owner: input.owner,
        at,
        gone: None,
    };
    store::insert_indicator(act.tx(), &made)?;
    for (period, value) in targets {
        let target = TargetRow {
            id: act.new_id(),
            indicator: id,
            period,
            value,
            why: String::new(),
            person: person(act),
            at,
        };
        store::insert_target(act.tx(), &target)?;
    }
    tell_unit(act, input.owner, ("resolutions.indicator", of_indicator(id)))?;
    Ok(id)
}

/// A target within the time of the resolution.
fn target(
    row: &ResolutionRow,
    one: &NewTarget,
) -> Result<(crate::model::Period, crate::model::Amount), Refusal> {
    let (period, value) = (period(&one.period, "period")?, amount(&one.value, "value")?);
    within(row, period)?;
    Ok((period, value))
}

/// A period of the resolution's time: it ends after the day of issue and begins before its end.
pub(crate) fn within(row: &ResolutionRow, period: crate::model::Period) -> Result<(), Refusal> {
    let head = &row.head;
    let day = vietnamese::format_date;
    if period.last_day() < head.issued_on {
        return Err(Refusal::invalid(t::period_too_early(day(head.issued_on))).field("period"));
    }
    if let Some(until) = head.until_on.filter(|until| period.first_day() > *until) {
        return Err(Refusal::invalid(t::period_too_late(day(until))).field("period"));
    }
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SetTarget {
    pub indicator: Id<Indicator>,
    pub period: String,
    pub value: String,
    /// Needed where the period has a target already.
    #[serde(default)]
    pub why: String,
}

/// Sets a target, or sets it anew with the reason: the one before stays visible.
pub fn set_target(act: &mut Act<'_>, input: SetTarget) -> Result<(), Refusal> {
    let indicator = store::lock_indicator(act.tx(), input.indicator)?.ok_or_else(Refusal::not_found)?;
    let (row, _) = entering(act, indicator.resolution)?;
    if indicator.gone.is_some() {
        return Err(Refusal::conflict(t::struck_already()));
    }
    let (period, value) = target(&row, &NewTarget { period: input.period, value: input.value })?;
    let all = store::targets(act.tx(), store::Of::One(indicator.id))?;
    let before = all.iter().any(|one| one.period == period);
    let why = text(&input.why, "why", before.then(t::why_missing))?;
    if all.len() >= TARGETS_MAX * 4 {
        return Err(Refusal::conflict(t::too_many(TARGETS_MAX * 4)).field("period"));
    }
    act.record("resolutions.set_target", of_indicator(indicator.id));
    act.fact("period", period.code());
    let (id, at) = (act.new_id(), act.now());
    let target = TargetRow { id, indicator: indicator.id, period, value, why, person: person(act), at };
    store::insert_target(act.tx(), &target)?;
    tell_unit(act, indicator.owner, ("resolutions.indicator", of_indicator(indicator.id)))
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewMilestone {
    pub text: String,
    pub due_on: Date,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AddMeasure {
    pub resolution: Id<Resolution>,
    /// The objective it serves; without one: the whole resolution.
    #[serde(default)]
    pub objective: Option<Id<Objective>>,
    pub text: String,
    pub owner: Id<Unit>,
    #[serde(default)]
    pub due_on: Option<Date>,
    #[serde(default)]
    pub milestones: Vec<NewMilestone>,
}

/// A task or solution of the resolution, with who owns it. Its number follows by itself.
pub fn add_measure(act: &mut Act<'_>, input: AddMeasure) -> Result<Id<Measure>, Refusal> {
    let (row, _) = entering(act, input.resolution)?;
    let mut faults = Vec::new();
    let words = said(&mut faults, &input.text, "measure", Some(t::measure_missing()));
    if input.due_on.is_some_and(|due| due < row.head.issued_on) {
        faults.push(Refusal::invalid(t::due_before_issue()).field("due_on"));
    }
    if let Some(id) = input.objective {
        let found = store::objective(act.tx(), id)?;
        if !found.is_some_and(|one| one.resolution == row.id && one.gone.is_none()) {
            faults.push(Refusal::invalid(t::objective_gone()).field("objective"));
        }
    }
    if input.milestones.len() > MILESTONES_MAX {
        faults.push(Refusal::invalid(t::too_many(MILESTONES_MAX)).field("milestones"));
    }
    let mut milestones = Vec::new();
    for one in input.milestones.iter().take(MILESTONES_MAX) {
        match milestone(&row, one, "milestones") {
            Ok(text) => milestones.push((text, one.due_on)),
            Err(fault) => faults.push(fault),
        }
    }
    if let Err(fault) = unit_known(act, input.owner, "owner") {
        faults.push(fault);
    }
    Refusal::all(faults)?;
    let all = store::measures(act.tx(), row.id)?;
    if all.len() >= MEASURES_MAX {
        return Err(Refusal::conflict(t::too_many(MEASURES_MAX)).field("measure"));
    }
    // A number, once given, is not given again, though its measure was taken out.
    let number = all.iter().map(|one| one.number).max().unwrap_or(0) + 1;
    let (id, at) = (act.new_id(), act.now());
    act.record("resolutions.add_measure", of_measure(id));
    act.fact("resolution", row.id);
    act.fact("number", number);
    act.fact("owner", input.owner);
    let made = MeasureRow {
        id,
        resolution: row.id,
        objective: input.objective,
        number,
        text: words,
        owner: input.owner,
        due_on: input.due_on,
        at,
        gone: None,
    };
    store::insert_measure(act.tx(), &made)?;
    for (text, due_on) in milestones {
        let made = MilestoneRow { id: act.new_id(), measure: id, text, due_on, at, gone: None };
        store::insert_milestone(act.tx(), &made)?;
    }
    tell_unit(act, input.owner, ("resolutions.measure", of_measure(id)))?;
    Ok(id)
}

/// A milestone after the day of issue.
fn milestone(row: &ResolutionRow, one: &NewMilestone, field: &'static str) -> Result<String, Refusal> {
    if one.due_on < row.head.issued_on {
        return Err(Refusal::invalid(t::due_before_issue()).field(field));
    }
    text(&one.text, field, Some(t::milestone_missing()))
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AddMilestone {
    pub measure: Id<Measure>,
    pub text: String,
    pub due_on: Date,
}

/// The measure, still there, of an open resolution that reaches this seat.
pub(crate) fn measure(
    act: &mut Act<'_>,
    id: Id<Measure>,
) -> Result<(MeasureRow, ResolutionRow, super::Seat), Refusal> {
    let found = store::measure(act.tx(), id)?.ok_or_else(Refusal::not_found)?;
    let (row, seat) = open(act, found.resolution)?;
    if !seat.sees_all() && !seat.opens(found.owner) {
        return Err(Refusal::not_found());
    }
    if found.gone.is_some() {
        return Err(Refusal::conflict(t::struck_already()));
    }
    Ok((found, row, seat))
}

/// One more step on the way of a measure.
pub fn add_milestone(act: &mut Act<'_>, input: AddMilestone) -> Result<Id<Milestone>, Refusal> {
    let (found, row, seat) = measure(act, input.measure)?;
    if !seat.enters(&row) {
        return Err(Refusal::forbidden());
    }
    let one = NewMilestone { text: input.text, due_on: input.due_on };
    if one.due_on < row.head.issued_on {
        return Err(Refusal::invalid(t::due_before_issue()).field("due_on"));
    }
    let text = text(&one.text, "milestone", Some(t::milestone_missing()))?;
    if store::milestones(act.tx(), store::Of::One(found.id))?.len() >= MILESTONES_MAX {
        return Err(Refusal::conflict(t::too_many(MILESTONES_MAX)).field("milestone"));
    }
    let (id, at) = (act.new_id(), act.now());
    act.record("resolutions.add_milestone", of_measure(found.id));
    act.fact("due", one.due_on);
    store::insert_milestone(
        act.tx(),
        &MilestoneRow { id, measure: found.id, text, due_on: one.due_on, at, gone: None },
    )?;
    Ok(id)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReachMilestone {
    pub milestone: Id<Milestone>,
    pub reached_on: Date,
    /// By what one sees it.
    pub note: String,
}

/// The milestone with its measure, for whoever owns the measure or follows the resolution.
fn reaching(act: &mut Act<'_>, id: Id<Milestone>) -> Result<(MilestoneRow, ResolutionRow), Refusal> {
    let one = store::milestone(act.tx(), id)?.ok_or_else(Refusal::not_found)?;
    let (found, row, seat) = measure(act, one.measure)?;
    if !seat.enters(&row) && !seat.opens(found.owner) {
        return Err(Refusal::forbidden());
    }
    if one.gone.is_some() {
        return Err(Refusal::conflict(t::struck_already()));
    }
    Ok((one, row))
}

fn reached_on(act: &mut Act<'_>, one: &MilestoneRow) -> Result<Option<Date>, Refusal> {
    let all = store::reached(act.tx(), store::Of::One(one.measure))?;
    Ok(all.into_iter().rfind(|row| row.milestone == one.id).and_then(|row| row.reached_on))
}

/// The owner, or who follows it, says that a milestone was reached, and by what one sees it.
pub fn reach_milestone(act: &mut Act<'_>, input: ReachMilestone) -> Result<(), Refusal> {
    let (one, row) = reaching(act, input.milestone)?;
    if reached_on(act, &one)?.is_some() {
        return Err(Refusal::conflict(t::reached_already()));
    }
    let today = act.today();
    let mut faults = Vec::new();
    if input.reached_on > today {
        faults.push(Refusal::invalid(t::day_to_come()).field("reached_on"));
    }
    if input.reached_on < row.head.issued_on {
        faults.push(Refusal::invalid(t::due_before_issue()).field("reached_on"));
    }
    let note = said(&mut faults, &input.note, "note", Some(t::note_missing()));
    Refusal::all(faults)?;
    act.record("resolutions.reach_milestone", of_measure(one.measure));
    act.fact("reached_on", input.reached_on);
    put_reached(act, &one, (Some(input.reached_on), note))
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeBackMilestone {
    pub milestone: Id<Milestone>,
    pub why: String,
}

/// It was said wrongly: the milestone is open again, with the reason.
pub fn take_back_milestone(act: &mut Act<'_>, input: TakeBackMilestone) -> Result<(), Refusal> {
    let (one, _) = reaching(act, input.milestone)?;
    if reached_on(act, &one)?.is_none() {
        return Err(Refusal::conflict(t::not_reached()));
    }
    let why = text(&input.why, "why", Some(t::why_missing()))?;
    act.record("resolutions.take_back_milestone", of_measure(one.measure));
    put_reached(act, &one, (None, why))
}

fn put_reached(
    act: &mut Act<'_>,
    one: &MilestoneRow,
    (reached_on, note): (Option<Date>, String),
) -> Result<(), Refusal> {
    let (id, at) = (act.new_id::<Milestone>().uuid(), act.now());
    let row = ReachedRow { milestone: one.id, reached_on, note, person: person(act), at };
    store::insert_reached(act.tx(), (id, one.measure), &row)?;
    Ok(())
}
