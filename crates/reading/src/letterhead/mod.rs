//! The letterhead reader: from lines to facts, with the place and the confidence of each.
//!
//! Everything is recognised by what it says, and by its side of the page where that is known; so
//! columns that were flattened into lines read like columns side by side. A value that is in doubt
//! keeps a low confidence: wrong with high confidence would be worse than none.

mod bodies;
mod cites;
mod deadline;
mod english;
mod head;
mod kind;
mod lines;
mod marks;
mod names;
mod noise;
mod number;
mod piece;
mod place;
mod sheet;
mod signature;
mod signer;
mod subject;
mod title;
mod titled;

use std::collections::BTreeMap;

pub use kind::{Kind, kind_named, kind_of_symbol};
pub(crate) use kind::{kind_names, run_together};
pub use lines::{Column, Line, lines_of};
pub(crate) use marks::stamped;
pub use title::{Title, read_title};

use crate::{Area, Facts};
pub(crate) use piece::distance;
use piece::{Piece, pieces};

/// What was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    pub facts: Facts,
    pub boxes: BTreeMap<String, Vec<Area>>,
    pub confidence: BTreeMap<String, f64>,
}

impl Found {
    /// Notes where a field was seen and how sure it is.
    fn note(&mut self, field: &str, confidence: f64, seen: &[&Piece]) {
        let read = seen.iter().filter_map(|p| p.sure).fold(1.0, f64::min);
        // Recognition errs in one letter of some hundred, and says nothing: of long values a person looks at each.
        let recognised = seen.iter().any(|p| p.sure.is_some());
        let words: usize = seen.iter().map(|p| p.words()).sum();
        let long = if recognised && words > 7 { LONG } else { 1.0 };
        self.confidence.insert(field.to_owned(), confidence * trust(read) * long);
        let areas: Vec<Area> = seen.iter().filter_map(|p| p.area).collect();
        if !areas.is_empty() {
            self.boxes.insert(field.to_owned(), areas);
        }
    }
}

/// What a recognised line is worth. Tesseract says 0.9 and more of clean print; below that letters
/// are wrong often enough for a person to look.
fn trust(read: f64) -> f64 {
    match read {
        read if read >= CLEAN => 1.0,
        read => (read / CLEAN).clamp(0.0, 1.0),
    }
}

const CLEAN: f64 = 0.9;

/// What is left of the confidence of a long value that was recognised: seven of ten come back without a wrong mark.
const LONG: f64 = 0.9;

/// Reads the head and foot of a paper.
#[must_use]
pub fn read(lines: &[Line]) -> Found {
    let pieces = pieces(lines);
    let mut found = Found::default();
    if sheet::read(&pieces, &mut found) {
        return found;
    }
    let pieces = noise::without(pieces);
    if english::read(&pieces, &mut found) {
        return found;
    }
    let body = match titled::read(&pieces, &mut found) {
        Some(body) => body,
        None => head::read(&pieces, &mut found),
    };
    signature::read(&pieces, body, &mut found);
    let rest = pieces.get(body..).unwrap_or_default();
    let own = found.facts.code.clone();
    found.facts.cites = cites::find(rest, own.as_deref());
    if !found.facts.cites.is_empty() {
        found.confidence.insert("cites".to_owned(), 0.9);
    }
    deadline::read(rest, &mut found);
    found
}
