//! One binary for all stories of this crate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that cannot go on fails")]

mod doors;
mod registers;
mod scans;

use documents::Series;
use kernel::testing::{On, TestOffice, office};
use kernel::{Actor, Id};
use oldbooks::work::{self, Aim};
use oldbooks::{Import, Run, State, counts, run};

pub fn open(on: On) -> TestOffice {
    let mut parts = (oldbooks::function().below)();
    parts.push(oldbooks::part());
    office(on, &parts).unwrap()
}

/// The office's own series, opened as the first paper would.
pub fn series(o: &TestOffice) -> Id<Series> {
    let begin = documents::Begin::default();
    let book =
        o.office.act_blocking(Actor::console(), o.office.new_id(), begin, documents::begin_book).unwrap();
    o.office.read_blocking(|tx| documents::book(tx, book)).unwrap().unwrap().series.unwrap()
}

pub fn aim(o: &TestOffice, year: i16) -> Aim {
    Aim { series: series(o), day: jiff::civil::date(year, 12, 31), kind: String::new() }
}

pub fn take_up(o: &TestOffice, name: &str, bytes: &[u8], year: i16) -> Id<Import> {
    let aim = aim(o, year);
    work::take_up(&o.office, (&Actor::console(), o.office.new_id()), (name, bytes), aim).unwrap()
}

pub fn begin(o: &TestOffice, import: Id<Import>, doubtful: bool) {
    let input = Run { import, doubtful, why: "sổ giấy bỏ số".to_owned() };
    o.office.act_blocking(Actor::console(), o.office.new_id(), input, run).unwrap();
}

pub fn finish(o: &TestOffice, import: Id<Import>) {
    work::finish(&o.office, &Actor::console(), import).unwrap();
}

pub fn count(o: &TestOffice, import: Id<Import>, state: State) -> u64 {
    let all = o.office.read_blocking(|tx| counts(tx, import)).unwrap();
    all.into_iter().find(|(one, _)| *one == state).unwrap().1
}

pub fn book(o: &TestOffice, import: Id<Import>) -> documents::BookRow {
    o.office
        .read_blocking(|tx| {
            let book = oldbooks::import(tx, import)?.unwrap().book.unwrap();
            documents::book(tx, book)
        })
        .unwrap()
        .unwrap()
}

pub fn sound(o: &TestOffice) {
    let report = kernel::journal::verify(&o.office, None).unwrap();
    assert!(report.ok, "{report:?}");
    assert_eq!(kernel::testing::unclaimed_tables(&o.office).unwrap(), Vec::<String>::new());
}
