//! The letter ư of TCVN3 in printed files.
//!
//! It is the byte 0xAD, the soft hyphen of Western sets, and what makes and reads PDF takes it for a hyphen: "®-îc" is
//! "được".

use std::borrow::Cow;

use super::{Encoding, decode};
use crate::syllable::is_syllable;

/// Hyphens become the letter again where a syllable comes out that was none before. For text known to be TCVN3.
#[must_use]
pub fn printed(text: &str) -> Cow<'_, str> {
    if !text.contains('-') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(at) = rest.find('-') {
        let (before, after) = (rest.get(..at).unwrap_or_default(), rest.get(at + 1..).unwrap_or_default());
        out.push_str(before);
        let sign = if is_letter(&out, after) { '\u{ad}' } else { '-' };
        out.push(sign);
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn is_letter(before: &str, after: &str) -> bool {
    let start = before
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_inside(*c))
        .last()
        .map_or(before.len(), |(at, _)| at);
    let end = after.find(|c| !is_inside(c)).unwrap_or(after.len());
    let (left, right) = (before.get(start..).unwrap_or_default(), after.get(..end).unwrap_or_default());
    let around = before.get(..start).and_then(|b| b.chars().next_back());
    // Numbers and further hyphens beside it: a code, a span, a rule.
    let next = after.get(end..).and_then(|a| a.chars().next());
    if around.is_some_and(|c| c.is_alphanumeric() || c == '-' && left.is_empty())
        || next.is_some_and(|c| c.is_numeric() || c == '-' && right.is_empty())
    {
        return false;
    }
    let whole = format!("{left}-{right}");
    // Names and abbreviations in capitals, and marks of lists.
    if whole.is_ascii() && !whole.bytes().any(|b| b.is_ascii_lowercase())
        || left.is_empty() && !right.starts_with(is_small)
    {
        return false;
    }
    let read = |part: &str| decode(part, Encoding::Tcvn3);
    is_syllable(&read(&format!("{left}\u{ad}{right}")))
        && !(is_syllable(&read(left)) && is_syllable(&read(right)))
}

/// A letter of TCVN3 as it is shown.
fn is_inside(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{a1}'..='\u{ff}')
}

fn is_small(c: char) -> bool {
    c.is_ascii_lowercase() || matches!(c, '\u{a8}'..='\u{ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphens_that_are_letters_become_letters() {
        for (shown, right) in [
            ("®-îc Nhµ n-íc tr-¬ng t- t-ëng b-u", "được Nhà nước trương tư tưởng bưu"),
            ("-u tiªn, th- tÝn", "ưu tiên, thư tín"),
            ("25/CV-UB ngµy 5-3-1999, Q§-TTg", "25/CV-UB ngày 5-3-1999, QĐ-TTg"),
            ("- L-u VT; -L-u; x·-héi ViÖt-Mü", "- Lưu VT; -Lưu; xã-hội Việt-Mỹ"),
            ("§éc lËp - Tù do ---- V-A K-T", "Độc lập - Tự do ---- V-A K-T"),
            ("1-a 2-u", "1-a 2-u"),
        ] {
            assert_eq!(decode(&printed(shown), Encoding::Tcvn3), right);
        }
    }
}
