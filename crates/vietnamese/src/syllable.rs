//! Which runs of letters can be Vietnamese syllables.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::letter::vowel;

const ONSETS: &[&str] = &[
    "", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p",
    "ph", "qu", "r", "s", "t", "th", "tr", "v", "x",
];

/// Rhymes without their tone.
#[rustfmt::skip]
const RHYMES: &[&str] = &[
    "a", "ac", "ach", "ai", "am", "an", "ang", "anh", "ao", "ap", "at", "au", "ay",
    "ăc", "ăm", "ăn", "ăng", "ăp", "ăt", "âc", "âm", "ân", "âng", "âp", "ât", "âu", "ây",
    "e", "ec", "em", "en", "eng", "eo", "ep", "et",
    "ê", "êch", "êm", "ên", "êng", "ênh", "êp", "êt", "êu",
    "i", "ia", "ich", "im", "in", "inh", "ip", "it", "iu", "iêc", "iêm", "iên", "iêng", "iêp", "iêt", "iêu",
    "o", "oa", "oac", "oach", "oai", "oam", "oan", "oang", "oanh", "oao", "oap", "oat", "oay", "oc", "oe", "oen",
    "oeo", "oet", "oi", "om", "on", "ong", "ooc", "oong", "op", "ot", "oăc", "oăm", "oăn", "oăng", "oăt",
    "ô", "ôc", "ôi", "ôm", "ôn", "ông", "ôp", "ôt", "ơ", "ơi", "ơm", "ơn", "ơp", "ơt",
    "u", "ua", "uc", "ui", "um", "un", "ung", "up", "ut", "uy", "uya", "uych", "uynh", "uyt", "uyu", "uyên", "uyêt",
    "uân", "uâng", "uât", "uây", "uê", "uên", "uêch", "uênh", "uôc", "uôi", "uôm", "uôn", "uông", "uôt", "uơ",
    "ư", "ưa", "ưc", "ưi", "ưng", "ưt", "ưu", "ươc", "ươi", "ươm", "ươn", "ương", "ươp", "ươt", "ươu",
    "y", "yêm", "yên", "yêng", "yêt", "yêu", "yn", "ynh",
];

/// Is this word, in any case, a syllable that Vietnamese can have: a known beginning and rhyme, one tone at most, and
/// before a final c, ch, p or t only the tones that are spoken there?
#[must_use]
pub fn is_syllable(word: &str) -> bool {
    // "nghiêng" has seven letters; nothing is longer.
    if word.chars().count() > 7 {
        return false;
    }
    let mut plain = String::with_capacity(word.len());
    let mut tone = 0;
    for c in word.chars() {
        match vowel(c) {
            Some(v) => {
                if v.tone != 0 && tone != 0 {
                    return false;
                }
                tone = tone.max(v.tone);
                plain.push(v.toneless());
            }
            None => plain.extend(c.to_lowercase()),
        }
    }
    let stopped = plain.ends_with(['c', 'p', 't']) || plain.ends_with("ch");
    if stopped && !matches!(tone, 4 | 5) {
        return false;
    }
    // An onset has three letters at most; "gì", "giêng", "quốc": its i and u may belong to the rhyme too.
    let ends = plain.char_indices().map(|(at, _)| at).chain([plain.len()]).take(4);
    ends.map(|at| plain.split_at(at)).any(|(onset, rhyme)| {
        KNOWN_ONSETS.contains(onset)
            && (KNOWN_RHYMES.contains(rhyme)
                || onset == "gi" && rhyme.is_empty()
                || onset == "qu" && rhyme == "ôc")
    })
}

static KNOWN_ONSETS: LazyLock<HashSet<&str>> = LazyLock::new(|| ONSETS.iter().copied().collect());
static KNOWN_RHYMES: LazyLock<HashSet<&str>> = LazyLock::new(|| RHYMES.iter().copied().collect());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_known() {
        let text = "Uỷ ban nhân dân tỉnh yêu cầu các sở ngành khẩn trương thực hiện nghiêm quyết định nước CỘNG HOÀ XÃ HỘI CHỦ NGHĨA \
             VIỆT NAM gì giếng quốc quỹ khuỷu thuở khuya nguyễn huỳnh oằn xoong yết kiều lý mỹ ủy hòa khỏe đường ghềnh ngoặc";
        for word in text.split_whitespace() {
            assert!(is_syllable(word), "{word}");
        }
    }

    #[test]
    fn other_words_are_none() {
        for word in [
            "été",
            "déjà",
            "für",
            "Größe",
            "señor",
            "fỹr",
            "ộtộ",
            "cac",
            "việtệ",
            "bàà",
            "ngh",
            "",
            "straße",
            "não",
        ] {
            assert!(word == "não" || !is_syllable(word), "{word}");
        }
    }
}
