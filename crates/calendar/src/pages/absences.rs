//! Who is away, now and in the days to come; recording an absence; coming back.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use kernel::{Id, Refusal, StoreError, Tx};
use people::names::PostRow;
use people::{Command, House, Pairs, Role, Viewer, names, refused};
use serde::{Deserialize, Serialize};
use ui::form::Choice;
use ui::{Button, Card, Cell, Column, Ctx, Due, Empty, Field, Filled, Form, Html, Page, Table, Text, fold};
use words::Msg;

use super::plus_days;
use crate::acts::{self, RecordAbsence};
use crate::model::{Absence, AbsenceKind};
use crate::store::{self, AbsenceRow};
use crate::{ABSENCES, SEE, t};

/// How far the list looks ahead and back.
const AHEAD: i64 = 366;
const BACK: i64 = 62;

pub(crate) fn kind_name(kind: AbsenceKind) -> Msg {
    match kind {
        AbsenceKind::Leave => t::absence_leave(),
        AbsenceKind::Mission => t::absence_mission(),
        AbsenceKind::Study => t::absence_study(),
        AbsenceKind::Sick => t::absence_sick(),
        AbsenceKind::Other => t::absence_other(),
    }
}

struct Seen {
    rows: Vec<AbsenceRow>,
    posts: Vec<PostRow>,
    /// For whom this reader may record, the reader first.
    persons: Vec<(Id<people::Person>, String)>,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Seen, StoreError> {
    let today = viewer.today;
    let rows = store::absences_between(tx, plus_days(today, -BACK), plus_days(today, AHEAD))?;
    let posts = names::posts(tx, today)?;
    let mut persons = vec![(viewer.person, viewer.name.clone())];
    let mut offer = |post: &PostRow| {
        if let (Some(id), Some(name)) = (post.holder, &post.holder_name)
            && persons.iter().all(|(there, _)| *there != id)
        {
            persons.push((id, format!("{name} · {}, {}", post.title, post.unit_name)));
        }
    };
    if viewer.may(ABSENCES) {
        posts.iter().for_each(&mut offer);
    } else if viewer.roles().contains(&Role::Secretary) {
        names::served_by(tx, viewer.post, today)?.iter().for_each(&mut offer);
    }
    Ok(Seen { rows, posts, persons })
}

pub async fn show(State(house): State<House>, viewer: Viewer) -> Response {
    screen(&house, &viewer, &Filled::default()).await
}

async fn screen(house: &House, viewer: &Viewer, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(SEE) {
        return refused(&ctx, &refusal);
    }
    let reader = viewer.clone();
    let seen = match house.office().read(move |tx| load(tx, &reader)).await {
        Ok(seen) => seen,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let today = viewer.today;
    let (past, coming): (Vec<&AbsenceRow>, Vec<&AbsenceRow>) =
        seen.rows.iter().partition(|row| row.last() < today);
    let list = if coming.is_empty() {
        let empty = Empty::new("calendar", t::nobody_away()).next(t::nobody_away_next());
        Card::new(t::away_now(), empty.render(ctx.lang)).render(ctx.lang)
    } else {
        let count = u64::try_from(coming.len()).unwrap_or(0);
        Card::new(t::away_now(), table(&ctx, viewer, &seen, &coming)).count(count).render(ctx.lang)
    };
    let mut left = vec![list];
    if !past.is_empty() {
        left.push(fold(&ctx, t::away_before(), &table(&ctx, viewer, &seen, &past), false));
    }
    let right = Card::new(t::record_absence(), form(&ctx, viewer, &seen, filled)).padded().render(ctx.lang);
    Page::new(&ctx, t::absences())
        .lead(t::absences_lead())
        .actions([Button::link(t::to_roster(), "/duty").icon("phone").render(ctx.lang)])
        .live(["absence"])
        .status(people::pages::pairs::status(filled))
        .body(Html::columns(Html::stack(left), right))
        .into_response()
}

/// Why somebody is away is told to themselves and to who keeps the list; to others that they are.
fn told(viewer: &Viewer, row: &AbsenceRow) -> bool {
    row.person == viewer.person || viewer.may(ABSENCES)
}

fn table(ctx: &Ctx, viewer: &Viewer, seen: &Seen, rows: &[&AbsenceRow]) -> Html {
    let lang = ctx.lang;
    let day = vietnamese::format_date;
    let columns = [t::who(), t::away_days(), t::stands_in(), t::state()].map(Column::new);
    let mut table = Table::new(t::absences(), columns);
    for row in rows {
        let post = |id| seen.posts.iter().find(|post| post.id == id);
        let held = seen.posts.iter().find(|post| post.holder == Some(row.person));
        let own = row.post.and_then(post).or(held).map_or_else(String::new, |post| post.title.clone());
        let mut days = Cell::text(&format!("{} – {}", day(row.from), day(row.last())));
        if told(viewer, row) {
            let kind = kind_name(row.kind).say(lang);
            days = days.by(if row.note.is_empty() { kind } else { format!("{kind} · {}", row.note) });
        }
        let instead = match row.substitute.and_then(post) {
            Some(post) => Cell::text(post.holder_name.as_deref().unwrap_or("")).by(post.title.as_str()),
            None => Cell::text(&t::by_regulation().say(lang)),
        };
        let mut state = vec![if row.holds(viewer.today) {
            Due::soon(t::away_today()).render(lang)
        } else if row.last() < viewer.today {
            Due::met(t::came_back()).render(lang)
        } else {
            Due::plain(t::away_later()).render(lang)
        }];
        let mine = seen.persons.iter().any(|(person, _)| *person == row.person);
        if mine && row.last() >= viewer.today {
            let label = if row.from <= viewer.today { t::back_now() } else { t::cancel_absence() };
            let back = Form::post(ctx, format!("/absences/{}/ending", row.id))
                .inline()
                .button(&Button::submit(label));
            state.push(back.render());
        }
        table =
            table.row([Cell::text(&row.name).strong().by(own), days, instead, Cell::html(Html::join(state))]);
    }
    table.render(lang)
}

fn form(ctx: &Ctx, viewer: &Viewer, seen: &Seen, filled: &Filled) -> Html {
    let kinds = AbsenceKind::ALL.iter().map(|kind| Choice::new(kind.code(), kind_name(*kind)));
    let held = seen.posts.iter().filter(|post| post.holder.is_some_and(|holder| holder != viewer.person));
    let posts = held.map(|post| {
        let label = names::label(post);
        Choice::new(label.clone(), Text::from(label))
    });
    let mut form = Form::post(ctx, "/absences").filled(filled);
    if seen.persons.len() > 1 {
        let persons =
            seen.persons.iter().map(|(id, name)| Choice::new(id.to_string(), Text::from(name.clone())));
        form = form.put(Field::select("person", t::who_is_away(), persons));
    }
    form.row([
        Field::date("from", t::away_from()).required().value(vietnamese::format_date(viewer.today)),
        Field::date("to", t::away_to()).required(),
    ])
    .put(Field::select("kind", t::absence_kind(), kinds))
    .put(Field::text("substitute", t::stands_in()).optional().suggest(posts).hint(t::substitute_hint()))
    .put(Field::text("note", t::note()).optional())
    .button(&Button::submit(t::record_absence()).main().icon("check").key("Ctrl+Enter"))
    .render()
}

pub async fn record(State(house): State<House>, viewer: Viewer, Posted(form): Posted<Pairs>) -> Response {
    let outcome = async {
        viewer.ask(SEE)?;
        let today = viewer.today;
        let posts = house.office().read(move |tx| names::posts(tx, today)).await?;
        let kind = AbsenceKind::from_code(form.get("kind"));
        let mut wrong = Vec::new();
        let (from, to) = (form.date("from"), form.date("to"));
        let typed = form.get("substitute").trim();
        let substitute =
            if typed.is_empty() { Ok(None) } else { names::meant(&posts, typed, "substitute").map(Some) };
        let (Ok(from), Ok(to), Ok(substitute)) = (&from, &to, &substitute) else {
            wrong.extend([from.err(), to.err(), substitute.err()].into_iter().flatten());
            return Err(Refusal::all(wrong).err().unwrap_or_else(Refusal::not_found));
        };
        let input = RecordAbsence {
            person: if form.get("person").is_empty() { viewer.person } else { form.id("person")? },
            post: None,
            kind: kind.ok_or_else(|| Refusal::invalid(t::choose_one()).field("kind"))?,
            from: *from,
            to: *to,
            substitute: *substitute,
            note: form.get("note").to_owned(),
        };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::record_absence).await.map(drop)
    };
    answer(&house, &viewer, &form, outcome.await).await
}

pub async fn end(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<Id<Absence>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async {
        viewer.ask(SEE)?;
        house.office().act(viewer.actor(), form.act_id()?, id, acts::end_absence).await
    };
    answer(&house, &viewer, &form, outcome.await).await
}

async fn answer(house: &House, viewer: &Viewer, form: &Pairs, outcome: Result<(), Refusal>) -> Response {
    match outcome {
        Ok(()) => Redirect::to("/absences").into_response(),
        Err(refusal) if refusal.field.is_some() => screen(house, viewer, &form.filled(&refusal)).await,
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}

/// The way there from the palette, for whoever may see it.
pub(crate) fn palette(
    _: &mut Tx<'_>,
    _: &House,
    viewer: &Viewer,
    typed: &str,
) -> Result<Vec<Command>, StoreError> {
    let wanted = vietnamese::fold(typed.trim());
    let named = vietnamese::fold(&t::absences().say(viewer.lang)).contains(&wanted);
    if !named || !viewer.may(SEE) {
        return Ok(Vec::new());
    }
    Ok(vec![Command {
        title: Text::from(t::absences()),
        hint: Text::from(String::new()),
        href: "/absences".to_owned(),
        group: t::duty(),
        icon: "calendar",
    }])
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// The first and the last day; today when left out.
    from: Option<Date>,
    to: Option<Date>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct AbsenceOut {
    id: Id<Absence>,
    person: Id<people::Person>,
    name: String,
    post: Option<Id<people::Post>>,
    from: Date,
    to: Date,
    substitute: Option<Id<people::Post>>,
    /// Told to oneself and to who keeps the list.
    kind: Option<AbsenceKind>,
}

/// Who is away on these days.
pub(crate) fn listed(tx: &mut Tx<'_>, viewer: &Viewer, asked: Asked) -> Result<Vec<AbsenceOut>, Refusal> {
    viewer.ask(SEE)?;
    let from = asked.from.unwrap_or(viewer.today);
    let rows = store::absences_between(tx, from, asked.to.unwrap_or(from))?;
    Ok(rows
        .into_iter()
        .map(|row| AbsenceOut {
            id: row.id,
            person: row.person,
            kind: told(viewer, &row).then_some(row.kind),
            to: row.last(),
            name: row.name,
            post: row.post,
            from: row.from,
            substitute: row.substitute,
        })
        .collect())
}
