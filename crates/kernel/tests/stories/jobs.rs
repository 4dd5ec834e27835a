use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use kernel::jobs::{ATTEMPTS_MAX, Decide, Handler, counts, dead, dead_count, give_up, prune, retry, run_due};
use kernel::testing::both;
use kernel::{Act, Actor, Instant, Refusal};

use crate::support::{open, pin};

fn pin_and_announce(act: &mut Act<'_>, text: String) -> Result<i64, Refusal> {
    let number = pin(act, text)?;
    act.enqueue("announce", &number)?;
    Ok(number)
}

#[test]
fn a_job_that_fails_is_tried_again_later_then_laid_out_and_can_be_revived() {
    for on in both() {
        let o = open(on);
        o.office.act_blocking(Actor::system(), o.office.new_id(), "a".to_owned(), pin_and_announce).unwrap();
        let healed = Arc::new(AtomicU32::new(0));
        let seen = Arc::clone(&healed);
        let handler: Handler = Arc::new(move |_, job| {
            assert_eq!(job.payload::<i64>()?, 1);
            if seen.load(Ordering::SeqCst) == 0 { anyhow::bail!("no road") } else { Ok(()) }
        });
        let handlers = HashMap::from([("announce", handler)]);
        let mut tries = 0;
        for _ in 0..40 {
            tries += run_due(&o.office, &handlers, 10).unwrap();
            // A failed job is not run again at once.
            assert_eq!(run_due(&o.office, &handlers, 10).unwrap(), 0, "{on:?}");
            o.clock.advance(Instant::DAY);
        }
        assert_eq!(tries, usize::try_from(ATTEMPTS_MAX).unwrap(), "{on:?}");
        let laid_out = o.office.read_blocking(|tx| dead(tx, 10)).unwrap();
        assert_eq!(laid_out.len(), 1);
        assert_eq!(laid_out[0].fault.as_deref(), Some("no road"));
        healed.store(1, Ordering::SeqCst);
        let decide = Decide { job: laid_out[0].id, reason: String::new() };
        let id = o.office.new_id();
        let silent = o.office.act_blocking(Actor::system(), id, decide.clone(), give_up).unwrap_err();
        assert_eq!(silent.field, Some("reason"), "{on:?}: giving up needs a reason");
        o.office.act_blocking(Actor::system(), o.office.new_id(), decide.clone(), retry).unwrap();
        let again = o.office.act_blocking(Actor::system(), o.office.new_id(), decide, retry).unwrap_err();
        assert_eq!(again.kind, kernel::Kind::Conflict, "{on:?}: it waits already");
        assert_eq!(run_due(&o.office, &handlers, 10).unwrap(), 1, "{on:?}");
        assert_eq!(o.office.read_blocking(counts).unwrap(), vec![("done".to_owned(), 1)], "{on:?}");
        assert!(kernel::journal::verify(&o.office, None).unwrap().ok, "{on:?}");
        // Old done jobs go; young ones stay.
        assert_eq!(prune(&o.office).unwrap(), 0, "{on:?}");
        o.clock.advance(8 * Instant::DAY);
        assert_eq!(prune(&o.office).unwrap(), 1, "{on:?}");
    }
}

#[test]
fn a_job_that_is_given_up_says_why_in_the_journal_and_rings_no_more() {
    for on in both() {
        let o = open(on);
        o.office.act_blocking(Actor::system(), o.office.new_id(), "a".to_owned(), pin_and_announce).unwrap();
        crate::support::behind_the_back(&o, "UPDATE jobs SET state = 'dead', fault = 'no road'");
        let job = o.office.read_blocking(|tx| dead(tx, 10)).unwrap()[0].id;
        let input = Decide { job, reason: "nơi nhận đã giải thể".to_owned() };
        o.office.act_blocking(Actor::system(), o.office.new_id(), input, give_up).unwrap();
        assert_eq!(o.office.read_blocking(dead_count).unwrap(), 0, "{on:?}");
        assert_eq!(o.office.read_blocking(counts).unwrap(), vec![("given_up".to_owned(), 1)], "{on:?}");
        assert!(kernel::journal::verify(&o.office, None).unwrap().ok, "{on:?}");
    }
}

#[test]
fn a_worker_that_died_gives_its_job_back() {
    for on in both() {
        let o = open(on);
        o.office.act_blocking(Actor::system(), o.office.new_id(), "a".to_owned(), pin_and_announce).unwrap();
        crate::support::behind_the_back(
            &o,
            "UPDATE jobs SET state = 'running', leased_until = 0, attempts = 1",
        );
        let handler: Handler = Arc::new(|_, _| Ok(()));
        assert_eq!(run_due(&o.office, &HashMap::from([("announce", handler)]), 10).unwrap(), 1, "{on:?}");
    }
}
