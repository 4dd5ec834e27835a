//! What the office does: send a paper on its way, propose, transfer as instructed.

use documents::Paper;
use kernel::{Act, Id, Refusal};
use people::{Field, Person, Post, Role as PostRole};
use serde::{Deserialize, Serialize};

use super::{checked, locked, subject, text};
use crate::model::{Assignment, Proposal, Routing, State, Term, Word};
use crate::store::{Line, NewInstruction, RoutingRow};
use crate::{PROPOSE, ROUTE, deadlines, desk, store, t};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Send {
    pub paper: Id<Paper>,
    /// The chief of office, or the deputy responsible for the matter.
    pub to: Id<Post>,
    /// The field of work it belongs to.
    #[serde(default)]
    pub field: Option<Id<Field>>,
}

/// To whom a paper goes in the same act that registers it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct SendTo {
    pub to: Id<Post>,
    #[serde(default)]
    pub field: Option<Id<Field>>,
}

/// Sends a registered paper to who proposes what to do with it.
pub fn send(act: &mut Act<'_>, input: Send) -> Result<Id<Routing>, Refusal> {
    let desk = desk::acting(act)?;
    let desk = desk.before(input.field);
    if !desk.may(ROUTE) {
        return Err(Refusal::forbidden());
    }
    let paper = documents::paper(act.tx(), input.paper)?.ok_or_else(Refusal::not_found)?;
    if paper.voided_why.is_some() {
        return Err(Refusal::conflict(t::paper_void()));
    }
    if paper.reserved_why.is_some() {
        return Err(Refusal::conflict(t::paper_reserved()));
    }
    proposer(act, input.to)?;
    field_known(act, input.field, None)?;
    let again = store::taken_back(act.tx(), input.paper)?;
    let id = again.unwrap_or_else(|| act.new_id());
    act.record("directions.send", subject(id));
    act.fact("paper", input.paper);
    act.fact("to", input.to);
    let (by, now) = (act.actor().person, act.now());
    if again.is_some() {
        store::send_again(act.tx(), id, input.to, (by, now))?;
    } else if !store::insert_routing(act.tx(), (id, input.paper), input.to, (by, now))? {
        return Err(Refusal::conflict(t::on_its_way()));
    }
    if let Some(field) = input.field {
        act.fact("field", field);
    }
    store::set_field(act.tx(), id, input.field)?;
    Ok(id)
}

/// A field that is in use, or the one the paper has had all along.
fn field_known(act: &mut Act<'_>, field: Option<Id<Field>>, now: Option<Id<Field>>) -> Result<(), Refusal> {
    let Some(wanted) = field.filter(|_| field != now) else { return Ok(()) };
    if people::fields(act.tx())?.iter().any(|row| row.id == wanted) {
        return Ok(());
    }
    Err(Refusal::invalid(t::field_gone()).field("field"))
}

/// Who proposes is the chief of office or a deputy, in office today.
fn proposer(act: &mut Act<'_>, post: Id<Post>) -> Result<(), Refusal> {
    let today = act.today();
    let post = people::names::post(act.tx(), post, today)?.ok_or_else(Refusal::not_found)?;
    let proposes = post.roles.iter().any(|r| matches!(r, PostRole::Chief | PostRole::DeputyChief));
    if !proposes {
        return Err(Refusal::invalid(t::not_a_proposer()).field("to"));
    }
    if post.holder.is_none() {
        return Err(Refusal::invalid(t::nobody_holds(post.title)).field("to"));
    }
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PassOn {
    pub routing: Id<Routing>,
    pub to: Id<Post>,
}

/// Passes a paper that waits for a proposal to another one who proposes.
pub fn pass_on(act: &mut Act<'_>, input: PassOn) -> Result<(), Refusal> {
    let (routing, desk) = locked(act, input.routing, &[State::ToPropose])?;
    if !desk.may(ROUTE) {
        return Err(Refusal::forbidden());
    }
    proposer(act, input.to)?;
    act.record("directions.pass_on", subject(routing.id));
    act.fact("to", input.to);
    let now = act.now();
    store::set_office_post(act.tx(), routing.id, input.to)?;
    store::move_to(act.tx(), routing.id, State::ToPropose, now)?;
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Propose {
    pub routing: Id<Routing>,
    pub text: String,
    /// Without a leader the office decides within its own authority.
    pub leader: Option<Id<Post>>,
    pub lines: Vec<Line>,
    pub term: Term,
    /// The field of work; without a word on it the paper keeps the one it has.
    #[serde(default)]
    pub field: Option<Id<Field>>,
}

/// The chief or the responsible deputy proposes lead, co-operating units, deadline and text, and puts the
/// paper before a leader or decides within the office's own authority.
pub fn propose(act: &mut Act<'_>, input: Propose) -> Result<(), Refusal> {
    let (routing, desk) = locked(act, input.routing, &[State::ToPropose])?;
    if !desk.may(PROPOSE) || !(desk.holds(routing.office_post) || desk.is(PostRole::Chief)) {
        return Err(Refusal::forbidden());
    }
    let needed = input.leader.is_some().then(t::proposal_missing);
    let said = text(&input.text, "text", needed)?;
    checked(act, &input.lines)?;
    let today = act.today();
    if let Some(leader) = input.leader {
        let post = people::names::post(act.tx(), leader, today)?.ok_or_else(Refusal::not_found)?;
        if !post.roles.contains(&PostRole::Leader) {
            return Err(Refusal::invalid(t::not_an_instructor()).field("leader"));
        }
        if post.holder.is_none() {
            return Err(Refusal::invalid(t::nobody_holds(post.title)).field("leader"));
        }
    }
    field_known(act, input.field, routing.field)?;
    let deadline = deadlines::fixed(act, &routing, input.term)?;
    let id: Id<Proposal> = act.new_id();
    act.record("directions.propose", subject(routing.id));
    act.fact("lines", i64::try_from(input.lines.len()).unwrap_or(i64::MAX));
    let post = acting_post(&desk, &routing);
    let (person, now) = (act.actor().person, act.now());
    store::insert_proposal(
        act.tx(),
        (id, routing.id),
        (post, person),
        (&said, input.leader, deadline.as_ref()),
        now,
    )?;
    for line in &input.lines {
        let line_id = act.new_id::<Proposal>().uuid();
        store::insert_proposal_line(act.tx(), line_id, (routing.id, id), line)?;
    }
    store::set_deadline(act.tx(), routing.id, deadline.as_ref())?;
    if let Some(field) = input.field.filter(|_| input.field != routing.field) {
        act.fact("field", field);
        store::set_field(act.tx(), routing.id, input.field)?;
    }
    store::set_leader(act.tx(), routing.id, input.leader)?;
    if let Some(leader) = input.leader {
        act.fact("leader", leader);
        store::move_to(act.tx(), routing.id, State::ToInstruct, now)?;
    } else {
        let word = NewInstruction {
            word: Word::Decided,
            post,
            person,
            text: &said,
            written_on: None,
            entered_by: None,
        };
        let word_id = act.new_id();
        store::insert_instruction(act.tx(), (word_id, routing.id), &word, now)?;
        store::move_to(act.tx(), routing.id, State::ToTransfer, now)?;
    }
    Ok(())
}

/// The post in which the office's word is given: the one the paper lies with, else the own first one.
fn acting_post(desk: &desk::Desk, routing: &RoutingRow) -> Id<Post> {
    if desk.holds(routing.office_post) {
        routing.office_post
    } else {
        desk.posts.first().copied().unwrap_or(routing.office_post)
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Transfer {
    pub routing: Id<Routing>,
    pub lines: Vec<Line>,
    pub term: Term,
}

/// Transfers the paper as instructed. Papers that nobody has to act on are thereby done.
pub fn transfer(act: &mut Act<'_>, input: Transfer) -> Result<(), Refusal> {
    let (routing, desk) = locked(act, input.routing, &[State::ToTransfer])?;
    if !desk.may(ROUTE) {
        return Err(Refusal::forbidden());
    }
    checked(act, &input.lines)?;
    let acts = input.lines.iter().any(|line| line.role != crate::Role::Informed);
    let leads = input.lines.iter().any(|line| line.role == crate::Role::Lead);
    if acts && !leads {
        return Err(Refusal::invalid(t::lead_missing())
            .field("lead")
            .source("Nghị định 30/2020/NĐ-CP, Điều 23"));
    }
    let deadline = if acts { deadlines::fixed(act, &routing, input.term)? } else { None };
    act.record("directions.transfer", subject(routing.id));
    act.fact("lines", i64::try_from(input.lines.len()).unwrap_or(i64::MAX));
    if let Some(deadline) = &deadline {
        act.fact("deadline", deadline.on);
        act.fact("basis", deadline.basis.as_str());
    }
    let (by, now) = (act.actor().person, act.now());
    for line in &input.lines {
        let id: Id<Assignment> = act.new_id();
        store::insert_assignment(act.tx(), (id, routing.id, None), line, (by, now))?;
    }
    store::set_deadline(act.tx(), routing.id, deadline.as_ref())?;
    let state = if acts { State::InHand } else { State::Informed };
    store::move_to(act.tx(), routing.id, state, now)?;
    Ok(())
}

/// Takes back what was sent or proposed, as long as nobody it lies before has opened it. Who did it may.
pub fn retract(act: &mut Act<'_>, routing: Id<Routing>) -> Result<(), Refusal> {
    let (routing, _) = locked(act, routing, &[State::ToPropose, State::ToInstruct])?;
    let proposals = store::proposals(act.tx(), routing.id)?;
    let readings = store::readings(act.tx(), routing.id)?;
    let actor = act.actor().person.map(Id::<Person>::from_uuid);
    let last = proposals.iter().find(|proposal| proposal.taken_back_at.is_none());
    let (by, before) = match (routing.state, last) {
        (State::ToInstruct, Some(proposal)) => (proposal.person, routing.leader_post),
        (State::ToPropose, None) => (routing.started_by, Some(routing.office_post)),
        // It came back with a question: there is nothing to take back.
        _ => return Err(Refusal::conflict(t::moved_on())),
    };
    if actor.is_none() || by != actor {
        return Err(Refusal::forbidden());
    }
    if readings.iter().any(|reading| Some(reading.post) == before && Some(reading.person) != actor) {
        return Err(Refusal::conflict(t::read_already()));
    }
    act.record("directions.retract", subject(routing.id));
    let now = act.now();
    if routing.state == State::ToInstruct {
        store::take_proposal_back(act.tx(), routing.id, now)?;
        store::move_to(act.tx(), routing.id, State::ToPropose, now)?;
    } else {
        store::move_to(act.tx(), routing.id, State::TakenBack, now)?;
    }
    Ok(())
}
