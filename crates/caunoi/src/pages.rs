//! The few pages that belong to no function: the journal's state, health, "nothing here".

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use people::{House, Viewer};
use serde_json::json;
use ui::{Card, Facts, Html, Page, error_page};

use crate::t;

/// For whoever watches the machine: 200 while the database answers. `alarm` asks for a person: a nightly check
/// failed, a job gave up, a backup failed, or the disk is nearly full; /operation says which.
pub async fn health(State(house): State<House>) -> Response {
    let (data, now) = (house.office().data().to_owned(), house.office().now());
    let seen = house.office().read(move |tx| {
        kernel::journal::size(tx)?;
        let alarms = kernel::safekeeping::alarms(tx, Some(&data), now)?;
        let grave = alarms.iter().any(crate::operator::is_grave);
        Ok((kernel::checks::alarm(tx)?, kernel::jobs::dead_count(tx)?, grave))
    });
    match seen.await {
        Ok((checks, dead, grave)) => {
            let alarm = checks.is_some_and(|faults| faults > 0) || dead > 0 || grave;
            Json(json!({ "ok": true, "alarm": alarm, "version": env!("CARGO_PKG_VERSION") })).into_response()
        }
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "ok": false }))).into_response(),
    }
}

/// How long the log is, its newest signed head, and the key to check it with.
pub async fn journal(State(house): State<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    let found = house
        .office()
        .read(|tx| Ok((kernel::journal::size(tx)?, kernel::journal::head(tx)?, kernel::jobs::counts(tx)?)))
        .await;
    let (size, head, jobs) = match found {
        Ok(found) => found,
        Err(fault) => return people::refused(&ctx, &fault.into()),
    };
    let mut facts = Facts::new().text(t::journal_entries(), &size.to_string());
    if let Some((note, at)) = head {
        facts = facts
            .text(t::journal_signed_at(), &at.local().strftime("%H:%M:%S %d/%m/%Y").to_string())
            .put(t::journal_checkpoint(), preformatted(&note));
    }
    let key = house.office().journal().verifying_key().encode();
    facts = facts.put(t::journal_key(), preformatted(&key));
    for (state, count) in jobs {
        facts = facts.text(crate::operation::job_state(&state), &count.to_string());
    }
    let body = Card::new(t::journal_head(), facts.render(ctx.lang)).padded().render(ctx.lang);
    Page::new(&ctx, t::journal()).lead(t::journal_lead()).narrow().body(body).into_response()
}

fn preformatted(text: &str) -> Html {
    Html::trusted(format!("<pre class=\"note\">{}</pre>", Html::text(text).as_str()))
}

pub async fn nothing_here(State(house): State<House>, headers: HeaderMap, uri: Uri) -> Response {
    error_page(&house.ctx(&headers, uri.path()), StatusCode::NOT_FOUND, None, None)
}
