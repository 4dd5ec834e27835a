//! What was done although an unconfirmed article says otherwise, with the reasons.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use kernel::StoreError;
use people::{House, Viewer, names, refused};
use rules::regulation::Verb;
use ui::{Card, Cell, Column, Crumbs, Empty, Html, Page, Table};

use super::tabs;
use crate::{ASSIGN, say, store, t};

const ROWS: u32 = 200;

pub async fn show(State(house): State<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(ASSIGN) {
        return refused(&ctx, &refusal);
    }
    let today = viewer.today;
    let found = house
        .office()
        .read(move |tx| -> Result<_, StoreError> {
            let mut found = Vec::new();
            for row in store::departures(tx, ROWS)? {
                let post = names::post(tx, row.post, today)?.map(|post| post.title).unwrap_or_default();
                let body = names::unit(tx, row.body)?;
                found.push((row, post, body));
            }
            Ok(found)
        })
        .await;
    let found = match found {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let card = if found.is_empty() {
        Card::new(t::departures(), Empty::new("check", t::no_departure()).render(lang)).render(lang)
    } else {
        let columns = [t::who(), t::in_what(), t::by_article(), t::reason()].map(Column::new);
        let mut table = Table::new(t::departures(), columns);
        for (row, post, body) in &found {
            let verb = Verb::from_code(&row.verb).map(|verb| say::verb(verb).say(lang)).unwrap_or_default();
            let at = row.at.local().strftime("%H:%M %d/%m/%Y").to_string();
            table = table.row([
                Cell::text(&row.person_name).strong().by(post.as_str()),
                Cell::text(&format!("{verb} {}", row.matter)).by(format!("{body} · {at}")),
                Cell::text(&row.article),
                Cell::text(&row.reason),
            ]);
        }
        let count = u64::try_from(found.len()).unwrap_or(0);
        Card::new(t::departures(), table.render(lang)).count(count).render(lang)
    };
    Page::new(&ctx, t::departures())
        .lead(t::departures_lead())
        .crumbs(Crumbs::new().link(t::regulations(), "/regulations").here(t::departures()))
        .body(Html::stack([tabs("/regulations", lang), card]))
        .into_response()
}
