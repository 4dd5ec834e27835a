//! How fields and units lie on leaders on a day, and where there is a gap.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::names::PostRow;
use people::{Field, Post, Role};
use rules::regulation::{self, Rank};

use crate::day::{self, Day};
use crate::store::{self, AssignmentRow};

/// A leading post with what lies on it.
#[derive(Debug, Clone)]
pub struct Load {
    pub post: PostRow,
    /// The field, and the assignment where it has dates.
    pub fields: Vec<(Id<Field>, Option<AssignmentRow>)>,
    pub units: Vec<AssignmentRow>,
    pub away_until: Option<Date>,
    /// Who stands in while the holder is away.
    pub stands_in: Option<Id<Post>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gap {
    /// No leader answers for the field.
    FieldWithout(Id<Field>),
    /// Two leaders of one body answer for it.
    FieldTwice(Id<Field>, Id<Post>, Id<Post>),
    /// The holder is away and nobody stands in.
    AwayWithout(Id<Post>, Date),
}

#[derive(Debug, Clone)]
pub struct Balance {
    pub loads: Vec<Load>,
    pub gaps: Vec<Gap>,
    pub fields: Vec<people::FieldRow>,
}

/// Leaders, the chief of office and the deputies, in the order of rank within their bodies.
fn leading(day: &Day) -> Vec<&PostRow> {
    let roles = [Role::Leader, Role::Chief, Role::DeputyChief];
    let mut posts: Vec<&PostRow> =
        day.posts.iter().filter(|post| post.roles.iter().any(|role| roles.contains(role))).collect();
    // Leaders before the office.
    posts.sort_by_key(|post| !post.roles.contains(&Role::Leader));
    posts
}

pub fn balance(tx: &mut Tx<'_>, on: Date) -> Result<Balance, StoreError> {
    let day = Day::load(tx, on)?;
    let assigned = store::assignments(tx)?;
    let lies = day::fields(tx, on)?;
    let mut loads = Vec::new();
    let mut gaps = Vec::new();
    for post in leading(&day) {
        let key = post.id.to_string();
        let own = |field: Id<Field>| {
            let dated =
                |row: &&AssignmentRow| row.post == post.id && row.field == Some(field) && row.holds(on);
            assigned.iter().find(dated).cloned()
        };
        let fields = lies.iter().filter(|(own, _)| *own == post.id).map(|(_, field)| (*field, own(*field)));
        let units = assigned.iter().filter(|row| row.post == post.id && row.unit.is_some() && row.holds(on));
        let holder = post.holder.map(|holder| holder.to_string());
        let away = day.situation.away.iter().find(|away| {
            Some(&away.person) == holder.as_ref() && away.post.as_ref().is_none_or(|from| *from == key)
        });
        let instead = away.and_then(|_| regulation::stand_in(&day.articles, &day.situation, &key));
        // A deputy's work waits or goes to the head; a head has to be stood in for.
        let head = day.situation.posts.iter().any(|one| one.key == key && one.rank == Some(Rank::Head));
        if let (Some(away), None, true) = (away, &instead, head) {
            gaps.push(Gap::AwayWithout(post.id, away.until));
        }
        loads.push(Load {
            post: post.clone(),
            fields: fields.collect(),
            units: units.cloned().collect(),
            away_until: away.map(|away| away.until),
            stands_in: instead.and_then(|(key, _)| key.parse().ok()),
        });
    }
    gaps.extend(field_gaps(&day, &loads));
    Ok(Balance { loads, gaps, fields: day.fields })
}

/// Fields without a leader, and those that two of one body have; as long as no leader has any, nothing was assigned yet.
fn field_gaps(day: &Day, loads: &[Load]) -> Vec<Gap> {
    let leader = |load: &&Load| load.post.roles.contains(&Role::Leader);
    let mut found = Vec::new();
    if loads.iter().filter(leader).any(|load| !load.fields.is_empty()) {
        for field in &day.fields {
            let has = |load: &Load| load.fields.iter().any(|(own, _)| *own == field.id);
            if !loads.iter().filter(leader).any(has) {
                found.push(Gap::FieldWithout(field.id));
            }
        }
    }
    let mut first: BTreeMap<(uuid::Uuid, uuid::Uuid), Id<Post>> = BTreeMap::new();
    for load in loads {
        for (field, _) in &load.fields {
            let key = (load.post.unit.uuid(), field.uuid());
            match first.get(&key) {
                Some(other) => found.push(Gap::FieldTwice(*field, *other, load.post.id)),
                None => {
                    first.insert(key, load.post.id);
                }
            }
        }
    }
    found
}
