//! The same word for many tasks of a list: chosen, tried, done, undone. Each row says what becomes of it.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use directions::Desk;
use kernel::{Id, Kind, Refusal, StoreError, Tx};
use people::{House, Pairs, Post, Unit, Viewer, names, refused};
use ui::form::{Choice, Filled};
use ui::{Button, Card, Cell, Column, Crumbs, Ctx, Empty, Field, Form, Html, Notice, Page, Table, Text};
use uuid::Uuid;
use words::Msg;

use super::Known;
use super::assign::post;
use super::list::Asked;
use crate::acts::bulk::{self, One, Undo};
use crate::acts::{Extend, Reassign, Say, SetFollower};
use crate::model::{DirectiveKind, Task};
use crate::store::{self, TaskRow};
use crate::{ASSIGN, t};

/// More at once is no reading any more.
const MOST: usize = 100;
/// What a form asks for, kept from step to step.
const FIELDS: [&str; 6] = ["what", "text", "due", "follower", "owner", "back"];
/// A kind by its code, and what it is called.
type Called = (&'static str, fn() -> Msg);
const KINDS: [Called; 4] = [
    ("urge", t::bulk_urge),
    ("extend", t::bulk_extend),
    ("follow", t::bulk_follow),
    ("reassign", t::bulk_reassign),
];

struct Found {
    known: Known,
    rows: Vec<TaskRow>,
    more: bool,
    posts: Vec<names::PostRow>,
    units: Vec<(Id<Unit>, String)>,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, which: &Which) -> Result<Found, StoreError> {
    let desk = Desk::of_viewer(tx, viewer)?;
    let known = Known::load(tx, viewer.today)?;
    let mut rows = match which {
        Which::Asked(asked) => {
            let most = u32::try_from(MOST).unwrap_or(u32::MAX);
            store::list(tx, &asked.narrowed(&desk, &known), None, most + 1)?
        }
        Which::These(ids) => {
            let mut rows = Vec::new();
            for id in ids {
                rows.extend(super::seen(tx, viewer, *id)?);
            }
            rows
        }
    };
    let more = rows.len() > MOST;
    rows.truncate(MOST);
    let posts = names::posts(tx, viewer.today)?.into_iter().filter(|post| post.holder.is_some()).collect();
    let units = names::unit_names(tx, viewer.today)?.iter().cloned().collect();
    Ok(Found { known, rows, more, posts, units })
}

enum Which {
    Asked(Box<Asked>),
    These(Vec<Id<Task>>),
}

async fn found(house: &House, viewer: &Viewer, which: Which) -> Result<Found, Refusal> {
    if !viewer.may_in_part(ASSIGN) {
        return Err(Refusal::forbidden());
    }
    let reader = viewer.clone();
    Ok(house.office().read(move |tx| load(tx, &reader, &which)).await?)
}

/// The list that one came from, and nothing outside it.
fn back(form: &Pairs) -> String {
    let back = form.get("back");
    if back == "/tasks" || back.starts_with("/tasks?") { back.to_owned() } else { "/tasks".to_owned() }
}

fn chosen(form: &Pairs) -> Vec<Id<Task>> {
    let ids = form.0.iter().filter(|(name, _)| name == "task").filter_map(|(_, id)| id.parse().ok());
    ids.take(MOST).collect()
}

pub async fn choose(State(house): State<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    let back = asked.first().href();
    let which = Which::Asked(Box::new(asked.first()));
    chooser(&house, &viewer, (which, &back), &Filled::default()).await
}

async fn chooser(house: &House, viewer: &Viewer, (which, back): (Which, &str), filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    let found = match found(house, viewer, which).await {
        Ok(found) => found,
        Err(refusal) => return refused(&ctx, &refusal),
    };
    let body = if found.rows.is_empty() {
        Empty::new("list-check", t::none_such()).next(t::none_such_next()).render(ctx.lang)
    } else {
        choice(&ctx, &found, back, filled)
    };
    page(&ctx, back, t::bulk_lead(MOST), body, super::status(filled))
}

fn page(ctx: &Ctx, back: &str, lead: Msg, body: Html, status: axum::http::StatusCode) -> Response {
    Page::new(ctx, t::bulk())
        .lead(lead)
        .crumbs(Crumbs::new().link(t::tasks(), back).here(t::bulk()))
        .back(back)
        .no_prefetch()
        .status(status)
        .body(body)
        .into_response()
}

fn choice(ctx: &Ctx, found: &Found, back: &str, filled: &Filled) -> Html {
    let lang = ctx.lang;
    let columns = [
        Column::new(t::bulk_choose()).narrow(),
        Column::new(t::code()).narrow(),
        Column::new(t::content()),
        Column::new(t::owner()),
        Column::new(t::standing()).narrow(),
    ];
    let table = found.rows.iter().fold(Table::new(t::tasks(), columns), |table, task| {
        table.row([
            tick(task, true),
            Cell::text(&task.code).href(format!("/tasks/{}", task.id)),
            Cell::text(&task.content).strong(),
            Cell::text(found.known.unit(task.owner_unit)),
            Cell::html(found.known.due(task, lang).render(lang)),
        ])
    });
    let posts =
        found.posts.iter().map(|post| Choice::new(names::label(post), Text::from(names::label(post))));
    let units = std::iter::once(Choice::new("", t::unchanged()))
        .chain(found.units.iter().map(|(id, name)| Choice::new(id.to_string(), Text::from(name.clone()))));
    let kinds = KINDS.iter().map(|(code, name)| Choice::new(*code, name()));
    let mut parts = vec![table.render(lang)];
    if found.more {
        parts.push(Notice::plain(t::bulk_more(MOST)).render(lang));
    }
    // What follows is a page of its own and no redirect: nothing of it is stored.
    Form::post(ctx, "/tasks/bulk/preview")
        .whole_page()
        .filled(filled)
        .hidden("back", back.to_owned())
        .html(&Html::stack(parts))
        .put(Field::select("what", t::bulk_what(), kinds).required())
        .row([
            Field::date("due", t::deadline()).optional().hint(t::bulk_due_hint()),
            Field::text("follower", t::follower()).optional().suggest(posts).hint(t::bulk_follower_hint()),
        ])
        .put(Field::select("owner", t::owner(), units).hint(t::bulk_owner_hint()))
        .put(Field::area("text", t::why()).optional().rows(2).hint(t::bulk_text_hint()))
        .button(&Button::submit(t::bulk_preview()).main().icon("eye"))
        .render()
}

fn tick(task: &TaskRow, on: bool) -> Cell {
    Cell::html(Html::trusted(format!(
        "<input type=\"checkbox\" name=\"task\" value=\"{}\" aria-label=\"{}\"{}>",
        task.id,
        ui::html::escape(&task.code),
        if on { " checked" } else { "" }
    )))
}

/// What the form asks of each task.
fn asked(form: &Pairs, posts: &[names::PostRow]) -> Result<impl Fn(Id<Task>) -> One + use<>, Refusal> {
    let (what, text) = (form.get("what").to_owned(), form.get("text").to_owned());
    let (mut due, mut follower, mut owner): (_, Option<Id<Post>>, Option<Id<Unit>>) = (None, None, None);
    match what.as_str() {
        "urge" => {}
        "extend" => due = Some(form.date("due")?),
        "follow" => {
            follower = post(posts, form, "follower")?;
            if follower.is_none() {
                return Err(Refusal::invalid(t::follower_missing()).field("follower"));
            }
        }
        "reassign" => owner = Some(form.id("owner")?),
        _ => return Err(Refusal::invalid(t::choose_one()).field("what")),
    }
    if matches!(what.as_str(), "extend" | "reassign") && text.trim().is_empty() {
        return Err(Refusal::invalid(t::why_missing()).field("text"));
    }
    Ok(move |task| match (due, owner, follower) {
        (Some(due), ..) => One::Extend(Extend { task, due, why: text.clone() }),
        (_, Some(owner), _) => One::Reassign(Reassign { task, owner, owner_post: None, why: text.clone() }),
        (.., Some(_)) => One::Follow(SetFollower { task, follower }),
        _ => One::Urge(Say { task, kind: DirectiveKind::Urge, text: text.clone() }),
    })
}

fn part(whole: Uuid, task: Uuid) -> Uuid {
    Uuid::from_u128(whole.as_u128() ^ task.as_u128().rotate_left(17))
}

/// What would become of each, or why not.
pub async fn preview(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let outcome = async {
        let ids = chosen(&form);
        if ids.is_empty() {
            return Err(Refusal::invalid(t::bulk_none()).field("what"));
        }
        let found = found(&house, &viewer, Which::These(ids)).await?;
        let one = asked(&form, &found.posts)?;
        let mut tried = Vec::new();
        for task in &found.rows {
            let fresh = house.office().new_id();
            match house.office().act(viewer.actor(), fresh, one(task.id), bulk::dry).await {
                Err(refusal) if bulk::would_be_done(&refusal) => tried.push(None),
                Err(refusal) if refusal.cause.is_none() => tried.push(Some(refusal.msg)),
                Err(refusal) => return Err(refusal),
                Ok(()) => tried.push(None),
            }
        }
        Ok((found, tried))
    };
    match outcome.await {
        Ok((found, tried)) => {
            let ctx = house.page(&viewer).await;
            let body = previewed(&ctx, &form, &found, &tried);
            page(&ctx, &back(&form), t::bulk_preview_lead(), body, axum::http::StatusCode::OK)
        }
        Err(refusal) if refusal.field.is_some() => {
            let ids = chosen(&form);
            let which = if ids.is_empty() { Which::Asked(Box::default()) } else { Which::These(ids) };
            chooser(&house, &viewer, (which, &back(&form)), &form.filled(&refusal)).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

fn columns() -> [Column; 4] {
    [
        Column::new(t::bulk_choose()).narrow(),
        Column::new(t::code()).narrow(),
        Column::new(t::content()),
        Column::new(t::bulk_result()),
    ]
}

fn previewed(ctx: &Ctx, form: &Pairs, found: &Found, tried: &[Option<Msg>]) -> Html {
    let lang = ctx.lang;
    let kind =
        KINDS.iter().find(|(code, _)| *code == form.get("what")).map_or_else(t::bulk, |(_, name)| name());
    let good = tried.iter().filter(|one| one.is_none()).count();
    let table = found.rows.iter().zip(tried).fold(Table::new(t::tasks(), columns()), |table, (task, why)| {
        let (cell, result) = match why {
            None => (tick(task, true), Html::text(&t::bulk_will(kind.clone()).say(lang))),
            Some(why) => (Cell::text(""), wrong(why, lang)),
        };
        table.row([
            cell,
            Cell::text(&task.code).own(format!("/tasks/{}", task.id)),
            Cell::text(&task.content),
            Cell::html(result),
        ])
    });
    let ready = FIELDS.iter().fold(Form::post(ctx, "/tasks/bulk").whole_page(), |ready, name| {
        ready.hidden(*name, form.get(name).to_owned())
    });
    let ready = ready.html(&table.render(lang));
    match good {
        0 => Html::stack([Notice::plain(t::bulk_nothing()).render(lang), ready.render()]),
        _ => ready.button(&Button::submit(t::bulk_do(good)).main().icon("check")).render(),
    }
}

fn wrong(why: &Msg, lang: words::Lang) -> Html {
    Html::trusted(format!("<p class=\"wrong\">{}</p>", ui::html::escape(&why.say(lang))))
}

/// Does it, each task an act of its own. The page that answers says what became of each, and offers to undo it.
pub async fn run(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let outcome = async {
        let whole = form.act_id()?;
        let found = found(&house, &viewer, Which::These(chosen(&form))).await?;
        let one = asked(&form, &found.posts)?;
        let mut done = Vec::new();
        for task in &found.rows {
            let act = part(whole, task.id.uuid());
            match house.office().act(viewer.actor(), act, one(task.id), bulk::one).await {
                Err(refusal) if refusal.cause.is_some() => return Err(refusal),
                outcome => done.push(outcome),
            }
        }
        Ok((found, done))
    };
    match outcome.await {
        Ok((found, done)) => {
            let ctx = house.page(&viewer).await;
            results(&ctx, &form, &found, done.into_iter().map(|one| one.map_err(|refusal| refusal.msg)))
        }
        Err(refusal) if refusal.kind == Kind::Invalid => {
            let which = Which::These(chosen(&form));
            chooser(&house, &viewer, (which, &back(&form)), &form.filled(&refusal)).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

fn results(
    ctx: &Ctx,
    form: &Pairs,
    found: &Found,
    done: impl Iterator<Item = Result<Undo, Msg>>,
) -> Response {
    let lang = ctx.lang;
    let columns = [Column::new(t::code()).narrow(), Column::new(t::content()), Column::new(t::bulk_result())];
    let mut undo = Form::post(ctx, "/tasks/bulk/undo").whole_page().hidden("back", back(form));
    let (mut count, mut undone) = (0_usize, 0_usize);
    let mut table = Table::new(t::bulk_results(), columns);
    for (task, outcome) in found.rows.iter().zip(done) {
        let result = match outcome {
            Ok(how) => {
                count += 1;
                if how != Undo::Nothing {
                    undone += 1;
                    let how = serde_json::to_string(&how).unwrap_or_default();
                    undo = undo.hidden("task", task.id.to_string()).hidden("undo", how);
                }
                Html::text(&t::bulk_done().say(lang))
            }
            Err(why) => wrong(&why, lang),
        };
        table = table.row([
            Cell::text(&task.code).own(format!("/tasks/{}", task.id)),
            Cell::text(&task.content),
            Cell::html(result),
        ]);
    }
    let mut notice = Notice::done(t::bulk_counted(count, found.rows.len() - count));
    if undone > 0 {
        notice = notice.action(undo.inline().button(&Button::submit(t::undo()).plain()).render());
    }
    let body =
        Html::stack([notice.render(lang), Card::new(t::bulk_results(), table.render(lang)).render(lang)]);
    page(ctx, &back(form), t::bulk_results_lead(), body, axum::http::StatusCode::OK)
}

/// Takes back what was just done, where nothing has happened since.
pub async fn undo(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let outcome = async {
        let whole = form.act_id()?;
        let found = found(&house, &viewer, Which::These(chosen(&form))).await?;
        let ways: Vec<Option<Undo>> = form
            .0
            .iter()
            .filter(|(name, _)| name == "undo")
            .map(|(_, how)| serde_json::from_str(how).ok())
            .take(MOST)
            .collect();
        let mut done = Vec::new();
        for (task, how) in found.rows.iter().zip(ways) {
            let how = how.ok_or_else(Refusal::not_found)?;
            let act = part(whole, task.id.uuid());
            match house.office().act(viewer.actor(), act, how, bulk::undo).await {
                Err(refusal) if refusal.cause.is_some() => return Err(refusal),
                outcome => done.push(outcome.map(|()| Undo::Nothing).map_err(|refusal| refusal.msg)),
            }
        }
        Ok((found, done))
    };
    match outcome.await {
        Ok((found, done)) => results(&house.page(&viewer).await, &form, &found, done.into_iter()),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
