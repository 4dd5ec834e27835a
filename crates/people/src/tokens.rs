//! Tokens by which a person's own programs act through the API: made and revoked by that person, shown once, kept as a
//! hash, with an end and with scopes. A token never gives more than its person's posts of the day.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::{Act, ActorKind, Id, Instant, Office, Refusal, Row, StoreError, Subject, Tx, vals};
use serde::{Deserialize, Serialize};

use crate::model::Person;
use crate::{sessions, t};

/// Marks keys of tokens.
pub struct Token;

/// So that a token is known as one when it turns up where it should not.
pub const PREFIX: &str = "caunoi_";
const NAME_MAX: usize = 100;
const EACH_MAX: i64 = 20;

#[derive(Debug, Clone)]
pub struct TokenRow {
    pub id: Id<Token>,
    pub person: Id<Person>,
    pub name: String,
    pub scopes: Vec<String>,
    pub made_on: Date,
    pub expires_on: Date,
    pub revoked_on: Option<Date>,
    /// The last call, to the minute.
    pub used_at: Option<Instant>,
}

const TOKENS: &str = "SELECT k.id, k.person, k.name, k.scopes, k.made_on, k.expires_on, k.revoked_on, u.at \
     FROM api_tokens k LEFT JOIN token_uses u ON u.token = k.id";

fn read(row: &Row<'_>) -> Result<TokenRow, StoreError> {
    let scopes: String = row.get(3)?;
    Ok(TokenRow {
        id: row.get(0)?,
        person: row.get(1)?,
        name: row.get(2)?,
        scopes: scopes.split(',').filter(|scope| !scope.is_empty()).map(str::to_owned).collect(),
        made_on: row.get(4)?,
        expires_on: row.get(5)?,
        revoked_on: row.get(6)?,
        used_at: row.get(7)?,
    })
}

/// A person's tokens, newest first.
pub fn of(tx: &mut Tx<'_>, person: Id<Person>) -> Result<Vec<TokenRow>, StoreError> {
    let sql = format!("{TOKENS} WHERE k.person = ?1 ORDER BY k.id DESC LIMIT 100");
    tx.rows(&sql, vals![person], read)
}

/// The token with this secret, while it is good.
pub fn find(tx: &mut Tx<'_>, secret: &str, today: Date) -> Result<Option<TokenRow>, StoreError> {
    let sql = format!("{TOKENS} WHERE k.hash = ?1");
    let found = tx.opt(&sql, vals![sessions::token(secret)], read)?;
    Ok(found.filter(|token| token.revoked_on.is_none() && token.expires_on >= today))
}

/// Notes that it was used, at most once a minute: who looks after tokens sees which ones nobody needs any more.
pub fn note_use(office: &Office, token: &TokenRow) -> Result<(), StoreError> {
    let (id, now) = (token.id, office.now());
    if token.used_at.is_some_and(|at| now.since(at) < Instant::MINUTE) {
        return Ok(());
    }
    office.operate(move |tx| {
        let sql = "INSERT INTO token_uses (token, at) VALUES (?1, ?2) \
             ON CONFLICT (token) DO UPDATE SET at = excluded.at";
        tx.exec(sql, vals![id, now]).map(drop)
    })
}

/// Calls of one token in a minute, on one node. A program that needs more asks for lists, not for single things.
pub const CALLS_A_MINUTE: u32 = 3000;

/// How often each token has called in the minute that runs.
static CALLS: Mutex<Option<Minute>> = Mutex::new(None);

struct Minute {
    begun: Instant,
    calls: HashMap<Id<Token>, u32>,
}

/// Counts a call. After too many: how many seconds to wait.
#[must_use]
pub fn too_many(id: Id<Token>, now: Instant) -> Option<i64> {
    let mut calls = CALLS.lock().unwrap_or_else(PoisonError::into_inner);
    let minute = match calls.take() {
        // A clock that was set back begins a new minute too.
        Some(minute) if (0..Instant::MINUTE).contains(&now.since(minute.begun)) => minute,
        _ => Minute { begun: now, calls: HashMap::new() },
    };
    let minute = calls.insert(minute);
    let count = minute.calls.entry(id).or_default();
    *count += 1;
    (*count > CALLS_A_MINUTE)
        .then(|| (minute.begun.plus(Instant::MINUTE).since(now) / Instant::SECOND).max(1))
}

/// Whether the token has this hash.
pub fn is(tx: &mut Tx<'_>, id: Id<Token>, hash: [u8; 32]) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM api_tokens WHERE id = ?1 AND hash = ?2";
    Ok(tx.opt(sql, vals![id, hash], |_| Ok(()))?.is_some())
}

/// A fresh secret. What is stored is its hash.
#[must_use]
pub fn secret(office: &Office) -> String {
    let mut bytes = [0u8; 32];
    office.clock().random(&mut bytes);
    format!("{PREFIX}{}", hex::encode(bytes))
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewToken {
    pub name: String,
    pub scopes: Vec<String>,
    pub days: i64,
    pub hash: [u8; 32],
}

/// Only for oneself, and never from a delegation: the post acted for would outlive its days in a token.
pub fn make(act: &mut Act<'_>, input: NewToken) -> Result<Id<Token>, Refusal> {
    let person = own(act)?;
    let name = input.name.trim();
    let mut faults = Vec::new();
    if name.is_empty() || name.chars().count() > NAME_MAX {
        faults.push(Refusal::invalid(t::token_name_shape(NAME_MAX)).field("name"));
    }
    if input.scopes.is_empty() || input.scopes.iter().any(|scope| scope.contains(',')) {
        faults.push(Refusal::invalid(t::token_scope_missing()).field("scopes"));
    }
    if !(1..=366).contains(&input.days) {
        faults.push(Refusal::invalid(t::token_days_shape()).field("days"));
    }
    Refusal::all(faults)?;
    let today = act.today();
    let sql = "SELECT count(*) FROM api_tokens WHERE person = ?1 AND revoked_on IS NULL AND expires_on >= ?2";
    if act.tx().one(sql, vals![person, today], |row| row.get::<i64>(0))? >= EACH_MAX {
        return Err(Refusal::conflict(t::token_too_many(EACH_MAX)).field("name"));
    }
    let id: Id<Token> = act.new_id();
    act.record("people.make_token", Subject::new("api_token", id));
    let until = today.checked_add(input.days.days()).unwrap_or(today);
    act.fact("until", until);
    act.tx().exec(
        "INSERT INTO api_tokens (id, person, name, hash, scopes, made_on, expires_on) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        vals![id, person, name, input.hash, input.scopes.join(","), today, until],
    )?;
    Ok(id)
}

/// Ends one of one's own at once; the administrator ends anybody's.
pub fn revoke(act: &mut Act<'_>, id: Id<Token>) -> Result<(), Refusal> {
    let person = own(act)?;
    let sql = "SELECT person, revoked_on FROM api_tokens WHERE id = ?1";
    let found = act.tx().opt(sql, vals![id], |row| Ok((row.get(0)?, row.get::<Option<Date>>(1)?)))?;
    let (whose, revoked): (uuid::Uuid, _) = found.ok_or_else(Refusal::not_found)?;
    if whose != person && !crate::standing(act)?.may(crate::ORGANISE) {
        return Err(Refusal::not_found());
    }
    if revoked.is_some() {
        return Ok(());
    }
    act.record("people.revoke_token", Subject::new("api_token", id));
    let today = act.today();
    act.tx().exec("UPDATE api_tokens SET revoked_on = ?2 WHERE id = ?1", vals![id, today])?;
    Ok(())
}

fn own(act: &Act<'_>) -> Result<uuid::Uuid, Refusal> {
    match (act.actor().kind, act.actor().person, act.actor().delegation) {
        (ActorKind::Person, Some(person), None) => Ok(person),
        _ => Err(Refusal::forbidden()),
    }
}
