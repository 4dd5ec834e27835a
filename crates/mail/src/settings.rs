//! The mail server as the administrator set it.

use kernel::{Act, Id, Refusal, Setting, StoreError, Subject, Tx};
use people::may;
use serde::{Deserialize, Serialize};

use crate::model::{self, Security};
use crate::{OPERATE, smtp, t};

const NAME: &str = "mail.server";
/// What the password is sealed for.
pub(crate) const PURPOSE: &str = "mail.password";
const TEXT_MAX: usize = 200;
const AUTHORITY_MAX: usize = 20_000;
pub(crate) const PER_HOUR: u32 = 12;

/// As stored: the password sealed. Not for answers of the API, which say [`Server::shown`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Server {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// Empty for a server that asks nobody.
    pub user: String,
    pub password: Option<String>,
    pub from: String,
    /// The address under which people open the office.
    pub link: String,
    /// The certificate of the office's own authority, as PEM; empty where the system's are enough.
    pub authority: String,
    /// Mails for one person in an hour, digests included.
    pub per_hour: u32,
    /// Nothing is sent while it is off.
    pub on: bool,
}

pub(crate) fn server(tx: &mut Tx<'_>) -> Result<Option<Server>, StoreError> {
    Setting::get(tx, NAME)
}

/// What may be told of it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Shown {
    host: String,
    port: u16,
    security: Security,
    user: String,
    /// Whether one is kept; it is never told.
    has_password: bool,
    from: String,
    link: String,
    per_hour: u32,
    on: bool,
}

impl Server {
    pub(crate) fn shown(self) -> Shown {
        Shown {
            has_password: self.password.is_some(),
            host: self.host,
            port: self.port,
            security: self.security,
            user: self.user,
            from: self.from,
            link: self.link,
            per_hour: self.per_hour,
            on: self.on,
        }
    }
}

/// Without `Debug`, so that no log can tell the password.
#[derive(Clone, Serialize, Deserialize)]
pub struct SetServer {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: String,
    /// Left out: the one that is kept stays. Empty: none.
    pub password: Option<String>,
    pub from: String,
    pub link: String,
    pub authority: Option<String>,
    pub per_hour: Option<u32>,
    pub on: bool,
}

/// Sets the mail server.
pub fn set_server(act: &mut Act<'_>, input: SetServer) -> Result<(), Refusal> {
    may(act, OPERATE)?;
    let old = server(act.tx())?;
    let text = |given: &str| given.trim().to_owned();
    let authority = match input.authority {
        Some(given) => text(&given),
        None => old.as_ref().map_or_else(String::new, |old| old.authority.clone()),
    };
    let (host, user, link) = (text(&input.host), text(&input.user), text(&input.link));
    let kept = old.and_then(|old| old.password);
    let per_hour = input.per_hour.unwrap_or(PER_HOUR);
    let mut wrong = Vec::new();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    if host.is_empty() || host.len() > TEXT_MAX || !host.chars().all(plain) {
        wrong.push(Refusal::invalid(t::host_shape()).field("host"));
    }
    if input.port == 0 {
        wrong.push(Refusal::invalid(t::port_shape()).field("port"));
    }
    let from = model::address(&input.from);
    if from.is_none() {
        wrong.push(Refusal::invalid(t::address_shape()).field("from"));
    }
    let web = link.strip_prefix("https://").or_else(|| link.strip_prefix("http://"));
    if web.is_none_or(|rest| rest.is_empty() || link.len() > TEXT_MAX || link.contains(char::is_whitespace)) {
        wrong.push(Refusal::invalid(t::link_shape()).field("link"));
    }
    if authority.len() > AUTHORITY_MAX || !smtp::is_authority(&authority) {
        wrong.push(Refusal::invalid(t::authority_shape()).field("authority"));
    }
    if !(1..=60).contains(&per_hour) {
        wrong.push(Refusal::invalid(t::between(1, 60)).field("per_hour"));
    }
    let told = input.password.as_deref().is_some_and(|password| password.len() > TEXT_MAX);
    if told || user.len() > TEXT_MAX {
        wrong.push(Refusal::invalid(t::too_long(TEXT_MAX)).field("user"));
    }
    let signs_in = !user.is_empty();
    if signs_in && input.security == Security::None && !model::is_here(&host) {
        wrong.push(Refusal::invalid(t::password_in_clear()).field("security"));
    }
    let keeps = match &input.password {
        Some(password) => !password.is_empty(),
        None => kept.is_some(),
    };
    if signs_in && !keeps {
        wrong.push(Refusal::invalid(t::password_missing()).field("password"));
    }
    Refusal::all(wrong)?;
    let password = match input.password {
        _ if !signs_in => None,
        Some(password) => Some(act.seal(PURPOSE, &password)?),
        None => kept,
    };
    let none: Id<Setting> = act.new_id();
    act.record("mail.set_server", Subject::new("setting", none));
    act.fact("security", input.security.code());
    act.fact("on", input.on);
    let server = Server {
        host,
        port: input.port,
        security: input.security,
        user,
        password,
        from: from.unwrap_or_default(),
        link: link.trim_end_matches('/').to_owned(),
        authority,
        per_hour,
        on: input.on,
    };
    Setting::set(act, NAME, &server)?;
    Ok(())
}
