//! Numbers that open into their lists, and the rates of units with their exact definition beside them.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use directions::Desk;
use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::{House, Unit, Viewer, refused};
use serde::Deserialize;
use ui::{Button, Card, Cell, Chip, Chips, Column, Ctx, Field, Form, Html, Page, Table, Tile};

use super::{Known, standing_name};
use crate::acts::reach;
use crate::model::Standing;
use crate::store::{self, Closed, Filter, Sum};
use crate::{HAVE, t};

const SHOWN: [Standing; 7] = [
    Standing::Special,
    Standing::Overdue,
    Standing::DueSoon,
    Standing::Waiting,
    Standing::OnTrack,
    Standing::Correction,
    Standing::Unjudged,
];

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    from: String,
    to: String,
}

#[derive(Default)]
struct Line {
    open: BTreeMap<Standing, u64>,
    closed: Closed,
}

struct Found {
    known: Known,
    lines: Vec<(Id<Unit>, Line)>,
    sum: BTreeMap<Standing, u64>,
    closed: Closed,
    sums: Vec<(Id<Unit>, Sum)>,
    today: Date,
    from: Date,
    to: Date,
}

/// The week, month, quarter and year of a day.
fn periods(day: Date) -> [(words::Msg, Date, Date); 4] {
    let plus = |day: Date, span: jiff::Span| day.checked_add(span).unwrap_or(day);
    let back = i64::from(day.weekday().to_monday_zero_offset());
    let monday = plus(day, jiff::Span::new().days(-back));
    let month = day.first_of_month();
    let quarter = plus(month, jiff::Span::new().months(-i64::from((day.month() - 1) % 3)));
    [
        (t::this_week(), monday, plus(monday, jiff::Span::new().days(6))),
        (t::this_month(), month, day.last_of_month()),
        (t::this_quarter(), quarter, plus(quarter, jiff::Span::new().months(2)).last_of_month()),
        (t::this_year(), day.first_of_year(), day.last_of_year()),
    ]
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, (from, to): (Date, Date)) -> Result<Found, StoreError> {
    let desk = Desk::of_viewer(tx, viewer)?;
    let known = Known::load(tx, viewer.today)?;
    let reach = reach(&desk);
    let mut lines: BTreeMap<Id<Unit>, Line> = BTreeMap::new();
    let mut sum: BTreeMap<Standing, u64> = BTreeMap::new();
    for (unit, standing, count) in store::by_owner(tx, &Filter::new(reach.clone(), known.bounds))? {
        lines.entry(unit).or_default().open.insert(standing, count);
        *sum.entry(standing).or_default() += count;
    }
    let mut closed = Closed::default();
    for (unit, of) in store::closed_by_owner(tx, &reach, known.bounds, (from, to))? {
        lines.entry(unit).or_default().closed = of;
        closed.all += of.all;
        closed.judged += of.judged;
        closed.on_time += of.on_time;
    }
    // Units in their own order: nobody is ranked.
    let mut lines: Vec<_> = lines.into_iter().collect();
    let order: Vec<Id<Unit>> =
        people::names::unit_names(tx, viewer.today)?.iter().map(|(id, _)| *id).collect();
    lines.sort_by_key(|(unit, _)| order.iter().position(|one| one == unit).unwrap_or(usize::MAX));
    let mut sums = store::sums(tx, &reach, known.bounds, (from, to))?;
    sums.sort_by_key(|(unit, _)| order.iter().position(|one| one == unit).unwrap_or(usize::MAX));
    Ok(Found { known, lines, sum, closed, sums, today: viewer.today, from, to })
}

pub async fn show(State(house): State<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(HAVE) {
        return refused(&ctx, &refusal);
    }
    let read = |text: &str| text.parse().ok().or_else(|| vietnamese::parse_date(text));
    let to = read(&asked.to).unwrap_or(viewer.today);
    let begins = Date::new(viewer.today.year(), 1, 1).unwrap_or(viewer.today);
    let span = (read(&asked.from).unwrap_or(begins), to);
    let name = format!("task overview {} {}", span.0, span.1);
    let found =
        viewer.remembered(house.office(), name.as_bytes(), move |tx, reader| load(tx, reader, span)).await;
    match found {
        Ok(Some(found)) => page(&ctx, &found),
        Ok(None) => refused(&ctx, &kernel::Refusal::not_found()),
        Err(fault) => refused(&ctx, &fault.into()),
    }
}

fn page(ctx: &Ctx, found: &Found) -> Response {
    let lang = ctx.lang;
    let tiles: Vec<Tile> = SHOWN
        .iter()
        .filter_map(|standing| {
            let count = found.sum.get(standing).copied()?;
            let href = format!("/tasks?standing={}", standing.code());
            Some(Tile::new(count, standing_name(*standing), href))
        })
        .collect();
    let day = |on: Date| vietnamese::format_date(on);
    let period = Form::get(ctx, "/tasks/overview")
        .row([
            Field::date("from", t::closed_from()).value(day(found.from)),
            Field::date("to", t::closed_to()).value(day(found.to)),
        ])
        .button(&Button::submit(t::filter_it()).icon("filter"))
        .render();
    let chips = periods(found.today).into_iter().map(|(name, from, to)| {
        let href = format!("/tasks/overview?from={from}&to={to}");
        Chip::new(name, href).on((from, to) == (found.from, found.to))
    });
    let title = t::sums_title(day(found.from), day(found.to));
    let body = Html::stack([
        Tile::line(&tiles, lang),
        Card::new(t::by_unit(), table(ctx, found)).render(lang),
        Chips(chips.collect()).named(t::period(), lang),
        Card::new(title, sums(ctx, found)).render(lang),
        Card::new(
            t::period(),
            Html::join([Html::trusted(format!("<p>{}</p>", Html::text(&t::rate_means().say(lang)))), period]),
        )
        .padded()
        .render(lang),
    ]);
    let back = Button::link(t::tasks(), "/tasks").icon("list-check").render(lang);
    let xlsx = format!("/tasks/export.xlsx?from={}&to={}", found.from, found.to);
    let xlsx = Button::link(t::xlsx(), xlsx).icon("file-spreadsheet").render(lang);
    let print = Button::print(t::print()).render(lang);
    Page::new(ctx, t::overview())
        .lead(t::overview_lead(day(found.from), day(found.to)))
        .actions([back, xlsx, print])
        .live(["tasks"])
        .body(body)
        .into_response()
}

fn table(ctx: &Ctx, found: &Found) -> Html {
    let lang = ctx.lang;
    let shown: Vec<Standing> = SHOWN.into_iter().filter(|one| found.sum.contains_key(one)).collect();
    let mut columns = vec![Column::new(t::owner())];
    columns.extend(shown.iter().map(|one| Column::new(standing_name(*one)).number()));
    columns.push(Column::new(t::open_all()).number());
    columns.push(Column::new(t::closed_all()).number());
    columns.push(Column::new(t::on_time_rate()).number());
    let mut table = Table::new(t::by_unit(), columns);
    let closed = format!("/tasks?view=closed&from={}&to={}", found.from, found.to);
    for (unit, line) in &found.lines {
        let mut cells =
            vec![Cell::text(found.known.unit(*unit)).strong().own(format!("/tasks?owner={unit}"))];
        cells.extend(numbers(&shown, &line.open, |standing| {
            format!("/tasks?owner={unit}&standing={}", standing.code())
        }));
        cells.push(Cell::text(&line.open.values().sum::<u64>().to_string()));
        cells.push(Cell::text(&line.closed.all.to_string()).own(format!("{closed}&owner={unit}")));
        cells.push(rate(&line.closed, lang));
        table = table.row(cells);
    }
    let mut cells = vec![Cell::text(&t::all_units().say(lang)).strong()];
    cells.extend(numbers(&shown, &found.sum, |standing| format!("/tasks?standing={}", standing.code())));
    cells.push(Cell::text(&found.sum.values().sum::<u64>().to_string()).own("/tasks"));
    cells.push(Cell::text(&found.closed.all.to_string()).own(closed));
    cells.push(rate(&found.closed, lang));
    table.row(cells).render(lang)
}

/// What was assigned, completed and due in the period, and what is open now.
fn sums(ctx: &Ctx, found: &Found) -> Html {
    let names = [t::sum_assigned(), t::sum_closed(), t::sum_due(), t::sum_open(), t::sum_late()];
    let columns = std::iter::once(Column::new(t::owner()))
        .chain(names.into_iter().map(|name| Column::new(name).number()));
    let line = |name: &str, sum: &Sum| {
        let numbers = [sum.assigned, sum.closed, sum.due, sum.open, sum.late];
        let numbers = numbers.map(|number| match number {
            0 => Cell::text(""),
            number => Cell::text(&number.to_string()),
        });
        std::iter::once(Cell::text(name).strong()).chain(numbers)
    };
    let table = found.sums.iter().fold(Table::new(t::period(), columns), |table, (unit, sum)| {
        table.row(line(found.known.unit(*unit), sum))
    });
    table.row(line(&t::all_units().say(ctx.lang), &Sum::of(&found.sums))).render(ctx.lang)
}

fn numbers(
    shown: &[Standing],
    counts: &BTreeMap<Standing, u64>,
    href: impl Fn(Standing) -> String,
) -> Vec<Cell> {
    shown
        .iter()
        .map(|one| match counts.get(one).copied().unwrap_or(0) {
            0 => Cell::text(""),
            count => Cell::text(&count.to_string()).own(href(*one)),
        })
        .collect()
}

/// On time of those of which it can be said; with both numbers, so that a rate of three is seen as such.
fn rate(closed: &Closed, lang: words::Lang) -> Cell {
    if closed.judged == 0 {
        return Cell::text("—");
    }
    let tenths = (closed.on_time * 2000 + closed.judged) / (2 * closed.judged);
    Cell::text(&format!("{},{} %", tenths / 10, tenths % 10)).by(t::rate_of(
        closed.on_time.to_string(),
        closed.judged.to_string(),
    )
    .say(lang))
}
