//! One binary for all stories of this crate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that cannot go on fails")]

use std::sync::Arc;
use std::thread;

use documents::acts::Void;
use documents::{NewPaper, Registered, register, void_number};
use kernel::testing::{On, TestOffice, both, office};
use kernel::{Actor, Instant};

fn open(on: On) -> TestOffice {
    office(on, &[people::part(), rulebook::part(), documents::part()]).unwrap()
}

fn report(code: &str) -> NewPaper {
    NewPaper {
        code: code.to_owned(),
        kind: "Báo cáo".to_owned(),
        issuer: "Đảng uỷ xã Tân An".to_owned(),
        issued_on: Some(jiff::civil::date(2026, 11, 20)),
        subject: "tình hình sạt lở".to_owned(),
        urgency: String::new(),
        asked_by: None,
        files: vec![],
    }
}

fn put(o: &TestOffice, paper: NewPaper) -> Registered {
    o.office.act_blocking(Actor::system(), o.office.new_id(), paper, register).unwrap()
}

#[test]
fn the_first_paper_of_a_year_opens_its_book_and_gets_number_one() {
    for on in both() {
        let o = open(on);
        assert_eq!((put(&o, report("1-BC/ĐU")).number, put(&o, report("2-BC/ĐU")).number), (1, 2), "{on:?}");
        o.clock.advance(60 * Instant::DAY);
        assert_eq!(put(&o, report("3-BC/ĐU")).number, 1, "{on:?}: 2027 has a book of its own");
        let report = kernel::journal::verify(&o.office, None).unwrap();
        assert!(report.ok, "{on:?}: {report:?}");
        assert_eq!(kernel::testing::unclaimed_tables(&o.office).unwrap(), Vec::<String>::new());
    }
}

#[test]
fn a_refused_paper_takes_no_number_and_all_its_faults_are_told_at_once() {
    for on in both() {
        let o = open(on);
        let empty = NewPaper { subject: " ".to_owned(), issuer: String::new(), ..report("1-BC/ĐU") };
        let refusal = o.office.act_blocking(Actor::system(), o.office.new_id(), empty, register).unwrap_err();
        assert_eq!(
            refusal.iter().map(|r| r.msg.key()).collect::<Vec<_>>(),
            ["subject-missing", "issuer-missing"]
        );
        assert_eq!(put(&o, report("1-BC/ĐU")).number, 1, "{on:?}");
    }
}

#[test]
fn sixty_four_clerks_leave_no_gap() {
    for on in both() {
        let o = Arc::new(open(on));
        let clerks: Vec<_> = (0..64)
            .map(|clerk| {
                let o = Arc::clone(&o);
                thread::spawn(move || {
                    (0..4).map(|n| put(&o, report(&format!("{clerk}-{n}/ĐU"))).number).collect::<Vec<_>>()
                })
            })
            .collect();
        let mut numbers: Vec<_> = clerks.into_iter().flat_map(|clerk| clerk.join().unwrap()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=256).collect::<Vec<_>>(), "{on:?}");
        assert!(kernel::journal::verify(&o.office, None).unwrap().ok, "{on:?}");
    }
}

#[test]
fn a_void_number_stays_with_its_reason_and_is_not_given_again() {
    for on in both() {
        let o = open(on);
        let paper = put(&o, report("1-BC/ĐU")).paper;
        let void = |why: &str| {
            let input = Void { paper, why: why.to_owned() };
            o.office.act_blocking(Actor::system(), o.office.new_id(), input, void_number)
        };
        assert_eq!(void(" ").unwrap_err().msg.key(), "void-why", "{on:?}");
        void("vào sổ nhầm").unwrap();
        assert_eq!(void("lần nữa").unwrap_err().msg.key(), "already-void", "{on:?}");
        assert_eq!(put(&o, report("2-BC/ĐU")).number, 2, "{on:?}");
        let row = o.office.read_blocking(|tx| documents::paper(tx, paper)).unwrap().unwrap();
        assert_eq!(row.voided_why.as_deref(), Some("vào sổ nhầm"));
        assert!(kernel::journal::verify(&o.office, None).unwrap().ok, "{on:?}");
    }
}

#[test]
fn the_same_paper_in_another_spelling_is_found() {
    for on in both() {
        let o = open(on);
        let first = put(&o, report("118-BC/ĐU"));
        let date = Some(jiff::civil::date(2026, 11, 20));
        let found = |code: &str, issuer: &str| {
            o.office.read_blocking(|tx| documents::same_paper(tx, code, issuer, date)).unwrap()
        };
        assert_eq!(found("118-BC/ĐU", "ĐẢNG UỶ XÃ TÂN AN"), Some((first.paper, 1)), "{on:?}");
        assert_eq!(found("119-BC/ĐU", "ĐẢNG UỶ XÃ TÂN AN"), None, "{on:?}");
        assert_eq!(found("", ""), None, "{on:?}: papers without a code are not all the same");
    }
}

mod books;
mod keeping;
mod numbers;
