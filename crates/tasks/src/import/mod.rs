//! Lists of tasks that an office kept in a table: read, tried dry, taken row by row. Every row of the table stays in its
//! import, taken or not; a row that is wrong says how to mend it and stops no other.

mod settle;
mod when;

pub use settle::{Done, Known, Settled, SourceKey, Told, key_of, settle};

use kernel::{Id, Refusal};
use people::Unit;
use serde::{Deserialize, Serialize};
use tables::{Heading, Sheet};
use words::Msg;

use crate::t;

/// The largest table taken.
pub const LIMITS: tables::Limits = tables::Limits { file: 20 << 20, rows: 20_000 };

kernel::codes! {
    /// What a column of the table says.
    Column {
        Code = "code",
        Conference = "conference",
        Notice = "notice",
        Issued = "issued",
        Follower = "follower",
        Field = "field",
        /// The body that presented the matter: the owner, where no column names one.
        Body = "body",
        Owner = "owner",
        Content = "content",
        Product = "product",
        Received = "received",
        TermKind = "term_kind",
        Due = "due",
        Progress = "progress",
        Result = "result",
        Document = "document",
        Updated = "updated",
    }
}

/// Headings by which a column is known, as [`tables::plain`] makes them.
const NAMES: tables::Names<'_, Column> = &[
    (Column::Code, &["ma", "ma nhiem vu", "ma so", "code"]),
    (
        Column::Conference,
        &["so hoi nghi", "hoi nghi", "phien hop", "so phien hop", "conference", "conference number"],
    ),
    (
        Column::Notice,
        &[
            "so thong bao",
            "thong bao",
            "so tb",
            "so ky hieu",
            "so van ban",
            "so ky hieu van ban",
            "van ban giao",
            "van ban giao nhiem vu",
            "so thong bao ket luan",
            "notice",
            "notice number",
            "number and symbol",
        ],
    ),
    (
        Column::Issued,
        &[
            "ngay ban hanh",
            "ngay thong bao",
            "ngay van ban",
            "ngay thang",
            "ngay ra thong bao",
            "issued",
            "issued on",
            "date issued",
        ],
    ),
    (
        Column::Follower,
        &["nguoi theo doi", "chuyen vien theo doi", "can bo theo doi", "theo doi", "follower", "followed by"],
    ),
    (Column::Field, &["linh vuc", "field", "khoi"]),
    (
        Column::Body,
        &[
            "co quan trinh",
            "don vi trinh",
            "co quan tham muu",
            "noi trinh",
            "presenting body",
            "presented by",
        ],
    ),
    (
        Column::Owner,
        &[
            "chu tri",
            "co quan chu tri",
            "don vi chu tri",
            "co quan thuc hien",
            "don vi thuc hien",
            "co quan don vi thuc hien",
            "co quan chu tri thuc hien",
            "don vi duoc giao",
            "co quan duoc giao",
            "owner",
        ],
    ),
    (
        Column::Content,
        &[
            "noi dung",
            "noi dung nhiem vu",
            "nhiem vu",
            "noi dung chi dao",
            "noi dung ket luan",
            "noi dung cong viec",
            "content",
            "task",
        ],
    ),
    (Column::Product, &["san pham", "san pham dau ra", "yeu cau san pham", "product"]),
    (Column::Received, &["ngay nhan", "ngay nhan van ban", "received", "received on", "date received"]),
    (Column::TermKind, &["loai thoi han", "loai han", "kieu thoi han", "kind of deadline", "deadline kind"]),
    (
        Column::Due,
        &[
            "thoi han",
            "han",
            "han hoan thanh",
            "thoi han hoan thanh",
            "thoi gian hoan thanh",
            "han xu ly",
            "deadline",
            "due",
        ],
    ),
    (
        Column::Progress,
        &["tien do", "tinh trang", "trang thai", "tien do thuc hien", "progress", "state", "standing"],
    ),
    (
        Column::Result,
        &[
            "ket qua",
            "minh chung",
            "ket qua minh chung",
            "ket qua thuc hien",
            "result",
            "evidence",
            "result evidence",
        ],
    ),
    (
        Column::Document,
        &[
            "van ban thuc hien",
            "so van ban thuc hien",
            "van ban trien khai",
            "van ban ket qua",
            "implementing document",
        ],
    ),
    (
        Column::Updated,
        &[
            "cap nhat cuoi",
            "cap nhat lan cuoi",
            "ngay cap nhat",
            "lan cap nhat cuoi",
            "last update",
            "updated",
        ],
    ),
];

/// A row of the table as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    #[serde(default)]
    pub sheet: String,
    /// As the sheet counts, so that who mends finds it.
    pub number: u32,
    pub cells: Vec<(Column, String)>,
}

impl Line {
    #[must_use]
    pub fn get(&self, column: Column) -> &str {
        self.cells.iter().find(|(one, _)| *one == column).map_or("", |(_, text)| text.as_str())
    }
}

/// What was read of a table.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Table {
    pub lines: Vec<Line>,
    /// Sheets without a heading that says enough: told, not taken.
    pub sheets_left: Vec<String>,
    /// Units for names that are nobody's here, as somebody said.
    #[serde(default)]
    pub units: Vec<(String, Id<Unit>)>,
}

/// Reads the table.
pub fn read(bytes: &[u8]) -> Result<Table, Refusal> {
    let mut table = Table::default();
    let sheets = tables::read(bytes, LIMITS)?;
    no_marks(&sheets)?;
    for sheet in sheets {
        let heading = tables::find(&sheet, NAMES, |heading: &Heading<Column>| {
            heading.has(Column::Content) && (heading.has(Column::Body) || heading.has(Column::Owner))
        });
        match heading {
            Some(heading) => lines(&sheet, &heading, &mut table.lines),
            None => table.sheets_left.push(sheet.name),
        }
    }
    if table.lines.is_empty() {
        return Err(Refusal::invalid(t::import_no_heading()).field("file"));
    }
    Ok(table)
}

/// The marks of secrecy, as a cell of a table has them.
const MARKS: [&str; 3] = ["mật", "tối mật", "tuyệt mật"];

/// Nothing of secret papers comes into this system: the table is refused before any of it is kept.
fn no_marks(sheets: &[Sheet]) -> Result<(), Refusal> {
    let marked = |cell: &String| MARKS.contains(&cell.trim().to_lowercase().as_str());
    let rows = sheets.iter().flat_map(|sheet| &sheet.rows);
    let lines: Vec<u32> = rows.filter(|(_, cells)| cells.iter().any(marked)).map(|(line, _)| *line).collect();
    if lines.is_empty() {
        return Ok(());
    }
    let said: Vec<String> = lines.iter().take(20).map(ToString::to_string).collect();
    Err(Refusal::invalid(t::import_secret(lines.len(), said.join(", "))).field("file"))
}

/// The row of the columns' own numbers: (1), (2), (3).
fn counts_columns(cells: &[String]) -> bool {
    let full: Vec<_> = cells.iter().filter(|cell| !cell.is_empty()).collect();
    let number = |cell: &str| cell.trim_matches(['(', ')']).parse::<u32>().is_ok_and(|n| n < 60);
    full.len() >= 3 && full.iter().all(|cell| number(cell))
}

/// What stands once over several rows: of one notice come several tasks.
const MERGED: [Column; 4] = [Column::Conference, Column::Notice, Column::Issued, Column::Received];

fn lines(sheet: &Sheet, heading: &Heading<Column>, lines: &mut Vec<Line>) {
    let first = lines.len();
    for (number, cells) in sheet.rows.iter().skip(heading.at + 1) {
        if tables::repeats(cells, &heading.names) || counts_columns(cells) {
            continue;
        }
        let of = |(field, text): (&Option<Column>, &String)| {
            field.filter(|_| !text.is_empty()).map(|field| (field, text.clone()))
        };
        let cells: Vec<_> = heading.fields.iter().zip(cells).filter_map(of).collect();
        if cells.is_empty() {
            continue;
        }
        let mut line = Line { sheet: sheet.name.clone(), number: *number, cells };
        if let Some(above) = lines[first..].last()
            && MERGED.iter().all(|column| line.get(*column).is_empty())
        {
            let said = MERGED.iter().filter(|column| !above.get(**column).is_empty());
            line.cells.extend(said.map(|column| (*column, above.get(*column).to_owned())));
        }
        lines.push(line);
    }
}

/// The name of a column, as tables are headed that this program makes.
#[must_use]
pub fn column_name(column: Column) -> Msg {
    match column {
        Column::Code => t::code(),
        Column::Conference => t::conference(),
        Column::Notice => t::col_notice(),
        Column::Issued => t::issued_on(),
        Column::Follower => t::follower(),
        Column::Field => t::field(),
        Column::Body => t::col_body(),
        Column::Owner => t::owner(),
        Column::Content => t::content(),
        Column::Product => t::product(),
        Column::Received => t::received_on(),
        Column::TermKind => t::col_term_kind(),
        Column::Due => t::col_due(),
        Column::Progress => t::col_progress(),
        Column::Result => t::col_result(),
        Column::Document => t::col_document(),
        Column::Updated => t::col_updated(),
    }
}

/// The columns of the table that is given to be filled, in the order in which offices keep them.
pub const TEMPLATE: [Column; 15] = [
    Column::Conference,
    Column::Notice,
    Column::Issued,
    Column::Follower,
    Column::Field,
    Column::Body,
    Column::Owner,
    Column::Content,
    Column::TermKind,
    Column::Due,
    Column::Progress,
    Column::Result,
    Column::Document,
    Column::Code,
    Column::Updated,
];

#[cfg(test)]
mod tests {
    use words::Lang;

    use super::*;

    const OLD: &str = "DANH MỤC NHIỆM VỤ;;;;;;;\n\
        Số hội nghị;Số thông báo;Ngày ban hành;Cơ quan trình;Nội dung;Thời hạn;Tiến độ;Mã\n\
        (1);(2);(3);(4);(5);(6);(7);(8)\n\
        HN 12;45-TB/TU;05/06/2026;Ban Tổ chức;Rà soát biên chế;30/06/2026;Hoàn thành;A1\n\
        ;;;Ban Nội chính;Kiểm tra thi hành án;;Đang thực hiện;\n\
        Số hội nghị;Số thông báo;Ngày ban hành;Cơ quan trình;Nội dung;Thời hạn;Tiến độ;Mã\n\
        ;;;;Chỉ có nội dung;;;\n";

    #[test]
    fn a_table_of_an_office_is_read_and_no_row_is_lost() {
        let table = read(OLD.as_bytes()).unwrap_or_default();
        assert_eq!(table.lines.iter().map(|line| line.number).collect::<Vec<_>>(), [4, 5, 7]);
        assert_eq!(table.lines[1].get(Column::Notice), "45-TB/TU");
        assert_eq!(table.lines[1].get(Column::Issued), "05/06/2026");
        assert_eq!(table.lines[0].get(Column::Code), "A1");
        assert_eq!(table.lines[2].get(Column::Content), "Chỉ có nội dung");
    }

    #[test]
    fn the_table_to_be_filled_is_known_in_both_languages() {
        for lang in Lang::ALL {
            let heading: Vec<String> = TEMPLATE.iter().map(|column| column_name(*column).say(lang)).collect();
            for (column, name) in TEMPLATE.iter().zip(&heading) {
                let plain = tables::plain(name);
                let known = NAMES.iter().find(|(one, _)| one == column);
                assert!(known.is_some_and(|(_, names)| names.contains(&plain.as_str())), "{name}");
            }
        }
    }

    #[test]
    fn what_is_no_list_of_tasks_says_so() {
        let key = |text: &str| read(text.as_bytes()).err().map(|fault| fault.msg.key());
        assert_eq!(key("a;b;c\n1;2;3\n"), Some("import-no-heading"));
        assert_eq!(key(""), Some("file-empty"));
        // A mark of secrecy keeps the whole table outside.
        let marked = OLD.replace("A1", "TỐI MẬT");
        assert_eq!(key(&marked), Some("import-secret"));
    }
}
