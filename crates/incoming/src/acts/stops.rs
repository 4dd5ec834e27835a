//! What is stopped at the door. A slip says who, when, from where, which mark and what was done; never what about.

use documents::Registered;
use kernel::{Act, ActorKind, Id, Refusal, Subject};
use serde::{Deserialize, Serialize};
use words::Lang;

use super::receive::{count, recount};
use crate::model::{Counts, DONE, MARKS, Stop, Why};
use crate::{REGISTER, store, t};

/// A paper in which no mark could be looked for. It waits in memory for a clerk's answer, and is counted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Hold {
    pub source: String,
}

pub fn hold(act: &mut Act<'_>, input: Hold) -> Result<Id<Stop>, Refusal> {
    people::may(act, REGISTER)?;
    open(act, &input.source, (Why::Unchecked, "incoming.hold"), None)
}

/// A mark of secrecy: read by the machine, or declared by the clerk before anything was read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Classify {
    pub source: String,
    pub mark: String,
    pub why: Why,
}

/// Opens an incident slip. Nothing of the paper is kept.
pub fn found_marked(act: &mut Act<'_>, input: Classify) -> Result<Id<Stop>, Refusal> {
    people::may(act, REGISTER)?;
    known_mark(&input.mark)?;
    open(act, &input.source, (input.why, "incoming.stop"), Some(&input.mark))
}

fn known_mark(mark: &str) -> Result<(), Refusal> {
    if MARKS.contains(&mark) { Ok(()) } else { Err(Refusal::invalid(t::mark_missing()).field("mark")) }
}

fn open(
    act: &mut Act<'_>,
    source: &str,
    (why, name): (Why, &'static str),
    mark: Option<&str>,
) -> Result<Id<Stop>, Refusal> {
    let id = act.new_id();
    act.record(name, Subject::new("door_stop", id));
    act.fact("source", source);
    act.fact("why", why.code());
    let (at, day, person) = (act.now(), act.today(), act.actor().person);
    let counts = if mark.is_some() { Counts::Handed } else { Counts::Waiting };
    count(act, (day, source), counts, 1)?;
    let stop = store::NewStop {
        id,
        day,
        source,
        at,
        person,
        why,
        mark,
        done: mark.map(|_| DONE[0]),
        state: if mark.is_some() { "classified" } else { "open" },
        counts,
    };
    store::insert_stop(act.tx(), &stop)?;
    Ok(id)
}

/// The clerk looked at a held paper, or the machine could read it at last: it bears a mark. Its bytes are gone from memory when this has been answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Declare {
    pub stop: Id<Stop>,
    pub mark: String,
}

pub fn classify(act: &mut Act<'_>, input: Declare) -> Result<(), Refusal> {
    people::may(act, REGISTER)?;
    known_mark(&input.mark)?;
    let stop = locked(act, input.stop, "open")?;
    act.record("incoming.classify", Subject::new("door_stop", stop.id));
    let (now, by) = (act.now(), act.actor().person);
    let why = if act.actor().kind == ActorKind::System { Why::Marked.code() } else { &stop.why };
    store::mark_stop(act.tx(), stop.id, (&input.mark, why))?;
    store::settle_stop(act.tx(), stop.id, ("classified", Some(Counts::Handed)), (now, by), None)?;
    recount(act, (stop.day, &stop.source), Counts::Waiting, Counts::Handed)
}

/// A held paper goes back, or is no longer there to be taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DropHeld {
    pub stop: Id<Stop>,
    pub reason: String,
}

pub fn drop_held(act: &mut Act<'_>, input: DropHeld) -> Result<(), Refusal> {
    people::may(act, REGISTER)?;
    let reason = reason(&input.reason)?;
    let stop = locked(act, input.stop, "open")?;
    act.record("incoming.drop_held", Subject::new("door_stop", stop.id));
    let (now, by) = (act.now(), act.actor().person);
    let to = ("returned", Some(Counts::Returned));
    store::settle_stop(act.tx(), stop.id, to, (now, by), Some(&reason))?;
    recount(act, (stop.day, &stop.source), Counts::Waiting, Counts::Returned)
}

/// The mark was none: the paper may be given again under this slip, once.
pub fn declare_false_alarm(act: &mut Act<'_>, input: DropHeld) -> Result<(), Refusal> {
    people::may(act, REGISTER)?;
    let reason = reason(&input.reason)?;
    let stop = locked(act, input.stop, "classified")?;
    if stop.paper.is_some() {
        return Err(Refusal::conflict(t::stop_has_number()));
    }
    act.record("incoming.false_alarm", Subject::new("door_stop", stop.id));
    let (now, by) = (act.now(), act.actor().person);
    let to = ("false_alarm", Some(Counts::Handed));
    store::settle_stop(act.tx(), stop.id, to, (now, by), Some(&reason))?;
    Ok(())
}

/// What was done with the paper outside this system.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StopDone {
    pub stop: Id<Stop>,
    pub done: String,
}

pub fn stop_done(act: &mut Act<'_>, input: StopDone) -> Result<(), Refusal> {
    people::may(act, REGISTER)?;
    if !DONE.contains(&input.done.as_str()) {
        return Err(Refusal::invalid(t::done_missing()).field("done"));
    }
    let stop = locked(act, input.stop, "classified")?;
    act.record("incoming.stop_done", Subject::new("door_stop", stop.id));
    act.fact("done", input.done.as_str());
    store::stop_done(act.tx(), stop.id, &input.done)?;
    Ok(())
}

/// Keeps a number for the paper in the general book: no subject, no issuer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NumberFor {
    pub stop: Id<Stop>,
}

pub fn reserve_number(act: &mut Act<'_>, input: NumberFor) -> Result<Registered, Refusal> {
    people::may(act, REGISTER)?;
    let stop = locked(act, input.stop, "classified")?;
    if stop.paper.is_some() {
        return Err(Refusal::conflict(t::stop_has_number()));
    }
    act.record("incoming.reserve_number", Subject::new("door_stop", stop.id));
    let why = t::reserved_subject().say(Lang::Vi);
    let line = documents::Reserve { count: 1, why, ..documents::Reserve::default() };
    let registered = documents::reserve_number(act, line)?;
    let registered = *registered.first().ok_or_else(Refusal::not_found)?;
    store::stop_number(act.tx(), stop.id, registered.paper)?;
    Ok(registered)
}

fn reason(text: &str) -> Result<String, Refusal> {
    let reason = vietnamese::nfc(text.trim()).into_owned();
    if reason.is_empty() { Err(Refusal::invalid(t::reason_missing()).field("reason")) } else { Ok(reason) }
}

fn locked(act: &mut Act<'_>, id: Id<Stop>, state: &str) -> Result<store::StopRow, Refusal> {
    let stop = store::lock_stop(act.tx(), id)?.ok_or_else(Refusal::not_found)?;
    if stop.state == state { Ok(stop) } else { Err(Refusal::conflict(t::stop_settled())) }
}
