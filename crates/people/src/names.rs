//! What units, posts and persons are called, and who can be picked from, for pages of other functions.

use std::sync::Arc;

use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};

use crate::model::{Delegation, Field, Person, Post, Role, Unit};
use crate::store;
pub use crate::store::{Answers, DelegationRow, FieldRow, PostRow, UnitRow, delegations, delegations_to};
pub use crate::typed::{label, meant, suggested};

pub fn unit(tx: &mut Tx<'_>, id: Id<Unit>) -> Result<String, StoreError> {
    Ok(store::unit_name(tx, id)?.unwrap_or_default())
}

pub fn person(tx: &mut Tx<'_>, id: Id<Person>) -> Result<String, StoreError> {
    Ok(store::person_name(tx, id)?.unwrap_or_default())
}

pub fn post(tx: &mut Tx<'_>, id: Id<Post>, on: Date) -> Result<Option<PostRow>, StoreError> {
    store::post(tx, id, on)
}

/// The unit a post belongs to.
pub fn unit_of_post(tx: &mut Tx<'_>, id: Id<Post>) -> Result<Option<Id<Unit>>, StoreError> {
    store::unit_of_post(tx, id)
}

/// The units that exist on this day, in Vietnamese order.
pub fn units(tx: &mut Tx<'_>, on: Date) -> Result<Vec<UnitRow>, StoreError> {
    store::units(tx, on)
}

pub type UnitNames = Vec<(Id<Unit>, String)>;

/// Their names, for lists to choose from: asked once until anything is committed.
pub fn unit_names(tx: &mut Tx<'_>, on: Date) -> Result<Arc<UnitNames>, StoreError> {
    tx.remember(&on_day(b"unit names", on), |tx| {
        Ok(store::units(tx, on)?.into_iter().map(|unit| (unit.id, unit.name)).collect())
    })
}

/// The beginning of a remembered answer's name, for what depends on the day.
#[must_use]
pub fn on_day(what: &[u8], on: Date) -> Vec<u8> {
    let mut name = what.to_vec();
    name.extend_from_slice(&on.year().to_be_bytes());
    name.extend_from_slice(&[on.month().unsigned_abs(), on.day().unsigned_abs()]);
    name
}

/// The posts that a person holds on this day, the first in rank first.
pub fn posts_of(tx: &mut Tx<'_>, person: Id<Person>, on: Date) -> Result<Vec<PostRow>, StoreError> {
    store::posts_of(tx, person, on)
}

/// The posts with this role that exist on this day.
pub fn posts_with(tx: &mut Tx<'_>, role: Role, on: Date) -> Result<Vec<PostRow>, StoreError> {
    store::posts_with(tx, role, on)
}

/// The posts of one unit, the head first.
pub fn posts_in(tx: &mut Tx<'_>, unit: Id<Unit>, on: Date) -> Result<Vec<PostRow>, StoreError> {
    store::posts_in(tx, unit, on)
}

/// The posts that exist on this day with their holders, unit by unit.
pub fn posts(tx: &mut Tx<'_>, on: Date) -> Result<Vec<PostRow>, StoreError> {
    store::posts(tx, on)
}

/// The posts that somebody holds for the time being ("quyền") on this day.
pub fn acting_posts(tx: &mut Tx<'_>, on: Date) -> Result<Vec<Id<Post>>, StoreError> {
    store::acting_posts(tx, on)
}

/// Which posts answer for which field, all of them.
pub fn post_fields(tx: &mut Tx<'_>) -> Result<Vec<Answers>, StoreError> {
    store::post_fields(tx)
}

/// The fields that a delegation is limited to; none means all.
pub fn delegation_fields(tx: &mut Tx<'_>, id: Id<Delegation>) -> Result<Vec<FieldRow>, StoreError> {
    store::delegation_fields(tx, id)
}

/// Units and posts as they were on a day, under the names of that day.
pub fn as_of(tx: &mut Tx<'_>, on: Date) -> Result<(Vec<UnitRow>, Vec<PostRow>), StoreError> {
    let units = store::units_as_of(tx, on)?;
    let posts = store::posts_as_of(tx, on, &units)?;
    Ok((units, posts))
}

/// This unit and all below it.
#[must_use]
pub fn below(units: &[UnitRow], top: Id<Unit>) -> Vec<Id<Unit>> {
    let mut found = vec![top];
    let mut next = 0;
    // A unit is taken once, so a circle in the rows cannot hold us here.
    while let Some(parent) = found.get(next).copied() {
        for unit in units {
            if unit.parent == Some(parent) && !found.contains(&unit.id) {
                found.push(unit.id);
            }
        }
        next += 1;
    }
    found
}

/// The fields of work in use, in Vietnamese order.
pub fn fields(tx: &mut Tx<'_>) -> Result<Vec<FieldRow>, StoreError> {
    store::fields(tx)
}

/// The fields of work that a post answers for.
pub fn fields_of(tx: &mut Tx<'_>, post: Id<Post>) -> Result<Vec<FieldRow>, StoreError> {
    store::fields_of(tx, post)
}

/// The posts of this role that answer for the field, the first in rank first.
pub fn responsible(
    tx: &mut Tx<'_>,
    field: Id<Field>,
    role: Role,
    on: Date,
) -> Result<Vec<PostRow>, StoreError> {
    let mut posts = store::posts_for_field(tx, field, on)?;
    posts.retain(|post| post.roles.contains(&role));
    Ok(posts)
}

/// The secretaries of a leader's post.
pub fn secretaries_of(tx: &mut Tx<'_>, leader: Id<Post>, on: Date) -> Result<Vec<PostRow>, StoreError> {
    store::secretaries_of(tx, leader, on)
}

/// The leaders' posts that a secretary serves.
pub fn served_by(tx: &mut Tx<'_>, secretary: Id<Post>, on: Date) -> Result<Vec<PostRow>, StoreError> {
    store::served_by(tx, secretary, on)
}

/// Who answers for what lies on this post: its holder, else the head of its unit or of a unit above,
/// else the chief of office. The post itself comes back when it is held.
pub fn effective_holder(tx: &mut Tx<'_>, post: Id<Post>, on: Date) -> Result<Option<PostRow>, StoreError> {
    let posts = store::posts(tx, on)?;
    let units = store::units(tx, on)?;
    let unit = match posts.iter().find(|row| row.id == post) {
        Some(own) if own.holder.is_some() => return Ok(Some(own.clone())),
        Some(own) => own.unit,
        // The post has ended; what still lies on it must not be lost with it.
        None => match store::post_span(tx, post)? {
            Some((_, unit, _)) => unit,
            None => return Ok(None),
        },
    };
    Ok(answering(&posts, &units, unit).cloned())
}

/// The head of this unit or of one above, else the chief of office, else a deputy.
fn answering<'a>(posts: &'a [PostRow], units: &[UnitRow], unit: Id<Unit>) -> Option<&'a PostRow> {
    let held = |role: Role, unit: Option<Id<Unit>>| {
        posts.iter().find(|row| {
            row.holder.is_some() && row.roles.contains(&role) && unit.is_none_or(|unit| row.unit == unit)
        })
    };
    let mut at = Some(unit);
    // Deeper than any committee's tree: a circle in the rows ends here.
    for _ in 0..12 {
        let Some(unit) = at else { break };
        let head = [Role::HeadOfSection, Role::Chief, Role::DeputyChief];
        if let Some(head) = head.into_iter().find_map(|role| held(role, Some(unit))) {
            return Some(head);
        }
        at = units.iter().find(|row| row.id == unit).and_then(|row| row.parent);
    }
    [Role::Chief, Role::DeputyChief].into_iter().find_map(|role| held(role, None))
}

/// Roles that open what is sent to their unit.
pub const OPENS: &[Role] = &[Role::HeadOfSection, Role::UnitClerk, Role::Agency];

/// A unit in which nobody opens the mail today, and who does it instead.
#[derive(Debug, Clone)]
pub struct Unmanned {
    pub unit: Id<Unit>,
    pub answers: Option<PostRow>,
}

/// All units in which nobody holds a post that opens the mail. Asked once until anything is committed.
pub fn unmanned(tx: &mut Tx<'_>, on: Date) -> Result<Arc<Vec<Unmanned>>, StoreError> {
    tx.remember(&on_day(b"unmanned", on), |tx| {
        let empty = store::units_without(tx, OPENS, on)?;
        if empty.is_empty() {
            return Ok(Vec::new());
        }
        let units = store::units(tx, on)?;
        let mut heads = store::posts(tx, on)?;
        let head = |role: &Role| matches!(role, Role::HeadOfSection | Role::Chief | Role::DeputyChief);
        heads.retain(|post| post.holder.is_some() && post.roles.iter().any(head));
        let answers = |unit| answering(&heads, &units, unit).cloned();
        Ok(empty.into_iter().map(|unit| Unmanned { unit, answers: answers(unit) }).collect())
    })
}

/// Of these posts those that nobody holds on this day, ended ones too.
pub fn unheld(tx: &mut Tx<'_>, posts: &[Id<Post>], on: Date) -> Result<Vec<Id<Post>>, StoreError> {
    let held = store::held_of(tx, posts, on)?;
    Ok(posts.iter().copied().filter(|post| !held.contains(post)).collect())
}

/// The body that a paper names, however it is printed: capitals, accents lost, other spaces.
pub fn body_named(tx: &mut Tx<'_>, printed: &str, on: Date) -> Result<Option<UnitRow>, StoreError> {
    if printed.trim().is_empty() {
        return Ok(None);
    }
    let units = store::units(tx, on)?;
    let mut fitting = units.into_iter().filter(|unit| vietnamese::printed_as(printed, &unit.name));
    let found = fitting.next();
    // Two bodies that differ by accents alone: which one is meant stands in the accents as printed.
    let others: Vec<UnitRow> = fitting.collect();
    if others.is_empty() {
        return Ok(found);
    }
    let exact = vietnamese::accented(printed);
    Ok(found.into_iter().chain(others).find(|unit| vietnamese::accented(&unit.name) == exact))
}
