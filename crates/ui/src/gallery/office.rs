//! Today, the accept screen and a book as they are meant to look.

use axum::response::{IntoResponse, Response};

use crate::ctx::Ctx;
use crate::form::{Choice, Field, Filled, Form};
use crate::html::{Html, Text, escape, icon};
use crate::page::Page;
use crate::parts::{
    Button, Card, Cell, Chip, Chips, Column, Due, Pager, Seen, Sheet, Slot, Stop, Tab, Table, Tabs, Tile,
    Trail, Urgency, WorkList, WorkRow,
};
use crate::t;

pub(super) fn works() -> Vec<WorkRow> {
    let at = "/components/accept";
    vec![
        WorkRow::new("25-CV/TU", "Góp ý dự thảo Đề án phát triển kinh tế biển gửi Ban Thường vụ", at)
            .by("Đảng uỷ UBND tỉnh giữ 6 ngày · bước tiếp: Phòng Tổng hợp thẩm định")
            .due(Due::in_days(-2, 2)),
        WorkRow::new(
            "118-BC/ĐU",
            "Tình hình sạt lở tại hai thôn sau mưa lớn, đề nghị cho ý kiến chỉ đạo",
            at,
        )
        .by("Đảng uỷ xã báo cáo 07:10 hôm nay · chưa chuyển xử lý")
        .urgency(Some(Urgency::VeryUrgent))
        .due(Due::in_days(0, 2))
        .fresh(true),
        WorkRow::new("KL 87", "Nghiệm thu: báo cáo rà soát 12 dự án chậm tiến độ", at)
            .by("Đảng uỷ UBND tỉnh nộp 20/11, minh chứng 341-BC/ĐU · chờ nghiệm thu 1 ngày")
            .due(Due::in_days(1, 2)),
        WorkRow::new("402/UBND-TH", "Xin ý kiến về điều chỉnh quy hoạch khu công nghiệp phía Đông", at)
            .by("UBND tỉnh · đề xuất: Phòng Tổng hợp chủ trì, Ban Tổ chức phối hợp")
            .due(Due::in_days(3, 2)),
        WorkRow::new("TTr 15", "Ký tờ trình kế hoạch học tập chuyên đề quý I", at)
            .by("Phòng Tổng hợp trình, đã qua 2 cấp duyệt")
            .due(Due::in_days(4, 2)),
    ]
}

pub(super) fn today(ctx: &Ctx) -> Response {
    let lang = ctx.lang;
    let mut ctx = ctx.clone();
    ctx.acting = Some(t::gallery_acting());
    let tiles = Tile::line(
        &[
            Tile::new(6, "Chờ tôi cho ý kiến", "#"),
            Tile::new(3, "Chờ tôi ký", "#"),
            Tile::new(4, "Chờ tôi nghiệm thu", "#").late("1 quá hạn nghiệm thu"),
            Tile::new(11, "Tôi theo dõi", "#").late("2 quá hạn"),
            Tile::new(19, "Phối hợp, để biết", "#"),
        ],
        lang,
    );
    let slot = |at: &str, what: &str, by: &str| Slot {
        at: at.to_owned(),
        what: Text::from(what),
        by: Text::from(by),
        href: None,
    };
    let day = Slot::list(
        &[
            slot("08:00", "Giao ban Thường trực", "Phòng họp 2 · 5 nội dung · đủ tài liệu"),
            slot(
                "10:30",
                "Làm việc với Đảng uỷ UBND tỉnh về đầu tư công",
                "Phòng họp lớn · còn thiếu 1 tài liệu",
            ),
            slot("14:00", "Đi cơ sở: hai thôn bị sạt lở", "Ngày đi cơ sở, không xếp họp · Quy chế, Điều 14"),
        ],
        lang,
    );
    let follow = WorkList::new([
        WorkRow::new("NQ 12", "Chương trình hành động thực hiện nghị quyết: 18 trên 26 việc đã xong", "#")
            .by("7 việc đúng tiến độ, 1 việc sắp đến hạn")
            .due(Due::met("69 %")),
        WorkRow::new("ĐA 25", "Tinh giản bộ máy: vòng lấy ý kiến thứ hai", "#")
            .by("31 trên 38 đơn vị đã trả lời, nhắc lại ngày 25/11")
            .due(Due::in_days(2, 2)),
    ]);
    let left = Card::new("Cần xử lý trước", WorkList::new(works()).render(lang)).count(7).more(
        "Xem tất cả",
        "#",
        Some("o"),
    );
    let right = [
        Card::new("Lịch hôm nay", day).more("Tuần này", "#", None).render(lang),
        Card::new("Tôi theo dõi", follow.render(lang)).count(11).render(lang),
    ];
    let body = Html::join([tiles, Html::columns(left.render(lang), Html::join(right))]);
    Page::new(&ctx, "Thứ Hai, 23/11/2026")
        .lead("15 tháng Mười, Bính Ngọ · Mai nghỉ Ngày Văn hoá Việt Nam, 3 việc có hạn 24/11 cần xem lại")
        .actions([
            Button::link("Giao việc", "#").icon("plus").key("n v").render(lang),
            Button::link("Chuyển xử lý 6 văn bản", "/components/accept")
                .main()
                .icon("inbox")
                .key("g p")
                .render(lang),
        ])
        .body(body)
        .live(["incoming"])
        .into_response()
}

pub(super) fn accept(ctx: &Ctx) -> Response {
    let lang = ctx.lang;
    let row = |code: &str, what: &str, by: &str, due: Due| {
        WorkRow::new(code, what, "/components/accept").by(by).due(due)
    };
    let rows = WorkList::new([
        row(
            "118-BC/ĐU",
            "Báo cáo tình hình sạt lở tại hai thôn sau đợt mưa lớn",
            "Đảng uỷ xã Tân An · thư điện tử 07:10 · 1 trang",
            Due::soon("Mới"),
        )
        .urgency(Some(Urgency::VeryUrgent))
        .selected(true),
        row(
            "402/UBND-TH",
            "Xin ý kiến về điều chỉnh quy hoạch khu công nghiệp phía Đông",
            "UBND tỉnh · trục liên thông 07:02 · 6 trang, 2 phụ lục",
            Due::plain("Mới"),
        ),
        row(
            "77-TB/TW",
            "Thông báo kết luận về chuyển đổi số trong cơ quan đảng",
            "Ban Bí thư · quét 06:58 · 4 trang",
            Due::plain("Mới"),
        ),
        row(
            "—",
            "Không đọc được số, ký hiệu; ảnh nghiêng",
            "Quét 06:57 · 2 trang · cần người xem",
            Due::soon("Cần xem"),
        ),
        row(
            "1532/BC-SYT",
            "Báo cáo tiến độ xây dựng trạm y tế",
            "Sở Y tế · quét 06:55 · giống 96 % văn bản 1498",
            Due::soon("Nghi trùng"),
        ),
    ]);
    let tabs = Tabs(vec![
        Tab::new("Chờ vào sổ", "#", Some(14), true),
        Tab::new("Nghi trùng", "#", Some(1), false),
        Tab::new("Đã trả lại", "#", Some(2), false),
        Tab::new("Đã vào sổ", "#", Some(31), false),
    ]);
    let equation = format!(
        "<p class=\"below-list num\">{}{}</p>",
        escape("Hôm nay: nhận 48 = vào sổ 31 + trả lại 2 + chờ 15"),
        icon("check")
    );
    let list = Html::trusted(format!("{}{}{equation}", tabs.render(lang), rows.render(lang)));
    let seen = |name: &str, x: f32, y: f32, width: f32, height: f32, doubtful| Seen {
        name: name.to_owned(),
        x,
        y,
        width,
        height,
        doubtful,
    };
    let sheet = Sheet::new("/components/page.svg", 1, 620.0, 877.0).seen([
        seen("issuer", 116.0, 80.0, 168.0, 20.0, false),
        seen("code", 148.0, 122.0, 104.0, 20.0, false),
        seen("date", 336.0, 100.0, 228.0, 20.0, false),
        seen("urgency", 138.0, 150.0, 124.0, 22.0, false),
        seen("kind", 258.0, 198.0, 84.0, 20.0, false),
        seen("subject", 112.0, 222.0, 376.0, 42.0, true),
        seen("asked", 108.0, 484.0, 146.0, 18.0, true),
    ]);
    let form = Form::post(ctx, "/components/accept")
        .filled(&Filled::default())
        .accept()
        .row([
            Field::text("code", "Số, ký hiệu").value("118-BC/ĐU").sure(99, false),
            Field::date("date", "Ngày văn bản").value("2026-11-23").sure(99, false),
        ])
        .put(
            Field::combo("issuer", "Cơ quan ban hành", "/components/suggest")
                .value("Đảng uỷ xã Tân An")
                .sure(98, false),
        )
        .row([
            Field::select("kind", "Loại", [Choice::new("bc", "Báo cáo"), Choice::new("cv", "Công văn")])
                .value("bc")
                .sure(99, false),
            Field::select(
                "urgency",
                "Độ khẩn",
                [Choice::new("0", "Thường"), Choice::new("2", "Thượng khẩn")],
            )
            .value("2")
            .sure(97, false),
        ])
        .put(
            Field::area("subject", "Trích yếu")
                .value(
                    "tình hình sạt lở tại hai thôn sau đợt mưa lớn từ ngày 20 đến ngày 22 tháng 11 năm 2026",
                )
                .sure(81, true),
        )
        .put(
            Field::date("asked", "Ngày đề nghị trong văn bản")
                .value("2026-11-25")
                .sure(74, true)
                .hint("“trước ngày 25/11/2026”, trang 1 · ngày đề nghị; hạn xử lý do Văn phòng đặt"),
        )
        .put(
            Field::text("to", "Đề xuất chuyển xử lý")
                .value("Phó Chánh Văn phòng · Phòng Tổng hợp")
                .hint("như 3 báo cáo thiên tai trước đây; quy tắc “khẩn, thiên tai”"),
        )
        .button(&Button::submit("Vào sổ, mở tiếp").main().icon("check").key("Enter"))
        .button(&Button::link("Trả lại", "#").key("r"))
        .render();
    let trail = Trail::new([
        Stop { who: "Thư điện tử".into(), held: Some("07:10".into()), what: None },
        Stop { who: "Văn thư".into(), held: Some("12 phút".into()), what: Some("chờ vào sổ".into()) },
    ]);
    let facts = Html::trusted(format!("{}{}", form, trail.render(lang)));
    Page::new(ctx, "Vào sổ văn bản đến")
        .lead("Số đến dự kiến 12288")
        .panes(list, sheet.render(lang), facts)
        .back("/components/accept")
        .no_prefetch()
        .into_response()
}

pub(super) fn table() -> Table {
    let line = |number: &str,
                day: &str,
                code: &str,
                dated: &str,
                what: &str,
                who: &str,
                holder: &str,
                step: &str| {
        [
            Cell::text(number).strong(),
            Cell::text(day),
            Cell::text(code).by(dated),
            Cell::text(what).by(who).href("/components/accept"),
            Cell::text(holder).by(step),
        ]
    };
    let rows = [
        (
            line(
                "12286",
                "23/11",
                "77-TB/TW",
                "21/11/2026",
                "Thông báo kết luận về chuyển đổi số trong cơ quan đảng",
                "Ban Bí thư",
                "Chánh Văn phòng",
                "phân công",
            ),
            "2 giờ",
            None,
        ),
        (
            line(
                "12285",
                "23/11",
                "402/UBND-TH",
                "20/11/2026",
                "Xin ý kiến về điều chỉnh quy hoạch khu công nghiệp phía Đông",
                "UBND tỉnh",
                "Phòng Tổng hợp",
                "thẩm định",
            ),
            "1 ngày",
            Some(Due::in_days(3, 2)),
        ),
        (
            line(
                "12281",
                "20/11",
                "25-CV/TU",
                "17/11/2026",
                "Góp ý dự thảo Đề án phát triển kinh tế biển",
                "Tỉnh uỷ Bắc Lĩnh",
                "Đảng uỷ UBND tỉnh",
                "cho ý kiến",
            ),
            "3 ngày",
            Some(Due::in_days(-2, 2)),
        ),
        (
            line(
                "12279",
                "20/11",
                "1498/BC-SYT",
                "19/11/2026",
                "Báo cáo tiến độ xây dựng trạm y tế xã",
                "Sở Y tế",
                "Phòng Tổng hợp",
                "tổng hợp",
            ),
            "3 ngày",
            Some(Due::in_days(1, 2)),
        ),
        (
            line(
                "12270",
                "19/11",
                "09-KH/BTGDVTU",
                "18/11/2026",
                "Kế hoạch quán triệt nghị quyết",
                "Ban Tuyên giáo và Dân vận",
                "—",
                "đã giải quyết",
            ),
            "",
            Some(Due::ended(0)),
        ),
        (
            line(
                "12259",
                "17/11",
                "88/BC-MTTQ",
                "16/11/2026",
                "Tổng hợp ý kiến cử tri và Nhân dân",
                "Mặt trận Tổ quốc tỉnh",
                "—",
                "đã giải quyết",
            ),
            "",
            Some(Due::ended(1)),
        ),
    ];
    rows.into_iter().fold(
        Table::new(
            "Sổ văn bản đến 2026",
            [
                Column::new("Số đến").narrow().sort("?sort=number", Some(false)),
                Column::new("Ngày đến").narrow().sort("?sort=day", None),
                Column::new("Số, ký hiệu").narrow(),
                Column::new("Trích yếu"),
                Column::new("Nơi đang xử lý"),
                Column::new("Thời gian").narrow(),
                Column::new("Hạn").narrow(),
            ],
        ),
        |table, (cells, held, due)| {
            let due = due.map_or(Cell::default(), |d| Cell::html(d.render(words::Lang::Vi)));
            table.row(cells.into_iter().chain([Cell::text(held), due]))
        },
    )
}

pub(super) fn chips() -> Chips {
    Chips(vec![
        Chip::new("Chưa xong 214", "#").on(true),
        Chip::new("Quá hạn 9", "#"),
        Chip::new("Của phòng tôi 41", "#"),
        Chip::new("Tôi theo dõi 11", "#"),
        Chip::new("Cơ quan: tất cả", "#").icon("filter").apart(),
        Chip::new("Tháng 11", "#"),
        Chip::new("Lưu bộ lọc", "#").icon("plus").dashed(),
    ])
}

pub(super) fn book(ctx: &Ctx) -> Response {
    let lang = ctx.lang;
    let pager =
        Pager { from: 1, to: 30, total: Some(12_287), previous: None, next: Some("?page=2".to_owned()) };
    let body = Html::join([chips().render(lang), table().render(lang), pager.render(lang)]);
    Page::new(ctx, "Sổ văn bản đến 2026")
        .lead("12.287 văn bản · liền số 1–12287, trong đó 2 số huỷ có lý do · kiểm lúc 02:00")
        .actions([
            Button::print("In sổ").render(lang),
            Button::link("XLSX", "#").icon("file-spreadsheet").render(lang),
        ])
        .body(body)
        .into_response()
}
