//! Who signed: form, position and name; of a joint paper each body's, of minutes the chair's and the writer's.

use std::collections::BTreeSet;

use super::Found;
use super::lines::Column;
use super::names::{is_name, is_note};
use super::piece::Piece;
use crate::Signer;

const FORMS: &[&str] = &[
    "t/m", "tm.", "tm ", "k/t", "kt.", "kt ", "kt/", "t/l", "tl.", "tl ", "tuq.", "tuq ", "t/uq", "q.",
    "t.m", "k.t",
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

/// In capitals, or with the form in capitals as fonts of old texts leave it: "TM. Chính phủ".
fn is_form(piece: &Piece) -> bool {
    let first = piece.text.split([' ', '.']).next().unwrap_or_default();
    let marked = first.chars().count() <= 3
        && first.chars().all(|c| c.is_uppercase() || c == '/')
        && piece.words() <= 8;
    (piece.is_upper() && piece.words() <= 18 || marked) && form(piece).is_some()
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
    "pho ban",
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
    "pho chi huy truong",
    "thuong truc",
    "to truong",
    "tong bien tap",
    "nguoi dung dau",
    "tu lenh",
    "chinh uy",
    "quyen ",
    "chu toa",
    "chu tri",
    "thu ky",
    "nguoi chu tri",
    "nguoi ghi bien ban",
    "nguoi lap bien ban",
];

/// Under these a citizen signs; they are no position.
const WRITERS: &[&str] = &[
    "nguoi viet don",
    "nguoi lam don",
    "nguoi khieu nai",
    "nguoi to cao",
    "nguoi kien nghi",
    "nguoi de nghi",
    "nguoi phan anh",
    "nguoi dung don",
    "nguoi viet thu",
];

fn is_position(piece: &Piece) -> bool {
    piece.is_upper() && piece.words() <= 16 && names_position(&piece.key)
}

fn names_position(key: &str) -> bool {
    // A narrow column breaks it: "PHÓ CHÁNH VĂN" over "PHÒNG".
    let begun = key.contains(' ') && POSITIONS.iter().any(|p| p.starts_with(key));
    begun || POSITIONS.iter().any(|p| key.starts_with(p))
}

fn is_writer(piece: &Piece) -> bool {
    WRITERS.contains(&piece.key.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// One signature and where it was seen.
struct Block {
    sure: f64,
    seen: Vec<usize>,
    signer: Signer,
}

impl Block {
    fn first<'a>(&self, pieces: &'a [Piece]) -> Option<&'a Piece> {
        self.seen.first().and_then(|i| pieces.get(*i))
    }

    fn last(&self) -> usize {
        self.seen.iter().copied().max().unwrap_or(0)
    }
}

/// Reads signer and cosigners from `body` on.
pub(super) fn read(pieces: &[Piece], body: usize, list_at: Option<usize>, found: &mut Found) {
    let from = body.min(list_at.unwrap_or(body));
    let mut row: Vec<Block> = Vec::new();
    let mut doubtful: Option<Block> = None;
    let mut taken = BTreeSet::new();
    for (at, piece) in pieces.iter().enumerate().skip(from) {
        // The paper's own signatures come first; later ones are in its annexes or a copy's.
        if row.last().is_some_and(|block| at > block.last() + 4) {
            break;
        }
        if taken.contains(&at) || !(is_form(piece) || is_position(piece) || is_writer(piece)) {
            continue;
        }
        let Some(block) = block(pieces, at, list_at) else { continue };
        taken.extend(block.seen.iter().copied());
        let beside = row.last().is_none_or(|other| beside(pieces, other, &block));
        let after_doubtful = doubtful.as_ref().is_some_and(|d| self::beside(pieces, d, &block));
        let enough = if row.is_empty() && !after_doubtful { 0.9 } else { 0.8 };
        if block.sure >= enough && beside && row.len() < 6 {
            row.extend(doubtful.take().filter(|_| after_doubtful && row.is_empty()));
            row.push(block);
        } else if row.is_empty() && doubtful.as_ref().is_none_or(|d| block.sure > d.sure) {
            doubtful = Some(block);
        }
    }
    if row.is_empty() {
        row.extend(doubtful);
    }
    arrange(pieces, &mut row);
    let several = row.len() > 1;
    let told = row.iter().all(|b| b.first(pieces).is_some_and(|p| p.side() != Column::Unknown));
    let signed = row.len();
    let mut blocks = row.into_iter();
    let Some(first) = blocks.next() else { return };
    // Where columns are lost nobody can tell who stood at the right.
    let bound = match () {
        // A body without its signature: columns ran into each other.
        () if bodies(found) > signed => 0.6,
        () if several && !told => 0.85,
        () => 1.0,
    };
    let pieces_of =
        |block: &Block| -> Vec<&Piece> { block.seen.iter().filter_map(|i| pieces.get(*i)).collect() };
    found.note("signer", first.sure.min(bound), &pieces_of(&first));
    found.facts.signer = first.signer;
    let (mut seen, mut sure) = (Vec::new(), bound);
    for block in blocks {
        seen.extend(pieces_of(&block));
        sure = sure.min(block.sure);
        found.facts.cosigners.push(block.signer);
    }
    if !found.facts.cosigners.is_empty() {
        found.note("cosigners", sure, &seen);
    }
}

/// How many bodies issue it.
fn bodies(found: &Found) -> usize {
    let issuer = found.facts.issuer.as_deref().unwrap_or_default();
    issuer.split(" - ").filter(|name| super::bodies::is_body(name)).count()
}

/// Does it stand in the same row of signatures?
fn beside(pieces: &[Piece], one: &Block, other: &Block) -> bool {
    let (Some(a), Some(b)) = (one.first(pieces), other.first(pieces)) else { return false };
    match (a.area, b.area) {
        (Some(a), Some(b)) => a.page == b.page && (a.y - b.y).abs() < 0.05,
        // Cells, or columns flattened: nothing stands between.
        _ => {
            let start = other.seen.first().copied().unwrap_or(0);
            // The body's name may stand above its form.
            let named = start == one.last() + 2 && pieces.get(start - 1).is_some_and(Piece::is_upper);
            start <= one.last() + 1 || named || b.side() != Column::Unknown && start <= one.last() + 4
        }
    }
}

/// The leading body signs at the right.
fn arrange(pieces: &[Piece], row: &mut [Block]) {
    let left = |block: &Block| block.first(pieces).and_then(|p| p.area).map(|a| a.x + a.w / 2.0);
    if row.iter().all(|b| left(b).is_some()) {
        row.sort_by(|a, b| left(b).unwrap_or(0.0).total_cmp(&left(a).unwrap_or(0.0)));
    } else {
        row.reverse();
        let place = |block: &Block| match block.first(pieces).map(Piece::side) {
            Some(Column::Left) => 1,
            _ => 0,
        };
        row.sort_by_key(place);
    }
}

/// Do they stand in the same column?
fn same_column(one: &Piece, other: &Piece) -> bool {
    match (one.area, other.area) {
        (Some(a), Some(b)) => {
            let apart = (a.x + a.w / 2.0 - b.x - b.w / 2.0).abs();
            apart < 0.13
                || apart < 0.25 && a.x < b.x + b.w * 0.7 && b.x < a.x + a.w * 0.7 && b.x > 0.45 && a.x > 0.45
        }
        _ => !matches!(
            (one.side(), other.side()),
            (Column::Right, Column::Left) | (Column::Left, Column::Right)
        ),
    }
}

/// Form, position and name from `at` on, in the same column.
fn block(pieces: &[Piece], at: usize, list_at: Option<usize>) -> Option<Block> {
    let first = pieces.get(at)?;
    let mut forms: Vec<String> = Vec::new();
    let mut position: Vec<String> = Vec::new();
    // Of a body signed for ("T/M BAN THƯỜNG VỤ") nothing is a position.
    let mut office = String::new();
    let mut seen: Vec<usize> = Vec::new();
    let mut steps = 0;
    for (index, piece) in pieces.iter().enumerate().skip(at) {
        if piece.page > first.page.saturating_add(1) || steps > 14 {
            break;
        }
        if !same_column(first, piece)
            || piece.text.starts_with(['-', '–', '•', '+']) && !piece.is_rule()
            || piece.key.starts_with("noi nhan")
        {
            continue;
        }
        steps += 1;
        if piece.is_rule() || is_note(piece) {
            continue;
        }
        let named = !position.is_empty() || !forms.is_empty();
        if is_writer(piece) && seen.is_empty() {
            seen.push(index);
            continue;
        }
        if is_form(piece)
            && let Some((form, rest)) = form(piece)
        {
            forms.push(form);
            office = rest;
            position.clear();
            seen.push(index);
            continue;
        }
        // What a form is signed for goes on: "KT. CHÁNH VĂN" over "PHÒNG".
        if !forms.is_empty()
            && position.is_empty()
            && piece.is_upper()
            && !is_position(piece)
            && piece.words() <= 6
            && !office.is_empty()
        {
            office.push(' ');
            office.push_str(&piece.text);
            seen.push(index);
            continue;
        }
        let small_position = named && names_position(&piece.key) && piece.words() <= 8;
        if piece.is_upper() && piece.words() <= 18 || small_position {
            // A name in capitals ends the block, as some offices print it.
            if !seen.is_empty() && !names_position(&piece.key) && is_name(&piece.text) && !position.is_empty()
            {
                seen.push(index);
                return Some(whole(forms, position, office, piece, seen, 0.8, list_at));
            }
            if is_position(piece) || small_position || !seen.is_empty() && position.len() < 3 {
                position.push(piece.text.clone());
                seen.push(index);
                continue;
            }
            break;
        }
        if is_name(&piece.text) && !seen.is_empty() {
            seen.push(index);
            // Another name right behind it: columns ran into each other.
            let lost = piece.area.is_none()
                && pieces
                    .iter()
                    .skip(index + 1)
                    .take(2)
                    .any(|p| !p.is_upper() && is_name(&p.text) && p.side() == piece.side());
            let sure = match (lost, forms.is_empty()) {
                (true, _) => 0.6,
                (false, true) => 0.88,
                (false, false) => 0.95,
            };
            return Some(whole(forms, position, office, piece, seen, sure, list_at));
        }
        // Text in small letters that is no name: this was a heading, not a signature.
        break;
    }
    None
}

fn whole(
    forms: Vec<String>,
    position: Vec<String>,
    office: String,
    name: &Piece,
    seen: Vec<usize>,
    sure: f64,
    list_at: Option<usize>,
) -> Block {
    // "T/L CHÁNH VĂN PHÒNG" without a further line: the office is what is signed as.
    let offices = position
        .iter()
        .map(|p| super::piece::key(p))
        .filter(|p| names_position(p) && !p.starts_with("thuong truc") && !p.starts_with("ban thuong vu"))
        .count();
    let joined = position.join(" ");
    let position = match (joined.is_empty(), office.is_empty()) {
        (false, _) => Some(joined),
        (true, false) => Some(office),
        (true, true) => None,
    };
    let near = list_at.is_some_and(|l| seen.first().is_some_and(|f| f.abs_diff(l) < 45));
    let mut sure =
        if name.side() == Column::Right || near || !forms.is_empty() { sure + 0.02 } else { sure - 0.05 };
    // Twice the same form, or a row of offices: columns ran into each other.
    let twice = forms.iter().enumerate().any(|(n, f)| forms.iter().skip(n + 1).any(|o| o == f));
    if twice || forms.len() > 3 || offices > 1 {
        sure = sure.min(0.5);
    }
    let form = (!forms.is_empty()).then(|| forms.join(" "));
    let name = name.text.trim_end_matches(['.', ',']).to_owned();
    Block { sure: sure.min(0.97), seen, signer: Signer { form, position, name: Some(name) } }
}
