//! PDF by poppler's programs: words with their places, and pages as images.

mod old;

use std::process::Command;

use crate::letterhead::{Line, lines_of};
use crate::placed::{Word, line, parts};
use crate::program::{Bounds, Output, run};
use crate::read::Content;
use crate::text::clean;
use crate::{Limits, Problem, ProblemCode};

/// Places are read on the first pages only: letterheads and signatures stand there, and the places
/// cost more than the text.
const PLACED_PAGES: u32 = 12;

/// A page with fewer letters may be a scan on which something was printed: a stamp of the signature, a number.
const SPARSE: usize = 250;
/// The longer side of a page rendered for recognition: A4 at 300 dots per inch.
const RENDERED: &str = "3508";

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Content, Problem> {
    let mut command = Command::new("pdftotext");
    let last = PLACED_PAGES.to_string();
    command.args(["-bbox-layout", "-enc", "UTF-8", "-l", &last, "-", "-"]);
    let placed = pdftotext(command, bytes, limits, limits.text.saturating_mul(4))?;
    let mut pages = parse(&placed);
    if pages.is_empty() {
        return Err(Problem::new(ProblemCode::Broken));
    }
    let old = old::read(&mut pages, bytes, limits);
    let pages: Vec<Page> = (1..).zip(pages).map(|(number, words)| words.page(number)).collect();
    let mut lines = Vec::new();
    let mut sheets: Vec<String> =
        pages.iter().map(|p| p.lines.iter().map(|line| line.text.clone() + "\n").collect()).collect();
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
        let more = rest.matches('\u{c}').count();
        count = count.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
        if count > limits.pages {
            return Err(Problem::with(ProblemCode::TooManyPages, limits.pages.to_string()));
        }
        let rest = clean(&old.text(&rest));
        sheets.extend(rest.split('\u{c}').take(more).map(str::to_owned));
        lines.extend(lines_of(&rest).into_iter().map(|l| Line { page: l.page + PLACED_PAGES, ..l }));
    }
    if count > limits.pages {
        return Err(Problem::with(ProblemCode::TooManyPages, limits.pages.to_string()));
    }
    let (mut bare, mut sparse) = (Vec::new(), Vec::new());
    for (page, sheet) in (1..).zip(&sheets) {
        match sheet.chars().filter(|c| c.is_alphanumeric()).count() {
            0 => bare.push(page),
            few if few < SPARSE => sparse.push(page),
            _ => {}
        }
    }
    let text = sheets.join("\u{c}");
    if u64::try_from(text.len()).unwrap_or(u64::MAX) > limits.text {
        return Err(Problem::new(ProblemCode::TooMuchText));
    }
    Ok(Content { lines, text, pages: count, needs_ocr: !bare.is_empty(), problem: None, bare, sparse })
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

/// A page rendered for recognition, uncompressed.
pub(crate) fn render(bytes: &[u8], page: u32, colour: bool, limits: &Limits) -> Result<Vec<u8>, Problem> {
    let page = page.to_string();
    let mut command = Command::new("pdftoppm");
    command.args(["-scale-to", RENDERED, "-f", &page, "-l", &page, "-singlefile"]);
    if !colour {
        command.arg("-gray");
    }
    command.arg("-");
    let bounds = Bounds { wall: limits.page_wall, stdout: 64 << 20 };
    let output = run(command, bytes, &bounds, false)?;
    if output.stdout.is_empty() {
        judge(&output)?;
        return Err(Problem::new(ProblemCode::Broken));
    }
    Ok(output.stdout)
}

/// One page of a PDF as PNG, of a picture file as JPEG. In this process: for what comes from outside use
/// [`crate::Reader::page_image`].
pub fn page_image_of(bytes: &[u8], page: u32, dpi: u32, limits: &Limits) -> Result<Vec<u8>, Problem> {
    if crate::sniff(bytes, "") == crate::Format::Image {
        return crate::scan::picture::shown(bytes, page, dpi, limits);
    }
    rendered(bytes, page, dpi, limits)
}

fn rendered(bytes: &[u8], page: u32, dpi: u32, limits: &Limits) -> Result<Vec<u8>, Problem> {
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

/// A page's words, line by line, as poppler gives them.
struct Words {
    width: f64,
    height: f64,
    lines: Vec<Vec<Word>>,
}

impl Words {
    fn page(self, number: u32) -> Page {
        let clean = |word: Word| Word { text: clean(&word.text), ..word };
        let lines = self.lines.into_iter().flat_map(|words| parts(words.into_iter().map(clean).collect()));
        Page { lines: lines.filter_map(|part| line(&part, number, self.width, self.height)).collect() }
    }
}

/// Poppler's own XHTML: one element a line, so that a scan line by line is enough and fast.
fn parse(xhtml: &str) -> Vec<Words> {
    let mut pages: Vec<Words> = Vec::new();
    let mut words: Vec<Word> = Vec::new();
    for row in xhtml.lines() {
        let row = row.trim_start();
        if row.starts_with("<page") {
            let width = attribute(row, "width").filter(|w| *w > 0.0).unwrap_or(1.0);
            let height = attribute(row, "height").filter(|h| *h > 0.0).unwrap_or(1.0);
            pages.push(Words { width, height, lines: Vec::new() });
        } else if row.starts_with("<word") {
            words.extend(word(row));
        } else if row.starts_with("</line") {
            let words = std::mem::take(&mut words);
            if let Some(page) = pages.last_mut() {
                page.lines.push(words);
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
        text,
        sure: None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::letterhead::Column;

    #[test]
    fn words_with_a_wide_gap_become_two_lines() {
        let page = r#"<page width="595" height="842">
<line xMin="1" yMin="1" xMax="2" yMax="2">
<word xMin="60" yMin="60" xMax="100" yMax="74">UBND</word>
<word xMin="104" yMin="60" xMax="140" yMax="74">TỈNH</word>
<word xMin="300" yMin="60" xMax="340" yMax="74">C&amp;D</word>
</line>
</page>"#;
        let pages: Vec<Page> = parse(page).into_iter().map(|words| words.page(1)).collect();
        let texts: Vec<_> = pages[0].lines.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(texts, ["UBND TỈNH", "C&D"]);
        assert_eq!(pages[0].lines[0].side(), Column::Left);
    }
}
