//! The tesseract program: a picture into its standard input, words with places out of it.
//!
//! Nothing is written to a file; one thread a page, since pages run side by side.

use std::process::Command;
use std::time::Duration;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, GrayImage, ImageEncoder};

use super::look::Look;
use crate::placed::Word;
use crate::program::{Bounds, Output, run};
use crate::text::clean;
use crate::{Limits, Problem, ProblemCode};

pub(crate) use crate::engine::Row;

/// Reads a page.
pub(crate) fn words(
    gray: &GrayImage,
    dpi: u32,
    look: Look,
    wall: Duration,
    limits: &Limits,
) -> Result<Vec<Row>, Problem> {
    let mut command = tesseract("vie", dpi);
    let mode = if look == Look::Page { "3" } else { "11" };
    command.args(["--psm", mode, "-c", "tessedit_create_tsv=1"]);
    let output =
        run(command, &packed(gray), &Bounds { wall, stdout: limits.text }, false).map_err(missing)?;
    judge(&output)?;
    Ok(rows(&String::from_utf8_lossy(&output.stdout)))
}

/// By how many degrees (clockwise) the page must be turned to stand upright; 0 when it does, or when
/// that cannot be told.
pub(crate) fn turn(gray: &GrayImage, dpi: u32, wall: Duration, limits: &Limits) -> u32 {
    let mut command = tesseract("osd", dpi);
    command.args(["--psm", "0"]);
    let Ok(output) = run(command, &packed(gray), &Bounds { wall, stdout: limits.text }, false) else {
        return 0;
    };
    let said = String::from_utf8_lossy(&output.stdout);
    let value = |label: &str| said.lines().find_map(|l| l.strip_prefix(label)?.trim().parse::<f64>().ok());
    match (value("Rotate:"), value("Orientation confidence:")) {
        (Some(degrees), Some(sure)) if sure > 0.5 => super::pixels(degrees) % 360,
        _ => 0,
    }
}

/// Is the program there, with Vietnamese?
pub(crate) fn ask(limits: &Limits) -> Result<(), Problem> {
    let mut command = Command::new("tesseract");
    command.arg("--list-langs");
    let bounds = Bounds { wall: limits.wall, stdout: 1 << 20 };
    let output = run(command, &[], &bounds, false).map_err(missing)?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &output.stderr;
    match said.lines().any(|l| l.trim() == "vie") {
        true => Ok(()),
        false => Err(Problem::with(ProblemCode::RecognitionMissing, "tesseract-ocr-vie")),
    }
}

fn tesseract(language: &str, dpi: u32) -> Command {
    let mut command = Command::new("tesseract");
    command.env("OMP_THREAD_LIMIT", "1");
    command.args(["stdin", "stdout", "-l", language, "--dpi", &dpi.to_string()]);
    command
}

/// Packed lightly: tesseract takes its standard input byte by byte, which costs more than unpacking.
fn packed(gray: &GrayImage) -> Vec<u8> {
    // Mostly bare paper: a third of the dots is room enough, and nothing is moved while it grows.
    let mut png = Vec::with_capacity(gray.len() / 3);
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Up);
    match encoder.write_image(gray, gray.width(), gray.height(), ExtendedColorType::L8) {
        Ok(()) => png,
        Err(_) => Vec::new(),
    }
}

fn missing(problem: Problem) -> Problem {
    match problem.code {
        ProblemCode::ProgramMissing => {
            Problem::with(ProblemCode::RecognitionMissing, "tesseract-ocr tesseract-ocr-vie")
        }
        _ => problem,
    }
}

fn judge(output: &Output) -> Result<(), Problem> {
    const XCPU: i32 = 24;
    match (output.code, output.signal) {
        (Some(0), _) => Ok(()),
        (_, Some(XCPU)) => Err(Problem::new(ProblemCode::TooSlow)),
        (_, Some(_)) => Err(Problem::new(ProblemCode::TooDemanding)),
        _ if output.stderr.contains("traineddata") || output.stderr.contains("loading language") => {
            Err(Problem::with(ProblemCode::RecognitionMissing, "tesseract-ocr-vie"))
        }
        _ => Err(Problem::new(ProblemCode::Broken)),
    }
}

/// Twelve columns a row; the fifth level is a word.
fn rows(table: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut last = None;
    for row in table.lines() {
        let mut fields = row.splitn(12, '\t');
        if fields.next() != Some("5") {
            continue;
        }
        let fields: Vec<&str> = fields.collect();
        let [_page, block, paragraph, line, _word, left, top, width, height, sure, text] = fields.as_slice()
        else {
            continue;
        };
        let number = |v: &str| v.parse::<f64>().ok().filter(|v| v.is_finite());
        let (Some(x), Some(y), Some(w), Some(h), Some(sure)) =
            (number(left), number(top), number(width), number(height), number(sure))
        else {
            continue;
        };
        let text = clean(text.trim());
        if text.is_empty() {
            continue;
        }
        let place = Some([(*block).to_owned(), (*paragraph).to_owned(), (*line).to_owned()]);
        if place != last {
            rows.push(Row::new());
            last = place;
        }
        let word =
            Word { x0: x, y0: y, x1: x + w, y1: y + h, text, sure: Some((sure / 100.0).clamp(0.0, 1.0)) };
        if let Some(row) = rows.last_mut() {
            row.push(word);
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_the_table_become_lines_of_words() {
        let table = "level\tpage_num\n4\t1\t1\t1\t1\t0\t1\t1\t9\t9\t-1\t\n5\t1\t1\t1\t1\t1\t10\t20\t30\t8\t96.5\tSố\n\
            5\t1\t1\t1\t1\t2\t45\t20\t60\t8\t91\t25-CV/TU\n5\t1\t2\t1\t1\t1\t10\t60\t30\t8\t40\tKính\n5\t1\t2\t1\t1\n";
        let rows = rows(table);
        let texts: Vec<Vec<&str>> =
            rows.iter().map(|r| r.iter().map(|w| w.text.as_str()).collect()).collect();
        assert_eq!(texts, [vec!["Số", "25-CV/TU"], vec!["Kính"]]);
        assert_eq!((rows[0][1].x1, rows[1][0].sure), (105.0, Some(0.4)));
    }
}
