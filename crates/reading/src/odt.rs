//! ODT: the text of `content.xml`, with the fonts that automatic and named styles give it (OpenDocument 1.3).

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use vietnamese::legacy::{Font, by_font};

use crate::draft::Draft;
use crate::letterhead::Column;
use crate::packed::{Packed, attribute, reference};
use crate::read::Content;
use crate::{Limits, Problem, ProblemCode};

/// A run of spaces written as a number is no longer than this.
const SPACES: usize = 80;

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Content, Problem> {
    let mut packed = Packed::open(bytes, limits)?;
    let manifest = packed.part_if_any("META-INF/manifest.xml")?;
    if manifest.is_some_and(|manifest| manifest.contains("encryption-data")) {
        return Err(Problem::new(ProblemCode::Encrypted));
    }
    let mut styles = Styles::default();
    if let Some(xml) = packed.part_if_any("styles.xml")? {
        styles.learn(&xml)?;
    }
    let xml = packed.part("content.xml")?;
    styles.learn(&xml)?;
    let told = packed.part_if_any("meta.xml")?.and_then(|meta| told_pages(&meta));
    let rows = xml.contains("<office:spreadsheet");
    text(&xml, &styles, rows, limits)?.finish(told)
}

fn told_pages(meta: &str) -> Option<u32> {
    let rest = meta.split_once("page-count=\"")?.1;
    rest.split_once('"')?.0.parse().ok().filter(|pages| *pages > 0)
}

#[derive(Default, Clone)]
struct Style {
    parent: Option<String>,
    /// The name of a declared font, or of the font itself.
    font: Option<String>,
    bold: Option<bool>,
}

#[derive(Default)]
struct Styles {
    /// Declared fonts: name to family.
    faces: HashMap<String, String>,
    by_name: HashMap<String, Style>,
}

impl Styles {
    fn learn(&mut self, xml: &str) -> Result<(), Problem> {
        let mut reader = Reader::from_str(xml);
        let mut name = None;
        loop {
            match reader.read_event().map_err(|_| Problem::new(ProblemCode::Broken))? {
                Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                    "style:font-face" => {
                        if let (Some(name), Some(family)) =
                            (attribute(&tag, "name"), attribute(&tag, "font-family"))
                        {
                            self.faces.insert(name, family);
                        }
                    }
                    "style:style" | "style:default-style" => {
                        // The default of paragraphs goes by the name that no style has.
                        let own = attribute(&tag, "name").unwrap_or_default();
                        let family = attribute(&tag, "family").unwrap_or_default();
                        if own.is_empty() && family != "paragraph" {
                            name = None;
                            continue;
                        }
                        let parent = attribute(&tag, "parent-style-name");
                        self.by_name.insert(own.clone(), Style { parent, ..Style::default() });
                        name = Some(own);
                    }
                    "style:text-properties" => {
                        let Some(style) = name.as_ref().and_then(|name| self.by_name.get_mut(name)) else {
                            continue;
                        };
                        style.font = attribute(&tag, "font-name").or_else(|| attribute(&tag, "font-family"));
                        style.bold =
                            attribute(&tag, "font-weight").map(|weight| weight == "bold" || weight == "700");
                    }
                    _ => {}
                },
                Event::End(tag) if tag.name().as_ref() == "style:style" => name = None,
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// The style and those it is based on; circles end.
    fn chain(&self, name: &str) -> impl Iterator<Item = &Style> {
        std::iter::successors(self.by_name.get(name), |style| self.by_name.get(style.parent.as_ref()?))
            .take(12)
    }

    fn font(&self, name: &str) -> Option<Option<Font>> {
        let font = self.chain(name).find_map(|style| style.font.as_ref())?;
        Some(by_font(self.faces.get(font).unwrap_or(font)))
    }

    fn bold(&self, name: &str) -> Option<bool> {
        self.chain(name).find_map(|style| style.bold)
    }
}

/// What holds inside the elements that are open.
#[derive(Clone, Copy, Default)]
struct Look {
    font: Option<Font>,
    bold: bool,
}

struct Place<'a> {
    draft: Draft,
    styles: &'a Styles,
    looks: Vec<Look>,
    cells: Vec<usize>,
    /// Paragraphs that are open: a text box stands inside one.
    paragraphs: usize,
    /// Elements whose text is not the paper's.
    skipped: usize,
    /// A workbook: a row is a line, its cells stand between tabs.
    rows: bool,
}

fn text(xml: &str, styles: &Styles, rows: bool, limits: &Limits) -> Result<Draft, Problem> {
    let mut reader = Reader::from_str(xml);
    let mut place = Place {
        draft: Draft::new(limits),
        styles,
        looks: Vec::new(),
        cells: Vec::new(),
        paragraphs: 0,
        skipped: 0,
        rows,
    };
    loop {
        match reader.read_event().map_err(|_| Problem::new(ProblemCode::Broken))? {
            Event::Start(tag) => place.open(&tag)?,
            Event::Empty(tag) => place.mark(&tag)?,
            Event::End(tag) => place.close(tag.name().as_ref()),
            Event::Text(text) if place.paragraphs > 0 => {
                // Line ends and runs of spaces are one space here; more are written as elements.
                let mut plain = String::with_capacity(text.len());
                for c in text.chars() {
                    match c {
                        '\n' | '\r' | '\t' | ' ' if plain.ends_with(' ') => {}
                        '\n' | '\r' | '\t' => plain.push(' '),
                        c => plain.push(c),
                    }
                }
                place.push(&plain)?;
            }
            Event::GeneralRef(entity) if place.paragraphs > 0 => place.push(&reference(&entity))?,
            Event::Eof => return Ok(place.draft),
            _ => {}
        }
    }
}

fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "text:tracked-changes" | "office:annotation" | "text:note" | "office:forms" | "text:ruby-text"
    )
}

impl Place<'_> {
    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), Problem> {
        let name = tag.name();
        let name: &str = name.as_ref();
        match name {
            _ if is_skipped(name) => self.skipped += 1,
            "text:p" | "text:h" => {
                if !self.rows {
                    self.draft.end_line();
                }
                self.paragraphs += 1;
                self.look(tag);
            }
            "text:span" | "text:a" => self.look(tag),
            "table:table" => self.cells.push(0),
            "table:table-row" => self.cells.last_mut().into_iter().for_each(|cell| *cell = 0),
            "table:table-cell" => {
                self.cells.last_mut().into_iter().for_each(|cell| *cell += 1);
                if self.rows && self.cells.last().is_some_and(|cell| *cell > 1) {
                    self.push("\t")?;
                }
            }
            _ => self.mark(tag)?,
        }
        self.side();
        Ok(())
    }

    fn look(&mut self, tag: &BytesStart<'_>) {
        let (font, bold) = (self.styles.font(""), self.styles.bold(""));
        let mut look =
            self.looks.last().copied().unwrap_or(Look { font: font.flatten(), bold: bold.unwrap_or(false) });
        if let Some(style) = attribute(tag, "style-name") {
            look.font = self.styles.font(&style).unwrap_or(look.font);
            look.bold = self.styles.bold(&style).unwrap_or(look.bold);
        }
        self.looks.push(look);
    }

    fn mark(&mut self, tag: &BytesStart<'_>) -> Result<(), Problem> {
        match tag.name().as_ref() {
            "text:s" => {
                let count = attribute(tag, "c").and_then(|c| c.parse().ok()).unwrap_or(1_usize);
                self.push(&" ".repeat(count.min(SPACES)))
            }
            "table:table-cell" if self.rows => {
                let first = self.cells.last() == Some(&0);
                self.cells.last_mut().into_iter().for_each(|cell| *cell += 1);
                if first { Ok(()) } else { self.push("\t") }
            }
            "text:tab" => self.push("\t"),
            "text:line-break" => {
                self.draft.end_line();
                Ok(())
            }
            "text:soft-page-break" => {
                self.draft.pages = self.draft.pages.saturating_add(1);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            _ if is_skipped(name) => self.skipped = self.skipped.saturating_sub(1),
            "table:table-row" if self.rows => self.draft.end_line(),
            "text:p" | "text:h" => {
                match self.rows {
                    true => drop(self.push(" ")),
                    false => self.draft.end_line(),
                }
                self.paragraphs = self.paragraphs.saturating_sub(1);
                self.looks.pop();
            }
            "text:span" | "text:a" => {
                self.looks.pop();
            }
            "table:table" => {
                self.cells.pop();
            }
            _ => {}
        }
        self.side();
    }

    fn push(&mut self, text: &str) -> Result<(), Problem> {
        if self.skipped > 0 {
            return Ok(());
        }
        let look = self.looks.last().copied().unwrap_or_default();
        self.draft.bold = look.bold;
        self.draft.push(text, look.font)
    }

    fn side(&mut self) {
        if self.rows {
            return;
        }
        self.draft.column = Column::of_cell(self.cells.last().copied());
    }
}
