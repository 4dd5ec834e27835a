//! The administrator's page: the server, a trial, whether mails go out, whom the server refuses.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Id, Instant, Refusal};
use people::pages::pairs::{Pairs, status};
use people::{House, Person, Viewer, refused};
use ui::form::Choice;
use ui::{Button, Card, Cell, Column, Ctx, Facts, Field, Filled, Form, Html, Notice, Page, Table};
use words::Msg;

use super::fault_said;
use crate::model::Security;
use crate::settings::{self, PER_HOUR, Server, SetServer};
use crate::store::{self, Bounced, Health};
use crate::{OPERATE, post, t};

pub async fn show(State(house): State<House>, viewer: Viewer) -> Response {
    page(&house, &viewer, &Filled::default(), None).await
}

async fn page(house: &House, viewer: &Viewer, filled: &Filled, told: Option<Notice>) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(OPERATE) {
        return refused(&ctx, &refusal);
    }
    let since = house.office().now().plus(-Instant::DAY);
    let found = house
        .office()
        .read(move |tx| {
            let server = settings::server(tx)?;
            Ok((server, store::health(tx)?, store::sent_count(tx, since)?, store::bounces(tx)?))
        })
        .await;
    let (server, health, sent, bounced) = match found {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let mut body = Vec::new();
    body.extend(told.map(|told| told.render(lang)));
    match &server {
        None => body.push(Notice::plain(t::server_none()).render(lang)),
        Some(server) if !server.on => body.push(Notice::care(t::server_off()).render(lang)),
        Some(_) => body.push(going(&ctx, &health, sent)),
    }
    if !bounced.is_empty() {
        body.push(refused_people(&ctx, &bounced));
    }
    body.push(Card::new(t::server(), form(&ctx, server.as_ref(), filled)).padded().render(lang));
    if server.is_some() {
        // What the server said is the answer itself and no redirect.
        let trial = Form::post(&ctx, "/mail/server/trial")
            .whole_page()
            .filled(filled)
            .put(Field::email("to", t::trial_to()).required().hint(t::trial_hint()))
            .button(&Button::submit(t::trial_send()).icon("send"))
            .render();
        body.push(Card::new(t::trial(), trial).padded().render(lang));
    }
    Page::new(&ctx, t::mail())
        .lead(t::mail_lead())
        .narrow()
        .status(status(filled))
        .body(Html::stack(body))
        .into_response()
}

fn when(at: Instant) -> String {
    at.local().strftime("%H:%M %d/%m/%Y").to_string()
}

fn going(ctx: &Ctx, health: &Health, sent: u64) -> Html {
    let lang = ctx.lang;
    let mut facts = Facts::new()
        .text(t::sent_day(), &sent.to_string())
        .text(t::sent_last(), &health.sent_at.map_or_else(|| "—".to_owned(), when));
    let mut said = Notice::done(t::mail_sound());
    if let (Some(at), Some(fault)) = (health.failed_at, &health.fault) {
        let why = fault_said(fault).say(lang);
        if health.failures > 0 {
            said = Notice::fault(t::mail_failing(when(at), health.failures, why.clone()));
        }
        facts = facts.text(t::failed_last(), &format!("{} · {why}", when(at)));
    } else if health.sent_at.is_none() {
        said = Notice::plain(t::mail_untried());
    }
    let body = Html::stack([said.render(lang), facts.render(lang)]);
    Card::new(t::mail_state(), body).padded().render(lang)
}

fn refused_people(ctx: &Ctx, bounced: &[Bounced]) -> Html {
    let lang = ctx.lang;
    let columns = [
        Column::new(t::person()),
        Column::new(t::bounced_at()),
        Column::new(t::bounced_answer()).narrow(),
        Column::new(t::do_next()).narrow(),
    ];
    let mut table = Table::new(t::bounced(), columns);
    for (person, name, at, code) in bounced {
        let again = Button::submit(t::bounce_clear()).plain().icon("repeat");
        let form =
            Form::post(ctx, format!("/mail/bounces/{person}/clearing")).inline().button(&again).render();
        table = table.row([
            Cell::text(name).strong(),
            Cell::text(&when(*at)),
            Cell::text(&code.to_string()),
            Cell::html(form),
        ]);
    }
    Card::new(t::bounced(), table.render(lang)).render(lang)
}

fn security_name(security: Security) -> Msg {
    match security {
        Security::Starttls => t::security_starttls(),
        Security::Tls => t::security_tls(),
        Security::None => t::security_none(),
    }
}

fn form(ctx: &Ctx, server: Option<&Server>, filled: &Filled) -> Html {
    let text = |take: fn(&Server) -> &str| server.map_or(String::new(), |server| take(server).to_owned());
    let port = server.map_or(587, |server| server.port).to_string();
    let per_hour = server.map_or(PER_HOUR, |server| server.per_hour).to_string();
    let kept = server.is_some_and(|server| server.password.is_some());
    let password = Field::password("password", t::mail_password())
        .attr("autocomplete", "new-password")
        .hint(if kept { t::password_kept() } else { t::password_hint() });
    let choices = Security::ALL.map(|one| Choice::new(one.code(), security_name(one)));
    let security = server.map_or(Security::Starttls, |server| server.security);
    Form::post(ctx, "/mail/server")
        .filled(filled)
        .row([
            Field::text("host", t::host()).required().value(text(|s| &s.host)),
            Field::number("port", t::port()).required().value(port),
        ])
        .put(Field::select("security", t::security(), choices).value(security.code()))
        .row([
            Field::text("user", t::user())
                .value(text(|s| &s.user))
                .hint(t::user_hint())
                .attr("autocomplete", "off"),
            password,
        ])
        .put(Field::email("from", t::from()).required().value(text(|s| &s.from)).hint(t::from_hint()))
        .put(Field::text("link", t::link()).required().value(text(|s| &s.link)).hint(t::link_hint()))
        .put(Field::number("per_hour", t::per_hour()).required().value(per_hour))
        .put(
            Field::area("authority", t::authority())
                .rows(3)
                .value(text(|s| &s.authority))
                .hint(t::authority_hint()),
        )
        .put(Field::check("on", t::mail_on()).checked(server.is_none_or(|server| server.on)))
        .button(&Button::submit(t::save()).main().icon("device-floppy"))
        .render()
}

pub async fn save(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let password = form.get("password");
    let input = SetServer {
        host: form.get("host").to_owned(),
        port: form.get("port").trim().parse().unwrap_or(0),
        security: Security::from_code(form.get("security")).unwrap_or(Security::Starttls),
        user: form.get("user").to_owned(),
        // An empty field leaves the one that is kept: it is never shown.
        password: (!password.is_empty()).then(|| password.to_owned()),
        from: form.get("from").to_owned(),
        link: form.get("link").to_owned(),
        authority: Some(form.get("authority").replace("\r\n", "\n")),
        per_hour: Some(form.get("per_hour").trim().parse().unwrap_or(0)),
        on: !form.get("on").is_empty(),
    };
    let done =
        async { house.office().act(viewer.actor(), form.act_id()?, input, settings::set_server).await };
    match done.await {
        Ok(()) => Redirect::to("/mail/server").into_response(),
        Err(refusal) if refusal.field.is_some() => {
            // What was typed as a password does not go back onto a page.
            let typed = Pairs(form.0.iter().filter(|(name, _)| name != "password").cloned().collect());
            page(&house, &viewer, &typed.filled(&refusal), None).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

pub async fn trial(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let (office, person, lang) = (house.office().clone(), viewer.person, viewer.lang);
    let to = form.get("to").trim().to_owned();
    let said = to.clone();
    let done = async {
        viewer.ask(OPERATE)?;
        form.act_id()?;
        tokio::task::spawn_blocking(move || post::trial(&office, person, &to, lang))
            .await
            .unwrap_or_else(|_| Err(Refusal::not_found()))
    };
    match done.await {
        Ok(()) => page(&house, &viewer, &Filled::default(), Some(Notice::done(t::trial_sent(said)))).await,
        Err(refusal) if refusal.field.is_some() => page(&house, &viewer, &form.filled(&refusal), None).await,
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

/// The administrator has looked into it: the next mail is tried again.
pub async fn clear(
    State(house): State<House>,
    viewer: Viewer,
    Path(person): Path<Id<Person>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let office = house.office().clone();
    let done = async {
        viewer.ask(OPERATE)?;
        form.act_id()?;
        let cleared =
            tokio::task::spawn_blocking(move || office.operate(move |tx| store::clear_bounce(tx, person)))
                .await;
        if cleared.unwrap_or(Err(kernel::StoreError::Busy))? { Ok(()) } else { Err(Refusal::not_found()) }
    };
    match done.await {
        Ok(()) => Redirect::to("/mail/server").into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
