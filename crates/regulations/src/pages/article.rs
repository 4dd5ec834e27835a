//! One article: its words, its provisions one by one, confirming it.

use axum::Form as Posted;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Id, Refusal, StoreError, Tx};
use people::names::PostRow;
use people::{House, Pairs, Viewer, names, refused};
use serde::Deserialize;
use ui::{Button, Card, Crumbs, Ctx, Field, Filled, Form, Html, Page};

use super::provision::{self, Offer};
use super::{chip, quiet};
use crate::acts::{self, Confirm, PutArticle, RemoveArticle, Withdraw};
use crate::day::Day;
use crate::model::{Article, State as Stage, Version};
use crate::say::Names;
use crate::store::{self, ArticleRow, VersionRow};
use crate::{DECIDE, t};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The place of the provision that is changed.
    provision: String,
    /// The sort of a new one.
    add: String,
}

struct Seen {
    version: VersionRow,
    article: Option<ArticleRow>,
    posts: Vec<PostRow>,
    names: Names,
}

fn load(
    tx: &mut Tx<'_>,
    viewer: &Viewer,
    (version, article): (Id<Version>, Option<Id<Article>>),
) -> Result<Option<Seen>, StoreError> {
    let Some(version) = store::version(tx, version)? else { return Ok(None) };
    let article = match article {
        Some(id) => match store::article(tx, id)?.filter(|row| row.version == version.id) {
            Some(row) => Some(row),
            None => return Ok(None),
        },
        None => None,
    };
    let names = Names::of(&Day::load(tx, viewer.today)?);
    Ok(Some(Seen { version, article, posts: names::posts(tx, viewer.today)?, names }))
}

type Of = (Id<Version>, Option<Id<Article>>);

pub async fn show(
    State(house): State<House>,
    viewer: Viewer,
    Path((version, article)): Path<(Id<Version>, Id<Article>)>,
    Query(asked): Query<Asked>,
) -> Response {
    screen((&house, &viewer), (version, Some(article)), asked, &Filled::default()).await
}

pub async fn new(State(house): State<House>, viewer: Viewer, Path(version): Path<Id<Version>>) -> Response {
    screen((&house, &viewer), (version, None), Asked::default(), &Filled::default()).await
}

async fn screen((house, viewer): (&House, &Viewer), of: Of, asked: Asked, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(DECIDE) {
        return refused(&ctx, &refusal);
    }
    let reader = viewer.clone();
    let seen = match house.office().read(move |tx| load(tx, &reader, of)).await {
        Ok(Some(seen)) => seen,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let draft = seen.version.state == Stage::Draft;
    let words = if draft { words_form(&ctx, &seen, filled) } else { words_said(&seen) };
    let mut left = vec![Card::new(t::article_words(), words).padded().render(lang)];
    let mut right = Vec::new();
    if let Some(row) = &seen.article {
        left.push(confirmation(&ctx, &seen, row, filled));
        right.push(machine(&ctx, &seen, row, draft));
        right.extend(provision_card(&ctx, &seen, (row, &asked), (draft, filled)));
    }
    let title = match &seen.article {
        Some(row) => format!("{}. {}", row.number, row.title),
        None => t::add_article().say(lang),
    };
    let back = format!("/regulations/{}", seen.version.id);
    Page::new(&ctx, title.as_str())
        .lead(seen.version.called())
        .crumbs(
            Crumbs::new()
                .link(t::regulations(), "/regulations")
                .link(seen.version.called(), back)
                .here(title.as_str()),
        )
        .status(people::pages::pairs::status(filled))
        .body(if right.is_empty() {
            Html::stack(left)
        } else {
            Html::columns(Html::stack(left), Html::stack(right))
        })
        .into_response()
}

fn words_said(seen: &Seen) -> Html {
    let text = seen.article.as_ref().map_or("", |row| row.text.as_str());
    Html::stack(text.lines().filter(|line| !line.trim().is_empty()).map(super::para))
}

fn words_form(ctx: &Ctx, seen: &Seen, filled: &Filled) -> Html {
    let at = format!("/regulations/{}/articles", seen.version.id);
    let action = seen.article.as_ref().map_or_else(|| at.clone(), |row| format!("{at}/{}", row.id));
    let now = |of: fn(&ArticleRow) -> &String| {
        seen.article.as_ref().map_or_else(String::new, |row| of(row).clone())
    };
    Form::post(ctx, action)
        .filled(filled)
        .row([
            Field::text("number", t::article_number())
                .required()
                .value(now(|row| &row.number))
                .hint(t::number_hint()),
            Field::text("title", t::title()).required().value(now(|row| &row.title)),
        ])
        .put(Field::area("text", t::text()).rows(8).value(now(|row| &row.text)))
        .button(&Button::submit(t::save()).main().icon("check"))
        .render()
}

/// What a program reads in it, each with a way to change it or take it out.
fn machine(ctx: &Ctx, seen: &Seen, row: &ArticleRow, draft: bool) -> Html {
    let lang = ctx.lang;
    let at = format!("/regulations/{}/articles/{}", seen.version.id, row.id);
    let mut all = Vec::new();
    for (place, one) in row.provisions.iter().enumerate() {
        let mut said = seen.names.provision(one, lang);
        let head = if said.is_empty() { String::new() } else { said.remove(0) };
        let mut parts = vec![Html::trusted(format!("<p><b>{}</b></p>", Html::text(&head)))];
        if !said.is_empty() {
            parts.push(super::lines(&said));
        }
        if draft {
            let change =
                Button::link(t::change(), format!("{at}?provision={place}#provision")).plain().icon("pencil");
            let out = Form::post(ctx, format!("{at}/provisions"))
                .inline()
                .hidden("at", place.to_string())
                .hidden("of", "none")
                .button(&Button::submit(t::take_out()).plain().icon("trash"))
                .render();
            let both = Html::join([change.render(lang), out]);
            parts.push(Html::trusted(format!("<div class=\"buttons\">{both}</div>")));
        }
        all.push(Html::join(parts));
    }
    if all.is_empty() {
        all.push(quiet(&t::no_provision().say(lang)));
    }
    if draft {
        let add = provision::SORTS_OF.iter().map(|sort| {
            let label = provision::sort_name(sort);
            Button::link(label, format!("{at}?add={sort}#provision")).icon("plus").render(lang)
        });
        all.push(Html::trusted(format!("<div class=\"buttons\">{}</div>", Html::join(add))));
    }
    Card::new(t::machine_part(), Html::stack(all)).padded().render(lang)
}

/// The form of the provision that is being changed or added.
fn provision_card(
    ctx: &Ctx,
    seen: &Seen,
    (row, asked): (&ArticleRow, &Asked),
    (draft, filled): (bool, &Filled),
) -> Option<Html> {
    let at: Option<usize> = asked.provision.parse().ok();
    let now = at.and_then(|at| row.provisions.get(at));
    let of = match now {
        Some(one) => provision::sort_of(one),
        None => provision::SORTS_OF.into_iter().find(|sort| *sort == asked.add)?,
    };
    if !draft {
        return None;
    }
    let offer = Offer { names: &seen.names, posts: &seen.posts };
    let action = format!("/regulations/{}/articles/{}/provisions", seen.version.id, row.id);
    let form = provision::form(ctx, &offer, (action, of, now.and(at)), (now, filled));
    let card = Card::new(provision::sort_name(of), form).padded().render(ctx.lang);
    Some(Html::trusted(format!("<div id=\"provision\">{card}</div>")))
}

fn confirmation(ctx: &Ctx, seen: &Seen, row: &ArticleRow, filled: &Filled) -> Html {
    let lang = ctx.lang;
    let at = format!("/regulations/{}/articles/{}", seen.version.id, row.id);
    let mut parts = vec![chip(row.confirmed.is_some(), lang)];
    match &row.confirmed {
        Some(confirmed) => {
            parts.push(super::para(&format!("{}, {}", confirmed.article, confirmed.code)));
            let back = Form::post(ctx, format!("{at}/withdrawal"));
            parts.push(back.button(&Button::submit(t::withdraw()).icon("arrow-back-up")).render());
        }
        None => parts.push(
            Form::post(ctx, format!("{at}/confirmation"))
                .filled(filled)
                .row([
                    Field::text("code", t::code())
                        .required()
                        .value(seen.version.code.clone())
                        .hint(t::code_hint()),
                    Field::text("quoted", t::article_there()).required().value(row.number.clone()),
                ])
                .html(&quiet(&t::confirm_means().say(lang)))
                .button(&Button::submit(t::confirm_article()).main().icon("checks"))
                .render(),
        ),
    }
    if seen.version.state == Stage::Draft {
        let out = Form::post(ctx, format!("{at}/removal"));
        parts.push(out.button(&Button::submit(t::remove_article()).icon("trash")).render());
    }
    let card = Card::new(t::confirmation(), Html::stack(parts)).padded().render(lang);
    Html::trusted(format!("<div id=\"confirm\">{card}</div>"))
}

fn words_of(form: &Pairs, (version, article): Of, old: Option<&ArticleRow>) -> PutArticle {
    let text = |name: &str| form.get(name).to_owned();
    PutArticle {
        version,
        article,
        number: text("number"),
        title: text("title"),
        text: text("text"),
        provisions: old.map_or_else(Vec::new, |row| row.provisions.clone()),
    }
}

pub async fn save_new(
    State(house): State<House>,
    viewer: Viewer,
    Path(version): Path<Id<Version>>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let input = words_of(&form, (version, None), None);
    let outcome = async {
        viewer.ask(DECIDE)?;
        house.office().act(viewer.actor(), form.act_id()?, input, acts::put_article).await
    };
    match outcome.await {
        Ok(id) => Redirect::to(&format!("/regulations/{version}/articles/{id}")).into_response(),
        Err(refusal) => {
            let of = (version, None);
            fault((&house, &viewer), of, Asked::default(), (&form, refusal)).await
        }
    }
}

pub async fn save(
    State(house): State<House>,
    viewer: Viewer,
    Path((version, article)): Path<(Id<Version>, Id<Article>)>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let of = (version, Some(article));
    let outcome = async {
        let old = old(&house, &viewer, of).await?;
        let input = words_of(&form, of, old.article.as_ref());
        house.office().act(viewer.actor(), form.act_id()?, input, acts::put_article).await
    };
    match outcome.await {
        Ok(_) => Redirect::to(&format!("/regulations/{version}/articles/{article}")).into_response(),
        Err(refusal) => fault((&house, &viewer), of, Asked::default(), (&form, refusal)).await,
    }
}

/// The article as it is now, for whoever may change it.
async fn old(house: &House, viewer: &Viewer, of: Of) -> Result<Seen, Refusal> {
    viewer.ask(DECIDE)?;
    let reader = viewer.clone();
    house.office().read(move |tx| load(tx, &reader, of)).await?.ok_or_else(Refusal::not_found)
}

/// One provision changed, added or taken out; the rest of the article stays as it is.
pub async fn provision(
    State(house): State<House>,
    viewer: Viewer,
    Path((version, article)): Path<(Id<Version>, Id<Article>)>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let of = (version, Some(article));
    let outcome = async {
        let seen = old(&house, &viewer, of).await?;
        let row = seen.article.as_ref().ok_or_else(Refusal::not_found)?;
        let mut provisions = row.provisions.clone();
        let at: Option<usize> = form.get("at").parse().ok().filter(|at| *at < provisions.len());
        if form.get("of") == "none" {
            provisions.remove(at.ok_or_else(Refusal::not_found)?);
        } else {
            let new = provision::typed(&form, &Offer { names: &seen.names, posts: &seen.posts })?;
            match at.and_then(|at| provisions.get_mut(at)) {
                Some(place) => *place = new,
                None => provisions.push(new),
            }
        }
        let input = PutArticle {
            version,
            article: Some(article),
            number: row.number.clone(),
            title: row.title.clone(),
            text: row.text.clone(),
            provisions,
        };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::put_article).await
    };
    match outcome.await {
        Ok(_) => Redirect::to(&format!("/regulations/{version}/articles/{article}")).into_response(),
        Err(refusal) => {
            let asked = Asked { provision: form.get("at").to_owned(), add: form.get("of").to_owned() };
            // The act speaks of the row, the form has its parts.
            let field = match refusal.field {
                Some("by") => Some("by-0-body"),
                Some("capacity") => Some("by-0-capacity"),
                other => other,
            };
            fault((&house, &viewer), of, asked, (&form, Refusal { field, ..refusal })).await
        }
    }
}

pub async fn remove(
    State(house): State<House>,
    viewer: Viewer,
    Path((version, article)): Path<(Id<Version>, Id<Article>)>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async {
        viewer.ask(DECIDE)?;
        let input = RemoveArticle { version, article };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::remove_article).await
    };
    match outcome.await {
        Ok(()) => Redirect::to(&format!("/regulations/{version}")).into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

pub async fn confirm(
    State(house): State<House>,
    viewer: Viewer,
    Path((version, article)): Path<(Id<Version>, Id<Article>)>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let text = |name: &str| form.get(name).to_owned();
    let input = Confirm { version, article, code: text("code"), quoted: text("quoted") };
    let outcome = async {
        viewer.ask(DECIDE)?;
        house.office().act(viewer.actor(), form.act_id()?, input, acts::confirm).await
    };
    match outcome.await {
        Ok(()) => Redirect::to(&format!("/regulations/{version}#a-{article}")).into_response(),
        Err(refusal) => {
            fault((&house, &viewer), (version, Some(article)), Asked::default(), (&form, refusal)).await
        }
    }
}

pub async fn withdraw(
    State(house): State<House>,
    viewer: Viewer,
    Path((version, article)): Path<(Id<Version>, Id<Article>)>,
    Posted(form): Posted<Pairs>,
) -> Response {
    let outcome = async {
        viewer.ask(DECIDE)?;
        let input = Withdraw { version, article };
        house.office().act(viewer.actor(), form.act_id()?, input, acts::withdraw).await
    };
    match outcome.await {
        Ok(()) => Redirect::to(&format!("/regulations/{version}#a-{article}")).into_response(),
        Err(refusal) => refused(&house.page(&viewer).await, &refusal),
    }
}

async fn fault(at: (&House, &Viewer), of: Of, asked: Asked, (form, refusal): (&Pairs, Refusal)) -> Response {
    if refusal.field.is_some() {
        screen(at, of, asked, &form.filled(&refusal)).await
    } else {
        refused(&at.0.page(at.1).await, &refusal)
    }
}
