//! What suggestions rest on: each with its reason and links to the papers that it was learnt from.

use kernel::Id;
use ui::{Ctx, Facts, Html, fold};
use words::{Lang, Msg};

use super::choices::Choices;
use crate::model::Term;
use crate::suggest::{Offer, Suggested};
use crate::t;

/// Papers that are linked to; the reason says how many there are.
const LINKS_MOST: usize = 5;

/// A suggestion of a form as it is shown.
pub(super) fn offer<V: ToString>(
    what: &'static str,
    label: Msg,
    one: &Suggested<V>,
    said: impl Fn(&V) -> String,
) -> Offer {
    Offer {
        what,
        label,
        value: one.value.to_string(),
        said: said(&one.value),
        why: one.why.clone(),
        sure: one.sure,
        papers: one.papers.clone(),
    }
}

/// The suggestions of a form, on demand. Empty where there are none.
#[must_use]
pub fn grounds(ctx: &Ctx, offers: &[Offer]) -> Html {
    if offers.is_empty() {
        return Html::default();
    }
    let facts = offers.iter().fold(Facts::new(), |facts, one| {
        let links: Vec<String> = one
            .papers
            .iter()
            .take(LINKS_MOST)
            .map(|(id, number)| format!("<a href=\"/papers/{id}\">{number}</a>"))
            .collect();
        let papers = if links.is_empty() {
            String::new()
        } else {
            let said = t::grounds_papers().say(ctx.lang);
            format!(" <span class=\"by num\">{} {}</span>", ui::html::escape(&said), links.join(", "))
        };
        let line = format!(
            "<b>{}</b> <span class=\"by\">{}</span>{papers}",
            ui::html::escape(&one.said),
            ui::html::escape(&one.why.say(ctx.lang))
        );
        facts.put(one.label.clone(), Html::trusted(line))
    });
    fold(ctx, t::grounds(), &facts.render(ctx.lang), false)
}

/// What the form of who proposes was filled in from.
pub(super) fn offers(choices: &Choices, lang: Lang) -> Vec<Offer> {
    let unit = |id: &Id<people::Unit>| {
        let id = id.to_string();
        choices.units.iter().find(|(unit, _)| *unit == id).map_or(String::new(), |(_, name)| name.clone())
    };
    let field = |id: &Id<people::Field>| {
        choices.fields.iter().find(|f| f.id == *id).map_or(String::new(), |f| f.name.clone())
    };
    let mut offers = Vec::new();
    offers.extend(choices.field.as_ref().map(|one| offer("field", t::field(), one, field)));
    offers.extend(choices.lead.as_ref().map(|one| offer("lead", t::lead(), one, unit)));
    let lines = |what, label: fn() -> Msg, all: &[Suggested<Id<people::Unit>>]| {
        all.iter().map(|one| offer(what, label(), one, unit)).collect::<Vec<_>>()
    };
    offers.extend(lines("cooperating", t::cooperating, &choices.cooperating));
    offers.extend(lines("informed", t::informed, &choices.informed));
    let said = |term: &Term| crate::suggest::term_said(*term).say(lang);
    let term = choices.term.as_ref();
    offers
        .extend(term.map(|one| Offer { said: said(&one.value), ..offer("term", t::deadline(), one, said) }));
    offers
}
