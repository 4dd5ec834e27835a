//! The operator's page: what runs here, on what and since when, and what wants somebody's hand. And the backups: the
//! plan, what each of them came to, and one made now.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant as Moment};

use axum::Form as Posted;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::disk::{Level, Watched};
use kernel::safekeeping::{self, Alarm, Plan, Run, WantBackup};
use kernel::{Act, Instant, Office, Refusal, StoreError, Tx, facts};
use people::{House, Viewer, act_id, faults, refused};
use reading::Problem;
use reading::engine::Engine;
use serde::Deserialize;
use ui::{
    Button, Card, Cell, Column, Crumbs, Ctx, Due, Empty, Facts, Field, Filled, Form, Html, Notice, Page,
    Table,
};
use words::{Lang, Msg};

use crate::operation::{OPERATE, WATCH, job_state, when};
use crate::t;

/// When this process opened the office, and where its data lie.
static OPENED: OnceLock<(Instant, PathBuf)> = OnceLock::new();

/// Told once, at the start.
pub fn opened(office: &Office) {
    let _ = OPENED.set((office.now(), office.data().to_owned()));
}

/// The alarms for Today, which reads the database only: the time is that of the newest round of periodic work.
pub fn alarms_now(tx: &mut Tx<'_>) -> Result<Vec<Alarm>, StoreError> {
    let Some(now) = kernel::periodic::newest(tx)? else { return Ok(Vec::new()) };
    safekeeping::alarms(tx, OPENED.get().map(|(_, data)| data.as_path()), now)
}

/// Backups shown.
const SHOWN: u32 = 30;

pub fn set_plan(act: &mut Act<'_>, plan: Plan) -> Result<(), Refusal> {
    people::may(act, OPERATE)?;
    safekeeping::set_plan(act, plan)
}

pub fn want_backup(act: &mut Act<'_>, input: WantBackup) -> Result<(), Refusal> {
    people::may(act, OPERATE)?;
    safekeeping::want_backup(act, input)
}

/// Bytes as people say them: 4,2 GB in Vietnamese, 4.2 GB in English.
pub fn size(bytes: u64, lang: Lang) -> String {
    let (unit, name) = match bytes {
        0..1_048_576 => (1 << 10, "KB"),
        1_048_576..1_073_741_824 => (1 << 20, "MB"),
        _ => (1_u64 << 30, "GB"),
    };
    let text = format!("{}.{} {name}", bytes / unit, bytes % unit * 10 / unit);
    if lang == Lang::Vi { text.replace('.', ",") } else { text }
}

/// What an alarm says, for Today and for this page.
pub fn said(alarm: &Alarm, lang: Lang) -> Msg {
    let free = |disk: &Watched| size(disk.room.map_or(0, |room| room.free), lang);
    match alarm {
        Alarm::NoFolder => t::alarm_no_folder(),
        Alarm::Old(None) => t::alarm_never(),
        Alarm::Old(Some(at)) => t::alarm_old(when(*at)),
        Alarm::Failed(_) => t::alarm_failed(),
        Alarm::DrillFailed(_) => t::alarm_drill(),
        Alarm::Disk(disk) if disk.level == Level::Critical => {
            t::alarm_disk_critical(disk.folder.display().to_string(), free(disk))
        }
        Alarm::Originals(count) => t::alarm_originals(*count),
        Alarm::Disk(disk) => t::alarm_disk_low(disk.folder.display().to_string(), free(disk)),
    }
}

fn why(alarm: &Alarm) -> Option<&str> {
    match alarm {
        Alarm::Failed(fault) | Alarm::DrillFailed(fault) => Some(fault),
        _ => None,
    }
}

/// Where one goes to mend it.
pub fn mended_at(alarm: &Alarm) -> &'static str {
    match alarm {
        Alarm::Disk(_) => "/operation",
        Alarm::Originals(_) => "/health/checks",
        _ => "/operation/backups",
    }
}

/// Whether somebody should be woken: an office that is backed up by other means is not alarmed about it.
pub fn is_grave(alarm: &Alarm) -> bool {
    match alarm {
        Alarm::NoFolder | Alarm::Old(None) => false,
        Alarm::Disk(disk) => disk.level == Level::Critical,
        _ => true,
    }
}

/// What the database tells of the house.
struct Seen {
    database: facts::Database,
    entries: u64,
    checkpoint: Option<(String, Instant)>,
    jobs: Vec<(String, u64)>,
    dead: u64,
    checks: Option<u64>,
    alarms: Vec<Alarm>,
    plan: Plan,
    last: Option<Run>,
    good: Option<Run>,
    scans: u64,
    engine: Engine,
}

fn seen(tx: &mut Tx<'_>, data: &Path, now: Instant) -> Result<Seen, StoreError> {
    Ok(Seen {
        database: facts::database(tx)?,
        entries: kernel::journal::size(tx)?,
        checkpoint: kernel::journal::head(tx)?,
        jobs: kernel::jobs::counts(tx)?,
        dead: kernel::jobs::dead_count(tx)?,
        checks: kernel::checks::alarm(tx)?,
        alarms: safekeeping::alarms(tx, Some(data), now)?,
        plan: Plan::load(tx)?,
        last: safekeeping::runs(tx, 1)?.pop(),
        good: safekeeping::last_good(tx)?,
        scans: incoming::scans_waiting_count(tx)?,
        engine: incoming::engine::engine(tx)?,
    })
}

const ASKED_AGAIN: Duration = Duration::from_secs(60);

/// What the machine tells: asked at most once a minute, since programs are started for it.
#[derive(Clone, Default)]
struct Machine {
    poppler: Option<String>,
    tesseract: Option<String>,
    recognition: Option<Problem>,
    locked: bool,
    originals: u64,
    original_bytes: u64,
}

fn machine(office: &Office, program: PathBuf) -> Machine {
    static KNOWN: Mutex<Option<(Moment, Machine)>> = Mutex::new(None);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, machine)) = known.as_ref().filter(|(at, _)| at.elapsed() < ASKED_AGAIN) {
        return machine.clone();
    }
    let reader = incoming::engine::reader(office, program);
    let (originals, original_bytes) = office.blobs().weight().unwrap_or_default();
    let found = Machine {
        poppler: version("pdftotext", "-v"),
        tesseract: version("tesseract", "--version"),
        recognition: reader.recognition().err(),
        locked: reader.lockdown().is_ok_and(reading::Lockdown::is_whole),
        originals,
        original_bytes,
    };
    *known = Some((Moment::now(), found.clone()));
    found
}

/// The number in a program's first line; none when the program is not there.
fn version(program: &str, ask: &str) -> Option<String> {
    let told = Command::new(program).arg(ask).output().ok()?;
    let text = [told.stdout, told.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    let first = text.lines().find(|line| line.contains(|c: char| c.is_ascii_digit()))?;
    Some(first.split_whitespace().last().unwrap_or(first).to_owned())
}

pub async fn show(State(house): State<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(WATCH) {
        return refused(&ctx, &refusal);
    }
    let (data, now) = (house.office().data().to_owned(), house.office().now());
    let found = match house.office().read(move |tx| seen(tx, &data, now)).await {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let (office, program) = (house.office().clone(), house.reader().to_owned());
    let machine = tokio::task::spawn_blocking(move || machine(&office, program)).await.unwrap_or_default();
    let lang = ctx.lang;
    let mut body = alarms(&found.alarms, lang);
    if body.is_empty() && found.dead == 0 && found.checks.is_none_or(|faults| faults == 0) {
        body.push(Notice::done(t::operation_well()).render(lang));
    }
    body.push(program_card(&ctx, &house, &found, &machine));
    body.push(disk_card(&ctx, house.office(), &found));
    body.push(backup_card(&ctx, &found));
    body.push(journal_card(&ctx, &found));
    body.push(work_card(&ctx, &found));
    let chooses = viewer.may(incoming::RECOGNITION);
    body.push(reading_card(&ctx, &found, &machine, chooses));
    let guide = Button::link(t::operation_guide(), "/help/operator").icon("help-circle").render(lang);
    Page::new(&ctx, t::operation())
        .lead(t::operation_lead())
        .actions([guide])
        .body(Html::stack(body))
        .into_response()
}

fn alarms(alarms: &[Alarm], lang: Lang) -> Vec<Html> {
    let told = |alarm: &Alarm| {
        let msg = match why(alarm) {
            Some(why) => t::alarm_with(said(alarm, lang), why.to_owned()),
            None => said(alarm, lang),
        };
        let notice = if is_grave(alarm) { Notice::fault(msg) } else { Notice::care(msg) };
        notice.render(lang)
    };
    alarms.iter().map(told).collect()
}

fn link(ctx: &Ctx, label: Msg, href: &str) -> Html {
    Button::link(label, href).plain().render(ctx.lang)
}

fn program_card(ctx: &Ctx, house: &House, found: &Seen, machine: &Machine) -> Html {
    let lang = ctx.lang;
    let database = &found.database;
    let name = if database.postgres { "PostgreSQL" } else { "SQLite" };
    let mut facts = Facts::new().text(t::op_version(), env!("CARGO_PKG_VERSION"));
    if let Some((opened, _)) = OPENED.get() {
        let minutes = house.office().now().since(*opened) / Instant::MINUTE;
        let up = t::op_up(minutes / 1440, minutes / 60 % 24, minutes % 60).say(lang);
        facts = facts.text(t::op_since(), &format!("{} · {up}", when(*opened)));
    }
    facts = facts
        .text(t::op_database(), &format!("{name} {} · {}", database.version, size(database.bytes, lang)))
        .text(t::op_data(), &house.office().data().display().to_string())
        .text(
            t::op_originals(),
            &t::op_originals_are(machine.originals, size(machine.original_bytes, lang)).say(lang),
        );
    Card::new(t::op_program(), facts.render(lang)).padded().render(lang)
}

fn disk_card(ctx: &Ctx, office: &Office, found: &Seen) -> Html {
    let lang = ctx.lang;
    let columns =
        [Column::new(t::op_folder()), Column::new(t::op_free()).number(), Column::new(t::result()).narrow()];
    let mut table = Table::new(t::op_disks(), columns);
    for disk in kernel::disk::watched(office.data(), &found.plan) {
        let room = match disk.room {
            Some(room) => format!("{} / {}", size(room.free, lang), size(room.total, lang)),
            None => "—".to_owned(),
        };
        let state = match disk.level {
            Level::Enough => Due::met(t::disk_enough()),
            Level::Low => Due::soon(t::disk_low()),
            Level::Critical => Due::late(t::disk_critical_state()),
        };
        table = table.row([
            Cell::text(&disk.folder.display().to_string()),
            Cell::text(&room),
            Cell::html(state.render(lang)),
        ]);
    }
    Card::new(t::op_disks(), table.render(lang)).render(lang)
}

fn backup_card(ctx: &Ctx, found: &Seen) -> Html {
    let lang = ctx.lang;
    let none = || "—".to_owned();
    let plan = &found.plan;
    let planned = match plan.folder.as_str() {
        "" => t::backup_not_planned().say(lang),
        folder => {
            t::backup_planned(plan.daily, folder.to_owned(), i64::from(plan.hour), plan.monthly, plan.weekly)
                .say(lang)
        }
    };
    let facts = Facts::new()
        .text(t::backup_plan(), &planned)
        .text(t::backup_good(), &found.good.as_ref().map_or_else(none, |run| when(run.started_at)))
        .put(t::backup_last(), found.last.as_ref().map_or_else(Html::default, |run| outcome(run, lang)))
        .put(t::op_more(), link(ctx, t::backups(), "/operation/backups"));
    Card::new(t::backups(), facts.render(lang)).padded().render(lang)
}

fn outcome(run: &Run, lang: Lang) -> Html {
    match (&run.fault, &run.drill_fault) {
        (Some(_), _) => Due::late(t::backup_failed()),
        (None, Some(_)) => Due::late(t::backup_drill_failed()),
        (None, None) => Due::met(t::backup_well()),
    }
    .render(lang)
}

fn journal_card(ctx: &Ctx, found: &Seen) -> Html {
    let mut facts = Facts::new().text(t::journal_entries(), &found.entries.to_string());
    if let Some((note, at)) = &found.checkpoint {
        // The third line of a checkpoint is its root (C2SP tlog-checkpoint).
        let root = note.lines().nth(2).unwrap_or_default();
        facts = facts.text(t::op_root(), root).text(t::journal_signed_at(), &when(*at));
    }
    facts = facts.put(t::op_more(), link(ctx, t::journal(), "/journal"));
    Card::new(t::journal(), facts.render(ctx.lang)).padded().render(ctx.lang)
}

fn work_card(ctx: &Ctx, found: &Seen) -> Html {
    let lang = ctx.lang;
    let checks = match found.checks {
        None => Due::plain(t::checks_none()),
        Some(0) => Due::met(t::check_holds()),
        Some(faults) => Due::late(t::check_faults(faults)),
    };
    let mut facts = Facts::new()
        .put(t::checks(), checks.render(lang))
        .put(t::op_more(), link(ctx, t::checks(), "/health/checks"));
    for (state, count) in &found.jobs {
        facts = facts.text(job_state(state), &count.to_string());
    }
    if found.dead > 0 {
        facts = facts.put(t::jobs_alarm(), link(ctx, t::jobs(), "/jobs"));
    }
    Card::new(t::op_work(), facts.render(lang)).padded().render(lang)
}

fn reading_card(ctx: &Ctx, found: &Seen, machine: &Machine, chooses: bool) -> Html {
    let lang = ctx.lang;
    let there = |version: &Option<String>| match version {
        Some(version) => Due::met(ui::Text::from(version.clone())),
        None => Due::late(t::op_missing()),
    };
    let recognition = match &machine.recognition {
        None => Due::met(t::op_recognises()),
        Some(problem) => Due::late(problem.msg()),
    };
    let locked =
        if machine.locked { Due::met(t::op_locked_whole()) } else { Due::soon(t::op_locked_partly()) };
    let engine = match found.engine {
        Engine::Tesseract => "Tesseract",
        Engine::Networks(_) => "TrueOCR",
    };
    let mut facts = Facts::new()
        .put(t::op_poppler(), there(&machine.poppler).render(lang))
        .put(t::op_tesseract(), there(&machine.tesseract).render(lang))
        .text(t::op_engine(), engine)
        .put(t::op_recognition(), recognition.render(lang))
        .text(t::op_scans_waiting(), &found.scans.to_string())
        .put(t::op_locked(), locked.render(lang));
    if chooses {
        facts = facts.put(t::op_more(), link(ctx, t::op_choose_engine(), "/incoming/recognition"));
    }
    Card::new(t::op_reading(), facts.render(lang)).padded().render(lang)
}

pub async fn backups(State(house): State<House>, viewer: Viewer) -> Response {
    page(&house, &viewer, &Filled::default()).await
}

async fn page(house: &House, viewer: &Viewer, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(WATCH) {
        return refused(&ctx, &refusal);
    }
    let (data, now) = (house.office().data().to_owned(), house.office().now());
    let found = house
        .office()
        .read(move |tx| {
            Ok((Plan::load(tx)?, safekeeping::runs(tx, SHOWN)?, safekeeping::alarms(tx, Some(&data), now)?))
        })
        .await;
    let (plan, runs, found) = match found {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let found: Vec<Alarm> = found.into_iter().filter(|alarm| !matches!(alarm, Alarm::Disk(_))).collect();
    let mut body = alarms(&found, lang);
    body.push(runs_card(&runs, lang));
    let may = viewer.may(OPERATE);
    if may {
        body.push(Card::new(t::backup_plan(), plan_form(&ctx, &plan, filled)).padded().render(lang));
    }
    let status = if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut page = Page::new(&ctx, t::backups())
        .crumbs(Crumbs::new().link(t::operation(), "/operation").here(t::backups()))
        .lead(t::backups_lead())
        .status(status);
    if may && !plan.folder.is_empty() {
        let now = Button::submit(t::backup_now()).icon("device-floppy");
        page = page.actions([Form::post(&ctx, "/operation/backups/runs").inline().button(&now).render()]);
    }
    page.body(Html::stack(body)).into_response()
}

fn runs_card(runs: &[Run], lang: Lang) -> Html {
    if runs.is_empty() {
        return Empty::new("device-floppy", t::backup_none()).next(t::backup_none_next()).render(lang);
    }
    let columns = [
        Column::new(t::backup_at()),
        Column::new(t::result()),
        Column::new(t::backup_took()).number(),
        Column::new(t::backup_entries()).number(),
        Column::new(t::backup_originals()).number(),
        Column::new(t::backup_size()).number(),
    ];
    let mut table = Table::new(t::backups(), columns);
    for run in runs {
        let mut state = Cell::html(outcome(run, lang));
        if let Some(fault) = run.fault.as_ref().or(run.drill_fault.as_ref()) {
            state = state.by(fault.clone());
        } else {
            state = state.by(t::backup_drilled(run.drill_blobs).say(lang));
        }
        let copied = |count: fn(&kernel::BackupReport) -> u64| {
            run.copied.as_ref().map_or_else(|| "—".to_owned(), |copied| count(copied).to_string())
        };
        let took = run.finished_at.since(run.started_at) / Instant::SECOND;
        table = table.row([
            Cell::text(&when(run.started_at)).strong().by(run.name.clone()),
            state,
            Cell::text(&t::op_seconds(took).say(lang)),
            Cell::text(&copied(|copied| copied.entries)),
            Cell::text(&copied(|copied| copied.blobs)),
            Cell::text(&size(run.bytes, lang)),
        ]);
    }
    Card::new(t::backup_runs(), table.render(lang)).render(lang)
}

fn plan_form(ctx: &Ctx, plan: &Plan, filled: &Filled) -> Html {
    let number = |name: &str, label: Msg, value: String| Field::number(name, label).value(value).required();
    Form::post(ctx, "/operation/backups")
        .filled(filled)
        .put(Field::text("folder", t::backup_folder()).value(&plan.folder).hint(t::backup_folder_hint()))
        .put(number("hour", t::backup_hour(), plan.hour.to_string()))
        .row([
            number("daily", t::backup_daily(), plan.daily.to_string()),
            number("weekly", t::backup_weekly(), plan.weekly.to_string()),
            number("monthly", t::backup_monthly(), plan.monthly.to_string()),
        ])
        .row([
            number("warn_mb", t::disk_warn(), plan.warn_mb.to_string()),
            number("critical_mb", t::disk_stop(), plan.critical_mb.to_string()).hint(t::disk_stop_hint()),
        ])
        .button(&Button::submit(t::backup_save()).main().icon("check"))
        .render()
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct PlanForm {
    act_id: String,
    folder: String,
    hour: String,
    daily: String,
    weekly: String,
    monthly: String,
    warn_mb: String,
    critical_mb: String,
}

impl PlanForm {
    fn plan(&self) -> Result<Plan, Refusal> {
        let mut faults = Vec::new();
        let mut number = |text: &str, field: &'static str| {
            text.trim().parse::<u32>().unwrap_or_else(|_| {
                faults.push(Refusal::invalid(t::number_wrong()).field(field));
                0
            })
        };
        let plan = Plan {
            folder: self.folder.clone(),
            hour: i8::try_from(number(&self.hour, "hour")).unwrap_or(i8::MAX),
            daily: number(&self.daily, "daily"),
            weekly: number(&self.weekly, "weekly"),
            monthly: number(&self.monthly, "monthly"),
            warn_mb: number(&self.warn_mb, "warn_mb").into(),
            critical_mb: number(&self.critical_mb, "critical_mb").into(),
        };
        Refusal::all(faults)?;
        Ok(plan)
    }
}

pub async fn save(State(house): State<House>, viewer: Viewer, Posted(form): Posted<PlanForm>) -> Response {
    let outcome = async {
        viewer.ask(OPERATE)?;
        let plan = form.plan()?;
        house.office().act(viewer.actor(), act_id(&form.act_id)?, plan, set_plan).await
    }
    .await;
    match outcome {
        Ok(()) => Redirect::to("/operation/backups").into_response(),
        Err(refusal) if refusal.field.is_some() => {
            let typed = [
                ("folder", form.folder),
                ("hour", form.hour),
                ("daily", form.daily),
                ("weekly", form.weekly),
                ("monthly", form.monthly),
                ("warn_mb", form.warn_mb),
                ("critical_mb", form.critical_mb),
            ];
            page(&house, &viewer, &Filled::from_pairs(typed).with(faults(&refusal))).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

#[derive(Deserialize)]
pub struct Now {
    act_id: String,
}

pub async fn run_now(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Now>) -> Response {
    let outcome = async {
        viewer.ask(OPERATE)?;
        house.office().act(viewer.actor(), act_id(&form.act_id)?, WantBackup {}, want_backup).await
    }
    .await;
    match outcome {
        Ok(()) => Redirect::to("/operation/backups").into_response(),
        Err(refusal) if refusal.field.is_some() => {
            page(&house, &viewer, &Filled::default().with(faults(&refusal))).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
