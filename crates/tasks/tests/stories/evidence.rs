use jiff::ToSpan as _;
use kernel::Kind;
use kernel::testing::both;
use tasks::{Accept, Assignment, Grade, Reopen, Return, Standing, Submit};

use crate::support::{MONDAY, refused, story};

#[test]
fn a_task_closes_only_by_evidence_that_somebody_else_accepted() {
    for on in both() {
        let s = story(on);
        let task = s.task("bantochuc", 5);
        let accept = |grade| Accept { task, grade, why: String::new() };
        assert_eq!(refused(s.act("chanhvp", accept(Grade::Met), tasks::accept)), "nothing-waits", "{on:?}");
        // Whoever is not the owner hands nothing in; to whom it never came it is not there.
        assert_eq!(refused(s.act("chanhvp", s.evidence(task), tasks::submit)), "forbidden", "{on:?}");
        let stranger = s.act("truongphong", s.evidence(task), tasks::submit).unwrap_err();
        assert_eq!(stranger.kind, Kind::NotFound, "{on:?}");
        let bare = Submit { code: String::new(), issued_on: None, ..s.evidence(task) };
        assert_eq!(refused(s.act("truongban", bare, tasks::submit)), "evidence-missing", "{on:?}");
        let undated = Submit { issued_on: None, ..s.evidence(task) };
        assert_eq!(refused(s.act("truongban", undated, tasks::submit)), "evidence-day-missing", "{on:?}");
        let ahead = Submit { issued_on: MONDAY.tomorrow().ok(), ..s.evidence(task) };
        assert_eq!(refused(s.act("truongban", ahead, tasks::submit)), "day-to-come", "{on:?}");
        let elsewhere = Submit { level: s.unit("tanan"), ..s.evidence(task) };
        assert_eq!(refused(s.act("truongban", elsewhere, tasks::submit)), "wrong-level", "{on:?}");

        s.act("truongban", s.evidence(task), tasks::submit).unwrap();
        assert_eq!(s.standing(task), Standing::Waiting, "{on:?}");
        assert_eq!(s.unread("chanhvp"), 1, "{on:?}: told that something waits");
        let twice = s.act("truongban", s.evidence(task), tasks::submit);
        assert_eq!(refused(twice), "handed-in-already", "{on:?}");
        // The worker does not accept it, though heads may accept what others do.
        assert_eq!(refused(s.act("truongban", accept(Grade::Good), tasks::accept)), "own-work", "{on:?}");
        let poor = s.act("chanhvp", accept(Grade::NotMet), tasks::accept);
        assert_eq!(refused(poor), "why-missing", "{on:?}");
        s.act("chanhvp", accept(Grade::Good), tasks::accept).unwrap();
        let row = s.row(task);
        assert_eq!((row.grade, row.on_time), (Some(Grade::Good), Some(true)), "{on:?}");
        assert_eq!(row.lead_days, Some(0), "{on:?}");
        assert_eq!(s.standing(task), Standing::Closed, "{on:?}");
        let closed = s.act("truongban", s.evidence(task), tasks::submit);
        assert_eq!(refused(closed), "task-closed", "{on:?}");
        assert!(s.verified(), "{on:?}");
    }
}

#[test]
fn who_works_in_person_does_not_accept_whoever_pressed_the_button() {
    for on in both() {
        let s = story(on);
        let source = s.source();
        // The head assigned it to the specialist: the head accepts.
        let one = Assignment { owner_post: Some(s.post("chuyenvien").id), ..s.wanted("tonghop", 5) };
        let task = s.assign("truongphong", source, one).unwrap().id;
        s.act("chuyenvien", s.evidence(task), tasks::submit).unwrap();
        let accept = Accept { task, grade: Grade::Met, why: String::new() };
        assert_eq!(refused(s.act("chuyenvien", accept.clone(), tasks::accept)), "own-work", "{on:?}");
        s.act("truongphong", accept, tasks::accept).unwrap();
        // The head's own: the head handed it in, the chief accepts.
        let one = Assignment { owner_post: Some(s.post("truongphong").id), ..s.wanted("tonghop", 5) };
        let task = s.assign("truongphong", source, one).unwrap().id;
        s.act("truongphong", s.evidence(task), tasks::submit).unwrap();
        let accept = Accept { task, grade: Grade::Excellent, why: String::new() };
        assert_eq!(refused(s.act("truongphong", accept.clone(), tasks::accept)), "own-work", "{on:?}");
        s.act("chanhvp", accept, tasks::accept).unwrap();
    }
}

#[test]
fn on_time_is_the_day_of_what_was_accepted_and_lead_time_the_date_of_the_evidence() {
    for on in both() {
        let s = story(on);
        let task = s.task("bantochuc", 3);
        // Handed in on time, returned: the clock has been running.
        s.act("truongban", s.evidence(task), tasks::submit).unwrap();
        s.clock_at(MONDAY.checked_add(4.days()).unwrap(), 9);
        let back = |why: &str| Return { task, why: why.to_owned() };
        assert_eq!(refused(s.act("chanhvp", back(" "), tasks::return_)), "why-missing", "{on:?}");
        s.act("chanhvp", back("Thiếu số liệu của hai xã"), tasks::return_).unwrap();
        assert_eq!(s.standing(task), Standing::Overdue, "{on:?}");
        // The second paper is dated back: punctuality does not gain by it.
        let dated_back = Submit { issued_on: Some(MONDAY), ..s.evidence(task) };
        s.act("truongban", dated_back, tasks::submit).unwrap();
        s.act("chanhvp", Accept { task, grade: Grade::Met, why: String::new() }, tasks::accept).unwrap();
        let row = s.row(task);
        assert_eq!(row.on_time, Some(false), "{on:?}");
        assert_eq!(row.lead_days, Some(0), "{on:?}");
    }
}

#[test]
fn handed_in_on_time_stays_on_time_though_accepted_late() {
    for on in both() {
        let s = story(on);
        let task = s.task("bantochuc", 1);
        s.clock_at(MONDAY.checked_add(1.day()).unwrap(), 23);
        s.act("truongban", s.evidence(task), tasks::submit).unwrap();
        s.clock_at(MONDAY.checked_add(20.days()).unwrap(), 9);
        assert_eq!(s.standing(task), Standing::Waiting, "{on:?}: the clock runs against who accepts");
        s.act("chanhvp", Accept { task, grade: Grade::Met, why: String::new() }, tasks::accept).unwrap();
        assert_eq!(s.row(task).on_time, Some(true), "{on:?}");
    }
}

#[test]
fn after_midnight_in_viet_nam_it_is_another_day_whatever_utc_says() {
    for on in both() {
        let s = story(on);
        let task = s.task("bantochuc", 1);
        let due = s.row(task).due_on.unwrap();
        // 23:59 on the deadline is 16:59 UTC; one minute later it is overdue.
        s.o.clock.set(kernel::Instant::from_local(due.at(23, 59, 0, 0)));
        assert_eq!(s.standing(task), Standing::DueSoon, "{on:?}");
        s.o.clock.set(kernel::Instant::from_local(due.at(23, 59, 0, 0)).plus(kernel::Instant::MINUTE));
        assert_eq!(s.standing(task), Standing::Overdue, "{on:?}");
        s.act("truongban", s.evidence(task), tasks::submit).unwrap();
        s.act("chanhvp", Accept { task, grade: Grade::Met, why: String::new() }, tasks::accept).unwrap();
        assert_eq!(s.row(task).on_time, Some(false), "{on:?}");
    }
}

#[test]
fn what_was_handed_in_can_be_taken_back_and_a_reopened_task_loses_its_grade() {
    for on in both() {
        let s = story(on);
        let task = s.task("bantochuc", 5);
        s.act("truongban", s.evidence(task), tasks::submit).unwrap();
        assert_eq!(refused(s.act("chanhvp", task, tasks::withdraw)), "forbidden", "{on:?}");
        s.act("truongban", task, tasks::withdraw).unwrap();
        assert_eq!(s.standing(task), Standing::OnTrack, "{on:?}");
        s.act("truongban", s.evidence(task), tasks::submit).unwrap();
        s.act("chanhvp", Accept { task, grade: Grade::Good, why: String::new() }, tasks::accept).unwrap();
        let reopen = |why: &str| Reopen { task, why: why.to_owned() };
        assert_eq!(refused(s.act("truongban", reopen("x"), tasks::reopen)), "forbidden", "{on:?}");
        assert_eq!(refused(s.act("chanhvp", reopen(""), tasks::reopen)), "why-missing", "{on:?}");
        s.act("chanhvp", reopen("Số liệu sai"), tasks::reopen).unwrap();
        let row = s.row(task);
        assert_eq!((row.grade, row.on_time, row.lead_days, row.reopened), (None, None, None, 1), "{on:?}");
        assert_eq!(refused(s.act("chanhvp", reopen("x"), tasks::reopen)), "open-already", "{on:?}");
        assert!(s.verified(), "{on:?}");
    }
}
