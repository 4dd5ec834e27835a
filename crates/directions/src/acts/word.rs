//! A leader's word on a paper: agree, instruct otherwise, ask back, note. A secretary prepares it, and enters
//! what was written by hand; a secretary never gives it.

use jiff::civil::Date;
use kernel::{Act, Id, Refusal};
use people::{Person, Role as PostRole};
use serde::{Deserialize, Serialize};

use super::{locked, subject, text};
use crate::model::{Routing, State, Word};
use crate::store::{NewInstruction, RoutingRow};
use crate::{INSTRUCT, store, t, tells};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Instruct {
    pub routing: Id<Routing>,
    pub word: Word,
    pub text: String,
}

/// The leader before whom the paper lies gives a word on it.
pub fn instruct(act: &mut Act<'_>, input: Instruct) -> Result<(), Refusal> {
    let (routing, desk) = locked(act, input.routing, &[State::ToInstruct])?;
    let post = routing.leader_post.ok_or_else(Refusal::not_found)?;
    if !desk.may(INSTRUCT) || !desk.holds(post) {
        return Err(Refusal::forbidden());
    }
    let person = act.actor().person;
    let said = worded(&input)?;
    act.record("directions.instruct", subject(routing.id));
    act.fact("word", input.word.code());
    let new =
        NewInstruction { word: input.word, post, person, text: &said, written_on: None, entered_by: None };
    give(act, &routing, &new)
}

fn worded(input: &Instruct) -> Result<String, Refusal> {
    let needed = match input.word {
        Word::Agree => None,
        Word::Other => Some(t::instruction_missing()),
        Word::AskBack => Some(t::question_missing()),
        Word::Note => Some(t::note_missing()),
        // The office's own decision is part of its proposal.
        Word::Decided => return Err(Refusal::invalid(t::moved_on())),
    };
    text(&input.text, "text", needed)
}

fn give(act: &mut Act<'_>, routing: &RoutingRow, new: &NewInstruction<'_>) -> Result<(), Refusal> {
    let (id, now) = (act.new_id(), act.now());
    store::insert_instruction(act.tx(), (id, routing.id), new, now)?;
    let next = match new.word {
        Word::Agree | Word::Other | Word::Decided => State::ToTransfer,
        Word::AskBack => State::ToPropose,
        Word::Note => return Ok(()),
    };
    store::set_prepared(act.tx(), routing.id, None, None)?;
    store::move_to(act.tx(), routing.id, next, now)?;
    if new.word == Word::AskBack {
        tells::asked_back(act, routing)?;
    }
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Handwritten {
    pub instruct: Instruct,
    pub written_on: Date,
}

/// A secretary enters what the leader wrote by hand on the paper. It stands as the leader's word, with who
/// entered it.
pub fn enter_handwritten(act: &mut Act<'_>, input: Handwritten) -> Result<(), Refusal> {
    let (routing, desk) = locked(act, input.instruct.routing, &[State::ToInstruct])?;
    let post = routing.leader_post.ok_or_else(Refusal::not_found)?;
    if !desk.serves.contains(&post) {
        return Err(Refusal::forbidden());
    }
    let today = act.today();
    if input.written_on > today {
        return Err(Refusal::invalid(t::not_yet()).field("written_on"));
    }
    let said = worded(&input.instruct)?;
    // The office that wrote it held it on that day.
    let leader = people::names::post(act.tx(), post, input.written_on)?.and_then(|post| post.holder);
    let Some(leader) = leader else {
        return Err(Refusal::invalid(t::nobody_held_then()).field("written_on"));
    };
    act.record("directions.enter_handwritten", subject(routing.id));
    act.fact("word", input.instruct.word.code());
    act.fact("written_on", input.written_on);
    let new = NewInstruction {
        word: input.instruct.word,
        post,
        person: Some(leader.uuid()),
        text: &said,
        written_on: Some(input.written_on),
        entered_by: act.actor().person,
    };
    give(act, &routing, &new)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Prepare {
    pub routing: Id<Routing>,
    pub text: String,
}

/// A secretary prepares a wording. The leader finds it in the field and gives it, changes it, or leaves it.
pub fn prepare(act: &mut Act<'_>, input: Prepare) -> Result<(), Refusal> {
    let (routing, desk) = locked(act, input.routing, &[State::ToInstruct])?;
    if !routing.leader_post.is_some_and(|leader| desk.serves.contains(&leader)) {
        return Err(Refusal::forbidden());
    }
    let said = text(&input.text, "text", None)?;
    act.record("directions.prepare", subject(routing.id));
    let by = act.actor().person;
    let said = (!said.is_empty()).then_some(said);
    store::set_prepared(act.tx(), routing.id, said.as_deref(), by)?;
    Ok(())
}

/// The leader takes the last word back, as long as the office has not transferred the paper.
pub fn withdraw(act: &mut Act<'_>, routing: Id<Routing>) -> Result<(), Refusal> {
    let (routing, desk) = locked(act, routing, &[State::ToTransfer, State::ToPropose])?;
    let last = store::instructions(act.tx(), routing.id)?
        .into_iter()
        .find(|given| given.withdrawn_at.is_none() && given.word != Word::Note);
    let Some(last) = last else { return Err(Refusal::conflict(t::moved_on())) };
    let own = last.person == act.actor().person.map(Id::<Person>::from_uuid);
    if last.word == Word::Decided {
        // The office's own decision goes back to who decided it.
        if !(own || desk.is(PostRole::Chief)) {
            return Err(Refusal::forbidden());
        }
    } else if !(own && desk.holds(last.post)) {
        return Err(Refusal::forbidden());
    }
    act.record("directions.withdraw", subject(routing.id));
    let now = act.now();
    store::withdraw_instruction(act.tx(), last.id, now)?;
    let back = if last.word == Word::Decided { State::ToPropose } else { State::ToInstruct };
    store::move_to(act.tx(), routing.id, back, now)?;
    Ok(())
}
