//! The letterhead reader: from lines to facts, with the place and the confidence of each.

mod lines;

use std::collections::BTreeMap;

pub use lines::{Column, Line, lines_of};

use crate::{Area, Facts};

/// What was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    pub facts: Facts,
    pub boxes: BTreeMap<String, Vec<Area>>,
    pub confidence: BTreeMap<String, f64>,
}

/// Reads the head and foot of a paper.
#[must_use]
pub fn read(_lines: &[Line]) -> Found {
    Found::default()
}
