//! Text that is already HTML, and text that still waits for its language.

use std::borrow::Cow;
use std::fmt;

use words::{Lang, Msg};

/// Markup that is safe to put on a page as it is. In Askama templates `{{ x }}` does not escape it again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// The caller answers for this markup: only what a template rendered or [`escape`] went over.
    #[must_use]
    pub fn trusted(markup: impl Into<String>) -> Html {
        Html(markup.into())
    }

    /// Plain text, escaped.
    #[must_use]
    pub fn text(text: &str) -> Html {
        Html(escape(text))
    }

    /// Renders an Askama template. A template of ours writes into a string and cannot fail; should it, the
    /// page shows nothing in that place rather than half a tag.
    #[must_use]
    pub fn of(template: &impl askama::Template) -> Html {
        Html(template.render().unwrap_or_default())
    }

    #[must_use]
    pub fn join(parts: impl IntoIterator<Item = Html>) -> Html {
        let mut parts = parts.into_iter();
        let Some(Html(mut all)) = parts.next() else { return Html::default() };
        for part in parts {
            all.push_str(&part.0);
        }
        Html(all)
    }

    /// The parts one under the other with the house's distance between them.
    #[must_use]
    pub fn stack(parts: impl IntoIterator<Item = Html>) -> Html {
        // A list is most of its page: it is moved once here.
        let parts: Vec<Html> = parts.into_iter().collect();
        let mut all = String::with_capacity(32 + parts.iter().map(|part| part.0.len()).sum::<usize>());
        all.push_str("<div class=\"stack\">");
        parts.iter().for_each(|part| all.push_str(&part.0));
        all.push_str("</div>");
        Html(all)
    }

    /// The work left, what stands beside it right; one below the other where there is no room.
    #[must_use]
    pub fn columns(left: Html, right: Html) -> Html {
        Html(format!("<div class=\"cols\"><div>{}</div><div>{}</div></div>", left.0, right.0))
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Html {}

/// Escapes for text and for attributes in double quotes.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    escape_into(&mut out, text);
    out
}

/// The same at the end of a page that is being written. What stands between two marks goes over in one piece.
pub(crate) fn escape_into(out: &mut String, text: &str) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let mark = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(mark);
        from = at + 1;
    }
    out.push_str(&text[from..]);
}

/// Something to say: a message that waits for its language, or a value that is the same in every language.
#[derive(Debug, Clone, PartialEq)]
pub enum Text {
    Msg(Msg),
    Plain(String),
}

impl Text {
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        self.said(lang).into_owned()
    }

    /// The same without a copy, where nothing has to be put together.
    #[must_use]
    pub fn said(&self, lang: Lang) -> Cow<'_, str> {
        match self {
            Text::Msg(msg) => msg.said(lang),
            Text::Plain(text) => Cow::Borrowed(text),
        }
    }
}

impl Default for Text {
    fn default() -> Text {
        Text::Plain(String::new())
    }
}
impl From<Msg> for Text {
    fn from(msg: Msg) -> Text {
        Text::Msg(msg)
    }
}
impl From<&Msg> for Text {
    fn from(msg: &Msg) -> Text {
        Text::Msg(msg.clone())
    }
}
impl From<&str> for Text {
    fn from(text: &str) -> Text {
        Text::Plain(text.to_owned())
    }
}
impl From<String> for Text {
    fn from(text: String) -> Text {
        Text::Plain(text)
    }
}
impl From<&String> for Text {
    fn from(text: &String) -> Text {
        Text::Plain(text.clone())
    }
}

/// Text as a value in an address (RFC 3986: all but the unreserved letters).
#[must_use]
pub fn encode(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                said.push(char::from(byte))
            }
            byte => said.push_str(&format!("%{byte:02X}")),
        }
    }
    said
}

/// An icon of the sprite (`web/src/icons.txt` lists the names). It says nothing to a screen reader: the text
/// beside it does.
#[must_use]
pub fn icon(name: &str) -> Html {
    let mut svg = String::with_capacity(96);
    svg.push_str("<svg class=\"icon\" aria-hidden=\"true\"><use href=\"");
    svg.push_str(&crate::assets::address("icons.svg"));
    svg.push('#');
    escape_into(&mut svg, name);
    svg.push_str("\"/></svg>");
    Html(svg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_typed_never_becomes_markup() {
        assert_eq!(Html::text("<b a=\"1\">&'").as_str(), "&lt;b a=&quot;1&quot;&gt;&amp;&#39;");
    }
}
