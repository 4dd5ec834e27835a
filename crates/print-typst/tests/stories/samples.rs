//! Sheets with the texts of an office that does not exist.

use print::{
    Align, Block, Column, Guide, Guides, Head, Label, Labels, Report, Row, Sheet, Signature, Stamp,
    StampLine, Table,
};

pub const MARK: &str = "DỮ LIỆU GIẢ ĐỊNH";

/// One of each.
pub fn all() -> Vec<(&'static str, Sheet)> {
    let mut book = book(40);
    book.mark = Some(MARK.to_owned());
    vec![
        ("book", Sheet::Report(book)),
        ("slip", Sheet::Report(slip())),
        ("labels", Sheet::Labels(labels())),
        ("stamp", Sheet::Stamp(stamp())),
        ("guides", Sheet::Guides(guides())),
    ]
}

pub fn head() -> Head {
    Head {
        superior: "Tỉnh uỷ Hải Sơn".to_owned(),
        issuer: "Văn phòng".to_owned(),
        right: vec!["Hải Sơn, ngày 05 tháng 01 năm 2026".to_owned()],
    }
}

/// The columns of Nghị định 30/2020/NĐ-CP, Annex IV, with urgency and secrecy.
pub const COLUMNS: [(&str, f32, Align); 12] = [
    ("Ngày đến", 19.0, Align::Centre),
    ("Số đến", 13.0, Align::Centre),
    ("Tác giả", 30.0, Align::Left),
    ("Số, ký hiệu", 26.0, Align::Left),
    ("Ngày tháng", 19.0, Align::Centre),
    ("Tên loại và trích yếu nội dung văn bản", 62.0, Align::Left),
    ("Đơn vị hoặc người nhận", 30.0, Align::Left),
    ("Ngày chuyển", 19.0, Align::Centre),
    ("Ký nhận", 20.0, Align::Left),
    ("Độ khẩn", 14.0, Align::Centre),
    ("Độ mật", 13.0, Align::Centre),
    ("Ghi chú", 20.0, Align::Left),
];

pub fn book(rows: usize) -> Report {
    let columns = COLUMNS.map(|(heading, share, align)| Column { heading: heading.to_owned(), share, align });
    let rows = (1..=rows).map(|n| {
        let mut row: Row = [
            "05/01/2026".to_owned(),
            n.to_string(),
            "Ban Tuyên giáo và Dân vận Tỉnh uỷ".to_owned(),
            format!("{n:02}-CV/BTGDVTU"),
            "02/01/2026".to_owned(),
            "Công văn: về việc báo cáo kết quả thực hiện nhiệm vụ quý IV năm 2025 và phương hướng quý I"
                .to_owned(),
            "Phòng Tổng hợp".to_owned(),
            "05/01/2026".to_owned(),
            String::new(),
            if n % 7 == 0 { "Hoả tốc" } else { "" }.to_owned(),
            String::new(),
            String::new(),
        ]
        .into_iter()
        .collect();
        row.struck = n % 11 == 0;
        row
    });
    Report {
        lang: "vi".to_owned(),
        landscape: true,
        head: head(),
        title: "Sổ đăng ký văn bản đến".to_owned(),
        under_title: vec!["Năm 2026".to_owned()],
        blocks: vec![Block::Table(Table { columns: columns.into(), rows: rows.collect(), numbered: true })],
        foot: "In từ sổ điện tử lúc 17:00 05/01/2026".to_owned(),
        ..Report::default()
    }
}

pub fn slip() -> Report {
    let fact = |label: &str, value: &str| (label.to_owned(), value.to_owned());
    Report {
        lang: "vi".to_owned(),
        head: head(),
        title: "Phiếu giải quyết văn bản đến".to_owned(),
        blocks: vec![
            Block::Facts {
                facts: vec![
                    fact("Số đến", "125, ngày 05/01/2026"),
                    fact("Số, ký hiệu", "12-CV/BTGDVTU, ngày 02/01/2026"),
                    fact("Trích yếu", "Về việc báo cáo kết quả thực hiện nhiệm vụ quý IV"),
                ],
            },
            Block::Heading { text: "Ý kiến chỉ đạo của lãnh đạo".to_owned() },
            Block::Text { text: "Đồng ý. Giao Phòng Tổng hợp chủ trì.".to_owned() },
            Block::Lines { label: "Ý kiến đề xuất".to_owned(), lines: 3 },
        ],
        signatures: vec![
            Signature {
                capacity: "Người nhận".to_owned(),
                hint: "(Ký, ghi rõ họ tên)".to_owned(),
                name: "Nguyễn Thị Hà".to_owned(),
            },
            Signature {
                capacity: "Người giao".to_owned(),
                hint: "(Ký, ghi rõ họ tên)".to_owned(),
                name: "Trần Văn Minh".to_owned(),
            },
        ],
        foot: "In lúc 17:00 05/01/2026".to_owned(),
        ..Report::default()
    }
}

pub fn labels() -> Labels {
    let label = Label {
        sender: "Văn phòng Tỉnh uỷ Hải Sơn".to_owned(),
        to: "Kính gửi:".to_owned(),
        addressee: "Ban Tuyên giáo và Dân vận Tỉnh uỷ".to_owned(),
        address: "Số 1, phố Cảng, phường Hải Sơn".to_owned(),
        code: "Số đến 125 · 12-CV/BTGDVTU".to_owned(),
        urgency: "Hoả tốc".to_owned(),
    };
    let plain = Label { urgency: String::new(), ..label.clone() };
    Labels {
        lang: "vi".to_owned(),
        mark: None,
        across: 2,
        down: 5,
        labels: (0..12).map(|n| if n % 3 == 0 { label.clone() } else { plain.clone() }).collect(),
    }
}

/// A grey picture of a page, 1:√2.
pub fn picture() -> Vec<u8> {
    include_bytes!("page.png").to_vec()
}

pub fn stamp() -> Stamp {
    let line = |label: &str, value: &str| StampLine { label: label.to_owned(), value: value.to_owned() };
    Stamp {
        lang: "vi".to_owned(),
        mark: None,
        page: Some(picture()),
        left: 0.12,
        top: 0.2,
        issuer: "Văn phòng Tỉnh uỷ Hải Sơn".to_owned(),
        word: "Đến".to_owned(),
        lines: vec![
            line("Số", "125"),
            line("Ngày", "05/01/2026"),
            line("Chuyển", ""),
            line("Số và ký hiệu HS", ""),
        ],
    }
}

/// Two separator sheets and a cover slip.
pub fn guides() -> Guides {
    let separator = Guide {
        code: reading::SPLIT_CODE.to_owned(),
        title: "Tờ phân cách".to_owned(),
        lines: Vec::new(),
        hints: vec![
            "Đặt trước mỗi văn bản trong tập giấy đưa vào máy quét.".to_owned(),
            "Máy tự tách tập quét tại tờ này. Tờ này dùng lại được.".to_owned(),
        ],
        foot: "Văn phòng Tỉnh uỷ Hải Sơn".to_owned(),
    };
    let slip = Guide {
        code: reading::paper_code("0199b1c2d3e47f5a8b6c7d8e9f0a1b2c"),
        title: "Phiếu kèm".to_owned(),
        lines: vec!["Số đến 125 · 05/01/2026".to_owned(), "Sổ văn bản đến năm 2026".to_owned()],
        hints: vec!["Đặt trên văn bản này khi quét để bản quét về đúng hồ sơ.".to_owned()],
        foot: "Văn phòng Tỉnh uỷ Hải Sơn".to_owned(),
    };
    Guides { lang: "vi".to_owned(), mark: None, guides: vec![separator.clone(), slip, separator] }
}
