//! The list of tasks within one's reach, the most pressing first, narrowed by what stands in the address.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use directions::Desk;
use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::{House, Unit, Viewer, names, refused};
use serde::Deserialize;
use ui::form::{Choice, Field, Form};
use ui::{Button, Cell, Chip, Chips, Column, Ctx, Empty, Html, Page, Pager, Table, Text, fold};

use super::{Known, own, standing_name};
use crate::acts::reach;
use crate::model::{Standing, Task};
use crate::store::{self, After, Filter, Reach, TaskRow};
use crate::{ASSIGN, ENTER, HAVE, t};

const ROWS: u32 = 30;

/// What stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// all, mine, accept, given, follow, closed.
    view: String,
    standing: String,
    owner: String,
    field: String,
    q: String,
    obstacle: String,
    /// Closed from one day to another.
    from: String,
    to: String,
    /// The row before this page: its date and id.
    after_on: String,
    after: String,
}

const VIEWS: [&str; 6] = ["", "mine", "accept", "given", "follow", "closed"];

impl Asked {
    pub(super) fn href(&self) -> String {
        self.at("/tasks")
    }

    fn at(&self, path: &str) -> String {
        let pairs = [
            ("view", &self.view),
            ("standing", &self.standing),
            ("owner", &self.owner),
            ("field", &self.field),
            ("q", &self.q),
            ("obstacle", &self.obstacle),
            ("from", &self.from),
            ("to", &self.to),
            ("after_on", &self.after_on),
            ("after", &self.after),
        ];
        let said: Vec<String> = pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}={}", ui::html::encode(value)))
            .collect();
        if said.is_empty() { path.to_owned() } else { format!("{path}?{}", said.join("&")) }
    }

    pub(super) fn first(&self) -> Asked {
        Asked { after_on: String::new(), after: String::new(), ..self.clone() }
    }

    fn narrow(&self) -> bool {
        [&self.standing, &self.owner, &self.field, &self.q, &self.obstacle].iter().any(|one| !one.is_empty())
    }

    /// Everything but what the chips choose, so that their counts stay true whichever is on.
    fn filter(&self, desk: &Desk, known: &Known) -> Filter {
        let mut filter = Filter::new(reach(desk), known.bounds);
        match self.view.as_str() {
            "mine" => {
                filter.reach = own(desk);
                filter.owned = true;
            }
            "accept" | "given" => filter.assigners.clone_from(&desk.posts),
            "follow" => {
                filter.reach = Reach::All;
                filter.followers.clone_from(&desk.posts);
            }
            "closed" => filter.closed = true,
            _ => {}
        }
        if let (Ok(from), Ok(to)) = (self.from.parse(), self.to.parse()) {
            filter.closed_between = Some((from, to)).filter(|_| filter.closed);
        }
        filter.owner = self.owner.parse().ok();
        filter.field = self.field.parse().ok();
        filter.obstacle = !self.obstacle.is_empty();
        filter.words = self.q.trim().chars().take(200).collect();
        filter
    }

    /// With what the chips choose.
    pub(super) fn narrowed(&self, desk: &Desk, known: &Known) -> Filter {
        let mut filter = self.filter(desk, known);
        if self.view == "accept" {
            filter.standing = vec![Standing::Waiting];
        }
        let chosen = self.standing();
        if !chosen.is_empty() {
            filter.standing = chosen;
        }
        filter
    }

    /// The period that sums are of: as asked, else the year up to today.
    pub(super) fn span(&self, today: Date) -> (Date, Date) {
        let begins = Date::new(today.year(), 1, 1).unwrap_or(today);
        (self.from.parse().unwrap_or(begins), self.to.parse().unwrap_or(today))
    }

    fn standing(&self) -> Vec<Standing> {
        match self.standing.as_str() {
            "red" => vec![Standing::Overdue, Standing::Special],
            code => Standing::from_code(code).into_iter().collect(),
        }
    }

    fn after(&self) -> Option<After> {
        let id = self.after.parse::<Id<Task>>().ok()?;
        Some(After { due_on: self.after_on.parse().ok(), id })
    }
}

struct Found {
    known: Known,
    rows: Vec<TaskRow>,
    counts: Vec<(Standing, u64)>,
    more: bool,
    fields: Vec<people::FieldRow>,
    units: Vec<(Id<Unit>, String)>,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, asked: &Asked) -> Result<Found, StoreError> {
    let desk = Desk::of_viewer(tx, viewer)?;
    let known = Known::load(tx, viewer.today)?;
    let mut filter = asked.filter(&desk, &known);
    if asked.view == "accept" {
        filter.standing = vec![Standing::Waiting];
    }
    let counts = store::by_standing(tx, &filter)?;
    let mut rows = store::list(tx, &asked.narrowed(&desk, &known), asked.after(), ROWS + 1)?;
    let more = rows.len() > ROWS as usize;
    rows.truncate(ROWS as usize);
    let units = names::unit_names(tx, viewer.today)?.iter().cloned().collect();
    Ok(Found { known, rows, counts, more, fields: people::fields(tx)?, units })
}

pub async fn show(State(house): State<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(HAVE) {
        return refused(&ctx, &refusal);
    }
    let name = format!("tasks {}", asked.href());
    let question = asked.clone();
    let found = viewer
        .remembered(house.office(), name.as_bytes(), move |tx, reader| load(tx, reader, &question))
        .await;
    match found {
        Ok(Some(found)) => page(&ctx, &viewer, &asked, &found),
        Ok(None) => refused(&ctx, &kernel::Refusal::not_found()),
        Err(fault) => refused(&ctx, &fault.into()),
    }
}

fn page(ctx: &Ctx, viewer: &Viewer, asked: &Asked, found: &Found) -> Response {
    let total: u64 = found.counts.iter().map(|(_, count)| count).sum();
    let mut body = vec![Html::trusted(format!(
        "<div class=\"narrowing\">{}{}</div>",
        chips(ctx, asked, found),
        fold(ctx, t::filters(), &form(ctx, asked, found), false)
    ))];
    if found.rows.is_empty() {
        let mut empty = Empty::new("list-check", if asked.narrow() { t::none_such() } else { t::no_tasks() });
        empty = if asked.narrow() {
            empty.next(t::none_such_next()).button(Button::link(t::show_all(), "/tasks").icon("x"))
        } else if viewer.may_in_part(ASSIGN) {
            empty.next(t::no_tasks_next()).button(Button::link(t::assign(), "/tasks/new").icon("plus"))
        } else {
            empty.next(t::no_tasks_wait())
        };
        body.push(empty.render(ctx.lang));
    } else {
        body.push(table(ctx, found));
        if found.more || !asked.after.is_empty() {
            body.push(pager(asked, found).render(ctx.lang));
        }
    }
    let mut actions = Vec::new();
    if viewer.may(ENTER) {
        actions.push(Button::link(t::sources(), "/sources").icon("files").plain().render(ctx.lang));
    }
    if viewer.may(ASSIGN) {
        actions
            .push(Button::link(t::recurring(), "/tasks/recurring").icon("repeat").plain().render(ctx.lang));
        actions.push(Button::link(t::import(), "/tasks/import").icon("file-upload").plain().render(ctx.lang));
    }
    if viewer.may_in_part(ASSIGN) && !found.rows.is_empty() && asked.view != "closed" {
        let bulk = asked.first().at("/tasks/bulk");
        actions.push(Button::link(t::bulk(), bulk).icon("checks").plain().render(ctx.lang));
    }
    let xlsx = asked.first().at("/tasks/export.xlsx");
    actions.push(Button::link(t::xlsx(), xlsx).icon("file-spreadsheet").plain().render(ctx.lang));
    actions.push(Button::link(t::overview(), "/tasks/overview").icon("chart-bar").key("o").render(ctx.lang));
    actions.push(Button::link(t::exceptions(), "/tasks/exceptions").icon("flag").key("x").render(ctx.lang));
    if viewer.may_in_part(ASSIGN) {
        actions.push(Button::link(t::assign(), "/tasks/new").icon("plus").main().key("n w").render(ctx.lang));
    }
    Page::new(ctx, t::tasks())
        .lead(t::tasks_lead(vietnamese::format_integer(i64::try_from(total).unwrap_or(i64::MAX))))
        .actions(actions)
        .live(["tasks"])
        .body(Html::stack(body))
        .into_response()
}

fn view_name(view: &str) -> words::Msg {
    match view {
        "mine" => t::view_mine(),
        "accept" => t::view_accept(),
        "given" => t::view_given(),
        "follow" => t::view_follow(),
        "closed" => t::view_closed(),
        _ => t::view_all(),
    }
}

fn chips(ctx: &Ctx, asked: &Asked, found: &Found) -> Html {
    let plain = asked.first();
    let mut chips: Vec<Chip> = VIEWS
        .iter()
        .map(|view| {
            let href = Asked { view: (*view).to_owned(), standing: String::new(), ..plain.clone() }.href();
            Chip::new(view_name(view), href).on(asked.view == *view)
        })
        .collect();
    let order = [
        Standing::Special,
        Standing::Overdue,
        Standing::DueSoon,
        Standing::Waiting,
        Standing::OnTrack,
        Standing::Correction,
        Standing::Unjudged,
    ];
    let mut first = true;
    for standing in order {
        let count = found.counts.iter().find(|(one, _)| *one == standing).map_or(0, |(_, count)| *count);
        let on = asked.standing == standing.code();
        if count == 0 && !on {
            continue;
        }
        let code = if on { "" } else { standing.code() };
        let href = Asked { standing: code.to_owned(), ..plain.clone() }.href();
        let label = format!("{} {count}", standing_name(standing).say(ctx.lang));
        let mut chip = Chip::new(Text::from(label), href).on(on);
        if first {
            chip = chip.apart();
            first = false;
        }
        chips.push(chip);
    }
    let unit = found.units.iter().find(|(id, _)| id.to_string() == asked.owner);
    let field = found.fields.iter().find(|row| row.id.to_string() == asked.field);
    let set = [
        (unit.map(|(_, name)| name.clone()), Asked { owner: String::new(), ..plain.clone() }),
        (field.map(|row| row.name.clone()), Asked { field: String::new(), ..plain.clone() }),
        (
            (!asked.q.is_empty()).then(|| format!("“{}”", asked.q)),
            Asked { q: String::new(), ..plain.clone() },
        ),
        (
            (!asked.obstacle.is_empty()).then(|| t::with_obstacle().say(ctx.lang)),
            Asked { obstacle: String::new(), ..plain.clone() },
        ),
    ];
    for (label, without) in set {
        if let Some(label) = label {
            chips.push(Chip::new(Text::from(label), without.href()).on(true).icon("x"));
        }
    }
    Chips(chips).render(ctx.lang)
}

fn form(ctx: &Ctx, asked: &Asked, found: &Found) -> Html {
    let any = || std::iter::once(Choice::new("", t::any()));
    let units = any()
        .chain(found.units.iter().map(|(id, name)| Choice::new(id.to_string(), Text::from(name.clone()))));
    let fields = any()
        .chain(found.fields.iter().map(|row| Choice::new(row.id.to_string(), Text::from(row.name.clone()))));
    Form::get(ctx, "/tasks")
        .hidden("view", asked.view.clone())
        .hidden("standing", asked.standing.clone())
        .put(Field::search("q", t::words()).value(asked.q.clone()))
        .put(Field::select("owner", t::owner(), units).value(asked.owner.clone()))
        .put(Field::select("field", t::field(), fields).value(asked.field.clone()))
        .put(Field::check("obstacle", t::with_obstacle()).checked(!asked.obstacle.is_empty()))
        .button(&Button::submit(t::filter_it()).icon("filter"))
        .button(&Button::link(t::show_all(), "/tasks").plain())
        .render()
}

fn table(ctx: &Ctx, found: &Found) -> Html {
    let lang = ctx.lang;
    let columns = [
        Column::new(t::code()).narrow(),
        Column::new(t::content_and_product()),
        Column::new(t::owner()),
        Column::new(t::deadline()).narrow(),
        Column::new(t::standing()).narrow(),
    ];
    let table = found.rows.iter().fold(Table::new(t::tasks(), columns), |table, task| {
        let due = match task.due_on {
            Some(on) => Cell::text(&vietnamese::format_date(on)),
            None => Cell::text("—"),
        };
        let due =
            if task.extensions > 0 { due.by(t::extended_times(task.extensions).say(lang)) } else { due };
        let mut standing = found.known.due(task, lang).render(lang);
        if task.obstacles > 0 {
            let obstacle = ui::Due::soon(t::obstacle()).render(lang);
            standing = Html::join([standing, Html::trusted(" "), obstacle]);
        }
        table.row([
            Cell::text(&task.code).href(format!("/tasks/{}", task.id)),
            Cell::text(&task.content).strong().by(task.product.as_str()).href(format!("/tasks/{}", task.id)),
            Cell::text(found.known.unit(task.owner_unit)),
            due,
            Cell::html(standing),
        ])
    });
    table.render(lang)
}

fn pager(asked: &Asked, found: &Found) -> Pager {
    let shown = u64::try_from(found.rows.len()).unwrap_or(0);
    let next = found.rows.last().filter(|_| found.more).map(|last| {
        let after = After::of(last);
        let on = after.due_on.map_or_else(String::new, |on| on.to_string());
        Asked { after_on: on, after: after.id.to_string(), ..asked.clone() }.href()
    });
    let previous = (!asked.after.is_empty()).then(|| asked.first().href());
    Pager { from: 1.min(shown), to: shown, total: None, previous, next }
}
