use std::sync::Arc;
use std::thread;

use kernel::testing::both;
use kernel::{Act, Actor, Kind, Refusal, vals};

use crate::support::{open, pin, pin_one};

#[test]
fn an_act_sent_twice_answers_what_it_answered_first() {
    for on in both() {
        let o = open(on);
        let id = o.office.new_id();
        let first = o.office.act_blocking(Actor::system(), id, "a".to_owned(), pin).unwrap();
        let second = o.office.act_blocking(Actor::system(), id, "a".to_owned(), pin).unwrap();
        assert_eq!((first, second), (1, 1), "{on:?}");
        assert_eq!(pin_one(&o, "b"), 2, "{on:?}");
    }
}

#[test]
fn somebody_else_cannot_read_an_answer_by_its_act_id() {
    for on in both() {
        let o = open(on);
        let id = o.office.new_id();
        o.office.act_blocking(Actor::system(), id, "a".to_owned(), pin).unwrap();
        let other = Actor::person(o.office.new_id(), None);
        let refusal = o.office.act_blocking(other, id, "a".to_owned(), pin).unwrap_err();
        assert_eq!(refusal.kind, Kind::Conflict, "{on:?}");
        assert_eq!(refusal.msg.key(), "act-id-reused");
    }
}

#[test]
fn a_refused_act_leaves_nothing_not_even_its_number() {
    fn refuse(act: &mut Act<'_>, text: String) -> Result<i64, Refusal> {
        pin(act, text)?;
        Err(Refusal::not_found())
    }
    for on in both() {
        let o = open(on);
        o.office.act_blocking(Actor::system(), o.office.new_id(), "a".to_owned(), refuse).unwrap_err();
        assert_eq!(pin_one(&o, "b"), 1, "{on:?}");
    }
}

#[test]
fn an_act_that_panics_is_rolled_back_and_the_next_one_works() {
    fn fall(act: &mut Act<'_>, text: String) -> Result<i64, Refusal> {
        pin(act, text)?;
        panic!("a fault of ours");
    }
    for on in both() {
        let o = open(on);
        let refusal =
            o.office.act_blocking(Actor::system(), o.office.new_id(), "a".to_owned(), fall).unwrap_err();
        assert_eq!(refusal.kind, Kind::Internal, "{on:?}");
        assert_eq!(pin_one(&o, "b"), 1, "{on:?}");
    }
}

#[test]
fn rows_changed_without_a_journal_entry_are_not_kept() {
    fn silent(act: &mut Act<'_>, (): ()) -> Result<(), Refusal> {
        act.tx().exec("UPDATE note_counter SET last = 99 WHERE id = 1", vals![])?;
        Ok(())
    }
    for on in both() {
        let o = open(on);
        o.office.act_blocking(Actor::system(), o.office.new_id(), (), silent).unwrap_err();
        assert_eq!(pin_one(&o, "b"), 1, "{on:?}");
    }
}

#[test]
fn text_with_nul_is_refused_alike() {
    for on in both() {
        let o = open(on);
        let id = o.office.new_id();
        let refusal = o.office.act_blocking(Actor::system(), id, "a\0b".to_owned(), pin).unwrap_err();
        assert_eq!((refusal.kind, refusal.msg.key()), (Kind::Invalid, "text-has-nul"), "{on:?}");
    }
}

#[test]
fn readers_cannot_write() {
    for on in both() {
        let o = open(on);
        let wrote = o.office.read_blocking(|tx| tx.exec("DELETE FROM notes", vals![]));
        assert!(wrote.is_err(), "{on:?}");
    }
}

#[test]
fn a_reader_that_panics_gives_its_place_back() {
    for on in both() {
        let o = open(on);
        for _ in 0..20 {
            let fell = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                o.office.read_blocking(|_| -> Result<(), kernel::StoreError> { panic!("a fault of ours") })
            }));
            assert!(fell.is_err());
        }
        pin_one(&o, "a");
        let count: i64 =
            o.office.read_blocking(|tx| tx.one("SELECT count(*) FROM notes", vals![], |r| r.get(0))).unwrap();
        assert_eq!(count, 1, "{on:?}");
    }
}

#[test]
fn every_table_is_claimed_by_a_part() {
    for on in both() {
        let o = open(on);
        assert_eq!(kernel::testing::unclaimed_tables(&o.office).unwrap(), Vec::<String>::new(), "{on:?}");
        crate::support::behind_the_back(&o, "CREATE TABLE stray (a BIGINT)");
        assert_eq!(kernel::testing::unclaimed_tables(&o.office).unwrap(), ["stray"], "{on:?}");
    }
}

#[test]
fn sixty_four_clients_get_sixty_four_times_ten_numbers_without_a_gap() {
    for on in both() {
        let o = Arc::new(open(on));
        let clients: Vec<_> = (0..64)
            .map(|client| {
                let o = Arc::clone(&o);
                thread::spawn(move || {
                    (0..10).map(|n| pin_one(&o, &format!("{client}/{n}"))).collect::<Vec<_>>()
                })
            })
            .collect();
        let mut numbers: Vec<_> = clients.into_iter().flat_map(|c| c.join().unwrap()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=640).collect::<Vec<_>>(), "{on:?}");
        let report = kernel::journal::verify(&o.office, None).unwrap();
        assert!(report.ok, "{on:?}: {report:?}");
        assert_eq!(report.entries, 640, "{on:?}");
    }
}
