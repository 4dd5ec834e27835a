//! What is about the same matter as one thing: a page, and the short list that a paper's page shows of it.

use axum::extract::{Path, Query as Asked, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::Refusal;
use people::{House, Viewer, refused};
use search::{Ask, Question};
use ui::{Button, Ctx, Empty, FoundList, Html, Page, Text};
use uuid::Uuid;

use super::show::hit;
use crate::answer::{Alike, Asking, alike};
use crate::query::{HITS, Query};
use crate::t;

/// The frame on a paper's page that is filled from here, and so many lines in it.
const FRAME: &str = "alike";
const SHORT: usize = 5;

pub async fn page(
    State(house): State<House>,
    viewer: Viewer,
    Path((kind, id)): Path<(String, String)>,
    Asked(query): Asked<Query>,
    headers: HeaderMap,
) -> Response {
    let ctx = house.page(&viewer).await;
    let asking = Asking::of(&house);
    let key = Uuid::try_parse(&id).ok().and_then(|id| asking.key(&kind, id));
    let Some(key) = key else { return refused(&ctx, &Refusal::not_found()) };
    let short = headers.get("turbo-frame").is_some_and(|name| name.as_bytes() == FRAME.as_bytes());
    let reader = viewer.clone();
    let ask =
        Ask { filter: query.filter(viewer.today), limit: if short { SHORT } else { HITS }, ..Ask::default() };
    let found = house.office().read(move |tx| alike(tx, &asking, &reader, (key, &ask))).await;
    match found {
        Ok(Some(found)) => {
            render(&ctx, &found, (&format!("/search/alike/{kind}/{id}"), short)).into_response()
        }
        Ok(None) => refused(&ctx, &Refusal::not_found()),
        Err(fault) => refused(&ctx, &fault.into()),
    }
}

fn render<'a>(ctx: &'a Ctx, found: &Alike, (here, short): (&str, bool)) -> Page<'a> {
    let what = if found.to.code.is_empty() { found.to.subject.clone() } else { found.to.code.clone() };
    let page =
        Page::new(ctx, t::alike_to(what)).lead(Text::from(t::lead_alike())).back(found.to.href.clone());
    let nothing = Question::default();
    let list = if found.shown.is_empty() {
        Empty::new("search", t::none_alike()).next(t::none_alike_next()).render(ctx.lang)
    } else {
        FoundList::new(t::alike(), found.shown.iter().map(|one| hit(one, &nothing, ctx))).render(ctx.lang)
    };
    let mut parts = vec![list];
    if short && found.shown.len() == SHORT {
        parts.push(Button::link(t::all_alike(), here.to_owned()).plain().render(ctx.lang));
    }
    page.body(ui::frame(FRAME, None, &Html::stack(parts)))
}
