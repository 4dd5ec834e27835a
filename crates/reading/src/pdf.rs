//! PDF by poppler's programs: words with their places, and pages as images.

use std::process::Command;

use crate::letterhead::{Column, Line, lines_of};
use crate::program::{Bounds, Output, run};
use crate::read::Content;
use crate::text::clean;
use crate::{Area, Limits, Problem, ProblemCode};

/// Places are read on the first pages only: letterheads and signatures stand there, and the places
/// cost more than the text.
const PLACED_PAGES: u32 = 12;

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Content, Problem> {
    let mut command = Command::new("pdftotext");
    let last = PLACED_PAGES.to_string();
    command.args(["-bbox-layout", "-enc", "UTF-8", "-l", &last, "-", "-"]);
    let placed = pdftotext(command, bytes, limits, limits.text.saturating_mul(4))?;
    let pages = parse(&placed);
    if pages.is_empty() {
        return Err(Problem::new(ProblemCode::Broken));
    }
    let mut text = String::new();
    let mut lines = Vec::new();
    let mut bare = pages.iter().any(|p| p.lines.is_empty());
    for page in &pages {
        if !text.is_empty() {
            text.push('\u{c}');
        }
        for line in &page.lines {
            text.push_str(&line.text);
            text.push('\n');
        }
    }
    let mut count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    lines.extend(pages.into_iter().flat_map(|p| p.lines));
    if count >= PLACED_PAGES {
        let mut command = Command::new("pdftotext");
        let first = (PLACED_PAGES + 1).to_string();
        let last = limits.pages.saturating_add(1).max(PLACED_PAGES + 1).to_string();
        command.args(["-enc", "UTF-8", "-f", &first, "-l", &last, "-", "-"]);
        // Poppler refuses a first page beyond the last: a paper of exactly so many pages.
        let rest = match pdftotext(command, bytes, limits, limits.text) {
            Ok(rest) => rest,
            Err(problem) if problem.code == ProblemCode::Broken => String::new(),
            Err(problem) => return Err(problem),
        };
        let sheets = rest.matches('\u{c}').count();
        count = count.saturating_add(u32::try_from(sheets).unwrap_or(u32::MAX));
        if count > limits.pages {
            return Err(Problem::with(ProblemCode::TooManyPages, limits.pages.to_string()));
        }
        let rest = clean(rest.trim_end_matches('\u{c}'));
        if sheets > 0 {
            bare |= rest.split('\u{c}').any(|p| p.trim().is_empty());
            text.push('\u{c}');
            text.push_str(&rest);
            lines.extend(lines_of(&rest).into_iter().map(|l| Line { page: l.page + PLACED_PAGES, ..l }));
        }
    }
    if count > limits.pages {
        return Err(Problem::with(ProblemCode::TooManyPages, limits.pages.to_string()));
    }
    if u64::try_from(text.len()).unwrap_or(u64::MAX) > limits.text {
        return Err(Problem::new(ProblemCode::TooMuchText));
    }
    Ok(Content { lines, text, pages: count, needs_ocr: bare, problem: None })
}

fn pdftotext(command: Command, bytes: &[u8], limits: &Limits, most: u64) -> Result<String, Problem> {
    let bounds = Bounds { wall: limits.wall, stdout: most };
    let output = run(command, bytes, &bounds, false)?;
    judge(&output)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What a failed run means.
fn judge(output: &Output) -> Result<(), Problem> {
    const XCPU: i32 = 24;
    if output.code == Some(0) {
        return Ok(());
    }
    Err(match (output.code, output.signal) {
        (_, Some(XCPU)) => Problem::new(ProblemCode::TooSlow),
        (_, Some(_)) => Problem::new(ProblemCode::TooDemanding),
        _ if output.stderr.contains("assword") || output.stderr.contains("ncrypt") => {
            Problem::new(ProblemCode::Encrypted)
        }
        _ if output.stderr.contains("ut of memory") => Problem::new(ProblemCode::TooDemanding),
        _ => Problem::new(ProblemCode::Broken),
    })
}

/// One page as PNG. In this process: for what comes from outside use [`crate::page_image`].
pub fn page_image_of(bytes: &[u8], page: u32, dpi: u32, limits: &Limits) -> Result<Vec<u8>, Problem> {
    if page == 0 || page > limits.pages {
        return Err(Problem::with(ProblemCode::NoSuchPage, page.to_string()));
    }
    let (page_text, dpi) = (page.to_string(), dpi.clamp(20, 600).to_string());
    let mut command = Command::new("pdftoppm");
    command.args(["-png", "-r", &dpi, "-f", &page_text, "-l", &page_text, "-singlefile", "-"]);
    let bounds = Bounds { wall: limits.wall, stdout: limits.bytes };
    let output = run(command, bytes, &bounds, false)?;
    if output.stdout.starts_with(b"\x89PNG") {
        return Ok(output.stdout);
    }
    // Poppler is silent about a page beyond the end, whatever its exit status.
    if output.code == Some(0) || output.stderr.contains("page range") || output.code == Some(99) {
        return Err(Problem::with(ProblemCode::NoSuchPage, page_text));
    }
    judge(&output)?;
    Err(Problem::new(ProblemCode::Broken))
}

struct Page {
    lines: Vec<Line>,
}

#[derive(Clone)]
struct Word {
    x0: f64,
    y0: f64,
    x1: f64,
    y1: f64,
    text: String,
}

/// Poppler's own XHTML: one element a line, so that a scan line by line is enough and fast.
fn parse(xhtml: &str) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    let (mut width, mut height) = (1.0, 1.0);
    let mut words: Vec<Word> = Vec::new();
    for row in xhtml.lines() {
        let row = row.trim_start();
        if row.starts_with("<page") {
            width = attribute(row, "width").filter(|w| *w > 0.0).unwrap_or(1.0);
            height = attribute(row, "height").filter(|h| *h > 0.0).unwrap_or(1.0);
            pages.push(Page { lines: Vec::new() });
        } else if row.starts_with("<word") {
            words.extend(word(row));
        } else if row.starts_with("</line") {
            let number = u32::try_from(pages.len()).unwrap_or(u32::MAX);
            if let Some(page) = pages.last_mut() {
                for part in parts(std::mem::take(&mut words)) {
                    page.lines.extend(line(&part, number, width, height));
                }
            }
        }
    }
    pages
}

fn attribute(row: &str, name: &str) -> Option<f64> {
    let at = row.find(&format!("{name}=\""))? + name.len() + 2;
    let rest = row.get(at..)?;
    rest.get(..rest.find('"')?)?.parse().ok().filter(|v: &f64| v.is_finite())
}

fn word(row: &str) -> Option<Word> {
    let text = row.get(row.find('>')? + 1..row.rfind("</word")?)?;
    let text = unescape(text);
    Some(Word {
        x0: attribute(row, "xMin")?,
        y0: attribute(row, "yMin")?,
        x1: attribute(row, "xMax")?,
        y1: attribute(row, "yMax")?,
        text: clean(&text),
    })
}

fn unescape(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

/// Words of one line that a wide gap holds apart stand in different columns.
fn parts(words: Vec<Word>) -> Vec<Vec<Word>> {
    let mut parts: Vec<Vec<Word>> = Vec::new();
    for word in words {
        match parts.last_mut() {
            Some(part) if part.last().is_none_or(|l| word.x0 - l.x1 < 2.2 * (l.y1 - l.y0).max(4.0)) => {
                part.push(word);
            }
            _ => parts.push(vec![word]),
        }
    }
    parts
}

fn line(words: &[Word], page: u32, width: f64, height: f64) -> Option<Line> {
    let mut text = String::new();
    let mut end: Option<f64> = None;
    for word in words {
        // Where a font lacks letters poppler breaks words at each of them; no gap, no space.
        let apart = end.is_some_and(|end| word.x0 - end > 0.07 * (word.y1 - word.y0));
        if apart && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(word.text.trim());
        end = Some(word.x1);
    }
    if text.is_empty() {
        return None;
    }
    let least = |f: fn(&Word) -> f64| words.iter().map(f).fold(f64::INFINITY, f64::min);
    let most = |f: fn(&Word) -> f64| words.iter().map(f).fold(f64::NEG_INFINITY, f64::max);
    let (x0, y0, x1, y1) = (least(|w| w.x0), least(|w| w.y0), most(|w| w.x1), most(|w| w.y1));
    let share = |v: f64, of: f64| (v / of).clamp(0.0, 1.0);
    let area = Area {
        page,
        x: round(share(x0, width)),
        y: round(share(y0, height)),
        w: round(share(x1 - x0, width)),
        h: round(share(y1 - y0, height)),
    };
    Some(Line { text, page, area: Some(area), column: Column::Unknown, bold: None })
}

/// Four digits are finer than any screen.
fn round(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_with_a_wide_gap_become_two_lines() {
        let page = r#"<page width="595" height="842">
<line xMin="1" yMin="1" xMax="2" yMax="2">
<word xMin="60" yMin="60" xMax="100" yMax="74">UBND</word>
<word xMin="104" yMin="60" xMax="140" yMax="74">TỈNH</word>
<word xMin="300" yMin="60" xMax="340" yMax="74">C&amp;D</word>
</line>
</page>"#;
        let pages = parse(page);
        let texts: Vec<_> = pages[0].lines.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(texts, ["UBND TỈNH", "C&D"]);
        assert_eq!(pages[0].lines[0].side(), Column::Left);
    }
}
