//! The stamp of arrival ("ĐẾN") on the picture of a paper's first page. The original stays as it came.

use serde::Serialize;

#[derive(Debug, Clone, Default, Serialize)]
pub struct Stamp {
    pub lang: String,
    pub mark: Option<String>,
    /// The page as PNG or JPEG, made by the locked child that reads papers. Nothing: the stamp stands alone on a
    /// sheet, for the paper original in the printer's tray.
    #[serde(skip)]
    pub page: Option<Vec<u8>>,
    /// Where the stamp's upper left corner comes to lie, in fractions of the page's width and height.
    pub left: f32,
    pub top: f32,
    pub issuer: String,
    pub word: String,
    /// The first two stand beside the word, the others below.
    pub lines: Vec<StampLine>,
}

/// "Số: 125", "Ngày: 05/01/2026", "Chuyển: …", "Số và ký hiệu HS: …".
#[derive(Debug, Clone, Default, Serialize)]
pub struct StampLine {
    pub label: String,
    pub value: String,
}
