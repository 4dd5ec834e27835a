//! One's own tokens for programs: made, shown once, revoked.

use std::collections::{BTreeMap, BTreeSet};

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::Refusal;
use ui::{Button, Cell, Column, Due, Empty, Field, Filled, Form, Html, Notice, Page, Table, Text};
use words::Lang;

use crate::house::{House, Viewer, act_id, faults, refused};
use crate::t;
use crate::tokens::{self, NewToken};

const DAYS: &str = "90";

/// What a token may be good for: the first words of the calls' names.
fn scopes(house: &House) -> BTreeSet<&'static str> {
    let apis = house.functions().iter().filter_map(|function| function.api);
    let calls = apis.flat_map(|api| api().listed().into_iter().chain(api().reads()));
    calls.filter_map(|(name, _)| name.split('.').next()).collect()
}

fn scope_name(scope: &str) -> Text {
    match scope {
        "people" => t::organisation().into(),
        "incoming" => t::scope_incoming().into(),
        "documents" => t::scope_documents().into(),
        "directions" => t::scope_directions().into(),
        "rules" => t::scope_rules().into(),
        "jobs" => t::scope_jobs().into(),
        "search" => t::scope_search().into(),
        "mail" => t::scope_mail().into(),
        "brief" => t::scope_brief().into(),
        "duty" => t::scope_duty().into(),
        "tasks" => t::scope_tasks().into(),
        "asking" => t::scope_asking().into(),
        "feeds" => t::scope_feeds().into(),
        "calendar" => t::scope_calendar().into(),
        "regulations" => t::scope_regulations().into(),
        "operation" => t::scope_operation().into(),
        other => Text::from(other.to_owned()),
    }
}

fn scope_boxes(scopes: &BTreeSet<&'static str>, filled: &Filled, lang: Lang) -> Html {
    let boxes = scopes
        .iter()
        .map(|scope| Field::check(format!("scope_{scope}"), scope_name(scope)).filled(filled).render(lang));
    let faults: String = filled
        .faults
        .iter()
        .filter(|fault| fault.field.as_deref() == Some("scopes"))
        .map(|fault| format!("<p class=\"fault\">{}</p>", Html::text(&fault.msg.say(lang)).as_str()))
        .collect();
    Html::trusted(format!(
        "<fieldset class=\"field\"><legend>{}</legend><div class=\"choices\">{}</div>{faults}</fieldset>",
        Html::text(&t::token_scopes().say(lang)).as_str(),
        Html::join(boxes).as_str()
    ))
}

pub async fn list(State(house): State<House>, viewer: Viewer) -> Response {
    page(&house, &viewer, &Filled::default(), None).await
}

async fn page(house: &House, viewer: &Viewer, filled: &Filled, fresh: Option<&str>) -> Response {
    let ctx = house.page(viewer).await;
    let person = viewer.person;
    let found = match house.office().read(move |tx| tokens::of(tx, person)).await {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let mut body = Vec::new();
    if let Some(secret) = fresh {
        let shown = format!("<pre class=\"note\">{}</pre>", Html::text(secret).as_str());
        body.push(Notice::done(t::token_made()).render(lang));
        body.push(ui::Card::new(t::token_once(), Html::trusted(shown)).padded().render(lang));
    }
    if found.is_empty() {
        body.push(Empty::new("key", t::tokens_none()).next(t::tokens_none_next()).render(lang));
    } else {
        let columns =
            [t::token_name(), t::token_scopes(), t::token_until(), t::token_used(), t::token_state()]
                .map(Column::new);
        let mut table = Table::new(t::tokens(), columns);
        let today = house.office().now().date();
        for token in found {
            let named: Vec<String> = token.scopes.iter().map(|scope| scope_name(scope).say(lang)).collect();
            let state = if token.revoked_on.is_some() {
                Due::plain(t::token_revoked()).render(lang)
            } else if token.expires_on < today {
                Due::plain(t::token_over()).render(lang)
            } else {
                let end = Button::submit(t::token_revoke()).icon("x");
                Form::post(&ctx, format!("/tokens/{}/ending", token.id)).inline().button(&end).render()
            };
            table =
                table.row([
                    Cell::text(&token.name).strong(),
                    Cell::text(&named.join(", ")),
                    Cell::text(&vietnamese::format_date(token.expires_on)),
                    Cell::text(&token.used_at.map_or_else(
                        || "—".to_owned(),
                        |at| at.local().strftime("%H:%M %d/%m/%Y").to_string(),
                    )),
                    Cell::html(state),
                ]);
        }
        body.push(table.render(lang));
    }
    // The answer shows the secret and is no redirect: only a whole page may be one.
    let form = Form::post(&ctx, "/tokens")
        .whole_page()
        .filled(filled)
        .put(Field::text("name", t::token_name()).required().hint(t::token_name_hint()))
        .put(Field::number("days", t::token_days()).required().value(DAYS))
        .html(&scope_boxes(&scopes(house), filled, lang))
        .button(&Button::submit(t::token_make()).main().icon("plus"))
        .render();
    body.push(ui::Card::new(t::token_make_title(), form).padded().render(lang));
    let status = if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Page::new(&ctx, t::tokens())
        .lead(t::tokens_lead())
        .narrow()
        .status(status)
        .body(Html::stack(body))
        .into_response()
}

pub async fn make(
    State(house): State<House>,
    viewer: Viewer,
    Posted(pairs): Posted<BTreeMap<String, String>>,
) -> Response {
    let text = |name: &str| pairs.get(name).cloned().unwrap_or_default();
    let secret = tokens::secret(house.office());
    let known = scopes(&house);
    let input = NewToken {
        name: text("name"),
        scopes: known
            .into_iter()
            .filter(|scope| pairs.contains_key(&format!("scope_{scope}")))
            .map(str::to_owned)
            .collect(),
        days: text("days").trim().parse().unwrap_or(0),
        hash: crate::sessions::token(&secret),
    };
    let hash = input.hash;
    let done = async {
        let id = house.office().act(viewer.actor(), act_id(&text("act_id"))?, input, tokens::make).await?;
        // A form sent twice is answered as the first time, but the first secret is known to nobody any more.
        let mine = house.office().read(move |tx| tokens::is(tx, id, hash)).await?;
        if mine { Ok(()) } else { Err(Refusal::conflict(t::token_sent_twice())) }
    };
    match done.await {
        Ok(()) => page(&house, &viewer, &Filled::default(), Some(&secret)).await,
        Err(refusal) if refusal.field.is_some() => {
            let filled = Filled::from_pairs(pairs).with(faults(&refusal));
            page(&house, &viewer, &filled, None).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

pub async fn revoke(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(pairs): Posted<BTreeMap<String, String>>,
) -> Response {
    let done = async {
        let token = id.parse().map_err(|_| Refusal::not_found())?;
        let id = act_id(pairs.get("act_id").map_or("", String::as_str))?;
        house.office().act(viewer.actor(), id, token, tokens::revoke).await
    };
    match done.await {
        Ok(()) => Redirect::to("/tokens").into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
