//! My e-mail: an address that is confirmed by a code, when a digest comes, what is told at once.

use axum::Form as Posted;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Instant, Refusal};
use people::pages::pairs::{Pairs, status};
use people::{House, Viewer, refused};
use ui::form::Choice;
use ui::{Button, Card, Ctx, Facts, Field, Filled, Form, Html, Notice, Page};
use words::{Lang, Msg};

use crate::acts::{self, Wish, Wishes};
use crate::model::{self, Kind, Timing};
use crate::store::{self, Pending, PersonRow};
use crate::{compose, post, settings, t};

pub async fn show(State(house): State<House>, viewer: Viewer) -> Response {
    page(&house, &viewer, &Filled::default()).await
}

struct Found {
    ready: bool,
    /// What a digest would say now.
    preview: Option<compose::Said>,
    pending: Option<Pending>,
    row: Option<PersonRow>,
    bounced: bool,
}

async fn page(house: &House, viewer: &Viewer, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    let person = viewer.person;
    let (reader, asking, now) = (viewer.clone(), house.clone(), house.office().now());
    let found = house
        .office()
        .read(move |tx| {
            Ok(Found {
                preview: post::preview(tx, (asking.functions(), &[]), &reader, now)?,
                ready: settings::server(tx)?.is_some_and(|server| server.on),
                pending: store::pending(tx, person)?,
                row: store::person(tx, person)?,
                bounced: store::bounce(tx, person)?.is_some(),
            })
        })
        .await;
    let found = match found {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let mut body = Vec::new();
    if !found.ready {
        body.push(Notice::plain(t::no_server()).render(lang));
    }
    if found.bounced {
        body.push(Notice::fault(t::own_bounced()).render(lang));
    }
    if let Some(pending) = &found.pending {
        body.push(confirming(&ctx, pending, now, filled));
    }
    if let Some(row) = &found.row {
        body.push(wishes(&ctx, row, filled));
    }
    if found.ready {
        let title = if found.row.is_some() { t::address_other() } else { t::address_first() };
        let form = Form::post(&ctx, "/mail/address")
            .filled(filled)
            .put(
                Field::email("address", t::address())
                    .required()
                    .hint(t::address_hint())
                    .attr("autocomplete", "email"),
            )
            .button(&Button::submit(t::send_code()).icon("send"))
            .render();
        body.push(Card::new(title, form).padded().render(lang));
    }
    if let Some((subject, text)) = &found.preview {
        let text = format!(
            "<pre class=\"note\">{}\n\n{}</pre>",
            Html::text(subject).as_str(),
            Html::text(text.trim()).as_str()
        );
        body.push(ui::fold(&ctx, t::preview(), &Html::trusted(text), false));
    }
    if found.row.is_some() {
        let stop = Button::submit(t::stop_mail()).icon("x");
        body.push(Form::post(&ctx, "/mail/forgetting").inline().button(&stop).render());
    }
    Page::new(&ctx, t::own_mail())
        .lead(t::own_mail_lead())
        .narrow()
        .status(status(filled))
        .body(Html::stack(body))
        .into_response()
}

fn confirming(ctx: &Ctx, pending: &Pending, now: Instant, filled: &Filled) -> Html {
    let lang = ctx.lang;
    if pending.tries == store::REFUSED {
        return Notice::fault(t::address_refused(pending.address.clone())).render(lang);
    }
    if !pending.lives(now) {
        return Notice::care(t::code_over()).render(lang);
    }
    let form = Form::post(ctx, "/mail/confirmation")
        .filled(filled)
        .put(
            Field::text("code", t::code())
                .required()
                .hint(t::code_hint(pending.address.clone()))
                .attr("inputmode", "numeric")
                .attr("autocomplete", "one-time-code")
                .attr("maxlength", "6"),
        )
        .button(&Button::submit(t::confirm_address()).main().icon("check"))
        .render();
    Card::new(t::code_title(), form).padded().render(lang)
}

fn kind_name(kind: Kind) -> Msg {
    match kind {
        Kind::Work => t::kind_work(),
        Kind::Deadlines => t::kind_deadlines(),
        Kind::Papers => t::kind_papers(),
        Kind::Duty => t::kind_duty(),
        Kind::Calls => t::kind_calls(),
    }
}

fn timing_name(timing: Timing) -> Msg {
    match timing {
        Timing::Now => t::timing_now(),
        Timing::Digest => t::timing_digest(),
        Timing::Off => t::timing_off(),
    }
}

fn wishes(ctx: &Ctx, row: &PersonRow, filled: &Filled) -> Html {
    let lang = ctx.lang;
    let since = vietnamese::format_date(row.confirmed_on);
    let facts = Facts::new().text(t::address(), &row.address).text(t::confirmed_on(), &since);
    let langs = Lang::ALL.map(|lang| {
        let name = match lang {
            Lang::Vi => t::lang_vi(),
            Lang::En => t::lang_en(),
        };
        Choice::new(lang.code(), name)
    });
    let mut form = Form::post(ctx, "/mail/wishes")
        .filled(filled)
        .put(
            Field::text("hours", t::hours())
                .value(model::say_hours(&row.hours))
                .hint(t::hours_hint(model::HOURS_MAX)),
        )
        .put(Field::check("workdays", t::workdays()).checked(row.workdays))
        .put(Field::select("lang", t::mail_lang(), langs).value(row.lang.code()));
    for kind in Kind::ALL {
        let choices = kind.timings().iter().map(|timing| Choice::new(timing.code(), timing_name(*timing)));
        form = form.put(
            Field::select(format!("kind_{}", kind.code()), kind_name(kind), choices)
                .value(row.timings.of(kind).code()),
        );
    }
    let form = form.button(&Button::submit(t::save()).main().icon("device-floppy")).render();
    let body = Html::stack([facts.render(lang), form]);
    Card::new(t::wishes(), body).padded().render(lang)
}

pub async fn ask(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let (office, person, lang) = (house.office().clone(), viewer.person, viewer.lang);
    let address = form.get("address").to_owned();
    let done = async {
        form.act_id()?;
        tokio::task::spawn_blocking(move || post::ask_code(&office, person, &address, lang))
            .await
            .unwrap_or_else(|_| Err(Refusal::not_found()))
    };
    answer(&house, &viewer, &form, done.await).await
}

pub async fn confirm(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let (office, person) = (house.office().clone(), viewer.person);
    let done = async {
        let id = form.act_id()?;
        // Counted apart from the act: a refused act leaves nothing behind.
        let counted =
            tokio::task::spawn_blocking(move || office.operate(move |tx| store::count_try(tx, person))).await;
        counted.unwrap_or(Err(kernel::StoreError::Busy))?;
        let code = form.get("code").to_owned();
        house.office().act(viewer.actor(), id, code, acts::confirm_address).await
    };
    answer(&house, &viewer, &form, done.await).await
}

pub async fn wish(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let timings = Kind::ALL.into_iter().filter_map(|kind| {
        let timing = Timing::from_code(form.get(&format!("kind_{}", kind.code())))?;
        Some(Wish { kind, timing })
    });
    let input = Wishes {
        hours: form.get("hours").to_owned(),
        workdays: !form.get("workdays").is_empty(),
        lang: form.get("lang").to_owned(),
        timings: timings.collect(),
    };
    let done = async { house.office().act(viewer.actor(), form.act_id()?, input, acts::set_wishes).await };
    answer(&house, &viewer, &form, done.await).await
}

pub async fn forget(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let done = async { house.office().act(viewer.actor(), form.act_id()?, (), acts::forget_address).await };
    answer(&house, &viewer, &form, done.await).await
}

async fn answer(house: &House, viewer: &Viewer, form: &Pairs, done: Result<(), Refusal>) -> Response {
    match done {
        Ok(()) => Redirect::to("/mail").into_response(),
        Err(refusal) if refusal.field.is_some() => page(house, viewer, &form.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}
