//! Notices: for whom, why, about what, read or not.

use kernel::{Id, Instant, StoreError, Tx, vals};
use uuid::Uuid;

use crate::model::Person;
use crate::notices::{News, Notice};

#[derive(Debug, Clone)]
pub struct NoticeRow {
    pub id: Id<Notice>,
    pub why: String,
    pub nth: i64,
    pub kind: String,
    pub subject: Uuid,
    pub urgent: bool,
    pub at: Instant,
    pub read: bool,
}

const COLUMNS: &str = "SELECT id, why, nth, kind, subject, urgent, at, read_at FROM notices";

fn read(row: &kernel::Row<'_>) -> Result<NoticeRow, StoreError> {
    let read_at: Option<Instant> = row.get(7)?;
    Ok(NoticeRow {
        id: row.get(0)?,
        why: row.get(1)?,
        nth: row.get(2)?,
        kind: row.get(3)?,
        subject: row.get(4)?,
        urgent: row.get::<i64>(5)? != 0,
        at: row.get(6)?,
        read: read_at.is_some(),
    })
}

/// A notice under a key that this person has had already is not told again.
pub fn insert_notice(
    tx: &mut Tx<'_>,
    (id, person, at): (Id<Notice>, Id<Person>, Instant),
    news: &News,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO notices (id, person, why, nth, kind, subject, urgent, at, once) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (person, once) DO NOTHING",
        vals![
            id,
            person,
            news.why,
            news.nth,
            news.about.kind,
            news.about.id,
            i64::from(news.urgent),
            at,
            news.once
        ],
    )
    .map(drop)
}

/// The unread ones first, then the newest.
pub fn notices(
    tx: &mut Tx<'_>,
    person: Id<Person>,
    (limit, skip): (u32, u32),
) -> Result<Vec<NoticeRow>, StoreError> {
    let sql = format!(
        "{COLUMNS} WHERE person = ?1 \
         ORDER BY CASE WHEN read_at IS NULL THEN 0 ELSE 1 END, at DESC, id DESC LIMIT ?2 OFFSET ?3"
    );
    tx.rows(&sql, vals![person, limit, skip], read)
}

pub fn unread_notices(tx: &mut Tx<'_>, person: Id<Person>, most: u32) -> Result<u64, StoreError> {
    let sql = "SELECT COUNT(*) FROM (SELECT 1 FROM notices WHERE person = ?1 AND read_at IS NULL LIMIT ?2) n";
    let count: i64 = tx.one(sql, vals![person, most], |row| row.get(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Marks one of this person's own as read, or all of them; tells how many.
pub fn read_notices(
    tx: &mut Tx<'_>,
    person: Id<Person>,
    one: Option<Id<Notice>>,
    now: Instant,
) -> Result<u64, StoreError> {
    match one {
        Some(id) => tx.exec(
            "UPDATE notices SET read_at = ?3 WHERE id = ?2 AND person = ?1 AND read_at IS NULL",
            vals![person, id, now],
        ),
        None => tx.exec(
            "UPDATE notices SET read_at = ?2 WHERE person = ?1 AND read_at IS NULL",
            vals![person, now],
        ),
    }
}

/// What this person was told after `from` and has not read, the oldest first.
pub fn unread_since(
    tx: &mut Tx<'_>,
    person: Id<Person>,
    from: Instant,
) -> Result<Vec<NoticeRow>, StoreError> {
    let sql =
        format!("{COLUMNS} WHERE person = ?1 AND at > ?2 AND read_at IS NULL ORDER BY at, id LIMIT 500");
    tx.rows(&sql, vals![person, from], read)
}

/// Who was told something since then and has not read it: the person, why, when.
pub fn told_since(tx: &mut Tx<'_>, from: Instant) -> Result<Vec<(Id<Person>, String, Instant)>, StoreError> {
    let sql = "SELECT person, why, at FROM notices WHERE at > ?1 AND read_at IS NULL ORDER BY at LIMIT 5000";
    tx.rows(sql, vals![from], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

pub fn own_notice(tx: &mut Tx<'_>, person: Id<Person>, id: Id<Notice>) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM notices WHERE id = ?2 AND person = ?1";
    Ok(tx.opt(sql, vals![person, id], |_| Ok(()))?.is_some())
}

pub fn read_about(
    tx: &mut Tx<'_>,
    person: Option<Id<Person>>,
    subject: Uuid,
    now: Instant,
) -> Result<u64, StoreError> {
    match person {
        Some(person) => tx.exec(
            "UPDATE notices SET read_at = ?2 WHERE subject = ?1 AND read_at IS NULL AND person = ?3",
            vals![subject, now, person],
        ),
        None => tx.exec(
            "UPDATE notices SET read_at = ?2 WHERE subject = ?1 AND read_at IS NULL",
            vals![subject, now],
        ),
    }
}

pub fn sweep_notices(tx: &mut Tx<'_>, before: Instant) -> Result<u64, StoreError> {
    tx.exec("DELETE FROM notices WHERE at < ?1", vals![before])
}
