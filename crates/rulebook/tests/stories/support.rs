//! An office with its administrator, its chief and a clerk.

use kernel::testing::{On, TestOffice, office};
use kernel::{Act, Actor, Id, Instant, Refusal};
use people::account::{self, FirstRun, NewAccount};
use people::organise::{self, Appointment, NewPost};
use people::{Person, Role};

pub const PASSWORD: &str = "mật khẩu đủ dài";

pub struct Story {
    pub o: TestOffice,
    pub administrator: Id<Person>,
    pub chief: Id<Person>,
    pub clerk: Id<Person>,
}

pub fn story(on: On) -> Story {
    let o = office(on, &[people::part(), rulebook::part()]).unwrap();
    let hash = account::hash_password(PASSWORD, &[7; 16]).unwrap();
    let first = FirstRun {
        office: "Văn phòng Tỉnh uỷ".to_owned(),
        full_name: "Đỗ Thị Quản Trị".to_owned(),
        sign_in_name: "quantri".to_owned(),
        password_hash: hash.clone(),
    };
    let administrator = account::first_run(&o.office, first).unwrap();
    let from = o.office.now().date();
    let unit = o.office.read_blocking(|tx| people::names::units(tx, from)).unwrap()[0].id;
    let seat = |title: &str, name: &str, sign_in: &str, role: Role| {
        let post = NewPost { unit, title: title.to_owned(), roles: vec![role], place: 5, from };
        let post = console(&o, post, organise::create_post);
        let person = console(&o, name.to_owned(), organise::create_person);
        console(&o, Appointment { post, person, from }, organise::appoint);
        let open = NewAccount {
            person,
            sign_in_name: sign_in.to_owned(),
            password_hash: hash.clone(),
            must_change: false,
        };
        console(&o, open, account::open);
        person
    };
    let chief = seat("Chánh Văn phòng", "Trần Văn Chánh", "chanhvp", Role::Chief);
    let clerk = seat("Văn thư", "Nguyễn Thị Ánh", "vanthu", Role::Clerk);
    Story { o, administrator, chief, clerk }
}

fn console<I, O>(o: &TestOffice, input: I, act: fn(&mut Act<'_>, I) -> Result<O, Refusal>) -> O
where
    I: Send + Clone + 'static,
    O: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
{
    o.office.act_blocking(Actor::console(), o.office.new_id(), input, act).unwrap()
}

impl Story {
    /// A second passes between acts, as in an office.
    pub fn does<I, O>(
        &self,
        who: Id<Person>,
        input: I,
        act: fn(&mut Act<'_>, I) -> Result<O, Refusal>,
    ) -> Result<O, Refusal>
    where
        I: Send + Clone + 'static,
        O: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
    {
        self.o.clock.advance(Instant::SECOND);
        let actor = Actor::person(who.uuid(), None);
        self.o.office.act_blocking(actor, self.o.office.new_id(), input, act)
    }

    pub fn book(&self) -> std::sync::Arc<rulebook::Rulebook> {
        self.o.office.read_blocking(rulebook::rules).unwrap()
    }

    pub fn sound(&self) {
        assert!(kernel::journal::verify(&self.o.office, None).unwrap().ok);
    }
}
