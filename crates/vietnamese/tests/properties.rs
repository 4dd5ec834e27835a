//! What must hold for every text, date and number.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use vietnamese::*;

/// Texts that look like ours: syllables with all tones, digits, marks, decomposed letters, anything.
fn text() -> impl Strategy<Value = String> {
    let bits = prop::sample::select(vec![
        "hoà",
        "hòa",
        "HOÀ",
        "uỷ",
        "ủy",
        "Uỷ",
        "quý",
        "khỏe",
        "Đảng",
        "đ",
        "Ð",
        "ỉ",
        "ạ",
        "e\u{323}\u{302}",
        "o\u{31b}\u{301}",
        "\u{301}",
        " ",
        "  ",
        "-",
        "/",
        "25",
        "007",
        "CV",
        "TU",
        "QĐ-BNV",
        ".",
        "ngày ",
        "tháng ",
        "năm ",
        "5",
        "2026",
        "Nguyễn",
        "an",
        "İ",
        "ß",
        "ǅ",
        "漢",
        "한",
        "\0",
        "\u{202e}",
        "ﬁ",
        "Số: ",
    ]);
    prop_oneof![prop::collection::vec(bits, 0..12).prop_map(|v| v.concat()), any::<String>()]
}

fn day() -> impl Strategy<Value = Date> {
    (0i64..146_000).prop_map(|n| date(1800, 1, 1).checked_add(jiff::Span::new().days(n)).unwrap_or(Date::MAX))
}

proptest! {
    #[test]
    fn folding_twice_is_folding_once(t in text()) {
        let once = fold(&t);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn folding_does_not_see_composition_or_tone_placement(t in text()) {
        prop_assert_eq!(fold(&nfc(&t)), fold(&t));
        prop_assert_eq!(fold(&unify_tone(&t)), fold(&t));
    }

    #[test]
    fn tone_styles_meet_in_one_key(t in text()) {
        let second = unify_tone(&t);
        prop_assert_eq!(unify_tone(&second), second.clone());
        prop_assert_eq!(unify_tone(&with_tone_style(&second, ToneStyle::OnFirst)), second.clone());
        prop_assert_eq!(nfc(&second), second.as_str());
    }

    #[test]
    fn equal_keys_mean_equal_but_for_what_folding_drops(a in text(), b in text()) {
        if sort_key(&a) == sort_key(&b) {
            let plain = |t: &str| nfc(t).split_whitespace().collect::<Vec<_>>().join(" ");
            let zeros = |t: String| t.replace('0', "");
            let controls = |t: String| t.replace(char::is_control, " ");
            prop_assert_eq!(
                controls(zeros(fold(&plain(&a)))).split_whitespace().collect::<String>(),
                controls(zeros(fold(&plain(&b)))).split_whitespace().collect::<String>()
            );
        }
    }

    #[test]
    fn the_key_of_a_beginning_sorts_first(a in "[a-zàáạđêơ ]{0,11}[a-zàáạđêơ]", b in "[a-zàáạđêơ]{1,6}") {
        let longer = a.clone() + &b;
        prop_assert!(sort_key(&a) < sort_key(&longer));
    }

    #[test]
    fn names_with_the_same_given_name_stand_together(given in "[A-Z][a-zàáạ]{1,5}", other in "[A-Z][a-zàáạ]{1,5}", x in "[A-Z][a-z]{1,5}", y in "[A-Z][a-z]{1,5}") {
        prop_assume!(given != other);
        let low = name_sort_key(&format!("{x} {given}"));
        let high = name_sort_key(&format!("{y} {given}"));
        let outside = name_sort_key(&format!("{x} {other}"));
        prop_assert!(!(low.clone().min(high.clone()) < outside && outside < low.max(high)));
    }

    #[test]
    fn a_date_written_is_read_again(d in day().prop_filter("years of papers", |d| d.year() >= 1900)) {
        prop_assert_eq!(parse_date(&format_date(d)), Some(d));
        prop_assert_eq!(parse_date(&format_long(d)), Some(d));
        prop_assert_eq!(parse_date(&d.to_string()), Some(d));
        prop_assert_eq!(parse_date(&fold(&format_long(d)).replace(' ', "")), Some(d));
    }

    #[test]
    fn nothing_panics(t in text()) {
        let _ = (parse_date(&t), DocumentCode::parse(&t), find_codes(&t), parse_integer(&t), name_sort_key(&t), slug(&t), accented(&t));
        for (place, _) in find_dates(&t) {
            prop_assert!(t.get(place).is_some());
        }
    }

    #[test]
    fn a_code_found_is_a_code_parsed(n in 1u32..99_999, kind in "[A-ZĐ]{1,4}", issuer in "[A-ZĐ]{1,6}", party in any::<bool>()) {
        let code = if party { format!("{n:02}-{kind}/{issuer}") } else { format!("{n:02}/{kind}-{issuer}") };
        let parsed = DocumentCode::parse(&format!("Số: {code}")).unwrap();
        prop_assert_eq!(&parsed.code, &code);
        prop_assert_eq!(parsed.value(), Some(n));
        let found = find_codes(&format!("theo {code} ngày 5/9/2026"));
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(&found[0].1, &parsed);
    }

    #[test]
    fn file_names_are_safe(t in text()) {
        let name = file_name(&t);
        prop_assert!(!name.is_empty() && name.len() <= 200);
        let bad = |c: char| c.is_control() || "/\\:*?\"<>|".contains(c);
        prop_assert!(!name.contains(bad) && !name.starts_with('.') && !name.ends_with(['.', ' ']));
        prop_assert_eq!(file_name(&name), name);
        prop_assert!(slug(&t).bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
    }

    #[test]
    fn grouped_numbers_are_read_again(n in any::<i64>()) {
        prop_assert_eq!(parse_integer(&format_integer(n)), Some(n));
        prop_assert!(!number_in_words(n).contains("  "));
    }
}
