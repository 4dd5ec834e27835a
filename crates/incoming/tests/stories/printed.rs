//! What is printed of books and papers, asked over HTTP; the press of the tests hands back what it was given.

use axum::http::StatusCode;
use documents::acts::Void;
use kernel::Actor;
use kernel::testing::both;
use serde_json::Value;

use crate::doors::{Fixture, fixture};
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
