//! Papers of no content, for measuring and for the proof against crashes: the same acts as the clerk's, without reading.

use incoming::{Receipt, Receive, Register};
use kernel::{BlobHash, Id};

pub fn receive(blob: BlobHash) -> Receive {
    let reading = serde_json::json!({}).to_string();
    Receive { source: "bench".to_owned(), ..Receive::uploaded(blob, "van-ban.txt".to_owned(), reading) }
}

pub fn register(receipt: Id<Receipt>, n: u64) -> Register {
    Register {
        receipt,
        code: format!("{n}-CV/VPTU"),
        kind: "Công văn".to_owned(),
        issuer: "Đảng uỷ xã Tân An".to_owned(),
        issued_on: Some(jiff::civil::date(2026, 11, 23)),
        subject: format!("về việc chuẩn bị nội dung làm việc tại cơ sở, lần thứ {n}"),
        urgency: String::new(),
        asked_by: None,
        given: None,
        book: None,
        arrived_on: None,
        send: None,
        relates: Vec::new(),
        writings: Vec::new(),
    }
}
