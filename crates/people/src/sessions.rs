//! Signing in and out. A session lives in an operational table; the browser holds its secret.

use kernel::{Id, Instant, Kind, Office, Refusal, Setting, StoreError, Tx};
use sha2::{Digest, Sha256};

use crate::acts::account::{hash_password, password_fits};
use crate::model::{Delegation, Person};
use crate::store::{self, SessionRow};
use crate::t;

pub const COOKIE: &str = "caunoi_session";
/// Of who has given the password and not yet the code.
pub const HALF_COOKIE: &str = "caunoi_half";
/// The code is waited for so long.
const HALF: i64 = 5 * Instant::MINUTE;
/// Signed out after this long without a request, where the office has set nothing else.
pub const IDLE: i64 = 60 * Instant::MINUTE;
/// Where the office keeps its own number of minutes.
pub(crate) const IDLE_SETTING: &str = "sessions.idle_minutes";
/// What the office may set, in minutes: a session neither ends while a page is read nor stays open overnight.
pub(crate) const IDLE_RANGE: std::ops::RangeInclusive<i64> = 5..=720;
/// Refused sign-ins of one name within this window make the next ones wait.
const WINDOW: i64 = 15 * Instant::MINUTE;
const FREE_TRIES: u32 = 5;
/// The longest wait after many refused sign-ins.
const WAIT_MAX: i64 = 15 * Instant::MINUTE;

/// A fresh sign-in: the secret for the cookie, and whether a new password is due.
pub struct SignedIn {
    pub secret: String,
    pub person: Id<Person>,
    pub must_change: bool,
}

/// After name and password were right.
pub enum Entered {
    In(SignedIn),
    /// The code of the authenticator is due: the secret for the cookie until it comes.
    Half(String),
}

/// What is stored is the secret's hash: a stolen table opens no session.
#[must_use]
pub fn token(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

/// Checks name and password. Blocking and slow on purpose; the wrong name costs as much as the wrong password.
pub fn enter(office: &Office, name: &str, password: &str, browser: &str) -> Result<Entered, Refusal> {
    let name = name.trim().to_lowercase();
    let name = name.get(..60).unwrap_or(&name).to_owned();
    let now = office.now();
    let (tries, last) = office.read_blocking(|tx| store::failures(tx, &name, now.plus(-WINDOW)))?;
    if let Some(wait) = wait_left(tries, last, now) {
        let seconds = wait / Instant::SECOND + 1;
        return Err(Refusal::new(Kind::Busy, t::sign_in_wait(seconds)));
    }
    let account = office.read_blocking(|tx| store::account(tx, &name))?;
    let fits = match &account {
        Some(account) => password_fits(password, &account.password),
        None => {
            let _ = hash_password(password, &[0u8; 16]);
            false
        }
    };
    let Some(account) = account.filter(|_| fits) else {
        let id = office.new_id();
        office.operate(move |tx| store::insert_failure(tx, id, &name, now))?;
        return Err(Refusal::new(Kind::Forbidden, t::sign_in_refused()));
    };
    if office.read_blocking(|tx| store::has_second_factor(tx, account.person))? {
        let secret = fresh(office);
        let (half, person) = (token(&secret), account.person);
        office.operate(move |tx| {
            store::clear_failures(tx, &name)?;
            store::insert_half_session(tx, &half, person, now, now.plus(-HALF))
        })?;
        return Ok(Entered::Half(secret));
    }
    open(office, account.person, name, browser).map(Entered::In)
}

/// The same for who has no second factor; with one the password alone opens nothing.
pub fn sign_in(office: &Office, name: &str, password: &str, browser: &str) -> Result<SignedIn, Refusal> {
    match enter(office, name, password, browser)? {
        Entered::In(signed_in) => Ok(signed_in),
        Entered::Half(_) => Err(Refusal::new(Kind::Forbidden, t::second_code_due())),
    }
}

/// The authenticator's code, or a recovery code, after the password. Wrong ones make the next try wait, as wrong
/// passwords do.
pub fn second(office: &Office, half: &str, code: &str, browser: &str) -> Result<SignedIn, Refusal> {
    let (half, now) = (token(half), office.now());
    let person = office.read_blocking(|tx| store::half_session(tx, &half, now.plus(-HALF)))?;
    let person = person.ok_or_else(|| Refusal::new(Kind::Forbidden, t::second_half_over()))?;
    let name = format!("second:{person}");
    let (tries, last) = office.read_blocking(|tx| store::failures(tx, &name, now.plus(-WINDOW)))?;
    if let Some(wait) = wait_left(tries, last, now) {
        return Err(Refusal::new(Kind::Busy, t::sign_in_wait(wait / Instant::SECOND + 1)).field("code"));
    }
    if !crate::acts::second::passes(office, person, code)? {
        let id = office.new_id();
        office.operate(move |tx| store::insert_failure(tx, id, &name, now))?;
        return Err(Refusal::invalid(t::second_code_wrong()).field("code"));
    }
    office.operate(move |tx| store::end_half_session(tx, &half))?;
    open(office, person, name, browser)
}

fn fresh(office: &Office) -> String {
    let mut bytes = [0u8; 32];
    office.clock().random(&mut bytes);
    hex::encode(bytes)
}

/// Opens the session; what was refused under this name is forgotten.
fn open(office: &Office, person: Id<Person>, name: String, browser: &str) -> Result<SignedIn, Refusal> {
    let (secret, now) = (fresh(office), office.now());
    let session = SessionRow {
        token: token(&secret),
        person,
        started_at: now,
        seen_at: now,
        browser: browser.chars().take(200).collect(),
        acting: None,
    };
    let must_change = office.operate(move |tx| {
        store::clear_failures(tx, &name)?;
        let idle = idle(tx)?;
        store::forget_sessions(tx, now.plus(-idle.max(WINDOW)))?;
        store::insert_session(tx, &session)?;
        store::must_change(tx, person)
    })?;
    Ok(SignedIn { secret, person, must_change })
}

/// Each refused try beyond the free ones doubles the wait: 2 s, 4 s, 8 s … up to a quarter of an hour.
fn wait_left(tries: u32, last: Option<Instant>, now: Instant) -> Option<i64> {
    let over = tries.checked_sub(FREE_TRIES)?;
    let wait = 2_i64.saturating_pow(over + 1).saturating_mul(Instant::SECOND).min(WAIT_MAX);
    let left = last?.plus(wait).since(now);
    (left > 0).then_some(left)
}

/// A live session: whose it is, and for whom it acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Live {
    pub person: Id<Person>,
    pub acting: Option<Id<Delegation>>,
}

/// How long the office lets a session rest before it signs it out.
pub fn idle(tx: &mut Tx<'_>) -> Result<i64, StoreError> {
    let minutes = Setting::get::<i64>(tx, IDLE_SETTING)?;
    Ok(minutes.map_or(IDLE, |minutes| minutes * Instant::MINUTE))
}

/// A session as it is stored, and how long it may rest. Whether it still lives is a question of the hour, so that
/// this much can be remembered.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub session: SessionRow,
    idle: i64,
}

pub(crate) fn kept(tx: &mut Tx<'_>, token: &[u8; 32]) -> Result<Option<Kept>, StoreError> {
    let idle = idle(tx)?;
    Ok(store::session(tx, token)?.map(|session| Kept { session, idle }))
}

impl Kept {
    pub(crate) fn lives(&self, now: Instant) -> bool {
        self.session.seen_at >= now.plus(-self.idle)
    }

    /// Noted at most once a minute.
    pub(crate) fn to_be_noted(&self, now: Instant) -> bool {
        now.since(self.session.seen_at) > Instant::MINUTE
    }
}

/// Notes that the session is alive.
pub(crate) fn note(office: &Office, token: [u8; 32]) -> Result<(), StoreError> {
    let now = office.now();
    office.operate(move |tx| store::touch_session(tx, &token, now))
}

/// The session if it lives; it does so from now on for as long again.
pub fn live(office: &Office, secret: &str) -> Result<Option<Live>, StoreError> {
    let (token, now) = (token(secret), office.now());
    let found = office.read_blocking(|tx| kept(tx, &token))?;
    let Some(found) = found.filter(|kept| kept.lives(now)) else { return Ok(None) };
    if found.to_be_noted(now) {
        note(office, token)?;
    }
    Ok(Some(Live { person: found.session.person, acting: found.session.acting }))
}

/// Whose session this is.
pub fn find(office: &Office, secret: &str) -> Result<Option<Id<Person>>, StoreError> {
    Ok(live(office, secret)?.map(|live| live.person))
}

/// From now on this session acts under the delegation, or for itself again.
pub fn act_for(
    office: &Office,
    secret: &str,
    person: Id<Person>,
    delegation: Option<Id<Delegation>>,
) -> Result<(), Refusal> {
    let today = office.now().date();
    if let Some(id) = delegation {
        let found = office.read_blocking(|tx| crate::standing::find(tx, person, Some(id), today))?;
        if found.is_none_or(|found| found.delegation.is_none()) {
            return Err(Refusal::conflict(t::delegation_over()));
        }
    }
    let token = token(secret);
    Ok(office.operate(move |tx| store::set_acting(tx, &token, delegation))?)
}

pub fn end(office: &Office, person: Id<Person>, token: [u8; 32]) -> Result<(), StoreError> {
    office.operate(move |tx| store::end_session(tx, person, &token))
}

pub fn end_others(office: &Office, person: Id<Person>, secret: &str) -> Result<(), StoreError> {
    let token = token(secret);
    office.operate(move |tx| store::end_sessions_but(tx, person, &token))
}

pub fn of(office: &Office, person: Id<Person>) -> Result<Vec<SessionRow>, StoreError> {
    let now = office.now();
    office.read_blocking(|tx| {
        let idle = idle(tx)?;
        store::sessions_of(tx, person, now.plus(-idle))
    })
}

/// Whether this is the person's present password. Blocking and slow on purpose.
pub fn own_password_fits(office: &Office, person: Id<Person>, password: &str) -> Result<bool, StoreError> {
    let account = office.read_blocking(|tx| {
        let Some(name) = store::account_name(tx, person)? else { return Ok(None) };
        store::account(tx, &name)
    })?;
    Ok(account.is_some_and(|account| password_fits(password, &account.password)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_tries_are_free_then_each_waits_twice_as_long() {
        let now = Instant(1_000 * Instant::SECOND);
        assert_eq!(wait_left(4, Some(now), now), None);
        assert_eq!(wait_left(5, Some(now), now), Some(2 * Instant::SECOND));
        assert_eq!(wait_left(7, Some(now), now), Some(8 * Instant::SECOND));
        assert_eq!(wait_left(60, Some(now), now), Some(WAIT_MAX));
        assert_eq!(wait_left(5, Some(now), now.plus(3 * Instant::SECOND)), None);
    }
}
