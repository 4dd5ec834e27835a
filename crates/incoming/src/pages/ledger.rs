//! The door's account: received = registered + returned + waiting + handed over, by source and day.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::StoreError;
use people::{House, Viewer, refused};
use serde::Deserialize;
use ui::form::{Field, Form};
use ui::{
    Button, Card, Cell, Column, Crumbs, Ctx, Empty, Html, Notice, Page, Table, Text, WorkList, WorkRow,
};

use super::stops::mark_name;
use super::{question_row, row, source};
use crate::model::Equation;
use crate::store::{self, HandOverRow, ReceiptRow, RefusedRow, StopRow};
use crate::{LEDGER, REGISTER, t};

/// Days shown before the one asked for.
const DAYS: i32 = 13;
/// Lines of each sort below the account.
const LINES: u32 = 100;

#[derive(Deserialize)]
pub struct Asked {
    day: Option<String>,
}

struct Found {
    accounts: Vec<(Date, String, Equation)>,
    uneven: Vec<(Date, String)>,
    refused: Vec<RefusedRow>,
    stops: Vec<StopRow>,
    handed: Vec<(HandOverRow, String)>,
    waiting: Vec<ReceiptRow>,
    questions: Vec<StopRow>,
}

fn load(tx: &mut kernel::Tx<'_>, day: Date, clerk: bool) -> Result<Found, StoreError> {
    let from = day.checked_sub(jiff::Span::new().days(DAYS)).unwrap_or(day);
    let mut handed = Vec::new();
    for one in store::hand_overs_on(tx, day, LINES)? {
        let post = people::names::post(tx, one.post, day)?;
        let post = post.map_or(String::new(), |post| format!("{}, {}", post.title, post.unit_name));
        handed.push((one, post));
    }
    Ok(Found {
        accounts: store::accounts(tx, from, day)?,
        uneven: store::uneven(tx, 50)?,
        refused: store::refused_on(tx, day, LINES)?,
        stops: store::stops_on(tx, day, LINES)?,
        handed,
        waiting: if clerk { store::in_state(tx, "waiting", LINES)? } else { Vec::new() },
        questions: store::questions(tx, LINES)?,
    })
}

pub async fn show(State(house): State<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(LEDGER) {
        return refused(&ctx, &refusal);
    }
    let today = house.office().now().date();
    let day = asked.day.and_then(|day| day.parse().ok()).unwrap_or(today);
    let clerk = viewer.may(REGISTER);
    match house.office().read(move |tx| load(tx, day, clerk)).await {
        Ok(found) => page(&ctx, day, clerk, &found).into_response(),
        Err(fault) => refused(&ctx, &fault.into()),
    }
}

fn page<'a>(ctx: &'a Ctx, day: Date, clerk: bool, found: &Found) -> Page<'a> {
    let lang = ctx.lang;
    let mut body = Vec::new();
    for (on, from) in &found.uneven {
        let said = t::ledger_uneven(vietnamese::format_date(*on), source(from).say(lang));
        body.push(Notice::fault(said).render(lang));
    }
    let chosen = Form::get(ctx, "/incoming/ledger")
        .inline()
        .put(Field::date("day", t::ledger_day()).value(day.to_string()))
        .button(&Button::submit(t::ledger_show()))
        .render();
    body.push(chosen);
    body.push(accounts(ctx, day, &found.accounts));
    let list = |title: words::Msg, rows: Vec<WorkRow>| {
        (!rows.is_empty()).then(|| {
            let count = rows.len() as u64;
            Card::new(title, WorkList::new(rows).render(lang)).count(count).render(lang)
        })
    };
    let at = |at: kernel::Instant| at.local().strftime("%H:%M").to_string();
    let questions = found.questions.iter().map(|stop| question_row(stop, lang)).collect();
    body.extend(list(t::ledger_questions(), questions));
    if clerk {
        body.extend(list(t::tab_waiting(), found.waiting.iter().map(|one| row(one, lang)).collect()));
    }
    let stopped = |stop: &&StopRow| stop.mark.is_some();
    let slips = found.stops.iter().filter(stopped).map(|stop| {
        let mark = mark_name(stop.mark.as_deref().unwrap_or("")).say(lang);
        let by = format!("{} · {}", source(&stop.source).say(lang), at(stop.at));
        WorkRow::new(mark, t::slip_title(), format!("/incoming/stops/{}", stop.id)).by(Text::from(by))
    });
    body.extend(list(t::ledger_slips(), slips.collect()));
    let handed: Vec<&(HandOverRow, String)> = found.handed.iter().collect();
    if !handed.is_empty() {
        body.push(handed_table(ctx, &handed));
    }
    let returned: Vec<&RefusedRow> = found.refused.iter().collect();
    if !returned.is_empty() {
        body.push(returned_table(ctx, &returned));
    }
    Page::new(ctx, t::ledger())
        .crumbs(Crumbs::new().link(t::incoming(), "/incoming").here(t::ledger()))
        .lead(t::ledger_lead())
        .actions([Button::pdf(t::print_closing(), format!("/incoming/ledger.pdf?day={day}")).render(lang)])
        .live(["incoming"])
        .no_prefetch()
        .body(Html::stack(body))
}

fn accounts(ctx: &Ctx, day: Date, accounts: &[(Date, String, Equation)]) -> Html {
    let lang = ctx.lang;
    if accounts.is_empty() {
        return Empty::new("list-check", t::ledger_empty()).render(lang);
    }
    let columns = [
        Column::new(t::ledger_day()).narrow(),
        Column::new(t::slip_source()),
        Column::new(t::col_received()).narrow(),
        Column::new(t::tab_registered()).narrow(),
        Column::new(t::tab_returned()).narrow(),
        Column::new(t::col_waiting()).narrow(),
        Column::new(t::col_handed()).narrow(),
        Column::new(t::col_even()).narrow(),
    ];
    let line = |table: Table, on: String, from: &str, e: Equation| {
        let even = if e.holds() { t::even() } else { t::uneven() };
        table.row([
            Cell::text(&on),
            Cell::text(from),
            Cell::text(&e.received.to_string()).strong(),
            Cell::text(&e.registered.to_string()),
            Cell::text(&e.returned.to_string()),
            Cell::text(&e.waiting.to_string()),
            Cell::text(&e.handed.to_string()),
            Cell::text(&even.say(lang)),
        ])
    };
    let mut table = Table::new(t::ledger(), columns);
    let today: Vec<Equation> = accounts.iter().filter(|(on, _, _)| *on == day).map(|(_, _, e)| *e).collect();
    if today.len() > 1 {
        let sum = today.into_iter().fold(Equation::default(), Equation::plus);
        table = line(table, vietnamese::format_date(day), &t::all_sources().say(lang), sum);
    }
    for (on, from, e) in accounts.iter().rev() {
        table = line(table, vietnamese::format_date(*on), &source(from).say(lang), *e);
    }
    table.render(lang)
}

fn handed_table(ctx: &Ctx, handed: &[&(HandOverRow, String)]) -> Html {
    let columns = [
        Column::new(t::slip_when()).narrow(),
        Column::new(t::handed_sort()),
        Column::new(t::pieces()).narrow(),
        Column::new(t::handed_to()),
    ];
    let table = handed.iter().fold(Table::new(t::ledger_handed(), columns), |table, (one, post)| {
        let sort = if one.sort == "envelope" { t::sort_envelope() } else { t::sort_petition() };
        let mut sort = Cell::text(&sort.say(ctx.lang));
        if let Some(paper) = one.paper {
            sort = sort.href(format!("/papers/{paper}"));
        }
        table.row([
            Cell::text(&one.at.local().strftime("%H:%M %d/%m").to_string()),
            sort,
            Cell::text(&one.pieces.to_string()),
            Cell::text(post),
        ])
    });
    Card::new(t::ledger_handed(), table.render(ctx.lang)).render(ctx.lang)
}

fn returned_table(ctx: &Ctx, returned: &[&RefusedRow]) -> Html {
    let columns = [
        Column::new(t::slip_when()).narrow(),
        Column::new(t::slip_source()),
        Column::new(t::files()),
        Column::new(t::slip_reason()),
    ];
    let table = returned.iter().fold(Table::new(t::ledger_turned_away(), columns), |table, one| {
        let name = if one.name.is_empty() { t::unnamed().say(ctx.lang) } else { one.name.clone() };
        table.row([
            Cell::text(&one.at.local().strftime("%H:%M %d/%m").to_string()),
            Cell::text(&source(&one.source).say(ctx.lang)),
            Cell::text(&name),
            Cell::text(&one.reason),
        ])
    });
    Card::new(t::ledger_turned_away(), table.render(ctx.lang)).render(ctx.lang)
}
