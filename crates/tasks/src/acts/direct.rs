//! What is said from above: urging, extending, reassigning, asking; and what the owner replies. None of it stops the
//! clock but an extension with its reason.

use jiff::civil::Date;
use kernel::{Act, Id, Refusal};
use people::notices::{self, News, To};
use people::{Post, Role, Unit, names};
use serde::{Deserialize, Serialize};

use super::{directs, locked, may_assign, of_task, open, own_post, owns, person, superior, text, unit_known};
use crate::model::{Directive, DirectiveKind, Part, Task, Term};
use crate::store::{self, DirectiveRow, PartRow, TaskRow};
use crate::{SEE_ALL, t, terms};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Say {
    pub task: Id<Task>,
    pub kind: DirectiveKind,
    #[serde(default)]
    pub text: String,
}

/// An urging, a demand for evidence or figures, an opinion, or a word of the permanent board, which is answered within
/// its own term.
pub fn say(act: &mut Act<'_>, input: Say) -> Result<Id<Directive>, Refusal> {
    let (task, desk) = open(act, input.task)?;
    let may = match input.kind {
        // Whoever sees all of the office's tasks may say what they think; the rest is a superior's.
        DirectiveKind::Opinion => desk.may(SEE_ALL) || directs(act, &desk, &task)?,
        DirectiveKind::Board => desk.is(Role::Leader),
        DirectiveKind::Urge | DirectiveKind::Evidence | DirectiveKind::Figures => {
            directs(act, &desk, &task)? || follows(&desk, &task)
        }
        DirectiveKind::Extend | DirectiveKind::Reassign | DirectiveKind::Reply => false,
    };
    if !may {
        return Err(Refusal::forbidden());
    }
    let needed = (input.kind != DirectiveKind::Urge).then(t::text_missing);
    let said = text(&input.text, "text", needed)?;
    let answer_by = match input.kind {
        DirectiveKind::Board => {
            let today = act.today();
            Some(terms::board(act.tx(), today)?)
        }
        _ => None,
    };
    act.record("tasks.say", of_task(task.id));
    let id = insert(act, (&task, &desk), (input.kind, &said), |row| row.answer_by = answer_by)?;
    super::assign::told_owner(act, &task, told(input.kind))?;
    Ok(id)
}

fn follows(desk: &directions::Desk, task: &TaskRow) -> bool {
    task.follower_post.is_some_and(|post| desk.holds(post))
}

fn told(kind: DirectiveKind) -> &'static str {
    match kind {
        DirectiveKind::Urge => "tasks.urged",
        DirectiveKind::Evidence => "tasks.evidence",
        DirectiveKind::Figures => "tasks.figures",
        DirectiveKind::Board => "tasks.board",
        _ => "tasks.opinion",
    }
}

fn insert(
    act: &mut Act<'_>,
    (task, desk): (&TaskRow, &directions::Desk),
    (kind, said): (DirectiveKind, &str),
    more: impl FnOnce(&mut DirectiveRow),
) -> Result<Id<Directive>, Refusal> {
    let (id, now) = (act.new_id(), act.now());
    act.fact("kind", kind.code());
    let mut row = DirectiveRow {
        text: said.to_owned(),
        post: own_post(desk),
        person: person(act),
        ..DirectiveRow::new(id, task.id, kind, now)
    };
    more(&mut row);
    store::insert_directive(act.tx(), &row)?;
    Ok(id)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reply {
    pub task: Id<Task>,
    pub text: String,
}

/// The owner replies; refusing is a reply too, and stops no clock. Who directs the task is told.
pub fn reply(act: &mut Act<'_>, input: Reply) -> Result<Id<Directive>, Refusal> {
    let (task, desk) = open(act, input.task)?;
    if !owns(&desk, &task) && !follows(&desk, &task) {
        return Err(Refusal::forbidden());
    }
    let said = text(&input.text, "text", Some(t::text_missing()))?;
    act.record("tasks.reply", of_task(task.id));
    let id = insert(act, (&task, &desk), (DirectiveKind::Reply, &said), |_| {})?;
    if let Some(post) = task.assigned_post {
        notices::tell(act, To::Post(post), &News::new("tasks.replied", of_task(task.id)))?;
    }
    Ok(id)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    pub directive: Id<Directive>,
    pub text: String,
}

/// The owner answers one directive.
pub fn answer(act: &mut Act<'_>, input: Answer) -> Result<(), Refusal> {
    let row = store::directive(act.tx(), input.directive)?.ok_or_else(Refusal::not_found)?;
    let (task, desk) = locked(act, row.task)?;
    if !owns(&desk, &task) && !follows(&desk, &task) {
        return Err(Refusal::forbidden());
    }
    if row.answered_at.is_some() {
        return Err(Refusal::conflict(t::answered_already()));
    }
    let said = text(&input.text, "answer", Some(t::text_missing()))?;
    act.record("tasks.answer", of_task(task.id));
    let (by, now) = (act.actor().person, act.now());
    store::answer_directive(act.tx(), row.id, &said, (by, now))?;
    match row.post {
        Some(post) => notices::tell(act, To::Post(post), &News::new("tasks.answered", of_task(task.id))),
        None => Ok(()),
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Extend {
    pub task: Id<Task>,
    pub due: Date,
    pub why: String,
}

/// Gives another deadline, with the reason: the one way in which a deadline moves. The old one stays visible.
pub fn extend(act: &mut Act<'_>, input: Extend) -> Result<Id<Directive>, Refusal> {
    let (task, desk) = open(act, input.task)?;
    if !directs(act, &desk, &task)? || owns_alone(act, &task)? {
        return Err(Refusal::forbidden());
    }
    let why = text(&input.why, "why", Some(t::why_missing()))?;
    let today = act.today();
    let mut faults = Vec::new();
    if input.due < today {
        faults.push(Refusal::invalid(t::due_past()).field("due"));
    }
    if task.received_on.is_some_and(|received| input.due < received) {
        faults.push(Refusal::invalid(t::due_before_received()).field("due"));
    }
    if task.due_on == Some(input.due) {
        faults.push(Refusal::invalid(t::due_same()).field("due"));
    }
    if let Some(limit) = above(act, &task)?
        && input.due > limit
    {
        faults.push(Refusal::invalid(t::due_after_parent(vietnamese::format_date(limit))).field("due"));
    }
    let below = store::children(act.tx(), task.id)?;
    let latest = below.iter().filter(|one| one.closed_on.is_none()).filter_map(|one| one.due_on).max();
    if let Some(latest) = latest
        && latest > input.due
    {
        faults.push(Refusal::invalid(t::due_before_child(vietnamese::format_date(latest))).field("due"));
    }
    Refusal::all(faults)?;
    let (old, new) = (task.due_on, input.due);
    act.record("tasks.extend", of_task(task.id));
    let said = insert(act, (&task, &desk), (DirectiveKind::Extend, &why), |row| {
        (row.old_due, row.new_due) = (old, Some(new));
    })?;
    act.fact("due", new);
    let more = i64::from(old.is_some_and(|old| new > old));
    store::set_due(act.tx(), task.id, Some(new), task.extensions + more)?;
    if task.term == Term::Unknown {
        store::set_term(act.tx(), task.id, (Term::Deadline, Some(new)))?;
    }
    notices::settle(act, &of_task(task.id))?;
    super::assign::told_owner(act, &task, "tasks.extended")?;
    Ok(said)
}

/// The deadline of the task above.
fn above(act: &mut Act<'_>, task: &TaskRow) -> Result<Option<Date>, Refusal> {
    match task.parent {
        Some(parent) => Ok(store::task(act.tx(), parent)?.and_then(|row| row.due_on)),
        None => Ok(None),
    }
}

/// Whether the actor is the person whose work it is: nobody moves their own deadline.
fn owns_alone(act: &mut Act<'_>, task: &TaskRow) -> Result<bool, Refusal> {
    let Some(actor) = person(act) else { return Ok(false) };
    let today = act.today();
    match task.owner_post {
        Some(post) => Ok(names::post(act.tx(), post, today)?
            .and_then(|row| row.holder)
            .is_some_and(|holder| holder == actor)),
        None => Ok(names::posts_of(act.tx(), actor, today)?
            .iter()
            .any(|post| post.unit == task.owner_unit && post.roles.contains(&Role::HeadOfSection))),
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reassign {
    pub task: Id<Task>,
    pub owner: Id<Unit>,
    #[serde(default)]
    pub owner_post: Option<Id<Post>>,
    pub why: String,
}

/// Gives the task to another owner, with the reason. Its clock runs on.
pub fn reassign(act: &mut Act<'_>, input: Reassign) -> Result<Id<Directive>, Refusal> {
    let (task, desk) = open(act, input.task)?;
    if !directs(act, &desk, &task)? {
        return Err(Refusal::forbidden());
    }
    if task.submitted_on.is_some() {
        return Err(Refusal::conflict(t::handed_in_already()));
    }
    let why = text(&input.why, "why", Some(t::why_missing()))?;
    let today = act.today();
    may_assign(act.tx(), &desk, (task.field, input.owner), today)??;
    unit_known(act, input.owner, "owner")?;
    if let Some(post) = input.owner_post {
        let there = names::post(act.tx(), post, today)?
            .is_some_and(|row| row.unit == input.owner && row.holder.is_some());
        if !there {
            return Err(Refusal::invalid(t::post_gone()).field("owner_post"));
        }
    }
    if (task.owner_unit, task.owner_post) == (input.owner, input.owner_post) {
        return Err(Refusal::invalid(t::owner_same()).field("owner"));
    }
    let level = superior(act, (input.owner, input.owner_post))?;
    let old = (task.owner_unit, task.owner_post);
    act.record("tasks.reassign", of_task(task.id));
    let said = insert(act, (&task, &desk), (DirectiveKind::Reassign, &why), |row| {
        (row.old_unit, row.new_unit, row.old_post) = (Some(old.0), Some(input.owner), old.1);
    })?;
    act.fact("owner", input.owner);
    super::assign::told_owner(act, &task, "tasks.taken_away")?;
    let now = TaskRow { owner_unit: input.owner, owner_post: input.owner_post, level_unit: level, ..task };
    owned_by(act, &now)?;
    super::assign::told_owner(act, &now, "tasks.assigned")?;
    Ok(said)
}

/// Writes down who owns it now, and whom the product has to reach.
fn owned_by(act: &mut Act<'_>, task: &TaskRow) -> Result<(), Refusal> {
    store::set_owner(act.tx(), task.id, (task.owner_unit, task.owner_post), task.level_unit)?;
    let parts = [(Part::Owner, task.owner_unit, task.owner_post), (Part::Level, task.level_unit, None)];
    for (part, unit, post) in parts {
        store::delete_part(act.tx(), task.id, part)?;
        let id = act.new_id::<Task>().uuid();
        store::insert_part(act.tx(), id, task.id, PartRow { part, unit, post })?;
    }
    Ok(())
}

/// Takes back an extension or another owner: on the same day, by who said it, while nothing else has happened. It stays
/// to be read.
pub fn take_back(act: &mut Act<'_>, directive: Id<Directive>) -> Result<(), Refusal> {
    let row = store::directive(act.tx(), directive)?.ok_or_else(Refusal::not_found)?;
    let (task, _) = open(act, row.task)?;
    if row.person.is_none() || row.person != person(act) {
        return Err(Refusal::forbidden());
    }
    let last = store::directives(act.tx(), task.id)?.first().is_some_and(|one| one.id == row.id);
    let today = row.at.date() == act.today();
    let still = match row.kind {
        DirectiveKind::Extend => task.due_on == row.new_due,
        DirectiveKind::Reassign => Some(task.owner_unit) == row.new_unit,
        _ => false,
    };
    if !last || !today || !still || row.taken_back_at.is_some() || task.submitted_on.is_some() {
        return Err(Refusal::conflict(t::not_taken_back()));
    }
    act.record("tasks.take_back", of_task(task.id));
    let now = act.now();
    store::take_back(act.tx(), row.id, now)?;
    if row.kind == DirectiveKind::Extend {
        let counted = i64::from(row.old_due.is_some_and(|old| row.new_due > Some(old)));
        store::set_due(act.tx(), task.id, row.old_due, task.extensions - counted)?;
        if row.old_due.is_none() {
            store::set_term(act.tx(), task.id, (Term::Unknown, None))?;
        }
        return super::assign::told_owner(act, &task, "tasks.taken_back");
    }
    super::assign::told_owner(act, &task, "tasks.taken_away")?;
    let owner = (row.old_unit.unwrap_or(task.owner_unit), row.old_post);
    let level = superior(act, owner)?;
    let now = TaskRow { owner_unit: owner.0, owner_post: owner.1, level_unit: level, ..task };
    owned_by(act, &now)?;
    super::assign::told_owner(act, &now, "tasks.taken_back")
}
