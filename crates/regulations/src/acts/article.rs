//! Articles of a draft: written, changed, taken out.

use kernel::{Act, Id, Refusal};
use people::may;
use rules::regulation::{Provision, Seat, fault, loop_in};
use serde::{Deserialize, Serialize};

use super::{LINE_MAX, TEXT_MAX, cut, draft, of_version};
use crate::model::{Article, Version};
use crate::store::{self, ArticleRow};
use crate::{DECIDE, day, t};

/// No regulation has more; more provisions in one article are two articles.
const ARTICLES_MAX: usize = 300;
const PROVISIONS_MAX: usize = 100;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PutArticle {
    pub version: Id<Version>,
    /// The one to change; None: a new one at the end.
    pub article: Option<Id<Article>>,
    /// `Điều 8`
    pub number: String,
    pub title: String,
    pub text: String,
    pub provisions: Vec<Provision>,
}

pub fn put_article(act: &mut Act<'_>, input: PutArticle) -> Result<Id<Article>, Refusal> {
    may(act, DECIDE)?;
    let version = draft(act, input.version)?;
    let there = store::articles(act.tx(), version.id)?;
    let old = match input.article {
        Some(id) => Some(there.iter().find(|row| row.id == id).ok_or_else(Refusal::not_found)?),
        None if there.len() >= ARTICLES_MAX => return Err(Refusal::conflict(t::too_many(ARTICLES_MAX))),
        None => None,
    };
    let number = cut(&input.number, "number", (40, Some(t::number_missing())));
    let title = cut(&input.title, "title", (LINE_MAX, Some(t::title_missing())));
    let text = cut(&input.text, "text", (TEXT_MAX, None));
    let (number, title, text) = match (number, title, text) {
        (Ok(number), Ok(title), Ok(text)) => (number, title, text),
        (number, title, text) => {
            let wrong = [number.err(), title.err(), text.err()].into_iter().flatten().collect();
            return Err(Refusal::all(wrong).err().unwrap_or_else(Refusal::not_found));
        }
    };
    if there.iter().any(|row| row.number == number && Some(row.id) != input.article) {
        return Err(Refusal::conflict(t::number_taken(number)).field("number"));
    }
    let row = ArticleRow {
        id: old.map_or_else(|| act.new_id(), |old| old.id),
        version: version.id,
        place: old.map_or_else(|| there.last().map_or(1, |last| last.place + 1), |old| old.place),
        number,
        title,
        text,
        provisions: input.provisions,
        source: old.map_or_else(String::new, |old| old.source.clone()),
        confirmed: None,
    };
    holds(&row, &there).map_err(|refusal| refusal.source(day::quote(&version, &row)))?;
    act.record("regulations.put_article", of_version(version.id));
    act.fact("article", row.id);
    if old.is_some() {
        store::change_article(act.tx(), &row)?;
    } else {
        store::insert_article(act.tx(), &row)?;
    }
    Ok(row.id)
}

/// Each provision can hold by itself, and nobody stands in for somebody who stands in for them.
fn holds(row: &ArticleRow, there: &[ArticleRow]) -> Result<(), Refusal> {
    if row.provisions.len() > PROVISIONS_MAX {
        return Err(Refusal::invalid(t::too_many(PROVISIONS_MAX)));
    }
    if let Some(field) = row.provisions.iter().find_map(fault) {
        let msg = match field {
            "kinds" => t::kinds_missing(),
            "by" => t::by_missing(),
            "capacity" => t::for_head_of_committee(),
            "times" => t::times_wrong(),
            "day" => t::day_wrong(),
            _ => t::days_wrong(),
        };
        return Err(Refusal::invalid(msg).field(field));
    }
    let others = there.iter().filter(|other| other.id != row.id).flat_map(|other| &other.provisions);
    let mut pairs: Vec<(Seat, Seat)> = others.flat_map(pairs_of).collect();
    for pair in row.provisions.iter().flat_map(pairs_of) {
        if loop_in(&pairs, &pair).is_some() {
            return Err(Refusal::invalid(t::circle_of_seats()).field("by"));
        }
        pairs.push(pair);
    }
    Ok(())
}

fn pairs_of(provision: &Provision) -> Vec<(Seat, Seat)> {
    match provision {
        Provision::Substitution(rule) => {
            rule.by.iter().map(|seat| (rule.seat.clone(), seat.clone())).collect()
        }
        _ => Vec::new(),
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RemoveArticle {
    pub version: Id<Version>,
    pub article: Id<Article>,
}

pub fn remove_article(act: &mut Act<'_>, input: RemoveArticle) -> Result<(), Refusal> {
    may(act, DECIDE)?;
    let version = draft(act, input.version)?;
    let row = store::article(act.tx(), input.article)?.filter(|row| row.version == version.id);
    let row = row.ok_or_else(Refusal::not_found)?;
    act.record("regulations.remove_article", of_version(version.id));
    act.fact("article", row.id);
    store::remove_article(act.tx(), row.id)?;
    Ok(())
}
