//! What is sent from the accept screen: registered, returned, joined, put in order, looked at.

use axum::Form as PostedForm;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use documents::Paper;
use jiff::civil::Date;
use kernel::{Id, Refusal};
use people::{House, Viewer, act_id, faults, refused};
use serde::Deserialize;
use ui::form::Filled;
use ui::page::Pane;

use super::super::image::image;
use super::super::keeping::one;
use super::super::{choice, related, writing};
use super::{Asked, next, screen};
use crate::acts::{
    AnnexTo, Join, Lift, Register, Return, annex as annex_act, join as join_act, lift as lift_act,
    register as register_act, return_ as return_act,
};
use crate::model::Receipt;
use crate::{REGISTER, store, t};

/// The form's fields of one value each.
const FIELDS: [&str; 12] = [
    "code",
    "issued_on",
    "issuer",
    "kind",
    "urgency",
    "subject",
    "asked_by",
    "number",
    "book",
    "arrived_on",
    "to",
    "field",
];

pub async fn register(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    PostedForm(form): PostedForm<Vec<(String, String)>>,
) -> Response {
    let get = |name: &str| one(&form, name).to_owned();
    let ticked = || form.iter().filter(|(name, _)| name == "relates").map(|(_, value)| value.as_str());
    let mut typed: Vec<(&str, String)> = FIELDS.iter().map(|name| (*name, get(name))).collect();
    typed.extend(ticked().map(|value| ("relates", value.to_owned())));
    typed.extend(writing::kept(&form));
    let outcome = async {
        viewer.ask(REGISTER)?;
        let receipt = id.parse().map_err(|_| Refusal::not_found())?;
        let input = Register {
            receipt,
            writings: written(&house, receipt, &form).await?,
            code: get("code"),
            kind: get("kind"),
            issuer: get("issuer"),
            issued_on: date(&get("issued_on"), "issued_on")?,
            subject: get("subject"),
            urgency: get("urgency"),
            asked_by: date(&get("asked_by"), "asked_by")?,
            book: choice::named(&get("book"))?,
            arrived_on: date(&get("arrived_on"), "arrived_on")?,
            send: directions::chosen(&get("to"), &get("field"))?,
            given: match get("number").trim() {
                "" => None,
                number => {
                    let wrong = |_| Refusal::invalid(t::number_shape()).field("number");
                    Some(number.parse().map_err(wrong)?)
                }
            },
            relates: related::ticked(ticked())?,
        };
        house.office().act(viewer.actor(), act_id(&get("act_id"))?, input, register_act).await
    }
    .await;
    answer(&house, &viewer, &id, Filled::from_pairs(typed), outcome.map(|done| Some(done.paper))).await
}

/// What was typed of its handwriting, with the file that it stands on.
async fn written(
    house: &House,
    receipt: Id<Receipt>,
    form: &[(String, String)],
) -> Result<Vec<documents::Typed>, Refusal> {
    if writing::kept(form).next().is_none() {
        return Ok(Vec::new());
    }
    let found = house.office().read(move |tx| store::receipt(tx, receipt)).await?;
    writing::typed(form, found.ok_or_else(Refusal::not_found)?.blob)
}

pub(in crate::pages) fn date(text: &str, field: &'static str) -> Result<Option<Date>, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let read = text.parse().ok().or_else(|| vietnamese::parse_date(text));
    read.map(Some).ok_or_else(|| Refusal::invalid(t::date_shape()).field(field))
}

#[derive(Deserialize)]
pub struct ReturnForm {
    act_id: String,
    reason: String,
}

pub async fn return_(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    PostedForm(form): PostedForm<ReturnForm>,
) -> Response {
    let typed = Filled::from_pairs([("reason", form.reason.clone())]);
    let outcome = async {
        viewer.ask(REGISTER)?;
        let receipt = id.parse().map_err(|_| Refusal::not_found())?;
        let input = Return { receipt, reason: form.reason };
        house.office().act(viewer.actor(), act_id(&form.act_id)?, input, return_act).await
    }
    .await;
    answer(&house, &viewer, &id, typed, outcome.map(|()| None)).await
}

/// Done: the next one of the list is there, and the number that was given. Refused beside a field: the same page with
/// what was typed.
async fn answer(
    house: &House,
    viewer: &Viewer,
    id: &str,
    typed: Filled,
    outcome: Result<Option<Id<Paper>>, Refusal>,
) -> Response {
    let refusal = match outcome {
        Ok(done) => {
            let (receipt, person, now) = (id.parse().ok(), viewer.person, house.office().now());
            let following = house.office().read(move |tx| {
                let before = receipt.map(|id| store::receipt(tx, id)).transpose()?.flatten();
                next(tx, before.as_ref(), (person, now))
            });
            let page = match following.await.ok().flatten() {
                Some(receipt) => format!("/incoming/{receipt}"),
                None => "/incoming".to_owned(),
            };
            let told = done.map_or(String::new(), |paper| format!("?done={paper}"));
            return Redirect::to(&format!("{page}{told}")).into_response();
        }
        Err(refusal) => refusal,
    };
    if refusal.field.is_none() {
        return refused(&house.page(viewer).await, &refusal);
    }
    let filled = typed.with(faults(&refusal));
    let asked = Asked { state: "waiting", id: id.parse().ok(), done: String::new(), take: false };
    screen(house, viewer, asked, &filled, Pane::Facts).await
}

/// The page says that it is being looked at. Nothing of the office's facts: it ends by itself.
pub async fn look(State(house): State<House>, viewer: Viewer, Path(id): Path<String>) -> Response {
    if viewer.ask(REGISTER).is_err() {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Ok(id) = id.parse::<Id<Receipt>>() else { return StatusCode::NOT_FOUND.into_response() };
    let (office, person, now) = (house.office().clone(), viewer.person, house.office().now());
    let noted = tokio::task::spawn_blocking(move || {
        // One that was registered a moment ago needs no note any more.
        office.operate(move |tx| {
            Ok(store::note_look(tx, person, (id, now))? || store::receipt(tx, id)?.is_some())
        })
    })
    .await;
    match noted {
        Ok(Ok(true)) => StatusCode::NO_CONTENT.into_response(),
        Ok(Ok(false)) => StatusCode::NOT_FOUND.into_response(),
        _ => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

pub async fn page_image(
    State(house): State<House>,
    viewer: Viewer,
    Path((id, page)): Path<(String, u32)>,
) -> Response {
    if viewer.ask(REGISTER).is_err() {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Ok(id) = id.parse() else { return StatusCode::NOT_FOUND.into_response() };
    match house.office().read(move |tx| store::receipt(tx, id)).await {
        Ok(Some(receipt)) => image(&house, receipt.blob, page).await,
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

#[derive(Deserialize)]
pub struct JoinForm {
    act_id: String,
    paper: String,
}

/// The paper is in the book already: this one joins its number.
pub async fn join(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    PostedForm(form): PostedForm<JoinForm>,
) -> Response {
    let outcome = async {
        viewer.ask(REGISTER)?;
        let receipt = id.parse().map_err(|_| Refusal::not_found())?;
        let input = Join { receipt, paper: form.paper.parse().map_err(|_| Refusal::not_found())? };
        house.office().act(viewer.actor(), act_id(&form.act_id)?, input, join_act).await
    }
    .await;
    match outcome {
        Ok(()) => Redirect::to(&format!("/papers/{}", form.paper)).into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

/// The paper belongs to one of the book: its files are put to that one.
pub async fn annex(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    PostedForm(form): PostedForm<JoinForm>,
) -> Response {
    let outcome = async {
        viewer.ask(REGISTER)?;
        let receipt = id.parse().map_err(|_| Refusal::not_found())?;
        let input = AnnexTo { receipt, paper: form.paper.parse().map_err(|_| Refusal::not_found())? };
        house.office().act(viewer.actor(), act_id(&form.act_id)?, input, annex_act).await
    }
    .await;
    match outcome {
        Ok(()) => Redirect::to(&format!("/papers/{}", form.paper)).into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

#[derive(Deserialize)]
pub struct LiftForm {
    act_id: String,
    annex: String,
}

pub async fn lift(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    PostedForm(form): PostedForm<LiftForm>,
) -> Response {
    let outcome = async {
        viewer.ask(REGISTER)?;
        let receipt = id.parse().map_err(|_| Refusal::not_found())?;
        let input = Lift { receipt, annex: form.annex.parse().map_err(|_| Refusal::not_found())? };
        house.office().act(viewer.actor(), act_id(&form.act_id)?, input, lift_act).await
    }
    .await;
    match outcome {
        Ok(()) => Redirect::to(&format!("/incoming/{id}")).into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

pub async fn annex_image(
    State(house): State<House>,
    viewer: Viewer,
    Path((id, annex, page)): Path<(String, String, u32)>,
) -> Response {
    if viewer.ask(REGISTER).is_err() {
        return StatusCode::FORBIDDEN.into_response();
    }
    let (Ok(id), Ok(annex)) = (id.parse(), annex.parse::<Id<crate::model::Annex>>()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match house.office().read(move |tx| store::annexes(tx, id)).await {
        Ok(annexes) => match annexes.into_iter().find(|one| one.id == annex) {
            Some(annex) => image(&house, annex.blob, page).await,
            None => StatusCode::NOT_FOUND.into_response(),
        },
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
