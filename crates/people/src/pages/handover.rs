//! Leaving a post: what lies on it, who comes next, the record that both sign. Also how a post changes and ends.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::{Id, Refusal, StoreError};
use ui::form::Choice;
use ui::{Button, Card, Cell, Column, Ctx, Empty, Facts, Field, Filled, Form, Html, Page, Table};

use super::pairs::Pairs;
use super::post::{Around, answer, held_now};
use super::unit::formers;
use crate::acts::organise::{self, Appointment};
use crate::acts::reorganise::{self, ChangePost, EndPost, HandOver};
use crate::house::{Held, House, Viewer, refused};
use crate::model::Post;
use crate::names::PostRow;
use crate::{ORGANISE, names, store, t};

/// The part of a post's page that is about its holders and its work.
pub(super) fn cards(ctx: &Ctx, post: &PostRow, around: &Around, filled: &Filled) -> Vec<Html> {
    let (id, lang) = (post.id, ctx.lang);
    let mut cards = vec![work(ctx, &around.held, &format!("/people/posts/{id}/handover"))];
    let persons = || around.persons.iter().map(|(id, name)| Choice::new(id.to_string(), name.as_str()));
    if let Some(holder) = post.holder {
        let none = std::iter::once(Choice::new("", t::no_successor()));
        let form = Form::post(ctx, format!("/people/posts/{id}/handover"))
            .filled(filled)
            .hidden("person", holder.to_string())
            .row([
                Field::date("last_day", t::last_day()).required().hint(t::last_day_hint()),
                Field::select("successor", t::successor(), none.chain(persons())),
            ])
            .button(&Button::submit(t::hand_over()).icon("logout"))
            .render();
        cards.push(Card::new(t::hand_over(), form).padded().render(lang));
    } else {
        let form = Form::post(ctx, format!("/people/posts/{id}/holder"))
            .filled(filled)
            .row([
                Field::select("person", t::existing_person(), persons()),
                Field::date("from", t::from_day()).required(),
            ])
            .button(&Button::submit(t::appoint_existing()).icon("user-plus"))
            .render();
        cards.push(Card::new(t::appoint_existing(), form).padded().render(lang));
    }
    if !around.holdings.is_empty() {
        let table = Table::new(t::holders(), [t::holder(), t::from_day(), t::to_day()].map(Column::new));
        let table = around.holdings.iter().fold(table, |table, row| {
            let to = row.to.map_or_else(|| "—".to_owned(), vietnamese::format_date);
            table.row([
                Cell::text(&row.name).strong(),
                Cell::text(&vietnamese::format_date(row.from)),
                Cell::text(&to),
            ])
        });
        cards.push(Card::new(t::holders(), table.render(lang)).render(lang));
    }
    cards.extend(formers(ctx, &around.former));
    let units = around.units.iter().map(|unit| Choice::new(unit.id.to_string(), unit.name.as_str()));
    let change = Form::post(ctx, format!("/people/posts/{id}/change"))
        .filled(filled)
        .put(Field::text("title", t::post()).value(post.title.as_str()).required())
        .row([
            Field::select("unit", t::unit(), units).value(post.unit.to_string()),
            Field::date("since", t::change_from()).required(),
        ])
        .button(&Button::submit(t::save()).main())
        .render();
    cards.push(Card::new(t::change_post(), change).padded().render(lang));
    if post.holder.is_none() {
        let end = Form::post(ctx, format!("/people/posts/{id}/ending"))
            .filled(filled)
            .put(Field::date("end_day", t::last_day_of()).required().hint(t::post_end_hint()))
            .button(&Button::submit(t::end_post()))
            .render();
        cards.push(Card::new(t::end_post(), end).padded().render(lang));
    }
    cards
}

fn work(ctx: &Ctx, held: &[Held], record: &str) -> Html {
    let body = if held.is_empty() {
        Empty::new("check", t::no_work_here()).render(ctx.lang)
    } else {
        let rows = held.iter().map(|row| {
            let [what, item, day] = cells(row, ctx);
            [what, item.href(row.href.as_str()), day]
        });
        rows.fold(Table::new(t::work_here(), columns()), Table::row).render(ctx.lang)
    };
    let count = u64::try_from(held.len()).unwrap_or(u64::MAX);
    Card::new(t::work_here(), body).count(count).more(t::handover_record(), record, None).render(ctx.lang)
}

fn columns() -> [Column; 3] {
    [Column::new(t::item_what()).narrow(), Column::new(t::item()), Column::new(t::item_on()).narrow()]
}

fn cells(row: &Held, ctx: &Ctx) -> [Cell; 3] {
    let day = row.on.map_or_else(String::new, vietnamese::format_date);
    [Cell::text(&row.what.say(ctx.lang)), Cell::text(&row.title), Cell::text(&day)]
}

/// The record on paper: who hands over, who takes over, what, on which day, and the places to sign.
pub async fn record(State(house): State<House>, viewer: Viewer, Path(id): Path<Id<Post>>) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(ORGANISE) {
        return refused(&ctx, &refusal);
    }
    let (today, functions) = (house.office().now().date(), house.functions().to_vec());
    let read = move |tx: &mut kernel::Tx<'_>| -> Result<_, StoreError> {
        let Some(post) = names::post(tx, id, today)? else { return Ok(None) };
        Ok(Some((post, held_now(tx, &functions, (id, today))?, store::holdings(tx, id)?)))
    };
    let (post, held, holdings) = match house.office().read(read).await {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    // Who holds it without a last day comes; who has one goes. Before it is known, the line stays empty.
    let mut newest = holdings.iter();
    let (giver, taker) = match newest.next() {
        Some(last) if last.to.is_some() => (Some(last), None),
        Some(last) => match newest.next() {
            Some(before) => (Some(before), Some(last)),
            None => (Some(last), None),
        },
        None => (None, None),
    };
    let line = |row: Option<&store::HoldingRow>| {
        row.map_or_else(|| "……………………………………".to_owned(), |row| format!("{} · {}", row.name, post.title))
    };
    let facts = Facts::new()
        .text(t::handover_giver(), &line(giver))
        .text(t::handover_taker(), &line(taker))
        .render(ctx.lang);
    let list = if held.is_empty() {
        Html::trusted(format!("<p>{}</p>", Html::text(&t::handover_none().say(ctx.lang))))
    } else {
        let columns = [Column::new(t::item_number()).narrow()].into_iter().chain(columns());
        let rows = held.iter().enumerate();
        let rows =
            rows.map(|(at, row)| [Cell::text(&(at + 1).to_string())].into_iter().chain(cells(row, &ctx)));
        rows.fold(Table::new(t::handover_list(), columns), Table::row).render(ctx.lang)
    };
    let sign = |title: words::Msg| {
        format!(
            "<div class=\"sign-here\"><b>{}</b><span>({})</span></div>",
            Html::text(&title.say(ctx.lang)),
            Html::text(&t::handover_sign().say(ctx.lang))
        )
    };
    let signs = Html::trusted(format!(
        "<div class=\"two signatures\">{}{}</div>",
        sign(t::handover_giver()),
        sign(t::handover_taker())
    ));
    let sheet = Card::new(t::handover_list(), list);
    let sheet = if held.is_empty() { sheet.padded() } else { sheet }.render(ctx.lang);
    let parties = Card::new(t::handover_title(), facts).padded().render(ctx.lang);
    let back = Button::link(post.title.as_str(), format!("/people/posts/{id}")).icon("chevron-left");
    Page::new(&ctx, t::handover_record())
        .lead(t::handover_made(vietnamese::format_date(today), post.unit_name.clone()))
        .actions([back.render(ctx.lang), Button::print(t::print()).main().render(ctx.lang)])
        .narrow()
        .body(Html::stack([parties, sheet, signs]))
        .into_response()
}

pub async fn hand_over(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Post>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = |form: &Pairs| {
        Ok(HandOver {
            post: id,
            person: form.id("person")?,
            last_day: form.date("last_day")?,
            successor: form.optional_id("successor")?,
        })
    };
    let functions = house.functions().to_vec();
    let run = move |act: &mut kernel::Act<'_>, input| reorganise::hand_over(&functions, act, input);
    let outcome = form.act((&house, &viewer, ORGANISE), input, run).await;
    answer(&house, &viewer, (id, &form), outcome).await
}

pub async fn appoint(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Post>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input =
        |form: &Pairs| Ok(Appointment { post: id, person: form.id("person")?, from: form.date("from")? });
    let outcome = form.act((&house, &viewer, ORGANISE), input, organise::appoint).await;
    answer(&house, &viewer, (id, &form), outcome).await
}

pub async fn change(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Post>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = |form: &Pairs| {
        Ok(ChangePost {
            post: id,
            title: form.get("title").to_owned(),
            unit: form.id("unit")?,
            from: form.date("since")?,
        })
    };
    let outcome = form.act((&house, &viewer, ORGANISE), input, reorganise::change_post).await;
    let outcome = outcome.map_err(|refusal| renamed(refusal, "from", "since"));
    answer(&house, &viewer, (id, &form), outcome).await
}

pub async fn end(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Post>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = |form: &Pairs| Ok(EndPost { post: id, last_day: form.date("end_day")? });
    let outcome = form.act((&house, &viewer, ORGANISE), input, reorganise::end_post).await;
    let outcome = outcome.map_err(|refusal| renamed(refusal, "last_day", "end_day"));
    if outcome.is_ok() {
        // An ended post has no page of today any more once its last day is over.
        return axum::response::Redirect::to("/people").into_response();
    }
    answer(&house, &viewer, (id, &form), outcome).await
}

/// The page has several forms; a fault belongs to the field of its own form.
fn renamed(mut refusal: Refusal, field: &str, own: &'static str) -> Refusal {
    if refusal.field == Some(field) {
        refusal.field = Some(own);
    }
    refusal
}
