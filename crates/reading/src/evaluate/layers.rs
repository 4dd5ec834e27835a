//! How often real text would be doubted as a PDF's text layer: each doubt of it is a false alarm.

use crate::layer::{Doubt, doubted};

/// Letters on a page of an office's paper.
const PAGE: usize = 2500;

/// Pages of text looked at, and how many of them would be doubted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Doubts {
    pub pages: usize,
    pub suspect: usize,
    pub nonsense: usize,
}

/// Takes text for pages of 2,500 letters.
#[must_use]
pub fn evaluate_layers(text: &str) -> Doubts {
    let letters: Vec<char> = text.chars().map(|c| if c == '\u{c}' { '\n' } else { c }).collect();
    let pages: Vec<String> = letters.chunks(PAGE).map(|page| page.iter().collect()).collect();
    let found = doubted(&pages.join("\u{c}"));
    let of = |doubt: Doubt| found.values().filter(|(found, _)| *found == doubt).count();
    Doubts { pages: pages.len(), suspect: of(Doubt::Suspect), nonsense: of(Doubt::Nonsense) }
}
