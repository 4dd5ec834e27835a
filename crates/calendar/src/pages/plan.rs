//! Planning a week: who, as what, which hours, on which days; or as last week.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use kernel::{Refusal, StoreError};
use people::names::PostRow;
use people::{House, Pairs, Viewer, names, refused};
use serde::Deserialize;
use ui::form::Choice;
use ui::{Button, Card, Cell, Column, Ctx, Empty, Field, Filled, Form, Html, Page, Table, Text};

use super::{hours_of, kind_name, midnight, monday, plus_days, shape_name, weekday};
use crate::acts::{self, CopyWeek, Plan};
use crate::model::{Kind, Shape, say_spans};
use crate::settings::{self, Settings};
use crate::store::{self, TurnRow};
use crate::{seats, t};

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    week: String,
}

pub async fn show(State(house): State<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    screen(&house, &viewer, &asked.week, &Filled::default()).await
}

async fn screen(house: &House, viewer: &Viewer, week: &str, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    let today = house.office().now().date();
    let first = monday(week.parse().unwrap_or(today));
    let reader = viewer.clone();
    let found = house
        .office()
        .read(move |tx| -> Result<_, StoreError> {
            if !seats::plans(tx, &reader)? {
                return Ok(None);
            }
            let span = (midnight(first), midnight(plus_days(first, 7)));
            Ok(Some((store::turns(tx, span)?, settings::settings(tx)?.0, seats::offered(tx, today)?)))
        })
        .await;
    let (turns, set, offered) = match found {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&ctx, &Refusal::forbidden()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let day = vietnamese::format_date;
    let copy = Form::post(&ctx, "/duty/weeks")
        .inline()
        .hidden("week", first.to_string())
        .button(&Button::submit(t::copy_week()).icon("copy"))
        .render();
    let actions = [
        Button::link(t::earlier(), format!("/duty/plan?week={}", plus_days(first, -7)))
            .icon("chevron-left")
            .key("[")
            .render(ctx.lang),
        Button::link(t::later(), format!("/duty/plan?week={}", plus_days(first, 7)))
            .icon("chevron-right")
            .key("]")
            .render(ctx.lang),
        copy,
        Button::link(t::to_roster(), format!("/duty?week={first}")).icon("calendar").render(ctx.lang),
    ];
    let body = Html::stack([
        Card::new(t::put_on_duty(), form(&ctx, first, &set, &offered, filled)).padded().render(ctx.lang),
        planned(&ctx, &turns),
    ]);
    let status = if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Page::new(&ctx, t::plan_week(day(first), day(plus_days(first, 6))))
        .lead(t::plan_lead())
        .actions(actions)
        .body(body)
        .status(status)
        .into_response()
}

fn form(ctx: &Ctx, first: Date, set: &Settings, offered: &[PostRow], filled: &Filled) -> Html {
    let lang = ctx.lang;
    let kinds = Kind::ALL.map(|kind| Choice::new(kind.code(), kind_name(kind)));
    let shapes = Shape::ALL.map(|shape| {
        let label = format!("{} · {}", shape_name(shape).say(lang), say_spans(&[set.shape(shape)]));
        Choice::new(shape.code(), Text::from(label))
    });
    let people = offered.iter().map(|post| {
        let label = names::label(post);
        Choice::new(label.clone(), Text::from(label))
    });
    let boxes = (0..7).map(|n| {
        let date = plus_days(first, n);
        let label = format!("{} {}", weekday(date, lang), date.strftime("%d/%m"));
        Field::check(format!("day-{date}"), Text::from(label)).filled(filled).render(lang)
    });
    let faults: String = filled
        .faults
        .iter()
        .filter(|fault| fault.field.as_deref() == Some("days"))
        .map(|fault| format!("<p class=\"fault\">{}</p>", Html::text(&fault.msg.say(lang))))
        .collect();
    let days = Html::trusted(format!(
        "<fieldset class=\"field\"><legend>{}</legend><div class=\"choices\">{}</div>{faults}</fieldset>",
        Html::text(&t::days().say(lang)),
        Html::join(boxes)
    ));
    Form::post(ctx, "/duty/plan")
        .filled(filled)
        .hidden("week", first.to_string())
        .row([
            Field::text("who", t::who()).required().suggest(people).attr("autocomplete", "off"),
            Field::text("phone", t::phone()).optional().hint(t::phone_hint()).attr("inputmode", "tel"),
        ])
        .row([Field::select("kind", t::as_what(), kinds), Field::select("shape", t::hours(), shapes)])
        .html(&days)
        .button(&Button::submit(t::put_on_duty()).main().icon("plus"))
        .render()
}

/// What stands in the week already.
fn planned(ctx: &Ctx, turns: &[TurnRow]) -> Html {
    if turns.is_empty() {
        return Empty::new("calendar", t::nothing_planned()).next(t::nothing_planned_next()).render(ctx.lang);
    }
    let columns = [t::day(), t::as_what(), t::who(), t::phone()].map(Column::new);
    let mut table = Table::new(t::roster(), columns);
    for turn in turns {
        table = table.row([
            Cell::text(&hours_of(turn.starts, turn.ends)).by(weekday(turn.starts.date(), ctx.lang)),
            Cell::text(&kind_name(turn.kind).say(ctx.lang)),
            Cell::text(&turn.name).strong().by(turn.title.as_str()).href(format!("/duty/turns/{}", turn.id)),
            Cell::text(&turn.phone),
        ]);
    }
    let count = u64::try_from(turns.len()).unwrap_or(0);
    Card::new(t::roster(), table.render(ctx.lang)).count(count).render(ctx.lang)
}

pub async fn plan(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let outcome = async {
        let act_id = form.act_id()?;
        let (today, reader) = (house.office().now().date(), viewer.clone());
        let found = house
            .office()
            .read(
                move |tx| {
                    if seats::plans(tx, &reader)? { seats::offered(tx, today).map(Some) } else { Ok(None) }
                },
            )
            .await?;
        let offered = found.ok_or_else(Refusal::forbidden)?;
        let choose = |field| Refusal::invalid(t::choose_one()).field(field);
        let input = Plan {
            kind: Kind::from_code(form.get("kind")).ok_or_else(|| choose("kind"))?,
            shape: Shape::from_code(form.get("shape")).ok_or_else(|| choose("shape"))?,
            days: form.ticked("day-").into_iter().filter_map(|day| day.parse().ok()).collect(),
            post: names::meant(&offered, form.get("who"), "who")?,
            phone: form.get("phone").to_owned(),
        };
        house.office().act(viewer.actor(), act_id, input, acts::plan).await.map(drop)
    };
    answer(&house, &viewer, &form, outcome.await).await
}

pub async fn copy(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let outcome = async {
        let week = form.date("week").or_else(|refusal| form.get("week").parse().map_err(|_| refusal))?;
        house.office().act(viewer.actor(), form.act_id()?, CopyWeek { week }, acts::copy_week).await.map(drop)
    };
    answer(&house, &viewer, &form, outcome.await).await
}

async fn answer(house: &House, viewer: &Viewer, form: &Pairs, outcome: Result<(), Refusal>) -> Response {
    let week = form.get("week");
    match outcome {
        Ok(()) => Redirect::to(&format!(
            "/duty/plan?week={}",
            week.parse::<Date>().map_or(String::new(), |d| d.to_string())
        ))
        .into_response(),
        Err(refusal) if refusal.field.is_some() => screen(house, viewer, week, &form.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}
