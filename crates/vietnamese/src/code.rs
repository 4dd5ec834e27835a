//! Number and symbol as they stand on documents, Party and State, old and new:
//! `25-CV/TU`, `15/QĐ-BNV`, `402/UBND-TH`, `109/2025/QH15`.

use std::fmt;
use std::ops::Range;

use crate::text::{fold, nfc};

/// A document's code, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DocumentCode {
    /// As printed: `09`, `402`, `12a`, `66.5`.
    pub number: String,
    /// What follows the number and its separator: `CV/TU`, `QĐ-BNV`, `2025/QH15`.
    pub symbol: String,
    /// Number and symbol as printed, without "Số" and without spaces: `09-NQ/ĐU`.
    pub code: String,
    /// The year inside the symbol of laws and decrees: 2025 in `109/2025/QH15`.
    pub year: Option<i16>,
}

impl DocumentCode {
    /// Reads a text that is a code and nothing else: `Số: 15 /QĐ-BNV`, `Luật số: 109/2025/QH15`.
    /// Spaces go, Ð (Eth) becomes Đ, all dashes become hyphens; letters keep their case.
    #[must_use]
    pub fn parse(text: &str) -> Option<DocumentCode> {
        let text = nfc(text);
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        let start = after_word_so(&chars);
        let (end, code) = scan(&chars, start, Case::Any)?;
        chars[end..]
            .iter()
            .all(|(_, c)| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':'))
            .then_some(code)
    }

    /// The number as a value: 9 for `09`; none for `12a` and `66.5`.
    #[must_use]
    pub fn value(&self) -> Option<u32> {
        self.number.parse().ok()
    }

    /// The parts of the symbol without its year: `CV`, `TU`; `QĐ`, `BNV`; `QH15`.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        let year = self.year.map(|y| y.to_string());
        self.symbol.split(['/', '-']).filter(move |part| !part.is_empty() && Some(*part) != year.as_deref())
    }

    /// Party style puts a hyphen after the number (`25-CV/TU`), State style a stroke (`15/QĐ-BNV`).
    #[must_use]
    pub fn is_party_style(&self) -> bool {
        self.code.get(self.number.len()..).is_some_and(|rest| rest.starts_with('-'))
    }

    /// For comparing: folded, without leading zeros. `09-NQ/ĐU`, `9-NQ/ĐU` and `9-nq/đu` meet.
    #[must_use]
    pub fn key(&self) -> String {
        fold(self.code.trim_start_matches('0'))
    }
}

impl fmt::Display for DocumentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)
    }
}

/// The codes in a running text, with their places in bytes (without a "Số" before them).
/// Stricter than [`DocumentCode::parse`]: a symbol begins with a capital letter.
#[must_use]
pub fn find_codes(text: &str) -> Vec<(Range<usize>, DocumentCode)> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let begins = chars[at].1.is_ascii_digit()
            && !at.checked_sub(1).is_some_and(|b| {
                let before = chars[b].1;
                before.is_alphanumeric()
                    || matches!(before, '.' | ',' | '/' | '-') && b > 0 && chars[b - 1].1.is_alphanumeric()
            });
        match if begins { scan(&chars, at, Case::Capital) } else { None } {
            Some((end, code)) => {
                let to = chars.get(end).map_or(text.len(), |(byte, _)| *byte);
                found.push((chars[at].0..to, code));
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

#[derive(Clone, Copy, PartialEq)]
enum Case {
    Any,
    Capital,
}

/// Skips what stands before the number: spaces, "Số", "Luật số:", "S Ố :".
fn after_word_so(chars: &[(usize, char)]) -> usize {
    let first_digit = chars.iter().position(|(_, c)| c.is_ascii_digit()).unwrap_or(0);
    let before: String = chars[..first_digit].iter().map(|(_, c)| *c).collect();
    let before: String = fold(&before).chars().filter(|c| c.is_alphanumeric()).collect();
    if before.is_empty() || before.ends_with("so") || before == "s" { first_digit } else { 0 }
}

/// Reads a code that starts at `at`; gives its end and the code.
fn scan(chars: &[(usize, char)], at: usize, case: Case) -> Option<(usize, DocumentCode)> {
    let char_at = |at: usize| chars.get(at).map(|(_, c)| plain(*c));
    let skip = |mut at: usize| {
        while char_at(at).is_some_and(char::is_whitespace) {
            at += 1;
        }
        at
    };
    let mut number = String::new();
    let mut here = at;
    while let Some(digit) = char_at(here).filter(char::is_ascii_digit) {
        number.push(digit);
        here += 1;
    }
    if number.is_empty() || number.len() > 6 {
        return None;
    }
    // 66.5/2025/NQ-CP: the fifth of a series.
    if char_at(here) == Some('.') {
        let mut to = here + 1;
        while char_at(to).is_some_and(|c| c.is_ascii_digit()) {
            to += 1;
        }
        if (1..=2).contains(&(to - here - 1)) && char_at(to).is_some_and(is_separator) {
            number.extend((here..to).filter_map(char_at));
            here = to;
        }
    }
    // 12a, 05bis: a number put between two others.
    let mut suffix_end = here;
    while char_at(suffix_end).is_some_and(|c| c.is_ascii_lowercase()) {
        suffix_end += 1;
    }
    if suffix_end - here <= 3 && char_at(suffix_end).is_some_and(is_separator) {
        number.extend((here..suffix_end).filter_map(char_at));
        here = suffix_end;
    }
    let mut code = number.clone();
    let mut end = here;
    let mut letters = false;
    let mut year = None;
    let mut first = true;
    loop {
        let at = skip(here);
        let Some(separator) = char_at(at).filter(|c| is_separator(*c)) else { break };
        let from = skip(at + 1);
        let mut to = from;
        while char_at(to).is_some_and(|c| c.is_alphanumeric() || (c == '.' || c == '&') && inside(chars, to))
        {
            to += 1;
        }
        let segment: String = (from..to).filter_map(char_at).collect();
        let spaced = at > here || from > at + 1;
        if !fits(&segment, case, first, spaced) {
            break;
        }
        if segment.chars().all(|c| c.is_ascii_digit()) {
            // Only years stand alone in a symbol; anything else is a date or a fraction.
            let value =
                segment.parse().ok().filter(|y: &i16| segment.len() == 4 && (1900..2200).contains(y))?;
            if year.replace(value).is_some() {
                return None;
            }
        } else {
            letters = true;
        }
        code.push(separator);
        code.push_str(&segment);
        first = false;
        here = to;
        end = to;
    }
    if !letters {
        return None;
    }
    let symbol = code.get(number.len() + 1..)?.to_owned();
    Some((end, DocumentCode { number, symbol, code, year }))
}

/// Whether this can be a part of a symbol.
fn fits(segment: &str, case: Case, first: bool, spaced: bool) -> bool {
    let Some(initial) = segment.chars().next() else { return false };
    let digits = segment.chars().all(|c| c.is_ascii_digit());
    if segment.chars().count() > 16 || (digits && !first) {
        return false;
    }
    // "15/QĐ-BNV - Bộ": a word after a spaced dash is prose. Symbols hold a second capital or are short.
    let capitals = segment.chars().filter(|c| c.is_uppercase()).count();
    if spaced && !first && case == Case::Capital && capitals * 2 <= segment.chars().count() {
        return false;
    }
    case == Case::Any || digits || initial.is_uppercase() && (first || capitals > 0)
}

/// A full stop or ampersand between letters belongs to the symbol, at its end it does not.
fn inside(chars: &[(usize, char)], at: usize) -> bool {
    at > 0
        && chars.get(at - 1).is_some_and(|(_, c)| c.is_alphanumeric())
        && chars.get(at + 1).is_some_and(|(_, c)| c.is_uppercase())
}

fn is_separator(c: char) -> bool {
    matches!(c, '/' | '-')
}

fn plain(c: char) -> char {
    match c {
        'Ð' => 'Đ',
        'ð' => 'đ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{ad}' => '-',
        '\u{2044}' | '\u{2215}' | '\u{ff0f}' => '/',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_sides() {
        for (text, number, symbol, code) in [
            ("25-CV/TU", "25", "CV/TU", "25-CV/TU"),
            ("15/QĐ-BNV", "15", "QĐ-BNV", "15/QĐ-BNV"),
            ("402/UBND-TH", "402", "UBND-TH", "402/UBND-TH"),
            ("09-NQ/ĐU", "09", "NQ/ĐU", "09-NQ/ĐU"),
            ("109/2025/QH15", "109", "2025/QH15", "109/2025/QH15"),
            ("Số: 15 /QĐ-BNV", "15", "QĐ-BNV", "15/QĐ-BNV"),
            ("Số 05-NQ/TU", "05", "NQ/TU", "05-NQ/TU"),
            ("SỐ: 118 - BC/ĐU", "118", "BC/ĐU", "118-BC/ĐU"),
            ("Luật số: 109/2025/QH15", "109", "2025/QH15", "109/2025/QH15"),
            ("Số: 15/QÐ-BNV", "15", "QĐ-BNV", "15/QĐ-BNV"),
            ("Số: 15/QĐ–BNV.", "15", "QĐ-BNV", "15/QĐ-BNV"),
            ("11-QĐi/TW", "11", "QĐi/TW", "11-QĐi/TW"),
            ("09-KH/BTGDVTU", "09", "KH/BTGDVTU", "09-KH/BTGDVTU"),
            ("15-TTr/BTCTU", "15", "TTr/BTCTU", "15-TTr/BTCTU"),
            ("1870/NQ-UBTVQH15", "1870", "NQ-UBTVQH15", "1870/NQ-UBTVQH15"),
            ("Số: 12a/QĐ-UBND", "12a", "QĐ-UBND", "12a/QĐ-UBND"),
            ("S o: 7/TB-VP", "7", "TB-VP", "7/TB-VP"),
            ("01-QĐ/TW", "01", "QĐ/TW", "01-QĐ/TW"),
            ("Số 24-BS/UBKTTU", "24", "BS/UBKTTU", "24-BS/UBKTTU"),
            ("66.5/2025/NQ-CP", "66.5", "2025/NQ-CP", "66.5/2025/NQ-CP"),
            ("03/VBHN-BCT", "03", "VBHN-BCT", "03/VBHN-BCT"),
            ("15 / QĐ - BNV", "15", "QĐ-BNV", "15/QĐ-BNV"),
            ("15/qđ-bnv", "15", "qđ-bnv", "15/qđ-bnv"),
            ("36/2026/TTLT-BCA-BQP", "36", "2026/TTLT-BCA-BQP", "36/2026/TTLT-BCA-BQP"),
        ] {
            let read = DocumentCode::parse(text).unwrap_or_else(|| panic!("{text} was not read"));
            assert_eq!(
                (read.number.as_str(), read.symbol.as_str(), read.code.as_str()),
                (number, symbol, code),
                "{text}"
            );
        }
        for none in [
            "",
            "Số: /QĐ-BNV",
            "Số      -NQ/TU",
            "05/9/2026",
            "5/9",
            "12",
            "22/2026",
            "QĐ-BNV",
            "ngày 5",
            "15/QĐ-BNV ngày 5/9/2026",
            "1234567/QĐ",
        ] {
            assert_eq!(DocumentCode::parse(none), None, "{none}");
        }
    }

    #[test]
    fn what_a_code_tells() {
        let code = DocumentCode::parse("09-NQ/ĐU").unwrap();
        assert_eq!(code.value(), Some(9));
        assert!(code.is_party_style());
        assert_eq!(code.parts().collect::<Vec<_>>(), ["NQ", "ĐU"]);
        assert_eq!(code.key(), DocumentCode::parse("9-NQ/ĐU").unwrap().key());
        let law = DocumentCode::parse("109/2025/QH15").unwrap();
        assert_eq!((law.year, law.is_party_style()), (Some(2025), false));
        assert_eq!(law.parts().collect::<Vec<_>>(), ["QH15"]);
    }

    #[test]
    fn codes_in_a_running_text() {
        let text = "Căn cứ Nghị định số 30/2020/NĐ-CP, ngày 05/3/2020; Công văn 25-CV/TU, 15/QĐ-BNV - Bộ Nội vụ; tỷ lệ 1/2, km 4/200, 24/7.";
        let seen: Vec<_> =
            find_codes(text).into_iter().map(|(place, code)| (text[place].to_owned(), code.code)).collect();
        let same = |c: &str| (c.to_owned(), c.to_owned());
        assert_eq!(seen, [same("30/2020/NĐ-CP"), same("25-CV/TU"), same("15/QĐ-BNV")]);
    }
}
