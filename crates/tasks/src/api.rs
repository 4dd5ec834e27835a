//! Tasks as JSON: the same acts as on the pages.

use directions::Desk;
use jiff::civil::Date;
use kernel::{Id, Refusal, StoreError, Tx};
use people::{Api, Unit, Viewer};
use serde::{Deserialize, Serialize};

use crate::acts::{self, reach};
use crate::model::{Grade, ProductKind, Standing, Task};
use crate::pages::{Known, seen};
use crate::store::{self, After, Filter, TaskRow};

/// Rows of one answer.
const ROWS: u32 = 500;

#[must_use]
pub fn api() -> Api {
    Api::new()
        .act("tasks.add_source", "/tasks/sources", acts::add_source)
        .act("tasks.confirm_word", "/tasks/source-confirmations", acts::confirm_word)
        .act("tasks.mark_searched", "/tasks/source-searches", acts::mark_searched)
        .act("tasks.assign", "/tasks", acts::assign)
        .act("tasks.take", "/tasks/imports", acts::take)
        .act("tasks.set_follower", "/tasks/followers", acts::set_follower)
        .act("tasks.submit", "/tasks/submissions", acts::submit)
        .act("tasks.withdraw", "/tasks/withdrawals", acts::withdraw)
        .act("tasks.accept", "/tasks/acceptances", acts::accept)
        .act("tasks.return", "/tasks/returns", acts::return_)
        .act("tasks.reopen", "/tasks/reopenings", acts::reopen)
        .act("tasks.say", "/tasks/directives", acts::say)
        .act("tasks.reply", "/tasks/replies", acts::reply)
        .act("tasks.answer", "/tasks/answers", acts::answer)
        .act("tasks.extend", "/tasks/extensions", acts::extend)
        .act("tasks.reassign", "/tasks/reassignments", acts::reassign)
        .act("tasks.take_back", "/tasks/directive-withdrawals", acts::take_back)
        .act("tasks.raise_obstacle", "/tasks/obstacles", acts::raise_obstacle)
        .act("tasks.decide_obstacle", "/tasks/obstacle-decisions", acts::decide_obstacle)
        .act("tasks.propose_correction", "/tasks/corrections", acts::propose_correction)
        .act("tasks.decide_correction", "/tasks/correction-decisions", acts::decide_correction)
        .act("tasks.repeat", "/tasks/recurrences", acts::repeat)
        .act("tasks.stop_repeating", "/tasks/recurrence-endings", acts::stop_repeating)
        .read("tasks.list", "/tasks/list", list)
        .read("tasks.one", "/tasks/{id}", one)
}

#[derive(Deserialize)]
struct Asked {
    /// How they stand: `overdue`, `special`, …; without it all that are open.
    standing: Option<Standing>,
    /// Those that are closed instead.
    closed: Option<bool>,
    owner: Option<Id<Unit>>,
    /// The last task of the answer before: 500 are given at once.
    after: Option<Id<Task>>,
}

/// A task with how it stands today.
#[derive(Serialize, Deserialize)]
pub struct Said {
    id: Id<Task>,
    code: String,
    content: String,
    product_kind: ProductKind,
    product: String,
    owner: Id<Unit>,
    owner_name: String,
    received_on: Option<Date>,
    due_on: Option<Date>,
    first_due_on: Option<Date>,
    extensions: i64,
    standing: Standing,
    /// In the caller's language.
    reason: String,
    obstacles: i64,
    closed_on: Option<Date>,
    grade: Option<Grade>,
    on_time: Option<bool>,
    lead_days: Option<i64>,
    parent: Option<Id<Task>>,
}

fn said(known: &Known, task: &TaskRow, lang: words::Lang) -> Said {
    Said {
        id: task.id,
        code: task.code.clone(),
        content: task.content.clone(),
        product_kind: task.product_kind,
        product: task.product.clone(),
        owner: task.owner_unit,
        owner_name: known.unit(task.owner_unit).to_owned(),
        received_on: task.received_on,
        due_on: task.due_on,
        first_due_on: task.first_due_on,
        extensions: task.extensions,
        standing: known.standing(task),
        reason: known.why(task, lang),
        obstacles: task.obstacles,
        closed_on: task.closed_on,
        grade: task.grade,
        on_time: task.on_time,
        lead_days: task.lead_days,
        parent: task.parent,
    }
}

fn list(tx: &mut Tx<'_>, viewer: &Viewer, asked: Asked) -> Result<Vec<Said>, Refusal> {
    viewer.ask(crate::HAVE)?;
    let desk = Desk::of_viewer(tx, viewer)?;
    let known = Known::load(tx, viewer.today)?;
    let mut filter = Filter::new(reach(&desk), known.bounds);
    filter.standing = asked.standing.into_iter().collect();
    filter.closed = asked.closed.unwrap_or(false);
    filter.owner = asked.owner;
    let after = match asked.after {
        Some(id) => seen(tx, viewer, id)?.map(|row| After::of(&row)),
        None => None,
    };
    let rows = store::list(tx, &filter, after, ROWS)?;
    Ok(rows.iter().map(|task| said(&known, task, viewer.lang)).collect())
}

/// All tasks of the office, for whoever sits at its machine: page by page, each with how it stands on this day.
pub fn listed(
    tx: &mut Tx<'_>,
    day: Date,
    (standing, closed): (Option<Standing>, bool),
    mut each: impl FnMut(&Said),
) -> Result<(), StoreError> {
    let known = Known::load(tx, day)?;
    let mut filter = Filter::new(store::Reach::All, known.bounds);
    filter.standing = standing.into_iter().collect();
    filter.closed = closed;
    let mut after = None;
    loop {
        let rows = store::list(tx, &filter, after, ROWS)?;
        rows.iter().for_each(|task| each(&said(&known, task, words::Lang::Vi)));
        let Some(last) = rows.last() else { return Ok(()) };
        after = Some(After::of(last));
    }
}

#[derive(Deserialize)]
struct One {
    id: Id<Task>,
}

fn one(tx: &mut Tx<'_>, viewer: &Viewer, asked: One) -> Result<Said, Refusal> {
    viewer.ask(crate::HAVE)?;
    let task = seen(tx, viewer, asked.id)?.ok_or_else(Refusal::not_found)?;
    let known = Known::load(tx, viewer.today)?;
    Ok(said(&known, &task, viewer.lang))
}
