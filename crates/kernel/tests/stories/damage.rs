//! A database file that is damaged, and a disk that takes nothing: told in words, and no night's round stops at it.

use kernel::testing::{On, both};
use kernel::{Actor, Kind, StoreError, checks, vals};

use crate::support::{open, pin, pin_one};

#[test]
fn a_damaged_page_is_found_by_night_though_the_journal_cannot_be_read_to_its_end() {
    let o = open(On::Sqlite);
    for n in 0..400 {
        pin_one(&o, &format!("giấy {n}"));
    }
    let kernel::Backend::Sqlite(path) = &o.backend else { unreachable!() };
    let conn = rusqlite::Connection::open(path).unwrap();
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let root: u32 = conn
        .query_row("SELECT rootpage FROM sqlite_master WHERE name = 'journal_entries'", [], |row| row.get(0))
        .unwrap();
    drop(conn);
    let mut bytes = std::fs::read(path).unwrap();
    let at = (root as usize - 1) * 4096;
    bytes[at..at + 64].fill(0xFF);
    std::fs::write(path, bytes).unwrap();
    checks::run(&o.office).unwrap();
    let found = o.office.read_blocking(checks::latest).unwrap();
    let faults = |name: &str| found.iter().find(|check| check.name == name).unwrap().faults;
    assert!(faults(checks::PAGES) > 0, "{found:?}");
    assert!(o.office.read_blocking(checks::alarm).unwrap().unwrap() > 0);
}

#[test]
fn what_the_disk_refuses_is_said_as_such() {
    for on in both() {
        let o = open(on);
        let kinds = [
            (StoreError::Full, Kind::Full, "storage-full"),
            (StoreError::Unwritable, Kind::Full, "storage-unwritable"),
            (StoreError::Unreadable("x".into()), Kind::Internal, "storage-unreadable"),
            (StoreError::Damaged("x".into()), Kind::Internal, "storage-damaged"),
            (StoreError::NotOpened("x".into()), Kind::Busy, "busy"),
        ];
        for (fault, kind, key) in kinds {
            let refusal = kernel::Refusal::from(fault);
            assert_eq!((refusal.kind, refusal.msg.key()), (kind, key));
        }
        // An act that meets it is refused for that reason, and the office is only read until an act succeeds.
        let refused = o.office.act_blocking(Actor::system(), o.office.new_id(), (), |act, ()| {
            pin(act, "x".to_owned())?;
            Err::<i64, _>(StoreError::Full.into())
        });
        assert_eq!(refused.unwrap_err().kind, Kind::Full, "{on:?}");
        let (trouble, since) = o.office.health().trouble().unwrap();
        assert_eq!((trouble, since), (kernel::Trouble::Full, o.office.now()), "{on:?}");
        assert_eq!(pin_one(&o, "y"), 1, "{on:?}: nothing of it was kept");
        assert_eq!(o.office.health().trouble(), None, "{on:?}");
    }
}

#[test]
fn the_office_finds_out_by_itself_that_saving_works_again() {
    for on in both() {
        let o = open(on);
        let _ = o.office.act_blocking(Actor::system(), o.office.new_id(), (), |act, ()| {
            act.tx().exec("DELETE FROM pulses", vals![])?;
            Err::<i64, _>(StoreError::Unwritable.into())
        });
        for _ in 0..100 {
            o.clock.advance(kernel::Instant::SECOND);
            std::thread::sleep(std::time::Duration::from_millis(20));
            if o.office.health().trouble().is_none() {
                break;
            }
        }
        assert_eq!(o.office.health().trouble(), None, "{on:?}");
        assert!(kernel::journal::verify(&o.office, None).unwrap().ok, "{on:?}");
    }
}
