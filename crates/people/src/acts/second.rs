//! The second factor: a code of an authenticator after the password (TOTP, RFC 6238). The secret is sealed at rest,
//! recovery codes are kept as hashes under a key of the installation.

use jiff::civil::Date;
use kernel::{Act, ActorKind, Id, Instant, Office, Refusal, Setting, StoreError, Subject, Tx};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use totp_rs::{Builder, Secret, Totp};

use super::account::one_time_password;
use crate::house::may;
use crate::model::{Person, Role};
use crate::{ORGANISE, store, t};

const ROLES: &str = "sign_in.second_factor_roles";
/// A secret that was shown and never confirmed is forgotten.
const PENDING: i64 = 15 * Instant::MINUTE;
/// How many recovery codes are printed at once.
pub const CODES: usize = 10;

fn purpose(person: Id<Person>) -> String {
    format!("second factor {person}")
}

/// Six digits every thirty seconds, one step of drift to either side: what every authenticator speaks.
pub(crate) fn totp(bytes: &str, account: &str, issuer: &str) -> Option<Totp> {
    // In the address of the secret a colon parts the two names.
    let plain = |text: &str| text.replace(':', " ");
    Builder::new()
        .with_secret(Secret::try_from_base32(bytes).ok()?)
        .with_account_name(plain(account))
        .with_issuer(Some(plain(issuer)))
        .with_skew(1)
        .build()
        .ok()
}

/// The step of a right code.
pub(crate) fn step_of(secret: &str, code: &str, now: Instant) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.0 / Instant::SECOND).ok()?;
    let step = totp(secret, "x", "x")?.check(&code, seconds)?;
    i64::try_from(step).ok()
}

/// A fresh secret for somebody who is about to turn it on; nothing is on yet.
pub fn begin(office: &Office, person: Id<Person>) -> Result<(), Refusal> {
    let mut bytes = [0u8; 20];
    office.clock().random(&mut bytes);
    let sealed = office.seal(&purpose(person), &Secret::from(bytes).to_base32())?;
    let now = office.now();
    Ok(office.operate(move |tx| store::put_second_pending(tx, person, &sealed, now))?)
}

/// The secret that waits for its first code, in base32.
pub(crate) fn pending(office: &Office, person: Id<Person>) -> Result<Option<String>, StoreError> {
    let since = office.now().plus(-PENDING);
    let sealed = office.read_blocking(|tx| store::second_pending(tx, person, since))?;
    Ok(sealed.and_then(|sealed| office.unseal(&purpose(person), &sealed)))
}

/// Codes to be printed once; the program keeps their hashes.
#[must_use]
pub fn recovery_codes(office: &Office) -> Vec<String> {
    let code = |_| {
        let mut bytes = [0u8; 12];
        office.clock().random(&mut bytes);
        one_time_password(bytes)
    };
    (0..CODES).map(code).collect()
}

/// Under a key of the installation: a stolen table cannot be searched for short codes.
pub(crate) fn hash(key: &[u8; 32], person: Id<Person>, code: &str) -> [u8; 32] {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    let mut hash = Sha256::new_with_prefix(key);
    hash.update(person.uuid().as_bytes());
    hash.update(plain.to_lowercase().as_bytes());
    hash.finalize().into()
}

pub(crate) const KEY: &str = "recovery codes";

/// For oneself, never for whom one acts.
fn own(act: &Act<'_>) -> Result<Id<Person>, Refusal> {
    match (act.actor().kind, act.actor().person, act.actor().delegation) {
        (ActorKind::Person, Some(person), None) => Ok(Id::from_uuid(person)),
        _ => Err(Refusal::forbidden()),
    }
}

/// Without `Debug`: the codes are secrets until they are used.
#[derive(Clone, Serialize, Deserialize)]
pub struct WithCode {
    /// What the authenticator shows now.
    pub code: String,
    /// Recovery codes as they are printed.
    pub recovery: Vec<String>,
}

fn wrong() -> Refusal {
    Refusal::invalid(t::second_code_wrong()).field("code")
}

fn keep_codes(act: &mut Act<'_>, person: Id<Person>, codes: &[String]) -> Result<(), Refusal> {
    let key = act.secret(KEY);
    store::delete_recovery_codes(act.tx(), person)?;
    for code in codes.iter().take(CODES) {
        let id: Id<Person> = act.new_id();
        store::insert_recovery_code(act.tx(), id.uuid(), person, hash(&key, person, code))?;
    }
    Ok(())
}

/// Turns it on, once the authenticator shows the right code.
pub fn turn_on(act: &mut Act<'_>, input: WithCode) -> Result<(), Refusal> {
    let person = own(act)?;
    if store::has_second_factor(act.tx(), person)? {
        return Err(Refusal::conflict(t::second_on_already()).field("code"));
    }
    let (now, today) = (act.now(), act.today());
    let over = || Refusal::conflict(t::second_over()).field("code");
    let sealed = store::second_pending(act.tx(), person, now.plus(-PENDING))?.ok_or_else(over)?;
    let secret = act.unseal(&purpose(person), &sealed).ok_or_else(over)?;
    let step = step_of(&secret, &input.code, now).ok_or_else(wrong)?;
    act.record("people.turn_on_second_factor", Subject::new("second_factor", person));
    store::put_second_factor(act.tx(), person, &sealed, today)?;
    store::take_step(act.tx(), person, step)?;
    keep_codes(act, person, &input.recovery)
}

/// Whether the code is right now, and was not used before.
fn prove(act: &mut Act<'_>, person: Id<Person>, code: &str) -> Result<(), Refusal> {
    let (sealed, _) = store::second_factor(act.tx(), person)?.ok_or_else(Refusal::not_found)?;
    let secret = act.unseal(&purpose(person), &sealed).ok_or_else(wrong)?;
    let step = step_of(&secret, code, act.now()).ok_or_else(wrong)?;
    if store::take_step(act.tx(), person, step)? { Ok(()) } else { Err(wrong()) }
}

/// New recovery codes; the old ones are good for nothing any more.
pub fn renew_codes(act: &mut Act<'_>, input: WithCode) -> Result<(), Refusal> {
    let person = own(act)?;
    prove(act, person, &input.code)?;
    act.record("people.renew_recovery_codes", Subject::new("second_factor", person));
    keep_codes(act, person, &input.recovery)
}

/// Turns it off, unless the office requires it of this person.
pub fn turn_off(act: &mut Act<'_>, input: WithCode) -> Result<(), Refusal> {
    let person = own(act)?;
    let today = act.today();
    if required(act.tx(), person, today)? {
        return Err(Refusal::conflict(t::second_is_required()).field("code"));
    }
    prove(act, person, &input.code)?;
    act.record("people.turn_off_second_factor", Subject::new("second_factor", person));
    store::delete_second_factor(act.tx(), person)?;
    Ok(())
}

/// Somebody lost their telephone: the administrator takes the factor away, and the person sets up another.
pub fn reset(act: &mut Act<'_>, person: Id<Person>) -> Result<(), Refusal> {
    may(act, ORGANISE)?;
    if !store::has_second_factor(act.tx(), person)? {
        return Err(Refusal::not_found());
    }
    act.record("people.reset_second_factor", Subject::new("second_factor", person));
    store::delete_second_factor(act.tx(), person)?;
    Ok(())
}

/// A recovery code in the place of the authenticator's, once.
pub(crate) fn recover(act: &mut Act<'_>, code: String) -> Result<(), Refusal> {
    let person = own(act)?;
    let (key, today) = (act.secret(KEY), act.today());
    act.record("people.use_recovery_code", Subject::new("second_factor", person));
    if store::use_recovery_code(act.tx(), person, hash(&key, person, &code), today)? {
        Ok(())
    } else {
        Err(wrong())
    }
}

/// Whoever has one of these roles has to have a second factor.
pub fn require(act: &mut Act<'_>, roles: Vec<Role>) -> Result<(), Refusal> {
    may(act, ORGANISE)?;
    let who = act.actor().person.map_or_else(|| act.new_id::<Person>(), Id::from_uuid);
    act.record("people.require_second_factor", Subject::new("person", who));
    act.fact("roles", Role::join(&roles));
    Setting::set(act, ROLES, &roles)?;
    Ok(())
}

/// The roles of whom it is required.
pub fn required_roles(tx: &mut Tx<'_>) -> Result<Vec<Role>, StoreError> {
    Ok(Setting::get(tx, ROLES)?.unwrap_or_default())
}

/// Whether a post that this person holds requires it.
pub(crate) fn required(tx: &mut Tx<'_>, person: Id<Person>, on: Date) -> Result<bool, StoreError> {
    let roles = required_roles(tx)?;
    if roles.is_empty() {
        return Ok(false);
    }
    let posts = store::posts_of(tx, person, on)?;
    Ok(posts.iter().any(|post| post.roles.iter().any(|role| roles.contains(role))))
}

/// Takes the code of somebody who has given the password: the authenticator's, or a recovery code.
pub(crate) fn passes(office: &Office, person: Id<Person>, code: &str) -> Result<bool, Refusal> {
    let found = office.read_blocking(|tx| store::second_factor(tx, person))?;
    let Some((sealed, _)) = found else { return Ok(false) };
    let digits = code.trim().len() < 9;
    if digits {
        let secret = office.unseal(&purpose(person), &sealed);
        let Some(step) = secret.and_then(|secret| step_of(&secret, code, office.now())) else {
            return Ok(false);
        };
        return Ok(office.operate(move |tx| store::take_step(tx, person, step))?);
    }
    let actor = kernel::Actor::person(person.uuid(), None);
    match office.act_blocking(actor, office.new_id(), code.to_owned(), recover) {
        Ok(()) => Ok(true),
        Err(refusal) if refusal.cause.is_none() => Ok(false),
        Err(refusal) => Err(refusal),
    }
}

/// Whether these are the recovery codes that are kept.
pub(crate) fn kept(office: &Office, person: Id<Person>, codes: &[String]) -> Result<bool, StoreError> {
    let key = office.journal().secret(KEY);
    let Some(first) = codes.first().map(|code| hash(&key, person, code)) else { return Ok(false) };
    office.read_blocking(|tx| store::has_recovery_code(tx, person, first))
}
