//! As whom somebody acts: with the posts they hold today, and with what was delegated to them while they
//! act under a delegation that is in force.

use jiff::civil::Date;
use kernel::{Act, ActorKind, Id, Refusal, StoreError, Tx};

use crate::model::{Delegation, Field, Permission, Person, Post, Role, Unit};
use crate::store::{self, DelegationRow, PostRow};

/// The acting person, as an act sees them.
#[derive(Debug, Clone)]
pub struct Standing {
    pub person: Id<Person>,
    /// The own post: the one named by the actor, else the first in rank.
    pub post: Id<Post>,
    pub unit: Id<Unit>,
    /// Of all posts held today, and of the delegation acted under, unless that is limited to fields: then it
    /// opens nothing by itself, and whoever knows a matter's field asks `on_behalf_of`.
    pub roles: Vec<Role>,
    pub on_behalf_of: Option<Behalf>,
    /// Every post held today.
    own: Vec<Id<Post>>,
}

/// For whom, by which delegation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behalf {
    pub delegation: Id<Delegation>,
    pub person: Id<Person>,
    pub post: Id<Post>,
    /// The roles it lends.
    pub roles: Vec<Role>,
    /// The fields it is limited to; none means all.
    pub fields: Vec<Id<Field>>,
}

impl Standing {
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        permission.granted_by(&self.roles)
    }

    /// Whether work on this post is theirs now: an own post, or the one acted for.
    #[must_use]
    pub fn sits_at(&self, post: Id<Post>) -> bool {
        let lent = self.on_behalf_of.as_ref().filter(|behalf| behalf.fields.is_empty());
        self.own.contains(&post) || lent.is_some_and(|behalf| behalf.post == post)
    }
}

/// A delegation in force with the fields it is limited to.
pub(crate) type InForce = (DelegationRow, Vec<Id<Field>>);

/// What a person may act with on this day. `None` for somebody who holds no post.
pub(crate) struct Found {
    pub posts: Vec<PostRow>,
    pub roles: Vec<Role>,
    pub delegation: Option<InForce>,
}

pub(crate) fn find(
    tx: &mut Tx<'_>,
    person: Id<Person>,
    delegation: Option<Id<Delegation>>,
    on: Date,
) -> Result<Option<Found>, StoreError> {
    let posts = store::posts_of(tx, person, on)?;
    if posts.is_empty() {
        return Ok(None);
    }
    let mut roles: Vec<Role> = posts.iter().flat_map(|post| post.roles.iter().copied()).collect();
    let mut delegation = match delegation {
        Some(id) => in_force(tx, id, person, on)?,
        None => None,
    };
    if let Some((row, fields)) = &mut delegation {
        // Whoever became a secretary after the delegation was given still never leads.
        let secretary = roles.contains(&Role::Secretary);
        row.roles.retain(|role| !(secretary && *role == Role::Leader));
        if fields.is_empty() {
            roles.extend(row.roles.iter().copied());
        }
    }
    Ok(Some(Found { posts, roles, delegation }))
}

/// The delegation if this person may act under it on this day, with no more roles than its giver's post still
/// has. It lapses when the giver or the delegate leaves the post by which they gave or got it.
fn in_force(
    tx: &mut Tx<'_>,
    id: Id<Delegation>,
    person: Id<Person>,
    on: Date,
) -> Result<Option<InForce>, StoreError> {
    let Some(mut row) = store::delegation(tx, id)? else { return Ok(None) };
    if row.to_person != person || !row.runs(on) {
        return Ok(None);
    }
    let given = store::post(tx, row.post, on)?.filter(|post| post.holder == Some(row.person));
    let taken = store::post(tx, row.to_post, on)?.filter(|post| post.holder == Some(person));
    let (Some(given), Some(_)) = (given, taken) else { return Ok(None) };
    row.roles.retain(|role| given.roles.contains(role));
    let fields = store::delegation_fields(tx, id)?.into_iter().map(|field| field.id).collect();
    Ok(Some((row, fields)))
}

/// Inside an act: as whom the actor acts. Background work and the console have no standing.
pub fn standing(act: &mut Act<'_>) -> Result<Standing, Refusal> {
    let actor = act.actor().clone();
    let (ActorKind::Person, Some(person)) = (actor.kind, actor.person) else {
        return Err(Refusal::forbidden());
    };
    let today = act.today();
    let person = Id::from_uuid(person);
    let wanted = actor.delegation.map(Id::from_uuid);
    let found = find(act.tx(), person, wanted, today)?.ok_or_else(Refusal::forbidden)?;
    if wanted.is_some() && found.delegation.is_none() {
        // It ran out or was ended since the page was opened: nothing is done in another's name any more.
        return Err(Refusal::conflict(crate::t::delegation_over()));
    }
    let named = actor.post.map(Id::from_uuid);
    let own = found.posts.iter().find(|post| Some(post.id) == named).or(found.posts.first());
    let own = own.ok_or_else(Refusal::forbidden)?;
    Ok(Standing {
        person,
        post: own.id,
        unit: own.unit,
        roles: found.roles,
        on_behalf_of: found.delegation.map(|(row, fields)| Behalf {
            delegation: row.id,
            person: row.person,
            post: row.post,
            roles: row.roles,
            fields,
        }),
        own: found.posts.iter().map(|post| post.id).collect(),
    })
}
