//! Delegation ("được uỷ quyền điều hành thay"): dated, scoped, by the holder or by a signed decision on record.

use jiff::civil::Date;
use kernel::{Act, ActorKind, Fact, Id, Refusal, Setting, Subject};
use serde::{Deserialize, Serialize};

use super::organise::name;
use crate::house::may;
use crate::model::{Delegation, Field, Permission, Person, Post, Role};
use crate::store::{self, DelegationRow};
use crate::t;

/// May record a delegation that was decided on paper.
pub const RECORD: Permission =
    Permission::new("people.record_delegation", &[Role::Administrator, Role::Clerk]);

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Delegate {
    /// The post acted for.
    pub post: Id<Post>,
    /// Whose holder acts.
    pub to_post: Id<Post>,
    pub roles: Vec<Role>,
    /// Limited to these fields; none means all.
    pub fields: Vec<Id<Field>>,
    /// Why, or the number and date of the decision.
    pub reason: String,
    pub from: Date,
    pub to: Date,
}

pub fn delegate(act: &mut Act<'_>, input: Delegate) -> Result<Id<Delegation>, Refusal> {
    if act.actor().delegation.is_some() {
        // What was handed to somebody in trust is not theirs to hand on.
        return Err(Refusal::invalid(t::no_second_delegation()).field("to_post"));
    }
    let today = act.today();
    let post = store::post(act.tx(), input.post, today)?.ok_or_else(Refusal::not_found)?;
    let to = store::post(act.tx(), input.to_post, today)?.ok_or_else(Refusal::not_found)?;
    let giver = post.holder.ok_or_else(|| Refusal::invalid(t::nobody_delegates()).field("post"))?;
    let taker = to.holder.ok_or_else(|| Refusal::invalid(t::nobody_receives()).field("to_post"))?;
    let actor = act.actor().person.map(Id::from_uuid);
    let own = act.actor().kind == ActorKind::Person && actor == Some(giver);
    if !own {
        may(act, RECORD)?;
        if actor == Some(taker) || input.roles.contains(&Role::Administrator) {
            // Nobody writes a power into the register for themselves, nor hands out the keys of the house.
            return Err(Refusal::forbidden());
        }
    }
    let reason = name(&input.reason, "reason")?;
    let mut wrong = Vec::new();
    if giver == taker {
        wrong.push(Refusal::invalid(t::delegate_to_another()).field("to_post"));
    }
    if input.roles.is_empty() || input.roles.iter().any(|role| !post.roles.contains(role)) {
        wrong.push(Refusal::invalid(t::delegate_own_roles(post.title)).field("roles"));
    }
    let held = store::posts_of(act.tx(), taker, today)?;
    let secretary = held.iter().any(|post| post.roles.contains(&Role::Secretary));
    if secretary && input.roles.contains(&Role::Leader) {
        wrong.push(Refusal::invalid(t::secretary_not_leader()).field("to_post"));
    }
    if input.to < input.from {
        wrong.push(Refusal::invalid(t::ends_before_it_begins()).field("to"));
    } else if input.to < today {
        wrong.push(Refusal::invalid(t::delegation_past()).field("to"));
    }
    let known = store::fields(act.tx())?;
    if input.fields.iter().any(|field| !known.iter().any(|row| row.id == *field)) {
        wrong.push(Refusal::invalid(t::choose_from_list()).field("fields"));
    }
    Refusal::all(wrong)?;
    no_circle(act, (giver, taker), (input.from, input.to))?;
    let row = DelegationRow {
        id: act.new_id(),
        post: input.post,
        person: giver,
        person_name: String::new(),
        post_title: String::new(),
        to_post: input.to_post,
        to_person: taker,
        to_name: String::new(),
        to_title: String::new(),
        roles: input.roles,
        reason,
        from: input.from,
        to: input.to,
        ended_on: None,
    };
    act.record("people.delegate", Subject::new("delegation", row.id));
    act.fact("post", row.post);
    act.fact("to_post", row.to_post);
    act.fact("to_person", row.to_person);
    act.fact("roles", Role::join(&row.roles));
    act.fact("fields", Fact::List(input.fields.iter().map(|id| Fact::from(*id)).collect()));
    act.fact("from", row.from);
    act.fact("to", row.to);
    store::insert_delegation(act.tx(), &row)?;
    for field in &input.fields {
        store::insert_delegation_field(act.tx(), row.id, *field)?;
    }
    Ok(row.id)
}

/// The article on delegation and substitution as a refusal quotes it; whoever keeps the regulations sets it.
pub const SUBSTITUTION_ARTICLE: &str = "regulation.substitution";

/// Nobody entrusts their post to somebody who, on the same days, entrusted theirs to them, directly or through others:
/// each would act for the other and nobody for either.
fn no_circle(
    act: &mut Act<'_>,
    (giver, taker): (Id<Person>, Id<Person>),
    (from, to): (Date, Date),
) -> Result<(), Refusal> {
    let there = store::delegations(act.tx())?;
    let meets = |row: &&DelegationRow| {
        row.from <= to && from <= row.to && row.ended_on.is_none_or(|ended| from < ended)
    };
    let pairs: Vec<_> = there.iter().filter(meets).map(|row| (row.person, row.to_person)).collect();
    let mut circle = vec![giver, taker];
    // Whom the last one entrusted, on and on: somebody met twice ends it.
    let mut at = 1;
    while let Some(last) = circle.get(at).copied() {
        for (_, next) in pairs.iter().filter(|(person, _)| *person == last) {
            if *next == giver {
                let refusal = Refusal::invalid(t::delegation_circle()).field("to_post");
                let article: Option<String> = Setting::get(act.tx(), SUBSTITUTION_ARTICLE)?;
                return Err(match article {
                    Some(article) => refusal.source(article),
                    None => refusal,
                });
            }
            if !circle.contains(next) {
                circle.push(*next);
            }
        }
        at += 1;
    }
    Ok(())
}

/// From today on nobody acts under it. Giver and delegate may, and who records decisions.
pub fn end(act: &mut Act<'_>, id: Id<Delegation>) -> Result<(), Refusal> {
    let row = store::delegation(act.tx(), id)?.ok_or_else(Refusal::not_found)?;
    let actor = act.actor().person.map(Id::from_uuid);
    if act.actor().kind != ActorKind::Person || (actor != Some(row.person) && actor != Some(row.to_person)) {
        may(act, RECORD)?;
    }
    let today = act.today();
    act.record("people.end_delegation", Subject::new("delegation", id));
    act.fact("on", today);
    if store::end_delegation(act.tx(), id, today)? {
        Ok(())
    } else {
        Err(Refusal::conflict(t::delegation_over_already()))
    }
}
