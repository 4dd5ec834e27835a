//! Study and dissemination: when and how it was held, how many of each unit were invited and came.

use jiff::civil::Date;
use kernel::{Act, Id, Refusal};
use people::Unit;
use serde::{Deserialize, Serialize};

use super::{entering, of_study, person, said, unit_known};
use crate::model::{AttendanceRow, Resolution, Study, StudyForm, StudyRow};
use crate::{store, t};

const STUDIES_MAX: usize = 500;
/// Units of one event.
const UNITS_MAX: usize = 400;
/// More people than this are of no unit.
const PEOPLE_MAX: i64 = 1_000_000;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Attendance {
    pub unit: Id<Unit>,
    pub invited: i64,
    pub attended: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NoteStudy {
    pub resolution: Id<Resolution>,
    pub held_on: Date,
    pub form: StudyForm,
    #[serde(default)]
    pub place: String,
    pub title: String,
    #[serde(default)]
    pub attendance: Vec<Attendance>,
}

fn sound(one: &Attendance) -> Result<(), Refusal> {
    if !(1..=PEOPLE_MAX).contains(&one.invited) {
        return Err(Refusal::invalid(t::invited_wrong()).field("invited"));
    }
    if !(0..=one.invited).contains(&one.attended) {
        return Err(Refusal::invalid(t::attended_wrong()).field("attended"));
    }
    Ok(())
}

/// Notes a study event, with who was invited and who came.
pub fn note_study(act: &mut Act<'_>, input: NoteStudy) -> Result<Id<Study>, Refusal> {
    let (row, _) = entering(act, input.resolution)?;
    let today = act.today();
    let mut faults = Vec::new();
    let title = said(&mut faults, &input.title, "title", Some(t::study_title_missing()));
    let place = said(&mut faults, &input.place, "place", None);
    if input.held_on < row.head.issued_on {
        faults.push(Refusal::invalid(t::held_before_issue()).field("held_on"));
    }
    if input.held_on > today {
        faults.push(Refusal::invalid(t::day_to_come()).field("held_on"));
    }
    if input.attendance.len() > UNITS_MAX {
        faults.push(Refusal::invalid(t::too_many(UNITS_MAX)).field("attendance"));
    }
    for one in input.attendance.iter().take(UNITS_MAX) {
        if let Err(fault) = sound(one).and_then(|()| unit_known(act, one.unit, "attendance")) {
            faults.push(fault.field("attendance"));
        }
    }
    Refusal::all(faults)?;
    if store::studies(act.tx(), row.id)?.len() >= STUDIES_MAX {
        return Err(Refusal::conflict(t::too_many(STUDIES_MAX)).field("title"));
    }
    let (id, at) = (act.new_id(), act.now());
    act.record("resolutions.note_study", of_study(id));
    act.fact("resolution", row.id);
    act.fact("held_on", input.held_on);
    let made = StudyRow {
        id,
        resolution: row.id,
        held_on: input.held_on,
        form: input.form,
        place,
        title,
        at,
        gone: None,
    };
    let by = act.actor().person;
    store::insert_study(act.tx(), &made, by)?;
    for one in &input.attendance {
        put(act, id, one)?;
    }
    Ok(id)
}

fn put(act: &mut Act<'_>, study: Id<Study>, one: &Attendance) -> Result<(), Refusal> {
    let (id, at) = (act.new_id::<Study>().uuid(), act.now());
    let row = AttendanceRow {
        study,
        unit: one.unit,
        invited: one.invited,
        attended: one.attended,
        person: person(act),
        at,
    };
    store::insert_attendance(act.tx(), id, &row)?;
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NoteAttendance {
    pub study: Id<Study>,
    pub unit: Id<Unit>,
    pub invited: i64,
    pub attended: i64,
}

/// How many of one unit were invited and came. Said anew, the newest counts; what was said before stays.
pub fn note_attendance(act: &mut Act<'_>, input: NoteAttendance) -> Result<(), Refusal> {
    let study = store::study(act.tx(), input.study)?.ok_or_else(Refusal::not_found)?;
    entering(act, study.resolution)?;
    if study.gone.is_some() {
        return Err(Refusal::conflict(t::struck_already()));
    }
    let one = Attendance { unit: input.unit, invited: input.invited, attended: input.attended };
    sound(&one)?;
    unit_known(act, one.unit, "unit")?;
    act.record("resolutions.note_attendance", of_study(study.id));
    act.fact("unit", one.unit);
    put(act, study.id, &one)
}
