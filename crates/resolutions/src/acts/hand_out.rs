//! A measure is handed out as tasks: their source is the resolution.

use kernel::{Act, Id, Refusal};
use serde::{Deserialize, Serialize};
use tasks::model::{Source, Task};
use tasks::{Assign, Assigned, Assignment, NewSource, SourceKind};

use super::breakdown::measure;
use super::{Seat, of_measure, of_resolution, paper_there, person};
use crate::model::{Kind, Measure, MeasureRow, ResolutionRow};
use crate::{store, t};

/// Tasks of one measure; more are a measure that should have been broken down.
const TASKS_MAX: usize = 300;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HandOut {
    pub measure: Id<Measure>,
    pub tasks: Vec<Assignment>,
}

fn source_kind(kind: Kind) -> SourceKind {
    match kind {
        Kind::Resolution => SourceKind::Resolution,
        Kind::Directive => SourceKind::Directive,
        Kind::Conclusion => SourceKind::Conclusion,
        Kind::Programme => SourceKind::Programme,
    }
}

/// Assigns tasks that come of a measure. Who may assign to whom is what `tasks` says.
pub fn hand_out(act: &mut Act<'_>, input: HandOut) -> Result<Vec<Assigned>, Refusal> {
    let (found, row, seat) = measure(act, input.measure)?;
    if store::tasks_of(act.tx(), found.id)?.len() + input.tasks.len() > TASKS_MAX {
        return Err(Refusal::conflict(t::too_many(TASKS_MAX)).field("product"));
    }
    act.record("resolutions.hand_out", of_measure(found.id));
    let source = source(act, &row, &seat)?;
    let asked = Assign { source: Some(source), new_source: None, parent: None, tasks: input.tasks };
    let made = tasks::assign(act, asked)?;
    for one in &made {
        link(act, &found, one.id)?;
    }
    Ok(made)
}

/// The source that tasks of this resolution come from, entered with the first of them.
fn source(act: &mut Act<'_>, row: &ResolutionRow, seat: &Seat) -> Result<Id<Source>, Refusal> {
    if let Some(source) = row.source {
        return Ok(source);
    }
    let head = &row.head;
    // A source names only a paper that is there for whoever enters it.
    let paper = match head.paper {
        Some(paper) if paper_there(act, seat, paper).is_ok() => Some(paper),
        _ => None,
    };
    let new = NewSource {
        kind: source_kind(head.kind),
        code: head.code.clone(),
        title: head.title.clone(),
        body: head.body.clone(),
        conference: String::new(),
        issued_on: Some(head.issued_on),
        received_on: None,
        received_estimated: false,
        paper,
        said_by: None,
    };
    let id = tasks::add_source(act, new)?;
    act.touch(of_resolution(row.id));
    store::set_source(act.tx(), row.id, id)?;
    Ok(id)
}

fn link(act: &mut Act<'_>, found: &MeasureRow, task: Id<Task>) -> Result<(), Refusal> {
    let (id, at) = (act.new_id::<Task>().uuid(), act.now());
    let by = person(act);
    if !store::insert_link(act.tx(), (id, found.id, found.resolution), task, (by, at))? {
        return Err(Refusal::conflict(t::linked_already()).field("task"));
    }
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LinkTask {
    pub measure: Id<Measure>,
    /// The task's code, "NV-15/2026".
    pub task: String,
}

/// Puts a task that was assigned elsewhere under a measure.
pub fn link_task(act: &mut Act<'_>, input: LinkTask) -> Result<(), Refusal> {
    let (found, row, seat) = measure(act, input.measure)?;
    if !seat.enters(&row) {
        return Err(Refusal::forbidden());
    }
    let code = input.task.trim();
    let task = tasks::store::task_coded(act.tx(), code)?;
    // What this seat may not see is not there for it.
    let task = match task {
        Some(task) if tasks::store::reaches(act.tx(), task.id, &seat.reach())? => task,
        _ => return Err(Refusal::invalid(t::task_unknown()).field("task")),
    };
    if store::tasks_of(act.tx(), found.id)?.len() >= TASKS_MAX {
        return Err(Refusal::conflict(t::too_many(TASKS_MAX)).field("task"));
    }
    act.record("resolutions.link_task", of_measure(found.id));
    act.fact("task", task.id);
    link(act, &found, task.id)
}
