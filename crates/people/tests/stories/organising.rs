use kernel::testing::both;
use kernel::{Actor, Kind};
use people::UnitKind;
use people::organise::{self, Appointment, NewUnit};

use crate::support::fixture;

#[test]
fn a_clerk_cannot_change_the_organisation() {
    for on in both() {
        let f = fixture(on);
        let office = &f.o.office;
        let unit = NewUnit {
            parent: Some(f.office),
            kind: UnitKind::Section,
            name: "Phòng mới".to_owned(),
            from: office.now().date(),
        };
        let clerk = Actor::person(f.clerk.uuid(), Some(f.clerk_post.uuid()));
        let refusal = office.act_blocking(clerk, office.new_id(), unit, organise::create_unit).unwrap_err();
        assert_eq!(refusal.kind, Kind::Forbidden, "{on:?}");
    }
}

#[test]
fn a_post_is_held_by_one_person_and_rights_end_with_it() {
    for on in both() {
        let f = fixture(on);
        let office = &f.o.office;
        let admin = || Actor::person(f.administrator.uuid(), None);
        let today = office.now().date();
        let again = Appointment { post: f.clerk_post, person: f.administrator, from: today };
        let refusal = office.act_blocking(admin(), office.new_id(), again, organise::appoint).unwrap_err();
        assert_eq!(refusal.msg.key(), "post-taken", "{on:?}");

        let before = Appointment {
            post: f.clerk_post,
            person: f.clerk,
            from: today.checked_sub(jiff::Span::new().days(1)).unwrap(),
        };
        let refusal = office.act_blocking(admin(), office.new_id(), before, organise::leave).unwrap_err();
        assert_eq!(refusal.msg.key(), "not-held-then", "{on:?}");

        let last = Appointment { post: f.clerk_post, person: f.clerk, from: today };
        office.act_blocking(admin(), office.new_id(), last, organise::leave).unwrap();
        f.o.clock.advance(kernel::Instant::DAY);
        let tomorrow = office.now().date();
        let viewer = office.read_blocking(|tx| people::Viewer::load(tx, f.clerk, tomorrow)).unwrap();
        assert!(viewer.is_none(), "{on:?}: nobody works here without a post");
        let next = Appointment { from: tomorrow, ..again };
        office.act_blocking(admin(), office.new_id(), next, organise::appoint).unwrap();
    }
}

#[test]
fn every_table_is_claimed_and_the_journal_holds() {
    for on in both() {
        let f = fixture(on);
        assert_eq!(kernel::testing::unclaimed_tables(&f.o.office).unwrap(), Vec::<String>::new(), "{on:?}");
        let report = kernel::journal::verify(&f.o.office, None).unwrap();
        assert!(report.ok, "{on:?}: {report:?}");
    }
}

#[test]
fn no_name_enters_the_log() {
    for on in both() {
        let f = fixture(on);
        f.o.office.settle_journal().unwrap();
        for (_, entry) in f.o.office.read_blocking(|tx| kernel::journal::follow(tx, 0, 100)).unwrap() {
            let text = String::from_utf8(entry.body().to_vec()).unwrap();
            for word in ["Ánh", "Quản Trị", "Hành chính", "quantri", "argon2"] {
                assert!(!text.contains(word), "{on:?}: {text}");
            }
        }
    }
}

#[test]
fn the_last_administrator_stays() {
    for on in both() {
        let f = fixture(on);
        let office = &f.o.office;
        let admin = || Actor::person(f.administrator.uuid(), None);
        let today = office.now().date();
        let posts = office.read_blocking(|tx| people::names::posts(tx, today)).unwrap();
        let own = posts.iter().find(|post| post.holder == Some(f.administrator)).unwrap();
        let leaving = Appointment { post: own.id, person: f.administrator, from: today };
        let refusal = office.act_blocking(admin(), office.new_id(), leaving, organise::leave).unwrap_err();
        assert_eq!(refusal.msg.key(), "last-administrator", "{on:?}");

        let post = organise::NewPost {
            unit: f.office,
            title: "Quản trị thứ hai".to_owned(),
            roles: vec![people::Role::Administrator],
            place: 901,
            from: today,
        };
        let post = office.act_blocking(admin(), office.new_id(), post, organise::create_post).unwrap();
        let second = Appointment { post, person: f.clerk, from: today };
        office.act_blocking(admin(), office.new_id(), second, organise::appoint).unwrap();
        office.act_blocking(admin(), office.new_id(), leaving, organise::leave).unwrap();
    }
}
