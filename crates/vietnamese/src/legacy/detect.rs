//! Which encoding a text is in, told by the syllables that come out.
//!
//! Each encoding is tried; words beyond ASCII are counted that become Vietnamese syllables and those that do not. A
//! text that reads better as it stands is left alone, and so is one with too little to go by.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_normalization::char::canonical_combining_class;

use super::{Encoding, decode};
use crate::syllable::is_syllable;

/// Frequent words of office papers. They decide between encodings that both give syllables.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "và", "của", "các", "có", "được", "là", "những", "một", "cho", "không", "với", "này", "đã", "người", "để", "về",
    "tại", "đến", "từ", "khi", "số", "như", "năm", "việc", "ngày", "phải", "tháng", "đồng", "định", "chính", "sự", "bộ",
    "uỷ", "ủy", "nước", "xã", "hội", "tỉnh", "thành", "phố", "quyết", "điều", "khoản", "hiện", "thực", "quản", "lý",
    "dân", "nhân", "tổ", "chức", "cơ", "đảng", "đơn", "vị", "đối", "theo", "trên", "ở", "và", "hoặc", "thủ", "tướng",
    "nghị", "hướng", "dẫn", "kế", "hoạch", "đề", "kinh", "tế", "tài", "vốn", "dự", "án", "đầu", "tư", "độc", "lập",
    "tự", "hạnh", "phúc", "cộng", "hoà", "hòa", "chủ", "nghĩa", "việt", "bản", "văn", "phòng", "báo", "cáo", "đất",
    "giá", "tiền",
];

static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| COMMON.iter().copied().collect());

/// So much of a text, in bytes, is looked over to tell what it is usually in.
const SAMPLE: usize = 1 << 18;

/// How a text reads: words beyond ASCII that are syllables, that are none, and that are frequent.
#[derive(Default, Clone, Copy)]
struct Score {
    good: usize,
    bad: usize,
    common: usize,
    /// Different ones among the good, counted to four.
    kinds: usize,
    /// Single letters, and abbreviations such as QĐ: they prove nothing.
    short: usize,
    /// Words in plain letters that no Vietnamese syllable is written like: another language.
    foreign: usize,
}

impl Score {
    fn of(text: &str) -> Score {
        let mut score = Score::default();
        let mut kinds: Vec<String> = Vec::new();
        for word in text.split(|c| !is_inside(c)).filter(|word| word.chars().any(char::is_alphabetic)) {
            let syllable = is_syllable(word) && !is_mixed(word);
            if word.is_ascii() {
                let plain = word.len() > 1 && word.bytes().any(|b| b.is_ascii_lowercase());
                score.foreign += usize::from(plain && !syllable);
            } else if syllable && word.chars().nth(1).is_none() {
                // One letter alone is a word in some languages and a sign in others.
                score.short += 1;
            } else if syllable {
                let word = word.to_lowercase();
                score.good += 1;
                score.common += usize::from(KNOWN.contains(word.as_str()));
                if kinds.len() < 4 && !kinds.contains(&word) {
                    kinds.push(word);
                }
            } else if is_abbreviation(word) {
                score.short += 1;
            } else {
                score.bad += 1;
            }
        }
        score.kinds = kinds.len();
        score
    }

    /// Mostly syllables, a foreign name here and there.
    fn reads(self) -> bool {
        self.bad * 4 <= self.good && self.foreign <= self.good + self.short
    }

    /// Enough of them to be no chance.
    fn proves(self) -> bool {
        self.reads() && self.kinds >= 2 && (self.common > 0 || self.kinds >= 4)
    }

    fn rank(self) -> (usize, usize) {
        ((self.good + self.common).saturating_sub(2 * self.bad), self.good)
    }
}

/// A letter, a mark, or a sign that stands for a letter in an old encoding.
fn is_inside(c: char) -> bool {
    c.is_alphabetic() || is_sign(c) || (!c.is_ascii() && canonical_combining_class(c) != 0)
}

/// Western signs that old encodings use as letters; quotes, dashes and bullets stand around words and are none.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{1}'..='\u{6}' | '\u{10}'..='\u{1e}' | '\u{80}'..='\u{9f}' | '\u{a1}'..='\u{bf}' | '×' | '÷')
        || matches!(c, '€' | 'ƒ' | '†' | '‡' | 'ˆ' | '‰' | '‹' | '›' | '˜' | '™' | '\u{f080}'..='\u{f0ff}')
}

/// A capital behind a small letter, as no word is written.
fn is_mixed(word: &str) -> bool {
    word.chars().skip_while(|c| !c.is_lowercase()).any(char::is_uppercase)
}

/// `QĐ`, `NĐ`, `ĐU`: two to five capitals with a Đ.
fn is_abbreviation(word: &str) -> bool {
    (1..=5).contains(&word.chars().count())
        && word.contains('Đ')
        && word.chars().all(|c| c.is_uppercase() || c == 'Đ')
}

/// Holds letters that only Unicode has: nothing here is to be decoded. ă, đ, ơ and ư alone may be what a Vietnamese
/// Windows made of old bytes, so that the words decide.
pub(super) fn is_unicode(text: &str) -> bool {
    let own = |c: char| matches!(c, '\u{1ea0}'..='\u{1ef9}' | 'ĩ' | 'Ĩ' | 'ũ' | 'Ũ');
    if text.chars().any(own) {
        return true;
    }
    text.chars().any(|c| matches!(c, 'ă' | 'Ă' | 'đ' | 'Đ' | 'ơ' | 'Ơ' | 'ư' | 'Ư')) && {
        let as_it_is = Score::of(text);
        as_it_is.good + as_it_is.short > as_it_is.bad
    }
}

/// Is there something that could be a letter of an old encoding, and nothing that only Unicode has?
#[must_use]
pub fn is_suspect(text: &str) -> bool {
    let beside = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let old = |(at, c): (usize, char)| match c {
        // Quotes around words are quotes; inside they are ô and ằ of TCVN3.
        '«' | '»' => {
            beside(text.get(..at).and_then(|before| before.chars().next_back()))
                && beside(text.get(at + c.len_utf8()..).and_then(|after| after.chars().next()))
        }
        '\u{c0}'..='\u{ff}' | 'Š' | 'š' | 'Œ' | 'œ' | 'Ž' | 'ž' | 'Ÿ' => true,
        c => !c.is_ascii() && is_sign(c),
    };
    text.char_indices().any(old)
        && !text.chars().any(|c| matches!(c, 'ă' | 'Ă' | 'đ' | 'Đ' | 'ơ' | 'Ơ' | 'ư' | 'Ư'))
        && !is_unicode(text)
}

/// The encoding of a text that is given as [`super::western`] letters; none when it is Unicode already, or another
/// language, or too short to tell.
#[must_use]
pub fn detect(text: &str) -> Option<Encoding> {
    if !is_suspect(text) {
        return None;
    }
    let as_it_is = Score::of(text);
    let mut best: Option<(Encoding, Score)> = None;
    for encoding in Encoding::ALL {
        let score = Score::of(&decode(text, encoding));
        if !score.proves() || score.good <= 2 * as_it_is.good {
            continue;
        }
        // Beyond doubt: the others need not be tried.
        if score.bad == 0 && score.good >= 6 && score.common * 3 >= score.good {
            return Some(encoding);
        }
        // The first of equals: the list begins with the most used.
        if best.is_none_or(|(_, best)| score.rank() > best.rank()) {
            best = Some((encoding, score));
        }
    }
    best.map(|(encoding, _)| encoding)
}

/// Repairs a text part by part. The encoding that most of it is in decides where a part is too short to tell.
#[derive(Debug, Clone, Copy, Default)]
pub struct Repair {
    usual: Option<Encoding>,
    /// More of the text is old than is Unicode.
    mostly_old: bool,
}

impl Repair {
    /// Looks the whole text over.
    #[must_use]
    pub fn of(text: &str) -> Repair {
        let mut sizes = [0_usize; Encoding::ALL.len()];
        let mut unicode = 0;
        let mut rest = String::new();
        let mut seen = 0;
        for part in text.split_inclusive(['\n', '\t']).filter(|part| !part.is_ascii()) {
            if seen > SAMPLE {
                break;
            }
            seen += part.len();
            if !is_suspect(part) {
                unicode += if is_unicode(part) { weight(part) } else { 0 };
                continue;
            }
            let found = detect(part);
            for (size, encoding) in sizes.iter_mut().zip(Encoding::ALL) {
                *size += if found == Some(encoding) { weight(part) } else { 0 };
            }
            if found.is_none() {
                rest.push_str(part);
            }
        }
        let most =
            sizes.iter().zip(Encoding::ALL).filter(|(size, _)| **size > 0).max_by_key(|(size, _)| **size);
        let (found, unknown) = (sizes.iter().sum::<usize>(), weight(&rest));
        let usual = match most {
            // A line here and there may be chance: then only what proves itself is read.
            Some((_, encoding)) => (found * 2 >= unknown).then_some(encoding),
            // Many short parts, as in a table, tell together.
            None => detect(&rest),
        };
        Repair { usual, mostly_old: found.max(unknown) > unicode }
    }

    /// The same when something else, such as the fonts of the file, says what the text is usually in.
    #[must_use]
    pub fn with_usual(self, usual: Option<Encoding>) -> Repair {
        Repair { usual: usual.or(self.usual), ..self }
    }

    /// The encoding most of the text is in; none where nothing was found.
    #[must_use]
    pub fn usual(&self) -> Option<Encoding> {
        self.usual
    }

    /// A part of the text, as Unicode. What is right already is given back as it is.
    #[must_use]
    pub fn part<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if !is_suspect(text) {
            return Cow::Borrowed(text);
        }
        match detect(text).or_else(|| self.usual.filter(|usual| self.is_likely(text, *usual))) {
            Some(encoding) => Cow::Owned(decode(text, encoding)),
            None => Cow::Borrowed(text),
        }
    }

    /// In a text of this encoding, does a part too short to tell by itself read better decoded? "Mét" is a word, and in
    /// TCVN3 it is the word "Một": what the rest is in decides.
    fn is_likely(&self, text: &str, usual: Encoding) -> bool {
        let (as_it_is, read) = (Score::of(text), Score::of(&decode(text, usual)));
        let better = match self.mostly_old {
            true => read.good >= as_it_is.good,
            false => read.good > as_it_is.good,
        };
        read.reads() && read.good + read.short > 0 && (better || as_it_is.bad > 0)
    }

    /// A text of several lines and columns, each by itself.
    #[must_use]
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if !text.split_inclusive(['\n', '\t']).any(is_suspect) {
            return Cow::Borrowed(text);
        }
        let read: String = text.split_inclusive(['\n', '\t']).map(|part| self.part(part)).collect();
        if read == text { Cow::Borrowed(text) } else { Cow::Owned(read) }
    }
}

/// How much a part says about encodings.
fn weight(part: &str) -> usize {
    part.chars().filter(|c| !c.is_ascii()).count()
}

/// A whole text, part by part; borrowed when nothing had to be done.
#[must_use]
pub fn repair(text: &str) -> Cow<'_, str> {
    Repair::of(text).text(text)
}

#[cfg(test)]
mod tests {
    use super::super::{encode, western};
    use super::*;

    const LETTER: &str = "Kính gửi: Uỷ ban nhân dân các huyện, thành phố.\nThực hiện Quyết định số 15/QĐ-UB ngày 05 tháng 3 năm 1999 \
         của Chủ tịch tỉnh, đề nghị các đơn vị báo cáo trước ngày 20.\nTrân trọng./.\n";

    #[test]
    fn every_encoding_is_told_from_the_others() {
        for encoding in Encoding::ALL {
            let old = western(&encode(LETTER, encoding).unwrap());
            assert_eq!(detect(&old), Some(encoding), "{}", encoding.name());
            assert_eq!(repair(&old), LETTER, "{}", encoding.name());
        }
    }

    #[test]
    fn what_is_right_stays() {
        for text in [
            LETTER,
            "là và có nó đó",
            "là và có nó à",
            "The quick brown fox § 5, 20 °C, 3×4 ± 1 µm, «quoted», naïve café",
            "L'été dernier, où étiez-vous ? À côté de l'école, déjà très fatigués.",
            "Große Füße über Straßen, schön für Mädchen und Bären",
            "¿Dónde está el niño? Mañana, señor. Güero, corazón, canción, jamás",
            "«%s» non é un valor correcto para o atributo «%s», ignorando «%s»",
            "cal que empreu les opcions «-c», «-t», «-u», «-l», «-r» o que especifiqueu un context",
            "Lengde på stegknappane på endane, må ikkje vere",
            "não são três irmãos, ação e reação, avó e avô",
            "fn main() { println!(\"±§\"); } // x² + y² = r², α → β",
            "Ð/c Nguyen Van A, 5 ÷ 3",
            "日本語 §",
            "",
        ] {
            assert!(matches!(repair(text), Cow::Borrowed(_)), "{text} -> {}", repair(text));
        }
    }

    #[test]
    fn encodings_may_change_from_line_to_line() {
        let tcvn3 = "Thùc hiÖn QuyÕt ®Þnh cña Chñ tÞch tØnh";
        let vni = "Thöïc hieän Quyeát ñònh cuûa Chuû tòch tænh";
        let text = format!("{tcvn3}\n{vni}\nThực hiện Quyết định của Chủ tịch tỉnh\nplain English\n");
        let right = "Thực hiện Quyết định của Chủ tịch tỉnh\n".repeat(3) + "plain English\n";
        assert_eq!(repair(&text), right);
    }

    #[test]
    fn one_endless_line_is_read_too() {
        let line = "Thực hiện Quyết định của Chủ tịch tỉnh ".repeat(20_000);
        let old = western(&encode(&line, Encoding::Tcvn3).unwrap());
        assert_eq!(repair(&old), line);
    }

    #[test]
    fn short_parts_follow_the_whole() {
        let text = "STT\tTªn ®Ò tµi, nhiÖm vô\tThêi gian\n1\tMét\tQ§-UB\n2\tVèn\t5 m²\n";
        assert_eq!(repair(text), "STT\tTên đề tài, nhiệm vụ\tThời gian\n1\tMột\tQĐ-UB\n2\tVốn\t5 m²\n");
        assert_eq!(repair("Vèn"), "Vèn", "alone it could be anything");
    }
}
