//! All SQL of this crate.

mod delegations;
mod fields;
mod history;
mod imports;
mod notices;
mod second;

pub use delegations::*;
pub use fields::*;
pub use history::*;
pub use imports::*;
pub use notices::*;
pub use second::*;

use jiff::civil::Date;
use kernel::{Id, Instant, StoreError, Tx, vals};

use crate::model::{Delegation, Person, Post, Role, Unit};

/// A unit as listed.
#[derive(Debug, Clone)]
pub struct UnitRow {
    pub id: Id<Unit>,
    pub parent: Option<Id<Unit>>,
    pub kind: String,
    pub name: String,
}

/// A post with its unit and who holds it on the day asked for.
#[derive(Debug, Clone)]
pub struct PostRow {
    pub id: Id<Post>,
    pub unit: Id<Unit>,
    pub unit_name: String,
    pub unit_kind: String,
    pub title: String,
    pub roles: Vec<Role>,
    pub holder: Option<Id<Person>>,
    pub holder_name: Option<String>,
    pub account: Option<String>,
}

#[derive(Debug, Clone)]
pub struct AccountRow {
    pub person: Id<Person>,
    pub password: String,
}

#[derive(Debug, Clone)]
pub struct SessionRow {
    pub token: [u8; 32],
    pub person: Id<Person>,
    pub started_at: Instant,
    pub seen_at: Instant,
    pub browser: String,
    /// The delegation under which this session acts for somebody else.
    pub acting: Option<Id<Delegation>>,
}

pub fn insert_unit(
    tx: &mut Tx<'_>,
    (id, parent, kind): (Id<Unit>, Option<Id<Unit>>, &str),
    (name, sort_key): (&str, &[u8]),
    from: Date,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO units (id, parent, kind, name, sort_key, from_date) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        vals![id, parent, kind, name, sort_key, from],
    )
    .map(drop)
}

pub fn unit_exists(tx: &mut Tx<'_>, id: Id<Unit>, on: Date) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM units WHERE id = ?1 AND from_date <= ?2 AND (to_date IS NULL OR to_date >= ?2)";
    Ok(tx.opt(sql, vals![id, on], |_| Ok(()))?.is_some())
}

pub fn unit_name(tx: &mut Tx<'_>, id: Id<Unit>) -> Result<Option<String>, StoreError> {
    tx.opt("SELECT name FROM units WHERE id = ?1", vals![id], |row| row.get(0))
}

pub fn units(tx: &mut Tx<'_>, on: Date) -> Result<Vec<UnitRow>, StoreError> {
    tx.rows(
        "SELECT id, parent, kind, name FROM units \
         WHERE from_date <= ?1 AND (to_date IS NULL OR to_date >= ?1) ORDER BY sort_key, id LIMIT 5000",
        vals![on],
        |row| Ok(UnitRow { id: row.get(0)?, parent: row.get(1)?, kind: row.get(2)?, name: row.get(3)? }),
    )
}

pub fn insert_person(tx: &mut Tx<'_>, id: Id<Person>, name: &str, sort_key: &[u8]) -> Result<(), StoreError> {
    let sql = "INSERT INTO persons (id, name, sort_key) VALUES (?1, ?2, ?3)";
    tx.exec(sql, vals![id, name, sort_key]).map(drop)
}

pub fn person_name(tx: &mut Tx<'_>, id: Id<Person>) -> Result<Option<String>, StoreError> {
    tx.opt("SELECT name FROM persons WHERE id = ?1", vals![id], |row| row.get(0))
}

pub fn insert_post(
    tx: &mut Tx<'_>,
    (id, unit): (Id<Post>, Id<Unit>),
    title: &str,
    roles: &[Role],
    (place, from): (u32, Date),
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO posts (id, unit, title, roles, place, from_date) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        vals![id, unit, title, Role::join(roles), place, from],
    )
    .map(drop)
}

const POSTS: &str = "SELECT p.id, p.unit, u.name, u.kind, p.title, p.roles, h.person, n.name, a.name FROM posts p \
     JOIN units u ON u.id = p.unit \
     LEFT JOIN holdings h ON h.post = p.id AND h.from_date <= ?1 AND (h.to_date IS NULL OR h.to_date >= ?1) \
     LEFT JOIN persons n ON n.id = h.person LEFT JOIN accounts a ON a.person = h.person \
     WHERE p.from_date <= ?1 AND (p.to_date IS NULL OR p.to_date >= ?1)";

/// Which of these posts somebody holds on this day.
pub fn held_of(tx: &mut Tx<'_>, posts: &[Id<Post>], on: Date) -> Result<Vec<Id<Post>>, StoreError> {
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    let marks: Vec<_> = (2..posts.len() + 2).map(|at| format!("?{at}")).collect();
    let sql = format!(
        "SELECT DISTINCT post FROM holdings WHERE from_date <= ?1 AND (to_date IS NULL OR to_date >= ?1) \
         AND post IN ({})",
        marks.join(", ")
    );
    let params: Vec<_> = std::iter::once(kernel::ToValue::to_value(&on))
        .chain(posts.iter().map(kernel::ToValue::to_value))
        .collect();
    tx.rows(&sql, &params, |row| row.get(0))
}

fn post_row(row: &kernel::Row<'_>) -> Result<PostRow, StoreError> {
    Ok(PostRow {
        id: row.get(0)?,
        unit: row.get(1)?,
        unit_name: row.get(2)?,
        unit_kind: row.get(3)?,
        title: row.get(4)?,
        roles: Role::list(&row.get::<String>(5)?),
        holder: row.get(6)?,
        holder_name: row.get(7)?,
        account: row.get(8)?,
    })
}

pub fn posts(tx: &mut Tx<'_>, on: Date) -> Result<Vec<PostRow>, StoreError> {
    tx.rows(&format!("{POSTS} ORDER BY u.sort_key, p.place, p.id LIMIT 20000"), vals![on], post_row)
}

pub fn post(tx: &mut Tx<'_>, id: Id<Post>, on: Date) -> Result<Option<PostRow>, StoreError> {
    tx.opt(&format!("{POSTS} AND p.id = ?2"), vals![on, id], post_row)
}

/// The posts that a person holds on this day, the first in rank first.
/// The unit a post belongs to, whenever it is or was held.
pub fn unit_of_post(tx: &mut Tx<'_>, id: Id<Post>) -> Result<Option<Id<Unit>>, StoreError> {
    tx.opt("SELECT unit FROM posts WHERE id = ?1", vals![id], |row| row.get(0))
}

pub fn posts_of(tx: &mut Tx<'_>, person: Id<Person>, on: Date) -> Result<Vec<PostRow>, StoreError> {
    tx.rows(
        &format!("{POSTS} AND h.person = ?2 ORDER BY p.place, p.id LIMIT 20"),
        vals![on, person],
        post_row,
    )
}

pub fn posts_with(tx: &mut Tx<'_>, role: Role, on: Date) -> Result<Vec<PostRow>, StoreError> {
    tx.rows(
        &format!("{POSTS} AND ',' || p.roles || ',' LIKE ?2 ORDER BY u.sort_key, p.place, p.id LIMIT 500"),
        vals![on, format!("%,{},%", role.code())],
        post_row,
    )
}

pub fn posts_in(tx: &mut Tx<'_>, unit: Id<Unit>, on: Date) -> Result<Vec<PostRow>, StoreError> {
    tx.rows(&format!("{POSTS} AND p.unit = ?2 ORDER BY p.place, p.id LIMIT 1000"), vals![on, unit], post_row)
}

/// The units of this day in which nobody holds a post with one of these roles.
pub fn units_without(tx: &mut Tx<'_>, roles: &[Role], on: Date) -> Result<Vec<Id<Unit>>, StoreError> {
    let any: Vec<_> = (2..roles.len() + 2).map(|at| format!("',' || p.roles || ',' LIKE ?{at}")).collect();
    let sql = format!(
        "SELECT u.id FROM units u WHERE u.from_date <= ?1 AND (u.to_date IS NULL OR u.to_date >= ?1) \
         AND NOT EXISTS (SELECT 1 FROM posts p JOIN holdings h ON h.post = p.id WHERE p.unit = u.id \
         AND p.from_date <= ?1 AND (p.to_date IS NULL OR p.to_date >= ?1) AND h.from_date <= ?1 \
         AND (h.to_date IS NULL OR h.to_date >= ?1) AND ({})) LIMIT 5000",
        any.join(" OR ")
    );
    let roles: Vec<String> = roles.iter().map(|role| format!("%,{},%", role.code())).collect();
    let params: Vec<_> = std::iter::once(kernel::ToValue::to_value(&on))
        .chain(roles.iter().map(kernel::ToValue::to_value))
        .collect();
    tx.rows(&sql, &params, |row| row.get(0))
}

pub fn insert_holding(
    tx: &mut Tx<'_>,
    id: kernel::Id<Holding>,
    (post, person): (Id<Post>, Id<Person>),
    from: Date,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO holdings (id, post, person, from_date) VALUES (?1, ?2, ?3, ?4)";
    tx.exec(sql, vals![id, post, person, from]).map(drop)
}

/// Marks keys of holdings.
pub struct Holding;

pub fn end_holding(
    tx: &mut Tx<'_>,
    (post, person): (Id<Post>, Id<Person>),
    last_day: Date,
) -> Result<bool, StoreError> {
    let sql = "UPDATE holdings SET to_date = ?3 WHERE post = ?1 AND person = ?2 AND to_date IS NULL AND from_date <= ?3";
    Ok(tx.exec(sql, vals![post, person, last_day])? > 0)
}

pub fn put_account(
    tx: &mut Tx<'_>,
    person: Id<Person>,
    name: &str,
    password: &str,
    must_change: bool,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO accounts (person, name, password, must_change) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (person) DO UPDATE SET password = excluded.password, must_change = excluded.must_change",
        vals![person, name, password, must_change],
    )
    .map(drop)
}

pub fn account(tx: &mut Tx<'_>, name: &str) -> Result<Option<AccountRow>, StoreError> {
    tx.opt(
        "SELECT person, password FROM accounts WHERE name = ?1 AND closed_on IS NULL",
        vals![name],
        |row| Ok(AccountRow { person: row.get(0)?, password: row.get(1)? }),
    )
}

pub fn account_name(tx: &mut Tx<'_>, person: Id<Person>) -> Result<Option<String>, StoreError> {
    tx.opt("SELECT name FROM accounts WHERE person = ?1", vals![person], |row| row.get(0))
}

/// Closed accounts keep their names: a name never means somebody else later.
pub fn sign_in_name_taken(tx: &mut Tx<'_>, name: &str) -> Result<bool, StoreError> {
    Ok(tx.opt("SELECT 1 FROM accounts WHERE name = ?1", vals![name], |_| Ok(()))?.is_some())
}

/// Whether this person still has the password of a slip.
pub fn must_change(tx: &mut Tx<'_>, person: Id<Person>) -> Result<bool, StoreError> {
    let sql = "SELECT must_change FROM accounts WHERE person = ?1";
    Ok(tx.opt(sql, vals![person], |row| row.get(0))?.unwrap_or(false))
}

pub fn any_account(tx: &mut Tx<'_>) -> Result<bool, StoreError> {
    Ok(tx.opt("SELECT 1 FROM accounts LIMIT 1", vals![], |_| Ok(()))?.is_some())
}

pub fn insert_session(tx: &mut Tx<'_>, session: &SessionRow) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO sessions (token, person, started_at, seen_at, browser) VALUES (?1, ?2, ?3, ?4, ?5)",
        vals![session.token, session.person, session.started_at, session.seen_at, session.browser],
    )
    .map(drop)
}

fn session_row(row: &kernel::Row<'_>) -> Result<SessionRow, StoreError> {
    Ok(SessionRow {
        token: row.get(0)?,
        person: row.get(1)?,
        started_at: row.get(2)?,
        seen_at: row.get(3)?,
        browser: row.get(4)?,
        acting: row.get(5)?,
    })
}

pub fn session(tx: &mut Tx<'_>, token: &[u8; 32]) -> Result<Option<SessionRow>, StoreError> {
    tx.opt(
        "SELECT s.token, s.person, s.started_at, s.seen_at, s.browser, s.acting FROM sessions s \
         JOIN accounts a ON a.person = s.person AND a.closed_on IS NULL WHERE s.token = ?1",
        vals![token],
        session_row,
    )
}

pub fn sessions_of(
    tx: &mut Tx<'_>,
    person: Id<Person>,
    alive_since: Instant,
) -> Result<Vec<SessionRow>, StoreError> {
    tx.rows(
        "SELECT token, person, started_at, seen_at, browser, acting FROM sessions WHERE person = ?1 AND seen_at >= ?2 \
         ORDER BY seen_at DESC LIMIT 50",
        vals![person, alive_since],
        session_row,
    )
}

pub fn touch_session(tx: &mut Tx<'_>, token: &[u8; 32], now: Instant) -> Result<(), StoreError> {
    tx.exec("UPDATE sessions SET seen_at = ?2 WHERE token = ?1", vals![token, now]).map(drop)
}

pub fn set_acting(
    tx: &mut Tx<'_>,
    token: &[u8; 32],
    acting: Option<Id<Delegation>>,
) -> Result<(), StoreError> {
    tx.exec("UPDATE sessions SET acting = ?2 WHERE token = ?1", vals![token, acting]).map(drop)
}

pub fn end_session(tx: &mut Tx<'_>, person: Id<Person>, token: &[u8; 32]) -> Result<(), StoreError> {
    tx.exec("DELETE FROM sessions WHERE token = ?1 AND person = ?2", vals![token, person]).map(drop)
}

pub fn end_sessions_but(tx: &mut Tx<'_>, person: Id<Person>, token: &[u8; 32]) -> Result<(), StoreError> {
    tx.exec("DELETE FROM sessions WHERE person = ?1 AND token <> ?2", vals![person, token]).map(drop)
}

pub fn forget_sessions(tx: &mut Tx<'_>, before: Instant) -> Result<(), StoreError> {
    tx.exec("DELETE FROM sessions WHERE seen_at < ?1", vals![before])?;
    tx.exec("DELETE FROM sign_in_failures WHERE at < ?1", vals![before]).map(drop)
}

pub fn insert_failure(tx: &mut Tx<'_>, id: uuid::Uuid, name: &str, at: Instant) -> Result<(), StoreError> {
    tx.exec("INSERT INTO sign_in_failures (id, name, at) VALUES (?1, ?2, ?3)", vals![id, name, at]).map(drop)
}

/// How often this name was refused since then, and the last time.
pub fn failures(tx: &mut Tx<'_>, name: &str, since: Instant) -> Result<(u32, Option<Instant>), StoreError> {
    let sql = "SELECT count(*), max(at) FROM sign_in_failures WHERE name = ?1 AND at >= ?2";
    tx.one(sql, vals![name, since], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub fn clear_failures(tx: &mut Tx<'_>, name: &str) -> Result<(), StoreError> {
    tx.exec("DELETE FROM sign_in_failures WHERE name = ?1", vals![name]).map(drop)
}
