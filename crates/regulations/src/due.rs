//! By when, by which article, counted how.

use jiff::civil::Date;
use kernel::{StoreError, Tx};
use rules::regulation::{Provision, Step, counted_before};
use words::Lang;

use crate::day::{Day, Question};

/// A term that follows from an article.
#[derive(Debug, Clone)]
pub struct DueBy {
    pub step: Step,
    pub on: Date,
    pub explained: Vec<String>,
    /// Its place among the day's articles.
    pub article: usize,
}

/// Terms of what is asked, counted from the day of the meeting or of the paper.
pub fn deadlines(
    tx: &mut Tx<'_>,
    day: &Day,
    question: &Question,
    (event, lang): (Date, Lang),
) -> Result<Vec<DueBy>, StoreError> {
    let rules = rulebook::rules(tx)?;
    let body = day.situation.bodies.iter().find(|body| body.key == question.body.to_string());
    let mut found = Vec::new();
    for (at, article) in day.articles.iter().enumerate() {
        for provision in &article.provisions {
            let Provision::Deadline(one) = provision else { continue };
            let of_body = match (&one.body, body) {
                (None, _) => true,
                (Some(named), Some(body)) => *named == body.kind || *named == body.key,
                (Some(_), None) => false,
            };
            let of_kind = one.kinds.is_empty()
                || one.kinds.iter().any(|kind| kind.to_lowercase() == question.what.trim().to_lowercase());
            if !of_body || !of_kind {
                continue;
            }
            let (on, explained) = if one.step.before() {
                let counted = counted_before(&rules.calendar, event, &one.term);
                (counted.deadline, counted.explain(lang))
            } else {
                let counted = rules.calendar.term_deadline(event, &one.term);
                (counted.deadline, counted.explain(lang))
            };
            found.push(DueBy { step: one.step, on, explained, article: at });
        }
    }
    found.sort_by_key(|due| (due.on, due.step));
    Ok(found)
}
