//! One's own address and wishes; the administrator's page of the server.

mod own;
mod server;

use axum::Router;
use axum::routing::{get, post};
use kernel::{StoreError, Tx};
use people::{Card, House, Viewer};
use ui::{Text, WorkRow};
use words::Msg;

use crate::{OPERATE, settings, store, t};

/// Every route says who may.
pub fn routes() -> Router<House> {
    Router::new()
        // anybody signed in, about themselves
        .route("/mail", get(own::show))
        .route("/mail/address", post(own::ask))
        .route("/mail/confirmation", post(own::confirm))
        .route("/mail/wishes", post(own::wish))
        .route("/mail/forgetting", post(own::forget))
        // mail.operate
        .route("/mail/server", get(server::show).post(server::save))
        .route("/mail/server/trial", post(server::trial))
        .route("/mail/bounces/{person}/clearing", post(server::clear))
}

/// A fault of sending in words, by its code.
pub(crate) fn fault_said(code: &str) -> Msg {
    match code {
        "unreachable" => t::fault_unreachable(),
        "tls" => t::fault_tls(),
        "sign_in" => t::fault_sign_in(),
        "settings" => t::fault_settings(),
        code => t::fault_answer(code.to_owned()),
    }
}

const PAGE: &str = "/mail/server";

/// Nothing on Today while mails go out: a server that fails and persons it refuses stand there for the administrator.
pub(crate) fn today(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<Card>, StoreError> {
    let mut cards = Vec::new();
    if !viewer.may(OPERATE) || settings::server(tx)?.is_none_or(|server| !server.on) {
        return Ok(cards);
    }
    let health = store::health(tx)?;
    let card = |title: Msg, count: u64, rows: Vec<WorkRow>| Card::new(title, PAGE, count).rows(rows);
    if health.failures > 0 {
        let why = fault_said(health.fault.as_deref().unwrap_or_default());
        let rows = vec![WorkRow::new("", why, PAGE)];
        cards.push(card(t::alarm_server(), u64::try_from(health.failures).unwrap_or(0), rows));
    }
    let bounced = store::bounces(tx)?;
    if !bounced.is_empty() {
        let rows = bounced.iter().map(|(_, name, _, _)| WorkRow::new("", Text::from(name.clone()), PAGE));
        cards.push(card(t::alarm_bounced(), u64::try_from(bounced.len()).unwrap_or(0), rows.collect()));
    }
    Ok(cards)
}
