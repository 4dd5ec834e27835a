//! Letters of an office that does not exist, in every layout.

use jiff::civil::{Date, date};
use print::{Align, Appendix, Column, Layout, Letter, Paragraph, Row, Signer, Table};
use rules::{RulePack, Side};

pub fn layout(side: Side, on: Date) -> Layout {
    #[allow(clippy::disallowed_methods, reason = "what ships is what is set here")]
    let pack = RulePack::shipped().unwrap();
    Layout::of(&pack, side, on).unwrap()
}

fn owned<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}

fn signer<const N: usize>(capacity: [&str; N], position: &str, name: &str) -> Signer {
    Signer { capacity: owned(capacity), position: position.to_owned(), name: name.to_owned() }
}

/// An official letter of a Party office, with a deadline in it.
pub fn party_letter() -> Letter {
    Letter {
        superior: "Tỉnh uỷ Hải Sơn".to_owned(),
        issuers: owned(["Văn phòng"]),
        code: "25-CV/VPTU".to_owned(),
        place_and_date: "Hải Sơn, ngày 05 tháng 02 năm 2026".to_owned(),
        subject: "chuẩn bị nội dung làm việc tại xã Đông Hoà".to_owned(),
        to: owned(["Đảng uỷ xã Đông Hoà"]),
        body: vec![
            Paragraph::text(
                "Thực hiện Chương trình số 08-CTr/TU, ngày 12/01/2026 của Ban Thường vụ Tỉnh uỷ, Văn phòng Tỉnh uỷ đề nghị Đảng uỷ xã báo cáo bằng văn bản, gửi về Văn phòng trước ngày 15/02/2026 để tổng hợp.",
            ),
            Paragraph::text(
                "Báo cáo nêu rõ kết quả, khó khăn và kiến nghị; số liệu tính đến hết ngày 31/01/2026.",
            ),
        ],
        signers: vec![signer(["T/L Ban Thường vụ"], "Chánh Văn phòng", "Trần Văn Bình")],
        recipients: owned(["Như trên", "Ban Tổ chức Tỉnh uỷ", "Lưu Văn phòng Tỉnh uỷ"]),
        ..Letter::new(layout(Side::Party, date(2026, 2, 5)))
    }
}

/// A decision of a State body, on two pages.
pub fn state_decision() -> Letter {
    let mut body = vec![
        Paragraph::article(
            "Điều 1.",
            "Ban hành kèm theo Quyết định này Quy chế làm việc của Phòng Công chức, viên chức thuộc Sở Nội vụ, gồm 05 chương, 21 điều.",
        ),
        Paragraph::article(
            "Điều 2.",
            "Quyết định có hiệu lực từ ngày ký và thay thế Quyết định số 88/QĐ-SNV ngày 20 tháng 5 năm 2022 của Giám đốc Sở Nội vụ.",
        ),
    ];
    let more = [
        "Trưởng phòng Công chức, viên chức phân công công tác cho từng công chức của phòng bằng văn bản; mỗi đầu việc có một người chịu trách nhiệm chính, người phối hợp và thời hạn hoàn thành.",
        "Công chức được giao chủ trì báo cáo tiến độ vào thứ Sáu hằng tuần; việc quá hạn phải nêu lý do, thời hạn mới và biện pháp khắc phục để Trưởng phòng xem xét.",
        "Hồ sơ công việc được lập từ khi bắt đầu, nộp vào lưu trữ cơ quan trong thời hạn một năm kể từ ngày công việc kết thúc.",
        "Cuối mỗi quý, phòng họp kiểm điểm việc thực hiện Quy chế; biên bản gửi Văn phòng Sở chậm nhất ba ngày làm việc sau cuộc họp.",
    ];
    body.extend((0..3).flat_map(|_| more).map(Paragraph::text));
    body.push(Paragraph::article(
        "Điều 3.",
        "Chánh Văn phòng Sở, Trưởng phòng Công chức, viên chức và các đơn vị, cá nhân liên quan chịu trách nhiệm thi hành Quyết định này.",
    ));
    Letter {
        superior: "UBND tỉnh Hải Sơn".to_owned(),
        issuers: owned(["Sở Nội vụ"]),
        code: "112/QĐ-SNV".to_owned(),
        place_and_date: "Hải Sơn, ngày 10 tháng 3 năm 2026".to_owned(),
        kind: "Quyết định".to_owned(),
        subject: "Về việc ban hành Quy chế làm việc của Phòng Công chức, viên chức".to_owned(),
        authority: "Giám đốc Sở Nội vụ".to_owned(),
        bases: owned([
            "Căn cứ Quyết định số 15/QĐ-UBND ngày 06 tháng 01 năm 2026 của Uỷ ban nhân dân tỉnh quy định chức năng, nhiệm vụ của Sở Nội vụ",
            "Theo đề nghị của Trưởng phòng Công chức, viên chức",
        ]),
        body,
        signers: vec![signer(["KT. Giám đốc"], "Phó Giám đốc", "Bùi Thị Thu Hằng")],
        recipients: owned(["Như Điều 3", "Lưu: VT, CCVC"]),
        ..Letter::new(layout(Side::State, date(2026, 3, 10)))
    }
}

/// An official letter of a State body, urgent, with a drafter's mark and an address.
pub fn state_letter() -> Letter {
    let layout = layout(Side::State, date(2026, 4, 21));
    Letter {
        superior: String::new(),
        issuers: owned(["Uỷ ban nhân dân xã Đông Hoà"]),
        code: "482/UBND-KT".to_owned(),
        place_and_date: "Đông Hoà, ngày 21 tháng 4 năm 2026".to_owned(),
        subject: "rà soát hồ sơ giao đất khu tái định cư Bến Đá".to_owned(),
        urgency: Some(layout.urgency("Khẩn")),
        to: owned(["Sở Nông nghiệp và Môi trường", "Sở Xây dựng", "Văn phòng Đăng ký đất đai tỉnh"]),
        body: vec![
            Paragraph::text(
                "Uỷ ban nhân dân xã nhận được Công văn số 391/SNNMT-QLĐĐ ngày 14 tháng 4 năm 2026 về việc đẩy nhanh tiến độ cấp giấy chứng nhận cho 37 hộ dân thuộc khu tái định cư Bến Đá. Sau khi kiểm tra thực địa, Uỷ ban nhân dân xã báo cáo: 29 hồ sơ đã đủ điều kiện, 08 hồ sơ còn thiếu trích đo bản đồ địa chính.",
            ),
            Paragraph::text(
                "Đề nghị các cơ quan bố trí cán bộ phối hợp và trả lời bằng văn bản trước ngày 05/5/2026 để xã hoàn tất thủ tục theo quy định.",
            ),
        ],
        signers: vec![signer(["TM. Uỷ ban nhân dân", "KT. Chủ tịch"], "Phó Chủ tịch", "Phạm Quốc Khánh")],
        recipients: owned(["Như trên", "Phòng Kinh tế xã", "Lưu: VT, KT"]),
        drafter: "NQ.(12)".to_owned(),
        address: "Số 1, đường Bến Đá, xã Đông Hoà, tỉnh Hải Sơn".to_owned(),
        ..Letter::new(layout)
    }
}

/// A notice of conclusions, as the standing board sends it out.
pub fn party_notice() -> Letter {
    Letter {
        issuers: owned(["Tỉnh uỷ Hải Sơn"]),
        code: "147-TB/TU".to_owned(),
        place_and_date: "Hải Sơn, ngày 18 tháng 5 năm 2026".to_owned(),
        kind: "Thông báo".to_owned(),
        subject: "kết luận của Ban Thường vụ Tỉnh uỷ về công tác phòng, chống thiên tai năm 2026".to_owned(),
        body: vec![
            Paragraph::text(
                "Ngày 15/5/2026, Ban Thường vụ Tỉnh uỷ họp, cho ý kiến về Tờ trình số 63-TTr/ĐUUB, ngày 11/5/2026 của Đảng uỷ Uỷ ban nhân dân tỉnh. Sau khi thảo luận, Ban Thường vụ Tỉnh uỷ kết luận:",
            ),
            Paragraph::text(
                "1. Thống nhất chủ trương gia cố tuyến đê biển dài 12,5 km qua các xã Đông Hoà, Tân Lập và phường Cửa Sông, hoàn thành trước mùa mưa bão.",
            ),
            Paragraph::text(
                "2. Giao Đảng uỷ Uỷ ban nhân dân tỉnh chỉ đạo các sở, ngành rà soát phương án di dời 1.240 hộ dân ở vùng nguy hiểm, báo cáo Ban Thường vụ Tỉnh uỷ trước ngày 30/6/2026.",
            ),
        ],
        signers: vec![signer(["T/M Ban Thường vụ"], "Phó Bí thư", "Nguyễn Thị Ngọc Lan")],
        recipients: owned([
            "Đảng uỷ Uỷ ban nhân dân tỉnh",
            "Các đảng uỷ trực thuộc Tỉnh uỷ",
            "Lưu Văn phòng Tỉnh uỷ",
        ]),
        ..Letter::new(layout(Side::Party, date(2026, 5, 18)))
    }
}

/// An invitation of a State body.
pub fn invitation() -> Letter {
    Letter {
        superior: "Hội đồng nhân dân tỉnh Hải Sơn".to_owned(),
        issuers: owned(["Văn phòng"]),
        code: "56/GM-VP".to_owned(),
        place_and_date: "Hải Sơn, ngày 02 tháng 7 năm 2026".to_owned(),
        kind: "Giấy mời".to_owned(),
        subject: "Họp thẩm tra dự thảo nghị quyết trình kỳ họp thứ mười một".to_owned(),
        to: owned(["Ban Kinh tế - Ngân sách"]),
        body: vec![Paragraph::text(
            "Văn phòng trân trọng kính mời đại biểu dự cuộc họp thẩm tra dự thảo nghị quyết về điều chỉnh kế hoạch đầu tư công trung hạn, tổ chức lúc 8 giờ 00, thứ Ba, ngày 07/7/2026 tại phòng họp số 2, trụ sở Hội đồng nhân dân tỉnh.",
        )],
        signers: vec![signer([], "Chánh Văn phòng", "Lê Hoàng Sơn")],
        recipients: owned(["Như trên", "Lưu: VT"]),
        ..Letter::new(layout(Side::State, date(2026, 7, 2)))
    }
}

/// A report of several pages: headings, a table, an appendix, on both sides of the sheet.
pub fn party_report() -> Letter {
    let column = |heading: &str, share, align| Column { heading: heading.to_owned(), share, align };
    let rows = [("Kết nạp đảng viên", "50", "31", "62,0"), ("Chi bộ hoàn thành tốt", "24", "22", "91,7")];
    let table = Table {
        columns: vec![
            column("Chỉ tiêu", 3.0, Align::Left),
            column("Kế hoạch", 1.0, Align::Right),
            column("Thực hiện", 1.0, Align::Right),
            column("Tỷ lệ (%)", 1.0, Align::Right),
        ],
        rows: rows.into_iter().map(|(a, b, c, d)| Row::from_iter([a, b, c, d])).collect(),
        numbered: false,
    };
    let mut body = vec![Paragraph::heading("I- Kết quả thực hiện")];
    let said = [
        "Sáu tháng đầu năm 2026, Đảng uỷ phường đã ban hành 14 nghị quyết, 22 kế hoạch; kết nạp 31 đảng viên mới, đạt 62% chỉ tiêu năm. Công tác kiểm tra, giám sát được thực hiện đúng chương trình; không phát sinh đơn thư vượt cấp kéo dài.",
        "Bên cạnh kết quả đạt được, việc sinh hoạt chuyên đề ở một số chi bộ khu phố còn chậm; tỷ lệ đảng viên trẻ tham gia chưa cao. Đảng uỷ phường sẽ tập trung khắc phục trong quý III năm 2026.",
        "Hội đồng nhân dân phường tổ chức 03 kỳ họp, thông qua 11 nghị quyết; các kiến nghị của cử tri được phân loại, giao cơ quan trả lời và công khai tại nhà văn hoá khu phố.",
    ];
    body.extend((0..5).flat_map(|_| said).map(Paragraph::text));
    body.push(Paragraph::Table(table.clone()));
    body.push(Paragraph::heading("II- Nhiệm vụ sáu tháng cuối năm"));
    body.extend(said.map(Paragraph::text));
    Letter {
        duplex: true,
        superior: "Đảng bộ tỉnh Hải Sơn".to_owned(),
        issuers: owned(["Đảng uỷ phường Cửa Sông"]),
        code: "09-BC/ĐU".to_owned(),
        place_and_date: "Cửa Sông, ngày 28 tháng 6 năm 2026".to_owned(),
        kind: "Báo cáo".to_owned(),
        subject: "sơ kết công tác xây dựng Đảng sáu tháng đầu năm 2026".to_owned(),
        body,
        signers: vec![signer(["T/M Đảng uỷ"], "Bí thư", "Vũ Đức Thịnh")],
        recipients: owned(["Ban Thường vụ Tỉnh uỷ", "Ban Tổ chức Tỉnh uỷ", "Lưu Văn phòng Đảng uỷ"]),
        appendices: vec![Appendix {
            label: "Phụ lục".to_owned(),
            title: "Chỉ tiêu xây dựng Đảng".to_owned(),
            with: "(Kèm theo Báo cáo số 09-BC/ĐU, ngày 28/6/2026 của Đảng uỷ phường Cửa Sông)".to_owned(),
            body: vec![Paragraph::Table(table)],
        }],
        ..Letter::new(layout(Side::Party, date(2026, 6, 28)))
    }
}

/// Two bodies together: two issuers, two signers.
pub fn joint_plan() -> Letter {
    Letter {
        superior: "Tỉnh uỷ Hải Sơn".to_owned(),
        issuers: owned(["Ban Tuyên giáo và Dân vận", "Ban Nội chính"]),
        code: "03-KH/BTGDVTU-BNCTU".to_owned(),
        place_and_date: "Hải Sơn, ngày 09 tháng 9 năm 2026".to_owned(),
        kind: "Kế hoạch".to_owned(),
        subject: "phối hợp tuyên truyền, vận động Nhân dân tham gia phòng, chống tội phạm năm 2026"
            .to_owned(),
        bases: owned([
            "Căn cứ Chương trình số 21-CTr/TU, ngày 15/6/2026 của Ban Thường vụ Tỉnh uỷ về bảo đảm an ninh, trật tự",
            "Căn cứ quy chế phối hợp công tác giữa hai ban",
        ]),
        body: vec![
            Paragraph::text(
                "Hai ban thống nhất kế hoạch phối hợp: tổ chức 12 buổi nói chuyện chuyên đề tại cơ sở, biên soạn 04 tài liệu hỏi đáp, sơ kết trước ngày 30/11/2026.",
            ),
            Paragraph::text("Kinh phí do mỗi ban tự bảo đảm từ nguồn chi thường xuyên được giao."),
        ],
        signers: vec![
            signer(["Ban Tuyên giáo và Dân vận"], "Trưởng ban", "Lương Thị Bích Thuỷ"),
            signer(["Ban Nội chính"], "Trưởng ban", "Đoàn Quang Hưng"),
        ],
        recipients: owned(["Thường trực Tỉnh uỷ", "Các đảng uỷ trực thuộc Tỉnh uỷ", "Lưu hai ban"]),
        ..Letter::new(layout(Side::Party, date(2026, 9, 9)))
    }
}

/// A draft submission: long subject, a gap for its number, a mark of circulation.
pub fn draft() -> Letter {
    Letter {
        superior: "Đảng bộ tỉnh Hải Sơn".to_owned(),
        issuers: owned(["Đảng uỷ Uỷ ban nhân dân tỉnh"]),
        code: "-TTr/ĐU".to_owned(),
        place_and_date: "Hải Sơn, ngày     tháng 10 năm 2026".to_owned(),
        kind: "Tờ trình".to_owned(),
        subject: "về chủ trương điều chỉnh quy hoạch chung khu đô thị phía Đông, tuyến đường liên xã Tân Lập – Đông Hoà – Cửa Sông và bố trí nguồn vốn đầu tư công trung hạn giai đoạn 2026 - 2030 cho các dự án hạ tầng kỹ thuật đi kèm".to_owned(),
        circulation: "Dự thảo lần 1".to_owned(),
        to: owned(["Ban Thường vụ Tỉnh uỷ"]),
        submitted: true,
        body: vec![Paragraph::text(
            "Đảng uỷ Uỷ ban nhân dân tỉnh trình Ban Thường vụ Tỉnh uỷ xem xét, cho ý kiến về chủ trương nêu trên.",
        )],
        signers: vec![signer(["T/M Đảng uỷ"], "Phó Bí thư", "Trịnh Hoài Nam")],
        recipients: owned(["Như trên", "Lưu Văn phòng Đảng uỷ"]),
        ..Letter::new(layout(Side::Party, date(2026, 10, 6)))
    }
}

/// With the mark that calls at night.
pub fn flash(words: &str, side: Side) -> Letter {
    let base = if side == Side::Party { party_letter() } else { state_letter() };
    let layout = layout(side, date(2026, 10, 6));
    Letter { urgency: Some(layout.urgency(words)), layout, ..base }
}

/// The letters that the reader is held to, each by its name.
pub fn letters() -> Vec<(&'static str, Letter)> {
    vec![
        ("party-letter", party_letter()),
        ("state-decision", state_decision()),
        ("state-letter", state_letter()),
        ("party-notice", party_notice()),
        ("invitation", invitation()),
        ("party-report", party_report()),
        ("joint-plan", joint_plan()),
        ("draft", draft()),
    ]
}
