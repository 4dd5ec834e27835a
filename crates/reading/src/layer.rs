//! Whether the text that a PDF keeps can be believed.
//!
//! A scanner's own recognition in a foreign language, and fonts that do not say which letters they draw, give text that
//! is none. It is measured word by word: Vietnamese syllables, words that another language could have, and rubbish.
//! Numbers, codes and abbreviations count for nothing, so that tables and lists are no reason to doubt.

use vietnamese::is_syllable;

/// Words of a page that are looked at.
const LOOKED: usize = 1500;

/// What the words of a page are.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Measure {
    /// Vietnamese syllables with an accent, and without one.
    pub accented: u32,
    pub plain: u32,
    /// Words that another language could have.
    pub foreign: u32,
    /// What no language has.
    pub rubbish: u32,
}

/// How much a page's text is doubted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// No text at all, whatever the page looks like.
    Nonsense,
    /// Bad for a page that is only a picture with text laid under it.
    Suspect,
}

pub(crate) fn measure(text: &str) -> Measure {
    let mut measure = Measure::default();
    for word in text.split_whitespace().take(LOOKED) {
        if word.contains('@') || word.contains("://") || word.starts_with("www.") {
            continue;
        }
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && !is_no_text(c));
        if word.chars().filter(|c| is_no_text(*c)).count() > 2
            || word.chars().any(is_no_text) && word.chars().any(char::is_alphabetic)
        {
            measure.rubbish += 1;
            continue;
        }
        if has_sign_within(word) {
            measure.rubbish += 1;
            continue;
        }
        // The parts of a code are no syllables, though TU looks like one.
        let code = word.contains('/') || word.chars().any(|c| c.is_ascii_digit());
        for piece in word.split(|c: char| !c.is_alphanumeric()).filter(|piece| !piece.is_empty()) {
            match sort(piece) {
                Some(Sort::Accented) => measure.accented += 1,
                Some(Sort::Plain) if code => {}
                Some(Sort::Plain) => measure.plain += 1,
                Some(Sort::Foreign) => measure.foreign += 1,
                Some(Sort::Rubbish) => measure.rubbish += 1,
                None => {}
            }
        }
    }
    measure
}

impl Measure {
    fn words(self) -> u32 {
        self.accented + self.plain + self.foreign + self.rubbish
    }

    /// 0 for rubbish, 1 for Vietnamese with its accents.
    pub fn worth(self) -> f64 {
        let of = |count: u32, each: f64| f64::from(count) * each;
        let sum = of(self.accented, 1.0) + of(self.plain, 0.7) + of(self.foreign, 0.55);
        if self.words() == 0 { 0.0 } else { sum / f64::from(self.words()) }
    }

    pub fn doubt(self) -> Option<Doubt> {
        let words = self.words();
        if self.rubbish >= 8 && self.rubbish * 20 > words * 9 {
            return Some(Doubt::Nonsense);
        }
        let syllables = self.accented + self.plain;
        // Vietnamese read by a program that knows no accents.
        let bare = syllables >= 30 && syllables * 2 > words && self.accented * 4 < syllables;
        (bare || self.rubbish >= 4 && self.rubbish * 8 > words).then_some(Doubt::Suspect)
    }

    /// Does the other text of the same page read better, and is it not much shorter?
    pub fn is_bettered_by(self, other: Measure) -> bool {
        other.words() * 2 >= self.words() - self.rubbish.min(self.words() / 2)
            && other.worth() > self.worth() + BETTER
    }
}

const BETTER: f64 = 0.08;

enum Sort {
    Accented,
    Plain,
    Foreign,
    Rubbish,
}

/// Signs that stand for a letter that is not known.
fn is_no_text(c: char) -> bool {
    matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}') || c.is_control() && !c.is_whitespace()
}

/// `Vi$t`, `ngh|a`: a sign where only a letter can be.
fn has_sign_within(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    letters.windows(3).any(|three| match three {
        [a, b, c] => {
            a.is_alphabetic()
                && c.is_alphabetic()
                && matches!(
                    b,
                    '$' | '#'
                        | '{'
                        | '}'
                        | '|'
                        | '~'
                        | '^'
                        | '\\'
                        | '?'
                        | '!'
                        | '%'
                        | '['
                        | ']'
                        | '`'
                        | '¬'
                        | '£'
                        | '§'
                        | '€'
                        | '¦'
                )
        }
        _ => false,
    })
}

fn sort(piece: &str) -> Option<Sort> {
    let letters: Vec<char> = piece.chars().collect();
    if letters.iter().any(char::is_ascii_digit) {
        // "C0ng", "h0i": a digit between small letters. Codes have capitals around theirs.
        let within = letters.windows(3).any(|three| match three {
            [a, b, c] => a.is_alphabetic() && b.is_ascii_digit() && c.is_lowercase(),
            _ => false,
        });
        return within.then_some(Sort::Rubbish);
    }
    if letters.len() < 2 {
        return None;
    }
    let latin = letters.iter().filter(|c| is_latin(**c)).count();
    if latin == 0 {
        // Another script, as it stands in names and annexes.
        return Some(Sort::Foreign);
    }
    if latin < letters.len() {
        return Some(Sort::Rubbish);
    }
    let lower = piece.to_lowercase();
    if is_syllable(&lower) {
        return Some(if lower.is_ascii() { Sort::Plain } else { Sort::Accented });
    }
    let capitals = letters.iter().filter(|c| c.is_uppercase()).count();
    if capitals == letters.len() && letters.len() <= 8 {
        return None;
    }
    // "CTr", "QĐi", "TTr": capitals, then one or two small letters.
    let tail = letters.iter().rev().take_while(|c| c.is_lowercase()).count();
    if capitals > 0 && capitals + tail == letters.len() && tail <= 2 && capitals <= 5 {
        return None;
    }
    // Capitals within a word: two humps are a name ("MobiFone"), more or a small beginning are none.
    let humps = letters
        .windows(2)
        .filter(|two| matches!(two, [a, b] if a.is_lowercase() && b.is_uppercase()))
        .count();
    if humps > 1 || humps == 1 && letters.len() < 5 {
        return Some(Sort::Rubbish);
    }
    let vowel = |c: char| {
        "aeiouyàáâãäåèéêëìíîïòóôõöøùúûüýæœăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ".contains(c)
    };
    let mut run = 0_usize;
    let mut longest = 0_usize;
    for c in lower.chars() {
        run = if vowel(c) { 0 } else { run + 1 };
        longest = longest.max(run);
    }
    let spoken = lower.chars().any(vowel) && longest < 5 && letters.len() <= 22;
    Some(if spoken { Sort::Foreign } else { Sort::Rubbish })
}

fn is_latin(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// Pages of a text whose layer is doubted.
pub(crate) fn doubted(text: &str) -> std::collections::BTreeMap<u32, (Doubt, Measure)> {
    let measured = (1_u32..).zip(text.split('\u{c}').map(measure));
    measured.filter_map(|(page, measure)| Some((page, (measure.doubt()?, measure)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubt(text: &str) -> Option<Doubt> {
        measure(text).doubt()
    }

    #[test]
    fn good_text_of_every_kind_is_believed() {
        let numbers =
            "STT Họ và tên Năm sinh 1 1.240 35,7 12/5/2026 2 860 17,25 03/6/2026 Tổng 2.100 ".repeat(20);
        let codes = "12-NQ/TU 25-CV/VPTU 112/QĐ-SNV 08-CTr/TU 63-TTr/ĐUUB 399-QĐ/TW A4 B12c QCVN102 TCVN6909:2001 VB-2026-0001 https://x.vn/a?b=c vt@tanan.vn ".repeat(20);
        let english = "The Provincial Party Committee requests the Department to submit its strengths report through McDonald, rhythm and PowerPoint before May. ".repeat(5);
        let french = "Le règlement général sur la protection des données à caractère personnel est entré en vigueur à Genève. ".repeat(5);
        let bullets = "\u{f0b7} Như trên \u{f0b7} Lưu Văn phòng \u{f0d8} Ban Tổ chức ".repeat(10);
        let capitals = "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM UBND TỈNH HẢI SƠN SỞ NN&PTNT KCN VSIP ".repeat(10);
        let names = "MobiFone VNeID iOffice eOffice YouTube PowerPoint WhatsApp VietinBank BIDV VNPT-CA "
            .repeat(2)
            + &"Văn phòng Tỉnh uỷ đề nghị các đơn vị báo cáo ".repeat(5);
        for text in
            [numbers, codes, english, french, bullets, capitals, names, "Số 25".to_owned(), String::new()]
        {
            assert_eq!(doubt(&text), None, "{text} {:?}", measure(&text));
        }
    }

    #[test]
    fn what_no_language_has_is_doubted() {
        // A font that draws other letters than it says.
        let shifted =
            "9ăQ SKzQJ 7ӍQK Xӹ {ÿӅ QJKӏ FiF ÿ˯Q Yӏ EiR FiR WuQK KuQK WKӵF KLӋQ NӃ KRҥFK 7K{QJ EiR NӃW OXұQ "
                .repeat(4);
        assert_eq!(doubt(&shifted), Some(Doubt::Nonsense), "{:?}", measure(&shifted));
        let private = "\u{e123}\u{e124}\u{e125} \u{e126}\u{e127}\u{e128}\u{e129} ".repeat(10);
        assert_eq!(doubt(&private), Some(Doubt::Nonsense));
        // English recognition over a Vietnamese page.
        let english = "CQNG HOA XA HQI CHU NGHIA VI$T NAM DQc lap Ty do Hanh phuc Kinh gui Dang uy xa De nghi bao cao tinh hinh thyc hi~n nghi quy~t cua Tinh uy v~ cong tac xay d\\ng Dang trong nam nay va gui ve Van phong tong hop chung ".repeat(2);
        assert!(doubt(&english).is_some(), "{:?}", measure(&english));
        let bare = "Kinh gui Dang uy xa De nghi bao cao tinh hinh thuc hien nghi quyet cua Tinh uy ve cong tac xay dung Dang trong nam nay va gui ve Van phong tong hop chung ".repeat(2);
        assert_eq!(doubt(&bare), Some(Doubt::Suspect));
    }

    #[test]
    fn the_better_text_is_known_and_a_scrap_is_not_better() {
        let good = measure("Kính gửi Đảng uỷ xã Đề nghị báo cáo tình hình thực hiện nghị quyết của Tỉnh uỷ");
        let bare = measure("Kinh gui Dang uy xa De nghi bao cao tinh hinh thuc hien nghi quyet cua Tinh uy");
        assert!(bare.is_bettered_by(good) && !good.is_bettered_by(bare) && !good.is_bettered_by(good));
        assert!(!bare.is_bettered_by(measure("Kính gửi")));
    }
}
