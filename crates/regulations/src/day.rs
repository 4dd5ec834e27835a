//! The office on one day, as the engine wants it: articles in force, bodies, posts, who is away, what was delegated.

use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::names::PostRow;
use people::{Field, Person, Post, Unit, names};
use rules::regulation::{self, Answer, Article, Ask, Body, Lent, Situation, Verb};

use crate::model::{self, Version};
use crate::store::{self, ArticleRow, VersionRow};
use crate::t;

/// Where an article in force can be read: the tenant's own version, or the model that ships.
#[derive(Debug, Clone)]
pub struct InForce {
    /// None for the model.
    pub version: Option<Id<Version>>,
    /// `Điều 8`
    pub number: String,
    pub article: Article,
    pub title: String,
    pub text: String,
}

/// The office on a day.
#[derive(Debug, Clone)]
pub struct Day {
    pub on: Date,
    /// No regulation of the office's own counts on this day; the model answers, unconfirmed.
    pub model: bool,
    pub in_force: Vec<InForce>,
    /// The same, as the engine takes them.
    pub articles: Vec<Article>,
    pub situation: Situation,
    pub posts: Vec<PostRow>,
    pub fields: Vec<people::FieldRow>,
}

/// What is asked: who may do this on the day.
#[derive(Debug, Clone)]
pub struct Question {
    pub verb: Verb,
    /// The abbreviation of a kind of paper, or a matter in words.
    pub what: String,
    /// In whose name.
    pub body: Id<Unit>,
    pub field: Option<Id<Field>>,
    pub on: Date,
}

/// `Điều 8, Quy chế làm việc của Tỉnh uỷ (05-QC/TU)`; a confirmed article as who confirmed it quoted it.
#[must_use]
pub fn quote(version: &VersionRow, article: &ArticleRow) -> String {
    match &article.confirmed {
        Some(confirmed) => format!("{}, {}", confirmed.article, confirmed.code),
        None => format!("{}, {}", article.number, version.called()),
    }
}

fn own(version: &VersionRow, row: ArticleRow) -> InForce {
    InForce {
        version: Some(version.id),
        number: row.number.clone(),
        article: Article {
            key: row.id.to_string(),
            quote: quote(version, &row),
            confirmed: row.confirmed.is_some(),
            provisions: row.provisions,
        },
        title: row.title,
        text: row.text,
    }
}

/// The articles of a version, as the engine takes them.
pub fn articles_of(tx: &mut Tx<'_>, version: &VersionRow) -> Result<Vec<InForce>, StoreError> {
    let rows = store::articles(tx, version.id)?;
    Ok(rows.into_iter().map(|row| own(version, row)).collect())
}

/// The model that ships, in force as long as the office has none of its own; nothing of it is confirmed.
pub fn model_articles(tx: &mut Tx<'_>) -> Result<Vec<InForce>, StoreError> {
    let rules = rulebook::rules(tx)?;
    let name = t::model_name().say(words::Lang::Vi);
    let article = |row: &rules::Row<regulation::ModelArticle>| InForce {
        version: None,
        number: row.value.number.clone(),
        article: Article {
            key: row.id.clone(),
            quote: format!("{}, {name}", row.value.number),
            confirmed: false,
            provisions: row.value.provisions.clone(),
        },
        title: row.value.title.say(words::Lang::Vi).to_owned(),
        text: row.value.text.clone(),
    };
    Ok(rules.pack.model.iter().map(article).collect())
}

/// Every article that counts on this day, and whether they are the model's.
pub fn in_force(tx: &mut Tx<'_>, on: Date) -> Result<(Vec<InForce>, bool), StoreError> {
    let versions = store::versions_on(tx, on)?;
    if versions.is_empty() {
        return Ok((model_articles(tx)?, true));
    }
    let mut all = Vec::new();
    for version in &versions {
        all.extend(articles_of(tx, version)?);
    }
    Ok((all, false))
}

impl Day {
    pub fn load(tx: &mut Tx<'_>, on: Date) -> Result<Day, StoreError> {
        let (in_force, model) = in_force(tx, on)?;
        let posts = names::posts(tx, on)?;
        let situation = situation(tx, &posts, on)?;
        Ok(Day {
            on,
            model,
            articles: in_force.iter().map(|one| one.article.clone()).collect(),
            in_force,
            situation,
            posts,
            fields: people::fields(tx)?,
        })
    }

    #[must_use]
    pub fn answer(&self, question: &Question) -> Answer {
        let (body, field) = (question.body.to_string(), question.field.map(|field| field.to_string()));
        let ask = Ask { verb: question.verb, what: &question.what, body: &body, field: field.as_deref() };
        regulation::answer(&self.articles, &self.situation, &ask)
    }

    #[must_use]
    pub fn post(&self, key: &str) -> Option<&PostRow> {
        self.posts.iter().find(|post| post.id.to_string() == key)
    }

    /// Bodies in whose name articles let somebody act, or decide themselves.
    #[must_use]
    pub fn bodies(&self) -> Vec<&Body> {
        let named = |body: &&Body| {
            self.articles.iter().flat_map(|article| &article.provisions).any(|provision| match provision {
                regulation::Provision::Authority(one) => one.body == body.kind || one.body == body.key,
                _ => false,
            })
        };
        self.situation.bodies.iter().filter(named).collect()
    }
}

fn situation(tx: &mut Tx<'_>, posts: &[PostRow], on: Date) -> Result<Situation, StoreError> {
    let units = names::units(tx, on)?;
    let bodies = units.into_iter().map(|unit| Body {
        key: unit.id.to_string(),
        printed: model::printed_body(&unit.kind, &unit.name),
        kind: unit.kind,
        name: unit.name,
    });
    let bodies = bodies.collect();
    let acting = names::acting_posts(tx, on)?;
    let fields = fields(tx, on)?;
    let ranks = model::ranks(posts);
    let rows = posts.iter().zip(ranks).map(|(post, rank)| regulation::Post {
        key: post.id.to_string(),
        body: post.unit.to_string(),
        rank,
        printed: model::printed_title(&post.title),
        holder: post.holder.map(|holder| holder.to_string()),
        acting: acting.contains(&post.id),
        fields: fields
            .iter()
            .filter(|(own, _)| *own == post.id)
            .map(|(_, field)| field.to_string())
            .collect(),
    });
    let away = calendar::away_on(tx, on)?.into_iter().map(|row| regulation::Away {
        person: row.person.to_string(),
        post: row.post.map(|post| post.to_string()),
        until: row.last(),
        substitute: row.substitute.map(|post| post.to_string()),
    });
    Ok(Situation { bodies, posts: rows.collect(), away: away.collect(), lent: lent(tx, posts, on)? })
}

/// Delegations in force that lend what a leading post has, as long as the giver sits where they sat.
fn lent(tx: &mut Tx<'_>, posts: &[PostRow], on: Date) -> Result<Vec<Lent>, StoreError> {
    let holds = |post: Id<Post>, person: Id<Person>| {
        posts.iter().any(|row| row.id == post && row.holder == Some(person))
    };
    let mut found = Vec::new();
    for row in people::delegations(tx)? {
        if !row.runs(on) || !model::leads(&row.roles) || !holds(row.post, row.person) {
            continue;
        }
        let fields = names::delegation_fields(tx, row.id)?;
        found.push(Lent {
            post: row.post.to_string(),
            to_post: row.to_post.to_string(),
            to_person: row.to_person.to_string(),
            fields: fields.into_iter().map(|field| field.id.to_string()).collect(),
        });
    }
    Ok(found)
}

/// Which post answers for which field on this day: by the dated assignments, else as the organisation has it.
pub fn fields(tx: &mut Tx<'_>, on: Date) -> Result<Vec<names::Answers>, StoreError> {
    let assigned = store::assignments(tx)?;
    let dated = |post: Id<Post>| assigned.iter().any(|row| row.post == post && row.field.is_some());
    let mut found: Vec<_> = names::post_fields(tx)?.into_iter().filter(|(post, _)| !dated(*post)).collect();
    found.extend(
        assigned
            .iter()
            .filter(|row| row.holds(on))
            .filter_map(|row| row.field.map(|field| (row.post, field))),
    );
    Ok(found)
}
