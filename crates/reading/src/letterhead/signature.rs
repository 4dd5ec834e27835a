//! The foot: who signed in which form, and the recipients.

use super::Found;
use super::lines::Column;
use super::piece::{Piece, key};
use super::title::tidy;

/// Reads signer and recipients from `body` on.
pub(super) fn read(pieces: &[Piece], body: usize, found: &mut Found) {
    let list_at = pieces.iter().position(|p| p.key.starts_with("noi nhan") && p.words() < 60);
    recipients(pieces, list_at, found);
    signer(pieces, body, list_at, found);
}

const FORMS: &[&str] = &[
    "t/m", "tm.", "tm ", "k/t", "kt.", "kt ", "t/l", "tl.", "tl ", "tuq.", "tuq ", "t/uq", "q.", "t.m", "k.t",
];

/// The form with which a line in capitals begins, and the rest of the line.
fn form(piece: &Piece) -> Option<(String, String)> {
    if !FORMS.iter().any(|f| piece.key.starts_with(f)) {
        return None;
    }
    let (first, rest) = match piece.text.split_once(' ') {
        Some((first, rest)) => (first, rest),
        // "KT.CHỦ TỊCH" without a space.
        None => piece.text.split_at(piece.text.find('.').map_or(0, |i| i + 1)),
    };
    // "KT.CHỦ TỊCH X": the form ends with its stop.
    match first.split_once('.') {
        Some((form, office)) if !office.is_empty() && form.chars().count() <= 3 => {
            Some((format!("{form}."), format!("{office} {rest}").trim().to_owned()))
        }
        _ => Some((first.trim_end_matches(':').to_owned(), rest.trim().to_owned())),
    }
}

const POSITIONS: &[&str] = &[
    "chu tich",
    "pho chu tich",
    "bi thu",
    "pho bi thu",
    "giam doc",
    "pho giam doc",
    "bo truong",
    "thu truong",
    "thu tuong",
    "pho thu tuong",
    "chanh van phong",
    "pho chanh van phong",
    "pho van phong",
    "truong ban",
    "pho truong ban",
    "cuc truong",
    "pho cuc truong",
    "vu truong",
    "pho vu truong",
    "tong giam doc",
    "pho tong giam doc",
    "hieu truong",
    "pho hieu truong",
    "vien truong",
    "pho vien truong",
    "chanh an",
    "pho chanh an",
    "thong doc",
    "pho thong doc",
    "truong phong",
    "pho truong phong",
    "chi cuc truong",
    "pho chi cuc truong",
    "tong bi thu",
    "chu nhiem",
    "pho chu nhiem",
    "tong thanh tra",
    "pho tong thanh tra",
    "tong kiem toan",
    "chanh thanh tra",
    "pho chanh thanh tra",
    "uy vien",
    "truong doan",
    "pho truong doan",
    "tong cuc truong",
    "ban thuong vu",
    "ke toan truong",
    "chi huy truong",
    "thuong truc",
    "to truong",
    "tong bien tap",
    "nguoi dung dau",
    "tu lenh",
    "chinh uy",
    "pho chu nhiem",
    "pho tong thanh tra",
    "quyen ",
    "chu toa",
    "thu ky",
];

fn is_position(piece: &Piece) -> bool {
    piece.is_upper() && piece.words() <= 16 && POSITIONS.iter().any(|p| piece.key.starts_with(p))
}

fn signer(pieces: &[Piece], body: usize, list_at: Option<usize>, found: &mut Found) {
    let from = body.min(list_at.unwrap_or(body));
    let mut best: Option<(f64, Vec<usize>, crate::Signer)> = None;
    let mut at = from;
    while let Some(piece) = pieces.get(at) {
        let formed = piece.is_upper() && piece.words() <= 18 && form(piece).is_some();
        if (formed || is_position(piece))
            && let Some((sure, seen, signer)) = block(pieces, at, list_at)
        {
            at = seen.last().copied().unwrap_or(at).max(at);
            if best.as_ref().is_none_or(|(b, ..)| sure > *b) {
                best = Some((sure, seen, signer));
            }
            // The paper's own signature comes first; later ones are in its annexes.
            if sure >= 0.9 {
                break;
            }
        }
        at += 1;
    }
    if let Some((sure, seen, signer)) = best {
        let seen: Vec<&Piece> = seen.iter().filter_map(|i| pieces.get(*i)).collect();
        found.facts.signer = signer;
        found.note("signer", sure, &seen);
    }
}

/// Form, position and name from `at` on, in the same column.
fn block(pieces: &[Piece], at: usize, list_at: Option<usize>) -> Option<(f64, Vec<usize>, crate::Signer)> {
    let first = pieces.get(at)?;
    let side = first.side();
    let mut forms: Vec<String> = Vec::new();
    let mut position: Vec<String> = Vec::new();
    // Of a body signed for ("T/M BAN THƯỜNG VỤ") nothing is a position.
    let mut office = String::new();
    let mut seen = Vec::new();
    let mut steps = 0;
    for (index, piece) in pieces.iter().enumerate().skip(at) {
        if piece.page > first.page.saturating_add(1) || steps > 14 {
            break;
        }
        // Two columns: what stands in the other one is the list of recipients.
        let other =
            matches!((side, piece.side()), (Column::Right, Column::Left) | (Column::Left, Column::Right));
        if other || piece.text.starts_with(['-', '–', '•', '+']) || piece.key.starts_with("noi nhan") {
            continue;
        }
        steps += 1;
        if piece.is_rule() || is_note(piece) {
            continue;
        }
        if piece.is_upper() && piece.words() <= 18 {
            if let Some((form, rest)) = form(piece) {
                forms.push(form);
                office = rest;
                position.clear();
                seen.push(index);
                continue;
            }
            // A name in capitals ends the block, as some offices print it.
            if !seen.is_empty() && !is_position(piece) && is_name(&piece.text) && !position.is_empty() {
                seen.push(index);
                return Some(whole(forms, position, office, piece.text.clone(), seen, 0.8, side, list_at));
            }
            if is_position(piece) || !seen.is_empty() && position.len() < 3 {
                position.push(piece.text.clone());
                seen.push(index);
                continue;
            }
            break;
        }
        if is_name(&piece.text) && !seen.is_empty() {
            seen.push(index);
            let sure = if forms.is_empty() { 0.88 } else { 0.95 };
            return Some(whole(forms, position, office, piece.text.clone(), seen, sure, side, list_at));
        }
        // Text in small letters that is no name: this was a heading, not a signature.
        if side == Column::Unknown || piece.side() == side || piece.side() == Column::Whole {
            break;
        }
    }
    None
}

#[allow(clippy::too_many_arguments)]
fn whole(
    forms: Vec<String>,
    position: Vec<String>,
    office: String,
    name: String,
    seen: Vec<usize>,
    sure: f64,
    side: Column,
    list_at: Option<usize>,
) -> (f64, Vec<usize>, crate::Signer) {
    // "T/L CHÁNH VĂN PHÒNG" without a further line: the office is what is signed as.
    let joined = position.join(" ");
    let position = match (joined.is_empty(), office.is_empty()) {
        (false, _) => Some(joined),
        (true, false) => Some(office),
        (true, true) => None,
    };
    let near = list_at.is_some_and(|l| seen.first().is_some_and(|f| f.abs_diff(l) < 45));
    let sure = if side == Column::Right || near || !forms.is_empty() { sure + 0.02 } else { sure - 0.05 };
    let form = (!forms.is_empty()).then(|| forms.join(" "));
    let name = name.trim_end_matches(['.', ',']).to_owned();
    (sure.min(0.97), seen, crate::Signer { form, position, name: Some(name) })
}

/// "(Đã ký)", "[daky]", the stamp of an electronic signature.
fn is_note(piece: &Piece) -> bool {
    let key = piece.key.trim_matches(['(', ')', '[', ']', ' ']);
    matches!(
        key,
        "da ky" | "daky" | "da ky ten" | "ky ten" | "ky, dong dau" | "ky ten, dong dau" | "da ky, dong dau"
    ) || key.starts_with("ky boi")
        || key.starts_with("nguoi ky")
        || key.starts_with("ky, ghi ro")
        || key.starts_with("thoi gian ky")
}

/// Two to six words, each with a capital: a Vietnamese name, with a rank or title before it at most.
fn is_name(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', ',']);
    let ranks = ["PGS", "GS", "TS", "ThS", "TSKH", "BS", "KS", "CN"];
    let military = [
        "đại tướng",
        "thượng tướng",
        "trung tướng",
        "thiếu tướng",
        "đại tá",
        "thượng tá",
        "trung tá",
        "thiếu tá",
    ];
    let lower = text.to_lowercase();
    let bare = military
        .iter()
        .find(|r| lower.starts_with(**r))
        .map_or(text, |r| text.get(r.len()..).unwrap_or(text));
    let words: Vec<&str> = bare.split([' ', '.']).filter(|w| !w.is_empty() && !ranks.contains(w)).collect();
    (2..=6).contains(&words.len())
        && words.iter().all(|w| {
            let letters = w.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\''));
            letters && w.chars().next().is_some_and(char::is_uppercase) && w.chars().count() <= 9
        })
        && !["Điều", "Chương", "Phụ", "Mục", "Phần", "Bảng", "Căn", "Kính", "Nơi"]
            .contains(&words.first().copied().unwrap_or_default())
}

fn recipients(pieces: &[Piece], list_at: Option<usize>, found: &mut Found) {
    let Some(at) = list_at else { return };
    let Some(first) = pieces.get(at) else { return };
    let mut seen = vec![first];
    let mut items: Vec<String> = Vec::new();
    let inline = first.text.split_once(':').map(|(_, rest)| rest.trim()).unwrap_or_default();
    for part in inline.split("; ").filter(|p| !tidy(p).is_empty()) {
        items.push(part.to_owned());
    }
    let side = first.side();
    let mut ended = false;
    for piece in pieces.iter().skip(at + 1).take(80) {
        let other =
            matches!((side, piece.side()), (Column::Left, Column::Right) | (Column::Right, Column::Left));
        if other || piece.is_rule() {
            continue;
        }
        let bullet = piece.text.starts_with(['-', '–', '•', '+', '*']);
        let key = piece.key.trim_start_matches(['-', '–', ' ']);
        let ended_item = items.last().is_some_and(|i| i.trim_end().ends_with([';', ',', '.']));
        // Recognition loses bullets; an item's end and the next one's capital remain.
        let unbulleted = piece.sure.is_some()
            && ended_item
            && !ended
            && !piece.is_upper()
            && piece.side() == side
            && piece.text.chars().next().is_some_and(char::is_uppercase);
        let listed =
            bullet || unbulleted || items.is_empty() && (key.starts_with("nhu ") || key.starts_with("luu"));
        if listed {
            items.push(piece.text.clone());
            seen.push(piece);
            ended = key.starts_with("luu") && piece.text.ends_with('.');
            continue;
        }
        let open = items.last().is_some_and(|i| !i.trim_end().ends_with([';', '.']));
        let same = side != Column::Unknown && piece.side() == side;
        if !ended
            && open
            && !piece.is_upper()
            && (same || piece.text.chars().next().is_some_and(char::is_lowercase))
        {
            if let Some(item) = items.last_mut() {
                item.push(' ');
                item.push_str(&piece.text);
                seen.push(piece);
            }
            continue;
        }
        // Signature lines stand between in flattened text; the list goes on only with a bullet.
        if ended || !piece.is_upper() && side == Column::Unknown && !is_name(&piece.text) && !is_note(piece) {
            break;
        }
    }
    let list: Vec<String> = items
        .iter()
        .map(|i| tidy(i.trim_start_matches(['•', '+', '*', ' '])))
        .filter(|i| !i.is_empty())
        .collect();
    if list.is_empty() {
        return;
    }
    let closed = list.last().is_some_and(|l| key(l).starts_with("luu"));
    found.facts.recipients = list;
    found.note("recipients", if closed { 0.93 } else { 0.8 }, &seen);
}
