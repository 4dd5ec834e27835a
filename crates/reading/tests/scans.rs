//! Scans: printed letters made into pictures of every kind, good and bad, read in the child.

// A helper of a test may stop it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use degrade::{Wear, degrade, scanned_pdf};
use image::{DynamicImage, ImageEncoder, ImageFormat, Luma, RgbImage};
use reading::{Format, Limits, ProblemCode, Reader, Reading, page_image_of, read_bytes};

mod letters;

fn child(limits: Limits) -> Reader {
    Reader::new(env!("CARGO_BIN_EXE_reading-child"), limits)
}

fn code(reading: &Reading) -> Option<ProblemCode> {
    reading.problem.as_ref().map(|p| p.code)
}

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());

/// A letter printed and photographed at 300 dots per inch.
fn pages(name: &str, html: &str) -> Vec<RgbImage> {
    let bytes = std::fs::read(letters::print(FOLDER.path(), name, html)).unwrap();
    let count = read_bytes(&bytes, name, &Limits::default()).pages;
    let page = |n| page_image_of(&bytes, n, 300, &Limits::default()).unwrap();
    (1..=count).map(|n| image::load_from_memory(&page(n)).unwrap().into_rgb8()).collect()
}

fn written(page: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    page.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The fields by which a letter is booked.
fn assert_party_letter(reading: &Reading) {
    let facts = &reading.facts;
    assert_eq!(code(reading), None);
    assert_eq!((reading.ocr_pages, reading.needs_ocr), (1, false));
    assert_eq!(facts.code.as_deref(), Some("25-CV/VPTU"), "{}", reading.text);
    assert_eq!(facts.issuer.as_deref(), Some("VĂN PHÒNG"), "{}", reading.text);
    assert_eq!(facts.superior.as_deref(), Some("TỈNH UỶ HẢI SƠN"));
    assert_eq!(facts.date.as_deref(), Some("2026-02-05"));
    assert_eq!(facts.addressee.as_deref(), Some("Đảng uỷ xã Đông Hoà"));
    assert_eq!(facts.signer.name.as_deref(), Some("Trần Văn Bình"));
}

#[test]
fn a_scanned_letter_is_read_with_its_places_whatever_file_it_came_in() {
    let page = &pages("party", letters::PARTY)[0];
    let scan = degrade(page, &Wear { skew: 1.2, noise: 4.0, ..Wear::default() }, 3);
    for (name, bytes, format) in [
        ("scan.pdf", scanned_pdf(std::slice::from_ref(&scan), 80), Format::Pdf),
        ("scan.png", written(&scan, ImageFormat::Png), Format::Image),
        ("scan.jpg", degrade::jpeg(&scan, 80), Format::Image),
        ("scan.tif", written(&scan, ImageFormat::Tiff), Format::Image),
    ] {
        let reading = child(Limits::default()).read_bytes(&bytes, name);
        assert_eq!((reading.format, reading.pages), (format, 1), "{name}");
        assert_party_letter(&reading);
        let (number, date) = (reading.boxes["code"][0], reading.boxes["date"][0]);
        let signer = reading.boxes["signer"].last().copied().unwrap();
        assert!(number.x < 0.4 && number.y < 0.2 && number.w > 0.05 && number.h > 0.005, "{number:?}");
        assert!(date.x > 0.45 && date.y < 0.2 && signer.x > 0.45 && signer.y > number.y + 0.1);
        let image = child(Limits::default()).page_image_of(&bytes, 1, 90).unwrap();
        let image = image::load_from_memory(&image).unwrap();
        assert!(image.height() < 1200 && image.width() > 600, "{name} {:?}", (image.width(), image.height()));
    }
}

#[test]
fn a_page_upside_down_or_on_its_side_is_read_and_its_boxes_stand_where_it_lies() {
    let page = DynamicImage::ImageRgb8(pages("turned", letters::PARTY).remove(0));
    for (turned, low) in [(page.rotate180(), true), (page.rotate90(), false)] {
        let bytes = written(&turned.into_rgb8(), ImageFormat::Png);
        let reading = child(Limits::default()).read_bytes(&bytes, "scan.png");
        assert_party_letter(&reading);
        let number = reading.boxes["code"][0];
        // The upper left comes to lie at the lower right, or at the upper right.
        assert!(number.x > 0.5 && (number.y > 0.5) == low, "{number:?}");
    }
}

#[test]
fn every_page_of_a_tiff_and_of_a_pdf_is_read_in_order() {
    let pages = pages("state", letters::STATE);
    assert_eq!(pages.len(), 2);
    let tiff = several(&pages);
    for (name, bytes) in [("scan.tif", tiff.clone()), ("scan.pdf", scanned_pdf(&pages, 80))] {
        let reading = child(Limits::default()).read_bytes(&bytes, name);
        assert_eq!((code(&reading), reading.pages, reading.ocr_pages), (None, 2, 2), "{name}");
        assert_eq!(reading.facts.code.as_deref(), Some("112/QĐ-SNV"), "{}", reading.text);
        assert_eq!(reading.facts.kind.as_deref(), Some("Quyết định"));
        assert_eq!(reading.facts.signer.name.as_deref(), Some("Bùi Thị Thu Hằng"));
        assert_eq!(reading.boxes["signer"][0].page, 2);
        let (first, second) = reading.text.split_once('\u{c}').unwrap();
        assert!(first.contains("SỞ NỘI VỤ") && second.contains("Bùi Thị Thu Hằng"));
    }
    let reader = child(Limits::default());
    assert!(reader.page_image_of(&tiff, 2, 60).unwrap().starts_with(b"\xFF\xD8\xFF"));
    assert_eq!(reader.page_image_of(&tiff, 3, 60).unwrap_err().code, ProblemCode::NoSuchPage);
}

#[test]
fn a_mark_of_secrecy_stamped_over_print_is_seen() {
    let html = format!("{}{}", letters::STAMP, letters::PARTY);
    let scan = degrade(&pages("stamped", &html)[0], &Wear::light(), 5);
    let reading = child(Limits::default()).read_bytes(&scanned_pdf(&[scan], 75), "scan.pdf");
    assert_eq!(reading.facts.secrecy.as_deref(), Some("tối mật"), "{}", reading.text);
}

#[test]
fn a_scan_with_a_printed_line_over_it_is_rendered_and_read_whole() {
    let page = &pages("mixed", letters::PARTY)[0];
    let pdf = scanned_pdf(std::slice::from_ref(page), 80);
    let drawing = "q 595 0 0 842 0 0 cm /Scan Do Q";
    let signed = "q 595 0 0 842 0 0 cm /Scan Do Q BT /F 9 Tf 20 20 Td (Ky boi: Van phong) Tj ET";
    let text = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>/XObject";
    let swapped = replaced(
        &replaced(&pdf, drawing.as_bytes(), signed.as_bytes()),
        b"/XObject<</Scan",
        &[&text[..], b"<</Scan"].concat(),
    );
    let swapped = replaced(&swapped, b"<</Length 31>>", format!("<</Length {}>>", signed.len()).as_bytes());
    let reading = child(Limits::default()).read_bytes(&swapped, "scan.pdf");
    assert_party_letter(&reading);
    assert!(reading.text.contains("Ky boi"), "{}", reading.text);
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|w| w == from).expect("what is to be replaced");
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}

/// A TIFF of several pages, written by hand: uncompressed, gray.
fn several(pages: &[RgbImage]) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0".to_vec();
    for (number, page) in pages.iter().enumerate() {
        let gray = DynamicImage::ImageRgb8(page.clone()).into_luma8();
        let (start, length) =
            (u32::try_from(tiff.len()).unwrap(), u32::try_from(gray.as_raw().len()).unwrap());
        let entries: [(u16, u32); 8] = [
            (256, gray.width()),
            (257, gray.height()),
            (258, 8),
            (259, 1),
            (262, 1),
            (273, start + 2 + 8 * 12 + 4),
            (278, gray.height()),
            (279, length),
        ];
        let end = start + 2 + 8 * 12 + 4 + length;
        tiff.extend(8_u16.to_le_bytes());
        for (tag, value) in entries {
            tiff.extend(tag.to_le_bytes());
            tiff.extend(4_u16.to_le_bytes());
            tiff.extend(1_u32.to_le_bytes());
            tiff.extend(value.to_le_bytes());
        }
        tiff.extend(if number + 1 == pages.len() { 0 } else { end }.to_le_bytes());
        tiff.extend_from_slice(gray.as_raw());
    }
    tiff
}

#[test]
fn odd_pictures_are_opened_and_impossible_ones_told() {
    let gray =
        image::GrayImage::from_fn(300, 200, |x, y| Luma([if (x / 7 + y / 5) % 2 == 0 { 0 } else { 255 }]));
    let mut deep = Vec::new();
    let wide: Vec<u8> = gray.pixels().flat_map(|p| [p.0[0], 0]).collect();
    image::codecs::png::PngEncoder::new(&mut deep)
        .write_image(&wide, 300, 200, image::ExtendedColorType::L16)
        .unwrap();
    let white = written(&RgbImage::from_pixel(800, 1100, image::Rgb([255; 3])), ImageFormat::Png);
    let dot = written(&RgbImage::new(1, 1), ImageFormat::Png);
    let good = written(&RgbImage::new(60, 60), ImageFormat::Png);
    let claimed = |width: u32, height: u32| {
        let mut png = good.clone();
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        let sum = crc(&png[12..29]);
        png[29..33].copy_from_slice(&sum.to_be_bytes());
        png
    };
    // A chain of directories that bites its tail, and one without end.
    let mut circle = several(&[RgbImage::new(40, 40)]);
    let next = 8 + 2 + 8 * 12;
    circle[next..next + 4].copy_from_slice(&8_u32.to_le_bytes());
    let long: Vec<RgbImage> = (0..12).map(|_| RgbImage::new(2, 2)).collect();
    let cut = good[..good.len() / 2].to_vec();
    for (name, bytes, wanted) in [
        ("16 bits", deep, None),
        ("a white page", white, None),
        ("one dot", dot, None),
        ("a circle of pages", circle, Some(ProblemCode::Broken)),
        ("30,000 dots a side", claimed(30_000, 30_000), Some(ProblemCode::PictureTooLarge)),
        ("no width", claimed(0, 10), Some(ProblemCode::Broken)),
        ("cut", cut, Some(ProblemCode::Broken)),
        ("too many pages", several(&long), Some(ProblemCode::TooManyPages)),
        ("no TIFF inside", b"II*\0\xff\xff\xff\x7f rest".to_vec(), Some(ProblemCode::Broken)),
        ("a GIF", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), Some(ProblemCode::NotRead)),
        ("a JPEG's head alone", b"\xFF\xD8\xFF\xE0\0\x10JFIF\0".to_vec(), Some(ProblemCode::Broken)),
    ] {
        let limits = Limits { pages: 10, ..Limits::default() };
        let reading = child(limits).read_bytes(&bytes, "scan");
        assert_eq!(code(&reading), wanted, "{name}: {:?}", reading.problem);
        assert_eq!(reading.format, Format::Image, "{name}");
        assert!(!wanted.is_some_and(|_| reading.needs_ocr), "{name}");
    }
}

/// The sum at the end of each part of a PNG.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |s, _| if s & 1 == 1 { s >> 1 ^ 0xEDB8_8320 } else { s >> 1 })
    })
}

#[test]
fn bytes_changed_at_random_never_stop_the_reader() {
    let small = RgbImage::from_fn(64, 64, |x, y| {
        image::Rgb([u8::try_from(x * 3).unwrap(), u8::try_from(y * 3).unwrap(), 90])
    });
    let kinds = [
        written(&small, ImageFormat::Png),
        degrade::jpeg(&small, 60),
        several(std::slice::from_ref(&small)),
        scanned_pdf(&[small], 60),
    ];
    let mut seed: u32 = 11;
    for round in 0..40 {
        let mut bytes = kinds[round % kinds.len()].clone();
        for _ in 0..12 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [_, a, b, c] = seed.to_le_bytes();
            let at = (usize::from(b) * 256 + usize::from(c)) % bytes.len();
            bytes[at] = a;
        }
        // No text is looked for: what is tried is the unpacking, so recognition gets no time.
        let limits = Limits {
            ocr_wall: Duration::from_secs(20),
            page_wall: Duration::from_secs(10),
            ..Limits::default()
        };
        assert_eq!(read_bytes(&bytes, "scan", &limits).sha256.len(), 64);
    }
}

#[test]
fn without_the_program_or_its_language_the_paper_waits_and_is_told_what_to_install() {
    let page = written(&RgbImage::from_pixel(400, 300, image::Rgb([255; 3])), ImageFormat::Png);
    let empty = tempfile::tempdir().unwrap();
    // A child that finds no programs at all.
    let bare =
        shell(&empty, &format!("PATH=/nonexistent exec {} \"$@\"", env!("CARGO_BIN_EXE_reading-child")));
    let reader = Reader::new(&bare, Limits::default());
    let reading = reader.read_bytes(&page, "scan.png");
    assert_eq!((code(&reading), reading.needs_ocr), (Some(ProblemCode::RecognitionMissing), true));
    assert!(reading.problem.unwrap().message.contains("tesseract-ocr-vie"));
    assert_eq!(reader.recognition().unwrap_err().code, ProblemCode::RecognitionMissing);
    // The program is there, Vietnamese is not.
    let program = shell(
        &empty,
        &format!("TESSDATA_PREFIX=/usr/share exec {} \"$@\"", env!("CARGO_BIN_EXE_reading-child")),
    );
    let reader = Reader::new(&program, Limits::default());
    assert_eq!(code(&reader.read_bytes(&page, "scan.png")), Some(ProblemCode::RecognitionMissing));
    assert!(reader.recognition().is_err());
    child(Limits::default())
        .recognition()
        .expect("tesseract with Vietnamese: apt install tesseract-ocr tesseract-ocr-vie");
}

fn shell(folder: &tempfile::TempDir, line: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt;
    static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let path = folder.path().join(format!("program-{number}"));
    std::fs::write(&path, format!("#!/bin/sh\n{line}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[test]
fn a_page_that_takes_too_long_is_given_up_and_its_program_dies() {
    // Noise in which every speck could be a letter keeps tesseract busy for minutes.
    let mut seed: u32 = 5;
    let noise = image::GrayImage::from_fn(4000, 4000, |_, _| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Luma([if seed >> 29 == 0 { 0 } else { 255 }])
    });
    let page = written(&DynamicImage::ImageLuma8(noise).into_rgb8(), ImageFormat::Png);
    let limits = Limits { page_wall: Duration::from_millis(700), ..Limits::default() };
    let start = Instant::now();
    let reading = child(limits).read_bytes(&page, "scan.png");
    assert_eq!(code(&reading), Some(ProblemCode::TooSlow));
    assert!(start.elapsed() < Duration::from_secs(30));
    assert_eq!(ours("tesseract"), Vec::<u32>::new());
}

#[test]
#[cfg(target_os = "linux")]
fn a_grandchild_that_hangs_dies_with_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let told = folder.path().join("pid");
    // A child that hangs together with what it started, as a stuck recognition would.
    let program = shell(&folder, &format!("sleep 600 & echo $! > {}; wait", told.display()));
    let limits = Limits { wall: Duration::from_millis(300), ..Limits::default() };
    let reading = Reader::new(&program, limits).read_bytes(b"abc", "a.txt");
    assert_eq!(code(&reading), Some(ProblemCode::TooSlow));
    let pid = std::fs::read_to_string(&told).unwrap();
    let gone =
        || std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).map_or(true, |s| s.contains(") Z "));
    let start = Instant::now();
    while !gone() && start.elapsed() < Duration::from_secs(5) {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(gone(), "the grandchild lives on");
}

/// Running programs of this name that descend from this test.
fn ours(name: &str) -> Vec<u32> {
    let stat = |pid: u32| std::fs::read_to_string(format!("/proc/{pid}/stat")).ok();
    let parent = |pid: u32| -> Option<u32> {
        let line = stat(pid)?;
        line.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
    };
    let list =
        std::fs::read_dir(Path::new("/proc")).map(|d| d.flatten().collect::<Vec<_>>()).unwrap_or_default();
    let pids = list.iter().filter_map(|e| e.file_name().to_str()?.parse::<u32>().ok());
    pids.filter(|pid| stat(*pid).is_some_and(|s| s.contains(&format!("({name})")) && !s.contains(") Z ")))
        .filter(|pid| {
            std::iter::successors(Some(*pid), |p| parent(*p).filter(|p| *p > 1))
                .any(|p| p == std::process::id())
        })
        .collect()
}

/// One picture over a page; `kind` are the entries that say how it is packed.
fn pdf_of(width: u32, height: u32, kind: &str, data: &[u8]) -> Vec<u8> {
    let pdf = scanned_pdf(&[RgbImage::new(8, 8)], 50);
    // The JPEG of a small page makes room for the picture.
    let from = pdf.windows(7).position(|w| w == b"/Width ").unwrap();
    let to = pdf.windows(9).rposition(|w| w == b"endstream").unwrap();
    let head = format!("/Width {width}/Height {height}{kind}/Length {}>>stream\n", data.len());
    [&pdf[..from], head.as_bytes(), data, b"\n", &pdf[to..]].concat()
}

/// The party letter in two colours, packed as Group 4.
fn group_4() -> (u32, u32, Vec<u8>) {
    let page = DynamicImage::ImageRgb8(pages("fax", letters::PARTY).remove(0)).into_luma8();
    let (width, height) = page.dimensions();
    let mut encoder = fax::encoder::Encoder::new(fax::VecWriter::new());
    for row in page.rows() {
        let dots = row.map(|p| if p.0[0] < 128 { fax::Color::Black } else { fax::Color::White });
        encoder.encode_line(dots, u16::try_from(width).unwrap()).unwrap();
    }
    (width, height, encoder.finish().unwrap().finish())
}

#[test]
fn pages_packed_as_faxes_are_read_from_pdf_and_tiff() {
    let (width, height, data) = group_4();
    let kind = format!(
        "/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode\
         /DecodeParms<</K -1/Columns {width}/Rows {height}>>"
    );
    assert_party_letter(
        &child(Limits::default()).read_bytes(&pdf_of(width, height, &kind, &data), "fax.pdf"),
    );
}

/// The party letter as fax machines send it, made with `tiffcp -c g3`: one way in strips, its dots from the right, and
/// two ways in one strip.
const FROM_THE_RIGHT: &[u8] = include_bytes!("packed/group3-from-the-right.tif");
const TWO_WAY: &[u8] = include_bytes!("packed/group3-two-way.tif");

#[test]
fn faxes_of_group_3_are_read_from_tiff_and_pdf() {
    let reader = child(Limits::default());
    for tiff in [FROM_THE_RIGHT, TWO_WAY] {
        assert_party_letter(&reader.read_bytes(tiff, "fax.tif"));
        let shown = image::load_from_memory(&reader.page_image_of(tiff, 1, 90).unwrap()).unwrap();
        assert!(shown.height() > shown.width(), "{:?}", (shown.width(), shown.height()));
    }
    // The strip of the second begins right after the head of the file.
    let data = &TWO_WAY[8..TWO_WAY.len() - 200];
    let kind = "/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/CCITTFaxDecode\
                /DecodeParms<</K 1/Columns 1686/Rows 2292/BlackIs1 true>>";
    assert_party_letter(&reader.read_bytes(&pdf_of(1686, 2292, kind, data), "fax.pdf"));
}

#[test]
fn a_page_packed_as_jbig2_is_read() {
    let (width, height, data) = group_4();
    // The head of the page, then one region that holds everything, packed as a fax (ITU-T T.88, 7.2 and 7.4).
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let segment = |number: u32, kind: u8, data: &[u8]| {
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        [&number.to_be_bytes()[..], &[kind, 0, 1], &length, data].concat()
    };
    let page = segment(0, 48, &[&size[..], &[0; 8], &[0, 0, 0]].concat());
    let region = segment(1, 38, &[&size[..], &[0; 8], &[0, 1], &data].concat());
    let kind = "/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/JBIG2Decode";
    let pdf = pdf_of(width, height, kind, &[page, region].concat());
    assert_party_letter(&child(Limits::default()).read_bytes(&pdf, "scan.pdf"));
}

/// The party letter at 150 dots per inch, made with `opj_compress -r 40`.
const JPEG_2000: &[u8] = include_bytes!("packed/party.jp2");

#[test]
fn a_page_packed_as_jpeg_2000_is_read() {
    let pdf = pdf_of(1240, 1754, "/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/JPXDecode", JPEG_2000);
    assert_party_letter(&child(Limits::default()).read_bytes(&pdf, "scan.pdf"));
    // Outside of a PDF nobody's scanner writes it: it is told, not guessed at.
    let alone = child(Limits::default()).read_bytes(JPEG_2000, "scan.jp2");
    assert!(matches!(code(&alone), Some(ProblemCode::NotRead | ProblemCode::Unknown)), "{:?}", alone.problem);
}

#[test]
fn several_files_are_read_side_by_side_and_come_back_in_their_order() {
    let page = pages("row", letters::PARTY).remove(0);
    let scan = scanned_pdf(std::slice::from_ref(&page), 80);
    let files: Vec<(Vec<u8>, String)> = (0..5)
        .map(|n| match n % 2 {
            0 => (scan.clone(), format!("{n}.pdf")),
            _ => (format!("văn bản số {n}").into_bytes(), format!("{n}.txt")),
        })
        .collect();
    let asked: Vec<(&[u8], &str)> =
        files.iter().map(|(bytes, name)| (bytes.as_slice(), name.as_str())).collect();
    let read = child(Limits::default()).read_all(&asked);
    assert_eq!(read.len(), 5);
    for (n, reading) in read.iter().enumerate() {
        match n % 2 {
            0 => assert_party_letter(reading),
            _ => assert_eq!(reading.text.trim(), format!("văn bản số {n}")),
        }
    }
}

#[test]
fn photographs_of_telephones_are_read() {
    let page = &pages("party-phone", letters::PARTY)[0];
    let png = FOLDER.path().join("phone.png");
    std::fs::write(&png, written(page, ImageFormat::Png)).unwrap();
    let heic = FOLDER.path().join("phone.heic");
    let made = std::process::Command::new("heif-enc").args(["-q", "60", "-o"]).arg(&heic).arg(&png).output();
    let made =
        made.expect("a photograph is made with heif-enc: apt install libheif-examples heif-thumbnailer");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let heic = std::fs::read(heic).unwrap();
    let reader = child(Limits::default());
    for (name, bytes) in [("anh.heic", heic.clone()), ("anh.webp", written(page, ImageFormat::WebP))] {
        let reading = reader.read_bytes(&bytes, name);
        assert_eq!((reading.format, reading.pages), (Format::Image, 1), "{name}");
        assert_party_letter(&reading);
        let shown = reader.page_image_of(&bytes, 1, 96).unwrap();
        assert!(shown.starts_with(b"\xFF\xD8"), "{name}");
    }
    // Cut off: an answer all the same.
    let cut = reader.read_bytes(&heic[..heic.len() / 2], "anh.heic");
    assert_eq!(code(&cut), Some(ProblemCode::Broken));
}
