//! The bodies of a head: the issuer, and the one above it.

use std::collections::BTreeSet;

use super::Found;
use super::head::is_about;
use super::lines::Column;
use super::piece::{Piece, key};

/// Words with which the name of a body begins.
const BODIES: &[&str] = &[
    "uy ban",
    "ubnd",
    "hdnd",
    "hoi dong",
    "so ",
    "bo ",
    "ban ",
    "van phong",
    "dang uy",
    "tinh uy",
    "thanh uy",
    "huyen uy",
    "quan uy",
    "thi uy",
    "dang bo",
    "chi bo",
    "cuc ",
    "chi cuc",
    "tong cuc",
    "vu ",
    "truong ",
    "phong ",
    "cong ty",
    "tong cong ty",
    "tap doan",
    "quoc hoi",
    "chinh phu",
    "thu tuong",
    "chu tich nuoc",
    "toa an",
    "vien ",
    "thanh tra",
    "ngan hang",
    "bao hiem",
    "lien doan",
    "mat tran",
    "hoi ",
    "doan ",
    "trung tam",
    "benh vien",
    "bch ",
    "to ",
    "cong an",
    "kho bac",
    "hoc vien",
    "dai hoc",
    "bao ",
    "dai ",
    "kiem toan",
    "quan khu",
    "bo chi huy",
    "cang vu",
    "hat ",
    "tram ",
    "ubmttq",
    "ttdn",
    "ubkt",
    "co quan",
    "dai hoi",
    "doan chu tich",
    "tieu ban",
    "doi ",
    "nha xuat ban",
    "thong tan xa",
    "dai truyen hinh",
    "thuong truc",
    "cong doan",
    "chi nhanh",
    "xi nghiep",
    "nha may",
    "hop tac xa",
    "quy ",
    "thue ",
    "hai quan",
    "doanh nghiep",
    "lien hiep",
    "lien minh",
    "tong lien doan",
    "tong hoi",
    "thanh doan",
    "tinh doan",
    "huyen doan",
    "quan doan",
    "binh doan",
    "su doan",
    "trung doan",
    "lu doan",
    "vien thong",
    "buu dien",
    "dien luc",
    "bao hiem",
    "bql ",
    "hdtv",
];

/// Names that mean nothing without what follows on the next line.
const BARE: &[&str] = &[
    "dang uy",
    "ban thuong vu",
    "ban chap hanh",
    "van phong",
    "thuong truc",
    "dang bo",
    "co quan",
    "uy ban kiem tra",
    "uy ban",
    "hoi dong",
    "chi bo",
    "hoi dong nhan dan",
    "uy ban nhan dan",
    "ban chi dao",
    "doan dai bieu",
    "hoi dong tham phan",
    "uy ban trung uong",
    "uy ban mat tran",
    "ban quan ly",
    "bql",
    "truong trung hoc pho thong",
    "truong trung hoc co so",
    "truong tieu hoc",
];

/// Short words that names of places begin with too, but for their accents: "ĐÀI" and "ĐẠI HOÁ", "TỔ" and "TÔ HIỆU".
const ACCENTED: &[(&str, &str)] = &[
    ("so ", "sở "),
    ("bo ", "bộ "),
    ("to ", "tổ "),
    ("hat ", "hạt "),
    ("doi ", "đội "),
    ("thue ", "thuế "),
    ("quy ", "quỹ "),
    ("dai ", "đài "),
    ("bao ", "báo "),
    ("vu ", "vụ "),
    ("hoi ", "hội "),
    ("doan ", "đoàn "),
    ("vien ", "viện "),
    ("tram ", "trạm "),
    ("cuc ", "cục "),
    ("truong ", "trường "),
];

/// Does the name of a body begin so?
pub(super) fn is_body(text: &str) -> bool {
    let key = key(text);
    // What holds no accents at all lost them.
    let lower = vietnamese::nfc(text).to_lowercase();
    let begins = |b: &&str| {
        let accented = ACCENTED.iter().find(|(bare, _)| bare == b);
        key.starts_with(*b) && accented.is_none_or(|(_, a)| lower.starts_with(a) || lower.is_ascii())
    };
    BODIES.iter().any(begins) || matches!(key.as_str(), "bo" | "so" | "ban" | "cuc" | "vien")
}

/// Superior and issuer: capitals on the left, above the number.
pub(super) fn bodies(head: &[Piece], number_at: Option<usize>, found: &mut Found, used: &BTreeSet<usize>) {
    let crowned = head.iter().any(|p| p.is_nation() || p.is_party() || p.is_motto());
    if !crowned && number_at.is_none() {
        return;
    }
    let mut names: Vec<(String, Vec<&Piece>)> = Vec::new();
    let mut closed = false;
    let mut ruled = false;
    // Several bodies issue it together: a dash at the end of a line joins the next one's name.
    let mut joins = false;
    for (at, piece) in head.iter().enumerate() {
        if used.contains(&at) || piece.is_nation() || piece.is_motto() || piece.is_party() {
            continue;
        }
        // A dash alone: the line before it had no room for the dash that joins the next body.
        if matches!(piece.text.as_str(), "-" | "–")
            && !names.is_empty()
            && !ruled
            && piece.side() != Column::Right
        {
            joins = true;
            continue;
        }
        if piece.is_rule() {
            // The rule or star stands under the issuer; one under the motto does not matter.
            ruled |= !names.is_empty();
            closed |= !names.is_empty() && piece.side() != Column::Right && piece.text.contains('*');
            continue;
        }
        if closed
            || piece.side() == Column::Right && piece.side_is_told()
            || !piece.is_upper()
            || is_about(&piece.key)
        {
            continue;
        }
        let text = piece.text.trim_matches(['*', ' ', '-', '_']).to_owned();
        let begins = is_body(&text);
        let joined = joins;
        joins = piece.text.trim_end().ends_with(" -");
        let continues = names.last().is_some_and(|(name, _)| {
            let before = key(name);
            !begins
                || joined
                || BARE.contains(&before.as_str())
                    && (names.len() == 1 || before == "dang uy")
                    && !follows_bare(&before, &key(&text))
                || [" va", " cua", "-", ",", " va cac"].iter().any(|e| before.ends_with(e))
        });
        match names.last_mut() {
            Some((name, seen)) if continues => {
                name.push_str(if joined { " - " } else { " " });
                name.push_str(&text);
                seen.push(piece);
            }
            _ => names.push((text, vec![piece])),
        }
        if piece.words() > 14 || names.len() > 4 {
            break;
        }
    }
    split_by_weight(&mut names);
    let Some((issuer, seen)) = names.pop() else { return };
    let known = is_body(&issuer);
    let mut sure: f64 = if known { 0.95 } else { 0.7 };
    if names.len() > 1 {
        sure = sure.min(0.75);
    }
    if !ruled && number_at.is_none() {
        sure = sure.min(0.8);
    }
    // So long a name is a run of headings.
    if issuer.chars().count() > 160 {
        return;
    }
    if issuer.chars().count() > 110 {
        sure = sure.min(0.6);
    }
    found.facts.issuer = Some(issuer);
    found.note("issuer", sure, &seen);
    if let Some((superior, seen)) = names.pop() {
        let known = is_body(&superior);
        found.facts.superior = Some(superior);
        found.note("superior", if known && names.is_empty() { 0.93 } else { 0.7 }, &seen);
    }
}

/// A superior that is a bare name ("VĂN PHÒNG" never is; "ĐẢNG UỶ" over "UBND" is one body).
fn follows_bare(before: &str, next: &str) -> bool {
    // "TỈNH UỶ" and the like are complete; of the bare ones only councils stand alone above another.
    before == "hoi dong nhan dan" && (next.starts_with("ban ") || next.starts_with("van phong"))
}

/// In DOCX the issuer is bold and its superior is not.
fn split_by_weight(names: &mut Vec<(String, Vec<&Piece>)>) {
    let Some((name, seen)) = names.last() else { return };
    if names.len() != 1 || seen.len() < 2 {
        return;
    }
    let Some(at) = seen.iter().position(|p| p.bold == Some(true)) else { return };
    let upright = seen.get(..at).is_some_and(|s| !s.is_empty() && s.iter().all(|p| p.bold == Some(false)));
    if !upright || is_body(name) && at == 0 {
        return;
    }
    let join = |pieces: &[&Piece]| pieces.iter().map(|p| p.text.clone()).collect::<Vec<_>>().join(" ");
    let (above, below) = seen.split_at(at);
    let (above, below) = ((join(above), above.to_vec()), (join(below), below.to_vec()));
    *names = vec![above, below];
}
