//! Fields and units assigned to leaders, with dates. What counts today is what the organisation's posts answer for.

use jiff::civil::Date;
use kernel::{Act, Actor, Id, Office, Refusal, Subject};
use people::{Field, Post, Unit, may, names};
use serde::{Deserialize, Serialize};

use super::{LINE_MAX, cut};
use crate::model::{self, Assignment};
use crate::store::{self, AssignmentRow};
use crate::{ASSIGN, day, t};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Assign {
    pub post: Id<Post>,
    /// A field, or a unit: one of both.
    pub field: Option<Id<Field>>,
    pub unit: Option<Id<Unit>>,
    /// The paper that assigns it.
    pub code: String,
    pub from: Date,
    pub to: Option<Date>,
}

pub fn assign(act: &mut Act<'_>, input: Assign) -> Result<Id<Assignment>, Refusal> {
    may(act, ASSIGN)?;
    let today = act.today();
    let post = names::post(act.tx(), input.post, today)?.ok_or_else(Refusal::not_found)?;
    let mut wrong = Vec::new();
    if !model::leads(&post.roles) {
        wrong.push(Refusal::invalid(t::not_a_leader()).field("post"));
    }
    let known_field = match input.field {
        Some(field) => people::fields(act.tx())?.iter().any(|row| row.id == field),
        None => true,
    };
    let known_unit = match input.unit {
        Some(unit) => names::units(act.tx(), today)?.iter().any(|row| row.id == unit),
        None => true,
    };
    if input.field.is_some() == input.unit.is_some() || !known_field || !known_unit {
        wrong.push(Refusal::invalid(t::field_or_unit()).field("field"));
    }
    let code = cut(&input.code, "code", (LINE_MAX, Some(t::code_missing())));
    if input.to.is_some_and(|to| to < input.from) {
        wrong.push(Refusal::invalid(t::ends_before_it_begins()).field("to"));
    }
    let code = match code {
        Ok(code) => code,
        Err(refusal) => {
            wrong.push(refusal);
            String::new()
        }
    };
    Refusal::all(wrong)?;
    let there = store::assignments(act.tx())?;
    let same = |row: &&AssignmentRow| {
        row.post == input.post
            && row.field == input.field
            && row.unit == input.unit
            && row.to.is_none_or(|to| input.from <= to)
            && input.to.is_none_or(|to| row.from <= to)
    };
    if let Some(row) = there.iter().find(same) {
        let from = vietnamese::format_date(row.from);
        return Err(Refusal::conflict(t::assigned_already(from)).field("field"));
    }
    let row = AssignmentRow {
        id: act.new_id(),
        post: input.post,
        field: input.field,
        unit: input.unit,
        code,
        from: input.from,
        to: input.to,
    };
    act.record("regulations.assign", Subject::new("leader_assignment", row.id));
    act.fact("post", row.post);
    act.fact("from", row.from);
    let maker = (act.actor().person, act.now());
    store::insert_assignment(act.tx(), &row, maker)?;
    bring_up(act)?;
    Ok(row.id)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EndAssignment {
    pub assignment: Id<Assignment>,
    pub last_day: Date,
}

pub fn end_assignment(act: &mut Act<'_>, input: EndAssignment) -> Result<(), Refusal> {
    may(act, ASSIGN)?;
    let row = store::lock_assignment(act.tx(), input.assignment)?.ok_or_else(Refusal::not_found)?;
    if row.to.is_some_and(|to| to < act.today()) {
        return Err(Refusal::conflict(t::assignment_over()));
    }
    if input.last_day < row.from {
        let from = vietnamese::format_date(row.from);
        return Err(Refusal::invalid(t::last_day_before(from)).field("last_day"));
    }
    act.record("regulations.end_assignment", Subject::new("leader_assignment", row.id));
    act.fact("last_day", input.last_day);
    store::end_assignment(act.tx(), row.id, input.last_day)?;
    bring_up(act)
}

/// What a post answers for.
type Fields = (Id<Post>, Vec<Id<Field>>);

/// The posts whose fields in the organisation are not those of their assignments today.
fn behind(tx: &mut kernel::Tx<'_>, today: Date) -> Result<Vec<Fields>, kernel::StoreError> {
    let assigned = store::assignments(tx)?;
    let now = names::post_fields(tx)?;
    let wanted = day::fields(tx, today)?;
    let mut posts: Vec<Id<Post>> =
        assigned.iter().filter(|row| row.field.is_some()).map(|row| row.post).collect();
    posts.sort_by_key(|post| post.uuid());
    posts.dedup();
    let of = |rows: &[names::Answers], post: Id<Post>| {
        let mut own: Vec<Id<Field>> =
            rows.iter().filter(|(own, _)| *own == post).map(|(_, field)| *field).collect();
        own.sort_by_key(|field| field.uuid());
        own.dedup();
        own
    };
    let mut found = Vec::new();
    for post in posts {
        let fields = of(&wanted, post);
        if fields != of(&now, post) {
            found.push((post, fields));
        }
    }
    Ok(found)
}

fn bring_up(act: &mut Act<'_>) -> Result<(), Refusal> {
    let today = act.today();
    for (post, fields) in behind(act.tx(), today)? {
        people::field::take_over(act, post, &fields)?;
    }
    Ok(())
}

fn follow_all(act: &mut Act<'_>, (): ()) -> Result<(), Refusal> {
    let today = act.today();
    let first = behind(act.tx(), today)?.into_iter().next();
    let Some((post, _)) = first else { return Err(Refusal::conflict(t::nothing_to_follow())) };
    act.record("regulations.follow", Subject::new("post", post));
    bring_up(act)
}

/// Each night: assignments that begin or end are taken over into what posts answer for.
pub fn follow(office: &Office) -> anyhow::Result<()> {
    let today = office.now().date();
    if office.read_blocking(|tx| behind(tx, today))?.is_empty() {
        return Ok(());
    }
    let done = office.act_blocking(Actor::system(), office.new_id(), (), follow_all);
    done.map_err(|refusal| anyhow::anyhow!("{}", refusal.msg.say(words::Lang::En)))
}
