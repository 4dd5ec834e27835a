//! Error pages that help: what happened, what to do, and a number to quote.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use words::Msg;

use crate::ctx::Ctx;
use crate::form::Fault;
use crate::html::{Html, Text, escape};
use crate::page::Page;
use crate::parts::Button;
use crate::t;

/// What a status means to a person, and what helps.
#[must_use]
pub fn meaning(status: StatusCode) -> (Msg, Msg) {
    match status.as_u16() {
        401 | 403 => (t::error_403(), t::error_403_help()),
        404 | 405 | 410 => (t::error_404(), t::error_404_help()),
        409 => (t::error_409(), t::error_409_help()),
        400 | 413 | 415 | 422 => (t::error_422(), t::error_422_help()),
        503 | 429 => (t::error_503(), t::error_503_help()),
        507 => (t::error_507(), t::error_507_help()),
        _ => (t::error_500(), t::error_500_help()),
    }
}

/// The page for an act that was refused or a fault of ours. `fault` says it in the words of the refusal; the
/// general words stand in where there is none. `incident` is the number under which the log has it.
#[must_use]
pub fn error_page(ctx: &Ctx, status: StatusCode, fault: Option<&Fault>, incident: Option<&str>) -> Response {
    let (title, help) = meaning(status);
    let lang = ctx.lang;
    let mut body = String::from("<section class=\"card inside trouble\">");
    if let Some(fault) = fault {
        body += &format!("<p class=\"said\">{}</p>", escape(&fault.msg.say(lang)));
        if let Some(source) = &fault.source {
            body += &format!("<p class=\"source\">{}</p>", escape(&t::source(source).say(lang)));
        }
    }
    body += &format!("<p>{}</p>", escape(&help.say(lang)));
    if let Some(number) = incident {
        body +=
            &format!("<p class=\"incident num\">{}</p>", escape(&t::incident(number.to_owned()).say(lang)));
    }
    let again = matches!(status.as_u16(), 500 | 503 | 507) && !ctx.typed.0.is_empty();
    if again {
        body += &send_again(ctx);
    }
    body += "<div class=\"buttons\">";
    let home = Button::link(t::to_today(), "/").icon("home");
    body += if again { home } else { home.main() }.render(lang).as_str();
    if !again && matches!(status.as_u16(), 409 | 429 | 500..) {
        body += Button::link(t::try_again(), ctx.path.clone()).icon("refresh").render(lang).as_str();
    }
    body += "</div></section>";
    Page::new(ctx, Text::from(title)).narrow().status(status).body(Html::trusted(body)).into_response()
}

/// The form as it was sent, to be sent again with one key: its act id makes sure that nothing is done twice. What was
/// typed can be read and copied meanwhile.
fn send_again(ctx: &Ctx) -> String {
    let lang = ctx.lang;
    let mut form = format!("<form class=\"again\" method=\"post\" action=\"{}\">", escape(&ctx.path));
    for (name, value) in ctx.typed.0.iter() {
        form += &format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", escape(name), escape(value));
    }
    let words: Vec<&str> = ctx
        .typed
        .0
        .iter()
        .map(|(_, value)| value.trim())
        .filter(|value| value.split_whitespace().count() > 1)
        .collect();
    if !words.is_empty() {
        form += &format!("<p class=\"hint\">{}</p>", escape(&t::typed_kept().say(lang)));
        for text in words {
            form += &format!("<blockquote class=\"typed\">{}</blockquote>", escape(text));
        }
    }
    form += Button::submit(t::send_again()).main().icon("repeat").render(lang).as_str();
    form + "</form>"
}
