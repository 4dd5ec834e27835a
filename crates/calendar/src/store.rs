//! All SQL of this crate.

mod absences;

pub use absences::*;

use kernel::{Id, Instant, StoreError, Tx, vals};
use people::{Person, Post};
use uuid::Uuid;

use crate::model::{Call, Kind, Turn};

/// A turn with the names as they are today.
#[derive(Debug, Clone)]
pub struct TurnRow {
    pub id: Id<Turn>,
    pub kind: Kind,
    pub post: Id<Post>,
    pub person: Id<Person>,
    pub name: String,
    pub title: String,
    pub starts: Instant,
    pub ends: Instant,
    pub phone: String,
    pub removed_why: Option<String>,
}

const TURNS: &str = "SELECT t.id, t.kind, t.post, t.person, n.name, p.title, t.starts, t.ends, t.phone, t.removed_why \
     FROM duty_turns t JOIN persons n ON n.id = t.person JOIN posts p ON p.id = t.post";

fn turn_row(row: &kernel::Row<'_>) -> Result<TurnRow, StoreError> {
    let kind: String = row.get(1)?;
    Ok(TurnRow {
        id: row.get(0)?,
        kind: Kind::from_code(&kind).ok_or_else(|| StoreError::Shape(format!("a turn of kind {kind}")))?,
        post: row.get(2)?,
        person: row.get(3)?,
        name: row.get(4)?,
        title: row.get(5)?,
        starts: row.get(6)?,
        ends: row.get(7)?,
        phone: row.get(8)?,
        removed_why: row.get(9)?,
    })
}

pub(crate) fn insert_turn(
    tx: &mut Tx<'_>,
    (id, kind): (Id<Turn>, Kind),
    (post, person): (Id<Post>, Id<Person>),
    (starts, ends): (Instant, Instant),
    phone: &str,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO duty_turns (id, kind, post, person, starts, ends, phone) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        vals![id, kind.code(), post, person, starts, ends, phone],
    )
    .map(drop)
}

pub(crate) fn turn(tx: &mut Tx<'_>, id: Id<Turn>) -> Result<Option<TurnRow>, StoreError> {
    tx.opt(&format!("{TURNS} WHERE t.id = ?1"), vals![id], turn_row)
}

/// The turn itself, held until the act ends.
pub(crate) fn lock_turn(tx: &mut Tx<'_>, id: Id<Turn>) -> Result<Option<TurnRow>, StoreError> {
    if tx.is_postgres() {
        tx.opt("SELECT 1 FROM duty_turns WHERE id = ?1 FOR UPDATE", vals![id], |_| Ok(()))?;
    }
    turn(tx, id)
}

/// The turns that reach into these days, the earliest first.
pub(crate) fn turns(tx: &mut Tx<'_>, (from, to): (Instant, Instant)) -> Result<Vec<TurnRow>, StoreError> {
    let sql = format!(
        "{TURNS} WHERE t.ends > ?1 AND t.starts < ?2 AND t.removed_at IS NULL ORDER BY t.starts, t.id LIMIT 1000"
    );
    tx.rows(&sql, vals![from, to], turn_row)
}

/// A person's turns that reach into these days, the earliest first.
pub(crate) fn turns_of_person(
    tx: &mut Tx<'_>,
    person: Id<Person>,
    (from, to): (Instant, Instant),
) -> Result<Vec<TurnRow>, StoreError> {
    let sql = format!(
        "{TURNS} WHERE t.person = ?1 AND t.ends > ?2 AND t.starts < ?3 AND t.removed_at IS NULL \
         ORDER BY t.starts, t.id LIMIT 1000"
    );
    tx.rows(&sql, vals![person, from, to], turn_row)
}

/// The turns of a post that have not ended by then, the earliest first.
pub(crate) fn turns_of_post(
    tx: &mut Tx<'_>,
    post: Id<Post>,
    from: Instant,
) -> Result<Vec<TurnRow>, StoreError> {
    let sql = format!(
        "{TURNS} WHERE t.ends > ?2 AND t.post = ?1 AND t.removed_at IS NULL ORDER BY t.starts, t.id LIMIT 1000"
    );
    tx.rows(&sql, vals![post, from], turn_row)
}

/// The turns of this day, the earliest first.
pub fn turns_on(tx: &mut Tx<'_>, day: jiff::civil::Date) -> Result<Vec<TurnRow>, StoreError> {
    let next = day.tomorrow().unwrap_or(day);
    let midnight = |day: jiff::civil::Date| Instant::from_local(day.at(0, 0, 0, 0));
    turns(tx, (midnight(day), midnight(next)))
}

/// Who is on duty at this moment.
pub fn on_duty(tx: &mut Tx<'_>, now: Instant) -> Result<Vec<TurnRow>, StoreError> {
    turns(tx, (now, now.plus(1)))
}

/// A turn of this person that lies across these hours, other than this one.
pub(crate) fn crossing(
    tx: &mut Tx<'_>,
    person: Id<Person>,
    (from, to): (Instant, Instant),
    other_than: &[Id<Turn>],
) -> Result<Option<TurnRow>, StoreError> {
    let sql = format!(
        "{TURNS} WHERE t.person = ?1 AND t.ends > ?2 AND t.starts < ?3 AND t.removed_at IS NULL \
         ORDER BY t.starts LIMIT 20"
    );
    let rows = tx.rows(&sql, vals![person, from, to], turn_row)?;
    Ok(rows.into_iter().find(|row| !other_than.contains(&row.id)))
}

/// The number that this person gave for the newest turn.
pub(crate) fn last_phone(tx: &mut Tx<'_>, person: Id<Person>) -> Result<Option<String>, StoreError> {
    let sql = "SELECT phone FROM duty_turns WHERE person = ?1 ORDER BY ends DESC LIMIT 1";
    tx.opt(sql, vals![person], |row| row.get(0))
}

pub(crate) fn set_holder(
    tx: &mut Tx<'_>,
    id: Id<Turn>,
    (post, person): (Id<Post>, Id<Person>),
    phone: &str,
) -> Result<(), StoreError> {
    let sql = "UPDATE duty_turns SET post = ?2, person = ?3, phone = ?4 WHERE id = ?1";
    tx.exec(sql, vals![id, post, person, phone]).map(drop)
}

pub(crate) fn insert_change(
    tx: &mut Tx<'_>,
    (id, turn, at): (Uuid, Id<Turn>, Instant),
    by: Option<Uuid>,
    (from, to): (Id<Person>, Id<Person>),
    why: &str,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO duty_changes (id, turn, at, changed_by, from_person, to_person, why) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        vals![id, turn, at, by, from, to, why],
    )
    .map(drop)
}

/// A change of who sits a turn: when, from whom, to whom, why.
pub(crate) type Change = (Instant, String, String, String);

pub(crate) fn changes(tx: &mut Tx<'_>, turn: Id<Turn>) -> Result<Vec<Change>, StoreError> {
    let sql = "SELECT c.at, a.name, b.name, c.why FROM duty_changes c JOIN persons a ON a.id = c.from_person \
         JOIN persons b ON b.id = c.to_person WHERE c.turn = ?1 ORDER BY c.at, c.id LIMIT 100";
    tx.rows(sql, vals![turn], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
}

pub(crate) fn remove_turn(
    tx: &mut Tx<'_>,
    id: Id<Turn>,
    now: Instant,
    why: &str,
) -> Result<bool, StoreError> {
    let sql = "UPDATE duty_turns SET removed_at = ?2, removed_why = ?3 WHERE id = ?1 AND removed_at IS NULL";
    Ok(tx.exec(sql, vals![id, now, why])? > 0)
}

/// A call as listed.
#[derive(Debug, Clone)]
pub struct CallRow {
    pub id: Id<Call>,
    pub about_kind: String,
    pub about: Uuid,
    pub urgency: String,
    pub began: Instant,
    pub ring_at: Option<Instant>,
    pub rings: i64,
    /// Nobody was on duty when it rang.
    pub uncovered: bool,
    pub acknowledged_at: Option<Instant>,
    pub acknowledged_by: Option<String>,
    pub note: Option<String>,
}

const CALLS: &str = "SELECT c.id, c.about_kind, c.about, c.urgency, c.began, c.ring_at, c.rings, c.uncovered, \
     c.acknowledged_at, n.name, c.note FROM duty_calls c LEFT JOIN persons n ON n.id = c.acknowledged_by";

fn call_row(row: &kernel::Row<'_>) -> Result<CallRow, StoreError> {
    Ok(CallRow {
        id: row.get(0)?,
        about_kind: row.get(1)?,
        about: row.get(2)?,
        urgency: row.get(3)?,
        began: row.get(4)?,
        ring_at: row.get(5)?,
        rings: row.get(6)?,
        uncovered: row.get::<i64>(7)? != 0,
        acknowledged_at: row.get(8)?,
        acknowledged_by: row.get(9)?,
        note: row.get(10)?,
    })
}

/// One call about one thing: `false` when there is one already.
pub(crate) fn insert_call(
    tx: &mut Tx<'_>,
    id: Id<Call>,
    (kind, about): (&str, Uuid),
    urgency: &str,
    now: Instant,
) -> Result<bool, StoreError> {
    let sql = "INSERT INTO duty_calls (id, about_kind, about, urgency, began, rings, uncovered) \
         VALUES (?1, ?2, ?3, ?4, ?5, 0, 0) ON CONFLICT (about) DO NOTHING";
    Ok(tx.exec(sql, vals![id, kind, about, urgency, now])? > 0)
}

pub(crate) fn call(tx: &mut Tx<'_>, id: Id<Call>) -> Result<Option<CallRow>, StoreError> {
    tx.opt(&format!("{CALLS} WHERE c.id = ?1"), vals![id], call_row)
}

/// The call itself, held until the act ends.
pub(crate) fn lock_call(tx: &mut Tx<'_>, id: Id<Call>) -> Result<Option<CallRow>, StoreError> {
    if tx.is_postgres() {
        tx.opt("SELECT 1 FROM duty_calls WHERE id = ?1 FOR UPDATE", vals![id], |_| Ok(()))?;
    }
    call(tx, id)
}

/// The call that a thing brought about.
pub fn call_about(tx: &mut Tx<'_>, about: Uuid) -> Result<Option<CallRow>, StoreError> {
    tx.opt(&format!("{CALLS} WHERE c.about = ?1"), vals![about], call_row)
}

pub(crate) fn set_about(
    tx: &mut Tx<'_>,
    id: Id<Call>,
    (kind, about): (&str, Uuid),
) -> Result<(), StoreError> {
    tx.exec("UPDATE duty_calls SET about_kind = ?2, about = ?3 WHERE id = ?1", vals![id, kind, about])
        .map(drop)
}

/// Calls nobody has acknowledged that ring again by now.
pub(crate) fn due_calls(tx: &mut Tx<'_>, now: Instant) -> Result<Vec<Id<Call>>, StoreError> {
    let sql = "SELECT id FROM duty_calls WHERE acknowledged_at IS NULL AND ring_at <= ?1 ORDER BY ring_at LIMIT 100";
    tx.rows(sql, vals![now], |row| row.get(0))
}

pub(crate) fn set_rung(
    tx: &mut Tx<'_>,
    id: Id<Call>,
    (nth, next): (i64, Instant),
    uncovered: bool,
) -> Result<(), StoreError> {
    let sql = "UPDATE duty_calls SET rings = ?2, ring_at = ?3, \
         uncovered = CASE WHEN ?4 = 1 THEN 1 ELSE uncovered END WHERE id = ?1";
    tx.exec(sql, vals![id, nth, next, i64::from(uncovered)]).map(drop)
}

pub(crate) fn insert_ring(
    tx: &mut Tx<'_>,
    (id, call, at): (Uuid, Id<Call>, Instant),
    nth: i64,
    (level, person): (&str, Id<Person>),
) -> Result<(), StoreError> {
    let sql = "INSERT INTO duty_rings (id, call, nth, level, person, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    tx.exec(sql, vals![id, call, nth, level, person, at]).map(drop)
}

/// Whom one ring reached.
#[derive(Debug, Clone)]
pub struct RingRow {
    pub nth: i64,
    pub level: String,
    pub name: String,
    pub at: Instant,
}

/// The newest first.
pub(crate) fn rings(tx: &mut Tx<'_>, call: Id<Call>) -> Result<Vec<RingRow>, StoreError> {
    let sql = "SELECT r.nth, r.level, n.name, r.at FROM duty_rings r JOIN persons n ON n.id = r.person \
         WHERE r.call = ?1 ORDER BY r.nth DESC, r.id LIMIT 60";
    tx.rows(sql, vals![call], |row| {
        Ok(RingRow { nth: row.get(0)?, level: row.get(1)?, name: row.get(2)?, at: row.get(3)? })
    })
}

pub(crate) fn reached_by(tx: &mut Tx<'_>, call: Id<Call>) -> Result<Vec<Id<Person>>, StoreError> {
    let sql = "SELECT DISTINCT person FROM duty_rings WHERE call = ?1 ORDER BY person LIMIT 200";
    tx.rows(sql, vals![call], |row| row.get(0))
}

/// Whom calls about these have reached.
pub(crate) fn reached_about(tx: &mut Tx<'_>, about: &[Uuid]) -> Result<Vec<(Uuid, Id<Person>)>, StoreError> {
    if about.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<_> = (1..=about.len()).map(|n| format!("?{n}")).collect();
    let params: Vec<_> = about.iter().map(kernel::ToValue::to_value).collect();
    let sql = format!(
        "SELECT DISTINCT c.about, r.person FROM duty_calls c JOIN duty_rings r ON r.call = c.id WHERE c.about IN ({})",
        marks.join(", ")
    );
    tx.rows(&sql, &params, |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Whether this call has reached this person.
pub(crate) fn reached(tx: &mut Tx<'_>, call: Id<Call>, person: Id<Person>) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM duty_rings WHERE person = ?2 AND call = ?1 LIMIT 1";
    Ok(tx.opt(sql, vals![call, person], |_| Ok(()))?.is_some())
}

pub(crate) fn acknowledge(
    tx: &mut Tx<'_>,
    id: Id<Call>,
    (now, by): (Instant, Option<Uuid>),
    note: Option<&str>,
) -> Result<(), StoreError> {
    let sql = "UPDATE duty_calls SET acknowledged_at = ?2, acknowledged_by = ?3, note = ?4, ring_at = NULL \
         WHERE id = ?1";
    tx.exec(sql, vals![id, now, by, note]).map(drop)
}

/// Open calls that have reached this person, the oldest first.
pub(crate) fn ringing(tx: &mut Tx<'_>, person: Id<Person>) -> Result<Vec<CallRow>, StoreError> {
    let sql = format!(
        "{CALLS} WHERE c.acknowledged_at IS NULL AND EXISTS \
         (SELECT 1 FROM duty_rings r WHERE r.person = ?1 AND r.call = c.id) ORDER BY c.began LIMIT 20"
    );
    tx.rows(&sql, vals![person], call_row)
}

/// The newest calls: all, or those that reached one person.
pub(crate) fn calls(
    tx: &mut Tx<'_>,
    person: Option<Id<Person>>,
    (limit, skip): (u32, u32),
) -> Result<Vec<CallRow>, StoreError> {
    let order = "ORDER BY c.began DESC, c.id DESC LIMIT ?1 OFFSET ?2";
    match person {
        None => tx.rows(&format!("{CALLS} {order}"), vals![limit, skip], call_row),
        Some(person) => {
            let mine = "WHERE EXISTS (SELECT 1 FROM duty_rings r WHERE r.person = ?3 AND r.call = c.id)";
            tx.rows(&format!("{CALLS} {mine} {order}"), vals![limit, skip, person], call_row)
        }
    }
}

/// Calls of these days that found nobody on duty.
pub(crate) fn uncovered(tx: &mut Tx<'_>, since: Instant) -> Result<Vec<CallRow>, StoreError> {
    let sql = format!("{CALLS} WHERE c.began >= ?1 AND c.uncovered = 1 ORDER BY c.began DESC LIMIT 20");
    tx.rows(&sql, vals![since], call_row)
}
