//! The evening's sheet: what came and what became of it, the numbers of the books, what changed hands on paper, what
//! nobody has signed for. It is signed by the clerk and the chief of office and kept on paper.

use axum::extract::{Query, State};
use axum::response::Response;
use documents::{BookRow, Checked, Given};
use jiff::civil::Date;
use kernel::{Instant, StoreError, Tx};
use people::{House, Viewer, print_foot, refused};
use print::{Block, Column, Report, Row, Sheet, Table};
use words::Lang;

use super::super::source;
use super::originals::{Moved, seen, signed};
use super::{Day, signature};
use crate::model::Equation;
use crate::store::{self, HandOverRow};
use crate::{LEDGER, books, t};

/// Lines of each list; more are counted, not named.
const MOST: u32 = 200;

struct Found {
    accounts: Vec<(String, Equation)>,
    /// Each book with the numbers of the day and how it was found when it was looked at last.
    books: Vec<(BookRow, Given, Option<Checked>)>,
    handed: Vec<(HandOverRow, String)>,
    moved: Vec<Moved>,
    unsigned: Vec<Moved>,
    questions: usize,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, day: Date) -> Result<Found, StoreError> {
    let accounts = store::accounts(tx, day, day)?.into_iter().map(|(_, from, e)| (from, e)).collect();
    let mut kept = Vec::new();
    for (book, _) in books::seen_books(tx, viewer)? {
        let given = documents::given_on(tx, book.id, day)?;
        if given.count > 0 || book.year == i64::from(day.year()) {
            let checked = documents::checked(tx, &book)?;
            kept.push((book, given, checked));
        }
    }
    let mut handed = Vec::new();
    for one in store::hand_overs_on(tx, day, MOST)? {
        let to = super::super::keeping::post_name(tx, one.post, day)?;
        handed.push((one, to));
    }
    let moved = documents::moves_on(tx, day, MOST)?;
    let moved = seen(tx, viewer, moved)?;
    let unsigned = documents::unsigned(tx, MOST)?;
    let unsigned = seen(tx, viewer, unsigned)?;
    let questions = store::questions(tx, MOST)?.len();
    Ok(Found { accounts, books: kept, handed, moved, unsigned, questions })
}

pub async fn show(State(house): State<House>, viewer: Viewer, Query(day): Query<Day>) -> Response {
    if let Err(refusal) = viewer.ask(LEDGER) {
        return refused(&house.page(&viewer).await, &refusal);
    }
    let now = house.office().now();
    let day = day.asked().unwrap_or(now.date());
    let reader = viewer.clone();
    match house.office().read(move |tx| load(tx, &reader, day)).await {
        Ok(found) => {
            let name = t::closing_name(vietnamese::format_date(day)).say(viewer.lang);
            let report = report(&house, &viewer, (day, now), &found);
            house.print(&viewer, &name, Sheet::Report(report)).await
        }
        Err(fault) => refused(&house.page(&viewer).await, &fault.into()),
    }
}

fn report(house: &House, viewer: &Viewer, (day, now): (Date, Instant), found: &Found) -> Report {
    let lang = viewer.lang;
    let heading = |said: words::Msg| Block::Heading { text: said.say(lang) };
    let text = |said: words::Msg| Block::Text { text: said.say(lang) };
    let mut blocks = vec![heading(t::closing_received())];
    if found.accounts.is_empty() {
        blocks.push(text(t::closing_nothing()));
    } else {
        blocks.push(Block::Table(accounts(found, lang)));
    }
    if found.questions > 0 {
        blocks.push(text(t::closing_questions(found.questions)));
    }
    blocks.push(heading(t::closing_books()));
    blocks.push(Block::Table(kept(found, lang)));
    blocks.push(heading(t::closing_handed()));
    if found.handed.is_empty() && found.moved.is_empty() {
        blocks.push(text(t::closing_none()));
    } else {
        blocks.push(Block::Table(handed(found, lang)));
    }
    blocks.push(heading(t::closing_unsigned()));
    if found.unsigned.is_empty() {
        blocks.push(text(t::closing_all_signed()));
    } else {
        blocks.push(Block::Table(unsigned(found, lang)));
    }
    Report {
        lang: lang.code().to_owned(),
        head: house.print_head(viewer, now),
        title: t::closing_title().say(lang),
        under_title: vec![t::closing_day(vietnamese::format_date(day)).say(lang)],
        blocks,
        signatures: vec![signature(t::sign_clerk(), "", lang), signature(t::sign_chief(), "", lang)],
        foot: print_foot(viewer, now),
        ..Report::default()
    }
}

fn accounts(found: &Found, lang: Lang) -> Table {
    let columns = [
        Column::new(t::slip_source().say(lang), 45.0),
        Column::new(t::col_received().say(lang), 20.0).right(),
        Column::new(t::tab_registered().say(lang), 20.0).right(),
        Column::new(t::tab_returned().say(lang), 20.0).right(),
        Column::new(t::col_waiting().say(lang), 20.0).right(),
        Column::new(t::col_handed().say(lang), 20.0).right(),
        Column::new(t::col_even().say(lang), 20.0).centred(),
    ];
    let line = |name: String, e: Equation| -> Row {
        let even = if e.holds() { t::even() } else { t::uneven() };
        let numbers = [e.received, e.registered, e.returned, e.waiting, e.handed].map(|n| n.to_string());
        std::iter::once(name).chain(numbers).chain([even.say(lang)]).collect()
    };
    let mut rows: Vec<Row> =
        found.accounts.iter().map(|(from, e)| line(source(from).say(lang), *e)).collect();
    if rows.len() > 1 {
        let sum = found.accounts.iter().fold(Equation::default(), |sum, (_, e)| sum.plus(*e));
        rows.push(line(t::all_sources().say(lang), sum));
    }
    Table { columns: columns.into(), rows, numbered: false }
}

fn kept(found: &Found, lang: Lang) -> Table {
    let columns = [
        Column::new(t::book_nav().say(lang), 60.0),
        Column::new(t::closing_given().say(lang), 45.0),
        Column::new(t::book_whole().say(lang), 60.0),
    ];
    let rows = found.books.iter().map(|(book, given, checked)| {
        let given = match given.count {
            0 => t::closing_no_number(),
            count => t::closing_numbers(count, given.first, given.last),
        };
        let at = |checked: &Checked| checked.at.local().strftime("%H:%M %d/%m/%Y").to_string();
        let whole = match (checked, &book.master) {
            (_, Some(master)) => t::number_from(master.clone()),
            (Some(one), _) if one.missing.is_empty() => t::checked_whole(at(one)),
            (Some(one), _) => t::checked_missing(at(one), one.missing.clone()),
            (None, _) => t::checked_never(),
        };
        [book.name.clone(), given.say(lang), whole.say(lang)].into_iter().collect()
    });
    Table { columns: columns.into(), rows: rows.collect(), numbered: false }
}

fn handed(found: &Found, lang: Lang) -> Table {
    let columns = [
        Column::new(t::handed_sort().say(lang), 60.0),
        Column::new(t::pieces().say(lang), 18.0).right(),
        Column::new(t::handed_to().say(lang), 52.0),
        Column::new(t::signed().say(lang), 35.0),
    ];
    let from_door = found.handed.iter().map(|(one, to)| -> Row {
        let sort = if one.sort == "envelope" { t::sort_envelope() } else { t::sort_petition() };
        [sort.say(lang), one.pieces.to_string(), to.clone(), String::new()].into_iter().collect()
    });
    let originals = found.moved.iter().map(|moved| -> Row {
        let what = t::original_of(moved.paper.number).say(lang);
        [what, "1".to_owned(), moved.to.clone(), signed(&moved.row, lang)].into_iter().collect()
    });
    Table { columns: columns.into(), rows: from_door.chain(originals).collect(), numbered: false }
}

fn unsigned(found: &Found, lang: Lang) -> Table {
    let columns = [
        Column::new(t::col_number().say(lang), 18.0).centred(),
        Column::new(t::code().say(lang), 45.0),
        Column::new(t::original_to().say(lang), 70.0),
        Column::new(t::moved_on().say(lang), 32.0).centred(),
    ];
    let rows = found.unsigned.iter().map(|moved| -> Row {
        let day = vietnamese::format_date(moved.row.moved_on);
        [moved.paper.number.to_string(), moved.paper.code.clone(), moved.to.clone(), day]
            .into_iter()
            .collect()
    });
    Table { columns: columns.into(), rows: rows.collect(), numbered: false }
}
