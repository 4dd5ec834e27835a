//! Canonical JSON, against RFC 8785's own examples where they hold no fractions.

use proptest::prelude::*;
use serde_json::{Value, json};
use transparency::{NotCanonical, canonical};

fn text(value: &Value) -> String {
    String::from_utf8(canonical(value).unwrap()).unwrap()
}

/// Section 3.2.3: members sorted by UTF-16 code units.
#[test]
fn members_are_in_the_order_of_the_rfc() {
    let value = json!({
        "\u{20ac}": "Euro Sign",
        "\r": "Carriage Return",
        "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\u{1f600}": "Emoji: Grinning Face",
        "\u{80}": "Control",
        "\u{f6}": "Latin Small Letter O With Diaeresis"
    });
    let written = text(&value);
    let order = [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ];
    let places: Vec<usize> = order.iter().map(|name| written.find(name).unwrap()).collect();
    assert!(places.is_sorted(), "{written}");
}

/// Section 3.2.2, without its fractions.
#[test]
fn values_are_written_as_in_the_rfc() {
    let value: Value = serde_json::from_str(
        r#"{ "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false] }"#,
    )
    .unwrap();
    assert_eq!(text(&value), r#"{"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}"#);
}

#[test]
fn every_control_character_has_its_escape() {
    for code in 0..0x20_u8 {
        let expected = match code {
            0x08 => "\\b".to_owned(),
            0x09 => "\\t".to_owned(),
            0x0a => "\\n".to_owned(),
            0x0c => "\\f".to_owned(),
            0x0d => "\\r".to_owned(),
            _ => format!("\\u{code:04x}"),
        };
        let value = Value::String(char::from(code).to_string());
        assert_eq!(text(&value), format!("\"{expected}\""));
    }
    assert_eq!(text(&json!("\u{7f}\u{2028}</ế")), "\"\u{7f}\u{2028}</ế\"");
}

#[test]
fn only_exact_integers_pass() {
    let most = 9_007_199_254_740_991_i64;
    assert_eq!(text(&json!([0, -1, most, -most])), "[0,-1,9007199254740991,-9007199254740991]");
    for number in
        ["1.0", "0.5", "1e3", "-0", "-0.0", "9007199254740992", "-9007199254740992", "18446744073709551615"]
    {
        let value: Value = serde_json::from_str(number).unwrap();
        assert!(matches!(canonical(&json!({ "a": [value] })), Err(NotCanonical::Number(_))), "{number}");
    }
}

#[test]
fn depth_has_an_end() {
    let nest = |depth: usize| (0..depth).fold(json!(1), |value, _| json!([value]));
    assert!(canonical(&nest(127)).is_ok());
    assert_eq!(canonical(&nest(128)), Err(NotCanonical::TooDeep));
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-9_007_199_254_740_991_i64..=9_007_199_254_740_991).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map(any::<String>(), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    /// What is written means the same and is written the same again.
    #[test]
    fn canonical_bytes_are_read_back(value in values()) {
        let bytes = canonical(&value).unwrap();
        let read: Value = serde_json::from_slice(&bytes).unwrap();
        prop_assert_eq!(&read, &value);
        prop_assert_eq!(canonical(&read).unwrap(), bytes);
    }
}
