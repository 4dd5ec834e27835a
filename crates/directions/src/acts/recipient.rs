//! What recipients do: open, accept, return with a reason, forward within their unit; and how a sender recalls.

use kernel::{Act, Id, Refusal};
use people::Role as PostRole;
use serde::{Deserialize, Serialize};

use super::{answered, locked, subject, text};
use crate::desk::Desk;
use crate::model::{Assignment, Role, Routing, State, Step};
use crate::store::{AssignmentRow, Line, RoutingRow};
use crate::{ROUTE, store, t, tells};

const UNDER_WAY: &[State] = &[State::InHand, State::Informed];

/// Says that a paper was opened: by a recipient, or by the leader it lies before. Opening again changes nothing.
pub fn open(act: &mut Act<'_>, routing: Id<Routing>) -> Result<(), Refusal> {
    let (routing, desk) = locked(act, routing, State::ALL)?;
    let (by, now) = (act.actor().person, act.now());
    let mut fresh = Vec::new();
    for assignment in store::assignments(act.tx(), routing.id)? {
        if assignment.opened_at.is_none() && assignment.open() && desk.receives(&assignment.line) {
            fresh.push(assignment.id);
        }
    }
    // Who it lies before in person: from then on it is not taken back behind their back.
    let before = match routing.state {
        State::ToInstruct => routing.leader_post,
        State::ToPropose => Some(routing.office_post),
        _ => None,
    };
    let leader = before.filter(|post| desk.holds(*post));
    let read = store::readings(act.tx(), routing.id)?;
    let leader = leader.filter(|_| !read.iter().any(|row| Some(row.person.uuid()) == by));
    if fresh.is_empty() && leader.is_none() {
        return Ok(());
    }
    act.record("directions.open", subject(routing.id));
    for id in fresh {
        store::opened(act.tx(), id, (by, now))?;
    }
    if let (Some(post), Some(person)) = (leader, by) {
        let id = act.new_id::<Routing>().uuid();
        store::insert_reading(act.tx(), id, (routing.id, post, person), now)?;
    }
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    pub routing: Id<Routing>,
    pub assignment: Id<Assignment>,
    pub text: String,
}

/// The assignment, on the desk of who acts.
fn mine(
    act: &mut Act<'_>,
    (routing, desk): (&RoutingRow, &Desk),
    id: Id<Assignment>,
) -> Result<(AssignmentRow, Vec<AssignmentRow>), Refusal> {
    let all = store::assignments(act.tx(), routing.id)?;
    let one = all.iter().find(|a| a.id == id).cloned().ok_or_else(Refusal::not_found)?;
    if !desk.receives(&one.line) {
        return Err(Refusal::not_found());
    }
    if !one.open() {
        return Err(Refusal::conflict(t::moved_on()));
    }
    Ok((one, all))
}

/// Accepts what was sent. For information that is all there is to do.
pub fn accept(act: &mut Act<'_>, input: Answer) -> Result<(), Refusal> {
    let (routing, desk) = locked(act, input.routing, UNDER_WAY)?;
    let (one, _) = mine(act, (&routing, &desk), input.assignment)?;
    if one.step != Step::Sent {
        return Err(Refusal::conflict(t::moved_on()));
    }
    act.record("directions.accept", subject(routing.id));
    act.fact("assignment", one.id);
    let (by, now) = (act.actor().person, act.now());
    store::opened(act.tx(), one.id, (by, now))?;
    let step = if one.line.role == Role::Informed { Step::Done } else { Step::Accepted };
    answered(act, routing.id, one.id, (step, None))?;
    Ok(())
}

/// A co-operating unit has done its part, and says what.
pub fn finish(act: &mut Act<'_>, input: Answer) -> Result<(), Refusal> {
    let (routing, desk) = locked(act, input.routing, UNDER_WAY)?;
    let (one, all) = mine(act, (&routing, &desk), input.assignment)?;
    if one.line.role == Role::Lead {
        return Err(Refusal::invalid(t::lead_settles()));
    }
    let said = text(&input.text, "text", Some(t::part_missing()))?;
    act.record("directions.finish", subject(routing.id));
    act.fact("assignment", one.id);
    let (by, now) = (act.actor().person, act.now());
    store::opened(act.tx(), one.id, (by, now))?;
    answered(act, routing.id, one.id, (Step::Done, Some(&said)))?;
    // What was forwarded within the unit is done for the unit too.
    let mut parent = one.parent;
    while let Some(id) = parent {
        let Some(above) = all.iter().find(|a| a.id == id) else { break };
        answered(act, routing.id, above.id, (Step::Done, Some(&said)))?;
        parent = above.parent;
    }
    Ok(())
}

/// Returns it, with the reason: within the unit to the unit's desk, else to the office, which sends it again.
pub fn return_(act: &mut Act<'_>, input: Answer) -> Result<(), Refusal> {
    let (routing, desk) = locked(act, input.routing, UNDER_WAY)?;
    let (one, all) = mine(act, (&routing, &desk), input.assignment)?;
    let why = text(&input.text, "text", Some(t::reason_missing()))?;
    act.record("directions.return", subject(routing.id));
    act.fact("assignment", one.id);
    let (by, now) = (act.actor().person, act.now());
    store::opened(act.tx(), one.id, (by, now))?;
    answered(act, routing.id, one.id, (Step::Returned, Some(&why)))?;
    tells::returned(act, &routing, &one)?;
    back_to_sender(act, &routing, &one, &all)
}

/// After a return or a recall: the unit's desk has it again, or the office when nobody leads any more.
fn back_to_sender(
    act: &mut Act<'_>,
    routing: &RoutingRow,
    one: &AssignmentRow,
    all: &[AssignmentRow],
) -> Result<(), Refusal> {
    let now = act.now();
    if let Some(parent) = one.parent {
        let others = all.iter().any(|a| a.parent == Some(parent) && a.id != one.id && a.open());
        if !others || one.line.role == Role::Lead {
            answered(act, routing.id, parent, (Step::Accepted, None))?;
        }
    } else if one.line.role == Role::Lead {
        store::move_to(act.tx(), routing.id, State::ToTransfer, now)?;
    }
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Forward {
    pub routing: Id<Routing>,
    pub assignment: Id<Assignment>,
    /// Posts within the unit, the first one leads.
    pub lines: Vec<Line>,
    pub text: String,
}

/// The unit's desk hands it on within the unit.
pub fn forward(act: &mut Act<'_>, input: Forward) -> Result<(), Refusal> {
    let (routing, desk) = locked(act, input.routing, UNDER_WAY)?;
    let (one, _) = mine(act, (&routing, &desk), input.assignment)?;
    if !desk.opens(one.line.unit) {
        return Err(Refusal::forbidden());
    }
    super::checked(act, &input.lines)?;
    let today = act.today();
    let units = people::names::units(act.tx(), today)?;
    let within = people::names::below(&units, one.line.unit);
    if input.lines.iter().any(|line| !within.contains(&line.unit)) {
        return Err(Refusal::invalid(t::outside_unit()).field("lead"));
    }
    if one.line.role == Role::Lead && !input.lines.iter().any(|line| line.role == Role::Lead) {
        return Err(Refusal::invalid(t::lead_missing()).field("lead"));
    }
    if one.line.post.is_some() && input.lines.iter().any(|line| line.post == one.line.post) {
        return Err(Refusal::invalid(t::chosen_twice()).field("lead"));
    }
    let said = text(&input.text, "text", None)?;
    act.record("directions.forward", subject(routing.id));
    act.fact("assignment", one.id);
    let (by, now) = (act.actor().person, act.now());
    store::opened(act.tx(), one.id, (by, now))?;
    let said = (!said.is_empty()).then_some(said.as_str());
    answered(act, routing.id, one.id, (Step::Forwarded, said))?;
    for line in &input.lines {
        // Within a co-operating unit nobody leads the whole.
        let role = match (one.line.role, line.role) {
            (Role::Cooperating, Role::Lead) => Role::Cooperating,
            (Role::Informed, _) => Role::Informed,
            (_, role) => role,
        };
        let id = act.new_id();
        let line = Line { role, ..*line };
        store::insert_assignment(act.tx(), (id, routing.id, Some(one.id)), &line, (by, now))?;
    }
    Ok(())
}

/// Recalls what nobody has opened yet. Who sent it may, or the office.
pub fn recall(act: &mut Act<'_>, input: Answer) -> Result<(), Refusal> {
    let (routing, desk) = locked(act, input.routing, UNDER_WAY)?;
    let all = store::assignments(act.tx(), routing.id)?;
    let one = all.iter().find(|a| a.id == input.assignment).cloned().ok_or_else(Refusal::not_found)?;
    let sender = match one.parent {
        None => desk.may(ROUTE),
        Some(_) => desk.opens(one.line.unit) || desk.is(PostRole::Chief),
    };
    if !sender {
        return Err(Refusal::forbidden());
    }
    let why = text(&input.text, "text", Some(t::reason_missing()))?;
    if one.step != Step::Sent || one.opened_at.is_some() {
        return Err(Refusal::conflict(t::opened_already()));
    }
    act.record("directions.recall", subject(routing.id));
    act.fact("assignment", one.id);
    let now = act.now();
    answered(act, routing.id, one.id, (Step::Recalled, Some(&why)))?;
    tells::recalled(act, &routing, &one)?;
    // Sent for information only, and recalled from everybody: the office decides again.
    let rest = all.iter().any(|a| a.id != one.id && a.parent.is_none() && a.step != Step::Recalled);
    if one.parent.is_none() && !rest {
        store::move_to(act.tx(), routing.id, State::ToTransfer, now)?;
        return Ok(());
    }
    back_to_sender(act, &routing, &one, &all)
}
