//! A notice reaches whom it concerns, once, says why, and goes.

use kernel::testing::{On, both};
use kernel::{Act, Id, Instant, Refusal, Subject};
use people::notices::{self, News, To};
use people::{Person, Role, names};

use crate::support::{Fixture, fixture};

/// An act that has something to tell about the office.
fn tell(f: &Fixture, to: To, once: Option<&str>, actor: kernel::Actor) -> Result<(), Refusal> {
    let (unit, once) = (f.office, once.map(str::to_owned));
    f.o.clock.advance(Instant::SECOND);
    f.o.office.act_blocking(actor, f.o.office.new_id(), (), move |act: &mut Act<'_>, ()| {
        let about = Subject::new("unit", unit);
        act.record("test.tell", about.clone());
        let news = News { once: once.clone(), ..News::new("test.why", about) };
        notices::tell(act, to, &news)
    })
}

fn unread(f: &Fixture, person: Id<Person>) -> u64 {
    f.o.office.read_blocking(|tx| notices::unread(tx, person)).unwrap()
}

#[test]
fn a_notice_reaches_the_holder_of_a_post_and_never_who_did_it() {
    for on in both() {
        let f = fixture(on);
        tell(&f, To::Post(f.clerk_post), None, f.admin()).unwrap();
        assert_eq!(unread(&f, f.clerk), 1, "{on:?}");
        let clerk = kernel::Actor::person(f.clerk.uuid(), Some(f.clerk_post.uuid()));
        tell(&f, To::Person(f.clerk), None, clerk).unwrap();
        assert_eq!(unread(&f, f.clerk), 1, "{on:?}: nobody is told of what they did themselves");
        assert_eq!(unread(&f, f.administrator), 0, "{on:?}");
    }
}

#[test]
fn an_empty_post_is_answered_for_by_the_head_above() {
    for on in both() {
        let f = fixture(on);
        let (_, chief) = f.seat("Chánh Văn phòng", "Phạm Văn Chánh", &[Role::Chief], f.office);
        let from = f.o.office.now().date();
        let empty = people::organise::NewPost {
            unit: f.office,
            title: "Chuyên viên (khuyết)".to_owned(),
            roles: vec![Role::Specialist],
            place: 9,
            from,
        };
        let id = f.o.office.new_id();
        let empty = f.o.office.act_blocking(f.admin(), id, empty, people::organise::create_post).unwrap();
        tell(&f, To::Post(empty), None, f.admin()).unwrap();
        assert_eq!(unread(&f, chief), 1, "{on:?}");
    }
}

#[test]
fn told_under_one_key_it_is_told_once_and_what_is_settled_rings_no_more() {
    for on in both() {
        let f = fixture(on);
        let to = To::Person(f.clerk);
        tell(&f, to, Some("due:1"), f.admin()).unwrap();
        tell(&f, to, Some("due:1"), f.admin()).unwrap();
        assert_eq!(unread(&f, f.clerk), 1, "{on:?}");
        tell(&f, to, None, f.admin()).unwrap();
        tell(&f, to, None, f.admin()).unwrap();
        assert_eq!(unread(&f, f.clerk), 3, "{on:?}: without a key each one counts");
        let unit = f.office;
        let settled = f.o.office.act_blocking(f.admin(), f.o.office.new_id(), (), move |act, ()| {
            let about = Subject::new("unit", unit);
            act.record("test.settle", about.clone());
            notices::settle(act, &about)
        });
        settled.unwrap();
        assert_eq!(unread(&f, f.clerk), 0, "{on:?}");
    }
}

#[test]
fn after_ninety_days_a_notice_goes_and_the_journal_still_verifies() {
    for on in both() {
        let f = fixture(on);
        tell(&f, To::Person(f.clerk), None, f.admin()).unwrap();
        f.o.clock.advance(89 * Instant::DAY);
        assert_eq!(notices::sweep(&f.o.office).unwrap(), 0, "{on:?}");
        f.o.clock.advance(2 * Instant::DAY);
        assert_eq!(notices::sweep(&f.o.office).unwrap(), 1, "{on:?}");
        assert_eq!(unread(&f, f.clerk), 0, "{on:?}");
        assert!(kernel::journal::verify(&f.o.office, None).unwrap().ok, "{on:?}");
    }
}

#[test]
fn an_act_that_fails_tells_nobody() {
    let f = fixture(On::Sqlite);
    let (clerk, unit) = (f.clerk, f.office);
    let failed = f.o.office.act_blocking(f.admin(), f.o.office.new_id(), (), move |act: &mut Act<'_>, ()| {
        let about = Subject::new("unit", unit);
        act.record("test.tell", about.clone());
        notices::tell(act, To::Person(clerk), &News::new("test.why", about))?;
        Err::<(), Refusal>(Refusal::forbidden())
    });
    assert!(failed.is_err());
    assert_eq!(unread(&f, clerk), 0);
    assert_eq!(f.o.office.read_blocking(|tx| names::person(tx, clerk)).unwrap(), "Nguyễn Thị Ánh");
}
