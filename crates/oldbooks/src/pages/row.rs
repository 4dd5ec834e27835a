//! One row: what stands in the table, what is typed over it, why it waits.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::Refusal;
use people::pages::pairs::{Pairs, status};
use people::{House, Viewer, refused};
use ui::{Button, Card, Crumbs, Facts, Field, Filled, Form, Html, Notice, Page, Text};

use super::one::mine;
use crate::acts::{self, CorrectRow, Typed};
use crate::judge::said;
use crate::model::{Field as Meaning, State as RowState, Weight};
use crate::store;
use crate::t;

/// What can be typed; a mark of secrecy is nothing to correct.
const TYPED: [Meaning; 12] = [
    Meaning::Number,
    Meaning::Arrived,
    Meaning::Code,
    Meaning::Issued,
    Meaning::Issuer,
    Meaning::Kind,
    Meaning::Subject,
    Meaning::Receiver,
    Meaning::Forwarded,
    Meaning::Signed,
    Meaning::Note,
    Meaning::Urgency,
];

pub async fn show(
    State(house): State<House>,
    viewer: Viewer,
    Path((id, place)): Path<(String, u32)>,
) -> Response {
    screen(&house, &viewer, (&id, place), &Filled::default()).await
}

async fn screen(house: &House, viewer: &Viewer, (id, place): (&str, u32), filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    let found = async {
        let import = mine(house, viewer, id).await?;
        let of = import.id;
        let kept = house.office().read(move |tx| store::row(tx, of, place)).await?;
        Ok::<_, Refusal>((import, kept.ok_or_else(Refusal::not_found)?))
    };
    let (import, kept) = match found.await {
        Ok(found) => found,
        Err(refusal) => return refused(&ctx, &refusal),
    };
    let mut body = Vec::new();
    let told = super::problems(&kept.problems, ctx.lang);
    if !told.is_empty() {
        let notice = match kept.state {
            RowState::Wrong => Notice::fault(Text::from(told)),
            RowState::Doubtful => Notice::care(Text::from(told)),
            _ => Notice::plain(Text::from(told)),
        };
        body.push(notice.render(ctx.lang));
    }
    if kept.state == RowState::Imported {
        let href = kept.paper.map_or_else(String::new, |paper| format!("/papers/{paper}"));
        let open = Button::link(t::open_paper(), href).icon("book");
        body.push(Notice::done(super::state(kept.state)).button(open).render(ctx.lang));
    } else {
        let value = |field: Meaning| said(&import.fields, &kept.row, field);
        let input =
            |field: Meaning| Field::text(field.code(), super::field(field)).value(value(field)).optional();
        let doubtful = kept.problems.iter().any(|problem| problem.weight() == Weight::Doubt);
        let mut form = Form::post(&ctx, format!("/books/imports/{id}/rows/{place}"))
            .filled(filled)
            .row([input(Meaning::Number), input(Meaning::Arrived)])
            .row([input(Meaning::Code), input(Meaning::Issued)])
            .row([input(Meaning::Issuer), input(Meaning::Kind)])
            .put(
                Field::area(Meaning::Subject.code(), super::field(Meaning::Subject))
                    .rows(3)
                    .value(value(Meaning::Subject))
                    .optional(),
            )
            .row([input(Meaning::Receiver), input(Meaning::Forwarded)])
            .row([input(Meaning::Signed), input(Meaning::Urgency)])
            .put(input(Meaning::Note));
        if doubtful || kept.row.accepted {
            form = form.put(Field::check("accepted", t::row_is_right()).checked(kept.row.accepted));
        }
        let form = form.button(&Button::submit(t::save_row()).main().icon("device-floppy")).render();
        body.push(Card::new(t::as_stored(), form).padded().render(ctx.lang));
    }
    let facts = kept.row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()).fold(
        Facts::new(),
        |facts, (at, cell)| {
            let name = import.headings.get(at).filter(|name| !name.is_empty());
            let name = name.map_or_else(|| t::column_at(at + 1).say(ctx.lang), Clone::clone);
            facts.text(Text::from(name), cell)
        },
    );
    body.push(Card::new(t::in_the_table(), facts.render(ctx.lang)).padded().render(ctx.lang));
    let title = t::row_title(kept.row.line, kept.row.sheet.clone());
    Page::new(&ctx, title.clone())
        .crumbs(
            Crumbs::new()
                .link(t::imports(), "/books/imports")
                .link(Text::from(import.name.clone()), format!("/books/imports/{id}"))
                .here(title),
        )
        .narrow()
        .status(status(filled))
        .body(Html::stack(body))
        .into_response()
}

pub async fn correct(
    State(house): State<House>,
    viewer: Viewer,
    Path((id, place)): Path<(String, u32)>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let mut state = String::new();
    let done = async {
        let import = mine(&house, &viewer, &id).await?;
        let of = import.id;
        let kept = house.office().read(move |tx| store::row(tx, of, place)).await?;
        let kept = kept.ok_or_else(Refusal::not_found)?;
        kept.state.code().clone_into(&mut state);
        // Only what differs from the table is kept as typed.
        let bare = crate::model::Row { typed: Vec::new(), ..kept.row };
        let typed = TYPED
            .into_iter()
            .filter(|field| form.0.iter().any(|(name, _)| name == field.code()))
            .map(|field| (field, form.get(field.code()).trim().to_owned()))
            .filter(|(field, text)| *text != said(&import.fields, &bare, *field))
            .map(|(field, text)| Typed { field, text })
            .collect();
        let accepted = !form.get("accepted").is_empty();
        let input = CorrectRow { import: of, place, typed, accepted };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::correct_row).await
    };
    match done.await {
        Ok(()) => Redirect::to(&format!("/books/imports/{id}?state={state}")).into_response(),
        Err(refusal) if refusal.field.is_some() => {
            screen(&house, &viewer, (&id, place), &form.filled(&refusal)).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
