//! Fictional data. Papers, offices and people of a house are data and are not translated.

pub const ACT: &str = "00000000-0000-7000-8000-000000000000";
pub const ACCOUNT: &str = "Tài khoản";
pub const PASSWORD: &str = "Mật khẩu";
pub const HOUSE: &str = "Văn phòng Tỉnh uỷ";
pub const PERSON: &str = "Lê Thị Mẫu";
pub const POST: &str = "Phó Chánh Văn phòng";
pub const SOURCE: &str = "Quy chế làm việc (giả định), Điều 9";
pub const INCIDENT: &str = "7F3A-19C2";

/// The image of a page that no office ever wrote.
pub const PAGE: &str = include_str!("page.svg");
