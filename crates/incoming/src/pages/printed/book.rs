//! The book of incoming papers with the columns that Nghị định 30/2020/NĐ-CP, Annex IV, gives it, urgency and secrecy
//! before the notes.

use axum::extract::{Query as Asked, State};
use axum::response::Response;
use kernel::{Instant, Refusal};
use people::{House, Viewer, refused};
use print::{Block, Column, Report, Row, Sheet, Table};

use super::super::export::{self, note, what};
use super::super::filter::{Query, urgency_note};
use super::super::list;
use crate::store::{self, Listed, Side, Sort};
use crate::{LIST, t};

/// Lines of one print; a longer list is printed in parts.
const MOST: u32 = 3_000;

/// The list as it is filtered, in the order of the book.
pub async fn show(State(house): State<House>, viewer: Viewer, Asked(query): Asked<Query>) -> Response {
    if let Err(refusal) = viewer.ask(LIST) {
        return refused(&house.page(&viewer).await, &refusal);
    }
    let (reader, now) = (viewer.clone(), house.office().now());
    let found = house
        .office()
        .read(move |tx| {
            let Some(found) = list::load(tx, &reader, query.first(), None)? else { return Ok(None) };
            let mut rows = if found.books.is_empty() {
                Vec::new()
            } else {
                store::listed(tx, &found.filter, &Side::First, MOST + 1)?
            };
            let whole = rows.len() <= MOST as usize;
            if found.filter.sort == Sort::Newest {
                rows.reverse();
            }
            let title = found.title().say(reader.lang);
            Ok(Some((title, whole, export::Sheet::load(tx, rows)?)))
        })
        .await;
    match found {
        Ok(Some((title, true, lines))) => {
            let sheet = Sheet::Report(report(&house, &viewer, (&title, now), &lines));
            house.print(&viewer, &title, sheet).await
        }
        Ok(Some((_, false, _))) => {
            let most = vietnamese::format_integer(i64::from(MOST));
            let refusal = Refusal::invalid(people::t::print_too_long(most));
            refused(&house.page(&viewer).await, &refusal)
        }
        Ok(None) => refused(&house.page(&viewer).await, &Refusal::not_found()),
        Err(fault) => refused(&house.page(&viewer).await, &fault.into()),
    }
}

fn report(house: &House, viewer: &Viewer, (title, now): (&str, Instant), lines: &export::Sheet) -> Report {
    let lang = viewer.lang;
    // Shares of the width, in millimetres of a sheet lying on its side.
    let columns = [
        Column::new(t::col_arrived().say(lang), 18.5).centred(),
        Column::new(t::col_number().say(lang), 12.0).centred(),
        Column::new(t::issuer().say(lang), 32.0),
        Column::new(t::code().say(lang), 27.0),
        Column::new(t::issued_on().say(lang), 18.5).centred(),
        Column::new(t::kind_and_subject().say(lang), 62.0),
        Column::new(t::sent_to().say(lang), 31.0),
        Column::new(t::sent_on().say(lang), 18.5).centred(),
        Column::new(t::signed().say(lang), 19.0),
        Column::new(t::urgency().say(lang), 13.0).centred(),
        // Nothing secret is in these books: the column is kept for what is written by hand beside reserved numbers.
        Column::new(t::col_secrecy().say(lang), 11.0).centred(),
        Column::new(t::note().say(lang), 21.0),
    ];
    let row = |line: &Listed| {
        let sent = lines.sent.get(&line.paper);
        let mut row: Row = [
            vietnamese::format_date(line.arrived_on),
            line.number.to_string(),
            line.issuer.clone(),
            line.code.clone(),
            line.issued_on.map_or_else(String::new, vietnamese::format_date),
            what((&line.kind, &line.subject)),
            sent.map_or_else(String::new, |(units, _)| units.join("; ")),
            sent.map_or_else(String::new, |(_, at)| vietnamese::format_date(at.date())),
            lines.signed.get(&line.paper).cloned().unwrap_or_default(),
            urgency_note(&line.urgency).map_or_else(String::new, |said| said.say(lang)),
            String::new(),
            note(line).map_or_else(String::new, |said| said.say(lang)),
        ]
        .into_iter()
        .collect();
        row.struck = line.voided_why.is_some();
        row
    };
    let numbers = lines.rows.iter().map(|line| line.number);
    let mut under_title = vec![title.to_owned()];
    if let (Some(first), Some(last)) = (numbers.clone().min(), numbers.max()) {
        let count = vietnamese::format_integer(i64::try_from(lines.rows.len()).unwrap_or(i64::MAX));
        under_title.push(t::printed_span(count, first, last).say(lang));
    }
    Report {
        lang: lang.code().to_owned(),
        landscape: true,
        head: house.print_head(viewer, now),
        title: t::printed_book().say(lang),
        under_title,
        blocks: vec![Block::Table(Table {
            columns: columns.into(),
            rows: lines.rows.iter().map(row).collect(),
            numbered: true,
        })],
        foot: people::print_foot(viewer, now),
        ..Report::default()
    }
}
