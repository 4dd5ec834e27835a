//! What is posted: each form becomes an act. Done: the next one of the list is there. Refused beside a field:
//! the same page with what was typed.

use axum::Form as PostedForm;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Act, Id, Refusal};
use people::{House, Viewer, act_id, faults, refused};
use serde::Serialize;
use serde::de::DeserializeOwned;
use ui::form::Filled;

use super::fields::Fields;
use super::{desk, leader};
use crate::desk::Desk;
use crate::lists::{self, View};
use crate::model::{Routing, Word};
use crate::{
    Answer, ChangeDeadline, DESK, Forward, Handwritten, INSTRUCT, Instruct, PROPOSE, PassOn, Prepare,
    Propose, ROUTE, Reopen, Send, Settle, Transfer,
};

type Posted = PostedForm<Vec<(String, String)>>;

/// Runs the act and answers.
async fn run<I, O>(
    (house, viewer): (House, Viewer),
    (id, permission): (String, people::Permission),
    fields: Fields,
    input: impl FnOnce(&Fields, Id<Routing>) -> Result<I, Refusal>,
    act: fn(&mut Act<'_>, I) -> Result<O, Refusal>,
) -> Response
where
    I: std::marker::Send + 'static + Clone,
    O: Serialize + DeserializeOwned + std::marker::Send + 'static,
{
    let walk = Walk::before(&house, &viewer, (fields.one("view"), &id)).await;
    let outcome = async {
        crate::desk::ask(&viewer, permission)?;
        let routing = id.parse().map_err(|_| Refusal::not_found())?;
        let input = input(&fields, routing)?;
        house.office().act(viewer.actor(), act_id(fields.one("act_id"))?, input, act).await
    }
    .await;
    match outcome {
        Ok(_) => Redirect::to(&walk.on(&house, &viewer).await).into_response(),
        Err(refusal) if refusal.field.is_some() => {
            let view = fields.one("view").to_owned();
            let filled = Filled::from_pairs(fields.0).with(faults(&refusal));
            if view == "leader" {
                leader::screen(&house, &viewer, id.parse().ok(), &filled).await
            } else {
                desk::screen(&house, &viewer, &view, id.parse().ok(), &filled).await
            }
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

/// The list in which somebody works on a paper: after the act the next one of it is there. A paper that still stands in
/// the list stays open, so that what was done is seen.
struct Walk {
    leader: bool,
    view: Option<View>,
    here: Option<Id<Routing>>,
    /// What followed the paper before the act.
    after: Vec<Id<Routing>>,
}

impl Walk {
    async fn before(house: &House, viewer: &Viewer, (view, id): (&str, &str)) -> Walk {
        let leader = view == "leader";
        let view = if leader { Some(View::Instruct) } else { View::from_code(view) };
        let here = id.parse().ok();
        let mut after = ids(house, viewer, view).await;
        if let Some(at) = after.iter().position(|one| Some(*one) == here) {
            after.drain(..=at);
        } else {
            after.clear();
        }
        Walk { leader, view, here, after }
    }

    /// The address to go on at.
    async fn on(self, house: &House, viewer: &Viewer) -> String {
        let left = ids(house, viewer, self.view).await;
        let wanted = self.here.iter().chain(&self.after).find(|one| left.contains(one)).or(left.first());
        match (wanted, self.view) {
            (Some(id), _) if self.leader => format!("/desk/leader/{id}"),
            (None, _) if self.leader => "/desk/leader".to_owned(),
            (Some(id), Some(view)) => format!("/routings/{id}?view={}", view.code()),
            (None, Some(view)) => format!("/desk?view={}", view.code()),
            (_, None) => "/desk".to_owned(),
        }
    }
}

/// The papers of a list as it is now, in its order.
async fn ids(house: &House, viewer: &Viewer, view: Option<View>) -> Vec<Id<Routing>> {
    let Some(view) = view else { return Vec::new() };
    let reader = viewer.clone();
    let rows = house.office().read(move |tx| {
        let desk = Desk::of_viewer(tx, &reader)?;
        lists::list(tx, &desk, view, reader.today)
    });
    rows.await.map_or_else(|_| Vec::new(), |rows| rows.into_iter().map(|row| row.id).collect())
}

pub async fn send(State(house): State<House>, viewer: Viewer, PostedForm(form): Posted) -> Response {
    let fields = Fields(form);
    let outcome = async {
        crate::desk::ask(&viewer, ROUTE)?;
        let input =
            Send { paper: fields.id("paper")?, to: fields.id("to")?, field: fields.id_or_none("field")? };
        house.office().act(viewer.actor(), act_id(fields.one("act_id"))?, input, crate::send).await
    }
    .await;
    match outcome {
        // From a paper of the book: its list goes on with the next one.
        Ok(_) if fields.one("next").starts_with("/papers/") => {
            Redirect::to(fields.one("next")).into_response()
        }
        Ok(routing) => Redirect::to(&format!("/routings/{routing}")).into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

/// Reported by the page itself when it is looked at; nothing to show.
pub async fn open(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    PostedForm(form): Posted,
) -> Response {
    let fields = Fields(form);
    let outcome = async {
        crate::desk::ask(&viewer, DESK)?;
        let routing: Id<Routing> = id.parse().map_err(|_| Refusal::not_found())?;
        house.office().act(viewer.actor(), act_id(fields.one("act_id"))?, routing, crate::open).await
    }
    .await;
    match outcome {
        Ok(()) => axum::http::StatusCode::NO_CONTENT.into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

macro_rules! action {
    ($name:ident, $permission:expr, $act:path, |$fields:ident, $routing:ident| $input:expr) => {
        pub async fn $name(
            State(house): State<House>,
            viewer: Viewer,
            Path(id): Path<String>,
            PostedForm(form): Posted,
        ) -> Response {
            run((house, viewer), (id, $permission), Fields(form), |$fields, $routing| Ok($input), $act).await
        }
    };
}

fn answer(fields: &Fields, routing: Id<Routing>) -> Result<Answer, Refusal> {
    Ok(Answer { routing, assignment: fields.id("assignment")?, text: fields.one("text").to_owned() })
}

fn word(fields: &Fields, routing: Id<Routing>) -> Result<Instruct, Refusal> {
    let word = Word::from_code(fields.one("word"));
    let word = word.ok_or_else(|| Refusal::invalid(crate::t::choose_one()).field("word"))?;
    Ok(Instruct { routing, word, text: fields.one("text").to_owned() })
}

action!(accept, DESK, crate::accept, |fields, routing| answer(fields, routing)?);
action!(return_, DESK, crate::return_, |fields, routing| answer(fields, routing)?);
action!(finish, DESK, crate::finish, |fields, routing| answer(fields, routing)?);
action!(recall, DESK, crate::recall, |fields, routing| answer(fields, routing)?);
action!(forward, DESK, crate::forward, |fields, routing| Forward {
    routing,
    assignment: fields.id("assignment")?,
    lines: fields.lines()?,
    text: fields.one("text").to_owned(),
});
action!(settle, DESK, crate::settle, |fields, routing| Settle {
    routing,
    result: fields.one("result").to_owned(),
    reply_code: fields.one("reply_code").to_owned(),
    reply_on: fields.date("reply_on")?,
});
action!(retract, DESK, crate::retract, |_fields, routing| routing);
action!(withdraw, DESK, crate::withdraw, |_fields, routing| routing);
action!(pass_on, ROUTE, crate::pass_on, |fields, routing| PassOn { routing, to: fields.id("to")? });
action!(transfer, ROUTE, crate::transfer, |fields, routing| Transfer {
    routing,
    lines: fields.lines()?,
    term: fields.term()?,
});
action!(propose, PROPOSE, crate::propose, |fields, routing| Propose {
    routing,
    text: fields.one("text").to_owned(),
    leader: fields.id_or_none("leader")?,
    lines: fields.lines()?,
    term: fields.term()?,
    field: fields.id_or_none("field")?,
});
action!(change_deadline, PROPOSE, crate::change_deadline, |fields, routing| ChangeDeadline {
    routing,
    term: fields.term()?,
    why: fields.one("why").to_owned(),
});
action!(reopen, PROPOSE, crate::reopen, |fields, routing| Reopen {
    routing,
    why: fields.one("why").to_owned(),
});
action!(instruct, INSTRUCT, crate::instruct, |fields, routing| word(fields, routing)?);
action!(prepare, DESK, crate::prepare, |fields, routing| Prepare {
    routing,
    text: fields.one("text").to_owned(),
});
action!(handwritten, DESK, crate::enter_handwritten, |fields, routing| {
    let written_on = fields.date("written_on")?;
    Handwritten {
        instruct: word(fields, routing)?,
        written_on: written_on
            .ok_or_else(|| Refusal::invalid(crate::t::date_needed()).field("written_on"))?,
    }
});
