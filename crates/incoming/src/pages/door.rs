//! The door: what may not come in is said first; then files, each with its own result.

use axum::Json;
use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::Refusal;
use people::{House, Viewer, act_id, faults, refused};
use reading::{Limits, Reader};
use serde_json::json;
use ui::form::Filled;
use ui::{Button, Card, Ctx, Drop, Form, Html, Notice, Page};

use super::FILE_MAX_MB;
use crate::{REGISTER, door, receive as receive_act, t};

pub async fn show(State(house): State<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    match viewer.ask(REGISTER) {
        Ok(()) => page(&ctx, &Filled::default()).into_response(),
        Err(refusal) => refused(&ctx, &refusal),
    }
}

fn page<'a>(ctx: &'a Ctx, filled: &Filled) -> Page<'a> {
    let drop = Drop::new("file").accept(".pdf,.docx,.txt,.eml").render(ctx.lang);
    let form = Form::post(ctx, "/incoming/door")
        .filled(filled)
        .files()
        .html(&drop)
        .button(&Button::submit(t::door_send()).main().icon("upload"))
        .render();
    let body = [
        Notice::care(t::door_warning()).render(ctx.lang),
        Card::new(t::door_files(), form).padded().render(ctx.lang),
    ];
    Page::new(ctx, t::door()).lead(t::door_lead()).narrow().body(Html::stack(body))
}

/// A file as posted.
struct Posted {
    name: String,
    bytes: Vec<u8>,
}

pub async fn receive(
    State(house): State<House>,
    viewer: Viewer,
    headers: HeaderMap,
    mut form: Multipart,
) -> Response {
    let outcome = take(&house, &viewer, &mut form).await;
    if ui::problem::wants_json(&headers) {
        return match outcome {
            Ok(received) => {
                Json(json!({ "title": received.name, "detail": t::door_received().say(viewer.lang),
                             "href": received.href, "ok": true }))
                .into_response()
            }
            Err(refusal) => {
                let status =
                    StatusCode::from_u16(refusal.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                let said = refusal.msg.say(viewer.lang);
                (status, Json(json!({ "title": said, "ok": false }))).into_response()
            }
        };
    }
    match outcome {
        Ok(received) => Redirect::to(&received.href).into_response(),
        Err(refusal) => {
            let ctx = house.page(&viewer).await;
            if refusal.field.is_none() {
                return refused(&ctx, &refusal);
            }
            let filled = Filled::default().with(faults(&refusal));
            page(&ctx, &filled).status(StatusCode::UNPROCESSABLE_ENTITY).into_response()
        }
    }
}

struct Received {
    name: String,
    href: String,
}

/// Takes the form's files. A whole form may hold several; each is an act of its own, the last one is answered.
async fn take(house: &House, viewer: &Viewer, form: &mut Multipart) -> Result<Received, Refusal> {
    viewer.ask(REGISTER)?;
    let broken = |_: MultipartError| Refusal::invalid(t::door_broken()).field("file");
    let mut act = String::new();
    let mut files = Vec::new();
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        if field.name() == Some("act_id") {
            act = field.text().await.map_err(broken)?;
        } else if let Some(name) = field.file_name().map(str::to_owned).filter(|name| !name.is_empty()) {
            let mut bytes = Vec::new();
            while let Some(chunk) = field.chunk().await.map_err(broken)? {
                bytes.extend_from_slice(&chunk);
                if bytes.len() > FILE_MAX_MB << 20 {
                    return Err(Refusal::invalid(t::door_too_large(FILE_MAX_MB)).field("file"));
                }
            }
            files.push(Posted { name, bytes });
        }
    }
    let first = act_id(&act)?;
    let mut last = Err(Refusal::invalid(t::door_no_file()).field("file"));
    for (place, file) in files.into_iter().enumerate() {
        // The form's id names its first file; further files of one form get ids that follow from it.
        let id = uuid::Uuid::from_u128(first.as_u128().wrapping_add(place as u128));
        last = take_one(house, viewer, id, file).await;
    }
    last
}

async fn take_one(house: &House, viewer: &Viewer, id: uuid::Uuid, file: Posted) -> Result<Received, Refusal> {
    let (office, program) = (house.office().clone(), house.reader().to_owned());
    let shown = door::tidy(&file.name);
    let name = shown.clone();
    let read = tokio::task::spawn_blocking(move || {
        let reader = Reader::new(program, Limits::default());
        door::examine(&office, &reader, &file.bytes, &name, "upload")
    });
    let input = read.await.unwrap_or_else(|_| Err(Refusal::invalid(t::door_broken()).field("file")))?;
    let receipt = house.office().act(viewer.actor(), id, input, receive_act).await?;
    Ok(Received { name: shown, href: format!("/incoming/{receipt}") })
}
