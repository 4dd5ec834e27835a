//! One unit: what it is called and was called, what belongs to it, how it moves and ends.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Id, Refusal, StoreError};
use ui::form::Choice;
use ui::{Button, Card, Cell, Column, Facts, Field, Filled, Form, Html, Page, Table};

use super::organisation::kind_name;
use super::pairs::{Pairs, status};
use crate::acts::reorganise::{self, ChangeUnit, EndUnit};
use crate::house::{House, Viewer, refused};
use crate::model::{Unit, UnitKind};
use crate::store::Former;
use crate::{ORGANISE, names, store, t};

pub async fn one(State(house): State<House>, viewer: Viewer, Path(id): Path<Id<Unit>>) -> Response {
    show(&house, &viewer, id, &Filled::default()).await
}

/// What something was called before, the newest first; nothing when it never changed.
pub(super) fn formers(ctx: &ui::Ctx, rows: &[Former]) -> Option<Html> {
    if rows.is_empty() {
        return None;
    }
    let table = Table::new(t::former_names(), [t::former_name(), t::to_day()].map(Column::new));
    let table = rows.iter().fold(table, |table, row| {
        table.row([Cell::text(&row.name), Cell::text(&vietnamese::format_date(row.until))])
    });
    Some(Card::new(t::former_names(), table.render(ctx.lang)).render(ctx.lang))
}

async fn show(house: &House, viewer: &Viewer, id: Id<Unit>, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(ORGANISE) {
        return refused(&ctx, &refusal);
    }
    let today = house.office().now().date();
    let read = move |tx: &mut kernel::Tx<'_>| -> Result<_, StoreError> {
        let Some((unit, span)) = store::unit_span(tx, id)? else { return Ok(None) };
        let posts: Vec<_> = names::posts(tx, today)?.into_iter().filter(|post| post.unit == id).collect();
        Ok(Some((unit, span, names::units(tx, today)?, posts, store::unit_formers(tx, id)?)))
    };
    let (unit, span, units, posts, former) = match house.office().read(read).await {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let kind = UnitKind::from_code(&unit.kind).map_or_else(String::new, |kind| kind_name(kind).say(ctx.lang));
    let above = units.iter().find(|row| Some(row.id) == unit.parent).map_or("—", |row| row.name.as_str());
    let mut facts = Facts::new()
        .text(t::unit_kind(), &kind)
        .text(t::parent_unit(), above)
        .text(t::from_day(), &vietnamese::format_date(span.from));
    if let Some(to) = span.to {
        facts = facts.text(t::to_day(), &vietnamese::format_date(to));
    }
    let mut body = vec![Card::new(t::unit(), facts.render(ctx.lang)).padded().render(ctx.lang)];
    if !posts.is_empty() {
        let table = Table::new(t::post(), [t::post(), t::holder()].map(Column::new));
        let table = posts.iter().fold(table, |table, post| {
            let holder = post.holder_name.clone().unwrap_or_else(|| t::vacant().say(ctx.lang));
            let title = Cell::text(&post.title).strong().href(format!("/people/posts/{}", post.id));
            table.row([title, Cell::text(&holder)])
        });
        body.push(Card::new(t::posts(), table.render(ctx.lang)).render(ctx.lang));
    }
    body.extend(formers(&ctx, &former));
    if span.to.is_none() {
        let below = names::below(&units, id);
        let above = units.iter().filter(|row| !below.contains(&row.id));
        let above = std::iter::once(Choice::new("", t::no_parent()))
            .chain(above.map(|row| Choice::new(row.id.to_string(), row.name.as_str())));
        let parent = unit.parent.map_or_else(String::new, |parent| parent.to_string());
        let change = Form::post(&ctx, format!("/people/units/{id}"))
            .filled(filled)
            .put(Field::text("name", t::unit_name()).value(unit.name.as_str()).required())
            .row([
                Field::select("parent", t::parent_unit(), above).value(parent),
                Field::date("from", t::change_from()).value(today.to_string()).required(),
            ])
            .button(&Button::submit(t::save()).main())
            .render();
        body.push(Card::new(t::change_unit(), change).padded().render(ctx.lang));
        let end = Form::post(&ctx, format!("/people/units/{id}/ending"))
            .filled(filled)
            .put(Field::date("last_day", t::last_day_of()).required().hint(t::unit_end_hint()))
            .button(&Button::submit(t::end_unit()))
            .render();
        body.push(Card::new(t::end_unit(), end).padded().render(ctx.lang));
    }
    let back = Button::link(t::organisation(), "/people").icon("chevron-left").render(ctx.lang);
    Page::new(&ctx, unit.name.as_str())
        .lead(kind)
        .actions([back])
        .status(status(filled))
        .narrow()
        .body(Html::stack(body))
        .into_response()
}

async fn answer(
    house: &House,
    viewer: &Viewer,
    (id, form): (Id<Unit>, &Pairs),
    outcome: Result<(), Refusal>,
) -> Response {
    match outcome {
        Ok(()) => Redirect::to(&format!("/people/units/{id}")).into_response(),
        Err(refusal) if refusal.field.is_some() => show(house, viewer, id, &form.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}

pub async fn change(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Unit>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = |form: &Pairs| {
        Ok(ChangeUnit {
            unit: id,
            name: form.get("name").to_owned(),
            parent: form.optional_id("parent")?,
            from: form.date("from")?,
        })
    };
    let outcome = form.act((&house, &viewer, ORGANISE), input, reorganise::change_unit).await;
    answer(&house, &viewer, (id, &form), outcome).await
}

pub async fn end(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Unit>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = |form: &Pairs| Ok(EndUnit { unit: id, last_day: form.date("last_day")? });
    let outcome = form.act((&house, &viewer, ORGANISE), input, reorganise::end_unit).await;
    answer(&house, &viewer, (id, &form), outcome).await
}
