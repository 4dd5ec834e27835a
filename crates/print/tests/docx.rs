//! A letter as a document of Word: its styles, and that every part is sound XML.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a story that cannot go on fails")]

use std::io::Read as _;

use jiff::civil::date;

use print::docx::letter;
use print::{Column, Layout, Letter, Paragraph, Signer, Table};

fn made() -> Letter {
    #[allow(clippy::disallowed_methods, reason = "the shipped rules are what is set here")]
    let rules = rules::RulePack::shipped().unwrap();
    let layout = Layout::of(&rules, rules::Side::Party, date(2026, 11, 23)).unwrap();
    let columns = vec![Column::new("Chỉ tiêu", 2.0), Column::new("Kết quả", 1.0).right()];
    let rows = vec![["Tỷ lệ <đạt chuẩn>", "52,5"].into_iter().collect()];
    Letter {
        issuers: vec!["Văn phòng".to_owned()],
        code: "-BC/VPTU".to_owned(),
        kind: "Báo cáo".to_owned(),
        subject: "tình hình thực hiện Nghị quyết số 12-NQ/TU".to_owned(),
        body: vec![
            Paragraph::heading("I- Đánh giá chung"),
            Paragraph::subheading("1- Học tập & quán triệt"),
            Paragraph::text("Đã giao 4 nhiệm vụ."),
            Paragraph::Table(Table { columns, rows, numbered: false }),
        ],
        signers: vec![Signer {
            capacity: Vec::new(),
            position: "Chánh Văn phòng".to_owned(),
            name: String::new(),
        }],
        recipients: vec!["Thường trực Tỉnh uỷ".to_owned()],
        ..Letter::new(layout)
    }
}

fn part(file: &[u8], name: &str) -> String {
    let mut packed = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    let mut text = String::new();
    packed.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn headings_tables_and_the_page_number_are_what_word_takes_them_for() {
    let file = letter(&made()).unwrap();
    let document = part(&file, "word/document.xml");
    for said in [
        "<w:pStyle w:val=\"Title\"/>",
        "<w:pStyle w:val=\"Heading1\"/></w:pPr><w:r><w:t xml:space=\"preserve\">I- Đánh giá chung",
        "<w:pStyle w:val=\"Heading2\"/></w:pPr><w:r><w:t xml:space=\"preserve\">1- Học tập &amp; quán triệt",
        "<w:tblStyle w:val=\"TableGrid\"/>",
        "<w:tblHeader/>",
        "Tỷ lệ &lt;đạt chuẩn&gt;",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "<w:titlePg/>",
    ] {
        assert!(document.contains(said), "{said} in {document}");
    }
    let styles = part(&file, "word/styles.xml");
    for name in ["Normal", "Title", "Subtitle", "heading 1", "heading 2", "Table Text", "Table Grid"] {
        assert!(styles.contains(&format!("<w:name w:val=\"{name}\"/>")), "{name}");
    }
    assert!(part(&file, "word/header.xml").contains(" PAGE "));
}

#[test]
fn every_part_is_sound_xml_and_the_same_letter_gives_the_same_bytes() {
    let file = letter(&made()).unwrap();
    let mut packed = zip::ZipArchive::new(std::io::Cursor::new(file.as_slice())).unwrap();
    for at in 0..packed.len() {
        let mut text = String::new();
        packed.by_index(at).unwrap().read_to_string(&mut text).unwrap();
        let mut reader = quick_xml::Reader::from_str(&text);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(fault) => panic!("{fault} in {text}"),
            }
        }
    }
    assert!(file == letter(&made()).unwrap());
}
