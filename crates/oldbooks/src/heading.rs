//! Which column says what, by the heading: Nghị định 30/2020, Annex IV, the Party's forms, and how people shorten them.

use tables::Sheet;

use crate::model::Field;

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

pub use tables::{plain, repeats};

/// What a heading means.
#[must_use]
pub fn field(text: &str) -> Option<Field> {
    let text = plain(text);
    NAMES.iter().find(|(_, names)| names.contains(&text.as_str())).map(|(field, _)| *field)
}

/// The heading of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its last row in `Sheet::rows`.
    pub at: usize,
    pub names: Vec<String>,
    pub fields: Vec<Field>,
}

/// The row among the first ones that means most; none where no row names a number and what the paper is.
#[must_use]
pub fn find(sheet: &Sheet) -> Option<Heading> {
    let found = tables::find(sheet, NAMES, |heading| {
        heading.has(Field::Number) && (heading.has(Field::Subject) || heading.has(Field::Code))
    })?;
    let fields = found.fields.iter().map(|field| field.unwrap_or(Field::Ignored)).collect();
    Some(Heading { at: found.at, names: found.names, fields })
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
