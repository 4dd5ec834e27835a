//! All rules of one area, as the office has them.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use people::{House, Viewer, refused};
use rules::Origin;
use serde::Deserialize;
use ui::{Cell, Column, Ctx, Html, Notice, Page, Tab, Table, Tabs};

use super::{page_of, say};
use crate::current::{Rulebook, rules};
use crate::model::{self, Area, Rule, Value};
use crate::{DECIDE, t};

#[derive(Deserialize)]
pub struct Asked {
    area: Option<String>,
    /// Versions that are not in force today too.
    all: Option<String>,
}

pub async fn show(State(house): State<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    let ctx = house.page(&viewer).await;
    let book = match house.office().read(rules).await {
        Ok(book) => book,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let area = asked.area.as_deref().and_then(Area::from_code).unwrap_or(Area::Deadlines);
    let all = asked.all.is_some();
    let today = house.office().now().date();
    let mut body = vec![tabs(area).render(ctx.lang)];
    if !book.misfits.is_empty() {
        body.push(Notice::care(t::misfits(book.misfits.len())).render(ctx.lang));
    }
    let open = open_questions(&book, area, today);
    if open > 0 && viewer.may(DECIDE) {
        body.push(Notice::plain(t::to_confirm(open)).render(ctx.lang));
    }
    let mut rules = model::rules_of(&book.pack, area);
    if area == Area::Days {
        let (mut years, law): (Vec<Rule>, Vec<Rule>) =
            rules.into_iter().partition(|rule| matches!(rule.value, Value::Changeable(_)));
        years.sort_by_key(|rule| std::cmp::Reverse(rule.id.clone()));
        if !all {
            years.retain(|rule| year_number(&rule.id).is_some_and(|year| year >= today.year() - 1));
        }
        body.push(ui::Card::new(t::years(), year_table(&ctx, &years, today)).render(ctx.lang));
        let law: Vec<Rule> = law.into_iter().filter(|rule| all || rule.in_force(today)).collect();
        body.push(ui::Card::new(t::granted(), table(&ctx, &law)).render(ctx.lang));
    } else {
        rules.retain(|rule| all || rule.in_force(today));
        body.push(table(&ctx, &rules));
    }
    let other = if all {
        format!("/rules?area={}", area.code())
    } else {
        format!("/rules?area={}&all=1", area.code())
    };
    let label = if all { t::only_in_force() } else { t::all_versions() };
    Page::new(&ctx, t::rules())
        .lead(say::area_lead(area))
        .actions([
            ui::Button::link(label, other).icon("history").plain().render(ctx.lang),
            ui::Button::print(t::rules()).render(ctx.lang),
        ])
        .body(Html::stack(body))
        .into_response()
}

fn tabs(now: Area) -> Tabs {
    let tab =
        |area: Area| Tab::new(say::area(area), format!("/rules?area={}", area.code()), None, area == now);
    Tabs(Area::ALL.into_iter().map(tab).collect())
}

/// Rules in force today that only warn until somebody confirms them.
fn open_questions(book: &Rulebook, area: Area, today: jiff::civil::Date) -> usize {
    let rules = model::rules_of(&book.pack, area);
    rules
        .iter()
        .filter(|rule| rule.in_force(today) && !rule.confirmed())
        .filter(|rule| year_number(&rule.id).is_none_or(|year| year >= today.year()))
        .count()
}

fn year_number(id: &str) -> Option<i16> {
    id.strip_prefix("holidays.")?.parse().ok()
}

fn table(ctx: &Ctx, rules: &[Rule]) -> Html {
    let columns = [t::rule(), t::value(), t::source(), t::in_force(), t::sure()].map(Column::new);
    let mut table = Table::new(t::rules(), columns);
    for rule in rules {
        let lang = ctx.lang;
        let mut source = Cell::text(&rule.source.quote());
        if let Some(old) = &rule.replaces {
            source = source.by(t::replaces(old.clone()).say(lang));
        }
        let mut value = Cell::text(&say::rule(rule, lang));
        if let Some(note) = &rule.note {
            value = value.by(note.say(lang));
        }
        let mut name = Cell::text(rule.name.say(lang)).strong().href(page_of(&rule.id));
        if rule.origin == Origin::Tenant {
            name = name.by(t::own_value().say(lang));
        }
        table = table.row([
            name,
            value,
            source,
            Cell::text(&say::span(rule.from, rule.to, lang)),
            Cell::html(say::sure(rule.confidence, lang)),
        ]);
    }
    table.render(ctx.lang)
}

fn year_table(ctx: &Ctx, years: &[Rule], today: jiff::civil::Date) -> Html {
    let columns = [t::year(), t::value(), t::source(), t::sure()].map(Column::new);
    let mut table = Table::new(t::years(), columns);
    let lang = ctx.lang;
    let next = today.year() + 1;
    if years.iter().all(|rule| year_number(&rule.id) != Some(next)) {
        table = table.row([
            Cell::text(&next.to_string()).strong().href(format!("/rules/years/{next}")),
            Cell::text(&t::year_reckoned().say(lang)),
            Cell::default(),
            Cell::html(say::sure(rules::Confidence::L, lang)),
        ]);
    }
    for rule in years {
        let announced =
            matches!(&rule.value, Value::Changeable(rules::Change::HolidayYear(year)) if year.announced);
        let mut value = Cell::text(&say::rule(rule, lang));
        if !announced {
            value = value.by(t::not_announced().say(lang));
        }
        let mut name = Cell::text(rule.name.say(lang)).strong().href(page_of(&rule.id));
        if rule.origin == Origin::Tenant {
            name = name.by(t::own_value().say(lang));
        }
        table = table.row([
            name,
            value,
            Cell::text(&rule.source.quote()),
            Cell::html(say::sure(rule.confidence, lang)),
        ]);
    }
    table.render(lang)
}
