//! A workbook or a text table in, rows of text out: no meaning yet.

use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Sheets};
use kernel::Refusal;
use vietnamese::legacy::Repair;

use crate::t;

/// How much is taken.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of the file.
    pub file: usize,
    /// Rows of all its sheets; more are split into several files.
    pub rows: usize,
}

/// What a packed table may unpack to for each byte that it may have. A register of 100,000 rows is some 60 MB of markup.
const UNPACKED: u64 = 16;
const COLUMNS_MAX: usize = 60;
const CELL_MAX: usize = 4_000;
const SHEETS_MAX: usize = 60;

/// One sheet: its rows with their numbers as the sheet counts, blank ones left out.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    pub name: String,
    pub rows: Vec<(u32, Vec<String>)>,
}

/// The file is no table.
#[must_use]
pub fn unreadable() -> Refusal {
    Refusal::invalid(t::file_unreadable()).field("file")
}

/// The file has more bytes than are taken.
#[must_use]
pub fn too_large(most: usize) -> Refusal {
    Refusal::invalid(t::file_too_large(most >> 20)).field("file")
}

/// The table has no rows.
#[must_use]
pub fn empty() -> Refusal {
    Refusal::invalid(t::file_empty()).field("file")
}

fn too_long(limits: Limits) -> Refusal {
    Refusal::invalid(t::too_many_rows(limits.rows)).field("file")
}

/// Reads the table, told apart by its first bytes and not by its name.
pub fn read(bytes: &[u8], limits: Limits) -> Result<Vec<Sheet>, Refusal> {
    if bytes.len() > limits.file {
        return Err(too_large(limits.file));
    }
    let mut sheets = if bytes.starts_with(b"PK") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        workbook(bytes, limits)?
    } else {
        vec![text(bytes, limits)?]
    };
    for sheet in &mut sheets {
        repair(sheet);
    }
    sheets.retain(|sheet| !sheet.rows.is_empty());
    if sheets.is_empty() {
        return Err(empty());
    }
    Ok(sheets)
}

fn workbook(bytes: &[u8], limits: Limits) -> Result<Vec<Sheet>, Refusal> {
    let most = UNPACKED * u64::try_from(limits.file).unwrap_or(u64::MAX >> 8);
    if bytes.starts_with(b"PK") && unpacks_to(bytes, most).ok_or_else(unreadable)? > most {
        return Err(Refusal::invalid(t::file_packed()).field("file"));
    }
    let mut book: Sheets<_> =
        calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let mut sheets = Vec::new();
    let mut rows = 0;
    for name in book.sheet_names().into_iter().take(SHEETS_MAX) {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let first = range.start().map_or(0, |(row, _)| row);
        // Columns keep their places when a sheet begins further right.
        let before = range.start().map_or(0, |(_, column)| column as usize).min(COLUMNS_MAX);
        let mut sheet = Sheet { name, rows: Vec::new() };
        for (line, row) in (first + 1..).zip(range.rows()) {
            let mut cells = vec![String::new(); before];
            cells.extend(row.iter().take(COLUMNS_MAX).map(cell));
            put(&mut sheet, line, cells);
            if sheet.rows.len() + rows > limits.rows {
                return Err(too_long(limits));
            }
        }
        rows += sheet.rows.len();
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// What the parts come to together, counted no further than the most. What they claim of themselves is not believed.
fn unpacks_to(bytes: &[u8], most: u64) -> Option<u64> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut size = 0;
    for at in 0..archive.len() {
        let part = archive.by_index(at).ok()?;
        size += std::io::copy(&mut part.take(most + 1 - size), &mut std::io::sink()).ok()?;
        if size > most {
            break;
        }
    }
    Some(size)
}

fn put(sheet: &mut Sheet, line: u32, mut cells: Vec<String>) {
    while cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    if cells.iter().any(|cell| !cell.is_empty()) {
        sheet.rows.push((line, cells));
    }
}

/// A cell as it is read aloud: one line, no spaces around.
fn tidy(text: &str) -> String {
    let short: String = text.chars().filter(|c| *c != '\0').take(CELL_MAX).collect();
    let joined = short.split_whitespace().collect::<Vec<_>>().join(" ");
    vietnamese::nfc(&joined).into_owned()
}

fn cell(data: &Data) -> String {
    match data {
        Data::DateTime(at) if at.is_datetime() => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{day:02}/{month:02}/{year:04}")
        }
        Data::DateTimeIso(text) => tidy(text.get(..10).unwrap_or(text)),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        Data::Error(_) => String::new(),
        other => tidy(&other.to_string()),
    }
}

fn text(bytes: &[u8], limits: Limits) -> Result<Sheet, Refusal> {
    let decoded = decode(bytes).ok_or_else(|| Refusal::invalid(t::file_not_utf8()).field("file"))?;
    // Which sign parts the columns follows the language of whose Excel saved it.
    let head: String = decoded.lines().filter(|line| !line.trim().is_empty()).take(10).collect();
    let part = [b';', b',', b'\t'].into_iter().max_by_key(|part| head.bytes().filter(|b| b == part).count());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(part.unwrap_or(b','))
        .from_reader(decoded.as_bytes());
    let mut sheet = Sheet { name: "CSV".to_owned(), rows: Vec::new() };
    for record in reader.records() {
        let record = record.map_err(|_| unreadable())?;
        let line = record.position().map_or(0, |at| u32::try_from(at.line()).unwrap_or(u32::MAX));
        put(&mut sheet, line, record.iter().take(COLUMNS_MAX).map(tidy).collect());
        if sheet.rows.len() > limits.rows {
            return Err(too_long(limits));
        }
    }
    Ok(sheet)
}

/// UTF-8 with or without its mark, or the UTF-16 that Excel calls Unicode text.
fn decode(bytes: &[u8]) -> Option<String> {
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
        let units = rest.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        return char::decode_utf16(units).collect::<Result<String, _>>().ok();
    }
    let rest = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    let text = std::str::from_utf8(rest).ok()?;
    (!text.contains('\0')).then(|| text.to_owned())
}

/// Registers from before Unicode: the sheet's own text tells which encoding it was typed in.
fn repair(sheet: &mut Sheet) {
    const SAMPLE: usize = 200;
    let mut sample = String::new();
    for cell in sheet.rows.iter().take(SAMPLE).flat_map(|(_, cells)| cells) {
        sample.push_str(cell);
        sample.push('\n');
    }
    let repair = Repair::of(&sample);
    if repair.usual().is_none() {
        return;
    }
    for (_, cells) in &mut sheet.rows {
        for cell in cells.iter_mut().filter(|cell| !cell.is_ascii()) {
            *cell = repair.text(cell).into_owned();
        }
    }
}
