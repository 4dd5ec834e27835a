//! What goes out when: each beat looks who is due and asks for jobs; the jobs make the mails and hand them over.

use std::sync::Arc;

use kernel::jobs::{self, Handler, Job};
use kernel::{Id, Instant, Kind as Sort, Office, Refusal, StoreError, Tx};
use people::notices::{self, NoticeRow};
use people::{Function, Person, Viewer};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use words::Lang;

use crate::compose::{self, Lines, Said};
use crate::model::{self, Kind, Timing};
use crate::settings::{self, PURPOSE, Server};
use crate::smtp::{self, Fault, Letter};
use crate::store::{self, Pending};
use crate::t;

/// What is told at once is not told any more after this long: the digest has it.
const NOW_FOR: i64 = Instant::HOUR;
/// After a fault of the server the next try waits: a thousand digests must not hold up all other jobs.
const REST: i64 = 30 * Instant::SECOND;
const CODES_AN_HOUR: u64 = 5;
const SENT_KEPT: i64 = 30 * Instant::DAY;

#[derive(Serialize, Deserialize)]
struct Digest {
    person: Id<Person>,
    slot: Instant,
}

#[derive(Serialize, Deserialize)]
struct One {
    person: Id<Person>,
}

fn sending(tx: &mut Tx<'_>) -> Result<Option<Server>, StoreError> {
    Ok(settings::server(tx)?.filter(|server| server.on))
}

/// Looks who is due for a digest and who was told something that cannot wait.
pub fn beat(office: &Office) -> anyhow::Result<()> {
    let now = office.now();
    let due =
        office.read_blocking(|tx| if sending(tx)?.is_some() { due(tx, now) } else { Ok(Due::default()) })?;
    if due.digests.is_empty() && due.at_once.is_empty() {
        return Ok(());
    }
    let ids = office.clone();
    Ok(office.operate(move |tx| {
        for (person, slot) in &due.digests {
            let (person, slot) = (*person, *slot);
            // Asked again inside: another node may have been faster.
            if store::marks(tx, person)?.slot < slot {
                store::mark(tx, person, "slot", slot)?;
                jobs::enqueue(tx, "mail.digest", &Digest { person, slot }, (ids.new_id(), now, now))?;
            }
        }
        for (person, until) in &due.at_once {
            if store::marks(tx, *person)?.asked_until < *until {
                store::mark(tx, *person, "asked_until", *until)?;
                jobs::enqueue(tx, "mail.now", &One { person: *person }, (ids.new_id(), now, now))?;
            }
        }
        Ok(())
    })?)
}

#[derive(Default)]
struct Due {
    digests: Vec<(Id<Person>, Instant)>,
    at_once: Vec<(Id<Person>, Instant)>,
}

fn due(tx: &mut Tx<'_>, now: Instant) -> Result<Due, StoreError> {
    let people = store::reachable(tx)?;
    let mut due = Due::default();
    if people.is_empty() {
        return Ok(due);
    }
    let working = rulebook::rules(tx)?.calendar.is_working(now.date());
    for (row, asked) in &people {
        if let Some(slot) = model::slot(&row.hours, now)
            && slot > *asked
            && (working || !row.workdays)
        {
            due.digests.push((row.person, slot));
        }
    }
    for (person, why, at) in notices::told_since(tx, now.plus(-NOW_FOR))? {
        let Some((row, _)) = people.iter().find(|(row, _)| row.person == person) else { continue };
        if row.timings.of(Kind::of(&why)) != Timing::Now || store::marks(tx, person)?.asked_until >= at {
            continue;
        }
        due.at_once.retain(|(other, _)| *other != person);
        due.at_once.push((person, at));
    }
    Ok(due)
}

/// What does the jobs; the digest speaks of all functions, so the program hands them over.
#[must_use]
pub fn jobs(functions: fn() -> Vec<Function>, lines: &'static [Lines]) -> Vec<(&'static str, Handler)> {
    vec![
        (
            "mail.digest",
            Arc::new(move |office: &Office, job: &Job| digest(office, job, functions, lines)) as Handler,
        ),
        ("mail.now", Arc::new(move |office: &Office, job: &Job| at_once(office, job, functions))),
        ("mail.code", Arc::new(send_code)),
    ]
}

fn digest(
    office: &Office,
    job: &Job,
    functions: fn() -> Vec<Function>,
    lines: &'static [Lines],
) -> anyhow::Result<()> {
    let Digest { person, slot } = job.payload()?;
    let now = office.now();
    let made = office.read_blocking(|tx| {
        let marks = store::marks(tx, person)?;
        let (Some(server), Some(row)) = (sending(tx)?, store::person(tx, person)?) else { return Ok(None) };
        // A newer one was asked for while this one could not go out: it says all this and more.
        let Some(mut viewer) = Viewer::load(tx, person, now.date())?.filter(|_| marks.slot <= slot) else {
            return Ok(None);
        };
        viewer.lang = row.lang;
        let news: Vec<NoticeRow> = notices::unread_since(tx, person, marks.digest_until)?
            .into_iter()
            .filter(|notice| {
                notice.at > marks.told_until || row.timings.of(Kind::of(&notice.why)) == Timing::Digest
            })
            .collect();
        // The first of a day, and not every one, bears the lines of the functions: the morning brief.
        let first = row.hours.first().is_some_and(|first| slot.local().time() == *first);
        let lines = if first { lines } else { &[] };
        let said =
            compose::digest(tx, (&functions(), lines), &viewer, (&row.timings, &news), (now, &server.link))?;
        Ok(said.map(|said| (server, row.address, said)))
    })?;
    let Some((server, to, said)) = made else { return Ok(()) };
    if deliver(office, &server, person, (to, said), ("digest", job.id))? {
        office.operate(move |tx| store::mark(tx, person, "digest_until", now))?;
    }
    Ok(())
}

/// The digest as it would be said to this reader now, with everything they have not read.
pub fn preview(
    tx: &mut Tx<'_>,
    (functions, lines): (&[Function], &[Lines]),
    viewer: &Viewer,
    now: Instant,
) -> Result<Option<Said>, StoreError> {
    let timings = store::person(tx, viewer.person)?.map(|row| row.timings).unwrap_or_default();
    let news = notices::unread_since(tx, viewer.person, Instant::default())?;
    let link = settings::server(tx)?.map(|server| server.link).unwrap_or_default();
    compose::digest(tx, (functions, lines), viewer, (&timings, &news), (now, &link))
}

fn at_once(office: &Office, job: &Job, functions: fn() -> Vec<Function>) -> anyhow::Result<()> {
    let One { person } = job.payload()?;
    let now = office.now();
    let made = office.read_blocking(|tx| {
        let marks = store::marks(tx, person)?;
        let (Some(server), Some(row)) = (sending(tx)?, store::person(tx, person)?) else { return Ok(None) };
        if store::bounce(tx, person)?.is_some() {
            return Ok(None);
        }
        let mut told = notices::unread_since(tx, person, marks.told_until)?;
        told.retain(|notice| row.timings.of(Kind::of(&notice.why)) == Timing::Now);
        let sent = store::sent_since(tx, person, now.plus(-Instant::HOUR))?;
        Ok(Some((server, row, told, sent)))
    })?;
    let Some((server, row, told, (sent, first))) = made else { return Ok(()) };
    let Some(last) = told.last().map(|notice| notice.at) else { return Ok(()) };
    if sent >= u64::from(server.per_hour) {
        // No flood: what comes too fast is told together when the hour is over.
        let later =
            first.map_or(now.plus(Instant::HOUR), |first| first.plus(Instant::HOUR + Instant::SECOND));
        let id = office.new_id();
        office.operate(move |tx| jobs::enqueue(tx, "mail.now", &One { person }, (id, later, now)))?;
        return Ok(());
    }
    let said = compose::now(&functions(), &told, (&server.link, row.lang));
    if deliver(office, &server, person, (row.address, said), ("now", job.id))? {
        office.operate(move |tx| store::mark(tx, person, "told_until", last))?;
    }
    Ok(())
}

/// Asks for a code to be sent to an address. Blocking.
pub fn ask_code(office: &Office, person: Id<Person>, address: &str, lang: Lang) -> Result<(), Refusal> {
    let address =
        model::address(address).ok_or_else(|| Refusal::invalid(t::address_shape()).field("address"))?;
    let now = office.now();
    let (ready, codes) = office.read_blocking(|tx| {
        Ok((sending(tx)?.is_some(), store::codes_since(tx, person, now.plus(-Instant::HOUR))?))
    })?;
    if !ready {
        return Err(Refusal::conflict(t::no_server()).field("address"));
    }
    if codes >= CODES_AN_HOUR {
        return Err(Refusal::new(Sort::Busy, t::codes_too_many(CODES_AN_HOUR)).field("address"));
    }
    let (id, sent) = (office.new_id(), office.new_id());
    office.operate(move |tx| {
        store::put_pending(tx, person, (&address, lang), now)?;
        store::insert_sent(tx, (sent, person), "code", now)?;
        jobs::enqueue(tx, "mail.code", &One { person }, (id, now, now))
    })?;
    Ok(())
}

/// Six digits that follow from the address and the moment: nothing is stored that could be read.
pub(crate) fn code(secret: &[u8; 32], person: Id<Person>, pending: &Pending) -> String {
    let mut hash = Sha256::new_with_prefix(secret);
    hash.update(person.uuid().as_bytes());
    hash.update(pending.issued_at.0.to_be_bytes());
    hash.update(pending.address.as_bytes());
    let bytes: [u8; 32] = hash.finalize().into();
    let number = bytes.iter().take(8).fold(0u64, |number, byte| (number << 8) | u64::from(*byte));
    format!("{:06}", number % 1_000_000)
}

fn send_code(office: &Office, job: &Job) -> anyhow::Result<()> {
    let One { person } = job.payload()?;
    let now = office.now();
    let made = office.read_blocking(|tx| {
        let pending = store::pending(tx, person)?.filter(|pending| pending.lives(now));
        Ok(sending(tx)?.zip(pending))
    })?;
    let Some((server, pending)) = made else { return Ok(()) };
    let code = code(&office.journal().secret("mail.code"), person, &pending);
    let (subject, text) = compose::code(&code, pending.lang);
    rested(office)?;
    let letter = Letter { to: pending.address, subject, text, id: job.id.to_string() };
    match hand_over(office, &server, &letter) {
        Ok(()) => Ok(note(office, None)?),
        // The person sees it on their page and types another address.
        Err(Fault::Recipient(_)) => Ok(office.operate(move |tx| store::refuse_pending(tx, person))?),
        Err(fault) => failed(office, fault),
    }
}

/// Sends a mail to see whether the settings are right. Blocking.
pub(crate) fn trial(office: &Office, person: Id<Person>, to: &str, lang: Lang) -> Result<(), Refusal> {
    let to = model::address(to).ok_or_else(|| Refusal::invalid(t::address_shape()).field("to"))?;
    let now = office.now();
    let (server, (sent, _)) = office.read_blocking(|tx| {
        Ok((settings::server(tx)?, store::sent_since(tx, person, now.plus(-Instant::HOUR))?))
    })?;
    let server = server.ok_or_else(|| Refusal::conflict(t::no_server()).field("to"))?;
    if sent >= u64::from(server.per_hour) {
        return Err(Refusal::new(Sort::Busy, t::too_many(server.per_hour)).field("to"));
    }
    let (subject, text) = compose::trial(&server.link, lang);
    let id = office.new_id();
    let letter = Letter { to, subject, text, id: id.to_string() };
    let outcome = hand_over(office, &server, &letter);
    let fault = outcome.err();
    // One that did not go out counts against the limit all the same.
    let kind = if fault.is_none() { "trial" } else { store::TRIED };
    office.operate(move |tx| store::insert_sent(tx, (id, person), kind, now))?;
    note(office, fault.filter(|fault| !matches!(fault, Fault::Recipient(_))))?;
    match fault {
        None => Ok(()),
        Some(fault) => Err(Refusal::conflict(crate::pages::fault_said(&fault.code())).field("to")),
    }
}

fn hand_over(office: &Office, server: &Server, letter: &Letter) -> Result<(), Fault> {
    let password = match &server.password {
        Some(sealed) => Some(office.unseal(PURPOSE, sealed).ok_or(Fault::Settings)?),
        None => None,
    };
    smtp::send(server, password, letter)
}

/// Whether it went out. A refused recipient is no fault of the server: it is noted, and nothing more is sent there.
fn deliver(
    office: &Office,
    server: &Server,
    person: Id<Person>,
    (to, (subject, text)): (String, Said),
    (kind, id): (&'static str, Uuid),
) -> anyhow::Result<bool> {
    rested(office)?;
    let letter = Letter { to, subject, text, id: id.to_string() };
    let outcome = hand_over(office, server, &letter);
    let now = office.now();
    match outcome {
        Ok(()) => {
            let sent = office.new_id();
            office.operate(move |tx| store::insert_sent(tx, (sent, person), kind, now))?;
            note(office, None)?;
            Ok(true)
        }
        Err(Fault::Recipient(code)) => {
            office.operate(move |tx| store::put_bounce(tx, person, code, now))?;
            Ok(false)
        }
        Err(fault) => failed(office, fault).map(|()| false),
    }
}

fn failed(office: &Office, fault: Fault) -> anyhow::Result<()> {
    note(office, Some(fault))?;
    Err(fault.into())
}

fn note(office: &Office, fault: Option<Fault>) -> Result<(), StoreError> {
    let now = office.now();
    office.operate(move |tx| match fault {
        None => store::note_sent(tx, now),
        Some(fault) => store::note_failed(tx, now, &fault.code()),
    })
}

/// A server that has just failed is left alone for a moment.
fn rested(office: &Office) -> anyhow::Result<()> {
    let (now, health) = (office.now(), office.read_blocking(store::health)?);
    let resting = health.failures > 0 && health.failed_at.is_some_and(|at| now.since(at) < REST);
    anyhow::ensure!(!resting, "the mail server has just failed; it is left alone for a moment");
    Ok(())
}

/// Lets go of what was sent long ago and of codes that nobody typed.
pub(crate) fn sweep(office: &Office) -> anyhow::Result<()> {
    let now = office.now();
    Ok(office.operate(move |tx| store::sweep(tx, now.plus(-SENT_KEPT), now.plus(-Instant::DAY)))?)
}
