//! The calls: each with how often it rang, whom it reached, who acknowledged it.

use axum::Form as Posted;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Id, Refusal, StoreError};
use people::{House, Pairs, Viewer, notices, refused};
use serde::Deserialize;
use ui::{
    Button, Card, Cell, Column, Due, Empty, Facts, Field, Filled, Form, Html, Notice, Page, Pager, Table,
};
use words::Lang;

use super::{level_name, may_see_call, urgency, when};
use crate::acts::{self, Acknowledge};
use crate::model::Call;
use crate::store::CallRow;
use crate::{CALLS, store, t};

const PAGE: u32 = 30;

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    skip: u32,
}

fn state(row: &CallRow, lang: Lang) -> Html {
    match row.acknowledged_at {
        Some(at) => Due::met(t::acknowledged_at(when(at))).render(lang),
        None => Due::late(t::call_ring(row.rings)).render(lang),
    }
}

pub async fn list(State(house): State<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    let ctx = house.page(&viewer).await;
    let (reader, asking) = (viewer.clone(), house.clone());
    let found = house
        .office()
        .read(move |tx| -> Result<_, StoreError> {
            let whose = (!reader.may(CALLS)).then_some(reader.person);
            let mut rows = Vec::new();
            for row in store::calls(tx, whose, (PAGE + 1, asked.skip))? {
                let title = notices::title(tx, &asking, &reader, (&row.about_kind, row.about))?;
                rows.push((row, title));
            }
            Ok((rows, rulebook::rules(tx)?))
        })
        .await;
    let (mut rows, rules) = match found {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let body = if rows.is_empty() {
        Empty::new("phone", t::no_calls()).next(t::no_calls_next()).render(lang)
    } else {
        let columns = [t::call_began(), t::call_about(), t::call_rings(), t::acknowledged()].map(Column::new);
        let mut table = Table::new(t::calls(), columns);
        for (row, title) in &rows {
            let seal = urgency(&rules, row).map(|seal| seal.render(lang).into_string()).unwrap_or_default();
            let name =
                title.as_ref().map_or_else(|| t::call_of_paper().say(lang), |title| title.text.clone());
            let about = format!("{seal} <a href=\"/duty/calls/{}\">{}</a>", row.id, Html::text(&name));
            let mut rings = Cell::text(&row.rings.to_string());
            if row.uncovered {
                rings = rings.by(t::nobody_was().say(lang));
            }
            let who = row.acknowledged_by.clone().unwrap_or_default();
            let mut end = Cell::html(state(row, lang));
            if !who.is_empty() {
                end = end.by(who);
            }
            table = table.row([Cell::text(&when(row.began)), Cell::html(Html::trusted(about)), rings, end]);
        }
        let mut parts = vec![Card::new(t::calls(), table.render(lang)).render(lang)];
        if more || asked.skip > 0 {
            let shown = u64::try_from(rows.len()).unwrap_or(0);
            let at = |skip: u32| format!("/duty/calls?skip={skip}");
            let pager = Pager {
                from: u64::from(asked.skip) + 1,
                to: u64::from(asked.skip) + shown,
                total: None,
                previous: (asked.skip > 0).then(|| at(asked.skip.saturating_sub(PAGE))),
                next: more.then(|| at(asked.skip.saturating_add(PAGE))),
            };
            parts.push(pager.render(lang));
        }
        Html::stack(parts)
    };
    let back = Button::link(t::to_roster(), "/duty").icon("calendar").render(lang);
    Page::new(&ctx, t::calls())
        .lead(t::calls_lead())
        .actions([back])
        .live(["duty_call"])
        .body(body)
        .into_response()
}

pub async fn show(State(house): State<House>, viewer: Viewer, Path(id): Path<Id<Call>>) -> Response {
    screen(&house, &viewer, id, &Filled::default()).await
}

async fn screen(house: &House, viewer: &Viewer, id: Id<Call>, filled: &Filled) -> Response {
    let mut ctx = house.page(viewer).await;
    let (reader, asking) = (viewer.clone(), house.clone());
    let found = house
        .office()
        .read(move |tx| -> Result<_, StoreError> {
            let Some(row) = store::call(tx, id)? else { return Ok(None) };
            if !may_see_call(tx, &reader, &row)? {
                return Ok(None);
            }
            let title = notices::title(tx, &asking, &reader, (&row.about_kind, row.about))?;
            Ok(Some((store::rings(tx, id)?, row, title, rulebook::rules(tx)?)))
        })
        .await;
    let (rings, row, title, rules) = match found {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    // This page is where the banner leads.
    ctx.notices.clear();
    let lang = ctx.lang;
    let mut body = Vec::new();
    if row.uncovered {
        body.push(Notice::fault(t::nobody_called(when(row.began))).render(lang));
    }
    let about = match &title {
        Some(title) => {
            Html::trusted(format!("<a href=\"{}\">{}</a>", Html::text(&title.href), Html::text(&title.text)))
        }
        None => Html::text(&t::call_of_paper().say(lang)),
    };
    let mut facts = Facts::new().put(t::call_about(), about).text(t::call_began(), &when(row.began));
    if let Some(seal) = urgency(&rules, &row) {
        facts = facts.put(t::urgency(), seal.render(lang));
    }
    facts = facts.text(t::call_rings(), &row.rings.to_string()).put(t::state(), state(&row, lang));
    if let Some(who) = &row.acknowledged_by {
        facts = facts.text(t::acknowledged(), who);
    }
    if let Some(note) = &row.note {
        facts = facts.text(t::note(), note);
    }
    body.push(Card::new(t::call_card(), facts.render(lang)).padded().render(lang));
    if row.acknowledged_at.is_none() {
        let form = Form::post(&ctx, format!("/duty/calls/{id}/acknowledgement"))
            .filled(filled)
            .put(Field::text("note", t::note()).optional().hint(t::note_hint()))
            .button(&Button::submit(t::acknowledge()).main().big().icon("check").key("Enter"))
            .render();
        body.push(Card::new(t::acknowledge(), form).padded().render(lang));
    }
    let columns = [t::ring(), t::at(), t::ring_whom(), t::ring_as()].map(Column::new);
    let mut table = Table::new(t::rings(), columns);
    for ring in &rings {
        table = table.row([
            Cell::text(&t::ring_nth(ring.nth).say(lang)),
            Cell::text(&when(ring.at)),
            Cell::text(&ring.name),
            Cell::text(&level_name(&ring.level).say(lang)),
        ]);
    }
    body.push(Card::new(t::rings(), table.render(lang)).render(lang));
    let status = if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let back = Button::link(t::calls(), "/duty/calls").icon("list").render(lang);
    Page::new(&ctx, t::call_title(when(row.began)))
        .narrow()
        .actions([back])
        .live(["duty_call"])
        .body(Html::stack(body))
        .status(status)
        .into_response()
}

pub async fn acknowledge(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Call>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async {
        let input = Acknowledge { call: id, note: form.get("note").to_owned() };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::acknowledge_call).await
    };
    match outcome.await {
        Ok(()) => Redirect::to(&format!("/duty/calls/{id}")).into_response(),
        Err(refusal) if refusal.field.is_some() => screen(&house, &viewer, id, &form.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
