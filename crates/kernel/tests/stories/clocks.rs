//! A clock that is wrong: an hour back, a day ahead and back again. No number is doubled, the journal keeps the order in
//! which things happened, and nothing that is due waits for a time that was never right.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use kernel::jobs::{self, Handler};
use kernel::journal::{follow, verify};
use kernel::safekeeping::{self, Alarm, Plan, alarms, set_plan};
use kernel::testing::{TestOffice, both};
use kernel::{Act, Actor, Beat, Instant, Periodic, Refusal, checks, periodic};

use crate::support::{open, pin, pin_one};

#[test]
fn numbers_and_the_journals_order_do_not_follow_the_clock() {
    for on in both() {
        let o = open(on);
        let mut numbers = vec![pin_one(&o, "a")];
        for step in [-Instant::HOUR, Instant::DAY, -Instant::DAY, Instant::HOUR] {
            o.clock.advance(step);
            numbers.push(pin_one(&o, "b"));
        }
        assert_eq!(numbers, [1, 2, 3, 4, 5], "{on:?}");
        o.office.settle_journal().unwrap();
        let entries = o.office.read_blocking(|tx| follow(tx, 0, 100)).unwrap();
        let told: Vec<i64> =
            entries.iter().filter_map(|(_, entry)| entry.json()["facts"]["number"].as_i64()).collect();
        assert_eq!(told, numbers, "{on:?}: in the order in which it happened");
        let report = verify(&o.office, None).unwrap();
        assert!(report.ok, "{on:?}: {report:?}");
    }
}

fn tell(act: &mut Act<'_>, text: String) -> Result<i64, Refusal> {
    let number = pin(act, text)?;
    act.enqueue("tell", &number)?;
    Ok(number)
}

#[test]
fn jobs_of_a_day_that_has_not_come_are_done_when_the_clock_is_right_again() {
    for on in both() {
        let o = open(on);
        let done = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&done);
        let handler: Handler = Arc::new(move |_, job| {
            let number: i64 = job.payload()?;
            anyhow::ensure!(number < 3, "the mail server is away");
            counted.fetch_add(1, Ordering::SeqCst);
            Ok(())
        });
        let handlers = HashMap::from([("tell", handler)]);
        let run = |o: &TestOffice| jobs::run_due(&o.office, &handlers, 10).unwrap();
        assert_eq!(run(&o), 0);
        o.clock.advance(Instant::DAY);
        run(&o);
        for _ in 0..3 {
            o.office.act_blocking(Actor::system(), o.office.new_id(), "x".to_owned(), tell).unwrap();
        }
        o.clock.advance(-Instant::DAY);
        assert_eq!(run(&o), 3, "{on:?}: nobody waits a day for them");
        assert_eq!(done.load(Ordering::SeqCst), 2, "{on:?}");
        // The third failed, and rests a few seconds as usual, not a day.
        o.clock.advance(10 * Instant::SECOND);
        assert_eq!(run(&o), 1, "{on:?}");
        assert_eq!(done.load(Ordering::SeqCst), 2, "{on:?}: nothing is done twice");
    }
}

#[test]
fn work_that_comes_round_does_not_wait_for_a_day_that_was_never_right() {
    for on in both() {
        let o = open(on);
        let work = [
            Periodic { name: "minute", every: Beat::Every(Instant::MINUTE), run: |_| Ok(()) },
            Periodic { name: "deadlines", every: Beat::Nightly(6), run: |_| Ok(()) },
        ];
        let node = o.office.new_id();
        let run = |o: &TestOffice| periodic::run_due(&o.office, &work, node).unwrap();
        assert_eq!(run(&o), 2, "{on:?}");
        o.clock.advance(Instant::DAY);
        assert_eq!(run(&o), 2, "{on:?}");
        o.clock.advance(-Instant::DAY);
        assert_eq!(run(&o), 2, "{on:?}: both are due now, not tomorrow");
        assert_eq!(run(&o), 0, "{on:?}: and once");
        o.clock.advance(-Instant::HOUR);
        assert_eq!(run(&o), 2, "{on:?}");
        assert_eq!(run(&o), 0, "{on:?}");
        o.clock.advance(Instant::DAY);
        assert_eq!(run(&o), 2, "{on:?}: the next morning comes as always");
    }
}

#[test]
fn backups_and_checks_made_under_a_clock_that_was_ahead_hide_nothing() {
    for on in both() {
        let o = open(on);
        let folder = tempfile::tempdir().unwrap();
        let plan = Plan {
            folder: folder.path().display().to_string(),
            warn_mb: 0,
            critical_mb: 0,
            ..Plan::default()
        };
        o.office.act_blocking(Actor::console(), o.office.new_id(), plan, set_plan).unwrap();
        let own = periodic::own();
        let backups: Vec<_> = own.iter().copied().filter(|piece| piece.name == "backups").collect();
        let round = |o: &TestOffice| {
            periodic::run_due(&o.office, &backups, o.office.new_id()).unwrap();
            o.clock.advance(2 * Instant::MINUTE);
            o.office.read_blocking(|tx| safekeeping::runs(tx, 100)).unwrap().len()
        };
        assert_eq!(round(&o), 1, "{on:?}");
        // A year ahead, and right again.
        o.clock.advance(365 * Instant::DAY);
        assert_eq!(round(&o), 2, "{on:?}");
        checks::run(&o.office).unwrap();
        o.clock.advance(-365 * Instant::DAY);
        assert_eq!(round(&o), 2, "{on:?}: today's was made already");
        o.clock.advance(Instant::DAY);
        assert_eq!(round(&o), 3, "{on:?}: tomorrow's is made, and not in a year");
        assert_eq!(round(&o), 3, "{on:?}: once");
        o.clock.advance(3 * Instant::DAY);
        let now = o.office.now();
        let told = o.office.read_blocking(|tx| alarms(tx, None, now)).unwrap();
        assert!(told.iter().any(|alarm| matches!(alarm, Alarm::Old(Some(_)))), "{on:?}: {told:?}");
        crate::support::behind_the_back(&o, "UPDATE notes SET number = 7");
        pin_one(&o, "a");
        crate::support::behind_the_back(&o, "UPDATE notes SET number = 9");
        checks::run(&o.office).unwrap();
        let alarm = o.office.read_blocking(checks::alarm).unwrap();
        assert!(alarm.is_some_and(|faults| faults > 0), "{on:?}: tonight's results are the newest");
    }
}
