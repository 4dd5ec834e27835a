//! Keeping a search and dropping it, from the page.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Act, Id, Refusal};
use people::{House, Viewer, act_id, refused};
use serde::Deserialize;
use ui::form::Filled;

use crate::acts::{self, Remove, Save, Watch};
use crate::model::{SavedSearch, Scope};
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
    watch: String,
}

pub async fn save(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Kept>) -> Response {
    let query = Query::of_address(&form.query);
    let done = async {
        let id = act_id(&form.act_id)?;
        let scope = Scope::from_code(&form.scope)
            .ok_or_else(|| Refusal::invalid(t::scope_unknown()).field("scope"))?;
        let watch = Some(!form.watch.is_empty());
        let input = Save { name: form.name.clone(), query: form.query.clone(), scope, watch };
        house.office().act(viewer.actor(), id, input, acts::save).await
    };
    match done.await {
        Ok(_) => Redirect::to(&query.href()).into_response(),
        Err(refusal) if refusal.http_status() == 422 => {
            let typed = [
                ("name", form.name.as_str()),
                ("scope", form.scope.as_str()),
                ("watch", form.watch.as_str()),
            ];
            let filled = Filled::from_pairs(typed).with(people::faults(&refusal));
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
    done(&house, &viewer, (&form, &id), |search| Remove { search }, acts::remove).await
}

pub async fn watch(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(form): Posted<Dropped>,
) -> Response {
    done(&house, &viewer, (&form, &id), |search| Watch { search }, acts::watch).await
}

pub async fn unwatch(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(form): Posted<Dropped>,
) -> Response {
    done(&house, &viewer, (&form, &id), |search| Watch { search }, acts::unwatch).await
}

/// One of these acts on a kept search, then back to the page that it was done from.
async fn done<I: Clone + Send + 'static>(
    house: &House,
    viewer: &Viewer,
    (form, id): (&Dropped, &str),
    input: fn(Id<SavedSearch>) -> I,
    act: fn(&mut Act<'_>, I) -> Result<(), Refusal>,
) -> Response {
    let acted = async {
        let key = act_id(&form.act_id)?;
        let search = id.parse().map_err(|_| Refusal::not_found())?;
        house.office().act(viewer.actor(), key, input(search), act).await
    };
    match acted.await {
        Ok(()) => Redirect::to(&Query::of_address(&form.back).href()).into_response(),
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}
