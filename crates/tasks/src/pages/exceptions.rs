//! Only what is red, the worst first: who is late, by how many days, what is missing, whose decision is needed, and what
//! stands in the way.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use directions::Desk;
use kernel::{Id, StoreError, Tx};
use people::{House, Viewer, refused};
use serde::Deserialize;
use ui::{Button, Cell, Column, Ctx, Empty, Html, Page, Pager, Table};

use super::Known;
use crate::acts::reach;
use crate::model::{Standing, Task};
use crate::store::{self, After, Filter, ObstacleRow, TaskRow};
use crate::{HAVE, t};

const ROWS: u32 = 50;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    after_on: String,
    after: String,
}

struct Found {
    known: Known,
    rows: Vec<(TaskRow, Option<ObstacleRow>)>,
    total: u64,
    more: bool,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, after: Option<After>) -> Result<Found, StoreError> {
    let desk = Desk::of_viewer(tx, viewer)?;
    let known = Known::load(tx, viewer.today)?;
    let filter = Filter::new(reach(&desk), known.bounds).standing(&[Standing::Overdue, Standing::Special]);
    let total = store::count(tx, &filter)?;
    // By deadline, the oldest first: that is the worst.
    let mut found = store::list(tx, &filter, after, ROWS + 1)?;
    let more = found.len() > ROWS as usize;
    found.truncate(ROWS as usize);
    let mut rows = Vec::new();
    for task in found {
        let obstacle = match task.obstacles {
            0 => None,
            _ => store::obstacles(tx, task.id)?.into_iter().find(|one| one.answered_at.is_none()),
        };
        rows.push((task, obstacle));
    }
    Ok(Found { known, rows, total, more })
}

pub async fn show(State(house): State<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(HAVE) {
        return refused(&ctx, &refusal);
    }
    let after =
        asked.after.parse::<Id<Task>>().ok().map(|id| After { due_on: asked.after_on.parse().ok(), id });
    let name = format!("task exceptions {} {}", asked.after_on, asked.after);
    let found =
        viewer.remembered(house.office(), name.as_bytes(), move |tx, reader| load(tx, reader, after)).await;
    match found {
        Ok(Some(found)) => page(&ctx, &found, after.is_some()),
        Ok(None) => refused(&ctx, &kernel::Refusal::not_found()),
        Err(fault) => refused(&ctx, &fault.into()),
    }
}

fn page(ctx: &Ctx, found: &Found, later: bool) -> Response {
    let lang = ctx.lang;
    let back = Button::link(t::tasks(), "/tasks").icon("list-check").render(lang);
    let body = if found.rows.is_empty() {
        Empty::new("circle-check", t::nothing_red()).next(t::nothing_red_next()).render(lang)
    } else {
        let shown = u64::try_from(found.rows.len()).unwrap_or(0);
        let next = found.rows.last().filter(|_| found.more).map(|(last, _)| {
            let after = After::of(last);
            let on = after.due_on.map_or_else(String::new, |on| on.to_string());
            format!("/tasks/exceptions?after_on={on}&after={}", after.id)
        });
        let previous = later.then(|| "/tasks/exceptions".to_owned());
        let pager = Pager { from: 1, to: shown, total: Some(found.total), previous, next };
        let mut parts = vec![table(ctx, found)];
        if found.more || later {
            parts.push(pager.render(lang));
        }
        Html::stack(parts)
    };
    let print = Button::print(t::print()).render(lang);
    Page::new(ctx, t::exceptions())
        .lead(t::exceptions_lead(vietnamese::format_integer(i64::try_from(found.total).unwrap_or(i64::MAX))))
        .actions([back, print])
        .live(["tasks"])
        .body(body)
        .into_response()
}

fn table(ctx: &Ctx, found: &Found) -> Html {
    let lang = ctx.lang;
    let columns = [
        Column::new(t::who_is_late()),
        Column::new(t::days_late()).narrow(),
        Column::new(t::missing_product()),
        Column::new(t::decision_needed()),
    ];
    let table = found.rows.iter().fold(Table::new(t::exceptions(), columns), |table, (task, obstacle)| {
        let decision = obstacle
            .as_ref()
            .map(|one| one.decision_unit)
            .or(task.decision_unit)
            .map_or("—", |unit| found.known.unit(unit));
        let mut decides = Cell::text(decision);
        if let Some(obstacle) = obstacle {
            decides = decides.by(t::obstacle_said(obstacle.text.clone()).say(lang));
        }
        let late = found.known.due(task, lang).render(lang);
        table.row([
            Cell::text(found.known.unit(task.owner_unit)).strong(),
            Cell::html(late)
                .by(t::due_was(task.due_on.map_or_else(String::new, vietnamese::format_date)).say(lang)),
            Cell::text(&task.product)
                .by(format!("{} · {}", task.code, task.content))
                .href(format!("/tasks/{}", task.id)),
            decides,
        ])
    });
    table.render(lang)
}
