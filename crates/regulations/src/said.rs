//! The answer as programs get it, and as the page shows it.

use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::{Field, Post, Unit};
use rules::regulation::{Verdict, Way, Why};
use serde::{Deserialize, Serialize};
use words::Lang;

use crate::day::{Day, Question};
use crate::guard::{Told, why_code, why_not};
use crate::{due, say, t};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PostSaid {
    pub id: Id<Post>,
    pub title: String,
    pub unit: String,
    pub holder: String,
}

/// An article that is quoted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Quoted {
    pub article: String,
    pub title: String,
    pub confirmed: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MaySaid {
    pub post: PostSaid,
    /// The lines above the signature.
    pub form: Vec<String>,
    pub capacity: String,
    /// own, delegated, named, by_rule; the latter in place of whom.
    pub way: String,
    pub instead_of: Option<String>,
    pub condition: Option<String>,
    pub by: Quoted,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CannotSaid {
    pub post: PostSaid,
    pub code: String,
    pub why: String,
    pub by: Quoted,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TogetherSaid {
    pub majority: String,
    pub said: String,
    pub in_writing: bool,
    pub condition: Option<String>,
    pub by: Quoted,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DueSaid {
    pub step: String,
    pub said: String,
    pub on: Date,
    pub explained: Vec<String>,
    pub by: Quoted,
}

/// What follows for the post that was asked about.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VerdictSaid {
    pub post: PostSaid,
    /// may, warned, refused, silent.
    pub verdict: String,
    pub code: Option<String>,
    pub why: Option<String>,
    pub form: Vec<String>,
    pub by: Option<Quoted>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Said {
    pub verb: String,
    pub what: String,
    pub body: Id<Unit>,
    pub body_name: String,
    pub field: Option<Id<Field>>,
    pub on: Date,
    /// The office has no regulation of its own in force: the model answers.
    pub model: bool,
    /// Some article speaks of it.
    pub governed: bool,
    /// All of those were confirmed: what they do not allow is refused.
    pub confirmed: bool,
    /// The article by which the body does not issue this kind.
    pub not_issued: Option<Quoted>,
    pub asked: Option<VerdictSaid>,
    pub may: Vec<MaySaid>,
    pub cannot: Vec<CannotSaid>,
    pub together: Option<TogetherSaid>,
    pub deadlines: Vec<DueSaid>,
}

fn post_said(day: &Day, key: &str, lang: Lang) -> Option<PostSaid> {
    let post = day.post(key)?;
    Some(PostSaid {
        id: post.id,
        title: post.title.clone(),
        unit: post.unit_name.clone(),
        holder: post.holder_name.clone().unwrap_or_else(|| t::vacant().say(lang)),
    })
}

fn quoted(day: &Day, at: usize) -> Quoted {
    match day.in_force.get(at) {
        Some(one) => Quoted {
            article: one.article.quote.clone(),
            title: one.title.clone(),
            confirmed: one.article.confirmed,
        },
        None => Quoted { article: String::new(), title: String::new(), confirmed: false },
    }
}

/// The whole answer; `event` is the day of the meeting or paper from which terms are counted.
pub fn said(
    tx: &mut Tx<'_>,
    question: &Question,
    (post, event): (Option<Id<Post>>, Date),
    lang: Lang,
) -> Result<Said, StoreError> {
    let told = crate::guard::ask(tx, question)?;
    of_told(tx, &told, question, (post, event), lang)
}

/// The same, of a day that was loaded already.
pub fn of_told(
    tx: &mut Tx<'_>,
    told: &Told,
    question: &Question,
    (post, event): (Option<Id<Post>>, Date),
    lang: Lang,
) -> Result<Said, StoreError> {
    let (day, answer) = (&told.day, &told.answer);
    let may = answer.may.iter().filter_map(|may| {
        let (way, instead) = match &may.way {
            Way::Own => ("own", None),
            Way::Delegated(post) => ("delegated", Some(post)),
            Way::Named(post) => ("named", Some(post)),
            Way::ByRule(post) => ("by_rule", Some(post)),
        };
        Some(MaySaid {
            post: post_said(day, &may.post, lang)?,
            form: may.form.clone(),
            capacity: may.capacity.code().to_owned(),
            way: way.to_owned(),
            instead_of: instead.and_then(|key| day.post(key)).map(|post| post.title.clone()),
            condition: may.condition.clone(),
            by: quoted(day, may.article),
        })
    });
    let may = may.collect();
    let cannot = answer.cannot.iter().filter_map(|one| {
        Some(CannotSaid {
            post: post_said(day, &one.post, lang)?,
            code: why_code(&one.why).to_owned(),
            why: why_not(&one.why).say(lang),
            by: quoted(day, one.article),
        })
    });
    let cannot = cannot.collect();
    let together = answer.together.as_ref().map(|one| TogetherSaid {
        majority: one.majority.code().to_owned(),
        said: say::majority(one.majority).say(lang),
        in_writing: one.in_writing,
        condition: one.condition.clone(),
        by: quoted(day, one.article),
    });
    let deadlines = due::deadlines(tx, day, question, (event, lang))?.into_iter().map(|one| DueSaid {
        step: one.step.code().to_owned(),
        said: say::step(one.step).say(lang),
        on: one.on,
        explained: one.explained,
        by: quoted(day, one.article),
    });
    let body = day.situation.bodies.iter().find(|body| body.key == question.body.to_string());
    Ok(Said {
        verb: question.verb.code().to_owned(),
        what: question.what.clone(),
        body: question.body,
        body_name: body.map_or_else(String::new, |body| body.name.clone()),
        field: question.field,
        on: question.on,
        model: day.model,
        governed: !answer.governing.is_empty(),
        confirmed: answer.confirmed,
        not_issued: answer.not_issued.map(|at| quoted(day, at)),
        asked: post.and_then(|post| verdict(told, post, lang)),
        may,
        cannot,
        together,
        deadlines: deadlines.collect(),
    })
}

fn verdict(told: &Told, post: Id<Post>, lang: Lang) -> Option<VerdictSaid> {
    let post_said = post_said(&told.day, &post.to_string(), lang)?;
    let reason = |why: &Why| (Some(why_code(why).to_owned()), Some(why_not(why).say(lang)));
    let (verdict, (code, why), form, article) = match told.verdict(post) {
        Verdict::May(may) => ("may", (None, None), may.form.clone(), Some(may.article)),
        Verdict::Warned { why, article } => ("warned", reason(&why), Vec::new(), Some(article)),
        Verdict::Refused { why, article } => ("refused", reason(&why), Vec::new(), Some(article)),
        Verdict::Silent => ("silent", (None, Some(t::silent().say(lang))), Vec::new(), None),
    };
    Some(VerdictSaid {
        post: post_said,
        verdict: verdict.to_owned(),
        code,
        why,
        form,
        by: article.map(|at| quoted(&told.day, at)),
    })
}
