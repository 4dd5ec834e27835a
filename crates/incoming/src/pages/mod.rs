//! The door, the accept screen, the book, a paper.

mod accept;
mod book;
mod door;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use people::House;
use ui::{Due, Text, WorkRow};

use crate::store::ReceiptRow;
use crate::t;

/// The largest file taken at the door.
pub(crate) const FILE_MAX_MB: usize = 100;

/// Every route says who may: all ask for a viewer and then for the permission named.
pub fn routes() -> Router<House> {
    let upload = DefaultBodyLimit::max((FILE_MAX_MB + 1) << 20);
    Router::new()
        // incoming.register
        .route("/incoming", get(accept::first))
        .route("/incoming/door", get(door::show).post(door::receive).layer(upload))
        .route("/incoming/{id}", get(accept::show).post(accept::register))
        .route("/incoming/{id}/returning", post(accept::return_))
        .route("/incoming/{id}/pages/{n}", get(accept::page_image))
        // incoming.read
        .route("/papers", get(book::list))
        .route("/papers/{id}", get(book::paper))
        .route("/papers/{id}/files/{file}", get(book::original))
        .route("/papers/{id}/files/{file}/pages/{n}", get(book::page_image))
}

/// The line of facts under a receipt.
fn by(receipt: &ReceiptRow, issuer: &str, pages: u32) -> Text {
    let at = receipt.received_at.local().strftime("%H:%M").to_string();
    let pages = t::pages(pages).say(words::Lang::Vi);
    Text::from(if issuer.is_empty() {
        format!("{at} · {pages}")
    } else {
        format!("{issuer} · {at} · {pages}")
    })
}

/// New papers that were read well are just new; doubtful ones ask to be looked at.
fn state_chip(doubtful: bool) -> Due {
    if doubtful { Due::soon(t::check_this()) } else { Due::plain(t::fresh()) }
}

/// A receipt in a list.
pub(crate) fn row(receipt: &ReceiptRow) -> WorkRow {
    let reading = receipt.reading();
    let facts = reading.as_ref().map(|r| r.facts.clone()).unwrap_or_default();
    let what = match facts.subject {
        Some(subject) => Text::from(subject),
        None => Text::from(receipt.name.clone()),
    };
    let doubtful = reading.as_ref().is_none_or(|r| r.problem.is_some() || !r.doubtful().is_empty());
    WorkRow::new(facts.code.unwrap_or_else(|| "—".to_owned()), what, format!("/incoming/{}", receipt.id))
        .by(by(receipt, facts.issuer.as_deref().unwrap_or(""), reading.map_or(0, |r| r.pages)))
        .urgency(urgency(facts.urgency.as_deref().unwrap_or("")))
        .due(state_chip(doubtful))
}

/// The seal of an urgency as read or stored.
fn urgency(mark: &str) -> Option<ui::Urgency> {
    match vietnamese::fold(mark).as_str() {
        "khan" | "urgent" => Some(ui::Urgency::Urgent),
        "thuong khan" | "very" => Some(ui::Urgency::VeryUrgent),
        "hoa toc" | "hoa toc hen gio" | "flash" => Some(ui::Urgency::Flash),
        _ => None,
    }
}
