//! Keeping a search, and dropping it.

use kernel::{Act, Id, Refusal, Subject};
use people::{Permission, Person};
use serde::{Deserialize, Serialize};

use crate::model::{SavedSearch, Scope};
use crate::query::Query;
use crate::store::{self, SAVED_MAX, SavedRow};
use crate::{FOR_GROUP, FOR_HOUSE, t};

/// Letters of a name.
const NAME_MAX: usize = 80;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Save {
    pub name: String,
    /// The address of the search, or what stands behind its question mark.
    pub query: String,
    pub scope: Scope,
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
    Ok(row.id)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Remove {
    pub search: Id<SavedSearch>,
}

/// Drops a kept search: the own ones, and those of the unit and the house whoever may keep such.
pub fn remove(act: &mut Act<'_>, input: Remove) -> Result<(), Refusal> {
    let standing = people::standing(act)?;
    let row = store::lock(act.tx(), input.search)?.ok_or_else(Refusal::not_found)?;
    let person: Id<Person> = standing.person;
    let today = act.today();
    let units: Vec<_> =
        people::names::posts_of(act.tx(), person, today)?.into_iter().map(|post| post.unit).collect();
    // What is kept for others does not exist.
    let there = match row.scope {
        Scope::Own => row.person == person,
        Scope::Group => row.unit.is_some_and(|unit| units.contains(&unit)),
        Scope::House => true,
    };
    if !there {
        return Err(Refusal::not_found());
    }
    if let Some(permission) = needs(row.scope)
        && !standing.may(permission)
    {
        return Err(Refusal::forbidden());
    }
    act.record("search.remove", Subject::new("saved_search", row.id));
    let now = act.now();
    Ok(store::remove(act.tx(), row.id, now)?)
}
