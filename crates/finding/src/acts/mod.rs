//! Keeping a search, and dropping it.

use kernel::{Act, Id, Refusal, Subject};
use people::{Permission, Person};
use serde::{Deserialize, Serialize};

use crate::model::{SavedSearch, Scope};
use crate::query::Query;
use crate::store::{self, SAVED_MAX, SavedRow, WATCHES_MAX};
use crate::{FOR_GROUP, FOR_HOUSE, t};

/// Letters of a name.
const NAME_MAX: usize = 80;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Save {
    pub name: String,
    /// The address of the search, or what stands behind its question mark.
    pub query: String,
    pub scope: Scope,
    /// Whoever keeps it is told of new things that it finds. Left out: no.
    #[serde(default)]
    pub watch: Option<bool>,
}

fn needs(scope: Scope) -> Option<Permission> {
    match scope {
        Scope::Own => None,
        Scope::Group => Some(FOR_GROUP),
        Scope::House => Some(FOR_HOUSE),
    }
}

/// Keeps a search under a name. For the unit and the house only who may; for oneself everybody.
pub fn save(act: &mut Act<'_>, input: Save) -> Result<Id<SavedSearch>, Refusal> {
    let standing = people::standing(act)?;
    if let Some(permission) = needs(input.scope)
        && !standing.may(permission)
    {
        return Err(Refusal::forbidden());
    }
    let name = input.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(Refusal::invalid(t::name_missing()).field("name"));
    }
    if name.chars().count() > NAME_MAX {
        return Err(Refusal::invalid(t::name_long(NAME_MAX)).field("name"));
    }
    let query = Query::of_address(&input.query);
    if query.is_empty() {
        return Err(Refusal::invalid(t::nothing_asked()).field("query"));
    }
    let today = act.today();
    let unit = people::names::posts_of(act.tx(), standing.person, today)?.first().map(|post| post.unit);
    let row = SavedRow {
        id: act.new_id(),
        scope: input.scope,
        person: standing.person,
        unit: unit.filter(|_| input.scope == Scope::Group),
        name,
        query: query.first().pairs_said(),
    };
    if row.scope == Scope::Group && row.unit.is_none() {
        return Err(Refusal::forbidden());
    }
    if store::count_beside(act.tx(), &row)? >= SAVED_MAX {
        return Err(Refusal::conflict(t::too_many(SAVED_MAX)));
    }
    act.record("search.save", Subject::new("saved_search", row.id));
    act.fact("scope", row.scope.code());
    let now = act.now();
    store::insert(act.tx(), &row, now)?;
    if input.watch == Some(true) {
        begin(act, row.id, standing.person)?;
    }
    Ok(row.id)
}

fn begin(act: &mut Act<'_>, search: Id<SavedSearch>, person: Id<Person>) -> Result<(), Refusal> {
    if store::watched_by(act.tx(), person)?.len() >= WATCHES_MAX as usize {
        return Err(Refusal::conflict(t::too_many_watches(WATCHES_MAX)));
    }
    let (id, now) = (act.new_id(), act.now());
    store::watch(act.tx(), id, (search, person), now)?;
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Watch {
    pub search: Id<SavedSearch>,
}

/// From now on the reader is told of what comes in and is found by this search.
pub fn watch(act: &mut Act<'_>, input: Watch) -> Result<(), Refusal> {
    let (row, person) = there(act, input.search)?;
    act.record("search.watch", Subject::new("saved_search", row.id));
    begin(act, row.id, person)
}

/// Not any more.
pub fn unwatch(act: &mut Act<'_>, input: Watch) -> Result<(), Refusal> {
    let (row, person) = there(act, input.search)?;
    act.record("search.unwatch", Subject::new("saved_search", row.id));
    let now = act.now();
    Ok(store::unwatch(act.tx(), (row.id, person), now)?)
}

/// A search that is kept for whoever acts, and who that is. What is kept for others does not exist.
fn there(act: &mut Act<'_>, search: Id<SavedSearch>) -> Result<(SavedRow, Id<Person>), Refusal> {
    let person: Id<Person> = people::standing(act)?.person;
    let row = store::lock(act.tx(), search)?.ok_or_else(Refusal::not_found)?;
    let today = act.today();
    let posts = people::names::posts_of(act.tx(), person, today)?;
    let there = match row.scope {
        Scope::Own => row.person == person,
        Scope::Group => row.unit.is_some_and(|unit| posts.iter().any(|post| post.unit == unit)),
        Scope::House => true,
    };
    if there { Ok((row, person)) } else { Err(Refusal::not_found()) }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Remove {
    pub search: Id<SavedSearch>,
}

/// Drops a kept search: the own ones, and those of the unit and the house whoever may keep such.
pub fn remove(act: &mut Act<'_>, input: Remove) -> Result<(), Refusal> {
    let standing = people::standing(act)?;
    let (row, _) = there(act, input.search)?;
    if let Some(permission) = needs(row.scope)
        && !standing.may(permission)
    {
        return Err(Refusal::forbidden());
    }
    act.record("search.remove", Subject::new("saved_search", row.id));
    let now = act.now();
    Ok(store::remove(act.tx(), row.id, now)?)
}
