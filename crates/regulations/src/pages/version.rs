//! Copying a version, putting one into force.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Id, Refusal};
use people::{House, Pairs, Viewer, refused};

use super::{optional_day, show};
use crate::DECIDE;
use crate::acts::{self, NewVersion, Publish};
use crate::model::Version;

pub async fn copy(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Version>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async {
        viewer.ask(DECIDE)?;
        let input = NewVersion { version: id };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::new_version).await
    };
    match outcome.await {
        Ok(made) => Redirect::to(&format!("/regulations/{made}")).into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

pub async fn publish(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Version>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = || {
        Ok::<_, Refusal>(Publish {
            version: id,
            code: form.get("code").to_owned(),
            signed_on: optional_day(&form, "signed_on")?,
            from: form.date("from")?,
            to: optional_day(&form, "to")?,
            ends_previous: !form.get("ends_previous").is_empty(),
        })
    };
    let outcome = async {
        viewer.ask(DECIDE)?;
        house.office().act(viewer.actor(), form.act_id()?, input()?, acts::publish).await
    };
    answer((&house, &viewer, id), &form, outcome.await).await
}

async fn answer(
    (house, viewer, id): (&House, &Viewer, Id<Version>),
    form: &Pairs,
    outcome: Result<(), Refusal>,
) -> Response {
    match outcome {
        Ok(()) => Redirect::to(&format!("/regulations/{id}")).into_response(),
        Err(refusal) if refusal.field.is_some() => {
            show::screen(house, viewer, id, &form.filled(&refusal)).await
        }
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}
