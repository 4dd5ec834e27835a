//! The nouns: what a reading holds, and the limits under which it is made.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use words::{Lang, Msg};

use crate::t;

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
        self.problem.as_ref().is_some_and(|problem| problem.code == ProblemCode::RecognitionMissing)
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
    /// Other OLE files: old PowerPoint, Outlook messages.
    Ole,
    Odt,
    Html,
    Xml,
    Edxml,
    Zip,
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
            | Format::Odt
            | Format::Image => true,
            Format::Doc | Format::Ole | Format::Xml | Format::Edxml | Format::Zip | Format::Unknown => false,
        }
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
            Format::Html => "html",
            Format::Xml => "xml",
            Format::Edxml => "edxml",
            Format::Zip => "zip",
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
    /// Attachments taken from one message; the rest are counted.
    pub attachments: usize,
    /// Messages within messages.
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

/// Why a file could not be read, and what to do about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    pub code: ProblemCode,
    /// A number or name that the message needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The message, in Vietnamese unless said otherwise with [`Problem::said_in`].
    pub message: String,
}

/// The kinds of problem. The message of each says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    Empty,
    TooLarge,
    TooManyPages,
    TooMuchText,
    Encrypted,
    Broken,
    Bomb,
    /// A format we know and do not read; detail: its name.
    NotRead,
    Unknown,
    /// Text in an old encoding or with characters that are no text.
    NotUnicode,
    TooSlow,
    TooDemanding,
    /// The reader itself stopped; detail: how.
    Stopped,
    /// A program is not installed; detail: its name.
    ProgramMissing,
    /// The file could not be opened; detail: what the system says.
    NotOpened,
    NoSuchPage,
    /// A picture of more pixels than are unpacked; detail: how many.
    PictureTooLarge,
    /// The program that reads scans, or its Vietnamese, is not installed; detail: the packages.
    /// The paper can be read again when they are.
    RecognitionMissing,
    /// So many pages were recognised and no more; detail: how many.
    RecognitionCut,
}

impl ProblemCode {
    /// Every kind, for tests and lists.
    pub const ALL: [ProblemCode; 19] = [
        ProblemCode::Empty,
        ProblemCode::TooLarge,
        ProblemCode::TooManyPages,
        ProblemCode::TooMuchText,
        ProblemCode::Encrypted,
        ProblemCode::Broken,
        ProblemCode::Bomb,
        ProblemCode::NotRead,
        ProblemCode::Unknown,
        ProblemCode::NotUnicode,
        ProblemCode::TooSlow,
        ProblemCode::TooDemanding,
        ProblemCode::Stopped,
        ProblemCode::ProgramMissing,
        ProblemCode::NotOpened,
        ProblemCode::NoSuchPage,
        ProblemCode::PictureTooLarge,
        ProblemCode::RecognitionMissing,
        ProblemCode::RecognitionCut,
    ];
}

impl Problem {
    #[must_use]
    pub fn new(code: ProblemCode) -> Problem {
        Problem::of(code, None)
    }

    #[must_use]
    pub fn with(code: ProblemCode, detail: impl Into<String>) -> Problem {
        Problem::of(code, Some(detail.into()))
    }

    fn of(code: ProblemCode, detail: Option<String>) -> Problem {
        let mut problem = Problem { code, detail, message: String::new() };
        problem.message = problem.msg().say(Lang::Vi);
        problem
    }

    /// The message, for any language.
    #[must_use]
    pub fn msg(&self) -> Msg {
        let detail = self.detail.clone().unwrap_or_default();
        match self.code {
            ProblemCode::Empty => t::empty(),
            ProblemCode::TooLarge => t::too_large(detail),
            ProblemCode::TooManyPages => t::too_many_pages(detail),
            ProblemCode::TooMuchText => t::too_much_text(),
            ProblemCode::Encrypted => t::encrypted(),
            ProblemCode::Broken => t::broken(),
            ProblemCode::Bomb => t::bomb(),
            ProblemCode::NotRead => t::not_read(detail),
            ProblemCode::Unknown => t::unknown(),
            ProblemCode::NotUnicode => t::not_unicode(),
            ProblemCode::TooSlow => t::too_slow(),
            ProblemCode::TooDemanding => t::too_demanding(),
            ProblemCode::Stopped => t::stopped(detail),
            ProblemCode::ProgramMissing => t::program_missing(detail),
            ProblemCode::NotOpened => t::not_opened(detail),
            ProblemCode::NoSuchPage => t::no_such_page(detail),
            ProblemCode::PictureTooLarge => t::picture_too_large(detail),
            ProblemCode::RecognitionMissing => t::recognition_missing(detail),
            ProblemCode::RecognitionCut => t::recognition_cut(detail),
        }
    }

    /// The same problem with its message in this language.
    #[must_use]
    pub fn said_in(mut self, lang: Lang) -> Problem {
        self.message = self.msg().say(lang);
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}
