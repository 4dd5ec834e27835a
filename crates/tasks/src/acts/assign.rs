//! Assigning: one owner, one product, one deadline.

use jiff::civil::Date;
use kernel::{Act, Id, Refusal, Subject};
use people::notices::{self, News, To};
use people::{Field, Post, Unit, names};
use serde::{Deserialize, Serialize};

use super::source::NewSource;
use super::{may_assign, of_source, of_task, own_post, person, superior, text, unit_known};
use crate::model::{Part, ProductKind, Series, Source, Task, Term};
use crate::store::{self, PartRow, SourceRow, TaskRow};
use crate::t;

/// Tasks assigned in one act.
pub const AT_ONCE: usize = 100;
/// Units that help.
const HELPERS_MAX: usize = 30;
/// A chain longer than this is a mistake.
const DEPTH_MAX: usize = 8;

/// What is asked for and what may be changed. Without the optional parts they are filled in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Assignment {
    pub owner: Id<Unit>,
    /// A person of the unit, by post.
    #[serde(default)]
    pub owner_post: Option<Id<Post>>,
    pub product_kind: ProductKind,
    pub product: String,
    /// The words of the source; empty: the product says it.
    #[serde(default)]
    pub content: String,
    pub due: Date,
    /// Work that waits for a condition: `due` is then the day on which it is looked at again.
    #[serde(default)]
    pub waits_for: String,
    /// Whom the product has to reach; else the owner's superior.
    #[serde(default)]
    pub level: Option<Id<Unit>>,
    #[serde(default)]
    pub follower: Option<Id<Post>>,
    #[serde(default)]
    pub cooperating: Vec<Id<Unit>>,
    #[serde(default)]
    pub field: Option<Id<Field>>,
    /// Whose decision is needed.
    #[serde(default)]
    pub decision: Option<Id<Unit>>,
    #[serde(default)]
    pub received_on: Option<Date>,
    /// A sudden matter: outside office hours who is on duty is called.
    #[serde(default)]
    pub sudden: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Assign {
    /// What they come from: entered before …
    #[serde(default)]
    pub source: Option<Id<Source>>,
    /// … or with them.
    #[serde(default)]
    pub new_source: Option<NewSource>,
    /// The task that this is a part of.
    #[serde(default)]
    pub parent: Option<Id<Task>>,
    pub tasks: Vec<Assignment>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    pub id: Id<Task>,
    pub code: String,
}

/// Assigns tasks that come of one source, all or none.
pub fn assign(act: &mut Act<'_>, input: Assign) -> Result<Vec<Assigned>, Refusal> {
    let desk = directions::acting(act)?;
    if !desk.may(crate::ASSIGN) {
        return Err(Refusal::forbidden());
    }
    if input.tasks.is_empty() || input.tasks.len() > AT_ONCE {
        return Err(Refusal::invalid(t::tasks_missing(AT_ONCE)).field("product"));
    }
    let parent = match input.parent {
        Some(id) => Some(parent(act, id)?),
        None => None,
    };
    for one in &input.tasks {
        let today = act.today();
        may_assign(act.tx(), &desk, (one.field, one.owner), today)??;
    }
    let source = match (input.source, input.new_source) {
        (Some(id), _) => id,
        (None, Some(new)) => super::add_source(act, new)?,
        (None, None) => return Err(Refusal::invalid(t::source_missing()).field("source_title")),
    };
    let source = store::source(act.tx(), source)?.ok_or_else(Refusal::not_found)?;
    if !source.settled() {
        return Err(Refusal::conflict(t::word_unconfirmed()));
    }
    let mut made = Vec::new();
    for one in &input.tasks {
        let from =
            Grounds { source: &source, parent: parent.as_ref(), post: own_post(&desk), person: person(act) };
        made.extend(insert(act, from, one, None)?);
    }
    Ok(made)
}

fn parent(act: &mut Act<'_>, id: Id<Task>) -> Result<TaskRow, Refusal> {
    let (task, _) = super::open(act, id)?;
    let (mut above, mut depth) = (task.parent, 1);
    while let Some(id) = above {
        depth += 1;
        if depth > DEPTH_MAX {
            return Err(Refusal::invalid(t::chain_too_long(DEPTH_MAX)).field("parent"));
        }
        above = store::task(act.tx(), id)?.and_then(|row| row.parent);
    }
    Ok(task)
}

/// Everything that is wrong with one assignment, beside its fields.
fn checked(
    act: &mut Act<'_>,
    (source, parent): (&SourceRow, Option<&TaskRow>),
    one: &Assignment,
) -> Result<(), Refusal> {
    let today = act.today();
    let mut faults = Vec::new();
    let due = one.due;
    let received = one.received_on.or(source.received_on);
    if received.is_some_and(|received| due < received) {
        faults.push(Refusal::invalid(t::due_before_received()).field("due"));
    } else if due < today {
        faults.push(Refusal::invalid(t::due_past()).field("due"));
    }
    if let Some(limit) = parent.and_then(|parent| parent.due_on)
        && due > limit
    {
        faults.push(Refusal::invalid(t::due_after_parent(vietnamese::format_date(limit))).field("due"));
    }
    if one.received_on.is_some_and(|on| on > today) {
        faults.push(Refusal::invalid(t::day_to_come()).field("received_on"));
    }
    if one.product.trim().is_empty() {
        faults.push(Refusal::invalid(t::product_missing()).field("product"));
    }
    if one.cooperating.len() > HELPERS_MAX || one.cooperating.contains(&one.owner) {
        faults.push(Refusal::invalid(t::helpers_wrong(HELPERS_MAX)).field("cooperating"));
    }
    for (post, unit, field) in
        [(one.owner_post, Some(one.owner), "owner_post"), (one.follower, None, "follower")]
    {
        let Some(post) = post else { continue };
        let there = names::post(act.tx(), post, today)?
            .is_some_and(|row| row.holder.is_some() && unit.is_none_or(|unit| row.unit == unit));
        if !there {
            faults.push(Refusal::invalid(t::post_gone()).field(field));
        }
    }
    Refusal::all(faults)?;
    unit_known(act, one.owner, "owner")?;
    for unit in one.cooperating.iter().chain(&one.level).chain(&one.decision) {
        unit_known(act, *unit, "cooperating")?;
    }
    if let Some(field) = one.field
        && !people::fields(act.tx())?.iter().any(|row| row.id == field)
    {
        return Err(Refusal::invalid(t::field_gone()).field("field"));
    }
    Ok(())
}

/// Of what a task is made, and by whom.
#[derive(Clone, Copy)]
pub(super) struct Grounds<'a> {
    pub source: &'a SourceRow,
    pub parent: Option<&'a TaskRow>,
    pub post: Option<Id<Post>>,
    pub person: Option<Id<people::Person>>,
}

/// Nothing where the period of a recurrence has its task already.
pub(super) fn insert(
    act: &mut Act<'_>,
    Grounds { source, parent, post, person }: Grounds<'_>,
    one: &Assignment,
    recurrence: Option<(Id<Series>, &str)>,
) -> Result<Option<Assigned>, Refusal> {
    if let Some((recurrence, period)) = recurrence
        && store::has_period(act.tx(), recurrence, period)?
    {
        return Ok(None);
    }
    checked(act, (source, parent), one)?;
    let product = text(&one.product, "product", Some(t::product_missing()))?;
    let content = text(&one.content, "content", None)?;
    let waits_for = text(&one.waits_for, "waits_for", None)?;
    let (term, waits_for) =
        if waits_for.is_empty() { (Term::Deadline, None) } else { (Term::Review, Some(waits_for)) };
    let level = match one.level {
        Some(level) => level,
        None => superior(act, (one.owner, one.owner_post))?,
    };
    let year = i64::from(act.today().year());
    let fresh: Id<Series> = act.new_id();
    let (series, number) = store::next_number(act.tx(), year, fresh)?;
    let (id, now) = (act.new_id::<Task>(), act.now());
    let row = TaskRow {
        id,
        code: format!("NV-{number}/{year}"),
        source: source.id,
        parent: parent.map(|parent| parent.id),
        content: if content.is_empty() { product.clone() } else { content },
        product_kind: one.product_kind,
        product,
        owner_unit: one.owner,
        owner_post: one.owner_post,
        level_unit: level,
        follower_post: one.follower,
        field: one.field,
        decision_unit: one.decision,
        assigned_post: post,
        assigned_by: person,
        assigned_at: now,
        received_on: one.received_on.or(source.received_on),
        received_estimated: one.received_on.is_none() && source.received_estimated,
        term,
        due_on: Some(one.due),
        first_due_on: None,
        waits_for,
        extensions: 0,
        submitted_on: None,
        in_correction: false,
        obstacles: 0,
        closed_on: None,
        grade: None,
        on_time: None,
        lead_days: None,
        reopened: 0,
        period: None,
    };
    act.record("tasks.assign", of_task(id));
    act.touch(Subject::new("task_year", series));
    act.touch(of_source(source.id));
    act.fact("code", row.code.as_str());
    act.fact("due", one.due);
    act.fact("owner", one.owner);
    let of = recurrence.map(|(id, period)| (id.uuid(), period));
    if !store::insert_task(act.tx(), &row, of)? {
        return Err(Refusal::conflict(t::code_taken(row.code)));
    }
    put_parts(act, &row, &one.cooperating)?;
    told_owner(act, &row, "tasks.assigned")?;
    if one.sudden {
        calendar::call_sudden(act, &of_task(id))?;
    }
    if let Some(post) = row.follower_post {
        notices::tell(act, To::Post(post), &News::new("tasks.follow", of_task(id)))?;
    }
    Ok(Some(Assigned { id, code: row.code }))
}

/// Who has to do with it: what lists and permissions go by.
pub(super) fn put_parts(act: &mut Act<'_>, row: &TaskRow, cooperating: &[Id<Unit>]) -> Result<(), Refusal> {
    let mut parts = vec![
        PartRow { part: Part::Owner, unit: row.owner_unit, post: row.owner_post },
        PartRow { part: Part::Level, unit: row.level_unit, post: None },
    ];
    for (part, post) in [(Part::Follower, row.follower_post), (Part::Assigner, row.assigned_post)] {
        if let Some(post) = post
            && let Some(unit) = names::unit_of_post(act.tx(), post)?
        {
            parts.push(PartRow { part, unit, post: Some(post) });
        }
    }
    parts.extend(cooperating.iter().map(|unit| PartRow { part: Part::Cooperating, unit: *unit, post: None }));
    for part in parts {
        let id = act.new_id::<Task>().uuid();
        store::insert_part(act.tx(), id, row.id, part)?;
    }
    Ok(())
}

/// The owner: the post that is named, else whoever opens what is sent to the unit.
pub(crate) fn told_owner(act: &mut Act<'_>, task: &TaskRow, why: &'static str) -> Result<(), Refusal> {
    let today = act.today();
    for to in crate::tells::owners(act.tx(), task, today)? {
        notices::tell(act, to, &News::new(why, of_task(task.id)))?;
    }
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SetFollower {
    pub task: Id<Task>,
    pub follower: Option<Id<Post>>,
}

/// Changes who helps to follow it. The clock does not notice.
pub fn set_follower(act: &mut Act<'_>, input: SetFollower) -> Result<(), Refusal> {
    let (task, desk) = super::open(act, input.task)?;
    if !super::directs(act, &desk, &task)? {
        return Err(Refusal::forbidden());
    }
    let today = act.today();
    let unit = match input.follower {
        Some(post) => {
            let row = names::post(act.tx(), post, today)?.filter(|row| row.holder.is_some());
            Some(row.ok_or_else(|| Refusal::invalid(t::post_gone()).field("follower"))?.unit)
        }
        None => None,
    };
    act.record("tasks.set_follower", of_task(task.id));
    store::set_follower(act.tx(), task.id, input.follower)?;
    store::delete_part(act.tx(), task.id, Part::Follower)?;
    if let (Some(post), Some(unit)) = (input.follower, unit) {
        let id = act.new_id::<Task>().uuid();
        store::insert_part(act.tx(), id, task.id, PartRow { part: Part::Follower, unit, post: Some(post) })?;
        notices::tell(act, To::Post(post), &News::new("tasks.follow", of_task(task.id)))?;
    }
    Ok(())
}
