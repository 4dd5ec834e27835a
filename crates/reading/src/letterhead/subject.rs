//! What a paper is about: under the kind's name, or under a letter's number after "V/v".

use super::head::{is_telegraphs, says_about, starts_body};
use super::lines::Column;
use super::piece::{Piece, key};
use super::title::tidy;
use super::{Found, place};

/// The subject: under the kind's name, or under a letter's number after "V/v". Gives its last piece.
pub(super) fn subject(
    head: &[Piece],
    kind_at: Option<(usize, String)>,
    number_at: Option<usize>,
    address_at: Option<usize>,
    found: &mut Found,
) -> Option<usize> {
    if let Some((at, rest)) = kind_at {
        return under_kind(head, at, &rest, address_at, found);
    }
    let at = head.iter().position(says_about)?;
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
    let first = text.split(' ').next().unwrap_or_default();
    let misread = first.starts_with(['V', 'v']) && first.contains('⁄') && first.chars().count() <= 5;
    let words = words.max(usize::from(misread));
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
        let sentence =
            piece.text.trim_end().ends_with(['.', ';', ':']) && piece.words() > if large { 5 } else { 22 };
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
        large
            && label.split_whitespace().count() <= 4
            && !rest.trim().is_empty()
            && !label.contains(['“', '"', '('])
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
        || matches!(
            last.as_str(),
            "cua" | "va" | "ve" | "cho" | "tai" | "theo" | "so" | "ngay" | "cac" | "voi" | "trong" | "tren"
        )
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
        && (issuer == Some(whose)
            || issuer.is_some_and(|i| whose.ends_with(&format!(" {i}"))) && piece.words() < 14)
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
