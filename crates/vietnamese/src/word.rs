//! Running text taken apart into words: in Vietnamese, syllables.

use std::borrow::Cow;

use unicode_normalization::char::canonical_combining_class;

use crate::text::{accented, fold};

/// A word of a text and where it stands in it, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word<'a> {
    pub start: usize,
    pub end: usize,
    pub text: &'a str,
}

/// Longer runs of letters are no words; their beginning stands for them.
const LONGEST: usize = 64;

impl Word<'_> {
    /// The key that honours accents: NFC, lower case, one tone placement; Ð (Eth) is đ, a number has no zeros in front.
    #[must_use]
    pub fn accented(&self) -> String {
        self.key(|text| {
            let key = accented(text);
            if key.contains('ð') { key.replace('ð', "đ") } else { key }
        })
    }

    /// The key that forgives their absence.
    #[must_use]
    pub fn folded(&self) -> String {
        self.key(fold)
    }

    fn key(&self, make: impl Fn(&str) -> String) -> String {
        if self.text.is_ascii() {
            return plain_number(self.text.get(..LONGEST).unwrap_or(self.text)).to_ascii_lowercase();
        }
        let visible: Cow<'_, str> = if self.text.chars().any(ignored) {
            Cow::Owned(self.text.chars().filter(|c| !ignored(*c)).collect())
        } else {
            Cow::Borrowed(self.text)
        };
        let key = make(&visible);
        let end = key.char_indices().nth(LONGEST).map_or(key.len(), |(at, _)| at);
        plain_number(key.get(..end).unwrap_or(&key)).to_owned()
    }
}

/// `05` and `5` are one number: days, months and numbers of papers are written both ways.
fn plain_number(text: &str) -> &str {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        let bare = text.trim_start_matches('0');
        return if bare.is_empty() { text.get(..1).unwrap_or(text) } else { bare };
    }
    text
}

/// The words of a text, in order. Everything that is neither letter, digit nor mark stands between words.
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (start, first) = chars.next()?;
            if !first.is_alphanumeric() {
                continue;
            }
            let mut end = start + first.len_utf8();
            while let Some((at, c)) = chars.next_if(|(_, c)| inside(*c) || ignored(*c)) {
                // What is ignored at the end of a word is none of its letters.
                if inside(c) {
                    end = at + c.len_utf8();
                }
            }
            return Some(Word { start, end, text: text.get(start..end).unwrap_or_default() });
        }
    })
}

fn inside(c: char) -> bool {
    c.is_alphanumeric() || (!c.is_ascii() && canonical_combining_class(c) != 0)
}

/// Soft hyphens and what has no width: word processors and PDF leave them inside words.
fn ignored(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<(String, String)> {
        words(text).map(|word| (word.accented(), word.folded())).collect()
    }

    #[test]
    fn words_have_two_keys() {
        let pair = |a: &str, f: &str| (a.to_owned(), f.to_owned());
        assert_eq!(
            keys("Tỉnh ủy, Thành\nuỷ"),
            [pair("tỉnh", "tinh"), pair("uỷ", "uy"), pair("thành", "thanh"), pair("uỷ", "uy")]
        );
        assert_eq!(
            keys("09-NQ/ĐU 05/9"),
            [pair("9", "9"), pair("nq", "nq"), pair("đu", "du"), pair("5", "5"), pair("9", "9")]
        );
        assert_eq!(keys("Ðảng 000 0"), [pair("đảng", "dang"), pair("0", "0"), pair("0", "0")]);
        assert_eq!(keys("—…!"), []);
    }

    #[test]
    fn marks_and_invisible_characters_stay_inside_a_word() {
        let apart = "Vie\u{323}\u{302}t na\u{ad}m x\u{200b}\u{200b} y";
        let seen: Vec<_> =
            words(apart).map(|word| (apart[word.start..word.end].to_owned(), word.accented())).collect();
        assert_eq!(
            seen,
            [
                ("Vie\u{323}\u{302}t".to_owned(), "việt".to_owned()),
                ("na\u{ad}m".to_owned(), "nam".to_owned()),
                ("x".to_owned(), "x".to_owned()),
                ("y".to_owned(), "y".to_owned()),
            ]
        );
    }

    #[test]
    fn endless_words_are_cut() {
        assert_eq!(words(&"ă".repeat(500)).next().map(|w| w.accented().chars().count()), Some(64));
        assert_eq!(words(&"a".repeat(500)).next().map(|w| w.folded().len()), Some(64));
    }
}
