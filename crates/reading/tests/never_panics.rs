//! Whatever bytes come, an answer comes back.

use proptest::prelude::*;
use reading::letterhead::{lines_of, read, read_title};
use reading::{Limits, read_bytes, read_mail, sniff};

/// The first bytes of each format, so that random rest reaches its reader. PDF is poppler's.
fn begun() -> impl Strategy<Value = Vec<u8>> {
    let starts: Vec<&'static [u8]> = vec![
        b"",
        b"PK\x03\x04",
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        b"From: a@b.vn\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n",
        b"\xFF\xFE",
        b"\xFE\xFF",
        b"\xEF\xBB\xBF",
        b"{\\rtf",
        b"{\\rtf1{\\fonttbl{\\f0 .VnTime;}}\\f0 ",
        b"<html><body><font face='.VnTime'>",
        b"<!DOCTYPE html><style>p{font-family:",
        b"<?xml ",
        b"\x89PNG\r\n\x1a\n",
    ];
    (prop::sample::select(starts), prop::collection::vec(any::<u8>(), 0..600)).prop_map(|(start, rest)| {
        let mut bytes = start.to_vec();
        bytes.extend(rest);
        bytes
    })
}

/// Text made of the words that the letterhead reader looks for.
fn headish() -> impl Strategy<Value = String> {
    let words = vec![
        "Số",
        "Số:",
        "25-CV/TU",
        "/",
        "-",
        "ngày",
        "tháng",
        "năm",
        "2026",
        "31/02",
        "30/9",
        "Kính gửi:",
        "V/v",
        "T/M",
        "KT.",
        "TM.",
        "Q.",
        "BAN",
        "ĐẢNG UỶ",
        "QUYẾT ĐỊNH",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Độc lập - Tự do",
        "\n",
        "\n",
        "\t",
        "   ",
        "*",
        "Nơi nhận:",
        "- Lưu",
        ";",
        ".",
        "trước ngày",
        "trong 10 ngày",
        "đề nghị",
        "ỷ",
        "\u{301}",
        "Hạ Long,",
        "MẬT",
        "Luật",
        "số",
        "𐐀",
        "İ",
    ];
    prop::collection::vec(prop::sample::select(words), 0..60).prop_map(|w| w.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn bytes(bytes in begun(), name in "[a-z]{0,3}\\.(pdf|docx|txt|eml|bin)") {
        if sniff(&bytes, &name) != reading::Format::Pdf {
            let reading = read_bytes(&bytes, &name, &Limits::default());
            prop_assert_eq!(reading.sha256.len(), 64);
            prop_assert!(!reading.text.contains('\0'));
        }
        let _ = read_mail(&bytes, &Limits::default());
    }

    #[test]
    fn heads(text in headish()) {
        let found = read(&lines_of(&text));
        prop_assert!(found.confidence.values().all(|c| (0.0..=1.0).contains(c)));
        let _ = read_title(&text);
    }

    #[test]
    fn any_text(text in "\\PC{0,300}") {
        let _ = read(&lines_of(&text));
        let _ = read_title(&text);
    }
}
