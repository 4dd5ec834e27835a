//! What everybody does with their own account: leave, see and end sessions, choose a password.

use axum::Form as Posted;
use axum::extract::State;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::Refusal;
use serde::Deserialize;
use ui::{Button, Cell, Column, Ctx, Field, Filled, Form, Html, Page, Table};

use crate::acts::account::{self, ChangedPassword};
use crate::house::{House, Viewer, act_id, faults, refused};
use crate::{sessions, t};

fn secret(headers: &HeaderMap) -> String {
    ui::preferences::cookie(headers, sessions::COOKIE).unwrap_or("").to_owned()
}

pub async fn sign_out(State(house): State<House>, viewer: Viewer, headers: HeaderMap) -> Response {
    let token = sessions::token(&secret(&headers));
    let office = house.office().clone();
    let ended = tokio::task::spawn_blocking(move || sessions::end(&office, viewer.person, token)).await;
    if !matches!(ended, Ok(Ok(()))) {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let gone = format!("{}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0", sessions::COOKIE);
    (StatusCode::SEE_OTHER, [(SET_COOKIE, gone), (LOCATION, "/sign-in".to_owned())]).into_response()
}

pub async fn sessions(State(house): State<House>, viewer: Viewer, headers: HeaderMap) -> Response {
    let ctx = house.page(&viewer).await;
    let (office, person) = (house.office().clone(), viewer.person);
    let found = tokio::task::spawn_blocking(move || {
        Ok::<_, kernel::StoreError>((sessions::of(&office, person)?, office.read_blocking(sessions::idle)?))
    })
    .await;
    let Ok(Ok((found, idle))) = found else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    let here = sessions::token(&secret(&headers));
    let mut table = Table::new(t::sessions(), [t::browser(), t::started(), t::seen()].map(Column::new));
    for session in &found {
        let browser = if session.token == here {
            format!("{} · {}", t::this_one().say(ctx.lang), session.browser)
        } else {
            session.browser.clone()
        };
        table = table.row([
            Cell::text(&browser),
            Cell::text(&when(session.started_at)),
            Cell::text(&when(session.seen_at)),
        ]);
    }
    let mut body = vec![table.render(ctx.lang)];
    if found.len() > 1 {
        let end = Button::submit(t::end_others()).icon("logout");
        body.push(Form::post(&ctx, "/sessions").inline().button(&end).render());
    }
    let second = Button::link(t::second(), "/second-factor").icon("shield-lock").render(ctx.lang);
    let change = Button::link(t::change_password(), "/password").render(ctx.lang);
    Page::new(&ctx, t::sessions())
        .lead(t::sessions_lead(idle / kernel::Instant::MINUTE))
        .actions([Button::link(t::tokens(), "/tokens").icon("key").render(ctx.lang), second, change])
        .body(Html::stack(body))
        .into_response()
}

fn when(at: kernel::Instant) -> String {
    at.local().strftime("%H:%M %d/%m/%Y").to_string()
}

pub async fn end_others(State(house): State<House>, viewer: Viewer, headers: HeaderMap) -> Response {
    let (office, secret) = (house.office().clone(), secret(&headers));
    let ended =
        tokio::task::spawn_blocking(move || sessions::end_others(&office, viewer.person, &secret)).await;
    match ended {
        Ok(Ok(())) => Redirect::to("/sessions").into_response(),
        _ => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

pub async fn password(State(house): State<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    password_page(&ctx, &Filled::default()).into_response()
}

fn password_page<'a>(ctx: &'a Ctx, filled: &Filled) -> Page<'a> {
    let body = Form::post(ctx, "/password")
        .filled(filled)
        .whole_page()
        .put(Field::password("old", t::old_password()).required().attr("autocomplete", "current-password"))
        .put(
            Field::password("password", t::new_password())
                .required()
                .hint(t::password_length(account::PASSWORD_MIN))
                .attr("autocomplete", "new-password"),
        )
        .put(Field::password("again", t::password_again()).required().attr("autocomplete", "new-password"))
        .button(&Button::submit(t::change_password()).main())
        .render();
    Page::new(ctx, t::change_password()).narrow().body(body)
}

#[derive(Deserialize)]
pub struct NewPassword {
    act_id: String,
    old: String,
    password: String,
    again: String,
}

pub async fn change_password(
    State(house): State<House>,
    viewer: Viewer,
    headers: HeaderMap,
    Posted(input): Posted<NewPassword>,
) -> Response {
    match change(&house, &viewer, secret(&headers), input).await {
        Ok(()) => Redirect::to("/").into_response(),
        Err(refusal) => {
            let ctx = house.page(&viewer).await;
            if refusal.field.is_none() {
                return refused(&ctx, &refusal);
            }
            let filled = Filled::default().with(faults(&refusal));
            password_page(&ctx, &filled).status(StatusCode::UNPROCESSABLE_ENTITY).into_response()
        }
    }
}

async fn change(house: &House, viewer: &Viewer, secret: String, input: NewPassword) -> Result<(), Refusal> {
    let id = act_id(&input.act_id)?;
    account::check_password(&input.password)?;
    if input.password != input.again {
        return Err(Refusal::invalid(t::passwords_differ()).field("again"));
    }
    let (office, person) = (house.office().clone(), viewer.person);
    let checked = tokio::task::spawn_blocking(move || {
        if !sessions::own_password_fits(&office, person, &input.old)? {
            return Err(Refusal::invalid(t::old_password_wrong()).field("old"));
        }
        let mut salt = [0u8; 16];
        office.clock().random(&mut salt);
        let hash = account::hash_password(&input.password, &salt)?;
        // Whoever knew the old password is signed out everywhere else.
        sessions::end_others(&office, person, &secret)?;
        Ok(hash)
    });
    let password_hash = checked.await.unwrap_or_else(|_| Err(Refusal::not_found()))?;
    let input = ChangedPassword { person, password_hash };
    house.office().act(viewer.actor(), id, input, account::change_password).await
}
