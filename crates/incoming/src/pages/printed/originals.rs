//! The list with which paper originals change hands: a line for each, a place to sign beside it.

use std::collections::HashSet;

use axum::extract::{Query, State};
use axum::response::Response;
use documents::{MoveRow, PaperRow};
use jiff::civil::Date;
use kernel::{Instant, StoreError, Tx};
use people::{House, Viewer, print_foot, refused};
use print::{Block, Column, Report, Row, Sheet, Table};
use words::Lang;

use super::super::export::what;
use super::super::keeping::post_name;
use super::{Day, signature};
use crate::{READ, books, t};

/// Lines of one list: more than anybody signs for in a day.
const MOST: u32 = 500;

/// A hand-over with its paper and who receives it.
pub(super) struct Moved {
    pub row: MoveRow,
    pub paper: PaperRow,
    pub to: String,
}

/// Of these hand-overs the ones of books that the reader sees.
pub(super) fn seen(tx: &mut Tx<'_>, viewer: &Viewer, rows: Vec<MoveRow>) -> Result<Vec<Moved>, StoreError> {
    let seen: HashSet<_> = books::seen_books(tx, viewer)?.into_iter().map(|(book, _)| book.id).collect();
    let mut found = Vec::new();
    for row in rows {
        let Some(paper) = documents::paper(tx, row.paper)?.filter(|paper| seen.contains(&paper.book)) else {
            continue;
        };
        let to = post_name(tx, row.to, viewer.today)?;
        found.push(Moved { row, paper, to });
    }
    Ok(found)
}

/// The hand-overs of a day; without a day, all that nobody has signed for.
pub async fn show(State(house): State<House>, viewer: Viewer, Query(day): Query<Day>) -> Response {
    if let Err(refusal) = viewer.ask(READ) {
        return refused(&house.page(&viewer).await, &refusal);
    }
    let (reader, day, now) = (viewer.clone(), day.asked(), house.office().now());
    let found = house
        .office()
        .read(move |tx| {
            let rows = match day {
                Some(day) => documents::moves_on(tx, day, MOST)?,
                None => documents::unsigned(tx, MOST)?,
            };
            seen(tx, &reader, rows)
        })
        .await;
    match found {
        Ok(found) => {
            let report = report(&house, &viewer, (day, now), &found);
            house.print(&viewer, &report.title.clone(), Sheet::Report(report)).await
        }
        Err(fault) => refused(&house.page(&viewer).await, &fault.into()),
    }
}

/// What stands where somebody signs: the name from the paper list, or that it was confirmed here.
pub(super) fn signed(row: &MoveRow, lang: Lang) -> String {
    match row.confirmed_at {
        _ if !row.signed.is_empty() => row.signed.clone(),
        Some(at) => t::confirmed_at(at.local().strftime("%H:%M %d/%m/%Y").to_string()).say(lang),
        None => String::new(),
    }
}

fn report(house: &House, viewer: &Viewer, (day, now): (Option<Date>, Instant), found: &[Moved]) -> Report {
    let lang = viewer.lang;
    let columns = [
        Column::new(t::col_line().say(lang), 10.0).centred(),
        Column::new(t::col_number().say(lang), 14.0).centred(),
        Column::new(t::code().say(lang), 30.0),
        Column::new(t::kind_and_subject().say(lang), 55.0),
        Column::new(t::original_to().say(lang), 34.0),
        Column::new(t::signed().say(lang), 22.0),
    ];
    let rows = found.iter().zip(1u32..).map(|(moved, n)| {
        let issued = moved.paper.issued_on.map_or_else(String::new, vietnamese::format_date);
        let code = [moved.paper.code.as_str(), issued.as_str()];
        let code: Vec<_> = code.into_iter().filter(|part| !part.is_empty()).collect();
        let row: Row = [
            n.to_string(),
            moved.paper.number.to_string(),
            code.join("\n"),
            what((&moved.paper.kind, &moved.paper.subject)),
            moved.to.clone(),
            signed(&moved.row, lang),
        ]
        .into_iter()
        .collect();
        row
    });
    let under = match day {
        Some(day) => t::handed_on(vietnamese::format_date(day)),
        None => t::handed_unsigned(vietnamese::format_date(now.date())),
    };
    let table = Table { columns: columns.into(), rows: rows.collect(), numbered: false };
    let total = t::originals_total(found.len()).say(lang);
    Report {
        lang: lang.code().to_owned(),
        head: house.print_head(viewer, now),
        title: t::originals_list().say(lang),
        under_title: vec![under.say(lang)],
        blocks: vec![Block::Table(table), Block::Text { text: total }],
        signatures: vec![
            signature(t::sign_receiver(), "", lang),
            signature(t::sign_giver(), &viewer.name, lang),
        ],
        foot: print_foot(viewer, now),
        ..Report::default()
    }
}
