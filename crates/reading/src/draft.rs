//! Text of a format that knows runs and their fonts, put together line by line.
//!
//! Runs in a font of an old encoding become Unicode by that font; all others stay as they are until the whole text is
//! there, and then its syllables decide. Only then is text cleaned: what cleaning drops may have been a letter.

use vietnamese::legacy::{Encoding, Font, Repair};

use crate::letterhead::{Column, Line, lines_of};
use crate::read::Content;
use crate::text::clean;
use crate::{Limits, Problem, ProblemCode};

/// What is being put together while a file goes by.
pub(crate) struct Draft {
    lines: Vec<Raw>,
    line: Vec<Run>,
    letters: usize,
    bold_letters: usize,
    size: u64,
    most: u64,
    /// Weight of the runs that follow.
    pub bold: bool,
    /// Column of the lines that follow.
    pub column: Column,
    pub pages: u32,
}

/// Text in one font; `font` only where that is one of an old encoding.
struct Run {
    text: String,
    font: Option<Font>,
}

struct Raw {
    runs: Vec<Run>,
    column: Column,
    bold: Option<bool>,
}

impl Draft {
    pub fn new(limits: &Limits) -> Draft {
        Draft {
            lines: Vec::new(),
            line: Vec::new(),
            letters: 0,
            bold_letters: 0,
            size: 0,
            most: limits.text,
            bold: false,
            column: Column::Unknown,
            pages: 1,
        }
    }

    pub fn push(&mut self, text: &str, font: Option<Font>) -> Result<(), Problem> {
        self.size = self.size.saturating_add(u64::try_from(text.len()).unwrap_or(u64::MAX));
        if self.size > self.most {
            return Err(Problem::new(ProblemCode::TooMuchText));
        }
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        self.letters += letters;
        if self.bold {
            self.bold_letters += letters;
        }
        match self.line.last_mut() {
            // A letter and its mark may stand in two runs.
            Some(run) if run.font == font => run.text.push_str(text),
            _ => self.line.push(Run { text: text.to_owned(), font }),
        }
        Ok(())
    }

    pub fn end_line(&mut self) {
        let runs = std::mem::take(&mut self.line);
        let bold = (self.letters > 0).then_some(self.bold_letters * 2 > self.letters);
        (self.letters, self.bold_letters) = (0, 0);
        if runs.iter().any(|run| !run.text.trim().is_empty()) {
            self.lines.push(Raw { runs, column: self.column, bold });
        }
    }

    pub fn end_page(&mut self) {
        self.end_line();
        self.pages = self.pages.saturating_add(1);
    }

    /// How runs are read whose font does not tell: as they say themselves, and where they are too short for that, as the
    /// rest of the paper.
    fn repair(&self) -> Repair {
        let mut unknown = String::new();
        let mut told = [0_usize; Encoding::ALL.len()];
        for run in self.lines.iter().flat_map(|raw| &raw.runs).filter(|run| !run.text.is_ascii()) {
            match run.font {
                Some(font) => {
                    for (size, encoding) in told.iter_mut().zip(Encoding::ALL) {
                        *size += if encoding == font.encoding { run.text.len() } else { 0 };
                    }
                }
                None => {
                    unknown.push_str(&run.text);
                    unknown.push('\n');
                }
            }
        }
        let most =
            told.iter().zip(Encoding::ALL).filter(|(size, _)| **size > 0).max_by_key(|(size, _)| **size);
        Repair::of(&unknown).with_usual(most.map(|(_, encoding)| encoding))
    }

    /// All lines in Unicode, and the text they make. `told`: how many pages the file itself says it has.
    pub fn finish(mut self, told: Option<u32>) -> Result<Content, Problem> {
        self.end_line();
        let repair = self.repair();
        let mut lines = Vec::new();
        let mut text = String::new();
        for raw in self.lines {
            let line: String = raw
                .runs
                .iter()
                .map(|run| match &run.font {
                    Some(font) => font.read(&run.text),
                    None => repair.text(&run.text),
                })
                .collect();
            let line = clean(&line);
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(line.trim_end());
            // Heads set with tabs instead of a table come apart like plain text.
            for part in lines_of(&line) {
                let column = if raw.column == Column::Unknown { part.column } else { raw.column };
                lines.push(Line { text: part.text, page: 1, column, bold: raw.bold, ..Line::default() });
            }
        }
        if u64::try_from(text.len()).unwrap_or(u64::MAX) > self.most {
            return Err(Problem::new(ProblemCode::TooMuchText));
        }
        let needs_ocr = text.trim().is_empty();
        Ok(Content {
            lines,
            text,
            pages: told.unwrap_or(self.pages).max(1),
            needs_ocr,
            problem: None,
            bare: Vec::new(),
            sparse: Vec::new(),
        })
    }
}
