//! The second factor: asked for after the password, set up with a picture that the authenticator reads, and the
//! recovery codes that are shown a single time.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::http::header::USER_AGENT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Office, Refusal};
use qrcode::{Color, QrCode};
use ui::{Button, Card, Ctx, Facts, Field, Filled, Form, Html, Notice, Page};

use super::pairs::{Pairs, status};
use super::sign_in::{Next, cookie, go};
use crate::acts::second::{self, WithCode};
use crate::house::{House, Viewer, faults, refused};
use crate::{sessions, store, t};

pub async fn ask(State(house): State<House>, headers: HeaderMap, Query(query): Query<Next>) -> Response {
    asking(&house.ctx(&headers, "/sign-in/code"), &query.next, &Filled::default()).into_response()
}

fn asking<'a>(ctx: &'a Ctx, next: &str, filled: &Filled) -> Page<'a> {
    let code = Field::text("code", t::second_code())
        .required()
        .focus()
        .hint(t::second_code_hint())
        .attr("autocomplete", "one-time-code")
        .attr("autocapitalize", "none");
    let form = Form::post(ctx, "/sign-in/code")
        .filled(filled)
        .whole_page()
        .hidden("next", next)
        .put(code)
        .button(&Button::submit(t::sign_in()).main())
        .render();
    Page::new(ctx, t::second()).bare().body(form)
}

pub async fn enter(State(house): State<House>, headers: HeaderMap, Posted(form): Posted<Pairs>) -> Response {
    let ctx = house.ctx(&headers, "/sign-in/code");
    let half = ui::preferences::cookie(&headers, sessions::HALF_COOKIE).unwrap_or("").to_owned();
    let browser = headers.get(USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
    let (office, code) = (house.office().clone(), form.get("code").to_owned());
    let outcome =
        tokio::task::spawn_blocking(move || sessions::second(&office, &half, &code, &browser)).await;
    match outcome {
        Ok(Ok(signed_in)) => {
            let to =
                if signed_in.must_change { "/password" } else { ui::preferences::local(form.get("next")) };
            go(to.to_owned(), cookie(&house, sessions::COOKIE, &signed_in.secret))
        }
        Ok(Err(refusal)) if refusal.field.is_some() => {
            let filled = Filled::default().with(faults(&refusal));
            asking(&ctx, form.get("next"), &filled).status(StatusCode::UNPROCESSABLE_ENTITY).into_response()
        }
        // Too late, or without a password: from the beginning, and why.
        Ok(Err(_)) => {
            let next = crate::viewer::escape_query(ui::preferences::local(form.get("next")));
            Redirect::to(&format!("/sign-in?over=1&next={next}")).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

pub async fn show(State(house): State<House>, viewer: Viewer) -> Response {
    page(&house, &viewer, &Filled::default(), None).await
}

/// What the page needs: since when it is on and how many codes are left, or the secret that waits for its first code.
struct Found {
    on: Option<(jiff::civil::Date, u64)>,
    pending: Option<(String, String)>,
    required: bool,
    sign_in_name: String,
}

fn find(office: &Office, viewer: &Viewer) -> Result<Found, Refusal> {
    let (person, today) = (viewer.person, viewer.today);
    let (on, required, name) = office.read_blocking(|tx| {
        let on = match store::second_factor(tx, person)? {
            Some((_, since)) => Some((since, store::recovery_codes_left(tx, person)?)),
            None => None,
        };
        Ok((on, second::required(tx, person, today)?, store::account_name(tx, person)?))
    })?;
    let sign_in_name = name.unwrap_or_default();
    let pending = match second::pending(office, person)? {
        Some(secret) if on.is_none() => second::totp(&secret, &sign_in_name, "Cầu Nối")
            .and_then(|totp| totp.to_url().ok())
            .map(|url| (secret, url)),
        _ => None,
    };
    Ok(Found { on, pending, required, sign_in_name })
}

async fn page(house: &House, viewer: &Viewer, filled: &Filled, printed: Option<&[String]>) -> Response {
    let ctx = house.page(viewer).await;
    let (office, reader) = (house.office().clone(), viewer.clone());
    let found = tokio::task::spawn_blocking(move || find(&office, &reader)).await;
    let found = match found {
        Ok(Ok(found)) => found,
        Ok(Err(refusal)) => return refused(&ctx, &refusal),
        Err(_) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    };
    let lang = ctx.lang;
    let mut body = Vec::new();
    let mut actions = Vec::new();
    if let Some(codes) = printed {
        body.push(Notice::care(t::recovery_once()).render(lang));
        body.push(sheet(&ctx, viewer, &found.sign_in_name, codes));
        actions.push(Button::print(t::print()).main().render(lang));
    } else {
        match &found.on {
            Some((since, left)) => body.push(standing(&ctx, (*since, *left, found.required), filled)),
            None => {
                if found.required {
                    body.push(Notice::care(t::second_is_required_of_you()).render(lang));
                }
                body.push(setting_up(&ctx, found.pending, filled));
            }
        }
    }
    Page::new(&ctx, t::second())
        .lead(t::second_lead())
        .narrow()
        .actions(actions)
        .status(status(filled))
        .body(Html::stack(body))
        .into_response()
}

fn setting_up(ctx: &Ctx, pending: Option<(String, String)>, filled: &Filled) -> Html {
    let lang = ctx.lang;
    let Some((secret, url)) = pending else {
        let begin = Button::submit(t::second_begin()).main().icon("shield-lock");
        return Form::post(ctx, "/second-factor/secret").inline().button(&begin).render();
    };
    let groups: Vec<String> =
        secret.as_bytes().chunks(4).map(|part| String::from_utf8_lossy(part).into_owned()).collect();
    let typed = Facts::new().text(t::second_secret(), &groups.join(" "));
    let form = Form::post(ctx, "/second-factor")
        .whole_page()
        .filled(filled)
        .put(code_field())
        .button(&Button::submit(t::second_turn_on()).main().icon("check"))
        .render();
    let first = Card::new(t::second_scan(), Html::stack([picture(&url, lang), typed.render(lang)]));
    let then = Card::new(t::second_confirm(), form).padded();
    Html::stack([first.padded().render(lang), then.render(lang)])
}

fn code_field() -> Field {
    Field::text("code", t::second_code())
        .required()
        .hint(t::second_now_hint())
        .attr("inputmode", "numeric")
        .attr("autocomplete", "one-time-code")
        .attr("maxlength", "7")
}

/// Black on white in any theme: cameras want it so.
fn picture(url: &str, lang: words::Lang) -> Html {
    let Ok(code) = QrCode::new(url) else { return Html::default() };
    let (width, edge) = (code.width(), 4);
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            path.push_str(&format!("M{} {}h1v1h-1z", at % width + edge, at / width + edge));
        }
    }
    let all = width + 2 * edge;
    Html::trusted(format!(
        "<svg role=\"img\" aria-label=\"{}\" viewBox=\"0 0 {all} {all}\" width=\"220\" height=\"220\" \
         shape-rendering=\"crispEdges\"><rect width=\"{all}\" height=\"{all}\" fill=\"#fff\"/>\
         <path fill=\"#000\" d=\"{path}\"/></svg>",
        Html::text(&t::second_picture().say(lang)).as_str()
    ))
}

fn standing(ctx: &Ctx, (since, left, required): (jiff::civil::Date, u64, bool), filled: &Filled) -> Html {
    let lang = ctx.lang;
    let facts = Facts::new()
        .text(t::second_since(), &vietnamese::format_date(since))
        .text(t::recovery_left(), &left.to_string());
    let renew = Form::post(ctx, "/second-factor/codes")
        .whole_page()
        .filled(filled)
        .put(code_field())
        .button(&Button::submit(t::recovery_renew()).icon("refresh"))
        .render();
    let state = Html::stack([Notice::done(t::second_is_on()).render(lang), facts.render(lang)]);
    let mut body = vec![
        Card::new(t::second(), state).padded().render(lang),
        Card::new(t::recovery(), renew).padded().render(lang),
    ];
    if !required {
        let off = Form::post(ctx, "/second-factor/ending")
            .filled(filled)
            .put(code_field())
            .button(&Button::submit(t::second_turn_off()).icon("x"))
            .render();
        let refused = !filled.faults.is_empty() && filled.get("sent") == Some("/second-factor/ending");
        body.push(ui::fold(ctx, t::second_turn_off(), &off, refused));
    }
    Html::stack(body)
}

/// The codes on paper, to be folded away; whose they are stands with them.
fn sheet(ctx: &Ctx, viewer: &Viewer, name: &str, codes: &[String]) -> Html {
    let say = |msg: words::Msg| Html::text(&msg.say(ctx.lang)).into_string();
    let text = |text: &str| Html::text(text).into_string();
    let lines: String = codes
        .iter()
        .zip(1..)
        .map(|(code, number)| {
            let (first, rest) = code.split_at(code.len() / 2);
            format!("<dt>{number}</dt><dd>{}-{}</dd>", text(first), text(rest))
        })
        .collect();
    Html::trusted(format!(
        "<div class=\"slips\"><section class=\"slip\"><p class=\"quiet\">{}</p><h2>{}</h2><p>{} · {}</p>\
         <dl>{lines}</dl><p>{}: {}</p><p>{}: {}</p><p class=\"hint\">{}</p></section></div>",
        text(&ctx.house.say(ctx.lang)),
        say(t::recovery()),
        text(&viewer.name),
        text(&viewer.post_title),
        say(t::sign_in_name()),
        text(name),
        say(t::recovery_printed()),
        text(&vietnamese::format_date(viewer.today)),
        say(t::recovery_note())
    ))
}

pub async fn begin(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let (office, person) = (house.office().clone(), viewer.person);
    let begun = async {
        form.act_id()?;
        tokio::task::spawn_blocking(move || second::begin(&office, person))
            .await
            .unwrap_or_else(|_| Err(Refusal::not_found()))
    };
    match begun.await {
        Ok(()) => Redirect::to("/second-factor").into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

type Do = fn(&mut kernel::Act<'_>, WithCode) -> Result<(), Refusal>;

pub async fn turn_on(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    print_codes(&house, &viewer, &form, second::turn_on).await
}

pub async fn renew(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    print_codes(&house, &viewer, &form, second::renew_codes).await
}

/// The answer is a page with the codes and no redirect: they are shown once.
async fn print_codes(house: &House, viewer: &Viewer, form: &Pairs, run: Do) -> Response {
    let recovery = second::recovery_codes(house.office());
    let input = WithCode { code: form.get("code").to_owned(), recovery: recovery.clone() };
    let office = house.office().clone();
    let (person, check) = (viewer.person, recovery.clone());
    let done = async {
        house.office().act(viewer.actor(), form.act_id()?, input, run).await?;
        // A form sent twice is answered as the first time: then these codes are not the ones that were kept.
        let kept = tokio::task::spawn_blocking(move || second::kept(&office, person, &check)).await;
        if matches!(kept, Ok(Ok(true))) {
            Ok(())
        } else {
            Err(Refusal::conflict(t::recovery_sent_twice()).field("code"))
        }
    };
    match done.await {
        Ok(()) => page(house, viewer, &Filled::default(), Some(&recovery)).await,
        Err(refusal) => fault(house, viewer, form, &refusal).await,
    }
}

pub async fn turn_off(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let input = WithCode { code: form.get("code").to_owned(), recovery: Vec::new() };
    let done = async { house.office().act(viewer.actor(), form.act_id()?, input, second::turn_off).await };
    match done.await {
        Ok(()) => Redirect::to("/second-factor").into_response(),
        Err(refusal) => fault(&house, &viewer, &form, &refusal).await,
    }
}

async fn fault(house: &House, viewer: &Viewer, form: &Pairs, refusal: &Refusal) -> Response {
    if refusal.field.is_none() {
        return refused(&house.page(viewer).await, refusal);
    }
    let typed = Pairs(form.0.iter().filter(|(name, _)| name != "code").cloned().collect());
    page(house, viewer, &typed.filled(refusal), None).await
}
