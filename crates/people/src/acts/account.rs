//! Accounts: opened by the administrator with a one-time password, the first one at the console.

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use kernel::{Act, Id, Kind, Office, Refusal, Setting, Subject};
use serde::{Deserialize, Serialize};

use super::organise::{Appointment, NewPost, NewUnit, appoint, create_person, create_post, create_unit};
use crate::house::may;
use crate::model::{Person, Role, UnitKind};
use crate::sessions::{IDLE_RANGE, IDLE_SETTING};
use crate::{ORGANISE, store, t};

/// The shortest password a person may choose, in characters.
pub const PASSWORD_MIN: usize = 10;
const PASSWORD_MAX: usize = 200;
/// Without letters and digits that are mistaken for each other on paper.
const ALPHABET: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// argon2id with the crate's recommended cost. Slow on purpose: called before an act, never inside one.
pub fn hash_password(password: &str, salt: &[u8; 16]) -> Result<String, Refusal> {
    let internal = || Refusal::new(Kind::Internal, t::password_not_hashed());
    let salt = SaltString::encode_b64(salt).map_err(|_| internal())?;
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt).map_err(|_| internal())?.to_string())
}

/// Compares in constant time; a stored hash that cannot be read fits nothing.
#[must_use]
pub fn password_fits(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash)
        .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// A password for one sign-in: 12 characters of an alphabet that reads well on a slip.
#[must_use]
pub fn one_time_password(random: [u8; 12]) -> String {
    // 31 letters over 256 values: the small bias is harmless for a code that must be changed at once.
    random.iter().map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()])).collect()
}

pub fn check_password(password: &str) -> Result<(), Refusal> {
    let length = password.chars().count();
    if (PASSWORD_MIN..=PASSWORD_MAX).contains(&length) {
        Ok(())
    } else {
        Err(Refusal::invalid(t::password_length(PASSWORD_MIN)).field("password"))
    }
}

fn sign_in_name(text: &str) -> Result<String, Refusal> {
    let name = text.trim().to_lowercase();
    let fits = (2..=60).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || ".-_@".contains(c));
    if fits { Ok(name) } else { Err(Refusal::invalid(t::sign_in_name_shape()).field("sign_in_name")) }
}

#[derive(Clone, Serialize, Deserialize)]
pub struct NewAccount {
    pub person: Id<Person>,
    pub sign_in_name: String,
    pub password_hash: String,
    pub must_change: bool,
}

/// Opens an account, or gives an existing one a new password.
pub fn open(act: &mut Act<'_>, input: NewAccount) -> Result<(), Refusal> {
    may(act, ORGANISE)?;
    let name = sign_in_name(&input.sign_in_name)?;
    if let Some(taken) = store::account(act.tx(), &name)?
        && taken.person != input.person
    {
        return Err(Refusal::conflict(t::sign_in_name_taken()).field("sign_in_name"));
    }
    act.record("people.open_account", Subject::new("account", input.person));
    store::put_account(act.tx(), input.person, &name, &input.password_hash, input.must_change)?;
    Ok(())
}

#[derive(Clone)]
struct Once {
    /// A form sent twice is answered as the first time; by this the second knows that its password is not
    /// the one that was kept.
    sending: uuid::Uuid,
    account: NewAccount,
}

fn open_once(act: &mut Act<'_>, input: Once) -> Result<uuid::Uuid, Refusal> {
    open(act, input.account)?;
    Ok(input.sending)
}

/// After how many minutes without work everybody is signed out.
pub fn set_idle(act: &mut Act<'_>, minutes: i64) -> Result<(), Refusal> {
    may(act, ORGANISE)?;
    if !IDLE_RANGE.contains(&minutes) {
        let (least, most) = (*IDLE_RANGE.start(), *IDLE_RANGE.end());
        return Err(Refusal::invalid(t::idle_range(least, most)).field("minutes"));
    }
    // A setting is its own subject; the office's administrator is whom the entry names first.
    let who = act.actor().person.map_or_else(|| act.new_id::<Person>(), Id::from_uuid);
    act.record("people.set_idle", Subject::new("person", who));
    act.fact("minutes", minutes);
    Setting::set(act, IDLE_SETTING, &minutes)?;
    Ok(())
}

#[derive(Clone, Serialize, Deserialize)]
pub struct ChangedPassword {
    pub person: Id<Person>,
    pub password_hash: String,
}

/// A person's own new password. The page has checked the old one.
pub fn change_password(act: &mut Act<'_>, input: ChangedPassword) -> Result<(), Refusal> {
    if act.actor().person != Some(input.person.uuid()) {
        return Err(Refusal::forbidden());
    }
    let name = store::account_name(act.tx(), input.person)?.ok_or_else(Refusal::not_found)?;
    act.record("people.change_password", Subject::new("account", input.person));
    store::put_account(act.tx(), input.person, &name, &input.password_hash, false)?;
    Ok(())
}

#[derive(Clone, Serialize, Deserialize)]
pub struct FirstRun {
    pub office: String,
    pub full_name: String,
    pub sign_in_name: String,
    pub password_hash: String,
}

/// The first administrator of an empty installation, with the office they work in.
pub fn first_run(office: &Office, input: FirstRun) -> Result<Id<Person>, Refusal> {
    sign_in_name(&input.sign_in_name)?;
    if office.read_blocking(store::any_account)? {
        return Err(Refusal::conflict(t::already_set_up()));
    }
    let console = kernel::Actor::console;
    let from = office.now().date();
    let unit = NewUnit { parent: None, kind: UnitKind::Office, name: input.office, from };
    let unit = office.act_blocking(console(), office.new_id(), unit, create_unit)?;
    let post = NewPost {
        unit,
        title: t::administrator_post().say(words::Lang::Vi),
        roles: vec![Role::Administrator],
        place: 900,
        from,
    };
    let post = office.act_blocking(console(), office.new_id(), post, create_post)?;
    let person = office.act_blocking(console(), office.new_id(), input.full_name, create_person)?;
    let appointment = Appointment { post, person, from };
    office.act_blocking(console(), office.new_id(), appointment, appoint)?;
    let account = NewAccount {
        person,
        sign_in_name: input.sign_in_name,
        password_hash: input.password_hash,
        must_change: false,
    };
    // The account comes last: an installation whose first run was cut short has none and can be run again.
    office.act_blocking(console(), office.new_id(), account, open)?;
    Ok(person)
}

/// Whether anybody can sign in yet.
pub fn is_set_up(office: &Office) -> Result<bool, Refusal> {
    Ok(office.read_blocking(store::any_account)?)
}

/// A locked-out person gets a one-time password at the console.
pub fn reset(office: &Office, sign_in_name: &str) -> Result<String, Refusal> {
    let password = new_slip(office, kernel::Actor::console(), office.new_id(), sign_in_name)?;
    let name = sign_in_name.trim().to_lowercase();
    let account = office.read_blocking(|tx| store::account(tx, &name))?;
    // Whoever is locked out may have lost the authenticator too.
    if let Some(account) = account
        && office.read_blocking(|tx| store::has_second_factor(tx, account.person))?
    {
        let console = kernel::Actor::console();
        office.act_blocking(console, office.new_id(), account.person, super::second::reset)?;
    }
    Ok(password)
}

/// A one-time password for an account that exists, whose sessions end.
pub fn new_slip(
    office: &Office,
    actor: kernel::Actor,
    act_id: uuid::Uuid,
    sign_in_name: &str,
) -> Result<String, Refusal> {
    let name = sign_in_name.trim().to_lowercase();
    let account = office.read_blocking(|tx| store::account(tx, &name))?;
    let account = account.ok_or_else(|| Refusal::invalid(t::account_missing()).field("account"))?;
    let (mut code, mut salt) = ([0u8; 12], [0u8; 16]);
    office.clock().random(&mut code);
    office.clock().random(&mut salt);
    let password = one_time_password(code);
    let input = NewAccount {
        person: account.person,
        sign_in_name: name.clone(),
        password_hash: hash_password(&password, &salt)?,
        must_change: true,
    };
    let once = Once { sending: office.new_id(), account: input };
    let sending = once.sending;
    if office.act_blocking(actor, act_id, once, open_once)? != sending {
        return Err(Refusal::conflict(t::slip_sent_twice()));
    }
    let clear = name;
    office.operate(move |tx| {
        store::clear_failures(tx, &clear)?;
        store::end_sessions_but(tx, account.person, &[0u8; 32])
    })?;
    Ok(password)
}

/// What goes on a slip of paper. The password is nowhere else in clear.
pub struct Slip {
    pub full_name: String,
    pub post: String,
    pub sign_in_name: String,
    pub password: String,
}

/// Given name, then the first letters of the others: Nguyễn Thị Ánh becomes `anhnt`.
#[must_use]
pub fn proposed_name(full_name: &str) -> String {
    let folded = vietnamese::fold(full_name);
    let words: Vec<String> = folded
        .split_whitespace()
        .map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>())
        .filter(|word| !word.is_empty())
        .collect();
    let Some((given, others)) = words.split_last() else { return "nguoidung".to_owned() };
    let first = others.iter().filter_map(|word| word.chars().next());
    let name: String = given.chars().chain(first).take(40).collect();
    if name.len() < 2 { format!("{name}00") } else { name }
}

/// Opens accounts for persons who hold a post and have none yet; each is an act of its own. Slow: passwords are
/// hashed. Sent twice, the second answer has no slips, since what was kept are the first passwords.
pub fn open_many(
    office: &Office,
    actor: &kernel::Actor,
    whole: uuid::Uuid,
    persons: &[Id<Person>],
) -> Result<Vec<Slip>, Refusal> {
    let today = office.now().date();
    let mut slips = Vec::new();
    let mut repeated = false;
    for person in persons {
        let id = super::import::part_id(whole, &person.to_string());
        let person = *person;
        let found = office.read_blocking(|tx| {
            if kernel::journal::entry(tx, id)?.is_some() {
                return Ok(Err(true));
            }
            let posts = store::posts_of(tx, person, today)?;
            let (Some(post), None) = (posts.first(), store::account_name(tx, person)?) else {
                return Ok(Err(false));
            };
            let full_name = store::person_name(tx, person)?.unwrap_or_default();
            let wanted = proposed_name(&full_name);
            // Namesakes are told apart by a number.
            let mut name = wanted.clone();
            for number in 2..200 {
                if !store::sign_in_name_taken(tx, &name)? {
                    break;
                }
                name = format!("{wanted}{number}");
            }
            Ok(Ok((full_name, format!("{} · {}", post.title, post.unit_name), name)))
        })?;
        let (full_name, post, sign_in_name) = match found {
            Ok(found) => found,
            Err(again) => {
                repeated |= again;
                continue;
            }
        };
        let (mut code, mut salt) = ([0u8; 12], [0u8; 16]);
        office.clock().random(&mut code);
        office.clock().random(&mut salt);
        let password = one_time_password(code);
        let input = NewAccount {
            person,
            sign_in_name: sign_in_name.clone(),
            password_hash: hash_password(&password, &salt)?,
            must_change: true,
        };
        let once = Once { sending: office.new_id(), account: input };
        let sending = once.sending;
        if office.act_blocking(actor.clone(), id, once, open_first)? == sending {
            slips.push(Slip { full_name, post, sign_in_name, password });
        }
    }
    if slips.is_empty() && repeated {
        return Err(Refusal::conflict(t::slip_sent_twice()));
    }
    Ok(slips)
}

/// Only for who has no account: a password in use is never replaced in passing.
fn open_first(act: &mut Act<'_>, input: Once) -> Result<uuid::Uuid, Refusal> {
    if store::account_name(act.tx(), input.account.person)?.is_some() {
        return Err(Refusal::conflict(t::has_account()));
    }
    open_once(act, input)
}

#[cfg(test)]
mod tests {
    use super::proposed_name;

    #[test]
    fn a_sign_in_name_is_made_of_the_given_name_and_first_letters() {
        assert_eq!(proposed_name("Nguyễn Thị Ánh"), "anhnt");
        assert_eq!(proposed_name("Đỗ Đức"), "ducd");
        assert_eq!(proposed_name("Ý"), "y00");
        assert_eq!(proposed_name("—"), "nguoidung");
    }
}
