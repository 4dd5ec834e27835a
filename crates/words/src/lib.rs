//! Messages in the reader's language.
//!
//! A [`Msg`] is a message that does not know its language yet: acts and refusals carry it,
//! and the page, the API or the command line says it with [`Msg::say`]. The functions that
//! make messages are generated from each crate's `i18n/vi.ftl` and `i18n/en.ftl` by
//! `words-build`, so that a missing key or argument does not compile.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

/// A language of the interface. Vietnamese comes first and is the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Vi,
    En,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::Vi, Lang::En];

    /// The BCP 47 code, as in `<html lang>`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Lang::Vi => "vi",
            Lang::En => "en",
        }
    }

    /// Reads a code such as `vi`, `en-GB`; anything unknown is `None`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Lang> {
        match code.get(..2) {
            Some("vi") => Some(Lang::Vi),
            Some("en") => Some(Lang::En),
            _ => None,
        }
    }
}

/// The texts of one crate in both languages.
pub struct Book {
    name: &'static str,
    vi: Texts,
    en: Texts,
}

impl fmt::Debug for Book {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Book({})", self.name)
    }
}

impl Book {
    /// Parses both texts. `words-build` has checked them at build time, so a fault here keeps what could be read.
    #[must_use]
    pub fn new(name: &'static str, vi: &str, en: &str) -> Book {
        Book { name, vi: Texts::new("vi", vi), en: Texts::new("en", en) }
    }

    fn text(&self, lang: Lang, key: &str, args: &[(&'static str, Arg)]) -> Cow<'_, str> {
        let texts = match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        };
        match texts.plain.get(key) {
            Some(pieces) => said(pieces, lang, args),
            None => Cow::Owned(texts.formatted(lang, key, args)),
        }
    }
}

/// One language. Most messages choose nothing by their arguments: they are taken apart once, and saying them puts
/// the pieces together. Fluent says the others.
struct Texts {
    bundle: FluentBundle<FluentResource>,
    /// The keys are our own; a page says some two hundred messages.
    plain: FxHashMap<String, Vec<Piece>>,
}

enum Piece {
    Text(String),
    Arg(String),
}

impl Texts {
    fn new(code: &str, text: &str) -> Texts {
        let mut plain = FxHashMap::default();
        let parsed = fluent_syntax::parser::parse(text).unwrap_or_else(|(kept, _)| kept);
        for entry in parsed.body {
            let Entry::Message(message) = entry else { continue };
            if let Some(pieces) = message.value.and_then(pieces) {
                plain.insert(message.id.name.to_owned(), pieces);
            }
        }
        Texts { bundle: bundle(code, text), plain }
    }

    fn formatted(&self, lang: Lang, key: &str, args: &[(&'static str, Arg)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|m| m.value()) else {
            return key.to_owned();
        };
        let mut fluent = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            fluent.set(*name, value.fluent(lang));
        }
        let mut faults = Vec::new();
        self.bundle.format_pattern(pattern, Some(&fluent), &mut faults).into_owned()
    }
}

/// `None` where Fluent has to think: a choice, a function, a term.
fn pieces(pattern: Pattern<&str>) -> Option<Vec<Piece>> {
    let mut pieces: Vec<Piece> = Vec::new();
    for element in pattern.elements {
        let text = match element {
            PatternElement::TextElement { value } => value,
            PatternElement::Placeable { expression: Expression::Inline(inline) } => match inline {
                InlineExpression::VariableReference { id } => {
                    pieces.push(Piece::Arg(id.name.to_owned()));
                    continue;
                }
                // Without escapes it stands for itself.
                InlineExpression::StringLiteral { value } if !value.contains('\\') => value,
                _ => return None,
            },
            PatternElement::Placeable { .. } => return None,
        };
        match pieces.last_mut() {
            Some(Piece::Text(before)) => before.push_str(text),
            _ => pieces.push(Piece::Text(text.to_owned())),
        }
    }
    Some(pieces)
}

fn said<'a>(pieces: &'a [Piece], lang: Lang, args: &[(&'static str, Arg)]) -> Cow<'a, str> {
    if let [Piece::Text(text)] = pieces {
        return Cow::Borrowed(text);
    }
    let mut said = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => said.push_str(text),
            Piece::Arg(name) => match args.iter().find(|(given, _)| given == name) {
                Some((_, Arg::Text(text))) => said.push_str(text),
                Some((_, Arg::Number(number))) => {
                    let _ = write!(said, "{number}");
                }
                Some((_, Arg::Msg(msg))) => said.push_str(&msg.said(lang)),
                None => {}
            },
        }
    }
    Cow::Owned(said)
}

fn bundle(code: &str, text: &str) -> FluentBundle<FluentResource> {
    let language: LanguageIdentifier = code.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks would end up in titles, file names and screen readers.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(kept, _)| kept);
    bundle.add_resource_overriding(resource);
    bundle
}

/// An argument of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    Text(Cow<'static, str>),
    Number(i64),
    /// A message inside a message, said in the same language.
    Msg(Box<Msg>),
}

impl Arg {
    fn fluent(&self, lang: Lang) -> FluentValue<'_> {
        match self {
            Arg::Text(text) => FluentValue::from(text.as_ref()),
            Arg::Number(number) => FluentValue::from(*number),
            Arg::Msg(msg) => FluentValue::from(msg.say(lang)),
        }
    }
}

impl From<&'static str> for Arg {
    fn from(value: &'static str) -> Self {
        Arg::Text(Cow::Borrowed(value))
    }
}
impl From<String> for Arg {
    fn from(value: String) -> Self {
        Arg::Text(Cow::Owned(value))
    }
}
impl From<&String> for Arg {
    fn from(value: &String) -> Self {
        Arg::Text(Cow::Owned(value.clone()))
    }
}
impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Arg::Number(value)
    }
}
impl From<i32> for Arg {
    fn from(value: i32) -> Self {
        Arg::Number(i64::from(value))
    }
}
impl From<u32> for Arg {
    fn from(value: u32) -> Self {
        Arg::Number(i64::from(value))
    }
}
impl From<usize> for Arg {
    fn from(value: usize) -> Self {
        Arg::Number(i64::try_from(value).unwrap_or(i64::MAX))
    }
}
impl From<u64> for Arg {
    fn from(value: u64) -> Self {
        Arg::Number(i64::try_from(value).unwrap_or(i64::MAX))
    }
}
impl From<Msg> for Arg {
    fn from(value: Msg) -> Self {
        Arg::Msg(Box::new(value))
    }
}

/// A message that waits for its reader's language.
#[derive(Debug, Clone)]
pub struct Msg {
    book: &'static Book,
    key: &'static str,
    args: Vec<(&'static str, Arg)>,
}

impl Msg {
    /// Called by generated functions only.
    #[must_use]
    pub fn new(book: &'static Book, key: &'static str, args: Vec<(&'static str, Arg)>) -> Msg {
        Msg { book, key, args }
    }

    /// The text in this language.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        self.said(lang).into_owned()
    }

    /// The same without a copy, where the message has no arguments.
    #[must_use]
    pub fn said(&self, lang: Lang) -> Cow<'static, str> {
        self.book.text(lang, self.key, &self.args)
    }

    /// The stable key: for tests, the API and logs (a log never holds the arguments).
    #[must_use]
    pub fn key(&self) -> &'static str {
        self.key
    }
}

impl PartialEq for Msg {
    fn eq(&self, other: &Self) -> bool {
        self.book.name == other.book.name && self.key == other.key && self.args == other.args
    }
}

/// Declares the generated module `t` of a crate whose `build.rs` calls `words_build::generate()`.
#[macro_export]
macro_rules! texts {
    () => {
        /// The messages of this crate, generated from `i18n/*.ftl`.
        pub mod t {
            include!(concat!(env!("OUT_DIR"), "/words.rs"));
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The house's own messages, both languages: putting the pieces together says what Fluent would say.
    #[test]
    fn pieces_say_what_fluent_says() {
        let (mut plain, mut thought) = (0, 0);
        for folder in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).unwrap() {
            for lang in Lang::ALL {
                let file = folder.as_ref().unwrap().path().join(format!("i18n/{}.ftl", lang.code()));
                let Ok(text) = std::fs::read_to_string(file) else { continue };
                let texts = Texts::new(lang.code(), &text);
                thought += text.matches("->").count();
                for (key, pieces) in &texts.plain {
                    for value in [Arg::from("Số <1> { $x }"), Arg::from(-1_234_567_i64), Arg::from(0_u32)] {
                        let args: Vec<(&'static str, Arg)> = pieces
                            .iter()
                            .filter_map(|piece| match piece {
                                Piece::Arg(name) => Some((&*name.clone().leak(), value.clone())),
                                Piece::Text(_) => None,
                            })
                            .collect();
                        assert_eq!(said(pieces, lang, &args), texts.formatted(lang, key, &args), "{key}");
                        plain += 1;
                    }
                }
            }
        }
        assert!(plain > 1000 && thought > 0, "{plain} {thought}");
    }
}
