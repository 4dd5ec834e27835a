//! The due chip: one of the two things that may have a colour.

use words::Lang;

use crate::html::{Html, Text, escape};
use crate::t;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Plain,
    Soon,
    Late,
    Met,
}

/// How long something has, or how it ended. The words carry the meaning, the colour repeats it.
#[derive(Debug, Clone)]
pub struct Due {
    state: State,
    said: Text,
    why: Option<Text>,
}

impl Due {
    fn new(state: State, said: impl Into<Text>) -> Due {
        Due { state, said: said.into(), why: None }
    }
    pub fn plain(said: impl Into<Text>) -> Due {
        Due::new(State::Plain, said)
    }
    pub fn soon(said: impl Into<Text>) -> Due {
        Due::new(State::Soon, said)
    }
    pub fn late(said: impl Into<Text>) -> Due {
        Due::new(State::Late, said)
    }
    pub fn met(said: impl Into<Text>) -> Due {
        Due::new(State::Met, said)
    }

    /// From the days that are left: late below zero, soon up to `soon` days.
    #[must_use]
    pub fn in_days(left: i64, soon: i64) -> Due {
        if left < 0 {
            Due::late(t::due_late_days(left.saturating_neg()))
        } else if left == 0 {
            Due::soon(t::due_today())
        } else if left <= soon {
            Due::soon(t::due_days(left))
        } else {
            Due::plain(t::due_days(left))
        }
    }

    /// How a finished one ended: days before the deadline, negative after it.
    #[must_use]
    pub fn ended(before: i64) -> Due {
        match before {
            0 => Due::met(t::due_met()),
            1.. => Due::met(t::due_met_early(before)),
            _ => Due::plain(t::due_met_late(before.saturating_neg())),
        }
    }

    /// How the deadline was counted, shown when one points at it.
    #[must_use]
    pub fn why(mut self, why: impl Into<Text>) -> Due {
        self.why = Some(why.into());
        self
    }

    #[must_use]
    pub fn said(&self) -> &Text {
        &self.said
    }

    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let class = match self.state {
            State::Plain => "due",
            State::Soon => "due soon",
            State::Late => "due late",
            State::Met => "due met",
        };
        let why = self.why.as_ref().map_or(String::new(), |w| format!(" title=\"{}\"", escape(&w.say(lang))));
        Html::trusted(format!("<span class=\"{class}\"{why}>{}</span>", escape(&self.said.say(lang))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_left_choose_the_words_and_the_colour() {
        for (left, class, said) in [
            (-2, "due late", "Quá hạn 2 ngày"),
            (0, "due soon", "Hôm nay"),
            (1, "due soon", "Còn 1 ngày"),
            (4, "due", "Còn 4 ngày"),
        ] {
            let html = Due::in_days(left, 2).render(Lang::Vi).into_string();
            assert_eq!(html, format!("<span class=\"{class}\">{said}</span>"));
        }
    }
}
