//! An office of an evening: a chief, a head of its section, a specialist, a clerk, and heads of other bodies.

use std::collections::HashMap;

use calendar::{Kind, Plan, Shape, Turn};
use jiff::civil::{Date, date};
use kernel::testing::{On, TestOffice, office};
use kernel::{Act, Actor, Id, Instant, Refusal};
use people::account::{self, NewAccount};
use people::organise::{self, Appointment, NewPost, NewUnit};
use people::{Person, Post, Role, UnitKind};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub const PASSWORD: &str = "mật khẩu đủ dài";

/// Monday, the day of the tests' clock.
pub const MONDAY: Date = date(2026, 11, 23);

pub struct Story {
    pub o: TestOffice,
    seats: HashMap<&'static str, (Id<Post>, Id<Person>)>,
}

/// A body, whether it is a section of the office, its people.
type Body = (&'static str, UnitKind, bool, &'static [(&'static str, Role)]);

const PEOPLE: &[Body] = &[
    (
        "Văn phòng Tỉnh uỷ",
        UnitKind::Office,
        false,
        &[
            ("chanhvp", Role::Chief),
            ("phovp", Role::DeputyChief),
            ("vanthu", Role::Clerk),
            ("quantri", Role::Administrator),
        ],
    ),
    (
        "Phòng Hành chính, lưu trữ",
        UnitKind::Section,
        true,
        &[
            ("truonghc", Role::HeadOfSection),
            ("chuyenvien", Role::Specialist),
            ("chuyenvien2", Role::Specialist),
        ],
    ),
    ("Ban Tổ chức Tỉnh uỷ", UnitKind::AdvisoryBoard, false, &[("bantochuc", Role::HeadOfSection)]),
    ("Đảng uỷ xã Tân An", UnitKind::CommuneCommittee, false, &[("vttanan", Role::UnitClerk)]),
];

fn console<I, O>(o: &TestOffice, input: I, act: fn(&mut Act<'_>, I) -> Result<O, Refusal>) -> O
where
    I: Clone + Send + 'static,
    O: Serialize + DeserializeOwned + Send + 'static,
{
    o.office.act_blocking(Actor::console(), o.office.new_id(), input, act).unwrap()
}

pub fn story(on: On) -> Story {
    let o = office(on, &[people::part(), rulebook::part(), calendar::part()]).unwrap();
    let from = o.office.now().date();
    let hash = account::hash_password(PASSWORD, &[7; 16]).unwrap();
    let mut seats = HashMap::new();
    let mut first = None;
    for (name, kind, below, people) in PEOPLE {
        let parent = if *below { first } else { None };
        let unit = NewUnit { parent, kind: *kind, name: (*name).to_owned(), from };
        let unit = console(&o, unit, organise::create_unit);
        first = first.or(Some(unit));
        for (place, (name, role)) in people.iter().enumerate() {
            let post = NewPost {
                unit,
                title: format!("Chức danh {name}"),
                roles: vec![*role],
                place: u32::try_from(place).unwrap(),
                from,
            };
            let post = console(&o, post, organise::create_post);
            let person = console(&o, format!("Người {name}"), organise::create_person);
            console(&o, Appointment { post, person, from }, organise::appoint);
            let open = NewAccount {
                person,
                sign_in_name: (*name).to_owned(),
                password_hash: hash.clone(),
                must_change: false,
            };
            console(&o, open, account::open);
            seats.insert(*name, (post, person));
        }
    }
    Story { o, seats }
}

impl Story {
    pub fn post(&self, name: &str) -> Id<Post> {
        self.seats[name].0
    }

    pub fn person(&self, name: &str) -> Id<Person> {
        self.seats[name].1
    }

    pub fn actor(&self, name: &str) -> Actor {
        Actor::person(self.person(name).uuid(), Some(self.post(name).uuid()))
    }

    pub fn act<I, O>(
        &self,
        name: &str,
        input: I,
        act: fn(&mut Act<'_>, I) -> Result<O, Refusal>,
    ) -> Result<O, Refusal>
    where
        I: Clone + Send + 'static,
        O: Serialize + DeserializeOwned + Send + 'static,
    {
        // Nobody does two things in the same second.
        self.o.clock.advance(Instant::SECOND);
        self.o.office.act_blocking(self.actor(name), self.o.office.new_id(), input, act)
    }

    pub fn on_duty(
        &self,
        who: &str,
        kind: Kind,
        shape: Shape,
        days: &[Date],
    ) -> Result<Vec<Id<Turn>>, Refusal> {
        let plan =
            Plan { kind, shape, days: days.to_vec(), post: self.post(who), phone: "0912 345 678".to_owned() };
        self.act("truonghc", plan, calendar::plan)
    }

    pub fn clock_at(&self, day: Date, hour: i8, minute: i8) {
        self.o.clock.set(Instant::from_local(day.at(hour, minute, 0, 0)));
    }

    pub fn unread(&self, name: &str) -> u64 {
        let person = self.person(name);
        self.o.office.read_blocking(|tx| people::notices::unread(tx, person)).unwrap()
    }

    pub fn verified(&self) -> bool {
        kernel::journal::verify(&self.o.office, None).unwrap().ok
    }
}
