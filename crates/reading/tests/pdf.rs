//! PDF, made here by Chromium from pages in both layouts, read in this process and in the child.

// A helper of a test may stop it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use reading::{Format, Limits, ProblemCode, Reader, Reading, page_image_of, read_bytes};

mod letters;

use letters::{PARTY, STATE};

fn print(name: &str, html: &str) -> PathBuf {
    static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());
    letters::print(FOLDER.path(), name, html)
}

fn child(limits: Limits) -> Reader {
    Reader::new(env!("CARGO_BIN_EXE_reading-child"), limits)
}

fn code(reading: &Reading) -> Option<ProblemCode> {
    reading.problem.as_ref().map(|p| p.code)
}

/// A PDF of empty pages, written by hand.
fn blank_pdf(pages: usize, trailer: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut offsets = Vec::new();
    let kids: Vec<String> = (0..pages).map(|n| format!("{} 0 R", n + 3)).collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Count {pages}/Kids[{}]>>", kids.join(" ")),
    ];
    objects.extend((0..pages).map(|_| "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>".to_owned()));
    for (number, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", number + 1).bytes());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in &offsets {
        out.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    out.extend(
        format!("trailer\n<</Size {}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1)
            .bytes(),
    );
    out
}

#[test]
fn a_party_letter_with_two_columns_and_the_places_of_its_facts() {
    let reading = child(Limits::default()).read(&print("party", PARTY));
    assert_eq!(
        (reading.format, code(&reading), reading.pages),
        (Format::Pdf, None, 1),
        "{:?}",
        reading.problem
    );
    let facts = &reading.facts;
    assert_eq!(facts.issuer.as_deref(), Some("VĂN PHÒNG"));
    assert_eq!(facts.superior.as_deref(), Some("TỈNH UỶ HẢI SƠN"));
    assert_eq!(facts.code.as_deref(), Some("25-CV/VPTU"));
    assert_eq!(facts.kind.as_deref(), Some("Công văn"));
    assert_eq!((facts.place.as_deref(), facts.date.as_deref()), (Some("Hải Sơn"), Some("2026-02-05")));
    assert_eq!(facts.subject.as_deref(), Some("về việc chuẩn bị nội dung làm việc tại xã Đông Hoà"));
    assert_eq!(facts.addressee.as_deref(), Some("Đảng uỷ xã Đông Hoà"));
    assert_eq!(facts.deadline.as_deref(), Some("2026-02-15"));
    assert_eq!(facts.signer.form.as_deref(), Some("T/L"));
    assert_eq!(facts.signer.position.as_deref(), Some("CHÁNH VĂN PHÒNG"));
    assert_eq!(facts.signer.name.as_deref(), Some("Trần Văn Bình"));
    assert_eq!(facts.recipients, ["Như trên", "Ban Tổ chức Tỉnh uỷ", "Lưu Văn phòng Tỉnh uỷ"]);
    assert_eq!(facts.cites[0].code, "08-CTr/TU");
    // The number stands in the upper left, the date in the upper right, the name below.
    let number = reading.boxes["code"][0];
    let date = reading.boxes["date"][0];
    let signer = reading.boxes["signer"].last().copied().unwrap();
    assert!(number.page == 1 && number.x < 0.4 && number.y < 0.3 && number.w > 0.05 && number.h > 0.005);
    assert!(date.x > 0.45 && date.y < 0.3);
    assert!(signer.x > 0.45 && signer.y > number.y);
}

#[test]
fn a_state_decision_over_two_pages() {
    let path = print("state", STATE);
    let reading = child(Limits::default()).read(&path);
    assert_eq!((code(&reading), reading.pages, reading.needs_ocr), (None, 2, false));
    let facts = &reading.facts;
    assert_eq!(facts.issuer.as_deref(), Some("SỞ NỘI VỤ"));
    assert_eq!(facts.superior.as_deref(), Some("UBND TỈNH HẢI SƠN"));
    assert_eq!(facts.code.as_deref(), Some("112/QĐ-SNV"));
    assert_eq!(facts.kind.as_deref(), Some("Quyết định"));
    assert_eq!(facts.date.as_deref(), Some("2026-03-10"));
    assert_eq!(
        facts.subject.as_deref(),
        Some("Về việc ban hành Quy chế làm việc của Phòng Công chức, viên chức")
    );
    assert_eq!(facts.signer.form.as_deref(), Some("KT."));
    assert_eq!(facts.signer.position.as_deref(), Some("PHÓ GIÁM ĐỐC"));
    assert_eq!(facts.signer.name.as_deref(), Some("Bùi Thị Thu Hằng"));
    assert_eq!(facts.recipients, ["Như Điều 3", "Lưu: VT, CCVC"]);
    assert_eq!(reading.boxes["signer"][0].page, 2);
    // The child and this process read alike.
    let here = read_bytes(&std::fs::read(&path).unwrap(), "state.pdf", &Limits::default());
    assert_eq!((here.text, here.facts, here.boxes), (reading.text, reading.facts, reading.boxes));
}

#[test]
fn pages_become_images_and_a_page_that_is_not_there_is_told() {
    let path = print("image", PARTY);
    let reader = child(Limits::default());
    let small = reader.page_image(&path, 1, 60).unwrap();
    assert!(small.starts_with(b"\x89PNG"));
    assert!(reader.page_image(&path, 1, 120).unwrap().len() > small.len());
    assert_eq!(reader.page_image(&path, 7, 60).unwrap_err().code, ProblemCode::NoSuchPage);
    assert_eq!(reader.page_image(&path, 0, 60).unwrap_err().code, ProblemCode::NoSuchPage);
    assert_eq!(page_image_of(b"no pdf", 1, 60, &Limits::default()).unwrap_err().code, ProblemCode::Broken);
}

#[test]
fn a_pdf_of_empty_pages_has_nothing_to_recognise() {
    let reading = child(Limits::default()).read_bytes(&blank_pdf(2, ""), "scan.pdf");
    assert_eq!((code(&reading), reading.pages, reading.needs_ocr), (None, 2, false));
    assert_eq!((reading.text.trim(), reading.ocr_pages), ("", 0));
}

#[test]
fn long_papers_are_counted_to_their_end_and_too_long_ones_refused() {
    let limits = Limits { pages: 30, ..Limits::default() };
    for (pages, wanted) in [(12, None), (13, None), (30, None), (31, Some(ProblemCode::TooManyPages))] {
        let reading = child(limits.clone()).read_bytes(&blank_pdf(pages, ""), "a.pdf");
        assert_eq!(code(&reading), wanted, "{pages} pages");
        if wanted.is_none() {
            assert_eq!(usize::try_from(reading.pages).unwrap(), pages);
        }
    }
}

#[test]
fn an_encrypted_and_a_broken_pdf_say_so() {
    let (o, u) = ("00".repeat(32), "11".repeat(32));
    let locked = blank_pdf(
        1,
        &format!("/ID[<00112233><00112233>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{o}>/U<{u}>>>"),
    );
    assert_eq!(code(&child(Limits::default()).read_bytes(&locked, "a.pdf")), Some(ProblemCode::Encrypted));
    let broken = b"%PDF-1.7\nnothing of what should follow".to_vec();
    assert_eq!(code(&child(Limits::default()).read_bytes(&broken, "a.pdf")), Some(ProblemCode::Broken));
    assert_eq!(
        code(&child(Limits::default()).read(Path::new("/nonexistent/a.pdf"))),
        Some(ProblemCode::NotOpened)
    );
    assert_eq!(code(&child(Limits::default()).read_bytes(b"", "a.pdf")), Some(ProblemCode::Empty));
}

#[test]
fn random_bytes_after_the_header_never_stop_the_reader() {
    let mut seed: u32 = 7;
    for round in 0..25 {
        let mut bytes = if round % 2 == 0 { b"%PDF-1.4\n".to_vec() } else { blank_pdf(3, "") };
        for _ in 0..200 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [a, b, ..] = seed.to_le_bytes();
            let at = usize::from(a) * 3 % bytes.len();
            if round % 2 == 0 {
                bytes.push(b)
            } else if seed.is_multiple_of(9) {
                bytes[at] = b
            }
        }
        let reading = read_bytes(&bytes, "a.pdf", &Limits::default());
        assert_eq!(reading.sha256.len(), 64);
    }
}

#[test]
fn a_child_without_memory_or_time_is_stopped_with_a_message() {
    let text = "Số 25-CV/TU. ".repeat(3_000_000);
    let starved = Limits { memory: 64 << 20, ..Limits::default() };
    let reading = child(starved).read_bytes(text.as_bytes(), "a.txt");
    assert_eq!(code(&reading), Some(ProblemCode::TooDemanding));
    let hurried = Limits { wall: Duration::ZERO, ..Limits::default() };
    let slow = Reader::new(env!("CARGO_BIN_EXE_reading-child"), hurried).read(&print("slow", PARTY));
    assert_eq!(code(&slow), Some(ProblemCode::TooSlow));
}

#[test]
fn a_program_that_is_missing_or_answers_nonsense_is_told() {
    let missing = Reader::new("/nonexistent/caunoi", Limits::default()).read_bytes(b"abc", "a.txt");
    assert_eq!(code(&missing), Some(ProblemCode::ProgramMissing));
    let nonsense = Reader::new("/bin/true", Limits::default()).read_bytes(b"abc", "a.txt");
    assert_eq!(code(&nonsense), Some(ProblemCode::Stopped));
    let failing = Reader::new("/bin/false", Limits::default()).read_bytes(b"abc", "a.txt");
    assert_eq!(code(&failing), Some(ProblemCode::Stopped));
}

#[test]
#[cfg(target_os = "linux")]
fn the_child_has_its_limits_and_no_network() {
    let lockdown = child(Limits::default()).lockdown().unwrap();
    assert!(lockdown.limits && lockdown.network, "{lockdown:?}");
    // Landlock is in the kernel or it is not; where it is, it must hold.
    let kernel = std::fs::read_to_string("/sys/kernel/security/lsm").unwrap_or_default();
    assert!(lockdown.files || !kernel.contains("landlock"), "{kernel}");
}
