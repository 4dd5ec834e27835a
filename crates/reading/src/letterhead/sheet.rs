//! The sheet of attributes that stands for a paper in the national database of law: a label, and
//! its value on the same line.

use vietnamese::{DocumentCode, find_codes, find_dates};

use super::piece::{Piece, key};
use super::{Found, kind};

/// Reads the sheet; false when these lines are none.
pub(super) fn read(pieces: &[Piece], found: &mut Found) -> bool {
    let head = pieces.get(..pieces.len().min(40)).unwrap_or(pieces);
    let value = |label: &str| {
        head.iter().find_map(|p| {
            p.key.starts_with(&key(label)).then(|| {
                let text: String = p.text.chars().skip(label.chars().count()).collect();
                (p, text.trim_start_matches([':', ' ']).trim().to_owned())
            })
        })
    };
    let labels = ["Số hiệu", "Loại văn bản", "Cơ quan ban hành", "Người ký"];
    if labels.iter().filter(|l| value(l).is_some()).count() < labels.len() {
        return false;
    }
    let said = |label: &str| value(label).filter(|(_, v)| v.chars().any(char::is_alphanumeric));
    if let Some((piece, text)) = said("Số hiệu") {
        let code =
            DocumentCode::parse(&text).or_else(|| find_codes(&text).into_iter().next().map(|(_, c)| c));
        if let Some(code) = code {
            for field in ["number", "symbol", "code"] {
                found.note(field, 0.95, &[piece]);
            }
            found.facts.number = Some(code.number);
            found.facts.symbol = Some(code.symbol);
            found.facts.code = Some(code.code);
        }
    }
    if let Some((piece, text)) = said("Loại văn bản") {
        found.facts.kind = Some(kind::kind_named(&text).map_or(text, |k| k.name.to_owned()));
        found.note("kind", 0.97, &[piece]);
    }
    if let Some((piece, text)) = said("Ngày ban hành").or_else(|| said("Ngày ký xác thực"))
        && let Some((_, date)) = find_dates(&text).into_iter().next()
    {
        found.facts.date = Some(date.to_string());
        found.note("date", 0.95, &[piece]);
    }
    if let Some((piece, text)) = said("Cơ quan ban hành") {
        found.facts.issuer = Some(text);
        found.note("issuer", 0.95, &[piece]);
    }
    if let Some((piece, text)) = said("Người ký") {
        found.facts.signer.name = Some(text);
        found.facts.signer.position = said("Chức danh").map(|(_, p)| p);
        found.note("signer", 0.9, &[piece]);
    }
    // The title stands on the line before the number: "Thông tư số 1/2025/TT-BYT quy định …".
    let at = head.iter().position(|p| p.key.starts_with("so hieu")).unwrap_or(0);
    if let Some(piece) = at.checked_sub(1).and_then(|at| head.get(at))
        && let Some(title) = super::read_title(&piece.text)
    {
        found.facts.subject = Some(title.subject);
        found.note("subject", 0.92, &[piece]);
    }
    true
}
