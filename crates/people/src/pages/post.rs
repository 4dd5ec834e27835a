//! One post: what it is for, who holds it, what it answers for, whom it serves.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Id, Refusal, StoreError};
use ui::{Button, Card, Facts, Field, Filled, Form, Html, Page};

use super::organisation::role_name;
use super::pairs::{Pairs, status};
use crate::acts::{field, organise};
use crate::house::{Function, Held, House, Viewer, refused};
use crate::model::{Post, Role};
use crate::{ORGANISE, names, store, t};

pub async fn one(State(house): State<House>, viewer: Viewer, Path(id): Path<Id<Post>>) -> Response {
    show(&house, &viewer, id, &Filled::default()).await
}

/// What surrounds a post: its work, its holders, its names, and what can be chosen.
pub(super) struct Around {
    pub held: Vec<Held>,
    pub holdings: Vec<store::HoldingRow>,
    pub former: Vec<store::Former>,
    pub units: Vec<names::UnitRow>,
    pub persons: Vec<(Id<crate::Person>, String)>,
}

/// What every function says lies on the post.
pub(super) fn held_now(
    tx: &mut kernel::Tx<'_>,
    functions: &[Function],
    (post, on): (Id<Post>, jiff::civil::Date),
) -> Result<Vec<Held>, StoreError> {
    let mut held = Vec::new();
    for holds in functions.iter().filter_map(|function| function.holds) {
        held.extend(holds(tx, post, on)?);
    }
    Ok(held)
}

pub(super) async fn show(house: &House, viewer: &Viewer, id: Id<Post>, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(ORGANISE) {
        return refused(&ctx, &refusal);
    }
    let (today, functions) = (house.office().now().date(), house.functions().to_vec());
    let read = move |tx: &mut kernel::Tx<'_>| -> Result<_, StoreError> {
        let Some(post) = names::post(tx, id, today)? else { return Ok(None) };
        let leaders: Vec<_> =
            names::posts(tx, today)?.into_iter().filter(|row| row.roles.contains(&Role::Leader)).collect();
        Ok(Some((
            post,
            leaders,
            names::fields(tx)?,
            store::fields_of(tx, id)?,
            names::served_by(tx, id, today)?,
            names::secretaries_of(tx, id, today)?,
            Around {
                held: held_now(tx, &functions, (id, today))?,
                holdings: store::holdings(tx, id)?,
                former: store::post_formers(tx, id)?,
                units: names::units(tx, today)?,
                persons: store::persons(tx)?,
            },
            names::acting_posts(tx, today)?.contains(&id),
        )))
    };
    let found = match house.office().read(read).await {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let (post, leaders, fields, own_fields, serves, secretaries, around, acting) = found;
    let roles: Vec<String> = post.roles.iter().map(|role| role_name(*role).say(ctx.lang)).collect();
    let mut facts = Facts::new()
        .text(t::unit(), &post.unit_name)
        .text(t::holder(), &post.holder_name.clone().unwrap_or_else(|| t::vacant().say(ctx.lang)))
        .text(t::roles(), &roles.join(", "));
    if !secretaries.is_empty() {
        let list: Vec<String> = secretaries
            .iter()
            .map(|row| format!("{} · {}", row.title, row.holder_name.as_deref().unwrap_or("—")))
            .collect();
        facts = facts.text(t::secretaries(), &list.join("; "));
    }
    let mut body = vec![Card::new(t::post(), facts.render(ctx.lang)).padded().render(ctx.lang)];
    if post.holder.is_some() {
        let form = Form::post(&ctx, format!("/people/posts/{id}/acting"))
            .filled(filled)
            .put(Field::check("acting", t::holds_acting()).checked(acting).hint(t::holds_acting_hint()))
            .button(&Button::submit(t::save()))
            .render();
        body.push(Card::new(t::holder(), form).padded().render(ctx.lang));
    }
    if !fields.is_empty() {
        let mut form = Form::post(&ctx, format!("/people/posts/{id}/fields")).filled(filled);
        for row in &fields {
            let on = own_fields.contains(row);
            form = form.put(Field::check(format!("field-{}", row.id), row.name.as_str()).checked(on));
        }
        let form = form.button(&Button::submit(t::save()).main()).render();
        body.push(Card::new(t::fields(), form).padded().render(ctx.lang));
    }
    if post.roles.contains(&Role::Secretary) {
        let mut form = Form::post(&ctx, format!("/people/posts/{id}/service")).filled(filled);
        for row in &leaders {
            let label = format!("{} · {}", row.title, row.holder_name.as_deref().unwrap_or("—"));
            let on = serves.iter().any(|served| served.id == row.id);
            form = form.put(Field::check(format!("leader-{}", row.id), label).checked(on));
        }
        let form = form.button(&Button::submit(t::save()).main()).render();
        body.push(Card::new(t::serves(), form).padded().render(ctx.lang));
    }
    body.extend(super::handover::cards(&ctx, &post, &around, filled));
    let back = Button::link(t::organisation(), "/people").icon("chevron-left").render(ctx.lang);
    Page::new(&ctx, post.title.as_str())
        .lead(post.unit_name.as_str())
        .actions([back])
        .status(status(filled))
        .narrow()
        .body(Html::stack(body))
        .into_response()
}

pub(super) async fn answer(
    house: &House,
    viewer: &Viewer,
    (id, form): (Id<Post>, &Pairs),
    outcome: Result<(), Refusal>,
) -> Response {
    match outcome {
        Ok(()) => Redirect::to(&format!("/people/posts/{id}")).into_response(),
        Err(refusal) if refusal.field.is_some() => show(house, viewer, id, &form.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}

pub async fn fields(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Post>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = |form: &Pairs| Ok(field::Responsibility { post: id, fields: form.ticked_ids("field-") });
    let outcome = form.act((&house, &viewer, ORGANISE), input, field::answer_for).await;
    answer(&house, &viewer, (id, &form), outcome).await
}

pub async fn service(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Post>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = |form: &Pairs| Ok(organise::Service { secretary: id, leaders: form.ticked_ids("leader-") });
    let outcome = form.act((&house, &viewer, ORGANISE), input, organise::assign_secretary).await;
    answer(&house, &viewer, (id, &form), outcome).await
}

pub async fn acting(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Post>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = |form: &Pairs| Ok(organise::MarkActing { post: id, acting: !form.get("acting").is_empty() });
    let outcome = form.act((&house, &viewer, ORGANISE), input, organise::mark_acting).await;
    answer(&house, &viewer, (id, &form), outcome).await
}
