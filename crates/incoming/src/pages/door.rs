//! The door asks first what the paper is. Ordinary papers come as files, each with its own result.

use axum::extract::multipart::{Field as Part, MultipartError};
use axum::extract::{Multipart, Query, State};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use kernel::{BlobHash, Id, Refusal};
use people::{House, Viewer, act_id, faults, refused};
use serde::Deserialize;
use serde_json::json;
use ui::form::{Choice, Field, Filled};
use ui::{Button, Card, Crumbs, Ctx, Drop, Form, Html, Notice, Page, Text, WorkList, WorkRow};
use words::Lang;

use super::FORM_MAX_MB;
use crate::door::{FILE_MAX_MB, Given, Outcome, Together, Told, Under, check_all, take, tidy, turn_away};
use crate::model::Stop;
use crate::spool::Spool;
use crate::{REGISTER, store, t};

/// What the paper is, before anything of it is read.
pub async fn choose(State(house): State<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(REGISTER) {
        return refused(&ctx, &refusal);
    }
    let way = |n: &str, what, by, href: &str| WorkRow::new(n, what, href).by(Text::Msg(by));
    let ways = [
        way("1", t::sort_ordinary(), t::sort_ordinary_by(), "/incoming/door/papers"),
        way("2", t::sort_envelope(), t::sort_envelope_by(), "/incoming/door/envelopes"),
        way("3", t::sort_petition(), t::sort_petition_by(), "/incoming/door/petitions"),
        way("4", t::sort_classified(), t::sort_classified_by(), "/incoming/door/classified"),
        way("5", t::sort_copy(), t::sort_copy_by(), "/incoming/door/copies"),
    ];
    let ledger = Button::link(t::ledger(), "/incoming/ledger").icon("list-check").render(ctx.lang);
    let separators =
        Button::link(t::separators(), "/incoming/door/separators").icon("printer").render(ctx.lang);
    Page::new(&ctx, t::door())
        .lead(t::door_ask())
        .actions([separators, ledger])
        .narrow()
        .body(Card::new(t::door_ask_title(), WorkList::new(ways).render(ctx.lang)).render(ctx.lang))
        .into_response()
}

pub(super) fn crumbs(here: impl Into<Text>) -> Crumbs {
    Crumbs::new().link(t::incoming(), "/incoming").link(t::door(), "/incoming/door").here(here)
}

#[derive(Deserialize)]
pub struct Under_ {
    stop: Option<String>,
}

pub async fn show(State(house): State<House>, viewer: Viewer, Query(under): Query<Under_>) -> Response {
    let ctx = house.page(&viewer).await;
    match viewer.ask(REGISTER) {
        Ok(()) => page(&ctx, &Filled::default(), under.stop.as_deref(), Html::default()).into_response(),
        Err(refusal) => refused(&ctx, &refusal),
    }
}

fn page<'a>(ctx: &'a Ctx, filled: &Filled, stop: Option<&str>, above: Html) -> Page<'a> {
    let drop = Drop::new("file")
        .accept(".pdf,.docx,.doc,.rtf,.odt,.xlsx,.xls,.pptx,.html,.htm,.txt,.eml,.msg,.zip,.p7m,.edxml,.jpg,.jpeg,.png,.tif,.tiff,.webp,.heic,.heif")
        .camera()
        .render(ctx.lang);
    let together = [Choice::new("each", t::together_each()), Choice::new("one", t::together_one())];
    let mail = [Choice::new("one", t::mail_one()), Choice::new("each", t::mail_each())];
    let kept = |name: &str, default: &str| filled.get(name).unwrap_or(default).to_owned();
    let (together_is, mail_is) = (kept("together", "each"), kept("mail", "one"));
    // The faults are the files' own: radios are given their values directly.
    let faults = Filled { faults: filled.faults.clone(), ..Filled::default() };
    let mut form = Form::post(ctx, "/incoming/door/papers")
        .filled(&faults)
        .files()
        .put(Field::radios("together", t::together(), together).value(together_is))
        .put(Field::radios("mail", t::mail_is(), mail).value(mail_is))
        .html(&drop)
        .button(&Button::submit(t::door_send()).main().icon("upload"));
    if let Some(stop) = stop {
        form = form.hidden("stop", stop);
    }
    let mut body = vec![above];
    body.push(match stop {
        Some(_) => Notice::care(t::again_under_slip()).render(ctx.lang),
        None => Notice::care(t::door_warning()).render(ctx.lang),
    });
    body.push(Card::new(t::door_files(), form.render()).padded().render(ctx.lang));
    Page::new(ctx, t::sort_ordinary())
        .crumbs(crumbs(t::sort_ordinary()))
        .lead(t::door_lead())
        .narrow()
        .body(Html::stack(body))
}

/// A form as posted. A file that did not come whole has its fault instead of its bytes.
#[derive(Default)]
struct Posted {
    act: String,
    stop: String,
    together: String,
    mail: String,
    files: Vec<Given>,
    /// Every file was taken by the device's camera.
    camera: bool,
    lost: Vec<(String, words::Msg)>,
}

impl Posted {
    fn ways(&self) -> (Together, Together) {
        let way = |text: &str, default| match text {
            "one" => Together::One,
            "each" => Together::Each,
            _ => default,
        };
        (way(&self.together, Together::Each), way(&self.mail, Together::One))
    }
}

/// Reads the form into memory: no temporary file is written.
async fn posted(form: &mut Multipart, announced: usize) -> Result<Posted, Refusal> {
    let mut posted = Posted { camera: true, ..Posted::default() };
    let broken = |_: MultipartError| Refusal::invalid(t::door_broken()).field("file");
    loop {
        let mut part = match form.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => break,
            Err(fault) if posted.act.is_empty() => return Err(broken(fault)),
            Err(fault) => {
                posted.lost.push((String::new(), lost(&fault)));
                break;
            }
        };
        let field = part.name().unwrap_or_default().to_owned();
        match field.as_str() {
            "act_id" => posted.act = part.text().await.map_err(broken)?,
            "stop" => posted.stop = part.text().await.map_err(broken)?,
            "together" => posted.together = part.text().await.map_err(broken)?,
            "mail" => posted.mail = part.text().await.map_err(broken)?,
            // The camera's own field of the same form.
            "file" | "photo" => {
                let Some(name) = part.file_name().map(tidy).filter(|name| !name.is_empty()) else { continue };
                posted.camera &= field == "photo";
                if announced > FORM_MAX_MB << 20 {
                    // Nobody waits for gigabytes to be told that they are too many.
                    posted.lost.push((name, t::door_too_large(FILE_MAX_MB)));
                    break;
                }
                match bytes(&mut part).await {
                    Ok(Some(bytes)) => posted.files.push(Given { name, bytes }),
                    Ok(None) => posted.lost.push((name, t::door_too_large(FILE_MAX_MB))),
                    Err(fault) => {
                        posted.lost.push((name, lost(&fault)));
                        break;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(posted)
}

/// How large the form says it is.
fn announced(headers: &HeaderMap) -> usize {
    headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok()).unwrap_or(0)
}

fn lost(fault: &MultipartError) -> words::Msg {
    if fault.status() == StatusCode::PAYLOAD_TOO_LARGE {
        t::door_too_large(FILE_MAX_MB)
    } else {
        t::door_broken()
    }
}

/// The part's bytes; `None` when it is larger than may be. The rest of a file too large is let go by.
async fn bytes(part: &mut Part<'_>) -> Result<Option<Vec<u8>>, MultipartError> {
    let mut bytes = Vec::new();
    let mut fits = true;
    while let Some(chunk) = part.chunk().await? {
        fits = fits && bytes.len() + chunk.len() <= FILE_MAX_MB << 20;
        if fits {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
    }
    Ok(fits.then_some(bytes))
}

pub async fn receive(
    State(house): State<House>,
    viewer: Viewer,
    Extension(spool): Extension<Spool>,
    headers: HeaderMap,
    mut form: Multipart,
) -> Response {
    let outcome = match viewer.ask(REGISTER) {
        Ok(()) => match posted(&mut form, announced(&headers)).await {
            Ok(posted) => {
                let (stop, ways) = (posted.stop.clone(), (posted.together.clone(), posted.mail.clone()));
                take_in(&house, &viewer, &spool, posted).await.map(|told| (told, stop, ways))
            }
            Err(refusal) => Err(refusal),
        },
        Err(refusal) => Err(refusal),
    };
    if ui::problem::wants_json(&headers) {
        return answer_json(viewer.lang, outcome.map(|(told, _, _)| told));
    }
    match outcome {
        Ok((told, stop, (together, mail))) => match told.as_slice() {
            [Ok(one)] if one.outcome != Outcome::Returned => {
                Redirect::to(&href(&one.outcome)).into_response()
            }
            _ => {
                let ctx = house.page(&viewer).await;
                let kept = Filled::from_pairs([("together", together), ("mail", mail)]);
                results(&ctx, &told, kept, &stop)
            }
        },
        Err(refusal) => {
            let ctx = house.page(&viewer).await;
            if refusal.field.is_none() {
                return refused(&ctx, &refusal);
            }
            let filled = Filled::default().with(faults(&refusal));
            page(&ctx, &filled, None, Html::default())
                .status(StatusCode::UNPROCESSABLE_ENTITY)
                .into_response()
        }
    }
}

pub(super) fn href(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Waiting(id) => format!("/incoming/{id}"),
        Outcome::Question(id) | Outcome::Marked(id) => format!("/incoming/stops/{id}"),
        Outcome::Returned => "/incoming/ledger".to_owned(),
    }
}

type Tolds = Vec<Result<Told, Refusal>>;

/// Every paper of the form with its own result.
fn results(ctx: &Ctx, told: &Tolds, kept: Filled, stop: &str) -> Response {
    let bad = told.iter().all(|one| one.as_ref().map_or(true, |one| one.outcome == Outcome::Returned));
    let rows = told.iter().map(|one| match one {
        Ok(one) => {
            let name = if one.name.is_empty() { t::unnamed().say(ctx.lang) } else { one.name.clone() };
            WorkRow::new(sign(&one.outcome, ctx.lang), Text::from(name), href(&one.outcome))
                .by(one.said.clone())
        }
        Err(refusal) => {
            WorkRow::new(t::outcome_failed().say(ctx.lang), refusal.msg.clone(), "/incoming/door/papers")
        }
    });
    let list = Card::new(t::results(), WorkList::new(rows).render(ctx.lang))
        .count(told.len() as u64)
        .render(ctx.lang);
    let status = if bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let stop = Some(stop).filter(|stop| bad && !stop.is_empty());
    page(ctx, &kept, stop, list).status(status).into_response()
}

fn sign(outcome: &Outcome, lang: Lang) -> String {
    match outcome {
        Outcome::Waiting(_) => t::outcome_waiting(),
        Outcome::Question(_) => t::outcome_question(),
        Outcome::Marked(_) => t::outcome_marked(),
        Outcome::Returned => t::outcome_returned(),
    }
    .say(lang)
}

/// What a program, or the page's own script, is told of one request.
fn answer_json(lang: Lang, outcome: Result<Tolds, Refusal>) -> Response {
    let told = match outcome {
        Ok(told) => told,
        Err(refusal) => return fault_json(lang, &refusal),
    };
    if let [one] = told.as_slice() {
        return match one {
            Ok(one) => {
                let ok = matches!(one.outcome, Outcome::Waiting(_) | Outcome::Question(_));
                let status = if ok { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
                let said = one.said.say(lang);
                let asks = matches!(one.outcome, Outcome::Question(_));
                let told = json!({ "title": said, "href": href(&one.outcome), "ok": ok, "asks": asks });
                (status, Json(told)).into_response()
            }
            Err(refusal) => fault_json(lang, refusal),
        };
    }
    let waiting = told.iter().flatten().filter(|one| matches!(one.outcome, Outcome::Waiting(_))).count();
    let asked = told.iter().flatten().filter(|one| matches!(one.outcome, Outcome::Question(_))).count();
    let rest = told.len() - waiting - asked;
    let detail = t::results_line(asked, rest, waiting).say(lang);
    Json(json!({ "title": detail, "href": "/incoming", "ok": rest == 0 })).into_response()
}

fn fault_json(lang: Lang, refusal: &Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(json!({ "title": refusal.msg.say(lang), "ok": false }))).into_response()
}

/// A slip lets one paper pass, once. The very same file given again is told where it is, and nothing is kept.
async fn given_before(house: &House, stop: Id<Stop>, posted: &Posted) -> Result<Option<Told>, Refusal> {
    let (found, blobs) = house
        .office()
        .read(move |tx| {
            let Some(found) = store::stop(tx, stop)? else { return Ok((None, Vec::new())) };
            let mut blobs = Vec::new();
            if let Some(receipt) = found.receipt {
                blobs.extend(store::receipt(tx, receipt)?.map(|receipt| receipt.blob));
                blobs.extend(store::annexes(tx, receipt)?.into_iter().map(|annex| annex.blob));
            }
            Ok((Some(found), blobs))
        })
        .await?;
    let found = found.ok_or_else(Refusal::not_found)?;
    match (found.state.as_str(), found.receipt) {
        ("false_alarm", _) => Ok(None),
        ("passed", Some(receipt))
            if posted.lost.is_empty()
                && posted.files.iter().all(|file| blobs.contains(&BlobHash::of(&file.bytes))) =>
        {
            let name = posted.files.first().map_or_else(String::new, |file| file.name.clone());
            Ok(Some(Told::one(name, Outcome::Waiting(receipt), t::door_received())))
        }
        _ => Err(Refusal::conflict(t::stop_settled())),
    }
}

/// Takes the form's papers in. Each is an act of its own, and none stops the others.
async fn take_in(house: &House, viewer: &Viewer, spool: &Spool, posted: Posted) -> Result<Tolds, Refusal> {
    let first = act_id(&posted.act)?;
    let office = house.office().clone();
    tokio::task::spawn_blocking(move || office.has_room())
        .await
        .map_err(|_| Refusal::invalid(t::door_broken()).field("file"))?
        .map_err(|refusal| refusal.field("file"))?;
    if posted.files.is_empty() && posted.lost.is_empty() {
        return Err(Refusal::invalid(t::door_no_file()).field("file"));
    }
    let stop: Option<Id<Stop>> = match posted.stop.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Refusal::not_found())?),
    };
    if let Some(stop) = stop
        && let Some(there) = given_before(house, stop, &posted).await?
    {
        return Ok(vec![Ok(there)]);
    }
    let (office, program, spool) = (house.office().clone(), house.reader().to_owned(), spool.clone());
    let (actor, ways) = (viewer.actor(), posted.ways());
    let source = if posted.camera { "camera" } else { "upload" };
    // A slip lets one paper pass, whatever it was given with.
    let ways = if stop.is_some() { (Together::One, Together::One) } else { ways };
    let done = tokio::task::spawn_blocking(move || {
        let reader = crate::engine::reader(&office, program);
        let checked = check_all(&reader, source, posted.files, ways, stop.is_some());
        let mut place = 0_u128;
        // The form's id names its first paper; the further ones of one form get ids that follow from it.
        let mut next = || {
            place += 1;
            uuid::Uuid::from_u128(first.as_u128().wrapping_add(place - 1))
        };
        let mut told: Tolds = Vec::new();
        for one in checked {
            match take(&office, Some(&spool), Under { actor: actor.clone(), id: next(), stop }, one) {
                Ok(one) => told.extend(one.each().into_iter().map(Ok)),
                Err(refusal) => told.push(Err(refusal)),
            }
        }
        for (name, why) in posted.lost {
            told.push(turn_away(&office, actor.clone(), next(), (source, name, why)));
        }
        told
    });
    done.await.map_err(|_| Refusal::invalid(t::door_broken()).field("file"))
}
