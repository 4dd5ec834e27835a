//! Text layers that cannot be believed, handwriting, columns and tables of scans.

// A helper of a test may stop it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::io::Cursor;
use std::process::Command;
use std::sync::LazyLock;

use degrade::{Wear, degrade, scanned_pdf};
use image::{ImageFormat, Rgb, RgbImage};
use reading::{Limits, NoteCode, Reader, Reading, page_image_of, read_bytes};

mod letters;

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());

fn read(bytes: &[u8], name: &str) -> Reading {
    Reader::new(env!("CARGO_BIN_EXE_reading-child"), Limits::default()).read_bytes(bytes, name)
}

fn printed(name: &str, html: &str) -> Vec<u8> {
    std::fs::read(letters::print(FOLDER.path(), name, html)).unwrap()
}

fn pictures(pdf: &[u8]) -> Vec<RgbImage> {
    let count = read_bytes(pdf, "a.pdf", &Limits { ocr_pages: 0, ..Limits::default() }).pages;
    let page = |n| page_image_of(pdf, n, 300, &Limits::default()).unwrap();
    (1..=count).map(|n| image::load_from_memory(&page(n)).unwrap().into_rgb8()).collect()
}

fn png(page: &RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    page.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A scan with the text layer that a scanner set to this language lays under it.
fn with_layer(name: &str, page: &RgbImage, language: &str) -> Vec<u8> {
    let (picture, base) = (FOLDER.path().join(format!("{name}.png")), FOLDER.path().join(name));
    std::fs::write(&picture, png(page)).unwrap();
    let run = Command::new("tesseract")
        .arg(&picture)
        .arg(&base)
        .args(["-l", language, "--dpi", "300", "pdf"])
        .output();
    assert!(run.unwrap().status.success(), "tesseract makes the layer: apt install tesseract-ocr-vie");
    std::fs::read(base.with_extension("pdf")).unwrap()
}

fn unbelieved(reading: &Reading) -> Option<&str> {
    let note = reading.notes.iter().find(|note| note.code == NoteCode::TextLayerNotBelieved)?;
    note.detail.as_deref()
}

#[test]
fn a_layer_made_for_another_language_is_read_anew_and_a_good_one_stays() {
    let page = &pictures(&printed("layer", letters::PARTY))[0];
    let scan = degrade(page, &Wear::light(), 5);
    let bad = read(&with_layer("bad", &scan, "eng"), "scan.pdf");
    assert_eq!(unbelieved(&bad), Some("1"), "{}", bad.text);
    assert_eq!((bad.ocr_pages, bad.needs_ocr), (1, false));
    assert_eq!(bad.facts.code.as_deref(), Some("25-CV/VPTU"), "{}", bad.text);
    assert!(bad.text.contains("Đảng uỷ xã Đông Hoà"), "{}", bad.text);
    let good = read(&with_layer("good", &scan, "vie"), "scan.pdf");
    assert_eq!((unbelieved(&good), good.ocr_pages), (None, 0), "{}", good.text);
    assert!(good.text.contains("xã Đông Hoà"), "{}", good.text);
}

#[test]
fn a_font_that_does_not_say_its_letters_is_read_from_the_picture() {
    let mut pdf = printed("mute", letters::PARTY);
    let mut removed = 0;
    while let Some(at) = pdf.windows(10).position(|window| window == b"/ToUnicode") {
        let end = at + pdf[at..].iter().position(|byte| *byte == b'R').unwrap() + 1;
        pdf[at..end].fill(b' ');
        removed += 1;
    }
    assert!(removed > 0, "the font says its letters");
    let reading = read(&pdf, "mute.pdf");
    assert_eq!(reading.facts.code.as_deref(), Some("25-CV/VPTU"), "{}", reading.text);
    assert!(reading.text.contains("Đảng uỷ xã Đông Hoà"), "{}", reading.text);
    assert_eq!(reading.ocr_pages, 1);
}

#[test]
fn a_good_layer_is_never_thrown_away() {
    let row = |n: u32| {
        format!("<tr><td>{n}<td>{}<td>{}.{:03}<td>12-NQ/TU<td>QĐ-{n}/A4</tr>", n * 37, n * 3, n * 11 % 1000)
    };
    let numbers: String = (1..60).map(row).collect();
    let english = "<p>The Provincial Party Committee requests every department to submit its strengths, weaknesses and a schedule through PowerPoint before the end of May; see Schmidt, Dvořák and McDonald (2024).</p>".repeat(6);
    let codes = "<p>12-NQ/TU; 25-CV/VPTU; 112/QĐ-SNV; 08-CTr/TU; TCVN 6909:2001; ISO/IEC 27001; H49.12.3; x=25%; C++; A/B$</p>".repeat(12);
    for (name, html) in [
        ("numbers", format!("<table>{numbers}</table>")),
        ("english", english),
        ("codes", codes),
        ("state", letters::STATE.to_owned()),
    ] {
        let reading = read(&printed(name, &html), name);
        assert_eq!(
            (unbelieved(&reading), reading.ocr_pages, reading.needs_ocr),
            (None, 0, false),
            "{name}: {}",
            reading.text
        );
        assert!(reading.regions.is_empty(), "{name}");
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "places on a page")]
fn dot(place: f64) -> u32 {
    place.round().max(0.0) as u32
}

/// A pen's strokes: loops along a line, in dots of the page.
fn scribble(page: &mut RgbImage, (left, top): (u32, u32), width: u32, ink: Rgb<u8>) {
    for word in 0..3_u32 {
        for step in 0..1200_u32 {
            let t = f64::from(step) / 1200.0;
            let span = f64::from(width) / 3.6;
            let x = f64::from(left) + f64::from(word * width) / 3.0 + t * span + (t * 40.0).sin() * 12.0;
            let y =
                f64::from(top) + 40.0 + (t * 31.0 + f64::from(word)).sin() * (18.0 + 16.0 * (t * 7.0).cos());
            for (dx, dy) in (0..5).flat_map(|dx| (0..5).map(move |dy| (dx, dy))) {
                let (x, y) = (dot(x) + dx, dot(y) + dy);
                if x < page.width() && y < page.height() {
                    page.put_pixel(x, y, ink);
                }
            }
        }
    }
}

#[test]
fn handwriting_is_found_where_it_stands_and_nowhere_else() {
    let page = &pictures(&printed("notes", letters::PARTY))[0];
    let blue = Rgb([30, 50, 170]);
    let black = Rgb([25, 25, 25]);
    // In the upper margin, in the left margin, and in blue between the head and the text.
    for (name, at, width, ink) in [
        ("top", (900, 60), 500, black),
        ("left", (60, 1500), 240, black),
        ("between", (420, 1010), 500, blue),
    ] {
        let mut written = page.clone();
        scribble(&mut written, at, width, ink);
        for (wear, scan) in [("clean", written.clone()), ("light", degrade(&written, &Wear::light(), 9))] {
            let reading = read(&scanned_pdf(&[scan], 80), "scan.pdf");
            assert_eq!(reading.regions.len(), 1, "{name} {wear}: {:?}", reading.regions);
            let region = reading.regions[0];
            let centre = (
                f64::from(at.0 + width / 2) / f64::from(page.width()),
                (f64::from(at.1) + 40.0) / f64::from(page.height()),
            );
            let inside = (region.x..region.x + region.w).contains(&centre.0)
                && (region.y..region.y + region.h).contains(&centre.1);
            assert!(inside && region.page == 1, "{name} {wear}: {region:?} {centre:?}");
        }
    }
}

#[test]
fn clean_pages_have_no_handwriting() {
    // Seals, dust, lean and grain are no writing.
    let pages: Vec<RgbImage> = letters::LETTERS
        .iter()
        .skip(2)
        .flat_map(|(name, html)| pictures(&printed(&format!("clean-{name}"), html)))
        .collect();
    for (name, wear) in [("light", Wear::light()), ("fair", Wear::fair()), ("heavy", Wear::heavy())] {
        let scans: Vec<RgbImage> =
            pages.iter().zip(3..).map(|(page, seed)| degrade(page, &wear, seed)).collect();
        let reading = read(&scanned_pdf(&scans, 75), "scan.pdf");
        assert!(reading.regions.is_empty(), "{name}: {:?}", reading.regions);
    }
}

/// The places of these words in the text, in the order in which they have to come.
fn assert_order(text: &str, words: &[&str]) {
    let places: Vec<Option<usize>> = words.iter().map(|word| text.find(word)).collect();
    let found: Vec<usize> = places.iter().flatten().copied().collect();
    assert_eq!(found.len(), words.len(), "{places:?}\n{text}");
    assert!(found.is_sorted(), "{words:?} {places:?}\n{text}");
}

#[test]
fn two_columns_are_read_one_after_the_other() {
    let left = "<p>Khoản thứ nhất nói về nhiệm vụ của văn phòng cấp uỷ trong công tác tham mưu, tổng hợp và phục vụ.</p>".repeat(4) + "<p>ALPHA hết cột trái.</p>";
    let right = "<p>BETA đầu cột phải.</p>".to_owned()
        + &"<p>Khoản thứ hai nói về chế độ báo cáo, thông tin và lưu trữ hồ sơ theo quy định hiện hành.</p>"
            .repeat(4);
    let html = format!(
        "<h3>BẢN TIN NỘI BỘ</h3><div style='display:flex;gap:12mm'><div style='flex:1'>{left}</div><div style='flex:1'>{right}</div></div>"
    );
    let page = &pictures(&printed("columns", &html))[0];
    for scan in [page.clone(), degrade(page, &Wear::light(), 3)] {
        let reading = read(&scanned_pdf(&[scan], 80), "scan.pdf");
        assert_order(&reading.text, &["BẢN TIN", "thứ nhất", "ALPHA", "BETA", "thứ hai"]);
    }
}

#[test]
fn a_table_is_read_row_by_row() {
    let names = ["Nguyễn Văn An", "Trần Thị Bình", "Lê Hoàng Cường", "Phạm Thu Dung", "Vũ Đức Em"];
    let places = ["Đông Hoà", "Tân Lập", "Cửa Sông", "Bến Đá", "Hải An"];
    let rows: String = (0..5)
        .map(|n| {
            format!("<tr><td>{}<td>{}<td>Xã {}<td>{}<td>Đạt</tr>", n + 1, names[n], places[n], 120 + n * 7)
        })
        .collect();
    for (kind, border) in [("ruled", "border=1 cellpadding=6"), ("plain", "cellpadding=6")] {
        let html = format!(
            "<h3>DANH SÁCH</h3><table {border} class=w style='border-collapse:collapse'><tr><td>STT<td>Họ và tên<td>Đơn vị<td>Số điểm<td>Ghi chú</tr>{rows}</table><p>Danh sách gồm năm người.</p>"
        );
        let page = &pictures(&printed(kind, &html))[0];
        for scan in [page.clone(), degrade(page, &Wear::light(), 3)] {
            let reading = read(&scanned_pdf(&[scan], 80), "scan.pdf");
            let order: Vec<&str> = (0..5).flat_map(|n| [names[n], places[n]]).collect();
            assert_order(&reading.text, &order);
        }
    }
}
