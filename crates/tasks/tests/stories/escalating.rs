use jiff::ToSpan as _;
use kernel::testing::both;
use tasks::{Accept, Assignment, Extend, Grade};

use crate::support::{MONDAY, Story, story};

fn morning(s: &Story, days: i64) {
    s.clock_at(MONDAY.checked_add(days.days()).unwrap(), 6);
    let run = tasks::function().periodic;
    let found = run().into_iter().find(|one| one.name == "task-escalation").unwrap();
    (found.run)(&s.o.office).unwrap();
}

fn told(s: &Story, who: &str, why: &str) -> usize {
    let person = s.post(who).person;
    let rows = s.read(|tx| people::notices::told_since(tx, kernel::Instant(0)));
    rows.iter().filter(|(to, code, _)| *to == person && code == why).count()
}

#[test]
fn each_level_is_told_once_and_one_level_higher() {
    for on in both() {
        let s = story(on);
        let source = s.source();
        let one = Assignment {
            owner_post: Some(s.post("cvtochuc").id),
            follower: Some(s.post("chuyenvien").id),
            ..s.wanted("bantochuc", 7)
        };
        let task = s.assign("phobithu", source, one).unwrap().id;
        // Monday 23/11; due Monday 30/11. The Saturday before is no working day.
        morning(&s, 3);
        assert_eq!(told(&s, "cvtochuc", "tasks.yellow"), 0, "{on:?}");
        morning(&s, 4);
        morning(&s, 4);
        for who in ["cvtochuc", "chuyenvien"] {
            assert_eq!(told(&s, who, "tasks.yellow"), 1, "{on:?} {who}: once though it ran twice");
        }
        assert_eq!(told(&s, "truongban", "tasks.yellow"), 0, "{on:?}");
        morning(&s, 8);
        for who in ["cvtochuc", "chuyenvien", "truongban", "phobithu"] {
            assert_eq!(told(&s, who, "tasks.red"), 1, "{on:?} {who}");
        }
        assert_eq!(told(&s, "chanhvp", "tasks.red"), 0, "{on:?}");
        morning(&s, 9);
        morning(&s, 10);
        assert_eq!(told(&s, "chanhvp", "tasks.special"), 1, "{on:?}");
        morning(&s, 11);
        assert_eq!(told(&s, "chanhvp", "tasks.special"), 1, "{on:?}");
        assert_eq!(told(&s, "cvtochuc", "tasks.red"), 1, "{on:?}");
        // A deadline that was moved counts anew.
        let due = MONDAY.checked_add(14.days()).unwrap();
        s.act("phobithu", Extend { task, due, why: "Chờ Trung ương".to_owned() }, tasks::extend).unwrap();
        assert_eq!(told(&s, "cvtochuc", "tasks.red"), 0, "{on:?}: settled by the new deadline");
        morning(&s, 11);
        assert_eq!(told(&s, "cvtochuc", "tasks.yellow"), 1, "{on:?}");
        assert!(s.verified(), "{on:?}");
    }
}

#[test]
fn nothing_is_told_on_days_off_and_nothing_is_forgotten_by_them() {
    for on in both() {
        let s = story(on);
        s.task("bantochuc", 7);
        morning(&s, 5);
        assert_eq!(told(&s, "truongban", "tasks.yellow"), 0, "{on:?}: a Saturday");
        morning(&s, 7);
        assert_eq!(told(&s, "truongban", "tasks.yellow"), 1, "{on:?}");
        // The office was closed over the red days: what has become special is told as such.
        morning(&s, 21);
        assert_eq!(told(&s, "chanhvp", "tasks.special"), 1, "{on:?}");
        assert_eq!(told(&s, "truongban", "tasks.red"), 0, "{on:?}");
    }
}

#[test]
fn what_waits_to_be_accepted_has_a_clock_against_who_accepts() {
    for on in both() {
        let s = story(on);
        let task = s.task("bantochuc", 2);
        s.act("truongban", s.evidence(task), tasks::submit).unwrap();
        morning(&s, 4);
        assert_eq!(
            told(&s, "chanhvp", "tasks.waited"),
            0,
            "{on:?}: Tuesday was off, three working days end on Friday"
        );
        morning(&s, 7);
        morning(&s, 8);
        assert_eq!(told(&s, "chanhvp", "tasks.waited"), 1, "{on:?}");
        assert_eq!(told(&s, "truongban", "tasks.red"), 0, "{on:?}: the owner is not late");
        s.act("chanhvp", Accept { task, grade: Grade::Met, why: String::new() }, tasks::accept).unwrap();
        morning(&s, 30);
        assert_eq!(told(&s, "chanhvp", "tasks.special"), 0, "{on:?}");
    }
}

/// A sudden matter at night calls who is on duty, or the chief where nobody is; in office hours it is like any other.
#[test]
fn a_sudden_matter_at_night_reaches_the_roster() {
    for on in both() {
        let s = story(on);
        let source = s.source();
        let sudden = || Assignment { sudden: true, ..s.wanted("bantochuc", 1) };
        s.clock_at(MONDAY, 9);
        let day = s.assign("bithu", source, sudden()).unwrap().id;
        assert!(s.read(|tx| calendar::call_about(tx, day.uuid())).is_none(), "{on:?}: in office hours");
        let turn = calendar::Plan {
            kind: calendar::Kind::Officer,
            shape: calendar::Shape::Evening,
            days: vec![MONDAY],
            post: s.post("chuyenvien").id,
            phone: "0903 000 111".to_owned(),
        };
        s.act("chanhvp", turn, calendar::plan).unwrap();
        s.clock_at(MONDAY, 19);
        let before = s.unread("chuyenvien");
        let night = s.assign("bithu", source, sudden()).unwrap().id;
        assert!(s.read(|tx| calendar::call_about(tx, night.uuid())).is_some(), "{on:?}");
        assert_eq!(s.unread("chuyenvien"), before + 1, "{on:?}: who is on duty is called");
        let usual = s.assign("bithu", source, s.wanted("bantochuc", 1)).unwrap().id;
        assert!(s.read(|tx| calendar::call_about(tx, usual.uuid())).is_none(), "{on:?}: not every task");
        s.clock_at(MONDAY.tomorrow().unwrap(), 2);
        let uncovered = s.unread("chanhvp");
        s.assign("bithu", source, sudden()).unwrap();
        assert!(s.unread("chanhvp") > uncovered, "{on:?}: nobody is on duty");
        assert!(s.verified(), "{on:?}");
    }
}
