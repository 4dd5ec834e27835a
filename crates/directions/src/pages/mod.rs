//! The desk with its lists, one paper with what can be done about it, the leader's page.

mod actions;
mod along;
mod batch;
mod card;
mod choices;
mod desk;
mod fields;
mod forms;
mod grounds;
mod leader;
mod panel;
mod printed;
mod sending;
mod settings;

pub use along::{Along, chosen};
pub use card::paper_card;
pub use grounds::grounds;

use axum::Router;
use axum::routing::{get, post};
use people::House;
use ui::{Html, Sheet, Stop, Text, Trail};

use crate::model::State;
use crate::slip::Slip;
use crate::t;

/// Every route asks for a viewer with a desk; what may be done with the paper is asked by the act.
pub fn routes() -> Router<House> {
    Router::new()
        // directions.desk
        .route("/desk", get(desk::list))
        .route("/routings/{id}", get(desk::show))
        .route("/routings/{id}/slip.pdf", get(printed::slip))
        .route("/routings/{id}/openings", post(actions::open))
        .route("/routings/{id}/acceptances", post(actions::accept))
        .route("/routings/{id}/returns", post(actions::return_))
        .route("/routings/{id}/forwardings", post(actions::forward))
        .route("/routings/{id}/contributions", post(actions::finish))
        .route("/routings/{id}/settlements", post(actions::settle))
        .route("/routings/{id}/retractions", post(actions::retract))
        .route("/routings/{id}/withdrawals", post(actions::withdraw))
        // directions.route
        .route("/routings", post(actions::send))
        .route("/routings/{id}/proposers", post(actions::pass_on))
        .route("/routings/{id}/transfers", post(actions::transfer))
        .route("/routings/{id}/labels.pdf", get(printed::labels))
        .route("/routings/{id}/recalls", post(actions::recall))
        // directions.propose
        .route("/routings/{id}/proposals", post(actions::propose))
        .route("/routings/{id}/deadlines", post(actions::change_deadline))
        .route("/routings/{id}/reopenings", post(actions::reopen))
        .route("/desk/settings", get(settings::show).post(settings::save))
        // directions.instruct
        .route("/desk/leader", get(leader::first))
        .route("/desk/leader/batch", get(batch::show))
        .route("/desk/leader/agreements", post(batch::agree))
        .route("/desk/leader/{id}", get(leader::show))
        .route("/routings/{id}/instructions", post(actions::instruct))
        // secretaries of the leader
        .route("/routings/{id}/handwritten", post(actions::handwritten))
        .route("/routings/{id}/preparations", post(actions::prepare))
}

/// With whom it is, at which step, how long; how its deadline stands.
fn place_line(slip: &Slip, now: kernel::Instant, lang: words::Lang) -> Html {
    let place = &slip.place;
    let mut said = place.step().say(lang);
    if !place.holder.is_empty() {
        said = format!("{} · {said}", place.holder);
    }
    if let Some(held) = place.held(now) {
        said = format!("{said} · {}", held.say(lang));
    }
    let due = place.due(now.date()).map(|due| due.render(lang)).unwrap_or_default();
    Html::trusted(format!("<p class=\"place\"><b>{}</b> {due}</p>", ui::html::escape(&said)))
}

/// What happened, oldest first: who, when, what.
fn trail(ctx: &ui::Ctx, slip: &Slip) -> Html {
    let stops = slip.trail(ctx.lang).into_iter().map(|(at, who, what)| Stop {
        who: if who.is_empty() { Text::from(t::system()) } else { Text::from(who) },
        held: Some(Text::from(at.local().strftime("%H:%M %d/%m").to_string())),
        what: Some(Text::from(what)),
    });
    let trail = Trail::new(stops);
    let ended = matches!(slip.routing.state, State::Settled | State::Informed);
    if ended { trail.ended() } else { trail }.render(ctx.lang)
}

/// Pages shown at once; the rest is in the file.
const SHEETS_MAX: u32 = 20;

/// The paper itself: its pages as images, or its text.
fn document(ctx: &ui::Ctx, slip: &Slip) -> Html {
    let mut parts = Vec::new();
    for file in &slip.files {
        if file.name.to_lowercase().ends_with(".pdf") && file.pages > 0 {
            for page in 1..=file.pages.min(SHEETS_MAX) {
                let src = format!("/papers/{}/files/{}/pages/{page}", slip.paper.id, file.id);
                parts.push(Sheet::new(src, page, 1000.0, 1414.0).render(ctx.lang));
            }
        } else {
            let text = Html::text(&file.text);
            parts.push(Html::trusted(format!("<pre class=\"sheet text\">{}</pre>", text.as_str())));
        }
    }
    Html::join(parts)
}
