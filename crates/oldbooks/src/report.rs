//! What became of each row, or each scan, as a table of Excel.

use kernel::{Id, Office, Refusal, StoreError};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use words::Lang;

use crate::store::{self, ImportRow, Kept};
use crate::{pages, t};

/// Rows asked for at once.
const TOGETHER: u32 = 5000;
/// Scans in one report.
const SCANS_MAX: u32 = 100_000;

fn failed(fault: &XlsxError) -> Refusal {
    StoreError::Other(format!("a report could not be written: {fault}")).into()
}

/// Every row of the table as it stood there; before it what became of it and why.
pub fn write(office: &Office, import: &ImportRow, lang: Lang) -> Result<Vec<u8>, Refusal> {
    let mut book = Workbook::new();
    // Row by row, so that a hundred thousand of them do not stand in memory at once.
    let sheet = book.add_worksheet_with_low_memory().map_err(|e| failed(&e))?;
    let bold = Format::new().set_bold().set_text_wrap();
    let said = |sheet: &mut rust_xlsxwriter::Worksheet| -> Result<(), Refusal> {
        let own = [t::sheet(), t::line(), t::outcome(), t::reason(), t::field_number(), t::typed_over()];
        let widths = [14.0, 7.0, 16.0, 44.0, 10.0, 30.0];
        for (at, width) in (0u16..).zip(widths) {
            sheet.set_column_width(at, width).map_err(|e| failed(&e))?;
        }
        for at in (6u16..).take(import.headings.len()) {
            sheet.set_column_width(at, 20.0).map_err(|e| failed(&e))?;
        }
        sheet.set_freeze_panes(1, 0).map_err(|e| failed(&e))?;
        let heads = own.iter().map(|msg| msg.say(lang)).chain(import.headings.iter().cloned());
        for (at, head) in (0u16..).zip(heads) {
            sheet.write_with_format(0, at, head, &bold).map_err(|e| failed(&e))?;
        }
        let (mut after, mut row) = (0, 1);
        loop {
            let some = office.read_blocking(|tx| store::rows(tx, import.id, None, (after, TOGETHER)))?;
            let Some(last) = some.last() else { return Ok(()) };
            after = i64::from(last.row.place);
            for kept in &some {
                line(sheet, row, kept, lang).map_err(|e| failed(&e))?;
                row += 1;
            }
        }
    };
    said(&mut *sheet)?;
    book.save_to_buffer().map_err(|e| failed(&e))
}

fn line(sheet: &mut rust_xlsxwriter::Worksheet, at: u32, kept: &Kept, lang: Lang) -> Result<(), XlsxError> {
    let typed: Vec<String> = kept
        .row
        .typed
        .iter()
        .map(|(field, text)| format!("{}: {text}", pages::field(*field).say(lang)))
        .collect();
    sheet.write_string(at, 0, &kept.row.sheet)?;
    sheet.write_number(at, 1, f64::from(kept.row.line))?;
    sheet.write_string(at, 2, pages::state(kept.state).say(lang))?;
    sheet.write_string(at, 3, pages::problems(&kept.problems, lang))?;
    if let Some(number) = kept.row.number.and_then(|number| i32::try_from(number).ok()) {
        sheet.write_number(at, 4, f64::from(number))?;
    }
    sheet.write_string(at, 5, typed.join("; "))?;
    for (column, cell) in (6u16..).zip(&kept.row.cells) {
        // Always as text: a cell that begins with "=" is no formula here.
        sheet.write_string(at, column, cell)?;
    }
    Ok(())
}

/// What became of each scan of a book.
pub fn scans(office: &Office, of: Id<documents::Book>, lang: Lang) -> Result<Vec<u8>, Refusal> {
    let rows = office.read_blocking(|tx| store::scans(tx, of, SCANS_MAX))?;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let bold = Format::new().set_bold();
    let heads = [t::file(), t::field_number(), t::outcome(), t::code_of_scan(), t::uploaded_at()];
    let write = |sheet: &mut rust_xlsxwriter::Worksheet| -> Result<(), XlsxError> {
        for ((at, head), width) in (0u16..).zip(heads).zip([30.0, 10.0, 40.0, 20.0, 18.0]) {
            sheet.write_with_format(0, at, head.say(lang), &bold)?;
            sheet.set_column_width(at, width)?;
        }
        for (at, row) in (1..).zip(&rows) {
            sheet.write_string(at, 0, &row.name)?;
            if let Some(number) = row.number.and_then(|number| i32::try_from(number).ok()) {
                sheet.write_number(at, 1, f64::from(number))?;
            }
            sheet.write_string(at, 2, pages::scan_state(&row.state).say(lang))?;
            sheet.write_string(at, 3, &row.code_read)?;
            sheet.write_string(at, 4, row.at.local().strftime("%H:%M %d/%m/%Y").to_string())?;
        }
        sheet.set_freeze_panes(1, 0)?;
        Ok(())
    };
    write(sheet).map_err(|e| failed(&e))?;
    book.save_to_buffer().map_err(|e| failed(&e))
}
