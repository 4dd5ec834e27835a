//! Tables of Excel: a title, what there is to say of it, a heading that stays and is printed on each page, rows of text,
//! days and numbers.

use jiff::civil::Date;
use kernel::{Refusal, StoreError};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// What a browser is told that it is.
pub const MEDIA: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The row of the headings; above it the title and a note.
const HEAD: u32 = 2;

#[derive(Debug, Clone)]
pub enum Cell {
    /// Always text: what begins with "=" is no formula here.
    Text(String),
    Day(Option<Date>),
    Number(i64),
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<Option<Date>> for Cell {
    fn from(day: Option<Date>) -> Cell {
        Cell::Day(day)
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Cell {
        Cell::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// What stands around the rows of a sheet.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The name of the sheet.
    pub name: String,
    pub title: String,
    /// That the table was cut, for example.
    pub note: Option<String>,
    /// Headings with their widths in characters.
    pub columns: Vec<(String, f64)>,
}

#[derive(Debug, Clone)]
pub struct Written {
    pub frame: Frame,
    pub rows: Vec<Vec<Cell>>,
}

struct Formats {
    bold: Format,
    heading: Format,
    text: Format,
    day: Format,
}

impl Formats {
    fn new() -> Formats {
        let bold = Format::new().set_bold();
        let heading = bold
            .clone()
            .set_text_wrap()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_border(FormatBorder::Thin);
        let text = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_border(FormatBorder::Thin);
        let day = text.clone().set_num_format("dd/mm/yyyy");
        Formats { bold, heading, text, day }
    }
}

/// The sheets as the bytes of a workbook.
pub fn write(sheets: &[Written]) -> Result<Vec<u8>, Refusal> {
    let mut book = Workbook::new();
    let formats = Formats::new();
    let mut written = || {
        for sheet in sheets {
            one(book.add_worksheet(), sheet, &formats)?;
        }
        book.save_to_buffer()
    };
    written().map_err(|fault| StoreError::Other(format!("a table could not be written: {fault}")).into())
}

/// A name as Excel takes it: 31 characters, none of its own signs.
fn sheet_name(name: &str) -> String {
    name.chars().map(|c| if "[]:*?/\\'".contains(c) { '-' } else { c }).take(31).collect()
}

fn one(sheet: &mut Worksheet, Written { frame, rows }: &Written, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(sheet_name(&frame.name))?;
    sheet.write_string_with_format(0, 0, &frame.title, &formats.bold)?;
    if let Some(note) = &frame.note {
        sheet.write_string(1, 0, note)?;
    }
    for (at, (name, width)) in (0u16..).zip(&frame.columns) {
        sheet.write_string_with_format(HEAD, at, name, &formats.heading)?;
        sheet.set_column_width(at, *width)?;
    }
    for (row, cells) in (HEAD + 1..).zip(rows) {
        for (at, cell) in (0u16..).zip(cells) {
            put(sheet, (row, at), cell, formats)?;
        }
    }
    sheet.set_freeze_panes(HEAD + 1, 0)?;
    sheet.set_landscape();
    sheet.set_repeat_rows(HEAD, HEAD)?;
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

/// The longest text of a cell of Excel.
const TEXT_MAX: usize = 32_000;

fn put(
    sheet: &mut Worksheet,
    (row, at): (u32, u16),
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => {
            let short: String = text.chars().take(TEXT_MAX).collect();
            sheet.write_string_with_format(row, at, short, &formats.text)?
        }
        #[allow(clippy::cast_precision_loss, reason = "Excel knows no other numbers")]
        Cell::Number(number) => sheet.write_number_with_format(row, at, *number as f64, &formats.text)?,
        Cell::Day(None) => sheet.write_blank(row, at, &formats.text)?,
        Cell::Day(Some(day)) => match excel(*day) {
            Some(date) => sheet.write_datetime_with_format(row, at, &date, &formats.day)?,
            // Before 1900 the table has no days: it is written as it reads.
            None => sheet.write_string_with_format(row, at, vietnamese::format_date(*day), &formats.text)?,
        },
    };
    Ok(())
}

fn excel(day: Date) -> Option<ExcelDateTime> {
    let (year, month, day) =
        (u16::try_from(day.year()).ok()?, u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    ExcelDateTime::from_ymd(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{Day, Limits, Sheet, day, read};

    const LIMITS: Limits = Limits { file: 1 << 20, rows: 100 };

    fn sheets(bytes: &[u8]) -> Vec<Sheet> {
        read(bytes, LIMITS).unwrap_or_default()
    }

    #[test]
    fn what_was_written_is_read_again() {
        let frame = Frame {
            name: "Nhiệm vụ [1/2]".to_owned(),
            title: "Nhiệm vụ".to_owned(),
            note: None,
            columns: vec![("Mã".to_owned(), 12.0), ("Hạn".to_owned(), 12.0), ("Số".to_owned(), 8.0)],
        };
        let rows = vec![
            vec!["=1+1".into(), Some(date(2026, 11, 30)).into(), 7u64.into()],
            vec!["B".into(), None.into()],
        ];
        let found = sheets(&write(&[Written { frame, rows }]).unwrap_or_default());
        assert_eq!(found[0].name, "Nhiệm vụ -1-2-");
        assert_eq!(found[0].rows[0], (1, vec!["Nhiệm vụ".to_owned()]));
        assert_eq!(found[0].rows[2], (4, ["=1+1", "30/11/2026", "7"].map(str::to_owned).to_vec()));
        assert_eq!(day(&found[0].rows[2].1[1]), Day::Whole(date(2026, 11, 30)));
        assert_eq!(found[0].rows[3].1, ["B"]);
    }

    #[test]
    fn what_is_too_long_or_no_table_says_so() {
        let key = |bytes: &[u8]| read(bytes, LIMITS).err().map(|fault| fault.msg.key());
        assert_eq!(key("a;b\n".repeat(101).as_bytes()), Some("too-many-rows"));
        assert_eq!(key(&vec![b'a'; (1 << 20) + 1]), Some("file-too-large"));
        assert_eq!(key(b"PK\x03\x04 cut off"), Some("file-unreadable"));
        assert_eq!(key(b"\xff\xff\x00"), Some("file-not-utf8"));
        assert_eq!(key(b"\n\n"), Some("file-empty"));
    }
}
