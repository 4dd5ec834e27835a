//! A permanent board of a Secretary and two deputies, the chief of office, a specialist.

use std::collections::HashMap;

use asking::model::Question;
use asking::store::{self, QuestionRow};
use asking::{Answer, Ask, Reply};
use kernel::testing::{On, TestOffice, office};
use kernel::{Act, Actor, Id, Instant, Refusal, Tx};
use people::account::{self, NewAccount};
use people::organise::{self, Appointment, NewPost, NewUnit};
use people::{Person, Post, Role, UnitKind};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub const PASSWORD: &str = "mật khẩu đủ dài";

pub struct Story {
    pub o: TestOffice,
    posts: HashMap<&'static str, (Id<Post>, Id<Person>)>,
}

type Body = (&'static str, UnitKind, &'static [(&'static str, Role)]);

const BODIES: &[Body] = &[
    (
        "thuongtruc",
        UnitKind::PermanentBoard,
        &[("bithu", Role::Leader), ("phobithu1", Role::Leader), ("phobithu2", Role::Leader)],
    ),
    (
        "vanphong",
        UnitKind::Office,
        &[
            ("chanhvp", Role::Chief),
            ("phovp", Role::DeputyChief),
            ("chuyenvien", Role::Specialist),
            ("quantri", Role::Administrator),
        ],
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
    let parts = [people::part(), rulebook::part(), documents::part(), directions::part(), asking::part()];
    let o = office(on, &parts).unwrap();
    let from = o.office.now().date();
    let hash = account::hash_password(PASSWORD, &[7; 16]).unwrap();
    let mut posts = HashMap::new();
    for (body, kind, people) in BODIES {
        let unit = NewUnit { parent: None, kind: *kind, name: format!("Đơn vị {body}"), from };
        let unit = console(&o, unit, organise::create_unit);
        for (place, (name, role)) in (1..).zip(*people) {
            let title = format!("Chức danh {name}");
            let post = NewPost { unit, title, roles: vec![*role], place, from };
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
            posts.insert(*name, (id, person));
        }
    }
    Story { o, posts }
}

impl Story {
    pub fn post(&self, name: &str) -> Id<Post> {
        self.posts[name].0
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
        let (post, person) = self.posts[name];
        let actor = Actor::person(person.uuid(), Some(post.uuid()));
        self.o.office.act_blocking(actor, self.o.office.new_id(), input, act)
    }

    pub fn read<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&mut Tx<'_>) -> Result<T, kernel::StoreError>,
    ) -> T {
        self.o.office.read_blocking(ask).unwrap()
    }

    pub fn wanted(&self) -> Ask {
        Ask {
            paper: None,
            title: "Chủ trương hỗ trợ khẩn cấp vùng sạt lở".to_owned(),
            proposal: "Đồng ý hỗ trợ 5 tỷ đồng từ dự phòng ngân sách".to_owned(),
            due_on: None,
            members: ["phobithu1", "phobithu2", "bithu"].map(|name| self.post(name)).to_vec(),
            decider: self.post("bithu"),
        }
    }

    pub fn asked(&self) -> Id<Question> {
        self.act("chanhvp", self.wanted(), asking::ask).unwrap()
    }

    pub fn agree(&self, name: &str, question: Id<Question>) -> Result<(), Refusal> {
        self.act(name, Answer { question, reply: Reply::Agree, words: String::new() }, asking::answer)
    }

    pub fn other(&self, name: &str, question: Id<Question>, words: &str) -> Result<(), Refusal> {
        let words = words.to_owned();
        self.act(name, Answer { question, reply: Reply::Other, words }, asking::answer)
    }

    pub fn row(&self, id: Id<Question>) -> QuestionRow {
        self.read(|tx| store::question(tx, id)).unwrap()
    }

    pub fn unread(&self, name: &str) -> u64 {
        let person = self.posts[name].1;
        self.read(|tx| people::notices::unread(tx, person))
    }

    pub fn verified(&self) -> bool {
        kernel::journal::verify(&self.o.office, None).unwrap().ok
    }
}

/// The message key of a refusal.
pub fn refused<T: std::fmt::Debug>(outcome: Result<T, Refusal>) -> &'static str {
    outcome.unwrap_err().msg.key()
}
