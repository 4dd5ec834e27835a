//! One look into the mailbox: what is new comes through the door, what is durable is marked.

mod asked;
mod trial;

pub(crate) use trial::{idle, trial};

use std::future::Future;

use incoming::door::{Checked, FILE_MAX_MB, Given, Outcome, Together, Under, check_all, take, turn_away};
use incoming::spool::Spool;
use kernel::{Actor, Instant, Kind, Office, Refusal};
use reading::Reader;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use words::Lang;

use crate::imap::{Fault, Head, Mailbox, Opened, Server};
use crate::settings::{self, After, Do, Settings};
use crate::store::{self, Key, MessageRow, Paper};
use crate::t;

/// The keywords that messages bear in the mailbox.
pub const DONE: &str = "CauNoiDone";
pub const RETURNED: &str = "CauNoiReturned";
/// Messages of one look; other work gets its turn.
const ROUND: usize = 50;
/// A message that fails so often is laid out for a person, and the next ones come in.
const TRIES: u32 = 5;
const LEASE: i64 = 15 * Instant::MINUTE;
/// After a fault: 30 s, 1 min, 2 min … an hour.
const PAUSE: i64 = 30 * Instant::SECOND;
const PAUSE_MAX: i64 = Instant::HOUR;
const KEPT: i64 = 400 * Instant::DAY;

/// How a look ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// Off, not due, or in somebody else's hands.
    Idle,
    /// So many messages were met; more wait already when it is said so.
    Met {
        messages: usize,
        more: bool,
    },
    Failed(Fault),
    /// No room on the disk, or too much to do: the mailbox waits.
    Later,
}

/// Where the asynchronous part runs: one step of it at a time. The database is asked between the steps, never within.
pub(crate) struct Line(tokio::runtime::Runtime);

impl Line {
    pub(crate) fn new() -> anyhow::Result<Line> {
        Ok(Line(tokio::runtime::Builder::new_current_thread().enable_all().build()?))
    }

    pub(crate) fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.0.block_on(work)
    }
}

/// What a look needs.
pub(crate) struct Look<'a> {
    office: &'a Office,
    reader: &'a Reader,
    spool: &'a Spool,
    settings: Settings,
    holder: Uuid,
    line: Line,
}

/// Looks into the mailbox when it is due.
pub fn round(office: &Office, reader: &Reader, spool: &Spool, holder: Uuid) -> anyhow::Result<Round> {
    let now = office.now();
    let (settings, health) = office.read_blocking(|tx| Ok((settings::settings(tx)?, store::health(tx)?)))?;
    let Some(settings) = settings.filter(|settings| settings.on) else { return Ok(Round::Idle) };
    if health.next_at > now {
        return Ok(Round::Idle);
    }
    // Messages stay where they are while the disk has no room to spare.
    if office.has_room().is_err() {
        return Ok(Round::Later);
    }
    if !office.operate(move |tx| store::lease(tx, holder, (now, now.plus(LEASE))))? {
        return Ok(Round::Idle);
    }
    let look = Look { office, reader, spool, settings, holder, line: Line::new()? };
    let outcome = match look.settings.server(office) {
        Some(server) => look.whole(&server),
        None => Err(Stopped::Fault(Fault::SignIn)),
    };
    let now = office.now();
    let next = now.plus(i64::from(look.settings.minutes) * Instant::MINUTE);
    let round = match outcome {
        Ok((messages, more)) => {
            let next = if more { now } else { next };
            office.operate(move |tx| store::went_well(tx, (now, next)))?;
            Round::Met { messages, more }
        }
        Err(Stopped::Later) => {
            let next = now.plus(PAUSE);
            office.operate(move |tx| store::went_well(tx, (now, next)))?;
            Round::Later
        }
        Err(Stopped::Fault(fault)) => {
            let pause = PAUSE << health.failures.clamp(0, 7);
            let next = now.plus(pause.min(PAUSE_MAX));
            tracing::warn!(%fault, failures = health.failures + 1, "the mailbox could not be looked into");
            office.operate(move |tx| store::went_wrong(tx, fault.code(), (now, next)))?;
            Round::Failed(fault)
        }
        Err(Stopped::Office(fault)) => return Err(fault),
    };
    office.operate(move |tx| store::release(tx, holder))?;
    Ok(round)
}

/// Why a look ended early.
enum Stopped {
    Fault(Fault),
    Later,
    Office(anyhow::Error),
}

impl From<Fault> for Stopped {
    fn from(fault: Fault) -> Stopped {
        Stopped::Fault(fault)
    }
}
impl From<kernel::StoreError> for Stopped {
    fn from(fault: kernel::StoreError) -> Stopped {
        match fault {
            kernel::StoreError::Busy | kernel::StoreError::Full | kernel::StoreError::Retry => Stopped::Later,
            other => Stopped::Office(other.into()),
        }
    }
}

/// A name of a mail's file: its subject, cut short.
fn file_name(subject: &str) -> String {
    let plain: String =
        subject.chars().filter(|c| !c.is_control() && !matches!(c, '/' | '\\')).take(80).collect();
    let plain = plain.trim();
    if plain.is_empty() { "thu.eml".to_owned() } else { format!("{plain}.eml") }
}

/// The subject as it is read: heads carry other letters than ASCII encoded.
fn subject(head: &Head) -> String {
    let raw = format!("Subject: {}\r\n\r\n", head.subject.replace(['\r', '\n'], " "));
    let parsed = mail_parser::MessageParser::default().parse_headers(raw.as_bytes());
    parsed.and_then(|mail| mail.subject().map(str::to_owned)).unwrap_or_default()
}

fn hashed(text: &str) -> String {
    if text.is_empty() { String::new() } else { hex::encode(Sha256::digest(text.as_bytes())) }
}

impl Look<'_> {
    fn whole(&self, server: &Server) -> Result<(usize, bool), Stopped> {
        let (mut mailbox, opened) = self.line.wait(Mailbox::open(server, &self.settings.folder))?;
        let done = self.over(&mut mailbox, opened);
        self.line.wait(mailbox.leave());
        done
    }

    /// A message that did not come: gone, or the server could not give it.
    fn gone(&self, mailbox: &mut Mailbox, uid: u32) -> Result<(), Stopped> {
        if self.line.wait(mailbox.is_there(uid))? { Err(Fault::Answer.into()) } else { Ok(()) }
    }

    fn over(&self, mailbox: &mut Mailbox, opened: Opened) -> Result<(usize, bool), Stopped> {
        let (folder, validity) = (self.settings.folder.clone(), opened.validity);
        let health = {
            let folder = folder.clone();
            self.office.operate(move |tx| store::opened(tx, &folder, validity))?
        };
        // First what an earlier look left undone: the papers are there, the mark is not.
        let limit = u32::try_from(ROUND).unwrap_or(u32::MAX);
        let undone = self.office.read_blocking(|tx| store::unmarked(tx, (&folder, validity), limit))?;
        for row in undone {
            self.mark(mailbox, opened, &row)?;
        }
        let asked = self.office.read_blocking(|tx| store::asked(tx, (&folder, validity), limit))?;
        for row in asked {
            self.ask_again(mailbox, opened, &row)?;
        }
        let found = self.line.wait(mailbox.above(health.floor))?;
        let more = found.len() > ROUND;
        let uids = found.get(..ROUND.min(found.len())).unwrap_or_default();
        let heads = self.line.wait(mailbox.heads(uids))?;
        let mut met = 0;
        for uid in uids {
            let left = match heads.iter().find(|head| head.uid == *uid) {
                Some(head) => !self.message(mailbox, opened, head)?,
                // Gone while we looked.
                None => {
                    self.gone(mailbox, *uid)?;
                    false
                }
            };
            let floor = *uid;
            self.office.operate(move |tx| store::passed(tx, floor, left))?;
            self.hold_on()?;
            met += usize::from(!left);
        }
        Ok((met, more))
    }

    /// A long look keeps the mailbox in hand.
    fn hold_on(&self) -> Result<(), Stopped> {
        let (now, holder) = (self.office.now(), self.holder);
        let held = self.office.operate(move |tx| store::lease(tx, holder, (now, now.plus(LEASE))))?;
        if held { Ok(()) } else { Err(Stopped::Later) }
    }

    /// One message that is new. False when it is no paper.
    fn message(&self, mailbox: &mut Mailbox, opened: Opened, head: &Head) -> Result<bool, Stopped> {
        let came_at = head.came_at.map(Instant);
        let subject = subject(head);
        let (then, source) = self.settings.rule(&head.from, &subject);
        if then == Do::Leave || came_at.is_some_and(|at| at.date() < self.settings.since) {
            return Ok(false);
        }
        let key: Key = (self.settings.folder.clone(), opened.validity, head.uid);
        let (now, fresh) = (self.office.now(), self.office.new_id());
        let row = {
            let key = key.clone();
            self.office.operate(move |tx| store::meet(tx, &key, fresh, (came_at, now)))?
        };
        if row.state != "begun" {
            return Ok(true);
        }
        if head.size > (FILE_MAX_MB as u64) << 20 {
            // It is not even fetched.
            let why = t::too_large(FILE_MAX_MB);
            let counted =
                turn_away(self.office, Actor::system(), row.act, (&source, file_name(""), why.clone()));
            self.settled_or_later(counted.map(drop), &row)?;
            self.settle(
                &row,
                "returned",
                &[Paper { outcome: "returned".to_owned(), id: None }],
                &why.say(Lang::Vi),
            )?;
            self.mark_row(mailbox, opened, &key)?;
            return Ok(true);
        }
        let Some(bytes) = self.line.wait(mailbox.body(head.uid))? else {
            self.gone(mailbox, head.uid)?;
            self.settle(&row, "gone", &[], "")?;
            return Ok(true);
        };
        let names = (hashed(&head.message_id), hex::encode(Sha256::digest(&bytes)));
        let known = {
            let (key, names) = (key.clone(), names.clone());
            self.office.operate(move |tx| {
                store::know(tx, &key, (&names.0, &names.1))?;
                store::known(tx, &key, (&names.0, &names.1))
            })?
        };
        if let Some(known) = known {
            // The server numbered anew, or somebody copied it: its papers are here already.
            let state = if known.state == "asked" {
                "asked"
            } else if known.state == "marked" {
                "marked"
            } else {
                "same"
            };
            self.settle(&row, state, &known.papers, "")?;
            self.mark_row(mailbox, opened, &key)?;
            return Ok(true);
        }
        self.take(&row, (&subject, bytes, came_at), (then, &source))?;
        self.mark_row(mailbox, opened, &key)?;
        Ok(true)
    }

    /// Through the door, each paper under an act id that follows from the message's.
    fn take(
        &self,
        row: &MessageRow,
        (subject, bytes, came_at): (&str, Vec<u8>, Option<Instant>),
        (then, source): (Do, &str),
    ) -> Result<(), Stopped> {
        let mail_is = if then == Do::Each { Together::Each } else { Together::One };
        let given = vec![Given { name: file_name(subject), bytes }];
        let checked = check_all(self.reader, "mail", given, (Together::Each, mail_is), false);
        let ids = (0_u128..).map(|place| Uuid::from_u128(row.act.as_u128().wrapping_add(place)));
        let (mut papers, mut further, mut reasons) = (Vec::new(), Vec::new(), Vec::new());
        for (one, id) in checked.into_iter().zip(ids) {
            if let Checked::Unchecked(parcel, _) = &one
                && !self.spool.has_room(parcel.pieces.iter().map(|piece| piece.bytes.len()).sum())
            {
                // The clerks have many questions to answer: the message waits in the mailbox.
                return Err(Stopped::Later);
            }
            let one = one.from(source, came_at);
            let under = Under { actor: Actor::system(), id, stop: None };
            let told = match take(self.office, Some(self.spool), under, one) {
                Ok(told) => told,
                Err(refusal) => {
                    self.settled_or_later(Err(refusal), row)?;
                    return Ok(());
                }
            };
            for (place, told) in told.each().into_iter().enumerate() {
                let (outcome, id) = match told.outcome {
                    Outcome::Waiting(id) => ("waiting", Some(id.uuid())),
                    Outcome::Question(id) => ("question", Some(id.uuid())),
                    Outcome::Marked(id) => ("marked", Some(id.uuid())),
                    Outcome::Returned => {
                        reasons.push(told.said.say(Lang::Vi));
                        ("returned", None)
                    }
                };
                // Further papers of a stack stand behind, so that questions keep their places.
                let list = if place == 0 { &mut papers } else { &mut further };
                list.push(Paper { outcome: outcome.to_owned(), id });
            }
        }
        papers.append(&mut further);
        self.settle(row, state_of(&papers), &papers, &reasons.join(" "))
    }

    /// No room or too much to do: the message waits, and the next ones with it. What fails for another reason is tried
    /// some times, then laid out for a person.
    fn settled_or_later(&self, outcome: Result<(), Refusal>, row: &MessageRow) -> Result<(), Stopped> {
        let Err(refusal) = outcome else { return Ok(()) };
        if matches!(refusal.kind, Kind::Full | Kind::Busy) || row.tries + 1 < TRIES {
            tracing::warn!("a message has to wait: {}", refusal.msg.say(Lang::En));
            return Err(Stopped::Later);
        }
        self.settle(row, "failed", &[], &refusal.msg.say(Lang::Vi))
    }

    fn settle(&self, row: &MessageRow, state: &str, papers: &[Paper], reason: &str) -> Result<(), Stopped> {
        let key = key_of(row);
        let (state, papers, reason) = (state.to_owned(), papers.to_vec(), reason.to_owned());
        Ok(self.office.operate(move |tx| store::settle(tx, &key, (&state, &papers, &reason)))?)
    }

    fn mark_row(&self, mailbox: &mut Mailbox, opened: Opened, key: &Key) -> Result<(), Stopped> {
        let found = {
            let key = key.clone();
            self.office.operate(move |tx| {
                let (fresh, now) = (Uuid::nil(), Instant(0));
                store::meet(tx, &key, fresh, (None, now))
            })?
        };
        self.mark(mailbox, opened, &found)
    }

    /// The papers are durable: now, and only now, the mailbox is told.
    fn mark(&self, mailbox: &mut Mailbox, opened: Opened, row: &MessageRow) -> Result<(), Stopped> {
        let done = matches!(row.state.as_str(), "taken" | "same");
        if !done && row.state != "returned" {
            return Ok(());
        }
        match (self.settings.after, done) {
            (After::Move, true) => self.line.wait(mailbox.put_into(row.uid, &self.settings.done_folder))?,
            (After::Keyword | After::Move, _) if opened.keywords => {
                self.line.wait(mailbox.mark(row.uid, if done { DONE } else { RETURNED }))?;
            }
            // What was returned stays unread, so that somebody sees it.
            (_, true) => self.line.wait(mailbox.mark(row.uid, "\\Seen"))?,
            (_, false) => self.line.wait(mailbox.mark(row.uid, "\\Flagged"))?,
        }
        let key = key_of(row);
        Ok(self.office.operate(move |tx| store::marked(tx, &key))?)
    }
}

fn key_of(row: &MessageRow) -> Key {
    (row.folder.clone(), row.validity, row.uid)
}

/// What a message is, by its papers: a question keeps it open, a mark of secrecy keeps it untouched.
fn state_of(papers: &[Paper]) -> &'static str {
    let has = |outcome: &str| papers.iter().any(|paper| paper.outcome == outcome);
    if has("question") {
        "asked"
    } else if has("marked") {
        "marked"
    } else if has("waiting") {
        "taken"
    } else {
        "returned"
    }
}

pub fn sweep(office: &Office) -> anyhow::Result<()> {
    let before = office.now().plus(-KEPT);
    office.operate(move |tx| store::forget(tx, before).map(drop))?;
    Ok(())
}
