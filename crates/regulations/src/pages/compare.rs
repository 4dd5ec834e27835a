//! What a version changes for whom, against another or against the model.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use kernel::{Id, Refusal, StoreError, Tx};
use people::{House, Viewer, refused};
use rules::regulation::{Article, Difference, differences};
use serde::Deserialize;
use ui::form::Choice;
use ui::{Button, Card, Cell, Column, Crumbs, Ctx, Empty, Field, Form, Html, Page, Table, Text};

use super::{span, tabs};
use crate::day::{self, Day, InForce};
use crate::model::Version;
use crate::say::Names;
use crate::store::{self, VersionRow};
use crate::{ASK, t};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A version; empty is the model.
    old: Option<String>,
    new: String,
}

struct Seen {
    new: VersionRow,
    old: Option<VersionRow>,
    all: Vec<VersionRow>,
    found: Vec<Difference>,
    /// Articles that are new, gone, or say something else in words: number, title, what.
    words: Vec<(String, String, Change)>,
    names: Names,
}

#[derive(Clone, Copy)]
enum Change {
    Added,
    Removed,
    Reworded,
}

fn load(tx: &mut Tx<'_>, viewer: &Viewer, asked: &Asked) -> Result<Option<Seen>, StoreError> {
    let Ok(new) = asked.new.parse::<Id<Version>>() else { return Ok(None) };
    let Some(new) = store::version(tx, new)? else { return Ok(None) };
    let all = store::versions_of(tx, new.regulation)?;
    let old = match &asked.old {
        // The one before it, unless somebody chose.
        None => all.iter().find(|row| row.nth < new.nth).cloned(),
        Some(text) => match text.parse::<Id<Version>>() {
            Ok(id) => store::version(tx, id)?,
            Err(_) => None,
        },
    };
    let before = match &old {
        Some(row) => day::articles_of(tx, row)?,
        None => day::model_articles(tx)?,
    };
    let after = day::articles_of(tx, &new)?;
    let plain = |all: &[InForce]| all.iter().map(|one| one.article.clone()).collect::<Vec<Article>>();
    Ok(Some(Seen {
        found: differences(&plain(&before), &plain(&after)),
        words: words(&before, &after),
        names: Names::of(&Day::load(tx, viewer.today)?),
        new,
        old,
        all,
    }))
}

fn number(one: &InForce) -> &str {
    one.number.as_str()
}

fn words(before: &[InForce], after: &[InForce]) -> Vec<(String, String, Change)> {
    let mut found = Vec::new();
    for one in after {
        let change = match before.iter().find(|old| number(old) == number(one)) {
            None => Change::Added,
            Some(old) if old.text != one.text || old.title != one.title => Change::Reworded,
            Some(_) => continue,
        };
        found.push((number(one).to_owned(), one.title.clone(), change));
    }
    for old in before.iter().filter(|old| after.iter().all(|one| number(one) != number(old))) {
        found.push((number(old).to_owned(), old.title.clone(), Change::Removed));
    }
    found
}

pub async fn show(State(house): State<House>, viewer: Viewer, Query(asked): Query<Asked>) -> Response {
    let ctx = house.page(&viewer).await;
    if let Err(refusal) = viewer.ask(ASK) {
        return refused(&ctx, &refusal);
    }
    let (reader, question) = (viewer.clone(), asked);
    let seen = match house.office().read(move |tx| load(tx, &reader, &question)).await {
        Ok(Some(seen)) => seen,
        Ok(None) => return refused(&ctx, &Refusal::not_found()),
        Err(fault) => return refused(&ctx, &fault.into()),
    };
    let lang = ctx.lang;
    let mut body = vec![tabs("/regulations", lang), choose(&ctx, &seen)];
    body.push(if seen.found.is_empty() {
        let empty = Empty::new("check", t::no_difference()).next(t::no_difference_next());
        Card::new(t::changes_for_whom(), empty.render(lang)).render(lang)
    } else {
        let count = u64::try_from(seen.found.len()).unwrap_or(0);
        Card::new(t::changes_for_whom(), table(&ctx, &seen)).count(count).render(lang)
    });
    if !seen.words.is_empty() {
        body.push(Card::new(t::changes_in_words(), words_table(&ctx, &seen)).render(lang));
    }
    let here = format!("/regulations/{}", seen.new.id);
    Page::new(&ctx, t::compare())
        .lead(t::compare_lead(
            seen.new.called(),
            seen.old.as_ref().map_or_else(|| t::model().say(lang), VersionRow::called),
        ))
        .crumbs(
            Crumbs::new()
                .link(t::regulations(), "/regulations")
                .link(seen.new.called(), here)
                .here(t::compare()),
        )
        .body(Html::stack(body))
        .into_response()
}

fn choose(ctx: &Ctx, seen: &Seen) -> Html {
    let name = |row: &VersionRow| {
        let days = span(row.spell().map(|spell| spell.from), row.to, ctx.lang);
        let code = if row.code.is_empty() { t::version_nth(row.nth).say(ctx.lang) } else { row.code.clone() };
        format!("{code} · {days}")
    };
    let others = seen.all.iter().filter(|row| row.id != seen.new.id);
    let choices = std::iter::once(Choice::new("model", t::model()))
        .chain(others.map(|row| Choice::new(row.id.to_string(), Text::from(name(row)))));
    Form::get(ctx, "/regulations/compare")
        .hidden("new", seen.new.id.to_string())
        .put(
            Field::select("old", t::compare_with(), choices)
                .value(seen.old.as_ref().map_or_else(|| "model".to_owned(), |row| row.id.to_string())),
        )
        .button(&Button::submit(t::compare()).icon("switch-horizontal"))
        .render()
}

fn table(ctx: &Ctx, seen: &Seen) -> Html {
    let lang = ctx.lang;
    let columns = [t::for_whom(), t::in_what(), t::before(), t::now(), t::by_article()].map(Column::new);
    let mut table = Table::new(t::changes_for_whom(), columns);
    for one in &seen.found {
        let [who, what, before, after] = seen.names.difference(one, lang);
        table = table.row([
            Cell::text(&who).strong(),
            Cell::text(&what),
            Cell::text(&before),
            Cell::text(&after),
            Cell::text(&one.quote),
        ]);
    }
    table.render(lang)
}

fn words_table(ctx: &Ctx, seen: &Seen) -> Html {
    let lang = ctx.lang;
    let mut table =
        Table::new(t::changes_in_words(), [t::article_number(), t::change_said()].map(Column::new));
    for (number, title, change) in &seen.words {
        let said = match change {
            Change::Added => t::article_added(),
            Change::Removed => t::article_removed(),
            Change::Reworded => t::article_reworded(),
        };
        table = table.row([Cell::text(number).strong().by(title.as_str()), Cell::text(&said.say(lang))]);
    }
    table.render(lang)
}
