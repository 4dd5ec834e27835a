//! "Hạ Long, ngày 05 tháng 02 năm 2026".

use vietnamese::find_dates;

use super::piece::{Piece, key};

/// Place and date of a line.
#[derive(Debug, PartialEq)]
pub(super) struct PlaceDate {
    pub place: Option<String>,
    /// ISO; none while the day is left blank.
    pub date: Option<String>,
}

/// Reads a place-and-date line; `None` when it is no such line.
pub(super) fn read(piece: &Piece) -> Option<PlaceDate> {
    let text = piece.text.trim_end_matches(['.', ';', '*', ' ']);
    if text.chars().count() > 75 {
        return None;
    }
    let at = text.char_indices().map(|(i, _)| i).find(|i| {
        text.get(*i..).is_some_and(|rest| {
            let rest = key(&rest.chars().take(6).collect::<String>());
            rest.starts_with("ngay") && (*i == 0 || text.get(..*i).is_some_and(|b| b.ends_with([' ', ','])))
        })
    })?;
    let (before, rest) = (text.get(..at)?, text.get(at..)?);
    let before = before.trim();
    let place = before.trim_end_matches([',', '.', ' ', ';']).trim();
    let folded = key(rest);
    let blank = folded.starts_with("ngay")
        && folded.contains("thang")
        && folded.contains("nam")
        && folded.chars().filter(char::is_ascii_digit).count() <= 8;
    let dates = find_dates(rest);
    let date = dates.first().filter(|(range, _)| {
        // The date is all that the line says.
        rest.get(range.end..).is_none_or(|tail| tail.chars().filter(|c| c.is_alphanumeric()).count() == 0)
            && range.start < 8
    });
    if date.is_none() && !(blank && folded.split_whitespace().all(is_part)) {
        return None;
    }
    if place.is_empty() {
        // "Ngày 5 tháng 2 năm 2026" alone: only where the line holds nothing else.
        return date.map(|(_, d)| PlaceDate { place: None, date: Some(d.to_string()) });
    }
    let named = before.ends_with(',') || before.ends_with('.');
    let fits = place.chars().next().is_some_and(char::is_uppercase)
        && place.split_whitespace().count() <= 6
        && !place.chars().any(|c| c.is_ascii_digit() || matches!(c, ':' | '/' | '(' | '“' | '"'));
    let cited = ["so", "cua", "tu", "den", "vao", "truoc", "ky", "hom"]
        .iter()
        .any(|w| key(place).split(' ').next_back() == Some(*w));
    (fits && !cited && (named || place.split_whitespace().count() <= 4))
        .then(|| PlaceDate { place: Some(place.to_owned()), date: date.map(|(_, d)| d.to_string()) })
}

fn is_part(word: &str) -> bool {
    matches!(word, "ngay" | "thang" | "nam") || word.chars().all(|c| !c.is_alphabetic())
}

/// Where a place-and-date begins inside a line that says something else before it.
pub(super) fn begins(text: &str) -> Option<usize> {
    let comma = text
        .match_indices(',')
        .map(|(i, _)| i)
        .find(|i| text.get(i + 1..).is_some_and(|rest| key(rest).starts_with("ngay")))?;
    // The place: the words with capitals right before the comma.
    let before = text.get(..comma)?;
    let mut start = comma;
    for (at, word) in before.split_whitespace().rev().take(4).map(|w| (offset(before, w), w)) {
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let label = matches!(key(word).trim_end_matches(':'), "so" | "luat");
        if label || !capital || word.chars().any(|c| c.is_ascii_digit() || matches!(c, '/' | '-')) {
            break;
        }
        start = at;
    }
    (start < comma).then_some(start)
}

fn offset(text: &str, word: &str) -> usize {
    (word.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}
