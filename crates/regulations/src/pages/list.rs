//! All regulations with their versions; beginning one from the model.

use axum::Form as Posted;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::StoreError;
use people::{House, Pairs, Viewer, refused};
use ui::{Button, Card, Cell, Column, Ctx, Due, Empty, Field, Filled, Form, Html, Notice, Page, Table};

use super::{span, tabs};
use crate::acts::{self, Begin};
use crate::store::{self, VersionRow};
use crate::{ASK, ASSIGN, DECIDE, t};

type Counted = (VersionRow, usize, usize);

pub async fn show(State(house): State<House>, viewer: Viewer) -> Response {
    screen(&house, &viewer, &Filled::default()).await
}

async fn screen(house: &House, viewer: &Viewer, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(ASK) {
        return refused(&ctx, &refusal);
    }
    let found = house
        .office()
        .read(|tx| -> Result<Vec<Counted>, StoreError> {
            let mut found = Vec::new();
            for row in store::versions(tx)? {
                let articles = store::articles(tx, row.id)?;
                let confirmed = articles.iter().filter(|article| article.confirmed.is_some()).count();
                found.push((row, confirmed, articles.len()));
            }
            Ok(found)
        })
        .await;
    let found = match found {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let counts = |row: &VersionRow| row.spell().is_some_and(|spell| spell.holds(viewer.today));
    let mut left = Vec::new();
    if !found.iter().any(|(row, ..)| counts(row)) {
        let model = Button::link(t::see_model(), "/regulations/model");
        left.push(Notice::care(t::model_answers()).button(model).render(ctx.lang));
    }
    left.push(if found.is_empty() {
        let empty = Empty::new("book", t::no_regulation()).next(t::no_regulation_next());
        Card::new(t::regulations(), empty.render(ctx.lang)).render(ctx.lang)
    } else {
        let count = u64::try_from(found.len()).unwrap_or(0);
        Card::new(t::versions(), table(&ctx, viewer, &found)).count(count).render(ctx.lang)
    });
    let mut actions =
        vec![Button::link(t::who_may(), "/regulations/ask").main().icon("user-check").render(ctx.lang)];
    if viewer.may(ASSIGN) {
        actions.push(Button::link(t::departures(), "/regulations/departures").icon("notes").render(ctx.lang));
    }
    let body = if viewer.may(DECIDE) {
        let right = Card::new(t::begin(), begin_form(&ctx, filled)).padded().render(ctx.lang);
        Html::columns(Html::stack(left), right)
    } else {
        Html::stack(left)
    };
    Page::new(&ctx, t::regulations())
        .lead(t::regulations_lead())
        .actions(actions)
        .live(["regulation_version"])
        .status(people::pages::pairs::status(filled))
        .body(Html::stack([tabs("/regulations", ctx.lang), body]))
        .into_response()
}

fn table(ctx: &Ctx, viewer: &Viewer, found: &[Counted]) -> Html {
    let lang = ctx.lang;
    let columns = [t::regulation(), t::effect(), t::confirmed_articles()].map(Column::new);
    let mut table = Table::new(t::versions(), columns);
    for (row, confirmed, all) in found {
        let state = match row.spell() {
            None => Due::soon(t::draft()),
            Some(spell) if spell.holds(viewer.today) => Due::met(t::in_force()),
            Some(spell) if spell.from > viewer.today => Due::plain(t::not_yet()),
            Some(_) => Due::plain(t::no_longer()),
        };
        let code = if row.code.is_empty() { t::version_nth(row.nth).say(lang) } else { row.code.clone() };
        let days = row.spell().map(|spell| span(Some(spell.from), spell.to, lang)).unwrap_or_default();
        table = table.row([
            Cell::text(&row.name).strong().by(code).href(format!("/regulations/{}", row.id)),
            Cell::html(state.render(lang)).by(days),
            Cell::text(&t::of_all(*all, *confirmed).say(lang)),
        ]);
    }
    table.render(lang)
}

fn begin_form(ctx: &Ctx, filled: &Filled) -> Html {
    Form::post(ctx, "/regulations")
        .filled(filled)
        .put(Field::text("name", t::name()).required().value(t::usual_name().say(words::Lang::Vi)))
        .put(Field::check("from_model", t::from_model()).checked(true).hint(t::from_model_hint()))
        .button(&Button::submit(t::begin()).main().icon("plus"))
        .render()
}

pub async fn begin(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let outcome = async {
        viewer.ask(DECIDE)?;
        let input =
            Begin { name: form.get("name").to_owned(), from_model: !form.get("from_model").is_empty() };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::begin).await
    };
    match outcome.await {
        Ok(id) => Redirect::to(&format!("/regulations/{id}")).into_response(),
        Err(refusal) if refusal.field.is_some() => screen(&house, &viewer, &form.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
