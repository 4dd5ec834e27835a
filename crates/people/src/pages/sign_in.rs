//! The door of the house.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::http::header::{LOCATION, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::Refusal;
use serde::Deserialize;
use ui::{Button, Ctx, Field, Filled, Form, Html, Notice, Page};
use words::Msg;

use crate::house::{House, faults};
use crate::sessions::{self, Entered};
use crate::t;

#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    pub(super) next: String,
    /// The code did not come in time.
    #[serde(default)]
    over: String,
}

#[derive(Deserialize)]
pub struct Credentials {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

pub async fn show(State(house): State<House>, headers: HeaderMap, Query(query): Query<Next>) -> Response {
    let ctx = house.ctx(&headers, "/sign-in");
    let over = (!query.over.is_empty()).then(t::second_half_over);
    page(&ctx, &house, (&query.next, over), &Filled::default()).into_response()
}

fn page<'a>(ctx: &'a Ctx, house: &House, (next, told): (&str, Option<Msg>), filled: &Filled) -> Page<'a> {
    let told = told.map(|msg| Notice::care(msg).render(ctx.lang));
    let body = Form::post(ctx, "/sign-in")
        .filled(filled)
        .whole_page()
        .hidden("next", next)
        .put(Field::text("name", t::sign_in_name()).required().focus().attr("autocomplete", "username"))
        .put(Field::password("password", t::password()).required().attr("autocomplete", "current-password"))
        .button(&Button::submit(t::sign_in()).main())
        .render();
    let body = Html::stack([told, Some(body), cards(ctx, house, next)].into_iter().flatten());
    Page::new(ctx, t::sign_in()).bare().body(body)
}

/// Whom one can be in a demonstration: one press signs in.
fn cards(ctx: &Ctx, house: &House, next: &str) -> Option<Html> {
    let cards = house.cards()?;
    let form =
        Form::post(ctx, "/sign-in").whole_page().hidden("next", next).hidden("password", &cards.password);
    let form = cards
        .cards
        .iter()
        .fold(form, |form, (said, name)| form.button(&Button::submit(said).named("name", name)));
    let hint = Notice::plain(t::demo_cards_hint(&cards.password)).render(ctx.lang);
    Some(ui::fold(ctx, t::demo_cards(), &Html::stack([hint, form.render()]), true))
}

pub async fn enter(
    State(house): State<House>,
    headers: HeaderMap,
    Posted(input): Posted<Credentials>,
) -> Response {
    let ctx = house.ctx(&headers, "/sign-in");
    let browser = headers.get(USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
    let office = house.office().clone();
    let (name, password) = (input.name.clone(), input.password.clone());
    let outcome =
        tokio::task::spawn_blocking(move || sessions::enter(&office, &name, &password, &browser)).await;
    let signed_in = match outcome {
        Ok(Ok(Entered::In(signed_in))) => signed_in,
        Ok(Ok(Entered::Half(secret))) => {
            let next = ui::preferences::local(&input.next);
            let to = format!("/sign-in/code?next={}", crate::viewer::escape_query(next));
            return go(to, cookie(&house, sessions::HALF_COOKIE, &secret));
        }
        Ok(Err(refusal)) => return again(&ctx, &house, &input, &refusal),
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    let to = if signed_in.must_change { "/password" } else { ui::preferences::local(&input.next) };
    go(to.to_owned(), cookie(&house, sessions::COOKIE, &signed_in.secret))
}

pub(super) fn cookie(house: &House, name: &str, secret: &str) -> String {
    let secure = if house.secure() { "; Secure" } else { "" };
    format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}")
}

pub(super) fn go(to: String, cookie: String) -> Response {
    (StatusCode::SEE_OTHER, [(SET_COOKIE, cookie), (LOCATION, to)]).into_response()
}

fn again(ctx: &Ctx, house: &House, input: &Credentials, refusal: &Refusal) -> Response {
    let filled = Filled::from_pairs([("name", &input.name)]).with(faults(refusal));
    page(ctx, house, (&input.next, None), &filled).status(StatusCode::UNPROCESSABLE_ENTITY).into_response()
}
