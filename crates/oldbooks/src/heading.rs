//! Which column says what, by the heading: Nghị định 30/2020, Annex IV, the Party's forms, and how people shorten them.

use crate::model::Field;
use crate::sheet::Sheet;

/// A title and notes may stand above the heading.
const WITHIN: usize = 30;

/// Headings by which a column is known, folded, without signs. A word that stands alone in one form ("số", "ngày") is
/// told by the heading above it.
const NAMES: &[(Field, &[&str])] = &[
    (
        Field::Arrived,
        &[
            "ngay den",
            "ngay nhan",
            "ngay vao so",
            "ngay tiep nhan",
            "ngay thang den",
            "ngay cong van den",
            "thoi gian den",
            "ngay van ban den",
            "date received",
            "arrived",
        ],
    ),
    (
        Field::Number,
        &[
            "so den",
            "so vao so",
            "so thu tu",
            "stt",
            "tt",
            "so tt",
            "so dang ky",
            "so cong van den",
            "so van ban den",
            "so cv den",
            "arrival number",
        ],
    ),
    (
        Field::Issuer,
        &[
            "tac gia",
            "ten tac gia",
            "co quan ban hanh",
            "noi ban hanh",
            "noi gui",
            "co quan gui",
            "don vi gui",
            "don vi ban hanh",
            "noi gui den",
            "tac gia van ban",
            "co quan to chuc ban hanh",
            "ten co quan ban hanh",
            "issuer",
        ],
    ),
    (
        Field::Code,
        &[
            "so ky hieu",
            "so va ky hieu",
            "so ky hieu van ban",
            "so va ky hieu van ban",
            "ky hieu",
            "so hieu",
            "so hieu van ban",
            "so cong van",
            "so van ban",
            "so kh",
            "so ki hieu",
            "so va ki hieu",
            "ki hieu",
            "number and symbol",
            "code",
        ],
    ),
    (
        Field::Issued,
        &[
            "ngay thang",
            "ngay thang nam",
            "ngay van ban",
            "ngay thang van ban",
            "ngay thang nam van ban",
            "ngay ban hanh",
            "ngay ky",
            "ngay thang ban hanh",
            "ngay cua van ban",
            "ngay vb",
            "ngay thang nam ban hanh",
            "ngay thang nam cua van ban",
            "issued",
        ],
    ),
    (Field::Kind, &["loai van ban", "ten loai", "ten loai van ban", "loai", "the loai", "loai vb", "kind"]),
    (
        Field::Subject,
        &[
            "ten loai va trich yeu noi dung",
            "ten loai va trich yeu noi dung van ban",
            "ten loai va trich yeu",
            "ten loai trich yeu noi dung",
            "ten loai trich yeu",
            "trich yeu",
            "trich yeu noi dung",
            "trich yeu noi dung van ban",
            "trich yeu van ban",
            "noi dung",
            "noi dung trich yeu",
            "noi dung van ban",
            "ve viec",
            "subject",
        ],
    ),
    (
        Field::Receiver,
        &[
            "don vi hoac nguoi nhan",
            "don vi nguoi nhan",
            "nguoi nhan",
            "don vi nhan",
            "noi nhan",
            "noi nhan van ban",
            "don vi xu ly",
            "noi xu ly",
            "don vi giai quyet",
            "chuyen cho",
            "nguoi xu ly",
            "don vi ca nhan nhan",
            "noi chuyen den",
            "receiver",
        ],
    ),
    (
        Field::Forwarded,
        &["ngay chuyen", "ngay giao", "ngay chuyen giao", "ngay ban giao", "ngay chuyen xu ly", "passed on"],
    ),
    (Field::Signed, &["ky nhan", "ky nhan van ban", "nguoi ky nhan", "chu ky nhan", "chu ky", "signed"]),
    (Field::Note, &["ghi chu", "luu y", "chu thich", "note", "notes"]),
    (Field::Urgency, &["do khan", "muc do khan", "khan", "urgency"]),
    (Field::Secrecy, &["do mat", "muc do mat", "muc do", "secrecy"]),
];

/// A heading as it is compared: folded, signs and brackets away.
#[must_use]
pub fn plain(text: &str) -> String {
    let folded = vietnamese::fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// What a heading means.
#[must_use]
pub fn field(text: &str) -> Option<Field> {
    let text = plain(text);
    if text.is_empty() {
        return None;
    }
    let exact = |names: &&[&str]| names.contains(&text.as_str());
    NAMES.iter().find(|(_, names)| exact(names)).map(|(field, _)| *field)
}

/// The heading of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its last row in `Sheet::rows`.
    pub at: usize,
    pub names: Vec<String>,
    pub fields: Vec<Field>,
}

impl Heading {
    fn known(&self) -> usize {
        self.fields.iter().filter(|field| **field != Field::Ignored).count()
    }
}

fn cell(row: Option<&(u32, Vec<String>)>, column: usize) -> &str {
    row.and_then(|(_, cells)| cells.get(column)).map_or("", String::as_str)
}

/// The heading in this row, with the row above where the two make one ("Văn bản" over "Số" and "Ngày").
fn heading(sheet: &Sheet, at: usize) -> Heading {
    let (row, above) = (sheet.rows.get(at), at.checked_sub(1).and_then(|at| sheet.rows.get(at)));
    let width = [row, above].into_iter().flatten().map(|(_, cells)| cells.len()).max().unwrap_or(0);
    let (mut names, mut fields, mut group) = (Vec::new(), Vec::new(), String::new());
    for column in 0..width {
        let (own, over) = (cell(row, column), cell(above, column));
        if !over.is_empty() {
            // A merged heading stands in its first column only.
            group = over.to_owned();
        }
        let both = format!("{own} {group}");
        let found = field(own)
            .or_else(|| (!own.is_empty()).then(|| field(&both)).flatten())
            .or_else(|| own.is_empty().then(|| field(over)).flatten());
        let found = found.filter(|found| !fields.contains(found));
        names.push(if own.is_empty() { over.to_owned() } else { own.to_owned() });
        fields.push(found.unwrap_or(Field::Ignored));
    }
    Heading { at, names, fields }
}

/// The row among the first ones that means most; none where no row names a number and what the paper is.
#[must_use]
pub fn find(sheet: &Sheet) -> Option<Heading> {
    let all = (0..sheet.rows.len().min(WITHIN)).map(|at| heading(sheet, at));
    let usable = |heading: &Heading| {
        let has = |field: Field| heading.fields.contains(&field);
        heading.known() >= 3 && has(Field::Number) && (has(Field::Subject) || has(Field::Code))
    };
    // Of two that mean the same the upper one: the lower one is the row of the columns' numbers.
    all.filter(usable).rev().max_by_key(Heading::known)
}

/// Whether this row repeats the heading: registers print it on each page.
#[must_use]
pub fn repeats(cells: &[String], names: &[String]) -> bool {
    let mut same = 0;
    for (cell, name) in cells.iter().zip(names).filter(|(cell, _)| !cell.is_empty()) {
        if plain(cell) != plain(name) {
            return false;
        }
        same += 1;
    }
    same >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let rows =
            (1..).zip(rows).map(|(line, cells)| (line, cells.iter().map(|c| (*c).to_owned()).collect()));
        Sheet { name: "1".to_owned(), rows: rows.collect() }
    }

    #[test]
    fn the_decrees_heading_is_known_with_and_without_accents() {
        let found = find(&sheet(&[
            &["SỔ ĐĂNG KÝ VĂN BẢN ĐẾN"],
            &[
                "Ngày đến",
                "Số đến",
                "Tác giả",
                "Số, ký hiệu",
                "Ngày tháng",
                "Tên loại và trích yếu nội dung",
                "Đơn vị hoặc người nhận",
                "Ngày chuyển",
                "Ký nhận",
                "Ghi chú",
            ],
            &["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)", "(10)"],
        ]))
        .unwrap();
        let wanted = [
            Field::Arrived,
            Field::Number,
            Field::Issuer,
            Field::Code,
            Field::Issued,
            Field::Subject,
            Field::Receiver,
            Field::Forwarded,
            Field::Signed,
            Field::Note,
        ];
        assert_eq!((found.at, found.fields.as_slice()), (1, wanted.as_slice()));
        let bare = find(&sheet(&[&["SO DEN", "NGAY DEN", "NOI GUI", "SO KY HIEU", "TRICH YEU"]])).unwrap();
        assert_eq!(bare.fields, [Field::Number, Field::Arrived, Field::Issuer, Field::Code, Field::Subject]);
    }

    #[test]
    fn a_heading_over_two_rows_is_one() {
        let found = find(&sheet(&[
            &["Số đến", "Ngày đến", "Văn bản", "", "", "Ghi chú"],
            &["", "", "Số ký hiệu", "Ngày", "Trích yếu", ""],
        ]))
        .unwrap();
        assert_eq!(
            found.fields,
            [Field::Number, Field::Arrived, Field::Code, Field::Issued, Field::Subject, Field::Note]
        );
        assert_eq!(found.at, 1);
    }

    #[test]
    fn without_numbers_there_is_no_register() {
        assert_eq!(find(&sheet(&[&["Họ tên", "Đơn vị", "Ghi chú"]])), None);
    }
}
