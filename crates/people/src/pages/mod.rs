//! Signing in, Today, the organisation, sessions.

mod delegations;
mod fields;
mod first_run;
mod handover;
mod import;
mod notices;
mod organisation;
mod own;
pub mod pairs;
mod post;
mod second;
mod sign_in;
mod slips;
mod today;
mod tokens;
mod unit;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{self, get};

use crate::house::House;
pub use pairs::Pairs;

pub(crate) use organisation::{kind_name, role_name};

/// Every route says who may: those without a `Viewer` are open to anybody, the others ask for a permission inside.
pub fn routes() -> Router<House> {
    let upload = DefaultBodyLimit::max(crate::import::FILE_MAX + (1 << 20));
    Router::new()
        // open to anybody
        .route("/sign-in", get(sign_in::show).post(sign_in::enter))
        .route("/sign-in/code", get(second::ask).post(second::enter))
        .route("/first-run", get(first_run::show).post(first_run::complete))
        // anybody signed in
        .route("/", get(today::show))
        .route("/palette", get(today::palette))
        .route("/notices", get(notices::list))
        .route("/notices/readings", routing::post(notices::read_all))
        .route("/notices/{id}/readings", routing::post(notices::read_one))
        .route("/sign-out", routing::post(own::sign_out))
        .route("/sessions", get(own::sessions).post(own::end_others))
        .route("/password", get(own::password).post(own::change_password))
        .route("/second-factor", get(second::show).post(second::turn_on))
        .route("/second-factor/secret", routing::post(second::begin))
        .route("/second-factor/codes", routing::post(second::renew))
        .route("/second-factor/ending", routing::post(second::turn_off))
        .route("/tokens", get(tokens::list).post(tokens::make))
        .route("/tokens/{id}/ending", routing::post(tokens::revoke))
        .route("/acting", routing::post(delegations::act_for))
        .route("/delegations", get(delegations::list).post(delegations::delegate))
        .route("/delegations/{id}/ending", routing::post(delegations::end))
        // people.organise
        .route("/people", get(organisation::tree))
        .route("/people/units", routing::post(organisation::create_unit))
        .route("/people/slips", routing::post(organisation::new_slip))
        .route("/people/leavings", routing::post(organisation::leave))
        .route("/people/posts", routing::post(organisation::create_post))
        .route("/people/posts/{id}", get(post::one))
        .route("/people/posts/{id}/fields", routing::post(post::fields))
        .route("/people/posts/{id}/acting", routing::post(post::acting))
        .route("/people/posts/{id}/service", routing::post(post::service))
        .route("/people/posts/{id}/change", routing::post(handover::change))
        .route("/people/posts/{id}/holder", routing::post(handover::appoint))
        .route("/people/posts/{id}/handover", get(handover::record).post(handover::hand_over))
        .route("/people/posts/{id}/ending", routing::post(handover::end))
        .route("/people/units/{id}", get(unit::one).post(unit::change))
        .route("/people/units/{id}/ending", routing::post(unit::end))
        .route("/people/accounts", get(slips::choose).post(slips::make))
        .route("/people/second-factors", routing::post(slips::reset_second))
        .route("/people/second-factor-roles", routing::post(slips::require_second))
        .route("/people/idle", routing::post(slips::set_idle))
        .route("/people/import", get(import::start).post(import::upload).layer(upload))
        .route("/people/import/template.xlsx", get(import::template))
        .route("/people/import/{id}", get(import::report).post(import::take))
        .route("/people/import/{id}/mend.csv", get(import::mend))
        .route("/people/fields", get(fields::list).post(fields::create))
        .route("/people/fields/{id}", routing::post(fields::change))
        .route("/people/appointments", routing::post(organisation::appoint))
}
