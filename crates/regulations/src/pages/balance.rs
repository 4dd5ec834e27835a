//! Fields and units of each leader, from when to when; where nobody answers or nobody stands in.

use axum::Form as Posted;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Id, Refusal, StoreError};
use people::{Field as Subject, House, Pairs, Unit, Viewer, names, refused};
use serde::Deserialize;
use ui::form::Choice;
use ui::{Button, Card, Cell, Column, Ctx, Due, Field, Filled, Form, Html, Notice, Page, Table, Text};

use super::{day_of, optional_day, span, tabs};
use crate::acts::{self, Assign, EndAssignment};
use crate::balance::{Balance, Gap, Load, balance};
use crate::model::Assignment;
use crate::{ASK, ASSIGN, t};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    on: String,
}

struct Seen {
    found: Balance,
    units: Vec<(Id<Unit>, String)>,
}

pub async fn show(State(house): State<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    screen(&house, &viewer, &asked, &Filled::default()).await
}

async fn screen(house: &House, viewer: &Viewer, asked: &Asked, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(ASK) {
        return refused(&ctx, &refusal);
    }
    let on = day_of(&asked.on, viewer.today);
    let read = house
        .office()
        .read(move |tx| -> Result<Seen, StoreError> {
            let units = names::unit_names(tx, on)?.iter().cloned().collect();
            Ok(Seen { found: balance(tx, on)?, units })
        })
        .await;
    let seen = match read {
        Ok(seen) => seen,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let day = Form::get(&ctx, "/regulations/assignments")
        .put(Field::date("on", t::on_day()).value(vietnamese::format_date(on)))
        .button(&Button::submit(t::show_day()).icon("calendar"))
        .render();
    let mut left = gaps(&ctx, &seen);
    let leaders = u64::try_from(seen.found.loads.len()).unwrap_or(0);
    left.push(Card::new(t::balance(), table(&ctx, viewer, &seen)).count(leaders).render(lang));
    let body = if viewer.may(ASSIGN) {
        let right = Card::new(t::assign(), form(&ctx, viewer, &seen, filled)).padded().render(lang);
        Html::columns(Html::stack(left), Html::stack([day, right]))
    } else {
        Html::stack([day, Html::stack(left)])
    };
    Page::new(&ctx, t::assignments())
        .lead(t::assignments_lead())
        .live(["leader_assignment", "absence", "post"])
        .status(people::pages::pairs::status(filled))
        .body(Html::stack([tabs("/regulations/assignments", lang), body]))
        .into_response()
}

fn gaps(ctx: &Ctx, seen: &Seen) -> Vec<Html> {
    let field = |id: Id<Subject>| {
        seen.found.fields.iter().find(|row| row.id == id).map_or_else(String::new, |row| row.name.clone())
    };
    let who = |id| {
        let load = seen.found.loads.iter().find(|load: &&Load| load.post.id == id);
        load.map_or_else(String::new, |load| {
            let name = load.post.holder_name.clone().unwrap_or_else(|| t::vacant().say(ctx.lang));
            format!("{name} ({})", load.post.title)
        })
    };
    let without: Vec<String> = seen
        .found
        .gaps
        .iter()
        .filter_map(|gap| match gap {
            Gap::FieldWithout(id) => Some(field(*id)),
            _ => None,
        })
        .collect();
    let mut all = Vec::new();
    for gap in &seen.found.gaps {
        let said = match gap {
            Gap::AwayWithout(post, until) => {
                let until = vietnamese::format_date(*until);
                let open = Button::link(t::absences(), "/absences");
                all.push(Notice::fault(t::gap_away(until, who(*post))).button(open).render(ctx.lang));
                continue;
            }
            Gap::FieldTwice(id, one, other) => t::gap_twice(field(*id), who(*one), who(*other)),
            Gap::FieldWithout(_) => continue,
        };
        all.push(Notice::care(said).render(ctx.lang));
    }
    if !without.is_empty() {
        all.push(Notice::care(t::gap_without(without.len(), without.join("; "))).render(ctx.lang));
    }
    all
}

fn table(ctx: &Ctx, viewer: &Viewer, seen: &Seen) -> Html {
    let lang = ctx.lang;
    let columns = [
        Column::new(t::leader()),
        Column::new(t::fields()),
        Column::new(t::units()),
        Column::new(t::count()).number(),
    ];
    let mut table = Table::new(t::balance(), columns);
    for load in &seen.found.loads {
        let name = load.post.holder_name.clone().unwrap_or_else(|| t::vacant().say(lang));
        let mut who = vec![Html::text(&name)];
        if let Some(until) = load.away_until {
            let until = vietnamese::format_date(until);
            let instead =
                load.stands_in.and_then(|post| seen.found.loads.iter().find(|one| one.post.id == post));
            let said = match instead.and_then(|one| one.post.holder_name.clone()) {
                Some(name) => t::away_with(name, until),
                None => t::away_until(until),
            };
            who.push(Html::trusted("<br>"));
            who.push(Due::soon(said).render(lang));
        }
        let fields = load.fields.iter().map(|(id, dated)| {
            let name = seen.found.fields.iter().find(|row| row.id == *id);
            let name = name.map_or_else(String::new, |row| row.name.clone());
            line(ctx, viewer, &name, dated.as_ref())
        });
        let units = load.units.iter().map(|row| {
            let name = seen.units.iter().find(|(id, _)| Some(*id) == row.unit);
            let name = name.map_or_else(String::new, |(_, name)| name.clone());
            line(ctx, viewer, &name, Some(row))
        });
        table = table.row([
            Cell::html(Html::join(who)).strong().by(format!("{}, {}", load.post.title, load.post.unit_name)),
            Cell::html(list(fields)),
            Cell::html(list(units)),
            Cell::text(&(load.fields.len() + load.units.len()).to_string()),
        ]);
    }
    table.render(lang)
}

fn list(each: impl Iterator<Item = Html>) -> Html {
    let each: String = each.map(|one| format!("<li>{one}</li>")).collect();
    if each.is_empty() { Html::default() } else { Html::trusted(format!("<ul>{each}</ul>")) }
}

/// A field or unit; with dates it can be ended.
fn line(ctx: &Ctx, viewer: &Viewer, name: &str, dated: Option<&crate::store::AssignmentRow>) -> Html {
    let lang = ctx.lang;
    let Some(row) = dated else { return Html::text(name) };
    let days = span(Some(row.from), row.to, lang);
    let said = Html::trusted(format!(
        "{} <span class=\"by\">{} · {}</span>",
        Html::text(name),
        Html::text(&days),
        Html::text(&row.code)
    ));
    if !viewer.may(ASSIGN) {
        return said;
    }
    let end = Form::post(ctx, format!("/regulations/assignments/{}/ending", row.id))
        .inline()
        .button(&Button::submit(t::end_today()).plain())
        .render();
    Html::join([said, Html::trusted(" "), end])
}

fn form(ctx: &Ctx, viewer: &Viewer, seen: &Seen, filled: &Filled) -> Html {
    let leaders = seen.found.loads.iter().map(|load| {
        let name = load.post.holder_name.as_deref().unwrap_or("—");
        Choice::new(load.post.id.to_string(), Text::from(format!("{name} · {}", load.post.title)))
    });
    let none = || std::iter::once(Choice::new("", t::choose()));
    let fields =
        seen.found.fields.iter().map(|row| Choice::new(row.id.to_string(), Text::from(row.name.clone())));
    let units = seen.units.iter().map(|(id, name)| Choice::new(id.to_string(), Text::from(name.clone())));
    Form::post(ctx, "/regulations/assignments")
        .filled(filled)
        .put(Field::select("post", t::leader(), leaders))
        .put(Field::select("field", t::field(), none().chain(fields)))
        .put(Field::select("unit", t::or_unit(), none().chain(units)))
        .put(Field::text("code", t::assigning_paper()).required().hint(t::assigning_paper_hint()))
        .row([
            Field::date("from", t::effect_from()).required().value(vietnamese::format_date(viewer.today)),
            Field::date("to", t::effect_to()).optional(),
        ])
        .button(&Button::submit(t::assign()).main().icon("check").key("Ctrl+Enter"))
        .render()
}

pub async fn assign(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let outcome = async {
        viewer.ask(ASSIGN)?;
        let input = Assign {
            post: form.id("post")?,
            field: form.optional_id("field")?,
            unit: form.optional_id("unit")?,
            code: form.get("code").to_owned(),
            from: form.date("from")?,
            to: optional_day(&form, "to")?,
        };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::assign).await.map(drop)
    };
    answer(&house, &viewer, &form, outcome.await).await
}

pub async fn end(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Assignment>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async {
        viewer.ask(ASSIGN)?;
        // Today is the last day.
        let input = EndAssignment { assignment: id, last_day: viewer.today };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::end_assignment).await
    };
    let outcome = outcome.await.map_err(|refusal| Refusal { field: None, ..refusal });
    answer(&house, &viewer, &form, outcome).await
}

async fn answer(house: &House, viewer: &Viewer, form: &Pairs, outcome: Result<(), Refusal>) -> Response {
    match outcome {
        Ok(()) => Redirect::to("/regulations/assignments").into_response(),
        Err(refusal) if refusal.field.is_some() => {
            screen(house, viewer, &Asked::default(), &form.filled(&refusal)).await
        }
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}
