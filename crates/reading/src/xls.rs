//! XLS, Excel 97–2003 (BIFF8) and 5.0/95 (BIFF5): the records that hold texts, numbers and fonts (MS-XLS).

use std::collections::HashMap;

use vietnamese::legacy::{Font, by_font, western};

use crate::ole::{Ole, f64_at, place, u16_at, u32_at, wide};
use crate::read::Content;
use crate::sheet::{self, Cell, Rich, Sheet, Value};
use crate::{Limits, Problem, ProblemCode};

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
const FILE_PASS: u16 = 0x002F;
const CODE_PAGE: u16 = 0x0042;
const DATE_MODE: u16 = 0x0022;
const FONT: u16 = 0x0031;
const FORMAT: u16 = 0x041E;
const XF: u16 = 0x00E0;
const SHEET: u16 = 0x0085;
const SHARED: u16 = 0x00FC;
const CONTINUE: u16 = 0x003C;
const LABEL_SHARED: u16 = 0x00FD;
const LABEL: u16 = 0x0204;
const RICH_LABEL: u16 = 0x00D6;
const NUMBER: u16 = 0x0203;
const RK: u16 = 0x027E;
const MANY_RK: u16 = 0x00BD;
const FORMULA: u16 = 0x0006;
const STRING: u16 = 0x0207;

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Content, Problem> {
    let mut ole = Ole::open(bytes, limits)?;
    let stream =
        ole.stream("Workbook").or_else(|| ole.stream("Book")).ok_or(Problem::new(ProblemCode::Broken))?;
    let mut book =
        Book { wide: u16_at(&stream, 4).is_some_and(|version| version >= 0x0600), ..Book::default() };
    let mut records = Records { stream: &stream, at: 0 };
    while let Some((kind, body)) = records.next() {
        match kind {
            EOF => break,
            FILE_PASS => return Err(Problem::new(ProblemCode::Encrypted)),
            SHARED => {
                let mut parts = vec![body];
                while let Some(more) = records.continued() {
                    parts.push(more);
                }
                book.shared = shared(parts, &book.fonts);
            }
            _ => book.learn(kind, body),
        }
    }
    let mut draft = sheet::draft(limits);
    let mut count = 0_u32;
    for at in book.sheets.clone() {
        let mut records = Records { stream: &stream, at };
        let sheet = book.sheet(&mut records)?;
        sheet.write(&book.shared, &mut draft)?;
        count = count.saturating_add(1);
    }
    if count == 0 {
        return Err(Problem::new(ProblemCode::Broken));
    }
    let mut content = draft.finish(Some(count))?;
    content.needs_ocr = false;
    Ok(content)
}

struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    fn next(&mut self) -> Option<(u16, &'a [u8])> {
        let kind = u16_at(self.stream, self.at)?;
        let size = usize::from(u16_at(self.stream, self.at + 2)?);
        let body = self.stream.get(self.at + 4..)?;
        self.at += 4 + size;
        // Cut short: the last record is what there is of it.
        Some((kind, body.get(..size).unwrap_or(body)))
    }

    /// The next record, if it goes on with this one.
    fn continued(&mut self) -> Option<&'a [u8]> {
        if u16_at(self.stream, self.at)? != CONTINUE {
            return None;
        }
        self.next().map(|(_, body)| body)
    }
}

#[derive(Default)]
struct Book {
    /// Letters may have two bytes: BIFF8.
    wide: bool,
    code_page: u16,
    from_1904: bool,
    fonts: Vec<Option<Font>>,
    formats: HashMap<u32, String>,
    /// Of each cell format: its font, and whether it shows a day.
    styles: Vec<(Option<Font>, bool)>,
    sheets: Vec<usize>,
    shared: Vec<Rich>,
}

impl Book {
    fn learn(&mut self, kind: u16, body: &[u8]) {
        match kind {
            CODE_PAGE => self.code_page = u16_at(body, 0).unwrap_or(0),
            DATE_MODE => self.from_1904 = u16_at(body, 0) == Some(1),
            FONT => {
                let name = self.short_text(body.get(14..).unwrap_or_default(), 1);
                self.fonts.push(by_font(&name));
            }
            FORMAT => {
                if let Some(id) = u16_at(body, 0) {
                    let code =
                        self.short_text(body.get(2..).unwrap_or_default(), if self.wide { 2 } else { 1 });
                    self.formats.insert(u32::from(id), code);
                }
            }
            XF => {
                let font = u16_at(body, 0).and_then(|at| font(&self.fonts, at));
                let format = u32::from(u16_at(body, 2).unwrap_or(0));
                let is_date = sheet::is_date(format, self.formats.get(&format).map(String::as_str));
                self.styles.push((font, is_date));
            }
            // Hidden sheets too; charts and macros have no cells.
            SHEET if body.get(5).is_some_and(|kind| *kind == 0) => {
                // Sheets that lie in one place are one.
                let at = u32_at(body, 0)
                    .map(place)
                    .filter(|at| self.sheets.len() < 4096 && !self.sheets.contains(at));
                if let Some(at) = at {
                    self.sheets.push(at);
                }
            }
            _ => {}
        }
    }

    /// A text with its length before it, of one or two bytes.
    fn short_text(&self, body: &[u8], length: usize) -> String {
        let count = match length {
            1 => usize::from(body.first().copied().unwrap_or(0)),
            _ => usize::from(u16_at(body, 0).unwrap_or(0)),
        };
        let rest = body.get(length..).unwrap_or_default();
        if !self.wide {
            return self.narrow(rest.get(..count).unwrap_or(rest));
        }
        let flags = rest.first().copied().unwrap_or(0);
        let rest = rest.get(1..).unwrap_or_default();
        if flags & 1 == 0 {
            return western(rest.get(..count).unwrap_or(rest));
        }
        wide(rest.get(..count.saturating_mul(2)).unwrap_or(rest))
    }

    fn narrow(&self, bytes: &[u8]) -> String {
        match self.code_page {
            0 | 1200 | 367 | 0x8001 => western(bytes),
            0x8000 => crate::text::of_code_page(bytes, 10000),
            page => crate::text::of_code_page(bytes, page),
        }
    }

    fn sheet(&self, records: &mut Records<'_>) -> Result<Sheet, Problem> {
        let mut sheet = Sheet::default();
        // The text of a formula stands in a record behind it.
        let mut waiting: Option<(u32, u32, u16)> = None;
        let mut depth = 0_u32;
        while let Some((kind, body)) = records.next() {
            match kind {
                BOF => depth = depth.saturating_add(1),
                EOF if depth <= 1 => break,
                EOF => depth -= 1,
                FILE_PASS => return Err(Problem::new(ProblemCode::Encrypted)),
                _ => {}
            }
            // A chart inside the sheet has cells of its own that are not shown.
            if depth > 1 {
                continue;
            }
            let at = |offset| u16_at(body, offset).map(u32::from);
            let (Some(row), Some(column), style) = (at(0), at(2), u16_at(body, 4).unwrap_or(0)) else {
                continue;
            };
            match kind {
                LABEL_SHARED => {
                    if let Some(shared) = u32_at(body, 6) {
                        sheet.add(self.cell(row, column, style, Value::Shared(place(shared))))?;
                    }
                }
                LABEL | RICH_LABEL => {
                    let text = self.short_text(body.get(6..).unwrap_or_default(), 2);
                    sheet.add(self.cell(row, column, style, Value::Own(vec![(text, None)])))?;
                }
                NUMBER => {
                    if let Some(number) = f64_at(body, 6) {
                        sheet.add(self.number(row, column, style, number))?;
                    }
                }
                RK => {
                    if let Some(packed) = u32_at(body, 6) {
                        sheet.add(self.number(row, column, style, unpacked(packed)))?;
                    }
                }
                MANY_RK => {
                    for (step, six) in (0_u32..).zip(body.get(4..).unwrap_or_default().chunks_exact(6)) {
                        if let (Some(style), Some(packed)) = (u16_at(six, 0), u32_at(six, 2)) {
                            sheet.add(self.number(
                                row,
                                column.saturating_add(step),
                                style,
                                unpacked(packed),
                            ))?;
                        }
                    }
                }
                FORMULA => match (u16_at(body, 12), body.get(6)) {
                    (Some(0xFFFF), Some(0)) => waiting = Some((row, column, style)),
                    (Some(0xFFFF), _) => {}
                    _ => {
                        if let Some(number) = f64_at(body, 6) {
                            sheet.add(self.number(row, column, style, number))?;
                        }
                    }
                },
                STRING => {
                    if let Some((row, column, style)) = waiting.take() {
                        let text = self.short_text(body, 2);
                        sheet.add(self.cell(row, column, style, Value::Own(vec![(text, None)])))?;
                    }
                }
                _ => {}
            }
        }
        Ok(sheet)
    }

    fn cell(&self, row: u32, column: u32, style: u16, value: Value) -> Cell {
        let font = self.styles.get(usize::from(style)).and_then(|(font, _)| *font);
        Cell { row, column, font, value }
    }

    fn number(&self, row: u32, column: u32, style: u16, number: f64) -> Cell {
        let is_date = self.styles.get(usize::from(style)).is_some_and(|(_, is_date)| *is_date);
        let text = sheet::shown(number, is_date, self.from_1904);
        self.cell(row, column, style, Value::Own(vec![(text, None)]))
    }
}

/// Font number 4 does not exist: those after it count one more than they are.
fn font(fonts: &[Option<Font>], number: u16) -> Option<Font> {
    let at = usize::from(if number > 4 { number - 1 } else { number });
    fonts.get(at).copied().flatten()
}

/// A number packed into 30 bits: a whole number or the upper part of another, perhaps in hundredths.
fn unpacked(packed: u32) -> f64 {
    let number = if packed & 2 != 0 {
        f64::from(packed.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(packed & 0xFFFF_FFFC) << 32)
    };
    if packed & 1 != 0 { number / 100.0 } else { number }
}

/// The table of shared texts. A text may break off at the end of a record and go on in the next, behind a byte that
/// says anew how wide its letters are.
fn shared(parts: Vec<&[u8]>, fonts: &[Option<Font>]) -> Vec<Rich> {
    let mut cursor = Cursor { parts, part: 0, at: 8 };
    let mut found = Vec::new();
    while let Some(rich) = cursor.text(fonts) {
        found.push(rich);
    }
    found
}

struct Cursor<'a> {
    parts: Vec<&'a [u8]>,
    part: usize,
    at: usize,
}

impl Cursor<'_> {
    fn byte(&mut self) -> Option<u8> {
        while self.at >= self.parts.get(self.part)?.len() {
            self.part += 1;
            self.at = 0;
        }
        let byte = self.parts.get(self.part)?.get(self.at).copied();
        self.at += 1;
        byte
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn text(&mut self, fonts: &[Option<Font>]) -> Option<Rich> {
        let count = usize::from(self.u16()?);
        let mut flags = self.byte()?;
        let runs = if flags & 8 != 0 { self.u16()? } else { 0 };
        let more = match flags & 4 {
            0 => 0,
            _ => u32::from_le_bytes([self.byte()?, self.byte()?, self.byte()?, self.byte()?]),
        };
        let mut letters: Vec<u16> = Vec::with_capacity(count);
        while letters.len() < count {
            if self.at >= self.parts.get(self.part)?.len() {
                self.part += 1;
                self.at = 0;
                flags = self.byte()?;
            }
            letters.push(if flags & 1 != 0 { self.u16()? } else { u16::from(self.byte()?) });
        }
        let mut starts = Vec::new();
        for _ in 0..runs {
            starts.push((usize::from(self.u16()?), self.u16()?));
        }
        for _ in 0..more {
            self.byte()?;
        }
        let mut rich = Rich::new();
        let mut begin = 0;
        let mut of_run = None;
        for (start, number) in starts {
            let start = start.min(letters.len()).max(begin);
            rich.push((text_of(letters.get(begin..start).unwrap_or_default()), of_run));
            of_run = Some(font(fonts, number));
            begin = start;
        }
        rich.push((text_of(letters.get(begin..).unwrap_or_default()), of_run));
        rich.retain(|(text, _)| !text.is_empty());
        Some(rich)
    }
}

fn text_of(letters: &[u16]) -> String {
    char::decode_utf16(letters.iter().copied()).map(|c| c.unwrap_or('\u{fffd}')).collect()
}
