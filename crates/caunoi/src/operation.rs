//! Running the house (the page of it all is in `operator.rs`): the nightly checks with their results, and the jobs that gave up.

use axum::Form as Posted;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use documents::Paper;
use kernel::checks::{self, CheckRun};
use kernel::jobs::{self, Decide, Job};
use kernel::scrub::{self, Damaged};
use kernel::{Act, Id, Instant, Part, Refusal, StoreError, Tx, periodic};
use people::{Api, Card, Function, House, Nav, Permission, Role, Viewer, act_id, faults, refused};
use serde::Deserialize;
use ui::{
    Button, Cell, Column, Ctx, Due, Empty, Facts, Field, Filled, Form, Html, Notice, Page, Table, Text,
};
use uuid::Uuid;
use words::{Lang, Msg};

use crate::{operator, t};

/// May see whether the house is sound.
pub const WATCH: Permission = Permission::new("operation.watch", &[Role::Administrator, Role::Chief]);
/// May run checks now, and decide about jobs that gave up.
pub const OPERATE: Permission = Permission::new("operation.operate", &[Role::Administrator]);

const SHOWN: u32 = 100;
const NIGHTS: u32 = 30;

pub fn function() -> Function {
    Function {
        name: "operation",
        part: || Part { name: "operation", migrations: &[], subjects: &[], operational: &[], checks: &[] },
        below: Vec::new,
        permissions: &[WATCH, OPERATE],
        routes,
        nav: &[
            Nav {
                key: "o",
                href: "/operation",
                also: &[],
                icon: "adjustments-horizontal",
                title: t::operation,
                count: None,
                needs: WATCH,
            },
            Nav {
                key: "k",
                href: "/health/checks",
                also: &[],
                icon: "shield-check",
                title: t::checks,
                count: None,
                needs: WATCH,
            },
            Nav {
                key: "j",
                href: "/jobs",
                also: &[],
                icon: "repeat",
                title: t::jobs,
                count: Some(dead_nav),
                needs: OPERATE,
            },
        ],
        today: Some(today),
        holds: None,
        moves: None,
        jobs: Vec::new,
        periodic: Vec::new,
        tells: people::Tells::NONE,
        finds: None,
        dates: None,
        palette: None,
        api: Some(api),
    }
}

fn routes() -> Router<House> {
    Router::new()
        // operation.watch
        .route("/operation", get(operator::show))
        // operation.watch; changing the plan is operation.operate
        .route("/operation/backups", get(operator::backups).post(operator::save))
        // operation.operate
        .route("/operation/backups/runs", post(operator::run_now))
        // operation.watch; running them now is operation.operate
        .route("/health/checks", get(show_checks).post(run_checks))
        // operation.operate
        .route("/jobs", get(show_jobs))
        .route("/jobs/{id}", get(show_job))
        .route("/jobs/{id}/retrial", post(retry_job))
        .route("/jobs/{id}/abandonment", post(give_up_job))
}

fn api() -> Api {
    Api::new()
        .act("jobs.retry", "/jobs/retrials", retry)
        .act("jobs.give_up", "/jobs/abandonments", give_up)
        .act("operation.set_safekeeping", "/operation/plans", operator::set_plan)
        .act("operation.back_up", "/operation/backups", operator::want_backup)
}

/// The kernel asks nobody who may; this does.
fn retry(act: &mut Act<'_>, input: Decide) -> Result<(), Refusal> {
    people::may(act, OPERATE)?;
    jobs::retry(act, input)
}

pub fn give_up(act: &mut Act<'_>, input: Decide) -> Result<(), Refusal> {
    people::may(act, OPERATE)?;
    jobs::give_up(act, input)
}

fn dead_nav(tx: &mut Tx<'_>, _: &Viewer) -> Result<(u64, u64), StoreError> {
    let dead = jobs::dead_count(tx)?;
    Ok((dead, dead))
}

/// Nothing on Today while all is well.
fn today(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<Card>, StoreError> {
    let mut cards = Vec::new();
    if viewer.may(WATCH)
        && let Some(count) = checks::alarm(tx)?.filter(|count| *count > 0)
    {
        let rows = checks::latest(tx)?
            .into_iter()
            .filter(|check| check.faults > 0)
            .map(|check| {
                let due = Due::late(t::check_faults(check.faults));
                ui::WorkRow::new("", check_name(&check.name), "/health/checks").due(due)
            })
            .collect();
        cards.push(Card::new(t::checks_alarm(), "/health/checks", count).late(count).rows(rows));
    }
    if viewer.may(OPERATE) {
        let alarms = operator::alarms_now(tx)?;
        if !alarms.is_empty() {
            let grave = alarms.iter().filter(|alarm| operator::is_grave(alarm)).count() as u64;
            let rows = alarms.iter().map(|alarm| {
                let row =
                    ui::WorkRow::new("", operator::said(alarm, viewer.lang), operator::mended_at(alarm));
                if operator::is_grave(alarm) { row.due(Due::late(t::alarm_now())) } else { row }
            });
            let card = Card::new(t::safekeeping_alarm(), "/operation", alarms.len() as u64);
            cards.push(card.late(grave).rows(rows.collect()));
        }
        let dead = jobs::dead_count(tx)?;
        if dead > 0 {
            cards.push(Card::new(t::jobs_alarm(), "/jobs", dead).late(dead));
        }
    }
    Ok(cards)
}

fn check_name(name: &str) -> Text {
    match name {
        checks::JOURNAL => t::check_journal().into(),
        checks::STATE => t::check_state().into(),
        checks::PAGES => t::check_pages().into(),
        checks::ORIGINALS => t::check_originals().into(),
        "book without gaps" => t::check_books().into(),
        "received = registered + returned + waiting" => t::check_door().into(),
        other => Text::from(other.to_owned()),
    }
}

pub fn when(at: Instant) -> String {
    at.local().strftime("%H:%M %d/%m/%Y").to_string()
}

async fn show_checks(State(house): State<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(WATCH) {
        return refused(&ctx, &refusal);
    }
    let found = house
        .office()
        .read(|tx| {
            let damaged = damaged(tx)?;
            Ok((checks::latest(tx)?, checks::nights(tx, NIGHTS)?, periodic::last_runs(tx)?, damaged))
        })
        .await;
    let (latest, nights, rounds, damaged) = match found {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let mut body = vec![results(&latest, lang)];
    if !damaged.is_empty() {
        body.push(damaged_card(&damaged, lang));
    }
    if nights.len() > 1 {
        let mut table = Table::new(t::nights(), [Column::new(t::night()), Column::new(t::result()).narrow()]);
        for (at, count) in nights {
            table = table.row([Cell::text(&when(at)), Cell::html(verdict(count).render(lang))]);
        }
        body.push(ui::Card::new(t::nights(), table.render(lang)).render(lang));
    }
    if !rounds.is_empty() {
        let columns = [t::round(), t::round_begun(), t::result()].map(Column::new);
        let mut table = Table::new(t::rounds(), columns);
        for round in rounds {
            let state = match (&round.fault, round.finished_at) {
                (Some(_), _) => Due::late(t::round_failed()),
                (None, Some(_)) => Due::met(t::round_done()),
                (None, None) => Due::plain(t::round_running()),
            };
            let mut cell = Cell::html(state.render(lang));
            if let Some(fault) = round.fault {
                cell = cell.by(fault);
            }
            table = table.row([
                Cell::text(&round_name(&round.name).say(lang)),
                Cell::text(&when(round.started_at)),
                cell,
            ]);
        }
        body.push(ui::Card::new(t::rounds(), table.render(lang)).render(lang));
    }
    let mut page = Page::new(&ctx, t::checks());
    if let Some(check) = latest.first() {
        page = page.lead(t::checks_lead(when(check.at), seconds(check.millis, lang)));
    }
    if viewer.may(OPERATE) {
        let run = Button::submit(t::checks_run()).icon("refresh");
        page = page.actions([Form::post(&ctx, "/health/checks").inline().button(&run).render()]);
    }
    page.body(Html::stack(body)).into_response()
}

fn results(latest: &[CheckRun], lang: Lang) -> Html {
    if latest.is_empty() {
        return Empty::new("clock", t::checks_none()).next(t::checks_none_next()).render(lang);
    }
    let total: u64 = latest.iter().map(|check| check.faults).sum();
    let said = if total == 0 {
        Notice::done(t::checks_sound()).render(lang)
    } else {
        Notice::fault(t::checks_unsound(total)).render(lang)
    };
    let mut table = Table::new(t::checks(), [Column::new(t::check()), Column::new(t::result()).narrow()]);
    for check in latest {
        let mut name = Cell::text(&check_name(&check.name).say(lang)).strong();
        let told: Vec<String> =
            check.detail.iter().map(|fault| format!("{}: {}", fault.place, fault.what)).collect();
        if !told.is_empty() {
            name = name.by(told.join(" · "));
        }
        table = table.row([name, Cell::html(verdict(check.faults).render(lang))]);
    }
    Html::stack([said, ui::Card::new(t::checks_newest(), table.render(lang)).render(lang)])
}

/// Originals that were found damaged, each with the paper that it belongs to: its number in the book, nothing of what
/// it is about.
fn damaged(tx: &mut Tx<'_>) -> Result<Vec<(Damaged, Whose)>, StoreError> {
    let mut found = Vec::new();
    for one in scrub::damaged(tx)? {
        let whose = documents::same_bytes(tx, one.hash)?;
        found.push((one, whose));
    }
    Ok(found)
}

/// The paper of an original and its number; none while it is in no book.
type Whose = Option<(Id<Paper>, i64)>;

fn damaged_card(damaged: &[(Damaged, Whose)], lang: Lang) -> Html {
    let columns = [
        Column::new(t::original_of()),
        Column::new(t::original_found()),
        Column::new(t::original_what()),
        Column::new(t::result()).narrow(),
    ];
    let mut table = Table::new(t::originals_damaged(), columns);
    for (one, paper) in damaged {
        let hash = one.hash.to_string();
        let of = match paper {
            Some((id, number)) => {
                Cell::text(&t::original_of_number(*number).say(lang)).href(format!("/papers/{id}")).strong()
            }
            None => Cell::text(&t::original_of_none().say(lang)),
        };
        let what = match one.what.as_str() {
            "altered" => t::original_altered(),
            "missing" => t::original_missing(),
            _ => t::original_unreadable(),
        };
        let state = match (one.mended_at, &one.mended_from) {
            (None, _) => Due::late(t::original_still()),
            (Some(_), Some(from)) => Due::met(t::original_mended(from.clone())),
            (Some(_), None) => Due::met(t::original_whole()),
        };
        table = table.row([
            of.by(hash.get(..12).unwrap_or_default().to_owned()),
            Cell::text(&when(one.found_at)),
            Cell::text(&what.say(lang)),
            Cell::html(state.render(lang)),
        ]);
    }
    ui::Card::new(t::originals_damaged(), table.render(lang)).render(lang)
}

fn verdict(faults: u64) -> Due {
    if faults == 0 { Due::met(t::check_holds()) } else { Due::late(t::check_faults(faults)) }
}

fn round_name(name: &str) -> Text {
    match name {
        "checks" => t::checks().into(),
        "backups" => t::backups().into(),
        "prune" => t::round_prune().into(),
        "originals" => t::check_originals().into(),
        "search-sound" => t::round_search().into(),
        "notices" => t::round_notices().into(),
        "mail" => t::round_mail().into(),
        "mail-sweep" => t::round_mail_sweep().into(),
        "deadlines" => t::round_deadlines().into(),
        "duty-calls" => t::round_duty_calls().into(),
        other => Text::from(other.to_owned()),
    }
}

/// 1,2 in Vietnamese, 1.2 in English; never less than a tenth.
fn seconds(millis: u64, lang: Lang) -> String {
    let millis = millis.max(100);
    let text = format!("{}.{}", millis / 1000, millis % 1000 / 100);
    if lang == Lang::Vi { text.replace('.', ",") } else { text }
}

async fn run_checks(State(house): State<House>, viewer: Viewer) -> Response {
    if let Err(refusal) = viewer.ask(OPERATE) {
        return refused(&house.page(&viewer).await, &refusal);
    }
    let office = house.office().clone();
    let ran = tokio::task::spawn_blocking(move || checks::run(&office)).await;
    match ran {
        Ok(Ok(())) => Redirect::to("/health/checks").into_response(),
        Ok(Err(fault)) => refused(&house.page(&viewer).await, &fault.into()),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn show_jobs(State(house): State<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(OPERATE) {
        return refused(&ctx, &refusal);
    }
    let found = house.office().read(|tx| Ok((jobs::dead(tx, SHOWN)?, jobs::counts(tx)?))).await;
    let (dead, counts) = match found {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let mut body = Vec::new();
    if dead.is_empty() {
        body.push(Empty::new("check", t::jobs_none()).next(t::jobs_none_next()).render(lang));
    } else {
        let columns = [
            Column::new(t::job_kind()),
            Column::new(t::job_since()),
            Column::new(t::job_tried()).number(),
            Column::new(t::job_fault()),
        ];
        let mut table = Table::new(t::jobs_dead(), columns);
        for job in &dead {
            table = table.row([
                Cell::text(&job.kind).href(format!("/jobs/{}", job.id)).strong(),
                Cell::text(&when(job.created_at)),
                Cell::text(&job.attempts.to_string()),
                Cell::text(job.fault.as_deref().unwrap_or("")),
            ]);
        }
        body.push(ui::Card::new(t::jobs_dead(), table.render(lang)).render(lang));
    }
    if !counts.is_empty() {
        let mut facts = Facts::new();
        for (state, count) in counts {
            facts = facts.text(job_state(&state), &count.to_string());
        }
        body.push(ui::Card::new(t::jobs_counts(), facts.render(lang)).padded().render(lang));
    }
    Page::new(&ctx, t::jobs()).lead(t::jobs_lead()).body(Html::stack(body)).into_response()
}

pub fn job_state(state: &str) -> Msg {
    match state {
        "waiting" => t::job_waiting(),
        "running" => t::job_running(),
        "done" => t::job_done(),
        "given_up" => t::job_given_up(),
        _ => t::job_dead(),
    }
}

async fn show_job(State(house): State<House>, viewer: Viewer, Path(id): Path<String>) -> Response {
    job_page(&house, &viewer, &id, &Filled::default()).await
}

async fn job_page(house: &House, viewer: &Viewer, id: &str, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(OPERATE) {
        return refused(&ctx, &refusal);
    }
    let Ok(id) = Uuid::parse_str(id) else { return refused(&ctx, &Refusal::not_found()) };
    match house.office().read(move |tx| jobs::find(tx, id)).await {
        Ok(Some(job)) => {
            let status =
                if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            let page = Page::new(&ctx, Text::from(job.kind.clone())).narrow().back("/jobs");
            page.body(job_body(&ctx, &job, filled)).status(status).into_response()
        }
        Ok(None) => refused(&ctx, &Refusal::not_found()),
        Err(fault) => refused(&ctx, &fault.into()),
    }
}

fn job_body(ctx: &Ctx, job: &Job, filled: &Filled) -> Html {
    let lang = ctx.lang;
    let facts = Facts::new()
        .text(t::job_state(), &job_state(&job.state).say(lang))
        .text(t::job_since(), &when(job.created_at))
        .text(t::job_tried(), &job.attempts.to_string())
        .text(t::job_fault(), job.fault.as_deref().unwrap_or("—"));
    let mut body = vec![ui::Card::new(t::job_what(), facts.render(lang)).padded().render(lang)];
    if job.state == "dead" {
        let again = Button::submit(t::job_retry()).main().icon("repeat");
        let again = Form::post(ctx, format!("/jobs/{}/retrial", job.id)).inline().button(&again).render();
        body.push(ui::Card::new(t::job_retry_title(), again).padded().render(lang));
        let give_up = Form::post(ctx, format!("/jobs/{}/abandonment", job.id))
            .filled(filled)
            .put(Field::area("reason", t::job_reason()).required().rows(2).hint(t::job_reason_hint()))
            .button(&Button::submit(t::job_give_up()).icon("x"))
            .render();
        body.push(ui::Card::new(t::job_give_up_title(), give_up).padded().render(lang));
    }
    Html::stack(body)
}

#[derive(Deserialize)]
struct Decided {
    act_id: String,
    #[serde(default)]
    reason: String,
}

async fn retry_job(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(form): Posted<Decided>,
) -> Response {
    decide(&house, &viewer, &id, form, retry).await
}

async fn give_up_job(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    Posted(form): Posted<Decided>,
) -> Response {
    decide(&house, &viewer, &id, form, give_up).await
}

async fn decide(
    house: &House,
    viewer: &Viewer,
    id: &str,
    form: Decided,
    run: fn(&mut Act<'_>, Decide) -> Result<(), Refusal>,
) -> Response {
    let filled = Filled::from_pairs([("reason", form.reason.clone())]);
    let outcome = async {
        let job = Uuid::parse_str(id).map_err(|_| Refusal::not_found())?;
        let input = Decide { job, reason: form.reason };
        house.office().act(viewer.actor(), act_id(&form.act_id)?, input, run).await
    }
    .await;
    match outcome {
        Ok(()) => Redirect::to("/jobs").into_response(),
        Err(refusal) if refusal.field.is_some() => {
            job_page(house, viewer, id, &filled.with(faults(&refusal))).await
        }
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}
