//! An office with its administrator and a clerk.

use kernel::testing::{On, TestOffice, office};
use kernel::{Actor, Id};
use people::account::{self, FirstRun, NewAccount};
use people::organise::{self, Appointment, NewPost, NewUnit};
use people::{Person, Post, Role, Unit, UnitKind};

pub struct Fixture {
    pub o: TestOffice,
    pub administrator: Id<Person>,
    pub office: Id<Unit>,
    pub clerk_post: Id<Post>,
    pub clerk: Id<Person>,
}

pub const PASSWORD: &str = "mật khẩu đủ dài";

pub fn hash() -> String {
    account::hash_password(PASSWORD, &[7; 16]).unwrap()
}

pub fn fixture(on: On) -> Fixture {
    let o = office(on, &[people::part()]).unwrap();
    let first = FirstRun {
        office: "Văn phòng Tỉnh uỷ".to_owned(),
        full_name: "Đỗ Thị Quản Trị".to_owned(),
        sign_in_name: "quantri".to_owned(),
        password_hash: hash(),
    };
    let administrator = account::first_run(&o.office, first).unwrap();
    let from = o.office.now().date();
    let admin = || Actor::person(administrator.uuid(), None);
    let office = o.office.read_blocking(|tx| people::names::units(tx, from)).unwrap()[0].id;
    let section = NewUnit {
        parent: Some(office),
        kind: UnitKind::Section,
        name: "Phòng Hành chính, lưu trữ".to_owned(),
        from,
    };
    let unit = o.office.act_blocking(admin(), o.office.new_id(), section, organise::create_unit).unwrap();
    let post = NewPost { unit, title: "Văn thư".to_owned(), roles: vec![Role::Clerk], place: 1, from };
    let clerk_post = o.office.act_blocking(admin(), o.office.new_id(), post, organise::create_post).unwrap();
    let name = "Nguyễn Thị Ánh".to_owned();
    let clerk = o.office.act_blocking(admin(), o.office.new_id(), name, organise::create_person).unwrap();
    let held = Appointment { post: clerk_post, person: clerk, from };
    o.office.act_blocking(admin(), o.office.new_id(), held, organise::appoint).unwrap();
    let open = NewAccount {
        person: clerk,
        sign_in_name: "anh".to_owned(),
        password_hash: hash(),
        must_change: false,
    };
    o.office.act_blocking(admin(), o.office.new_id(), open, account::open).unwrap();
    Fixture { o, administrator, office, clerk_post, clerk }
}

impl Fixture {
    pub fn admin(&self) -> Actor {
        Actor::person(self.administrator.uuid(), None)
    }

    /// A post with its holder, made by the administrator.
    pub fn seat(&self, title: &str, name: &str, roles: &[Role], unit: Id<Unit>) -> (Id<Post>, Id<Person>) {
        let office = &self.o.office;
        let from = office.now().date();
        // Time passes between acts on one post, as it does in an office: the journal orders them by it.
        self.o.clock.advance(kernel::Instant::SECOND);
        let post = NewPost { unit, title: title.to_owned(), roles: roles.to_vec(), place: 50, from };
        let post = office.act_blocking(self.admin(), office.new_id(), post, organise::create_post).unwrap();
        let name = name.to_owned();
        let person =
            office.act_blocking(self.admin(), office.new_id(), name, organise::create_person).unwrap();
        let held = Appointment { post, person, from };
        self.o.clock.advance(kernel::Instant::SECOND);
        office.act_blocking(self.admin(), office.new_id(), held, organise::appoint).unwrap();
        (post, person)
    }
}
