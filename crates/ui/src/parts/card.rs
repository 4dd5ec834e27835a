//! Cards, the numbers of Today, and lists of facts.

use words::Lang;

use crate::html::{Html, Text, escape};
use crate::parts::button::keycap;

/// A sheet with a heading.
#[derive(Debug, Clone)]
pub struct Card {
    title: Text,
    count: Option<u64>,
    more: Option<(Text, String, Option<&'static str>)>,
    body: Html,
    padded: bool,
}

impl Card {
    pub fn new(title: impl Into<Text>, body: Html) -> Card {
        Card { title: title.into(), count: None, more: None, body, padded: false }
    }
    #[must_use]
    pub fn count(mut self, count: u64) -> Card {
        self.count = Some(count);
        self
    }
    /// The link at the right of the heading, with its key.
    #[must_use]
    pub fn more(
        mut self,
        label: impl Into<Text>,
        href: impl Into<String>,
        key: Option<&'static str>,
    ) -> Card {
        self.more = Some((label.into(), href.into(), key));
        self
    }
    /// For text and forms; rows and tables reach the edge.
    #[must_use]
    pub fn padded(mut self) -> Card {
        self.padded = true;
        self
    }

    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let count =
            self.count.map_or(String::new(), |n| format!("<span class=\"n\">{}</span>", grouped(n, lang)));
        let more = self.more.as_ref().map_or(String::new(), |(label, href, key)| {
            format!(
                "<a class=\"more\" href=\"{}\"{}>{} {}</a>",
                escape(href),
                key.map_or(String::new(), |k| format!(" data-key=\"{}\"", escape(k))),
                escape(&label.say(lang)),
                key.map(keycap).unwrap_or_default()
            )
        });
        let body = if self.padded {
            format!("<div class=\"inside\">{}</div>", self.body)
        } else {
            self.body.to_string()
        };
        Html::trusted(format!(
            "<section class=\"card\"><header><h2>{}</h2>{count}{more}</header>{body}</section>",
            escape(&self.title.say(lang))
        ))
    }
}

/// A number with its groups of three as the language writes them.
#[must_use]
pub(crate) fn grouped(number: u64, lang: Lang) -> String {
    let digits = number.to_string();
    let mark = match lang {
        Lang::Vi => '.',
        Lang::En => ',',
    };
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(mark);
        }
        out.push(digit);
    }
    out
}

/// One of the numbers on top of Today: what waits, by my relation to it.
#[derive(Debug, Clone)]
pub struct Tile {
    number: u64,
    label: Text,
    href: String,
    late: Option<Text>,
}

impl Tile {
    pub fn new(number: u64, label: impl Into<Text>, href: impl Into<String>) -> Tile {
        Tile { number, label: label.into(), href: href.into(), late: None }
    }
    #[must_use]
    pub fn late(mut self, late: impl Into<Text>) -> Tile {
        self.late = Some(late.into());
        self
    }

    /// Several of them in a line.
    #[must_use]
    pub fn line(tiles: &[Tile], lang: Lang) -> Html {
        let each: String = tiles
            .iter()
            .map(|tile| {
                let late = tile.late.as_ref().map_or(String::new(), |l| {
                    format!("<span class=\"late\">{}</span>", escape(&l.say(lang)))
                });
                format!(
                    "<a class=\"tile\" href=\"{}\"><b>{}</b><span>{}</span>{late}</a>",
                    escape(&tile.href),
                    grouped(tile.number, lang),
                    escape(&tile.label.say(lang))
                )
            })
            .collect();
        Html::trusted(format!("<div class=\"tiles\">{each}</div>"))
    }
}

/// Names and values of one thing.
#[derive(Debug, Clone, Default)]
pub struct Facts(Vec<(Text, Html)>);

impl Facts {
    #[must_use]
    pub fn new() -> Facts {
        Facts::default()
    }
    #[must_use]
    pub fn put(mut self, name: impl Into<Text>, value: Html) -> Facts {
        self.0.push((name.into(), value));
        self
    }
    #[must_use]
    pub fn text(self, name: impl Into<Text>, value: &str) -> Facts {
        self.put(name, Html::text(value))
    }

    #[must_use]
    pub fn render(&self, lang: Lang) -> Html {
        let each: String = self
            .0
            .iter()
            .map(|(name, value)| format!("<div><dt>{}</dt><dd>{value}</dd></div>", escape(&name.say(lang))))
            .collect();
        Html::trusted(format!("<dl class=\"known\">{each}</dl>"))
    }
}

/// Something that opens on demand, so that the likely thing stands alone.
#[must_use]
pub fn fold(ctx: &crate::Ctx, title: impl Into<Text>, body: &Html, open: bool) -> Html {
    Html::trusted(format!(
        "<details class=\"fold\"{}><summary>{}</summary>{body}</details>",
        if open { " open" } else { "" },
        escape(&title.into().say(ctx.lang))
    ))
}

/// A part of a page that is fetched by itself from `src` once it comes into view; `inner` stands there until then, and
/// where no script runs. The answer holds a frame of the same name without `src`. Its links lead the whole page on.
#[must_use]
pub fn frame(id: &str, src: Option<&str>, inner: &Html) -> Html {
    let src = src.map_or_else(String::new, |src| format!(" src=\"{}\" loading=\"lazy\"", escape(src)));
    Html::trusted(format!("<turbo-frame id=\"{}\" target=\"_top\"{src}>{inner}</turbo-frame>", escape(id)))
}

/// What opens on demand, looking like a button and opened by a key.
#[must_use]
pub fn fold_key(ctx: &crate::Ctx, (title, key): (impl Into<Text>, &str), body: &Html, open: bool) -> Html {
    Html::trusted(format!(
        "<details class=\"fold as-button\"{}><summary data-key=\"{key}\"><span>{}</span><kbd aria-hidden=\"true\">{key}</kbd>\
         </summary>{body}</details>",
        if open { " open" } else { "" },
        escape(&title.into().say(ctx.lang))
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_the_language_does() {
        assert_eq!(grouped(12_287, Lang::Vi), "12.287");
        assert_eq!(grouped(1_234_567, Lang::En), "1,234,567");
        assert_eq!(grouped(7, Lang::Vi), "7");
    }
}
