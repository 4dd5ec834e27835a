//! What happens at the door before the act: papers are read in the locked child and looked through for marks of
//! secrecy, in memory; only what has passed is stored. Page, command line and watched folder all come through here.

use kernel::{Actor, Id, Instant, Office, Refusal};
use reading::{Format, Part, Reader, Reading};
use uuid::Uuid;
use words::{Lang, Msg};

use crate::acts::{Classify, Hold, NewAnnex, Receive, TurnAway};
use crate::model::{Receipt, Stop, Why, mark_code};
use crate::packages;
use crate::photographs;
use crate::spool::Spool;
pub use crate::stacks::{Taken, let_in};
use crate::{acts, near, t};

/// The largest file taken at the door.
pub const FILE_MAX_MB: usize = 100;

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
    /// The papers of a stack with separator sheets or cover slips, where it was given as a file of its own.
    pub parts: Vec<Part>,
}

impl Piece {
    #[must_use]
    pub fn new(name: String, bytes: Vec<u8>, reading: Reading) -> Piece {
        Piece { name, bytes, reading, parts: Vec::new() }
    }
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
        let of = |piece: &Piece| {
            piece.bytes.len() + piece.parts.iter().map(|part| part.bytes.len()).sum::<usize>()
        };
        self.pieces.iter().map(of).sum()
    }

    /// The papers that it comes apart into; none where it is one paper.
    pub(crate) fn parts(&self) -> &[Part] {
        match self.pieces.as_slice() {
            [stack] => &stack.parts,
            _ => &[],
        }
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
    /// Nothing to take: empty, too large, a program.
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
    /// The further papers of a stack.
    pub more: Vec<Told>,
}

impl Told {
    pub(crate) fn one(name: String, outcome: Outcome, said: Msg) -> Told {
        Told { name, outcome, said, more: Vec::new() }
    }

    /// Each paper of it by itself.
    #[must_use]
    pub fn each(mut self) -> Vec<Told> {
        let more = std::mem::take(&mut self.more);
        std::iter::once(self).chain(more).collect()
    }
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
    let mut pieces = read(reader, files);
    // Whoever says that it is one paper is believed.
    pieces.iter_mut().for_each(|piece| piece.parts.clear());
    whole(reader, (source, sender), pieces, declared)
}

/// The same for files that are a paper each.
pub(crate) fn check_each(
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
pub(crate) fn unfit(file: &Given) -> Option<Msg> {
    if file.bytes.trim_ascii().is_empty() {
        return Some(t::door_empty(tidy(&file.name)));
    }
    if file.bytes.len() > FILE_MAX_MB << 20 {
        return Some(t::door_too_large(FILE_MAX_MB));
    }
    is_program(&file.bytes).then(|| t::door_program(tidy(&file.name)))
}

pub(crate) fn read(reader: &Reader, files: Vec<Given>) -> Vec<Piece> {
    let asked: Vec<(&[u8], &str)> =
        files.iter().map(|file| (file.bytes.as_slice(), file.name.as_str())).collect();
    let readings = reader.read_all_apart(&asked);
    let pieces = files.into_iter().zip(readings);
    let piece = |(file, (reading, parts)): (Given, _)| Piece {
        name: tidy(&file.name),
        bytes: file.bytes,
        reading,
        parts,
    };
    pieces.map(piece).collect()
}

/// A program, whatever its name says: no paper, and nothing to keep.
pub(crate) fn is_program(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x7FELF")
        || (bytes.starts_with(b"MZ") && bytes.iter().take(4096).any(|byte| *byte == 0))
}

/// Photographs of one paper are shown as one PDF of all pages, before them; they themselves stay the originals.
pub(crate) fn photographed(reader: &Reader, pieces: &[Piece]) -> Option<Piece> {
    if pieces.len() < 2 || !pieces.iter().all(|piece| piece.reading.format == Format::Image) {
        return None;
    }
    let pictures: Vec<&[u8]> = pieces.iter().map(|piece| piece.bytes.as_slice()).collect();
    let bytes = photographs::as_pdf(&pictures).filter(|pdf| pdf.len() <= FILE_MAX_MB << 20)?;
    let name = photographs::name(pieces.len());
    let reading = reader.read_bytes(&bytes, &name);
    reading.problem.is_none().then(|| Piece::new(name, bytes, reading))
}

/// Whether the main file is the PDF made of the photographs that follow it: their pages are shown there.
pub(crate) fn shows_photographs<'a>(main: &str, files: impl Iterator<Item = &'a Reading>) -> bool {
    let files: Vec<&Reading> = files.collect();
    // An archive that they came in stands behind them.
    let pictures = files.iter().filter(|file| file.format == Format::Image).count();
    main == photographs::name(pictures)
        && files.iter().all(|file| file.format == Format::Image || file.format.is_container())
}

pub(crate) fn judge(parcel: Parcel, declared: bool) -> Checked {
    if parcel.pieces.is_empty() {
        return Checked::Refused { source: parcel.source, name: String::new(), why: t::door_no_file() };
    }
    if declared {
        return Checked::Clear(parcel);
    }
    // The worst mark of all files counts; a mark on one paper of a stack is one on all of it.
    let readings = parcel.pieces.iter().map(|piece| &piece.reading);
    let readings = readings.chain(parcel.parts().iter().map(|part| &part.reading));
    let marks = readings.filter_map(|reading| reading.facts.secrecy.as_deref()).map(mark_code);
    if let Some(mark) = marks.max_by_key(|mark| crate::model::MARKS.iter().position(|known| known == mark)) {
        return Checked::Marked { source: parcel.source, mark: mark.to_owned() };
    }
    let program = parcel.pieces.iter().find(|piece| is_program(&piece.bytes));
    let doubt = match program {
        Some(piece) => Some(t::door_program(piece.name.clone())),
        None => parcel.pieces.iter().find_map(|piece| unchecked(&piece.reading)),
    };
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

/// Takes containers apart and reads everything. One `Checked` for each paper, in order. An archive that is given
/// together with the files of one paper belongs to it; a mail or a message of the exchange is always a paper by itself.
pub fn check_all(
    reader: &Reader,
    source: &str,
    files: Vec<Given>,
    (files_are, mail_is): (Together, Together),
    declared: bool,
) -> Vec<Checked> {
    let together = files_are == Together::One;
    let format = |file: &Given| reading::sniff(&file.bytes, &file.name);
    let (packed, plain): (Vec<Given>, Vec<Given>) =
        files.into_iter().partition(|file| format(file).is_container());
    let (joined, packed): (Vec<Given>, Vec<Given>) =
        packed.into_iter().partition(|file| together && !plain.is_empty() && format(file) == Format::Zip);
    let mut found = Vec::new();
    if together && !plain.is_empty() {
        found.push(match joined.is_empty() {
            true => check(reader, (source, None), plain, declared),
            false => packages::check_with(reader, source, (plain, joined), declared),
        });
    } else {
        found.extend(check_each(reader, (source, None), plain, declared));
    }
    for package in packed {
        found.extend(packages::check_package(reader, source, package, mail_is, declared));
    }
    found
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
        marks: parcel.pieces.first().map(|piece| near::marks(&piece.reading)),
        came_at: parcel.came_at,
        stack: None,
        slip_of: None,
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
            let taken = let_in(office, (actor.clone(), id), &parcel, stop)?;
            let mut told = Vec::new();
            for Taken { name, blob, receipt } in taken {
                let said = near::said_of(office, &actor, (blob, receipt))?;
                told.push(Told::one(name, Outcome::Waiting(receipt), said));
            }
            let mut told = told.into_iter();
            let first = told.next().ok_or_else(Refusal::not_found)?;
            Ok(Told { more: told.collect(), ..first })
        }
        Checked::Marked { source, mark } => {
            tracing::warn!("a paper with a mark of secrecy was stopped at the door");
            let input = Classify { source, mark, why: Why::Marked };
            let slip = office.act_blocking(actor, id, input, acts::found_marked)?;
            Ok(Told::one(String::new(), Outcome::Marked(slip), t::classified_found()))
        }
        Checked::Unchecked(parcel, why) => match spool.filter(|spool| spool.has_room(parcel.bytes())) {
            Some(spool) => {
                let name = parcel.pieces.first().map_or_else(String::new, |piece| piece.name.clone());
                let input = Hold { source: parcel.source.clone() };
                let held = office.act_blocking(actor, id, input, acts::hold)?;
                spool.put(held, parcel, why);
                Ok(Told::one(name, Outcome::Question(held), t::question_said()))
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
    Ok(Told::one(name, Outcome::Returned, why))
}
