//! PPTX: the text of each slide, in the order of the slides; one slide is one page.

use quick_xml::Reader;
use quick_xml::events::Event;
use vietnamese::legacy::{Font, by_font};

use crate::draft::Draft;
use crate::letterhead::Column;
use crate::packed::{Packed, attribute, reference, relations};
use crate::read::Content;
use crate::{Limits, Problem, ProblemCode};

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Content, Problem> {
    let mut packed = Packed::open(bytes, limits)?;
    let show = packed.part("ppt/presentation.xml")?;
    let targets = packed
        .part_if_any("ppt/_rels/presentation.xml.rels")?
        .map(|xml| relations(&xml, "ppt"))
        .unwrap_or_default();
    let mut names: Vec<String> = slides(&show)?.iter().filter_map(|id| targets.get(id).cloned()).collect();
    if names.is_empty() {
        names = packed.names("ppt/slides/slide");
    }
    if names.len() > usize::try_from(limits.pages).unwrap_or(usize::MAX) {
        return Err(Problem::with(ProblemCode::TooManyPages, limits.pages.to_string()));
    }
    let mut draft = Draft::new(limits);
    let mut count = 0_u32;
    for name in names {
        let Some(xml) = packed.part_if_any(&name)? else { continue };
        count = count.saturating_add(1);
        slide(&xml, &mut draft)?;
    }
    if count == 0 {
        return Err(Problem::new(ProblemCode::Broken));
    }
    let mut content = draft.finish(Some(count))?;
    // Slides of pictures are no scans of a paper.
    content.needs_ocr = false;
    Ok(content)
}

fn slides(xml: &str) -> Result<Vec<String>, Problem> {
    let mut reader = Reader::from_str(xml);
    let mut ids = Vec::new();
    loop {
        match reader.read_event().map_err(|_| Problem::new(ProblemCode::Broken))? {
            // Its own `id` is a number; the part's is `r:id`.
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "sldId" => {
                let id = tag.attributes().flatten().find(|a| a.key.as_ref() == "r:id");
                ids.extend(id.map(|id| id.value.to_string()));
            }
            Event::Eof => return Ok(ids),
            _ => {}
        }
    }
}

fn slide(xml: &str, draft: &mut Draft) -> Result<(), Problem> {
    let mut reader = Reader::from_str(xml);
    let mut cell: Option<usize> = None;
    let mut font: Option<Font> = None;
    let mut inside = false;
    loop {
        match reader.read_event().map_err(|_| Problem::new(ProblemCode::Broken))? {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "t" => inside = true,
                "p" | "r" => (font, draft.bold) = (None, false),
                "rPr" => draft.bold = attribute(&tag, "b").as_deref() == Some("1"),
                "latin" => font = attribute(&tag, "typeface").and_then(|name| by_font(&name)),
                "tr" => cell = Some(0),
                "tc" => {
                    cell = cell.map(|cell| cell + 1);
                    draft.column = Column::of_cell(cell);
                }
                _ => {}
            },
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "rPr" => draft.bold = attribute(&tag, "b").as_deref() == Some("1"),
                "latin" => font = attribute(&tag, "typeface").and_then(|name| by_font(&name)),
                "br" => draft.end_line(),
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => inside = false,
                "p" => draft.end_line(),
                "tbl" => {
                    cell = None;
                    draft.column = Column::Unknown;
                }
                _ => {}
            },
            Event::Text(text) if inside => draft.push(&text, font)?,
            Event::GeneralRef(entity) if inside => draft.push(&reference(&entity), font)?,
            Event::Eof => {
                draft.end_line();
                return Ok(());
            }
            _ => {}
        }
    }
}
