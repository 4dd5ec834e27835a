use jiff::ToSpan as _;
use kernel::testing::both;
use tasks::model::Bounds;
use tasks::store::{self, Filter, Reach};
use tasks::{Accept, Assignment, Grade, Standing};

use crate::support::{MONDAY, Story, story};

/// Tasks of many days, some handed in, one closed, one under correction.
fn many(s: &Story) {
    let source = s.source();
    for (at, owner) in ["bantochuc", "tanan", "tonghop"].into_iter().cycle().take(24).enumerate() {
        let days = i64::try_from(at).unwrap();
        let one = Assignment { field: (at % 2 == 0).then_some(s.field), ..s.wanted(owner, days) };
        let task = s.assign("chanhvp", source, one).unwrap().id;
        if at % 6 == 0 {
            s.act("truongban", s.evidence(task), tasks::submit).unwrap();
        }
        if at == 12 {
            s.act("chanhvp", Accept { task, grade: Grade::Met, why: String::new() }, tasks::accept).unwrap();
        }
        if at == 5 {
            let propose = tasks::ProposeCorrection {
                task,
                what: tasks::model::Correctable::Product,
                new: "Tờ trình".to_owned(),
                why: "Nhầm".to_owned(),
            };
            s.act("chanhvp", propose, tasks::propose_correction).unwrap();
        }
    }
}

/// A list, its counts and the function that says how a task stands agree on every day.
#[test]
fn lists_counts_and_the_one_function_agree_on_every_day() {
    for on in both() {
        let s = story(on);
        many(&s);
        for ahead in [0, 1, 2, 3, 5, 7, 8, 10, 14, 26, 30, 60] {
            let day = MONDAY.checked_add(i64::from(ahead).days()).unwrap();
            let bounds: Bounds = s.read(|tx| tasks::bounds(tx, day));
            let open = Filter::new(Reach::All, bounds);
            let rows = s.read(|tx| store::list(tx, &open, None, 500));
            assert_eq!(rows.len(), 23, "{on:?} {day}");
            let counted = s.read(|tx| store::by_standing(tx, &open));
            let all: u64 = counted.iter().map(|(_, n)| n).sum();
            assert_eq!(all, 23, "{on:?} {day}");
            for standing in Standing::ALL.iter().filter(|one| **one != Standing::Closed) {
                let here: Vec<_> = rows
                    .iter()
                    .filter(|row| bounds.standing(&row.facts()) == *standing)
                    .map(|r| r.id)
                    .collect();
                let filter = open.clone().standing(&[*standing]);
                let listed: Vec<_> =
                    s.read(|tx| store::list(tx, &filter, None, 500)).into_iter().map(|row| row.id).collect();
                assert_eq!(listed, here, "{on:?} {day} {standing:?}");
                let count = counted.iter().find(|(one, _)| one == standing).map_or(0, |(_, n)| *n);
                assert_eq!(count, u64::try_from(here.len()).unwrap(), "{on:?} {day} {standing:?}");
                assert_eq!(s.read(|tx| store::count(tx, &filter)), count, "{on:?} {day} {standing:?}");
            }
            // Totals of groups are the sums of their rows.
            let by_owner = s.read(|tx| store::by_owner(tx, &open));
            for (standing, total) in &counted {
                let sum: u64 = by_owner.iter().filter(|(_, one, _)| one == standing).map(|(.., n)| n).sum();
                assert_eq!(sum, *total, "{on:?} {day} {standing:?}");
            }
        }
    }
}

#[test]
fn a_list_is_walked_page_by_page_without_a_gap_or_a_double() {
    for on in both() {
        let s = story(on);
        many(&s);
        let bounds = s.read(|tx| tasks::bounds(tx, MONDAY));
        let open = Filter::new(Reach::All, bounds);
        let whole: Vec<_> =
            s.read(|tx| store::list(tx, &open, None, 500)).into_iter().map(|row| row.id).collect();
        let (mut walked, mut after) = (Vec::new(), None);
        loop {
            let page = s.read(|tx| store::list(tx, &open, after, 5));
            let Some(last) = page.last() else { break };
            after = Some(store::After::of(last));
            walked.extend(page.iter().map(|row| row.id));
        }
        assert_eq!(walked, whole, "{on:?}");
    }
}

#[test]
fn everybody_sees_the_tasks_they_take_part_in_and_no_others() {
    for on in both() {
        let s = story(on);
        many(&s);
        let source = s.source();
        let one = Assignment {
            follower: Some(s.post("chuyenvien").id),
            cooperating: vec![s.unit("tonghop")],
            ..s.wanted("tanan", 5)
        };
        let task = s.assign("phobithu", source, one).unwrap().id;
        let bounds = s.read(|tx| tasks::bounds(tx, MONDAY));
        let seen = |posts: &[&str], units: &[&str]| {
            let reach = Reach::Parts {
                posts: posts.iter().map(|name| s.post(name).id).collect(),
                units: units.iter().map(|name| s.unit(name)).collect(),
            };
            let filter = Filter::new(reach, bounds);
            let rows = s.read(|tx| store::list(tx, &filter, None, 500));
            assert_eq!(s.read(|tx| store::count(tx, &filter)), u64::try_from(rows.len()).unwrap());
            (rows.iter().any(|row| row.id == task), rows.len())
        };
        assert_eq!(seen(&["chuyenvien"], &[]), (true, 1), "{on:?}: follows");
        assert_eq!(seen(&["truongphong"], &["tonghop"]), (true, 9), "{on:?}: helps, and owns eight");
        assert_eq!(seen(&["phobithu"], &[]), (true, 1), "{on:?}: assigned it");
        assert!(!seen(&["truongban"], &["bantochuc"]).0, "{on:?}");
        assert_eq!(seen(&[], &[]), (false, 0), "{on:?}");
    }
}

#[test]
fn on_time_rates_count_what_can_be_judged() {
    for on in both() {
        let s = story(on);
        let source = s.source();
        let close = |days: i64, handed_in: i64| {
            s.clock_at(MONDAY, 8);
            let task = s.assign("chanhvp", source, s.wanted("bantochuc", days)).unwrap().id;
            s.clock_at(MONDAY.checked_add(handed_in.days()).unwrap(), 8);
            s.act("truongban", s.evidence(task), tasks::submit).unwrap();
            s.act("chanhvp", Accept { task, grade: Grade::Met, why: String::new() }, tasks::accept).unwrap();
        };
        close(5, 5);
        close(5, 4);
        close(5, 6);
        // Work that waits for a condition is done when it is done.
        s.clock_at(MONDAY, 8);
        let waits = Assignment { waits_for: "Luật mới".to_owned(), ..s.wanted("bantochuc", 2) };
        let task = s.assign("chanhvp", source, waits).unwrap().id;
        s.clock_at(MONDAY.checked_add(9.days()).unwrap(), 8);
        s.act("truongban", s.evidence(task), tasks::submit).unwrap();
        s.act("chanhvp", Accept { task, grade: Grade::Met, why: String::new() }, tasks::accept).unwrap();
        let bounds = s.read(|tx| tasks::bounds(tx, MONDAY));
        let span = (MONDAY, MONDAY.checked_add(30.days()).unwrap());
        let found = s.read(|tx| store::closed_by_owner(tx, &Reach::All, bounds, span));
        assert_eq!(found.len(), 1, "{on:?}");
        let (_, closed) = found[0];
        assert_eq!((closed.all, closed.judged, closed.on_time), (4, 3, 2), "{on:?}");
        let before = (MONDAY.checked_sub(9.days()).unwrap(), MONDAY.checked_sub(1.day()).unwrap());
        assert!(s.read(|tx| store::closed_by_owner(tx, &Reach::All, bounds, before)).is_empty(), "{on:?}");
    }
}

#[test]
fn sums_of_a_period_are_the_sums_of_their_rows() {
    for on in both() {
        let s = story(on);
        many(&s);
        s.clock_at(MONDAY.checked_add(10.days()).unwrap(), 8);
        let day = s.today();
        let bounds = s.read(|tx| tasks::bounds(tx, day));
        let span = (MONDAY, MONDAY.checked_add(6.days()).unwrap());
        let sums = s.read(|tx| store::sums(tx, &Reach::All, bounds, span));
        let all = |of: fn(&store::Sum) -> u64| sums.iter().map(|(_, sum)| of(sum)).sum::<u64>();
        assert_eq!((all(|s| s.assigned), all(|s| s.closed), all(|s| s.open)), (24, 1, 23), "{on:?}");
        // Due from day 0 to day 6.
        assert_eq!(all(|s| s.due), 7, "{on:?}");
        let open = Filter::new(Reach::All, bounds).standing(&[Standing::Overdue, Standing::Special]);
        assert_eq!(all(|s| s.late), s.read(|tx| store::count(tx, &open)), "{on:?}");
        let later = (day, day);
        let sums = s.read(|tx| store::sums(tx, &Reach::All, bounds, later));
        assert_eq!(sums.iter().map(|(_, sum)| sum.assigned).sum::<u64>(), 0, "{on:?}");
    }
}
