//! What a line means beside what is known already. Pure: the dry run and the act ask the same.

use jiff::civil::Date;
use kernel::Id;
use words::{Lang, Msg};

use super::Line;
use crate::model::{Post, Role, Unit, UnitKind};
use crate::pages::{kind_name, role_name};
use crate::t;

#[derive(Debug, Clone)]
pub struct KnownUnit {
    pub id: Id<Unit>,
    pub parent: Option<Id<Unit>>,
    pub name: String,
    pub from: Date,
}

#[derive(Debug, Clone)]
pub struct KnownPost {
    pub id: Id<Post>,
    pub unit: Id<Unit>,
    pub title: String,
    pub roles: Vec<Role>,
    pub from: Date,
    pub holder: Option<String>,
}

#[derive(Debug, Clone, Default)]
pub struct Known {
    pub units: Vec<KnownUnit>,
    pub posts: Vec<KnownPost>,
}

/// The unit of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    There(Id<Unit>),
    New { kind: UnitKind, parent: Option<Id<Unit>> },
}

/// The post of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seat {
    /// The line is about the unit alone.
    None,
    /// There, and held by whom the line names, or no holder is named.
    There(Id<Post>),
    /// There and free: the person takes it.
    Free(Id<Post>),
    New(Vec<Role>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    pub place: Place,
    pub seat: Seat,
    pub from: Date,
}

fn same(a: &str, b: &str) -> bool {
    vietnamese::accented(a) == vietnamese::accented(b)
}

fn kind(text: &str) -> Option<UnitKind> {
    let text = vietnamese::fold(text);
    UnitKind::ALL.into_iter().find(|kind| {
        kind.code() == text
            || Lang::ALL.iter().any(|lang| vietnamese::fold(&kind_name(*kind).say(*lang)) == text)
    })
}

fn role(text: &str) -> Option<Role> {
    let text = vietnamese::fold(text.trim());
    Role::ALL.into_iter().find(|role| {
        role.code() == text
            || Lang::ALL.iter().any(|lang| vietnamese::fold(&role_name(*role).say(*lang)) == text)
    })
}

/// What the line asks for, or everything that is wrong with it.
pub fn resolve(known: &Known, line: &Line, today: Date) -> Result<Settled, Vec<Msg>> {
    let mut wrong = Vec::new();
    if line.cells().iter().any(|cell| cell.chars().count() > 300) {
        wrong.push(t::name_too_long(300));
    }
    let from = if line.from.is_empty() {
        today
    } else {
        vietnamese::parse_date(&line.from).unwrap_or_else(|| {
            wrong.push(t::import_bad_date(line.from.clone()));
            today
        })
    };
    let place = match place(known, line) {
        Ok(place) => Some(place),
        Err(msg) => {
            wrong.push(msg);
            None
        }
    };
    if let Some(Place::There(id)) = place
        && let Some(unit) = known.units.iter().find(|unit| unit.id == id)
        && !line.title.is_empty()
        && from < unit.from
    {
        wrong.push(t::import_before_unit(vietnamese::format_date(unit.from)));
    }
    if let Some(Place::New { parent: Some(above), .. }) = place
        && let Some(unit) = known.units.iter().find(|unit| unit.id == above)
        && from < unit.from
    {
        wrong.push(t::import_before_unit(vietnamese::format_date(unit.from)));
    }
    let seat = seat(known, line, place.as_ref(), from);
    match (place, seat) {
        (Some(place), Ok(seat)) if wrong.is_empty() => Ok(Settled { place, seat, from }),
        (_, seat) => {
            wrong.extend(seat.err());
            Err(wrong)
        }
    }
}

fn place(known: &Known, line: &Line) -> Result<Place, Msg> {
    if line.unit.is_empty() {
        return Err(t::import_no_unit());
    }
    let named = |name: &str| known.units.iter().filter(|unit| same(&unit.name, name)).collect::<Vec<_>>();
    let own = named(&line.unit);
    let new = |parent| {
        if line.kind.is_empty() {
            return Err(t::import_no_kind(line.unit.clone()));
        }
        let kind = kind(&line.kind).ok_or_else(|| t::import_bad_kind(line.kind.clone()))?;
        Ok(Place::New { kind, parent })
    };
    if line.parent.is_empty() {
        return match own.as_slice() {
            [] => new(None),
            [one] => Ok(Place::There(one.id)),
            _ => Err(t::import_which_unit(line.unit.clone())),
        };
    }
    let above = named(&line.parent);
    if let Some(unit) = own.iter().find(|unit| above.iter().any(|above| Some(above.id) == unit.parent)) {
        return Ok(Place::There(unit.id));
    }
    match above.as_slice() {
        [] => Err(t::import_no_parent(line.parent.clone())),
        [one] => new(Some(one.id)),
        _ => Err(t::import_which_unit(line.parent.clone())),
    }
}

fn seat(known: &Known, line: &Line, place: Option<&Place>, from: Date) -> Result<Seat, Msg> {
    if line.title.is_empty() {
        return if line.name.is_empty() { Ok(Seat::None) } else { Err(t::import_no_post(line.name.clone())) };
    }
    if let Some(Place::There(unit)) = place {
        let mut here = known.posts.iter().filter(|post| post.unit == *unit && same(&post.title, &line.title));
        let held = |post: &&KnownPost| {
            line.name.is_empty() || post.holder.as_deref().is_some_and(|holder| same(holder, &line.name))
        };
        if let Some(post) = here.clone().find(held) {
            return Ok(Seat::There(post.id));
        }
        if let Some(post) = here.find(|post| post.holder.is_none()) {
            return if from < post.from {
                Err(t::import_before_post(vietnamese::format_date(post.from)))
            } else {
                Ok(Seat::Free(post.id))
            };
        }
    }
    if line.roles.is_empty() {
        return Err(t::import_no_role(line.title.clone()));
    }
    let mut roles = Vec::new();
    for part in line.roles.split([',', ';', '+']).filter(|part| !part.trim().is_empty()) {
        roles.push(role(part).ok_or_else(|| t::import_bad_role(part.trim().to_owned()))?);
    }
    if roles.contains(&Role::Secretary) && roles.contains(&Role::Leader) {
        return Err(t::secretary_not_leader());
    }
    Ok(Seat::New(roles))
}
