//! "Số 25-CV/TU", "Luật số: 109/2025/QH15".

use vietnamese::{DocumentCode, find_codes};

use super::kind::kinds_before_number;
use super::piece::key;

/// What a number line says.
#[derive(Debug, PartialEq)]
pub(super) enum Number {
    Code(DocumentCode),
    /// The number is left blank: a draft, or signed electronically and numbered later.
    Blank(String),
}

/// Does a line (folded) begin as a number line does?
pub(super) fn is_number_line(folded: &str) -> bool {
    let rest = folded.trim_start_matches(['(', '[', ' ']);
    let rest = kinds_before_number(rest).unwrap_or(rest).trim_start();
    ["so:", "so ", "so.", "so;", "so hieu", "so/", "s6:", "s6 ", "so ky hieu", "so, ky hieu"]
        .iter()
        .any(|start| rest.starts_with(start))
        || rest == "so"
        || rest.strip_prefix("so").is_some_and(|r| r.starts_with(['…', '_', '-']) || r.starts_with(".."))
        || rest.strip_prefix("so").is_some_and(|r| r.starts_with(|c: char| c.is_ascii_digit()))
}

/// Reads a number line.
pub(super) fn read(text: &str) -> Option<Number> {
    let folded = key(text);
    if !is_number_line(&folded) || text.chars().count() > 90 {
        return None;
    }
    let colon = text.find(':').map_or(0, |i| i + 1);
    let tail = text.get(colon..).unwrap_or(text);
    for part in [tail, text] {
        if let Some((range, code)) = find_codes(part).into_iter().next() {
            // Nothing but "Số" may stand before the number: "Số lượng người …" is none.
            let before = part.get(..range.start).unwrap_or_default();
            if before.split_whitespace().count() <= 5 {
                return Some(Number::Code(code));
            }
        }
    }
    blank(tail.trim())
}

/// Does the line after a number line go on with the number? "Số: 123/" over "QĐ-UBND"; "Số:" over "123/QĐ-UBND".
pub(super) fn continued(text: &str, next: &str) -> Option<Number> {
    let open = text.trim_end().ends_with(['/', '-']);
    let fits = next.split_whitespace().count() <= 3
        && next.chars().any(char::is_uppercase)
        && next.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '–' | '/' | '.' | '&' | ' '))
        && next.contains(['-', '/']) | open;
    // "SỞ NỘI VỤ" folds to a number line too.
    let folded = key(text);
    let label = folded.split_once("so").map_or("", |(_, rest)| rest.trim_start_matches([':', '.', ' ']));
    let bare = label.is_empty() || label.starts_with(|c: char| c.is_ascii_digit());
    if !is_number_line(&folded) || !bare || !fits || !open && read(text).is_some() {
        return None;
    }
    let space = if open { "" } else { " " };
    match read(&format!("{}{space}{next}", text.trim_end())) {
        Some(Number::Code(code)) => Some(Number::Code(code)),
        // A wide blank held them apart: "Số" and "-CV/TU".
        Some(Number::Blank(symbol)) if label.is_empty() => Some(Number::Blank(symbol)),
        _ => None,
    }
}

/// `Số:      /QĐ-UBND`, `Số     -CV/TU`: a symbol without its number.
fn blank(tail: &str) -> Option<Number> {
    let tail = match key(tail).starts_with("so") {
        true => tail.char_indices().nth(2).and_then(|(i, _)| tail.get(i..)).unwrap_or_default(),
        false => tail,
    };
    let symbol = tail.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '…' | '_' | ':'));
    let symbol = symbol.strip_prefix(['/', '-'])?.trim();
    let word = symbol.split_whitespace().next()?;
    let fits = word.chars().any(char::is_uppercase)
        && word.contains(['-', '/'])
        && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '/' | '.' | '&'));
    fits.then(|| Number::Blank(word.to_owned()))
}
