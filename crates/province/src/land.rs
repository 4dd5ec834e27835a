//! Where it lies and which bodies it has. None of the names is of a unit that there is today.

/// The province.
pub const PROVINCE: &str = "Hải Ngạn";

/// Wards, communes and the two special zones: as many as a province of its size has.
pub const COMMUNES: [Commune; 54] = {
    const fn ward(name: &'static str) -> Commune {
        Commune { sort: "phường", name }
    }
    const fn commune(name: &'static str) -> Commune {
        Commune { sort: "xã", name }
    }
    const fn zone(name: &'static str) -> Commune {
        Commune { sort: "đặc khu", name }
    }
    [
        commune("Tấn An"),
        ward("Sông Mây"),
        ward("Thanh Sa"),
        ward("Hải Loan"),
        ward("Bạch Châu"),
        ward("Vân Phố"),
        ward("Cửa Sông"),
        ward("Kim Đài"),
        ward("Trúc Môn"),
        ward("Đông Phố"),
        ward("Ngọc Loan"),
        ward("Thạch Giang"),
        ward("Lâm Phố"),
        ward("Hà Ngạn"),
        ward("Quế Lãng"),
        ward("Nam Ngạn"),
        ward("Bắc Phố"),
        ward("Tùng Loan"),
        ward("Hoàng Đài"),
        ward("Cẩm Sa"),
        ward("Phong Loan"),
        ward("Mai Khê"),
        ward("Liên Ngạn"),
        ward("Yên Cốc"),
        ward("Vũ Giang"),
        ward("Nguyệt Hồ"),
        ward("Sơn Trạch"),
        ward("Tây Lãng"),
        ward("Giang Khánh"),
        ward("Hải Môn"),
        ward("Bến Đá"),
        commune("Vân Khê"),
        commune("Bạch Lĩnh"),
        commune("Lâm Cốc"),
        commune("Trúc Điền"),
        commune("Mai Trạch"),
        commune("Thạch Lĩnh"),
        commune("Ngọc Điền"),
        commune("Hoàng Ngạn"),
        commune("Đông Khánh"),
        commune("Phong Trạch"),
        commune("Cẩm Lãng"),
        commune("Quế Khê"),
        commune("Sơn Loan"),
        commune("Kim Thuỷ"),
        commune("Tùng Ngạn"),
        commune("Nam Điền"),
        commune("Hà Cốc"),
        commune("Giang Lĩnh"),
        commune("Vũ Khê"),
        commune("Nguyệt Điền"),
        commune("Thanh Lãng"),
        zone("Hòn Trúc"),
        zone("Vân Đảo"),
    ]
};

#[derive(Debug, Clone, Copy)]
pub struct Commune {
    /// `xã`, `phường`, `đặc khu`.
    pub sort: &'static str,
    pub name: &'static str,
}

impl Commune {
    /// `xã Tấn An`.
    #[must_use]
    pub fn full(&self) -> String {
        format!("{} {}", self.sort, self.name)
    }
}

/// What is being built.
pub const PROJECTS: [&str; 14] = [
    "đường ven biển đoạn Cửa Sông - Hải Môn",
    "khu công nghiệp phía Đông",
    "cảng cá Bến Đá",
    "hồ chứa nước Thạch Lĩnh",
    "bệnh viện đa khoa khu vực Sông Mây",
    "khu tái định cư Trúc Môn",
    "cầu Vũ Giang 2",
    "trung tâm hành chính phường Thanh Sa",
    "nhà máy xử lý rác thải Lâm Cốc",
    "bến du thuyền đặc khu Hòn Trúc",
    "khu nhà ở xã hội Kim Đài",
    "kè chống sạt lở sông Mây",
    "trường phổ thông nội trú Bạch Lĩnh",
    "khu trung chuyển hàng hoá Nam Ngạn",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    Committee,
    StandingBoard,
    PermanentBoard,
    Office,
    Section,
    Board,
    Attached,
    Agency,
}

/// A body beside the communes.
#[derive(Debug, Clone, Copy)]
pub struct Body {
    pub key: &'static str,
    pub kind: BodyKind,
    pub name: &'static str,
    /// The body above, by its key; empty for the first.
    pub above: &'static str,
}

/// The bodies, each after the one above it.
pub const BODIES: [Body; 27] = {
    use BodyKind::{Agency, Attached, Board, Committee, Office, PermanentBoard, Section, StandingBoard};
    const fn body(key: &'static str, kind: BodyKind, name: &'static str, above: &'static str) -> Body {
        Body { key, kind, name, above }
    }
    [
        body("tu", Committee, "Tỉnh uỷ Hải Ngạn", ""),
        body("btv", StandingBoard, "Ban Thường vụ Tỉnh uỷ", "tu"),
        body("tt", PermanentBoard, "Thường trực Tỉnh uỷ", "tu"),
        body("vptu", Office, "Văn phòng Tỉnh uỷ", "tu"),
        body("pth", Section, "Phòng Tổng hợp", "vptu"),
        body("phc", Section, "Phòng Hành chính, lưu trữ", "vptu"),
        body("pqt", Section, "Phòng Quản trị", "vptu"),
        body("ptc", Section, "Phòng Tài chính đảng", "vptu"),
        body("pcy", Section, "Phòng Cơ yếu - Công nghệ thông tin", "vptu"),
        body("btc", Board, "Ban Tổ chức Tỉnh uỷ", "tu"),
        body("ubkt", Board, "Cơ quan Uỷ ban Kiểm tra Tỉnh uỷ", "tu"),
        body("btgdv", Board, "Ban Tuyên giáo và Dân vận Tỉnh uỷ", "tu"),
        body("bnc", Board, "Ban Nội chính Tỉnh uỷ", "tu"),
        body("duubnd", Attached, "Đảng uỷ Uỷ ban nhân dân tỉnh", "tu"),
        body("duccq", Attached, "Đảng uỷ các cơ quan Đảng tỉnh", "tu"),
        body("duqs", Attached, "Đảng uỷ Quân sự tỉnh", "tu"),
        body("duca", Attached, "Đảng uỷ Công an tỉnh", "tu"),
        body("ubnd", Agency, "Uỷ ban nhân dân tỉnh", "tu"),
        body("hdnd", Agency, "Hội đồng nhân dân tỉnh", "tu"),
        body("mttq", Agency, "Uỷ ban Mặt trận Tổ quốc tỉnh", "tu"),
        body("hnd", Agency, "Hội Nông dân tỉnh", "tu"),
        body("stc", Agency, "Sở Tài chính", "ubnd"),
        body("sxd", Agency, "Sở Xây dựng", "ubnd"),
        body("snnmt", Agency, "Sở Nông nghiệp và Môi trường", "ubnd"),
        body("syt", Agency, "Sở Y tế", "ubnd"),
        body("sgd", Agency, "Sở Giáo dục và Đào tạo", "ubnd"),
        body("thanhtra", Agency, "Thanh tra tỉnh", "ubnd"),
    ]
};
