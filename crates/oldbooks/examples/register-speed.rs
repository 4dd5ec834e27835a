//! How long a register takes: `cargo run --release -p oldbooks --example register-speed -- 100000 [DATABASE]`. Prints a line of JSON.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a measurement reads the clock and stops at a fault"
)]

use std::sync::Arc;
use std::time::Instant;

use kernel::{Actor, Backend, Config, Office, SystemClock};
use oldbooks::work::{self, Aim};
use oldbooks::{Run, run};
use rust_xlsxwriter::Workbook;

fn register(rows: u32) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let heads = [
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
    for (at, head) in (0u16..).zip(heads) {
        sheet.write(0, at, head).unwrap();
    }
    for row in 1..=rows {
        // Every hundredth number is missing.
        let number = row + row / 99;
        let (day, month) = (row % 28 + 1, row * 12 / (rows + 1) + 1);
        let date = format!("{day:02}/{month:02}/2019");
        sheet.write(row, 0, &date).unwrap();
        sheet.write(row, 1, number).unwrap();
        sheet.write(row, 2, format!("Uỷ ban nhân dân huyện số {}", row % 300)).unwrap();
        sheet.write(row, 3, format!("{number}/UBND-TH")).unwrap();
        sheet.write(row, 4, &date).unwrap();
        let subject = "Báo cáo tình hình thực hiện nhiệm vụ phát triển kinh tế - xã hội và phương hướng quý";
        sheet.write(row, 5, format!("{subject} {}", row % 4 + 1)).unwrap();
        sheet.write(row, 6, "Phòng Tổng hợp").unwrap();
        sheet.write(row, 7, &date).unwrap();
        sheet.write(row, 8, "Ngô Thị Chuyên Cần").unwrap();
        sheet.write(row, 9, "").unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

fn main() {
    let mut args = std::env::args().skip(1);
    let rows: u32 = args.next().map_or(100_000, |text| text.parse().unwrap());
    let folder = std::env::temp_dir().join(format!("oldbooks-speed-{}", std::process::id()));
    let backend = match args.next() {
        Some(url) => Backend::Postgres(url),
        None => Backend::Sqlite(folder.join("caunoi.db")),
    };
    let mut parts = (oldbooks::function().below)();
    parts.push(oldbooks::part());
    let config = Config {
        data: folder.clone(),
        backend,
        clock: Arc::new(SystemClock),
        origin: "speed.invalid".to_owned(),
    };
    let office = Office::open(config, &parts).unwrap();
    let actor = Actor::console();
    let begin = documents::Begin::default();
    let book = office.act_blocking(actor.clone(), office.new_id(), begin, documents::begin_book).unwrap();
    let series = office.read_blocking(|tx| documents::book(tx, book)).unwrap().unwrap().series.unwrap();
    let bytes = register(rows);
    let aim = Aim { series, day: jiff::civil::date(2019, 12, 31), kind: String::new() };
    let began = Instant::now();
    let import = work::take_up(&office, (&actor, office.new_id()), ("so.xlsx", &bytes), aim).unwrap();
    let read = began.elapsed();
    let input = Run { import, doubtful: true, why: "đo".to_owned() };
    office.act_blocking(actor.clone(), office.new_id(), input, run).unwrap();
    work::finish(&office, &actor, import).unwrap();
    let all = began.elapsed();
    let counts = office.read_blocking(|tx| oldbooks::counts(tx, import)).unwrap();
    let imported = counts.iter().find(|(state, _)| state.code() == "imported").map_or(0, |(_, count)| *count);
    println!(
        "{}",
        serde_json::json!({ "rows": rows, "imported": imported, "megabytes": bytes.len() >> 20,
            "read_and_judged_s": read.as_secs_f64(), "in_the_book_s": all.as_secs_f64() })
    );
    drop(office);
    let _ = std::fs::remove_dir_all(folder);
}
