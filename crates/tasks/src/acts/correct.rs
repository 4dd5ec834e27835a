//! Wrong data is put right by two: one proposes, another approves. Meanwhile the task is counted apart.

use jiff::civil::Date;
use kernel::{Act, Id, Refusal};
use people::notices::{self, News, To};
use people::{Unit, names};
use serde::{Deserialize, Serialize};

use super::{directs, locked, of_task, owns, person, text, unit_known};
use crate::model::{Correctable, Correction, Part, Task, Term};
use crate::store::{self, CorrectionRow, PartRow, TaskRow};
use crate::t;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProposeCorrection {
    pub task: Id<Task>,
    pub what: Correctable,
    /// A date, a unit's id, or words.
    pub new: String,
    pub why: String,
}

/// Proposes to put wrong data right: the owner, the follower or who directs the task.
pub fn propose_correction(act: &mut Act<'_>, input: ProposeCorrection) -> Result<Id<Correction>, Refusal> {
    let (task, desk) = super::open(act, input.task)?;
    let follows = task.follower_post.is_some_and(|post| desk.holds(post));
    if !follows && !owns(&desk, &task) && !directs(act, &desk, &task)? {
        return Err(Refusal::forbidden());
    }
    if task.in_correction {
        return Err(Refusal::conflict(t::under_correction()));
    }
    let new = text(&input.new, "new", Some(t::correction_missing()))?;
    let why = text(&input.why, "why", Some(t::why_missing()))?;
    sound(act, &task, (input.what, &new))?;
    let (id, now) = (act.new_id(), act.now());
    act.record("tasks.propose_correction", of_task(task.id));
    act.fact("what", input.what.code());
    let row = CorrectionRow {
        id,
        task: task.id,
        what: input.what,
        old: old(&task, input.what),
        new,
        why,
        person: person(act),
        at: now,
        decided_by: None,
        decided_at: None,
        approved: None,
        answer: None,
    };
    store::insert_correction(act.tx(), &row)?;
    store::set_correction(act.tx(), task.id, true)?;
    if let Some(post) = task.assigned_post {
        notices::tell(act, To::Post(post), &News::new("tasks.correction", of_task(task.id)))?;
    }
    Ok(id)
}

fn old(task: &TaskRow, what: Correctable) -> Option<String> {
    match what {
        Correctable::ReceivedOn => task.received_on.map(|on| on.to_string()),
        Correctable::DueOn => task.due_on.map(|on| on.to_string()),
        Correctable::OwnerUnit => Some(task.owner_unit.to_string()),
        Correctable::Product => Some(task.product.clone()),
        Correctable::Content => Some(task.content.clone()),
    }
}

fn day(new: &str) -> Result<Date, Refusal> {
    let found = new.parse().ok().or_else(|| vietnamese::parse_date(new));
    found.ok_or_else(|| Refusal::invalid(t::date_wrong()).field("new"))
}

fn unit(new: &str) -> Result<Id<Unit>, Refusal> {
    new.parse().map_err(|_| Refusal::invalid(t::unit_gone()).field("new"))
}

/// Whether the task can be so: also asked again when it is approved.
fn sound(act: &mut Act<'_>, task: &TaskRow, (what, new): (Correctable, &str)) -> Result<(), Refusal> {
    let today = act.today();
    match what {
        Correctable::ReceivedOn => {
            let on = day(new)?;
            if on > today {
                return Err(Refusal::invalid(t::day_to_come()).field("new"));
            }
            if task.due_on.is_some_and(|due| due < on) {
                return Err(Refusal::invalid(t::due_before_received()).field("new"));
            }
        }
        Correctable::DueOn => {
            let on = day(new)?;
            if task.received_on.is_some_and(|received| on < received) {
                return Err(Refusal::invalid(t::due_before_received()).field("new"));
            }
            let above = match task.parent {
                Some(parent) => store::task(act.tx(), parent)?.and_then(|row| row.due_on),
                None => None,
            };
            if let Some(limit) = above.filter(|limit| on > *limit) {
                let limit = vietnamese::format_date(limit);
                return Err(Refusal::invalid(t::due_after_parent(limit)).field("new"));
            }
        }
        Correctable::OwnerUnit => unit_known(act, unit(new)?, "new")?,
        Correctable::Product | Correctable::Content => {}
    }
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DecideCorrection {
    pub correction: Id<Correction>,
    pub approved: bool,
    #[serde(default)]
    pub answer: String,
}

/// Another than who proposed it approves or declines.
pub fn decide_correction(act: &mut Act<'_>, input: DecideCorrection) -> Result<(), Refusal> {
    let row = store::correction(act.tx(), input.correction)?.ok_or_else(Refusal::not_found)?;
    let (task, desk) = locked(act, row.task)?;
    if row.person.is_some() && row.person == person(act) {
        return Err(Refusal::new(kernel::Kind::Forbidden, t::own_correction()));
    }
    if !directs(act, &desk, &task)? {
        return Err(Refusal::forbidden());
    }
    if row.decided_at.is_some() {
        return Err(Refusal::conflict(t::answered_already()));
    }
    let said = text(&input.answer, "answer", (!input.approved).then(t::why_missing))?;
    act.record("tasks.decide_correction", of_task(task.id));
    act.fact("approved", input.approved);
    let (by, now) = (act.actor().person, act.now());
    if input.approved {
        sound(act, &task, (row.what, &row.new))?;
        put_right(act, &task, &row)?;
    }
    store::decide_correction(act.tx(), row.id, (input.approved, &said), (by, now))?;
    store::set_correction(act.tx(), task.id, false)?;
    match row.person {
        Some(person) => {
            notices::tell(act, To::Person(person), &News::new("tasks.corrected", of_task(task.id)))
        }
        None => Ok(()),
    }
}

fn put_right(act: &mut Act<'_>, task: &TaskRow, row: &CorrectionRow) -> Result<(), Refusal> {
    match row.what {
        Correctable::ReceivedOn => store::set_received(act.tx(), task.id, day(&row.new)?)?,
        Correctable::DueOn => {
            let term = if task.term == Term::Review { Term::Review } else { Term::Deadline };
            store::set_term(act.tx(), task.id, (term, Some(day(&row.new)?)))?;
        }
        Correctable::OwnerUnit => {
            let owner = unit(&row.new)?;
            let level = super::superior(act, (owner, None))?;
            store::set_owner(act.tx(), task.id, (owner, None), level)?;
            for (part, unit) in [(Part::Owner, owner), (Part::Level, level)] {
                store::delete_part(act.tx(), task.id, part)?;
                let id = act.new_id::<Task>().uuid();
                store::insert_part(act.tx(), id, task.id, PartRow { part, unit, post: None })?;
            }
        }
        Correctable::Product => store::set_product(act.tx(), task.id, &row.new)?,
        Correctable::Content => store::set_content(act.tx(), task.id, &row.new)?,
    }
    Ok(())
}

/// What a correction is about, in words: a unit by its name, a date as written.
pub(crate) fn said(
    tx: &mut kernel::Tx<'_>,
    what: Correctable,
    value: &str,
) -> Result<String, kernel::StoreError> {
    Ok(match what {
        Correctable::OwnerUnit => match value.parse() {
            Ok(id) => names::unit(tx, id)?,
            Err(_) => value.to_owned(),
        },
        Correctable::ReceivedOn | Correctable::DueOn => match day(value) {
            Ok(on) => vietnamese::format_date(on),
            Err(_) => value.to_owned(),
        },
        Correctable::Product | Correctable::Content => value.to_owned(),
    })
}
