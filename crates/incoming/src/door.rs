//! What happens at the door before the act: papers are read in the locked child and looked through for marks of
//! secrecy, in memory; only what has passed is stored. Page, command line and watched folder all come through here.

use kernel::{Actor, Id, Instant, Office, Refusal};
use reading::{Format, Mail, Reader, Reading};
use uuid::Uuid;
use words::{Lang, Msg};

use crate::acts::{Classify, Hold, NewAnnex, Receive, TurnAway};
use crate::model::{Receipt, Stop, Why, mark_code};
use crate::photographs;
use crate::spool::Spool;
use crate::{acts, t};

/// The largest file taken at the door.
pub const FILE_MAX_MB: usize = 100;
/// Pictures shown inside a mail that are smaller than this are signatures and logos, not papers.
const INLINE_MIN: usize = 100 << 10;

/// A file's name as it may be shown: no control characters, not without end.
pub(crate) fn tidy(name: &str) -> String {
    vietnamese::nfc(name).chars().filter(|c| !c.is_control()).take(200).collect()
}

/// A file as it was given.
#[derive(Debug, Clone)]
pub struct Given {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A file with what was read in it.
#[derive(Debug, Clone)]
pub struct Piece {
    pub name: String,
    pub bytes: Vec<u8>,
    pub reading: Reading,
}

/// One paper as it came: the main file first, what belongs to it after it.
#[derive(Debug, Clone)]
pub struct Parcel {
    pub source: String,
    pub sender: Option<String>,
    pub pieces: Vec<Piece>,
    /// When it came to where it was fetched from, where that was before the door.
    pub came_at: Option<Instant>,
}

impl Parcel {
    pub(crate) fn bytes(&self) -> usize {
        self.pieces.iter().map(|piece| piece.bytes.len()).sum()
    }

    /// Whether one of its files is a scan that can be read once recognition is installed.
    #[must_use]
    pub fn waits_for_recognition(&self) -> bool {
        self.pieces.iter().any(|piece| piece.reading.waits_for_recognition())
    }
}

/// What the look for marks of secrecy came to.
pub enum Checked {
    Clear(Parcel),
    /// A mark was read. The bytes are gone with this value.
    Marked {
        source: String,
        mark: String,
    },
    /// No mark could be looked for, and why.
    Unchecked(Parcel, Msg),
    /// Nothing to take: empty, too large, a mail that cannot be opened.
    Refused {
        source: String,
        name: String,
        why: Msg,
    },
}

impl Checked {
    /// The same paper as one that was fetched from elsewhere: from where, and when it came there.
    #[must_use]
    pub fn from(self, source: &str, came_at: Option<Instant>) -> Checked {
        let source = source.to_owned();
        let of = |parcel: Parcel| Parcel { source: source.clone(), came_at, ..parcel };
        match self {
            Checked::Clear(parcel) => Checked::Clear(of(parcel)),
            Checked::Unchecked(parcel, why) => Checked::Unchecked(of(parcel), why),
            Checked::Marked { mark, .. } => Checked::Marked { source, mark },
            Checked::Refused { name, why, .. } => Checked::Refused { source, name, why },
        }
    }

    /// Nothing is known of it only because recognition is not installed.
    #[must_use]
    pub fn waits_for_recognition(&self) -> bool {
        matches!(self, Checked::Unchecked(parcel, _) if parcel.waits_for_recognition())
    }
}

/// What became of one paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Waiting(Id<Receipt>),
    /// A clerk has to look first.
    Question(Id<Stop>),
    /// A mark of secrecy: nothing is stored, a slip is open.
    Marked(Id<Stop>),
    Returned,
}

/// One paper's outcome as it is told.
#[derive(Debug)]
pub struct Told {
    pub name: String,
    pub outcome: Outcome,
    pub said: Msg,
}

/// Reads the files side by side and looks for marks. `declared` says that a clerk answers for there being none.
pub fn check(
    reader: &Reader,
    (source, sender): (&str, Option<String>),
    files: Vec<Given>,
    declared: bool,
) -> Checked {
    let first = files.first().map_or_else(String::new, |file| tidy(&file.name));
    if let Some(why) = files.iter().find_map(unfit) {
        return Checked::Refused { source: source.to_owned(), name: first, why };
    }
    whole(reader, (source, sender), read(reader, files), declared)
}

/// The same for files that are a paper each.
fn check_each(
    reader: &Reader,
    (source, sender): (&str, Option<&String>),
    files: Vec<Given>,
    declared: bool,
) -> Vec<Checked> {
    let refusals: Vec<Option<Checked>> = files
        .iter()
        .map(|file| {
            let (source, name) = (source.to_owned(), tidy(&file.name));
            unfit(file).map(|why| Checked::Refused { source, name, why })
        })
        .collect();
    let fit = files.into_iter().filter(|file| unfit(file).is_none()).collect();
    let mut pieces = read(reader, fit).into_iter();
    refusals
        .into_iter()
        .filter_map(|refused| match refused {
            Some(refused) => Some(refused),
            None => {
                let piece = pieces.next()?;
                Some(whole(reader, (source, sender.cloned()), vec![piece], declared))
            }
        })
        .collect()
}

pub(crate) fn whole(
    reader: &Reader,
    (source, sender): (&str, Option<String>),
    mut pieces: Vec<Piece>,
    declared: bool,
) -> Checked {
    if let Some(shown) = photographed(reader, &pieces) {
        pieces.insert(0, shown);
    }
    judge(Parcel { source: source.to_owned(), sender, pieces, came_at: None }, declared)
}

/// Why a file is not even read.
fn unfit(file: &Given) -> Option<Msg> {
    if file.bytes.trim_ascii().is_empty() {
        return Some(t::door_empty(tidy(&file.name)));
    }
    if file.bytes.len() > FILE_MAX_MB << 20 {
        return Some(t::door_too_large(FILE_MAX_MB));
    }
    is_program(&file.bytes).then(|| t::door_program(tidy(&file.name)))
}

fn read(reader: &Reader, files: Vec<Given>) -> Vec<Piece> {
    let asked: Vec<(&[u8], &str)> =
        files.iter().map(|file| (file.bytes.as_slice(), file.name.as_str())).collect();
    let readings = reader.read_all(&asked);
    let pieces = files.into_iter().zip(readings);
    pieces.map(|(file, reading)| Piece { name: tidy(&file.name), bytes: file.bytes, reading }).collect()
}

/// A program, whatever its name says: no paper, and nothing to keep.
fn is_program(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x7FELF")
        || (bytes.starts_with(b"MZ") && bytes.iter().take(4096).any(|byte| *byte == 0))
}

/// Photographs of one paper are shown as one PDF of all pages, before them; they themselves stay the originals.
fn photographed(reader: &Reader, pieces: &[Piece]) -> Option<Piece> {
    if pieces.len() < 2 || !pieces.iter().all(|piece| piece.reading.format == Format::Image) {
        return None;
    }
    let pictures: Vec<&[u8]> = pieces.iter().map(|piece| piece.bytes.as_slice()).collect();
    let bytes = photographs::as_pdf(&pictures).filter(|pdf| pdf.len() <= FILE_MAX_MB << 20)?;
    let name = photographs::name(pieces.len());
    let reading = reader.read_bytes(&bytes, &name);
    reading.problem.is_none().then_some(Piece { name, bytes, reading })
}

/// Whether the main file is the PDF made of the photographs that follow it: their pages are shown there.
pub(crate) fn shows_photographs<'a>(main: &str, files: impl Iterator<Item = &'a Reading>) -> bool {
    let files: Vec<&Reading> = files.collect();
    main == photographs::name(files.len()) && files.iter().all(|file| file.format == Format::Image)
}

fn judge(parcel: Parcel, declared: bool) -> Checked {
    if parcel.pieces.is_empty() {
        return Checked::Refused { source: parcel.source, name: String::new(), why: t::door_no_file() };
    }
    if declared {
        return Checked::Clear(parcel);
    }
    // The worst mark of all files counts.
    let marks =
        parcel.pieces.iter().filter_map(|piece| piece.reading.facts.secrecy.as_deref()).map(mark_code);
    if let Some(mark) = marks.max_by_key(|mark| crate::model::MARKS.iter().position(|known| known == mark)) {
        return Checked::Marked { source: parcel.source, mark: mark.to_owned() };
    }
    let doubt = parcel.pieces.iter().find_map(|piece| unchecked(&piece.reading));
    match doubt {
        Some(why) => Checked::Unchecked(parcel, why),
        None => Checked::Clear(parcel),
    }
}

/// Why nothing can be said about marks in this file; `None` when every page was read.
fn unchecked(reading: &Reading) -> Option<Msg> {
    if let Some(problem) = &reading.problem {
        return Some(problem.msg());
    }
    (reading.needs_ocr || reading.text.trim().is_empty()).then(t::unread_pages)
}

/// How the files of a form, or of a mail, become papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Together {
    /// One paper, the first file being the main one.
    One,
    /// Each file a paper of its own.
    Each,
}

/// Takes mails apart and reads everything. One `Checked` for each paper, in order.
pub fn check_all(
    reader: &Reader,
    source: &str,
    files: Vec<Given>,
    (files_are, mail_is): (Together, Together),
    declared: bool,
) -> Vec<Checked> {
    let (mails, plain): (Vec<Given>, Vec<Given>) =
        files.into_iter().partition(|file| reading::sniff(&file.bytes, &file.name) == Format::Eml);
    let mut found = Vec::new();
    if files_are == Together::One && !plain.is_empty() {
        found.push(check(reader, (source, None), plain, declared));
    } else {
        found.extend(check_each(reader, (source, None), plain, declared));
    }
    for mail in mails {
        found.extend(check_mail(reader, mail, mail_is, declared));
    }
    found
}

/// A mail is one paper with annexes, itself the last of them; or each of its attachments is a paper.
fn check_mail(reader: &Reader, given: Given, mail_is: Together, declared: bool) -> Vec<Checked> {
    let source = "mail";
    let name = tidy(&given.name);
    let refused = |why: Msg| vec![Checked::Refused { source: source.to_owned(), name: name.clone(), why }];
    if given.bytes.len() > FILE_MAX_MB << 20 {
        return refused(t::door_too_large(FILE_MAX_MB));
    }
    let mail = match reader.open_mail(&given.bytes) {
        Ok(mail) => mail,
        Err(problem) => return refused(problem.msg()),
    };
    if mail.more > 0 {
        return refused(t::mail_too_many(mail.parts.len()));
    }
    let sender = mail.from.clone();
    let letter = read_letter(reader, &mail, &given);
    let attached: Vec<Given> = mail
        .parts
        .into_iter()
        .filter(|part| !part.inline || part.bytes.len() >= INLINE_MIN)
        .map(|part| Given { name: part.name, bytes: part.bytes })
        .collect();
    if mail_is == Together::Each && !attached.is_empty() {
        // What stands in the mail itself is looked through too: a mark there is a mark on all of it.
        if let (Some(mark), false) = (&letter.facts.secrecy, declared) {
            return vec![Checked::Marked { source: source.to_owned(), mark: mark_code(mark).to_owned() }];
        }
        return check_each(reader, (source, sender.as_ref()), attached, declared);
    }
    let mut pieces = read(reader, attached.into_iter().filter(|file| !file.bytes.is_empty()).collect());
    // The paper is the attachment with a letterhead; else the first that could be read.
    let main = pieces
        .iter()
        .position(|piece| piece.reading.facts.code.is_some())
        .or_else(|| pieces.iter().position(|piece| piece.reading.problem.is_none()));
    if let Some(main) = main {
        let main = pieces.remove(main);
        pieces.insert(0, main);
    }
    pieces.push(Piece { name, bytes: given.bytes, reading: letter });
    vec![judge(Parcel { source: source.to_owned(), sender, pieces, came_at: None }, declared)]
}

/// What the mail says itself: its head and body, without its attachments.
fn read_letter(reader: &Reader, mail: &Mail, given: &Given) -> Reading {
    let head: Vec<&str> =
        [&mail.subject, &mail.from, &mail.date].into_iter().flatten().map(String::as_str).collect();
    let text = format!("{}\n\n{}", head.join("\n"), mail.body);
    let read = reader.read_bytes(text.as_bytes(), "letter.txt");
    let mut letter = Reading {
        pages: 1,
        text,
        facts: read.facts,
        confidence: read.confidence,
        ..Reading::empty(&given.bytes, Format::Eml)
    };
    if letter.facts.subject.is_none()
        && let Some(subject) = &mail.subject
    {
        letter.confidence.insert("subject".to_owned(), 0.5);
        letter.facts.subject = Some(subject.clone());
    }
    letter
}

/// Stores a paper's bytes. Only what has passed the check, or a clerk's declaration, comes here.
pub fn keep(office: &Office, parcel: &Parcel, stop: Option<Id<Stop>>) -> Result<Receive, Refusal> {
    let mut files = Vec::new();
    for piece in &parcel.pieces {
        let blob = office.blobs().put(&piece.bytes)?;
        let reading = serde_json::to_string(&piece.reading).unwrap_or_default();
        files.push(NewAnnex { blob, name: piece.name.clone(), reading });
    }
    if files.is_empty() {
        return Err(Refusal::invalid(t::door_no_file()).field("file"));
    }
    let main = files.remove(0);
    Ok(Receive {
        source: parcel.source.clone(),
        blob: main.blob,
        name: main.name,
        reading: main.reading,
        annexes: files,
        sender: parcel.sender.clone(),
        stop,
        came_at: parcel.came_at,
    })
}

/// Whose act it is, and under which id.
pub struct Under {
    pub actor: Actor,
    pub id: Uuid,
    /// The slip under which a paper is given again.
    pub stop: Option<Id<Stop>>,
}

/// Does what follows from the check: store and wait, ask, stop, turn away. Each is counted. Without a spool nobody
/// can be asked, and what cannot be checked is turned away.
pub fn take(office: &Office, spool: Option<&Spool>, under: Under, checked: Checked) -> Result<Told, Refusal> {
    let Under { actor, id, stop } = under;
    match checked {
        Checked::Clear(parcel) => {
            let name = parcel.pieces.first().map_or_else(String::new, |piece| piece.name.clone());
            let input = keep(office, &parcel, stop)?;
            let blob = input.blob;
            let receipt = office.act_blocking(actor, id, input, acts::receive)?;
            let said = said_of(office, blob, receipt)?;
            Ok(Told { name, outcome: Outcome::Waiting(receipt), said })
        }
        Checked::Marked { source, mark } => {
            tracing::warn!("a paper with a mark of secrecy was stopped at the door");
            let input = Classify { source, mark, why: Why::Marked };
            let slip = office.act_blocking(actor, id, input, acts::found_marked)?;
            Ok(Told { name: String::new(), outcome: Outcome::Marked(slip), said: t::classified_found() })
        }
        Checked::Unchecked(parcel, why) => match spool.filter(|spool| spool.has_room(parcel.bytes())) {
            Some(spool) => {
                let name = parcel.pieces.first().map_or_else(String::new, |piece| piece.name.clone());
                let input = Hold { source: parcel.source.clone() };
                let held = office.act_blocking(actor, id, input, acts::hold)?;
                spool.put(held, parcel, why);
                Ok(Told { name, outcome: Outcome::Question(held), said: t::question_said() })
            }
            None => {
                // Nobody has looked at it: not even its name is kept.
                let why = if spool.is_some() { t::spool_full() } else { t::unchecked_returned(why) };
                turn_away(office, actor, id, (&parcel.source, String::new(), why))
            }
        },
        Checked::Refused { source, name, why } => turn_away(office, actor, id, (&source, name, why)),
    }
}

/// Counts a file as received and returned.
pub fn turn_away(
    office: &Office,
    actor: Actor,
    id: Uuid,
    (source, name, why): (&str, String, Msg),
) -> Result<Told, Refusal> {
    let input = TurnAway { source: source.to_owned(), name: name.clone(), reason: why.say(Lang::Vi) };
    office.act_blocking(actor, id, input, acts::turn_away)?;
    Ok(Told { name, outcome: Outcome::Returned, said: why })
}

/// "Waits", with the alarm where the very same file is in the book or waits already.
fn said_of(office: &Office, blob: kernel::BlobHash, receipt: Id<Receipt>) -> Result<Msg, Refusal> {
    let (booked, waits) = office.read_blocking(|tx| {
        Ok((documents::same_bytes(tx, blob)?, crate::store::waits_too(tx, blob, Some(receipt))?))
    })?;
    Ok(match (booked, waits) {
        (Some((_, number)), _) => t::door_already(number),
        (None, Some(_)) => t::door_waits_already(),
        (None, None) => t::door_received(),
    })
}
