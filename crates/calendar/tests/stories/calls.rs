//! An urgent paper of an evening: who is called, how it rises, how it ends.

use calendar::{Acknowledge, Call, CallRow, Kind, Shape, acts};
use kernel::testing::both;
use kernel::{Act, Id, Instant, Refusal, Subject};
use people::Unit;
use rulebook::AddDay;
use rules::YearDayKind;

use crate::support::{MONDAY, Story, story};

/// Stands for the act that brings the paper in.
fn comes_in(act: &mut Act<'_>, (paper, urgency): (Id<Unit>, String)) -> Result<Option<Id<Call>>, Refusal> {
    let about = Subject { kind: "paper", id: paper.uuid() };
    // A subject that this test's office knows.
    let unit = people::names::units(act.tx(), MONDAY)?[0].id;
    act.record("test.register", Subject::new("unit", unit));
    calendar::call(act, &about, &urgency)
}

fn arrives(s: &Story, urgency: &str) -> Option<Id<Call>> {
    let paper = Id::from_uuid(s.o.office.new_id());
    s.act("vanthu", (paper, urgency.to_owned()), comes_in).unwrap()
}

fn call_of(s: &Story, paper: Id<Unit>) -> CallRow {
    s.o.office.read_blocking(|tx| calendar::call_about(tx, paper.uuid())).unwrap().unwrap()
}

fn ring(s: &Story) {
    s.o.clock.advance(5 * Instant::MINUTE);
    acts::ring_due(&s.o.office).unwrap();
}

fn full_roster(s: &Story) {
    s.on_duty("chuyenvien", Kind::Officer, Shape::Whole, &[MONDAY]).unwrap();
    s.on_duty("phovp", Kind::Leader, Shape::Whole, &[MONDAY]).unwrap();
}

#[test]
fn in_office_hours_and_for_what_is_not_urgent_nobody_is_called() {
    for on in both() {
        let s = story(on);
        full_roster(&s);
        assert!(arrives(&s, "flash").is_none(), "{on:?}: eight in the morning");
        s.clock_at(MONDAY, 21, 14);
        assert!(arrives(&s, "").is_none(), "{on:?}");
        assert!(arrives(&s, "urgent").is_some(), "{on:?}");
        assert!(arrives(&s, "Thượng khẩn").is_some(), "{on:?}: as printed");
    }
}

#[test]
fn a_call_rings_every_five_minutes_rises_and_ends_with_who_acknowledges() {
    for on in both() {
        let s = story(on);
        full_roster(&s);
        // Told of their turns; read before the evening.
        let (first, leader) = (s.unread("chuyenvien"), s.unread("phovp"));
        s.clock_at(MONDAY, 21, 14);
        let paper = Id::from_uuid(s.o.office.new_id());
        let id = s.act("vanthu", (paper, "flash".to_owned()), comes_in).unwrap().unwrap();
        assert!(s.act("vanthu", (paper, "flash".to_owned()), comes_in).unwrap().is_none(), "{on:?}: once");
        assert_eq!(
            (s.unread("chuyenvien"), s.unread("phovp"), s.unread("chanhvp")),
            (first + 1, leader, 0),
            "{on:?}"
        );
        acts::ring_due(&s.o.office).unwrap();
        assert_eq!(call_of(&s, paper).rings, 1, "{on:?}: its time has not come");
        ring(&s);
        ring(&s);
        assert_eq!((call_of(&s, paper).rings, s.unread("phovp")), (3, leader), "{on:?}");
        assert_eq!(s.unread("chuyenvien"), first + 1, "{on:?}: the newest ring takes the place of the last");
        ring(&s);
        assert_eq!((s.unread("phovp"), s.unread("chanhvp")), (leader + 1, 0), "{on:?}: the leader");
        ring(&s);
        ring(&s);
        ring(&s);
        assert_eq!(s.unread("chanhvp"), 1, "{on:?}: the chief");

        let input = Acknowledge { call: id, note: "đã mời đồng chí Phó Bí thư".to_owned() };
        let stranger = s.act("bantochuc", input.clone(), calendar::acknowledge_call).unwrap_err();
        assert_eq!(stranger.kind, kernel::Kind::NotFound, "{on:?}: for whom it is not there");
        s.act("chuyenvien", input.clone(), calendar::acknowledge_call).unwrap();
        let late = s.act("phovp", input, calendar::acknowledge_call).unwrap_err();
        assert_eq!(late.msg.key(), "acknowledged-already", "{on:?}");
        let row = call_of(&s, paper);
        assert_eq!((row.rings, row.acknowledged_by.as_deref()), (7, Some("Người chuyenvien")), "{on:?}");
        assert!(!row.uncovered);
        assert_eq!((s.unread("chuyenvien"), s.unread("chanhvp")), (first, 0), "{on:?}: no bell rings on");
        ring(&s);
        assert_eq!(call_of(&s, paper).rings, 7, "{on:?}");
        let person = s.person("chuyenvien");
        let (called, not) =
            s.o.office
                .read_blocking(|tx| {
                    let stranger = s.person("bantochuc");
                    Ok((
                        calendar::called(tx, person, paper.uuid())?,
                        calendar::called(tx, stranger, paper.uuid())?,
                    ))
                })
                .unwrap();
        assert!(called && !not, "{on:?}");
        assert!(s.verified(), "{on:?}");
    }
}

#[test]
fn with_nobody_on_duty_the_chief_is_called_at_once() {
    for on in both() {
        let s = story(on);
        s.clock_at(MONDAY, 21, 14);
        let paper = Id::from_uuid(s.o.office.new_id());
        s.act("vanthu", (paper, "urgent".to_owned()), comes_in).unwrap().unwrap();
        assert_eq!(s.unread("chanhvp"), 1, "{on:?}");
        assert!(call_of(&s, paper).uncovered, "{on:?}");
    }
}

#[test]
fn a_call_goes_along_when_a_receipt_becomes_a_paper() {
    for on in both() {
        let s = story(on);
        full_roster(&s);
        s.clock_at(MONDAY, 21, 14);
        let (receipt, paper) =
            (Id::<Unit>::from_uuid(s.o.office.new_id()), Id::<Unit>::from_uuid(s.o.office.new_id()));
        s.act("vanthu", (receipt, "flash".to_owned()), comes_in).unwrap().unwrap();
        let registered = |act: &mut Act<'_>, (receipt, paper): (Id<Unit>, Id<Unit>)| {
            let unit = people::names::units(act.tx(), MONDAY)?[0].id;
            act.record("test.register", Subject::new("unit", unit));
            let (from, to) = (Subject::new("receipt", receipt), Subject::new("paper", paper));
            calendar::follow(act, &from, &to)?;
            Ok(calendar::call(act, &to, "flash")?.is_none())
        };
        assert!(s.act("vanthu", (receipt, paper), registered).unwrap(), "{on:?}: no second call");
        assert_eq!(call_of(&s, paper).about_kind, "paper", "{on:?}");
        assert!(s.verified(), "{on:?}");
    }
}

#[test]
fn on_a_day_off_that_the_office_announced_the_morning_is_no_office_time() {
    for on in both() {
        let s = story(on);
        full_roster(&s);
        assert!(arrives(&s, "flash").is_none(), "{on:?}: eight on a Monday morning");
        let day = AddDay {
            year: 2026,
            date: MONDAY,
            kind: YearDayKind::Holiday,
            name: "Nghỉ theo thông báo của tỉnh".to_owned(),
        };
        s.act("chanhvp", day, rulebook::add_day).unwrap();
        assert!(arrives(&s, "flash").is_some(), "{on:?}: the same hour, and nobody sits in the office");
        assert!(s.verified(), "{on:?}");
    }
}
