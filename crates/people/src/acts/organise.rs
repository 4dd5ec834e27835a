//! Units, posts and persons; who holds what from when to when.

use jiff::civil::Date;
use kernel::{Act, Id, Refusal, Subject};
use serde::{Deserialize, Serialize};

use crate::house::may;
use crate::model::{Person, Post, Role, Unit, UnitKind};
use crate::{ORGANISE, store, t};

/// Names longer than this are a paste gone wrong.
const NAME_MAX: usize = 300;

pub(crate) fn name(text: &str, field: &'static str) -> Result<String, Refusal> {
    let text = vietnamese::nfc(text.trim()).into_owned();
    if text.is_empty() {
        return Err(Refusal::invalid(t::name_missing()).field(field));
    }
    if text.chars().count() > NAME_MAX {
        return Err(Refusal::invalid(t::name_too_long(NAME_MAX)).field(field));
    }
    Ok(text)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewUnit {
    pub parent: Option<Id<Unit>>,
    pub kind: UnitKind,
    pub name: String,
    pub from: Date,
}

pub fn create_unit(act: &mut Act<'_>, input: NewUnit) -> Result<Id<Unit>, Refusal> {
    may(act, ORGANISE)?;
    let name = name(&input.name, "name")?;
    if let Some(parent) = input.parent
        && !store::unit_exists(act.tx(), parent, input.from)?
    {
        return Err(Refusal::invalid(t::parent_missing()).field("parent"));
    }
    let id = act.new_id();
    act.record("people.create_unit", Subject::new("unit", id));
    act.fact("kind", input.kind.code());
    let key = vietnamese::sort_key(&name);
    store::insert_unit(act.tx(), (id, input.parent, input.kind.code()), (&name, &key), input.from)?;
    Ok(id)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewPost {
    pub unit: Id<Unit>,
    pub title: String,
    pub roles: Vec<Role>,
    /// The order within the unit, the head first.
    pub place: u32,
    pub from: Date,
}

pub fn create_post(act: &mut Act<'_>, input: NewPost) -> Result<Id<Post>, Refusal> {
    may(act, ORGANISE)?;
    let title = name(&input.title, "title")?;
    if !store::unit_exists(act.tx(), input.unit, input.from)? {
        return Err(Refusal::invalid(t::unit_missing()).field("unit"));
    }
    check_roles(&input.roles)?;
    let id = act.new_id();
    act.record("people.create_post", Subject::new("post", id));
    act.fact("unit", input.unit);
    act.fact("roles", Role::join(&input.roles));
    store::insert_post(act.tx(), (id, input.unit), &title, &input.roles, (input.place, input.from))?;
    Ok(id)
}

/// A secretary prepares and never instructs: no post is both.
pub(crate) fn check_roles(roles: &[Role]) -> Result<(), Refusal> {
    if roles.contains(&Role::Secretary) && roles.contains(&Role::Leader) {
        return Err(Refusal::invalid(t::secretary_not_leader()).field("role"));
    }
    Ok(())
}

pub fn create_person(act: &mut Act<'_>, full_name: String) -> Result<Id<Person>, Refusal> {
    may(act, ORGANISE)?;
    let full_name = name(&full_name, "name")?;
    let id = act.new_id();
    act.record("people.create_person", Subject::new("person", id));
    let key = vietnamese::name_sort_key(&full_name);
    store::insert_person(act.tx(), id, &full_name, &key)?;
    Ok(id)
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Appointment {
    pub post: Id<Post>,
    pub person: Id<Person>,
    pub from: Date,
}

/// A post is held by one person at a time.
pub fn appoint(act: &mut Act<'_>, input: Appointment) -> Result<(), Refusal> {
    may(act, ORGANISE)?;
    let post = store::post(act.tx(), input.post, input.from)?.ok_or_else(Refusal::not_found)?;
    // Whoever comes later, as an appointed successor, holds it too: two would meet.
    let holders = store::holdings(act.tx(), input.post)?;
    if let Some(held) = holders.into_iter().find(|row| row.to.is_none_or(|to| to >= input.from)) {
        return Err(Refusal::conflict(t::post_taken(held.name)).field("post"));
    }
    if store::person_name(act.tx(), input.person)?.is_none() {
        return Err(Refusal::not_found());
    }
    // Rights of all posts of a person are joined, so the same rule holds over them.
    let held = store::posts_of(act.tx(), input.person, input.from)?;
    let joined: Vec<Role> = held.iter().flat_map(|p| p.roles.iter().copied()).chain(post.roles).collect();
    check_roles(&joined).map_err(|r| r.field("post"))?;
    let id = act.new_id();
    act.record("people.appoint", Subject::new("post", input.post));
    act.fact("person", input.person);
    act.fact("from", input.from);
    store::insert_holding(act.tx(), id, (input.post, input.person), input.from)?;
    Ok(())
}

/// The last day in the post. What waits on the post stays with the post for whoever holds it next.
pub fn leave(act: &mut Act<'_>, input: Appointment) -> Result<(), Refusal> {
    may(act, ORGANISE)?;
    let today = act.today();
    let posts = store::posts(act.tx(), today)?;
    let administers = |post: &&store::PostRow| post.roles.contains(&Role::Administrator);
    let leaves = |post: &store::PostRow| post.id == input.post && post.holder == Some(input.person);
    if posts.iter().filter(administers).any(leaves)
        && !posts.iter().filter(administers).any(|post| post.account.is_some() && !leaves(post))
    {
        // Nobody could put the next one in.
        return Err(Refusal::conflict(t::last_administrator()).field("held"));
    }
    act.record("people.leave", Subject::new("post", input.post));
    act.fact("person", input.person);
    act.fact("last_day", input.from);
    if store::end_holding(act.tx(), (input.post, input.person), input.from)? {
        Ok(())
    } else {
        Err(Refusal::invalid(t::not_held_then()).field("last_day"))
    }
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct MarkActing {
    pub post: Id<Post>,
    /// Holds it for the time being ("quyền"); false: was appointed for good.
    pub acting: bool,
}

/// Whether whoever holds the post holds it for the time being: they sign with `Q.` before the title.
pub fn mark_acting(act: &mut Act<'_>, input: MarkActing) -> Result<(), Refusal> {
    may(act, ORGANISE)?;
    let today = act.today();
    act.record("people.mark_acting", Subject::new("post", input.post));
    act.fact("acting", input.acting);
    if store::mark_acting(act.tx(), input.post, input.acting, today)? {
        Ok(())
    } else {
        Err(Refusal::not_found())
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Service {
    pub secretary: Id<Post>,
    /// All leaders' posts that this secretary serves; none ends the service.
    pub leaders: Vec<Id<Post>>,
}

/// Which leaders a secretary sorts and prepares for.
pub fn assign_secretary(act: &mut Act<'_>, input: Service) -> Result<(), Refusal> {
    may(act, ORGANISE)?;
    let today = act.today();
    let secretary = store::post(act.tx(), input.secretary, today)?.ok_or_else(Refusal::not_found)?;
    if !secretary.roles.contains(&Role::Secretary) {
        return Err(Refusal::invalid(t::not_a_secretary()).field("serves"));
    }
    act.record("people.assign_secretary", Subject::new("post", input.secretary));
    store::clear_serves(act.tx(), input.secretary)?;
    for leader in &input.leaders {
        let post = store::post(act.tx(), *leader, today)?.ok_or_else(Refusal::not_found)?;
        if !post.roles.contains(&Role::Leader) {
            return Err(Refusal::invalid(t::not_a_leader(post.title)).field("serves"));
        }
        store::insert_serves(act.tx(), input.secretary, *leader)?;
    }
    act.fact("leaders", kernel::Fact::List(input.leaders.iter().map(|id| kernel::Fact::from(*id)).collect()));
    Ok(())
}
