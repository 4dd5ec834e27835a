//! Assigning: who, what, by when; all else is filled in and can be changed.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use directions::Desk;
use documents::Paper;
use jiff::civil::Date;
use kernel::{Id, Refusal, StoreError, Tx};
use people::names::PostRow;
use people::{House, Pairs, Unit, Viewer, names, refused};
use serde::Deserialize;
use ui::form::{Choice, Filled};
use ui::{Button, Card, Ctx, Field, Form, Html, Notice, Page, Text, fold};

use super::{product_kind, source_kind};
use crate::acts::{self, Assign, Assignment, NewSource};
use crate::model::{ProductKind, Source, SourceKind, Task};
use crate::store::{self, SourceRow, TaskRow};
use crate::{ASSIGN, t};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    source: String,
    parent: String,
    paper: String,
}

struct Found {
    source: Option<SourceRow>,
    parent: Option<TaskRow>,
    paper: Option<documents::PaperRow>,
    units: Vec<(Id<Unit>, String)>,
    posts: Vec<PostRow>,
    fields: Vec<people::FieldRow>,
    loads: Vec<(Id<Unit>, u64, u64)>,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, asked: &Asked) -> Result<Option<Found>, StoreError> {
    let source = match asked.source.parse::<Id<Source>>() {
        Ok(id) => store::source(tx, id)?,
        Err(_) => None,
    };
    let parent = match asked.parent.parse::<Id<Task>>() {
        Ok(id) => match super::seen(tx, viewer, id)? {
            Some(task) => Some(task),
            None => return Ok(None),
        },
        Err(_) => None,
    };
    let paper = match asked.paper.parse::<Id<Paper>>() {
        Ok(id) if super::paper::may_see(tx, viewer, id)? => documents::paper(tx, id)?,
        Ok(_) => return Ok(None),
        Err(_) => None,
    };
    // A child comes of what its parent comes of.
    let source = match (&source, &parent) {
        (None, Some(parent)) => store::source(tx, parent.source)?,
        _ => source,
    };
    let bounds = crate::bounds(tx, viewer.today)?;
    let loads = store::loads(tx, &bounds)?;
    Ok(Some(Found {
        source,
        parent,
        paper,
        units: offered(tx, viewer)?,
        posts: names::posts(tx, viewer.today)?.into_iter().filter(|post| post.holder.is_some()).collect(),
        fields: people::fields(tx)?,
        loads,
    }))
}

/// To whom this reader may assign at all.
fn offered(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<(Id<Unit>, String)>, StoreError> {
    let desk = Desk::of_viewer(tx, viewer)?;
    let all = names::unit_names(tx, viewer.today)?;
    let everywhere = [people::Role::Leader, people::Role::Chief, people::Role::DeputyChief];
    if everywhere.iter().any(|role| desk.is(*role)) {
        return Ok(all.iter().cloned().collect());
    }
    let units = names::units(tx, viewer.today)?;
    let below: Vec<Id<Unit>> = desk.units.iter().flat_map(|own| names::below(&units, *own)).collect();
    Ok(all.iter().filter(|(id, _)| below.contains(id)).cloned().collect())
}

pub async fn show(State(house): State<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    screen(&house, &viewer, asked, &Filled::default()).await
}

async fn screen(house: &House, viewer: &Viewer, asked: Asked, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if !viewer.may_in_part(ASSIGN) {
        return refused(&ctx, &Refusal::forbidden());
    }
    let (reader, question) = (viewer.clone(), asked.clone());
    let found = house.office().read(move |tx| load(tx, &reader, &question)).await;
    let found = match found {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let mut body = Vec::new();
    if let Some(parent) = &found.parent {
        let due = parent.due_on.map_or_else(String::new, vietnamese::format_date);
        let code = format!("{} · {}", parent.code, parent.content);
        body.push(Notice::plain(t::child_of(code, due)).render(ctx.lang));
    }
    if let Some(source) = found.source.as_ref().filter(|source| !source.settled()) {
        let open = Button::link(t::open_source(), format!("/sources/{}", source.id));
        body.push(Notice::care(t::word_unconfirmed()).button(open).render(ctx.lang));
    }
    body.push(Card::new(t::assign(), form(&ctx, viewer, &asked, &found, filled)).padded().render(ctx.lang));
    Page::new(&ctx, t::assign())
        .lead(t::assign_lead())
        .narrow()
        .body(Html::stack(body))
        .status(super::status(filled))
        .into_response()
}

fn source_line(lang: words::Lang, source: &SourceRow) -> String {
    let kind = source_kind(source.kind).say(lang);
    let issued = source.issued_on.map(|on| format!(" ({})", vietnamese::format_date(on))).unwrap_or_default();
    format!("{kind} {}{issued} · {}", source.code, source.title)
}

fn form(ctx: &Ctx, viewer: &Viewer, asked: &Asked, found: &Found, filled: &Filled) -> Html {
    let lang = ctx.lang;
    // How much lies with each already stands beside its name.
    let units = || {
        found.units.iter().map(|(id, name)| {
            let load = found.loads.iter().find(|(unit, ..)| unit == id);
            let label = match load {
                Some((_, open, late)) if *late > 0 => t::unit_load_late(*late, name.clone(), *open).say(lang),
                Some((_, open, _)) => t::unit_load(name.clone(), *open).say(lang),
                None => name.clone(),
            };
            Choice::new(id.to_string(), Text::from(label))
        })
    };
    let choose = || std::iter::once(Choice::new("", t::choose()));
    let products =
        ProductKind::ALL.iter().map(|kind| Choice::new(kind.code(), Text::from(product_kind(*kind))));
    let posts = found.posts.iter().map(|post| {
        let label = names::label(post);
        Choice::new(label.clone(), Text::from(label))
    });
    let posts: Vec<Choice> = posts.collect();
    let fields = choose()
        .chain(found.fields.iter().map(|row| Choice::new(row.id.to_string(), Text::from(row.name.clone()))));
    let due = found
        .parent
        .as_ref()
        .and_then(|parent| parent.due_on)
        .or(found.paper.as_ref().and_then(|paper| paper.asked_by))
        .map_or_else(String::new, vietnamese::format_date);
    let content = found.paper.as_ref().map_or_else(String::new, |paper| paper.subject.clone());
    let mut form = Form::post(ctx, "/tasks/new")
        .filled(filled)
        .hidden("source", asked.source.clone())
        .hidden("parent", asked.parent.clone())
        .hidden("paper", asked.paper.clone());
    form = match (&found.source, &found.paper) {
        (Some(source), _) => {
            let line = source_line(lang, source);
            form.html(&Html::trusted(format!(
                "<p class=\"by\">{}: {}</p>",
                Html::text(&t::source().say(lang)),
                Html::text(&line)
            )))
        }
        (None, Some(paper)) => {
            let line = t::source_paper(paper.code.clone(), paper.issuer.clone()).say(lang);
            form.html(&Html::trusted(format!("<p class=\"by\">{}</p>", Html::text(&line))))
        }
        (None, None) => form.row([
            Field::select("source_kind", t::source_kind(), kinds()).required(),
            Field::text("source_code", t::source_code()).optional(),
            Field::date("source_issued", t::issued_on()).optional(),
        ]),
    };
    if found.source.is_none() && found.paper.is_none() {
        form = form.put(Field::text("source_title", t::source_title()).required());
    }
    // The three that are asked for.
    let mut owner = Field::select("owner", t::owner(), choose().chain(units())).required().focus();
    if found.units.len() == 1 {
        owner = owner.value(found.units.first().map_or_else(String::new, |(id, _)| id.to_string()));
    }
    form = form
        .put(owner)
        .row([
            Field::select("product_kind", t::product_kind(), products),
            Field::text("product", t::product()).required().value(content).hint(t::product_hint()),
        ])
        .put(Field::date("due", t::deadline()).required().value(due));
    let more = more(lang, viewer, found, filled, (units().collect(), posts, fields.collect()));
    form.html(&fold(ctx, t::more(), &more, !filled.faults.is_empty()))
        .button(&Button::submit(t::assign()).main().icon("send").key("Ctrl+Enter"))
        .render()
}

fn kinds() -> impl Iterator<Item = Choice> {
    let entered = SourceKind::ALL.iter().filter(|kind| **kind != SourceKind::Oral);
    entered.map(|kind| Choice::new(kind.code(), Text::from(source_kind(*kind))))
}

type Offered = (Vec<Choice>, Vec<Choice>, Vec<Choice>);

/// What is filled in unless somebody says otherwise.
fn more(
    lang: words::Lang,
    viewer: &Viewer,
    found: &Found,
    filled: &Filled,
    (units, posts, fields): Offered,
) -> Html {
    let none = |msg| std::iter::once(Choice::new("", msg));
    let received = found
        .source
        .as_ref()
        .and_then(|source| source.received_on)
        .or(found.paper.as_ref().map(|paper| paper.arrived_on))
        .unwrap_or(viewer.today);
    let field = found.parent.as_ref().and_then(|parent| parent.field);
    let all = [
        Field::text("owner_post", t::owner_post())
            .optional()
            .suggest(posts.clone())
            .hint(t::owner_post_hint()),
        Field::area("content", t::content()).optional().rows(3).hint(t::content_hint()),
        Field::select("level", t::level(), none(t::level_default()).chain(units.clone())),
        Field::text("follower", t::follower()).optional().suggest(posts),
        Field::select("field", t::field(), fields)
            .value(field.map_or_else(String::new, |field| field.to_string())),
        Field::select("decision", t::decision_needed(), none(t::nobody_needed()).chain(units.clone())),
        Field::date("received_on", t::received_on()).value(vietnamese::format_date(received)),
        Field::text("waits_for", t::waits_for()).optional().hint(t::waits_for_hint()),
        Field::check("sudden", t::sudden()).hint(t::sudden_hint()),
    ];
    let helpers = units.iter().map(|unit| {
        Field::check(format!("help-{}", unit.value), unit.label.clone()).filled(filled).render(lang)
    });
    let helpers = Html::trusted(format!(
        "<fieldset class=\"field\"><legend>{}</legend><div class=\"choices\">{}</div></fieldset>",
        Html::text(&t::cooperating().say(lang)),
        Html::join(helpers)
    ));
    let all = all.into_iter().chain(super::recurring::fields());
    Html::join(all.map(|field| field.filled(filled).render(lang)).chain([helpers]))
}

pub(super) fn day(form: &Pairs, name: &'static str) -> Result<Option<Date>, Refusal> {
    if form.get(name).trim().is_empty() { Ok(None) } else { form.date(name).map(Some) }
}

pub(super) fn post(
    posts: &[PostRow],
    form: &Pairs,
    name: &'static str,
) -> Result<Option<Id<people::Post>>, Refusal> {
    match form.get(name).trim() {
        "" => Ok(None),
        typed => names::meant(posts, typed, name).map(Some),
    }
}

/// A source that is entered with its first task.
fn new_source(form: &Pairs, paper: Option<&documents::PaperRow>) -> Result<NewSource, Refusal> {
    if let Some(paper) = paper {
        return Ok(NewSource {
            kind: SourceKind::Instruction,
            code: paper.code.clone(),
            title: paper.subject.clone(),
            body: paper.issuer.clone(),
            conference: String::new(),
            issued_on: paper.issued_on,
            received_on: Some(paper.arrived_on),
            received_estimated: false,
            paper: Some(paper.id),
            said_by: None,
        });
    }
    let kind = SourceKind::from_code(form.get("source_kind"));
    Ok(NewSource {
        kind: kind.ok_or_else(|| Refusal::invalid(t::choose_one()).field("source_kind"))?,
        code: form.get("source_code").to_owned(),
        title: form.get("source_title").to_owned(),
        body: String::new(),
        conference: String::new(),
        issued_on: day(form, "source_issued")?,
        received_on: None,
        received_estimated: false,
        paper: None,
        said_by: None,
    })
}

pub async fn save(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let asked = Asked {
        source: form.get("source").to_owned(),
        parent: form.get("parent").to_owned(),
        paper: form.get("paper").to_owned(),
    };
    let outcome = async {
        if !viewer.may_in_part(ASSIGN) {
            return Err(Refusal::forbidden());
        }
        let (reader, question) = (viewer.clone(), asked.clone());
        let found = house.office().read(move |tx| load(tx, &reader, &question)).await?;
        let found = found.ok_or_else(Refusal::not_found)?;
        let source = found.source.as_ref().map(|source| source.id);
        let new_source = match source {
            Some(_) => None,
            None => Some(new_source(&form, found.paper.as_ref())?),
        };
        let product = ProductKind::from_code(form.get("product_kind"));
        let one = Assignment {
            owner: form.id("owner")?,
            owner_post: post(&found.posts, &form, "owner_post")?,
            product_kind: product.ok_or_else(|| Refusal::invalid(t::choose_one()).field("product_kind"))?,
            product: form.get("product").to_owned(),
            content: form.get("content").to_owned(),
            due: day(&form, "due")?.ok_or_else(|| Refusal::invalid(t::due_missing()).field("due"))?,
            waits_for: form.get("waits_for").to_owned(),
            level: form.optional_id("level")?,
            follower: post(&found.posts, &form, "follower")?,
            cooperating: form.ticked_ids("help-"),
            field: form.optional_id("field")?,
            decision: form.optional_id("decision")?,
            received_on: day(&form, "received_on")?,
            sudden: !form.get("sudden").is_empty(),
        };
        let parent = found.parent.as_ref().map(|parent| parent.id);
        if let Some(rule) = super::recurring::rule(&form, one.due)? {
            let source = source.ok_or_else(|| Refusal::invalid(t::repeat_of_source()).field("every"))?;
            let input = acts::Repeat { source, rule, task: one };
            let done = house.office().act(viewer.actor(), form.act_id()?, input, acts::repeat).await;
            return done.map(|_| "/tasks/recurring".to_owned());
        }
        let input = Assign { source, new_source, parent, tasks: vec![one] };
        let made = house.office().act(viewer.actor(), form.act_id()?, input, acts::assign).await?;
        Ok(made.first().map_or_else(|| "/tasks".to_owned(), |one| format!("/tasks/{}", one.id)))
    };
    match outcome.await {
        Ok(to) => Redirect::to(&to).into_response(),
        Err(refusal) if refusal.field.is_some() => {
            screen(&house, &viewer, asked, &form.filled(&refusal)).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
