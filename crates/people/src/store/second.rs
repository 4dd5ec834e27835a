//! Second factors: the sealed secret, recovery codes, the last step used, who is half signed in.

use jiff::civil::Date;
use kernel::{Id, Instant, StoreError, Tx, vals};

use crate::model::Person;

/// A second factor that is on: the sealed secret, and since when.
pub fn second_factor(tx: &mut Tx<'_>, person: Id<Person>) -> Result<Option<(String, Date)>, StoreError> {
    let sql = "SELECT secret, since FROM second_factors WHERE person = ?1";
    tx.opt(sql, vals![person], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub fn has_second_factor(tx: &mut Tx<'_>, person: Id<Person>) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM second_factors WHERE person = ?1";
    Ok(tx.opt(sql, vals![person], |_| Ok(()))?.is_some())
}

/// Who has one, by name.
pub fn with_second_factor(tx: &mut Tx<'_>) -> Result<Vec<(Id<Person>, String)>, StoreError> {
    let sql = "SELECT s.person, p.name FROM second_factors s JOIN persons p ON p.id = s.person \
         ORDER BY p.sort_key, s.person LIMIT 5000";
    tx.rows(sql, vals![], |row| Ok((row.get(0)?, row.get(1)?)))
}

pub fn put_second_factor(
    tx: &mut Tx<'_>,
    person: Id<Person>,
    sealed: &str,
    since: Date,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO second_factors (person, secret, since) VALUES (?1, ?2, ?3)";
    tx.exec(sql, vals![person, sealed, since])?;
    tx.exec("DELETE FROM second_pending WHERE person = ?1", vals![person]).map(drop)
}

pub fn delete_second_factor(tx: &mut Tx<'_>, person: Id<Person>) -> Result<(), StoreError> {
    for table in ["second_factors", "recovery_codes", "second_steps", "second_pending", "half_sessions"] {
        tx.exec(&format!("DELETE FROM {table} WHERE person = ?1"), vals![person])?;
    }
    Ok(())
}

pub fn delete_recovery_codes(tx: &mut Tx<'_>, person: Id<Person>) -> Result<(), StoreError> {
    tx.exec("DELETE FROM recovery_codes WHERE person = ?1", vals![person]).map(drop)
}

pub fn insert_recovery_code(
    tx: &mut Tx<'_>,
    id: uuid::Uuid,
    person: Id<Person>,
    hash: [u8; 32],
) -> Result<(), StoreError> {
    let sql = "INSERT INTO recovery_codes (id, person, hash) VALUES (?1, ?2, ?3)";
    tx.exec(sql, vals![id, person, hash]).map(drop)
}

/// Whether there was such a code and it had not been used.
pub fn use_recovery_code(
    tx: &mut Tx<'_>,
    person: Id<Person>,
    hash: [u8; 32],
    on: Date,
) -> Result<bool, StoreError> {
    let sql = "UPDATE recovery_codes SET used_on = ?3 WHERE person = ?1 AND hash = ?2 AND used_on IS NULL";
    Ok(tx.exec(sql, vals![person, hash, on])? > 0)
}

pub fn recovery_codes_left(tx: &mut Tx<'_>, person: Id<Person>) -> Result<u64, StoreError> {
    let sql = "SELECT count(*) FROM recovery_codes WHERE person = ?1 AND used_on IS NULL";
    tx.one(sql, vals![person], |row| row.get(0))
}

/// Whether this step is later than every one that was used, which it is from now on.
pub fn take_step(tx: &mut Tx<'_>, person: Id<Person>, step: i64) -> Result<bool, StoreError> {
    let sql = "INSERT INTO second_steps (person, step) VALUES (?1, ?2) \
         ON CONFLICT (person) DO UPDATE SET step = excluded.step WHERE second_steps.step < excluded.step";
    Ok(tx.exec(sql, vals![person, step])? > 0)
}

/// The sealed secret of a factor that is being set up.
pub fn second_pending(
    tx: &mut Tx<'_>,
    person: Id<Person>,
    since: Instant,
) -> Result<Option<String>, StoreError> {
    let sql = "SELECT secret FROM second_pending WHERE person = ?1 AND at >= ?2";
    tx.opt(sql, vals![person, since], |row| row.get(0))
}

pub fn put_second_pending(
    tx: &mut Tx<'_>,
    person: Id<Person>,
    sealed: &str,
    at: Instant,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO second_pending (person, secret, at) VALUES (?1, ?2, ?3) \
         ON CONFLICT (person) DO UPDATE SET secret = excluded.secret, at = excluded.at",
        vals![person, sealed, at],
    )
    .map(drop)
}

pub fn insert_half_session(
    tx: &mut Tx<'_>,
    token: &[u8; 32],
    person: Id<Person>,
    at: Instant,
    before: Instant,
) -> Result<(), StoreError> {
    tx.exec("DELETE FROM half_sessions WHERE at < ?1", vals![before])?;
    let sql = "INSERT INTO half_sessions (token, person, at) VALUES (?1, ?2, ?3)";
    tx.exec(sql, vals![token, person, at]).map(drop)
}

pub fn half_session(
    tx: &mut Tx<'_>,
    token: &[u8; 32],
    since: Instant,
) -> Result<Option<Id<Person>>, StoreError> {
    let sql = "SELECT h.person FROM half_sessions h JOIN accounts a ON a.person = h.person \
         AND a.closed_on IS NULL WHERE h.token = ?1 AND h.at >= ?2";
    tx.opt(sql, vals![token, since], |row| row.get(0))
}

pub fn end_half_session(tx: &mut Tx<'_>, token: &[u8; 32]) -> Result<(), StoreError> {
    tx.exec("DELETE FROM half_sessions WHERE token = ?1", vals![token]).map(drop)
}

pub fn has_recovery_code(tx: &mut Tx<'_>, person: Id<Person>, hash: [u8; 32]) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM recovery_codes WHERE person = ?1 AND hash = ?2";
    Ok(tx.opt(sql, vals![person, hash], |_| Ok(()))?.is_some())
}
