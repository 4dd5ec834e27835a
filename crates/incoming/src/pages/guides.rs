//! Sheets that are printed to be laid into a stack before it is scanned: separator sheets, and the cover slip of a paper.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use documents::Paper;
use kernel::{Id, Refusal, StoreError};
use people::{House, Viewer, refused};
use print::{Guide, Guides, Sheet};
use reading::{SPLIT_CODE, paper_code};
use serde::Deserialize;
use ui::{Button, Card, Html, Page};

use super::book;
use super::door::crumbs;
use crate::{REGISTER, t};

/// Separator sheets of one print; they are used again and again.
const SHEETS: [u32; 4] = [5, 10, 20, 50];

/// What separator sheets are, and how many to print.
pub async fn separators(State(house): State<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(REGISTER) {
        return refused(&ctx, &refusal);
    }
    let lines = [t::separators_one(), t::separators_two(), t::separators_three(), t::separators_four()];
    let lines: String =
        lines.iter().map(|line| format!("<li>{}</li>", Html::text(&line.say(ctx.lang)).as_str())).collect();
    let print = SHEETS.iter().map(|count| {
        let href = format!("/incoming/door/separators.pdf?sheets={count}");
        let button = Button::pdf(t::separators_print(*count), href);
        if *count == SHEETS[1] { button.main() } else { button }.render(ctx.lang)
    });
    let print = Html::join(print.collect::<Vec<_>>());
    let body = [
        Html::trusted(format!("<ol class=\"steps\">{lines}</ol>")),
        Html::trusted(format!("<div class=\"buttons\">{}</div>", print.as_str())),
    ];
    Page::new(&ctx, t::separators())
        .crumbs(crumbs(t::separators()))
        .lead(t::separators_lead())
        .narrow()
        .body(Card::new(t::separators(), Html::stack(body)).padded().render(ctx.lang))
        .into_response()
}

#[derive(Debug, Deserialize)]
pub struct HowMany {
    sheets: Option<u32>,
}

pub async fn print_separators(
    State(house): State<House>,
    viewer: Viewer,
    Query(asked): Query<HowMany>,
) -> Response {
    if let Err(refusal) = viewer.ask(REGISTER) {
        return refused(&house.page(&viewer).await, &refusal);
    }
    let lang = viewer.lang;
    let count = asked.sheets.unwrap_or(SHEETS[1]).clamp(1, SHEETS[3]);
    let guide = Guide {
        code: SPLIT_CODE.to_owned(),
        title: t::separator().say(lang),
        lines: Vec::new(),
        hints: vec![t::separator_hint().say(lang), t::separator_again().say(lang)],
        foot: house.name().to_owned(),
    };
    let guides = (0..count).map(|_| guide.clone()).collect();
    let guides = Guides { lang: lang.code().to_owned(), mark: None, guides };
    house.print(&viewer, &t::separators().say(lang), Sheet::Guides(guides)).await
}

/// The slip that brings a signed or returned paper back to its record. It says number, day and book, and nothing of what
/// the paper is about: it lies open on desks.
pub async fn slip(State(house): State<House>, viewer: Viewer, Path(id): Path<String>) -> Response {
    let Ok(id) = id.parse::<Id<Paper>>() else {
        return refused(&house.page(&viewer).await, &Refusal::not_found());
    };
    let reader = viewer.clone();
    let found = house.office().read(move |tx| -> Result<_, StoreError> {
        if !book::may_read(tx, &reader, id)? {
            return Ok(None);
        }
        let Some(paper) = documents::paper(tx, id)?.filter(|paper| paper.voided_why.is_none()) else {
            return Ok(None);
        };
        let book = documents::book(tx, paper.book)?.map_or_else(String::new, |book| book.name);
        Ok(Some((paper, book)))
    });
    let (paper, book) = match found.await {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&house.page(&viewer).await, &Refusal::not_found()),
        Err(fault) => return refused(&house.page(&viewer).await, &fault.into()),
    };
    let lang = viewer.lang;
    let day = vietnamese::format_date(paper.arrived_on);
    let guide = Guide {
        code: paper_code(&paper.id.to_string()),
        title: t::cover_slip().say(lang),
        lines: vec![t::cover_slip_line(day, paper.number).say(lang), book],
        hints: vec![t::cover_slip_hint().say(lang)],
        foot: house.name().to_owned(),
    };
    let guides = Guides { lang: lang.code().to_owned(), mark: None, guides: vec![guide] };
    house.print(&viewer, &t::cover_slip_name(paper.number).say(lang), Sheet::Guides(guides)).await
}
