//! One version: its articles, beside each what a program reads in it, and whether somebody confirmed it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use kernel::{Id, Refusal, StoreError, Tx};
use people::{House, Viewer, names, refused};
use rules::regulation::{Provision, next_report};
use ui::{Button, Card, Crumbs, Ctx, Field, Filled, Form, Html, Notice, Page, fold};
use words::Lang;

use super::{chip, lines, para, quiet, span, tabs};
use crate::day::{self, Day};
use crate::model::{State as Stage, Version};
use crate::say::Names;
use crate::store::{self, ArticleRow, VersionRow};
use crate::{ASK, DECIDE, t};

struct Seen {
    version: VersionRow,
    all: Vec<VersionRow>,
    articles: Vec<(ArticleRow, String)>,
    names: Names,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, id: Id<Version>) -> Result<Option<Seen>, StoreError> {
    let Some(version) = store::version(tx, id)? else { return Ok(None) };
    let mut articles = Vec::new();
    for row in store::articles(tx, id)? {
        let by = match row.confirmed.as_ref().and_then(|confirmed| confirmed.by) {
            Some(person) => names::person(tx, person)?,
            None => String::new(),
        };
        articles.push((row, by));
    }
    let all = store::versions_of(tx, version.regulation)?;
    Ok(Some(Seen { version, all, articles, names: Names::of(&Day::load(tx, viewer.today)?) }))
}

pub async fn show(State(house): State<House>, viewer: Viewer, Path(id): Path<Id<Version>>) -> Response {
    screen(&house, &viewer, id, &Filled::default()).await
}

pub(super) async fn screen(house: &House, viewer: &Viewer, id: Id<Version>, filled: &Filled) -> Response {
    let ctx = house.page(viewer).await;
    if let Err(refusal) = viewer.ask(ASK) {
        return refused(&ctx, &refusal);
    }
    let reader = viewer.clone();
    let seen = match house.office().read(move |tx| load(tx, &reader, id)).await {
        Ok(Some(seen)) => seen,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let open = seen.articles.iter().filter(|(row, _)| row.confirmed.is_none()).count();
    let mut body = vec![tabs("/regulations", lang), bar(&ctx, viewer, &seen)];
    if open > 0 && seen.version.state == Stage::Published {
        body.push(Notice::care(t::open_articles(open)).render(lang));
    }
    if viewer.may(DECIDE) && seen.version.state == Stage::Draft {
        let publish = publish_form(&ctx, viewer, &seen, filled);
        body.push(fold(&ctx, t::publish_fold(), &publish, !filled.faults.is_empty()));
    }
    body.extend(seen.articles.iter().map(|(row, by)| article(&ctx, viewer, &seen, (row, by))));
    let mut actions = vec![
        Button::link(t::compare(), format!("/regulations/compare?new={}", seen.version.id))
            .icon("switch-horizontal")
            .render(lang),
    ];
    if viewer.may(DECIDE) {
        if seen.version.state == Stage::Draft {
            let add = format!("/regulations/{}/articles/new", seen.version.id);
            actions.push(Button::link(t::add_article(), add).icon("plus").main().render(lang));
        } else if seen.all.iter().all(|row| row.state == Stage::Published) {
            let copy = Form::post(&ctx, format!("/regulations/{}/versions", seen.version.id))
                .inline()
                .button(&Button::submit(t::new_version()).icon("copy"))
                .render();
            actions.push(copy);
        }
    }
    let title = seen.version.called();
    Page::new(&ctx, title.as_str())
        .lead(t::version_lead())
        .crumbs(Crumbs::new().link(t::regulations(), "/regulations").here(title.as_str()))
        .actions(actions)
        .live([format!("regulation_version:{id}")])
        .status(people::pages::pairs::status(filled))
        .body(Html::stack(body))
        .into_response()
}

/// The versions of the regulation with their days, this one marked.
fn bar(ctx: &Ctx, viewer: &Viewer, seen: &Seen) -> Html {
    let each = seen.all.iter().rev().map(|row| {
        let days = row
            .spell()
            .map_or_else(|| t::draft().say(ctx.lang), |spell| span(Some(spell.from), spell.to, ctx.lang));
        let name = if row.code.is_empty() { t::version_nth(row.nth).say(ctx.lang) } else { row.code.clone() };
        let counts = row.spell().is_some_and(|spell| spell.holds(viewer.today));
        let said = format!("{name} · {days}");
        let said = if counts { format!("{said} · {}", t::in_force().say(ctx.lang)) } else { said };
        let current = if row.id == seen.version.id { " aria-current=\"page\"" } else { "" };
        format!("<a href=\"/regulations/{}\"{current}>{}</a>", row.id, Html::text(&said))
    });
    let each: String = each.collect();
    let label = Html::text(&t::versions().say(ctx.lang)).into_string();
    Html::trusted(format!("<nav class=\"tabs\" aria-label=\"{label}\">{each}</nav>"))
}

fn publish_form(ctx: &Ctx, viewer: &Viewer, seen: &Seen, filled: &Filled) -> Html {
    let signed = seen.version.signed_on.map(vietnamese::format_date).unwrap_or_default();
    let form = Form::post(ctx, format!("/regulations/{}/publication", seen.version.id))
        .filled(filled)
        .row([
            Field::text("code", t::code()).required().value(seen.version.code.clone()).hint(t::code_hint()),
            Field::date("signed_on", t::signed_on()).optional().value(signed),
        ])
        .row([
            Field::date("from", t::effect_from()).required().value(vietnamese::format_date(viewer.today)),
            Field::date("to", t::effect_to()).optional(),
        ]);
    let form = if seen.all.iter().any(|row| row.state == Stage::Published) {
        form.put(
            Field::check("ends_previous", t::ends_previous()).checked(true).hint(t::ends_previous_hint()),
        )
    } else {
        form
    };
    form.button(&Button::submit(t::publish()).main().icon("check")).render()
}

/// One article: the words left, the machine's part and its state right.
fn article(ctx: &Ctx, viewer: &Viewer, seen: &Seen, (row, by): (&ArticleRow, &str)) -> Html {
    let lang = ctx.lang;
    let mut words: Vec<Html> = row.text.lines().filter(|line| !line.trim().is_empty()).map(para).collect();
    if !row.source.is_empty() {
        words.push(quiet(&t::model_source(row.source.clone()).say(lang)));
    }
    let mut machine = vec![chip(row.confirmed.is_some(), lang)];
    if let Some(confirmed) = &row.confirmed {
        let day = vietnamese::format_date(confirmed.on);
        let quote = format!("{}, {}", confirmed.article, confirmed.code);
        machine.push(quiet(&t::confirmed_by(day, by.to_owned(), quote).say(lang)));
    }
    machine.extend(provisions(&seen.names, &row.provisions, (viewer.today, lang)));
    if viewer.may(DECIDE) {
        machine.push(decide(ctx, seen, row));
    }
    let body = Html::columns(Html::stack(words), Html::stack(machine));
    let title = format!("{}. {}", row.number, row.title);
    let card = Card::new(title, body).padded().render(lang);
    Html::trusted(format!("<div id=\"a-{}\">{card}</div>", row.id))
}

/// What a program reads in an article.
pub(super) fn provisions(names: &Names, of: &[Provision], (today, lang): (Date, Lang)) -> Vec<Html> {
    if of.is_empty() {
        return vec![quiet(&t::no_provision().say(lang))];
    }
    let said = of.iter().flat_map(|one| {
        let mut said = names.provision(one, lang);
        if let Provision::Report(report) = one {
            let next = vietnamese::format_date(next_report(report, today));
            said.push(t::next_report(next).say(lang));
        }
        let head = if said.is_empty() { String::new() } else { said.remove(0) };
        let head = Html::trusted(format!("<p><b>{}</b></p>", Html::text(&head)));
        if said.is_empty() { vec![head] } else { vec![head, lines(&said)] }
    });
    vec![Html::trusted(format!("<div>{}</div>", Html::join(said)))]
}

/// To the page where it is confirmed, and changed while it is a draft.
fn decide(ctx: &Ctx, seen: &Seen, row: &ArticleRow) -> Html {
    let at = format!("/regulations/{}/articles/{}", seen.version.id, row.id);
    let mut all = Vec::new();
    if row.confirmed.is_none() {
        all.push(Button::link(t::confirm_article(), format!("{at}#confirm")).icon("checks"));
    }
    if seen.version.state == Stage::Draft {
        all.push(Button::link(t::change(), at).icon("pencil"));
    } else if row.confirmed.is_some() {
        all.push(Button::link(t::open_article(), at));
    }
    let all = all.into_iter().map(|button| button.render(ctx.lang));
    Html::trusted(format!("<div class=\"buttons\">{}</div>", Html::join(all)))
}

/// The model that ships.
pub async fn model(State(house): State<House>, viewer: Viewer) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(ASK) {
        return refused(&ctx, &refusal);
    }
    let today = viewer.today;
    let found = house
        .office()
        .read(move |tx| -> Result<_, StoreError> {
            let names = Names::of(&Day::load(tx, today)?);
            let rules = rulebook::rules(tx)?;
            let sources: Vec<(String, Option<String>)> = rules
                .pack
                .model
                .iter()
                .map(|row| (row.source.quote(), row.note.as_ref().map(|note| note.say(Lang::Vi).to_owned())))
                .collect();
            Ok((names, day::model_articles(tx)?, sources))
        })
        .await;
    let (names, articles, sources) = match found {
        Ok(found) => found,
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let mut body = vec![tabs("/regulations", lang), Notice::care(t::model_lead()).render(lang)];
    for (one, (source, note)) in articles.iter().zip(&sources) {
        let mut words = vec![para(&one.text), quiet(&t::model_source(source.clone()).say(lang))];
        words.extend(note.as_deref().map(quiet));
        let mut machine = vec![chip(false, lang)];
        machine.extend(provisions(&names, &one.article.provisions, (today, lang)));
        let title = format!("{}. {}", one.number, one.title);
        let inside = Html::columns(Html::stack(words), Html::stack(machine));
        body.push(Card::new(title, inside).padded().render(lang));
    }
    Page::new(&ctx, t::model())
        .lead(t::version_lead())
        .crumbs(Crumbs::new().link(t::regulations(), "/regulations").here(t::model()))
        .body(Html::stack(body))
        .into_response()
}
