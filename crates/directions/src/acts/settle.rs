//! How it ends: the lead settles, which stops the clock; the chief may open it again or move the deadline.

use jiff::civil::Date;
use kernel::{Act, Id, Refusal};
use people::Role as PostRole;
use serde::{Deserialize, Serialize};

use super::{answered, locked, subject, text};
use crate::model::{Role, Routing, State, Step, Term};
use crate::{PROPOSE, ROUTE, deadlines, store, t};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Settle {
    pub routing: Id<Routing>,
    pub result: String,
    /// Number and symbol of the reply; empty when none was needed.
    pub reply_code: String,
    pub reply_on: Option<Date>,
}

/// The lead settles the paper with result, reply number and date. The office may put a paper away before it
/// is transferred.
pub fn settle(act: &mut Act<'_>, input: Settle) -> Result<(), Refusal> {
    let (routing, desk) = locked(act, input.routing, &[State::InHand, State::ToPropose, State::ToTransfer])?;
    let all = store::assignments(act.tx(), routing.id)?;
    let allowed = if routing.state == State::InHand {
        all.iter().any(|a| a.open() && a.line.role == Role::Lead && desk.receives(&a.line))
    } else {
        desk.may(PROPOSE) || desk.may(ROUTE)
    };
    if !allowed {
        return Err(Refusal::forbidden());
    }
    let result = text(&input.result, "result", Some(t::result_missing()))?;
    let reply = text(&input.reply_code, "reply_code", None)?;
    let today = act.today();
    match (reply.is_empty(), input.reply_on) {
        (false, None) => return Err(Refusal::invalid(t::reply_date_missing()).field("reply_on")),
        (true, Some(_)) => return Err(Refusal::invalid(t::reply_code_missing()).field("reply_code")),
        (false, Some(on)) if on > today => {
            return Err(Refusal::invalid(t::not_yet()).field("reply_on"));
        }
        _ => {}
    }
    act.record("directions.settle", subject(routing.id));
    if let Some(on) = input.reply_on {
        act.fact("reply_on", on);
    }
    let (by, now) = (act.actor().person, act.now());
    for assignment in all.iter().filter(|a| a.open() || a.step == Step::Forwarded) {
        // Who was sent it for information still finds it on the desk.
        if assignment.line.role != Role::Informed {
            answered(act, routing.id, assignment.id, (Step::Done, None))?;
        }
    }
    let reply = (!reply.is_empty()).then_some(reply.as_str());
    store::settle(act.tx(), routing.id, (&result, reply, input.reply_on), (by, now))?;
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reopen {
    pub routing: Id<Routing>,
    pub why: String,
}

/// The chief opens a settled paper again, with the reason. The office transfers it anew.
pub fn reopen(act: &mut Act<'_>, input: Reopen) -> Result<(), Refusal> {
    let (routing, desk) = locked(act, input.routing, &[State::Settled, State::Informed])?;
    if !desk.is(PostRole::Chief) {
        return Err(Refusal::forbidden());
    }
    let why = text(&input.why, "why", Some(t::reason_missing()))?;
    act.record("directions.reopen", subject(routing.id));
    let id = act.new_id::<Routing>().uuid();
    let (by, now) = (act.actor().person, act.now());
    let deadline = routing.deadline.as_ref().map(|d| d.on);
    store::insert_change(act.tx(), (id, routing.id), (deadline, deadline), &why, (by, now))?;
    store::move_to(act.tx(), routing.id, State::ToTransfer, now)?;
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChangeDeadline {
    pub routing: Id<Routing>,
    pub term: Term,
    pub why: String,
}

/// The chief or the responsible deputy moves the deadline, with the reason; the old one stays legible.
pub fn change_deadline(act: &mut Act<'_>, input: ChangeDeadline) -> Result<(), Refusal> {
    let (routing, desk) = locked(act, input.routing, &[State::InHand])?;
    if !desk.may(PROPOSE) {
        return Err(Refusal::forbidden());
    }
    let why = text(&input.why, "why", Some(t::reason_missing()))?;
    let new = deadlines::fixed(act, &routing, input.term)?;
    act.record("directions.change_deadline", subject(routing.id));
    if let Some(new) = &new {
        act.fact("deadline", new.on);
    }
    let id = act.new_id::<Routing>().uuid();
    let (by, now) = (act.actor().person, act.now());
    let (old_on, new_on) = (routing.deadline.as_ref().map(|d| d.on), new.as_ref().map(|d| d.on));
    store::insert_change(act.tx(), (id, routing.id), (old_on, new_on), &why, (by, now))?;
    store::set_deadline(act.tx(), routing.id, new.as_ref())?;
    Ok(())
}
