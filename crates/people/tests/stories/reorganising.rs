//! Units and posts change, end and are handed over; other days stay legible.

use jiff::civil::{Date, date};
use kernel::testing::both;
use kernel::{Id, Instant};
use people::organise::{self, NewUnit};
use people::reorganise::{self, ChangePost, ChangeUnit, EndPost, EndUnit, HandOver};
use people::{Role, Unit, UnitKind, names};

use crate::support::{Fixture, fixture};

fn section(f: &Fixture, name: &str, from: Date) -> Id<Unit> {
    let input = NewUnit { parent: None, kind: UnitKind::Section, name: name.to_owned(), from };
    f.o.office.act_blocking(f.admin(), f.o.office.new_id(), input, organise::create_unit).unwrap()
}

#[test]
fn a_renamed_unit_keeps_its_name_on_the_days_before() {
    for on in both() {
        let f = fixture(on);
        let office = &f.o.office;
        let unit = section(&f, "Phòng Cũ", date(2026, 1, 5));
        let change = |name: &str, parent, from| {
            let input = ChangeUnit { unit, name: name.to_owned(), parent, from };
            office.act_blocking(f.admin(), office.new_id(), input, reorganise::change_unit)
        };
        change("Phòng Giữa", None, date(2026, 5, 1)).unwrap();
        change("Phòng Mới", Some(f.office), date(2026, 11, 23)).unwrap();
        assert_eq!(
            change("Phòng X", None, date(2026, 8, 1)).unwrap_err().msg.key(),
            "change-after-last",
            "{on:?}"
        );
        assert_eq!(
            change("Phòng X", None, date(2027, 1, 1)).unwrap_err().msg.key(),
            "change-not-ahead",
            "{on:?}"
        );
        let called = |day| {
            let (units, _) = office.read_blocking(|tx| names::as_of(tx, day)).unwrap();
            units.into_iter().find(|row| row.id == unit).map(|row| (row.name, row.parent))
        };
        assert_eq!(called(date(2026, 1, 4)), None, "{on:?}");
        assert_eq!(called(date(2026, 4, 30)), Some(("Phòng Cũ".to_owned(), None)), "{on:?}");
        assert_eq!(called(date(2026, 5, 1)), Some(("Phòng Giữa".to_owned(), None)), "{on:?}");
        assert_eq!(called(date(2026, 11, 23)), Some(("Phòng Mới".to_owned(), Some(f.office))), "{on:?}");
        let circle = ChangeUnit {
            unit: f.office,
            name: "Văn phòng".to_owned(),
            parent: Some(f.office),
            from: date(2026, 11, 23),
        };
        let refusal =
            office.act_blocking(f.admin(), office.new_id(), circle, reorganise::change_unit).unwrap_err();
        assert_eq!(refusal.msg.key(), "parent-below", "{on:?}");
        assert!(kernel::journal::verify(office, None).unwrap().ok, "{on:?}");
    }
}

#[test]
fn a_unit_with_open_posts_says_which_before_it_ends() {
    for on in both() {
        let f = fixture(on);
        let office = &f.o.office;
        let today = office.now().date();
        let unit = section(&f, "Phòng Tạm", today);
        let (post, person) = f.seat("Chuyên viên tạm", "Đặng Văn An", &[Role::Specialist], unit);
        let end_unit = || {
            let input = EndUnit { unit, last_day: today };
            office.act_blocking(f.admin(), office.new_id(), input, reorganise::end_unit)
        };
        let end_post = || {
            let input = EndPost { post, last_day: today };
            office.act_blocking(f.admin(), office.new_id(), input, reorganise::end_post)
        };
        let refusal = end_unit().unwrap_err();
        assert!(refusal.msg.say(words::Lang::Vi).contains("Chuyên viên tạm"), "{on:?}: {refusal:?}");
        assert_eq!(end_post().unwrap_err().msg.key(), "post-taken", "{on:?}");
        let leaving = HandOver { post, person, last_day: today, successor: None };
        office
            .act_blocking(f.admin(), office.new_id(), leaving, |act, input| {
                reorganise::hand_over(&[], act, input)
            })
            .unwrap();
        end_post().unwrap();
        end_unit().unwrap();
        assert_eq!(end_unit().unwrap_err().msg.key(), "ended-already", "{on:?}");
        f.o.clock.advance(Instant::DAY);
        let tomorrow = office.now().date();
        let units = office.read_blocking(|tx| names::units(tx, tomorrow)).unwrap();
        assert!(!units.iter().any(|row| row.id == unit), "{on:?}");
    }
}

#[test]
fn the_successor_finds_the_post_and_the_work_of_an_ended_one_shows_at_the_head() {
    for on in both() {
        let f = fixture(on);
        let office = &f.o.office;
        let today = office.now().date();
        let (_, next) = f.seat("Phó phòng", "Mai Văn Cẩn", &[Role::Specialist], f.office);
        let (chief, chief_person) = f.seat("Chánh Văn phòng", "Phạm Văn Bình", &[Role::Chief], f.office);
        let input = HandOver { post: f.clerk_post, person: f.clerk, last_day: today, successor: Some(next) };
        office
            .act_blocking(f.admin(), office.new_id(), input, |act, input| {
                reorganise::hand_over(&[], act, input)
            })
            .unwrap();
        let between = organise::Appointment { post: f.clerk_post, person: chief_person, from: today };
        let met = office.act_blocking(f.admin(), office.new_id(), between, organise::appoint).unwrap_err();
        assert_eq!(met.msg.key(), "post-taken", "{on:?}");
        f.o.clock.advance(Instant::DAY);
        let tomorrow = office.now().date();
        let holder = || {
            let row =
                office.read_blocking(|tx| people::effective_holder(tx, f.clerk_post, office.now().date()));
            row.unwrap().and_then(|row| row.holder)
        };
        assert_eq!(holder(), Some(next), "{on:?}");
        let moved = ChangePost {
            post: f.clerk_post,
            title: "Văn thư Văn phòng".to_owned(),
            unit: f.office,
            from: tomorrow,
        };
        office.act_blocking(f.admin(), office.new_id(), moved, reorganise::change_post).unwrap();
        let leaving = HandOver { post: f.clerk_post, person: next, last_day: tomorrow, successor: None };
        office
            .act_blocking(f.admin(), office.new_id(), leaving, |act, input| {
                reorganise::hand_over(&[], act, input)
            })
            .unwrap();
        let ending = EndPost { post: f.clerk_post, last_day: tomorrow };
        office.act_blocking(f.admin(), office.new_id(), ending, reorganise::end_post).unwrap();
        f.o.clock.advance(Instant::DAY);
        assert_eq!(holder(), Some(chief_person), "{on:?}: nothing is stranded ({chief})");
    }
}
