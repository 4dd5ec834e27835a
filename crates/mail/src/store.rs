//! All SQL of this crate.

use jiff::civil::{Date, Time};
use kernel::{Id, Instant, Row, StoreError, Tx, vals};
use people::Person;
use uuid::Uuid;
use words::Lang;

use crate::model::{self, Timings};

/// A person with a confirmed address.
#[derive(Debug, Clone)]
pub(crate) struct PersonRow {
    pub person: Id<Person>,
    pub address: String,
    pub confirmed_on: Date,
    pub lang: Lang,
    pub hours: Vec<Time>,
    pub workdays: bool,
    pub timings: Timings,
}

const PEOPLE: &str = "SELECT person, address, confirmed_on, lang, hours, workdays, kinds FROM mail_people";

fn read_person(row: &Row<'_>) -> Result<PersonRow, StoreError> {
    Ok(PersonRow {
        person: row.get(0)?,
        address: row.get(1)?,
        confirmed_on: row.get(2)?,
        lang: Lang::from_code(&row.get::<String>(3)?).unwrap_or_default(),
        hours: model::parse_hours(&row.get::<String>(4)?).unwrap_or_default(),
        workdays: row.get::<i64>(5)? != 0,
        timings: Timings::parse(&row.get::<String>(6)?),
    })
}

pub(crate) fn person(tx: &mut Tx<'_>, id: Id<Person>) -> Result<Option<PersonRow>, StoreError> {
    tx.opt(&format!("{PEOPLE} WHERE person = ?1"), vals![id], read_person)
}

/// Everybody who can be reached, with the newest digest that was asked for: confirmed, and not refused by the server
/// since.
pub(crate) fn reachable(tx: &mut Tx<'_>) -> Result<Vec<(PersonRow, Instant)>, StoreError> {
    let sql = "SELECT p.person, p.address, p.confirmed_on, p.lang, p.hours, p.workdays, p.kinds, m.slot \
         FROM mail_people p LEFT JOIN mail_marks m ON m.person = p.person \
         WHERE NOT EXISTS (SELECT 1 FROM mail_bounces b WHERE b.person = p.person) ORDER BY p.person LIMIT 20000";
    tx.rows(sql, vals![], |row| Ok((read_person(row)?, row.get::<Option<Instant>>(7)?.unwrap_or_default())))
}

pub(crate) fn put_person(tx: &mut Tx<'_>, row: &PersonRow) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO mail_people (person, address, confirmed_on, lang, hours, workdays, kinds) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (person) DO UPDATE SET address = excluded.address, \
         confirmed_on = excluded.confirmed_on, lang = excluded.lang, hours = excluded.hours, \
         workdays = excluded.workdays, kinds = excluded.kinds",
        vals![
            row.person,
            row.address,
            row.confirmed_on,
            row.lang.code(),
            model::say_hours(&row.hours),
            i64::from(row.workdays),
            row.timings.text()
        ],
    )
    .map(drop)
}

pub(crate) fn delete_person(tx: &mut Tx<'_>, person: Id<Person>) -> Result<(), StoreError> {
    tx.exec("DELETE FROM mail_people WHERE person = ?1", vals![person])?;
    settle_pending(tx, person)
}

/// An address that waits for its code.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub address: String,
    pub lang: Lang,
    pub issued_at: Instant,
    pub tries: i64,
}

/// A code is good for so long, and for so many tries.
const CODE_LIVES: i64 = 30 * Instant::MINUTE;
const TRIES_MAX: i64 = 5;

impl Pending {
    pub(crate) fn lives(&self, now: Instant) -> bool {
        self.tries <= TRIES_MAX && now.since(self.issued_at) <= CODE_LIVES
    }
}

pub(crate) fn pending(tx: &mut Tx<'_>, person: Id<Person>) -> Result<Option<Pending>, StoreError> {
    let sql = "SELECT address, lang, issued_at, tries FROM mail_pending WHERE person = ?1";
    tx.opt(sql, vals![person], |row| {
        Ok(Pending {
            address: row.get(0)?,
            lang: Lang::from_code(&row.get::<String>(1)?).unwrap_or_default(),
            issued_at: row.get(2)?,
            tries: row.get(3)?,
        })
    })
}

pub(crate) fn put_pending(
    tx: &mut Tx<'_>,
    person: Id<Person>,
    (address, lang): (&str, Lang),
    now: Instant,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO mail_pending (person, address, lang, issued_at, tries) VALUES (?1, ?2, ?3, ?4, 0) \
         ON CONFLICT (person) DO UPDATE SET address = excluded.address, lang = excluded.lang, \
         issued_at = excluded.issued_at, tries = 0",
        vals![person, address, lang.code(), now],
    )
    .map(drop)
}

/// What stands for the tries of an address that the server refuses.
pub(crate) const REFUSED: i64 = 99;

pub(crate) fn refuse_pending(tx: &mut Tx<'_>, person: Id<Person>) -> Result<(), StoreError> {
    tx.exec("UPDATE mail_pending SET tries = ?2 WHERE person = ?1", vals![person, REFUSED]).map(drop)
}

pub(crate) fn count_try(tx: &mut Tx<'_>, person: Id<Person>) -> Result<(), StoreError> {
    tx.exec("UPDATE mail_pending SET tries = tries + 1 WHERE person = ?1", vals![person]).map(drop)
}

/// The address is confirmed or given up: no code is waited for, and an old refusal counts no more.
pub(crate) fn settle_pending(tx: &mut Tx<'_>, person: Id<Person>) -> Result<(), StoreError> {
    tx.exec("DELETE FROM mail_pending WHERE person = ?1", vals![person])?;
    tx.exec("DELETE FROM mail_bounces WHERE person = ?1", vals![person]).map(drop)
}

/// How far a person has been told.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Marks {
    /// The newest digest that was asked for.
    pub slot: Instant,
    pub digest_until: Instant,
    /// Until when notices were looked through for what is told at once.
    pub asked_until: Instant,
    pub told_until: Instant,
}

pub(crate) fn marks(tx: &mut Tx<'_>, person: Id<Person>) -> Result<Marks, StoreError> {
    let sql = "SELECT slot, digest_until, asked_until, told_until FROM mail_marks WHERE person = ?1";
    let found = tx.opt(sql, vals![person], |row| {
        Ok(Marks {
            slot: row.get(0)?,
            digest_until: row.get(1)?,
            asked_until: row.get(2)?,
            told_until: row.get(3)?,
        })
    })?;
    Ok(found.unwrap_or_default())
}

/// What was before the address is no news.
pub(crate) fn start_marks(tx: &mut Tx<'_>, person: Id<Person>, now: Instant) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO mail_marks (person, slot, digest_until, asked_until, told_until) VALUES (?1, ?2, ?2, ?2, ?2) \
         ON CONFLICT (person) DO NOTHING",
        vals![person, now],
    )
    .map(drop)
}

pub(crate) fn mark(
    tx: &mut Tx<'_>,
    person: Id<Person>,
    which: &'static str,
    at: Instant,
) -> Result<(), StoreError> {
    start_marks(tx, person, at)?;
    let sql = format!("UPDATE mail_marks SET {which} = ?2 WHERE person = ?1 AND {which} < ?2");
    tx.exec(&sql, vals![person, at]).map(drop)
}

pub(crate) fn insert_sent(
    tx: &mut Tx<'_>,
    (id, person): (Uuid, Id<Person>),
    kind: &str,
    at: Instant,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO mail_sent (id, person, kind, at) VALUES (?1, ?2, ?3, ?4)";
    tx.exec(sql, vals![id, person, kind, at]).map(drop)
}

/// How many went to this person since then, and when the first of them did.
pub(crate) fn sent_since(
    tx: &mut Tx<'_>,
    person: Id<Person>,
    since: Instant,
) -> Result<(u64, Option<Instant>), StoreError> {
    let sql = "SELECT count(*), min(at) FROM mail_sent WHERE person = ?1 AND at > ?2";
    tx.one(sql, vals![person, since], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// How many codes this person asked for since then.
pub(crate) fn codes_since(tx: &mut Tx<'_>, person: Id<Person>, since: Instant) -> Result<u64, StoreError> {
    let sql = "SELECT count(*) FROM mail_sent WHERE person = ?1 AND at > ?2 AND kind = 'code'";
    tx.one(sql, vals![person, since], |row| row.get(0))
}

/// A trial that did not go out.
pub(crate) const TRIED: &str = "tried";

pub(crate) fn sent_count(tx: &mut Tx<'_>, since: Instant) -> Result<u64, StoreError> {
    let sql = "SELECT count(*) FROM mail_sent WHERE at > ?1 AND kind <> ?2";
    tx.one(sql, vals![since, TRIED], |row| row.get(0))
}

pub(crate) fn sweep(tx: &mut Tx<'_>, sent_before: Instant, asked_before: Instant) -> Result<(), StoreError> {
    tx.exec("DELETE FROM mail_sent WHERE at < ?1", vals![sent_before])?;
    tx.exec("DELETE FROM mail_pending WHERE issued_at < ?1", vals![asked_before]).map(drop)
}

pub(crate) fn put_bounce(
    tx: &mut Tx<'_>,
    person: Id<Person>,
    code: u16,
    now: Instant,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO mail_bounces (person, at, code) VALUES (?1, ?2, ?3) \
         ON CONFLICT (person) DO UPDATE SET at = excluded.at, code = excluded.code",
        vals![person, now, i64::from(code)],
    )
    .map(drop)
}

pub(crate) fn bounce(tx: &mut Tx<'_>, person: Id<Person>) -> Result<Option<(Instant, i64)>, StoreError> {
    let sql = "SELECT at, code FROM mail_bounces WHERE person = ?1";
    tx.opt(sql, vals![person], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Whose mails the server refuses: name, since when, with which answer.
pub(crate) type Bounced = (Id<Person>, String, Instant, i64);

pub(crate) fn bounces(tx: &mut Tx<'_>) -> Result<Vec<Bounced>, StoreError> {
    let sql = "SELECT b.person, p.name, b.at, b.code FROM mail_bounces b JOIN persons p ON p.id = b.person \
         ORDER BY p.sort_key, b.person LIMIT 500";
    tx.rows(sql, vals![], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
}

pub(crate) fn clear_bounce(tx: &mut Tx<'_>, person: Id<Person>) -> Result<bool, StoreError> {
    Ok(tx.exec("DELETE FROM mail_bounces WHERE person = ?1", vals![person])? > 0)
}

/// How sending goes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Health {
    pub sent_at: Option<Instant>,
    pub failed_at: Option<Instant>,
    pub fault: Option<String>,
    /// One after the other, since the last mail that went out.
    pub failures: i64,
}

pub(crate) fn health(tx: &mut Tx<'_>) -> Result<Health, StoreError> {
    let sql = "SELECT sent_at, failed_at, fault, failures FROM mail_health WHERE id = 1";
    let found = tx.opt(sql, vals![], |row| {
        Ok(Health { sent_at: row.get(0)?, failed_at: row.get(1)?, fault: row.get(2)?, failures: row.get(3)? })
    })?;
    Ok(found.unwrap_or_default())
}

pub(crate) fn note_sent(tx: &mut Tx<'_>, now: Instant) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO mail_health (id, sent_at, failures) VALUES (1, ?1, 0) \
         ON CONFLICT (id) DO UPDATE SET sent_at = excluded.sent_at, failures = 0",
        vals![now],
    )
    .map(drop)
}

pub(crate) fn note_failed(tx: &mut Tx<'_>, now: Instant, fault: &str) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO mail_health (id, failed_at, fault, failures) VALUES (1, ?1, ?2, 1) \
         ON CONFLICT (id) DO UPDATE SET failed_at = excluded.failed_at, fault = excluded.fault, \
         failures = mail_health.failures + 1",
        vals![now, fault],
    )
    .map(drop)
}
