//! Files that hold files: mail, archives, messages of the State's exchange, signed content.
//!
//! A container is taken apart in the child, with everything inside it, down to a depth and up to a size and a number of
//! files. What it says itself (a letter's body, a message's header, an archive's list) is a reading of its own.

mod archive;
mod edxml;
mod mail;
mod main_paper;
mod msg;
mod names;
mod said;
mod signed;

use serde::{Deserialize, Serialize};

pub use edxml::{Message, Sort};
pub use main_paper::main_paper;
pub use said::said_by_message;
pub(crate) use signed::sniff as sniff_signed;

use crate::letterhead;
use crate::read::read_deep;
use crate::{Format, Limits, Note, NoteCode, Problem, ProblemCode, Reading, sniff};

/// A container taken apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bundle {
    pub format: Format,
    /// Name and address of the sender, as `Name <address>`; of a message the sending body.
    pub from: Option<String>,
    pub subject: Option<String>,
    /// RFC 3339, with the sender's offset.
    pub date: Option<String>,
    /// The text of a mail's body (of an HTML body its text), the list of an archive.
    pub body: String,
    /// All files, those of containers inside it too.
    pub parts: Vec<Attachment>,
    /// Files beyond the limit: not returned, but counted.
    pub more: usize,
    /// What the container says itself, without its files.
    pub own: Reading,
}

/// A file that came in a container.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// Behind the names of the containers it lies in: `phu-luc.zip › bieu-1.xlsx`.
    pub name: String,
    /// Beside the JSON, not in it.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    pub format: Format,
    /// Shown inside the body, as signature pictures are.
    pub inline: bool,
    /// What is known of it without reading it: a container's own words where its files follow it, or why it could not
    /// be opened.
    pub reading: Option<Reading>,
}

impl Attachment {
    fn new(name: String, bytes: Vec<u8>) -> Attachment {
        let format = sniff(&bytes, &name);
        Attachment { name, bytes, format, inline: false, reading: None }
    }
}

/// Between a container's name and that of a file in it.
pub(crate) const WITHIN: &str = " › ";

/// What one container may still unpack to, with all that is inside it.
struct Room {
    bytes: u64,
    files: usize,
}

/// Takes a container apart. Only what cannot be opened at all is a problem; a container inside it that cannot be opened
/// is a file with that problem.
pub fn open_bundle(bytes: &[u8], name: &str, limits: &Limits) -> Result<Bundle, Problem> {
    let mut room = Room { bytes: limits.bytes, files: limits.attachments };
    open(bytes, name, limits, 0, &mut room)
}

fn open(bytes: &[u8], name: &str, limits: &Limits, depth: usize, room: &mut Room) -> Result<Bundle, Problem> {
    if bytes.trim_ascii().is_empty() {
        return Err(Problem::new(ProblemCode::Empty));
    }
    let mut bundle = match sniff(bytes, name) {
        Format::Zip => archive::open(bytes, limits, room)?,
        Format::Msg => msg::open(bytes, limits)?,
        Format::Edxml => edxml::open(bytes)?,
        Format::Signed => signed::open(bytes)?,
        Format::Rar => return Err(Problem::with(ProblemCode::ArchiveNotOpened, "RAR")),
        Format::SevenZip => return Err(Problem::with(ProblemCode::ArchiveNotOpened, "7z")),
        _ => mail::open(bytes)?,
    };
    for part in std::mem::take(&mut bundle.parts) {
        let size = u64::try_from(part.bytes.len()).unwrap_or(u64::MAX);
        if room.files == 0 {
            bundle.more += 1;
            continue;
        }
        room.bytes = room.bytes.checked_sub(size).ok_or_else(|| crate::read::too_large(limits))?;
        if part.format.is_container() && !part.inline {
            nested(part, &mut bundle, (limits, depth), room);
        } else {
            room.files -= 1;
            bundle.parts.push(part);
        }
    }
    Ok(bundle)
}

/// A container inside a container: what it says itself, where it says anything, and its files after it.
fn nested(mut part: Attachment, bundle: &mut Bundle, (limits, depth): (&Limits, usize), room: &mut Room) {
    let opened = match depth + 1 < limits.depth {
        true => open(&part.bytes, &part.name, limits, depth + 1, room),
        false => Err(Problem::with(ProblemCode::TooDeep, limits.depth.to_string())),
    };
    let inner = match opened {
        Ok(inner) => inner,
        Err(problem) => {
            part.reading = Some(Reading::failed(&part.bytes, part.format, problem));
            room.files = room.files.saturating_sub(1);
            bundle.parts.push(part);
            return;
        }
    };
    bundle.more += inner.more;
    // An exchange packs a single file under the file's own name.
    let wrapped = inner.parts.len() == 1 && !part.name.to_lowercase().ends_with(".zip");
    let within = match part.format == Format::Zip && wrapped {
        true => String::new(),
        false => format!("{}{WITHIN}", part.name),
    };
    // An archive says nothing beyond its files, and the outer container keeps it whole.
    if part.format != Format::Zip || inner.parts.is_empty() {
        part.reading = Some(inner.own);
        room.files = room.files.saturating_sub(1);
        bundle.parts.push(part);
    }
    bundle.parts.extend(
        inner.parts.into_iter().map(|file| Attachment { name: format!("{within}{}", file.name), ..file }),
    );
}

/// What a letter says itself: its head and body, without its attachments.
fn letter(bytes: &[u8], format: Format, [subject, from, date]: [&Option<String>; 3], body: &str) -> Reading {
    let mut text = String::new();
    for line in [subject, from, date].into_iter().flatten() {
        text.push_str(line);
        text.push('\n');
    }
    if !body.is_empty() {
        text.push('\n');
        text.push_str(body);
    }
    let found = letterhead::read(&letterhead::lines_of(&text));
    let mut reading = Reading {
        pages: 1,
        text,
        facts: found.facts,
        confidence: found.confidence,
        ..Reading::empty(bytes, format)
    };
    if reading.facts.subject.is_none()
        && let Some(subject) = subject
    {
        reading.confidence.insert("subject".to_owned(), 0.5);
        reading.facts.subject = Some(subject.clone());
    }
    reading
}

/// The sentence under which a signature stands among the files.
pub(crate) fn signature(bytes: &[u8]) -> Reading {
    let mut reading = Reading { pages: 1, ..Reading::empty(bytes, Format::Signature) };
    reading.note(Note::new(NoteCode::SignatureNotVerified));
    reading.text = reading.notes.iter().map(|note| note.message.as_str()).collect();
    reading
}

/// A container as one paper: its own text, then that of each file; the facts of its main paper, else its own.
pub(crate) fn read(bytes: &[u8], name: &str, limits: &Limits) -> Reading {
    let bundle = match open_bundle(bytes, name, limits) {
        Ok(bundle) => bundle,
        Err(problem) => return Reading::failed(bytes, sniff(bytes, name), problem),
    };
    let mut reading = bundle.own;
    let mut files: Vec<(String, Reading)> = Vec::new();
    for part in bundle.parts.into_iter().filter(|part| !part.inline) {
        let known = part.reading.is_some() || part.format.is_read();
        let file = match part.reading {
            Some(file) => file,
            None if known => read_deep(&part.bytes, &part.name, limits),
            None => continue,
        };
        if let Some(problem) = &file.problem
            && matches!(problem.code, ProblemCode::TooDeep | ProblemCode::Bomb | ProblemCode::Encrypted)
        {
            reading.problem.get_or_insert_with(|| problem.clone());
        }
        if u64::try_from(reading.text.len() + file.text.len()).unwrap_or(u64::MAX) > limits.text {
            reading.problem = Some(Problem::new(ProblemCode::TooMuchText));
            break;
        }
        reading.text.push('\u{c}');
        reading.text.push_str(&part.name);
        reading.text.push('\n');
        reading.text.push_str(&file.text);
        reading.pages = reading.pages.saturating_add(file.pages);
        reading.needs_ocr |= file.needs_ocr;
        for note in &file.notes {
            reading.note(note.clone());
        }
        files.push((part.name, file));
    }
    if bundle.more > 0 {
        reading
            .problem
            .get_or_insert_with(|| Problem::with(ProblemCode::TooManyFiles, limits.attachments.to_string()));
    }
    let candidates: Vec<(&str, &Reading)> = files.iter().map(|(name, file)| (name.as_str(), file)).collect();
    let headed = reading.facts.code.is_some();
    if let Some(main) = main_paper(&candidates)
        && let Some((_, main)) = files.into_iter().nth(main)
        && main.facts.code.is_some()
        && !headed
    {
        let subject = reading.facts.subject.take();
        // Places are dropped: they are on pages of the file, not of the container.
        reading.facts = main.facts;
        reading.confidence = main.confidence;
        if let (None, Some(subject)) = (&reading.facts.subject, subject) {
            reading.confidence.insert("subject".to_owned(), 0.5);
            reading.facts.subject = Some(subject);
        }
    }
    reading
}
