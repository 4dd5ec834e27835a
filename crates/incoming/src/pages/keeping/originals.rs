//! Who holds the paper original: its receivers, their confirmation, which originals are out.

use axum::Form as PostedForm;
use axum::extract::{Path, Query, State};
use axum::response::{Html as Fragment, IntoResponse, Redirect, Response};
use documents::{Confirm, KEEP, KEEP_UNIT, Paper};
use jiff::civil::Date;
use kernel::{Id, Refusal, StoreError, Tx};
use people::{House, Post, Viewer, act_id, refused};
use serde::Deserialize;
use ui::form::{Field, Form};
use ui::{Button, Cell, Column, Empty, Html, Page, Table};

use super::posted::{Posted, list_of, one};
use crate::{READ, books, t};

pub(in crate::pages) fn post_name(tx: &mut Tx<'_>, post: Id<Post>, on: Date) -> Result<String, StoreError> {
    Ok(people::names::post(tx, post, on)?.map_or_else(String::new, |post| match post.holder_name {
        Some(holder) => format!("{holder} ({})", post.title),
        None => format!("{} · {}", post.title, post.unit_name),
    }))
}

#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    q: String,
}

/// Who can receive an original: held posts that fit what was typed, as the field shows them.
pub async fn receivers(State(house): State<House>, viewer: Viewer, Query(typed): Query<Typed>) -> Response {
    if let Err(refusal) = viewer.ask(KEEP).or_else(|_| viewer.ask(KEEP_UNIT)) {
        return refused(&house.page(&viewer).await, &refusal);
    }
    let today = viewer.today;
    match house.office().read(move |tx| people::names::posts(tx, today)).await {
        Ok(posts) => {
            let offered = people::names::suggested(&posts, &typed.q).into_iter().map(|label| {
                let said = ui::html::escape(&label);
                format!("<li role=\"option\" data-autocomplete-value=\"{said}\">{said}</li>")
            });
            Fragment(offered.collect::<String>()).into_response()
        }
        Err(fault) => refused(&house.page(&viewer).await, &fault.into()),
    }
}

/// The receiver confirms; whoever that is, the act asks.
pub async fn confirm(
    State(house): State<House>,
    viewer: Viewer,
    Path((id, moved)): Path<(String, String)>,
    PostedForm(form): Posted,
) -> Response {
    let outcome = async {
        let paper: Id<Paper> = id.parse().map_err(|_| Refusal::not_found())?;
        let handed = moved.parse().map_err(|_| Refusal::not_found())?;
        let act = act_id(one(&form, "act_id"))?;
        house.office().act(viewer.actor(), act, Confirm { paper, handed }, documents::confirm_original).await
    }
    .await;
    match outcome {
        Ok(()) => Redirect::to(&list_of(&form).href(&format!("/papers/{id}"))).into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

/// Originals that are out, the longest away first.
pub async fn originals(State(house): State<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(READ) {
        return refused(&ctx, &refusal);
    }
    let (today, reader) = (viewer.today, viewer.clone());
    let found = house
        .office()
        .read(move |tx| {
            let seen = books::seen_books(tx, &reader)?;
            let seen: std::collections::HashSet<_> = seen.into_iter().map(|(book, _)| book.id).collect();
            let mut rows = Vec::new();
            for row in documents::originals_out(tx, 300)? {
                let Some(paper) = documents::paper(tx, row.paper)? else { continue };
                if !seen.contains(&paper.book) {
                    continue;
                }
                let who = post_name(tx, row.to, today)?;
                rows.push((row, paper, who));
            }
            Ok(rows)
        })
        .await;
    let rows = match found {
        Ok(rows) => rows,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let of_day = Form::get(&ctx, "/papers/originals.pdf")
        .attr("data-turbo", "false")
        .attr("target", "_blank")
        .inline()
        .put(Field::date("day", t::moved_on()).value(today.to_string()))
        .button(&Button::submit(t::print_handed()).icon("printer"))
        .render();
    if rows.is_empty() {
        let body = Empty::new("archive", t::originals_none()).next(t::originals_next()).render(ctx.lang);
        return Page::new(&ctx, t::originals()).body(Html::stack([of_day, body])).into_response();
    }
    let columns = [
        Column::new(t::col_number()).narrow(),
        Column::new(t::subject()),
        Column::new(t::original_to()),
        Column::new(t::moved_on()).narrow(),
        Column::new(t::col_held()).narrow(),
    ];
    let table = rows.iter().fold(Table::new(t::originals(), columns), |table, (row, paper, who)| {
        let days = row.moved_on.until(today).map_or(0, |span| span.get_days());
        let state = if row.confirmed_at.is_some() { t::confirmed() } else { t::not_confirmed() };
        table.row([
            Cell::text(&paper.number.to_string()).strong().href(format!("/papers/{}", paper.id)),
            Cell::text(&paper.subject).by(paper.code.clone()),
            Cell::text(who).by(state.say(ctx.lang)),
            Cell::text(&vietnamese::format_date(row.moved_on)),
            Cell::text(&t::days_out(days).say(ctx.lang)),
        ])
    });
    let unsigned = Button::pdf(t::print_unsigned(), "/papers/originals.pdf").render(ctx.lang);
    Page::new(&ctx, t::originals())
        .actions([unsigned])
        .body(Html::stack([of_day, table.render(ctx.lang)]))
        .into_response()
}
