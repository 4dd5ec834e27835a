//! One turn: exchange it, or cancel it, with the reason; and what was changed before.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Id, Instant, Refusal, StoreError};
use people::{House, Pairs, Viewer, names, refused};
use ui::form::Choice;
use ui::{Button, Card, Cell, Column, Facts, Field, Filled, Form, Html, Notice, Page, Table, Text};

use super::{hours_of, kind_name, weekday, when};
use crate::acts::{self, Remove, Swap};
use crate::model::Turn;
use crate::{seats, store, t};

/// Turns of these days to come are offered for an exchange.
const EXCHANGE_DAYS: i64 = 31;

pub async fn show(State(house): State<House>, viewer: Viewer, Path(id): Path<Id<Turn>>) -> Response {
    screen(&house, &viewer, id, &Filled::default()).await
}

async fn screen(house: &House, viewer: &Viewer, id: Id<Turn>, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    let (reader, now) = (viewer.clone(), house.office().now());
    let found = house
        .office()
        .read(move |tx| -> Result<_, StoreError> {
            if !seats::plans(tx, &reader)? {
                return Ok(Err(Refusal::forbidden()));
            }
            let Some(turn) = store::turn(tx, id)? else { return Ok(Err(Refusal::not_found())) };
            let mut others = store::turns(tx, (now, now.plus(EXCHANGE_DAYS * Instant::DAY)))?;
            others.retain(|other| other.kind == turn.kind && other.person != turn.person);
            let offered = seats::offered(tx, now.date())?;
            Ok(Ok((store::changes(tx, id)?, turn, others, offered)))
        })
        .await;
    let (changes, turn, others, offered) = match found {
        Ok(Ok(found)) => found,
        Ok(Err(refusal)) => return refused(&ctx, &refusal),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let hours = format!("{} {}", weekday(turn.starts.date(), lang), hours_of(turn.starts, turn.ends));
    let facts = Facts::new()
        .text(t::who(), &turn.name)
        .text(t::post(), &turn.title)
        .text(t::phone(), &turn.phone)
        .text(t::hours(), &hours);
    let mut body = vec![Card::new(kind_name(turn.kind), facts.render(lang)).padded().render(lang)];
    if let Some(why) = &turn.removed_why {
        body.insert(0, Notice::care(t::turn_removed(why.clone())).render(lang));
    } else if turn.ends > now {
        let nobody = std::iter::once(Choice::new("", t::nobody()));
        let with = nobody.chain(others.iter().map(|other| {
            let label = format!(
                "{} · {} {}",
                other.name,
                weekday(other.starts.date(), lang),
                hours_of(other.starts, other.ends)
            );
            Choice::new(other.id.to_string(), Text::from(label))
        }));
        let people = offered.iter().map(|post| {
            let label = names::label(post);
            Choice::new(label.clone(), Text::from(label))
        });
        let swap = Form::post(&ctx, format!("/duty/turns/{id}/swaps"))
            .filled(filled)
            .put(Field::select("with", t::swap_with(), with))
            .row([
                Field::text("who", t::sits_instead()).optional().suggest(people).hint(t::sits_instead_hint()),
                Field::text("phone", t::phone()).optional().hint(t::phone_hint()),
            ])
            .put(Field::text("why", t::reason()).required())
            .button(&Button::submit(t::swap()).main().icon("repeat"))
            .render();
        body.push(Card::new(t::swap(), swap).padded().render(lang));
        let remove = Form::post(&ctx, format!("/duty/turns/{id}/removal"))
            .put(Field::text("removal", t::reason()).required().filled(filled))
            .button(&Button::submit(t::remove_turn()).icon("x"))
            .render();
        body.push(Card::new(t::remove_turn(), remove).padded().render(lang));
    }
    if !changes.is_empty() {
        let columns = [t::at(), t::from_whom(), t::to_whom(), t::reason()].map(Column::new);
        let mut table = Table::new(t::changes(), columns);
        for (at, from, to, why) in &changes {
            table = table.row([Cell::text(&when(*at)), Cell::text(from), Cell::text(to), Cell::text(why)]);
        }
        body.push(Card::new(t::changes(), table.render(lang)).render(lang));
    }
    let status = if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let back = Button::link(t::to_roster(), format!("/duty?week={}", turn.starts.date())).icon("calendar");
    Page::new(&ctx, t::turn_title(hours))
        .narrow()
        .actions([back.render(lang)])
        .body(Html::stack(body))
        .status(status)
        .into_response()
}

pub async fn swap(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Turn>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async {
        let act_id = form.act_id()?;
        let (today, reader) = (house.office().now().date(), viewer.clone());
        let found = house
            .office()
            .read(
                move |tx| {
                    if seats::plans(tx, &reader)? { seats::offered(tx, today).map(Some) } else { Ok(None) }
                },
            )
            .await?;
        let offered = found.ok_or_else(Refusal::forbidden)?;
        let post = match form.get("who") {
            "" => None,
            who => Some(names::meant(&offered, who, "who")?),
        };
        let input = Swap {
            turn: id,
            with: form.optional_id("with")?,
            post,
            phone: form.get("phone").to_owned(),
            why: form.get("why").to_owned(),
        };
        house.office().act(viewer.actor(), act_id, input, acts::swap).await
    };
    answer(&house, &viewer, id, &form, outcome.await).await
}

pub async fn remove(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Turn>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async {
        let input = Remove { turn: id, why: form.get("removal").to_owned() };
        let done = house.office().act(viewer.actor(), form.act_id()?, input, acts::remove).await;
        // The page has two reasons; the fault stands beside its own.
        done.map_err(|refusal| if refusal.field == Some("why") { refusal.field("removal") } else { refusal })
    };
    answer(&house, &viewer, id, &form, outcome.await).await
}

async fn answer(
    house: &House,
    viewer: &Viewer,
    id: Id<Turn>,
    form: &Pairs,
    outcome: Result<(), Refusal>,
) -> Response {
    match outcome {
        Ok(()) => Redirect::to(&format!("/duty/turns/{id}")).into_response(),
        Err(refusal) if refusal.field.is_some() => screen(house, viewer, id, &form.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}
