//! A small office with a paper in its book.

use std::collections::HashMap;

use directions::model::{Assignment, Role, Routing, State, Step, Term, Word};
use directions::{Answer, Instruct, Line, Propose, Send, Transfer};
use documents::{NewPaper, Paper};
use jiff::civil::Date;
use kernel::testing::{On, TestOffice, office};
use kernel::{Act, Actor, Id, Refusal, Tx};
use people::organise::{self, Appointment, NewPost, NewUnit, Service};
use people::{Person, Post, Role as PostRole, Unit, UnitKind, Viewer};

pub struct Held {
    pub id: Id<Post>,
    pub unit: Id<Unit>,
    pub person: Id<Person>,
}

pub struct Story {
    pub o: TestOffice,
    pub paper: Id<Paper>,
    pub empty_post: Id<Post>,
    posts: HashMap<&'static str, Held>,
}

/// What the stories look at of a recipient.
pub struct Share {
    pub id: Id<Assignment>,
    pub parent: Option<Id<Assignment>>,
    pub step: Step,
}

fn console<I, O>(o: &TestOffice, input: I, act: fn(&mut Act<'_>, I) -> Result<O, Refusal>) -> O
where
    I: std::marker::Send + Clone + 'static,
    O: serde::Serialize + serde::de::DeserializeOwned + std::marker::Send + 'static,
{
    o.office.act_blocking(Actor::console(), o.office.new_id(), input, act).unwrap()
}

type Holders = &'static [(&'static str, PostRole)];

const PEOPLE: &[(&str, UnitKind, Holders)] = &[
    (
        "Thường trực Tỉnh uỷ",
        UnitKind::PermanentBoard,
        &[("bithu", PostRole::Leader), ("phobithu", PostRole::Leader)],
    ),
    (
        "Văn phòng Tỉnh uỷ",
        UnitKind::Office,
        &[
            ("chanhvp", PostRole::Chief),
            ("phovp", PostRole::DeputyChief),
            ("vanthu", PostRole::Clerk),
            ("thuky", PostRole::Secretary),
            ("quantri", PostRole::Administrator),
        ],
    ),
    (
        "Phòng Tổng hợp",
        UnitKind::Section,
        &[("truongphong", PostRole::HeadOfSection), ("chuyenvien", PostRole::Specialist)],
    ),
    ("Ban Tổ chức Tỉnh uỷ", UnitKind::AdvisoryBoard, &[("bantochuc", PostRole::HeadOfSection)]),
    ("Đảng uỷ UBND tỉnh", UnitKind::AttachedCommittee, &[("duubnd", PostRole::HeadOfSection)]),
];

pub fn story(on: On) -> Story {
    let o = office(on, &[people::part(), rulebook::part(), documents::part(), directions::part()]).unwrap();
    let from = o.office.now().date();
    let mut posts = HashMap::new();
    let mut office_unit = None;
    for (name, kind, people) in PEOPLE {
        let unit = NewUnit { parent: None, kind: *kind, name: (*name).to_owned(), from };
        let unit = console(&o, unit, organise::create_unit);
        if *kind == UnitKind::Office {
            office_unit = Some(unit);
        }
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
            posts.insert(*name, Held { id, unit, person });
        }
    }
    let empty = NewPost {
        unit: office_unit.unwrap(),
        title: "Phó Chánh Văn phòng (khuyết)".to_owned(),
        roles: vec![PostRole::DeputyChief],
        place: 9,
        from,
    };
    let empty_post = console(&o, empty, organise::create_post);
    let service = Service { secretary: posts["thuky"].id, leaders: vec![posts["bithu"].id] };
    console(&o, service, organise::assign_secretary);
    let paper = NewPaper {
        code: "118-BC/ĐU".to_owned(),
        kind: "Báo cáo".to_owned(),
        issuer: "Đảng uỷ xã Tân An".to_owned(),
        issued_on: Some(from),
        subject: "tình hình sạt lở".to_owned(),
        urgency: String::new(),
        asked_by: Some(jiff::civil::date(2026, 12, 30)),
        files: vec![],
    };
    let paper = console(&o, paper, documents::register).paper;
    Story { o, paper, empty_post, posts }
}

impl Story {
    pub fn post(&self, name: &str) -> &Held {
        &self.posts[name]
    }

    pub fn act<I, O>(
        &self,
        name: &str,
        input: I,
        act: fn(&mut Act<'_>, I) -> Result<O, Refusal>,
    ) -> Result<O, Refusal>
    where
        I: std::marker::Send + Clone + 'static,
        O: serde::Serialize + serde::de::DeserializeOwned + std::marker::Send + 'static,
    {
        // Nobody does two things in the same second.
        self.o.clock.advance(kernel::Instant::SECOND);
        let who = &self.posts[name];
        let actor = Actor::person(who.person.uuid(), Some(who.id.uuid()));
        self.o.office.act_blocking(actor, self.o.office.new_id(), input, act)
    }

    pub fn viewer(&self, tx: &mut Tx<'_>, name: &str) -> Viewer {
        let today = self.o.office.now().date();
        Viewer::load(tx, self.posts[name].person, today).unwrap().unwrap()
    }

    pub fn send(&self) -> Id<Routing> {
        let send = Send { paper: self.paper, to: self.posts["chanhvp"].id, field: None };
        self.act("vanthu", send, directions::send).unwrap()
    }

    fn lines(&self) -> Vec<Line> {
        let unit = |name: &str, role| Line { role, unit: self.posts[name].unit, post: None };
        vec![unit("truongphong", Role::Lead), unit("bantochuc", Role::Cooperating)]
    }

    pub fn propose(&self, routing: Id<Routing>) -> Result<(), Refusal> {
        let propose = Propose {
            routing,
            text: "Giao Phòng Tổng hợp tham mưu".to_owned(),
            leader: Some(self.posts["bithu"].id),
            lines: self.lines(),
            term: Term::Rule,
            field: None,
        };
        self.act("chanhvp", propose, directions::propose)
    }

    pub fn instruct(&self, routing: Id<Routing>, word: Word, text: &str) -> Result<(), Refusal> {
        self.act("bithu", Instruct { routing, word, text: text.to_owned() }, directions::instruct)
    }

    pub fn transfer(&self, routing: Id<Routing>) -> Result<(), Refusal> {
        self.act("vanthu", Transfer { routing, lines: self.lines(), term: Term::Rule }, directions::transfer)
    }

    /// Sent, proposed, agreed and transferred.
    pub fn in_hand(&self) -> Id<Routing> {
        let routing = self.send();
        self.propose(routing).unwrap();
        self.instruct(routing, Word::Agree, "").unwrap();
        self.transfer(routing).unwrap();
        routing
    }

    pub fn answer(
        &self,
        name: &str,
        routing: Id<Routing>,
        assignment: Id<Assignment>,
        text: &str,
        act: fn(&mut Act<'_>, Answer) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        self.act(name, Answer { routing, assignment, text: text.to_owned() }, act)
    }

    pub fn state(&self, routing: Id<Routing>) -> State {
        self.place(routing).state
    }

    pub fn deadline(&self, routing: Id<Routing>) -> Date {
        self.place(routing).deadline.unwrap()
    }

    fn place(&self, routing: Id<Routing>) -> directions::Place {
        self.o
            .office
            .read_blocking(|tx| {
                let viewer = self.viewer(tx, "chanhvp");
                let place = directions::places(tx, &viewer, &[self.paper])?.remove(&self.paper).unwrap();
                assert_eq!(place.routing, routing);
                Ok(place)
            })
            .unwrap()
    }

    fn shares(&self, routing: Id<Routing>) -> Vec<(Role, Share)> {
        self.o
            .office
            .read_blocking(|tx| {
                let rows = directions::shares(tx, routing)?;
                Ok(rows
                    .into_iter()
                    .map(|row| (row.line.role, Share { id: row.id, parent: row.parent, step: row.step }))
                    .collect())
            })
            .unwrap()
    }

    /// The newest share of the paper itself (not one handed on within a unit) with this part.
    pub fn assignment(&self, routing: Id<Routing>, role: Role) -> Share {
        self.shares(routing).into_iter().rfind(|(r, share)| *r == role && share.parent.is_none()).unwrap().1
    }

    pub fn last_assignment(&self, routing: Id<Routing>) -> Share {
        self.shares(routing).pop().unwrap().1
    }

    /// The trail as this person reads it.
    pub fn slip_text(&self, routing: Id<Routing>, name: &str) -> String {
        self.o
            .office
            .read_blocking(|tx| {
                let viewer = self.viewer(tx, name);
                let trail = directions::trail(tx, &viewer, routing, words::Lang::Vi)?;
                Ok(trail.into_iter().map(|(_, who, what)| format!("{who} {what}\n")).collect())
            })
            .unwrap()
    }

    /// Titles' keys and counts of what Today shows.
    pub fn cards(&self, name: &str) -> Vec<(String, u64)> {
        let today = directions::function().today.unwrap();
        self.o
            .office
            .read_blocking(|tx| {
                let viewer = self.viewer(tx, name);
                Ok(today(tx, &viewer)?
                    .into_iter()
                    .map(|card| (card.title.key().to_owned(), card.count))
                    .collect())
            })
            .unwrap()
    }
}
