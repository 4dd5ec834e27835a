//! A provincial committee with its boards, its office, a section, a commune.

use std::collections::HashMap;

use calendar::{AbsenceKind, RecordAbsence};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use kernel::testing::{On, TestOffice, office};
use kernel::{Act, Actor, Id, Instant, Refusal, Tx};
use people::account::{self, NewAccount};
use people::organise::{self, Appointment, NewPost, NewUnit, Service};
use people::{Field, Person, Post, Role, Unit, UnitKind};
use regulations::model::{Article, Version};
use regulations::{Begin, Confirm, Publish, Question, Said, store};
use rules::regulation::Verb;
use serde::Serialize;
use serde::de::DeserializeOwned;
use words::Lang;

pub const PASSWORD: &str = "mật khẩu đủ dài";
/// Monday, the day of the tests' clock.
pub const MONDAY: Date = date(2026, 11, 23);

pub struct Held {
    pub id: Id<Post>,
    pub person: Id<Person>,
}

pub struct Story {
    pub o: TestOffice,
    pub economy: Id<Field>,
    pub party: Id<Field>,
    posts: HashMap<&'static str, Held>,
    units: HashMap<&'static str, Id<Unit>>,
}

type Seat = (&'static str, &'static str, Role);
/// A body: its key, its kind, its name, the body above it, its people.
type Body = (&'static str, UnitKind, &'static str, &'static str, &'static [Seat]);

const BODIES: &[Body] = &[
    ("tu", UnitKind::Committee, "Tỉnh uỷ Hải Ngạn", "", &[]),
    ("btv", UnitKind::StandingBoard, "Ban Thường vụ Tỉnh uỷ", "tu", &[]),
    (
        "tt",
        UnitKind::PermanentBoard,
        "Thường trực Tỉnh uỷ",
        "tu",
        &[
            ("bithu", "Bí thư Tỉnh uỷ", Role::Leader),
            ("phobithu", "Phó Bí thư Thường trực", Role::Leader),
            ("phobithu2", "Phó Bí thư Tỉnh uỷ", Role::Leader),
        ],
    ),
    (
        "vp",
        UnitKind::Office,
        "Văn phòng Tỉnh uỷ",
        "tu",
        &[
            ("chanhvp", "Chánh Văn phòng", Role::Chief),
            ("phovp", "Phó Chánh Văn phòng phụ trách kinh tế", Role::DeputyChief),
            ("vanthu", "Văn thư", Role::Clerk),
            ("thuky", "Thư ký Bí thư", Role::Secretary),
            ("quantri", "Quản trị hệ thống", Role::Administrator),
        ],
    ),
    (
        "pth",
        UnitKind::Section,
        "Phòng Tổng hợp",
        "vp",
        &[
            ("truongphong", "Trưởng phòng", Role::HeadOfSection),
            ("chuyenvien", "Chuyên viên", Role::Specialist),
        ],
    ),
    (
        "tanan",
        UnitKind::CommuneCommittee,
        "Đảng uỷ xã Tân An",
        "tu",
        &[("vttanan", "Văn thư", Role::UnitClerk)],
    ),
];

fn console<I, O>(o: &TestOffice, input: I, act: fn(&mut Act<'_>, I) -> Result<O, Refusal>) -> O
where
    I: Clone + Send + 'static,
    O: Serialize + DeserializeOwned + Send + 'static,
{
    o.office.act_blocking(Actor::console(), o.office.new_id(), input, act).unwrap()
}

pub fn story(on: On) -> Story {
    let parts = [people::part(), rulebook::part(), calendar::part(), regulations::part()];
    let o = office(on, &parts).unwrap();
    let from = o.office.now().date();
    let hash = account::hash_password(PASSWORD, &[7; 16]).unwrap();
    let (mut posts, mut units) = (HashMap::new(), HashMap::new());
    for (key, kind, name, above, people) in BODIES {
        let parent = units.get(above).copied();
        let unit = NewUnit { parent, kind: *kind, name: (*name).to_owned(), from };
        let unit = console(&o, unit, organise::create_unit);
        units.insert(*key, unit);
        for (place, (name, title, role)) in people.iter().enumerate() {
            let post = NewPost {
                unit,
                title: (*title).to_owned(),
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
    let economy = console(&o, "Kinh tế".to_owned(), people::field::create);
    let party = console(&o, "Xây dựng Đảng".to_owned(), people::field::create);
    let serves = Service { secretary: posts["thuky"].id, leaders: vec![posts["bithu"].id] };
    console(&o, serves, organise::assign_secretary);
    Story { o, economy, party, posts, units }
}

impl Story {
    pub fn post(&self, name: &str) -> Id<Post> {
        self.posts[name].id
    }

    pub fn person(&self, name: &str) -> Id<Person> {
        self.posts[name].person
    }

    pub fn unit(&self, key: &str) -> Id<Unit> {
        self.units[key]
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

    pub fn read<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&mut Tx<'_>) -> Result<T, kernel::StoreError>,
    ) -> T {
        self.o.office.read_blocking(ask).unwrap()
    }

    pub fn clock_at(&self, day: Date, hour: i8) {
        self.o.clock.set(Instant::from_local(day.at(hour, 0, 0, 0)));
    }

    pub fn question(&self, verb: Verb, what: &str, body: &str, on: Date) -> Question {
        Question { verb, what: what.to_owned(), body: self.unit(body), field: None, on }
    }

    /// The answer about one post.
    pub fn said(&self, question: &Question, post: &str) -> Said {
        let (question, post) = (question.clone(), self.post(post));
        self.read(move |tx| regulations::said(tx, &question, (Some(post), question.on), Lang::Vi))
    }

    /// Who may sign this today, with the forms: `Người bithu: T/M BAN THƯỜNG VỤ / BÍ THƯ`.
    pub fn signs(&self, what: &str, body: &str, on: Date) -> Vec<String> {
        let said = self.said(&self.question(Verb::Sign, what, body, on), "bithu");
        said.may.iter().map(|may| format!("{}: {}", may.post.holder, may.form.join(" / "))).collect()
    }

    pub fn verdict(&self, what: &str, body: &str, post: &str) -> String {
        let said = self.said(&self.question(Verb::Sign, what, body, MONDAY), post);
        said.asked.map(|asked| asked.verdict).unwrap()
    }

    pub fn away(
        &self,
        who: &str,
        days: i64,
        substitute: Option<&str>,
    ) -> Result<Id<calendar::Absence>, Refusal> {
        let from = self.o.office.now().date();
        let input = RecordAbsence {
            person: self.person(who),
            post: None,
            kind: AbsenceKind::Mission,
            from,
            to: from.checked_add(days.days()).unwrap(),
            substitute: substitute.map(|name| self.post(name)),
            note: String::new(),
        };
        self.act(who, input, calendar::record_absence)
    }

    /// The model, made the office's own.
    pub fn begin(&self) -> Id<Version> {
        let input = Begin { name: "Quy chế làm việc của Tỉnh uỷ".to_owned(), from_model: true };
        self.act("chanhvp", input, regulations::begin).unwrap()
    }

    pub fn publish(&self, version: Id<Version>, code: &str, from: Date) -> Result<(), Refusal> {
        let input = Publish {
            version,
            code: code.to_owned(),
            signed_on: Some(from),
            from,
            to: None,
            ends_previous: false,
        };
        self.act("chanhvp", input, regulations::publish)
    }

    pub fn article(&self, version: Id<Version>, number: &str) -> store::ArticleRow {
        let all = self.read(move |tx| store::articles(tx, version));
        all.into_iter().find(|row| row.number == number).unwrap()
    }

    pub fn confirm(&self, version: Id<Version>, number: &str) -> Id<Article> {
        let article = self.article(version, number).id;
        let input =
            Confirm { version, article, code: "05-QC/TU".to_owned(), quoted: format!("{number} khoản 1") };
        self.act("chanhvp", input, regulations::confirm).unwrap();
        article
    }

    pub fn verified(&self) -> bool {
        kernel::journal::verify(&self.o.office, None).unwrap().ok
    }
}

/// The message key of a refusal.
pub fn refused<T: std::fmt::Debug>(outcome: Result<T, Refusal>) -> &'static str {
    outcome.unwrap_err().msg.key()
}
