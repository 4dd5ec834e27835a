//! A stack that was read, taken apart into the papers between its guides. Nothing is recognised a second time but the
//! marks on first pages: only now is it known which pages are first.

use serde::{Deserialize, Serialize};

use crate::cut::cut;
use crate::guide::{Guide, PARTS_MOST, Span, spans};
use crate::read::{Content, finish};
use crate::scan::{self, Look, Recognised};
use crate::{Area, Format, Limits, Reading};

/// A paper out of a stack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    pub span: Span,
    /// Its pages as a file of their own.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    pub reading: Reading,
}

/// What is known of the pages of the stack.
pub(crate) struct Pages<'a> {
    pub content: &'a mut Content,
    pub found: &'a mut Recognised,
}

/// The papers of the stack; none where it has no guide, or cannot be cut.
pub(crate) fn apart(bytes: &[u8], format: Format, pages: Pages<'_>, limits: &Limits) -> Vec<Part> {
    let Pages { content, found } = pages;
    let guides: Vec<Guide> =
        found.guides.iter().map(|(page, says)| Guide { page: *page, says: says.clone() }).collect();
    if guides.is_empty() {
        return Vec::new();
    }
    let blank = |page: u32| found.blank.contains(&page);
    let spans = spans(content.pages, &guides, blank);
    if spans.len() > PARTS_MOST {
        return Vec::new();
    }
    let Some(files) = cut(bytes, format, &spans, limits) else { return Vec::new() };
    marks(bytes, format, (content, found), &spans, limits);
    let part = |(span, bytes): (Span, Vec<u8>)| {
        let (content, found) = of(content, found, &span);
        let reading = finish(&bytes, format, content, &found);
        Part { span, bytes, reading }
    };
    spans.into_iter().zip(files).map(part).collect()
}

/// Marks of secrecy and urgency are stamped on first pages. Those that were recognised are looked at again.
fn marks(
    bytes: &[u8],
    format: Format,
    (content, found): (&mut Content, &mut Recognised),
    spans: &[Span],
    limits: &Limits,
) {
    let firsts = spans.iter().map(|span| span.first);
    let firsts: Vec<u32> = firsts
        .filter(|page| *page > 1 && found.read.contains(page) && !found.turned.contains_key(page))
        .collect();
    let mut stamped = match format {
        Format::Image => scan::pictures(bytes, &firsts, Look::Marks, limits),
        _ => {
            let parsed = scan::pdf_page::Pages::open(bytes);
            scan::pdf((bytes, parsed.as_ref()), &firsts, Look::Marks, limits)
        }
    };
    // A page in which no mark could be looked for is one that a person looks at.
    found.unread.append(&mut stamped.unread);
    content.needs_ocr |= !found.unread.is_empty();
    for (page, mut lines) in stamped.sheets {
        let at = content.lines.iter().position(|line| line.page >= page).unwrap_or(content.lines.len());
        content.lines.splice(at..at, lines.drain(..));
    }
}

/// What is known of the pages of one paper, numbered from its first.
fn of(content: &Content, found: &Recognised, span: &Span) -> (Content, Recognised) {
    let inside = |page: u32| (span.first..=span.last).contains(&page);
    let moved = |page: u32| page.saturating_sub(span.first) + 1;
    let keep = |pages: &[u32]| pages.iter().copied().filter(|p| inside(*p)).map(moved).collect::<Vec<_>>();
    let mut lines: Vec<_> = content.lines.iter().filter(|line| inside(line.page)).cloned().collect();
    for line in &mut lines {
        line.page = moved(line.page);
        if let Some(area) = &mut line.area {
            area.page = moved(area.page);
        }
    }
    let first = usize::try_from(span.first.saturating_sub(1)).unwrap_or(usize::MAX);
    let count = usize::try_from(span.last.saturating_sub(span.first) + 1).unwrap_or(usize::MAX);
    let sheets: Vec<&str> = content.text.split('\u{c}').skip(first).take(count).collect();
    let unread = found.unread.iter().copied().filter(|page| inside(*page)).map(moved).collect();
    let part = Recognised {
        read: found.read.iter().copied().filter(|page| inside(*page)).map(moved).collect(),
        regions: found
            .regions
            .iter()
            .filter(|area| inside(area.page))
            .map(|area| Area { page: moved(area.page), ..*area })
            .collect(),
        unbelieved: keep(&found.unbelieved),
        turned: found
            .turned
            .iter()
            .filter(|(page, _)| inside(**page))
            .map(|(page, turned)| (moved(*page), *turned))
            .collect(),
        unread,
        ..Recognised::default()
    };
    let content = Content {
        lines,
        text: sheets.join("\u{c}"),
        pages: span.last.saturating_sub(span.first) + 1,
        needs_ocr: !part.unread.is_empty(),
        problem: None,
        bare: keep(&content.bare),
        sparse: keep(&content.sparse),
    };
    (content, part)
}
