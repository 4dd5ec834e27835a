//! The way through a long list, and the steps of a longer piece of work.

use words::Lang;

use crate::html::{Html, Text, escape, icon};
use crate::parts::card::grouped;
use crate::t;

/// Which part of a list this is. A total is shown only where counting is cheap.
#[derive(Debug, Clone, Default)]
pub struct Pager {
    pub from: u64,
    pub to: u64,
    pub total: Option<u64>,
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl Pager {
    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let (from, to) = (grouped(self.from, lang), grouped(self.to, lang));
        let range = match self.total {
            Some(total) => t::pager_range(from, to, grouped(total, lang)),
            None => t::pager_range_open(from, to),
        };
        let way = |href: &Option<String>, name: &str, said: String, rel: &str, key: &str| {
            href.as_ref().map_or(String::new(), |href| {
                format!(
                    "<a class=\"btn square\" href=\"{}\" rel=\"{rel}\" data-key=\"{key}\" aria-label=\"{}\">{}</a>",
                    escape(href),
                    escape(&said),
                    icon(name)
                )
            })
        };
        Html::trusted(format!(
            "<nav class=\"pager\" aria-label=\"{}\"><span class=\"num\">{}</span>{}{}</nav>",
            escape(&t::pager().say(lang)),
            escape(&range.say(lang)),
            way(&self.previous, "chevron-left", t::pager_previous().say(lang), "prev", "["),
            way(&self.next, "chevron-right", t::pager_next().say(lang), "next", "]")
        ))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    Done,
    Now,
    Later,
}

#[derive(Debug, Clone)]
pub struct Step {
    pub label: Text,
    pub state: StepState,
    pub href: Option<String>,
}

/// Steps in their order. The state is said in words too.
#[derive(Debug, Clone, Default)]
pub struct Stepper(pub Vec<Step>);

impl Stepper {
    #[must_use]
    pub fn step(mut self, label: impl Into<Text>, state: StepState) -> Stepper {
        self.0.push(Step { label: label.into(), state, href: None });
        self
    }

    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let each: String = self
            .0
            .iter()
            .map(|step| {
                let label = escape(&step.label.say(lang));
                let label = match &step.href {
                    Some(href) => format!("<a href=\"{}\">{label}</a>", escape(href)),
                    None => label,
                };
                let hidden =
                    |said: words::Msg| format!("<span class=\"aloud\">, {}</span>", escape(&said.say(lang)));
                match step.state {
                    StepState::Done => {
                        format!("<li class=\"done\">{}{label}{}</li>", icon("check"), hidden(t::step_done()))
                    }
                    StepState::Now => {
                        format!(
                            "<li class=\"now\" aria-current=\"step\">{label}{}</li>",
                            hidden(t::step_now())
                        )
                    }
                    StepState::Later => format!("<li>{label}</li>"),
                }
            })
            .collect();
        Html::trusted(format!(
            "<ol class=\"stepper\" aria-label=\"{}\">{each}</ol>",
            escape(&t::steps().say(lang))
        ))
    }
}
