//! Putting a question: what is proposed, to whom, in which order.

use axum::Form as Posted;
use axum::extract::{Query, State as Given};
use axum::response::{IntoResponse, Redirect, Response};
use documents::{Paper, PaperRow};
use jiff::civil::Date;
use kernel::{Id, Refusal, StoreError, Tx};
use people::names::PostRow;
use people::{House, Pairs, Post, Role, UnitKind, Viewer, names, refused};
use serde::Deserialize;
use ui::form::{Choice, Filled};
use ui::{Button, Card, Crumbs, Field, Form, Page, Text};

use crate::acts::{self, Ask, MEMBERS_MAX};
use crate::{ASK, t};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    paper: String,
}

struct Found {
    paper: Option<PaperRow>,
    leaders: Vec<PostRow>,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, paper: Option<Id<Paper>>) -> Result<Option<Found>, StoreError> {
    let paper = match paper {
        Some(id) => {
            let all = viewer.may(directions::ROUTE) || viewer.may(directions::INSTRUCT);
            if !all && !directions::may_see(tx, viewer, id)? {
                return Ok(None);
            }
            documents::paper(tx, id)?
        }
        None => None,
    };
    let mut leaders = names::posts_with(tx, Role::Leader, viewer.today)?;
    leaders.retain(|post| post.holder.is_some());
    // The permanent board first, in the order of its posts: the Secretary before the deputies.
    leaders.sort_by_key(|post| post.unit_kind != UnitKind::PermanentBoard.code());
    Ok(Some(Found { paper, leaders }))
}

/// Deputies are asked before the Secretary, who would only be asked where they agree.
fn proposed(leaders: &[PostRow]) -> Vec<&PostRow> {
    let board: Vec<_> =
        leaders.iter().filter(|post| post.unit_kind == UnitKind::PermanentBoard.code()).collect();
    board.into_iter().rev().take(MEMBERS_MAX).collect()
}

pub(super) async fn show(Given(house): Given<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    screen(&house, &viewer, asked.paper.parse().ok(), &Filled::default()).await
}

async fn screen(house: &House, viewer: &Viewer, paper: Option<Id<Paper>>, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(ASK) {
        return refused(&ctx, &refusal);
    }
    let reader = viewer.clone();
    let found = match house.office().read(move |tx| load(tx, &reader, paper)).await {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let label = |post: &PostRow| Text::from(names::label(post));
    let choices = || {
        std::iter::once(Choice::new("", t::nobody()))
            .chain(found.leaders.iter().map(|post| Choice::new(post.id.to_string(), label(post))))
    };
    let order = proposed(&found.leaders);
    let about =
        found.paper.as_ref().map_or_else(String::new, |paper| format!("{} {}", paper.code, paper.subject));
    let mut form = Form::post(&ctx, "/board/new")
        .filled(filled)
        .hidden("paper", found.paper.as_ref().map_or_else(String::new, |paper| paper.id.to_string()));
    form = form
        .put(Field::area("title", t::title_of()).required().rows(2).value(about.trim().to_owned()))
        .put(Field::area("proposal", t::proposal()).required().rows(4).hint(t::proposal_hint()).focus())
        .put(Field::date("due_on", t::due_on()).optional());
    let places = found.leaders.len().min(MEMBERS_MAX);
    for at in 0..places {
        let value = order.get(at).map_or_else(String::new, |post| post.id.to_string());
        let mut field = Field::select(format!("member-{at}"), t::member_at(at + 1), choices()).value(value);
        if at == 0 {
            field = field.hint(t::members_hint());
        }
        form = form.put(field);
    }
    let decider = order.last().map_or_else(String::new, |post| post.id.to_string());
    form = form
        .put(Field::select("decider", t::decider(), choices()).value(decider).hint(t::decider_hint()))
        .button(&Button::submit(t::ask()).main().icon("send").key("Ctrl+Enter"));
    Page::new(&ctx, t::ask())
        .narrow()
        .crumbs(Crumbs::new().link(t::board(), "/board").here(t::ask()))
        .body(Card::new(t::question(), form.render()).padded().render(ctx.lang))
        .status(super::status(filled))
        .into_response()
}

/// Faults of all members stand beside the first.
fn beside_first(mut refusal: Refusal) -> Refusal {
    if refusal.field == Some("members") {
        refusal = refusal.field("member-0");
    }
    refusal
}

pub(super) async fn save(
    Given(house): Given<House>,
    viewer: Viewer,
    Posted(form): Posted<Pairs>,
) -> Response {
    let paper: Option<Id<Paper>> = form.get("paper").parse().ok();
    let outcome = async {
        viewer.ask(ASK)?;
        let due_on: Option<Date> =
            if form.get("due_on").trim().is_empty() { None } else { Some(form.date("due_on")?) };
        let mut members: Vec<Id<Post>> = Vec::new();
        for at in 0..MEMBERS_MAX {
            match form.get(&format!("member-{at}")) {
                "" => {}
                id => members
                    .push(id.parse().map_err(|_| Refusal::invalid(t::not_a_leader()).field("member-0"))?),
            }
        }
        let input = Ask {
            paper,
            title: form.get("title").to_owned(),
            proposal: form.get("proposal").to_owned(),
            due_on,
            members,
            decider: form.id("decider")?,
        };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::ask).await.map_err(beside_first)
    };
    match outcome.await {
        Ok(id) => Redirect::to(&format!("/board/{id}")).into_response(),
        Err(refusal) if refusal.field.is_some() => {
            screen(&house, &viewer, paper, &form.filled(&refusal)).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
