//! One file, in this process: format, limits, text, facts.

use std::collections::BTreeMap;
use std::time::Instant;

use crate::layer::{self, Doubt};
use crate::letterhead::{self, Line};
use crate::parts::{self, Pages};
use crate::scan::{self, Look, Recognised};
use crate::sniff::{self, sniff};
use crate::{
    Area, Format, Guide, Limits, Note, NoteCode, Problem, ProblemCode, Reading, container, doc, docx, html,
    odt, pdf, pptx, rtf, text, xls, xlsx,
};

pub use crate::parts::Part;

/// What a format's reader hands over.
#[derive(Clone)]
pub(crate) struct Content {
    pub lines: Vec<Line>,
    pub text: String,
    pub pages: u32,
    pub needs_ocr: bool,
    /// Something that could not be read although the rest was.
    pub problem: Option<Problem>,
    /// Pages without text, and pages with so little that it may stand on a scan.
    pub bare: Vec<u32>,
    pub sparse: Vec<u32>,
}

impl Content {
    /// No page needs a look at its picture.
    fn is_whole(&self, format: Format) -> bool {
        let believed = || format != Format::Pdf || layer::doubted(&self.text).is_empty();
        self.bare.is_empty() && self.sparse.is_empty() && believed()
    }
}

/// Reads bytes in this process. For what comes from outside use [`crate::Reader`], which does the
/// same in a limited child.
#[must_use]
pub fn read_bytes(bytes: &[u8], name: &str, limits: &Limits) -> Reading {
    let start = Instant::now();
    let mut reading = read_deep(bytes, name, limits);
    reading.ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    reading
}

/// The same, and a stack with separator sheets or cover slips comes apart into its papers. Where it cannot be read
/// whole, or cannot be cut cleanly, it stays one and there are no parts.
#[must_use]
pub fn read_apart(bytes: &[u8], name: &str, limits: &Limits) -> (Reading, Vec<Part>) {
    let start = Instant::now();
    let (mut reading, parts) = read_parted(bytes, name, limits, true);
    reading.ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    (reading, parts)
}

/// The same without a clock, and with a note where the name says something else than the bytes.
pub(crate) fn read_deep(bytes: &[u8], name: &str, limits: &Limits) -> Reading {
    read_parted(bytes, name, limits, false).0
}

fn read_parted(bytes: &[u8], name: &str, limits: &Limits, apart: bool) -> (Reading, Vec<Part>) {
    let (mut reading, parts) = read_known(bytes, name, limits, apart);
    if reading.problem.is_none() && sniff::is_misnamed(name, reading.format, bytes) {
        reading.note(Note::with(NoteCode::NameDiffers, reading.format.name().to_uppercase()));
    }
    (reading, parts)
}

fn read_known(bytes: &[u8], name: &str, limits: &Limits, apart: bool) -> (Reading, Vec<Part>) {
    let alone = |reading| (reading, Vec::new());
    if bytes.trim_ascii().is_empty() {
        return alone(Reading::failed(bytes, Format::Unknown, Problem::new(ProblemCode::Empty)));
    }
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limits.bytes {
        return alone(Reading::failed(bytes, Format::Unknown, too_large(limits)));
    }
    let format = sniff(bytes, name);
    let content = match format {
        Format::Pdf => pdf::read(bytes, limits),
        Format::Docx => docx::read(bytes, limits),
        Format::Doc => doc::read(bytes, limits),
        Format::Rtf => rtf::read(bytes, limits),
        Format::Html => html::read(bytes, limits),
        Format::Odt | Format::Ods | Format::Odp => odt::read(bytes, limits),
        Format::Pptx => pptx::read(bytes, limits),
        Format::Xlsx => xlsx::read(bytes, limits),
        Format::Xls => xls::read(bytes, limits),
        Format::Txt => text::read(bytes, limits),
        Format::Signature => return alone(container::signature(bytes)),
        format if format.is_container() => return alone(container::read(bytes, name, limits)),
        Format::Unknown => Err(Problem::new(ProblemCode::Unknown)),
        Format::Image => scan::picture::pages(bytes, limits).map(|pages| Content {
            lines: Vec::new(),
            text: "\u{c}".repeat(usize::try_from(pages).unwrap_or(1).saturating_sub(1)),
            pages,
            needs_ocr: true,
            problem: None,
            bare: (1..=pages).collect(),
            sparse: Vec::new(),
        }),
        other => Err(Problem::with(ProblemCode::NotRead, other.name().to_uppercase())),
    };
    match content {
        Ok(content) if content.is_whole(format) || limits.ocr_pages == 0 => {
            alone(finish(bytes, format, content, &Recognised::default()))
        }
        Ok(mut content) => {
            let mut found = recognise(bytes, format, &mut content, limits);
            let parts = match apart && content.problem.is_none() {
                true => {
                    parts::apart(bytes, format, Pages { content: &mut content, found: &mut found }, limits)
                }
                false => Vec::new(),
            };
            let reading = finish(bytes, format, content, &found);
            // A picture that cannot be opened is a file that cannot be read.
            let reading = match reading.problem {
                Some(problem) if format == Format::Image && found.sheets.is_empty() => {
                    let again = problem.code.is_of_recognition();
                    let failed = Reading::failed(bytes, format, problem);
                    Reading { needs_ocr: again, pages: reading.pages, ..failed }
                }
                _ => reading,
            };
            (reading, parts)
        }
        Err(problem) => alone(Reading::failed(bytes, format, problem)),
    }
}

/// Reads the scanned pages and puts what was recognised where the pages stand.
fn recognise(bytes: &[u8], format: Format, content: &mut Content, limits: &Limits) -> Recognised {
    let doubted = if format == Format::Pdf { layer::doubted(&content.text) } else { BTreeMap::new() };
    let mut found = match format {
        Format::Image => scan::pictures(bytes, &content.bare, Look::Text, limits),
        Format::Pdf => {
            let holds_pictures = sniff::find(bytes, b"/Image").is_some();
            let parsed = (holds_pictures || !content.bare.is_empty())
                .then(|| scan::pdf_page::Pages::open(bytes))
                .flatten();
            let covered = |page: &u32| parsed.as_ref().is_some_and(|parsed| parsed.is_covered(*page));
            let mut pages = content.bare.clone();
            pages.extend(content.sparse.iter().copied().filter(covered));
            // Plain nonsense is looked at on any page, a layer that is only bad where a picture lies over it.
            let looked =
                doubted.iter().filter(|(page, (doubt, _))| *doubt == Doubt::Nonsense || covered(page));
            pages.extend(looked.map(|(page, _)| *page));
            pages.sort_unstable();
            pages.dedup();
            scan::pdf((bytes, parsed.as_ref()), &pages, Look::Text, limits)
        }
        _ => Recognised::default(),
    };
    let mut sheets: Vec<String> = content.text.split('\u{c}').map(str::to_owned).collect();
    for (page, lines) in &mut found.sheets {
        let at = usize::try_from(page.saturating_sub(1)).unwrap_or(usize::MAX);
        let Some(sheet) = sheets.get_mut(at).filter(|_| !lines.is_empty()) else { continue };
        if let Some((doubt, kept)) = doubted.get(page) {
            let seen: String = lines.iter().map(|line| line.text.clone() + "\n").collect();
            if !kept.is_bettered_by(layer::measure(&seen)) {
                // The layer stays; where it is nonsense and the picture gives nothing better, a person looks.
                found.read.remove(page);
                found.unread.remove(page);
                if *doubt == Doubt::Nonsense {
                    found.unread.insert(*page);
                }
                continue;
            }
            found.unbelieved.push(*page);
        }
        *sheet = lines.iter().map(|line| line.text.clone() + "\n").collect();
        content.lines.retain(|line| line.page != *page);
        content.lines.append(lines);
    }
    content.lines.sort_by_key(|line| line.page);
    content.text = sheets.join("\u{c}");
    // A layer that is only bad is better than none: it stays where its picture could not be read.
    let borne = |page: &u32| doubted.get(page).is_some_and(|(doubt, _)| *doubt == Doubt::Suspect);
    let unread = found.unread.len();
    found.unread.retain(|page| !borne(page));
    if found.unread.is_empty() && unread > 0 {
        found.problem = None;
    }
    content.needs_ocr = !found.unread.is_empty();
    content.problem = content.problem.take().or_else(|| found.problem.take());
    found
}

pub(crate) fn too_large(limits: &Limits) -> Problem {
    Problem::with(ProblemCode::TooLarge, (limits.bytes >> 20).to_string())
}

pub(crate) fn finish(bytes: &[u8], format: Format, content: Content, recognised: &Recognised) -> Reading {
    let mut found = letterhead::read(&content.lines);
    // Facts are read on upright pages and shown on the pages as they lie in the file.
    let lies = |area: &Area| match recognised.turned.get(&area.page) {
        Some(turned) => scan::as_it_lies(*area, *turned),
        None => *area,
    };
    for areas in found.boxes.values_mut() {
        *areas = areas.iter().map(lies).collect();
    }
    let mut regions: Vec<Area> = recognised.regions.iter().map(lies).collect();
    regions.sort_by(|a, b| a.page.cmp(&b.page).then(a.y.total_cmp(&b.y)));
    let mut reading = Reading {
        pages: content.pages,
        ocr_pages: u32::try_from(recognised.read.len()).unwrap_or(u32::MAX),
        text: content.text,
        facts: found.facts,
        boxes: found.boxes,
        confidence: found.confidence,
        problem: content.problem,
        needs_ocr: content.needs_ocr,
        regions,
        guides: recognised
            .guides
            .iter()
            .map(|(page, says)| Guide { page: *page, says: says.clone() })
            .collect(),
        ..Reading::empty(bytes, format)
    };
    if !recognised.unbelieved.is_empty() {
        let pages: Vec<String> = recognised.unbelieved.iter().map(u32::to_string).collect();
        reading.note(Note::with(NoteCode::TextLayerNotBelieved, pages.join(", ")));
    }
    reading
}
