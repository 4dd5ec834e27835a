//! Files of every kind, good and bad, in this process.

// A helper of a test may stop it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod packing;

use packing::{docx, zipped};
use reading::{Format, Limits, ProblemCode, Reading, open_bundle, read_bytes, sniff};

fn p(text: &str, bold: bool) -> String {
    let bold = if bold { "<w:rPr><w:b/></w:rPr>" } else { "" };
    format!("<w:p><w:r>{bold}<w:t>{text}</w:t></w:r></w:p>")
}

fn read(bytes: &[u8], name: &str) -> Reading {
    read_bytes(bytes, name, &Limits::default())
}

fn code(reading: &Reading) -> Option<ProblemCode> {
    reading.problem.as_ref().map(|p| p.code)
}

#[test]
fn a_docx_with_its_head_in_a_table() {
    let cell = |content: String| format!("<w:tc>{content}</w:tc>");
    let table = format!(
        "<w:tbl><w:tr>{}{}</w:tr></w:tbl>",
        cell(
            p("TỈNH UỶ HẢI SƠN", false) + &p("VĂN PHÒNG", true) + &p("*", false) + &p("Số 25-CV/VPTU", false)
        ),
        cell(p("ĐẢNG CỘNG SẢN VIỆT NAM", true) + &p("Hải Sơn, ngày 05 tháng 02 năm 2026", false))
    );
    let bytes = docx(&(table + &p("Kính gửi: Đảng uỷ xã &amp; phường.", false)));
    // The name lies; the bytes do not.
    let reading = read(&bytes, "cong-van.pdf");
    assert_eq!((reading.format, code(&reading)), (Format::Docx, None));
    let facts = &reading.facts;
    assert_eq!(facts.code.as_deref(), Some("25-CV/VPTU"));
    assert_eq!(facts.issuer.as_deref(), Some("VĂN PHÒNG"));
    assert_eq!(facts.superior.as_deref(), Some("TỈNH UỶ HẢI SƠN"));
    assert_eq!(facts.date.as_deref(), Some("2026-02-05"));
    assert_eq!(facts.addressee.as_deref(), Some("Đảng uỷ xã & phường"));
    assert!(reading.text.contains("Kính gửi"));
}

#[test]
fn deleted_text_is_not_read_and_bold_can_be_switched_off() {
    let bytes = docx("<w:p><w:del><w:r><w:t>cũ</w:t></w:r></w:del><w:r><w:t>mới</w:t></w:r></w:p>");
    assert_eq!(read(&bytes, "a.docx").text, "mới");
}

#[test]
fn bad_files_say_what_is_wrong_in_both_languages() {
    let bomb = zipped(&[("word/document.xml", &vec![b' '; 40 << 20])]);
    let ole: Vec<u8> = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
        .iter()
        .copied()
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let whole = docx(&p("văn bản", false));
    let cut = whole.get(..whole.len() - 30).unwrap().to_vec();
    let cases: Vec<(&str, Vec<u8>, ProblemCode)> = vec![
        ("empty.pdf", vec![], ProblemCode::Empty),
        ("blank.txt", b" \n\t".to_vec(), ProblemCode::Empty),
        ("bomb.docx", bomb, ProblemCode::Bomb),
        ("locked.docx", ole, ProblemCode::Encrypted),
        ("cut.docx", cut, ProblemCode::Broken),
        ("cut.rtf", b"{\\rtf1 {x}".to_vec(), ProblemCode::Broken),
        ("table.xlsx", zipped(&[("xl/workbook.xml", b"<x/>")]), ProblemCode::Broken),
        ("data.xml", b"<?xml version='1.0'?><x/>".to_vec(), ProblemCode::NotRead),
        ("noise.bin", vec![0, 1, 2, 3, 250, 9], ProblemCode::Unknown),
        ("old.txt", vec![b'U', 0xFB, b' ', b'b', b'a', b'n'], ProblemCode::NotUnicode),
    ];
    for (name, bytes, wanted) in cases {
        let reading = read(&bytes, name);
        assert_eq!(code(&reading), Some(wanted), "{name}");
        let problem = reading.problem.unwrap();
        assert!(
            problem.message.chars().count() > 30 && !problem.message.contains('{'),
            "{}",
            problem.message
        );
        assert_ne!(problem.msg().say(words::Lang::En), problem.message);
    }
}

#[test]
fn a_file_or_text_beyond_the_limit_is_refused() {
    let limits = Limits { bytes: 100, ..Limits::default() };
    assert_eq!(code(&read_bytes(&[b'a'; 101], "a.txt", &limits)), Some(ProblemCode::TooLarge));
    let limits = Limits { text: 100, ..Limits::default() };
    assert_eq!(code(&read_bytes(&[b'a'; 101], "a.txt", &limits)), Some(ProblemCode::TooMuchText));
}

#[test]
fn text_in_utf16_and_with_nul_is_cleaned() {
    let wide: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain("Số 25-CV/TU\r\n\0Kính gửi".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let reading = read(&wide, "a.txt");
    assert_eq!(reading.text, "Số 25-CV/TU\nKính gửi");
    assert_eq!(reading.facts.code.as_deref(), Some("25-CV/TU"));
    let nul = read(b"So 1\0 van ban thuong, du dai de la chu, khong phai ma may\n", "a.txt");
    assert!(!nul.text.contains('\0'));
}

#[test]
fn decomposed_letters_come_out_composed() {
    let reading = read("Đảng uỷ".as_bytes(), "a.txt");
    assert_eq!(reading.text, "Đảng uỷ");
}

fn message(parts: usize) -> Vec<u8> {
    let mut mail = String::from(
        "From: =?UTF-8?B?VsSDbiBwaMOybmc=?= <vp@haison.example>\r\nTo: a@b.example\r\nSubject: =?UTF-8?Q?V=C4=83n_b=E1=BA=A3n?=\r\n\
         Date: Thu, 5 Feb 2026 08:30:00 +0700\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n\
         --x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nKính gửi văn phòng.\r\n",
    );
    for number in 0..parts {
        mail.push_str(&format!(
            "--x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename=\"cv-{number}.txt\"\r\n\r\n\
             Số {number}-CV/TU\r\n"
        ));
    }
    mail.push_str("--x--\r\n");
    mail.into_bytes()
}

#[test]
fn a_mail_with_forty_attachments_keeps_them_all() {
    let bytes = message(40);
    assert_eq!(sniff(&bytes, "a.bin"), Format::Eml);
    let mail = open_bundle(&bytes, "a.eml", &Limits::default()).unwrap();
    assert_eq!((mail.parts.len(), mail.more), (40, 0));
    assert_eq!(mail.from.as_deref(), Some("Văn phòng <vp@haison.example>"));
    assert_eq!(mail.subject.as_deref(), Some("Văn bản"));
    assert_eq!(mail.date.as_deref(), Some("2026-02-05T08:30:00+07:00"));
    assert_eq!(mail.body, "Kính gửi văn phòng.");
    assert_eq!(mail.parts[39].name, "cv-39.txt");
    let few = open_bundle(&bytes, "a.eml", &Limits { attachments: 7, ..Limits::default() }).unwrap();
    assert_eq!((few.parts.len(), few.more), (7, 33));
    // As one paper: the facts of the first attachment that has a number.
    let reading = read(&bytes, "a.eml");
    assert_eq!(reading.facts.code.as_deref(), Some("0-CV/TU"));
    assert!(reading.text.contains("39-CV/TU"));
}

#[test]
fn a_message_within_a_message_stays_whole() {
    let inner = message(2);
    let mut outer = b"From: a@b.example\r\nSubject: Fwd\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n\
        --y\r\nContent-Type: text/plain\r\n\r\nsee\r\n--y\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment; filename=\"thu.eml\"\r\n\r\n"
        .to_vec();
    outer.extend_from_slice(&inner);
    outer.extend_from_slice(b"\r\n--y--\r\n");
    let mail = open_bundle(&outer, "a.eml", &Limits::default()).unwrap();
    let names: Vec<&str> = mail.parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["thu.eml", "thu.eml › cv-0.txt", "thu.eml › cv-1.txt"]);
    assert_eq!((mail.parts[0].format, mail.parts[0].name.as_str()), (Format::Eml, "thu.eml"));
    let nested = open_bundle(&mail.parts[0].bytes, "a.eml", &Limits::default()).unwrap();
    assert_eq!(nested.parts.len(), 2);
    assert!(read(&outer, "a.eml").text.contains("1-CV/TU"));
}

#[test]
fn json_has_the_names_of_the_contract() {
    let json = serde_json::to_value(read("Số 25-CV/TU\nKính gửi: A".as_bytes(), "a.txt")).unwrap();
    for field in
        ["sha256", "format", "pages", "ocr_pages", "ms", "text", "facts", "boxes", "confidence", "problem"]
    {
        assert!(json.get(field).is_some(), "{field}");
    }
    let facts = &json["facts"];
    for field in [
        "issuer",
        "superior",
        "number",
        "symbol",
        "code",
        "kind",
        "place",
        "date",
        "subject",
        "urgency",
        "secrecy",
        "addressee",
        "deadline",
        "signer",
        "recipients",
        "cites",
    ] {
        assert!(facts.get(field).is_some(), "{field}");
    }
    for field in ["form", "position", "name"] {
        assert!(facts["signer"].get(field).is_some(), "{field}");
    }
    assert_eq!(json["format"], "txt");
    assert!(json["problem"].is_null());
}
