//! Who is told what beside the lists of the desks.

use directions::{Role, Word, recall, return_};
use jiff::ToSpan as _;
use kernel::Instant;
use kernel::testing::both;

use crate::support::{Story, story};

pub fn unread(s: &Story, name: &str) -> u64 {
    let person = s.post(name).person;
    s.o.office.read_blocking(|tx| people::notices::unread(tx, person)).unwrap()
}

pub fn remind(s: &Story) {
    let periodic = (directions::function().periodic)();
    (periodic[0].run)(&s.o.office).unwrap();
}

#[test]
fn new_work_is_not_told_what_comes_back_is() {
    for on in both() {
        let s = story(on);
        let routing = s.send();
        s.propose(routing).unwrap();
        assert_eq!(unread(&s, "bithu"), 0, "{on:?}: new work stands on the desk");
        s.instruct(routing, Word::AskBack, "Căn cứ nào?").unwrap();
        assert_eq!(unread(&s, "chanhvp"), 1, "{on:?}: asked back");
        s.propose(routing).unwrap();
        s.instruct(routing, Word::Agree, "").unwrap();
        s.transfer(routing).unwrap();
        assert_eq!(unread(&s, "truongphong"), 0, "{on:?}");
        let share = s.assignment(routing, Role::Cooperating);
        s.answer("vanthu", routing, share.id, "Gửi nhầm đơn vị", recall).unwrap();
        assert_eq!(unread(&s, "bantochuc"), 1, "{on:?}: recalled");
        let share = s.assignment(routing, Role::Lead);
        s.answer("truongphong", routing, share.id, "Không thuộc lĩnh vực", return_).unwrap();
        assert_eq!((unread(&s, "vanthu"), unread(&s, "truongphong")), (1, 0), "{on:?}: who sent it is told");
        assert!(kernel::journal::verify(&s.o.office, None).unwrap().ok, "{on:?}");
    }
}

#[test]
fn a_deadline_is_told_the_day_before_then_rises_each_once() {
    for on in both() {
        let s = story(on);
        let routing = s.in_hand();
        let deadline = s.deadline(routing);
        let at = |days: i64| {
            let day = deadline.checked_add(days.days()).unwrap();
            s.o.clock.set(Instant::from_local(day.at(6, 0, 0, 0)));
            remind(&s);
            remind(&s);
            (unread(&s, "truongphong"), unread(&s, "chanhvp"))
        };
        assert_eq!(at(-2), (0, 0), "{on:?}");
        assert_eq!(at(-1), (1, 0), "{on:?}: tomorrow");
        assert_eq!(at(0), (1, 0), "{on:?}");
        assert_eq!(at(1), (2, 0), "{on:?}: the head of the unit");
        let (head, chief) = at(10);
        assert_eq!((head, chief), (2, 1), "{on:?}: the chief, once");
        assert_eq!(at(11), (2, 1), "{on:?}");
    }
}

#[test]
fn a_clock_that_was_wrong_doubles_no_reminder_and_loses_no_deadline() {
    for on in both() {
        let s = story(on);
        let routing = s.in_hand();
        let deadline = s.deadline(routing);
        let at = |days: i64, hour: i8| {
            let day = deadline.checked_add(days.days()).unwrap();
            s.o.clock.set(Instant::from_local(day.at(hour, 0, 0, 0)));
            remind(&s);
            (unread(&s, "truongphong"), unread(&s, "chanhvp"))
        };
        assert_eq!(at(-2, 6), (0, 0), "{on:?}");
        assert_eq!(at(-1, 7), (1, 0), "{on:?}: a day ahead it is told early");
        assert_eq!(at(-2, 7), (1, 0), "{on:?}: right again");
        assert_eq!(at(-2, 6), (1, 0), "{on:?}: an hour back");
        assert_eq!(s.deadline(routing), deadline, "{on:?}: the deadline stays the same day");
        assert_eq!(at(-1, 6), (1, 0), "{on:?}: told already");
        assert_eq!(at(1, 6), (2, 0), "{on:?}: that it passed is told");
        assert_eq!(at(0, 6), (2, 0), "{on:?}");
        assert_eq!(at(1, 7), (2, 0), "{on:?}: once");
        assert!(kernel::journal::verify(&s.o.office, None).unwrap().ok, "{on:?}");
    }
}
