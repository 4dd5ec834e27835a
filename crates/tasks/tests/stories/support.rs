//! A provincial committee: its permanent board, its office with a section, boards, a commune.

use std::collections::HashMap;

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use kernel::testing::{On, TestOffice, office};
use kernel::{Act, Actor, Id, Instant, Refusal, Tx};
use people::account::{self, NewAccount};
use people::organise::{self, Appointment, NewPost, NewUnit};
use people::{Field, Person, Post, Role, Unit, UnitKind};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tasks::model::{Source, Task};
use tasks::store::{self, TaskRow};
use tasks::{Assign, Assigned, Assignment, NewSource, ProductKind, SourceKind, Standing, Submit};

pub const PASSWORD: &str = "mật khẩu đủ dài";
/// Monday, the day of the tests' clock.
pub const MONDAY: Date = date(2026, 11, 23);

pub struct Held {
    pub id: Id<Post>,
    pub person: Id<Person>,
}

pub struct Story {
    pub o: TestOffice,
    pub field: Id<Field>,
    pub other_field: Id<Field>,
    posts: HashMap<&'static str, Held>,
    units: HashMap<&'static str, Id<Unit>>,
}

/// A body: its name, its kind, the body above it, its people.
type Body = (&'static str, UnitKind, &'static str, &'static [(&'static str, Role)]);

const BODIES: &[Body] = &[
    ("tinhuy", UnitKind::Committee, "", &[]),
    (
        "thuongtruc",
        UnitKind::PermanentBoard,
        "tinhuy",
        &[("bithu", Role::Leader), ("phobithu", Role::Leader)],
    ),
    (
        "vanphong",
        UnitKind::Office,
        "tinhuy",
        &[
            ("chanhvp", Role::Chief),
            ("phovp", Role::DeputyChief),
            ("vanthu", Role::Clerk),
            ("quantri", Role::Administrator),
        ],
    ),
    (
        "tonghop",
        UnitKind::Section,
        "vanphong",
        &[
            ("truongphong", Role::HeadOfSection),
            ("chuyenvien", Role::Specialist),
            ("chuyenvien2", Role::Specialist),
        ],
    ),
    (
        "bantochuc",
        UnitKind::AdvisoryBoard,
        "tinhuy",
        &[("truongban", Role::HeadOfSection), ("cvtochuc", Role::Specialist)],
    ),
    ("tanan", UnitKind::CommuneCommittee, "tinhuy", &[("vttanan", Role::UnitClerk)]),
];

fn console<I, O>(o: &TestOffice, input: I, act: fn(&mut Act<'_>, I) -> Result<O, Refusal>) -> O
where
    I: Clone + Send + 'static,
    O: Serialize + DeserializeOwned + Send + 'static,
{
    o.office.act_blocking(Actor::console(), o.office.new_id(), input, act).unwrap()
}

pub fn story(on: On) -> Story {
    let parts = [
        people::part(),
        rulebook::part(),
        calendar::part(),
        documents::part(),
        directions::part(),
        tasks::part(),
    ];
    let o = office(on, &parts).unwrap();
    let from = o.office.now().date();
    let hash = account::hash_password(PASSWORD, &[7; 16]).unwrap();
    let (mut posts, mut units) = (HashMap::new(), HashMap::new());
    for (body, kind, above, people) in BODIES {
        let parent = units.get(above).copied();
        let unit = NewUnit { parent, kind: *kind, name: format!("Đơn vị {body}"), from };
        let unit = console(&o, unit, organise::create_unit);
        units.insert(*body, unit);
        for (place, (name, role)) in people.iter().enumerate() {
            let post = NewPost {
                unit,
                title: format!("Chức danh {name}"),
                roles: vec![*role],
                place: u32::try_from(place).unwrap(),
                from,
            };
            let id = console(&o, post, organise::create_post);
            let person = console(&o, format!("Người {name}"), organise::create_person);
            console(&o, Appointment { post: id, person, from }, organise::appoint);
            let open = NewAccount {
                person,
                sign_in_name: (*name).to_owned(),
                password_hash: hash.clone(),
                must_change: false,
            };
            console(&o, open, account::open);
            posts.insert(*name, Held { id, person });
        }
    }
    let field = console(&o, "Nông nghiệp".to_owned(), people::field::create);
    let other_field = console(&o, "Nội chính".to_owned(), people::field::create);
    let answers = people::field::Responsibility { post: posts["phovp"].id, fields: vec![field] };
    console(&o, answers, people::field::answer_for);
    Story { o, field, other_field, posts, units }
}

impl Story {
    pub fn post(&self, name: &str) -> &Held {
        &self.posts[name]
    }

    pub fn unit(&self, name: &str) -> Id<Unit> {
        self.units[name]
    }

    pub fn actor(&self, name: &str) -> Actor {
        Actor::person(self.post(name).person.uuid(), Some(self.post(name).id.uuid()))
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

    pub fn read<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&mut Tx<'_>) -> Result<T, kernel::StoreError>,
    ) -> T {
        self.o.office.read_blocking(ask).unwrap()
    }

    pub fn today(&self) -> Date {
        self.o.office.now().date()
    }

    pub fn clock_at(&self, day: Date, hour: i8) {
        self.o.clock.set(Instant::from_local(day.at(hour, 0, 0, 0)));
    }

    pub fn source(&self) -> Id<Source> {
        self.act("vanthu", notice("15-TB/TU"), tasks::add_source).unwrap()
    }

    /// A task of this unit, assigned by the chief, due in so many days.
    pub fn task(&self, owner: &str, days: i64) -> Id<Task> {
        let source = self.source();
        self.assign("chanhvp", source, self.wanted(owner, days)).unwrap().id
    }

    pub fn wanted(&self, owner: &str, days: i64) -> Assignment {
        Assignment {
            owner: self.unit(owner),
            owner_post: None,
            product_kind: ProductKind::Report,
            product: "Báo cáo kết quả rà soát".to_owned(),
            content: String::new(),
            due: self.today().checked_add(days.days()).unwrap(),
            waits_for: String::new(),
            level: None,
            follower: None,
            cooperating: Vec::new(),
            field: None,
            decision: None,
            received_on: None,
            sudden: false,
        }
    }

    pub fn assign(&self, who: &str, source: Id<Source>, one: Assignment) -> Result<Assigned, Refusal> {
        let input = Assign { source: Some(source), new_source: None, parent: None, tasks: vec![one] };
        self.act(who, input, tasks::assign).map(|mut made| made.remove(0))
    }

    pub fn evidence(&self, task: Id<Task>) -> Submit {
        Submit {
            task,
            code: "125-BC/BTC".to_owned(),
            issued_on: Some(self.today()),
            level: self.row(task).level_unit,
            paper: None,
            note: String::new(),
            files: Vec::new(),
        }
    }

    pub fn row(&self, id: Id<Task>) -> TaskRow {
        self.read(|tx| store::task(tx, id)).unwrap()
    }

    pub fn standing(&self, id: Id<Task>) -> Standing {
        let (row, today) = (self.row(id), self.today());
        self.read(|tx| tasks::bounds(tx, today)).standing(&row.facts())
    }

    pub fn unread(&self, name: &str) -> u64 {
        let person = self.post(name).person;
        self.read(|tx| people::notices::unread(tx, person))
    }

    /// The journal holds, and what is counted is what there is.
    pub fn verified(&self) -> bool {
        assert_eq!(self.read(store::untrue), [], "counts of tasks");
        kernel::journal::verify(&self.o.office, None).unwrap().ok
    }
}

pub fn notice(code: &str) -> NewSource {
    NewSource {
        kind: SourceKind::BoardNotice,
        code: code.to_owned(),
        title: "Thông báo ý kiến của Thường trực về phòng, chống sạt lở".to_owned(),
        body: String::new(),
        conference: String::new(),
        issued_on: Some(MONDAY),
        received_on: Some(MONDAY),
        received_estimated: false,
        paper: None,
        said_by: None,
    }
}

/// The message key of a refusal.
pub fn refused<T: std::fmt::Debug>(outcome: Result<T, Refusal>) -> &'static str {
    outcome.unwrap_err().msg.key()
}
