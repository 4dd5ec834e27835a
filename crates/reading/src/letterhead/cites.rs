//! Papers named in the text: kind, code, date.

use std::collections::BTreeSet;

use vietnamese::{find_codes, find_dates};

use super::kind;
use super::piece::{Piece, key};
use crate::Cite;

/// So many are enough for any office; annexes of laws name thousands.
const MOST: usize = 300;

/// The papers that these pieces name, in order, each once.
pub(super) fn find(pieces: &[Piece], own: Option<&str>) -> Vec<Cite> {
    let own = own.map(key);
    let mut known = BTreeSet::new();
    let mut cites = Vec::new();
    // A citation may run over a line's end, hardly over two: windows of lines overlap by one.
    let mut text = String::new();
    for piece in pieces {
        // A number alone on its line is the head of an annex or of a copy.
        if piece.words() <= 4 && super::number::is_number_line(&piece.key) && piece.key.starts_with("so") {
            continue;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&piece.text);
    }
    let mut codes = find_codes(&text).into_iter().peekable();
    while let Some((range, code)) = codes.next() {
        if cites.len() >= MOST {
            break;
        }
        let before = tail(&text, range.start, 60);
        let folded = key(before);
        let numbered = folded.ends_with(" so") || folded.ends_with(" so:") || folded == "so";
        let letters = code.symbol.chars().filter(|c| c.is_uppercase()).count();
        if letters < 2
            || !code.symbol.chars().any(|c| c == '-' || c == '/') && !numbered && code.year.is_none()
        {
            continue;
        }
        let same = key(&code.code);
        if own.as_deref() == Some(same.as_str()) || !known.insert(same) {
            continue;
        }
        let words = folded.trim_end_matches(" so:").trim_end_matches(" so");
        let kind = named_last(words)
            .or_else(|| kind::kind_of_symbol(&code.symbol))
            .or_else(|| law(&code.symbol, &key(tail(&text, range.start, 220))));
        let next = codes.peek().map_or(text.len(), |(r, _)| r.start);
        let after = head(&text, range.end, 70).get(..).unwrap_or_default();
        let within = next.saturating_sub(range.end).min(after.len());
        let after = after.get(..floor(after, within)).unwrap_or(after);
        let date = find_dates(after).into_iter().next().filter(|(range, _)| {
            // Right behind the code: ", ngày", "ngày", "ký ngày", "(…)".
            after
                .get(..range.start)
                .is_some_and(|gap| gap.split_whitespace().count() <= 2 && !gap.contains(';'))
        });
        cites.push(Cite {
            kind: kind.map(|k| k.name.to_owned()),
            code: code.code,
            date: date.map(|(_, d)| d.to_string()),
        });
    }
    cites
}

/// The kind that the folded words end with.
fn named_last(words: &str) -> Option<kind::Kind> {
    let all: Vec<&str> = words.split(' ').collect();
    (1..=4)
        .rev()
        .filter_map(|n| all.len().checked_sub(n).and_then(|at| all.get(at..)))
        .find_map(|w| kind::kind_named(&w.join(" ")))
}

/// "Luật Tổ chức Chính phủ số 63/2025/QH15": the name stands between the kind and the number.
fn law(symbol: &str, before: &str) -> Option<kind::Kind> {
    if !symbol.contains("QH") {
        return None;
    }
    let sentence = before.rsplit([';', '.']).next().unwrap_or(before);
    ["Bộ luật", "Luật", "Nghị quyết", "Pháp lệnh"]
        .iter()
        .filter_map(|name| sentence.rfind(&key(name)).map(|at| (at, *name)))
        .max_by_key(|(at, name)| (at + name.len(), *at))
        .and_then(|(_, name)| kind::kind_named(name))
}

fn tail(text: &str, end: usize, most: usize) -> &str {
    text.get(floor(text, end.saturating_sub(most))..end).unwrap_or_default()
}

fn head(text: &str, start: usize, most: usize) -> &str {
    text.get(start..floor(text, (start + most).min(text.len()))).unwrap_or_default()
}

/// The next smaller place between two characters.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}
