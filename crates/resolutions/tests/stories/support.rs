//! A provincial permanent board, its office with a section, boards, a commune; a resolution broken down.

use std::collections::HashMap;

use jiff::civil::{Date, date};
use kernel::testing::{On, TestOffice, office};
use kernel::{Act, Actor, Id, Instant, Refusal, Tx};
use people::account::{self, NewAccount};
use people::organise::{self, Appointment, NewPost, NewUnit};
use people::{Person, Post, Role, Unit, UnitKind};
use resolutions::acts::Seat;
use resolutions::model::{Direction, Every, Indicator, Kind, Measure, Objective, Resolution, State};
use resolutions::{AddIndicator, AddMeasure, AddObjective, HandOut, NewResolution, NewTarget, ReportValue};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tasks::model::Task;
use tasks::{Accept, Assignment, Grade, ProductKind, Submit};

pub const PASSWORD: &str = "mật khẩu đủ dài";

pub struct Held {
    pub id: Id<Post>,
    pub person: Id<Person>,
}

pub struct Story {
    pub o: TestOffice,
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
    let mut parts = (resolutions::function().below)();
    parts.push(resolutions::part());
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
    Story { o, posts, units }
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

    pub fn clock_at(&self, day: Date) {
        self.o.clock.set(Instant::from_local(day.at(9, 0, 0, 0)));
    }

    /// 12-NQ/TU, issued three weeks before the day of the tests, until 2030, reviewed each year, followed by a specialist.
    pub fn resolution(&self) -> Id<Resolution> {
        let new = NewResolution { follower: Some(self.post("chuyenvien").id), ..issued("12-NQ/TU") };
        self.act("chanhvp", new, resolutions::add).unwrap()
    }

    pub fn objective(&self, of: Id<Resolution>, text: &str) -> Id<Objective> {
        let new = AddObjective { resolution: of, text: text.to_owned() };
        self.act("chuyenvien", new, resolutions::add_objective).unwrap()
    }

    /// Reported each quarter by the board of organisation; 60 by the end of 2026, 80 by the end of 2027.
    pub fn indicator(&self, of: Id<Objective>) -> Id<Indicator> {
        self.act("chuyenvien", self.wanted_indicator(of), resolutions::add_indicator).unwrap()
    }

    pub fn wanted_indicator(&self, of: Id<Objective>) -> AddIndicator {
        let target =
            |period: &str, value: &str| NewTarget { period: period.to_owned(), value: value.to_owned() };
        AddIndicator {
            objective: of,
            name: "Tỷ lệ cán bộ cấp xã đạt chuẩn".to_owned(),
            measured_in: "%".to_owned(),
            direction: Direction::AtLeast,
            baseline: "40".to_owned(),
            every: Every::Quarter,
            owner: self.unit("bantochuc"),
            targets: vec![target("2026", "60"), target("2027", "80")],
        }
    }

    pub fn measure(&self, of: Id<Resolution>, objective: Option<Id<Objective>>, owner: &str) -> Id<Measure> {
        let new = AddMeasure {
            resolution: of,
            objective,
            text: "Rà soát, bố trí cán bộ cấp xã".to_owned(),
            owner: self.unit(owner),
            due_on: Some(date(2027, 6, 30)),
            milestones: Vec::new(),
        };
        self.act("chuyenvien", new, resolutions::add_measure).unwrap()
    }

    pub fn wanted_task(&self, owner: &str, due: Date) -> Assignment {
        Assignment {
            owner: self.unit(owner),
            owner_post: None,
            product_kind: ProductKind::Report,
            product: "Báo cáo kết quả rà soát".to_owned(),
            content: String::new(),
            due,
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

    pub fn hand_out(&self, measure: Id<Measure>, owner: &str, due: Date) -> Id<Task> {
        let input = HandOut { measure, tasks: vec![self.wanted_task(owner, due)] };
        self.act("chanhvp", input, resolutions::hand_out).unwrap()[0].id
    }

    pub fn submit(&self, who: &str, task: Id<Task>) {
        let row = self.read(move |tx| tasks::store::task(tx, task)).unwrap();
        let evidence = Submit {
            task,
            code: "125-BC/BTC".to_owned(),
            issued_on: Some(self.today()),
            level: row.level_unit,
            paper: None,
            note: String::new(),
            files: Vec::new(),
        };
        self.act(who, evidence, tasks::submit).unwrap();
    }

    pub fn accept(&self, task: Id<Task>) {
        let input = Accept { task, grade: Grade::Good, why: String::new() };
        self.act("chanhvp", input, tasks::accept).unwrap();
    }

    pub fn value(&self, indicator: Id<Indicator>, period: &str, value: &str) -> ReportValue {
        ReportValue {
            indicator,
            period: period.to_owned(),
            value: value.to_owned(),
            source: "Báo cáo 15-BC/BTCTU".to_owned(),
            note: String::new(),
        }
    }

    /// The state at the end of a day, as this person may see it; nothing where it does not reach them.
    pub fn seen(&self, who: &str, of: Id<Resolution>, day: Date) -> Option<State> {
        let (person, today) = (self.post(who).person, self.today());
        self.read(move |tx| {
            let desk = directions::Desk::of(tx, person, today)?;
            let seat = Seat::of(tx, desk, today)?;
            resolutions::state_on(tx, &seat, of, (day, today))
        })
    }

    pub fn state(&self, of: Id<Resolution>, day: Date) -> State {
        self.seen("chanhvp", of, day).unwrap()
    }

    pub fn unread(&self, name: &str) -> u64 {
        let person = self.post(name).person;
        self.read(move |tx| people::notices::unread(tx, person))
    }

    /// The nightly work of this name.
    pub fn nightly(&self, name: &str) {
        let all = (resolutions::function().periodic)();
        let work = all.into_iter().find(|one| one.name == name).unwrap();
        (work.run)(&self.o.office).unwrap();
    }

    pub fn verified(&self) -> bool {
        kernel::journal::verify(&self.o.office, None).unwrap().ok
    }
}

pub fn issued(code: &str) -> NewResolution {
    NewResolution {
        kind: Kind::Resolution,
        code: code.to_owned(),
        title: "Về nâng cao chất lượng cán bộ cấp xã đến năm 2030".to_owned(),
        body: "Tỉnh uỷ".to_owned(),
        issued_on: date(2026, 11, 2),
        until_on: Some(date(2030, 12, 31)),
        review_months: 12,
        paper: None,
        parent: None,
        follower: None,
    }
}

/// The message key of a refusal.
pub fn refused<T: std::fmt::Debug>(outcome: Result<T, Refusal>) -> &'static str {
    outcome.unwrap_err().msg.key()
}
