//! One file a capability: deciding about a rule, and the days off of a year.

mod days;
mod decide;

pub(crate) use days::year;
pub use days::{AddDay, Announce, Exchange, RemoveDay, add_day, announce, exchange, remove_day};
pub use decide::{Confirm, Overrule, TakeBack, confirm, overrule, take_back};

use kernel::{Act, Id, Refusal, Subject};
use rules::{Override, Overrides, PackFault, Source};

use crate::model::RuleChange;
use crate::{current, store, t};

const TEXT_MAX: usize = 500;

/// What was written, in one spelling; refused when empty where it must not be, or without end.
fn text(given: &str, field: &'static str, needed: Option<words::Msg>) -> Result<String, Refusal> {
    let text = vietnamese::nfc(given.trim()).into_owned();
    if text.chars().count() > TEXT_MAX {
        return Err(Refusal::invalid(t::text_too_long(TEXT_MAX)).field(field));
    }
    match needed {
        Some(msg) if text.is_empty() => Err(Refusal::invalid(msg).field(field)),
        _ => Ok(text),
    }
}

/// The number of the rule and its article; `None` when no number is given.
fn source(rule: &str, article: &str) -> Result<Option<Source>, Refusal> {
    let rule = text(rule, "source", None)?;
    let article = text(article, "article", None)?;
    if rule.is_empty() && !article.is_empty() {
        return Err(Refusal::invalid(t::article_without_rule()).field("source"));
    }
    Ok((!rule.is_empty()).then_some(Source { rule, article: (!article.is_empty()).then_some(article) }))
}

/// Writes the decision down if the rules still hold together with it.
fn keep(act: &mut Act<'_>, name: &'static str, what: &Override) -> Result<Id<RuleChange>, Refusal> {
    let book = current::rules(act.tx())?;
    if let Err(fault) = book.pack.with_overrides(&Overrides(vec![what.clone()])) {
        return Err(refused(&fault));
    }
    let id: Id<RuleChange> = act.new_id();
    act.record(name, Subject::new("rule_change", id));
    act.fact("rule", what.id.as_str());
    if let Some(from) = what.effective_from {
        act.fact("from", from);
    }
    let (person, today) = (act.actor().person, act.today());
    store::insert(act.tx(), id, what, (person, today))?;
    Ok(id)
}

fn refused(fault: &PackFault) -> Refusal {
    match fault {
        PackFault::Unknown(_) | PackFault::Unreadable { .. } => Refusal::not_found(),
        PackFault::OtherKind(_) => Refusal::invalid(t::no_version_then()).field("from"),
        PackFault::Row { problem, .. } => {
            let (msg, field) = match *problem {
                "ends before it begins" => (t::ends_before_it_begins(), "to"),
                "has two versions for one day" => (t::two_versions(), "from"),
                "is longer than ten years" => (t::too_long_term(), "days"),
                "names a day twice" => (t::day_twice(), "date"),
                "holds a day of another year" => (t::day_of_another_year(), "date"),
                "has a working Saturday that is an ordinary working day" => (t::works_anyway(), "date"),
                "has a day in lieu on a weekend" => (t::off_anyway(), "date"),
                _ => (t::does_not_fit(), "value"),
            };
            Refusal::invalid(msg).field(field)
        }
    }
}
