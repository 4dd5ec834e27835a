//! What the house says to its reader, and what an empty place says.

use words::Lang;

use crate::html::{Html, Text, escape, icon};
use crate::parts::Button;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Done,
    Care,
    Fault,
}

/// A line above the page. With an undo it is a line with a form in it.
#[derive(Debug, Clone)]
pub struct Notice {
    tone: Tone,
    said: Text,
    action: Html,
    button: Option<Button>,
}

impl Notice {
    fn new(tone: Tone, said: impl Into<Text>) -> Notice {
        Notice { tone, said: said.into(), action: Html::default(), button: None }
    }
    pub fn plain(said: impl Into<Text>) -> Notice {
        Notice::new(Tone::Plain, said)
    }
    pub fn done(said: impl Into<Text>) -> Notice {
        Notice::new(Tone::Done, said)
    }
    pub fn care(said: impl Into<Text>) -> Notice {
        Notice::new(Tone::Care, said)
    }
    pub fn fault(said: impl Into<Text>) -> Notice {
        Notice::new(Tone::Fault, said)
    }
    /// An undo or a link, already rendered.
    #[must_use]
    pub fn action(mut self, action: Html) -> Notice {
        self.action = action;
        self
    }

    /// Where it leads, said in the language of the page it stands on.
    #[must_use]
    pub fn button(mut self, button: Button) -> Notice {
        self.button = Some(button);
        self
    }

    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let button = self.button.as_ref().map(|button| button.render(lang)).unwrap_or_default();
        let (class, sign, role) = match self.tone {
            Tone::Plain => ("", "info-circle", "status"),
            Tone::Done => (" done", "circle-check", "status"),
            Tone::Care => (" care", "alert-triangle", "status"),
            Tone::Fault => (" fault", "alert-triangle", "alert"),
        };
        Html::trusted(format!(
            "<div class=\"notice{class}\" role=\"{role}\">{}<p>{}</p>{}{button}</div>",
            icon(sign),
            escape(&self.said.say(lang)),
            self.action
        ))
    }
}

/// An empty place: what would stand here, and the next step.
#[derive(Debug, Clone)]
pub struct Empty {
    icon: &'static str,
    title: Text,
    next: Option<Text>,
    actions: Vec<Button>,
}

impl Empty {
    pub fn new(icon: &'static str, title: impl Into<Text>) -> Empty {
        Empty { icon, title: title.into(), next: None, actions: Vec::new() }
    }
    #[must_use]
    pub fn next(mut self, next: impl Into<Text>) -> Empty {
        self.next = Some(next.into());
        self
    }
    #[must_use]
    pub fn button(mut self, button: Button) -> Empty {
        self.actions.push(button);
        self
    }

    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let next = self.next.as_ref().map_or(String::new(), |n| format!("<p>{}</p>", escape(&n.say(lang))));
        let actions = Html::join(self.actions.iter().map(|b| b.render(lang)));
        let actions = if actions.is_empty() {
            String::new()
        } else {
            format!("<div class=\"buttons\">{actions}</div>")
        };
        Html::trusted(format!(
            "<div class=\"empty\">{}<b>{}</b>{next}{actions}</div>",
            icon(self.icon),
            escape(&self.title.say(lang))
        ))
    }
}
