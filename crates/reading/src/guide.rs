//! What the codes on separator sheets and cover slips say, and how a stack is parted at them. Pure.

use serde::{Deserialize, Serialize};

/// What a separator sheet bears. Capitals, digits and colons are drawn coarsest.
pub const SPLIT_CODE: &str = "CAUNOI:SPLIT:1";
/// What a cover slip bears before the key of its paper.
const PAPER_CODE: &str = "CAUNOI:PAPER:1:";
/// Digits of a paper's key.
const KEY: usize = 32;
/// Papers in one stack; one of more is left whole, and a person parts it.
pub const PARTS_MOST: usize = 200;

/// What the cover slip of the paper with this key bears: the key alone, nothing of what the paper is about.
#[must_use]
pub fn paper_code(key: &str) -> String {
    let key: String = key.chars().filter(char::is_ascii_hexdigit).collect();
    format!("{PAPER_CODE}{}", key.to_ascii_uppercase())
}

/// A sheet that says something of the pages behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guide {
    /// From 1.
    pub page: u32,
    pub says: Says,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// Another paper begins.
    Split,
    /// What follows belongs to the paper with this key, 32 digits.
    Paper(String),
}

impl Says {
    /// What a code says; nothing where it is somebody else's, or of a version that is not known here.
    #[must_use]
    pub fn of(code: &str) -> Option<Says> {
        if code == SPLIT_CODE {
            return Some(Says::Split);
        }
        let key = code.strip_prefix(PAPER_CODE)?;
        let whole = key.len() == KEY && key.bytes().all(|b| b.is_ascii_hexdigit());
        whole.then(|| Says::Paper(key.to_ascii_lowercase()))
    }
}

/// Pages of a stack that are a paper of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// From 1; both belong to it.
    pub first: u32,
    pub last: u32,
    /// The paper that its cover slip names.
    pub under: Option<String>,
}

/// The papers of a stack of so many pages. Guides go, and so does the blank back of one; what is empty is no paper.
#[must_use]
pub fn spans(pages: u32, guides: &[Guide], is_blank: impl Fn(u32) -> bool) -> Vec<Span> {
    let mut found = Vec::new();
    let mut first = 1;
    let mut under = None;
    let mut put = |first: u32, last: u32, under: &mut Option<String>| {
        // Blank alone: the back of a guide that was put in the wrong way round. A slip waits for the next pages.
        if (first..=last).any(|page| !is_blank(page)) {
            found.push(Span { first, last, under: under.take() });
        }
    };
    for guide in guides {
        put(first, guide.page.saturating_sub(1), &mut under);
        first = guide.page.saturating_add(1);
        if first <= pages && is_blank(first) && guides.iter().all(|other| other.page != first) {
            first = first.saturating_add(1);
        }
        if let Says::Paper(key) = &guide.says {
            under = Some(key.clone());
        }
    }
    put(first, pages, &mut under);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guides(at: &[u32]) -> Vec<Guide> {
        at.iter().map(|page| Guide { page: *page, says: Says::Split }).collect()
    }

    fn parts(pages: u32, at: &[u32], blank: &[u32]) -> Vec<(u32, u32)> {
        let found = spans(pages, &guides(at), |page| blank.contains(&page));
        found.into_iter().map(|span| (span.first, span.last)).collect()
    }

    #[test]
    fn codes_are_read_back_and_others_say_nothing() {
        let key = "0199b1c2d3e47f5a8b6c7d8e9f0a1b2c";
        assert_eq!(Says::of(SPLIT_CODE), Some(Says::Split));
        assert_eq!(Says::of(&paper_code(key)), Some(Says::Paper(key.to_owned())));
        assert_eq!(paper_code("0199b1c2-d3e4-7f5a-8b6c-7d8e9f0a1b2c"), paper_code(key));
        for other in ["", "CAUNOI:SPLIT:2", "caunoi", "CAUNOI:PAPER:1:12", "https://a.invalid/CAUNOI:SPLIT:1"]
        {
            assert_eq!(Says::of(other), None, "{other}");
        }
    }

    #[test]
    fn a_stack_is_parted_where_a_guide_lies() {
        assert_eq!(parts(5, &[], &[]), [(1, 5)]);
        assert_eq!(parts(5, &[1, 4], &[]), [(2, 3), (5, 5)]);
        assert_eq!(parts(5, &[3], &[]), [(1, 2), (4, 5)]);
    }

    #[test]
    fn the_blank_back_of_a_guide_goes_and_the_backs_of_papers_stay() {
        // Both sides scanned: guide, its back, two leaves of which the second is printed on one side.
        assert_eq!(parts(6, &[1], &[2, 6]), [(3, 6)]);
        // Something stands on the back: nobody knows whether it belongs to the paper, so it stays.
        assert_eq!(parts(4, &[1], &[]), [(2, 4)]);
    }

    #[test]
    fn what_is_empty_is_no_paper() {
        assert_eq!(parts(6, &[1, 2, 4, 6], &[]), [(3, 3), (5, 5)]);
        assert_eq!(parts(4, &[1, 3], &[2, 4]), []);
        assert_eq!(parts(2, &[1, 2], &[]), []);
    }

    #[test]
    fn a_slip_goes_with_the_pages_behind_it_also_behind_a_separator() {
        let slip = |page| Guide { page, says: Says::Paper("ab".to_owned()) };
        let found = spans(6, &[slip(1), guides(&[4])[0].clone()], |_| false);
        assert_eq!(found[0], Span { first: 2, last: 3, under: Some("ab".to_owned()) });
        assert_eq!(found[1], Span { first: 5, last: 6, under: None });
        // The slip lies before or behind the separator: the paper is the same.
        for order in [vec![guides(&[1])[0].clone(), slip(2)], vec![slip(1), guides(&[2])[0].clone()]] {
            let found = spans(4, &order, |_| false);
            assert_eq!(found, [Span { first: 3, last: 4, under: Some("ab".to_owned()) }], "{order:?}");
        }
    }
}
