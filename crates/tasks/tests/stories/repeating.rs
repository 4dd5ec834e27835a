use jiff::ToSpan as _;
use kernel::testing::both;
use tasks::model::{Every, OffDay, Recurrence};
use tasks::{Repeat, StopRepeating};

use crate::support::{MONDAY, Story, refused, story};

fn night(s: &Story, days: i64) {
    s.clock_at(MONDAY.checked_add(days.days()).unwrap(), 5);
    let found =
        (tasks::function().periodic)().into_iter().find(|one| one.name == "task-recurrences").unwrap();
    (found.run)(&s.o.office).unwrap();
}

fn weekly() -> Recurrence {
    Recurrence {
        every: Every::Week,
        month: 1,
        day: 5,
        off_day: OffDay::Before,
        ahead: 4,
        from: MONDAY,
        until: None,
    }
}

#[test]
fn each_period_gets_its_task_once_however_often_the_night_comes() {
    for on in both() {
        let s = story(on);
        let source = s.source();
        let repeat = |rule| Repeat { source, rule, task: s.wanted("bantochuc", 0) };
        assert_eq!(refused(s.act("vanthu", repeat(weekly()), tasks::repeat)), "forbidden", "{on:?}");
        let wrong = Recurrence { day: 9, ..weekly() };
        assert_eq!(refused(s.act("chanhvp", repeat(wrong), tasks::repeat)), "rule-wrong", "{on:?}");
        let back = Recurrence { until: MONDAY.yesterday().ok(), ..weekly() };
        assert_eq!(refused(s.act("chanhvp", repeat(back), tasks::repeat)), "rule-wrong", "{on:?}");
        let id = s.act("chanhvp", repeat(weekly()), tasks::repeat).unwrap();
        let made = || {
            let rows = s.read(|tx| tasks::store::of_source(tx, source));
            rows.into_iter().map(|row| (row.period.unwrap(), row.due_on.unwrap())).collect::<Vec<_>>()
        };
        // This week's is assigned at once: Friday is four days ahead.
        assert_eq!(made(), [("2026-W48".to_owned(), MONDAY.checked_add(4.days()).unwrap())], "{on:?}");
        night(&s, 1);
        night(&s, 1);
        assert_eq!(made().len(), 1, "{on:?}: twice in a night");
        // The machine was off for a while: what is past is not assigned late.
        night(&s, 15);
        let weeks: Vec<String> = made().into_iter().map(|(period, _)| period).collect();
        assert_eq!(weeks, ["2026-W48", "2026-W50"], "{on:?}");
        let stop = |why: &str| StopRepeating { recurrence: id, why: why.to_owned() };
        let stranger = s.act("truongban", stop("x"), tasks::stop_repeating);
        assert_eq!(refused(stranger), "not-found", "{on:?}");
        assert_eq!(refused(s.act("chanhvp", stop(" "), tasks::stop_repeating)), "why-missing", "{on:?}");
        s.act("chanhvp", stop("Đã có chế độ báo cáo khác"), tasks::stop_repeating).unwrap();
        let again = s.act("chanhvp", stop("x"), tasks::stop_repeating);
        assert_eq!(refused(again), "stopped-already", "{on:?}");
        night(&s, 22);
        assert_eq!(made().len(), 2, "{on:?}: stopped");
        assert!(s.verified(), "{on:?}");
    }
}

#[test]
fn a_period_whose_owner_is_gone_is_told_and_the_next_goes_on() {
    for on in both() {
        let s = story(on);
        let source = s.source();
        let task = tasks::Assignment { owner_post: Some(s.post("cvtochuc").id), ..s.wanted("bantochuc", 0) };
        s.act("chanhvp", Repeat { source, rule: weekly(), task }, tasks::repeat).unwrap();
        let leaving = people::reorganise::HandOver {
            post: s.post("cvtochuc").id,
            person: s.post("cvtochuc").person,
            last_day: MONDAY,
            successor: None,
        };
        let run = |act: &mut kernel::Act<'_>, input| {
            people::reorganise::hand_over(&[tasks::function()], act, input)
        };
        let o = &s.o.office;
        o.act_blocking(kernel::Actor::console(), o.new_id(), leaving, run).unwrap();
        night(&s, 8);
        assert_eq!(s.read(|tx| tasks::store::of_source(tx, source)).len(), 1, "{on:?}");
        let person = s.post("chanhvp").person;
        let told = s.read(|tx| people::notices::told_since(tx, kernel::Instant(0)));
        let told = told.iter().filter(|(to, why, _)| *to == person && why == "tasks.unmade").count();
        assert_eq!(told, 1, "{on:?}");
        assert!(s.verified(), "{on:?}");
    }
}
