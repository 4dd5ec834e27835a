//! Follow-through as JSON: the same acts as on the pages.

use jiff::civil::Date;
use kernel::{Id, Refusal, Tx};
use people::{Api, Unit, Viewer};
use serde::{Deserialize, Serialize};

use crate::acts::{self, Seat};
use crate::model::{Indicator, Kind, Measure, Progress, Resolution};
use crate::{HAVE, pages, store, t};

/// Rows of one answer.
const ROWS: u32 = 500;

#[must_use]
pub fn api() -> Api {
    Api::new()
        .act("resolutions.add", "/resolutions", acts::add)
        .act("resolutions.amend", "/resolutions/facts", acts::amend)
        .act("resolutions.end", "/resolutions/endings", acts::end)
        .act("resolutions.resume", "/resolutions/resumptions", acts::resume)
        .act("resolutions.add_objective", "/resolutions/objectives", acts::add_objective)
        .act("resolutions.add_indicator", "/resolutions/indicators", acts::add_indicator)
        .act("resolutions.set_target", "/resolutions/targets", acts::set_target)
        .act("resolutions.report_value", "/resolutions/values", acts::report_value)
        .act("resolutions.correct_value", "/resolutions/value-corrections", acts::correct_value)
        .act("resolutions.add_measure", "/resolutions/measures", acts::add_measure)
        .act("resolutions.add_milestone", "/resolutions/milestones", acts::add_milestone)
        .act("resolutions.reach_milestone", "/resolutions/milestones/reached", acts::reach_milestone)
        .act(
            "resolutions.take_back_milestone",
            "/resolutions/milestones/taken-back",
            acts::take_back_milestone,
        )
        .act("resolutions.hand_out", "/resolutions/hand-outs", acts::hand_out)
        .act("resolutions.link_task", "/resolutions/task-links", acts::link_task)
        .act("resolutions.note_study", "/resolutions/studies", acts::note_study)
        .act("resolutions.note_attendance", "/resolutions/attendance", acts::note_attendance)
        .act("resolutions.ask_programmes", "/resolutions/programmes", acts::ask_programmes)
        .act("resolutions.note_programme", "/resolutions/programme-documents", acts::note_programme)
        .act("resolutions.note_review", "/resolutions/review-reports", acts::note_review)
        .act("resolutions.strike", "/resolutions/strikes", acts::strike)
        .read("resolutions.list", "/resolutions/list", list)
        .read("resolutions.state", "/resolutions/{id}", state)
}

#[derive(Deserialize)]
struct Asked {
    /// Those whose follow-through has ended instead.
    ended: Option<bool>,
}

#[derive(Serialize, Deserialize)]
struct Listed {
    id: Id<Resolution>,
    kind: Kind,
    code: String,
    title: String,
    issued_on: Date,
    until_on: Option<Date>,
    /// Tasks that the caller may see.
    tasks: u64,
    closed: u64,
    late: u64,
}

fn list(tx: &mut Tx<'_>, viewer: &Viewer, asked: Asked) -> Result<Vec<Listed>, Refusal> {
    viewer.ask(HAVE)?;
    let seat = Seat::of_viewer(tx, viewer)?;
    let rows = store::register(tx, &seat.scope(), asked.ended.unwrap_or(false), ROWS)?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let sums = store::sums(tx, &ids, (&seat.reach(), viewer.today))?;
    let listed = rows.into_iter().map(|row| {
        let (tasks, closed, late) = sums.get(&row.id).copied().unwrap_or_default();
        Listed {
            id: row.id,
            kind: row.head.kind,
            code: row.head.code,
            title: row.head.title,
            issued_on: row.head.issued_on,
            until_on: row.head.until_on,
            tasks,
            closed,
            late,
        }
    });
    Ok(listed.collect())
}

#[derive(Deserialize)]
struct One {
    id: Id<Resolution>,
    /// The state at the end of this day; without it today's.
    on: Option<Date>,
}

#[derive(Serialize, Deserialize)]
struct IndicatorSaid {
    id: Id<Indicator>,
    name: String,
    measured_in: String,
    owner: Id<Unit>,
    /// As text, so that no digit is lost on the way.
    reported: Option<String>,
    reported_period: Option<String>,
    target: Option<String>,
    target_period: Option<String>,
    progress: Progress,
    share: Option<u8>,
    missing: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct MeasureSaid {
    id: Id<Measure>,
    number: i64,
    text: String,
    owner: Id<Unit>,
    due_on: Option<Date>,
    progress: Progress,
    tasks: u64,
    closed: u64,
    late: u64,
    milestones: usize,
    milestones_reached: usize,
}

#[derive(Serialize, Deserialize)]
struct Said {
    id: Id<Resolution>,
    code: String,
    title: String,
    day: Date,
    indicators: Vec<IndicatorSaid>,
    measures: Vec<MeasureSaid>,
    tasks: u64,
    closed: u64,
    late: u64,
    programmes: usize,
    programmes_missing: usize,
    reviews_open: usize,
}

fn state(tx: &mut Tx<'_>, viewer: &Viewer, asked: One) -> Result<Said, Refusal> {
    viewer.ask(HAVE)?;
    let day = asked.on.unwrap_or(viewer.today);
    if day > viewer.today {
        return Err(Refusal::invalid(t::day_to_come()).field("on"));
    }
    let seat = Seat::of_viewer(tx, viewer)?;
    let found = pages::state_on(tx, &seat, asked.id, (day, viewer.today))?;
    let state = found.ok_or_else(Refusal::not_found)?;
    let indicators = state.indicators().map(|one| IndicatorSaid {
        id: one.row.id,
        name: one.row.name.clone(),
        measured_in: one.row.measured_in.clone(),
        owner: one.row.owner,
        reported: one.latest.as_ref().map(|value| value.value.said()),
        reported_period: one.latest.as_ref().map(|value| value.period.code()),
        target: one.target.as_ref().map(|target| target.value.said()),
        target_period: one.target.as_ref().map(|target| target.period.code()),
        progress: one.progress,
        share: one.share,
        missing: one.missing.map(crate::model::Period::code),
    });
    let closed = |counts: &crate::model::Counts| counts.of(tasks::Standing::Closed);
    let measures = state.measures().map(|one| MeasureSaid {
        id: one.row.id,
        number: one.row.number,
        text: one.row.text.clone(),
        owner: one.row.owner,
        due_on: one.row.due_on,
        progress: one.progress,
        tasks: one.counts.all(),
        closed: closed(&one.counts),
        late: one.counts.late(),
        milestones: one.milestones.len(),
        milestones_reached: one.milestones.iter().filter(|one| one.reached_on.is_some()).count(),
    });
    Ok(Said {
        id: asked.id,
        code: state.head.code.clone(),
        title: state.head.title.clone(),
        day,
        indicators: indicators.collect(),
        measures: measures.collect(),
        tasks: state.counts.all(),
        closed: closed(&state.counts),
        late: state.counts.late(),
        programmes: state.programmes.len(),
        programmes_missing: state.programmes.iter().filter(|one| one.late).count(),
        reviews_open: state.reviews.iter().filter(|one| one.paper.is_none()).count(),
    })
}
