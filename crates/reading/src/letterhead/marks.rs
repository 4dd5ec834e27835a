//! Marks of urgency and secrecy: in print, and as stamps in red.

use std::collections::BTreeSet;

use super::Found;
use super::piece::{Piece, distance, key};

/// Urgency and secrecy: stamps, alone on their line in capitals or after their label.
pub(super) fn marks(head: &[Piece], found: &mut Found, used: &mut BTreeSet<usize>) {
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
