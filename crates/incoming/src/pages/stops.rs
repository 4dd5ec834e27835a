//! A paper stopped at the door: the question whether it bears a mark, or the slip of an incident.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form as PostedForm};
use kernel::{Act, Id, Refusal, StoreError};
use people::{House, Viewer, act_id, faults, refused};
use serde::Serialize;
use serde::de::DeserializeOwned;
use ui::form::{Choice, Field, Filled, Form};
use ui::{Button, Card, Crumbs, Ctx, Facts, Html, Notice, Page, Sheet};

use super::desk::mark_field;
use super::{image, source};
use crate::acts::{self, Declare, DropHeld, NumberFor, StopDone};
use crate::door::{Parcel, let_in, shows_photographs};
use crate::model::Stop;
use crate::spool::Spool;
use crate::store::{self, StopRow};
use crate::{LEDGER, REGISTER, t};

/// Pages shown of a file that a clerk looks through for a mark.
const SHEETS_MAX: u32 = 3;

/// Each photograph is a page that may bear a mark.
const PHOTOGRAPHS_MAX: u32 = 40;

type Typed = HashMap<String, String>;

struct Found {
    stop: StopRow,
    by: String,
    settled_by: String,
    number: Option<i64>,
}

fn load(tx: &mut kernel::Tx<'_>, id: Id<Stop>) -> Result<Option<Found>, StoreError> {
    let Some(stop) = store::stop(tx, id)? else { return Ok(None) };
    let mut named = |person: Option<Id<people::Person>>| match person {
        Some(person) => people::names::person(tx, person),
        None => Ok(String::new()),
    };
    let (by, settled_by) = (named(stop.person)?, named(stop.settled_by)?);
    let number = match stop.paper {
        Some(paper) => documents::paper(tx, paper)?.map(|paper| paper.number),
        None => None,
    };
    Ok(Some(Found { stop, by, settled_by, number }))
}

pub async fn show(
    State(house): State<House>,
    viewer: Viewer,
    Extension(spool): Extension<Spool>,
    Path(id): Path<String>,
) -> Response {
    screen(&house, &viewer, &spool, &id, &Filled::default()).await
}

async fn screen(house: &House, viewer: &Viewer, spool: &Spool, id: &str, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(LEDGER) {
        return refused(&ctx, &refusal);
    }
    let Ok(id) = id.parse::<Id<Stop>>() else { return refused(&ctx, &Refusal::not_found()) };
    let found = match house.office().read(move |tx| load(tx, id)).await {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let clerk = viewer.may(REGISTER);
    let question = found.stop.state == "open";
    let mut body = vec![facts(&ctx, &found)];
    if question && clerk {
        body.extend(questions(&ctx, &found.stop, spool, filled));
    } else if found.stop.state == "classified" && clerk {
        body.extend(slip(&ctx, &found, filled));
    } else if found.stop.state == "false_alarm" && clerk {
        let again = format!("/incoming/door/papers?stop={id}");
        let give = Button::link(t::give_again(), again).main().icon("upload").render(ctx.lang);
        body.push(Notice::plain(t::give_again_hint()).action(give).render(ctx.lang));
    }
    let title = if question { t::question_title() } else { t::slip_title() };
    let status = if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let crumbs = Crumbs::new()
        .link(t::incoming(), "/incoming")
        .link(t::ledger(), "/incoming/ledger")
        .here(title.clone());
    let mut page = Page::new(&ctx, title).crumbs(crumbs).narrow().no_prefetch().status(status);
    if !question {
        page = page.lead(t::slip_lead());
    }
    page.body(Html::stack(body)).into_response()
}

fn facts(ctx: &Ctx, found: &Found) -> Html {
    let stop = &found.stop;
    let moment = |at: kernel::Instant| at.local().strftime("%H:%M %d/%m/%Y").to_string();
    let who = |name: &str| if name.is_empty() { t::system().say(ctx.lang) } else { name.to_owned() };
    let mut facts = Facts::new()
        .text(t::slip_when(), &moment(stop.at))
        .text(t::slip_who(), &who(&found.by))
        .text(t::slip_source(), &source(&stop.source).say(ctx.lang))
        .text(t::slip_state(), &state(&stop.state).say(ctx.lang));
    if let Some(mark) = &stop.mark {
        facts = facts
            .text(t::mark(), &mark_name(mark).say(ctx.lang))
            .text(t::slip_why(), &why(&stop.why).say(ctx.lang));
    }
    if let Some(done) = &stop.done {
        facts = facts.text(t::slip_done(), &done_name(done).say(ctx.lang));
    }
    if let Some(at) = stop.settled_at {
        facts = facts.text(t::slip_settled(), &format!("{} · {}", moment(at), who(&found.settled_by)));
    }
    if let Some(reason) = &stop.reason {
        facts = facts.text(t::slip_reason(), reason);
    }
    if let Some(number) = found.number {
        facts = facts.text(t::slip_number(), &number.to_string());
    }
    if let Some(receipt) = stop.receipt {
        let link = Button::link(t::slip_receipt(), format!("/incoming/{receipt}")).plain().render(ctx.lang);
        facts = facts.put(t::slip_passed(), link);
    }
    Card::new(t::slip_facts(), facts.render(ctx.lang)).padded().render(ctx.lang)
}

fn state(code: &str) -> words::Msg {
    match code {
        "open" => t::state_open(),
        "unmarked" => t::state_unmarked(),
        "returned" => t::state_returned(),
        "false_alarm" => t::state_false_alarm(),
        "passed" => t::state_passed(),
        _ => t::state_classified(),
    }
}

pub(super) fn mark_name(code: &str) -> words::Msg {
    match code {
        "tuyet-mat" => t::mark_top_secret(),
        "toi-mat" => t::mark_secret(),
        _ => t::mark_confidential(),
    }
}

fn why(code: &str) -> words::Msg {
    match code {
        "marked" => t::why_marked(),
        "declared" => t::why_declared(),
        _ => t::why_unchecked(),
    }
}

fn done_name(code: &str) -> words::Msg {
    match code {
        "secret-clerk" => t::done_secret_clerk(),
        "sender" => t::done_sender(),
        _ => t::done_purged(),
    }
}

/// The question: the paper as far as it can be seen, and three answers.
fn questions(ctx: &Ctx, stop: &StopRow, spool: &Spool, filled: &Filled) -> Vec<Html> {
    let mut body = Vec::new();
    let post = |way: &str| format!("/incoming/stops/{}/{way}", stop.id);
    match spool.get(stop.id) {
        Some((parcel, why)) => {
            body.push(Notice::care(t::question_why(why)).render(ctx.lang));
            if parcel.waits_for_recognition() {
                body.push(Notice::plain(t::question_waits()).render(ctx.lang));
            }
            let unmarked = Form::post(ctx, post("unmarked"))
                .button(&Button::submit(t::answer_unmarked()).main().icon("check"))
                .render();
            let hint =
                Html::trusted(format!("<p>{}</p>", Html::text(&t::question_ask().say(ctx.lang)).as_str()));
            body.push(
                Card::new(t::question_ask_title(), Html::stack([hint, unmarked])).padded().render(ctx.lang),
            );
            let marked = Form::post(ctx, post("classified"))
                .filled(filled)
                .put(mark_field())
                .button(&Button::submit(t::answer_marked()).icon("shield-lock"))
                .render();
            body.push(Card::new(t::answer_marked_title(), marked).padded().render(ctx.lang));
            body.push(Card::new(t::question_pages(), pages(ctx, stop, &parcel)).padded().render(ctx.lang));
        }
        None => body.push(Notice::care(t::spool_gone()).render(ctx.lang)),
    }
    let back = Form::post(ctx, post("returning"))
        .filled(filled)
        .put(Field::text("reason", t::return_reason()).required())
        .button(&Button::submit(t::return_it()))
        .render();
    body.push(Card::new(t::return_it(), back).padded().render(ctx.lang));
    body
}

fn pages(ctx: &Ctx, stop: &StopRow, parcel: &Parcel) -> Html {
    let mut sheets = Vec::new();
    let main = parcel.pieces.first().map_or("", |piece| piece.name.as_str());
    let photographs = shows_photographs(main, parcel.pieces.iter().skip(1).map(|piece| &piece.reading));
    for (at, piece) in parcel.pieces.iter().enumerate() {
        let size = u64::try_from(piece.bytes.len() / 1024 + 1).unwrap_or(0);
        let line = t::file_line(piece.name.clone(), size).say(ctx.lang);
        sheets.push(Html::trusted(format!("<p class=\"num\">{}</p>", Html::text(&line).as_str())));
        if at == 0 || !photographs {
            let most = if photographs { PHOTOGRAPHS_MAX } else { SHEETS_MAX };
            for page in 1..=super::accept::images(&piece.reading).min(most) {
                let src = format!("/incoming/stops/{}/pages/{at}/{page}", stop.id);
                sheets.push(Sheet::new(src, page, 1000.0, 1414.0).render(ctx.lang));
            }
        }
    }
    Html::join(sheets)
}

/// The slip of an incident: what was done outside, a number, a false alarm.
fn slip(ctx: &Ctx, found: &Found, filled: &Filled) -> Vec<Html> {
    let post = |way: &str| format!("/incoming/stops/{}/{way}", found.stop.id);
    let choices = [
        Choice::new("purged", t::done_purged()),
        Choice::new("secret-clerk", t::done_secret_clerk()),
        Choice::new("sender", t::done_sender()),
    ];
    let done = Form::post(ctx, post("done"))
        .filled(filled)
        .put(
            Field::select("done", t::slip_done(), choices).value(found.stop.done.clone().unwrap_or_default()),
        )
        .button(&Button::submit(t::note_it()))
        .render();
    let mut body = vec![Card::new(t::slip_done(), done).padded().render(ctx.lang)];
    if found.stop.paper.is_none() {
        let number = Form::post(ctx, post("number"))
            .button(&Button::submit(t::reserve_number()).icon("book"))
            .render();
        let hint = Html::trusted(format!("<p>{}</p>", Html::text(&t::reserve_hint().say(ctx.lang)).as_str()));
        body.push(Card::new(t::reserve_number(), Html::stack([hint, number])).padded().render(ctx.lang));
        let alarm = Form::post(ctx, post("false-alarm"))
            .filled(filled)
            .put(Field::text("reason", t::false_alarm_reason()).required().hint(t::false_alarm_hint()))
            .button(&Button::submit(t::false_alarm()))
            .render();
        body.push(Card::new(t::false_alarm(), alarm).padded().render(ctx.lang));
    }
    body
}

fn get(typed: &Typed, name: &str) -> String {
    typed.get(name).cloned().unwrap_or_default()
}

fn parsed(id: &str) -> Result<Id<Stop>, Refusal> {
    id.parse().map_err(|_| Refusal::not_found())
}

/// Done: to the slip, or where the paper went. Refused beside a field: the same page.
async fn answer(
    house: &House,
    viewer: &Viewer,
    spool: &Spool,
    id: &str,
    typed: Typed,
    outcome: Result<String, Refusal>,
) -> Response {
    match outcome {
        Ok(to) => Redirect::to(&to).into_response(),
        Err(refusal) if refusal.field.is_some() => {
            let filled = Filled::from_pairs(typed).with(faults(&refusal));
            screen(house, viewer, spool, id, &filled).await
        }
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}

/// The clerk looked and found no mark: the paper leaves the memory for the store, under that declaration.
pub async fn unmarked(
    State(house): State<House>,
    viewer: Viewer,
    Extension(spool): Extension<Spool>,
    Path(id): Path<String>,
    PostedForm(typed): PostedForm<Typed>,
) -> Response {
    let outcome = async {
        viewer.ask(REGISTER)?;
        let stop = parsed(&id)?;
        let act = act_id(&get(&typed, "act_id"))?;
        let open =
            house.office().read(move |tx| store::stop(tx, stop)).await?.ok_or_else(Refusal::not_found)?;
        if let Some(receipt) = open.receipt {
            return Ok(format!("/incoming/{receipt}"));
        }
        if open.state != "open" {
            return Err(Refusal::conflict(t::stop_settled()));
        }
        let (parcel, _) = spool.get(stop).ok_or_else(|| Refusal::conflict(t::spool_gone()))?;
        let (office, actor) = (house.office().clone(), viewer.actor());
        let taken =
            tokio::task::spawn_blocking(move || let_in(&office, (actor, act), &parcel, Some(stop))).await;
        let taken = taken.map_err(|e| Refusal::from(StoreError::Other(e.to_string())))??;
        spool.forget(stop);
        let first = taken.first().ok_or_else(Refusal::not_found)?;
        Ok(format!("/incoming/{}", first.receipt))
    }
    .await;
    answer(&house, &viewer, &spool, &id, typed, outcome).await
}

/// Where an act on a stop leads, and what becomes of the files in memory.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    /// To the slip; the files stay in memory.
    Slip,
    /// To the slip; nothing is kept.
    SlipForgotten,
    /// To the next paper; nothing is kept.
    DoorForgotten,
}

async fn run<I, O, F>(
    (house, viewer, spool, id): (House, Viewer, Spool, String),
    typed: Typed,
    input: impl FnOnce(&Typed, Id<Stop>) -> I,
    (act, then): (F, Then),
) -> Response
where
    I: Clone + Send + 'static,
    O: Serialize + DeserializeOwned + Send + 'static,
    F: Fn(&mut Act<'_>, I) -> Result<O, Refusal> + Send + 'static,
{
    let outcome = async {
        viewer.ask(REGISTER)?;
        let stop = parsed(&id)?;
        let input = input(&typed, stop);
        house.office().act(viewer.actor(), act_id(&get(&typed, "act_id"))?, input, act).await?;
        if then != Then::Slip {
            spool.forget(stop);
        }
        Ok(if then == Then::DoorForgotten { "/incoming".to_owned() } else { format!("/incoming/stops/{id}") })
    }
    .await;
    answer(&house, &viewer, &spool, &id, typed, outcome).await
}

macro_rules! action {
    ($name:ident, $act:path, $then:expr, |$typed:ident, $stop:ident| $input:expr) => {
        pub async fn $name(
            State(house): State<House>,
            viewer: Viewer,
            Extension(spool): Extension<Spool>,
            Path(id): Path<String>,
            PostedForm(typed): PostedForm<Typed>,
        ) -> Response {
            run((house, viewer, spool, id), typed, |$typed, $stop| $input, ($act, $then)).await
        }
    };
}

action!(classified, acts::classify, Then::SlipForgotten, |typed, stop| Declare {
    stop,
    mark: get(typed, "mark"),
});
action!(drop_held, acts::drop_held, Then::DoorForgotten, |typed, stop| DropHeld {
    stop,
    reason: get(typed, "reason"),
});
action!(number, acts::reserve_number, Then::Slip, |_typed, stop| NumberFor { stop });
action!(done, acts::stop_done, Then::Slip, |typed, stop| StopDone { stop, done: get(typed, "done") });

pub async fn false_alarm(
    State(house): State<House>,
    viewer: Viewer,
    Extension(spool): Extension<Spool>,
    Path(id): Path<String>,
    PostedForm(typed): PostedForm<Typed>,
) -> Response {
    let outcome = async {
        viewer.ask(REGISTER)?;
        let input = DropHeld { stop: parsed(&id)?, reason: get(&typed, "reason") };
        let (stop, act) = (input.stop, act_id(&get(&typed, "act_id"))?);
        // Declared already, in another window or by a colleague: the slip says by whom, and the way goes on there.
        let found = house.office().read(move |tx| store::stop(tx, stop)).await?;
        if found.is_some_and(|found| matches!(found.state.as_str(), "false_alarm" | "passed")) {
            return Ok(format!("/incoming/stops/{id}"));
        }
        house.office().act(viewer.actor(), act, input, acts::declare_false_alarm).await?;
        Ok(format!("/incoming/stops/{id}"))
    }
    .await;
    answer(&house, &viewer, &spool, &id, typed, outcome).await
}

/// A page of a file that is held in memory, for the clerk who looks for a mark.
pub async fn page_image(
    State(house): State<House>,
    viewer: Viewer,
    Extension(spool): Extension<Spool>,
    Path((id, piece, page)): Path<(String, usize, u32)>,
) -> Response {
    if viewer.ask(REGISTER).is_err() {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some((parcel, _)) = id.parse().ok().and_then(|id| spool.get(id)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match parcel.pieces.get(piece) {
        Some(piece) => image::of_bytes(&house, piece.bytes.clone(), page).await,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
