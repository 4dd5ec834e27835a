//! My notices: the unread first, day by day, each with the reason why it came to me.

use axum::Form as Posted;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Id, Refusal};
use serde::Deserialize;
use ui::{Button, Card, Cell, Column, Ctx, Due, Empty, Form, Html, Page, Pager, Table};

use super::pairs::Pairs;
use crate::house::{House, Viewer, refused};
use crate::notices::{self, KEPT_DAYS, Notice, Title};
use crate::store::{self, NoticeRow};
use crate::t;

const PAGE: u32 = 30;

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    skip: u32,
}

pub async fn list(State(house): State<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    let ctx = house.page(&viewer).await;
    let (reader, asking) = (viewer.clone(), house.clone());
    let found = house
        .office()
        .read(move |tx| {
            let mut rows = Vec::new();
            // One more than a page holds tells whether there is a next one.
            for row in store::notices(tx, reader.person, (PAGE + 1, asked.skip))? {
                let title = notices::title(tx, &asking, &reader, (&row.kind, row.subject))?;
                rows.push((row, title));
            }
            Ok((rows, notices::unread(tx, reader.person)?))
        })
        .await;
    let (mut rows, unread) = match found {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let mut page = Page::new(&ctx, t::notices()).lead(t::notices_lead(KEPT_DAYS)).live(["today"]);
    let mut actions = Vec::new();
    // The same news by mail, where the program has that function.
    if house.functions().iter().any(|function| function.name == "mail") {
        actions.push(Button::link(t::own_mail(), "/mail").icon("mail").render(ctx.lang));
    }
    if unread > 0 {
        let all = Button::submit(t::notices_read_all()).icon("check");
        actions.push(Form::post(&ctx, "/notices/readings").inline().button(&all).render());
    }
    page = page.actions(actions);
    let body = if rows.is_empty() {
        Empty::new("bell", t::no_notices()).next(t::no_notices_next()).render(ctx.lang)
    } else {
        let mut body = cards(&ctx, &house, &rows);
        if more || asked.skip > 0 {
            let shown = u64::try_from(rows.len()).unwrap_or(0);
            let at = |skip: u32| format!("/notices?skip={skip}");
            let pager = Pager {
                from: u64::from(asked.skip) + 1,
                to: u64::from(asked.skip) + shown,
                total: None,
                previous: (asked.skip > 0).then(|| at(asked.skip.saturating_sub(PAGE))),
                next: more.then(|| at(asked.skip.saturating_add(PAGE))),
            };
            body.push(pager.render(ctx.lang));
        }
        Html::stack(body)
    };
    page.body(body).into_response()
}

type Shown = (NoticeRow, Option<Title>);

/// A card for the unread and the read ones of each day.
fn cards(ctx: &Ctx, house: &House, rows: &[Shown]) -> Vec<Html> {
    let today = house.office().now().date();
    rows.chunk_by(|(a, _), (b, _)| (a.read, a.at.date()) == (b.read, b.at.date()))
        .filter_map(|rows| {
            let (first, _) = rows.first()?;
            let date = first.at.date();
            let day = if date == today {
                t::today().say(ctx.lang)
            } else {
                format!("{}, {}", super::today::weekday(date, ctx.lang), vietnamese::format_date(date))
            };
            let title = if first.read { t::notices_read(day) } else { t::notices_unread(day) };
            let columns = [
                Column::new(t::notice_time()).narrow(),
                Column::new(t::notice_about()),
                Column::new(t::notice_mark()).narrow(),
            ];
            let mut table = Table::new(title.clone(), columns);
            for (row, about) in rows {
                table = table.row(line(ctx, house, row, about.as_ref()));
            }
            Some(Card::new(title, table.render(ctx.lang)).render(ctx.lang))
        })
        .collect()
}

fn line(ctx: &Ctx, house: &House, row: &NoticeRow, about: Option<&Title>) -> [Cell; 3] {
    let why = house
        .functions()
        .iter()
        .filter_map(|function| function.tells.why)
        .find_map(|why| why(&row.why, row.nth))
        .map_or_else(String::new, |msg| msg.say(ctx.lang));
    let mut cell = match about {
        Some(title) => Cell::text(&title.text).href(&title.href),
        None => Cell::text(&t::notice_gone().say(ctx.lang)),
    };
    if !row.read {
        cell = cell.strong();
    }
    let mut mark = Html::default();
    if row.urgent {
        mark = Due::late(t::notice_urgent()).render(ctx.lang);
    }
    if !row.read {
        let form = Form::post(ctx, format!("/notices/{}/readings", row.id)).inline();
        let done = form.button(&Button::submit(t::notice_seen()).plain().icon("check")).render();
        mark = Html::join([mark, done]);
    }
    let at = row.at.local().strftime("%H:%M").to_string();
    [Cell::text(&at), cell.by(why), Cell::html(mark)]
}

pub async fn read_all(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    mark(&house, &viewer, &form, None).await
}

pub async fn read_one(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Notice>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    mark(&house, &viewer, &form, Some(id)).await
}

/// One's own only: another's is not there.
async fn mark(house: &House, viewer: &Viewer, form: &Pairs, one: Option<Id<Notice>>) -> Response {
    let (office, person) = (house.office().clone(), viewer.person);
    let outcome = async {
        form.act_id()?;
        let marked = tokio::task::spawn_blocking(move || {
            let now = office.now();
            office.operate(move |tx| {
                if let Some(id) = one
                    && !store::own_notice(tx, person, id)?
                {
                    return Ok(false);
                }
                store::read_notices(tx, person, one, now)?;
                Ok(true)
            })
        })
        .await;
        match marked {
            Ok(Ok(true)) => Ok(()),
            Ok(Err(fault)) => Err(fault.into()),
            _ => Err(Refusal::not_found()),
        }
    };
    match outcome.await {
        Ok(()) => Redirect::to("/notices").into_response(),
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}
