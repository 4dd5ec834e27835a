//! Names of persons, and notes that stand in their place.

use super::piece::Piece;

/// "(Đã ký)", "[daky]", the stamp of an electronic signature.
pub(super) fn is_note(piece: &Piece) -> bool {
    let key = piece.key.trim_matches(['(', ')', '[', ']', ' ']);
    matches!(
        key,
        "da ky" | "daky" | "da ky ten" | "ky ten" | "ky, dong dau" | "ky ten, dong dau" | "da ky, dong dau"
    ) || key.starts_with("ky boi")
        || key.starts_with("nguoi ky")
        || key.starts_with("ky, ghi ro")
        || key.starts_with("ky va ghi ro")
        || key.starts_with("ky, ho ten")
        || key.starts_with("thoi gian ky")
}

/// Two to six words, each with a capital: a Vietnamese name, with a rank or title before it at most.
pub(super) fn is_name(text: &str) -> bool {
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
            let letters = w.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'));
            letters && w.chars().next().is_some_and(char::is_uppercase) && w.chars().count() <= 9
        })
        && !["Điều", "Chương", "Phụ", "Mục", "Phần", "Bảng", "Căn", "Kính", "Nơi"]
            .contains(&words.first().copied().unwrap_or_default())
}
