//! Action programmes: which unit owes one by when, and the document that it is.

use documents::Paper;
use jiff::civil::Date;
use kernel::{Act, Id, Refusal};
use people::Unit;
use serde::{Deserialize, Serialize};

use super::{
    Seat, entering, of_programme, open, paper_there, person, said, tell_follower, tell_unit, unit_known,
};
use crate::model::{PaperRow, Programme, ProgrammeRow, Resolution, Review};
use crate::{store, t, terms};

const UNITS_MAX: usize = 300;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AskProgrammes {
    pub resolution: Id<Resolution>,
    pub units: Vec<Id<Unit>>,
    /// Else as the rule says, counted from the day of issue.
    #[serde(default)]
    pub due_on: Option<Date>,
}

/// Says which units owe an action programme, and by when. Those that owe one already are left as they are.
pub fn ask_programmes(act: &mut Act<'_>, input: AskProgrammes) -> Result<Vec<Id<Programme>>, Refusal> {
    let (row, _) = entering(act, input.resolution)?;
    if input.units.is_empty() || input.units.len() > UNITS_MAX {
        return Err(Refusal::invalid(t::units_missing(UNITS_MAX)).field("units"));
    }
    let due_on = match input.due_on {
        Some(due) => due,
        None => terms::programme_due(act.tx(), row.head.issued_on)?,
    };
    if due_on < row.head.issued_on {
        return Err(Refusal::invalid(t::due_before_issue()).field("due_on"));
    }
    for unit in &input.units {
        unit_known(act, *unit, "units")?;
    }
    let mut made = Vec::new();
    let (at, by) = (act.now(), act.actor().person);
    for unit in &input.units {
        if store::owes(act.tx(), row.id, *unit)? {
            continue;
        }
        let id = act.new_id();
        act.record("resolutions.ask_programmes", of_programme(id));
        act.fact("resolution", row.id);
        act.fact("due", due_on);
        let owed = ProgrammeRow { id, resolution: row.id, unit: *unit, due_on, at, gone: None };
        store::insert_programme(act.tx(), &owed, by)?;
        tell_unit(act, *unit, ("resolutions.programme", of_programme(id)))?;
        made.push(id);
    }
    if made.is_empty() {
        return Err(Refusal::conflict(t::owed_already()).field("units"));
    }
    Ok(made)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NoteProgramme {
    pub programme: Id<Programme>,
    pub code: String,
    pub title: String,
    pub issued_on: Date,
    #[serde(default)]
    pub paper: Option<Id<Paper>>,
}

/// The document that a programme or a review is, checked.
pub(crate) struct Document<'i> {
    pub code: &'i str,
    pub title: &'i str,
    pub issued_on: Date,
    pub paper: Option<Id<Paper>>,
}

/// What it is of.
pub(crate) enum Of {
    Programme(Id<Programme>),
    Review(Id<Review>),
}

pub(crate) fn put_document(
    act: &mut Act<'_>,
    (seat, not_before): (&Seat, Date),
    of: &Of,
    document: &Document<'_>,
) -> Result<(), Refusal> {
    let today = act.today();
    let mut faults = Vec::new();
    let code = said(&mut faults, document.code, "code", Some(t::code_missing()));
    let title = said(&mut faults, document.title, "title", Some(t::title_missing()));
    if document.issued_on > today {
        faults.push(Refusal::invalid(t::day_to_come()).field("issued_on"));
    }
    if document.issued_on < not_before {
        faults.push(
            Refusal::invalid(t::document_too_early(vietnamese::format_date(not_before))).field("issued_on"),
        );
    }
    Refusal::all(faults)?;
    if let Some(paper) = document.paper {
        paper_there(act, seat, paper)?;
    }
    act.fact("issued_on", document.issued_on);
    let (programme, review) = match of {
        Of::Programme(id) => (Some(*id), None),
        Of::Review(id) => (None, Some(*id)),
    };
    let (id, at) = (act.new_id::<Programme>().uuid(), act.now());
    let row = PaperRow {
        programme,
        review,
        code,
        title,
        issued_on: document.issued_on,
        paper: document.paper,
        person: person(act),
        at,
    };
    store::insert_paper(act.tx(), id, &row)?;
    Ok(())
}

/// The document that is the programme: said by who follows the resolution, or by the unit itself. Said anew, the newest
/// counts.
pub fn note_programme(act: &mut Act<'_>, input: NoteProgramme) -> Result<(), Refusal> {
    let found = store::programme(act.tx(), input.programme)?.ok_or_else(Refusal::not_found)?;
    let (row, seat) = open(act, found.resolution)?;
    let own = seat.opens(found.unit);
    if !seat.sees_all() && !own {
        return Err(Refusal::not_found());
    }
    if !seat.enters(&row) && !own {
        return Err(Refusal::forbidden());
    }
    if found.gone.is_some() {
        return Err(Refusal::conflict(t::struck_already()));
    }
    act.record("resolutions.note_programme", of_programme(found.id));
    let document =
        Document { code: &input.code, title: &input.title, issued_on: input.issued_on, paper: input.paper };
    put_document(act, (&seat, row.head.issued_on), &Of::Programme(found.id), &document)?;
    tell_follower(act, &row, ("resolutions.programme_in", of_programme(found.id)))
}
