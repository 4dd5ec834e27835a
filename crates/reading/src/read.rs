//! One file, in this process: format, limits, text, facts.

use std::time::Instant;

use crate::letterhead::{self, Line};
use crate::{Format, Limits, Problem, ProblemCode, Reading, docx, mail, pdf, sniff, text};

/// What a format's reader hands over.
pub(crate) struct Content {
    pub lines: Vec<Line>,
    pub text: String,
    pub pages: u32,
    pub needs_ocr: bool,
    /// Something that could not be read although the rest was.
    pub problem: Option<Problem>,
}

/// Reads bytes in this process. For what comes from outside use [`crate::Reader`], which does the
/// same in a limited child.
#[must_use]
pub fn read_bytes(bytes: &[u8], name: &str, limits: &Limits) -> Reading {
    let start = Instant::now();
    let mut reading = read_deep(bytes, name, limits, 0);
    reading.ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    reading
}

/// The same, `depth` messages deep.
pub(crate) fn read_deep(bytes: &[u8], name: &str, limits: &Limits, depth: usize) -> Reading {
    if bytes.trim_ascii().is_empty() {
        return Reading::failed(bytes, Format::Unknown, Problem::new(ProblemCode::Empty));
    }
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limits.bytes {
        return Reading::failed(bytes, Format::Unknown, too_large(limits));
    }
    let format = sniff(bytes, name);
    let content = match format {
        Format::Pdf => pdf::read(bytes, limits),
        Format::Docx => docx::read(bytes, limits),
        Format::Txt => text::read(bytes, limits),
        Format::Eml => return mail::read(bytes, limits, depth),
        Format::Unknown => Err(Problem::new(ProblemCode::Unknown)),
        // A scan is no failure: recognition reads it.
        Format::Image => {
            return Reading { pages: 1, needs_ocr: true, ..Reading::empty(bytes, format) };
        }
        other => Err(Problem::with(ProblemCode::NotRead, other.name().to_uppercase())),
    };
    match content {
        Ok(content) => finish(bytes, format, content),
        Err(problem) => Reading::failed(bytes, format, problem),
    }
}

pub(crate) fn too_large(limits: &Limits) -> Problem {
    Problem::with(ProblemCode::TooLarge, (limits.bytes >> 20).to_string())
}

fn finish(bytes: &[u8], format: Format, content: Content) -> Reading {
    let found = letterhead::read(&content.lines);
    Reading {
        pages: content.pages,
        text: content.text,
        facts: found.facts,
        boxes: found.boxes,
        confidence: found.confidence,
        problem: content.problem,
        needs_ocr: content.needs_ocr,
        ..Reading::empty(bytes, format)
    }
}
