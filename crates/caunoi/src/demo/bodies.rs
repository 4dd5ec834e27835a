//! The province's bodies and people as units, posts and accounts of the office.

use std::collections::HashMap;

use anyhow::Context as _;
use kernel::{Actor, Id, Office};
use people::account::{self, NewAccount};
use people::organise::{self, Appointment, NewPost, NewUnit, Service};
use people::{Role, Unit, UnitKind};
use province::{BODIES, BodyKind, COMMUNES, Duty, Person};

use super::PASSWORD;
use super::hands::{Hands, Who, ask};
use crate::console;

/// The people of a small office: what tests and an empty demonstration begin with.
const FEW: [&str; 20] = [
    "bithu",
    "phobithu",
    "chanhvp",
    "phovp",
    "thuky",
    "quantri",
    "truongphong",
    "chuyenvien",
    "chuyenvien2",
    "truonghc",
    "vanthu",
    "vanthu2",
    "bantochuc",
    "vtbantochuc",
    "cvbantochuc",
    "duubnd",
    "vtduubnd",
    "cvduubnd",
    "dutanan",
    "vttanan",
];

/// Who is who, by sign-in name, and the units by the province's keys.
#[derive(Debug, Default)]
pub struct Cast {
    pub people: HashMap<String, Who>,
    pub units: HashMap<String, Id<Unit>>,
    /// The head of each unit.
    pub heads: HashMap<Id<Unit>, Who>,
}

impl Cast {
    pub fn who(&self, name: &str) -> anyhow::Result<Who> {
        self.people.get(name).copied().with_context(|| format!("nobody is called {name}"))
    }
}

fn role(duty: Duty) -> Role {
    match duty {
        Duty::Administrator => Role::Administrator,
        Duty::Clerk => Role::Clerk,
        Duty::Specialist => Role::Specialist,
        Duty::Head => Role::HeadOfSection,
        Duty::Chief => Role::Chief,
        Duty::DeputyChief => Role::DeputyChief,
        Duty::Leader => Role::Leader,
        Duty::Secretary => Role::Secretary,
        Duty::UnitClerk => Role::UnitClerk,
        Duty::Agency => Role::Agency,
    }
}

fn kind(kind: BodyKind) -> UnitKind {
    match kind {
        BodyKind::Committee => UnitKind::Committee,
        BodyKind::StandingBoard => UnitKind::StandingBoard,
        BodyKind::PermanentBoard => UnitKind::PermanentBoard,
        BodyKind::Office => UnitKind::Office,
        BodyKind::Section => UnitKind::Section,
        BodyKind::Board => UnitKind::AdvisoryBoard,
        BodyKind::Attached => UnitKind::AttachedCommittee,
        BodyKind::Agency => UnitKind::Agency,
    }
}

/// Makes the small office, or the whole province.
pub fn settle(office: &Office, hands: &Hands, whole: bool) -> anyhow::Result<Cast> {
    let all: Vec<Person> =
        province::people().into_iter().filter(|p| whole || FEW.contains(&p.sign_in.as_str())).collect();
    let mut cast = Cast::default();
    let from = office.now().date();
    let console = Actor::console;
    // Who is above comes first, so units are made one after another.
    let mut make = |key: &str, kind: UnitKind, name: String, above: Option<Id<Unit>>| {
        let unit = NewUnit { parent: above, kind, name, from };
        let unit = hands.one(ask(office, console(), unit, organise::create_unit))?;
        cast.units.insert(key.to_owned(), unit);
        anyhow::Ok(unit)
    };
    let mut made: HashMap<&str, Id<Unit>> = HashMap::new();
    for body in BODIES {
        let peopled = all.iter().any(|person| person.body == body.key);
        if whole || peopled || body.key == "tu" {
            let unit = make(body.key, kind(body.kind), body.name.to_owned(), made.get(body.above).copied())?;
            made.insert(body.key, unit);
        }
    }
    let top = made.get("tu").copied();
    for (n, commune) in COMMUNES.iter().enumerate() {
        let key = format!("xa{n}");
        if all.iter().any(|person| person.body == key) {
            make(&key, UnitKind::CommuneCommittee, format!("Đảng uỷ {}", commune.full()), top)?;
        }
    }
    seat(office, hands, &all, &mut cast)?;
    let serves = [("thuky", "bithu"), ("thuky2", "phobithu")];
    for (secretary, leader) in serves {
        if let (Ok(secretary), Ok(leader)) = (cast.who(secretary), cast.who(leader)) {
            let service = Service { secretary: secretary.post, leaders: vec![leader.post] };
            hands.one(ask(office, console(), service, organise::assign_secretary))?;
        }
    }
    Ok(cast)
}

/// Posts, persons, who holds what, accounts: each for all of them together.
fn seat(office: &Office, hands: &Hands, all: &[Person], cast: &mut Cast) -> anyhow::Result<()> {
    let from = office.now().date();
    let console = Actor::console;
    let units: Vec<Id<Unit>> = all
        .iter()
        .map(|person| cast.units.get(&person.body).copied().context("every post is of a unit"))
        .collect::<anyhow::Result<_>>()?;
    let mut places: HashMap<Id<Unit>, u32> = HashMap::new();
    let posts = all.iter().zip(&units).map(|(person, unit)| {
        let place = places.entry(*unit).or_default();
        let post = NewPost {
            unit: *unit,
            title: person.title.clone(),
            roles: vec![role(person.duty)],
            place: *place,
            from,
        };
        *place += 1;
        ask(office, console(), post, organise::create_post)
    });
    let posts = hands.all(posts.collect())?;
    let persons =
        all.iter().map(|person| ask(office, console(), person.name.clone(), organise::create_person));
    let persons = hands.all(persons.collect())?;
    let held = posts.iter().zip(&persons).map(|(post, person)| {
        ask(office, console(), Appointment { post: *post, person: *person, from }, organise::appoint)
    });
    hands.all(held.collect())?;
    // One password for everybody, hashed once: hashing takes its time by intention.
    let password_hash =
        account::hash_password(PASSWORD, &[0x5a; 16]).map_err(|fault| console::refusal(&fault))?;
    let accounts = all.iter().zip(&persons).map(|(person, id)| {
        let open = NewAccount {
            person: *id,
            sign_in_name: person.sign_in.clone(),
            password_hash: password_hash.clone(),
            must_change: false,
        };
        ask(office, console(), open, account::open)
    });
    hands.all(accounts.collect())?;
    for (((person, post), unit), id) in all.iter().zip(&posts).zip(&units).zip(&persons) {
        let who = Who { post: *post, unit: *unit, person: *id };
        cast.people.insert(person.sign_in.clone(), who);
        cast.heads.entry(*unit).or_insert(who);
    }
    Ok(())
}
