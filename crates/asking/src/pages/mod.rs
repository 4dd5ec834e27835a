//! Questions to the board: the list, putting one, one question; and what other pages say about them.

mod ask;
mod one;

use axum::Router;
use axum::extract::State as Given;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use directions::Desk;
use documents::Paper;
use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::notices::Title;
use people::{Beside, Card, Command, Held, House, Place, Post, Viewer, names, refused};
use ui::{Button, Cell, Column, Ctx, Due, Empty, Html, Page, Table, Text, WorkList, WorkRow};
use uuid::Uuid;
use words::Msg;

use crate::acts::sees;
use crate::model::{Question, State};
use crate::store::{self, QuestionRow};
use crate::{ASK, SEE_ALL, t};

/// Rows of the list, and of Today.
const ROWS: u32 = 100;
const TODAY_ROWS: u32 = 8;

/// Every route says who may; whose questions follows from the seats one has in them.
pub(crate) fn routes() -> Router<House> {
    Router::new()
        // anybody signed in: those that are put to them or by them
        .route("/board", get(list))
        .route("/board/{id}", get(one::show))
        // asking.ask
        .route("/board/new", get(ask::show).post(ask::save))
        .route("/board/{id}/passes", post(one::pass))
        .route("/board/{id}/withdrawals", post(one::withdraw))
        // the member whose turn it is
        .route("/board/{id}/answers", post(one::answer))
        // who decides
        .route("/board/{id}/conclusions", post(one::conclude))
}

/// A page with faults in its form is no success.
fn status(filled: &ui::Filled) -> axum::http::StatusCode {
    use axum::http::StatusCode;
    if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

fn state_name(state: State) -> Msg {
    match state {
        State::Going => t::state_going(),
        State::Differing => t::state_differing(),
        State::Concluded => t::state_concluded(),
        State::Withdrawn => t::state_withdrawn(),
    }
}

fn chip(row: &QuestionRow, today: Date) -> Due {
    let day = vietnamese::format_date;
    match (row.state, row.due_on) {
        (State::Concluded, _) => Due::met(state_name(row.state)),
        (State::Withdrawn, _) => Due::plain(state_name(row.state)),
        (_, Some(due)) if due < today => Due::late(t::due_was(day(due))),
        (State::Differing, _) => Due::soon(state_name(row.state)),
        (_, Some(due)) => Due::plain(t::due_by(day(due))),
        (_, None) => Due::plain(state_name(row.state)),
    }
}

struct Found {
    rows: Vec<(QuestionRow, String)>,
    today: Date,
}

/// Who is asked now, by name.
fn with(tx: &mut Tx<'_>, row: &QuestionRow, today: Date) -> Result<String, StoreError> {
    let post = match row.turn {
        Some(post) => names::post(tx, post, today)?,
        None => None,
    };
    Ok(post.map_or_else(String::new, |post| names::label(&post)))
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Found, StoreError> {
    let rows = if viewer.may(SEE_ALL) {
        store::all(tx, ROWS)?
    } else {
        let desk = Desk::of_viewer(tx, viewer)?;
        store::of_posts(tx, &desk.posts, ROWS)?
    };
    let mut named = Vec::new();
    for row in rows {
        let with = with(tx, &row, viewer.today)?;
        named.push((row, with));
    }
    Ok(Found { rows: named, today: viewer.today })
}

async fn list(Given(house): Given<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    let reader = viewer.clone();
    let found = match house.office().read(move |tx| load(tx, &reader)).await {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let mut actions = Vec::new();
    if viewer.may(ASK) {
        actions.push(Button::link(t::ask(), "/board/new").icon("plus").main().key("n").render(ctx.lang));
    }
    let body = if found.rows.is_empty() {
        let empty = Empty::new("message-2-question", t::no_questions());
        let next = if viewer.may(ASK) { t::no_questions_next() } else { t::no_questions_wait() };
        empty.next(next).render(ctx.lang)
    } else {
        table(&ctx, &found)
    };
    Page::new(&ctx, t::board())
        .lead(t::board_lead())
        .actions(actions)
        .live(["board"])
        .body(body)
        .into_response()
}

fn table(ctx: &Ctx, found: &Found) -> Html {
    let columns = [
        Column::new(t::question()),
        Column::new(t::with_whom()),
        Column::new(t::asked_on()).narrow(),
        Column::new(t::state()).narrow(),
    ];
    let table = found.rows.iter().fold(Table::new(t::board(), columns), |table, (row, with)| {
        table.row([
            Cell::text(&row.title).strong().href(format!("/board/{}", row.id)),
            Cell::text(with),
            Cell::text(&vietnamese::format_date(row.at.date())),
            Cell::html(chip(row, found.today).render(ctx.lang)),
        ])
    });
    table.render(ctx.lang)
}

/// The question, for whom it is there.
fn seen(tx: &mut Tx<'_>, viewer: &Viewer, id: Id<Question>) -> Result<Option<QuestionRow>, StoreError> {
    let Some(row) = store::question(tx, id)? else { return Ok(None) };
    let desk = Desk::of_viewer(tx, viewer)?;
    let seats = store::seats(tx, id)?;
    Ok(sees(&desk, &row, &seats).then_some(row))
}

/// What waits for one's own word.
pub(crate) fn today(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<Card>, StoreError> {
    let desk = Desk::of_viewer(tx, viewer)?;
    let rows = store::waiting(tx, &desk.posts, ROWS)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let count = u64::try_from(rows.len()).unwrap_or(0);
    let late = rows.iter().filter(|row| row.due_on.is_some_and(|due| due < viewer.today)).count();
    let first = rows.first().map_or_else(String::new, |row| format!("/board/{}", row.id));
    let shown = rows.iter().take(TODAY_ROWS as usize).map(|row| {
        WorkRow::new(String::new(), Text::from(row.title.clone()), format!("/board/{}", row.id))
            .by(Text::from(if row.state == State::Differing { t::to_decide() } else { t::to_answer() }))
            .due(chip(row, viewer.today))
    });
    let card =
        Card::new(t::card(), first, count).late(u64::try_from(late).unwrap_or(0)).rows(shown.collect());
    Ok(vec![card.place(Place::Work).verb(t::verb(count))])
}

/// What lies on a post, for whoever hands it over.
pub(crate) fn held(tx: &mut Tx<'_>, post: Id<Post>, _: Date) -> Result<Vec<Held>, StoreError> {
    let rows = store::waiting(tx, &[post], ROWS)?;
    let held = |row: QuestionRow| Held {
        what: t::to_answer(),
        title: row.title,
        href: format!("/board/{}", row.id),
        on: row.due_on,
    };
    Ok(rows.into_iter().map(held).collect())
}

pub(crate) fn title(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    (kind, id): (&str, Uuid),
) -> Result<Option<Title>, StoreError> {
    if kind != "board_question" {
        return Ok(None);
    }
    let found = seen(tx, viewer, Id::from_uuid(id))?;
    Ok(found.map(|row| Title { text: row.title, href: format!("/board/{id}") }))
}

pub(crate) fn why(code: &str, _: i64) -> Option<Msg> {
    Some(match code {
        "asking.turn" => t::why_turn(),
        "asking.differ" => t::why_differ(),
        "asking.concluded" => t::why_concluded(),
        _ => return None,
    })
}

/// Questions about a paper, on its page; and the way to put one. The page has asked who may read the paper.
pub(crate) fn beside(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    (kind, paper): (&str, Uuid),
) -> Result<Option<Beside>, StoreError> {
    if kind != "paper" {
        return Ok(None);
    }
    let paper: Id<Paper> = Id::from_uuid(paper);
    let mut rows = Vec::new();
    for row in store::of_paper(tx, paper)? {
        if let Some(row) = seen(tx, viewer, row.id)? {
            let by = Text::from(with(tx, &row, viewer.today)?);
            let title = Text::from(row.title.clone());
            let line = WorkRow::new(String::new(), title, format!("/board/{}", row.id));
            rows.push(line.by(by).due(chip(&row, viewer.today)));
        }
    }
    let asks = viewer.may(ASK);
    if rows.is_empty() && !asks {
        return Ok(None);
    }
    Ok(Some(Box::new(move |ctx| {
        let count = u64::try_from(rows.len()).unwrap_or(0);
        let mut body = Vec::new();
        if count > 0 {
            body.push(WorkList::new(rows).render(ctx.lang));
        }
        if asks {
            let button = Button::link(t::ask(), format!("/board/new?paper={paper}"));
            body.push(button.icon("message-2-question").render(ctx.lang));
        }
        let card = ui::Card::new(t::board(), Html::join(body)).padded();
        if count > 0 { card.count(count).render(ctx.lang) } else { card.render(ctx.lang) }
    })))
}

pub(crate) fn palette(
    _: &mut Tx<'_>,
    _: &House,
    viewer: &Viewer,
    typed: &str,
) -> Result<Vec<Command>, StoreError> {
    let name = t::board().say(viewer.lang);
    let typed = vietnamese::fold(typed.trim());
    if typed.is_empty() || !vietnamese::fold(&name).contains(&typed) {
        return Ok(Vec::new());
    }
    Ok(vec![Command {
        title: Text::from(name),
        hint: Text::from(t::board_hint()),
        href: "/board".to_owned(),
        group: t::board(),
        icon: "message-2-question",
    }])
}
