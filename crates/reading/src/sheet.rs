//! Cells of a spreadsheet, of whichever format, made into lines: one a row, a tab between cells.

use jiff::civil::{Date, date};
use vietnamese::legacy::Font;

use crate::draft::Draft;
use crate::{Limits, Problem, ProblemCode};

/// Gaps between cells wider than this are no wider in the text.
const WIDEST: u32 = 3;

/// Text with the fonts of its runs; none where the cell's font is meant.
pub(crate) type Rich = Vec<(String, Option<Option<Font>>)>;

pub(crate) enum Value {
    /// Of the texts that cells share.
    Shared(usize),
    Own(Rich),
}

pub(crate) struct Cell {
    pub row: u32,
    pub column: u32,
    pub font: Option<Font>,
    pub value: Value,
}

/// More cells than a paper has.
const MOST: usize = 2_000_000;

/// The cells of one sheet.
#[derive(Default)]
pub(crate) struct Sheet {
    cells: Vec<Cell>,
}

impl Sheet {
    pub fn add(&mut self, cell: Cell) -> Result<(), Problem> {
        if self.cells.len() >= MOST {
            return Err(Problem::new(ProblemCode::TooMuchText));
        }
        self.cells.push(cell);
        Ok(())
    }

    /// Rows become lines.
    pub fn write(mut self, shared: &[Rich], draft: &mut Draft) -> Result<(), Problem> {
        self.cells.sort_by_key(|cell| (cell.row, cell.column));
        let mut before: Option<(u32, u32)> = None;
        for cell in &self.cells {
            let rich = match &cell.value {
                Value::Own(rich) => rich,
                Value::Shared(at) => match shared.get(*at) {
                    Some(rich) => rich,
                    None => continue,
                },
            };
            if rich.iter().all(|(text, _)| text.trim().is_empty()) {
                continue;
            }
            match before {
                Some((row, _)) if row != cell.row => draft.end_line(),
                Some((_, column)) => {
                    for _ in 0..cell.column.saturating_sub(column).clamp(1, WIDEST) {
                        draft.push("\t", None)?;
                    }
                }
                None => {}
            }
            before = Some((cell.row, cell.column));
            for (text, font) in rich {
                // A cell of several lines stays one cell.
                draft.push(&text.replace(['\n', '\r', '\t'], " "), font.unwrap_or(cell.font))?;
            }
        }
        draft.end_line();
        Ok(())
    }
}

/// A workbook's text; one sheet a page.
pub(crate) fn draft(limits: &Limits) -> Draft {
    Draft::new(limits)
}

/// A number as a cell shows it, near enough to be found: days as days, others without the noise of binary fractions.
pub(crate) fn shown(number: f64, is_date: bool, from_1904: bool) -> String {
    if is_date && let Some(day) = day(number, from_1904) {
        return vietnamese::format_date(day);
    }
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{number:.0}");
    }
    let fine = format!("{number:.10}");
    fine.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Spreadsheets count days from the last day of 1899; they believe that 1900 was a leap year.
fn day(number: f64, from_1904: bool) -> Option<Date> {
    let whole =
        format!("{:.0}", number.floor()).parse::<i64>().ok().filter(|n| (1..=2_958_465).contains(n))?;
    let start = if from_1904 { date(1904, 1, 1) } else { date(1899, 12, 30) };
    start.checked_add(jiff::Span::new().days(whole)).ok()
}

/// Does a number format show a day? The built-in ones that do, or a pattern with days or years outside quotes.
pub(crate) fn is_date(id: u32, pattern: Option<&str>) -> bool {
    let Some(pattern) = pattern else { return matches!(id, 14..=17 | 22 | 27..=31 | 36 | 50..=58) };
    let mut quoted = false;
    let mut bracket = false;
    for c in pattern.chars().take(255) {
        match c {
            '"' => quoted = !quoted,
            '[' if !quoted => bracket = true,
            ']' => bracket = false,
            'd' | 'D' | 'y' | 'Y' if !quoted && !bracket => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_cells_show_them() {
        assert_eq!(shown(127_300.0, false, false), "127300");
        assert_eq!(shown(0.1 + 0.2, false, false), "0.3");
        assert_eq!(shown(-6.8, false, false), "-6.8");
        assert_eq!(shown(38_412.0, true, false), "01/03/2005");
        assert_eq!(shown(f64::NAN, true, false), "NaN");
        assert_eq!(shown(1e300, true, false).len(), 301);
        assert!(is_date(14, None) && !is_date(0, None));
        assert!(is_date(164, Some("dd/mm/yyyy")) && !is_date(164, Some("#,##0 \"đồng dy\"")));
        assert!(!is_date(164, Some("[Red]0.00")));
    }
}
