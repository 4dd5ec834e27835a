//! The page of search, what the palette finds, and keeping a search.

mod alike;
mod export;
mod kept;
mod show;

use axum::Router;
use axum::routing::{get, post};
use kernel::{StoreError, Tx};
use people::{Command, House, Viewer};
use search::{Ask, Order, Question};
use ui::Text;

use crate::answer::{Asking, answer};
use crate::query::Query;
use crate::{store, t};

/// Every route says who may: what is found is what the reader may see.
pub fn routes() -> Router<House> {
    Router::new()
        // anybody signed in
        .route("/search", get(show::page))
        .route("/search/export.xlsx", get(export::export))
        .route("/search/alike/{kind}/{id}", get(alike::page))
        // anybody for themselves; finding.for_group, finding.for_house
        .route("/search/saved", post(kept::save))
        .route("/search/saved/{id}/removal", post(kept::remove))
        // anybody whose search it is
        .route("/search/saved/{id}/watch", post(kept::watch))
        .route("/search/saved/{id}/watch-end", post(kept::unwatch))
}

/// Hits in the palette, and kept searches.
const COMMANDS: usize = 7;

/// What was typed into the palette, found while it is being typed.
pub(crate) fn palette(
    tx: &mut Tx<'_>,
    house: &House,
    viewer: &Viewer,
    typed: &str,
) -> Result<Vec<Command>, StoreError> {
    let mut commands = Vec::new();
    let wanted = vietnamese::fold(typed.trim());
    for row in store::saved_for(tx, viewer)? {
        if commands.len() < COMMANDS && vietnamese::fold(&row.name).contains(&wanted) {
            commands.push(Command {
                title: Text::from(row.name),
                hint: Text::from(String::new()),
                href: format!("/search?{}", row.query),
                group: t::saved_searches(),
                icon: "pin",
            });
        }
    }
    let question = Question::parse(typed, true);
    if question.is_empty() {
        return Ok(commands);
    }
    let ask = Ask { question, order: Order::Best, limit: COMMANDS, ..Ask::default() };
    let found = answer(tx, &Asking::of(house), viewer, &ask)?.unwrap_or_default();
    for shown in found.shown {
        let title = if shown.line.code.is_empty() {
            shown.line.subject
        } else {
            format!("{} · {}", shown.line.code, shown.line.subject)
        };
        commands.push(Command {
            title: Text::from(title),
            hint: Text::from(String::new()),
            href: shown.line.href,
            group: t::papers_found(),
            icon: "file-text",
        });
    }
    let all = Query { q: typed.trim().to_owned(), ..Query::default() };
    commands.push(Command {
        title: Text::from(t::search_for(typed.trim().to_owned())),
        hint: Text::from(String::new()),
        href: all.href(),
        group: t::search_all(),
        icon: "search",
    });
    Ok(commands)
}
