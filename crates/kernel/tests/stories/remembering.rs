//! What is remembered of the database is never older than the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use kernel::testing::{TestOffice, both};
use kernel::vals;

use crate::support::{behind_the_back, open, pin_one};

/// How many notes there are, and how often that had to be asked so far.
async fn notes(o: &TestOffice, asked: &Arc<AtomicU32>) -> (i64, u32) {
    let times = Arc::clone(asked);
    let count = o.office.remembered(b"notes".to_vec(), move |tx| {
        times.fetch_add(1, Ordering::Relaxed);
        tx.one("SELECT count(*) FROM notes", vals![], |row| row.get::<i64>(0))
    });
    (*count.await.unwrap(), asked.load(Ordering::Relaxed))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_remembered_until_anything_is_committed_by_anybody() {
    for on in both() {
        let o = tokio::task::spawn_blocking(move || open(on)).await.unwrap();
        let asked = Arc::new(AtomicU32::new(0));
        // The journal signs its head beside; until it has, each of its commits forgets the answer.
        tokio::task::spawn_blocking({
            let office = o.office.clone();
            move || office.settle_journal().unwrap()
        })
        .await
        .unwrap();
        let (count, first) = notes(&o, &asked).await;
        assert_eq!(count, 0, "{on:?}");
        for _ in 0..20 {
            assert_eq!(notes(&o, &asked).await.0, 0, "{on:?}");
        }
        assert!(asked.load(Ordering::Relaxed) < first + 20, "{on:?}: nothing is remembered");
        for expected in 1..=30 {
            tokio::task::block_in_place(|| pin_one(&o, "một"));
            assert_eq!(notes(&o, &asked).await.0, expected, "{on:?}: an act is seen by the next question");
        }
        tokio::task::block_in_place(|| behind_the_back(&o, "DELETE FROM notes WHERE number = 30"));
        assert_eq!(notes(&o, &asked).await.0, 29, "{on:?}: so is what another process has done");
        tokio::task::block_in_place(|| drop(o));
    }
}

#[test]
fn within_an_act_nothing_is_remembered() {
    for on in both() {
        let o = open(on);
        pin_one(&o, "một");
        let seen = o.office.operate(|tx| {
            let count = |tx: &mut kernel::Tx<'_>| {
                tx.one("SELECT count(*) FROM note_counter WHERE last = 0", vals![], |row| row.get::<i64>(0))
            };
            let before = *tx.remember(b"counters", count)?;
            tx.exec("UPDATE note_counter SET last = 0", vals![])?;
            Ok((before, *tx.remember(b"counters", count)?))
        });
        assert_eq!(seen.unwrap(), (0, 1), "{on:?}");
    }
}
