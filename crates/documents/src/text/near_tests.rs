use jiff::civil::date;
use proptest::prelude::*;
use vietnamese::{ToneStyle, fold, with_tone_style};

use super::*;

/// A letter of some length whose words follow from a number.
fn letter(seed: u64, words: usize) -> String {
    const SYLLABLES: [&str; 40] = [
        "báo",
        "cáo",
        "tình",
        "hình",
        "sạt",
        "lở",
        "hoà",
        "bình",
        "thuỷ",
        "lợi",
        "đường",
        "liên",
        "xã",
        "khắc",
        "phục",
        "hậu",
        "quả",
        "mưa",
        "lớn",
        "dân",
        "cư",
        "di",
        "dời",
        "nhà",
        "văn",
        "hoá",
        "thôn",
        "kinh",
        "phí",
        "hỗ",
        "trợ",
        "Ban",
        "Thường",
        "vụ",
        "Tỉnh",
        "uỷ",
        "khảo",
        "sát",
        "địa",
        "chất",
    ];
    let mut state = seed;
    let mut out = String::new();
    for n in 0..words {
        state = mixed(state.wrapping_add(n as u64));
        out.push_str(SYLLABLES[usize::try_from(state % 40).unwrap_or(0)]);
        out.push(if n % 12 == 11 { '\n' } else { ' ' });
    }
    out
}

fn found(one: &str, other: &str) -> bool {
    let (one, other) = (signature(&hashed(one)), signature(&hashed(other)));
    let meet = bands(&one).iter().zip(bands(&other)).any(|(a, b)| *a == b);
    meet && agreeing(&one, &other).is_some()
}

proptest! {
    #[test]
    fn copies_are_found_whatever_was_put_on_them(seed in any::<u64>(), length in 120_usize..600) {
        let text = letter(seed, length);
        let stamped = format!("VĂN PHÒNG TỈNH UỶ\nCÔNG VĂN ĐẾN Số 118 Ngày 05/02/2026\n{text}\nSao y bản chính");
        let forwarded = format!("From: vanthu@tanan.example\nDate: 05/02/2026\nSubject: FW: báo cáo\n\n{text}");
        let other_tone = with_tone_style(&text, ToneStyle::OnFirst);
        let bare = fold(&text);
        for copy in [&stamped, &forwarded, &other_tone, &bare] {
            prop_assert!(found(&text, copy));
            let compared = compare(&text, copy);
            prop_assert!(compared.percent >= 97, "{compared:?}");
            let same = judge(&Head::default(), &Head::default(), &compared);
            prop_assert_eq!(same, Some(Verdict::Same));
        }
    }

    #[test]
    fn recognised_copies_are_found(seed in any::<u64>(), length in 200_usize..600, wrong in 1_u64..5) {
        let text = letter(seed, length);
        // So many words in a hundred are misread.
        let mut n = seed;
        let scanned: Vec<String> = text
            .split_whitespace()
            .map(|word| {
                n = mixed(n);
                if n % 100 < wrong { format!("{word}l") } else { word.to_owned() }
            })
            .collect();
        let scanned = scanned.join(" ");
        prop_assert!(found(&text, &scanned));
        prop_assert!(compare(&text, &scanned).percent >= 75);
    }

    #[test]
    fn other_texts_are_not_near(one in any::<u64>(), other in any::<u64>(), length in 60_usize..400) {
        prop_assume!(one != other);
        prop_assert!(compare(&letter(one, length), &letter(other, length)).percent < NEAR);
    }

    #[test]
    fn a_text_is_itself_and_comparing_is_fair(seed in any::<u64>(), other in any::<u64>(), length in 30_usize..300) {
        let (a, b) = (letter(seed, length), letter(other, length));
        prop_assert_eq!(compare(&a, &a).percent, 100);
        let (here, there) = (compare(&a, &b), compare(&b, &a));
        prop_assert_eq!(here.percent, there.percent);
        prop_assert_eq!(here.only_here, there.only_there);
    }

    #[test]
    fn any_text_can_be_marked(text in ".{0,400}") {
        let marks = crate::text::Marks::of(&text, &text);
        prop_assert!(marks.signature.is_empty() || marks.signature.len() == PLACES);
        let wanted = if marks.signature.is_empty() { 0 } else { BANDS };
        prop_assert_eq!(bands(&marks.signature).len(), wanted);
    }
}

fn head(code: &str, day: i8) -> Head {
    Head { code: code.to_owned(), issued_on: Some(date(2026, 2, day)) }
}

#[test]
fn papers_on_one_form_are_not_called_the_same() {
    let text = letter(7, 200);
    let (one, other) = (format!("{text} lúc 8 giờ 30 ngày 05"), format!("{text} lúc 14 giờ 00 ngày 19"));
    let compared = compare(&one, &other);
    assert!(compared.percent >= 95 && !compared.figures_here.is_empty(), "{compared:?}");
    // Number and day say that they are two.
    assert_eq!(judge(&head("12-GM/TU", 3), &head("15-GM/TU", 17), &compared), Some(Verdict::Alike));
    assert_eq!(judge(&head("12-GM/TU", 3), &head("12-GM/TU", 17), &compared), Some(Verdict::Alike));
    // Nothing is known of them but the figures: nobody calls them the same.
    assert_eq!(judge(&Head::default(), &Head::default(), &compared), Some(Verdict::Unsure));
    // The same number of the same day is one paper, whatever recognition made of the figures.
    assert_eq!(judge(&head("12-GM/TU", 3), &head("12 - GM/TU", 3), &compared), Some(Verdict::Same));
    assert_eq!(judge(&head("012-GM/ÐU", 3), &head("12-GM/ĐU", 3), &compared), Some(Verdict::Same));
}

#[test]
fn a_leaflet_in_a_book_and_a_short_text_are_no_copies() {
    let (short, long) = (letter(1, 60), letter(2, 600));
    let inside = format!("{long}\n{short}");
    assert!(compare(&short, &inside).percent < NEAR);
    assert!(signature(&hashed("Kính gửi Ban Thường vụ Tỉnh uỷ")).is_empty());
}

#[test]
fn what_is_kept_stays_the_same() {
    // Signatures are kept in the database: a change here would part new papers from old ones.
    let signature = signature(&hashed(&letter(2026, 100)));
    let bands = bands(&signature);
    assert_eq!((signature[0], bands[0]), (83_414_674, 8_414_038_897_787_587_036));
}
