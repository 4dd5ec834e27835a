//! Sets pages with Typst, as a library. The heaviest thing we build: only the program links it.
//!
//! What is printed reaches the templates as data (`/data.json`), never as markup, so that nothing somebody typed
//! can be taken for a command. There are no other files, no packages, no clock and no network for a template to ask.

mod code;

use std::sync::OnceLock;

use print::{MOST_ROWS, Press, PressError, Sheet};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

/// The press of the program. Fonts are read when the first sheet is set, so that the program starts without them.
#[derive(Default)]
pub struct TypstPress(OnceLock<Case>);

/// What every sheet is set from.
struct Case {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    sources: Vec<Source>,
    data: FileId,
    page: FileId,
}

const FONTS: [&[u8]; 4] = [
    include_bytes!("../fonts/Tinos_400Regular.ttf"),
    include_bytes!("../fonts/Tinos_400Regular_Italic.ttf"),
    include_bytes!("../fonts/Tinos_700Bold.ttf"),
    include_bytes!("../fonts/Tinos_700Bold_Italic.ttf"),
];

const TEMPLATES: [(&str, &str); 5] = [
    ("/report.typ", include_str!("../templates/report.typ")),
    ("/labels.typ", include_str!("../templates/labels.typ")),
    ("/stamp.typ", include_str!("../templates/stamp.typ")),
    ("/letter.typ", include_str!("../templates/letter.typ")),
    ("/guide.typ", include_str!("../templates/guide.typ")),
];

impl Case {
    fn new() -> Result<Case, PressError> {
        let fonts: Vec<Font> = FONTS.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect();
        let sources = TEMPLATES
            .iter()
            .map(|(name, text)| Ok(Source::new(id(name)?, (*text).to_owned())))
            .collect::<Result<_, PressError>>()?;
        Ok(Case {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            sources,
            data: id("/data.json")?,
            page: id("/page")?,
        })
    }
}

fn id(path: &str) -> Result<FileId, PressError> {
    let path = VirtualPath::new(path).map_err(|fault| PressError::Template(format!("{path}: {fault:?}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl Press for TypstPress {
    fn set(&self, sheet: &Sheet) -> Result<Vec<u8>, PressError> {
        let (template, rows) = match sheet {
            Sheet::Report(report) => (0, report.rows()),
            Sheet::Labels(labels) => (1, labels.labels.len()),
            Sheet::Stamp(_) => (2, 1),
            Sheet::Letter(letter) => (3, letter.length()),
            Sheet::Guides(guides) => (4, guides.guides.len()),
        };
        if rows > MOST_ROWS {
            return Err(PressError::TooLong { rows, most: MOST_ROWS });
        }
        let case = match self.0.get() {
            Some(case) => case,
            None => {
                let case = Case::new()?;
                self.0.get_or_init(|| case)
            }
        };
        let main =
            case.sources.get(template).ok_or_else(|| PressError::Template("no such template".to_owned()))?;
        let told = |fault: serde_json::Error| PressError::Template(fault.to_string());
        let mut data = serde_json::to_value(sheet).map_err(told)?;
        legible(&mut data);
        let page = match sheet {
            Sheet::Stamp(stamp) => stamp.page.clone().map(Bytes::new),
            _ => None,
        };
        if let (Some(fields), Sheet::Stamp(_)) = (data.as_object_mut(), sheet) {
            fields.insert("pictured".to_owned(), page.is_some().into());
        }
        if let (Some(fields), Sheet::Guides(guides)) = (data.as_object_mut(), sheet) {
            fields.insert("drawn".to_owned(), code::drawn(guides)?);
        }
        let data = serde_json::to_vec(&data).map_err(told)?;
        let desk = Desk { case, main, data: Bytes::new(data), page };
        let document = typst::compile::<PagedDocument>(&desk).output.map_err(|faults| match sheet {
            // The picture is all that can be wrong with a stamp.
            Sheet::Stamp(stamp) if stamp.page.is_some() => PressError::Picture,
            _ => desk.said(&faults),
        })?;
        // No time of making: the same data gives the same bytes.
        let options =
            PdfOptions { creator: Smart::Custom(Some("Cầu Nối".into())), ..PdfOptions::default() };
        let pdf = typst_pdf::pdf(&document, &options).map_err(|faults| desk.said(&faults));
        // What was remembered for this sheet is let go after some others, or the memory would grow for ever.
        typst::comemo::evict(KEEP);
        pdf
    }
}

/// Letters and marks come together as the font has them, and what cannot be seen is not set.
fn legible(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(text) => {
            let seen: String =
                text.chars().filter(|c| *c == '\n' || !(c.is_control() || steers(*c))).collect();
            *text = vietnamese::nfc(&seen).into_owned();
        }
        serde_json::Value::Array(values) => values.iter_mut().for_each(legible),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(legible),
        _ => {}
    }
}

/// Characters that turn the direction of a line, by which a number could be made to read as another.
fn steers(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Sheets after which the remembered parts of an older one are let go.
const KEEP: usize = 8;

/// What one sheet's templates can see.
struct Desk<'a> {
    case: &'a Case,
    main: &'a Source,
    data: Bytes,
    /// The picture under a stamp.
    page: Option<Bytes>,
}

impl Desk<'_> {
    /// Where it failed and why, without any of the data: messages quote code of the template only.
    fn said(&self, faults: &[SourceDiagnostic]) -> PressError {
        let said = faults.first().map_or_else(String::new, |fault| {
            let line = typst::WorldExt::range(self, fault.span)
                .and_then(|range| self.main.lines().byte_to_line(range.start))
                .map_or_else(String::new, |line| format!(", line {}", line + 1));
            format!("{}{line}: {}", self.main.id().get().vpath().get_without_slash(), fault.message)
        });
        PressError::Template(said)
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.case.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.case.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.case.sources.iter().find(|source| source.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.case.data {
            Ok(self.data.clone())
        } else if id == self.case.page {
            self.page.clone().ok_or(FileError::AccessDenied)
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.case.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
