//! Files that are made to harm, or that are not what they say: each has an end, and says what to do.

// A helper of a test may stop it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod packing;

use std::time::{Duration, Instant};

use packing::{docx, zipped};
use reading::{Format, Limits, NoteCode, ProblemCode, Reader, Reading, open_bundle, read_bytes};

fn child() -> Reader {
    Reader::new(env!("CARGO_BIN_EXE_reading-child"), Limits::default())
}

fn read(bytes: &[u8], name: &str) -> Reading {
    let start = Instant::now();
    let reading = child().read_bytes(bytes, name);
    assert!(start.elapsed() < Duration::from_secs(40), "{name} took {:?}", start.elapsed());
    if let Some(problem) = &reading.problem {
        assert!(
            problem.message.chars().count() > 30 && !problem.message.contains('{'),
            "{}",
            problem.message
        );
        assert_ne!(problem.msg().say(words::Lang::En), problem.message);
    }
    reading
}

fn code(reading: &Reading) -> Option<ProblemCode> {
    reading.problem.as_ref().map(|problem| problem.code)
}

/// Sets the flag that says a password is needed, on every entry.
fn locked(mut bytes: Vec<u8>) -> Vec<u8> {
    for at in 0..bytes.len() - 10 {
        if bytes[at..].starts_with(b"PK\x03\x04") {
            bytes[at + 6] |= 1;
        } else if bytes[at..].starts_with(b"PK\x01\x02") {
            bytes[at + 8] |= 1;
        }
    }
    bytes
}

#[test]
fn an_archive_that_bursts_is_left_closed() {
    let burst = zipped(&[("a.txt", &vec![b' '; 60 << 20])]);
    assert!(burst.len() < 100 << 10);
    assert_eq!(code(&read(&burst, "a.zip")), Some(ProblemCode::Bomb));
    let flat = vec![b' '; 15 << 20];
    let names: Vec<String> = (0..40).map(|n| format!("{n}.txt")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), flat.as_slice())).collect();
    assert_eq!(code(&read(&zipped(&many), "a.zip")), Some(ProblemCode::Bomb));
    // Inside another it stops only itself.
    let inside = zipped(&[("tot.txt", b"So 25-CV/TU"), ("xau.zip", &burst)]);
    let bundle = child().open(&inside, "a.zip").unwrap();
    assert_eq!(bundle.parts[0].reading, None);
    assert_eq!(code(bundle.parts[1].reading.as_ref().unwrap()), Some(ProblemCode::Bomb));
}

#[test]
fn more_files_than_the_limit_are_counted_and_told() {
    let names: Vec<String> = (0..3000).map(|n| format!("{n}.txt")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b"x"[..])).collect();
    let bytes = zipped(&many);
    let bundle = child().open(&bytes, "a.zip").unwrap();
    assert_eq!((bundle.parts.len(), bundle.more), (500, 2500));
    assert_eq!(code(&read(&bytes, "a.zip")), Some(ProblemCode::TooManyFiles));
}

#[test]
fn archives_in_archives_without_end_have_an_end() {
    let mut bytes = b"So 25-CV/TU".to_vec();
    let mut name = "thu.txt".to_owned();
    for _ in 0..30 {
        bytes = zipped(&[(&name, &bytes), ("kem.txt", b"x")]);
        name = "a.zip".to_owned();
    }
    let bundle = child().open(&bytes, "a.zip").unwrap();
    assert!(bundle.parts.len() < 10, "{}", bundle.parts.len());
    let deepest = bundle.parts.iter().find_map(|part| part.reading.as_ref()).unwrap();
    assert_eq!(code(deepest), Some(ProblemCode::TooDeep));
    assert_eq!(code(&read(&bytes, "a.zip")), Some(ProblemCode::TooDeep));
}

#[test]
fn mail_in_mail_without_end_has_an_end() {
    let mut mail = String::from("From: a@b.example\r\nSubject: x\r\n\r\nloi\r\n");
    for n in 0..2000 {
        let head = format!(
            "From: a@b.example\r\nSubject: {n}\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n"
        );
        mail.insert_str(0, &head);
    }
    assert_eq!(code(&read(mail.as_bytes(), "a.eml")), Some(ProblemCode::TooDeep));
    let deep = "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n".repeat(20_000);
    let reading = read(format!("From: a@b.example\r\nSubject: x\r\n{deep}").as_bytes(), "b.eml");
    assert_eq!(reading.format, Format::Eml);
}

#[test]
fn elements_in_elements_without_end_have_an_end() {
    let deep = format!("<?xml version='1.0'?><edXML>{}</edXML>", "<a>".repeat(200_000));
    assert!(matches!(
        code(&read(deep.as_bytes(), "a.edxml")),
        Some(ProblemCode::TooDemanding | ProblemCode::MessageBroken)
    ));
    let wide = format!("<?xml version='1.0'?><edXML>{}</edXML>", "<a/>".repeat(300_000));
    assert_eq!(read(wide.as_bytes(), "a.edxml").format, Format::Edxml);
}

#[test]
fn ten_thousand_pages_are_refused_with_advice() {
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    let mut put = |object: String, pdf: &mut Vec<u8>| {
        places.push(pdf.len());
        pdf.extend(format!("{} 0 obj {object} endobj\n", places.len()).bytes());
    };
    put("<</Type/Catalog/Pages 2 0 R>>".to_owned(), &mut pdf);
    let kids: String = (5..10_005).map(|n| format!("{n} 0 R ")).collect();
    put(format!("<</Type/Pages/Count 10000/Kids[{kids}]>>"), &mut pdf);
    put("<</Length 36>>stream\nBT /F 12 Tf 50 700 Td (So 25-CV) Tj ET\nendstream".to_owned(), &mut pdf);
    put("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(), &mut pdf);
    for _ in 0..10_000 {
        let page =
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R/Resources<</Font<</F 4 0 R>>>>>>";
        put(page.to_owned(), &mut pdf);
    }
    let start = pdf.len();
    let rows: String = places.iter().map(|at| format!("{at:010} 00000 n \n")).collect();
    pdf.extend(format!("xref\n0 10005\n0000000000 65535 f \n{rows}trailer <</Size 10005/Root 1 0 R>>\nstartxref\n{start}\n%%EOF").bytes());
    let reading = read(&pdf, "a.pdf");
    assert_eq!(code(&reading), Some(ProblemCode::TooManyPages), "{reading:?}");
}

#[test]
fn a_name_that_lies_is_noticed_and_the_bytes_are_read() {
    let letter = docx("<w:p><w:r><w:t>Số 25-CV/TU</w:t></w:r></w:p>");
    let reading = read(&letter, "cong-van.pdf");
    assert_eq!((reading.format, code(&reading)), (Format::Docx, None));
    assert_eq!(reading.facts.code.as_deref(), Some("25-CV/TU"));
    let note = &reading.notes[0];
    assert_eq!((note.code, note.detail.as_deref()), (NoteCode::NameDiffers, Some("DOCX")));
    assert_ne!(note.msg().say(words::Lang::En), note.message);
    for (name, bytes) in
        [("cong-van.docx", letter.as_slice()), ("cong-van", &letter), ("thu.doc", b"{\\rtf1 So 25-CV/TU}")]
    {
        assert!(read(bytes, name).notes.is_empty(), "{name}");
    }
}

#[test]
fn what_needs_a_password_says_so_and_its_neighbours_are_read() {
    let one = locked(zipped(&[("thu.txt", b"So 25-CV/TU")]));
    assert_eq!(code(&read(&one, "a.zip")), Some(ProblemCode::Encrypted));
    let ole: Vec<u8> = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
        .iter()
        .copied()
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let mixed = zipped(&[("thu.txt", b"So 25-CV/TU"), ("khoa.docx", &ole), ("khoa.zip", &one)]);
    let bundle = open_bundle(&mixed, "a.zip", &Limits::default()).unwrap();
    let known: Vec<_> = bundle.parts.iter().map(|part| part.reading.as_ref().and_then(code)).collect();
    assert_eq!(known, [None, None, Some(ProblemCode::Encrypted)]);
    assert_eq!(code(&read(&ole, "khoa.docx")), Some(ProblemCode::Encrypted));
    // As one paper the letter is read, and the lock is told.
    let reading = read_bytes(&mixed, "a.zip", &Limits::default());
    assert_eq!(
        (reading.facts.code.as_deref(), code(&reading)),
        (Some("25-CV/TU"), Some(ProblemCode::Encrypted))
    );
}

#[test]
fn archives_of_other_kinds_say_what_to_do() {
    for (bytes, format) in [
        (&b"Rar!\x1a\x07\x01\x00rest of it"[..], Format::Rar),
        (b"7z\xBC\xAF\x27\x1C\x00\x04rest", Format::SevenZip),
    ] {
        let reading = read(bytes, "a.zip");
        assert_eq!((reading.format, code(&reading)), (format, Some(ProblemCode::ArchiveNotOpened)));
    }
}
