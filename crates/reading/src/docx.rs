//! DOCX: the paragraphs of the document part, cells of tables as columns.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::letterhead::{Column, Line};
use crate::read::Content;
use crate::text::clean;
use crate::{Limits, Problem, ProblemCode};

/// Deflate cannot do better than about 1000 to 1 on text that anybody wrote.
const RATIO: u64 = 300;

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Content, Problem> {
    // An encrypted DOCX is an OLE file that holds the packed one.
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(Problem::new(ProblemCode::Encrypted));
    }
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Problem::new(ProblemCode::Broken))?;
    let xml = part(&mut archive, "word/document.xml", limits)?;
    let told = part(&mut archive, "docProps/app.xml", limits).ok().and_then(|app| told_pages(&app));
    let (lines, breaks) = paragraphs(&xml, limits)?;
    let text = lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n");
    if u64::try_from(text.len()).unwrap_or(u64::MAX) > limits.text {
        return Err(Problem::new(ProblemCode::TooMuchText));
    }
    let needs_ocr = text.trim().is_empty();
    Ok(Content {
        lines,
        text,
        pages: told.unwrap_or(breaks).max(1),
        needs_ocr,
        problem: None,
        bare: Vec::new(),
        sparse: Vec::new(),
    })
}

fn part(
    archive: &mut zip::ZipArchive<Cursor<&[u8]>>,
    name: &str,
    limits: &Limits,
) -> Result<Vec<u8>, Problem> {
    let broken = |_| Problem::new(ProblemCode::Broken);
    let entry = archive.by_name(name).map_err(|fault| match fault {
        zip::result::ZipError::UnsupportedArchive(_) => Problem::new(ProblemCode::Encrypted),
        _ => Problem::new(ProblemCode::Broken),
    })?;
    let packed = entry.compressed_size().max(1);
    // Markup is some ten times its text; what the header claims is not believed, only what comes out.
    let most = limits.text.saturating_mul(10).min(packed.saturating_mul(RATIO).max(1 << 20));
    let mut out = Vec::new();
    entry.take(most + 1).read_to_end(&mut out).map_err(|f| f.kind()).map_err(broken)?;
    if u64::try_from(out.len()).unwrap_or(u64::MAX) > most {
        return Err(Problem::new(ProblemCode::Bomb));
    }
    Ok(out)
}

fn told_pages(app: &[u8]) -> Option<u32> {
    let app = String::from_utf8_lossy(app);
    let rest = app.split_once("<Pages>")?.1;
    rest.split_once('<')?.0.trim().parse().ok().filter(|p| *p > 0)
}

/// What is being put together while the parts go by.
#[derive(Default)]
struct Draft {
    lines: Vec<Line>,
    line: String,
    bold_chars: usize,
    chars: usize,
    bold: bool,
    /// Cell number in each table that is open.
    cells: Vec<usize>,
    pages: u32,
    deleted: usize,
    in_text: bool,
}

fn paragraphs(xml: &[u8], limits: &Limits) -> Result<(Vec<Line>, u32), Problem> {
    let xml = std::str::from_utf8(xml).map_err(|_| Problem::new(ProblemCode::Broken))?;
    let mut reader = Reader::from_str(xml);
    let mut draft = Draft { pages: 1, ..Draft::default() };
    let mut size = 0_u64;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => draft.open(&tag),
            Ok(Event::Empty(tag)) => draft.mark(&tag),
            Ok(Event::End(tag)) => draft.close(tag.local_name().as_ref()),
            Ok(Event::Text(text)) if draft.in_text && draft.deleted == 0 => {
                let text = text.to_string();
                size = size.saturating_add(u64::try_from(text.len()).unwrap_or(u64::MAX));
                if size > limits.text {
                    return Err(Problem::new(ProblemCode::TooMuchText));
                }
                draft.push(&text);
            }
            Ok(Event::GeneralRef(entity)) if draft.in_text && draft.deleted == 0 => {
                draft.push(&reference(&entity));
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => return Err(Problem::new(ProblemCode::Broken)),
        }
    }
    draft.end_line();
    Ok((draft.lines, draft.pages))
}

/// `&amp;`, `&#x111;`. No entities of a document type: there is none in a DOCX.
fn reference(name: &str) -> String {
    match name {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        other => {
            let code = match other.strip_prefix("#x") {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => other.strip_prefix('#').and_then(|d| d.parse().ok()),
            };
            code.and_then(char::from_u32).map(String::from).unwrap_or_default()
        }
    }
}

impl Draft {
    fn open(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "t" => self.in_text = true,
            // The old form of a text box repeats its new form.
            "del" | "moveFrom" | "Fallback" => self.deleted += 1,
            "tbl" => {
                self.end_line();
                self.cells.push(0);
            }
            "tr" => {
                if let Some(cell) = self.cells.last_mut() {
                    *cell = 0;
                }
            }
            "tc" => {
                if let Some(cell) = self.cells.last_mut() {
                    *cell += 1;
                }
            }
            "r" | "p" => self.bold = false,
            _ => self.mark(tag),
        }
    }

    fn mark(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "b" => {
                let off = value(tag).is_some_and(|v| matches!(v.as_str(), "0" | "false" | "off"));
                self.bold = !off;
            }
            "tab" if self.deleted == 0 => self.push("\t"),
            "noBreakHyphen" if self.deleted == 0 => self.push("-"),
            "br" | "cr" if self.deleted == 0 => {
                if attribute(tag, "type").as_deref() == Some("page") {
                    self.pages = self.pages.saturating_add(1);
                }
                self.end_line();
            }
            "lastRenderedPageBreak" => self.pages = self.pages.saturating_add(1),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "del" | "moveFrom" | "Fallback" => self.deleted = self.deleted.saturating_sub(1),
            "p" => self.end_line(),
            "tbl" => {
                self.end_line();
                self.cells.pop();
            }
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        self.chars += letters;
        if self.bold {
            self.bold_chars += letters;
        }
        self.line.push_str(text);
    }

    fn end_line(&mut self) {
        let text = clean(&std::mem::take(&mut self.line));
        let bold = (self.chars > 0).then_some(self.bold_chars * 2 > self.chars);
        (self.chars, self.bold_chars) = (0, 0);
        let column = match self.cells.last() {
            Some(1) => Column::Left,
            Some(n) if *n >= 2 => Column::Right,
            _ => Column::Unknown,
        };
        // Letterheads set with tabs instead of a table come apart like plain text.
        for part in crate::letterhead::lines_of(&text) {
            let column = if column == Column::Unknown { part.column } else { column };
            self.lines.push(Line { text: part.text, page: 1, column, bold, ..Line::default() });
        }
    }
}

fn value(tag: &BytesStart<'_>) -> Option<String> {
    attribute(tag, "val")
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == name).map(|a| a.value.to_string())
}
