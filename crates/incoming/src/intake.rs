//! `caunoi intake`: files taken in at the machine's console, and registered where nobody need look first.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, PoisonError, mpsc};
use std::thread;

use jiff::civil::Date;
use kernel::{Actor, Office, Refusal, StoreError};
use reading::{Reader, Reading};
use serde::Serialize;
use words::{Lang, Msg};

use crate::door::{Checked, FILE_MAX_MB, Given, Outcome, Together, Under, check_all, take, tidy, turn_away};
use crate::{ReceiptRow, Register, books, near, register, store, t};

/// A paper is registered without a person only when number, date, kind, issuer and subject were all read at
/// least this surely. docs/door.md says how often that was right.
pub const SURE: f64 = reading::DOUBTFUL;

/// One line of the answer. Its names are the command line's contract.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    pub file: String,
    /// `registered`, `waiting` or `returned`.
    pub outcome: &'static str,
    pub reason: Option<String>,
    pub book: Option<String>,
    pub arrival_number: Option<i64>,
    pub id: Option<String>,
}

/// What to do beyond taking in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ways {
    /// Register what was read surely enough.
    pub register: bool,
    /// The operator looked at files in which no mark can be looked for, and answers for there being none.
    pub unmarked: bool,
    /// Each attachment of a mail is a paper of its own.
    pub mail_each: bool,
}

/// A file that was read and looked through, and not yet taken.
struct Looked {
    file: String,
    name: String,
    checked: Result<Vec<Checked>, Msg>,
}

/// Takes one file in: a line for each paper in it.
pub fn intake(office: &Office, reader: &Reader, path: &Path, ways: Ways) -> Vec<Line> {
    settle(office, look(reader, path, ways), ways)
}

/// Files read ahead of the one that is taken next; what was read of them stands in memory.
const AHEAD: usize = 32;

/// Takes files in. They are read side by side on all cores, and taken and told in their own order.
pub fn intake_all(
    office: &Office,
    reader: &Reader,
    paths: &[PathBuf],
    ways: Ways,
    mut tell: impl FnMut(Line),
) {
    let (next, taken) = (AtomicUsize::new(0), (Mutex::new(0_usize), Condvar::new()));
    let cores = thread::available_parallelism().map_or(1, usize::from).min(16);
    let (send, looked) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..cores.min(paths.len()) {
            let (send, next, taken) = (send.clone(), &next, &taken);
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(path) = paths.get(at) else { return };
                    let before = taken.0.lock().unwrap_or_else(PoisonError::into_inner);
                    drop(taken.1.wait_while(before, |before| *before + AHEAD <= at));
                    if send.send((at, look(reader, path, ways))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send);
        let (mut early, mut now) = (BTreeMap::new(), 0);
        for (at, one) in looked {
            early.insert(at, one);
            while let Some(one) = early.remove(&now) {
                settle(office, one, ways).into_iter().for_each(&mut tell);
                now += 1;
                *taken.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
                taken.1.notify_all();
            }
        }
    });
}

fn look(reader: &Reader, path: &Path, ways: Ways) -> Looked {
    let file = path.display().to_string();
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mail = if ways.mail_each { Together::Each } else { Together::One };
    // A declaration is for files that cannot be looked through; a mark that was read still stops them.
    let checked = load(path).map(|bytes| {
        let given = vec![Given { name: name.clone(), bytes }];
        check_all(reader, "intake", given, (Together::Each, mail), false)
    });
    Looked { file, name, checked }
}

fn settle(office: &Office, looked: Looked, ways: Ways) -> Vec<Line> {
    let Looked { file, name, checked } = looked;
    let line = |outcome, reason: Option<String>| Line {
        file: file.clone(),
        outcome,
        reason,
        book: None,
        arrival_number: None,
        id: None,
    };
    let checked = match checked {
        Ok(checked) => checked,
        Err(why) => {
            let counted =
                turn_away(office, Actor::console(), office.new_id(), ("intake", tidy(&name), why.clone()));
            let why = counted.err().map_or(why, |refusal| refusal.msg);
            return vec![line("returned", Some(why.say(Lang::Vi)))];
        }
    };
    // A scan that recognition could read stays where it is, as in the watched folder: it is counted when it is taken.
    if !ways.unmarked && checked.iter().any(Checked::waits_for_recognition) {
        return vec![line("waiting", Some(t::intake_waits().say(Lang::Vi)))];
    }
    let mut lines = Vec::new();
    for one in checked {
        let one = match one {
            Checked::Unchecked(parcel, _) if ways.unmarked => Checked::Clear(parcel),
            other => other,
        };
        let under = Under { actor: Actor::console(), id: office.new_id(), stop: None };
        let told = match take(office, None, under, one) {
            Ok(told) => told,
            Err(refusal) => {
                lines.push(line("returned", Some(refusal.msg.say(Lang::Vi))));
                continue;
            }
        };
        for told in told.each() {
            lines.push(match told.outcome {
                Outcome::Waiting(id) => {
                    let mut waits = line("waiting", Some(told.said.say(Lang::Vi)));
                    waits.id = Some(id.to_string());
                    match sure(office, id, ways) {
                        Ok(Some((number, book))) => Line {
                            outcome: "registered",
                            reason: None,
                            book: Some(book),
                            arrival_number: Some(number),
                            ..waits
                        },
                        Ok(None) => waits,
                        Err(refusal) => Line { reason: Some(refusal.msg.say(Lang::Vi)), ..waits },
                    }
                }
                Outcome::Marked(id) | Outcome::Question(id) => {
                    Line { id: Some(id.to_string()), ..line("returned", Some(told.said.say(Lang::Vi))) }
                }
                Outcome::Returned => line("returned", Some(told.said.say(Lang::Vi))),
            });
        }
    }
    lines
}

fn load(path: &Path) -> Result<Vec<u8>, Msg> {
    let size = std::fs::metadata(path).map_err(|_| t::file_unreadable())?.len();
    if size > (FILE_MAX_MB as u64) << 20 {
        return Err(t::door_too_large(FILE_MAX_MB));
    }
    std::fs::read(path).map_err(|_| t::file_unreadable())
}

/// Registers the paper when it was read surely and is no double. The book's name and the number come back.
fn sure(
    office: &Office,
    id: kernel::Id<crate::Receipt>,
    ways: Ways,
) -> Result<Option<(i64, String)>, Refusal> {
    if !ways.register {
        return Ok(None);
    }
    let today = office.now().date();
    let form = office.read_blocking(|tx| -> Result<_, StoreError> {
        let Some(receipt) = store::receipt(tx, id)? else { return Ok(None) };
        let Some(mut form) = receipt.reading().and_then(|reading| filled(&receipt, &reading)) else {
            return Ok(None);
        };
        let known = match people::names::body_named(tx, &form.issuer, today)? {
            Some(body) => Some(body.name),
            None => store::issuer_spelling(tx, &form.issuer)?,
        };
        if let Some(name) = known {
            form.issuer = name;
        }
        let near = near::twins(tx, near::Sight::All, &receipt)?;
        let doubles = near.iter().any(|twin| twin.verdict != documents::text::Verdict::Alike)
            || documents::same_bytes(tx, receipt.blob)?.is_some()
            || store::waits_too(tx, receipt.blob, Some(id))?.is_some()
            || documents::same_paper(tx, &form.code, &form.issuer, form.issued_on)?.is_some();
        Ok((!doubles).then_some(form))
    })?;
    let Some(mut form) = form else { return Ok(None) };
    form.book = office.read_blocking(|tx| {
        let shelves = books::shelves(tx)?;
        Ok::<_, StoreError>(books::usual(&shelves, &form.kind, today).map(|shelf| shelf.row.id))
    })?;
    let done = office.act_blocking(Actor::console(), office.new_id(), form, register)?;
    let book = office.read_blocking(|tx| match documents::paper(tx, done.paper)? {
        Some(paper) => documents::book(tx, paper.book),
        None => Ok(None),
    })?;
    Ok(Some((done.number, book.map_or(String::new(), |book| book.name))))
}

/// The form as the reading fills it, when all that matters was read surely.
fn filled(receipt: &ReceiptRow, reading: &Reading) -> Option<Register> {
    // Mail has no letterhead of its own; a message of the exchange without its paper is looked at. What came under a
    // cover slip has its number already.
    if !is_sure(reading) || reading.format.is_container() || receipt.slip_of.is_some() {
        return None;
    }
    let facts = reading.facts.clone();
    let urgency = match vietnamese::fold(facts.urgency.as_deref().unwrap_or("")).as_str() {
        "" => "",
        "khan" => "urgent",
        "thuong khan" => "very",
        _ => "flash",
    };
    Some(Register {
        receipt: receipt.id,
        code: facts.code?,
        kind: facts.kind?,
        issuer: facts.issuer?,
        issued_on: Some(facts.date?.parse::<Date>().ok()?),
        subject: facts.subject?,
        urgency: urgency.to_owned(),
        asked_by: facts.deadline.and_then(|date| date.parse().ok()),
        given: None,
        book: None,
        arrived_on: None,
        send: None,
        relates: Vec::new(),
        writings: Vec::new(),
    })
}

/// Whether every field that a register line needs was read at least as surely as [`SURE`].
#[must_use]
pub fn is_sure(reading: &Reading) -> bool {
    reading.problem.is_none()
        && ["code", "date", "kind", "issuer", "subject"]
            .iter()
            .all(|field| reading.confidence.get(*field).is_some_and(|sure| *sure >= SURE))
}
