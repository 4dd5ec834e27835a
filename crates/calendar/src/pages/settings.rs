//! What the office sets for its hours and its duty.

use axum::Form as Posted;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Refusal, StoreError};
use people::{House, Pairs, Viewer, refused};
use ui::form::Choice;
use ui::{Button, Ctx, Field, Filled, Form, Html, Notice, Page, Text};
use words::Lang;

use super::{shape_name, weekday_name};
use crate::model::{OfficeHours, Shape, parse_spans, say_spans};
use crate::settings::{self, DAYS, Settings};
use crate::{seats, t};

const WEEK: [jiff::civil::Weekday; 7] = {
    use jiff::civil::Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    [Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday]
};

pub async fn show(State(house): State<House>, viewer: Viewer) -> Response {
    screen(&house, &viewer, &Filled::default()).await
}

async fn screen(house: &House, viewer: &Viewer, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    let reader = viewer.clone();
    let found = house
        .office()
        .read(move |tx| -> Result<_, StoreError> {
            if !seats::plans(tx, &reader)? {
                return Ok(None);
            }
            Ok(Some((settings::settings(tx)?, rulebook::rules(tx)?)))
        })
        .await;
    let ((set, confirmed), rules) = match found {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&ctx, &Refusal::forbidden()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let mut body = Vec::new();
    if !confirmed {
        body.push(Notice::care(t::to_be_confirmed()).render(ctx.lang));
    }
    body.push(form(&ctx, (&set, &rules), filled));
    let status = if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Page::new(&ctx, t::duty_settings()).narrow().body(Html::stack(body)).status(status).into_response()
}

fn form(ctx: &Ctx, (set, rules): (&Settings, &rulebook::Rulebook), filled: &Filled) -> Html {
    let lang = ctx.lang;
    let mut form = Form::post(ctx, "/duty/settings").filled(filled);
    for ((name, day), spans) in DAYS.into_iter().zip(WEEK).zip(&set.hours.days) {
        let label = t::hours_on(weekday_name(day, lang));
        let field = Field::text(name, label).value(say_spans(spans));
        form = form.put(if name == "mon" { field.hint(t::hours_hint()) } else { field });
    }
    for shape in Shape::ALL {
        let label = t::shape_hours(shape_name(shape).say(lang));
        form = form.put(Field::text(shape.code(), label).value(say_spans(&[set.shape(shape)])).required());
    }
    let ranks = rules.pack.urgency.iter().map(|row| {
        let name = if lang == Lang::Vi { &row.value.name.vi } else { &row.value.name.en };
        Choice::new(row.value.rank.to_string(), Text::from(name.clone()))
    });
    form.put(
        Field::select("from_rank", t::from_rank(), ranks)
            .value(set.from_rank.to_string())
            .hint(t::from_rank_hint()),
    )
    .row([
        Field::number("every_minutes", t::every_minutes()).value(set.every_minutes.to_string()),
        Field::number("rise_after", t::rise_after())
            .value(set.rise_after.to_string())
            .hint(t::rise_after_hint()),
    ])
    .button(&Button::submit(t::save()).main().icon("device-floppy"))
    .render()
}

fn read(form: &Pairs) -> Result<Settings, Refusal> {
    let mut wrong = Vec::new();
    let days = DAYS.map(|name| {
        parse_spans(form.get(name)).unwrap_or_else(|| {
            wrong.push(Refusal::invalid(t::hours_wrong()).field(name));
            Vec::new()
        })
    });
    let shapes = Shape::ALL.map(|shape| match parse_spans(form.get(shape.code())).as_deref() {
        Some([one]) => *one,
        _ => {
            wrong.push(Refusal::invalid(t::shape_wrong()).field(shape.code()));
            shape.usual()
        }
    });
    let mut number = |name: &'static str, low: u32, high: u32| {
        form.get(name).trim().parse().unwrap_or_else(|_| {
            wrong.push(Refusal::invalid(t::between(low, high)).field(name));
            low
        })
    };
    let (every_minutes, rise_after) = (number("every_minutes", 1, 60), number("rise_after", 1, 12));
    let from_rank = u8::try_from(number("from_rank", 1, 4)).unwrap_or_default();
    Refusal::all(wrong)?;
    Ok(Settings { hours: OfficeHours { days }, shapes, from_rank, every_minutes, rise_after })
}

pub async fn save(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let outcome = async {
        let reader = viewer.clone();
        if !house.office().read(move |tx| seats::plans(tx, &reader)).await? {
            return Err(Refusal::forbidden());
        }
        house.office().act(viewer.actor(), form.act_id()?, read(&form)?, settings::set).await
    };
    match outcome.await {
        Ok(()) => Redirect::to("/duty/settings").into_response(),
        Err(refusal) if refusal.field.is_some() => screen(&house, &viewer, &form.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
