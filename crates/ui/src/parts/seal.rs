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
        let (class, said) = match self {
            Urgency::Urgent => ("urgent", t::urgent()),
            Urgency::VeryUrgent => ("urgent", t::very_urgent()),
            Urgency::Flash => ("urgent flash", t::flash()),
            Urgency::FlashAt(at) => ("urgent flash", t::flash_at(at)),
        };
        seal(class, &said, lang)
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
