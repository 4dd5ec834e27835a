//! Calls: an urgent paper outside office hours rings until somebody says that they have it.

use kernel::{Act, Actor, ActorKind, Id, Instant, Office, Refusal, Subject};
use people::notices::{self, News, To};
use people::{Person, Role};
use serde::{Deserialize, Serialize};

use super::text;
use crate::model::{Call, Kind, Level};
use crate::store::{self, CallRow, TurnRow};
use crate::{PLAN, settings, t};

/// Called by the act that brings an urgent paper in. Nothing happens in office hours, below the set urgency, or when
/// there is a call about it already.
pub fn call(act: &mut Act<'_>, about: &Subject, urgency: &str) -> Result<Option<Id<Call>>, Refusal> {
    let (set, _) = settings::settings(act.tx())?;
    let rules = rulebook::rules(act.tx())?;
    let rank = settings::rank(&rules, urgency, act.today());
    if rank == 0 || rank < set.from_rank || set.is_office_time(&rules, act.now()) {
        return Ok(None);
    }
    open(act, about, urgency)
}

/// The same for a matter that somebody calls sudden, whatever mark it bears.
pub fn call_sudden(act: &mut Act<'_>, about: &Subject) -> Result<Option<Id<Call>>, Refusal> {
    let (set, _) = settings::settings(act.tx())?;
    let rules = rulebook::rules(act.tx())?;
    if set.is_office_time(&rules, act.now()) {
        return Ok(None);
    }
    open(act, about, "")
}

fn open(act: &mut Act<'_>, about: &Subject, urgency: &str) -> Result<Option<Id<Call>>, Refusal> {
    let (id, now) = (act.new_id(), act.now());
    if !store::insert_call(act.tx(), id, (about.kind, about.id), urgency, now)? {
        return Ok(None);
    }
    act.record("duty.call", Subject::new("duty_call", id));
    ring(act, id, 1)?;
    Ok(Some(id))
}

/// The thing goes on under another name: a receipt has become a paper. A call about it goes along; so no second one
/// is made.
pub fn follow(act: &mut Act<'_>, from: &Subject, to: &Subject) -> Result<bool, Refusal> {
    let Some(row) = store::call_about(act.tx(), from.id)? else { return Ok(false) };
    if store::call_about(act.tx(), to.id)?.is_some() {
        return Ok(true);
    }
    act.touch(Subject::new("duty_call", row.id));
    store::set_about(act.tx(), row.id, (to.kind, to.id))?;
    Ok(true)
}

/// Whom the ring reaches: who is on duty, from some ring on the leader too, then the chief; the chief at once when
/// nobody is on duty.
fn ring(act: &mut Act<'_>, id: Id<Call>, nth: i64) -> Result<(), Refusal> {
    let (set, _) = settings::settings(act.tx())?;
    let (now, today) = (act.now(), act.today());
    let mut sitting: Vec<TurnRow> = Vec::new();
    for turn in store::on_duty(act.tx(), now)? {
        // Who has left every post since the roster was made is not there to be called.
        if !people::names::posts_of(act.tx(), turn.person, today)?.is_empty() {
            sitting.push(turn);
        }
    }
    let uncovered = !sitting.iter().any(|turn| turn.kind.answers());
    let level = if uncovered { Level::Chief } else { Level::of(nth, set.rise_after) };
    let mut reached: Vec<(Level, Id<Person>)> = Vec::new();
    let mut reach = |level: Level, person: Id<Person>| {
        if !reached.iter().any(|(_, there)| *there == person) {
            reached.push((level, person));
        }
    };
    for turn in &sitting {
        if turn.kind.answers() {
            reach(Level::Duty, turn.person);
        }
    }
    if level >= Level::Leader {
        for turn in sitting.iter().filter(|turn| turn.kind == Kind::Leader) {
            reach(Level::Leader, turn.person);
        }
    }
    if level >= Level::Chief {
        for person in chiefs(act)? {
            reach(Level::Chief, person);
        }
    }
    let about = Subject::new("duty_call", id);
    for (level, person) in reached {
        let fresh = act.new_id::<Call>().uuid();
        store::insert_ring(act.tx(), (fresh, id, now), nth, (level.code(), person))?;
        notices::replace(act, person, &about)?;
        notices::tell(act, To::Person(person), &News::new(why(level), about.clone()).nth(nth).urgent())?;
    }
    act.fact("ring", nth);
    act.fact("uncovered", uncovered);
    let next = now.plus(i64::from(set.every_minutes) * Instant::MINUTE);
    store::set_rung(act.tx(), id, (nth, next), uncovered)?;
    Ok(())
}

fn why(level: Level) -> &'static str {
    match level {
        Level::Duty => "duty.call",
        Level::Leader => "duty.call_leader",
        Level::Chief => "duty.call_chief",
    }
}

/// The chief of office; where the post is empty, the deputies.
fn chiefs(act: &mut Act<'_>) -> Result<Vec<Id<Person>>, Refusal> {
    let today = act.today();
    for role in [Role::Chief, Role::DeputyChief] {
        let posts = people::names::posts_with(act.tx(), role, today)?;
        let held: Vec<Id<Person>> = posts.into_iter().filter_map(|post| post.holder).collect();
        if !held.is_empty() {
            return Ok(held);
        }
    }
    Ok(Vec::new())
}

/// Rings again, unless somebody was faster.
fn ring_again(act: &mut Act<'_>, id: Id<Call>) -> Result<(), Refusal> {
    let Some(row) = store::lock_call(act.tx(), id)? else { return Ok(()) };
    let now = act.now();
    if row.acknowledged_at.is_some() || row.ring_at.is_none_or(|at| at > now) {
        return Ok(());
    }
    act.record("duty.ring", Subject::new("duty_call", id));
    ring(act, id, row.rings.saturating_add(1))
}

/// By the clock: every open call whose time has come rings again.
pub fn ring_due(office: &Office) -> anyhow::Result<()> {
    let now = office.now();
    for id in office.read_blocking(move |tx| store::due_calls(tx, now))? {
        if let Err(refusal) = office.act_blocking(Actor::system(), office.new_id(), id, ring_again) {
            anyhow::bail!("a call could not ring again: {}", refusal.msg.key());
        }
    }
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Acknowledge {
    pub call: Id<Call>,
    pub note: String,
}

/// "I have it": ends the ringing. Whom the call has reached may, who is on duty now, and who plans the roster.
pub fn acknowledge_call(act: &mut Act<'_>, input: Acknowledge) -> Result<(), Refusal> {
    let row = store::lock_call(act.tx(), input.call)?.ok_or_else(Refusal::not_found)?;
    if act.actor().kind == ActorKind::Person && !may_acknowledge(act, &row)? {
        return Err(Refusal::not_found());
    }
    if let Some(at) = row.acknowledged_at {
        let who = row.acknowledged_by.unwrap_or_default();
        return Err(Refusal::conflict(t::acknowledged_already(crate::pages::when(at), who)));
    }
    let note = text(&input.note, "note", false)?;
    let about = Subject::new("duty_call", row.id);
    act.record("duty.acknowledge_call", about.clone());
    act.fact("rings", row.rings);
    let (now, by) = (act.now(), act.actor().person);
    store::acknowledge(act.tx(), row.id, (now, by), (!note.is_empty()).then_some(note.as_str()))?;
    notices::settle(act, &about)
}

fn may_acknowledge(act: &mut Act<'_>, row: &CallRow) -> Result<bool, Refusal> {
    let standing = people::standing(act)?;
    if store::reached(act.tx(), row.id, standing.person)? {
        return Ok(true);
    }
    let now = act.now();
    let sits = store::on_duty(act.tx(), now)?.iter().any(|turn| turn.person == standing.person);
    Ok(sits || standing.may(PLAN))
}
