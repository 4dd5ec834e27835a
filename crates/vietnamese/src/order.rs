//! Vietnamese order as bytes: stored beside the text, compared by any database without a
//! collation of its own.
//!
//! A key has three levels, each only asked when the one before is equal: the letters
//! (a ă â b c d đ e ê …), the tones (ngang, huyền, hỏi, ngã, sắc, nặng), the case (lower first).
//! Runs of digits compare by value, so that "Phòng 2" comes before "Phòng 10".

use crate::letter::vowel;
use crate::text::nfc;

const END: u8 = 0x00;
const NEXT_LEVEL: u8 = 0x01;
const SPACE: u8 = 0x02;
const PUNCTUATION: u8 = 0x03;
const NUMBER: u8 = 0x10;
const FIRST_LETTER: u8 = 0x20;
const FOREIGN: u8 = 0x7F;
const NO_TONE: u8 = 0x02;
const LOWER: u8 = 0x02;
const UPPER: u8 = 0x03;

/// The key by which texts sort.
#[must_use]
pub fn sort_key(text: &str) -> Vec<u8> {
    let text = nfc(text.trim());
    let mut letters = Vec::with_capacity(text.len() * 3 + 2);
    let mut tones = Vec::with_capacity(text.len());
    let mut cases = Vec::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if c.is_whitespace() || c.is_control() {
            while rest.next_if(|c| c.is_whitespace() || c.is_control()).is_some() {}
            letters.push(SPACE);
        } else if c.is_ascii_digit() {
            let mut digits = vec![c];
            while let Some(digit) = rest.next_if(char::is_ascii_digit) {
                digits.push(digit);
            }
            let significant: Vec<_> = digits.iter().skip_while(|d| **d == '0').collect();
            letters.push(NUMBER);
            // Longer is larger; runs beyond 255 digits are no numbers, they compare as text.
            letters.push(u8::try_from(significant.len()).unwrap_or(u8::MAX));
            for digit in significant {
                push_utf8(&mut letters, *digit);
            }
            letters.push(NEXT_LEVEL);
        } else if let Some((weight, tone, upper)) = letter(c) {
            letters.push(weight);
            tones.push(tone);
            cases.push(if upper { UPPER } else { LOWER });
            continue;
        } else {
            letters.push(if c.is_alphanumeric() { FOREIGN } else { PUNCTUATION });
            push_utf8(&mut letters, c);
        }
        tones.push(NO_TONE);
        cases.push(LOWER);
    }
    letters.push(NEXT_LEVEL);
    letters.append(&mut tones);
    letters.push(NEXT_LEVEL);
    letters.append(&mut cases);
    letters
}

/// The key by which persons sort: given name (the last word), then family name, then the middle.
#[must_use]
pub fn name_sort_key(name: &str) -> Vec<u8> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let (given, family, middle) = match words.as_slice() {
        [] => ("", "", String::new()),
        [given] => (*given, "", String::new()),
        [family, middle @ .., given] => (*given, *family, middle.join(" ")),
    };
    let mut key = sort_key(given);
    key.push(END);
    key.extend(sort_key(family));
    key.push(END);
    key.extend(sort_key(&middle));
    key
}

fn letter(c: char) -> Option<(u8, u8, bool)> {
    if let Some(v) = vowel(c) {
        let tone = NO_TONE + u8::try_from(v.tone).unwrap_or(0);
        return Some((weight(v.toneless())?, tone, v.upper));
    }
    let (plain, upper) = match c {
        'đ' => ('đ', false),
        // Eth is what some keyboards give for Đ.
        'Đ' | 'Ð' => ('đ', true),
        _ => (c.to_ascii_lowercase(), c.is_ascii_uppercase()),
    };
    Some((weight(plain)?, NO_TONE, upper))
}

/// The place in the alphabet.
fn weight(c: char) -> Option<u8> {
    let place = match c {
        'a' => 0,
        'ă' => 1,
        'â' => 2,
        'b' => 3,
        'c' => 4,
        'd' => 5,
        'đ' => 6,
        'e' => 7,
        'ê' => 8,
        'f' => 9,
        'g' => 10,
        'h' => 11,
        'i' => 12,
        'j' => 13,
        'k' => 14,
        'l' => 15,
        'm' => 16,
        'n' => 17,
        'o' => 18,
        'ô' => 19,
        'ơ' => 20,
        'p' => 21,
        'q' => 22,
        'r' => 23,
        's' => 24,
        't' => 25,
        'u' => 26,
        'ư' => 27,
        'v' => 28,
        'w' => 29,
        'x' => 30,
        'y' => 31,
        'z' => 32,
        _ => return None,
    };
    Some(FIRST_LETTER + place)
}

fn push_utf8(key: &mut Vec<u8>, c: char) {
    key.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(mut texts: Vec<&str>, key: impl Fn(&str) -> Vec<u8>) -> Vec<&str> {
        texts.sort_by_key(|t| key(t));
        texts
    }

    #[test]
    fn letters_come_before_tones_and_tones_before_case() {
        let right = vec![
            "",
            "1",
            "a",
            "A",
            "à",
            "ả",
            "ã",
            "á",
            "ạ",
            "an",
            "ăn",
            "ân",
            "ba",
            "bà",
            "bả",
            "bã",
            "bá",
            "bạ",
            "ca",
            "da",
            "đa",
            "Đà Nẵng",
            "e",
            "ê",
            "o",
            "ô",
            "ơ",
            "u",
            "ư",
            "vi",
            "y",
        ];
        let mut mixed = right.clone();
        mixed.reverse();
        assert_eq!(sorted(mixed, sort_key), right);
    }

    #[test]
    fn a_later_letter_outweighs_an_earlier_tone() {
        assert_eq!(sorted(vec!["bà b", "ba c", "bá a"], sort_key), ["bá a", "bà b", "ba c"]);
        assert_eq!(
            sorted(vec!["Đảng uỷ", "Dân vận", "Đảng bộ"], sort_key),
            ["Dân vận", "Đảng bộ", "Đảng uỷ"]
        );
    }

    #[test]
    fn numbers_sort_by_value_and_spaces_before_letters() {
        assert_eq!(
            sorted(vec!["Phòng 10", "Phòng 2", "Phòng", "Phòngx", "Phòng 002b"], sort_key),
            ["Phòng", "Phòng 2", "Phòng 002b", "Phòng 10", "Phòngx"]
        );
        assert_eq!(sort_key("  a   b "), sort_key("a b"));
    }

    #[test]
    fn persons_sort_by_given_then_family_then_middle_name() {
        let right = vec![
            "Trần Thị An",
            "Lê Văn Ân",
            "Nguyễn Anh Bình",
            "Nguyễn Văn Bình",
            "Phạm Bình",
            "Hoàng Đức",
            "Lê Đức",
        ];
        let mut mixed = right.clone();
        mixed.reverse();
        assert_eq!(sorted(mixed, name_sort_key), right);
    }
}
