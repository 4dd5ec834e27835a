//! The door and the book as JSON: a file is sent as it is, read and counted; then it is registered or returned.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::post;
use kernel::Refusal;
use people::rest::{Caller, answer};
use people::{Api, House};
use serde::{Deserialize, Serialize};

use crate::door::{FILE_MAX_MB, Given, Outcome, Under, check, take};
use crate::{REGISTER, acts};

mod reads;

#[must_use]
pub fn api() -> Api {
    let receive = post(receive).layer(DefaultBodyLimit::max((FILE_MAX_MB + 1) << 20));
    Api::new()
        .file::<Received>("incoming.receive", "/incoming/receipts", receive)
        .act("incoming.register", "/incoming/registrations", acts::register)
        .act("incoming.return", "/incoming/returns", acts::return_)
        .act("incoming.order", "/incoming/orders", acts::lift)
        .act("incoming.envelope", "/incoming/envelopes", acts::take_envelope)
        .act("incoming.petitions", "/incoming/petitions", acts::take_petitions)
        .act("incoming.join", "/incoming/joinings", acts::join)
        .act("incoming.annex", "/incoming/annexings", acts::annex)
        .act("incoming.type_writing", "/papers/writings", acts::type_writing)
        .act("documents.relate", "/papers/relations", acts::relate)
        .act("documents.part_papers", "/papers/partings", acts::part)
        .act("documents.set_series", "/books/series", documents::set_series)
        .act("documents.set_terms", "/books/terms", documents::set_terms)
        .act("documents.check_book", "/books/checks", documents::check_book)
        .act("documents.enter", "/papers/entries", acts::enter)
        .act("documents.void_entry", "/papers/entry-voidings", documents::void_entry)
        .act("documents.configure_book", "/books/settings", documents::configure_book)
        .act("documents.reserve_number", "/books/reservations", documents::reserve_number)
        .act("documents.fill_reserved", "/papers/fillings", documents::fill_reserved)
        .act("documents.void_number", "/papers/voidings", documents::void_number)
        .act("documents.correct", "/papers/corrections", documents::correct)
        .act("documents.join_copy", "/papers/copies", documents::join_copy)
        .act("documents.move_original", "/papers/originals", documents::move_original)
        .act("documents.confirm_original", "/papers/original-receipts", documents::confirm_original)
        .and(reads::reads())
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    name: String,
}

/// What became of the file: `waiting`, `question` (a clerk has to look first), `marked` (nothing is stored) or
/// `returned`.
#[derive(Serialize, Deserialize)]
struct Received {
    outcome: String,
    id: Option<String>,
    said: String,
}

async fn receive(
    State(house): State<House>,
    caller: Caller,
    headers: HeaderMap,
    Query(named): Query<Named>,
    body: Bytes,
) -> Response {
    let lang = caller.lang;
    let done = async {
        let id = caller.allowed("incoming.receive", &headers)?;
        caller.viewer.ask(REGISTER)?;
        let (office, program, actor) = (house.office().clone(), house.reader().to_owned(), caller.actor());
        let taken = tokio::task::spawn_blocking(move || {
            let reader = crate::engine::reader(&office, program);
            let given = Given { name: named.name, bytes: body.to_vec() };
            let checked = check(&reader, ("api", None), vec![given], false);
            take(&office, None, Under { actor, id, stop: None }, checked)
        });
        let told = taken.await.unwrap_or_else(|_| Err(Refusal::not_found()))?;
        let (outcome, id) = match told.outcome {
            Outcome::Waiting(id) => ("waiting", Some(id.to_string())),
            Outcome::Question(id) => ("question", Some(id.to_string())),
            Outcome::Marked(id) => ("marked", Some(id.to_string())),
            Outcome::Returned => ("returned", None),
        };
        Ok(Received { outcome: outcome.to_owned(), id, said: told.said.say(lang) })
    };
    answer(done.await, lang)
}
