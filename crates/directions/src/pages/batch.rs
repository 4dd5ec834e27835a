//! Several papers at once: a leader agrees with what the office proposes for each. Every paper is an act of its
//! own; the page then says of each what became of it.

use axum::Form as PostedForm;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Id, Refusal, StoreError, Tx};
use people::{House, Viewer, act_id, faults, refused};
use serde::Deserialize;
use ui::form::{Filled, Form};
use ui::page::Page;
use ui::{Button, Card, Cell, Column, Ctx, Empty, Html, Table};
use uuid::Uuid;

use super::fields::Fields;
use super::panel;
use crate::desk::{self, Desk};
use crate::lists::{self, View};
use crate::model::{Routing, Word};
use crate::slip::Slip;
use crate::{INSTRUCT, Instruct, store, t};

/// More at once is no reading any more.
const MOST: usize = 50;

#[derive(Deserialize)]
pub struct Asked {
    /// The papers agreed with just now, with commas between.
    #[serde(default)]
    done: String,
}

struct Found {
    waiting: Vec<Slip>,
    done: Vec<Slip>,
    topics: Vec<String>,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, done: &[Id<Routing>]) -> Result<Found, StoreError> {
    let desk = Desk::of_viewer(tx, viewer)?;
    let mut waiting = Vec::new();
    for routing in lists::list(tx, &desk, View::Instruct, viewer.today)?.into_iter().take(MOST) {
        let Some(slip) = Slip::load(tx, viewer, routing)? else { continue };
        // What a secretary only prepares is not agreed with here.
        let own = slip.routing.leader_post.is_some_and(|post| slip.desk.holds(post));
        if own && slip.desk.may(INSTRUCT) {
            waiting.push(slip);
        }
    }
    let mut after = Vec::new();
    for id in done {
        if let Some(routing) = store::routing(tx, *id)?
            && let Some(slip) = Slip::load(tx, viewer, routing)?
        {
            after.push(slip);
        }
    }
    Ok(Found { waiting, done: after, topics: desk.topics() })
}

pub async fn show(State(house): State<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    let done = asked.done.split(',').filter_map(|id| id.parse().ok()).take(MOST).collect();
    screen(&house, &viewer, done, &Filled::default()).await
}

async fn screen(house: &House, viewer: &Viewer, done: Vec<Id<Routing>>, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = desk::ask(viewer, INSTRUCT) {
        return refused(&ctx, &refusal);
    }
    let reader = viewer.clone();
    let found = match house.office().read(move |tx| load(tx, &reader, &done)).await {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let mut body = Vec::new();
    if !found.done.is_empty() {
        body.push(Card::new(t::batch_results(), results(&ctx, &found.done)).render(ctx.lang));
    }
    if found.waiting.is_empty() {
        let empty = Empty::new("checks", t::nothing_to_instruct()).next(t::desk_clear_next());
        body.push(empty.render(ctx.lang));
    } else {
        body.push(choose(&ctx, &found.waiting, filled));
    }
    let status = if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Page::new(&ctx, t::batch())
        .lead(t::batch_lead())
        .body(Html::stack(body))
        .back("/desk/leader")
        .no_prefetch()
        .live(found.topics)
        .status(status)
        .into_response()
}

fn title(slip: &Slip) -> String {
    if slip.paper.code.is_empty() { slip.paper.number.to_string() } else { slip.paper.code.clone() }
}

fn choose(ctx: &Ctx, waiting: &[Slip], filled: &Filled) -> Html {
    let columns = [
        Column::new(t::batch_choose()).narrow(),
        Column::new(t::the_paper()),
        Column::new(t::office_proposes()),
    ];
    let table = waiting.iter().fold(Table::new(t::leader_title(), columns), |table, slip| {
        let tick = Html::trusted(format!(
            "<input type=\"checkbox\" name=\"routing\" value=\"{}\" aria-label=\"{}\">",
            slip.routing.id,
            ui::html::escape(&title(slip))
        ));
        let paper = Cell::text(&title(slip)).strong().href(format!("/desk/leader/{}", slip.routing.id));
        let proposal = Cell::text(&panel::proposal_text(ctx.lang, slip));
        // A wording that lies ready is not given by agreeing: it is seen here before.
        let proposal = match &slip.routing.prepared {
            Some(text) => proposal.by(format!("{}: {text}", t::prepared().say(ctx.lang))),
            None => proposal,
        };
        table.row([Cell::html(tick), paper.by(slip.paper.subject.clone()), proposal])
    });
    Form::post(ctx, "/desk/leader/agreements")
        .filled(filled)
        .html(&table.render(ctx.lang))
        .button(&Button::submit(t::batch_agree()).main().icon("circle-check"))
        .render()
}

fn results(ctx: &Ctx, done: &[Slip]) -> Html {
    let columns = [Column::new(t::the_paper()), Column::new(t::batch_result())];
    let table = done.iter().fold(Table::new(t::batch_results(), columns), |table, slip| {
        let own = slip.word().is_some_and(|word| word.word == Word::Agree && word.person == slip.desk.person);
        let state = slip.place.step().say(ctx.lang);
        let result = if own { t::batch_done(state) } else { t::batch_not(state) };
        let paper = Cell::text(&title(slip)).strong().href(format!("/routings/{}", slip.routing.id));
        table.row([paper.by(slip.paper.subject.clone()), Cell::text(&result.say(ctx.lang))])
    });
    table.render(ctx.lang)
}

/// One act a paper. Its id is made of the form's and the paper's, so that a form sent twice says nothing twice.
pub async fn agree(
    State(house): State<House>,
    viewer: Viewer,
    PostedForm(form): PostedForm<Vec<(String, String)>>,
) -> Response {
    let fields = Fields(form);
    let outcome = async {
        desk::ask(&viewer, INSTRUCT)?;
        let form = act_id(fields.one("act_id"))?;
        let chosen: Vec<Id<Routing>> =
            fields.all("routing").filter_map(|id| id.parse().ok()).take(MOST).collect();
        if chosen.is_empty() {
            return Err(Refusal::invalid(t::batch_none()).field("routing"));
        }
        for routing in &chosen {
            let act = Uuid::from_u128(form.as_u128() ^ routing.uuid().as_u128());
            let word = Instruct { routing: *routing, word: Word::Agree, text: String::new() };
            // A refusal concerns this paper alone; the page after it says what became of each.
            if let Err(refusal) = house.office().act(viewer.actor(), act, word, crate::instruct).await
                && refusal.cause.is_some()
            {
                return Err(refusal);
            }
        }
        Ok(chosen)
    }
    .await;
    match outcome {
        Ok(chosen) => {
            let ids: Vec<_> = chosen.iter().map(ToString::to_string).collect();
            Redirect::to(&format!("/desk/leader/batch?done={}", ids.join(","))).into_response()
        }
        Err(refusal) if refusal.field.is_some() => {
            screen(&house, &viewer, Vec::new(), &Filled::default().with(faults(&refusal))).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
