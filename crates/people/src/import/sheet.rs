//! XLSX and CSV in, lines out; and the tables that are given back.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use kernel::Refusal;
use rust_xlsxwriter::{Format, Workbook};
use words::{Lang, Msg};

use super::{LINES_MAX, Line, Tried};
use crate::t;

/// The columns in their order, with the names they are known by (folded).
const COLUMNS: [&[&str]; 7] = [
    &["don vi", "ten don vi", "unit", "name of the unit"],
    &["loai don vi", "kind of unit", "kind"],
    &["don vi cap tren", "unit above", "parent"],
    &["chuc danh", "chuc vu", "post", "title"],
    &["vai tro", "roles", "role"],
    &["ho va ten", "ho ten", "full name", "name"],
    &["tu ngay", "ngay giu chuc", "from"],
];
/// A title and notes may stand above the heading.
const HEADING_WITHIN: usize = 15;

fn headings() -> [Msg; 7] {
    [t::unit(), t::unit_kind(), t::parent_unit(), t::post(), t::roles(), t::full_name(), t::from_day()]
}

/// Reads either format, told apart by its first bytes and not by its name.
pub fn read(bytes: &[u8]) -> Result<Vec<Line>, Refusal> {
    let rows = if bytes.starts_with(b"PK") { workbook(bytes)? } else { text(bytes)? };
    lines(rows)
}

type Rows = Vec<(u32, Vec<String>)>;

fn workbook(bytes: &[u8]) -> Result<Rows, Refusal> {
    let unreadable = || Refusal::invalid(t::import_unreadable()).field("file");
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|_| unreadable())?;
    let range = book.worksheet_range_at(0).ok_or_else(unreadable)?.map_err(|_| unreadable())?;
    let first = range.start().map_or(0, |(row, _)| row);
    if range.height() > LINES_MAX + HEADING_WITHIN {
        return Err(too_long());
    }
    Ok((first + 1..).zip(range.rows().map(|row| row.iter().map(cell).collect())).collect())
}

fn cell(data: &Data) -> String {
    match data {
        // Excel keeps days as numbers; people write them as dates.
        Data::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{day:02}/{month:02}/{year:04}")
        }
        Data::DateTimeIso(text) => text.get(..10).unwrap_or(text).to_owned(),
        Data::Error(_) => String::new(),
        other => other.to_string(),
    }
}

fn text(bytes: &[u8]) -> Result<Rows, Refusal> {
    let decoded = decode(bytes).ok_or_else(|| Refusal::invalid(t::import_not_utf8()).field("file"))?;
    let first = decoded.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    // Which sign parts the columns follows the language of whose Excel saved it.
    let parts = [b';', b',', b'\t'];
    let part = parts.into_iter().max_by_key(|part| first.bytes().filter(|b| b == part).count());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(part.unwrap_or(b','))
        .from_reader(decoded.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| Refusal::invalid(t::import_unreadable()).field("file"))?;
        if rows.len() > LINES_MAX + HEADING_WITHIN {
            return Err(too_long());
        }
        let line = record.position().map_or(0, |at| u32::try_from(at.line()).unwrap_or(u32::MAX));
        rows.push((line, record.iter().map(str::to_owned).collect()));
    }
    Ok(rows)
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

fn too_long() -> Refusal {
    Refusal::invalid(t::import_too_long(LINES_MAX)).field("file")
}

fn plain(text: &str) -> String {
    vietnamese::fold(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Finds the heading, then takes each line below it that says something.
fn lines(rows: Rows) -> Result<Vec<Line>, Refusal> {
    let find = |row: &[String]| {
        COLUMNS.map(|names| row.iter().position(|cell| names.contains(&plain(cell).as_str())))
    };
    let heading = rows.iter().take(HEADING_WITHIN).enumerate().find_map(|(at, (_, row))| {
        let places = find(row);
        (places[0].is_some() && (places[3].is_some() || places[5].is_some())).then_some((at, places))
    });
    let Some((at, places)) = heading else {
        return Err(Refusal::invalid(t::import_no_heading()).field("file"));
    };
    let mut found: Vec<Line> = Vec::new();
    for (number, row) in rows.into_iter().skip(at + 1) {
        let take = |column: usize| -> String {
            let text = places[column].and_then(|at| row.get(at)).map_or("", |cell| cell.trim());
            vietnamese::nfc(text).split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let mut line = Line {
            number,
            unit: take(0),
            kind: take(1),
            parent: take(2),
            title: take(3),
            roles: take(4),
            name: take(5),
            from: take(6),
        };
        if line.cells().iter().all(|cell| cell.is_empty()) {
            continue;
        }
        // Cells merged over several lines hold their text in the first one only.
        if line.unit.is_empty()
            && let Some(above) = found.last()
        {
            line.unit.clone_from(&above.unit);
            line.kind.clone_from(&above.kind);
            line.parent.clone_from(&above.parent);
        }
        found.push(line);
        if found.len() > LINES_MAX {
            return Err(too_long());
        }
    }
    if found.is_empty() { Err(Refusal::invalid(t::import_empty()).field("file")) } else { Ok(found) }
}

/// The table to fill, with one line that shows how.
pub fn template(lang: Lang) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let bold = Format::new().set_bold();
    let example = t::import_example().say(lang);
    let mut example = example.split(';').map(str::trim);
    for (column, heading) in (0u16..).zip(headings()) {
        sheet.write_with_format(0, column, heading.say(lang), &bold)?;
        sheet.write(1, column, example.next().unwrap_or(""))?;
        sheet.set_column_width(column, 26)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}

/// The lines that were wrong, with what is wrong, to be mended and sent again.
pub fn mend(tried: &[Tried], lang: Lang) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer(vec![0xef, 0xbb, 0xbf]);
    let said = headings().map(|msg| msg.say(lang));
    out.write_record(said.iter().map(String::as_str).chain([t::import_wrong().say(lang).as_str()]))?;
    for row in tried.iter().filter(|row| !row.wrong.is_empty()) {
        let wrong: Vec<String> = row.wrong.iter().map(|msg| msg.say(lang)).collect();
        let cells = row.line.cells().map(harmless);
        out.write_record(cells.iter().map(String::as_str).chain([wrong.join(" ").as_str()]))?;
    }
    out.into_inner().map_err(|fault| csv::Error::from(std::io::Error::other(fault.to_string())))
}

/// A cell that a spreadsheet would run as a formula is text again.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_excel_with_merged_cells_blank_lines_and_dates_is_read() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let day = Format::new().set_num_format("dd/mm/yyyy");
        sheet.write(0, 0, "DANH SÁCH CÁN BỘ").unwrap();
        for (column, name) in (0u16..).zip(["Đơn vị", "Loại đơn vị", "Họ và tên", "Chức danh", "Từ ngày"])
        {
            sheet.write(2, column, name).unwrap();
        }
        sheet.merge_range(3, 0, 4, 0, "Phòng  Tổng hợp", &Format::new()).unwrap();
        sheet.write(3, 1, "Phòng").unwrap();
        sheet.write(3, 2, "Lê Thị Mây").unwrap();
        let date = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 9, 5).unwrap();
        sheet.write_with_format(3, 4, &date, &day).unwrap();
        sheet.write(4, 2, "Đặng Văn An").unwrap();
        sheet.write(6, 0, "Phòng Hành chính").unwrap();
        let lines = read(&book.save_to_buffer().unwrap()).unwrap();
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert_eq!((lines[0].number, lines[0].from.as_str()), (4, "05/09/2026"));
        assert_eq!((lines[1].unit.as_str(), lines[1].name.as_str()), ("Phòng Tổng hợp", "Đặng Văn An"));
        assert_eq!((lines[2].number, lines[2].unit.as_str()), (7, "Phòng Hành chính"));
    }

    #[test]
    fn text_of_any_excel_is_read() {
        let comma = "Đơn vị,Chức danh,Họ và tên\nPhòng A,Chuyên viên,\"Lê, B\"\n";
        let semicolon = "\u{feff}Đơn vị;Chức danh;Họ và tên\r\n;;\r\nPhòng A;Chuyên viên;Lê B\r\n";
        assert_eq!(read(comma.as_bytes()).unwrap()[0].name, "Lê, B");
        assert_eq!(read(semicolon.as_bytes()).unwrap()[0].name, "Lê B");
        let mut wide = vec![0xff, 0xfe];
        wide.extend(comma.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(read(&wide).unwrap()[0].unit, "Phòng A");
    }

    #[test]
    fn what_is_no_table_says_so() {
        assert_eq!(read(b"PK\x03\x04 broken").unwrap_err().msg.key(), "import-unreadable");
        assert_eq!(read(&[0xd0, 0x00, 0xff, 0x80]).unwrap_err().msg.key(), "import-not-utf8");
        assert_eq!(read("a,b\n1,2\n".as_bytes()).unwrap_err().msg.key(), "import-no-heading");
        assert_eq!(read("Đơn vị,Chức danh\n\n".as_bytes()).unwrap_err().msg.key(), "import-empty");
        let long = format!("Đơn vị,Chức danh\n{}", "A,B\n".repeat(LINES_MAX + 20));
        assert_eq!(read(long.as_bytes()).unwrap_err().msg.key(), "import-too-long");
    }

    #[test]
    fn the_template_can_be_read_back() {
        for lang in Lang::ALL {
            let lines = read(&template(lang).unwrap()).unwrap();
            assert!(!lines[0].unit.is_empty() && !lines[0].name.is_empty(), "{lines:?}");
        }
    }

    #[test]
    fn a_formula_comes_back_as_text() {
        assert_eq!(harmless("=1+1"), "'=1+1");
    }
}
