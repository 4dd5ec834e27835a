//! Lines as the readers of formats hand them to the letterhead reader.

use crate::Area;

/// A line of text, with its place on the page where the format knows one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    pub text: String,
    /// From 1; 0 where the format has no pages.
    pub page: u32,
    pub area: Option<Area>,
    /// The column of a table it stood in, where the format has tables but no places.
    pub column: Column,
    /// Known to be bold, or known not to be.
    pub bold: Option<bool>,
    /// How sure recognition is of it, 0 to 1; none where the file holds the text itself.
    pub sure: Option<f64>,
}

/// Which side of the page a line stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Column {
    #[default]
    Unknown,
    Left,
    Right,
    /// Across the page.
    Whole,
}

impl Column {
    /// Of a table's cell, counted from 1 in its row; none outside of tables.
    pub(crate) fn of_cell(cell: Option<usize>) -> Column {
        match cell {
            Some(1) => Column::Left,
            Some(n) if n >= 2 => Column::Right,
            _ => Column::Unknown,
        }
    }
}

impl Line {
    /// A line of plain text.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Line {
        Line { text: text.into(), ..Line::default() }
    }

    /// The side it stands on: from the table, or from its place.
    #[must_use]
    pub fn side(&self) -> Column {
        let Some(area) = self.area else { return self.column };
        let centre = area.x + area.w / 2.0;
        if area.w > 0.55 {
            Column::Whole
        } else if centre < 0.44 {
            Column::Left
        } else if centre > 0.56 {
            Column::Right
        } else {
            Column::Whole
        }
    }
}

/// Plain text as lines. A form feed begins a page; columns that a reader set side by side with
/// runs of spaces or a tab come apart.
#[must_use]
pub fn lines_of(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    for (page, sheet) in (1_u32..).zip(text.split('\u{c}')) {
        for line in sheet.lines() {
            let parts = split_columns(line);
            let several = parts.len() > 1;
            for (at, part) in parts.into_iter().enumerate() {
                let column = match (several, at) {
                    (false, _) => Column::Unknown,
                    (true, 0) => Column::Left,
                    (true, _) => Column::Right,
                };
                lines.push(Line { text: part, page, column, ..Line::default() });
            }
        }
    }
    lines
}

/// Parts of a line that three spaces or a tab hold apart.
fn split_columns(line: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut spaces = 0;
    for c in line.chars() {
        match c {
            '\t' => spaces += 3,
            c if c.is_whitespace() => spaces += 1,
            c => {
                if spaces >= 3 && !part.is_empty() && !is_gap(&part, c) {
                    parts.push(std::mem::take(&mut part));
                } else if spaces > 0 && !part.is_empty() {
                    part.push(' ');
                }
                spaces = 0;
                part.push(c);
            }
        }
    }
    parts.push(part);
    parts
}

/// A wide space that is no column: a blank left for the number or the day, letters set wide.
fn is_gap(before: &str, next: char) -> bool {
    let last = before.rsplit(' ').next().unwrap_or(before);
    let blank = match vietnamese::fold(last).trim_end_matches(':') {
        // Behind it the number, not the date of the other column.
        "so" => !next.is_alphabetic(),
        "ngay" | "thang" => true,
        // "Năm", not a person's name.
        "nam" => vietnamese::fold(before).contains("thang"),
        _ => false,
    };
    let wide = before.split(' ').all(|w| w.chars().count() == 1 && w.chars().all(char::is_alphabetic))
        && next.is_uppercase();
    blank || wide
}
