//! The same paper as its lines reach the reader: from a DOCX, from text with columns side by side, from flattened text.

use crate::{Block, Run, Specimen};

/// How a format hands a page over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// Cells of tables one after the other, their column known.
    Cells,
    /// Lines of plain text, columns side by side held apart by spaces.
    Columns,
    /// Lines one under the other; a row's columns one after the other, and which stands where is lost.
    Flat,
}

/// A line as it arrives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    pub text: String,
    /// 1 left, 2 and more right, 0 not known.
    pub column: usize,
    pub bold: Option<bool>,
}

/// Columns of plain text are so many letters wide.
const WIDE: usize = 46;

impl Specimen {
    /// Its lines, as this format gives them.
    #[must_use]
    pub fn rows(&self, arrival: Arrival) -> Vec<Row> {
        let mut rows = Vec::new();
        for block in &self.blocks {
            match (block, arrival) {
                (Block::Row { columns }, Arrival::Columns) => {
                    let most = columns.iter().map(|c| c.runs.len()).max().unwrap_or(0);
                    for line in 0..most {
                        let mut text = String::new();
                        for column in columns {
                            let run = column.runs.get(line).map(|r| r.text.as_str()).unwrap_or_default();
                            let length = run.chars().count();
                            let pad = if column.centred { WIDE.saturating_sub(length) / 2 } else { 0 };
                            let rest = WIDE.saturating_sub(length + pad).max(4);
                            text += &format!("{}{run}{}", " ".repeat(pad), " ".repeat(rest));
                        }
                        rows.push(Row { text, ..Row::default() });
                    }
                }
                (Block::Row { columns }, _) => {
                    for (n, column) in (1..).zip(columns) {
                        for run in &column.runs {
                            rows.extend(lines(run, if arrival == Arrival::Cells { n } else { 0 }, arrival));
                        }
                    }
                }
                (Block::Middle { runs } | Block::Stamp { runs, .. }, _) => {
                    for run in runs {
                        rows.extend(lines(run, 0, arrival));
                    }
                }
                (Block::Text { text }, Arrival::Columns) => {
                    rows.extend(wrapped(text, 92).into_iter().map(|text| Row { text, ..Row::default() }));
                }
                (Block::Text { text }, _) => {
                    let bold = (arrival == Arrival::Cells).then_some(false);
                    rows.push(Row { text: text.clone(), bold, ..Row::default() });
                }
                (Block::Rule, _) => rows.push(Row { text: "-----------------".to_owned(), ..Row::default() }),
            }
        }
        rows
    }
}

fn lines(run: &Run, column: usize, arrival: Arrival) -> Vec<Row> {
    let bold = (arrival == Arrival::Cells).then_some(run.bold);
    let row = |text: &str| Row { text: text.to_owned(), column, bold };
    // Flattened text shows a drawn rule as strokes, as often as not.
    let ruled = run.ruled && arrival == Arrival::Flat && run.text.len().is_multiple_of(2);
    std::iter::once(row(&run.text)).chain(ruled.then(|| row("-------"))).collect()
}

fn wrapped(text: &str, wide: usize) -> Vec<String> {
    let mut out = vec![String::from("     ")];
    for word in text.split(' ') {
        let line = out.last().map_or(0, |l| l.chars().count());
        if line + word.chars().count() >= wide {
            out.push(String::new());
        }
        if let Some(line) = out.last_mut() {
            if !line.trim().is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    out
}
