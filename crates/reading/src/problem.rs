//! What went wrong with a file, and what to know of one that was read: each a code, and a message in both languages.

use std::fmt;

use serde::{Deserialize, Serialize};
use words::{Lang, Msg};

use crate::t;

/// The package that brings a program.
fn package_of(program: &str) -> &'static str {
    if program.starts_with("heif") { "heif-thumbnailer" } else { "poppler-utils" }
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
    /// A file of the weights that the chosen engine reads with is not there, or is none; detail: which.
    WeightsMissing,
    /// So many pages were recognised and no more; detail: how many.
    RecognitionCut,
    /// Containers within containers beyond the limit; detail: how many are opened.
    TooDeep,
    /// More files than are taken from one container; detail: how many are.
    TooManyFiles,
    /// An archive of a kind that is not opened; detail: its name.
    ArchiveNotOpened,
    /// A message of the State's exchange whose markup is broken; detail: the line.
    MessageBroken,
    /// Pages that cannot be cut out cleanly: encrypted, broken, or of a kind that has no pages.
    NotCut,
}

impl ProblemCode {
    /// Every kind, for tests and lists.
    pub const ALL: [ProblemCode; 25] = [
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
        ProblemCode::WeightsMissing,
        ProblemCode::RecognitionCut,
        ProblemCode::TooDeep,
        ProblemCode::TooManyFiles,
        ProblemCode::ArchiveNotOpened,
        ProblemCode::MessageBroken,
        ProblemCode::NotCut,
    ];
}

impl ProblemCode {
    /// The same bytes are read as soon as somebody installs what reads scans.
    #[must_use]
    pub fn is_of_recognition(self) -> bool {
        matches!(self, ProblemCode::RecognitionMissing | ProblemCode::WeightsMissing)
    }
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
            ProblemCode::ProgramMissing => t::program_missing(package_of(&detail), detail),
            ProblemCode::NotOpened => t::not_opened(detail),
            ProblemCode::NoSuchPage => t::no_such_page(detail),
            ProblemCode::PictureTooLarge => t::picture_too_large(detail),
            ProblemCode::RecognitionMissing => t::recognition_missing(detail),
            ProblemCode::WeightsMissing => t::weights_missing(detail),
            ProblemCode::RecognitionCut => t::recognition_cut(detail),
            ProblemCode::TooDeep => t::too_deep(detail),
            ProblemCode::TooManyFiles => t::too_many_files(detail),
            ProblemCode::ArchiveNotOpened => t::archive_not_opened(detail),
            ProblemCode::MessageBroken => t::message_broken(detail),
            ProblemCode::NotCut => t::not_cut(),
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

/// Something to know of a file that was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    pub code: NoteCode,
    /// Numbers or names that the message needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The message in Vietnamese; [`Note::msg`] has it in any language.
    pub message: String,
}

/// The kinds of note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteCode {
    /// A signature came with it and was not verified here.
    SignatureNotVerified,
    /// Facts are as the exchange's message says them.
    FromMessage,
    /// A message names files that did not come; detail: how many.
    PartsMissing,
    /// The text kept in the file reads worse than its picture and was read anew; detail: the pages.
    TextLayerNotBelieved,
    /// The name ends in one format, the bytes are another; detail: what they are.
    NameDiffers,
}

impl Note {
    #[must_use]
    pub fn new(code: NoteCode) -> Note {
        Note::of(code, None)
    }

    #[must_use]
    pub fn with(code: NoteCode, detail: impl Into<String>) -> Note {
        Note::of(code, Some(detail.into()))
    }

    fn of(code: NoteCode, detail: Option<String>) -> Note {
        let mut note = Note { code, detail, message: String::new() };
        note.message = note.msg().say(Lang::Vi);
        note
    }

    /// The message, for any language.
    #[must_use]
    pub fn msg(&self) -> Msg {
        let detail = self.detail.clone().unwrap_or_default();
        match self.code {
            NoteCode::SignatureNotVerified => t::signature_not_verified(),
            NoteCode::FromMessage => t::from_message(),
            NoteCode::PartsMissing => t::parts_missing(detail),
            NoteCode::TextLayerNotBelieved => t::text_layer_not_believed(detail),
            NoteCode::NameDiffers => t::name_differs(detail),
        }
    }
}
