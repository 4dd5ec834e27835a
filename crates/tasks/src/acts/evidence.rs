//! Evidence and acceptance: a task closes only by evidence that was received at the right level, and never by whoever
//! did the work.

use documents::Paper;
use jiff::civil::Date;
use kernel::{Act, BlobHash, Id, Refusal};
use people::notices::{self, News, To};
use people::{Unit, names};
use serde::{Deserialize, Serialize};

use super::{directs, locked, of_task, open, own_post, owns, person, text};
use crate::model::{Grade, Outcome, Submission, Task, lead_days, on_time};
use crate::store::{self, Ending, EvidenceFile, SubmissionRow, TaskRow};
use crate::{t, tells};

/// Files beside one piece of evidence.
pub const FILES_MAX: usize = 20;

/// A file that lies in the store already.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Evidence {
    pub name: String,
    pub media: String,
    pub bytes: i64,
    pub blob: BlobHash,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Submit {
    pub task: Id<Task>,
    /// Number and symbol of the resulting document.
    #[serde(default)]
    pub code: String,
    #[serde(default)]
    pub issued_on: Option<Date>,
    /// Who received it.
    pub level: Id<Unit>,
    /// The document itself, where it stands in a book here.
    #[serde(default)]
    pub paper: Option<Id<Paper>>,
    #[serde(default)]
    pub note: String,
    /// Files that came with the form. A program cannot name one: whoever guessed an address would be given the file.
    #[serde(skip_deserializing, default)]
    pub files: Vec<Evidence>,
}

/// The owner hands in evidence: number, date and receiving level of the resulting document, or a file.
pub fn submit(act: &mut Act<'_>, input: Submit) -> Result<Id<Submission>, Refusal> {
    let (task, desk) = open(act, input.task)?;
    if !owns(&desk, &task) {
        return Err(Refusal::forbidden());
    }
    if task.submitted_on.is_some() {
        return Err(Refusal::conflict(t::handed_in_already()));
    }
    let (code, note) = (text(&input.code, "code", None)?, text(&input.note, "note", None)?);
    let today = act.today();
    let mut faults = Vec::new();
    if code.is_empty() && input.files.is_empty() {
        faults.push(Refusal::invalid(t::evidence_missing()).field("code"));
    }
    if !code.is_empty() && input.issued_on.is_none() {
        faults.push(Refusal::invalid(t::evidence_day_missing()).field("issued_on"));
    }
    if input.issued_on.is_some_and(|on| on > today) {
        faults.push(Refusal::invalid(t::day_to_come()).field("issued_on"));
    }
    if input.files.len() > FILES_MAX {
        faults.push(Refusal::invalid(t::files_too_many(FILES_MAX)).field("files"));
    }
    if !reaches_level(act, &task, input.level)? {
        let wanted = names::unit(act.tx(), task.level_unit)?;
        faults.push(Refusal::invalid(t::wrong_level(wanted)).field("level"));
    }
    Refusal::all(faults)?;
    if let Some(paper) = input.paper {
        super::paper_there(act, &desk, paper)?;
    }
    let (id, now) = (act.new_id(), act.now());
    act.record("tasks.submit", of_task(task.id));
    act.fact("handed_on", today);
    if let Some(on) = input.issued_on {
        act.fact("issued_on", on);
    }
    let row = SubmissionRow {
        id,
        task: task.id,
        post: own_post(&desk),
        person: person(act),
        handed_on: today,
        at: now,
        code,
        issued_on: input.issued_on,
        level_unit: input.level,
        paper: input.paper,
        note,
        outcome: Outcome::Waiting,
        decided_by: None,
        decided_at: None,
        why: None,
        grade: None,
    };
    store::insert_submission(act.tx(), &row)?;
    for file in &input.files {
        let row = EvidenceFile {
            id: act.new_id::<Submission>().uuid(),
            submission: id,
            name: text(&file.name, "files", None)?,
            media: file.media.clone(),
            bytes: file.bytes,
            blob: file.blob,
        };
        store::insert_file(act.tx(), task.id, &row)?;
    }
    store::set_submitted(act.tx(), task.id, Some(today))?;
    for to in tells::acceptors(act.tx(), &task, today)? {
        notices::tell(act, to, &News::new("tasks.handed_in", of_task(task.id)))?;
    }
    Ok(id)
}

/// Received by the level that was asked for, or by one above it.
fn reaches_level(act: &mut Act<'_>, task: &TaskRow, level: Id<Unit>) -> Result<bool, Refusal> {
    let today = act.today();
    let units = names::units(act.tx(), today)?;
    let mut at = Some(task.level_unit);
    for _ in 0..12 {
        let Some(unit) = at else { return Ok(false) };
        if unit == level {
            return Ok(true);
        }
        at = units.iter().find(|row| row.id == unit).and_then(|row| row.parent);
    }
    Ok(false)
}

/// What waits to be decided upon.
fn waiting(act: &mut Act<'_>, task: &TaskRow) -> Result<SubmissionRow, Refusal> {
    let all = store::submissions(act.tx(), task.id)?;
    all.into_iter()
        .find(|one| one.outcome == Outcome::Waiting)
        .ok_or_else(|| Refusal::conflict(t::nothing_waits()))
}

/// Takes back what was handed in, before anybody decided. Whoever handed it in may, and who opens the owner's mail.
pub fn withdraw(act: &mut Act<'_>, task: Id<Task>) -> Result<(), Refusal> {
    let (task, desk) = open(act, task)?;
    let one = waiting(act, &task)?;
    if one.person != person(act) && !owns(&desk, &task) {
        return Err(Refusal::forbidden());
    }
    act.record("tasks.withdraw", of_task(task.id));
    let (by, now) = (act.actor().person, act.now());
    store::decide_submission(act.tx(), one.id, (Outcome::Withdrawn, None, None), (by, now))?;
    store::set_submitted(act.tx(), task.id, None)?;
    notices::settle(act, &of_task(task.id))?;
    Ok(())
}

/// Whether somebody accepts this: who directs the task, or opens the mail of the level that received it; never who did
/// the work.
fn accepts(
    act: &mut Act<'_>,
    (task, desk): (&TaskRow, &directions::Desk),
    one: &SubmissionRow,
) -> Result<(), Refusal> {
    let actor = person(act);
    let today = act.today();
    let mut worked = one.person == actor && actor.is_some();
    // The person in the chair now is the one whose work it is, whoever pressed the button.
    if let Some(post) = task.owner_post {
        let holder = names::post(act.tx(), post, today)?.and_then(|row| row.holder);
        worked |= holder.is_some() && holder == actor;
    } else {
        worked |= own_unit(act, task)?;
    }
    if worked {
        return Err(Refusal::new(kernel::Kind::Forbidden, t::own_work()));
    }
    let level = desk.opens(task.level_unit) && desk.may(crate::ASSIGN);
    if !level && !directs(act, desk, task)? {
        return Err(Refusal::forbidden());
    }
    Ok(())
}

/// Whether the actor opens the mail of the owner's unit in their own right: then the work is theirs. A superior who only
/// stands in for a vacant post did not do it.
fn own_unit(act: &mut Act<'_>, task: &TaskRow) -> Result<bool, Refusal> {
    let Some(person) = person(act) else { return Ok(false) };
    let today = act.today();
    let posts = names::posts_of(act.tx(), person, today)?;
    Ok(posts.iter().any(|post| {
        post.unit == task.owner_unit && post.roles.iter().any(|role| names::OPENS.contains(role))
    }))
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Accept {
    pub task: Id<Task>,
    pub grade: Grade,
    #[serde(default)]
    pub why: String,
}

/// Accepts and grades, which closes the task. On time is judged by the day on which it was handed in, lead time by the
/// date of the evidence.
pub fn accept(act: &mut Act<'_>, input: Accept) -> Result<(), Refusal> {
    let (task, desk) = open(act, input.task)?;
    let one = waiting(act, &task)?;
    accepts(act, (&task, &desk), &one)?;
    if task.in_correction {
        return Err(Refusal::conflict(t::under_correction()));
    }
    let why = text(&input.why, "why", (input.grade == Grade::NotMet).then(t::why_missing))?;
    act.record("tasks.accept", of_task(task.id));
    act.fact("grade", input.grade.code());
    let (by, now, today) = (act.actor().person, act.now(), act.today());
    let due = task.due_on.filter(|_| task.term == crate::model::Term::Deadline);
    let ending = Ending {
        on: today,
        at: now,
        grade: input.grade,
        on_time: on_time(due, Some(one.handed_on)),
        lead_days: lead_days(task.received_on, task.received_estimated, one.issued_on),
    };
    let said = (!why.is_empty()).then_some(why.as_str());
    store::decide_submission(act.tx(), one.id, (Outcome::Accepted, said, Some(input.grade)), (by, now))?;
    store::close(act.tx(), task.id, ending)?;
    notices::settle(act, &of_task(task.id))?;
    told_worker(act, &one, "tasks.accepted")
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Return {
    pub task: Id<Task>,
    pub why: String,
}

/// Returns what was handed in, with the reason: the clock has been running all the while.
pub fn return_(act: &mut Act<'_>, input: Return) -> Result<(), Refusal> {
    let (task, desk) = open(act, input.task)?;
    let one = waiting(act, &task)?;
    accepts(act, (&task, &desk), &one)?;
    let why = text(&input.why, "why", Some(t::why_missing()))?;
    act.record("tasks.return", of_task(task.id));
    let (by, now) = (act.actor().person, act.now());
    store::decide_submission(act.tx(), one.id, (Outcome::Returned, Some(&why), None), (by, now))?;
    store::set_submitted(act.tx(), task.id, None)?;
    notices::settle(act, &of_task(task.id))?;
    told_worker(act, &one, "tasks.returned")
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reopen {
    pub task: Id<Task>,
    pub why: String,
}

/// Opens a closed task again, with the reason: it loses its grade, its deadline stays.
pub fn reopen(act: &mut Act<'_>, input: Reopen) -> Result<(), Refusal> {
    let (task, desk) = locked(act, input.task)?;
    if !directs(act, &desk, &task)? {
        return Err(Refusal::forbidden());
    }
    if task.closed_on.is_none() {
        return Err(Refusal::conflict(t::open_already()));
    }
    let why = text(&input.why, "why", Some(t::why_missing()))?;
    act.record("tasks.reopen", of_task(task.id));
    let (by, now) = (act.actor().person, act.now());
    let last =
        store::submissions(act.tx(), task.id)?.into_iter().find(|one| one.outcome == Outcome::Accepted);
    if let Some(one) = &last {
        store::decide_submission(act.tx(), one.id, (Outcome::Reopened, Some(&why), None), (by, now))?;
    }
    store::reopen(act.tx(), task.id)?;
    super::assign::told_owner(act, &task, "tasks.reopened")
}

fn told_worker(act: &mut Act<'_>, one: &SubmissionRow, why: &'static str) -> Result<(), Refusal> {
    match one.person {
        Some(person) => notices::tell(act, To::Person(person), &News::new(why, of_task(one.task))),
        None => Ok(()),
    }
}
