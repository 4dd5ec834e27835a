//! The rules by area, one rule with its versions and its history, the days off of a year.

mod list;
mod one;
mod say;
mod year;

use axum::Router;
use axum::routing::{get, post};
use kernel::{Id, StoreError, Tx};
use people::{House, Person};
use ui::{Button, Card, Cell, Column, Ctx, Due, Field, Form, Html, Table};

use crate::store::ChangeRow;
use crate::t;

pub fn routes() -> Router<House> {
    Router::new()
        // anybody signed in: by these rules their deadlines are counted
        .route("/rules", get(list::show))
        .route("/rules/{id}", get(one::show).post(one::decide)) // POST: rules.decide
        .route("/rules/years/{year}", get(year::show))
        // rules.decide
        .route("/rules/years/{year}/days", post(year::add))
        .route("/rules/years/{year}/exchanges", post(year::exchange))
        .route("/rules/years/{year}/removals", post(year::remove))
        .route("/rules/years/{year}/announcement", post(year::announce))
        .route("/rules/changes/{id}/taking-back", post(one::take_back))
}

/// A decision with the names of who made it and who took it back.
type Told = (ChangeRow, String, String);

fn told(tx: &mut Tx<'_>, rule: &str) -> Result<Vec<Told>, StoreError> {
    let mut told = Vec::new();
    for row in crate::store::history(tx, rule)? {
        let mut name = |person: Option<Id<Person>>| match person {
            Some(person) => people::names::person(tx, person),
            None => Ok(String::new()),
        };
        let (by, back_by) = (name(row.person)?, name(row.taken_back_by)?);
        told.push((row, by, back_by));
    }
    Ok(told)
}

/// Where the page of this rule is.
fn page_of(rule: &str) -> String {
    match rule.strip_prefix("holidays.") {
        Some(year) => format!("/rules/years/{year}"),
        None => format!("/rules/{rule}"),
    }
}

/// What was decided, newest first; the last that stands can be taken back.
fn history(ctx: &Ctx, told: &[Told], may: bool) -> Option<Html> {
    if told.is_empty() {
        return None;
    }
    let columns = [t::decided_on(), t::decided_by(), t::decision(), t::state()].map(Column::new);
    let mut table = Table::new(t::history(), columns);
    let last = told.iter().find(|(row, ..)| row.stands()).map(|(row, ..)| row.id);
    for (row, by, back_by) in told {
        let day = vietnamese::format_date;
        let state = match row.taken_back_on {
            Some(on) => {
                let why = row.taken_back_why.clone().unwrap_or_default();
                Cell::html(Due::plain(t::taken_back()).render(ctx.lang))
                    .by(format!("{} · {back_by} · {why}", day(on)))
            }
            None if may && Some(row.id) == last => {
                let form = Form::post(ctx, format!("/rules/changes/{}/taking-back", row.id))
                    .whole_page()
                    .put(Field::text("why", t::reason()).required())
                    .button(&Button::submit(t::take_back()).icon("arrow-back-up"))
                    .render();
                let fold = format!(
                    "<details class=\"fold\"><summary>{}</summary>{form}</details>",
                    Html::text(&t::take_back().say(ctx.lang))
                );
                Cell::html(Html::join([Due::met(t::stands()).render(ctx.lang), Html::trusted(fold)]))
            }
            None => Cell::html(Due::met(t::stands()).render(ctx.lang)),
        };
        let who = if by.is_empty() { t::console().say(ctx.lang) } else { by.clone() };
        let mut said = Cell::text(&say::change(&row.what, ctx.lang));
        let rest: Vec<String> = row
            .what
            .source
            .as_ref()
            .map(rules::Source::quote)
            .into_iter()
            .chain(row.what.note.clone())
            .collect();
        if !rest.is_empty() {
            said = said.by(rest.join(" · "));
        }
        table = table.row([Cell::text(&day(row.decided_on)), Cell::text(&who), said, state]);
    }
    Some(Card::new(t::history(), table.render(ctx.lang)).render(ctx.lang))
}
