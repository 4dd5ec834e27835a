//! What stands on a head and is no part of the paper: the stamp of the office that received it, the note of an
//! electronic signature, marks of circulation. Their numbers and days must not be taken for the paper's.

use super::bodies::is_body;
use super::piece::Piece;

/// How far from the top such things stand.
const HEAD: usize = 60;
/// Parts of a stamp lie within this share of the page from its word.
const NEAR: f64 = 0.12;

/// The pieces without all that.
pub(super) fn without(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut drop = vec![false; pieces.len()];
    for (at, piece) in pieces.iter().enumerate().take(HEAD) {
        if is_circulation(piece) || is_signing_note(piece) {
            mark(&mut drop, at);
        }
        if piece.page <= 1 && is_arrival(&piece.key) {
            stamp(&pieces, at, &mut drop);
        }
    }
    pieces.into_iter().zip(drop).filter(|(_, drop)| !drop).map(|(piece, _)| piece).collect()
}

fn mark(drop: &mut [bool], at: usize) {
    if let Some(one) = drop.get_mut(at) {
        *one = true;
    }
}

/// "ĐẾN", "CÔNG VĂN ĐẾN", "VĂN BẢN ĐẾN": the word of the stamp.
fn is_arrival(key: &str) -> bool {
    matches!(
        key.trim_matches(|c: char| !c.is_alphanumeric()),
        "den" | "cong van den" | "van ban den" | "dau den" | "tai lieu den"
    )
}

/// Drops the stamp's word and what belongs to it.
fn stamp(pieces: &[Piece], at: usize, drop: &mut [bool]) {
    let Some(word) = pieces.get(at) else { return };
    let mut parts = 0;
    for (next, piece) in pieces.iter().enumerate().skip(at + 1).take(12) {
        let mine = belongs(piece) && near(word, piece);
        // Without places only what follows at once is the stamp's.
        if !mine && word.area.is_none() {
            break;
        }
        if mine {
            mark(drop, next);
            parts += 1;
        }
        if parts >= 5 {
            break;
        }
    }
    // The number may stand before the word where a recogniser reads so.
    for (before, piece) in pieces.iter().enumerate().take(at).skip(at.saturating_sub(6)) {
        if word.area.is_some() && belongs(piece) && near(word, piece) && piece.words() < 6 {
            mark(drop, before);
            parts += 1;
        }
    }
    if parts == 0 && word.key.trim_matches(|c: char| !c.is_alphanumeric()) == "den" && word.area.is_none() {
        return;
    }
    mark(drop, at);
    // The office's own name stands above the word.
    let Some(before) = at.checked_sub(1) else { return };
    let Some(name) = pieces.get(before) else { return };
    let above = match (name.area, word.area) {
        (Some(name), Some(word)) => {
            let middle = |a: crate::Area| a.x + a.w / 2.0;
            (middle(name) - middle(word)).abs() < 0.06 && word.y - name.y < 0.03 && word.y > name.y
        }
        _ => {
            let first = before.checked_sub(1).and_then(|b| pieces.get(b));
            first.is_none_or(|p| p.is_motto() || p.is_party() || p.is_rule())
        }
    };
    if above && name.is_upper() && is_body(&name.text) {
        mark(drop, before);
    }
}

fn near(word: &Piece, other: &Piece) -> bool {
    match (word.area, other.area) {
        (Some(word), Some(other)) => {
            let middle = |a: crate::Area| a.x + a.w / 2.0;
            word.page == other.page
                && (middle(word) - middle(other)).abs() < NEAR
                && (word.y - other.y).abs() < NEAR
        }
        _ => true,
    }
}

/// "Số: 1234", "Ngày: 12/3/2026", "Chuyển: …": a line of the stamp.
fn belongs(piece: &Piece) -> bool {
    let key = piece.key.as_str();
    let rest =
        |start: &str| key.strip_prefix(start).map(|r| r.trim_start_matches([':', '.', ' ', '-', '…', '_']));
    let bare = |text: &str| text.chars().all(|c| !c.is_alphabetic());
    let digits =
        |text: &str| bare(text) && text.chars().any(|c| c.is_ascii_digit()) && !text.ends_with(['/', '-']);
    // Its number is digits only; the paper's has letters.
    rest("so den").is_some_and(bare)
        || rest("so").is_some_and(digits)
        || rest("ngay").is_some_and(|r| {
            bare(r) || r.split(' ').all(|w| bare(w) || matches!(w, "thang" | "nam" | "den:" | "den"))
        })
        || ["chuyen:", "chuyen ", "luu ho so", "so va ky hieu h", "gio:", "gio den", "kinh chuyen:"]
            .iter()
            .any(|s| key.starts_with(s))
}

/// "Dự thảo lần 2", "TÀI LIỆU HỘI NGHỊ".
fn is_circulation(piece: &Piece) -> bool {
    let key = piece.key.trim_matches(|c: char| !c.is_alphanumeric());
    let draft = key.strip_prefix("du thao").is_some_and(|rest| {
        let rest = rest.trim();
        rest.is_empty()
            || rest.strip_prefix("lan").is_some_and(|n| n.trim().split(' ').count() <= 2)
            || rest.strip_prefix("ngay").is_some_and(|n| n.chars().all(|c| !c.is_alphabetic()))
    });
    draft
        || matches!(
            key,
            "tai lieu hoi nghi"
                | "luu hanh noi bo"
                | "xem xong tra lai"
                | "tai lieu mat"
                | "tai lieu thu hoi"
                | "khong pho bien"
        )
}

/// Lines that a signing program prints on the page.
fn is_signing_note(piece: &Piece) -> bool {
    let key = piece.key.as_str();
    [
        "nguoi ky:",
        "ky boi",
        "ky boi:",
        "thoi gian ky",
        "ngay ky:",
        "email:",
        "signature not verified",
        "signed by",
    ]
    .iter()
    .any(|s| key.starts_with(s))
}
