//! The mailbox as the administrator set it.

use jiff::civil::Date;
use kernel::{Act, Id, Refusal, Setting, StoreError, Subject, Tx};
use people::may;
use serde::{Deserialize, Serialize};

use crate::imap::{self, Secret, Security, Server};
use crate::{OPERATE, t};

const NAME: &str = "incoming.mailbox";
/// What the secret is sealed for.
pub(crate) const PURPOSE: &str = "mailbox.secret";
const TEXT_MAX: usize = 200;
const SECRET_MAX: usize = 8_000;
const AUTHORITY_MAX: usize = 20_000;
const RULES_MAX: usize = 50;

/// What becomes of a message that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum After {
    /// It gets the keyword `CauNoiDone`; where the server knows no keywords it is marked as read.
    Keyword,
    Seen,
    Move,
}

impl After {
    pub const ALL: [After; 3] = [After::Keyword, After::Seen, After::Move];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            After::Keyword => "keyword",
            After::Seen => "seen",
            After::Move => "move",
        }
    }
}

/// How the program signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    Password,
    /// An access token of OAuth 2.0, kept like a password.
    Token,
    /// The same, read anew from a file of this machine that another program keeps fresh.
    TokenFile,
}

impl Auth {
    pub const ALL: [Auth; 3] = [Auth::Password, Auth::Token, Auth::TokenFile];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Auth::Password => "password",
            Auth::Token => "token",
            Auth::TokenFile => "token_file",
        }
    }
}

/// What is done with a message that a rule fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Do {
    /// One paper, its attachments as annexes.
    Take,
    /// Each attachment is a paper of its own.
    Each,
    /// It is no paper: it stays as it is.
    Leave,
}

impl Do {
    pub const ALL: [Do; 3] = [Do::Take, Do::Each, Do::Leave];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Do::Take => "take",
            Do::Each => "each",
            Do::Leave => "leave",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Do> {
        Do::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// The first rule that fits decides. Empty texts fit everything; accents and case do not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// A part of the sender's address: `@tinhuy.vn`.
    pub sender: String,
    /// A part of the subject.
    pub subject: String,
    #[serde(rename = "do")]
    pub then: Do,
    /// Under which name it counts in the account of the door.
    pub source: String,
}

impl Rule {
    #[must_use]
    pub fn fits(&self, sender: &str, subject: &str) -> bool {
        let within = |part: &str, whole: &str| vietnamese::fold(whole).contains(&vietnamese::fold(part));
        within(&self.sender, sender) && within(&self.subject, subject)
    }
}

/// As stored: the secret sealed. Not for answers of the API, which say [`Settings::shown`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub on: bool,
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: String,
    pub auth: Auth,
    pub secret: Option<String>,
    pub token_file: String,
    pub authority: String,
    pub folder: String,
    pub after: After,
    /// Where messages go that were taken, with [`After::Move`].
    pub done_folder: String,
    pub rules: Vec<Rule>,
    /// What is done with a message that no rule fits.
    pub otherwise: Do,
    /// Older messages are left as they are.
    pub since: Date,
    /// Minutes between two looks; a server that tells of new messages is believed in between.
    pub minutes: u32,
}

pub(crate) fn settings(tx: &mut Tx<'_>) -> Result<Option<Settings>, StoreError> {
    Setting::get(tx, NAME)
}

/// What may be told of it.
#[derive(Serialize, Deserialize)]
pub(crate) struct Shown {
    on: bool,
    host: String,
    port: u16,
    security: String,
    user: String,
    auth: String,
    /// Whether one is kept; it is never told.
    has_secret: bool,
    folder: String,
    after: String,
    done_folder: String,
    since: Date,
    minutes: u32,
}

impl Settings {
    pub(crate) fn shown(&self) -> Shown {
        Shown {
            on: self.on,
            host: self.host.clone(),
            port: self.port,
            security: self.security.code().to_owned(),
            user: self.user.clone(),
            auth: self.auth.code().to_owned(),
            has_secret: self.secret.is_some(),
            folder: self.folder.clone(),
            after: self.after.code().to_owned(),
            done_folder: self.done_folder.clone(),
            since: self.since,
            minutes: self.minutes,
        }
    }

    /// Where to connect, with the secret opened. None when the secret is of another installation, or the file is not
    /// there.
    pub(crate) fn server(&self, office: &kernel::Office) -> Option<Server> {
        let kept = || self.secret.as_deref().and_then(|sealed| office.unseal(PURPOSE, sealed));
        let secret = match self.auth {
            Auth::Password => Secret::Password(kept()?),
            Auth::Token => Secret::Token(kept()?),
            Auth::TokenFile => {
                let text = std::fs::read_to_string(&self.token_file).ok()?;
                Secret::Token(text.trim().chars().take(SECRET_MAX).collect())
            }
        };
        Some(Server {
            host: self.host.clone(),
            port: self.port,
            security: self.security,
            user: self.user.clone(),
            secret,
            authority: self.authority.clone(),
        })
    }

    /// What is to be done with a message, and under which source it counts.
    pub(crate) fn rule(&self, sender: &str, subject: &str) -> (Do, String) {
        let found = self.rules.iter().find(|rule| rule.fits(sender, subject));
        let source = |name: &str| match name {
            "" => "mailbox".to_owned(),
            name => format!("mailbox:{name}"),
        };
        found.map_or_else(|| (self.otherwise, source("")), |rule| (rule.then, source(&rule.source)))
    }
}

/// Without `Debug`, so that no log can tell the secret.
#[derive(Clone, Serialize, Deserialize)]
pub struct SetMailbox {
    pub on: bool,
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: String,
    pub auth: Auth,
    /// Left out: the one that is kept stays.
    pub secret: Option<String>,
    #[serde(default)]
    pub token_file: String,
    pub authority: Option<String>,
    pub folder: String,
    pub after: After,
    #[serde(default)]
    pub done_folder: String,
    pub rules: Vec<Rule>,
    pub otherwise: Do,
    pub since: Option<Date>,
    pub minutes: u32,
}

fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Sets the mailbox.
pub fn set_mailbox(act: &mut Act<'_>, input: SetMailbox) -> Result<(), Refusal> {
    may(act, OPERATE)?;
    let old = settings(act.tx())?;
    let text = |given: &str| vietnamese::nfc(given.trim()).into_owned();
    let authority = match input.authority {
        Some(given) => text(&given),
        None => old.as_ref().map_or_else(String::new, |old| old.authority.clone()),
    };
    let (host, user, folder) = (text(&input.host), text(&input.user), text(&input.folder));
    let (done_folder, token_file) = (text(&input.done_folder), text(&input.token_file));
    let kept = old.as_ref().and_then(|old| old.secret.clone());
    let mut wrong = Vec::new();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    if host.is_empty() || host.len() > TEXT_MAX || !host.chars().all(plain) {
        wrong.push(Refusal::invalid(t::host_shape()).field("host"));
    }
    if input.port == 0 {
        wrong.push(Refusal::invalid(t::port_shape()).field("port"));
    }
    let shown = |text: &str| text.len() <= TEXT_MAX && !text.chars().any(char::is_control);
    if user.is_empty() || !shown(&user) {
        wrong.push(Refusal::invalid(t::user_shape()).field("user"));
    }
    if folder.is_empty() || !shown(&folder) {
        wrong.push(Refusal::invalid(t::folder_shape()).field("folder"));
    }
    if input.after == After::Move && (done_folder.is_empty() || !shown(&done_folder) || done_folder == folder)
    {
        wrong.push(Refusal::invalid(t::done_folder_shape()).field("done_folder"));
    }
    if authority.len() > AUTHORITY_MAX || !imap::is_authority(&authority) {
        wrong.push(Refusal::invalid(t::authority_shape()).field("authority"));
    }
    if !(1..=1440).contains(&input.minutes) {
        wrong.push(Refusal::invalid(t::between(1, 1440)).field("minutes"));
    }
    if input.security == Security::None && !is_here(&host) {
        wrong.push(Refusal::invalid(t::password_in_clear()).field("security"));
    }
    let secret = input.secret.filter(|secret| !secret.is_empty());
    if input.auth == Auth::TokenFile {
        if !std::path::Path::new(&token_file).is_absolute() {
            wrong.push(Refusal::invalid(t::token_file_shape()).field("token_file"));
        }
    } else if secret.is_none() && kept.is_none() {
        wrong.push(Refusal::invalid(t::secret_missing()).field("secret"));
    }
    // A secret is for one server: it is not shown to another because somebody changed a name.
    let moved = old.as_ref().is_some_and(|old| old.host != host || old.user != user);
    if moved && secret.is_none() && input.auth != Auth::TokenFile {
        wrong.push(Refusal::invalid(t::secret_again()).field("secret"));
    }
    if secret.as_deref().is_some_and(|secret| secret.len() > SECRET_MAX || secret.contains(['\r', '\n'])) {
        wrong.push(Refusal::invalid(t::secret_shape()).field("secret"));
    }
    let mut rules = Vec::new();
    for rule in input.rules {
        let rule = Rule {
            sender: text(&rule.sender),
            subject: text(&rule.subject),
            source: text(&rule.source),
            then: rule.then,
        };
        let parts = [&rule.sender, &rule.subject, &rule.source];
        if parts.iter().any(|part| !shown(part)) || rule.source.chars().count() > 40 {
            wrong.push(Refusal::invalid(t::rule_shape()).field("rules"));
        }
        rules.push(rule);
    }
    if rules.len() > RULES_MAX {
        wrong.push(Refusal::invalid(t::too_many_rules(RULES_MAX)).field("rules"));
    }
    Refusal::all(wrong)?;
    let secret = match secret {
        Some(secret) => Some(act.seal(PURPOSE, &secret)?),
        None => kept,
    };
    let today = act.today();
    let since = input.since.or(old.map(|old| old.since)).unwrap_or(today);
    let none: Id<Setting> = act.new_id();
    act.record("incoming.set_mailbox", Subject::new("setting", none));
    act.fact("on", input.on);
    act.fact("security", input.security.code());
    act.fact("after", input.after.code());
    let settings = Settings {
        on: input.on,
        host,
        port: input.port,
        security: input.security,
        user,
        auth: input.auth,
        secret,
        token_file,
        authority,
        folder,
        after: input.after,
        done_folder,
        rules,
        otherwise: input.otherwise,
        since,
        minutes: input.minutes,
    };
    Setting::set(act, NAME, &settings)?;
    // What was set right is tried at once.
    crate::store::try_now(act.tx())?;
    Ok(())
}
