//! A feed is made and taken back by its owner.

use jiff::civil::Date;
use kernel::{Act, ActorKind, Id, Refusal, Subject};
use people::{Person, Unit, Viewer};
use serde::{Deserialize, Serialize};

use crate::store::{self, FeedRow};
use crate::t;

/// Marks keys of feeds.
pub struct Feed;

/// Feeds that one person has at once.
pub const EACH_MAX: usize = 10;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewFeed {
    /// What concerns this unit, as far as its owner may see it; without one, what is the owner's own.
    pub unit: Option<Id<Unit>>,
    /// Says what things are about, not only their codes.
    pub named: bool,
    /// The hash of the secret in its address.
    pub hash: [u8; 32],
}

/// Only for oneself, and never from a delegation: the post acted for would outlive its days in an address.
fn own(act: &Act<'_>) -> Result<Id<Person>, Refusal> {
    match (act.actor().kind, act.actor().person, act.actor().delegation) {
        (ActorKind::Person, Some(person), None) => Ok(Id::from_uuid(person)),
        _ => Err(Refusal::forbidden()),
    }
}

pub fn make(act: &mut Act<'_>, input: NewFeed) -> Result<Id<Feed>, Refusal> {
    let person = own(act)?;
    let today: Date = act.today();
    let viewer = Viewer::load(act.tx(), person, today)?.ok_or_else(Refusal::forbidden)?;
    if let Some(unit) = input.unit
        && !viewer.units().contains(&unit)
    {
        return Err(Refusal::invalid(t::unit_not_yours()).field("unit"));
    }
    let there = store::of(act.tx(), person)?.iter().filter(|feed| feed.ended_on.is_none()).count();
    if there >= EACH_MAX {
        return Err(Refusal::conflict(t::too_many(EACH_MAX)));
    }
    let id = act.new_id();
    act.record("feeds.make", Subject::new("feed", id));
    let row = FeedRow {
        id,
        person,
        unit: input.unit,
        named: input.named,
        made_on: today,
        ended_on: None,
        used_at: None,
    };
    store::insert(act.tx(), &row, input.hash)?;
    Ok(id)
}

/// Ends one at once: the address opens nothing any more.
pub fn end(act: &mut Act<'_>, id: Id<Feed>) -> Result<(), Refusal> {
    let person = own(act)?;
    let feed =
        store::feed(act.tx(), id)?.filter(|feed| feed.person == person).ok_or_else(Refusal::not_found)?;
    if feed.ended_on.is_some() {
        return Ok(());
    }
    act.record("feeds.end", Subject::new("feed", id));
    let today = act.today();
    store::end(act.tx(), id, today)?;
    Ok(())
}
