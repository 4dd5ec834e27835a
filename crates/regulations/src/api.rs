//! Regulations as JSON: the same acts and answers as on the pages.

use jiff::civil::Date;
use kernel::{Id, Refusal, Tx};
use people::{Api, Field, Post, Unit, Viewer};
use rules::regulation::{Provision, Verb, differences};
use serde::{Deserialize, Serialize};

use crate::balance::{Gap, balance};
use crate::day::{self, Day, Question};
use crate::model::{Article, State, Version};
use crate::said::{Said, said};
use crate::say::Names;
use crate::store::VersionRow;
use crate::{ASK, ASSIGN, acts, store};

#[must_use]
pub fn api() -> Api {
    Api::new()
        .act("regulations.begin", "/regulations", acts::begin)
        .act("regulations.new_version", "/regulations/versions", acts::new_version)
        .act("regulations.put_article", "/regulations/articles", acts::put_article)
        .act("regulations.remove_article", "/regulations/article-removals", acts::remove_article)
        .act("regulations.publish", "/regulations/publications", acts::publish)
        .act("regulations.confirm", "/regulations/confirmations", acts::confirm)
        .act("regulations.withdraw", "/regulations/withdrawals", acts::withdraw)
        .act("regulations.assign", "/regulations/assignments", acts::assign)
        .act("regulations.end_assignment", "/regulations/assignment-ends", acts::end_assignment)
        .act("regulations.depart", "/regulations/departures", acts::depart)
        .read("regulations.may", "/regulations/may", may)
        .read("regulations.list", "/regulations", list)
        .read("regulations.version", "/regulations/versions/{version}", version)
        .read("regulations.compare", "/regulations/versions/{version}/differences", compare)
        .read("regulations.balance", "/regulations/balance", balanced)
        .read("regulations.departures", "/regulations/departures", departed)
}

#[derive(Deserialize)]
struct Asked {
    verb: Verb,
    /// The abbreviation of a kind of paper, or a matter in words.
    kind: String,
    /// In whose name.
    body: Id<Unit>,
    /// The post that is asked about.
    post: Option<Id<Post>>,
    field: Option<Id<Field>>,
    /// Today when left out.
    on: Option<Date>,
    /// The day of the meeting or paper from which terms are counted; the day itself when left out.
    event: Option<Date>,
}

fn may(tx: &mut Tx<'_>, viewer: &Viewer, asked: Asked) -> Result<Said, Refusal> {
    viewer.ask(ASK)?;
    let on = asked.on.unwrap_or(viewer.today);
    let question = Question { verb: asked.verb, what: asked.kind, body: asked.body, field: asked.field, on };
    let answer = said(tx, &question, (asked.post, asked.event.unwrap_or(on)), viewer.lang)?;
    if answer.body_name.is_empty() { Err(Refusal::not_found()) } else { Ok(answer) }
}

#[derive(Deserialize)]
struct Nothing {}

#[derive(Serialize, Deserialize)]
struct VersionOut {
    id: Id<Version>,
    name: String,
    nth: i64,
    code: String,
    state: State,
    from: Option<Date>,
    to: Option<Date>,
}

fn out(row: VersionRow) -> VersionOut {
    VersionOut {
        id: row.id,
        name: row.name,
        nth: row.nth,
        code: row.code,
        state: row.state,
        from: row.from,
        to: row.to,
    }
}

fn list(tx: &mut Tx<'_>, viewer: &Viewer, _: Nothing) -> Result<Vec<VersionOut>, Refusal> {
    viewer.ask(ASK)?;
    Ok(store::versions(tx)?.into_iter().map(out).collect())
}

#[derive(Deserialize)]
struct One {
    version: Id<Version>,
}

#[derive(Serialize, Deserialize)]
struct ArticleOut {
    id: Id<Article>,
    number: String,
    title: String,
    text: String,
    /// The machine-readable part.
    provisions: Vec<Provision>,
    quote: String,
    confirmed: bool,
}

#[derive(Serialize, Deserialize)]
struct WholeOut {
    version: VersionOut,
    articles: Vec<ArticleOut>,
}

fn version(tx: &mut Tx<'_>, viewer: &Viewer, asked: One) -> Result<WholeOut, Refusal> {
    viewer.ask(ASK)?;
    let row = store::version(tx, asked.version)?.ok_or_else(Refusal::not_found)?;
    let articles = store::articles(tx, row.id)?.into_iter().map(|article| ArticleOut {
        quote: day::quote(&row, &article),
        id: article.id,
        number: article.number,
        title: article.title,
        text: article.text,
        provisions: article.provisions,
        confirmed: article.confirmed.is_some(),
    });
    let articles = articles.collect();
    Ok(WholeOut { version: out(row), articles })
}

#[derive(Deserialize)]
struct Two {
    version: Id<Version>,
    /// The version before; the model when left out.
    with: Option<Id<Version>>,
}

#[derive(Serialize, Deserialize)]
struct DifferenceOut {
    who: String,
    what: String,
    before: String,
    after: String,
    article: String,
}

fn compare(tx: &mut Tx<'_>, viewer: &Viewer, asked: Two) -> Result<Vec<DifferenceOut>, Refusal> {
    viewer.ask(ASK)?;
    let new = store::version(tx, asked.version)?.ok_or_else(Refusal::not_found)?;
    let old = match asked.with {
        Some(id) => {
            let row = store::version(tx, id)?.ok_or_else(Refusal::not_found)?;
            day::articles_of(tx, &row)?
        }
        None => day::model_articles(tx)?,
    };
    let new = day::articles_of(tx, &new)?;
    let plain = |all: Vec<day::InForce>| all.into_iter().map(|one| one.article).collect::<Vec<_>>();
    let names = Names::of(&Day::load(tx, viewer.today)?);
    let found = differences(&plain(old), &plain(new));
    let said = found.into_iter().map(|one| {
        let [who, what, before, after] = names.difference(&one, viewer.lang);
        DifferenceOut { who, what, before, after, article: one.quote }
    });
    Ok(said.collect())
}

#[derive(Deserialize)]
struct OnDay {
    on: Option<Date>,
}

#[derive(Serialize, Deserialize)]
struct LoadOut {
    post: Id<Post>,
    title: String,
    holder: Option<String>,
    fields: Vec<Id<Field>>,
    units: Vec<Id<Unit>>,
    away_until: Option<Date>,
    stands_in: Option<Id<Post>>,
}

#[derive(Serialize, Deserialize)]
struct GapOut {
    /// field_without, field_twice, away_without.
    gap: String,
    field: Option<Id<Field>>,
    posts: Vec<Id<Post>>,
    until: Option<Date>,
}

#[derive(Serialize, Deserialize)]
struct BalanceOut {
    leaders: Vec<LoadOut>,
    gaps: Vec<GapOut>,
}

fn balanced(tx: &mut Tx<'_>, viewer: &Viewer, asked: OnDay) -> Result<BalanceOut, Refusal> {
    viewer.ask(ASK)?;
    let found = balance(tx, asked.on.unwrap_or(viewer.today))?;
    let leaders = found.loads.into_iter().map(|load| LoadOut {
        post: load.post.id,
        title: load.post.title,
        holder: load.post.holder_name,
        fields: load.fields.into_iter().map(|(field, _)| field).collect(),
        units: load.units.into_iter().filter_map(|row| row.unit).collect(),
        away_until: load.away_until,
        stands_in: load.stands_in,
    });
    let gap = |gap: &str, field, posts: &[Id<Post>], until| GapOut {
        gap: gap.to_owned(),
        field,
        posts: posts.to_vec(),
        until,
    };
    let gaps = found.gaps.into_iter().map(|one| match one {
        Gap::FieldWithout(field) => gap("field_without", Some(field), &[], None),
        Gap::FieldTwice(field, one, other) => gap("field_twice", Some(field), &[one, other], None),
        Gap::AwayWithout(post, until) => gap("away_without", None, &[post], Some(until)),
    });
    Ok(BalanceOut { leaders: leaders.collect(), gaps: gaps.collect() })
}

#[derive(Serialize, Deserialize)]
struct DepartureOut {
    post: Id<Post>,
    by: String,
    body: Id<Unit>,
    verb: String,
    what: String,
    on: Date,
    article: String,
    why: String,
    reason: String,
}

/// What was done although an unconfirmed article says otherwise, the newest first.
fn departed(tx: &mut Tx<'_>, viewer: &Viewer, _: Nothing) -> Result<Vec<DepartureOut>, Refusal> {
    viewer.ask(ASSIGN)?;
    let rows = store::departures(tx, 200)?.into_iter().map(|row| DepartureOut {
        post: row.post,
        by: row.person_name,
        body: row.body,
        verb: row.verb,
        what: row.matter,
        on: row.on,
        article: row.article,
        why: row.why,
        reason: row.reason,
    });
    Ok(rows.collect())
}
