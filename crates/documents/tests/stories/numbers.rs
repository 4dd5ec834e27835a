//! Whatever is done in whatever order: a number is never given twice, and no counter leaves a hole.

use std::collections::{BTreeMap, BTreeSet};

use documents::acts::Void;
use documents::{
    Correct, Enter, Fill, Into, NewPaper, Paper, Reserve, Series, SetSeries, correct, enter, fill_reserved,
    register_in, reserve_number, set_series, void_number,
};
use kernel::testing::{On, TestOffice, both};
use kernel::{Act, Actor, Id, Instant, Refusal};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rules::KeyPart;

use crate::{open, report};

#[derive(Debug, Clone)]
enum Step {
    Register(usize, usize),
    Refused(usize),
    Reserve(usize, u32),
    Fill(usize),
    Void(usize),
    Correct(usize),
    Enter(usize),
    Yesterday(usize),
    Days(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..4usize, 0..2usize).prop_map(|(book, kind)| Step::Register(book, kind)),
        1 => (0..4usize).prop_map(Step::Refused),
        2 => (0..4usize, 1..4u32).prop_map(|(book, count)| Step::Reserve(book, count)),
        2 => any::<usize>().prop_map(Step::Fill),
        2 => any::<usize>().prop_map(Step::Void),
        1 => any::<usize>().prop_map(Step::Correct),
        2 => any::<usize>().prop_map(Step::Enter),
        1 => (0..4usize).prop_map(Step::Yesterday),
        1 => prop_oneof![Just(1i64), Just(20), Just(200)].prop_map(Step::Days),
    ]
}

const KINDS: [&str; 2] = ["Báo cáo", "Công văn"];

fn run<I, O>(o: &TestOffice, input: I, act: fn(&mut Act<'_>, I) -> Result<O, Refusal>) -> Result<O, Refusal>
where
    I: Send + Clone + 'static,
    O: serde::Serialize + serde::de::DeserializeOwned + Send + 'static,
{
    o.office.act_blocking(Actor::system(), o.office.new_id(), input, act)
}

fn series(o: &TestOffice, name: &str, key: &[KeyPart]) -> Id<Series> {
    let set = SetSeries {
        series: None,
        name: name.to_owned(),
        unit: None,
        key: key.to_vec(),
        kinds: vec![],
        posts: vec![],
        closed: false,
        place: 1,
        active_from: None,
        active_to: None,
    };
    run(o, set, set_series).unwrap()
}

fn paper(kind: usize) -> NewPaper {
    NewPaper { kind: KINDS[kind].to_owned(), ..report("1-BC/ĐU") }
}

/// Does the steps one after the other; refusals are part of the story. Every number given must be new.
fn tell(on: On, steps: &[Step]) {
    let o = open(on);
    let mut books = vec![None];
    books.push(Some(series(&o, "Theo năm", &[])));
    books.push(Some(series(&o, "Theo loại", &[KeyPart::Book, KeyPart::Kind, KeyPart::Year])));
    books.push(Some(series(&o, "Liền mạch", &[KeyPart::Book])));
    let unit = series(&o, "Sổ đơn vị", &[]);
    let mut lines: Vec<Id<Paper>> = Vec::new();
    let pick = |lines: &[Id<Paper>], at: usize| (!lines.is_empty()).then(|| lines[at % lines.len()]);
    for step in steps {
        match step {
            Step::Register(book, kind) => {
                let into = Into { series: books[*book], ..Into::default() };
                lines.push(run(&o, (paper(*kind), into), register_in).unwrap().paper);
            }
            Step::Refused(book) => {
                let into = Into { series: books[*book], ..Into::default() };
                let empty = NewPaper { subject: String::new(), ..paper(0) };
                run(&o, (empty, into), register_in).unwrap_err();
            }
            Step::Reserve(book, count) => {
                let (series, kind) = (books[*book], KINDS[0].to_owned());
                let input = Reserve { count: *count, why: "chờ".to_owned(), series, kind };
                lines.extend(run(&o, input, reserve_number).unwrap().iter().map(|line| line.paper));
            }
            Step::Fill(at) => {
                if let Some(line) = pick(&lines, *at) {
                    let _ = run(&o, Fill { paper: line, with: paper(0) }, fill_reserved);
                }
            }
            Step::Void(at) => {
                if let Some(line) = pick(&lines, *at) {
                    let _ = run(&o, Void { paper: line, why: "nhầm".to_owned() }, void_number);
                }
            }
            Step::Correct(at) => {
                if let Some(line) = pick(&lines, *at) {
                    let NewPaper { code, issuer, issued_on, urgency, asked_by, .. } = paper(0);
                    let (kind, subject, why) =
                        (KINDS[1].to_owned(), "nội dung khác".to_owned(), "nhầm".to_owned());
                    let input = Correct {
                        paper: line,
                        code,
                        kind,
                        issuer,
                        issued_on,
                        subject,
                        urgency,
                        asked_by,
                        why,
                    };
                    let _ = run(&o, input, correct);
                }
            }
            Step::Enter(at) => {
                if let Some(line) = pick(&lines, *at) {
                    let _ = run(&o, Enter { paper: line, series: unit }, enter);
                }
            }
            Step::Yesterday(book) => {
                let day = o.office.now().date().yesterday().unwrap();
                let into = Into { series: books[*book], arrived_on: Some(day), ..Into::default() };
                lines.push(run(&o, (paper(0), into), register_in).unwrap().paper);
            }
            Step::Days(days) => {
                o.clock.advance(days * Instant::DAY);
            }
        }
    }
    // All lines of all books, the voided and the reserved ones with them: each counter from one without a hole.
    let mut given: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
    o.office
        .read_blocking(|tx| {
            for line in &lines {
                let row = documents::paper(tx, *line)?.unwrap();
                assert!(given.entry(row.book.to_string()).or_default().insert(row.number), "given twice");
                for entry in documents::entries(tx, *line)? {
                    assert!(given.entry(entry.book.to_string()).or_default().insert(entry.number), "twice");
                }
            }
            for book in documents::books(tx)? {
                assert!(documents::whole_book(tx, &book)?.whole(), "{book:?}");
                assert_eq!(documents::missing(tx, &book, 5)?, Vec::<i64>::new());
            }
            Ok(())
        })
        .unwrap();
    for (book, numbers) in given {
        let most = i64::try_from(numbers.len()).unwrap();
        assert!(numbers.iter().copied().eq(1..=most), "{on:?} {book}: {numbers:?}");
    }
    assert!(kernel::journal::verify(&o.office, None).unwrap().ok, "{on:?}");
}

#[test]
fn no_number_is_given_twice_and_no_counter_leaves_a_hole() {
    for on in both() {
        let cases = if matches!(on, On::Sqlite) { 40 } else { 6 };
        let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
        runner
            .run(&prop::collection::vec(step(), 1..60), |steps| {
                tell(on, &steps);
                Ok(())
            })
            .unwrap();
    }
}
