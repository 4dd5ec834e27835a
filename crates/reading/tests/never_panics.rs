//! Whatever bytes come, an answer comes back.

// A helper of a test may stop it.
#![allow(clippy::unwrap_used)]

mod packing;

use packing::{doc_streams, ole, record, zipped};
use proptest::prelude::*;
use reading::letterhead::{lines_of, read, read_title};
use reading::{Limits, open_bundle, read_bytes, sniff};

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
        let _ = open_bundle(&bytes, "a.eml", &Limits::default());
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

    /// A whole file of each format, some bytes of it changed: what is inside the pack, so that its reader sees it.
    #[test]
    fn changed_files(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12)) {
        let change = |mut bytes: Vec<u8>| {
            for (at, value) in &changes {
                if !bytes.is_empty() {
                    let at = at.index(bytes.len());
                    bytes[at] = *value;
                }
            }
            bytes
        };
        let (main, table) = doc_streams(&[(b"V\xB5n b\xB6n\r".to_vec(), Some(0)), (b"x\x07\x07".to_vec(), None)], &[".VnTime"], 0);
        let book = [
            record(0x0809, &[0, 6, 5, 0, 0, 0]),
            record(0x0031, &[&[0; 14][..], &[7, 0], b".VnTime"].concat()),
            record(0x00E0, &[0; 20]),
            record(0x00FC, &[&[1, 0, 0, 0, 1, 0, 0, 0, 3, 0, 8, 1, 0][..], b"V\xB5n", &[1, 0, 0, 0]].concat()),
            record(0x0085, &[113, 0, 0, 0, 0, 0, 1, 0, b'A']),
            record(0x000A, &[]),
            record(0x0809, &[0, 6, 16, 0, 0, 0]),
            record(0x00FD, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            record(0x00BD, &[1, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0]),
            record(0x000A, &[]),
        ]
        .concat();
        let xml = change(b"<x xmlns:r='r'><sheets><sheet r:id='a'/></sheets><row r='1'><c r='A1' s='0' t='s'><v>0</v></c></row><p><t>a</t></p></x>".to_vec());
        let content = b"<x><style:style style:name='P' style:parent-style-name='P'/><text:p text:style-name='P'>a<text:s text:c='2'/></text:p></x>";
        let whole = [
            ole(&[("WordDocument", &change(main.clone())), ("1Table", &table)]),
            ole(&[("WordDocument", &main), ("1Table", &change(table.clone()))]),
            ole(&[("Workbook", &change(book.clone()))]),
            change(ole(&[("Workbook", &book)])),
            zipped(&[("xl/workbook.xml", b"<x/>"), ("xl/worksheets/sheet1.xml", &xml)]),
            zipped(&[("ppt/presentation.xml", b"<x/>"), ("ppt/slides/slide1.xml", &xml)]),
            zipped(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", &change(content.to_vec()))]),
            change(b"{\\rtf1{\\fonttbl{\\f0 .VnTime;}}\\f0 \\'b5\\u7927?{\\*\\x y}\\trowd\\cell\\row\\bin2 ab\\par}".to_vec()),
            change(b"<html><style>p.a{font-family:.VnTime}</style><p class=a>v\xB5<table><td>x</table>&nbsp;<script>y</script>".to_vec()),
        ];
        for bytes in whole {
            let reading = read_bytes(&bytes, "a.bin", &Limits::default());
            prop_assert!(!reading.text.contains('\0'));
        }
    }
}
