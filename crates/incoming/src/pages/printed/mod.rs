//! What is printed of books and papers: sheets of plain text, set by the program's press.

pub(super) mod book;
pub(super) mod closing;
pub(super) mod originals;
pub(super) mod stamp;

use jiff::civil::Date;
use print::Signature;
use serde::Deserialize;
use words::Lang;

use crate::t;

/// Which day is printed.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Day {
    day: Option<String>,
}

impl Day {
    fn asked(&self) -> Option<Date> {
        self.day.as_deref().and_then(|day| day.parse().ok())
    }
}

fn signature(capacity: words::Msg, name: &str, lang: Lang) -> Signature {
    Signature { capacity: capacity.say(lang), hint: t::sign_hint().say(lang), name: name.to_owned() }
}
