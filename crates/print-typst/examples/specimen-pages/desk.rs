//! Sets made-up papers with Typst, from a template of their own: the product's letters have fewer layouts.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;

const FONTS: [&[u8]; 4] = [
    include_bytes!("../../fonts/Tinos_400Regular.ttf"),
    include_bytes!("../../fonts/Tinos_400Regular_Italic.ttf"),
    include_bytes!("../../fonts/Tinos_700Bold.ttf"),
    include_bytes!("../../fonts/Tinos_700Bold_Italic.ttf"),
];

pub struct Desk {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

impl Desk {
    pub fn new() -> Desk {
        let fonts: Vec<Font> = FONTS.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect();
        Desk {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
        }
    }

    /// The paper as a PDF.
    pub fn set(&self, blocks: &[specimens::Block]) -> Result<Vec<u8>, String> {
        let data = serde_json::to_vec(blocks).map_err(|fault| fault.to_string())?;
        let main = Source::new(id("/page.typ")?, include_str!("page.typ").to_owned());
        let sheet = Sheet { desk: self, main, data: Bytes::new(data), data_id: id("/data.json")? };
        let document =
            typst::compile::<PagedDocument>(&sheet).output.map_err(|faults| format!("{faults:?}"))?;
        let pdf = typst_pdf::pdf(&document, &typst_pdf::PdfOptions::default());
        typst::comemo::evict(8);
        pdf.map_err(|faults| format!("{faults:?}"))
    }
}

fn id(path: &str) -> Result<FileId, String> {
    let path = VirtualPath::new(path).map_err(|fault| format!("{path}: {fault:?}"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

struct Sheet<'a> {
    desk: &'a Desk,
    main: Source,
    data: Bytes,
    data_id: FileId,
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.desk.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.desk.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data_id { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.desk.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
