//! The book as a table of Excel: the columns that Nghị định 30/2020/NĐ-CP, Annex IV, gives the book of incoming papers.

use std::collections::HashMap;

use documents::Paper;
use jiff::civil::Date;
use kernel::{Id, Instant, StoreError, Tx};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use words::Lang;

use super::list::EXPORT_MAX;
use crate::store::{self, Listed};
use crate::t;

pub(super) struct Sheet {
    pub rows: Vec<Listed>,
    /// To whom, and when it was first sent on.
    pub sent: HashMap<Id<Paper>, (Vec<String>, Instant)>,
    pub signed: HashMap<Id<Paper>, String>,
    cut: bool,
}

/// The kind before the subject, as the book has them in one column.
pub(super) fn what((kind, subject): (&str, &str)) -> String {
    match (kind.is_empty(), subject.is_empty()) {
        (false, false) => format!("{kind}: {subject}"),
        _ => format!("{kind}{subject}"),
    }
}

/// Why a line is void, or for what its number is kept.
pub(super) fn note(line: &Listed) -> Option<words::Msg> {
    match (&line.voided_why, &line.reserved_why) {
        (Some(why), _) => Some(t::voided(why.clone())),
        (None, Some(why)) => Some(t::reserved_line(why.clone())),
        (None, None) => None,
    }
}

/// Papers asked for in one statement.
const TOGETHER: usize = 500;

impl Sheet {
    pub fn load(tx: &mut Tx<'_>, mut rows: Vec<Listed>) -> Result<Sheet, StoreError> {
        let cut = rows.len() > EXPORT_MAX as usize;
        rows.truncate(EXPORT_MAX as usize);
        let mut sent: HashMap<Id<Paper>, (Vec<String>, Instant)> = HashMap::new();
        let mut signed = HashMap::new();
        for some in rows.chunks(TOGETHER) {
            let papers: Vec<_> = some.iter().map(|line| line.paper).collect();
            for (paper, unit, at) in store::sent_to(tx, &papers)? {
                let (units, _) = sent.entry(paper).or_insert_with(|| (Vec::new(), at));
                if !units.contains(&unit) {
                    units.push(unit);
                }
            }
            signed.extend(store::signed_for(tx, &papers)?);
        }
        Ok(Sheet { rows, sent, signed, cut })
    }

    pub fn write(&self, title: &str, lang: Lang) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let bold = Format::new().set_bold();
        sheet.write_with_format(0, 0, title, &bold)?;
        if self.cut {
            sheet.write(1, 0, t::export_cut(vietnamese::format_integer(i64::from(EXPORT_MAX))).say(lang))?;
        }
        let heading = bold
            .set_text_wrap()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_border(FormatBorder::Thin);
        let columns = [
            (t::col_arrived(), 11.0),
            (t::col_number(), 9.0),
            (t::issuer(), 26.0),
            (t::code(), 16.0),
            (t::issued_on(), 11.0),
            (t::kind_and_subject(), 60.0),
            (t::sent_to(), 32.0),
            (t::sent_on(), 11.0),
            (t::signed(), 16.0),
            (t::note(), 30.0),
        ];
        for (at, (name, width)) in (0u16..).zip(columns) {
            sheet.write_with_format(HEAD, at, name.say(lang), &heading)?;
            sheet.set_column_width(at, width)?;
        }
        let cells = Cells {
            text: Format::new().set_text_wrap().set_align(FormatAlign::Top).set_border(FormatBorder::Thin),
            day: Format::new()
                .set_num_format("dd/mm/yyyy")
                .set_align(FormatAlign::Top)
                .set_border(FormatBorder::Thin),
        };
        for (row, line) in (HEAD + 1..).zip(&self.rows) {
            self.line(sheet, (row, line), &cells, lang)?;
        }
        sheet.set_freeze_panes(HEAD + 1, 0)?;
        sheet.set_landscape();
        sheet.set_repeat_rows(HEAD, HEAD)?;
        sheet.set_print_fit_to_pages(1, 0);
        book.save_to_buffer()
    }

    fn line(
        &self,
        sheet: &mut Worksheet,
        (row, line): (u32, &Listed),
        cells: &Cells,
        lang: Lang,
    ) -> Result<(), XlsxError> {
        let sent = self.sent.get(&line.paper);
        let note = note(line).or_else(|| super::filter::urgency_note(&line.urgency));
        let note = note.map_or_else(String::new, |said| said.say(lang));
        cells.day(sheet, (row, 0), Some(line.arrived_on))?;
        #[allow(clippy::cast_precision_loss, reason = "an arrival number has seven digits")]
        sheet.write_number_with_format(row, 1, line.number as f64, &cells.text)?;
        sheet.write_string_with_format(row, 2, &line.issuer, &cells.text)?;
        sheet.write_string_with_format(row, 3, &line.code, &cells.text)?;
        cells.day(sheet, (row, 4), line.issued_on)?;
        sheet.write_string_with_format(row, 5, what((&line.kind, &line.subject)), &cells.text)?;
        let units = sent.map_or_else(String::new, |(units, _)| units.join("; "));
        sheet.write_string_with_format(row, 6, units, &cells.text)?;
        cells.day(sheet, (row, 7), sent.map(|(_, at)| at.date()))?;
        let signed = self.signed.get(&line.paper).map_or("", String::as_str);
        sheet.write_string_with_format(row, 8, signed, &cells.text)?;
        sheet.write_string_with_format(row, 9, note, &cells.text)?;
        Ok(())
    }
}

/// The row of the headings; above it the title and, where the list was cut, a word about it.
const HEAD: u32 = 2;

struct Cells {
    text: Format,
    day: Format,
}

impl Cells {
    fn day(&self, sheet: &mut Worksheet, (row, at): (u32, u16), day: Option<Date>) -> Result<(), XlsxError> {
        let Some(day) = day else {
            sheet.write_blank(row, at, &self.text)?;
            return Ok(());
        };
        let month = u8::try_from(day.month()).unwrap_or(1);
        let of_month = u8::try_from(day.day()).unwrap_or(1);
        let year = u16::try_from(day.year()).unwrap_or(0);
        match rust_xlsxwriter::ExcelDateTime::from_ymd(year, month, of_month) {
            Ok(date) => sheet.write_datetime_with_format(row, at, &date, &self.day)?,
            // Before 1900 the table has no days: it is written as it reads.
            Err(_) => sheet.write_string_with_format(row, at, vietnamese::format_date(day), &self.text)?,
        };
        Ok(())
    }
}
