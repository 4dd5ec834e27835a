//! XLSX: every sheet's cells, read row by row as they stand, so that a cell far away costs nothing.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use vietnamese::legacy::{Font, by_font};

use crate::packed::{Packed, attribute, reference, relations};
use crate::read::Content;
use crate::sheet::{self, Cell, Rich, Sheet, Value};
use crate::{Limits, Problem, ProblemCode};

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Content, Problem> {
    let mut packed = Packed::open(bytes, limits)?;
    // The same in binary: rare, and not read.
    if !packed.names("xl/workbook.bin").is_empty() {
        return Err(Problem::with(ProblemCode::NotRead, "XLSB"));
    }
    let book = packed.part("xl/workbook.xml")?;
    let (ids, from_1904) = sheets(&book)?;
    let targets = packed
        .part_if_any("xl/_rels/workbook.xml.rels")?
        .map(|xml| relations(&xml, "xl"))
        .unwrap_or_default();
    let styles = match packed.part_if_any("xl/styles.xml")? {
        Some(xml) => styles(&xml)?,
        None => Vec::new(),
    };
    let shared = match packed.part_if_any("xl/sharedStrings.xml")? {
        Some(xml) => shared(&xml)?,
        None => Vec::new(),
    };
    let mut names: Vec<String> = ids.iter().filter_map(|id| targets.get(id).cloned()).collect();
    if names.is_empty() {
        names = packed.names("xl/worksheets/sheet");
    }
    let mut draft = sheet::draft(limits);
    let mut count = 0_u32;
    for name in names {
        let Some(xml) = packed.part_if_any(&name)? else { continue };
        count = count.saturating_add(1);
        cells(&xml, &styles, from_1904)?.write(&shared, &mut draft)?;
    }
    if count == 0 {
        return Err(Problem::new(ProblemCode::Broken));
    }
    let mut content = draft.finish(Some(count))?;
    content.needs_ocr = false;
    Ok(content)
}

fn broken<T>(_: T) -> Problem {
    Problem::new(ProblemCode::Broken)
}

/// The sheets in the order of their tabs, hidden ones too, and from which year days are counted.
fn sheets(xml: &str) -> Result<(Vec<String>, bool), Problem> {
    let mut reader = Reader::from_str(xml);
    let mut ids = Vec::new();
    let mut from_1904 = false;
    loop {
        match reader.read_event().map_err(broken)? {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "sheet" => ids.extend(attribute(&tag, "id")),
                "workbookPr" => {
                    from_1904 = attribute(&tag, "date1904").is_some_and(|v| v == "1" || v == "true");
                }
                _ => {}
            },
            Event::Eof => return Ok((ids, from_1904)),
            _ => {}
        }
    }
}

/// What a cell's style brings along.
#[derive(Clone, Copy, Default)]
struct Style {
    font: Option<Font>,
    is_date: bool,
}

fn styles(xml: &str) -> Result<Vec<Style>, Problem> {
    let mut reader = Reader::from_str(xml);
    let (mut in_fonts, mut in_cells) = (false, false);
    let mut fonts: Vec<Option<Font>> = Vec::new();
    let mut formats: HashMap<u32, String> = HashMap::new();
    let mut styles = Vec::new();
    loop {
        match reader.read_event().map_err(broken)? {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "fonts" => in_fonts = true,
                "font" if in_fonts => fonts.push(None),
                "name" if in_fonts => {
                    if let (Some(font), Some(name)) = (fonts.last_mut(), attribute(&tag, "val")) {
                        *font = by_font(&name);
                    }
                }
                "numFmt" => {
                    if let (Some(id), Some(code)) = (number(&tag, "numFmtId"), attribute(&tag, "formatCode"))
                    {
                        formats.insert(id, code);
                    }
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    let font =
                        number(&tag, "fontId").and_then(|at| fonts.get(usize::try_from(at).ok()?).copied());
                    let id = number(&tag, "numFmtId").unwrap_or(0);
                    let is_date = sheet::is_date(id, formats.get(&id).map(String::as_str));
                    styles.push(Style { font: font.flatten(), is_date });
                }
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "fonts" => in_fonts = false,
                "cellXfs" => in_cells = false,
                _ => {}
            },
            Event::Eof => return Ok(styles),
            _ => {}
        }
    }
}

fn number(tag: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(tag, name)?.parse().ok()
}

/// Texts with runs, as they stand in the table of shared texts and inside cells.
#[derive(Default)]
struct Text {
    rich: Rich,
    font: Option<Option<Font>>,
    inside: bool,
    /// How it is spoken, in Japanese and Chinese: not shown.
    spoken: bool,
}

impl Text {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "r" => self.font = None,
                "rFont" => self.font = attribute(tag, "val").map(|name| by_font(&name)),
                "rPh" => self.spoken = true,
                "t" => self.inside = matches!(event, Event::Start(_)),
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => self.inside = false,
                "rPh" => self.spoken = false,
                _ => {}
            },
            Event::Text(text) if self.inside && !self.spoken => self.rich.push((text.to_string(), self.font)),
            Event::GeneralRef(entity) if self.inside && !self.spoken => {
                self.rich.push((reference(entity), self.font));
            }
            _ => {}
        }
    }
}

fn shared(xml: &str) -> Result<Vec<Rich>, Problem> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    let mut text = Text::default();
    loop {
        let event = reader.read_event().map_err(broken)?;
        match &event {
            Event::Eof => return Ok(found),
            Event::End(tag) if tag.local_name().as_ref() == "si" => {
                found.push(std::mem::take(&mut text).rich)
            }
            Event::Empty(tag) if tag.local_name().as_ref() == "si" => found.push(Rich::new()),
            event => text.event(event),
        }
    }
}

fn cells(xml: &str, styles: &[Style], from_1904: bool) -> Result<Sheet, Problem> {
    let mut reader = Reader::from_str(xml);
    let mut found = Sheet::default();
    let (mut row, mut column) = (0_u32, 0_u32);
    let mut style = Style::default();
    let mut kind = String::new();
    let mut value = String::new();
    let mut in_value = false;
    let mut text = Text::default();
    loop {
        let event = reader.read_event().map_err(broken)?;
        match &event {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                "row" => {
                    row = number(tag, "r").unwrap_or(row.saturating_add(1));
                    column = 0;
                }
                "c" => {
                    column =
                        attribute(tag, "r").and_then(|at| column_of(&at)).unwrap_or(column.saturating_add(1));
                    style = number(tag, "s")
                        .and_then(|at| styles.get(usize::try_from(at).ok()?).copied())
                        .unwrap_or_default();
                    kind = attribute(tag, "t").unwrap_or_default();
                    value.clear();
                    text = Text::default();
                }
                "v" => in_value = matches!(event, Event::Start(_)),
                _ => text.event(&event),
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "v" => in_value = false,
                "c" => {
                    let cell = |value| Cell { row, column, font: style.font, value };
                    match kind.as_str() {
                        "s" => {
                            if let Ok(at) = value.trim().parse() {
                                found.add(cell(Value::Shared(at)))?;
                            }
                        }
                        "inlineStr" => found.add(cell(Value::Own(std::mem::take(&mut text).rich)))?,
                        "" | "n" => {
                            if let Ok(number) = value.trim().parse::<f64>() {
                                let shown = sheet::shown(number, style.is_date, from_1904);
                                found.add(cell(Value::Own(vec![(shown, None)])))?;
                            }
                        }
                        "e" | "b" => {}
                        _ => found.add(cell(Value::Own(vec![(std::mem::take(&mut value), None)])))?,
                    }
                }
                _ => text.event(&event),
            },
            Event::Text(part) if in_value => value.push_str(part),
            Event::GeneralRef(entity) if in_value => value.push_str(&reference(entity)),
            Event::Eof => return Ok(found),
            event => text.event(event),
        }
    }
}

/// The column of `BC12`: 55.
fn column_of(at: &str) -> Option<u32> {
    let letters = at.bytes().take_while(u8::is_ascii_uppercase).take(4);
    let column = letters.fold(0_u32, |column, letter| column * 26 + u32::from(letter - b'A') + 1);
    (column > 0).then_some(column)
}
