//! What is posted about a line: each form becomes an act.

use axum::Form as PostedForm;
use axum::extract::{Path, Query as Asked, State};
use axum::response::{IntoResponse, Redirect, Response};
use documents::acts::Void;
use documents::{Copy, Correct, Enter, Fill, KEEP, KEEP_UNIT, Move, NewPaper, Paper, VoidEntry};
use jiff::civil::Date;
use kernel::{Act, Id, Refusal};
use people::{House, Viewer, act_id, faults, refused};
use serde::Serialize;
use serde::de::DeserializeOwned;
use ui::form::Filled;

use crate::pages::accept::date;
use crate::pages::filter::Query;
use crate::pages::{book, list};
use crate::{LIST, t};

pub(in crate::pages) type Posted = PostedForm<Vec<(String, String)>>;

pub(in crate::pages) fn one<'a>(form: &'a [(String, String)], name: &str) -> &'a str {
    form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

fn paper_of(form: &[(String, String)]) -> Result<NewPaper, Refusal> {
    Ok(NewPaper {
        code: one(form, "code").to_owned(),
        kind: one(form, "kind").to_owned(),
        issuer: one(form, "issuer").to_owned(),
        issued_on: date(one(form, "issued_on"), "issued_on")?,
        subject: one(form, "subject").to_owned(),
        urgency: one(form, "urgency").to_owned(),
        asked_by: date(one(form, "asked_by"), "asked_by")?,
        files: Vec::new(),
    })
}

fn day(form: &[(String, String)], name: &'static str) -> Result<Date, Refusal> {
    date(one(form, name), name)?.ok_or_else(|| Refusal::invalid(t::date_shape()).field(name))
}

/// Where to go on after an act.
#[derive(Clone, Copy)]
enum Then {
    /// The line has changed: it stays there to be looked at.
    Stay,
    /// Nothing is left to do with it: the next one of the list is there.
    Next,
}

/// The list that the paper was opened from.
pub(super) fn list_of(form: &[(String, String)]) -> Query {
    let query = one(form, "list").parse().ok().and_then(|uri| Asked::<Query>::try_from_uri(&uri).ok());
    query.map_or_else(Query::default, |Asked(query)| query)
}

/// The paper after this one in the list, before an act takes this one out of it.
async fn next(house: &House, viewer: &Viewer, id: &str, query: &Query) -> Option<String> {
    let id: Id<Paper> = id.parse().ok()?;
    let (reader, query) = (viewer.clone(), query.clone());
    let found = house.office().read(move |tx| {
        let found = if reader.may(LIST) { list::load(tx, &reader, query, Some(id))? } else { None };
        found.map_or(Ok(None), |found| Ok(list::neighbours(tx, &found, id)?.1))
    });
    found.await.ok().flatten()
}

/// Runs an act on a paper's line, and goes on in the list that the paper was opened from.
async fn run<I, O>(
    (house, viewer, id): (House, Viewer, String),
    then: Then,
    form: Vec<(String, String)>,
    input: impl FnOnce(&[(String, String)], Id<Paper>) -> Result<I, Refusal>,
    act: fn(&mut Act<'_>, I) -> Result<O, Refusal>,
) -> Response
where
    I: Send + Clone + 'static,
    O: Serialize + DeserializeOwned + Send + 'static,
{
    let query = list_of(&form);
    let on = match then {
        Then::Next => next(&house, &viewer, &id, &query).await,
        Then::Stay => None,
    };
    let outcome = async {
        // Whose book the line is in, the act asks.
        viewer.ask(KEEP).or_else(|_| viewer.ask(KEEP_UNIT))?;
        let paper = id.parse().map_err(|_| Refusal::not_found())?;
        let input = input(&form, paper)?;
        house.office().act(viewer.actor(), act_id(one(&form, "act_id"))?, input, act).await
    }
    .await;
    match outcome {
        Ok(_) => {
            let here = || query.href(&format!("/papers/{id}"));
            Redirect::to(&on.unwrap_or_else(here)).into_response()
        }
        Err(refusal) if refusal.field.is_some() => {
            let filled = Filled::from_pairs(form).with(faults(&refusal));
            book::screen(&house, &viewer, &id, (query, &filled)).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

macro_rules! action {
    ($name:ident, $then:expr, $act:path, |$form:ident, $paper:ident| $input:expr) => {
        pub async fn $name(
            State(house): State<House>,
            viewer: Viewer,
            Path(id): Path<String>,
            PostedForm(form): Posted,
        ) -> Response {
            run((house, viewer, id), $then, form, |$form, $paper| Ok($input), $act).await
        }
    };
}

action!(correct, Then::Stay, documents::correct, |form, paper| {
    let NewPaper { code, kind, issuer, issued_on, subject, urgency, asked_by, .. } = paper_of(form)?;
    let why = one(form, "why").to_owned();
    Correct { paper, code, kind, issuer, issued_on, subject, urgency, asked_by, why }
});
action!(fill, Then::Next, documents::fill_reserved, |form, paper| Fill { paper, with: paper_of(form)? });
action!(void, Then::Next, documents::void_number, |form, paper| Void {
    paper,
    why: one(form, "why").to_owned()
});
action!(copy, Then::Stay, documents::join_copy, |form, paper| Copy {
    paper,
    form: one(form, "form").to_owned(),
    arrived_on: day(form, "arrived_on")?,
    note: one(form, "note").to_owned(),
});

/// Hands the original over to whom the typed name means.
pub async fn hand_over(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    PostedForm(form): Posted,
) -> Response {
    let today = viewer.today;
    let posts = house.office().read(move |tx| people::names::posts(tx, today)).await;
    let to = match posts {
        Ok(posts) => people::names::meant(&posts, one(&form, "to"), "to"),
        Err(fault) => return refused(&house.page(&viewer).await, &fault.into()),
    };
    let input = move |form: &[(String, String)], paper| {
        Ok(Move { paper, to: to?, moved_on: day(form, "moved_on")?, signed: one(form, "signed").to_owned() })
    };
    run((house, viewer, id), Then::Next, form, input, documents::move_original).await
}

/// The unit's clerk gives the paper a number in the unit's book.
pub async fn enter(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    PostedForm(form): Posted,
) -> Response {
    let outcome = async {
        viewer.ask(KEEP_UNIT)?;
        let paper = id.parse().map_err(|_| Refusal::not_found())?;
        let series = one(&form, "series").parse().map_err(|_| Refusal::not_found())?;
        let (input, act) = (Enter { paper, series }, act_id(one(&form, "act_id"))?);
        house.office().act(viewer.actor(), act, input, crate::acts::enter).await
    }
    .await;
    match outcome {
        Ok(_) => Redirect::to(&list_of(&form).href(&format!("/papers/{id}"))).into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

pub async fn void_entry(
    State(house): State<House>,
    viewer: Viewer,
    Path((id, entry)): Path<(String, String)>,
    PostedForm(form): Posted,
) -> Response {
    let outcome = async {
        viewer.ask(KEEP_UNIT)?;
        let entry = entry.parse().map_err(|_| Refusal::not_found())?;
        let input = VoidEntry { entry, why: one(&form, "why_entry").to_owned() };
        house.office().act(viewer.actor(), act_id(one(&form, "act_id"))?, input, documents::void_entry).await
    }
    .await;
    match outcome {
        Ok(()) => Redirect::to(&list_of(&form).href(&format!("/papers/{id}"))).into_response(),
        Err(mut refusal) if refusal.field.is_some() => {
            refusal.field = Some("why_entry");
            let query = list_of(&form);
            let filled = Filled::from_pairs(form).with(faults(&refusal));
            book::screen(&house, &viewer, &id, (query, &filled)).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
