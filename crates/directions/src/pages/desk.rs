//! The desk: the list left, the paper in the middle, what is said about it and what can be done right.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Id, Refusal, StoreError, Tx};
use people::{House, Viewer, refused};
use serde::Deserialize;
use ui::form::Filled;
use ui::page::Pane;
use ui::{Button, Ctx, Empty, Html, Page, Tab, Tabs, WorkList, WorkRow};

use super::choices::Choices;
use super::{document, panel};
use crate::desk::Desk;
use crate::lists::{self, View};
use crate::model::Routing;
use crate::slip::{self, Slip};
use crate::{DESK, store, t};

#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    view: String,
}

pub async fn list(State(house): State<House>, viewer: Viewer, Query(which): Query<Which>) -> Response {
    screen(&house, &viewer, &which.view, None, &Filled::default()).await
}

pub async fn show(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(which): Query<Which>,
) -> Response {
    match id.parse() {
        Ok(id) => screen(&house, &viewer, &which.view, Some(id), &Filled::default()).await,
        Err(_) => refused(&house.page(&viewer).await, &Refusal::not_found()),
    }
}

struct Found {
    view: View,
    tabs: Vec<(View, words::Msg, u64)>,
    rows: Vec<WorkRow>,
    slip: Option<(Slip, Choices)>,
    topics: Vec<String>,
}

fn load(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    (view, id): (Option<View>, Option<Id<Routing>>),
    today: Date,
) -> Result<Option<Found>, StoreError> {
    let desk = Desk::of_viewer(tx, viewer)?;
    let mut tabs = Vec::new();
    for view in View::ALL.into_iter().filter(|view| view.suits(&desk)) {
        let (count, _) = lists::counts(tx, &desk, view, today)?;
        tabs.push((view, view.title(&desk), count));
    }
    // Without a word on which list: the first that holds something.
    let first = tabs.iter().find(|(_, _, count)| *count > 0).or(tabs.first()).map(|(view, _, _)| *view);
    let view = view.filter(|view| view.suits(&desk)).or(first).unwrap_or(View::Mine);
    let routings = lists::list(tx, &desk, view, today)?;
    let chosen = match id {
        Some(id) => store::routing(tx, id)?,
        None => routings.first().cloned(),
    };
    let slip = match chosen {
        Some(routing) => Slip::load(tx, viewer, routing)?,
        None => None,
    };
    if id.is_some() && slip.is_none() {
        return Ok(None);
    }
    let mut rows = Vec::with_capacity(routings.len());
    for routing in &routings {
        let selected = slip.as_ref().is_some_and(|slip| slip.routing.id == routing.id);
        rows.push(slip::row(tx, &desk, routing, view, today)?.selected(selected));
    }
    let slip = match slip {
        Some(slip) => {
            let choices = Choices::load(tx, &slip, (today, viewer.lang))?;
            Some((slip, choices))
        }
        None => None,
    };
    Ok(Some(Found { view, tabs, rows, slip, topics: desk.topics() }))
}

pub(super) async fn screen(
    house: &House,
    viewer: &Viewer,
    view: &str,
    id: Option<Id<Routing>>,
    filled: &Filled,
) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = crate::desk::ask(viewer, DESK) {
        return refused(&ctx, &refusal);
    }
    let (reader, view, now) = (viewer.clone(), View::from_code(view), house.office().now());
    let found = house.office().read(move |tx| load(tx, &reader, (view, id), now.date())).await;
    let found = match found {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let list = list_pane(&ctx, &found);
    let (middle, facts) = match &found.slip {
        Some((slip, choices)) => {
            (document(&ctx, slip), panel::render(&ctx, slip, choices, (found.view.code(), filled), now))
        }
        None => (
            Html::default(),
            Empty::new("checks", t::desk_clear()).next(t::desk_clear_next()).render(ctx.lang),
        ),
    };
    let pane = match (id, filled.faults.is_empty()) {
        (_, false) => Pane::Facts,
        (Some(_), true) => Pane::Middle,
        (None, true) => Pane::List,
    };
    let status = if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut actions = Vec::new();
    if let Some((slip, _)) = &found.slip {
        actions.push(super::printed::button(slip).render(ctx.lang));
        if super::printed::has_labels(slip) {
            let href = format!("/routings/{}/labels.pdf", slip.routing.id);
            actions.push(Button::pdf(t::print_labels(), href).plain().render(ctx.lang));
        }
    }
    if viewer.may_in_part(crate::INSTRUCT) {
        let button = Button::link(t::leader_mode(), "/desk/leader").icon("player-skip-forward").key("g l");
        actions.push(button.render(ctx.lang));
    }
    if viewer.may(crate::PROPOSE) {
        actions.push(
            Button::link(t::desk_settings(), "/desk/settings").icon("settings").plain().render(ctx.lang),
        );
    }
    Page::new(&ctx, t::desk())
        .actions(actions)
        .panes(list, middle, facts)
        .pane(pane)
        .back(format!("/desk?view={}", found.view.code()))
        .no_prefetch()
        .live(found.topics)
        .status(status)
        .into_response()
}

fn list_pane(ctx: &Ctx, found: &Found) -> Html {
    let tabs = found.tabs.iter().map(|(view, title, count)| {
        let href = format!("/desk?view={}", view.code());
        Tab::new(title.clone(), href, Some(*count), *view == found.view)
    });
    Html::join([
        Tabs(tabs.collect()).render(ctx.lang),
        WorkList::new(found.rows.iter().cloned()).render(ctx.lang),
    ])
}
