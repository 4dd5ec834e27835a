//! Fields of work: which there are, which posts answer for each.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Id, StoreError};
use ui::{Button, Card, Empty, Field, Filled, Form, Html, Page};

use super::pairs::{Pairs, status};
use crate::acts::field;
use crate::house::{House, Viewer, refused};
use crate::{ORGANISE, names, store, t};

pub async fn list(State(house): State<House>, viewer: Viewer) -> Response {
    show(&house, &viewer, &Filled::default()).await
}

async fn show(house: &House, viewer: &Viewer, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(ORGANISE) {
        return refused(&ctx, &refusal);
    }
    let today = house.office().now().date();
    let read = move |tx: &mut kernel::Tx<'_>| -> Result<_, StoreError> {
        Ok((names::fields(tx)?, store::post_fields(tx)?, names::posts(tx, today)?))
    };
    let (fields, pairs, posts) = match house.office().read(read).await {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    // A name that was refused stands again in the form it came from.
    let mine =
        |place: &str| if filled.get("form") == Some(place) { filled.clone() } else { Filled::default() };
    let mut body = Vec::new();
    for row in &fields {
        let answering = posts.iter().filter(|post| pairs.contains(&(post.id, row.id)));
        let answering: Vec<Html> = answering
            .map(|post| {
                let holder = post.holder_name.clone().unwrap_or_else(|| t::vacant().say(ctx.lang));
                Button::link(format!("{} · {holder}", post.title), format!("/people/posts/{}", post.id))
                    .plain()
                    .render(ctx.lang)
            })
            .collect();
        let answering = if answering.is_empty() {
            Html::trusted(format!(
                "<p class=\"hint\">{}</p>",
                Html::text(&t::field_unanswered().say(ctx.lang))
            ))
        } else {
            Html::trusted(format!("<div class=\"buttons\">{}</div>", Html::join(answering)))
        };
        let place = row.id.to_string();
        let rename = Form::post(&ctx, format!("/people/fields/{}", row.id))
            .filled(&mine(&place))
            .hidden("form", place.as_str())
            .put(Field::text(format!("name-{place}"), t::field_name()).value(row.name.as_str()).required())
            .button(&Button::submit(t::rename()).named("do", "rename"))
            .button(&Button::submit(t::retire()).plain().named("do", "retire"))
            .render();
        let details = format!(
            "<details class=\"fold\"><summary>{}</summary>{rename}</details>",
            Html::text(&t::change().say(ctx.lang))
        );
        let inside = Html::stack([answering, Html::trusted(details)]);
        body.push(Card::new(row.name.as_str(), inside).padded().render(ctx.lang));
    }
    if fields.is_empty() {
        body.push(Empty::new("list-check", t::no_fields()).next(t::no_fields_next()).render(ctx.lang));
    }
    let add = Form::post(&ctx, "/people/fields")
        .filled(&mine("add"))
        .hidden("form", "add")
        .put(Field::text("name", t::field_name()).required().hint(t::field_name_hint()))
        .button(&Button::submit(t::add_field()).icon("plus").main())
        .render();
    body.push(Card::new(t::add_field(), add).padded().render(ctx.lang));
    Page::new(&ctx, t::fields())
        .lead(t::fields_lead())
        .status(status(filled))
        .body(Html::stack(body))
        .into_response()
}

pub async fn create(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let outcome = async {
        let name = form.get("name").to_owned();
        house.office().act(viewer.actor(), form.act_id()?, name, field::create).await.map(drop)
    };
    answer(&house, &viewer, &form, outcome.await).await
}

pub async fn change(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<crate::Field>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async {
        let act_id = form.act_id()?;
        if form.get("do") == "retire" {
            return house.office().act(viewer.actor(), act_id, id, field::retire).await;
        }
        let input = field::Rename { field: id, name: form.get(&format!("name-{id}")).to_owned() };
        house.office().act(viewer.actor(), act_id, input, field::rename).await
    };
    let outcome = outcome.await;
    if let Err(refusal) = &outcome
        && refusal.field.is_some()
    {
        // Each row has a form of its own, and so a field of its own.
        let mut filled = form.filled(refusal);
        for fault in &mut filled.faults {
            fault.field = Some(format!("name-{id}"));
        }
        return show(&house, &viewer, &filled).await;
    }
    answer(&house, &viewer, &form, outcome).await
}

async fn answer(
    house: &House,
    viewer: &Viewer,
    form: &Pairs,
    outcome: Result<(), kernel::Refusal>,
) -> Response {
    match outcome {
        Ok(()) => Redirect::to("/people/fields").into_response(),
        Err(refusal) if refusal.field.is_some() => show(house, viewer, &form.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}
