//! What suggestions rest on: each with its reason and links to the papers that it was learnt from.

use ui::{Ctx, Facts, Html, fold};
use words::Msg;

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
