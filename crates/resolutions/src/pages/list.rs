//! The register: what is followed through, and how far it has come.

use std::collections::HashMap;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use kernel::{Id, StoreError, Tx};
use people::{House, Viewer, refused};
use serde::Deserialize;
use ui::{Button, Cell, Column, Ctx, Empty, Html, Notice, Page, Tab, Table, Tabs};

use super::kind_name;
use crate::acts::Seat;
use crate::model::{Resolution, ResolutionRow};
use crate::{HAVE, store, t, terms};

const ROWS: u32 = 200;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    view: String,
}

struct Found {
    rows: Vec<ResolutionRow>,
    sums: HashMap<Id<Resolution>, (u64, u64, u64)>,
    adds: bool,
    unconfirmed: bool,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, ended: bool) -> Result<Found, StoreError> {
    let seat = Seat::of_viewer(tx, viewer)?;
    let rows = store::register(tx, &seat.scope(), ended, ROWS)?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let sums = store::sums(tx, &ids, (&seat.reach(), viewer.today))?;
    let unconfirmed = seat.adds() && terms::unconfirmed(tx, viewer.today)?;
    Ok(Found { rows, sums, adds: seat.adds(), unconfirmed })
}

pub async fn show(State(house): State<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(HAVE) {
        return refused(&ctx, &refusal);
    }
    let ended = asked.view == "ended";
    let reader = viewer.clone();
    let found = match house.office().read(move |tx| load(tx, &reader, ended)).await {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let tabs = Tabs(vec![
        Tab::new(t::followed_now(), "/resolutions", None, !ended),
        Tab::new(t::followed_ended(), "/resolutions?view=ended", None, ended),
    ]);
    let mut body = vec![tabs.render(ctx.lang)];
    if found.unconfirmed {
        let open = Button::link(t::open_rules(), "/rules");
        body.push(Notice::plain(t::rules_unconfirmed()).button(open).render(ctx.lang));
    }
    body.push(if found.rows.is_empty() {
        Empty::new("flag", t::no_resolutions()).next(t::no_resolutions_next()).render(ctx.lang)
    } else {
        table(&ctx, &found)
    });
    let mut page = Page::new(&ctx, t::resolutions()).lead(t::resolutions_lead());
    if found.adds {
        let add = Button::link(t::add_resolution(), "/resolutions/new").icon("plus").main().key("n l");
        page = page.actions([add.render(ctx.lang)]);
    }
    page.live(["resolution", "resolution_measure", "tasks"]).body(Html::stack(body)).into_response()
}

fn table(ctx: &Ctx, found: &Found) -> Html {
    let columns = [
        Column::new(t::code()),
        Column::new(t::title()),
        Column::new(t::issued_on()).narrow(),
        Column::new(t::until_on()).narrow(),
        Column::new(t::tasks_done()).number(),
        Column::new(t::tasks_late()).number(),
    ];
    let date = |on: Option<jiff::civil::Date>| on.map_or_else(|| "—".to_owned(), vietnamese::format_date);
    let table = found.rows.iter().fold(Table::new(t::resolutions(), columns), |table, row| {
        let (all, closed, late) = found.sums.get(&row.id).copied().unwrap_or_default();
        let href = format!("/resolutions/{}", row.id);
        let head = &row.head;
        let done = if all == 0 { "—".to_owned() } else { format!("{closed}/{all}") };
        let late = if late == 0 { Cell::default() } else { Cell::text(&late.to_string()).strong() };
        table.row([
            Cell::text(&head.code).by(kind_name(head.kind).say(ctx.lang)).href(href),
            Cell::text(&head.title).by(head.body.clone()),
            Cell::text(&date(Some(head.issued_on))),
            Cell::text(&date(head.until_on)),
            Cell::text(&done),
            late,
        ])
    });
    table.render(ctx.lang)
}
