//! Stacks: letters scanned together with separator sheets and cover slips, read in the child and cut into papers.

// A helper of a test may stop it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::io::Cursor;

use degrade::{Wear, degrade, scanned_pdf};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, imageops};
use qrcode::{Color, EcLevel, QrCode};
use reading::{
    Format, Limits, ProblemCode, Reader, SPLIT_CODE, Says, Span, page_image_of, paper_code, read_bytes,
};

mod letters;

const KEY: &str = "0199b1c2d3e47f5a8b6c7d8e9f0a1b2c";
/// A4 at 200 dots an inch.
const PAGE: (u32, u32) = (1654, 2339);

fn child() -> Reader {
    Reader::new(env!("CARGO_BIN_EXE_reading-child"), Limits::default())
}

fn blank() -> RgbImage {
    RgbImage::from_pixel(PAGE.0, PAGE.1, Rgb([255; 3]))
}

/// A sheet with a code of so many dots a side; `share` of its squares are missing.
fn sheet(code: &str, side: u32, torn: f64) -> RgbImage {
    let code = QrCode::with_error_correction_level(code, EcLevel::H).unwrap();
    let squares = u32::try_from(code.width()).unwrap();
    let one = side / squares;
    let mut page = blank();
    let (left, top) = ((PAGE.0 - one * squares) / 2, 600);
    for (n, colour) in (0..).zip(code.to_colors()) {
        let (x, y) = (n % squares, n / squares);
        if colour == Color::Dark && f64::from(y) >= f64::from(squares) * torn {
            for (dx, dy) in (0..one).flat_map(|dx| (0..one).map(move |dy| (dx, dy))) {
                page.put_pixel(left + x * one + dx, top + y * one + dy, Rgb([0; 3]));
            }
        }
    }
    page
}

fn separator() -> RgbImage {
    sheet(SPLIT_CODE, 788, 0.0)
}

fn slip() -> RgbImage {
    sheet(&paper_code(KEY), 788, 0.0)
}

fn letter(name: &str, html: &str) -> Vec<RgbImage> {
    let folder = tempfile::tempdir().unwrap();
    let bytes = std::fs::read(letters::print(folder.path(), name, html)).unwrap();
    let count = read_bytes(&bytes, name, &Limits::default()).pages;
    let page = |n| page_image_of(&bytes, n, 200, &Limits::default()).unwrap();
    (1..=count).map(|n| image::load_from_memory(&page(n)).unwrap().into_rgb8()).collect()
}

/// Several pages in one TIFF, as scanners write them.
fn tiff(pages: &[RgbImage]) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let mut encoder = tiff::encoder::TiffEncoder::new(&mut bytes).unwrap();
    for page in pages {
        let gray = DynamicImage::ImageRgb8(page.clone()).into_luma8();
        encoder
            .write_image::<tiff::encoder::colortype::Gray8>(gray.width(), gray.height(), gray.as_raw())
            .unwrap();
    }
    bytes.into_inner()
}

fn span(first: u32, last: u32, under: Option<&str>) -> Span {
    Span { first, last, under: under.map(str::to_owned) }
}

#[test]
fn a_stack_comes_apart_into_its_papers_and_each_is_read_as_if_it_had_come_alone() {
    let (party, state) = (letter("party", letters::PARTY), letter("state", letters::STATE));
    assert_eq!((party.len(), state.len()), (1, 2));
    // Both sides of the first separator were scanned.
    let mut pages = vec![separator(), blank(), party[0].clone(), separator(), slip()];
    pages.extend(state.clone());
    for (name, bytes) in [("tap.pdf", scanned_pdf(&pages, 80)), ("tap.tif", tiff(&pages))] {
        let (whole, parts) = child().read_all_apart(&[(&bytes, name)]).remove(0);
        assert_eq!((whole.pages, whole.problem.clone(), whole.needs_ocr), (7, None, false), "{name}");
        let seen: Vec<u32> = whole.guides.iter().map(|guide| guide.page).collect();
        assert_eq!(seen, [1, 4, 5], "{name}");
        assert_eq!(whole.guides[2].says, Says::Paper(KEY.to_owned()));
        let spans: Vec<Span> = parts.iter().map(|part| part.span.clone()).collect();
        assert_eq!(spans, [span(3, 3, None), span(6, 7, Some(KEY))], "{name}");
        let facts: Vec<_> = parts.iter().map(|part| part.reading.facts.code.as_deref()).collect();
        assert_eq!(facts, [Some("25-CV/VPTU"), Some("112/QĐ-SNV")], "{name}");
        assert_eq!(
            parts[1].reading.boxes["signer"][0].page, 2,
            "{name}: pages count from the paper's own first"
        );
        // The file of the part is those pages and no others: what is read of it is what was read in the stack.
        let last = parts.last().unwrap();
        let alone = child().read_bytes(&last.bytes, name);
        assert_eq!(alone.sha256, last.reading.sha256, "{name}");
        assert_eq!((alone.pages, &alone.facts), (last.reading.pages, &last.reading.facts), "{name}");
        assert_eq!((&alone.text, &alone.guides), (&last.reading.text, &Vec::new()), "{name}");
        // Nothing of another paper lies in a part: it is about as large as its own pages.
        let all: usize = parts.iter().map(|part| part.bytes.len()).sum();
        assert!(all < bytes.len(), "{name}: {all} of {}", bytes.len());
        let spans: Vec<Span> = parts.iter().map(|part| part.span.clone()).collect();
        let again = child().cut(&bytes, name, &spans).unwrap();
        assert!(
            again.iter().zip(&parts).all(|(file, part)| *file == part.bytes),
            "{name}: the same every time"
        );
    }
}

#[test]
fn a_mark_stamped_on_a_paper_inside_the_stack_is_seen() {
    let marked = letter("marked", &format!("{}{}", letters::STAMP, letters::PARTY)).remove(0);
    let pages = [letter("party", letters::PARTY).remove(0), separator(), marked];
    let (_, parts) = child().read_all_apart(&[(&scanned_pdf(&pages, 85), "tap.pdf")]).remove(0);
    let marks: Vec<_> = parts.iter().map(|part| part.reading.facts.secrecy.as_deref()).collect();
    assert_eq!(marks, [None, Some("tối mật")]);
}

#[test]
fn sheets_are_known_however_they_lie_and_what_looks_like_one_is_none() {
    let says = |page: RgbImage| {
        let reading = child().read_bytes(&scanned_pdf(&[page], 75), "quet.pdf");
        reading.guides.first().map(|guide| guide.says.clone())
    };
    for turned in [
        imageops::rotate90(&separator()),
        imageops::rotate180(&separator()),
        imageops::rotate270(&separator()),
        degrade(&separator(), &Wear::fair(), 3),
        // A corner of the code is torn off: it bears that.
        sheet(SPLIT_CODE, 788, 0.04),
    ] {
        assert_eq!(says(turned), Some(Says::Split));
    }
    assert_eq!(says(degrade(&slip(), &Wear::light(), 4)), Some(Says::Paper(KEY.to_owned())));
    // Torn through, small on a page of something else, somebody else's, of a later version.
    for none in [
        sheet(SPLIT_CODE, 788, 0.5),
        sheet(SPLIT_CODE, 250, 0.0),
        sheet("https://vanban.invalid/tra-cuu/25", 788, 0.0),
        sheet("CAUNOI:SPLIT:2", 788, 0.0),
        blank(),
        RgbImage::from_pixel(PAGE.0, PAGE.1, Rgb([0; 3])),
    ] {
        assert_eq!(says(none), None);
    }
}

#[test]
fn what_cannot_be_parted_stays_one_and_pages_are_cut_by_hand() {
    let party = letter("party", letters::PARTY).remove(0);
    let sheets = [separator(), separator()];
    let (whole, parts) = child().read_all_apart(&[(&scanned_pdf(&sheets, 80), "to.pdf")]).remove(0);
    assert_eq!((whole.guides.len(), parts.len()), (2, 0), "sheets alone are no paper");
    let pages = [party.clone(), party];
    let bytes = scanned_pdf(&pages, 80);
    let cut = child().cut(&bytes, "tap.pdf", &[span(1, 1, None), span(2, 2, None)]).unwrap();
    for file in &cut {
        let reading = child().read_bytes(file, "phan.pdf");
        assert_eq!((reading.format, reading.pages), (Format::Pdf, 1));
        assert_eq!(reading.facts.code.as_deref(), Some("25-CV/VPTU"));
    }
    let code = |bytes: &[u8], name: &str, span: Span| child().cut(bytes, name, &[span]).err().map(|p| p.code);
    assert_eq!(code(b"chu thuong", "a.txt", span(1, 1, None)), Some(ProblemCode::NotCut));
    assert_eq!(code(&bytes, "tap.pdf", span(2, 9, None)), Some(ProblemCode::NotCut), "beyond its pages");
}

#[test]
fn a_page_full_of_what_a_code_is_made_of_costs_no_more_than_others() {
    // Small corners of codes over the whole page: finding which three belong together would take for ever.
    let mut page = blank();
    let dark = |x: u32, y: u32| {
        let (x, y) = (x % 16 / 2, y % 16 / 2);
        let ring = x < 7 && y < 7 && (x == 0 || y == 0 || x == 6 || y == 6);
        ring || (2..5).contains(&x) && (2..5).contains(&y)
    };
    for (x, y, dot) in page.enumerate_pixels_mut() {
        if dark(x, y) {
            *dot = Rgb([0; 3]);
        }
    }
    let picture = DynamicImage::ImageRgb8(page);
    let start = std::time::Instant::now();
    assert_eq!(reading::evaluate::guide(&picture), None);
    assert!(start.elapsed() < std::time::Duration::from_secs(5), "{:?}", start.elapsed());
}

/// A stack is hostile bytes like every other file: cut at every place it is read to an end.
#[test]
fn half_a_stack_is_no_fault() {
    let party =
        degrade(&letter("party", letters::PARTY).remove(0), &Wear { coarse: 0.4, ..Wear::default() }, 1);
    let whole = tiff(&[separator(), party]);
    for cut in [9, 100, whole.len() / 3, whole.len() / 2, whole.len() - 30] {
        let _ = child().read_all_apart(&[(&whole[..cut], "tap.tif")]);
        let _ = child().cut(&whole[..cut], "tap.tif", &[span(1, 1, None), span(2, 2, None)]);
    }
    let mut written = Vec::new();
    DynamicImage::ImageRgb8(separator()).write_to(&mut Cursor::new(&mut written), ImageFormat::Tiff).unwrap();
    assert_eq!(child().read_bytes(&written, "to.tif").guides.len(), 1);
}
