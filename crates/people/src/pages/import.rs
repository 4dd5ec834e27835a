//! Import: the table goes in, a dry run says line by line what will happen, then the good lines are taken.

use axum::Form as Posted;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Refusal, StoreError};
use serde::Deserialize;
use ui::{Button, Card, Cell, Column, Field, Filled, Form, Html, Notice, Page, Table};
use uuid::Uuid;

use super::pairs::{Pairs, status};
use crate::acts::import::{dry_run, take_all};
use crate::house::{House, Viewer, faults, refused};
use crate::import::{self, FILE_MAX, Line, Tried};
use crate::{ORGANISE, store, t};

/// Lines shown; all of them are taken, and the table to mend holds every wrong one.
const SHOWN_MAX: usize = 300;

pub async fn start(State(house): State<House>, viewer: Viewer) -> Response {
    show(&house, &viewer, &Filled::default()).await
}

async fn show(house: &House, viewer: &Viewer, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(ORGANISE) {
        return refused(&ctx, &refusal);
    }
    let form = Form::post(&ctx, "/people/import")
        .filled(filled)
        .files()
        .put(
            Field::file("file", t::import_file())
                .required()
                .attr("accept", ".xlsx,.csv")
                .hint(t::import_hint()),
        )
        .button(&Button::submit(t::import_try()).main().icon("file-upload"))
        .render();
    let template = Button::link(t::import_template(), "/people/import/template.xlsx").icon("download");
    let back = Button::link(t::organisation(), "/people").icon("chevron-left").render(ctx.lang);
    Page::new(&ctx, t::import())
        .lead(t::import_lead())
        .actions([back, template.attr("data-turbo", "false").render(ctx.lang)])
        .status(status(filled))
        .narrow()
        .body(Card::new(t::import(), form).padded().render(ctx.lang))
        .into_response()
}

pub async fn template(State(house): State<House>, viewer: Viewer) -> Response {
    if let Err(refusal) = viewer.ask(ORGANISE) {
        return refused(&house.page(&viewer).await, &refusal);
    }
    match import::template(viewer.lang) {
        Ok(bytes) => {
            let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
            download(kind, "to-chuc.xlsx", bytes)
        }
        Err(_) => refused(&house.page(&viewer).await, &Refusal::not_found()),
    }
}

fn download(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

pub async fn upload(State(house): State<House>, viewer: Viewer, form: Multipart) -> Response {
    match take_in(&house, &viewer, form).await {
        Ok(id) => Redirect::to(&format!("/people/import/{id}")).into_response(),
        Err(refusal) if refusal.field.is_some() => {
            show(&house, &viewer, &Filled::default().with(faults(&refusal))).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

/// Reads the table and lets it wait. Its id is the form's act id: sent twice, it waits once.
async fn take_in(house: &House, viewer: &Viewer, mut form: Multipart) -> Result<Uuid, Refusal> {
    viewer.ask(ORGANISE)?;
    let too_large = || Refusal::invalid(t::import_too_large(FILE_MAX >> 20)).field("file");
    let (mut id, mut bytes) = (None, None);
    while let Some(mut part) = form.next_field().await.map_err(|_| too_large())? {
        match part.name() {
            Some("act_id") => id = Some(crate::act_id(&part.text().await.map_err(|_| too_large())?)?),
            Some("file") => {
                let mut read = Vec::new();
                while let Some(chunk) = part.chunk().await.map_err(|_| too_large())? {
                    if read.len() + chunk.len() > FILE_MAX {
                        return Err(too_large());
                    }
                    read.extend_from_slice(&chunk);
                }
                bytes = Some(read);
            }
            _ => {}
        }
    }
    let id = id.ok_or_else(|| crate::act_id("").err().unwrap_or_else(Refusal::not_found))?;
    let bytes = bytes.unwrap_or_default();
    let (office, person) = (house.office().clone(), viewer.person);
    tokio::task::spawn_blocking(move || {
        let lines = import::read(&bytes)?;
        let text = serde_json::to_string(&lines).map_err(|e| StoreError::Other(e.to_string()))?;
        let now = office.now();
        office.operate(move |tx| store::insert_import(tx, (id, person), now, &text))?;
        Ok(id)
    })
    .await
    .unwrap_or_else(|_| Err(Refusal::invalid(t::import_unreadable()).field("file")))
}

/// The dry run against the organisation as it is now.
async fn tried(house: &House, viewer: &Viewer, id: Uuid) -> Result<Vec<Tried>, Refusal> {
    viewer.ask(ORGANISE)?;
    let (office, person) = (house.office().clone(), viewer.person);
    let done = tokio::task::spawn_blocking(move || {
        let text =
            office.read_blocking(|tx| store::import(tx, id, person))?.ok_or_else(Refusal::not_found)?;
        let lines: Vec<Line> = serde_json::from_str(&text).map_err(|e| StoreError::Other(e.to_string()))?;
        Ok(dry_run(&office, &lines)?)
    });
    done.await.unwrap_or_else(|_| Err(Refusal::not_found()))
}

#[derive(Deserialize)]
pub struct Done {
    taken: Option<u32>,
}

pub async fn report(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Uuid>,
    Query(done): Query<Done>,
) -> Response {
    reported(&house, &viewer, id, done.taken, &[]).await
}

/// The dry run as a page. Lines that failed when they were taken, although it had found them good, say why.
async fn reported(
    house: &House,
    viewer: &Viewer,
    id: Uuid,
    taken: Option<u32>,
    failed: &[(u32, Refusal)],
) -> Response {
    let ctx = house.page(viewer).await;
    let mut tried = match tried(house, viewer, id).await {
        Ok(tried) => tried,
        Err(refusal) => return refused(&ctx, &refusal),
    };
    for (number, refusal) in failed {
        for row in tried.iter_mut().filter(|row| row.line.number == *number) {
            row.does.clear();
            row.wrong.push(refusal.msg.clone());
        }
    }
    let wrong = tried.iter().filter(|row| !row.wrong.is_empty()).count();
    let good = tried.iter().filter(|row| !row.does.is_empty()).count();
    let mut body = Vec::new();
    if let Some(taken) = taken {
        body.push(Notice::done(t::import_taken(taken)).render(ctx.lang));
    }
    if good > 0 {
        let take = Form::post(&ctx, format!("/people/import/{id}"))
            .button(&Button::submit(t::import_take(good)).main().icon("check"))
            .render();
        body.push(take);
    }
    let columns = [t::import_line(), t::unit(), t::post(), t::full_name(), t::import_outcome()];
    let mut table = Table::new(t::import(), columns.map(Column::new));
    // What must be mended stands first.
    let (bad, fine): (Vec<&Tried>, Vec<&Tried>) = tried.iter().partition(|row| !row.wrong.is_empty());
    for row in bad.into_iter().chain(fine).take(SHOWN_MAX) {
        let say = |list: &[words::Msg]| list.iter().map(|m| m.say(ctx.lang)).collect::<Vec<_>>().join(" ");
        let outcome = if !row.wrong.is_empty() {
            Html::trusted(format!("<p class=\"wrong\">{}</p>", Html::text(&say(&row.wrong))))
        } else if row.does.is_empty() {
            Html::text(&t::import_there().say(ctx.lang))
        } else {
            Html::text(&say(&row.does))
        };
        table = table.row([
            Cell::text(&row.line.number.to_string()),
            Cell::text(&row.line.unit),
            Cell::text(&row.line.title),
            Cell::text(&row.line.name).strong(),
            Cell::html(outcome),
        ]);
    }
    body.push(table.render(ctx.lang));
    if tried.len() > SHOWN_MAX {
        body.push(Notice::plain(t::import_more(tried.len() - SHOWN_MAX)).render(ctx.lang));
    }
    let mut actions = vec![Button::link(t::import(), "/people/import").icon("chevron-left").render(ctx.lang)];
    if wrong > 0 {
        let mend = Button::link(t::import_mend(wrong), format!("/people/import/{id}/mend.csv"));
        actions.push(mend.icon("download").attr("data-turbo", "false").render(ctx.lang));
    }
    Page::new(&ctx, t::import_report())
        .lead(t::import_counts(tried.len() - good - wrong, good, wrong))
        .actions(actions)
        .body(Html::stack(body))
        .into_response()
}

pub async fn mend(State(house): State<House>, viewer: Viewer, Path(id): Path<Uuid>) -> Response {
    let made = tried(&house, &viewer, id).await.and_then(|tried| {
        import::mend(&tried, viewer.lang).map_err(|e| StoreError::Other(e.to_string()).into())
    });
    match made {
        Ok(bytes) => download("text/csv; charset=utf-8", "can-sua.csv", bytes),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

pub async fn take(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Uuid>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async {
        let act_id = form.act_id()?;
        let good: Vec<Line> = tried(&house, &viewer, id)
            .await?
            .into_iter()
            .filter(|row| row.wrong.is_empty() && !row.does.is_empty())
            .map(|row| row.line)
            .collect();
        let (office, actor) = (house.office().clone(), viewer.actor());
        tokio::task::spawn_blocking(move || take_all(&office, &actor, act_id, &good))
            .await
            .unwrap_or_else(|_| Err(Refusal::not_found()))
    };
    match outcome.await {
        Ok((taken, failed)) if !failed.is_empty() => {
            reported(&house, &viewer, id, Some(taken), &failed).await
        }
        Ok((taken, _)) => Redirect::to(&format!("/people/import/{id}?taken={taken}")).into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
