//! The paper copy that follows an electronic one joins the number that the paper has already.

use std::collections::HashMap;

use axum::Form as PostedForm;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use documents::{Copy, join_copy};
use jiff::civil::Date;
use kernel::{Id, Refusal, StoreError};
use people::{House, Viewer, act_id, faults, refused};
use ui::form::{Choice, Field, Filled, Form};
use ui::{Button, Card, Ctx, Page};

use super::accept::date;
use super::door::crumbs;
use crate::{REGISTER, t};

pub async fn show(State(house): State<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    match viewer.ask(REGISTER) {
        Ok(()) => page(&ctx, house.office().now().date(), &Filled::default()).into_response(),
        Err(refusal) => refused(&ctx, &refusal),
    }
}

fn page<'a>(ctx: &'a Ctx, today: Date, filled: &Filled) -> Page<'a> {
    let forms = [
        Choice::new("paper", t::copy_paper()),
        Choice::new("fax", t::copy_fax()),
        Choice::new("electronic", t::copy_electronic()),
    ];
    let form = Form::post(ctx, "/incoming/door/copies")
        .filled(filled)
        .row([
            Field::number("number", t::col_number()).required().focus(),
            Field::number("year", t::copy_year()).value(today.year().to_string()).required(),
        ])
        .put(Field::radios("form", t::copy_form(), forms).value("paper"))
        .put(Field::date("arrived_on", t::arrived_on()).value(today.to_string()).required())
        .put(Field::text("note", t::copy_note()).optional())
        .button(&Button::submit(t::copy_join()).main().icon("check"))
        .render();
    Page::new(ctx, t::sort_copy())
        .crumbs(crumbs(t::sort_copy()))
        .lead(t::copy_lead())
        .narrow()
        .body(Card::new(t::sort_copy(), form).padded().render(ctx.lang))
}

/// The paper under this number of the year's book.
fn find(tx: &mut kernel::Tx<'_>, year: i64, number: i64) -> Result<Option<Id<documents::Paper>>, StoreError> {
    let Some(book) = documents::book_of_year(tx, year)? else { return Ok(None) };
    let found = documents::page(tx, book.id, number.saturating_add(1), 1)?;
    Ok(found.into_iter().find(|paper| paper.number == number).map(|paper| paper.id))
}

pub async fn join(
    State(house): State<House>,
    viewer: Viewer,
    PostedForm(typed): PostedForm<HashMap<String, String>>,
) -> Response {
    let get = |name: &str| typed.get(name).cloned().unwrap_or_default();
    let outcome = async {
        viewer.ask(REGISTER)?;
        let missing = || Refusal::invalid(t::copy_no_such()).field("number");
        let number = get("number").trim().parse().map_err(|_| missing())?;
        let year = get("year").trim().parse().map_err(|_| missing())?;
        let paper = house.office().read(move |tx| find(tx, year, number)).await?.ok_or_else(missing)?;
        let arrived_on =
            date(&get("arrived_on"), "arrived_on")?.unwrap_or_else(|| house.office().now().date());
        let input = Copy { paper, form: get("form"), arrived_on, note: get("note") };
        house.office().act(viewer.actor(), act_id(&get("act_id"))?, input, join_copy).await?;
        Ok(paper)
    }
    .await;
    match outcome {
        Ok(paper) => Redirect::to(&format!("/papers/{paper}")).into_response(),
        Err(refusal) => {
            let ctx = house.page(&viewer).await;
            let refusal: Refusal = refusal;
            if refusal.field.is_none() {
                return refused(&ctx, &refusal);
            }
            let filled = Filled::from_pairs(typed.clone()).with(faults(&refusal));
            let today = house.office().now().date();
            page(&ctx, today, &filled).status(StatusCode::UNPROCESSABLE_ENTITY).into_response()
        }
    }
}
