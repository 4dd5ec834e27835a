//! Where it has been, where it is now, and for how long.

use words::Lang;

use crate::html::{Html, Text, escape};
use crate::t;

#[derive(Debug, Clone)]
pub struct Stop {
    pub who: Text,
    /// How long it stayed, or has been there.
    pub held: Option<Text>,
    pub what: Option<Text>,
}

/// The stops in order; the last is where it is now, unless it has ended.
#[derive(Debug, Clone, Default)]
pub struct Trail {
    stops: Vec<Stop>,
    ended: bool,
}

impl Trail {
    #[must_use]
    pub fn new(stops: impl IntoIterator<Item = Stop>) -> Trail {
        Trail { stops: stops.into_iter().collect(), ended: false }
    }
    #[must_use]
    pub fn ended(mut self) -> Trail {
        self.ended = true;
        self
    }

    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let last = self.stops.len().saturating_sub(1);
        let each: String = self
            .stops
            .iter()
            .enumerate()
            .map(|(at, stop)| {
                let now = at == last && !self.ended;
                let mut inside = format!("<b>{}</b>", escape(&stop.who.say(lang)));
                if let Some(held) = &stop.held {
                    inside += &format!(" <span class=\"held\">{}</span>", escape(&held.say(lang)));
                }
                if let Some(what) = &stop.what {
                    inside += &format!(" <span class=\"by\">{}</span>", escape(&what.say(lang)));
                }
                if now {
                    inside +=
                        &format!("<span class=\"aloud\">, {}</span>", escape(&t::trail_now().say(lang)));
                }
                format!("<li{}>{inside}</li>", if now { " class=\"now\" aria-current=\"step\"" } else { "" })
            })
            .collect();
        Html::trusted(format!(
            "<ol class=\"trail\" aria-label=\"{}\">{each}</ol>",
            escape(&t::trail().say(lang))
        ))
    }
}
