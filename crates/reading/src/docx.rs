//! DOCX: the paragraphs of the document part, cells of tables as columns.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use vietnamese::legacy::{Font, by_font};

use crate::draft::Draft;
use crate::letterhead::Column;
use crate::packed::{Packed, attribute, reference};
use crate::read::Content;
use crate::{Limits, Problem, ProblemCode};

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Content, Problem> {
    let mut packed = Packed::open(bytes, limits)?;
    let xml = packed.part("word/document.xml")?;
    let told = packed.part_if_any("docProps/app.xml")?.and_then(|app| told_pages(&app));
    let styles = packed.part_if_any("word/styles.xml")?.map(|xml| Styles::of(&xml)).unwrap_or_default();
    paragraphs(&xml, &styles, limits)?.finish(told)
}

fn told_pages(app: &str) -> Option<u32> {
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
    /// Tabs outside of runs are stops of the ruler.
    in_run: bool,
    /// Fonts: of the paragraph's style, of the run.
    paragraph: Option<Font>,
    run: Option<Font>,
}

fn paragraphs(xml: &str, styles: &Styles, limits: &Limits) -> Result<Draft, Problem> {
    let mut reader = Reader::from_str(xml);
    let mut place = Place {
        draft: Draft::new(limits),
        styles,
        cells: Vec::new(),
        deleted: 0,
        in_text: false,
        in_run: false,
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
                // A text box stands inside a paragraph.
                self.draft.end_line();
                self.draft.bold = false;
                self.paragraph = self.styles.usual;
                self.run = self.paragraph;
            }
            "r" => {
                self.in_run = true;
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
            "tab" if self.in_run => self.push("\t")?,
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
            "r" => self.in_run = false,
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
        self.draft.column = Column::of_cell(self.cells.last().copied());
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

    fn of(xml: &str) -> Styles {
        let mut styles = Styles::default();
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
