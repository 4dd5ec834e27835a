//! Which engine recognises scans.

use std::path::PathBuf;

use axum::Form as PostedForm;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use people::{House, Viewer, act_id, faults, refused};
use reading::engine::Engine;
use serde::Deserialize;
use ui::form::{Choice, Field, Filled, Form};
use ui::{Button, Card, Crumbs, Ctx, Html, Notice, Page};

use crate::engine::{choose, engine, reader, tried};
use crate::{RECOGNITION, t};

const PAGE: &str = "/incoming/recognition";
const TESSERACT: &str = "tesseract";
const NETWORKS: &str = "networks";

pub async fn show(State(house): State<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(RECOGNITION) {
        return refused(&ctx, &refusal);
    }
    match house.office().read(engine).await {
        Ok(set) => {
            let (office, program) = (house.office().clone(), house.reader().to_owned());
            let ask = move || reader(&office, program).recognition().err();
            let told = match tokio::task::spawn_blocking(ask).await.ok().flatten() {
                Some(problem) => Notice::fault(problem.msg()),
                None => Notice::done(t::recognition_works()),
            };
            page(&ctx, &set, &Filled::default(), Some(told)).into_response()
        }
        Err(fault) => refused(&ctx, &fault.into()),
    }
}

fn page<'a>(ctx: &'a Ctx, set: &Engine, filled: &Filled, told: Option<Notice>) -> Page<'a> {
    let (name, folder) = match set {
        Engine::Tesseract => (TESSERACT, String::new()),
        Engine::Networks(folder) => (NETWORKS, folder.display().to_string()),
    };
    let engines =
        [Choice::new(TESSERACT, t::engine_tesseract()), Choice::new(NETWORKS, t::engine_networks())];
    let form = Form::post(ctx, PAGE)
        .filled(filled)
        .put(Field::radios("engine", t::engine(), engines).value(name))
        .put(Field::text("folder", t::weights()).optional().value(folder).hint(t::weights_hint()))
        .button(&Button::submit(t::folder_save()).main().icon("check"))
        .render();
    let mut body: Vec<Html> = told.into_iter().map(|told| told.render(ctx.lang)).collect();
    body.push(Card::new(t::recognition(), form).padded().render(ctx.lang));
    Page::new(ctx, t::recognition())
        .crumbs(Crumbs::new().link(t::incoming(), "/incoming").here(t::recognition()))
        .lead(t::recognition_lead())
        .narrow()
        .body(Html::stack(body))
}

#[derive(Deserialize)]
pub struct EngineForm {
    act_id: String,
    /// Nothing named: what is installed.
    #[serde(default)]
    engine: String,
    #[serde(default)]
    folder: String,
}

pub async fn set(
    State(house): State<House>,
    viewer: Viewer,
    PostedForm(form): PostedForm<EngineForm>,
) -> Response {
    let input = match form.engine.as_str() {
        NETWORKS => Engine::Networks(PathBuf::from(form.folder.trim())),
        _ => Engine::Tesseract,
    };
    let (typed, program) = (input.clone(), house.reader().to_owned());
    let outcome = async {
        viewer.ask(RECOGNITION)?;
        let id = act_id(&form.act_id)?;
        let asked = input.clone();
        // A folder without weights would stop every scan: it is not taken.
        tokio::task::spawn_blocking(move || tried(&program, &asked))
            .await
            .map_err(|_| kernel::Refusal::not_found())??;
        house.office().act(viewer.actor(), id, input, choose).await
    }
    .await;
    match outcome {
        Ok(()) => Redirect::to(PAGE).into_response(),
        Err(refusal) => {
            let ctx = house.page(&viewer).await;
            if refusal.field.is_none() {
                return refused(&ctx, &refusal);
            }
            let filled = Filled::default().with(faults(&refusal));
            page(&ctx, &typed, &filled, None).status(StatusCode::UNPROCESSABLE_ENTITY).into_response()
        }
    }
}
