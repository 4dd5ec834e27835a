//! The leader's page: the document first, the office's proposal and a few verbs below it. Made for a tablet.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::{Id, Refusal, StoreError, Tx};
use people::{House, Viewer, refused};
use serde::Deserialize;
use ui::form::{Field, Filled, Form};
use ui::{Button, Ctx, Empty, Html, Page, Text};

use super::{choices, document, panel};
use crate::desk::Desk;
use crate::lists::{self, View};
use crate::model::Routing;
use crate::slip::Slip;
use crate::{INSTRUCT, t};

#[derive(Deserialize)]
pub struct Asked {
    /// A ready phrase that was chosen: it stands in the field, to be changed or given.
    #[serde(default)]
    phrase: String,
}

pub async fn first(State(house): State<House>, viewer: Viewer) -> Response {
    screen(&house, &viewer, None, &Filled::default()).await
}

pub async fn show(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    match id.parse() {
        Ok(id) => {
            let filled = if asked.phrase.is_empty() {
                Filled::default()
            } else {
                Filled::from_pairs([("text", asked.phrase)])
            };
            screen(&house, &viewer, Some(id), &filled).await
        }
        Err(_) => refused(&house.page(&viewer).await, &Refusal::not_found()),
    }
}

struct Found {
    waiting: Vec<Id<Routing>>,
    slip: Option<Slip>,
    phrases: Vec<String>,
    topics: Vec<String>,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, id: Option<Id<Routing>>) -> Result<Found, StoreError> {
    let desk = Desk::of_viewer(tx, viewer)?;
    let rows = lists::list(tx, &desk, View::Instruct, viewer.today)?;
    let chosen = match id {
        Some(id) => rows.iter().find(|row| row.id == id).cloned(),
        None => rows.first().cloned(),
    };
    let slip = match chosen {
        Some(routing) => Slip::load(tx, viewer, routing)?,
        None => None,
    };
    let waiting = rows.iter().map(|row| row.id).collect();
    Ok(Found { waiting, slip, phrases: choices::phrases(tx)?, topics: desk.topics() })
}

pub(super) async fn screen(
    house: &House,
    viewer: &Viewer,
    id: Option<Id<Routing>>,
    filled: &Filled,
) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = crate::desk::ask(viewer, INSTRUCT) {
        return refused(&ctx, &refusal);
    }
    let reader = viewer.clone();
    let found = match house.office().read(move |tx| load(tx, &reader, id)).await {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let Some(slip) = &found.slip else {
        if id.is_some() {
            return refused(&ctx, &Refusal::conflict(t::moved_on()));
        }
        let body = Empty::new("checks", t::nothing_to_instruct()).next(t::desk_clear_next()).render(ctx.lang);
        return Page::new(&ctx, t::leader_title()).body(body).live(found.topics).into_response();
    };
    let status = if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = if slip.paper.code.is_empty() { slip.paper.subject.clone() } else { slip.paper.code.clone() };
    Page::new(&ctx, Text::from(title))
        .slim()
        .body(body(&ctx, &found, slip, filled))
        .no_prefetch()
        .status(status)
        .into_response()
}

fn body(ctx: &Ctx, found: &Found, slip: &Slip, filled: &Filled) -> Html {
    let lang = ctx.lang;
    let esc = ui::html::escape;
    let at = found.waiting.iter().position(|id| *id == slip.routing.id).unwrap_or(0);
    let way = |to: Option<&Id<Routing>>, icon: &'static str, label: words::Msg, key: &'static str| match to {
        Some(id) => {
            Button::link(label, format!("/desk/leader/{id}")).icon(icon).plain().key(key).render(lang)
        }
        None => Html::default(),
    };
    let before = at.checked_sub(1).and_then(|at| found.waiting.get(at));
    let seal = crate::slip::seal(&slip.paper.urgency).map(|seal| seal.render(lang)).unwrap_or_default();
    let batch = if found.waiting.len() > 1 {
        Button::link(t::batch(), "/desk/leader/batch").icon("checks").plain().key("b").render(lang)
    } else {
        Html::default()
    };
    let head = format!(
        "<header class=\"turn\">{}<b class=\"num\">{} / {}</b> <span>{} {seal}</span>{batch}{}</header>",
        way(before, "chevron-left", t::previous(), "k"),
        at + 1,
        found.waiting.len(),
        esc(&slip.paper.issuer),
        way(found.waiting.get(at + 1), "chevron-right", t::next(), "j"),
    );
    let proposal = format!(
        "<p class=\"proposal\"><b>{}</b> {}</p>",
        esc(&t::office_proposes_colon().say(lang)),
        esc(&panel::proposal_text(ctx.lang, slip))
    );
    let phrases: String = found
        .phrases
        .iter()
        .map(|phrase| {
            format!(
                "<a class=\"chip\" href=\"/desk/leader/{}?phrase={}\" data-action=\"phrase#put\" data-phrase-text-param=\"{2}\">{2}</a>",
                slip.routing.id,
                esc(&ui::html::encode(phrase)),
                esc(phrase)
            )
        })
        .collect();
    let text = filled.get("text").map(str::to_owned).or_else(|| slip.routing.prepared.clone());
    let chosen = filled.get("text").is_some() || slip.routing.prepared.is_some();
    let button = |label: words::Msg, word: &str, icon: &'static str, key: &'static str| {
        Button::submit(label).big().icon(icon).named("word", word).key(key)
    };
    let (agree, other) = (
        button(t::word_agree(), "agree", "circle-check", "a"),
        button(t::word_other(), "other", "message-circle-plus", "o"),
    );
    // What was chosen last is what is likely meant.
    let (agree, other) = if chosen { (agree, other.main()) } else { (agree.main(), other) };
    let form = Form::post(ctx, format!("/routings/{}/instructions", slip.routing.id))
        .filled(filled)
        .hidden("view", "leader")
        .put(Field::area("text", t::instruction_text()).rows(2).value(text.unwrap_or_default()))
        .button(&agree)
        .button(&other)
        .button(&button(t::word_ask(), "ask_back", "message-2-question", "h"))
        .button(&button(t::word_note(), "note", "notes", "n"))
        .render();
    let opening = if slip.readings.iter().any(|r| Some(r.person) == slip.desk.person) {
        Html::default()
    } else {
        Form::post(ctx, format!("/routings/{}/openings", slip.routing.id))
            .inline()
            .attr("data-controller", "opening")
            .button(&Button::submit(t::mark_opened()).plain())
            .render()
    };
    Html::trusted(format!(
        "<div class=\"leader\">{head}<div class=\"leader-desk\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">{}</div>\
         <footer class=\"leader-verbs\">{proposal}<nav class=\"chips\" data-controller=\"phrase\" aria-label=\"{}\">{phrases}</nav>{form}{opening}</footer></div>",
        esc(&t::the_paper().say(lang)),
        document(ctx, slip),
        esc(&t::phrases().say(lang)),
    ))
}
