//! One file a capability: sources, assigning, evidence, directives, obstacles, corrections.

mod assign;
pub mod bulk;
mod correct;
mod direct;
mod evidence;
mod obstacle;
mod repeat;
mod source;
mod take;

pub(crate) use correct::said;
pub(crate) use source::EXPECTED_MAX;

pub use assign::{AT_ONCE, Assign, Assigned, Assignment, SetFollower, assign, set_follower};
pub use correct::{DecideCorrection, ProposeCorrection, decide_correction, propose_correction};
pub use direct::{Answer, Extend, Reassign, Reply, Say, answer, extend, reassign, reply, say, take_back};
pub use evidence::{
    Accept, Evidence, FILES_MAX, Reopen, Return, Submit, accept, reopen, return_, submit, withdraw,
};
pub use obstacle::{DecideObstacle, RaiseObstacle, decide_obstacle, raise_obstacle};
pub(crate) use repeat::make_all;
pub use repeat::{Repeat, StopRepeating, repeat, stop_repeating};
pub use source::{ConfirmWord, NewSource, Searched, add_source, confirm_word, mark_searched};
pub use take::{BATCH, Outcome, Row, Take, Taken, take, take_all, tried};

use directions::Desk;
use jiff::civil::Date;
use kernel::{Act, Id, Refusal, StoreError, Subject, Tx};
use people::{Field, Person, Post, Role, Unit, Viewer, names};
use words::Msg;

use crate::model::{Source, Task};
use crate::store::{self, Reach, TaskRow};
use crate::{ASSIGN, SEE_ALL, t};

/// Longer texts are attached as papers.
pub(crate) const TEXT_MAX: usize = 4000;

/// What was written, in one spelling; refused when empty where it must not be, or without end.
pub(crate) fn text(given: &str, field: &'static str, needed: Option<Msg>) -> Result<String, Refusal> {
    let text = vietnamese::nfc(given.trim()).into_owned();
    if text.chars().count() > TEXT_MAX {
        return Err(Refusal::invalid(t::text_too_long(TEXT_MAX)).field(field));
    }
    match needed {
        Some(msg) if text.is_empty() => Err(Refusal::invalid(msg).field(field)),
        _ => Ok(text),
    }
}

pub(crate) fn of_task(id: Id<Task>) -> Subject {
    Subject::new("task", id)
}

pub(crate) fn of_source(id: Id<Source>) -> Subject {
    Subject::new("task_source", id)
}

/// Whose tasks a desk sees: the office's leaders all, everybody else those in which they take part.
#[must_use]
pub fn reach(desk: &Desk) -> Reach {
    if desk.may(SEE_ALL) {
        return Reach::All;
    }
    Reach::Parts {
        posts: desk.posts.iter().chain(&desk.serves).copied().collect(),
        units: desk.units.iter().chain(&desk.absent).copied().collect(),
    }
}

/// The same for who reads a page.
pub(crate) fn reach_of(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Reach, StoreError> {
    Ok(reach(&Desk::of_viewer(tx, viewer)?))
}

/// The task, locked, and the desk of who acts before it. To whom it never came it does not exist.
pub(crate) fn locked(act: &mut Act<'_>, id: Id<Task>) -> Result<(TaskRow, Desk), Refusal> {
    let desk = directions::acting(act)?;
    let task = store::lock_task(act.tx(), id)?.ok_or_else(Refusal::not_found)?;
    let desk = desk.before(task.field).clone();
    if !store::reaches(act.tx(), id, &reach(&desk))? {
        return Err(Refusal::not_found());
    }
    Ok((task, desk))
}

/// The same for what can only be done while it is open.
pub(crate) fn open(act: &mut Act<'_>, id: Id<Task>) -> Result<(TaskRow, Desk), Refusal> {
    let (task, desk) = locked(act, id)?;
    if task.closed_on.is_some() {
        return Err(Refusal::conflict(t::task_closed(task.code)));
    }
    Ok((task, desk))
}

/// Whether the work is this desk's: the owner's post, or whoever opens what is sent to the owner's unit.
pub(crate) fn owns(desk: &Desk, task: &TaskRow) -> bool {
    match task.owner_post {
        Some(post) if desk.holds(post) => true,
        _ => desk.opens(task.owner_unit),
    }
}

/// Who may assign to whom is a rule: leaders and the chief to all, deputies within their fields, heads within their
/// section. Why not is said.
pub(crate) fn may_assign(
    tx: &mut Tx<'_>,
    desk: &Desk,
    (field, owner): (Option<Id<Field>>, Id<Unit>),
    today: Date,
) -> Result<Result<(), Refusal>, StoreError> {
    let desk = desk.before(field);
    if !desk.may(ASSIGN) {
        return Ok(Err(Refusal::forbidden()));
    }
    if directs_all(desk) {
        return Ok(Ok(()));
    }
    if desk.is(Role::DeputyChief) {
        let mut fields = Vec::new();
        for post in &desk.posts {
            fields.extend(names::fields_of(tx, *post)?.into_iter().map(|row| row.id));
        }
        if field.is_some_and(|field| fields.contains(&field)) {
            return Ok(Ok(()));
        }
    }
    if desk.is(Role::HeadOfSection) {
        let units = names::units(tx, today)?;
        if desk.units.iter().any(|own| names::below(&units, *own).contains(&owner)) {
            return Ok(Ok(()));
        }
    }
    let why = if desk.is(Role::DeputyChief) { t::outside_fields() } else { t::outside_unit() };
    Ok(Err(Refusal::invalid(why).field("owner")))
}

/// Whether this desk directs the task: it assigned it, or it may assign such a task.
pub(crate) fn directs(act: &mut Act<'_>, desk: &Desk, task: &TaskRow) -> Result<bool, Refusal> {
    if task.assigned_post.is_some_and(|post| desk.holds(post)) && desk.may(ASSIGN) {
        return Ok(true);
    }
    let today = act.today();
    above(act.tx(), desk, task, today).map_err(Refusal::from)
}

/// Whether such a task is this desk's to assign from above. The head of a unit directs what its people do, not what the
/// unit itself owes: that is the head's own work.
pub(crate) fn above(tx: &mut Tx<'_>, desk: &Desk, task: &TaskRow, today: Date) -> Result<bool, StoreError> {
    let own = match task.owner_post {
        Some(post) => desk.holds(post),
        None => desk.units.contains(&task.owner_unit),
    };
    let everywhere = directs_all(desk);
    Ok((everywhere || !own) && may_assign(tx, desk, (task.field, task.owner_unit), today)?.is_ok())
}

/// Whether every unit's work is this desk's to direct.
pub(crate) fn directs_all(desk: &Desk) -> bool {
    desk.is(Role::Leader) || desk.is(Role::Chief)
}

/// The own post that stands beside what was done.
pub(crate) fn own_post(desk: &Desk) -> Option<Id<Post>> {
    desk.posts.first().copied()
}

pub(crate) fn person(act: &Act<'_>) -> Option<Id<Person>> {
    act.actor().person.map(Id::from_uuid)
}

/// A paper that is there for this desk: it came there, or papers of all desks are seen from it. Another does not exist.
pub(crate) fn paper_there(
    act: &mut Act<'_>,
    desk: &Desk,
    paper: Id<documents::Paper>,
) -> Result<(), Refusal> {
    documents::paper(act.tx(), paper)?.ok_or_else(Refusal::not_found)?;
    let all = desk.may(directions::ROUTE) || desk.may(directions::INSTRUCT);
    if all || directions::reached(act.tx(), paper, desk)? { Ok(()) } else { Err(Refusal::not_found()) }
}

/// The unit, there today.
pub(crate) fn unit_known(act: &mut Act<'_>, unit: Id<Unit>, field: &'static str) -> Result<(), Refusal> {
    let today = act.today();
    if names::units(act.tx(), today)?.iter().any(|row| row.id == unit) {
        return Ok(());
    }
    Err(Refusal::invalid(t::unit_gone()).field(field))
}

/// Whom a product has to reach when nobody says: the unit above the owner's; the owner's own where there is none above,
/// or where a person inside the unit works for it.
pub(crate) fn superior(
    act: &mut Act<'_>,
    (unit, post): (Id<Unit>, Option<Id<Post>>),
) -> Result<Id<Unit>, Refusal> {
    let today = act.today();
    if post.is_some() {
        return Ok(unit);
    }
    let units = names::units(act.tx(), today)?;
    Ok(units.iter().find(|row| row.id == unit).and_then(|row| row.parent).unwrap_or(unit))
}
