//! A register of before comes in as it was: every number its own, gaps recorded, nothing twice, nothing lost.

use documents::NewPaper;
use jiff::civil::date;
use kernel::testing::{TestOffice, both};
use kernel::{Actor, Id, Kind};
use oldbooks::{CorrectRow, Field, Import, Kept, State, correct_row, rows, work};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::{aim, begin, book, count, finish, sound, take_up};

const HEADS: [&str; 10] = [
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
];

/// A register as an office keeps one: title, heading, days in every spelling, a page break, totals.
fn register() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("Năm 2019").unwrap();
    sheet.merge_range(0, 0, 0, 9, "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN", &Format::new()).unwrap();
    let head = |sheet: &mut rust_xlsxwriter::Worksheet, row: u32| {
        for (at, name) in (0u16..).zip(HEADS) {
            sheet.write(row, at, name).unwrap();
        }
    };
    head(sheet, 2);
    for at in 0..10u16 {
        sheet.write(3, at, format!("({})", at + 1)).unwrap();
    }
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let real = ExcelDateTime::from_ymd(2019, 1, 2).unwrap();
    sheet.write_datetime_with_format(4, 0, &real, &day).unwrap();
    let mut line = |row: u32, cells: [&str; 6]| {
        for (at, cell) in (0u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write(row, at, cell).unwrap();
        }
    };
    line(4, ["", "1", "Tỉnh uỷ Hải Sơn", "15-CV/TU", "28/12", "Công văn v/v chuẩn bị hội nghị"]);
    line(5, ["", "2", "nt", "16-QĐ/TU", "2.1.19", "Quyết định thành lập tổ công tác"]);
    line(6, ["5.1.19", "3", "UBND tỉnh", "7/KH-UBND", "03/01/2019", "Kế hoạch phòng chống thiên tai"]);
    line(7, ["43472", "5", "Sở Tài chính", "9/STC-NS", "04-01-2019", "V/v quyết toán"]);
    line(8, ["Cộng trang", "", "", "", "", ""]);
    // 9 stays blank; the heading is printed again.
    line(12, ["08/01/2019", "6", "Sở Nội vụ", "11/SNV", "31/02/2019", "Báo cáo biên chế"]);
    line(13, ["08/01/2019", "6", "Sở Y tế", "12/SYT", "07/01/2019", "Báo cáo dịch bệnh"]);
    line(14, ["09/01/2019", "7b", "Sở Y tế", "13/SYT", "07/01/2019", "Tờ trình"]);
    line(15, ["10/01/2019", "9", "Sở Y tế", "14/SYT", "09/01/2019", "Tờ trình kinh phí"]);
    head(sheet, 10);
    workbook.save_to_buffer().unwrap()
}

fn kept(o: &TestOffice, import: Id<Import>) -> Vec<Kept> {
    o.office.read_blocking(|tx| rows(tx, import, None, (0, 1000))).unwrap()
}

fn papers(o: &TestOffice, book: Id<documents::Book>) -> Vec<documents::PaperRow> {
    let mut all = o.office.read_blocking(|tx| documents::page(tx, book, i64::MAX, 1000)).unwrap();
    all.reverse();
    all
}

fn correct(o: &TestOffice, import: Id<Import>, line: u32, typed: &[(Field, &str)], accepted: bool) {
    let place = kept(o, import).into_iter().find(|kept| kept.row.line == line).unwrap().row.place;
    let typed = typed
        .iter()
        .map(|(field, text)| serde_json::json!({ "field": field, "text": text }))
        .collect::<Vec<_>>();
    let input: CorrectRow = serde_json::from_value(
        serde_json::json!({ "import": import, "place": place, "typed": typed, "accepted": accepted }),
    )
    .unwrap();
    o.office.act_blocking(Actor::console(), o.office.new_id(), input, correct_row).unwrap();
    work::judge_again(&o.office, import).unwrap();
}

#[test]
fn every_line_keeps_its_number_and_what_the_register_lacks_is_recorded() {
    for on in both() {
        let o = crate::open(on);
        let import = take_up(&o, "so-den-2019.xlsx", &register(), 2019);
        let states: Vec<(u32, State)> = kept(&o, import).iter().map(|k| (k.row.line, k.state)).collect();
        let wanted = [
            (4, State::Left),
            (5, State::Ready),
            (6, State::Ready),
            (7, State::Ready),
            (8, State::Ready),
            (9, State::Left),
            (11, State::Left),
            (13, State::Doubtful),
            (14, State::Wrong),
            (15, State::Wrong),
            (16, State::Ready),
        ];
        assert_eq!(states, wanted, "{on:?}");
        begin(&o, import, false);
        finish(&o, import);
        let book = book(&o, import);
        assert!(book.name.ends_with("2019"), "{on:?}: {}", book.name);
        let lines = papers(&o, book.id);
        let numbers: Vec<i64> = lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [1, 2, 3, 5, 9], "{on:?}: never renumbered");
        let first = &lines[0];
        assert_eq!(
            (first.arrived_on, first.issued_on, first.kind.as_str(), first.subject.as_str()),
            (date(2019, 1, 2), Some(date(2018, 12, 28)), "Công văn", "v/v chuẩn bị hội nghị"),
            "{on:?}: a real date cell, a day without a year"
        );
        let second = &lines[1];
        assert_eq!(
            (second.arrived_on, second.issuer.as_str(), second.issued_on, second.kind.as_str()),
            (date(2019, 1, 2), "Tỉnh uỷ Hải Sơn", Some(date(2019, 1, 2)), "Quyết định"),
            "{on:?}: from the row above"
        );
        assert_eq!(lines[3].arrived_on, date(2019, 1, 7), "{on:?}: Excel's number of a day");
        assert!(lines.iter().all(|line| line.imported), "{on:?}");
        let gaps = o.office.read_blocking(|tx| documents::gaps(tx, book.id, 10)).unwrap();
        let runs: Vec<_> = gaps.iter().map(|gap| (gap.first, gap.last)).collect();
        assert_eq!(runs, [(4, 4), (6, 8)], "{on:?}");
        assert_eq!(gaps[0].why, "sổ giấy bỏ số", "{on:?}");
        sound(&o);
        // A gap that vanishes is a number that is missing.
        o.office.operate(|tx| tx.exec("DELETE FROM book_gaps WHERE first = 4", kernel::vals![])).unwrap();
        let report = kernel::journal::verify(&o.office, None).unwrap();
        let fault = report.faults.iter().find(|fault| fault.check == documents::WITHOUT_GAPS).unwrap();
        assert!(fault.what.ends_with("missing: 4"), "{on:?}: {}", fault.what);
    }
}

#[test]
fn what_cannot_be_taken_waits_until_it_is_corrected() {
    for on in both() {
        let o = crate::open(on);
        let import = take_up(&o, "so-den-2019.xlsx", &register(), 2019);
        begin(&o, import, false);
        finish(&o, import);
        // The doubtful row was looked at; of the doubled number the paper book says 8; 7b is 7.
        correct(&o, import, 13, &[], true);
        correct(&o, import, 14, &[(Field::Number, "8")], false);
        correct(&o, import, 15, &[(Field::Number, "7")], true);
        assert_eq!(count(&o, import, State::Ready), 3, "{on:?}: {:?}", kept(&o, import));
        begin(&o, import, false);
        finish(&o, import);
        let book = book(&o, import);
        let lines = papers(&o, book.id);
        assert_eq!(
            lines.iter().map(|line| line.number).collect::<Vec<_>>(),
            [1, 2, 3, 5, 6, 7, 8, 9],
            "{on:?}"
        );
        // A day that does not exist is kept as it was written.
        let sixth = lines.iter().find(|line| line.number == 6).unwrap();
        assert_eq!(sixth.issued_on, None, "{on:?}");
        let old = o.office.read_blocking(|tx| documents::old_line(tx, sixth.id)).unwrap().unwrap();
        assert!(old.note.contains("31/02/2019"), "{on:?}: {}", old.note);
        let gaps = o.office.read_blocking(|tx| documents::gaps(tx, book.id, 10)).unwrap();
        assert_eq!(gaps.iter().map(|gap| (gap.first, gap.last)).collect::<Vec<_>>(), [(4, 4)], "{on:?}");
        sound(&o);
    }
}

/// A register of this many lines as CSV, each tenth number missing.
fn many(count: i64) -> String {
    let mut text = String::from("So den;Ngay den;Noi gui;So ky hieu;Trich yeu\n");
    for number in (1..=count).filter(|number| number % 10 != 0) {
        text += &format!(
            "{number};{:02}/03/2018;Sở Xây dựng;{number}/SXD;Báo cáo số {number}\n",
            number % 28 + 1
        );
    }
    text
}

#[test]
fn stopped_in_the_middle_it_goes_on_and_doubles_nothing() {
    for on in both() {
        let o = crate::open(on);
        let import = take_up(&o, "so.csv", many(1500).as_bytes(), 2018);
        begin(&o, import, false);
        assert!(!work::portion(&o.office, &Actor::console(), import, 1).unwrap(), "{on:?}");
        assert_eq!(count(&o, import, State::Imported), 400, "{on:?}: one act");
        // While it runs the book is not held against its counter, and the journal is sound.
        sound(&o);
        // The worker died; another takes the work up, and the first one's job comes again after that.
        finish(&o, import);
        finish(&o, import);
        assert_eq!(count(&o, import, State::Imported), 1350, "{on:?}");
        let of = book(&o, import);
        let state = o.office.read_blocking(|tx| documents::whole_book(tx, &of)).unwrap();
        assert_eq!((state.papers, state.gaps, state.last), (1350, 149, 1499), "{on:?}");
        assert!(state.whole(), "{on:?}");
        sound(&o);
        // The same file again, and once more with one line more.
        let again = take_up(
            &o,
            "so.csv",
            (many(1500) + "1500;30/03/2018;Sở Xây dựng;1500/SXD;Báo cáo cuối\n").as_bytes(),
            2018,
        );
        assert_eq!((count(&o, again, State::Same), count(&o, again, State::Ready)), (1350, 1), "{on:?}");
        begin(&o, again, false);
        finish(&o, again);
        let state = o.office.read_blocking(|tx| documents::whole_book(tx, &of)).unwrap();
        assert_eq!((state.papers, state.last), (1351, 1500), "{on:?}");
        sound(&o);
    }
}

#[test]
fn of_two_that_import_into_one_book_the_second_waits() {
    for on in both() {
        let o = crate::open(on);
        let (first, second) = (
            take_up(&o, "a.csv", many(20).as_bytes(), 2018),
            take_up(&o, "b.csv", many(30).as_bytes(), 2018),
        );
        begin(&o, first, false);
        let input = oldbooks::Run { import: second, doubtful: false, why: "-".to_owned() };
        let refused =
            o.office.act_blocking(Actor::console(), o.office.new_id(), input, oldbooks::run).unwrap_err();
        assert_eq!(refused.kind, Kind::Conflict, "{on:?}");
        finish(&o, first);
        begin(&o, second, false);
        finish(&o, second);
        // What the first one brought meanwhile is found there, and not put twice.
        assert_eq!(count(&o, second, State::Same), 18, "{on:?}");
        assert_eq!(count(&o, second, State::Imported), 9, "{on:?}");
        sound(&o);
    }
}

#[test]
fn marks_of_secrecy_stop_the_whole_file_before_anything_is_stored() {
    for on in both() {
        let o = crate::open(on);
        let text = "Số đến;Ngày đến;Độ mật;Số ký hiệu;Trích yếu\n1;02/01/2019;;1/A;thường\n2;02/01/2019;Tối mật;2/A;kín\n";
        let aim = aim(&o, 2019);
        let refused = work::take_up(
            &o.office,
            (&Actor::console(), o.office.new_id()),
            ("so.csv", text.as_bytes()),
            aim,
        )
        .unwrap_err();
        assert_eq!((refused.kind, refused.msg.key()), (Kind::Invalid, "secret-rows"), "{on:?}");
        assert!(refused.msg.say(words::Lang::Vi).contains("dòng 3"), "{on:?}");
        assert_eq!(o.office.blobs().all().unwrap().len(), 0, "{on:?}");
        assert!(o.office.read_blocking(|tx| oldbooks::imports(tx, 10)).unwrap().is_empty(), "{on:?}");
    }
}

#[test]
fn this_years_book_goes_on_after_the_register() {
    for on in both() {
        let o = crate::open(on);
        let text = "Số đến;Ngày đến;Nơi gửi;Số ký hiệu;Trích yếu\n1;05/01/2026;Sở A;1/A;một\n2;06/01/2026;Sở A;2/A;hai\n4;07/01/2026;Sở A;4/A;bốn\n";
        let import = take_up(&o, "so.csv", text.as_bytes(), 2026);
        begin(&o, import, false);
        // Somebody registers while it runs: the number after the register is taken.
        let paper = |code: &str| NewPaper {
            code: code.to_owned(),
            kind: "Báo cáo".to_owned(),
            issuer: "Sở B".to_owned(),
            issued_on: None,
            subject: "mới".to_owned(),
            urgency: String::new(),
            asked_by: None,
            files: vec![],
        };
        let register = |code: &str| {
            o.office
                .act_blocking(Actor::console(), o.office.new_id(), paper(code), documents::register)
                .unwrap()
                .number
        };
        assert_eq!(register("5/B"), 5, "{on:?}");
        finish(&o, import);
        assert_eq!(register("6/B"), 6, "{on:?}");
        let of = book(&o, import);
        let numbers: Vec<_> = papers(&o, of.id).iter().map(|line| (line.number, line.imported)).collect();
        assert_eq!(numbers, [(1, true), (2, true), (4, true), (5, false), (6, false)], "{on:?}");
        // A line that comes later with a number that is given here is not taken.
        let late = take_up(
            &o,
            "so2.csv",
            b"So den;Ngay den;Trich yeu;So ky hieu\n3;07/01/2026;ba;3/A\n7;08/01/2026;bay;7/A\n",
            2026,
        );
        assert_eq!((count(&o, late, State::Doubtful), count(&o, late, State::Wrong)), (1, 1), "{on:?}");
        begin(&o, late, true);
        finish(&o, late);
        assert!(o.office.read_blocking(|tx| documents::gaps(tx, of.id, 10)).unwrap().is_empty(), "{on:?}");
        sound(&o);
    }
}

#[test]
fn a_file_that_is_no_register_says_what_it_needs() {
    let o = crate::open(kernel::testing::On::Sqlite);
    let aim = aim(&o, 2019);
    for (bytes, key) in [
        (b"ho ten;don vi\nA;B\n".as_slice(), "no-heading"),
        (b"PK\x03\x04 cut off", "file-unreadable"),
        (b"", "file-empty"),
        (b"\xff\xff\x00", "file-not-utf8"),
    ] {
        let refused =
            work::take_up(&o.office, (&Actor::console(), o.office.new_id()), ("a", bytes), aim.clone())
                .unwrap_err();
        assert_eq!(refused.msg.key(), key);
    }
}
