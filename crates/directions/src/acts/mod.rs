//! One file a capability: the way through the office, what recipients do, how it ends.

mod office;
mod recipient;
mod settle;
mod word;

pub use office::{PassOn, Propose, Send, SendTo, Transfer, pass_on, propose, retract, send, transfer};
pub use recipient::{Answer, Forward, accept, finish, forward, open, recall, return_};
pub use settle::{ChangeDeadline, Reopen, Settle, change_deadline, reopen, settle};
pub use word::{Handwritten, Instruct, Prepare, enter_handwritten, instruct, prepare, withdraw};

use kernel::{Act, Id, Refusal, Subject};

use crate::desk::{self, Desk};
use crate::model::{Assignment, Role, Routing, State, Step};
use crate::store::{Line, RoutingRow};
use crate::{store, t};

/// Longer texts are attached as papers.
const TEXT_MAX: usize = 4000;

/// What was written, in one spelling; refused when empty where it must not be, or without end.
fn text(given: &str, field: &'static str, needed: Option<words::Msg>) -> Result<String, Refusal> {
    let text = vietnamese::nfc(given.trim()).into_owned();
    if text.chars().count() > TEXT_MAX {
        return Err(Refusal::invalid(t::text_too_long(TEXT_MAX)).field(field));
    }
    match needed {
        Some(msg) if text.is_empty() => Err(Refusal::invalid(msg).field(field)),
        _ => Ok(text),
    }
}

/// The routing, locked, in one of these states, and the desk of who acts before a paper of its field. Another
/// state means that somebody was faster.
fn locked(act: &mut Act<'_>, id: Id<Routing>, states: &[State]) -> Result<(RoutingRow, Desk), Refusal> {
    let desk = desk::acting(act)?;
    let routing = store::lock(act.tx(), id)?.ok_or_else(Refusal::not_found)?;
    // To whom its paper never came it does not exist, not even as "moved on".
    let every = desk.may(crate::ROUTE) || desk.may(crate::INSTRUCT);
    if !every && !store::reached(act.tx(), routing.paper, &desk)? {
        return Err(Refusal::not_found());
    }
    if !states.contains(&routing.state) {
        return Err(Refusal::conflict(t::moved_on()));
    }
    let desk = desk.before(routing.field).clone();
    Ok((routing, desk))
}

/// Writes down a recipient's answer, in the name of who acts.
fn answered(
    act: &mut Act<'_>,
    routing: Id<Routing>,
    id: Id<Assignment>,
    said: (Step, Option<&str>),
) -> Result<(), Refusal> {
    let fresh = act.new_id::<Assignment>().uuid();
    let (by, now) = (act.actor().person, act.now());
    store::answered(act.tx(), (fresh, routing, id), said, (by, now))?;
    Ok(())
}

fn subject(id: Id<Routing>) -> Subject {
    Subject::new("routing", id)
}

/// One lead at most, nobody twice, every unit and post there today.
fn checked(act: &mut Act<'_>, lines: &[Line]) -> Result<(), Refusal> {
    if lines.is_empty() {
        return Err(Refusal::invalid(t::nobody_chosen()).field("lead"));
    }
    if lines.iter().filter(|line| line.role == Role::Lead).count() > 1 {
        return Err(Refusal::invalid(t::one_lead()).field("lead"));
    }
    let today = act.today();
    let units = people::names::units(act.tx(), today)?;
    for (at, line) in lines.iter().enumerate() {
        if lines.iter().take(at).any(|other| (other.unit, other.post) == (line.unit, line.post)) {
            return Err(Refusal::invalid(t::chosen_twice()).field("cooperating"));
        }
        let known = units.iter().any(|unit| unit.id == line.unit);
        let in_unit = match line.post {
            Some(post) => people::names::post(act.tx(), post, today)?.is_some_and(|p| p.unit == line.unit),
            None => true,
        };
        if !known || !in_unit {
            return Err(Refusal::invalid(t::unit_gone()).field("lead"));
        }
    }
    Ok(())
}
