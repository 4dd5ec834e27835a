//! The administrator's page: the mailbox, its rules, a trial, how it goes, what came last.

use axum::Form as Posted;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use kernel::{Instant, Refusal, StoreError, Tx};
use people::pages::pairs::{Pairs, status};
use people::{Card as TodayCard, House, Viewer, refused};
use ui::form::Choice;
use ui::{
    Button, Card, Cell, Column, Ctx, Due, Facts, Field, Filled, Form, Html, Notice, Page, Table, Text,
    WorkRow,
};
use words::Msg;

use crate::imap::Security;
use crate::settings::{self, After, Auth, Do, Rule, SetMailbox, Settings};
use crate::store::{self, Health, MessageRow};
use crate::{OPERATE, intake, t};

const PAGE: &str = "/mailbox";
const SHOWN: u32 = 30;
/// Rules that can be added at once.
const FRESH_RULES: usize = 2;

/// Every route asks for `incoming.mailbox`.
pub fn routes() -> Router<House> {
    Router::new().route(PAGE, get(show).post(save)).route("/mailbox/trial", post(trial))
}

pub(crate) fn fault_said(code: &str) -> Msg {
    match code {
        "unreachable" => t::fault_unreachable(),
        "tls" => t::fault_tls(),
        "sign_in" => t::fault_sign_in(),
        "folder" => t::fault_folder(),
        "target" => t::fault_target(),
        "quota" => t::fault_quota(),
        "lost" => t::fault_lost(),
        _ => t::fault_answer(),
    }
}

/// A mailbox that cannot be looked into stands on Today for the administrator.
pub(crate) fn today(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<TodayCard>, StoreError> {
    if !viewer.may(OPERATE) || settings::settings(tx)?.is_none_or(|settings| !settings.on) {
        return Ok(Vec::new());
    }
    let health = store::health(tx)?;
    let failed = store::counts(tx)?.into_iter().find(|(state, _)| state == "failed").map_or(0, |(_, n)| n);
    let mut rows = Vec::new();
    if health.failures > 0 {
        rows.push(WorkRow::new("", fault_said(health.fault.as_deref().unwrap_or_default()), PAGE));
    }
    if failed > 0 {
        rows.push(WorkRow::new("", t::messages_failed(failed), PAGE));
    }
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let count = rows.len() as u64;
    Ok(vec![TodayCard::new(t::alarm(), PAGE, count).late(count).rows(rows)])
}

async fn show(State(house): State<House>, viewer: Viewer) -> Response {
    page(&house, &viewer, &Filled::default(), None).await
}

async fn page(house: &House, viewer: &Viewer, filled: &Filled, told: Option<Notice>) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(OPERATE) {
        return refused(&ctx, &refusal);
    }
    let found = house.office().read(|tx| {
        Ok::<_, StoreError>((
            settings::settings(tx)?,
            store::health(tx)?,
            store::counts(tx)?,
            store::latest(tx, SHOWN)?,
        ))
    });
    let (set, health, counts, latest) = match found.await {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let mut body = Vec::new();
    body.extend(told.map(|told| told.render(ctx.lang)));
    match &set {
        None => body.push(Notice::plain(t::none_set()).render(ctx.lang)),
        Some(set) if !set.on => body.push(Notice::care(t::is_off()).render(ctx.lang)),
        Some(_) => body.push(going(&ctx, &health, &counts)),
    }
    body.push(Card::new(t::mailbox(), form(&ctx, set.as_ref(), filled)).padded().render(ctx.lang));
    if set.is_some() {
        // What the server said is the answer itself and no redirect.
        let trial = Form::post(&ctx, "/mailbox/trial")
            .whole_page()
            .inline()
            .button(&Button::submit(t::trial()).icon("refresh"))
            .render();
        let lead = Html::trusted(format!("<p>{}</p>", ui::html::escape(&t::trial_hint().say(ctx.lang))));
        body.push(Card::new(t::trial(), Html::stack([lead, trial])).padded().render(ctx.lang));
    }
    if !latest.is_empty() {
        body.push(messages(&ctx, &latest));
    }
    Page::new(&ctx, t::mailbox())
        .lead(t::lead())
        .narrow()
        .status(status(filled))
        .body(Html::stack(body))
        .into_response()
}

fn when(at: Instant) -> String {
    at.local().strftime("%H:%M %d/%m/%Y").to_string()
}

fn going(ctx: &Ctx, health: &Health, counts: &[(String, u64)]) -> Html {
    let said = if health.failures > 0 {
        let why = fault_said(health.fault.as_deref().unwrap_or_default()).say(ctx.lang);
        let at = health.failed_at.map_or_else(String::new, when);
        Notice::fault(t::failing(at, health.failures, when(health.next_at), why))
    } else if health.looked_at.is_some() {
        Notice::done(t::sound())
    } else {
        Notice::plain(t::untried())
    };
    let of = |state: &str| counts.iter().find(|(one, _)| one == state).map_or(0, |(_, count)| *count);
    let number = |n: u64| vietnamese::format_integer(i64::try_from(n).unwrap_or(i64::MAX));
    let mut facts = Facts::new()
        .text(t::looked_at(), &health.looked_at.map_or_else(|| "—".to_owned(), when))
        .text(t::state_taken(), &number(of("taken") + of("same")));
    for (state, said) in [
        ("asked", t::state_asked()),
        ("returned", t::state_returned()),
        ("marked", t::state_marked()),
        ("failed", t::state_failed()),
    ] {
        if of(state) > 0 {
            facts = facts.text(said, &number(of(state)));
        }
    }
    facts = facts.text(t::state_left(), &vietnamese::format_integer(health.left));
    Card::new(t::state(), Html::stack([said.render(ctx.lang), facts.render(ctx.lang)]))
        .padded()
        .render(ctx.lang)
}

fn messages(ctx: &Ctx, latest: &[MessageRow]) -> Html {
    let columns = [
        Column::new(t::came()).narrow(),
        Column::new(t::outcome()),
        Column::new(t::in_mailbox()).narrow(),
        Column::new(t::message_number()).narrow(),
    ];
    let table = latest.iter().fold(Table::new(t::latest(), columns), |table, row| {
        let chip = match row.state.as_str() {
            "taken" => Due::met(t::state_taken()),
            "same" => Due::plain(t::state_same()),
            "asked" => Due::soon(t::state_asked()),
            "returned" => Due::late(t::state_returned()),
            "marked" => Due::late(t::state_marked()),
            "failed" => Due::late(t::state_failed()),
            "gone" => Due::plain(t::state_gone()),
            _ => Due::soon(t::state_begun()),
        };
        let marked = if row.marked { t::is_marked() } else { t::is_untouched() };
        table.row([
            Cell::text(&when(row.came_at.unwrap_or(row.at))),
            Cell::html(chip.render(ctx.lang)).by(row.reason.clone()),
            Cell::text(&marked.say(ctx.lang)),
            Cell::text(&row.uid.to_string()),
        ])
    });
    Card::new(t::latest(), table.render(ctx.lang)).render(ctx.lang)
}

fn security_name(one: Security) -> Msg {
    match one {
        Security::Tls => t::security_tls(),
        Security::Starttls => t::security_starttls(),
        Security::None => t::security_none(),
    }
}

fn auth_name(one: Auth) -> Msg {
    match one {
        Auth::Password => t::auth_password(),
        Auth::Token => t::auth_token(),
        Auth::TokenFile => t::auth_token_file(),
    }
}

fn after_name(one: After) -> Msg {
    match one {
        After::Keyword => t::after_keyword(),
        After::Seen => t::after_seen(),
        After::Move => t::after_move(),
    }
}

fn do_name(one: Do) -> Msg {
    match one {
        Do::Take => t::do_take(),
        Do::Each => t::do_each(),
        Do::Leave => t::do_leave(),
    }
}

fn form(ctx: &Ctx, set: Option<&Settings>, filled: &Filled) -> Html {
    let text = |take: fn(&Settings) -> &str| set.map_or(String::new(), |set| take(set).to_owned());
    let kept = set.is_some_and(|set| set.secret.is_some());
    let since = set.map_or_else(String::new, |set| set.since.to_string());
    let secret = Field::password("secret", t::secret()).attr("autocomplete", "new-password").hint(if kept {
        t::secret_kept()
    } else {
        t::secret_hint()
    });
    let mut form = Form::post(ctx, PAGE)
        .filled(filled)
        .row([
            Field::text("host", t::host()).required().value(text(|set| &set.host)),
            Field::number("port", t::port()).required().value(set.map_or(993, |set| set.port).to_string()),
        ])
        .put(
            Field::select(
                "security",
                t::security(),
                Security::ALL.map(|one| Choice::new(one.code(), security_name(one))),
            )
            .value(set.map_or(Security::Tls, |set| set.security).code()),
        )
        .row([
            Field::text("user", t::user())
                .required()
                .value(text(|set| &set.user))
                .attr("autocomplete", "off"),
            Field::select("auth", t::auth(), Auth::ALL.map(|one| Choice::new(one.code(), auth_name(one))))
                .value(set.map_or(Auth::Password, |set| set.auth).code()),
        ])
        .row([
            secret,
            Field::text("token_file", t::token_file())
                .optional()
                .value(text(|set| &set.token_file))
                .hint(t::token_file_hint()),
        ])
        .row([
            Field::text("folder", t::folder())
                .required()
                .value(set.map_or_else(|| "INBOX".to_owned(), |set| set.folder.clone())),
            Field::date("since", t::since()).optional().value(since).hint(t::since_hint()),
        ])
        .row([
            Field::select(
                "after",
                t::after(),
                After::ALL.map(|one| Choice::new(one.code(), after_name(one))),
            )
            .value(set.map_or(After::Keyword, |set| set.after).code()),
            Field::text("done_folder", t::done_folder())
                .optional()
                .value(text(|set| &set.done_folder))
                .hint(t::done_folder_hint()),
        ]);
    let heading = format!(
        "<h3>{}</h3><p class=\"by\">{}</p>",
        ui::html::escape(&t::rules().say(ctx.lang)),
        ui::html::escape(&t::rules_hint().say(ctx.lang))
    );
    form = form.html(&Html::trusted(heading));
    let rules = set.map_or(&[] as &[Rule], |set| set.rules.as_slice());
    for at in 0..rules.len() + FRESH_RULES {
        let rule = rules.get(at);
        let part = |take: fn(&Rule) -> &str| rule.map_or(String::new(), |rule| take(rule).to_owned());
        let choices = Do::ALL.map(|one| Choice::new(one.code(), do_name(one)));
        form = form
            .row([
                Field::text(format!("sender-{at}"), t::rule_sender())
                    .optional()
                    .value(part(|rule| &rule.sender)),
                Field::text(format!("subject-{at}"), t::rule_subject())
                    .optional()
                    .value(part(|rule| &rule.subject)),
            ])
            .row([
                Field::select(format!("do-{at}"), t::rule_do(), choices)
                    .value(rule.map_or(Do::Take, |rule| rule.then).code()),
                Field::text(format!("source-{at}"), t::rule_source())
                    .optional()
                    .value(part(|rule| &rule.source)),
            ]);
    }
    form.row([
        Field::select("otherwise", t::otherwise(), Do::ALL.map(|one| Choice::new(one.code(), do_name(one))))
            .value(set.map_or(Do::Take, |set| set.otherwise).code()),
        Field::number("minutes", t::minutes())
            .required()
            .value(set.map_or(5, |set| set.minutes).to_string())
            .hint(t::minutes_hint()),
    ])
    .put(
        Field::area("authority", t::authority())
            .rows(3)
            .value(text(|set| &set.authority))
            .hint(t::authority_hint()),
    )
    .put(Field::check("on", t::is_on()).checked(set.is_none_or(|set| set.on)))
    .button(&Button::submit(t::save()).main().icon("device-floppy"))
    .render()
}

/// A choice by its code; the first one where the form names none.
fn chosen<T: Copy, const N: usize>(
    all: [T; N],
    code: impl Fn(T) -> &'static str,
    given: &str,
    usual: T,
) -> T {
    all.into_iter().find(|one| code(*one) == given).unwrap_or(usual)
}

fn typed(form: &Pairs) -> Result<SetMailbox, Refusal> {
    let secret = form.get("secret");
    let mut rules = Vec::new();
    for at in 0..200 {
        let part = |name: &str| form.get(&format!("{name}-{at}")).trim().to_owned();
        if form.0.iter().all(|(name, _)| *name != format!("do-{at}")) {
            break;
        }
        let (sender, subject, source) = (part("sender"), part("subject"), part("source"));
        // A rule that names nobody and nothing is an empty line.
        if !sender.is_empty() || !subject.is_empty() {
            let then = Do::from_code(&part("do")).unwrap_or(Do::Take);
            rules.push(Rule { sender, subject, then, source });
        }
    }
    let since = if form.get("since").trim().is_empty() { None } else { Some(form.date("since")?) };
    Ok(SetMailbox {
        on: !form.get("on").is_empty(),
        host: form.get("host").to_owned(),
        port: form.get("port").trim().parse().unwrap_or(0),
        security: Security::from_code(form.get("security")).unwrap_or(Security::Tls),
        user: form.get("user").to_owned(),
        auth: chosen(Auth::ALL, Auth::code, form.get("auth"), Auth::Password),
        // An empty field leaves the one that is kept: it is never shown.
        secret: (!secret.is_empty()).then(|| secret.to_owned()),
        token_file: form.get("token_file").to_owned(),
        authority: Some(form.get("authority").replace("\r\n", "\n")),
        folder: form.get("folder").to_owned(),
        after: chosen(After::ALL, After::code, form.get("after"), After::Keyword),
        done_folder: form.get("done_folder").to_owned(),
        rules,
        otherwise: Do::from_code(form.get("otherwise")).unwrap_or(Do::Take),
        since,
        minutes: form.get("minutes").trim().parse().unwrap_or(0),
    })
}

async fn save(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let done = async {
        viewer.ask(OPERATE)?;
        let input = typed(&form)?;
        house.office().act(viewer.actor(), form.act_id()?, input, settings::set_mailbox).await
    };
    match done.await {
        Ok(()) => Redirect::to(PAGE).into_response(),
        Err(refusal) if refusal.field.is_some() => {
            // What was typed as a secret does not go back onto a page.
            let typed = Pairs(form.0.iter().filter(|(name, _)| name != "secret").cloned().collect());
            page(&house, &viewer, &typed.filled(&refusal), None).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

async fn trial(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let office = house.office().clone();
    let done = async {
        viewer.ask(OPERATE)?;
        form.act_id()?;
        let set = office.read(settings::settings).await?.ok_or_else(Refusal::not_found)?;
        let tried = tokio::task::spawn_blocking(move || intake::trial(&office, &set)).await;
        let outcome = match tried {
            Ok(Ok(outcome)) => outcome,
            _ => return Err(Refusal::not_found()),
        };
        Ok::<_, Refusal>(match outcome {
            Err(fault) => Notice::fault(fault_said(fault.code())),
            Ok(found) if !found.target => Notice::fault(t::fault_target()),
            Ok(found) => {
                let said = t::trial_found(found.messages).say(viewer.lang);
                let keywords = if found.keywords { String::new() } else { t::no_keywords().say(viewer.lang) };
                let idles = if found.idles { t::tells_at_once().say(viewer.lang) } else { String::new() };
                let parts = [said, keywords, idles];
                let all = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
                if found.keywords { Notice::done(Text::from(all)) } else { Notice::care(Text::from(all)) }
            }
        })
    };
    match done.await {
        Ok(told) => page(&house, &viewer, &Filled::default(), Some(told)).await,
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
