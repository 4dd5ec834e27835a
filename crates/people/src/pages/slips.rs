//! Accounts for many at once: chosen here, handed over as slips of paper that are shown a single time.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Id, Refusal, StoreError};
use serde::Deserialize;
use ui::form::Choice;
use ui::{Button, Card, Ctx, Empty, Field, Filled, Form, Html, Notice, Page};

use super::pairs::{Pairs, status};
use crate::acts::account::{self, Slip};
use crate::acts::second;
use crate::house::{House, Viewer, refused};
use crate::model::{Person, Role, Unit};
use crate::names::PostRow;
use crate::{ORGANISE, names, sessions, store, t};

/// Hashing is slow on purpose, and nobody hands over more slips than this in one go.
const AT_ONCE: usize = 60;

#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    unit: String,
}

pub async fn choose(State(house): State<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    show(&house, &viewer, &asked, &Filled::default()).await
}

/// Holders without an account, each once, by the post of highest rank.
fn without_account(posts: &[PostRow]) -> Vec<&PostRow> {
    let mut found: Vec<&PostRow> = Vec::new();
    for post in posts.iter().filter(|post| post.holder.is_some() && post.account.is_none()) {
        if !found.iter().any(|row| row.holder == post.holder) {
            found.push(post);
        }
    }
    found
}

async fn show(house: &House, viewer: &Viewer, asked: &Asked, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(ORGANISE) {
        return refused(&ctx, &refusal);
    }
    let today = house.office().now().date();
    let read = move |tx: &mut kernel::Tx<'_>| -> Result<_, StoreError> {
        let second = (second::required_roles(tx)?, store::with_second_factor(tx)?);
        Ok((names::units(tx, today)?, names::posts(tx, today)?, sessions::idle(tx)?, second))
    };
    let (units, posts, idle, (required, protected)) = match house.office().read(read).await {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let mut waiting = without_account(&posts);
    let unit: Option<Id<Unit>> = asked.unit.parse().ok();
    if let Some(unit) = unit {
        let inside = names::below(&units, unit);
        waiting.retain(|post| inside.contains(&post.unit));
    }
    let all = std::iter::once(Choice::new("", t::all_units()));
    let choices = all.chain(units.iter().map(|row| Choice::new(row.id.to_string(), row.name.as_str())));
    let filter = Form::get(&ctx, "/people/accounts")
        .put(Field::select("unit", t::unit(), choices).value(asked.unit.as_str()))
        .button(&Button::submit(t::see()))
        .render();
    let mut body = vec![filter];
    let count = waiting.len();
    if waiting.is_empty() {
        body.push(Empty::new("users", t::everybody_has_account()).render(ctx.lang));
    } else {
        let mut form = Form::post(&ctx, "/people/accounts").filled(filled).whole_page();
        for post in waiting.into_iter().take(AT_ONCE) {
            let Some(person) = post.holder else { continue };
            let name = post.holder_name.as_deref().unwrap_or_default();
            let label = format!("{name} · {} · {}", post.title, post.unit_name);
            form = form.put(Field::check(format!("person-{person}"), label).checked(true));
        }
        let form = form.button(&Button::submit(t::make_slips()).main().icon("printer")).render();
        let card = Card::new(t::without_account(), form).count(u64::try_from(count).unwrap_or(u64::MAX));
        body.push(card.padded().render(ctx.lang));
        if count > AT_ONCE {
            body.push(Notice::plain(t::slips_at_once(AT_ONCE)).render(ctx.lang));
        }
    }
    let minutes = (idle / kernel::Instant::MINUTE).to_string();
    let rest = Form::post(&ctx, "/people/idle")
        .filled(filled)
        .put(Field::number("minutes", t::idle_minutes()).value(minutes).required().hint(t::idle_hint()))
        .button(&Button::submit(t::save()))
        .render();
    body.push(Card::new(t::idle_title(), rest).padded().render(ctx.lang));
    body.push(second_card(&ctx, &required, protected, filled));
    let back = Button::link(t::organisation(), "/people").icon("chevron-left").render(ctx.lang);
    Page::new(&ctx, t::accounts())
        .lead(t::accounts_lead())
        .actions([back])
        .status(status(filled))
        .narrow()
        .body(Html::stack(body))
        .into_response()
}

pub async fn make(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let outcome = async {
        viewer.ask(ORGANISE)?;
        let act_id = form.act_id()?;
        let mut persons: Vec<Id<crate::Person>> = form.ticked_ids("person-");
        persons.truncate(AT_ONCE);
        let (office, actor) = (house.office().clone(), viewer.actor());
        tokio::task::spawn_blocking(move || account::open_many(&office, &actor, act_id, &persons))
            .await
            .unwrap_or_else(|_| Err(Refusal::not_found()))
    };
    let outcome = outcome.await;
    let ctx = house.page(&viewer).await;
    match outcome {
        Ok(slips) if slips.is_empty() => Redirect::to("/people/accounts").into_response(),
        Ok(slips) => sheet(&ctx, &slips).into_response(),
        Err(refusal) => refused(&ctx, &refusal),
    }
}

/// The slips on A4, two beside each other, to be cut along the dashes.
fn sheet<'a>(ctx: &'a Ctx, slips: &[Slip]) -> Page<'a> {
    let say = |msg: words::Msg| Html::text(&msg.say(ctx.lang)).into_string();
    let text = |text: &str| Html::text(text).into_string();
    let each: String = slips
        .iter()
        .map(|slip| {
            format!(
                "<section class=\"slip\"><p class=\"quiet\">{}</p><h2>{}</h2><p>{}</p><dl><dt>{}</dt><dd>{}</dd>\
                 <dt>{}</dt><dd>{}</dd></dl><p class=\"hint\">{}</p></section>",
                text(&ctx.house.say(ctx.lang)),
                text(&slip.full_name),
                text(&slip.post),
                say(t::sign_in_name()),
                text(&slip.sign_in_name),
                say(t::one_time_password()),
                text(&slip.password),
                say(t::slip_note())
            )
        })
        .collect();
    let care = Notice::care(t::slips_once()).render(ctx.lang);
    Page::new(ctx, t::slips())
        .lead(t::slips_lead(slips.len()))
        .actions([
            Button::link(t::accounts(), "/people/accounts").icon("chevron-left").render(ctx.lang),
            Button::print(t::print()).main().render(ctx.lang),
        ])
        .body(Html::join([care, Html::trusted(format!("<div class=\"slips\">{each}</div>"))]))
}

pub async fn set_idle(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let outcome = async {
        let act_id = form.act_id()?;
        // What is no number lies outside the range that the act names.
        let minutes: i64 = form.get("minutes").trim().parse().unwrap_or(0);
        house.office().act(viewer.actor(), act_id, minutes, account::set_idle).await
    };
    answer(&house, &viewer, &form, outcome.await).await
}

/// Of whom a second factor is required, and taking it away from somebody who lost it.
fn second_card(ctx: &Ctx, required: &[Role], protected: Vec<(Id<Person>, String)>, filled: &Filled) -> Html {
    let boxes = Role::ALL.into_iter().map(|role| {
        let label = super::organisation::role_name(role);
        Field::check(format!("role-{}", role.code()), label).checked(required.contains(&role))
    });
    let form = Form::post(ctx, "/people/second-factor-roles").filled(filled).row(boxes);
    let mut body = vec![form.button(&Button::submit(t::save())).render()];
    if !protected.is_empty() {
        let choices = protected.into_iter().map(|(person, name)| Choice::new(person.to_string(), name));
        let reset = Form::post(ctx, "/people/second-factors")
            .filled(filled)
            .put(Field::select("person", t::second_reset(), choices).hint(t::second_reset_hint()))
            .button(&Button::submit(t::second_reset_do()).icon("x"))
            .render();
        body.push(reset);
    }
    Card::new(t::second_required(), Html::stack(body)).padded().render(ctx.lang)
}

pub async fn require_second(
    State(house): State<House>,
    viewer: Viewer,
    Posted(form): Posted<Pairs>,
) -> Response {
    let roles = form.ticked("role-").into_iter().filter_map(Role::from_code).collect();
    let outcome = async { house.office().act(viewer.actor(), form.act_id()?, roles, second::require).await };
    answer(&house, &viewer, &form, outcome.await).await
}

pub async fn reset_second(
    State(house): State<House>,
    viewer: Viewer,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async {
        let person: Id<Person> = form.id("person")?;
        house.office().act(viewer.actor(), form.act_id()?, person, second::reset).await
    };
    answer(&house, &viewer, &form, outcome.await).await
}

async fn answer(house: &House, viewer: &Viewer, form: &Pairs, outcome: Result<(), Refusal>) -> Response {
    match outcome {
        Ok(()) => Redirect::to("/people/accounts").into_response(),
        Err(refusal) if refusal.field.is_some() => {
            show(house, viewer, &Asked::default(), &form.filled(&refusal)).await
        }
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}
