//! One row, three facts: the number, what it is about, where it is or how long it has.

use words::Lang;

use crate::html::{Html, Text, escape};
use crate::parts::{Due, Secrecy, Urgency};

#[derive(Debug, Clone)]
pub struct WorkRow {
    code: String,
    what: Text,
    href: String,
    by: Option<Text>,
    due: Option<Due>,
    seals: Vec<Html>,
    urgency: Option<Urgency>,
    secrecy: Option<Secrecy>,
    selected: bool,
    fresh: bool,
    keys: Html,
}

impl WorkRow {
    pub fn new(code: impl Into<String>, what: impl Into<Text>, href: impl Into<String>) -> WorkRow {
        WorkRow {
            code: code.into(),
            what: what.into(),
            href: href.into(),
            by: None,
            due: None,
            seals: Vec::new(),
            urgency: None,
            secrecy: None,
            selected: false,
            fresh: false,
            keys: Html::default(),
        }
    }
    /// The quieter second line: who, since when, next step.
    #[must_use]
    pub fn by(mut self, by: impl Into<Text>) -> WorkRow {
        self.by = Some(by.into());
        self
    }
    #[must_use]
    pub fn due(mut self, due: Due) -> WorkRow {
        self.due = Some(due);
        self
    }
    #[must_use]
    pub fn urgency(mut self, urgency: Option<Urgency>) -> WorkRow {
        self.urgency = urgency;
        self
    }
    #[must_use]
    pub fn secrecy(mut self, secrecy: Option<Secrecy>) -> WorkRow {
        self.secrecy = secrecy;
        self
    }
    #[must_use]
    pub fn seal(mut self, seal: Html) -> WorkRow {
        self.seals.push(seal);
        self
    }
    #[must_use]
    pub fn selected(mut self, selected: bool) -> WorkRow {
        self.selected = selected;
        self
    }
    /// Not opened yet.
    #[must_use]
    pub fn fresh(mut self, fresh: bool) -> WorkRow {
        self.fresh = fresh;
        self
    }
    /// What single letters do to this row: buttons and one-button forms whose parts carry `data-row-key`.
    #[must_use]
    pub fn keys(mut self, keys: Html) -> WorkRow {
        self.keys = keys;
        self
    }

    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let mut seals = Html::join(self.seals.iter().cloned()).into_string();
        if let Some(secrecy) = self.secrecy {
            seals += secrecy.render(lang).as_str();
        }
        if let Some(urgency) = &self.urgency {
            seals += urgency.render(lang).as_str();
        }
        let due = self.due.as_ref().map(|d| d.render(lang)).unwrap_or_default();
        let by = self
            .by
            .as_ref()
            .map_or(String::new(), |b| format!("<span class=\"by\">{}</span>", escape(&b.say(lang))));
        let keys = if self.keys.is_empty() {
            String::new()
        } else {
            format!("<div class=\"row-keys\">{}</div>", self.keys)
        };
        Html::trusted(format!(
            "<li class=\"work{}{}\" data-walk-target=\"row\"><a href=\"{}\"{}><span class=\"code\">{}</span>\
             <span class=\"what\">{seals}{}{}</span><span class=\"end\">{due}</span>{by}</a>{keys}</li>",
            if self.selected { " selected" } else { "" },
            if self.fresh { " fresh" } else { "" },
            escape(&self.href),
            if self.selected { " aria-current=\"true\"" } else { "" },
            escape(&self.code),
            if seals.is_empty() { "" } else { " " },
            escape(&self.what.say(lang)),
        ))
    }
}

/// Rows that `j` and `k` walk.
#[derive(Debug, Clone, Default)]
pub struct WorkList(Vec<WorkRow>);

impl WorkList {
    #[must_use]
    pub fn new(rows: impl IntoIterator<Item = WorkRow>) -> WorkList {
        WorkList(rows.into_iter().collect())
    }

    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let rows = Html::join(self.0.iter().map(|row| row.render(lang)));
        Html::trusted(format!("<ul class=\"works\" data-controller=\"walk\">{rows}</ul>"))
    }
}

/// A line of a day: the hour, what, and a quieter line.
#[derive(Debug, Clone)]
pub struct Slot {
    pub at: String,
    pub what: Text,
    pub by: Text,
    pub href: Option<String>,
}

impl Slot {
    #[must_use]
    pub fn list(slots: &[Slot], lang: Lang) -> Html {
        let each: String = slots
            .iter()
            .map(|slot| {
                let what = escape(&slot.what.say(lang));
                let what = match &slot.href {
                    Some(href) => format!("<a href=\"{}\">{what}</a>", escape(href)),
                    None => what,
                };
                format!(
                    "<li class=\"slot\"><time>{}</time><div>{what}<div class=\"by\">{}</div></div></li>",
                    escape(&slot.at),
                    escape(&slot.by.say(lang))
                )
            })
            .collect();
        Html::trusted(format!("<ul class=\"slots\">{each}</ul>"))
    }
}
