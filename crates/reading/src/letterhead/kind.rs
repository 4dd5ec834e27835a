//! The kinds of papers, Party and State, by name and by the letters that stand for them.

use super::piece::key;

/// A kind of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// As it is written: "Nghị quyết".
    pub name: &'static str,
    /// The letters that stand for it in symbols.
    pub letters: &'static [&'static str],
}

const fn kind(name: &'static str, letters: &'static [&'static str]) -> Kind {
    Kind { name, letters }
}

/// Longer names stand before names they begin with.
const KINDS: &[Kind] = &[
    kind("Nghị quyết liên tịch", &["NQLT"]),
    kind("Nghị quyết", &["NQ"]),
    kind("Nghị định", &["NĐ"]),
    kind("Nghị định thư", &[]),
    kind("Quyết định", &["QĐ"]),
    kind("Quy định", &["QĐi", "QyĐ"]),
    kind("Quy chế", &["QC"]),
    kind("Quy hoạch", &["QH"]),
    kind("Chỉ thị", &["CT"]),
    kind("Kết luận", &["KL"]),
    kind("Thông tri", &["TTri"]),
    kind("Thông tư liên tịch", &["TTLT"]),
    kind("Thông tư", &["TT"]),
    kind("Thông báo", &["TB"]),
    kind("Thông cáo", &["TC"]),
    kind("Thông điệp", &[]),
    kind("Hướng dẫn", &["HD"]),
    kind("Báo cáo", &["BC"]),
    kind("Kế hoạch", &["KH"]),
    kind("Chương trình", &["CTr", "CTR"]),
    kind("Chiến lược", &["CL"]),
    kind("Đề án", &["ĐA"]),
    kind("Phương án", &["PA"]),
    kind("Dự án", &["DA"]),
    kind("Tờ trình", &["TTr", "TTR"]),
    kind("Công văn", &["CV"]),
    kind("Công điện", &["CĐ"]),
    kind("Biên bản", &["BB"]),
    kind("Bản ghi nhớ", &["BGN"]),
    kind("Bản thoả thuận", &["BTT"]),
    kind("Giấy uỷ quyền", &["GUQ"]),
    kind("Giấy mời", &["GM"]),
    kind("Giấy giới thiệu", &["GGT"]),
    kind("Giấy nghỉ phép", &["GNP"]),
    kind("Giấy chứng nhận", &[]),
    kind("Giấy đi đường", &[]),
    kind("Phiếu gửi", &["PG"]),
    kind("Phiếu chuyển", &["PC"]),
    kind("Phiếu báo", &["PB"]),
    kind("Phiếu trình", &["PTr"]),
    kind("Thư công", &[]),
    kind("Thư mời", &[]),
    kind("Hợp đồng", &["HĐ"]),
    kind("Tuyên bố", &[]),
    kind("Lời kêu gọi", &["LKG"]),
    kind("Cương lĩnh", &[]),
    kind("Điều lệ", &["ĐL"]),
    kind("Hiến pháp", &[]),
    kind("Bộ luật", &[]),
    kind("Luật", &[]),
    kind("Pháp lệnh", &["PL"]),
    kind("Lệnh", &["L"]),
    kind("Sắc lệnh", &["SL"]),
    kind("Văn bản hợp nhất", &["VBHN"]),
    kind("Nội quy", &["NQu"]),
    kind("Bản sao y", &["SY", "BS"]),
    kind("Bản trích sao", &["TrS"]),
    kind("Bản sao lục", &["SL"]),
    kind("Sao lục", &[]),
    kind("Sao y", &[]),
    kind("Đính chính", &["ĐC"]),
    kind("Đơn khiếu nại", &[]),
    kind("Đơn tố cáo", &[]),
    kind("Đơn kiến nghị", &[]),
    kind("Đơn đề nghị", &[]),
    kind("Đơn phản ánh", &[]),
    kind("Đơn", &[]),
];

/// The kind whose name is this (accents and capitals do not matter).
#[must_use]
pub fn kind_named(name: &str) -> Option<Kind> {
    let folded = key(name);
    KINDS.iter().copied().find(|k| key(k.name) == folded)
}

/// All names of kinds.
pub(crate) fn kind_names() -> impl Iterator<Item = &'static str> {
    KINDS.iter().map(|k| k.name)
}

/// A name folded, without its spaces.
pub(crate) fn run_together(name: &str) -> String {
    key(name).split(' ').collect()
}

/// The kind whose name the folded text begins with, and what follows it.
pub(super) fn begins(folded: &str) -> Option<(Kind, &str)> {
    KINDS
        .iter()
        .filter_map(|k| {
            let rest = folded.strip_prefix(key(k.name).as_str())?;
            rest.chars().next().is_none_or(|c| !c.is_alphanumeric()).then_some((*k, rest))
        })
        .min_by_key(|(_, rest)| rest.len())
}

/// What follows a kind's name at the beginning of a number line ("Luật số: …").
pub(super) fn kinds_before_number(folded: &str) -> Option<&str> {
    begins(folded).map(|(_, rest)| rest)
}

/// The kind that a symbol's letters stand for: `CV/TU`, `QĐ-BNV`, `2025/NĐ-CP`, `2025/QH15`.
#[must_use]
pub fn kind_of_symbol(symbol: &str) -> Option<Kind> {
    symbol
        .split(['/', '-'])
        .filter(|p| !p.is_empty())
        .take(3)
        .find_map(|part| KINDS.iter().copied().find(|k| k.letters.contains(&part)))
}

/// Do these letters belong to this kind? `QĐ` and `TT` stand for two each.
pub(super) fn agrees(kind: Kind, symbol: &str) -> bool {
    symbol.split(['/', '-']).any(|part| {
        kind.letters.iter().any(|l| key(l) == key(part))
            || matches!((kind.name, part), ("Quy định", "QĐ") | ("Thông tri", "TT"))
            || part.starts_with("QH") && matches!(kind.name, "Luật" | "Bộ luật" | "Nghị quyết")
            || part.starts_with("UBTVQH") && matches!(kind.name, "Nghị quyết" | "Pháp lệnh")
    })
}
