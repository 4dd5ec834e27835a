//! Lines made ready to be recognised: cleaned, folded, columns that stand in one line apart.

use vietnamese::fold;

use super::lines::{Column, Line};
use crate::Area;

/// One line of one column.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub text: String,
    /// Without accents, in lower case, one space between words.
    pub key: String,
    pub page: u32,
    pub area: Option<Area>,
    pub side: Column,
    pub bold: Option<bool>,
    /// How sure recognition is, where the line was recognised.
    pub sure: Option<f64>,
}

impl Piece {
    /// Nothing but strokes, stars or underscores: the rule under a name.
    pub fn is_rule(&self) -> bool {
        !self.text.is_empty() && !self.text.chars().any(char::is_alphanumeric)
    }

    /// In capitals.
    pub fn is_upper(&self) -> bool {
        is_upper(&self.text)
    }

    pub fn is_motto(&self) -> bool {
        self.key.starts_with("doc lap") && self.key.contains("hanh phuc") || self.nearly("doclaptudohanhphuc")
    }

    pub fn is_nation(&self) -> bool {
        self.key.starts_with("cong hoa xa hoi chu n") && self.text.chars().count() < 45
            || self.nearly("conghoaxahoichunghiavietnam")
    }

    pub fn is_party(&self) -> bool {
        (self.key == "dang cong san viet nam" || self.nearly("dangcongsanvietnam")) && self.is_upper()
    }

    /// A recognised line that says this but for a few letters.
    fn nearly(&self, tight: &str) -> bool {
        if self.sure.is_none() {
            return false;
        }
        let own: String = self.key.chars().filter(|c| c.is_alphanumeric()).collect();
        own.len().abs_diff(tight.len()) <= tight.len() / 5 && distance(&own, tight) <= tight.len() / 5
    }

    pub fn words(&self) -> usize {
        self.key.split(' ').filter(|w| !w.is_empty()).count()
    }
}

/// Letters put in, left out or changed between two short texts.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (cell, to) in row.iter_mut().skip(1).zip(&b) {
            let best = (left + 1).min(*cell + 1).min(corner + usize::from(from != *to));
            corner = std::mem::replace(cell, best);
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// In capitals, but for a few small letters ("và", "số").
pub(super) fn is_upper(text: &str) -> bool {
    let (mut upper, mut lower) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        if c.is_uppercase() {
            upper += 1;
        } else {
            lower += 1;
        }
    }
    upper >= 2 && lower * 8 <= upper
}

/// Folded, and runs of spaces as one.
pub(super) fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for word in fold(text).split_whitespace() {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(word);
    }
    key
}

pub(super) fn pieces(lines: &[Line]) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        let text = line.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            continue;
        }
        let side = line.side();
        // Only heads hold columns within a line, and looking costs time on long papers.
        let parts = if at < 60 { apart(&text) } else { vec![text] };
        let several = parts.len() > 1;
        for (number, part) in parts.into_iter().enumerate() {
            let side = match (several, number) {
                (true, 0) => Column::Left,
                (true, _) => Column::Right,
                (false, _) => side,
            };
            let key = key(&part);
            pieces.push(Piece {
                text: part,
                key,
                page: line.page,
                area: line.area,
                side,
                bold: line.bold,
                sure: line.sure,
            });
        }
    }
    pieces
}

/// Takes apart a line in which the two columns of a letterhead stand with a single space.
fn apart(text: &str) -> Vec<String> {
    let folded = key(text);
    for anchor in ["cong hoa xa hoi chu nghia viet nam", "dang cong san viet nam", "doc lap - tu do"] {
        let Some(at) = folded.find(anchor) else { continue };
        let before = folded.get(..at).map_or(0, |b| b.split_whitespace().count());
        let after = folded.get(at + anchor.len()..).is_none_or(|rest| rest.trim().chars().count() < 14);
        // Only a head: capitals or a number before it, nothing behind it.
        let words: Vec<&str> = text.split_whitespace().collect();
        let (Some(left), Some(right)) = (words.get(..before), words.get(before..)) else { continue };
        let (left, right) = (left.join(" "), right.join(" "));
        let head = is_upper(&left)
            || super::number::is_number_line(&key(&left))
            || !left.chars().any(char::is_alphanumeric);
        let titled = anchor.starts_with("doc") || is_upper(&right);
        if before > 0 && after && head && titled {
            return vec![left, right];
        }
    }
    // `Số: 12/QĐ-UBND Hạ Long, ngày 05 tháng 02 năm 2026`
    if super::number::is_number_line(&folded)
        && let Some(at) = super::place::begins(text)
        && at > 0
        && let (Some(left), Some(right)) = (text.get(..at), text.get(at..))
    {
        return vec![left.trim().to_owned(), right.trim().to_owned()];
    }
    vec![text.to_owned()]
}
