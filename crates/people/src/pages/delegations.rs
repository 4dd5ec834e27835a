//! Delegations: those one gave and got, all of them for who records decisions; acting for somebody and back.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Id, Refusal, StoreError};
use ui::form::Choice;
use ui::{Button, Card, Cell, Column, Ctx, Due, Empty, Field, Filled, Form, Html, Page, Table};

use super::organisation::role_name;
use super::pairs::{Pairs, status};
use crate::acts::delegation::{self, Delegate, RECORD};
use crate::house::{House, Viewer, refused};
use crate::model::{Delegation, Role};
use crate::store::{self, DelegationRow, FieldRow, PostRow};
use crate::{names, sessions, t};

struct Seen {
    rows: Vec<(DelegationRow, Vec<FieldRow>)>,
    posts: Vec<PostRow>,
    fields: Vec<FieldRow>,
}

pub async fn list(State(house): State<House>, viewer: Viewer) -> Response {
    show(&house, &viewer, &Filled::default()).await
}

async fn show(house: &House, viewer: &Viewer, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    let (today, me, all) = (house.office().now().date(), viewer.person, viewer.may(RECORD));
    let read = move |tx: &mut kernel::Tx<'_>| -> Result<_, StoreError> {
        let mut rows = Vec::new();
        for row in store::delegations(tx)? {
            if all || row.person == me || row.to_person == me {
                let fields = store::delegation_fields(tx, row.id)?;
                rows.push((row, fields));
            }
        }
        Ok(Seen { rows, posts: names::posts(tx, today)?, fields: names::fields(tx)? })
    };
    let seen = match house.office().read(read).await {
        Ok(seen) => seen,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let mut body = Vec::new();
    if seen.rows.is_empty() {
        let empty = Empty::new("user-check", t::no_delegations()).next(t::no_delegations_next());
        body.push(empty.render(ctx.lang));
    } else {
        body.push(table(&ctx, viewer, &seen.rows, today));
    }
    body.push(Card::new(t::delegate(), form(&ctx, viewer, &seen, filled)).padded().render(ctx.lang));
    Page::new(&ctx, t::delegations())
        .lead(t::delegations_lead())
        .status(status(filled))
        .body(Html::stack(body))
        .into_response()
}

fn table(
    ctx: &Ctx,
    viewer: &Viewer,
    rows: &[(DelegationRow, Vec<FieldRow>)],
    today: jiff::civil::Date,
) -> Html {
    let columns = [t::acts_for(), t::acts(), t::scope(), t::term(), t::delegation_reason()].map(Column::new);
    let mut table = Table::new(t::delegations(), columns.into_iter().chain([Column::new(t::state())]));
    for (row, fields) in rows {
        let roles: Vec<String> = row.roles.iter().map(|role| role_name(*role).say(ctx.lang)).collect();
        let limits = if fields.is_empty() {
            t::all_fields().say(ctx.lang)
        } else {
            fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        let term = format!("{} – {}", vietnamese::format_date(row.from), vietnamese::format_date(row.to));
        let over = row.ended_on.is_some() || row.to < today;
        let state = if row.runs(today) {
            Due::met(t::delegation_runs())
        } else if over {
            Due::plain(t::delegation_ended())
        } else {
            Due::plain(t::delegation_coming())
        };
        let mine = row.person == viewer.person || row.to_person == viewer.person || viewer.may(RECORD);
        let end = if mine && !over {
            Form::post(ctx, format!("/delegations/{}/ending", row.id))
                .inline()
                .button(&Button::submit(t::end_delegation()).plain())
                .render()
        } else {
            Html::default()
        };
        table = table.row([
            Cell::text(&row.post_title).strong().by(row.person_name.as_str()),
            Cell::text(&row.to_name).by(row.to_title.as_str()),
            Cell::text(&roles.join(", ")).by(limits),
            Cell::text(&term),
            Cell::text(&row.reason),
            Cell::html(Html::join([state.render(ctx.lang), end])),
        ]);
    }
    table.render(ctx.lang)
}

fn form(ctx: &Ctx, viewer: &Viewer, seen: &Seen, filled: &Filled) -> Html {
    let from = seen
        .posts
        .iter()
        .filter(|post| post.holder.is_some() && (viewer.may(RECORD) || post.holder == Some(viewer.person)));
    let label = |post: &PostRow| format!("{} · {}", post.title, post.holder_name.as_deref().unwrap_or(""));
    let from: Vec<&PostRow> = from.collect();
    let to = seen.posts.iter().filter(|post| post.holder.is_some() && post.holder != Some(viewer.person));
    let nobody = std::iter::once(Choice::new("", t::choose()));
    let to: Vec<Choice> =
        nobody.chain(to.map(|post| Choice::new(post.id.to_string(), label(post)))).collect();
    let offered = Role::ALL.into_iter().filter(|role| from.iter().any(|post| post.roles.contains(role)));
    let mut form = Form::post(ctx, "/delegations")
        .filled(filled)
        .row([
            Field::select(
                "post",
                t::delegate_from_post(),
                from.iter().map(|post| Choice::new(post.id.to_string(), label(post))),
            ),
            Field::select("to_post", t::delegate_to_post(), to).required(),
        ])
        .row([Field::date("from", t::from_day()).required(), Field::date("to", t::to_day()).required()])
        .put(Field::text("reason", t::delegation_reason()).required().hint(t::delegation_reason_hint()));
    let group = |legend: words::Msg, hint: words::Msg, name: &str, boxes: Vec<Html>| {
        let say = |msg: words::Msg| Html::text(&msg.say(ctx.lang));
        let faults: String = filled
            .faults
            .iter()
            .filter(|fault| fault.field.as_deref() == Some(name))
            .map(|fault| format!("<p class=\"fault\">{}</p>", Html::text(&fault.msg.say(ctx.lang))))
            .collect();
        Html::trusted(format!(
            "<fieldset class=\"field\"><legend>{}</legend><div class=\"choices\">{}</div>{faults}<p class=\"hint\">{}</p></fieldset>",
            say(legend),
            Html::join(boxes),
            say(hint)
        ))
    };
    let ticked = |name: String, label: ui::Text| Field::check(name, label).filled(filled).render(ctx.lang);
    let roles = offered.map(|role| ticked(format!("role-{}", role.code()), role_name(role).into())).collect();
    form = form.html(&group(t::roles(), t::scope_roles_hint(), "roles", roles));
    if !seen.fields.is_empty() {
        let fields = seen.fields.iter();
        let fields =
            fields.map(|row| ticked(format!("field-{}", row.id), row.name.as_str().into())).collect();
        form = form.html(&group(t::scope_fields(), t::scope_fields_hint(), "fields", fields));
    }
    form.button(&Button::submit(t::delegate()).main().icon("user-check")).render()
}

pub async fn delegate(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let outcome = async {
        let act_id = form.act_id()?;
        let post = form.id("post")?;
        let today = house.office().now().date();
        let mut roles: Vec<Role> = form.ticked("role-").into_iter().filter_map(Role::from_code).collect();
        if roles.is_empty() {
            let row = house.office().read(move |tx| names::post(tx, post, today)).await?;
            roles = row.map(|row| row.roles).unwrap_or_default();
        }
        let input = Delegate {
            post,
            to_post: form.id("to_post")?,
            roles,
            fields: form.ticked_ids("field-"),
            reason: form.get("reason").to_owned(),
            from: form.date("from")?,
            to: form.date("to")?,
        };
        house.office().act(viewer.actor(), act_id, input, delegation::delegate).await.map(drop)
    };
    answer(&house, &viewer, &form, outcome.await).await
}

pub async fn end(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Delegation>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async { house.office().act(viewer.actor(), form.act_id()?, id, delegation::end).await };
    answer(&house, &viewer, &form, outcome.await).await
}

async fn answer(house: &House, viewer: &Viewer, form: &Pairs, outcome: Result<(), Refusal>) -> Response {
    match outcome {
        Ok(()) => Redirect::to("/delegations").into_response(),
        Err(refusal) if refusal.field.is_some() => show(house, viewer, &form.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}

/// Switches this session to a delegation, or back to the own post.
pub async fn act_for(
    State(house): State<House>,
    viewer: Viewer,
    headers: HeaderMap,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async {
        let wanted = form.optional_id::<Delegation>("delegation")?;
        let (office, person) = (house.office().clone(), viewer.person);
        let secret = ui::preferences::cookie(&headers, sessions::COOKIE).unwrap_or("").to_owned();
        tokio::task::spawn_blocking(move || sessions::act_for(&office, &secret, person, wanted))
            .await
            .unwrap_or_else(|_| Err(Refusal::not_found()))
    };
    match outcome.await {
        Ok(()) => Redirect::to("/").into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
