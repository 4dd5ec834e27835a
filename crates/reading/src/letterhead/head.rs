//! The head of the first page: bodies, number, place and date, kind, subject, marks, addressee.

use std::collections::BTreeSet;

use super::bodies::bodies;
use super::kind::{self, Kind, kind_of_symbol};
use super::lines::Column;
use super::number::{self, Number};
use super::piece::{Piece, distance, is_upper, key};
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

/// Urgency and secrecy: stamps, alone on their line in capitals or after their label.
fn marks(head: &[Piece], found: &mut Found, used: &mut BTreeSet<usize>) {
    for (at, piece) in head.iter().enumerate() {
        let labelled = piece.key.strip_prefix("do khan").or_else(|| piece.key.strip_prefix("do mat"));
        if labelled.is_none() && !piece.is_upper() {
            continue;
        }
        let value = labelled.unwrap_or(&piece.key);
        let tight: String = value.chars().filter(|c| c.is_alphanumeric()).collect();
        let (urgency, secrecy) = mark(&tight);
        if let Some(value) = urgency {
            found.facts.urgency = Some(value.to_owned());
            found.note("urgency", 0.95, &[piece]);
            used.insert(at);
        }
        if let Some(value) = secrecy {
            found.facts.secrecy = Some(value.to_owned());
            found.note("secrecy", 0.95, &[piece]);
            used.insert(at);
        }
    }
}

/// Urgency and secrecy that a stamp's letters say.
fn mark(tight: &str) -> (Option<&'static str>, Option<&'static str>) {
    let urgency = match tight {
        "khan" => Some("khẩn"),
        "thuongkhan" => Some("thượng khẩn"),
        "hoatoc" => Some("hoả tốc"),
        t if t.starts_with("hoatochengio") => Some("hoả tốc hẹn giờ"),
        _ => None,
    };
    let secrecy = match tight {
        "mat" => Some("mật"),
        "toimat" => Some("tối mật"),
        "tuyetmat" => Some("tuyệt mật"),
        _ => None,
    };
    (urgency, secrecy)
}

/// The mark that a line in red ink says. Stamps lie over print and lose letters: one may be missing or wrong,
/// and specks may stand beside.
pub(crate) fn stamped(text: &str) -> Option<&'static str> {
    let folded = key(text);
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() > 1).collect();
    let tight = words.concat();
    let near = |mark: &str| distance(&tight, mark) <= mark.len() / 5;
    match () {
        () if near("tuyetmat") => Some("TUYỆT MẬT"),
        () if near("toimat") => Some("TỐI MẬT"),
        () if words.contains(&"mat") && words.len() < 4 => Some("MẬT"),
        () if near("thuongkhan") => Some("THƯỢNG KHẨN"),
        () if near("hoatoc") => Some("HOẢ TỐC"),
        () if tight == "khan" => Some("KHẨN"),
        () => None,
    }
}

fn number(head: &[Piece], found: &mut Found, used: &mut BTreeSet<usize>) -> Option<usize> {
    for (at, piece) in head.iter().enumerate() {
        // "Căn cứ …", "Điều 1": the head is over.
        if starts_body(piece) {
            break;
        }
        let next = || head.iter().enumerate().skip(at + 1).take(6).find(|(_, n)| goes_on(piece, n));
        let over_two = next().and_then(|(below, n)| number::continued(&piece.text, &n.text).map(|code| (below, code)));
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
        (Some(a), Some(b)) => (a.x + a.w / 2.0 - b.x - b.w / 2.0).abs() > 0.15 || b.y < a.y,
        _ => matches!((above.side(), below.side()), (Column::Left, Column::Right) | (Column::Right, Column::Left)),
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
    let (at, got) = best?;
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

/// Who writes in his own name puts the day above his signature.
fn date_below(pieces: &[Piece], end: usize, found: &mut Found) {
    let foot = pieces.iter().enumerate().skip(end.saturating_sub(1)).rev().take(14);
    let got = foot.filter_map(|(_, p)| place::read(p).map(|got| (p, got)));
    let Some((piece, got)) = got.filter(|(_, got)| got.place.is_some() && got.date.is_some()).last() else { return };
    found.facts.date = got.date;
    found.note("date", 0.88, &[piece]);
    found.facts.place = got.place;
    found.note("place", 0.88, &[piece]);
}

/// The first piece that is body: bases, articles, numbered parts.
fn body_begins(head: &[Piece]) -> usize {
    head.iter().position(starts_body).unwrap_or(head.len())
}

fn starts_body(piece: &Piece) -> bool {
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
            let letter = head.iter().any(|p| p.key.starts_with("kinh gui") || is_about(&p.key));
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
fn is_telegraphs(piece: &Piece) -> bool {
    let key = piece.key.trim_end_matches([' ', ':']);
    piece.key.ends_with(':') && (key.ends_with(" dien") || key.ends_with("gui dien")) && piece.words() < 18
}

fn ends(text: &str) -> bool {
    text.trim_end().ends_with(['.', ';'])
}

/// The subject: under the kind's name, or under a letter's number after "V/v". Gives its last piece.
fn subject(
    head: &[Piece],
    kind_at: Option<(usize, String)>,
    number_at: Option<usize>,
    address_at: Option<usize>,
    found: &mut Found,
) -> Option<usize> {
    if let Some((at, rest)) = kind_at {
        return under_kind(head, at, &rest, address_at, found);
    }
    let at = head.iter().position(|p| is_about(&p.key))?;
    let piece = head.get(at)?;
    let mut text = piece.text.clone();
    let mut seen = vec![piece];
    let mut last = at;
    for (next, piece) in head.iter().enumerate().skip(at + 1).take(8) {
        if piece.is_nation() || piece.is_motto() || piece.is_party() || place::read(piece).is_some() {
            continue;
        }
        if Some(next) == number_at || piece.side() == Column::Right && piece.side_is_told() {
            continue;
        }
        let over = piece.is_rule()
            || piece.is_upper() && piece.words() < 12
            || ["kinh gui", "kinh trinh", "kinh chuyen", "kinh moi"].iter().any(|s| piece.key.starts_with(s))
            || starts_body(piece)
            || piece.words() > 16
            || text.ends_with('.');
        if over {
            break;
        }
        text.push(' ');
        text.push_str(&piece.text);
        seen.push(piece);
        last = next;
    }
    let text = without_about(&tidy(&text));
    if text.is_empty() {
        return Some(at);
    }
    let sure = if address_at.is_some() && text.chars().count() < 300 { 0.94 } else { 0.8 };
    found.facts.subject = Some(text);
    found.note("subject", sure, &seen);
    Some(last)
}

/// "V/v" is a sign of the form, not of the subject.
fn without_about(text: &str) -> String {
    let folded = key(text);
    let words = match () {
        () if folded.starts_with("v/v ") || folded.starts_with("v.v ") || folded == "v/v" => 1,
        () => 0,
    };
    let rest = text.split_whitespace().skip(words).collect::<Vec<_>>().join(" ");
    let rest = rest.trim_start_matches([':', ' ']).to_owned();
    match text.strip_prefix("V/v:").or_else(|| text.strip_prefix("V/v")) {
        Some(rest) if words == 0 => rest.trim().to_owned(),
        _ => rest,
    }
}

fn under_kind(
    head: &[Piece],
    at: usize,
    rest: &str,
    address_at: Option<usize>,
    found: &mut Found,
) -> Option<usize> {
    let mut text = rest.to_owned();
    let mut seen: Vec<&Piece> = Vec::new();
    if !rest.is_empty() {
        seen.extend(head.get(at));
    }
    let issuer = found.facts.issuer.as_deref().map(key);
    let (left, right) = margins(head);
    let bold = head.get(at).is_some_and(|p| p.bold == Some(true));
    let mut last = at;
    let mut ruled = false;
    let mut stopped = false;
    for (next, piece) in head.iter().enumerate().skip(at + 1).take(16) {
        if piece.is_rule() {
            if text.is_empty() {
                continue;
            }
            ruled = true;
            break;
        }
        let ours = issuer.as_deref() == Some(piece.key.as_str());
        // In a cell or a paragraph of its own the subject is bold and the body is not.
        let plain = bold && piece.bold == Some(false) && !text.is_empty();
        let over = starts_body(piece)
            || ours
            || plain
            || is_telegraphs(piece)
            || !text.is_empty() && (is_labelled(piece) || is_off_centre(head.get(at), piece))
            || is_new_paragraph(&text, seen.last().copied(), piece)
            || address_at == Some(next)
            || ["kinh gui", "kinh trinh"].iter().any(|s| piece.key.starts_with(s))
            || is_numbered(&piece.text)
            || is_office(piece)
            || is_paragraph(piece, left, right);
        // Right under the kind's name even a wide line is the subject.
        let first = text.is_empty() && piece.words() > 3;
        if over && (!first || starts_body(piece) && !may_be_subject(piece) || is_numbered(&piece.text)) {
            stopped = true;
            break;
        }
        // A line that ends as sentences end, long, is the first paragraph of the body.
        let large = piece.text.chars().next().is_some_and(char::is_uppercase);
        let sentence = piece.text.trim_end().ends_with(['.', ';', ':']) && piece.words() > if large { 5 } else { 22 };
        if !text.is_empty() && sentence && large && !open_end(&text) {
            stopped = true;
            break;
        }
        last = next;
        // "NGHỊ ĐỊNH" over "CỦA CHÍNH PHỦ": whose it is stands in its own line and is no subject.
        if text.is_empty() && is_whose(piece, issuer.as_deref()) {
            continue;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&piece.text);
        seen.push(piece);
    }
    let text = without_about(tidy(&text).trim_start_matches('('));
    let text = if text.contains('(') { text } else { text.trim_end_matches(')').to_owned() };
    if text.is_empty() {
        return Some(at);
    }
    let length = text.chars().count();
    let sure = match () {
        () if length > 700 => 0.6,
        () if ruled || stopped => 0.94,
        () => 0.75,
    };
    found.facts.subject = Some(text);
    found.note("subject", sure, &seen);
    Some(last)
}

/// "Thời gian: …", "Tôi tên là: …": a line of the body that says what it is.
fn is_labelled(piece: &Piece) -> bool {
    let large = piece.text.chars().next().is_some_and(char::is_uppercase);
    piece.text.split_once(':').is_some_and(|(label, rest)| {
        large && label.split_whitespace().count() <= 4 && !rest.trim().is_empty() && !label.contains(['“', '"', '('])
    })
}

/// A subject stands in the middle, under the kind's name; a paragraph begins at the left.
fn is_off_centre(kind: Option<&Piece>, piece: &Piece) -> bool {
    let (Some(kind), Some(area)) = (kind.and_then(|k| k.area), piece.area) else { return false };
    let middle = |a: crate::Area| a.x + a.w / 2.0;
    kind.page == area.page && (middle(kind) - middle(area)).abs() > 0.07
}

/// In plain text: a long line that begins large under a much shorter one, where its first word had room, does not go
/// on with it.
fn is_new_paragraph(text: &str, above: Option<&Piece>, piece: &Piece) -> bool {
    let Some(above) = above.filter(|_| piece.area.is_none() && !open_end(text)) else { return false };
    let length = |p: &Piece| p.text.chars().count();
    let large = piece.text.chars().next().is_some_and(char::is_uppercase);
    large && !piece.is_upper() && piece.words() >= 14 && length(piece) * 10 > length(above) * 13
}

/// The subject so far cannot end here: a citation or a phrase goes on.
fn open_end(text: &str) -> bool {
    let last = key(text).rsplit(' ').next().unwrap_or_default().to_owned();
    text.ends_with([',', '-', '–'])
        || matches!(last.as_str(), "cua" | "va" | "ve" | "cho" | "tai" | "theo" | "so" | "ngay" | "cac" | "voi" | "trong" | "tren")
}

/// "Thực hiện chế độ trực …" right under the kind's name: words with which a body begins too.
fn may_be_subject(piece: &Piece) -> bool {
    let weak = ["thuc hien ", "nham ", "theo doi ", "de trien khai ", "sau khi ", "ngay "];
    weak.iter().any(|w| piece.key.starts_with(w)) && !piece.text.trim_end().ends_with(['.', ',', ';', ':'])
}

/// "I.", "1.", "Điều", "Phần": the body.
fn is_numbered(text: &str) -> bool {
    let Some(first) = text.split_whitespace().next() else { return false };
    let bare = first.trim_end_matches(['.', '-', '–', ')', '/']);
    let marked = bare.len() < first.len();
    marked
        && !bare.is_empty()
        && (bare.chars().all(|c| matches!(c, 'I' | 'V' | 'X')) || bare.chars().all(|c| c.is_ascii_digit()))
}

/// "BỘ TRƯỞNG BỘ TÀI CHÍNH", "ỦY BAN THƯỜNG VỤ QUỐC HỘI": who decides, in capitals before the bases.
fn is_office(piece: &Piece) -> bool {
    let offices = [
        "bo truong",
        "thu tuong",
        "chu tich",
        "giam doc",
        "uy ban thuong vu",
        "quoc hoi",
        "hoi dong nhan dan",
        "uy ban nhan dan",
        "ban thuong vu",
        "ban chap hanh",
        "tong ",
        "chanh an",
        "vien truong",
        "thong doc",
        "truong ban",
        "cuc truong",
        "chinh phu",
        "hieu truong",
        "hoi dong tham phan",
    ];
    piece.is_upper() && piece.words() <= 14 && offices.iter().any(|o| piece.key.starts_with(o))
}

/// "CỦA CHÍNH PHỦ", "CỦA BỘ TRƯỞNG BỘ TÀI CHÍNH" in a line of capitals of its own.
fn is_whose(piece: &Piece, issuer: Option<&str>) -> bool {
    let Some(whose) = piece.key.strip_prefix("cua ") else { return false };
    piece.is_upper()
        && (issuer == Some(whose) || issuer.is_some_and(|i| whose.ends_with(&format!(" {i}"))) && piece.words() < 14)
}

/// Left and right edge of the text of the first page, where places are known.
fn margins(head: &[Piece]) -> (f64, f64) {
    let placed = || head.iter().filter(|p| p.page <= 1).filter_map(|p| p.area);
    let left = placed().map(|a| a.x).fold(1.0, f64::min);
    let right = placed().map(|a| a.x + a.w).fold(0.0, f64::max);
    (left, right)
}

/// An indented line that reaches the right edge begins a paragraph; centred lines never do.
fn is_paragraph(piece: &Piece, left: f64, right: f64) -> bool {
    piece.area.is_some_and(|a| a.x > left + 0.025 && a.x + a.w > right - 0.02 && a.w > 0.6)
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
