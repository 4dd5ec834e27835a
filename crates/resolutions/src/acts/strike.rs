//! What was entered wrongly is taken out, with the reason. Its row stays, and so does what was said of earlier days.

use kernel::{Act, Id, Refusal, Subject};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{entering, of_indicator, of_measure, of_programme, of_resolution, of_review, of_study, text};
use crate::model::Resolution;
use crate::store::{self, Table};
use crate::t;

kernel::codes! {
    /// What can be taken out.
    Part {
        Objective = "objective",
        Indicator = "indicator",
        Measure = "measure",
        Milestone = "milestone",
        Study = "study",
        Programme = "programme",
        Review = "review",
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Strike {
    pub part: Part,
    pub id: Uuid,
    pub why: String,
}

struct Found {
    resolution: Id<Resolution>,
    subject: Subject,
    gone: bool,
}

/// Takes something out, with the reason. What other things hang on is taken out after them.
pub fn strike(act: &mut Act<'_>, input: Strike) -> Result<(), Refusal> {
    let found = find(act, &input)?.ok_or_else(Refusal::not_found)?;
    entering(act, found.resolution)?;
    if found.gone {
        return Err(Refusal::conflict(t::struck_already()));
    }
    if laden(act, &input, found.resolution)? {
        return Err(Refusal::conflict(t::struck_laden()).field("why"));
    }
    let why = text(&input.why, "why", Some(t::why_missing()))?;
    act.record("resolutions.strike", found.subject);
    act.fact("part", input.part.code());
    let table = match input.part {
        Part::Objective => Table::Objective,
        Part::Indicator => Table::Indicator,
        Part::Measure => Table::Measure,
        Part::Milestone => Table::Milestone,
        Part::Study => Table::Study,
        Part::Programme => Table::Programme,
        Part::Review => Table::Review,
    };
    let now = act.now();
    store::strike(act.tx(), (table, input.id), (now, &why))?;
    Ok(())
}

fn find(act: &mut Act<'_>, input: &Strike) -> Result<Option<Found>, Refusal> {
    let (tx, id) = (act.tx(), input.id);
    let made = |resolution, subject, gone| Found { resolution, subject, gone };
    Ok(match input.part {
        Part::Objective => store::objective(tx, Id::from_uuid(id))?
            .map(|row| made(row.resolution, of_resolution(row.resolution), row.gone.is_some())),
        Part::Indicator => store::indicator(tx, Id::from_uuid(id))?
            .map(|row| made(row.resolution, of_indicator(row.id), row.gone.is_some())),
        Part::Measure => store::measure(tx, Id::from_uuid(id))?
            .map(|row| made(row.resolution, of_measure(row.id), row.gone.is_some())),
        Part::Milestone => match store::milestone(tx, Id::from_uuid(id))? {
            Some(row) => store::measure(tx, row.measure)?
                .map(|of| made(of.resolution, of_measure(of.id), row.gone.is_some() || of.gone.is_some())),
            None => None,
        },
        Part::Study => store::study(tx, Id::from_uuid(id))?
            .map(|row| made(row.resolution, of_study(row.id), row.gone.is_some())),
        Part::Programme => store::programme(tx, Id::from_uuid(id))?
            .map(|row| made(row.resolution, of_programme(row.id), row.gone.is_some())),
        Part::Review => store::review(tx, Id::from_uuid(id))?
            .map(|row| made(row.resolution, of_review(row.id), row.gone.is_some())),
    })
}

/// Whether other things hang on it that would be lost from view.
fn laden(act: &mut Act<'_>, input: &Strike, of: Id<Resolution>) -> Result<bool, Refusal> {
    let tx = act.tx();
    Ok(match input.part {
        Part::Objective => {
            let id = Id::from_uuid(input.id);
            let held = store::indicators(tx, of)?.iter().any(|row| row.objective == id && row.gone.is_none());
            held || store::measures(tx, of)?.iter().any(|row| row.objective == Some(id) && row.gone.is_none())
        }
        Part::Measure => store::has_tasks(tx, Id::from_uuid(input.id))?,
        _ => false,
    })
}
