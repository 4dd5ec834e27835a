//! What is printed of books and papers, asked over HTTP; the press of the tests hands back what it was given.

use axum::http::StatusCode;
use documents::acts::Void;
use documents::{Confirm, Move, Paper};
use kernel::testing::both;
use kernel::{Actor, Id};
use people::Role;
use serde_json::Value;

use crate::doors::{Fixture, fixture, person};
use crate::list::{get, put};

fn sheet(f: &Fixture, who: &str, path: &str) -> Value {
    let (status, bytes) = get(f, who, path);
    assert_eq!(status, StatusCode::OK, "{path}: {}", String::from_utf8_lossy(&bytes));
    serde_json::from_slice(&bytes).unwrap()
}

fn rows(sheet: &Value) -> Vec<Vec<String>> {
    let blocks = sheet["blocks"].as_array().unwrap();
    let table = blocks.iter().find(|block| block["block"] == "table").unwrap();
    serde_json::from_value::<Vec<Value>>(table["rows"].clone())
        .unwrap()
        .into_iter()
        .map(|row| serde_json::from_value(row["cells"].clone()).unwrap())
        .collect()
}

#[test]
fn the_book_is_printed_in_its_order_with_the_decree_s_columns() {
    for on in both() {
        let f = fixture(on);
        let papers: Vec<_> = (1..=70).map(|n| put(&f, n, None)).collect();
        let void = Void { paper: papers[10], why: "ghi trùng".to_owned() };
        f.o.office.act_blocking(Actor::system(), f.o.office.new_id(), void, documents::void_number).unwrap();
        let book = sheet(&f, "vanthu", "/papers/export.pdf");
        assert_eq!(book["lang"], "vi");
        let columns = book["blocks"][0]["columns"].as_array().unwrap().clone();
        let headings: Vec<_> = columns.iter().map(|column| column["heading"].as_str().unwrap()).collect();
        assert_eq!(
            headings,
            [
                "Ngày đến",
                "Số đến",
                "Cơ quan ban hành",
                "Số, ký hiệu",
                "Ngày văn bản",
                "Tên loại và trích yếu",
                "Đơn vị hoặc người nhận",
                "Ngày chuyển",
                "Ký nhận",
                "Độ khẩn",
                "Độ mật",
                "Ghi chú"
            ]
        );
        let lines = rows(&book);
        let numbers: Vec<_> = lines.iter().map(|row| row[1].parse::<u32>().unwrap()).collect();
        assert_eq!(numbers, (1..=70).collect::<Vec<_>>(), "{on:?}");
        assert_eq!(lines[1][3], "2-BC/ĐU", "{on:?}");
        assert_eq!(lines[1][9], "Khẩn", "{on:?}");
        assert!(lines[10][11].contains("ghi trùng"), "{on:?}: {:?}", lines[10]);
        assert_eq!(book["blocks"][0]["rows"][10]["struck"], true, "{on:?}");
        // The same filters as on the screen.
        assert_eq!(rows(&sheet(&f, "vanthu", "/papers/export.pdf?code=17-bc")).len(), 1, "{on:?}");
        let (status, _) = get(&f, "chuyenvien", "/papers/export.pdf");
        assert_eq!(status, StatusCode::FORBIDDEN, "{on:?}");
    }
}

fn hand_over(f: &Fixture, paper: Id<Paper>, to: Id<people::Post>, signed: &str) {
    let today = f.o.office.now().date();
    let given = Move { paper, to, moved_on: today, signed: signed.to_owned() };
    f.o.clock.advance(kernel::Instant::SECOND);
    f.o.office.act_blocking(Actor::system(), f.o.office.new_id(), given, documents::move_original).unwrap();
}

#[test]
fn what_nobody_signed_for_stands_on_the_list_until_somebody_does() {
    for on in both() {
        let f = fixture(on);
        let papers: Vec<_> = (1..=3).map(|n| put(&f, n, None)).collect();
        let (_, post, receiver) = person(&f.o, f.admin, "truongphong", Role::HeadOfSection);
        hand_over(&f, papers[0], post, "");
        hand_over(&f, papers[1], post, "Bà Hà ký sổ");
        hand_over(&f, papers[2], post, "");
        let numbers = |sheet: &Value| rows(sheet).iter().map(|row| row[1].clone()).collect::<Vec<_>>();
        let open = sheet(&f, "vanthu", "/papers/originals.pdf");
        assert_eq!(numbers(&open), ["1", "3"], "{on:?}");
        assert!(rows(&open).iter().all(|row| row[4].contains("truongphong") && row[5].is_empty()), "{on:?}");
        assert_eq!(open["signatures"].as_array().unwrap().len(), 2, "{on:?}");
        let moved = f.o.office.read_blocking(|tx| documents::moves(tx, papers[0])).unwrap()[0].id;
        let confirm = Confirm { paper: papers[0], handed: moved };
        let actor = Actor::person(receiver.uuid(), Some(post.uuid()));
        f.o.office.act_blocking(actor, f.o.office.new_id(), confirm, documents::confirm_original).unwrap();
        assert_eq!(numbers(&sheet(&f, "vanthu", "/papers/originals.pdf")), ["3"], "{on:?}");
        // The day's list keeps all of them, and says how each was signed for.
        let today = f.o.office.now().date();
        let day = sheet(&f, "vanthu", &format!("/papers/originals.pdf?day={today}"));
        let signed: Vec<_> = rows(&day).into_iter().map(|row| row[5].clone()).collect();
        assert!(signed[0].starts_with("Đã xác nhận trên hệ thống"), "{on:?}: {signed:?}");
        assert_eq!(signed[1..], ["Bà Hà ký sổ", ""], "{on:?}");
        assert!(rows(&sheet(&f, "vanthu", "/papers/originals.pdf?day=2020-01-01")).is_empty(), "{on:?}");
        let (status, _) = get(&f, "truongphong", "/papers/originals.pdf");
        assert_eq!(status, StatusCode::FORBIDDEN, "{on:?}");
    }
}

#[test]
fn the_evening_sheet_says_what_came_what_was_numbered_and_what_is_unsigned() {
    for on in both() {
        let f = fixture(on);
        let papers: Vec<_> = (1..=4).map(|n| put(&f, n, None)).collect();
        let (_, post, _) = person(&f.o, f.admin, "truongphong", Role::HeadOfSection);
        hand_over(&f, papers[2], post, "");
        let closing = sheet(&f, "chanhvp", "/incoming/ledger.pdf");
        let tables: Vec<&Value> =
            closing["blocks"].as_array().unwrap().iter().filter(|block| block["block"] == "table").collect();
        let cells = |table: &Value, row: usize| -> Vec<String> {
            serde_json::from_value(table["rows"][row]["cells"].clone()).unwrap()
        };
        // One paper waits at the door, and one question is held: two were received.
        let door = cells(tables[0], 0);
        assert_eq!(door.last().unwrap(), "Khớp", "{on:?}: {door:?}");
        let book = cells(tables[1], 0);
        assert_eq!(book[1], "4 số, từ 1 đến 4", "{on:?}");
        let handed = cells(tables[2], 0);
        assert!(handed[0].contains("số đến 3") && handed[2].contains("truongphong"), "{on:?}: {handed:?}");
        assert_eq!(cells(tables[3], 0)[0], "3", "{on:?}");
        // Another day: nothing came, no number was given, and what is unsigned stays unsigned.
        let before = sheet(&f, "chanhvp", "/incoming/ledger.pdf?day=2020-01-01");
        let said = before.to_string();
        assert!(said.contains("Không nhận văn bản nào") && said.contains("2020"), "{on:?}: {said}");
        let (status, _) = get(&f, "bithu", "/incoming/ledger.pdf");
        assert_eq!(status, StatusCode::FORBIDDEN, "{on:?}");
    }
}

#[test]
fn the_stamp_says_number_and_day_to_whoever_may_read_the_paper() {
    for on in both() {
        let f = fixture(on);
        let paper = put(&f, 1, None);
        let stamp = sheet(&f, "vanthu", &format!("/papers/{paper}/stamped.pdf"));
        let lines: Vec<_> =
            stamp["lines"].as_array().unwrap().iter().map(|line| line["value"].clone()).collect();
        assert_eq!(lines[0], "1", "{on:?}");
        assert_eq!(lines[1], vietnamese::format_date(f.o.office.now().date()), "{on:?}");
        assert_eq!(
            (&stamp["word"], &stamp["issuer"]),
            (&"Đến".into(), &"Văn phòng Tỉnh uỷ".into()),
            "{on:?}"
        );
        let (status, _) = get(&f, "chuyenvien", &format!("/papers/{paper}/stamped.pdf"));
        assert_eq!(status, StatusCode::NOT_FOUND, "{on:?}");
        // A void number is stamped on nothing.
        let void = Void { paper, why: "ghi trùng".to_owned() };
        f.o.office.act_blocking(Actor::system(), f.o.office.new_id(), void, documents::void_number).unwrap();
        let (status, _) = get(&f, "vanthu", &format!("/papers/{paper}/stamped.pdf"));
        assert_eq!(status, StatusCode::NOT_FOUND, "{on:?}");
    }
}
