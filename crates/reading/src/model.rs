//! The nouns: what a reading holds, and the limits under which it is made.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Guide, Message, Note, Problem};

/// All that was read from one file; its JSON is the command line's contract.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    pub format: Format,
    pub pages: u32,
    /// Pages whose text came from character recognition.
    pub ocr_pages: u32,
    pub ms: u64,
    pub text: String,
    pub facts: Facts,
    /// Where each fact was seen: field name to areas of pages.
    pub boxes: BTreeMap<String, Vec<Area>>,
    /// How sure each fact is, 0 to 1. Below [`DOUBTFUL`] a person should look first.
    pub confidence: BTreeMap<String, f64>,
    pub problem: Option<Problem>,
    /// A page stands here that could not be read: recognition is missing, was cut short, or failed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub needs_ocr: bool,
    /// What a person should know of the file although it was read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Ink on scanned pages that is no print: handwriting in margins and between lines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<Area>,
    /// Separator sheets and cover slips among the pages of a scan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guides: Vec<Guide>,
    /// Of a message of the State's exchange, or of its main paper: what the header says beyond the facts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
}

/// Confidence below this is shown as doubtful.
pub const DOUBTFUL: f64 = 0.9;

impl Reading {
    /// An empty reading of these bytes.
    #[must_use]
    pub fn empty(bytes: &[u8], format: Format) -> Reading {
        Reading {
            sha256: sha256(bytes),
            format,
            pages: 0,
            ocr_pages: 0,
            ms: 0,
            text: String::new(),
            facts: Facts::default(),
            boxes: BTreeMap::new(),
            confidence: BTreeMap::new(),
            problem: None,
            needs_ocr: false,
            notes: Vec::new(),
            regions: Vec::new(),
            guides: Vec::new(),
            message: None,
        }
    }

    /// Adds a note, once.
    pub(crate) fn note(&mut self, note: Note) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// The same, with the problem that stopped it.
    #[must_use]
    pub fn failed(bytes: &[u8], format: Format, problem: Problem) -> Reading {
        Reading { problem: Some(problem), ..Reading::empty(bytes, format) }
    }

    /// A scan that can be read as soon as recognition is installed: the same bytes then read otherwise.
    #[must_use]
    pub fn waits_for_recognition(&self) -> bool {
        self.problem.as_ref().is_some_and(|problem| problem.code.is_of_recognition())
    }

    /// Fields that were read but should be looked at by a person, most doubtful first.
    #[must_use]
    pub fn doubtful(&self) -> Vec<&str> {
        let mut found: Vec<(&str, f64)> =
            self.confidence.iter().filter(|(_, c)| **c < DOUBTFUL).map(|(f, c)| (f.as_str(), *c)).collect();
        found.sort_by(|a, b| a.1.total_cmp(&b.1));
        found.into_iter().map(|(f, _)| f).collect()
    }
}

/// SHA-256 in hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    hex::encode(sha2::Sha256::digest(bytes))
}

/// An area of a page, in fractions of its width and height from the top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// From 1.
    pub page: u32,
    pub x: f64,
    pub y: f64,
    pub w: f64,
    pub h: f64,
}

/// What the letterhead says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// The issuing body, as printed.
    pub issuer: Option<String>,
    /// The body above the issuer, as printed.
    pub superior: Option<String>,
    /// `25` of `25-CV/TU`, with the zeros printed before it.
    pub number: Option<String>,
    /// `CV/TU` of `25-CV/TU`; with the year where the year belongs to it (`2025/NĐ-CP`).
    pub symbol: Option<String>,
    /// Number and symbol as printed, without "Số" and spaces.
    pub code: Option<String>,
    /// The kind in words: "Nghị quyết", "Công văn".
    pub kind: Option<String>,
    pub place: Option<String>,
    /// ISO: `2026-02-05`.
    pub date: Option<String>,
    pub subject: Option<String>,
    /// `khẩn`, `thượng khẩn`, `hoả tốc`, `hoả tốc hẹn giờ`.
    pub urgency: Option<String>,
    /// `mật`, `tối mật`, `tuyệt mật`.
    pub secrecy: Option<String>,
    /// Whom a letter is addressed to ("Kính gửi").
    pub addressee: Option<String>,
    /// The date by which something is asked for, ISO; counted when the paper says from which day.
    pub deadline: Option<String>,
    /// The term as the paper says it, where it asks for something by a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline_rule: Option<DeadlineRule>,
    /// Who signs; of several the leading body's, or who is in the chair.
    pub signer: Signer,
    /// Who signs beside the first: other bodies of a joint paper, who wrote the minutes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cosigners: Vec<Signer>,
    /// The list under "Nơi nhận".
    pub recipients: Vec<String>,
    /// Papers that this one names.
    pub cites: Vec<Cite>,
}

/// A term as written, for terms that need a calendar or a date of receipt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeadlineRule {
    /// The words it was read from.
    pub text: String,
    pub days: Option<u32>,
    /// True for working days, false for calendar days.
    pub working: bool,
    pub from: DeadlineFrom,
}

/// From which day a term runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineFrom {
    /// A date is named.
    Date,
    /// The day of signing or issue.
    Issue,
    /// The day of receipt.
    Receipt,
    /// The paper does not say.
    Unsaid,
}

/// Who signed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Signer {
    /// The signing form as printed: `T/M`, `K/T`, `T/L`, `Q.`, `TM.`, `KT.` …, alone.
    pub form: Option<String>,
    pub position: Option<String>,
    pub name: Option<String>,
}

/// A paper named in the text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cite {
    pub kind: Option<String>,
    pub code: String,
    /// ISO.
    pub date: Option<String>,
}

/// What a file is, by its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Pdf,
    Docx,
    Txt,
    Eml,
    /// Word before 2007.
    Doc,
    Rtf,
    Xlsx,
    Pptx,
    /// Excel before 2007.
    Xls,
    /// A mail as Outlook saves it.
    Msg,
    /// Other OLE files: old PowerPoint, Publisher.
    Ole,
    Odt,
    Ods,
    Odp,
    Html,
    Xml,
    /// A message of the State's document exchange.
    Edxml,
    Zip,
    Rar,
    SevenZip,
    /// Signed content with its signature (`.p7m`).
    Signed,
    /// A signature by itself (`.p7s`).
    Signature,
    Image,
    Unknown,
}

impl Format {
    /// Can its text be read here?
    #[must_use]
    pub fn is_read(self) -> bool {
        match self {
            Format::Pdf
            | Format::Docx
            | Format::Txt
            | Format::Eml
            | Format::Rtf
            | Format::Html
            | Format::Xlsx
            | Format::Xls
            | Format::Pptx
            | Format::Doc
            | Format::Odt
            | Format::Ods
            | Format::Odp
            | Format::Msg
            | Format::Edxml
            | Format::Zip
            | Format::Signed
            | Format::Signature
            | Format::Image => true,
            Format::Ole | Format::Xml | Format::Rar | Format::SevenZip | Format::Unknown => false,
        }
    }

    /// Does it hold files that are papers of their own?
    #[must_use]
    pub fn is_container(self) -> bool {
        matches!(
            self,
            Format::Eml
                | Format::Msg
                | Format::Edxml
                | Format::Zip
                | Format::Rar
                | Format::SevenZip
                | Format::Signed
        )
    }

    /// The name, as in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Pdf => "pdf",
            Format::Docx => "docx",
            Format::Txt => "txt",
            Format::Eml => "eml",
            Format::Doc => "doc",
            Format::Rtf => "rtf",
            Format::Xlsx => "xlsx",
            Format::Pptx => "pptx",
            Format::Xls => "xls",
            Format::Ole => "ole",
            Format::Odt => "odt",
            Format::Ods => "ods",
            Format::Odp => "odp",
            Format::Html => "html",
            Format::Xml => "xml",
            Format::Edxml => "edxml",
            Format::Zip => "zip",
            Format::Msg => "msg",
            Format::Rar => "rar",
            Format::SevenZip => "7z",
            Format::Signed => "p7m",
            Format::Signature => "p7s",
            Format::Image => "image",
            Format::Unknown => "unknown",
        }
    }
}

/// How much a reading may take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Largest file.
    pub bytes: u64,
    pub pages: u32,
    /// Largest text, in bytes; also bounds what a packed file may unpack to.
    pub text: u64,
    pub wall: Duration,
    /// Processor seconds of the child, and of each program it runs.
    pub cpu_seconds: u64,
    /// Address space of the child, and of each program it runs.
    pub memory: u64,
    /// Files taken from one container; the rest are counted.
    pub attachments: usize,
    /// Containers within containers.
    pub depth: usize,
    /// Pages recognised in one paper; 0 recognises none.
    pub ocr_pages: u32,
    /// Recognition of a whole paper; what is not begun by then stays unread.
    pub ocr_wall: Duration,
    /// Recognition of one page.
    pub page_wall: Duration,
    /// Pages recognised side by side; 0 takes all cores. [`crate::Reader`] shares the cores out among files.
    pub pages_at_once: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            bytes: 200 << 20,
            pages: 3000,
            text: 32 << 20,
            wall: Duration::from_secs(60),
            cpu_seconds: 45,
            memory: 2 << 30,
            attachments: 500,
            depth: 4,
            ocr_pages: 600,
            ocr_wall: Duration::from_secs(900),
            page_wall: Duration::from_secs(60),
            pages_at_once: 0,
        }
    }
}
