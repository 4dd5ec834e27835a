//! Which folder of this machine is watched.

use std::path::Path;

use axum::Form as PostedForm;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use people::{House, Viewer, act_id, faults, refused};
use serde::Deserialize;
use ui::form::{Field, Filled, Form};
use ui::{Button, Card, Crumbs, Ctx, Html, Notice, Page};

use crate::engine::reader;
use crate::folder::{MANY, Watched, files, watch, watched};
use crate::{FOLDER, t};

pub async fn show(State(house): State<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(FOLDER) {
        return refused(&ctx, &refusal);
    }
    match house.office().read(watched).await {
        Ok(set) => {
            let (office, program) = (house.office().clone(), house.reader().to_owned());
            // Only somebody whose folder fills up asks why.
            let fills =
                !set.path.is_empty() && files(Path::new(&set.path)).is_ok_and(|found| !found.is_empty());
            let ask = move || fills.then(|| reader(&office, program).recognition().err()).flatten();
            let missing = tokio::task::spawn_blocking(ask).await.ok().flatten();
            let mut above = Vec::new();
            if let Some(problem) = missing {
                above.push(Notice::care(t::folder_waits(problem.msg())).render(ctx.lang));
            }
            page(&ctx, &set, &Filled::default(), above).into_response()
        }
        Err(fault) => refused(&ctx, &fault.into()),
    }
}

fn page<'a>(ctx: &'a Ctx, set: &Watched, filled: &Filled, mut body: Vec<Html>) -> Page<'a> {
    if !set.path.is_empty() {
        body.push(match files(Path::new(&set.path)) {
            Ok(found) if found.len() > MANY => Notice::care(t::folder_full(found.len())).render(ctx.lang),
            Ok(found) => Notice::plain(t::folder_holds(found.len())).render(ctx.lang),
            Err(_) => Notice::fault(t::folder_unreadable()).render(ctx.lang),
        });
    }
    let form = Form::post(ctx, "/incoming/folder")
        .filled(filled)
        .put(Field::text("path", t::folder_path()).value(&set.path).hint(t::folder_hint()))
        .put(Field::check("mail_each", t::folder_mail_each()).checked(set.mail_each))
        .button(&Button::submit(t::folder_save()).main().icon("check"))
        .render();
    body.push(Card::new(t::folder(), form).padded().render(ctx.lang));
    Page::new(ctx, t::folder())
        .crumbs(Crumbs::new().link(t::incoming(), "/incoming").here(t::folder()))
        .lead(t::folder_lead())
        .narrow()
        .body(Html::stack(body))
}

#[derive(Deserialize)]
pub struct FolderForm {
    act_id: String,
    path: String,
    #[serde(default)]
    mail_each: String,
}

pub async fn set(
    State(house): State<House>,
    viewer: Viewer,
    PostedForm(form): PostedForm<FolderForm>,
) -> Response {
    let input = Watched { path: form.path, mail_each: !form.mail_each.is_empty() };
    let typed = input.clone();
    let outcome = async {
        viewer.ask(FOLDER)?;
        house.office().act(viewer.actor(), act_id(&form.act_id)?, input, watch).await
    }
    .await;
    match outcome {
        Ok(()) => Redirect::to("/incoming/folder").into_response(),
        Err(refusal) => {
            let ctx = house.page(&viewer).await;
            if refusal.field.is_none() {
                return refused(&ctx, &refusal);
            }
            let filled = Filled::default().with(faults(&refusal));
            page(&ctx, &typed, &filled, Vec::new()).status(StatusCode::UNPROCESSABLE_ENTITY).into_response()
        }
    }
}
