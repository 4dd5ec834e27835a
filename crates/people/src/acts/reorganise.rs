//! Units and posts move, are renamed and end; what they were stays legible.

use jiff::civil::Date;
use kernel::{Act, Id, Refusal, Subject};
use serde::{Deserialize, Serialize};

use super::organise::{Appointment, appoint, leave, name};
use crate::house::{Function, Leaving, may};
use crate::model::{Person, Post, Unit};
use crate::store::{self, Span};
use crate::{ORGANISE, names, t};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChangeUnit {
    pub unit: Id<Unit>,
    pub name: String,
    pub parent: Option<Id<Unit>>,
    /// The first day under the new name and at the new place; not later than today.
    pub from: Date,
}

/// Whether the old state must be kept, up to which day. A correction on the first day leaves none.
fn until(span: &Span, from: Date, today: Date) -> Result<Option<Date>, Refusal> {
    if from > today {
        return Err(Refusal::invalid(t::change_not_ahead()).field("from"));
    }
    if span.changed_until.is_some_and(|until| from <= until) {
        return Err(Refusal::invalid(t::change_after_last()).field("from"));
    }
    Ok(if from > span.from { from.yesterday().ok() } else { None })
}

pub fn change_unit(act: &mut Act<'_>, input: ChangeUnit) -> Result<(), Refusal> {
    may(act, ORGANISE)?;
    let text = name(&input.name, "name")?;
    let today = act.today();
    let (_, span) = store::unit_span(act.tx(), input.unit)?.ok_or_else(Refusal::not_found)?;
    if let Some(parent) = input.parent {
        let units = store::units(act.tx(), today)?;
        if !units.iter().any(|unit| unit.id == parent) {
            return Err(Refusal::invalid(t::parent_missing()).field("parent"));
        }
        if names::below(&units, input.unit).contains(&parent) {
            return Err(Refusal::invalid(t::parent_below()).field("parent"));
        }
    }
    let until = until(&span, input.from, today)?;
    act.record("people.change_unit", Subject::new("unit", input.unit));
    act.fact("from", input.from);
    if let Some(until) = until {
        let key = act.new_id::<Unit>().uuid();
        store::keep_unit(act.tx(), key, input.unit, until)?;
    }
    let key = vietnamese::sort_key(&text);
    store::change_unit(act.tx(), (input.unit, input.parent), (&text, &key))?;
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChangePost {
    pub post: Id<Post>,
    pub title: String,
    pub unit: Id<Unit>,
    pub from: Date,
}

pub fn change_post(act: &mut Act<'_>, input: ChangePost) -> Result<(), Refusal> {
    may(act, ORGANISE)?;
    let text = name(&input.title, "title")?;
    let today = act.today();
    let (_, _, span) = store::post_span(act.tx(), input.post)?.ok_or_else(Refusal::not_found)?;
    if !store::unit_exists(act.tx(), input.unit, today)? {
        return Err(Refusal::invalid(t::unit_missing()).field("unit"));
    }
    let until = until(&span, input.from, today)?;
    act.record("people.change_post", Subject::new("post", input.post));
    act.fact("unit", input.unit);
    act.fact("from", input.from);
    if let Some(until) = until {
        let key = act.new_id::<Post>().uuid();
        store::keep_post(act.tx(), key, input.post, until)?;
    }
    store::change_post(act.tx(), input.post, input.unit, &text)?;
    Ok(())
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct EndUnit {
    pub unit: Id<Unit>,
    pub last_day: Date,
}

pub fn end_unit(act: &mut Act<'_>, input: EndUnit) -> Result<(), Refusal> {
    may(act, ORGANISE)?;
    let open = store::open_inside(act.tx(), input.unit, input.last_day)?;
    if !open.is_empty() {
        let list = open.join("; ");
        return Err(Refusal::conflict(t::unit_not_empty(list)).field("last_day"));
    }
    act.record("people.end_unit", Subject::new("unit", input.unit));
    act.fact("last_day", input.last_day);
    if store::end_unit(act.tx(), input.unit, input.last_day)? {
        Ok(())
    } else {
        Err(Refusal::invalid(t::ended_already()).field("last_day"))
    }
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct EndPost {
    pub post: Id<Post>,
    pub last_day: Date,
}

/// What still lies on an ended post shows at the head of its unit.
pub fn end_post(act: &mut Act<'_>, input: EndPost) -> Result<(), Refusal> {
    may(act, ORGANISE)?;
    let holders = store::holdings(act.tx(), input.post)?;
    if let Some(held) = holders.into_iter().find(|row| row.to.is_none_or(|to| to > input.last_day)) {
        return Err(Refusal::conflict(t::post_taken(held.name)).field("last_day"));
    }
    act.record("people.end_post", Subject::new("post", input.post));
    act.fact("last_day", input.last_day);
    if store::end_post(act.tx(), input.post, input.last_day)? {
        Ok(())
    } else {
        Err(Refusal::invalid(t::ended_already()).field("last_day"))
    }
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct HandOver {
    pub post: Id<Post>,
    pub person: Id<Person>,
    pub last_day: Date,
    /// Takes the post on the next day; without one its work shows at the head of the unit.
    pub successor: Option<Id<Person>>,
}

/// One leaves, the next comes. The work stays where it hangs, on the post; what names the person beside it goes on to
/// the successor, as the functions of the house say.
pub fn hand_over(functions: &[Function], act: &mut Act<'_>, input: HandOver) -> Result<(), Refusal> {
    let HandOver { post, person, last_day, successor } = input;
    may(act, ORGANISE)?;
    act.record("people.hand_over", Subject::new("post", post));
    leave(act, Appointment { post, person, from: last_day })?;
    if let Some(next) = successor {
        if next == person {
            return Err(Refusal::invalid(t::delegate_to_another()).field("successor"));
        }
        let from =
            last_day.tomorrow().map_err(|_| Refusal::invalid(t::date_unreadable()).field("last_day"))?;
        act.fact("successor", next);
        appoint(act, Appointment { post, person: next, from })?;
    }
    let leaving = Leaving { post, person, last_day, successor };
    functions.iter().filter_map(|function| function.moves).try_for_each(|moves| moves(act, &leaving))
}
