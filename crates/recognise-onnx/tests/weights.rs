//! With the real weights, in the locked child. `bin/test` fetches them and sets CAUNOI_WEIGHTS; without it only what
//! needs none is told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that cannot go on fails")]

use std::path::{Path, PathBuf};

use reading::engine::Engine;
use reading::{Limits, ProblemCode, Reader, Reading};

const LETTER: &[u8] = include_bytes!("../../incoming/tests/scans/letter.png");

fn reader(weights: &Path) -> Reader {
    let mut folder = std::env::current_exe().unwrap();
    folder.pop();
    folder.pop();
    let child = folder.join("examples").join("recognise-child");
    Reader::new(child, Limits::default()).with_engine(Engine::Networks(weights.to_owned()))
}

fn weights() -> Option<PathBuf> {
    std::env::var_os("CAUNOI_WEIGHTS").map(PathBuf::from)
}

fn read(weights: &Path, bytes: &[u8]) -> Reading {
    let reading = reader(weights).read_bytes(bytes, "quet.png");
    assert_eq!(reading.problem, None);
    reading
}

#[test]
fn without_weights_a_scan_waits_and_is_told_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let waits = |named: &str| {
        let reader = reader(folder.path());
        let reading = reader.read_bytes(LETTER, "quet.png");
        assert!(reading.needs_ocr && reading.waits_for_recognition(), "{reading:?}");
        let problem = reading.problem.unwrap();
        assert_eq!(
            (problem.code, reader.recognition().unwrap_err().code),
            (ProblemCode::WeightsMissing, problem.code)
        );
        assert!(
            problem.message.contains(named) && problem.message.contains("caunoi-weights"),
            "{}",
            problem.message
        );
    };
    waits("meta.json");
    // Files that are no weights.
    for name in recognise_onnx::LINKED.files {
        std::fs::write(folder.path().join(name), "{\"charset\":[\"a\"]}").unwrap();
    }
    waits("det.onnx");
    std::fs::write(folder.path().join("rec.onnx"), "").unwrap();
    waits("rec.onnx");
    // What is no scan needs none of it.
    assert_eq!(reader(folder.path()).read_bytes("Một văn bản".as_bytes(), "a.txt").problem, None);
}

#[test]
fn a_scan_is_read_behind_the_lock() {
    let Some(weights) = weights() else { return };
    assert_eq!(reader(&weights).recognition().err(), None);
    let reading = read(&weights, LETTER);
    eprintln!("{}", reading.text);
    assert_eq!((reading.ocr_pages, reading.needs_ocr), (1, false));
    assert!(reading.facts.code.is_some() && reading.facts.date.is_some(), "{:?}", reading.facts);
    assert!(reading.boxes.contains_key("code"), "{:?}", reading.boxes);
}

#[test]
fn a_page_that_lies_on_its_head_or_side_is_turned() {
    let Some(weights) = weights() else { return };
    let upright = image::load_from_memory(LETTER).unwrap();
    let code = read(&weights, LETTER).facts.code;
    for lying in [upright.rotate90(), upright.rotate180(), upright.rotate270()] {
        let mut png = std::io::Cursor::new(Vec::new());
        lying.write_to(&mut png, image::ImageFormat::Png).unwrap();
        assert_eq!(read(&weights, png.get_ref()).facts.code, code);
    }
}
