//! Urgency and secrecy look like the stamps they are.

use words::{Lang, Msg};

use crate::html::{Html, escape};
use crate::t;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Urgency {
    Urgent,
    VeryUrgent,
    Flash,
    /// Flash at a set hour.
    FlashAt(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    Confidential,
    Secret,
    TopSecret,
}

fn seal(class: &str, said: &Msg, lang: Lang) -> Html {
    Html::trusted(format!("<span class=\"seal {class}\">{}</span>", escape(&said.say(lang))))
}

impl Urgency {
    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let class = match self {
            Urgency::Urgent | Urgency::VeryUrgent => "urgent",
            Urgency::Flash | Urgency::FlashAt(_) => "urgent flash",
        };
        seal(class, &self.said(), lang)
    }

    /// In words, as it is stamped.
    #[must_use]
    pub fn said(&self) -> Msg {
        match self {
            Urgency::Urgent => t::urgent(),
            Urgency::VeryUrgent => t::very_urgent(),
            Urgency::Flash => t::flash(),
            Urgency::FlashAt(at) => t::flash_at(at),
        }
    }
}

impl Secrecy {
    #[must_use]
    pub fn render(self, lang: Lang) -> Html {
        let said = match self {
            Secrecy::Confidential => t::confidential(),
            Secrecy::Secret => t::secret(),
            Secrecy::TopSecret => t::top_secret(),
        };
        seal("secrecy", &said, lang)
    }
}
