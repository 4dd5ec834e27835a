//! Lines of a table become units, posts and their holders.

use jiff::civil::Date;
use kernel::{Act, Actor, Id, Office, Refusal, StoreError, Subject, Tx};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::organise::{Appointment, NewPost, NewUnit, appoint, create_person, create_post, create_unit};
use crate::house::may;
use crate::import::{Known, KnownPost, KnownUnit, Line, Place, Seat, Settled, Tried, resolve};
use crate::model::{Person, Role, Unit, UnitKind};
use crate::{ORGANISE, store, t};

/// Lines of one act: each names up to three subjects, and a journal entry has its limit.
const BATCH: usize = 50;

fn known(tx: &mut Tx<'_>) -> Result<Known, StoreError> {
    Ok(Known { units: store::known_units(tx)?, posts: store::known_posts(tx)? })
}

/// What each line would do, one after the other, without doing it.
fn try_dry(mut known: Known, lines: &[Line], today: Date, fresh: impl Fn() -> Uuid) -> Vec<Tried> {
    let mut tried = Vec::with_capacity(lines.len());
    for line in lines {
        let (mut does, mut wrong) = (Vec::new(), Vec::new());
        match resolve(&known, line, today) {
            Err(faults) => wrong = faults,
            Ok(settled) => {
                let unit = match settled.place {
                    Place::There(id) => id,
                    Place::New { parent, .. } => {
                        does.push(t::import_does_unit(line.unit.clone()));
                        let id = Id::from_uuid(fresh());
                        known.units.push(KnownUnit {
                            id,
                            parent,
                            name: line.unit.clone(),
                            from: settled.from,
                        });
                        id
                    }
                };
                if let Seat::New(_) = settled.seat {
                    does.push(t::import_does_post(line.title.clone()));
                }
                if takes(&settled, line) {
                    does.push(t::import_does_person(line.name.clone()));
                }
                note(&mut known, line, &settled, unit, Id::from_uuid(fresh()));
            }
        }
        tried.push(Tried { line: line.clone(), does, wrong });
    }
    tried
}

/// The dry run against the organisation as it is now.
pub fn dry_run(office: &Office, lines: &[Line]) -> Result<Vec<Tried>, StoreError> {
    let known = office.read_blocking(known)?;
    Ok(try_dry(known, lines, office.now().date(), || office.new_id()))
}

fn takes(settled: &Settled, line: &Line) -> bool {
    !line.name.is_empty() && matches!(settled.seat, Seat::Free(_) | Seat::New(_))
}

/// Remembers the post of a line and who holds it now.
fn note(known: &mut Known, line: &Line, settled: &Settled, unit: Id<Unit>, fresh: Id<crate::Post>) {
    let holder = (!line.name.is_empty()).then(|| line.name.clone());
    match &settled.seat {
        Seat::New(roles) => known.posts.push(KnownPost {
            id: fresh,
            unit,
            title: line.title.clone(),
            roles: roles.clone(),
            from: settled.from,
            holder,
        }),
        Seat::Free(id) => {
            if let Some(post) = known.posts.iter_mut().find(|post| post.id == *id) {
                post.holder = holder;
            }
        }
        Seat::None | Seat::There(_) => {}
    }
}

/// The order within the unit, by what the post is for: the head first.
fn rank(roles: &[Role]) -> u32 {
    let rank = |role: &Role| match role {
        Role::Leader => 1,
        Role::Chief => 2,
        Role::DeputyChief => 3,
        Role::HeadOfSection => 4,
        Role::Secretary => 20,
        Role::Specialist => 30,
        Role::Agency => 35,
        Role::Clerk | Role::UnitClerk => 40,
        Role::Administrator => 90,
    };
    roles.iter().map(rank).min().unwrap_or(50)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Lines(pub Vec<Line>);

/// Takes these lines, all of them or none. What is there already stays as it is.
pub fn import(act: &mut Act<'_>, input: Lines) -> Result<u32, Refusal> {
    may(act, ORGANISE)?;
    let today = act.today();
    let mut known = known(act.tx())?;
    let who = act.actor().person.map_or_else(|| act.new_id::<Person>(), Id::from_uuid);
    act.record("people.import", Subject::new("person", who));
    let mut taken = 0;
    for line in &input.0 {
        let settled = resolve(&known, line, today).map_err(|wrong| {
            let mut wrong: Vec<Refusal> = wrong.into_iter().map(Refusal::invalid).collect();
            wrong.pop().unwrap_or_else(Refusal::not_found)
        })?;
        let unit = match settled.place {
            Place::There(id) => id,
            Place::New { kind, parent } => new_unit(act, &mut known, line, (kind, parent, settled.from))?,
        };
        let (from, mut post) = (settled.from, None);
        if let Seat::New(roles) = &settled.seat {
            let place = rank(roles);
            let input = NewPost { unit, title: line.title.clone(), roles: roles.clone(), place, from };
            post = Some(create_post(act, input)?);
        } else if let Seat::Free(id) = settled.seat {
            post = Some(id);
        }
        if let Some(post) = post
            && takes(&settled, line)
        {
            let person = create_person(act, line.name.clone())?;
            appoint(act, Appointment { post, person, from })?;
        }
        note(&mut known, line, &settled, unit, post.unwrap_or_else(|| act.new_id()));
        taken += 1;
    }
    act.fact("lines", i64::from(taken));
    Ok(taken)
}

fn new_unit(
    act: &mut Act<'_>,
    known: &mut Known,
    line: &Line,
    (kind, parent, from): (UnitKind, Option<Id<Unit>>, Date),
) -> Result<Id<Unit>, Refusal> {
    let id = create_unit(act, NewUnit { parent, kind, name: line.unit.clone(), from })?;
    known.units.push(KnownUnit { id, parent, name: line.unit.clone(), from });
    Ok(id)
}

/// The id of a part of a longer piece of work: the same each time the work is sent.
pub(crate) fn part_id(whole: Uuid, part: &str) -> Uuid {
    let digest = Sha256::new().chain_update(whole.as_bytes()).chain_update(part.as_bytes()).finalize();
    let mut bytes = [0u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Takes the good lines in acts of a bearable size; a batch that fails is taken line by line.
pub fn take_all(
    office: &Office,
    actor: &Actor,
    whole: Uuid,
    good: &[Line],
) -> Result<(u32, Vec<(u32, Refusal)>), Refusal> {
    let (mut taken, mut failed) = (0, Vec::new());
    for (number, batch) in good.chunks(BATCH).enumerate() {
        let id = part_id(whole, &format!("batch {number}"));
        match office.act_blocking(actor.clone(), id, Lines(batch.to_vec()), import) {
            Ok(count) => taken += count,
            Err(refusal) if refusal.kind == kernel::Kind::Forbidden => return Err(refusal),
            Err(_) => {
                for line in batch {
                    let id = part_id(whole, &format!("line {}", line.number));
                    match office.act_blocking(actor.clone(), id, Lines(vec![line.clone()]), import) {
                        Ok(count) => taken += count,
                        Err(refusal) => failed.push((line.number, refusal)),
                    }
                }
            }
        }
    }
    Ok((taken, failed))
}
