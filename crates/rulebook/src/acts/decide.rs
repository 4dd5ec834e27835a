//! Confirming a shipped value, putting the office's own in its place, taking that back.

use jiff::civil::Date;
use kernel::{Act, Id, Refusal, Subject};
use people::may;
use rules::{Change, Override};
use serde::{Deserialize, Serialize};

use super::{keep, source, text};
use crate::model::{self, RuleChange, Value};
use crate::{DECIDE, current, store, t};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Confirm {
    pub rule: String,
    /// The version of this day; the latest when left out.
    pub on: Option<Date>,
    /// Number of the rule in which the value was read, and the article.
    pub source: String,
    pub article: String,
    pub note: String,
}

/// The shipped value is right: somebody read it, and says where.
pub fn confirm(act: &mut Act<'_>, input: Confirm) -> Result<Id<RuleChange>, Refusal> {
    may(act, DECIDE)?;
    let book = current::rules(act.tx())?;
    if model::versions(&book.pack, &input.rule).is_empty() {
        return Err(Refusal::not_found());
    }
    let source = source(&input.source, &input.article)?
        .ok_or_else(|| Refusal::invalid(t::source_missing()).field("source"))?;
    let note = text(&input.note, "note", None)?;
    let what = Override {
        id: input.rule,
        change: Change::Confirm,
        source: Some(source),
        effective_from: input.on,
        effective_to: None,
        note: (!note.is_empty()).then_some(note),
    };
    keep(act, "rules.confirm", &what)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Overrule {
    pub rule: String,
    pub value: Change,
    /// Without it the value stays "to be confirmed", and only warns.
    pub source: String,
    pub article: String,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub reason: String,
}

/// The office's own value in place of the shipped one.
pub fn overrule(act: &mut Act<'_>, input: Overrule) -> Result<Id<RuleChange>, Refusal> {
    may(act, DECIDE)?;
    let book = current::rules(act.tx())?;
    let there = model::versions(&book.pack, &input.rule);
    let first = there.first().ok_or_else(Refusal::not_found)?;
    let same_sort = match &first.value {
        Value::Changeable(value) => std::mem::discriminant(value) == std::mem::discriminant(&input.value),
        Value::Statutory(_) => false,
    };
    if !same_sort {
        return Err(Refusal::invalid(t::other_sort()).field("value"));
    }
    let reason = text(&input.reason, "reason", Some(t::reason_missing()));
    let source = source(&input.source, &input.article);
    let (reason, source) = match (reason, source) {
        (Ok(reason), Ok(source)) => (reason, source),
        (reason, source) => {
            return Err(Refusal::all([reason.err(), source.err()].into_iter().flatten().collect())
                .err()
                .unwrap_or_else(Refusal::not_found));
        }
    };
    let what = Override {
        id: input.rule,
        change: input.value,
        source,
        effective_from: input.from,
        effective_to: input.to,
        note: Some(reason),
    };
    keep(act, "rules.overrule", &what)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeBack {
    pub change: Id<RuleChange>,
    pub reason: String,
}

/// The value before it counts again. Only the last decision about a rule: those under it would change their meaning.
pub fn take_back(act: &mut Act<'_>, input: TakeBack) -> Result<(), Refusal> {
    may(act, DECIDE)?;
    let row = store::change(act.tx(), input.change)?.ok_or_else(Refusal::not_found)?;
    let reason = text(&input.reason, "why", Some(t::reason_missing()))?;
    if !row.stands() {
        return Err(Refusal::conflict(t::taken_back_already()));
    }
    if store::last_standing(act.tx(), &row.rule)? != Some(row.id) {
        return Err(Refusal::conflict(t::take_back_last_first()));
    }
    act.record("rules.take_back", Subject::new("rule_change", row.id));
    act.fact("rule", row.rule.as_str());
    let (person, today) = (act.actor().person, act.today());
    store::take_back(act.tx(), row.id, (person, today, &reason))?;
    Ok(())
}
