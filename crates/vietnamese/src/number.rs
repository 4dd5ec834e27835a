//! Numbers as Vietnamese pages write them, and amounts in words.

/// `1234567` → `1.234.567`.
#[must_use]
pub fn format_integer(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3 + 1);
    if value < 0 {
        out.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// A number kept as an integer of its smallest unit: `(123456789, 2)` → `1.234.567,89`.
#[must_use]
pub fn format_scaled(value: i64, decimals: u32) -> String {
    let Some(unit) = 10u64.checked_pow(decimals).filter(|_| decimals > 0) else {
        return format_integer(value);
    };
    let whole = i64::try_from(value.unsigned_abs() / unit).unwrap_or(i64::MAX);
    let sign = if value < 0 { "-" } else { "" };
    let part = value.unsigned_abs() % unit;
    let width = usize::try_from(decimals).unwrap_or(0);
    format!("{sign}{},{part:0width$}", format_integer(whole))
}

/// Reads a whole number with or without grouping: `1.234.567`, `1234567`, `-5`.
/// Groups must be whole, so that `1.5` (a decimal of another country) is refused.
#[must_use]
pub fn parse_integer(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.contains('.') {
        let mut groups = digits.split('.');
        if !(1..=3).contains(&groups.next()?.len()) || groups.any(|group| group.len() != 3) {
            return None;
        }
    }
    let plain: String = digits.chars().filter(|c| *c != '.').collect();
    if plain.is_empty() || !plain.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    format!("{sign}{plain}").parse().ok()
}

const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

/// `1005` → `một nghìn không trăm linh năm`.
#[must_use]
pub fn number_in_words(value: i64) -> String {
    let mut words = Vec::new();
    if value < 0 {
        words.push("âm");
    }
    say(value.unsigned_abs(), false, &mut words);
    words.join(" ")
}

/// An amount with its unit, beginning with a capital as vouchers want it.
#[must_use]
pub fn amount_in_words(value: i64, unit: &str) -> String {
    let words = number_in_words(value);
    let mut chars = words.chars();
    let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{} {unit}", chars.as_str())
}

/// `1500000` → `Một triệu năm trăm nghìn đồng`.
#[must_use]
pub fn dong_in_words(value: i64) -> String {
    amount_in_words(value, "đồng")
}

/// `inner` says that larger groups went before, so that zero hundreds are spoken.
fn say(value: u64, inner: bool, words: &mut Vec<&'static str>) {
    const SCALES: [(u64, &str); 3] = [(1_000_000_000, "tỷ"), (1_000_000, "triệu"), (1_000, "nghìn")];
    if value == 0 {
        words.push(DIGITS[0]);
        return;
    }
    let mut rest = value;
    let mut inner = inner;
    for (scale, name) in SCALES {
        if rest >= scale {
            say(rest / scale, inner, words);
            words.push(name);
            rest %= scale;
            inner = true;
        }
    }
    if rest > 0 {
        say_group(rest, inner, words);
    }
}

/// Three digits.
fn say_group(value: u64, inner: bool, words: &mut Vec<&'static str>) {
    let digit = |n: u64| DIGITS[usize::try_from(n % 10).unwrap_or(0)];
    let (hundreds, tens, ones) = (value / 100, value / 10 % 10, value % 10);
    if hundreds > 0 || inner {
        words.push(digit(hundreds));
        words.push("trăm");
    }
    match tens {
        0 if ones > 0 && (hundreds > 0 || inner) => words.push("linh"),
        0 => {}
        1 => words.push("mười"),
        _ => words.extend([digit(tens), "mươi"]),
    }
    match (tens, ones) {
        (_, 0) => {}
        (2.., 1) => words.push("mốt"),
        (2.., 4) => words.push("tư"),
        (1.., 5) => words.push("lăm"),
        _ => words.push(digit(ones)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grouping() {
        assert_eq!(format_integer(1_234_567), "1.234.567");
        assert_eq!(format_integer(-1_000), "-1.000");
        assert_eq!(format_integer(999), "999");
        assert_eq!(format_integer(i64::MIN), "-9.223.372.036.854.775.808");
        assert_eq!(format_scaled(123_456_789, 2), "1.234.567,89");
        assert_eq!(format_scaled(-5, 2), "-0,05");
        assert_eq!(format_scaled(7, 0), "7");
        assert_eq!(parse_integer("1.234.567"), Some(1_234_567));
        assert_eq!(parse_integer(" -42 "), Some(-42));
        for bad in ["", "-", "1.5", "1..000", "12,5", "a", "1.0000", ".000", "+5"] {
            assert_eq!(parse_integer(bad), None, "{bad}");
        }
    }

    #[test]
    fn words() {
        for (value, words) in [
            (0, "không"),
            (4, "bốn"),
            (10, "mười"),
            (11, "mười một"),
            (15, "mười lăm"),
            (21, "hai mươi mốt"),
            (24, "hai mươi tư"),
            (25, "hai mươi lăm"),
            (40, "bốn mươi"),
            (101, "một trăm linh một"),
            (104, "một trăm linh bốn"),
            (110, "một trăm mười"),
            (555, "năm trăm năm mươi lăm"),
            (1_000, "một nghìn"),
            (1_005, "một nghìn không trăm linh năm"),
            (10_050, "mười nghìn không trăm năm mươi"),
            (1_234_567, "một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy"),
            (1_000_005, "một triệu không trăm linh năm"),
            (1_000_000_000, "một tỷ"),
            (2_005_000_000, "hai tỷ không trăm linh năm triệu"),
            (1_000_000_000_000, "một nghìn tỷ"),
            (1_000_000_000_000_000_000, "một tỷ tỷ"),
            (-7, "âm bảy"),
        ] {
            assert_eq!(number_in_words(value), words, "{value}");
        }
        assert_eq!(dong_in_words(5_310_000), "Năm triệu ba trăm mười nghìn đồng");
        assert_eq!(dong_in_words(0), "Không đồng");
    }
}
