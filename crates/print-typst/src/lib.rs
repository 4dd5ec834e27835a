//! Sets pages with Typst, as a library. The heaviest thing we build: only the program links it.
//!
//! What is printed reaches the templates as data (`/data.json`), never as markup, so that nothing somebody typed
//! can be taken for a command. There are no other files, no packages, no clock and no network for a template to ask.

use print::{MOST_ROWS, Press, PressError, Sheet};
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

/// The press of the program. Cheap to share, dear to make: fonts are read once.
pub struct TypstPress {
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

const TEMPLATES: [(&str, &str); 4] = [
    ("/report.typ", include_str!("../templates/report.typ")),
    ("/labels.typ", include_str!("../templates/labels.typ")),
    ("/stamp.typ", include_str!("../templates/stamp.typ")),
    ("/letter.typ", include_str!("../templates/letter.typ")),
];

impl TypstPress {
    pub fn new() -> Result<TypstPress, PressError> {
        let fonts: Vec<Font> = FONTS.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect();
        let sources = TEMPLATES
            .iter()
            .map(|(name, text)| Ok(Source::new(id(name)?, (*text).to_owned())))
            .collect::<Result<_, PressError>>()?;
        Ok(TypstPress {
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
            Sheet::Letter(letter) => (3, letter.body.len()),
        };
        if rows > MOST_ROWS {
            return Err(PressError::TooLong { rows, most: MOST_ROWS });
        }
        let main = self.sources.get(template).ok_or_else(|| PressError::Template("no such template".to_owned()))?;
        let data = serde_json::to_vec(sheet).map_err(|fault| PressError::Template(fault.to_string()))?;
        let page = match sheet {
            Sheet::Stamp(stamp) => Bytes::new(stamp.page.clone()),
            _ => Bytes::new([]),
        };
        let desk = Desk { press: self, main, data: Bytes::new(data), page };
        let document = typst::compile::<PagedDocument>(&desk).output.map_err(|faults| desk.said(&faults))?;
        // No time of making: the same data gives the same bytes.
        let options = PdfOptions { creator: Smart::Custom(Some("Cầu Nối".into())), ..PdfOptions::default() };
        let pdf = typst_pdf::pdf(&document, &options).map_err(|faults| desk.said(&faults));
        // What was remembered for this sheet is let go after some others, or the memory would grow for ever.
        typst::comemo::evict(KEEP);
        pdf
    }
}

/// Sheets after which the remembered parts of an older one are let go.
const KEEP: usize = 8;

/// What one sheet's templates can see.
struct Desk<'a> {
    press: &'a TypstPress,
    main: &'a Source,
    data: Bytes,
    page: Bytes,
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
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.press.sources.iter().find(|source| source.id() == id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.press.data {
            Ok(self.data.clone())
        } else if id == self.press.page {
            Ok(self.page.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
