//! Sources: what tasks come from, whether it was searched through, words that wait for their leader.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Id, Refusal, StoreError, Tx};
use people::{House, Pairs, Role, Viewer, names, refused};
use ui::form::{Choice, Filled};
use ui::{
    Button, Card, Cell, Column, Crumbs, Ctx, Empty, Facts, Field, Form, Html, Notice, Page, Table, Text,
    WorkList,
};

use super::assign::day;
use super::{Known, may_see_source, source_kind};
use crate::acts::{self, ConfirmWord, NewSource, Searched, reach_of};
use crate::model::{Source, SourceKind};
use crate::store::{self, SourceRow, TaskRow};
use crate::{ASSIGN, ENTER, t};

const ROWS: u32 = 100;

struct Listed {
    rows: Vec<(SourceRow, i64, i64)>,
}

fn listed(tx: &mut Tx<'_>) -> Result<Listed, StoreError> {
    let rows = store::sources(tx, ROWS)?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let yields = store::yields(tx, &ids)?;
    let of = |id: Id<Source>| yields.iter().find(|(one, ..)| *one == id).map_or((0, 0), |(_, a, b)| (*a, *b));
    let rows = rows.into_iter().map(|row| {
        let (all, open) = of(row.id);
        (row, all, open)
    });
    Ok(Listed { rows: rows.collect() })
}

pub async fn list(State(house): State<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(ENTER) {
        return refused(&ctx, &refusal);
    }
    let found = match house.office().read(listed).await {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let add = Button::link(t::add_source(), "/sources/new").icon("plus").main().render(ctx.lang);
    let back = Button::link(t::tasks(), "/tasks").icon("list-check").render(ctx.lang);
    let body = if found.rows.is_empty() {
        Empty::new("files", t::no_sources()).next(t::no_sources_next()).render(ctx.lang)
    } else {
        table(&ctx, &found)
    };
    Page::new(&ctx, t::sources())
        .lead(t::sources_lead())
        .actions([back, add])
        .live(["tasks"])
        .body(body)
        .into_response()
}

/// Whether it was searched through, or what is missing.
fn state(source: &SourceRow, all: i64) -> words::Msg {
    match (&source.declined_why, source.settled(), source.searched_at, source.expected) {
        (Some(_), ..) => t::word_declined(),
        (_, false, ..) => t::word_waits(),
        (_, _, Some(_), _) => t::searched(),
        (_, _, None, Some(expected)) => t::searched_part(all, expected),
        (_, _, None, None) => t::not_yet_searched(),
    }
}

fn table(ctx: &Ctx, found: &Listed) -> Html {
    let columns = [
        Column::new(t::source()),
        Column::new(t::title()),
        Column::new(t::issued_on()).narrow(),
        Column::new(t::received_on()).narrow(),
        Column::new(t::tasks_of()).number(),
        Column::new(t::search_state()),
    ];
    let date = |on: Option<jiff::civil::Date>| on.map_or_else(|| "—".to_owned(), vietnamese::format_date);
    let table = found.rows.iter().fold(Table::new(t::sources(), columns), |table, (row, all, open)| {
        let code = if row.code.is_empty() { "—" } else { &row.code };
        let mut received = Cell::text(&date(row.received_on));
        if row.received_estimated {
            received = received.by(t::estimated().say(ctx.lang));
        }
        table.row([
            Cell::text(code).by(source_kind(row.kind).say(ctx.lang)).href(format!("/sources/{}", row.id)),
            Cell::text(&row.title).href(format!("/sources/{}", row.id)),
            Cell::text(&date(row.issued_on)),
            received,
            Cell::text(&all.to_string()).by(t::open_count(*open).say(ctx.lang)),
            Cell::text(&state(row, *all).say(ctx.lang)),
        ])
    });
    table.render(ctx.lang)
}

pub async fn new(State(house): State<House>, viewer: Viewer) -> Response {
    form_page(&house, &viewer, &Filled::default()).await
}

async fn form_page(house: &House, viewer: &Viewer, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(ENTER) {
        return refused(&ctx, &refusal);
    }
    let today = viewer.today;
    let leaders = house.office().read(move |tx| names::posts_with(tx, Role::Leader, today)).await;
    let leaders = match leaders {
        Ok(leaders) => leaders,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let kinds = SourceKind::ALL.iter().map(|kind| Choice::new(kind.code(), Text::from(source_kind(*kind))));
    let said_by = std::iter::once(Choice::new("", t::said_by_none())).chain(
        leaders
            .iter()
            .filter(|post| post.holder.is_some())
            .map(|post| Choice::new(post.id.to_string(), Text::from(names::label(post)))),
    );
    let form = Form::post(&ctx, "/sources/new")
        .filled(filled)
        .row([
            Field::select("kind", t::source_kind(), kinds),
            Field::text("code", t::source_code()).optional().focus(),
        ])
        .put(Field::area("title", t::source_title()).required().rows(2))
        .row([
            Field::date("issued_on", t::issued_on()).optional(),
            Field::date("received_on", t::received_on()).value(vietnamese::format_date(today)),
        ])
        .put(Field::check("received_estimated", t::received_estimated()))
        .row([
            Field::text("body", t::body()).optional(),
            Field::text("conference", t::conference()).optional(),
        ])
        .put(Field::select("said_by", t::said_by(), said_by).hint(t::said_by_hint()))
        .button(&Button::submit(t::add_source()).main().icon("device-floppy").key("Ctrl+Enter"))
        .render();
    Page::new(&ctx, t::add_source())
        .narrow()
        .crumbs(Crumbs::new().link(t::sources(), "/sources").here(t::add_source()))
        .body(Card::new(t::source(), form).padded().render(ctx.lang))
        .status(super::status(filled))
        .into_response()
}

pub async fn save(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let outcome = async {
        viewer.ask(ENTER)?;
        let kind = SourceKind::from_code(form.get("kind"));
        let input = NewSource {
            kind: kind.ok_or_else(|| Refusal::invalid(t::choose_one()).field("kind"))?,
            code: form.get("code").to_owned(),
            title: form.get("title").to_owned(),
            body: form.get("body").to_owned(),
            conference: form.get("conference").to_owned(),
            issued_on: day(&form, "issued_on")?,
            received_on: day(&form, "received_on")?,
            received_estimated: !form.get("received_estimated").is_empty(),
            paper: None,
            said_by: form.optional_id("said_by")?,
        };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::add_source).await
    };
    match outcome.await {
        Ok(id) => Redirect::to(&format!("/sources/{id}")).into_response(),
        Err(refusal) if refusal.field.is_some() => form_page(&house, &viewer, &form.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

struct Found {
    source: SourceRow,
    tasks: Vec<TaskRow>,
    hidden: usize,
    known: Known,
    said_by: Option<String>,
    mine: bool,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, id: Id<Source>) -> Result<Option<Found>, StoreError> {
    let Some(source) = store::source(tx, id)? else { return Ok(None) };
    if !may_see_source(viewer, &source) {
        return Ok(None);
    }
    let reach = reach_of(tx, viewer)?;
    let all = store::of_source(tx, id)?;
    let mut tasks = Vec::new();
    for task in &all {
        if store::reaches(tx, task.id, &reach)? {
            tasks.push(task.clone());
        }
    }
    let said_by = match source.said_by {
        Some(post) => names::post(tx, post, viewer.today)?.map(|post| names::label(&post)),
        None => None,
    };
    let mine = source.said_by.is_some_and(|post| viewer.desks().contains(&post))
        && viewer.roles().contains(&Role::Leader);
    let known = Known::load(tx, viewer.today)?;
    Ok(Some(Found { hidden: all.len() - tasks.len(), source, tasks, known, said_by, mine }))
}

pub async fn show(State(house): State<House>, viewer: Viewer, Path(id): Path<String>) -> Response {
    match id.parse() {
        Ok(id) => screen(&house, &viewer, id, &Filled::default()).await,
        Err(_) => refused(&house.page(&viewer).await, &Refusal::not_found()),
    }
}

async fn screen(house: &House, viewer: &Viewer, id: Id<Source>, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    let reader = viewer.clone();
    let found = match house.office().read(move |tx| load(tx, &reader, id)).await {
        Ok(Some(found)) => found,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let source = &found.source;
    let mut body = Vec::new();
    if let Some(why) = &source.declined_why {
        body.push(Notice::care(t::word_declined_why(why.clone())).render(lang));
    } else if !source.settled() {
        body.push(Notice::care(t::word_unconfirmed()).render(lang));
        if found.mine {
            body.push(Card::new(t::confirm_word(), confirm_form(&ctx, id, filled)).padded().render(lang));
        }
    }
    body.push(Card::new(t::facts(), facts(lang, &found)).padded().render(lang));
    let count = u64::try_from(found.tasks.len()).unwrap_or(0);
    let rows = found.tasks.iter().map(|task| super::row(&found.known, task, lang));
    let list = if found.tasks.is_empty() {
        Empty::new("list-check", t::source_without_tasks()).render(lang)
    } else {
        WorkList::new(rows).render(lang)
    };
    body.push(Card::new(t::tasks_of(), list).count(count).render(lang));
    if viewer.may(ENTER) && source.settled() {
        body.push(Card::new(t::search_through(), searched_form(&ctx, &found, filled)).padded().render(lang));
    }
    let mut actions = vec![Button::link(t::sources(), "/sources").icon("files").render(lang)];
    if viewer.may_in_part(ASSIGN) && source.settled() {
        let button = Button::link(t::assign(), format!("/tasks/new?source={id}"));
        actions.push(button.icon("plus").main().key("n w").render(lang));
    }
    let title = if source.code.is_empty() { source_kind(source.kind).say(lang) } else { source.code.clone() };
    Page::new(&ctx, Text::from(title))
        .lead(Text::from(source.title.clone()))
        .narrow()
        .actions(actions)
        .live(["tasks"])
        .body(Html::stack(body))
        .status(super::status(filled))
        .into_response()
}

fn facts(lang: words::Lang, found: &Found) -> Html {
    let source = &found.source;
    let date = |on: Option<jiff::civil::Date>| on.map_or_else(|| "—".to_owned(), vietnamese::format_date);
    let mut facts = Facts::new()
        .text(t::source_kind(), &source_kind(source.kind).say(lang))
        .text(t::issued_on(), &date(source.issued_on))
        .text(t::received_on(), &date(source.received_on));
    if source.received_estimated {
        facts = facts.text(t::received_on(), &t::estimated().say(lang));
    }
    for (name, value) in [(t::body(), &source.body), (t::conference(), &source.conference)] {
        if !value.is_empty() {
            facts = facts.text(name, value);
        }
    }
    if let Some(said_by) = &found.said_by {
        facts = facts.text(t::said_by(), said_by);
    }
    if let Some(paper) = source.paper {
        let open = Button::link(t::open_paper(), format!("/papers/{paper}")).icon("file-text").render(lang);
        facts = facts.put(t::paper(), open);
    }
    let all = i64::try_from(found.tasks.len() + found.hidden).unwrap_or(i64::MAX);
    facts.text(t::search_state(), &state(source, all).say(lang)).render(lang)
}

fn confirm_form(ctx: &Ctx, id: Id<Source>, filled: &Filled) -> Html {
    Form::post(ctx, format!("/sources/{id}/confirmations"))
        .filled(filled)
        .put(Field::text("why", t::what_is_wrong()).optional().hint(t::what_is_wrong_hint()))
        .button(&Button::submit(t::said_so()).main().icon("check").named("yes", "yes"))
        .button(&Button::submit(t::not_said()).icon("x").named("yes", "no"))
        .render()
}

fn searched_form(ctx: &Ctx, found: &Found, filled: &Filled) -> Html {
    let all = found.tasks.len() + found.hidden;
    let expected = found.source.expected.map_or_else(|| all.to_string(), |number| number.to_string());
    Form::post(ctx, format!("/sources/{}/searches", found.source.id))
        .filled(filled)
        .put(Field::number("expected", t::expected()).value(expected).hint(t::expected_hint()))
        .button(&Button::submit(t::searched_all()).main().icon("checks").named("complete", "yes"))
        .button(&Button::submit(t::note_number()).named("complete", "no"))
        .render()
}

pub async fn confirm(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Source>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async {
        let input =
            ConfirmWord { source: id, yes: form.get("yes") == "yes", why: form.get("why").to_owned() };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::confirm_word).await
    };
    answer(&house, &viewer, id, &form, outcome.await).await
}

pub async fn searched(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Source>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async {
        viewer.ask(ENTER)?;
        let expected = form.get("expected").trim().parse();
        let expected = expected
            .map_err(|_| Refusal::invalid(t::expected_wrong(acts::EXPECTED_MAX)).field("expected"))?;
        let input = Searched { source: id, expected, complete: form.get("complete") == "yes" };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::mark_searched).await
    };
    answer(&house, &viewer, id, &form, outcome.await).await
}

async fn answer(
    house: &House,
    viewer: &Viewer,
    id: Id<Source>,
    form: &Pairs,
    outcome: Result<(), Refusal>,
) -> Response {
    match outcome {
        Ok(()) => Redirect::to(&format!("/sources/{id}")).into_response(),
        Err(refusal) if refusal.field.is_some() => screen(house, viewer, id, &form.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}
