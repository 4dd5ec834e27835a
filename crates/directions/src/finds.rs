//! What the way of a paper gives to search: its state, its deadline, the units that have it, and whose it is. Whoever
//! has one of a paper's tokens may see it; this says the same as [`crate::may_see`], which is asked again before
//! anything is shown.

use std::collections::{HashMap, HashSet};

use documents::Paper;
use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::{Field, Unit, Viewer};
use uuid::Uuid;

use crate::desk::Desk;
use crate::model::{State, Step};
use crate::store;

/// The way of a paper as search keeps it.
#[derive(Debug, Clone)]
pub struct Way {
    pub state: State,
    pub due: Option<Date>,
    /// Who has it or has to do with it, as the list of papers means it.
    pub units: Vec<Id<Unit>>,
    pub reach: Vec<String>,
}

/// The ways of these papers; those that are not on their way are left out.
pub fn ways(tx: &mut Tx<'_>, papers: &[Id<Paper>]) -> Result<HashMap<Id<Paper>, Way>, StoreError> {
    let standing = store::standing(tx, papers)?;
    let ids: Vec<_> = standing.iter().map(|row| row.id).collect();
    let sent = store::assignments_of(tx, &ids)?;
    let mut found = HashMap::new();
    for row in standing {
        let mut tokens = vec![format!("o:{}", row.office_post)];
        tokens.extend(row.leader_post.map(|post| format!("l:{post}")));
        let mut units = Vec::new();
        let before = match row.state {
            State::ToPropose => Some(row.office_post),
            State::ToInstruct => row.leader_post,
            _ => None,
        };
        if let Some(post) = before {
            units.extend(people::names::unit_of_post(tx, post)?);
        }
        for share in sent.get(&row.id).map_or(&[][..], Vec::as_slice) {
            if share.step == Step::Recalled {
                continue;
            }
            tokens.extend(share.line.post.map(|post| format!("p:{post}")));
            tokens.push(format!("u:{}", share.line.unit));
            if share.step != Step::Returned {
                units.push(share.line.unit);
            }
        }
        units.sort();
        units.dedup();
        // What was taken back before it was opened has come to nobody.
        if row.state == State::TakenBack {
            tokens.clear();
        }
        tokens.sort();
        tokens.dedup();
        // A delegation limited to fields opens papers of these fields alone.
        if let Some(field) = row.field {
            let limited: Vec<_> = tokens.iter().map(|token| of_field(token, field)).collect();
            tokens.extend(limited);
        }
        let done = matches!(row.state, State::Informed | State::Settled | State::TakenBack);
        let due = row.deadline.filter(|_| !done);
        found.insert(row.paper, Way { state: row.state, due, units, reach: tokens });
    }
    Ok(found)
}

fn of_field(token: &str, field: Id<Field>) -> String {
    format!("{token}@{field}")
}

/// The tokens of who reads.
pub fn reach(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<String>, StoreError> {
    let desk = Desk::of_viewer(tx, viewer)?;
    Ok(match &desk.limit {
        None => tokens(&desk),
        Some(limit) => {
            let lent = tokens(&desk);
            let of_fields = limit.fields.iter().flat_map(|field| lent.iter().map(|t| of_field(t, *field)));
            tokens(&limit.own).into_iter().chain(of_fields).collect()
        }
    })
}

fn tokens(desk: &Desk) -> Vec<String> {
    let posts = desk.posts.iter().flat_map(|post| ["o", "l", "p"].map(|kind| format!("{kind}:{post}")));
    let serves = desk.serves.iter().map(|post| format!("l:{post}"));
    let units = desk.units.iter().chain(&desk.absent).map(|unit| format!("u:{unit}"));
    posts.chain(serves).chain(units).collect()
}

/// Those of these papers that came to the reader's desk.
pub fn seen_of(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    papers: &[Id<Paper>],
) -> Result<HashSet<Id<Paper>>, StoreError> {
    let Some(desk) = viewer.remember(tx, b"desk", Desk::of_viewer)? else { return Ok(HashSet::new()) };
    let mut seen = HashSet::new();
    for paper in papers {
        if store::reached(tx, *paper, &desk)? {
            seen.insert(*paper);
        }
    }
    Ok(seen)
}

/// The paper of a routing.
pub fn paper_of(tx: &mut Tx<'_>, routing: Uuid) -> Result<Option<Id<Paper>>, StoreError> {
    Ok(store::routing(tx, Id::from_uuid(routing))?.map(|row| row.paper))
}
