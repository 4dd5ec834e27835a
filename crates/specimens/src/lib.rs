//! Made-up papers of every layout an office receives, each with what a clerk reads from it.
//!
//! Only for measuring the letterhead reader. The same seed gives the same paper on every machine. Names, bodies and
//! wordings come from two halves of the same lists: the reader is developed on seeds below [`HELD_OUT`], and what is
//! reported is measured on seeds from there on, which draw from the other half.

mod arrive;
mod dice;
mod draft;
mod foot;
mod head;
mod layouts;
mod odd;
mod text;
mod words;

use std::collections::BTreeMap;

use serde::Serialize;

pub use arrive::{Arrival, Row};

/// Seeds from here on draw from words that the reader was not developed on.
pub const HELD_OUT: u64 = 10_000;

/// A paper and the truth about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Specimen {
    pub seed: u64,
    pub layout: &'static str,
    pub blocks: Vec<Block>,
    pub truth: Truth,
}

/// Field to value, as `reading::evaluate::told` names them. What is not in it is not on the paper.
pub type Truth = BTreeMap<&'static str, String>;

/// A part of the page, from top to bottom.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// Columns side by side.
    Row { columns: Vec<Column> },
    /// Lines in the middle.
    Middle { runs: Vec<Run> },
    /// A paragraph of the body.
    Text { text: String },
    /// A stamp put anywhere on the first page: from the left and the top, in millimetres.
    Stamp { runs: Vec<Run>, x: f32, y: f32 },
    /// A rule across the page, before a copy's own head.
    Rule,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Column {
    pub runs: Vec<Run>,
    /// In the middle of the column, or at its left.
    pub centred: bool,
    /// Its part of the width.
    pub share: f32,
}

/// A line as its writer set it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Run {
    pub text: String,
    pub bold: bool,
    pub italic: bool,
    pub red: bool,
    pub boxed: bool,
    /// A short rule below.
    pub ruled: bool,
    /// Millimetres left free above: room for a signature.
    pub above: f32,
    /// In points.
    pub size: f32,
}

impl Run {
    #[must_use]
    pub fn new(text: impl Into<String>, size: f32) -> Run {
        Run { text: text.into(), size, ..Run::default() }
    }

    #[must_use]
    pub fn bold(self) -> Run {
        Run { bold: true, ..self }
    }

    #[must_use]
    pub fn italic(self) -> Run {
        Run { italic: true, ..self }
    }

    #[must_use]
    pub fn ruled(self) -> Run {
        Run { ruled: true, ..self }
    }

    #[must_use]
    pub fn red(self) -> Run {
        Run { red: true, ..self }
    }

    #[must_use]
    pub fn boxed(self) -> Run {
        Run { boxed: true, ..self }
    }

    #[must_use]
    pub fn after(self, above: f32) -> Run {
        Run { above, ..self }
    }
}

/// The paper of this seed.
#[must_use]
pub fn specimen(seed: u64) -> Specimen {
    layouts::write(seed)
}

/// How many layouts there are; seeds go through them in turn.
#[must_use]
pub fn layouts() -> usize {
    layouts::ALL.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_its_paper_and_no_two_are_alike() {
        let all: Vec<Specimen> = (0..300).map(specimen).collect();
        assert_eq!(all, (0..300).map(specimen).collect::<Vec<_>>());
        let mut pages: Vec<String> = all.iter().map(|s| format!("{:?}", s.blocks)).collect();
        pages.sort();
        pages.dedup();
        assert_eq!(pages.len(), 300);
    }

    #[test]
    fn what_is_true_stands_on_the_paper() {
        for seed in (0..400).chain(HELD_OUT..HELD_OUT + 400) {
            let paper = specimen(seed);
            let said: String =
                paper.rows(Arrival::Columns).into_iter().map(|r| r.text.replace('Ð', "Đ") + " ").collect();
            let letters = |t: &str| -> String {
                vietnamese::accented(t).chars().filter(|c| c.is_alphanumeric()).collect()
            };
            let said = letters(&said);
            for field in ["code", "subject", "signer", "issuer", "place", "addressee"] {
                let Some(truth) = paper.truth.get(field) else { continue };
                // A name over two lines has the other column's words between them.
                let mut rest = said.as_str();
                for word in truth.split(|c: char| !c.is_alphanumeric()).map(letters) {
                    let at = rest.find(&word);
                    assert!(at.is_some(), "{} {seed} {field}: {truth}", paper.layout);
                    rest = &rest[at.unwrap() + word.len()..];
                }
            }
        }
    }
}
