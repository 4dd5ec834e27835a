//! Setting up a series of books, the start of its present book, and the terms of office.

use std::sync::Arc;

use axum::Form as PostedForm;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use documents::{CONFIGURE, KEEP, SetSeries, SetTerms};
use jiff::civil::Date;
use kernel::{Id, Refusal, StoreError};
use people::{House, Post, Unit, Viewer, act_id, faults, refused};
use rules::{KeyPart, TermOfOffice};
use ui::form::{Choice, Field, Filled, Form};
use ui::{Button, Card, Ctx, Html, Notice, Page, Text};

use super::accept::date;
use super::books::{Kept, begin_form, configure_form, kept, key_said};
use super::keeping::{Posted, one};
use crate::books::{self, Shelf};
use crate::t;

struct Found {
    shelf: Option<Shelf>,
    present: Option<Kept>,
    units: Vec<(Id<Unit>, String)>,
    posts: Vec<(Id<Post>, String)>,
    rules: Arc<rulebook::Rulebook>,
    today: Date,
}

/// Keys that make sense, each as it is posted.
const KEYS: [&[KeyPart]; 5] = [
    &[KeyPart::Book, KeyPart::Year],
    &[KeyPart::Book, KeyPart::Kind, KeyPart::Year],
    &[KeyPart::Book, KeyPart::Term],
    &[KeyPart::Book, KeyPart::Kind, KeyPart::Term],
    &[KeyPart::Book],
];

fn coded(key: &[KeyPart]) -> String {
    key.iter().map(|part| documents::part_code(*part)).collect::<Vec<_>>().join(" ")
}

pub async fn new(State(house): State<House>, viewer: Viewer) -> Response {
    screen(&house, &viewer, None, &Filled::default()).await
}

pub async fn show(State(house): State<House>, viewer: Viewer, Path(id): Path<String>) -> Response {
    match id.parse() {
        Ok(id) => screen(&house, &viewer, Some(id), &Filled::default()).await,
        Err(_) => refused(&house.page(&viewer).await, &Refusal::not_found()),
    }
}

/// The page of the series that this book is of.
pub(super) async fn of_book(house: &House, viewer: &Viewer, book: &str, filled: &Filled) -> Response {
    let Ok(book) = book.parse::<Id<documents::Book>>() else {
        return refused(&house.page(viewer).await, &Refusal::not_found());
    };
    let series = house
        .office()
        .read(move |tx| match documents::book(tx, book)?.and_then(|book| book.series) {
            Some(id) => Ok(Some(id)),
            None => Ok(documents::series_coded(tx, documents::INCOMING)?.map(|row| row.id)),
        })
        .await;
    match series {
        Ok(Some(id)) => screen(house, viewer, Some(id), filled).await,
        Ok(None) => refused(&house.page(viewer).await, &Refusal::not_found()),
        Err(fault) => refused(&house.page(viewer).await, &fault.into()),
    }
}

async fn screen(
    house: &House,
    viewer: &Viewer,
    id: Option<Id<documents::Series>>,
    filled: &Filled,
) -> Response {
    let ctx = house.page(viewer).await;
    let asked = if id.is_some() { super::books::ask(viewer) } else { viewer.ask(CONFIGURE) };
    if let Err(refusal) = asked {
        return refused(&ctx, &refusal);
    }
    let today = viewer.today;
    let found = house
        .office()
        .read(move |tx| -> Result<_, StoreError> {
            let shelf = books::shelves(tx)?.into_iter().find(|shelf| Some(shelf.row.id) == id);
            let present = match &shelf {
                Some(shelf) => documents::numbering::book_for(tx, &shelf.row, ("", today))?,
                None => None,
            };
            let present = match present {
                Some(book) => Some(kept(tx, book)?),
                None => None,
            };
            let units = people::names::units(tx, today)?.into_iter().map(|unit| (unit.id, unit.name));
            let units = units.collect();
            let posts = people::names::posts(tx, today)?.into_iter();
            let posts = posts.map(|post| (post.id, format!("{} · {}", post.title, post.unit_name))).collect();
            let rules = rulebook::rules(tx)?;
            Ok(Found { shelf, present, units, posts, rules, today })
        })
        .await;
    let found = match found {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let hidden = found.shelf.as_ref().is_some_and(|shelf| !viewer.may(CONFIGURE) && !shelf.kept_by(viewer));
    if id.is_some() && found.shelf.is_none() || hidden {
        return refused(&ctx, &Refusal::not_found());
    }
    let mut body = Vec::new();
    if viewer.may(CONFIGURE) {
        let form = series_form(&ctx, &found, filled);
        body.push(Card::new(t::series_settings(), form).padded().render(ctx.lang));
    }
    if let Some(shelf) = &found.shelf
        && (viewer.may(CONFIGURE) || viewer.may(KEEP))
    {
        match &found.present {
            Some(one) => body.push(
                Card::new(t::configure_book(), configure_form(&ctx, one, filled)).padded().render(ctx.lang),
            ),
            None if !documents::numbering::by_kind(&found.rules, &shelf.row, today)
                && shelf.row.active(today) =>
            {
                body.push(Notice::plain(t::book_not_begun()).render(ctx.lang));
                body.push(begin_form(&ctx, Some(shelf.row.id)));
            }
            None => {}
        }
    }
    let title = found.shelf.map_or_else(|| Text::from(t::new_series()), |shelf| Text::from(shelf.row.name));
    let crumbs = ui::Crumbs::new().link(t::books(), "/books").here(title.clone());
    let status = if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Page::new(&ctx, title).crumbs(crumbs).narrow().body(Html::stack(body)).status(status).into_response()
}

fn series_form(ctx: &Ctx, found: &Found, filled: &Filled) -> Html {
    let row = found.shelf.as_ref().map(|shelf| &shelf.row);
    let by_rule = match documents::numbering::rule(&found.rules, found.today) {
        Some((key, source, true)) => {
            format!("{} · {}", t::by_rule(source).say(ctx.lang), key_said(ctx, &key))
        }
        Some((key, source, false)) => {
            format!("{} · {}", t::rule_unconfirmed(source).say(ctx.lang), key_said(ctx, &key))
        }
        None => t::by_choice().say(ctx.lang),
    };
    let keys = std::iter::once(Choice::new("", Text::from(by_rule)))
        .chain(KEYS.map(|key| Choice::new(coded(key), Text::from(key_said(ctx, key)))));
    let units = std::iter::once(Choice::new("", t::whole_office()))
        .chain(found.units.iter().map(|(id, name)| Choice::new(id.to_string(), Text::from(name.clone()))));
    let named = found.shelf.as_ref().map(|shelf| shelf.posts.as_slice()).unwrap_or_default();
    let post = |at: usize| named.get(at).map_or_else(String::new, ToString::to_string);
    let posts = || {
        std::iter::once(Choice::new("", t::every_clerk()))
            .chain(found.posts.iter().map(|(id, name)| Choice::new(id.to_string(), Text::from(name.clone()))))
    };
    let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    let action = row.map_or_else(|| "/books/series".to_owned(), |row| format!("/books/series/{}", row.id));
    let mut form = Form::post(ctx, action)
        .filled(filled)
        .put(
            Field::text("name", t::series_name())
                .value(row.map_or("", |row| row.name.as_str()))
                .hint(t::series_name_hint())
                .required(),
        )
        .put(
            Field::select("unit", t::series_unit(), units)
                .value(row.and_then(|row| row.unit).map_or_else(String::new, |unit| unit.to_string())),
        )
        .put(
            Field::select("key", t::numbered_by(), keys)
                .value(row.map_or_else(String::new, |row| coded(&row.key)))
                .hint(t::numbered_by_hint()),
        )
        .put(
            Field::area("kinds", t::series_kinds())
                .rows(3)
                .value(row.map_or_else(String::new, |row| row.kinds.join("\n")))
                .optional()
                .hint(t::series_kinds_hint()),
        )
        .row([
            Field::select("post_1", t::series_post(), posts()).value(post(0)),
            Field::select("post_2", t::series_post_too(), posts()).value(post(1)),
        ]);
    // More posts than two were named through the API: they stay.
    for more in named.iter().skip(2) {
        form = form.hidden("post_more", more.to_string());
    }
    form.put(Field::check("closed", t::series_closed_check()).checked(row.is_some_and(|row| row.closed)))
        .row([
            Field::date("active_from", t::active_from())
                .value(day(row.and_then(|r| r.active_from)))
                .optional(),
            Field::date("active_to", t::active_to()).value(day(row.and_then(|r| r.active_to))).optional(),
            Field::number("place", t::series_place())
                .value(row.map_or_else(|| "10".to_owned(), |row| row.place.to_string())),
        ])
        .button(&Button::submit(t::save()).main().icon("device-floppy"))
        .render()
}

fn input(form: &[(String, String)], series: Option<Id<documents::Series>>) -> Result<SetSeries, Refusal> {
    let not_found = || Refusal::not_found();
    let unit = match one(form, "unit") {
        "" => None,
        id => Some(id.parse().map_err(|_| not_found())?),
    };
    let key = one(form, "key");
    let key = match KEYS.iter().find(|parts| coded(parts) == key) {
        Some(parts) => parts.to_vec(),
        None if key.is_empty() => Vec::new(),
        None => return Err(not_found()),
    };
    let mut posts = Vec::new();
    for (_, id) in form.iter().filter(|(name, id)| name.starts_with("post_") && !id.is_empty()) {
        posts.push(id.parse().map_err(|_| not_found())?);
    }
    let place = one(form, "place").trim().parse();
    Ok(SetSeries {
        series,
        name: one(form, "name").to_owned(),
        unit,
        key,
        kinds: one(form, "kinds").lines().map(str::to_owned).collect(),
        posts,
        closed: !one(form, "closed").is_empty(),
        place: place.map_err(|_| Refusal::invalid(t::number_needed()).field("place"))?,
        active_from: date(one(form, "active_from"), "active_from")?,
        active_to: date(one(form, "active_to"), "active_to")?,
    })
}

pub async fn create(State(house): State<House>, viewer: Viewer, PostedForm(form): Posted) -> Response {
    set(&house, &viewer, None, form).await
}

pub async fn change(
    State(house): State<House>,
    viewer: Viewer,
    Path(id): Path<String>,
    PostedForm(form): Posted,
) -> Response {
    match id.parse() {
        Ok(id) => set(&house, &viewer, Some(id), form).await,
        Err(_) => refused(&house.page(&viewer).await, &Refusal::not_found()),
    }
}

async fn set(
    house: &House,
    viewer: &Viewer,
    id: Option<Id<documents::Series>>,
    form: Vec<(String, String)>,
) -> Response {
    let outcome = async {
        viewer.ask(CONFIGURE)?;
        let input = input(&form, id)?;
        house.office().act(viewer.actor(), act_id(one(&form, "act_id"))?, input, documents::set_series).await
    }
    .await;
    match outcome {
        Ok(_) => Redirect::to("/books").into_response(),
        Err(refusal) if refusal.field.is_some() => {
            let filled = Filled::from_pairs(form).with(faults(&refusal));
            screen(house, viewer, id, &filled).await
        }
        Err(refusal) => refused(&house.page(viewer).await, &refusal),
    }
}

pub async fn terms(State(house): State<House>, viewer: Viewer) -> Response {
    terms_screen(&house, &viewer, &Filled::default()).await
}

async fn terms_screen(house: &House, viewer: &Viewer, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(CONFIGURE) {
        return refused(&ctx, &refusal);
    }
    let terms = match house.office().read(documents::numbering::terms).await {
        Ok(terms) => terms,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lines: Vec<_> =
        terms.iter().map(|term| format!("{} {}", term.name, vietnamese::format_date(term.starts))).collect();
    let form = Form::post(&ctx, "/books/terms")
        .filled(filled)
        .put(Field::area("terms", t::terms()).rows(6).value(lines.join("\n")).hint(t::terms_hint()))
        .button(&Button::submit(t::save()).main().icon("device-floppy"))
        .render();
    let crumbs = ui::Crumbs::new().link(t::books(), "/books").here(t::terms());
    let status = if filled.faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Page::new(&ctx, t::terms())
        .crumbs(crumbs)
        .narrow()
        .body(Card::new(t::terms(), form).padded().render(ctx.lang))
        .status(status)
        .into_response()
}

/// A line of the form: the name, then the first day.
fn term(line: &str) -> Result<TermOfOffice, Refusal> {
    let wrong = || Refusal::invalid(t::term_line(line.to_owned())).field("terms");
    let (name, day) = line.trim().rsplit_once(char::is_whitespace).ok_or_else(wrong)?;
    let starts = date(day, "terms")?.ok_or_else(wrong)?;
    Ok(TermOfOffice { name: name.trim().to_owned(), starts })
}

pub async fn set_terms(State(house): State<House>, viewer: Viewer, PostedForm(form): Posted) -> Response {
    let outcome = async {
        viewer.ask(CONFIGURE)?;
        let lines = one(&form, "terms").lines().filter(|line| !line.trim().is_empty());
        let terms = lines.map(term).collect::<Result<_, _>>()?;
        let id = act_id(one(&form, "act_id"))?;
        house.office().act(viewer.actor(), id, SetTerms { terms }, documents::set_terms).await
    }
    .await;
    match outcome {
        Ok(()) => Redirect::to("/books").into_response(),
        Err(refusal) if refusal.field.is_some() => {
            let filled = Filled::from_pairs(form).with(faults(&refusal));
            terms_screen(&house, &viewer, &filled).await
        }
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}
