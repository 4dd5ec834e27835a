//! What is not opened here: envelopes, petitions, and what the clerk says is classified.

use std::collections::HashMap;

use axum::Form as PostedForm;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Id, Refusal};
use people::names::PostRow;
use people::{House, Post, Viewer, act_id, faults, refused};
use ui::form::{Choice, Field, Filled, Form};
use ui::{Button, Card, Ctx, Html, Notice, Page, Text};

use super::accept::date;
use super::door::crumbs;
use crate::acts::{self, Classify, Envelope, Petitions};
use crate::model::Why;
use crate::{REGISTER, t};

type Typed = HashMap<String, String>;

fn get(typed: &Typed, name: &str) -> String {
    typed.get(name).cloned().unwrap_or_default()
}

/// Posts that papers can be handed to, with who holds them.
async fn posts(house: &House) -> Result<Vec<PostRow>, Refusal> {
    let today = house.office().now().date();
    Ok(house.office().read(move |tx| people::names::posts(tx, today)).await?)
}

fn post_field(posts: &[PostRow]) -> Field {
    let none = Choice::new("", t::choose_post());
    let choices = posts.iter().map(|post| {
        let who = post.holder_name.as_deref().map_or(String::new(), |name| format!(" · {name}"));
        Choice::new(post.id.to_string(), Text::from(format!("{}, {}{who}", post.title, post.unit_name)))
    });
    Field::select("post", t::handed_to(), std::iter::once(none).chain(choices)).required()
}

fn chosen(typed: &Typed) -> Result<Id<Post>, Refusal> {
    get(typed, "post").parse().map_err(|_| Refusal::invalid(t::post_missing()).field("post"))
}

/// The page of one sort with its form.
fn page<'a>(ctx: &'a Ctx, title: words::Msg, warning: words::Msg, form: Html) -> Page<'a> {
    let body =
        [Notice::care(warning).render(ctx.lang), Card::new(title.clone(), form).padded().render(ctx.lang)];
    Page::new(ctx, title.clone()).crumbs(crumbs(title)).narrow().body(Html::stack(body))
}

async fn answer(
    house: &House,
    viewer: &Viewer,
    typed: Typed,
    outcome: Result<String, Refusal>,
    form: fn(&Ctx, &[PostRow], &Filled) -> Html,
    (title, warning): (words::Msg, words::Msg),
) -> Response {
    match outcome {
        Ok(to) => Redirect::to(&to).into_response(),
        Err(refusal) => {
            let ctx = house.page(viewer).await;
            if refusal.field.is_none() {
                return refused(&ctx, &refusal);
            }
            let posts = posts(house).await.unwrap_or_default();
            let filled = Filled::from_pairs(typed).with(faults(&refusal));
            page(&ctx, title, warning, form(&ctx, &posts, &filled))
                .status(StatusCode::UNPROCESSABLE_ENTITY)
                .into_response()
        }
    }
}

async fn show(
    house: &House,
    viewer: &Viewer,
    form: fn(&Ctx, &[PostRow], &Filled) -> Html,
    (title, warning): (words::Msg, words::Msg),
) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(REGISTER) {
        return refused(&ctx, &refusal);
    }
    match posts(house).await {
        Ok(posts) => page(&ctx, title, warning, form(&ctx, &posts, &Filled::default())).into_response(),
        Err(refusal) => refused(&ctx, &refusal),
    }
}

fn envelope_form(ctx: &Ctx, posts: &[PostRow], filled: &Filled) -> Html {
    let urgencies = [
        Choice::new("", t::urgency_none()),
        Choice::new("urgent", t::urgency_urgent()),
        Choice::new("very", t::urgency_very()),
        Choice::new("flash", t::urgency_flash()),
    ];
    Form::post(ctx, "/incoming/door/envelopes")
        .filled(filled)
        .put(Field::text("issuer", t::issuer_cover()).required().focus())
        .row([
            Field::text("code", t::code_cover()).optional(),
            Field::date("issued_on", t::issued_on()).optional(),
        ])
        .put(Field::select("urgency", t::urgency(), urgencies))
        .put(post_field(posts))
        .button(&Button::submit(t::envelope_register()).main().icon("check"))
        .render()
}

pub async fn envelope(State(house): State<House>, viewer: Viewer) -> Response {
    show(&house, &viewer, envelope_form, (t::sort_envelope(), t::envelope_warning())).await
}

pub async fn take_envelope(
    State(house): State<House>,
    viewer: Viewer,
    PostedForm(typed): PostedForm<Typed>,
) -> Response {
    let outcome = async {
        viewer.ask(REGISTER)?;
        let input = Envelope {
            issuer: get(&typed, "issuer"),
            code: get(&typed, "code"),
            issued_on: date(&get(&typed, "issued_on"), "issued_on")?,
            urgency: get(&typed, "urgency"),
            post: chosen(&typed)?,
        };
        let id = act_id(&get(&typed, "act_id"))?;
        let done = house.office().act(viewer.actor(), id, input, acts::take_envelope).await?;
        Ok(format!("/papers/{}", done.paper))
    }
    .await;
    answer(&house, &viewer, typed, outcome, envelope_form, (t::sort_envelope(), t::envelope_warning())).await
}

fn petitions_form(ctx: &Ctx, posts: &[PostRow], filled: &Filled) -> Html {
    Form::post(ctx, "/incoming/door/petitions")
        .filled(filled)
        .put(Field::number("pieces", t::pieces()).value("1").required().focus())
        .put(post_field(posts))
        .button(&Button::submit(t::petitions_count()).main().icon("check"))
        .render()
}

pub async fn petitions(State(house): State<House>, viewer: Viewer) -> Response {
    show(&house, &viewer, petitions_form, (t::sort_petition(), t::petition_warning())).await
}

pub async fn take_petitions(
    State(house): State<House>,
    viewer: Viewer,
    PostedForm(typed): PostedForm<Typed>,
) -> Response {
    let outcome = async {
        viewer.ask(REGISTER)?;
        let pieces = get(&typed, "pieces").trim().parse().unwrap_or(0);
        let input = Petitions { pieces, post: chosen(&typed)? };
        let id = act_id(&get(&typed, "act_id"))?;
        house.office().act(viewer.actor(), id, input, acts::take_petitions).await?;
        Ok("/incoming/ledger".to_owned())
    }
    .await;
    answer(&house, &viewer, typed, outcome, petitions_form, (t::sort_petition(), t::petition_warning())).await
}

pub(super) fn mark_field() -> Field {
    let marks = [
        Choice::new("mat", t::mark_confidential()),
        Choice::new("toi-mat", t::mark_secret()),
        Choice::new("tuyet-mat", t::mark_top_secret()),
    ];
    Field::radios("mark", t::mark(), marks).required()
}

fn classified_form(ctx: &Ctx, _: &[PostRow], filled: &Filled) -> Html {
    Form::post(ctx, "/incoming/door/classified")
        .filled(filled)
        .put(mark_field())
        .button(&Button::submit(t::open_slip()).main().icon("shield-lock"))
        .render()
}

pub async fn classified(State(house): State<House>, viewer: Viewer) -> Response {
    show(&house, &viewer, classified_form, (t::sort_classified(), t::classified_warning())).await
}

pub async fn declare_classified(
    State(house): State<House>,
    viewer: Viewer,
    PostedForm(typed): PostedForm<Typed>,
) -> Response {
    let outcome = async {
        viewer.ask(REGISTER)?;
        let input = Classify { source: "desk".to_owned(), mark: get(&typed, "mark"), why: Why::Declared };
        let id = act_id(&get(&typed, "act_id"))?;
        let slip = house.office().act(viewer.actor(), id, input, acts::found_marked).await?;
        Ok(format!("/incoming/stops/{slip}"))
    }
    .await;
    answer(&house, &viewer, typed, outcome, classified_form, (t::sort_classified(), t::classified_warning()))
        .await
}
