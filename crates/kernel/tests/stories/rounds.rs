use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use kernel::jobs::Handler;
use kernel::testing::both;
use kernel::{Act, Actor, Beat, Instant, Periodic, Refusal, Runner, checks, periodic};

use crate::support::{behind_the_back, open, pin, pin_one};

#[test]
fn every_night_each_check_is_run_and_what_it_found_is_kept() {
    for on in both() {
        let o = open(on);
        pin_one(&o, "a");
        let node = o.office.new_id();
        // What looks every minute whether something is due has stories of its own.
        let nightly: Vec<_> =
            periodic::own().into_iter().filter(|piece| matches!(piece.every, Beat::Nightly(_))).collect();
        assert_eq!(o.office.read_blocking(checks::alarm).unwrap(), None, "{on:?}: no night yet");
        let ran = periodic::run_due(&o.office, &nightly, node).unwrap();
        assert_eq!(ran, 2, "{on:?}");
        assert_eq!(o.office.read_blocking(checks::alarm).unwrap(), Some(0), "{on:?}");
        assert_eq!(periodic::run_due(&o.office, &nightly, node).unwrap(), 0, "{on:?}: once a night");
        behind_the_back(&o, "UPDATE notes SET number = 7");
        o.clock.advance(Instant::DAY);
        periodic::run_due(&o.office, &nightly, node).unwrap();
        let found = o.office.read_blocking(checks::latest).unwrap();
        let told: Vec<(&str, u64)> = found.iter().map(|c| (c.name.as_str(), c.faults)).collect();
        let wanted = [("journal", 0), ("no gaps", 1), ("originals", 0), ("pages", 0), ("state", 1)];
        assert_eq!(told, wanted, "{on:?}");
        assert!(found[4].detail[0].place.starts_with("notes "), "{on:?}");
        assert_eq!(o.office.read_blocking(|tx| checks::nights(tx, 9)).unwrap().len(), 2, "{on:?}");
    }
}

#[test]
fn of_two_nodes_one_does_the_work_and_a_dead_one_gives_it_back() {
    for on in both() {
        let o = open(on);
        let work = [Periodic { name: "round", every: Beat::Every(Instant::MINUTE), run: |_| Ok(()) }];
        let (first, second) = (o.office.new_id(), o.office.new_id());
        assert_eq!(periodic::run_due(&o.office, &work, first).unwrap(), 1, "{on:?}");
        assert_eq!(periodic::run_due(&o.office, &work, second).unwrap(), 0, "{on:?}");
        o.clock.advance(Instant::MINUTE);
        // The first one has claimed it and died.
        let until = o.office.now().plus(Instant::HOUR).0;
        behind_the_back(&o, &format!("UPDATE periodic_runs SET leased_until = {until}, finished_at = NULL"));
        assert_eq!(periodic::run_due(&o.office, &work, second).unwrap(), 0, "{on:?}: it may still be at it");
        o.clock.advance(Instant::HOUR + 1);
        assert_eq!(periodic::run_due(&o.office, &work, second).unwrap(), 1, "{on:?}");
    }
}

#[test]
fn what_fails_says_so_and_is_tried_again() {
    for on in both() {
        let o = open(on);
        let work =
            [Periodic { name: "round", every: Beat::Nightly(2), run: |_| anyhow::bail!("the disk is away") }];
        let node = o.office.new_id();
        periodic::run_due(&o.office, &work, node).unwrap();
        let last = o.office.read_blocking(periodic::last_runs).unwrap();
        assert_eq!(last[0].fault.as_deref(), Some("the disk is away"), "{on:?}");
        assert_eq!(periodic::run_due(&o.office, &work, node).unwrap(), 0, "{on:?}: not at once");
        o.clock.advance(20 * Instant::MINUTE);
        assert_eq!(periodic::run_due(&o.office, &work, node).unwrap(), 1, "{on:?}");
    }
}

fn pin_and_announce(act: &mut Act<'_>, text: String) -> Result<i64, Refusal> {
    let number = pin(act, text)?;
    act.enqueue("announce", &number)?;
    Ok(number)
}

#[test]
fn a_commit_wakes_the_jobs_and_the_runner_stops_when_told() {
    for on in both() {
        let o = open(on);
        let rung = Arc::new(AtomicU32::new(0));
        let bell = Arc::clone(&rung);
        let handler: Handler = Arc::new(move |_, _| {
            bell.fetch_add(1, Ordering::SeqCst);
            Ok(())
        });
        let runner = Runner::start(&o.office, HashMap::from([("announce", handler)]), Vec::new()).unwrap();
        o.office.act_blocking(Actor::system(), o.office.new_id(), "a".to_owned(), pin_and_announce).unwrap();
        for _ in 0..100 {
            if rung.load(Ordering::SeqCst) > 0 {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        assert_eq!(rung.load(Ordering::SeqCst), 1, "{on:?}");
        runner.stop(Duration::from_secs(5));
    }
}
