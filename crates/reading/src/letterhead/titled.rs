//! A head that is one sentence, as texts of laws are passed on: "Nghị định của Chính phủ số 116/2003/NĐ-CP ngày
//! 10/10/2003 về việc …".

use vietnamese::{find_codes, find_dates};

use super::piece::{Piece, key};
use super::title::tidy;
use super::{Found, kind};

/// Reads the sentence; gives the index of the first piece behind it.
pub(super) fn read(pieces: &[Piece], found: &mut Found) -> Option<usize> {
    let first = pieces.first()?;
    let (kind, rest) = kind::begins(&first.key)?;
    if rest.trim_start().starts_with(':')
        || pieces.iter().take(12).any(|p| p.is_nation() || p.is_motto() || p.is_party())
    {
        return None;
    }
    // The sentence ends where the bases or another name in the middle begins.
    let mut text = String::new();
    let mut ends: Vec<usize> = Vec::new();
    for piece in pieces.iter().take(7) {
        let over = ["can cu", "dieu 1", "theo de nghi", "xet "].iter().any(|s| piece.key.starts_with(s));
        if over || text.len() > 600 {
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&piece.text);
        ends.push(text.len());
    }
    let (range, code) = find_codes(&text).into_iter().next()?;
    let before = text.get(..range.start)?;
    let folded = key(before);
    let of = folded.strip_prefix(key(kind.name).as_str())?.trim().trim_end_matches(':');
    let named = of.strip_suffix("so")?.trim();
    if !(named.is_empty() || named.starts_with("cua ")) || before.split_whitespace().count() > 16 {
        return None;
    }
    let after = text.get(range.end..)?;
    let date = find_dates(after)
        .into_iter()
        .next()
        .filter(|(r, _)| after.get(..r.start).is_some_and(|gap| gap.split_whitespace().count() <= 1));
    // Without its day this is a title quoted in some other text.
    let (day, date) = date?;
    let start = range.end + day.end;
    let used = ends.iter().position(|end| *end > start).unwrap_or(ends.len().saturating_sub(1));
    let seen: Vec<&Piece> = pieces.iter().take(used + 1).collect();
    let body = named.strip_prefix("cua ").map(|_| {
        let words = kind.name.split_whitespace().count() + 1;
        let all: Vec<&str> = before.split_whitespace().skip(words).collect();
        let last = all.len().saturating_sub(1);
        all.get(..last).unwrap_or_default().join(" ")
    });
    // The subject goes on to the name of the body that follows in a line of its own.
    let mut last = ends.len().saturating_sub(1);
    let ours = body.as_deref().map(key);
    if let Some(at) = pieces.iter().take(ends.len()).position(|p| Some(&p.key) == ours.as_ref()) {
        last = at.saturating_sub(1);
    }
    let end = ends.get(last).copied().unwrap_or(text.len());
    let subject = tidy(text.get(start..end.max(start)).unwrap_or_default());
    found.facts.kind = Some(kind.name.to_owned());
    found.note("kind", 0.95, &[first]);
    for field in ["number", "symbol", "code"] {
        found.note(field, 0.93, &seen);
    }
    found.facts.number = Some(code.number);
    found.facts.symbol = Some(code.symbol);
    found.facts.code = Some(code.code);
    found.facts.date = Some(date.to_string());
    found.note("date", 0.92, &seen);
    if let Some(body) = body.filter(|b| !b.is_empty()) {
        found.facts.issuer = Some(body);
        found.note("issuer", 0.92, &seen);
    }
    if !subject.is_empty() {
        found.facts.subject = Some(subject);
        found.note("subject", 0.88, &seen);
    }
    Some(last + 1)
}
