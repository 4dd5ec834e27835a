//! Normal form, search keys, tone placement.

use std::borrow::Cow;

use unicode_normalization::char::{canonical_combining_class, decompose_canonical};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::letter::{Vowel, vowel};

/// The stored form of all text. Borrows when the text is NFC already.
#[must_use]
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// The unaccented search key: accents and tones off, đ (and the look-alike ð) to d, lower case.
/// Folding twice changes nothing more.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, &mut |f| folded.push(f));
    }
    folded
}

/// One character of [`fold`]: none for a combining mark, rarely more than one.
pub(crate) fn fold_char(c: char, push: &mut dyn FnMut(char)) {
    if c.is_ascii() {
        return push(c.to_ascii_lowercase());
    }
    if let Some(v) = vowel(c) {
        return push(v.bare());
    }
    for lower in c.to_lowercase() {
        decompose_canonical(lower, |part| {
            if canonical_combining_class(part) == 0 {
                push(if matches!(part, 'đ' | 'ð') { 'd' } else { part });
            }
        });
    }
}

/// The accented search key: NFC, lower case, one tone placement.
#[must_use]
pub fn accented(text: &str) -> String {
    unify_tone(&nfc(text).to_lowercase())
}

/// Whether a name may have been printed so: in capitals, with other spaces and signs, in the other tone style, and
/// words may have lost all their accents. Another accent is another name: Tân An is not Tấn An.
#[must_use]
pub fn printed_as(printed: &str, name: &str) -> bool {
    let mut known = crate::words(name);
    crate::words(printed).all(|word| {
        known.next().is_some_and(|known| {
            let (accented, folded) = (word.accented(), word.folded());
            accented == known.accented() || (accented == folded && folded == known.folded())
        })
    }) && known.next().is_none()
}

/// Where the tone mark stands in open syllables with oa, oe, uy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ToneStyle {
    /// hoà, khoẻ, uỷ, thuý: the style of this program's own texts and of the search keys.
    #[default]
    OnSecond,
    /// hòa, khỏe, ủy, thúy.
    OnFirst,
}

/// `hòa`, `khỏe`, `ủy` become `hoà`, `khoẻ`, `uỷ`, so that both spellings meet in one key.
#[must_use]
pub fn unify_tone(text: &str) -> String {
    with_tone_style(text, ToneStyle::OnSecond)
}

/// Moves the tone mark of open oa, oe, uy (not after q) to the place this style gives it.
/// Everything else stays as it is, apart from NFC.
#[must_use]
pub fn with_tone_style(text: &str, style: ToneStyle) -> String {
    let text = nfc(text);
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        // Most characters can be no first half, so that look-ahead is rare.
        let moved = first_half(c).filter(|_| !matches!(before, Some('q' | 'Q'))).and_then(|first| {
            let mut ahead = rest.clone();
            let second = ahead.next().and_then(vowel)?;
            // A stray mark after the pair would join whichever vowel the tone leaves.
            let open = !ahead.next().is_some_and(|c| c.is_alphabetic() || canonical_combining_class(c) != 0);
            if open { place(first, second, style) } else { None }
        });
        if let Some((first, second)) = moved {
            out.push(first);
            out.push(second);
            rest.next();
            before = Some(second);
        } else {
            out.push(c);
            before = Some(c);
        }
    }
    out
}

fn first_half(c: char) -> Option<Vowel> {
    vowel(c).filter(|v| matches!(v.toneless(), 'o' | 'u'))
}

fn place(first: Vowel, second: Vowel, style: ToneStyle) -> Option<(char, char)> {
    let pair = matches!((first.toneless(), second.toneless()), ('o', 'a' | 'e') | ('u', 'y'));
    let (tone, other) = match style {
        ToneStyle::OnSecond => (first.tone, second.tone),
        ToneStyle::OnFirst => (second.tone, first.tone),
    };
    if !pair || tone == 0 || other != 0 {
        return None;
    }
    Some(match style {
        ToneStyle::OnSecond => (first.with_tone(0).char(), second.with_tone(tone).char()),
        ToneStyle::OnFirst => (first.with_tone(tone).char(), second.with_tone(0).char()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_takes_accents_tones_and_case_away() {
        for (text, key) in [
            ("Đảng uỷ xã Tân An", "dang uy xa tan an"),
            ("ĐẶC KHU CÔ TÔ", "dac khu co to"),
            ("Ðảng", "dang"), // Eth, not Đ
            ("Tie\u{302}\u{301}ng Vie\u{323}\u{302}t", "tieng viet"),
            ("15/QĐ-BNV", "15/qd-bnv"),
            ("Nguyễn Thị Thuỳ Dương", "nguyen thi thuy duong"),
            ("", ""),
        ] {
            assert_eq!(fold(text), key, "{text}");
        }
    }

    #[test]
    fn the_tone_moves_in_open_oa_oe_uy_only() {
        for (first, second) in [
            ("hòa", "hoà"),
            ("khỏe", "khoẻ"),
            ("ủy", "uỷ"),
            ("thúy", "thuý"),
            ("ỦY BAN", "UỶ BAN"),
            ("Hòa Bình", "Hoà Bình"),
            ("Tỉnh ủy, Thành ủy.", "Tỉnh uỷ, Thành uỷ."),
            ("tòa", "toà"),
            ("lũy", "luỹ"),
            ("họa", "hoạ"),
        ] {
            assert_eq!(unify_tone(first), second);
            assert_eq!(unify_tone(second), second);
            assert_eq!(with_tone_style(second, ToneStyle::OnFirst), first);
            assert_eq!(accented(first), accented(second));
        }
        for same in
            ["quý", "quỳ", "QUỸ", "hoàn", "ngoài", "khuỷu", "giáo", "của", "mùa", "thuở", "toán", "xoè ra đi"]
        {
            assert_eq!(unify_tone(same), same);
        }
        assert_eq!(with_tone_style("quý", ToneStyle::OnFirst), "quý");
    }

    #[test]
    fn nfc_composes_what_word_processors_take_apart() {
        assert_eq!(nfc("e\u{323}\u{302}"), "ệ");
        assert_eq!(nfc("o\u{31b}\u{323}"), "ợ");
        assert!(matches!(nfc("Nghị quyết"), Cow::Borrowed(_)));
    }
}
