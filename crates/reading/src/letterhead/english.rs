//! Letters in English: embassies, companies, projects. What they call the same things.

use jiff::civil::Date;
use vietnamese::find_codes;

use super::Found;
use super::piece::Piece;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Reads such a letter; false when these lines are none.
pub(super) fn read(pieces: &[Piece], found: &mut Found) -> bool {
    let head = pieces.get(..pieces.len().min(40)).unwrap_or(pieces);
    let greeting = head
        .iter()
        .position(|p| p.words() < 12 && ["dear ", "excellency"].iter().any(|s| p.key.starts_with(s)));
    let closing = pieces.iter().position(is_closing);
    let crowned = head.iter().any(|p| p.is_nation() || p.is_party() || p.is_motto());
    if crowned || greeting.is_none() || pieces.iter().any(|p| p.key.starts_with("kinh gui")) {
        return false;
    }
    let top = greeting.unwrap_or(head.len());
    let above = head.get(..top).unwrap_or(head);
    let labelled = |labels: &[&str]| {
        above.iter().enumerate().find_map(|(at, piece)| {
            let label = labels.iter().find(|l| piece.text.to_lowercase().starts_with(**l))?;
            let rest = piece.text.get(label.len()..)?.trim_start_matches([':', '.', ' ']).trim();
            (!rest.is_empty()).then(|| (at, piece, rest.to_owned()))
        })
    };
    if let Some(piece) = above.first().filter(|p| p.words() <= 12 && p.is_upper()) {
        found.facts.issuer = Some(piece.text.clone());
        found.note("issuer", 0.9, &[piece]);
    }
    if let Some((_, piece, text)) = labelled(&["our ref", "ref. no", "ref no", "ref", "no."]) {
        let code = find_codes(&text).into_iter().next().map(|(_, c)| (c.number, c.symbol, c.code));
        if let Some((number, symbol, code)) = code {
            for field in ["number", "symbol", "code"] {
                found.note(field, 0.92, &[piece]);
            }
            found.facts.number = Some(number);
            found.facts.symbol = Some(symbol);
            found.facts.code = Some(code);
        }
    }
    if let Some((piece, date, place)) =
        above.iter().find_map(|p| date_of(&p.text).map(|(d, place)| (p, d, place)))
    {
        found.facts.date = Some(date.to_string());
        found.note("date", 0.94, &[piece]);
        if let Some(place) = place {
            found.facts.place = Some(place);
            found.note("place", 0.92, &[piece]);
        }
    }
    if let Some((at, piece, text)) = labelled(&["subject:", "re:", "sub:", "ref: subject"]) {
        found.facts.subject = Some(text);
        // A second line goes on with it where it begins small.
        let more = above.get(at + 1).filter(|p| p.text.chars().next().is_some_and(char::is_lowercase));
        if let (Some(more), Some(subject)) = (more, found.facts.subject.as_mut()) {
            subject.push(' ');
            subject.push_str(&more.text);
        }
        found.note("subject", 0.92, &[piece]);
    }
    if let Some((_, piece, text)) = labelled(&["to:", "attn:", "attention:"]) {
        found.facts.addressee = Some(text);
        found.note("addressee", 0.92, &[piece]);
    }
    if let Some(at) = closing {
        signer(pieces.get(at + 1..).unwrap_or_default(), found);
    }
    true
}

fn is_closing(piece: &Piece) -> bool {
    piece.words() <= 5
        && [
            "yours sincerely",
            "yours faithfully",
            "sincerely yours",
            "sincerely",
            "best regards",
            "kind regards",
            "respectfully",
        ]
        .iter()
        .any(|c| piece.key.starts_with(c))
}

/// Name and position under the closing.
fn signer(below: &[Piece], found: &mut Found) {
    let mut lines = below.iter().filter(|p| !p.is_rule() && p.words() <= 8).take(3);
    let Some(name) = lines.next().filter(|p| (2..=5).contains(&p.words())) else { return };
    let mut seen = vec![name];
    found.facts.signer.name = Some(name.text.trim_end_matches(',').to_owned());
    if let Some(position) = lines.next() {
        found.facts.signer.position = Some(position.text.clone());
        seen.push(position);
    }
    found.note("signer", 0.9, &seen);
}

/// "Hanoi, 5 March 2026", "Date: March 5, 2026": the day, and the place before it.
fn date_of(text: &str) -> Option<(Date, Option<String>)> {
    if text.chars().count() > 60 {
        return None;
    }
    let words: Vec<&str> = text.split([' ', ',']).filter(|w| !w.is_empty()).collect();
    let at = words.iter().position(|w| MONTHS.contains(&w.to_lowercase().as_str()))?;
    let month =
        MONTHS.iter().position(|m| *m == words.get(at).map(|w| w.to_lowercase()).unwrap_or_default())?;
    let number = |at: usize| -> Option<i16> {
        words
            .get(at)?
            .trim_end_matches(['.', ';'])
            .trim_end_matches("st")
            .trim_end_matches("nd")
            .trim_end_matches("rd")
            .trim_end_matches("th")
            .parse()
            .ok()
    };
    let before = at.checked_sub(1).and_then(number).filter(|d| (1..=31).contains(d));
    let (day, year, start) = match before {
        Some(day) => (day, number(at + 1)?, at - 1),
        None => (number(at + 1)?, number(at + 2)?, at),
    };
    let date = Date::new(year, i8::try_from(month + 1).ok()?, i8::try_from(day).ok()?).ok()?;
    let place = words.get(..start)?.join(" ");
    let fits = !place.is_empty() && !place.contains(':') && !place.to_lowercase().starts_with("date");
    Some((date, fits.then_some(place)))
}
