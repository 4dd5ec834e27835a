//! Objectives, indicators with targets and values, measures with milestones.

use kernel::{Id, Instant, Row, StoreError, Tx, vals};
use people::{Person, Post, Unit};
use uuid::Uuid;

use super::{coded, gone, period};
use crate::model::{
    Amount, Direction, Every, Indicator, IndicatorRow, Measure, MeasureRow, Milestone, MilestoneRow,
    Objective, ObjectiveRow, Period, ReachedRow, Reported, Resolution, TargetRow, ValueRow,
};

/// Rows of one resolution that are read at once; the acts let no more come into being.
const MOST: u32 = 20_000;

/// Of all of a resolution, or of one thing in it.
#[derive(Debug, Clone, Copy)]
pub enum Of<T> {
    Resolution(Id<Resolution>),
    One(Id<T>),
}

impl<T> Of<T> {
    /// The condition on a column that names the thing, with `?1`; the table of all of them for a resolution's.
    fn said(&self, column: &str, table: &str) -> String {
        match self {
            Of::Resolution(_) => format!("{column} IN (SELECT id FROM {table} WHERE resolution = ?1)"),
            Of::One(_) => format!("{column} = ?1"),
        }
    }

    fn id(&self) -> Uuid {
        match self {
            Of::Resolution(id) => id.uuid(),
            Of::One(id) => id.uuid(),
        }
    }
}

pub fn insert_objective(tx: &mut Tx<'_>, row: &ObjectiveRow) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO resolution_objectives (id, resolution, place, text, at) VALUES (?1, ?2, ?3, ?4, ?5)";
    tx.exec(sql, vals![row.id, row.resolution, row.place, row.text.as_str(), row.at]).map(drop)
}

const OBJECTIVES: &str =
    "SELECT id, resolution, place, text, at, gone_at, gone_why FROM resolution_objectives";

fn objective_row(row: &Row<'_>) -> Result<ObjectiveRow, StoreError> {
    Ok(ObjectiveRow {
        id: row.get(0)?,
        resolution: row.get(1)?,
        place: row.get(2)?,
        text: row.get(3)?,
        at: row.get(4)?,
        gone: gone(row, 5)?,
    })
}

pub fn objectives(tx: &mut Tx<'_>, of: Id<Resolution>) -> Result<Vec<ObjectiveRow>, StoreError> {
    let sql = format!("{OBJECTIVES} WHERE resolution = ?1 ORDER BY place, id LIMIT {MOST}");
    tx.rows(&sql, vals![of], objective_row)
}

pub fn objective(tx: &mut Tx<'_>, id: Id<Objective>) -> Result<Option<ObjectiveRow>, StoreError> {
    tx.opt(&format!("{OBJECTIVES} WHERE id = ?1"), vals![id], objective_row)
}

pub fn insert_indicator(tx: &mut Tx<'_>, row: &IndicatorRow) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO resolution_indicators (id, resolution, objective, name, measured_in, direction, baseline, every, \
         owner_unit, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        vals![
            row.id,
            row.resolution,
            row.objective,
            row.name.as_str(),
            row.measured_in.as_str(),
            row.direction.code(),
            row.baseline.map(Amount::thousandths),
            row.every.code(),
            row.owner,
            row.at
        ],
    )
    .map(drop)
}

const INDICATORS: &str = "SELECT id, resolution, objective, name, measured_in, direction, baseline, every, owner_unit, \
     at, gone_at, gone_why FROM resolution_indicators";

fn indicator_row(row: &Row<'_>) -> Result<IndicatorRow, StoreError> {
    let (direction, every): (String, String) = (row.get(5)?, row.get(7)?);
    let baseline: Option<i64> = row.get(6)?;
    Ok(IndicatorRow {
        id: row.get(0)?,
        resolution: row.get(1)?,
        objective: row.get(2)?,
        name: row.get(3)?,
        measured_in: row.get(4)?,
        direction: coded(&direction, Direction::from_code(&direction))?,
        baseline: baseline.map(Amount::of_thousandths),
        every: coded(&every, Every::from_code(&every))?,
        owner: row.get(8)?,
        at: row.get(9)?,
        gone: gone(row, 10)?,
    })
}

pub fn indicators(tx: &mut Tx<'_>, of: Id<Resolution>) -> Result<Vec<IndicatorRow>, StoreError> {
    let sql = format!("{INDICATORS} WHERE resolution = ?1 ORDER BY id LIMIT {MOST}");
    tx.rows(&sql, vals![of], indicator_row)
}

pub fn indicator(tx: &mut Tx<'_>, id: Id<Indicator>) -> Result<Option<IndicatorRow>, StoreError> {
    tx.opt(&format!("{INDICATORS} WHERE id = ?1"), vals![id], indicator_row)
}

/// The indicator, held until the act ends: two who report the same period at once come one after the other.
pub fn lock_indicator(tx: &mut Tx<'_>, id: Id<Indicator>) -> Result<Option<IndicatorRow>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    tx.opt(&format!("{INDICATORS} WHERE id = ?1{lock}"), vals![id], indicator_row)
}

pub fn insert_target(tx: &mut Tx<'_>, row: &TargetRow) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO resolution_targets (id, indicator, period, value, why, person, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        vals![
            row.id,
            row.indicator,
            row.period.code(),
            row.value.thousandths(),
            row.why.as_str(),
            row.person,
            row.at
        ],
    )
    .map(drop)
}

pub fn targets(tx: &mut Tx<'_>, of: Of<Indicator>) -> Result<Vec<TargetRow>, StoreError> {
    let sql = format!(
        "SELECT id, indicator, period, value, why, person, at FROM resolution_targets WHERE {} ORDER BY at, id \
         LIMIT {MOST}",
        of.said("indicator", "resolution_indicators")
    );
    tx.rows(&sql, vals![of.id()], |row| {
        Ok(TargetRow {
            id: row.get(0)?,
            indicator: row.get(1)?,
            period: period(row, 2)?,
            value: Amount::of_thousandths(row.get(3)?),
            why: row.get(4)?,
            person: row.get(5)?,
            at: row.get(6)?,
        })
    })
}

pub fn insert_value(tx: &mut Tx<'_>, row: &ValueRow) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO resolution_values (id, indicator, period, value, source, note, corrects, post, person, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        vals![
            row.id,
            row.indicator,
            row.period.code(),
            row.value.thousandths(),
            row.source.as_str(),
            row.note.as_str(),
            row.corrects,
            row.post,
            row.person,
            row.at
        ],
    )
    .map(drop)
}

const VALUES: &str =
    "SELECT id, indicator, period, value, source, note, corrects, post, person, at FROM resolution_values";

fn value_row(row: &Row<'_>) -> Result<ValueRow, StoreError> {
    let (post, person): (Option<Id<Post>>, Option<Id<Person>>) = (row.get(7)?, row.get(8)?);
    Ok(ValueRow {
        id: row.get(0)?,
        indicator: row.get(1)?,
        period: period(row, 2)?,
        value: Amount::of_thousandths(row.get(3)?),
        source: row.get(4)?,
        note: row.get(5)?,
        corrects: row.get(6)?,
        post,
        person,
        at: row.get(9)?,
    })
}

/// What was reported, the oldest first, corrected values too.
pub fn reported(tx: &mut Tx<'_>, of: Of<Indicator>) -> Result<Vec<ValueRow>, StoreError> {
    let sql = format!(
        "{VALUES} WHERE {} ORDER BY at, id LIMIT {MOST}",
        of.said("indicator", "resolution_indicators")
    );
    tx.rows(&sql, vals![of.id()], value_row)
}

pub fn reported_value(tx: &mut Tx<'_>, id: Id<Reported>) -> Result<Option<ValueRow>, StoreError> {
    tx.opt(&format!("{VALUES} WHERE id = ?1"), vals![id], value_row)
}

/// What stands for a period now.
pub fn value_of(
    tx: &mut Tx<'_>,
    indicator: Id<Indicator>,
    period: Period,
) -> Result<Option<ValueRow>, StoreError> {
    let sql = format!("{VALUES} WHERE indicator = ?1 AND period = ?2 ORDER BY at DESC, id DESC LIMIT 1");
    tx.opt(&sql, vals![indicator, period.code()], value_row)
}

pub fn insert_measure(tx: &mut Tx<'_>, row: &MeasureRow) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO resolution_measures (id, resolution, objective, number, text, owner_unit, due_on, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        vals![
            row.id,
            row.resolution,
            row.objective,
            row.number,
            row.text.as_str(),
            row.owner,
            row.due_on,
            row.at
        ],
    )
    .map(drop)
}

const MEASURES: &str = "SELECT id, resolution, objective, number, text, owner_unit, due_on, at, gone_at, gone_why \
     FROM resolution_measures";

fn measure_row(row: &Row<'_>) -> Result<MeasureRow, StoreError> {
    Ok(MeasureRow {
        id: row.get(0)?,
        resolution: row.get(1)?,
        objective: row.get(2)?,
        number: row.get(3)?,
        text: row.get(4)?,
        owner: row.get(5)?,
        due_on: row.get(6)?,
        at: row.get(7)?,
        gone: gone(row, 8)?,
    })
}

pub fn measures(tx: &mut Tx<'_>, of: Id<Resolution>) -> Result<Vec<MeasureRow>, StoreError> {
    let sql = format!("{MEASURES} WHERE resolution = ?1 ORDER BY number LIMIT {MOST}");
    tx.rows(&sql, vals![of], measure_row)
}

pub fn measure(tx: &mut Tx<'_>, id: Id<Measure>) -> Result<Option<MeasureRow>, StoreError> {
    tx.opt(&format!("{MEASURES} WHERE id = ?1"), vals![id], measure_row)
}

pub fn insert_milestone(tx: &mut Tx<'_>, row: &MilestoneRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO resolution_milestones (id, measure, text, due_on, at) VALUES (?1, ?2, ?3, ?4, ?5)";
    tx.exec(sql, vals![row.id, row.measure, row.text.as_str(), row.due_on, row.at]).map(drop)
}

const MILESTONES: &str = "SELECT id, measure, text, due_on, at, gone_at, gone_why FROM resolution_milestones";

fn milestone_row(row: &Row<'_>) -> Result<MilestoneRow, StoreError> {
    Ok(MilestoneRow {
        id: row.get(0)?,
        measure: row.get(1)?,
        text: row.get(2)?,
        due_on: row.get(3)?,
        at: row.get(4)?,
        gone: gone(row, 5)?,
    })
}

pub fn milestones(tx: &mut Tx<'_>, of: Of<Measure>) -> Result<Vec<MilestoneRow>, StoreError> {
    let sql = format!(
        "{MILESTONES} WHERE {} ORDER BY due_on, id LIMIT {MOST}",
        of.said("measure", "resolution_measures")
    );
    tx.rows(&sql, vals![of.id()], milestone_row)
}

pub fn milestone(tx: &mut Tx<'_>, id: Id<Milestone>) -> Result<Option<MilestoneRow>, StoreError> {
    tx.opt(&format!("{MILESTONES} WHERE id = ?1"), vals![id], milestone_row)
}

pub fn insert_reached(
    tx: &mut Tx<'_>,
    (id, measure): (Uuid, Id<Measure>),
    row: &ReachedRow,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO resolution_reached (id, measure, milestone, reached_on, note, person, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        vals![id, measure, row.milestone, row.reached_on, row.note.as_str(), row.person, row.at],
    )
    .map(drop)
}

pub fn reached(tx: &mut Tx<'_>, of: Of<Measure>) -> Result<Vec<ReachedRow>, StoreError> {
    let sql = format!(
        "SELECT milestone, reached_on, note, person, at FROM resolution_reached WHERE {} ORDER BY at, id LIMIT {MOST}",
        of.said("measure", "resolution_measures")
    );
    tx.rows(&sql, vals![of.id()], |row| {
        Ok(ReachedRow {
            milestone: row.get(0)?,
            reached_on: row.get(1)?,
            note: row.get(2)?,
            person: row.get(3)?,
            at: row.get(4)?,
        })
    })
}

/// What can be taken out, and where its row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    Objective,
    Indicator,
    Measure,
    Milestone,
    Study,
    Programme,
    Review,
}

impl Table {
    fn name(self) -> &'static str {
        match self {
            Table::Objective => "resolution_objectives",
            Table::Indicator => "resolution_indicators",
            Table::Measure => "resolution_measures",
            Table::Milestone => "resolution_milestones",
            Table::Study => "resolution_studies",
            Table::Programme => "resolution_programmes",
            Table::Review => "resolution_reviews",
        }
    }
}

/// Takes something out; its row stays, with the reason.
pub fn strike(
    tx: &mut Tx<'_>,
    (table, id): (Table, Uuid),
    (at, why): (Instant, &str),
) -> Result<(), StoreError> {
    let sql = format!("UPDATE {} SET gone_at = ?2, gone_why = ?3 WHERE id = ?1", table.name());
    tx.exec(&sql, vals![id, at, why]).map(drop)
}

/// A unit's indicators of open resolutions, for whoever reports them.
pub fn indicators_of_units(tx: &mut Tx<'_>, units: &[Id<Unit>]) -> Result<Vec<IndicatorRow>, StoreError> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT i.id, i.resolution, i.objective, i.name, i.measured_in, i.direction, i.baseline, i.every, \
         i.owner_unit, i.at, i.gone_at, i.gone_why FROM resolution_indicators i \
         JOIN resolutions r ON r.id = i.resolution \
         WHERE i.owner_unit IN ({}) AND i.gone_at IS NULL AND r.ended_on IS NULL ORDER BY i.id LIMIT 500",
        super::marks(1, units.len())
    );
    tx.rows(&sql, &super::values(units), indicator_row)
}

/// Whether a period has a value.
pub fn has_value(tx: &mut Tx<'_>, indicator: Id<Indicator>, period: Period) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM resolution_values WHERE indicator = ?1 AND period = ?2 LIMIT 1";
    Ok(tx.opt(sql, vals![indicator, period.code()], |_| Ok(()))?.is_some())
}
