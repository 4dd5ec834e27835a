//! Keeping a search and dropping it, from the page.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::Refusal;
use people::{House, Viewer, act_id, refused};
use serde::Deserialize;
use ui::form::Filled;

use crate::acts::{self, Remove, Save};
use crate::model::Scope;
use crate::pages::show;
use crate::query::Query;
use crate::t;

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct Kept {
    act_id: String,
    name: String,
    scope: String,
    query: String,
}

pub async fn save(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Kept>) -> Response {
    let query = Query::of_address(&form.query);
    let done = async {
        let id = act_id(&form.act_id)?;
        let scope = Scope::from_code(&form.scope)
            .ok_or_else(|| Refusal::invalid(t::scope_unknown()).field("scope"))?;
        let input = Save { name: form.name.clone(), query: form.query.clone(), scope };
        house.office().act(viewer.actor(), id, input, acts::save).await
    };
    match done.await {
        Ok(_) => Redirect::to(&query.href()).into_response(),
        Err(refusal) if refusal.http_status() == 422 => {
            let filled = Filled::from_pairs([("name", form.name.as_str()), ("scope", form.scope.as_str())])
                .with(people::faults(&refusal));
            show::screen(&house, &viewer, query, &filled).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub struct Dropped {
    act_id: String,
    back: String,
}

pub async fn remove(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(form): Posted<Dropped>,
) -> Response {
    let done = async {
        let act = act_id(&form.act_id)?;
        let search = id.parse().map_err(|_| Refusal::not_found())?;
        house.office().act(viewer.actor(), act, Remove { search }, acts::remove).await
    };
    match done.await {
        Ok(()) => Redirect::to(&Query::of_address(&form.back).href()).into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
