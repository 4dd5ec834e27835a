//! The first administrator: whoever can read the console has the code.

use axum::Form as Posted;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::Refusal;
use serde::Deserialize;
use ui::{Button, Ctx, Field, Filled, Form, Page};

use crate::acts::account::{self, FirstRun};
use crate::house::{House, faults, refused};
use crate::{store, t};

pub async fn show(State(house): State<House>, headers: HeaderMap) -> Response {
    let ctx = house.ctx(&headers, "/first-run");
    if !open(&house).await {
        return refused(&ctx, &Refusal::not_found());
    }
    page(&ctx, &Filled::default()).into_response()
}

/// Only until somebody has an account; the code that was printed is worth nothing after that.
async fn open(house: &House) -> bool {
    house.first_code().is_some() && matches!(house.office().read(store::any_account).await, Ok(false))
}

fn page<'a>(ctx: &'a Ctx, filled: &Filled) -> Page<'a> {
    let body = Form::post(ctx, "/first-run")
        .filled(filled)
        .whole_page()
        .put(Field::text("code", t::first_code()).required().focus().hint(t::first_code_hint()))
        .put(Field::text("office", t::office_name()).required())
        .put(Field::text("name", t::full_name()).required())
        .put(Field::text("sign_in_name", t::sign_in_name()).required())
        .put(Field::password("password", t::new_password()).required())
        .button(&Button::submit(t::first_run_do()).main())
        .render();
    Page::new(ctx, t::first_run()).bare().body(body)
}

#[derive(Deserialize)]
pub struct FirstForm {
    code: String,
    office: String,
    name: String,
    sign_in_name: String,
    password: String,
}

pub async fn complete(
    State(house): State<House>,
    headers: HeaderMap,
    Posted(form): Posted<FirstForm>,
) -> Response {
    let ctx = house.ctx(&headers, "/first-run");
    if !open(&house).await {
        return refused(&ctx, &Refusal::not_found());
    }
    let typed = [
        ("office", form.office.clone()),
        ("name", form.name.clone()),
        ("sign_in_name", form.sign_in_name.clone()),
    ];
    let working = house.clone();
    let outcome = tokio::task::spawn_blocking(move || set_up(&working, form)).await;
    match outcome {
        Ok(Ok(())) => Redirect::to("/sign-in").into_response(),
        Ok(Err(refusal)) => {
            let filled = Filled::from_pairs(typed).with(faults(&refusal));
            page(&ctx, &filled).status(StatusCode::UNPROCESSABLE_ENTITY).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn set_up(house: &House, form: FirstForm) -> Result<(), Refusal> {
    // Hashed before comparing: the time taken tells nothing about how much of the code was right.
    let same = |a: &str, b: &str| crate::sessions::token(a.trim()) == crate::sessions::token(b);
    if !house.first_code().is_some_and(|code| same(&form.code, code)) {
        return Err(Refusal::invalid(t::first_code_wrong()).field("code"));
    }
    account::check_password(&form.password)?;
    let mut salt = [0u8; 16];
    house.office().clock().random(&mut salt);
    let input = FirstRun {
        office: form.office,
        full_name: form.name,
        sign_in_name: form.sign_in_name,
        password_hash: account::hash_password(&form.password, &salt)?,
    };
    account::first_run(house.office(), input).map(drop)
}
