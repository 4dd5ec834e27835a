//! One's own address and wishes; the administrator's page of the server.

mod own;
mod server;

use axum::Router;
use axum::routing::{get, post};
use kernel::{StoreError, Tx};
use people::{Card, House, Viewer};
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

/// Nothing on Today while mails go out: a server that fails and persons it refuses stand there for the administrator.
pub(crate) fn today(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<Card>, StoreError> {
    let mut cards = Vec::new();
    if !viewer.may(OPERATE) || settings::server(tx)?.is_none_or(|server| !server.on) {
        return Ok(cards);
    }
    let health = store::health(tx)?;
    let card = |title: Msg, count: u64| Card::new(title, "/mail/server", count).late(count);
    if health.failures > 0 {
        cards.push(card(t::alarm_server(), u64::try_from(health.failures).unwrap_or(0)));
    }
    let bounced = u64::try_from(store::bounces(tx)?.len()).unwrap_or(0);
    if bounced > 0 {
        cards.push(card(t::alarm_bounced(), bounced));
    }
    Ok(cards)
}
