//! Old encodings: there and back for every letter, and hands off what is right.

// A helper of a test may stop it.
#![allow(clippy::unwrap_used)]

use std::borrow::Cow;

use proptest::prelude::*;
use vietnamese::legacy::{Case, Encoding, by_font, decode, detect, encode, repair, western};

/// Every Vietnamese letter, small.
const LETTERS: &str =
    "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ";

fn there_and_back(text: &str, encoding: Encoding) -> String {
    decode(&western(&encode(text, encoding).unwrap()), encoding)
}

#[test]
fn every_letter_goes_there_and_back_in_both_cases() {
    for encoding in Encoding::ALL {
        for small in LETTERS.chars() {
            // Between others, as letters stand.
            let word = format!("th{small}ng");
            assert_eq!(there_and_back(&word, encoding), word, "{}", encoding.name());
            let capital = word.to_uppercase();
            assert_eq!(there_and_back(&capital, encoding), capital, "{}", encoding.name());
            let alone = small.to_uppercase().to_string();
            let wanted = match encoding {
                // Its capitals with tones are small letters in a font that draws capitals.
                Encoding::Tcvn3 if !"AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY".contains(&alone) => {
                    small.to_string()
                }
                _ => alone.clone(),
            };
            assert_eq!(there_and_back(&alone, encoding), wanted, "{} {alone}", encoding.name());
        }
    }
}

#[test]
fn no_two_letters_share_their_bytes() {
    for encoding in Encoding::ALL {
        let mut seen = std::collections::BTreeMap::new();
        for letter in LETTERS.chars() {
            let before = seen.insert(encode(&letter.to_string(), encoding).unwrap(), letter);
            assert_eq!(before, None, "{} {letter}", encoding.name());
        }
    }
}

#[test]
fn fonts_of_capitals_give_the_capitals_that_tcvn3_lacks() {
    let font = by_font(".VnTimeH").unwrap();
    assert_eq!(font.case, Case::Capitals);
    let old = western(&encode(LETTERS, Encoding::Tcvn3).unwrap());
    assert_eq!(font.read(&old), LETTERS.to_uppercase());
}

/// Syllables with their tones, as they stand in papers.
fn sentence() -> impl Strategy<Value = String> {
    let words = "uỷ ban nhân dân tỉnh quyết định nghị của các huyện thành phố thực hiện báo cáo trước đơn vị chương trình kế hoạch \
        số 15/QĐ-UB ngày 05 tháng 3 năm 1999 văn phòng kính gửi Đảng Nguyễn Thị Hường giáo dục đường bộ nghĩa vụ";
    let words: Vec<&str> = words.split_whitespace().collect();
    prop::collection::vec(prop::sample::select(words), 8..40).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn sentences_go_there_and_back(text in sentence(), at in 0..5_usize) {
        let encoding = Encoding::ALL[at];
        prop_assert_eq!(there_and_back(&text, encoding), text);
    }

    #[test]
    fn unicode_stays(text in sentence()) {
        prop_assert!(matches!(repair(&text), Cow::Borrowed(_)));
        prop_assert_eq!(detect(&text), None);
    }

    #[test]
    fn ascii_stays(text in "[ -~\n\t]{0,200}") {
        prop_assert!(matches!(repair(&text), Cow::Borrowed(_)));
        for encoding in Encoding::ALL {
            prop_assert_eq!(decode(&text, encoding), text.as_str());
        }
    }

    #[test]
    fn other_scripts_stay(text in "[α-ωА-яա-ֆ一-龥€°·§«»“”…0-9 ]{0,80}") {
        prop_assert!(matches!(repair(&text), Cow::Borrowed(_)));
    }

    #[test]
    fn nothing_panics(text in any::<String>(), bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = (repair(&text), by_font(&text), detect(&western(&bytes)), repair(&western(&bytes)));
        for encoding in Encoding::ALL {
            let _ = (decode(&text, encoding), decode(&western(&bytes), encoding), encode(&text, encoding));
        }
    }
}
