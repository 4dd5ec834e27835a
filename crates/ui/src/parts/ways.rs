//! Ways inside a page: tabs, filters as chips, breadcrumbs. All of them are links: views are addresses.

use words::Lang;

use crate::html::{Html, Text, escape, icon};
use crate::parts::card::grouped;
use crate::t;

#[derive(Debug, Clone)]
pub struct Tab {
    pub label: Text,
    pub href: String,
    pub count: Option<u64>,
    pub current: bool,
}

impl Tab {
    pub fn new(label: impl Into<Text>, href: impl Into<String>, count: Option<u64>, current: bool) -> Tab {
        Tab { label: label.into(), href: href.into(), count, current }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Tabs(pub Vec<Tab>);

impl Tabs {
    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let each: String = self
            .0
            .iter()
            .map(|tab| {
                format!(
                    "<a href=\"{}\"{}>{}{}</a>",
                    escape(&tab.href),
                    if tab.current { " aria-current=\"page\"" } else { "" },
                    escape(&tab.label.say(lang)),
                    tab.count.map_or(String::new(), |n| format!(
                        " <span class=\"num\">{}</span>",
                        grouped(n, lang)
                    ))
                )
            })
            .collect();
        Html::trusted(format!(
            "<nav class=\"tabs\" aria-label=\"{}\">{each}</nav>",
            escape(&t::tabs().say(lang))
        ))
    }
}

#[derive(Debug, Clone)]
pub struct Chip {
    label: Text,
    href: String,
    on: bool,
    icon: Option<&'static str>,
    dashed: bool,
    key: Option<&'static str>,
    gap: bool,
}

impl Chip {
    pub fn new(label: impl Into<Text>, href: impl Into<String>) -> Chip {
        Chip {
            label: label.into(),
            href: href.into(),
            on: false,
            icon: None,
            dashed: false,
            key: None,
            gap: false,
        }
    }
    #[must_use]
    pub fn on(mut self, on: bool) -> Chip {
        self.on = on;
        self
    }
    #[must_use]
    pub fn icon(mut self, icon: &'static str) -> Chip {
        self.icon = Some(icon);
        self
    }
    /// Something to add, not something that is.
    #[must_use]
    pub fn dashed(mut self) -> Chip {
        self.dashed = true;
        self
    }
    #[must_use]
    pub fn key(mut self, key: &'static str) -> Chip {
        self.key = Some(key);
        self
    }
    /// A thin line before it: another sort of filter begins.
    #[must_use]
    pub fn apart(mut self) -> Chip {
        self.gap = true;
        self
    }
}

#[derive(Debug, Clone, Default)]
pub struct Chips(pub Vec<Chip>);

impl Chips {
    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        self.named(t::filters(), lang)
    }

    /// Under a name of its own, where a page has several rows of them.
    #[must_use]
    pub fn named(&self, name: impl Into<Text>, lang: Lang) -> Html {
        let each: String = self
            .0
            .iter()
            .map(|chip| {
                format!(
                    "{}<a class=\"chip{}{}\" href=\"{}\"{}{}>{}{}</a>",
                    if chip.gap { "<span class=\"gap\"></span>" } else { "" },
                    if chip.on { " on" } else { "" },
                    if chip.dashed { " dashed" } else { "" },
                    escape(&chip.href),
                    if chip.on { " aria-current=\"true\"" } else { "" },
                    chip.key.map_or(String::new(), |k| format!(" data-key=\"{}\"", escape(k))),
                    chip.icon.map(icon).unwrap_or_default(),
                    escape(&chip.label.say(lang))
                )
            })
            .collect();
        Html::trusted(format!(
            "<nav class=\"chips\" aria-label=\"{}\">{each}</nav>",
            escape(&name.into().say(lang))
        ))
    }
}

/// The way down to this page; the last has no link.
#[derive(Debug, Clone, Default)]
pub struct Crumbs(Vec<(Text, Option<String>)>);

impl Crumbs {
    #[must_use]
    pub fn new() -> Crumbs {
        Crumbs::default()
    }
    #[must_use]
    pub fn link(mut self, label: impl Into<Text>, href: impl Into<String>) -> Crumbs {
        self.0.push((label.into(), Some(href.into())));
        self
    }
    #[must_use]
    pub fn here(mut self, label: impl Into<Text>) -> Crumbs {
        self.0.push((label.into(), None));
        self
    }

    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let each: String = self
            .0
            .iter()
            .map(|(label, href)| {
                let label = escape(&label.say(lang));
                match href {
                    Some(href) => format!("<li><a href=\"{}\">{label}</a></li>", escape(href)),
                    None => format!("<li aria-current=\"page\">{label}</li>"),
                }
            })
            .collect();
        Html::trusted(format!(
            "<nav class=\"crumbs\" aria-label=\"{}\"><ol>{each}</ol></nav>",
            escape(&t::crumbs().say(lang))
        ))
    }
}
