//! What the office sets for its desks: ready phrases, and when a late paper reaches the chief.

use axum::Form as PostedForm;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Act, Id, Refusal, Setting, Subject};
use people::{House, Viewer, act_id, faults, refused};
use serde::{Deserialize, Serialize};
use ui::form::{Field, Filled, Form};
use ui::{Button, Page};

use super::choices;
use crate::lists::CHIEF_AFTER;
use crate::{PROPOSE, lists, t};

pub(super) const PHRASES: &str = "directions.phrases";
/// More phrases than this are no help any more.
const PHRASES_MAX: usize = 30;
const PHRASE_MAX: usize = 300;

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Settings {
    phrases: Vec<String>,
    chief_after_days: u32,
}

fn set(act: &mut Act<'_>, input: Settings) -> Result<(), Refusal> {
    people::may(act, PROPOSE)?;
    if input.phrases.len() > PHRASES_MAX || input.phrases.iter().any(|p| p.chars().count() > PHRASE_MAX) {
        return Err(Refusal::invalid(t::phrases_too_many(PHRASE_MAX, PHRASES_MAX)).field("phrases"));
    }
    if !(1..=60).contains(&input.chief_after_days) {
        return Err(Refusal::invalid(t::days_between(1, 60)).field("chief_after_days"));
    }
    let none: Id<Setting> = act.new_id();
    act.record("directions.set", Subject::new("setting", none));
    Setting::set(act, PHRASES, &input.phrases)?;
    Setting::set(act, CHIEF_AFTER, &input.chief_after_days)?;
    Ok(())
}

pub async fn show(State(house): State<House>, viewer: Viewer) -> Response {
    screen(&house, &viewer, &Filled::default()).await
}

async fn screen(house: &House, viewer: &Viewer, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(PROPOSE) {
        return refused(&ctx, &refusal);
    }
    let found = house.office().read(|tx| Ok((choices::phrases(tx)?, lists::chief_after(tx)?))).await;
    let (phrases, after) = match found {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let form = Form::post(&ctx, "/desk/settings")
        .filled(filled)
        .put(Field::area("phrases", t::phrases()).rows(10).value(phrases.join("\n")).hint(t::phrases_hint()))
        .put(
            Field::number("chief_after_days", t::chief_after())
                .value(after.to_string())
                .hint(t::chief_after_hint()),
        )
        .button(&Button::submit(t::save()).main().icon("device-floppy"))
        .render();
    let status = if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Page::new(&ctx, t::desk_settings()).narrow().body(form).status(status).into_response()
}

#[derive(Deserialize)]
pub struct Posted {
    act_id: String,
    phrases: String,
    chief_after_days: String,
}

pub async fn save(
    State(house): State<House>,
    viewer: Viewer,
    PostedForm(form): PostedForm<Posted>,
) -> Response {
    let typed = Filled::from_pairs([
        ("phrases", form.phrases.clone()),
        ("chief_after_days", form.chief_after_days.clone()),
    ]);
    let outcome = async {
        viewer.ask(PROPOSE)?;
        let days = form.chief_after_days.trim().parse();
        let input = Settings {
            phrases: form.phrases.lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect(),
            chief_after_days: days
                .map_err(|_| Refusal::invalid(t::days_between(1, 60)).field("chief_after_days"))?,
        };
        house.office().act(viewer.actor(), act_id(&form.act_id)?, input, set).await
    }
    .await;
    match outcome {
        Ok(()) => Redirect::to("/desk").into_response(),
        Err(refusal) if refusal.field.is_some() => {
            screen(&house, &viewer, &typed.with(faults(&refusal))).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
