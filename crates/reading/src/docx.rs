//! DOCX: the paragraphs of the document part, cells of tables as columns.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use vietnamese::legacy::{Font, by_font};

use crate::draft::Draft;
use crate::letterhead::Column;
use crate::read::Content;
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
    let styles =
        part(&mut archive, "word/styles.xml", limits).map(|xml| Styles::of(&xml)).unwrap_or_default();
    paragraphs(&xml, &styles, limits)?.finish(told)
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

/// Where the reader stands in the document.
struct Place<'a> {
    draft: Draft,
    styles: &'a Styles,
    /// Cell number in each table that is open.
    cells: Vec<usize>,
    deleted: usize,
    in_text: bool,
    /// Fonts: of the paragraph's style, of the run.
    paragraph: Option<Font>,
    run: Option<Font>,
}

fn paragraphs(xml: &[u8], styles: &Styles, limits: &Limits) -> Result<Draft, Problem> {
    let xml = std::str::from_utf8(xml).map_err(|_| Problem::new(ProblemCode::Broken))?;
    let mut reader = Reader::from_str(xml);
    let mut place = Place {
        draft: Draft::new(limits),
        styles,
        cells: Vec::new(),
        deleted: 0,
        in_text: false,
        paragraph: styles.usual,
        run: styles.usual,
    };
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => place.open(&tag)?,
            Ok(Event::Empty(tag)) => place.mark(&tag)?,
            Ok(Event::End(tag)) => place.close(tag.local_name().as_ref()),
            Ok(Event::Text(text)) if place.in_text => place.push(&text)?,
            Ok(Event::GeneralRef(entity)) if place.in_text => place.push(&reference(&entity))?,
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => return Err(Problem::new(ProblemCode::Broken)),
        }
    }
    Ok(place.draft)
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

impl Place<'_> {
    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), Problem> {
        match tag.local_name().as_ref() {
            "t" => self.in_text = true,
            // The old form of a text box repeats its new form.
            "del" | "moveFrom" | "Fallback" => self.deleted += 1,
            "tbl" => {
                self.draft.end_line();
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
            "p" => {
                self.draft.bold = false;
                self.paragraph = self.styles.usual;
                self.run = self.paragraph;
            }
            "r" => {
                self.draft.bold = false;
                self.run = self.paragraph;
            }
            _ => self.mark(tag)?,
        }
        self.side();
        Ok(())
    }

    fn mark(&mut self, tag: &BytesStart<'_>) -> Result<(), Problem> {
        match tag.local_name().as_ref() {
            "b" => {
                let off = value(tag).is_some_and(|v| matches!(v.as_str(), "0" | "false" | "off"));
                self.draft.bold = !off;
            }
            "pStyle" => {
                self.paragraph = value(tag).and_then(|id| self.styles.font(&id)).unwrap_or(self.styles.usual);
                self.run = self.paragraph;
            }
            "rStyle" => {
                if let Some(font) = value(tag).and_then(|id| self.styles.font(&id)) {
                    self.run = font;
                }
            }
            "rFonts" => {
                if let Some(name) = fonts(tag) {
                    self.run = by_font(&name);
                }
            }
            "sym" => {
                let code = attribute(tag, "char").and_then(|hex| u32::from_str_radix(&hex, 16).ok());
                let legacy = attribute(tag, "font").and_then(|name| by_font(&name));
                // In other fonts a symbol is a picture.
                if let (Some(c), Some(font), 0) = (code.and_then(char::from_u32), legacy, self.deleted) {
                    self.draft.push(&c.to_string(), Some(font))?;
                }
            }
            "tab" => self.push("\t")?,
            "noBreakHyphen" => self.push("-")?,
            // In TCVN3 this sign is the letter ư; elsewhere cleaning drops it.
            "softHyphen" => self.push("\u{ad}")?,
            "br" | "cr" if self.deleted == 0 => match attribute(tag, "type").as_deref() {
                Some("page") => self.draft.end_page(),
                _ => self.draft.end_line(),
            },
            "lastRenderedPageBreak" => self.draft.pages = self.draft.pages.saturating_add(1),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.in_text = false,
            "del" | "moveFrom" | "Fallback" => self.deleted = self.deleted.saturating_sub(1),
            "p" => self.draft.end_line(),
            "tbl" => {
                self.draft.end_line();
                self.cells.pop();
            }
            _ => {}
        }
        self.side();
    }

    fn push(&mut self, text: &str) -> Result<(), Problem> {
        if self.deleted > 0 {
            return Ok(());
        }
        self.draft.push(text, self.run)
    }

    fn side(&mut self) {
        self.draft.column = match self.cells.last() {
            Some(1) => Column::Left,
            Some(n) if *n >= 2 => Column::Right,
            _ => Column::Unknown,
        };
    }
}

/// The fonts that styles bring along.
#[derive(Default)]
struct Styles {
    /// What stands where neither run nor style names a font.
    usual: Option<Font>,
    /// Only styles that say a font; none where that is no old one.
    by_id: HashMap<String, Option<Font>>,
}

impl Styles {
    /// The old font of this style; nothing where the style says none.
    fn font(&self, id: &str) -> Option<Option<Font>> {
        self.by_id.get(id).copied()
    }

    fn of(xml: &[u8]) -> Styles {
        let mut styles = Styles::default();
        let Ok(xml) = std::str::from_utf8(xml) else { return styles };
        let mut reader = Reader::from_str(xml);
        let mut own: HashMap<String, (Option<String>, Option<String>)> = HashMap::new();
        let (mut id, mut defaults, mut usual) = (String::new(), None, None);
        loop {
            match reader.read_event() {
                Ok(Event::Start(tag) | Event::Empty(tag)) => match tag.local_name().as_ref() {
                    "style" => {
                        id = attribute(&tag, "styleId").unwrap_or_default();
                        let paragraph = attribute(&tag, "type").as_deref() == Some("paragraph");
                        let default = attribute(&tag, "default").is_some_and(|v| v == "1" || v == "true");
                        if paragraph && default {
                            usual = Some(id.clone());
                        }
                        own.insert(id.clone(), (None, None));
                    }
                    "basedOn" => {
                        if let Some(style) = own.get_mut(&id) {
                            style.0 = value(&tag);
                        }
                    }
                    "rFonts" if id.is_empty() => defaults = fonts(&tag),
                    "rFonts" => {
                        if let Some(style) = own.get_mut(&id) {
                            style.1 = fonts(&tag);
                        }
                    }
                    _ => {}
                },
                Ok(Event::Eof) | Err(_) => break,
                Ok(_) => {}
            }
        }
        for id in own.keys() {
            // Styles that are based on each other in a circle end here.
            let chain = std::iter::successors(Some(id), |id| own.get(*id).and_then(|style| style.0.as_ref()))
                .take(12);
            if let Some(name) = chain.filter_map(|id| own.get(id).and_then(|style| style.1.as_ref())).next() {
                styles.by_id.insert(id.clone(), by_font(name));
            }
        }
        let default = defaults.and_then(|name| by_font(&name));
        styles.usual = usual.and_then(|id| styles.font(&id)).unwrap_or(default);
        styles
    }
}

/// The font of letters beyond ASCII.
fn fonts(tag: &BytesStart<'_>) -> Option<String> {
    attribute(tag, "hAnsi").or_else(|| attribute(tag, "ascii"))
}

fn value(tag: &BytesStart<'_>) -> Option<String> {
    attribute(tag, "val")
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == name).map(|a| a.value.to_string())
}
