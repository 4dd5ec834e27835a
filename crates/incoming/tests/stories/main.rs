//! One binary for all stories of this crate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that cannot go on fails")]

mod accepting;
mod bad_input;
mod door;
mod doors;
mod engine;
mod folder;
mod learning;
mod list;
mod near;
mod packages;
mod printed;
mod recognition;
mod stacks;
mod writings;

use incoming::{Receive, Register, Return, receive, register, return_};
use kernel::testing::{On, TestOffice, both, office};
use kernel::{Actor, Id, Kind};

pub fn open(on: On) -> TestOffice {
    let mut parts = (incoming::function().below)();
    parts.push(incoming::part());
    office(on, &parts).unwrap()
}

pub fn at_the_door(o: &TestOffice, bytes: &[u8]) -> Id<incoming::Receipt> {
    let reading = reading::read_bytes(bytes, "bao-cao.txt", &reading::Limits::default());
    let blob = o.office.blobs().put(bytes).unwrap();
    let input = Receive::uploaded(blob, "bao-cao.txt".to_owned(), serde_json::to_string(&reading).unwrap());
    o.office.act_blocking(Actor::system(), o.office.new_id(), input, receive).unwrap()
}

pub fn form(receipt: Id<incoming::Receipt>) -> Register {
    Register {
        receipt,
        code: "118-BC/ĐU".to_owned(),
        kind: "Báo cáo".to_owned(),
        issuer: "Đảng uỷ xã Tân An".to_owned(),
        issued_on: Some(jiff::civil::date(2026, 11, 23)),
        subject: "tình hình sạt lở".to_owned(),
        urgency: "very".to_owned(),
        asked_by: None,
        given: None,
        book: None,
        arrived_on: None,
        send: None,
        relates: Vec::new(),
        writings: Vec::new(),
    }
}

#[test]
fn a_paper_is_counted_waits_and_is_registered_under_a_number() {
    for on in both() {
        let o = open(on);
        let receipt = at_the_door(&o, b"mot van ban");
        let today = o.office.now().date();
        let e = o.office.read_blocking(|tx| incoming::equation(tx, today)).unwrap();
        assert_eq!((e.received, e.waiting, e.registered), (1, 1, 0), "{on:?}");
        let done =
            o.office.act_blocking(Actor::system(), o.office.new_id(), form(receipt), register).unwrap();
        assert_eq!(done.number, 1, "{on:?}");
        let e = o.office.read_blocking(|tx| incoming::equation(tx, today)).unwrap();
        assert_eq!((e.received, e.waiting, e.registered), (1, 0, 1), "{on:?}");
        let files = o.office.read_blocking(|tx| documents::files(tx, done.paper)).unwrap();
        assert_eq!(
            o.office.blobs().get(files[0].blob).unwrap(),
            b"mot van ban",
            "{on:?}: the original is untouched"
        );
        let report = kernel::journal::verify(&o.office, None).unwrap();
        assert!(report.ok, "{on:?}: {report:?}");
        assert_eq!(kernel::testing::unclaimed_tables(&o.office).unwrap(), Vec::<String>::new());
    }
}

#[test]
fn of_two_clerks_with_the_same_paper_the_second_is_told() {
    for on in both() {
        let o = open(on);
        let receipt = at_the_door(&o, b"mot van ban");
        o.office.act_blocking(Actor::system(), o.office.new_id(), form(receipt), register).unwrap();
        let second =
            o.office.act_blocking(Actor::system(), o.office.new_id(), form(receipt), register).unwrap_err();
        assert_eq!((second.kind, second.msg.key()), (Kind::Conflict, "not-waiting"), "{on:?}");
        let input = Return { receipt, reason: "nhầm nơi nhận".to_owned() };
        assert!(o.office.act_blocking(Actor::system(), o.office.new_id(), input, return_).is_err(), "{on:?}");
    }
}

#[test]
fn a_returned_paper_needs_a_reason_and_stays_counted() {
    for on in both() {
        let o = open(on);
        let receipt = at_the_door(&o, b"mot van ban");
        let back = |reason: &str| {
            let input = Return { receipt, reason: reason.to_owned() };
            o.office.act_blocking(Actor::system(), o.office.new_id(), input, return_)
        };
        assert_eq!(back("  ").unwrap_err().field, Some("reason"), "{on:?}");
        back("nhầm nơi nhận").unwrap();
        let today = o.office.now().date();
        let e = o.office.read_blocking(|tx| incoming::equation(tx, today)).unwrap();
        assert!(e.holds() && e.returned == 1, "{on:?}: {e:?}");
    }
}

#[test]
fn a_form_sent_twice_registers_once() {
    for on in both() {
        let o = open(on);
        let receipt = at_the_door(&o, b"mot van ban");
        let id = o.office.new_id();
        let first = o.office.act_blocking(Actor::system(), id, form(receipt), register).unwrap();
        let second = o.office.act_blocking(Actor::system(), id, form(receipt), register).unwrap();
        assert_eq!(first, second, "{on:?}");
    }
}

#[test]
fn who_is_not_a_clerk_cannot_take_papers_in() {
    for on in both() {
        let o = open(on);
        let receipt = at_the_door(&o, b"mot van ban");
        let stranger = Actor::person(o.office.new_id(), None);
        let refusal =
            o.office.act_blocking(stranger, o.office.new_id(), form(receipt), register).unwrap_err();
        assert_eq!(refusal.kind, Kind::Forbidden, "{on:?}");
    }
}

#[test]
fn a_receipt_that_vanishes_breaks_the_equation_and_is_found() {
    for on in both() {
        let o = open(on);
        at_the_door(&o, b"mot van ban");
        match &o.backend {
            kernel::Backend::Sqlite(path) => {
                let out = std::process::Command::new("python3")
                    .args(["-c", "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute('DELETE FROM receipts'); c.commit()"])
                    .arg(path)
                    .status()
                    .expect("python3 is needed for this story");
                assert!(out.success());
            }
            kernel::Backend::Postgres(url) => {
                let out = std::process::Command::new("psql")
                    .args([url.as_str(), "-qc", "DELETE FROM receipts"])
                    .status();
                assert!(out.expect("psql is needed: apt-get install postgresql-client").success());
            }
        }
        let report = kernel::journal::verify(&o.office, None).unwrap();
        assert!(report.faults.iter().any(|f| f.check.starts_with("received =")), "{on:?}: {report:?}");
    }
}
