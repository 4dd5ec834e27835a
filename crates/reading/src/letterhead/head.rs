//! The head of the first page: bodies, number, place and date, kind, subject, marks, addressee.

use std::collections::BTreeSet;

use super::bodies::bodies;
use super::kind::{self, Kind, kind_of_symbol};
use super::lines::Column;
use super::marks::marks;
use super::number::{self, Number};
use super::piece::{Piece, is_upper};
use super::subject::subject;
use super::title::tidy;
use super::{Found, place};

/// How far a head may reach.
const HEAD: usize = 50;

/// Reads the head; gives the index of the first piece of the body.
pub(super) fn read(pieces: &[Piece], found: &mut Found) -> usize {
    // Below the list of recipients another head may stand: an annex's or a copy's.
    let foot = pieces.iter().position(|p| p.key.starts_with("noi nhan") && p.words() < 60);
    let head = pieces.get(..foot.unwrap_or(pieces.len()).min(HEAD)).unwrap_or(pieces);
    let mut used = BTreeSet::new();
    marks(head, found, &mut used);
    let number_at = number(head, found, &mut used);
    let end = body_begins(head);
    let date_at = place_date(head.get(..end).unwrap_or(head), found, &mut used);
    if date_at.is_none() {
        date_below(pieces, end, found);
    }
    let kind_at = kind_line(head, number_at, date_at, found);
    let address_at = addressee(head, found);
    let kind_line_at = kind_at.as_ref().map(|(at, _)| *at);
    let top = [kind_line_at, address_at, Some(end)].into_iter().flatten().min().unwrap_or(end);
    bodies(head.get(..top).unwrap_or(head), number_at, found, &used);
    let last = subject(head, kind_at, number_at, address_at, found);
    // Without the country's or the Party's name and without a number this may be no letterhead at all.
    if number_at.is_none() && !head.iter().any(|p| p.is_nation() || p.is_party() || p.is_motto()) {
        found.confidence.values_mut().for_each(|sure| *sure = sure.min(0.6));
    }
    let seen = [number_at, date_at, kind_line_at, address_at, last];
    seen.into_iter().flatten().max().map_or(0, |at| at + 1).min(pieces.len())
}

fn number(head: &[Piece], found: &mut Found, used: &mut BTreeSet<usize>) -> Option<usize> {
    for (at, piece) in head.iter().enumerate() {
        // "Căn cứ …", "Điều 1": the head is over.
        if starts_body(piece) {
            break;
        }
        let next = || head.iter().enumerate().skip(at + 1).take(6).find(|(_, n)| goes_on(piece, n));
        let over_two =
            next().and_then(|(below, n)| number::continued(&piece.text, &n.text).map(|code| (below, code)));
        let (rest, read) = match over_two {
            Some((below, code)) => (Some(below), Some(code)),
            None => (None, number::read(&piece.text)),
        };
        match read {
            Some(Number::Code(code)) => {
                // With its label and its own line a number is hardly anything else.
                let alone = piece.text.chars().count() < code.code.chars().count() + 32;
                let sure = match () {
                    () if rest.is_some() => 0.93,
                    // Cut short: what follows could not be found.
                    () if piece.text.trim_end().ends_with(['/', '-']) => 0.5,
                    () if alone && at < 25 => 0.98,
                    () => 0.8,
                };
                let seen: Vec<&Piece> =
                    std::iter::once(piece).chain(rest.and_then(|below| head.get(below))).collect();
                for field in ["number", "symbol", "code"] {
                    found.note(field, sure, &seen);
                }
                used.extend(rest);
                found.facts.number = Some(code.number);
                found.facts.symbol = Some(code.symbol);
                found.facts.code = Some(code.code);
                used.insert(at);
                return Some(at);
            }
            Some(Number::Blank(symbol)) => {
                found.note("symbol", 0.85, &[piece]);
                found.facts.symbol = Some(symbol);
                used.insert(at);
                return Some(at);
            }
            None => {}
        }
    }
    None
}

/// Can the second of two pieces of the head go on in the line under the first?
fn goes_on(above: &Piece, below: &Piece) -> bool {
    let apart = match (above.area, below.area) {
        (Some(a), Some(b)) => (a.x + a.w / 2.0 - b.x - b.w / 2.0).abs() > 0.15 || b.y < a.y - 0.01,
        _ => matches!(
            (above.side(), below.side()),
            (Column::Left, Column::Right) | (Column::Right, Column::Left)
        ),
    };
    !(apart || below.is_rule() || below.is_nation() || below.is_motto() || below.is_party())
        && place::read(below).is_none()
}

fn place_date(head: &[Piece], found: &mut Found, used: &mut BTreeSet<usize>) -> Option<usize> {
    let read = |at: usize, piece: &Piece| place::read(piece).map(|p| (at, p));
    let mut best: Option<(usize, place::PlaceDate)> = None;
    for (at, piece) in head.iter().enumerate() {
        if let Some(got) = read(at, piece) {
            let better = best.as_ref().is_none_or(|(_, b)| b.place.is_none() && got.1.place.is_some());
            if better {
                best = Some(got);
            }
        }
    }
    let (at, got) = best.or_else(|| blank_day(head))?;
    let piece = head.get(at)?;
    used.insert(at);
    let sure = if got.place.is_some() { 0.98 } else { 0.75 };
    if let Some(date) = got.date {
        found.facts.date = Some(date);
        found.note("date", sure, &[piece]);
    }
    if let Some(place) = got.place {
        found.facts.place = Some(place);
        found.note("place", 0.96, &[piece]);
    }
    Some(at)
}

/// "Hải Sơn, ngày" and "tháng 9 năm 2026", which a blank for the day holds apart.
fn blank_day(head: &[Piece]) -> Option<(usize, place::PlaceDate)> {
    head.iter().enumerate().find_map(|(at, piece)| {
        let rest = head.iter().skip(at + 1).take(3).find(|p| p.key.starts_with("thang"))?;
        let whole = Piece { text: format!("{} {}", piece.text, rest.text), ..piece.clone() };
        piece.key.ends_with("ngay").then(|| place::read(&whole)).flatten().map(|got| (at, got))
    })
}

/// Who writes in his own name puts the day above his signature.
fn date_below(pieces: &[Piece], end: usize, found: &mut Found) {
    // Below a list of recipients another office's head may stand.
    if pieces.iter().any(|p| p.key.starts_with("noi nhan")) {
        return;
    }
    let foot = pieces.iter().enumerate().skip(end.saturating_sub(1)).rev().take(14);
    let mut got = foot.filter_map(|(_, p)| place::read(p).map(|got| (p, got)));
    let Some((piece, got)) = got.rfind(|(_, got)| got.place.is_some() && got.date.is_some()) else {
        return;
    };
    found.facts.date = got.date;
    found.note("date", 0.88, &[piece]);
    found.facts.place = got.place;
    found.note("place", 0.88, &[piece]);
}

/// The first piece that is body: bases, articles, numbered parts.
fn body_begins(head: &[Piece]) -> usize {
    head.iter().position(starts_body).unwrap_or(head.len())
}

pub(super) fn starts_body(piece: &Piece) -> bool {
    let key = piece.key.trim_start_matches(['-', '–', '+', ' ']);
    // In small letters it goes on with what the line before began.
    if piece.text.chars().find(|c| c.is_alphabetic()).is_none_or(char::is_lowercase) {
        return false;
    }
    [
        "can cu",
        "dieu 1",
        "thuc hien ",
        "theo de nghi",
        "xet de nghi",
        "quyet dinh:",
        "quyet nghi:",
        "chuong i",
        "pursuant",
        "phan thu nhat",
        "sau khi",
        "theo ",
        "de trien khai",
        "nham ",
        "trong thoi gian",
        "ngay ",
        "tu ngay",
        "toi ten la",
        "phuc dap ",
        "tren co so ",
        "ben canh ",
        "hien nay",
        "trong qua trinh",
        "trong nhung nam",
        "thoi gian:",
    ]
    .iter()
    .any(|s| key.starts_with(s))
        && !place::read(piece).is_some_and(|p| p.place.is_some() || p.date.is_some())
}

/// The line with the kind's name, and the rest of that line.
fn kind_line(
    head: &[Piece],
    number_at: Option<usize>,
    date_at: Option<usize>,
    found: &mut Found,
) -> Option<(usize, String)> {
    let symbol = found.facts.symbol.clone().unwrap_or_default();
    let mut chosen: Option<(usize, Kind, String)> = None;
    for (at, piece) in head.iter().enumerate() {
        if Some(at) == number_at || Some(at) == date_at {
            continue;
        }
        if starts_body(piece) && !piece.is_upper() {
            break;
        }
        let Some((kind, rest)) = kind::begins(&piece.key) else { continue };
        // The name stands in capitals; the rest of the line may be the subject.
        let words = kind.name.split_whitespace().count();
        let mut parts = piece.text.split_whitespace();
        let name: Vec<&str> = parts.by_ref().take(words).collect();
        let rest_text = parts.collect::<Vec<_>>().join(" ");
        let alone = rest.trim().is_empty();
        let upper = is_upper(&name.join(" "));
        let left_of_head = piece.side() == Column::Left && number_at.is_some_and(|n| at < n);
        if !(upper || alone && at > 2) || left_of_head || rest.trim_start().starts_with(':') {
            continue;
        }
        // "BÁO CÁO" in the name of a body above the number is no kind.
        if !alone && number_at.is_some_and(|n| at < n) {
            continue;
        }
        chosen = Some((at, kind, rest_text));
        break;
    }
    match chosen {
        Some((at, kind, rest)) => {
            let piece = head.get(at)?;
            let sure = match () {
                () if kind::agrees(kind, &symbol) => 0.99,
                () if symbol.is_empty() || kind_of_symbol(&symbol).is_none() => 0.93,
                // The title and the symbol speak of different kinds.
                () => 0.8,
            };
            found.facts.kind = Some(kind.name.to_owned());
            found.note("kind", sure, &[piece]);
            Some((at, rest))
        }
        None => {
            let letter = head.iter().any(|p| p.key.starts_with("kinh gui") || says_about(p));
            let (name, sure) = match kind_of_symbol(&symbol) {
                Some(kind) if kind.name == "Công văn" => (kind.name, 0.97),
                // A letter has no name in its head and none in its symbol: 402/UBND-TH.
                None if letter && !symbol.is_empty() => ("Công văn", 0.95),
                Some(kind) if !letter => (kind.name, 0.8),
                // No name over a letter: "CT-TTHT" is a tax office's, no directive's.
                Some(_) => ("Công văn", 0.8),
                None if letter => ("Công văn", 0.7),
                None => return None,
            };
            found.facts.kind = Some(name.to_owned());
            found.note("kind", sure, &[]);
            None
        }
    }
}

pub(super) fn is_about(key: &str) -> bool {
    let key = key.trim_start_matches(['(', '"', '“', ' ']);
    key.starts_with("v/v")
        || key.starts_with("ve viec")
        || key.starts_with("v.v ")
        || key.starts_with("ve/viec")
}

/// The same where recognition reads "V/v" in italics as "V⁄%".
pub(super) fn says_about(piece: &Piece) -> bool {
    let first = piece.text.split(' ').next().unwrap_or_default();
    is_about(&piece.key)
        || piece.sure.is_some()
            && first.starts_with(['V', 'v'])
            && first.contains(['/', '⁄'])
            && first.chars().count() <= 5
}

/// "Kính gửi: …", or whom a telegram goes to: "CHỦ TỊCH UBND TỈNH điện:".
fn addressee(head: &[Piece], found: &mut Found) -> Option<usize> {
    let starts = ["kinh gui", "kinh trinh", "kinh chuyen", "kinh moi"];
    let at = head
        .iter()
        .position(|p| starts.iter().any(|s| p.key.starts_with(s)))
        .or_else(|| head.iter().position(is_telegraphs))?;
    let piece = head.get(at)?;
    let after = piece.text.split_once(':').map_or_else(
        || piece.text.split_whitespace().skip(2).collect::<Vec<_>>().join(" "),
        |(_, rest)| rest.trim().to_owned(),
    );
    let mut items: Vec<String> = Vec::new();
    let mut seen = vec![piece];
    if !tidy(&after).is_empty() {
        items.push(after.clone());
    }
    let mut open = !ends(&after);
    let mut last = at;
    for (next, piece) in head.iter().enumerate().skip(at + 1).take(25) {
        if piece.is_rule() || starts_body(piece) && !items.is_empty() {
            break;
        }
        let bullet = piece.text.starts_with(['-', '–', '•', '+']);
        let small = piece.text.chars().next().is_some_and(char::is_lowercase);
        let listed = bullet
            && (items.is_empty()
                || items.iter().all(|i| ends(i) || i.starts_with(['-', '–', '•', '+']))
                || after.is_empty());
        if listed {
            items.push(piece.text.clone());
        } else if open && (items.is_empty() || small) && piece.words() <= 25 {
            match items.last_mut() {
                Some(item) => {
                    item.push(' ');
                    item.push_str(&piece.text);
                }
                None => items.push(piece.text.clone()),
            }
        } else {
            break;
        }
        seen.push(piece);
        last = next;
        open = !ends(&piece.text);
        if piece.text.trim_end().ends_with('.') {
            break;
        }
    }
    let items: Vec<String> = items.iter().map(|i| tidy(i)).filter(|i| !i.is_empty()).collect();
    if items.is_empty() {
        return Some(at);
    }
    let text = items.join("; ");
    let sure = if text.chars().count() < 400 { 0.93 } else { 0.7 };
    found.facts.addressee = Some(text);
    found.note("addressee", sure, &seen);
    Some(last)
}

/// "UỶ BAN NHÂN DÂN TỈNH điện:"
pub(super) fn is_telegraphs(piece: &Piece) -> bool {
    let key = piece.key.trim_end_matches([' ', ':']);
    piece.key.ends_with(':') && (key.ends_with(" dien") || key.ends_with("gui dien")) && piece.words() < 18
}

fn ends(text: &str) -> bool {
    text.trim_end().ends_with(['.', ';'])
}

impl Piece {
    pub(super) fn side(&self) -> Column {
        self.side
    }

    /// A side that the page or a table tells, not one guessed.
    pub(super) fn side_is_told(&self) -> bool {
        self.side != Column::Unknown
    }
}
