//! The mailbox as a server keeps it. Knows IMAP and TLS, and nothing of the office. What goes wrong is told without
//! addresses and without what the server said: faults are logged.

use std::collections::HashSet;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use async_imap::error::Error;
use async_imap::extensions::idle::IdleResponse;
use async_imap::types::Flag;
use async_imap::{Authenticator, Client};
use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::intake::Line;

const PATIENCE: Duration = Duration::from_secs(30);
/// A message of the largest size over a slow line.
const LONG: Duration = Duration::from_secs(600);
/// Servers end a silent connection after half an hour.
const LISTEN: Duration = Duration::from_secs(20 * 60);
const STEP: Duration = Duration::from_secs(2);
/// Heads asked for at once.
const TOGETHER: usize = 50;

/// How the connection is kept from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Security {
    Tls,
    Starttls,
    /// Only to this machine itself.
    None,
}

impl Security {
    pub const ALL: [Security; 3] = [Security::Tls, Security::Starttls, Security::None];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Security::Tls => "tls",
            Security::Starttls => "starttls",
            Security::None => "none",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Security> {
        Security::ALL.into_iter().find(|one| one.code() == code)
    }
}

/// What the server is shown. Without `Debug`: no log can tell it.
pub enum Secret {
    Password(String),
    /// An access token of OAuth 2.0.
    Token(String),
}

/// Where the mailbox is.
pub struct Server {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: String,
    pub secret: Secret,
    /// The certificate of the office's own authority, as PEM; empty where the system's are enough.
    pub authority: String,
}

/// Why the mailbox could not be looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the mail server cannot be reached")]
    Unreachable,
    #[error("the mail server's certificate is not trusted, or it speaks no TLS")]
    Tls,
    #[error("the mail server refuses the user or the secret")]
    SignIn,
    #[error("there is no such folder")]
    Folder,
    #[error("the folder for what is done cannot be used")]
    Target,
    #[error("the mailbox is full")]
    Quota,
    #[error("the mail server answered no")]
    Answer,
    #[error("the connection was lost")]
    Lost,
}

impl Fault {
    /// As stored, for the administrator's page.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Fault::Unreachable => "unreachable",
            Fault::Tls => "tls",
            Fault::SignIn => "sign_in",
            Fault::Folder => "folder",
            Fault::Target => "target",
            Fault::Quota => "quota",
            Fault::Answer => "answer",
            Fault::Lost => "lost",
        }
    }
}

fn told(error: &Error) -> Fault {
    match error {
        Error::No(said) | Error::Bad(said) if said.to_uppercase().contains("OVERQUOTA") => Fault::Quota,
        Error::No(_) | Error::Bad(_) | Error::Validate(_) | Error::Append => Fault::Answer,
        _ => Fault::Lost,
    }
}

/// What a connection can be, with or without TLS.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug> Wire for T {}

async fn soon<T>(patience: Duration, work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    tokio::time::timeout(patience, work).await.unwrap_or(Err(Fault::Lost))
}

/// Whether this is a certificate as PEM, or nothing at all.
#[must_use]
pub fn is_authority(pem: &str) -> bool {
    pem.is_empty() || CertificateDer::from_pem_slice(pem.as_bytes()).is_ok()
}

fn connector(authority: &str) -> Result<TlsConnector, Fault> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if !authority.is_empty() {
        for certificate in CertificateDer::pem_slice_iter(authority.as_bytes()) {
            roots.add(certificate.map_err(|_| Fault::Tls)?).map_err(|_| Fault::Tls)?;
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| Fault::Tls)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

async fn secured(server: &Server, tcp: TcpStream) -> Result<Box<dyn Wire>, Fault> {
    let name = ServerName::try_from(server.host.clone()).map_err(|_| Fault::Tls)?;
    let tls = connector(&server.authority)?.connect(name, tcp).await.map_err(|_| Fault::Tls)?;
    Ok(Box::new(tls))
}

async fn greeted<T: Wire>(client: &mut Client<T>) -> Result<(), Fault> {
    match client.read_response().await {
        Ok(Some(_)) => Ok(()),
        _ => Err(Fault::Unreachable),
    }
}

/// Says user and token as XOAUTH2 wants them; to the server's explanation of a refusal it answers nothing.
struct Bearer(Option<String>);

impl Authenticator for Bearer {
    type Response = String;

    fn process(&mut self, _: &[u8]) -> String {
        self.0.take().unwrap_or_default()
    }
}

/// `user={user}^Aauth=Bearer {token}^A^A`.
#[must_use]
pub fn bearer(user: &str, token: &str) -> String {
    format!("user={user}\u{1}auth=Bearer {token}\u{1}\u{1}")
}

/// What is in the folder that was opened.
#[derive(Debug, Clone, Copy)]
pub struct Opened {
    /// When this changes, the server has numbered the messages anew.
    pub validity: u32,
    /// Whether messages can bear keywords of our own.
    pub keywords: bool,
}

/// The head of a message.
#[derive(Debug, Clone, Default)]
pub struct Head {
    pub uid: u32,
    pub size: u64,
    /// When the mailbox got it, in microseconds since 1970.
    pub came_at: Option<i64>,
    pub message_id: String,
    pub from: String,
    pub subject: String,
}

/// A mailbox that is open.
pub struct Mailbox {
    session: async_imap::Session<Box<dyn Wire>>,
    moves: bool,
    uid_expunge: bool,
    pub idles: bool,
}

impl Mailbox {
    /// Connects, signs in, opens the folder.
    pub async fn open(server: &Server, folder: &str) -> Result<(Mailbox, Opened), Fault> {
        let mut mailbox = soon(PATIENCE, Mailbox::sign_in(server)).await?;
        let opened = soon(PATIENCE, mailbox.select(folder)).await?;
        Ok((mailbox, opened))
    }

    async fn sign_in(server: &Server) -> Result<Mailbox, Fault> {
        let tcp = TcpStream::connect((server.host.as_str(), server.port)).await;
        let tcp = tcp.map_err(|_| Fault::Unreachable)?;
        let client = match server.security {
            Security::None => {
                let mut client = Client::new(Box::new(tcp) as Box<dyn Wire>);
                greeted(&mut client).await?;
                client
            }
            Security::Tls => {
                let mut client = Client::new(secured(server, tcp).await?);
                greeted(&mut client).await?;
                client
            }
            Security::Starttls => {
                let mut plain = Client::new(tcp);
                greeted(&mut plain).await?;
                plain.run_command_and_check_ok("STARTTLS", None).await.map_err(|_| Fault::Tls)?;
                Client::new(secured(server, plain.into_inner()).await?)
            }
        };
        let user = &server.user;
        let signed = match &server.secret {
            Secret::Password(password) if user.is_ascii() && password.is_ascii() => {
                client.login(user, password).await
            }
            // LOGIN cannot carry other letters.
            Secret::Password(password) => {
                client.authenticate("PLAIN", Bearer(Some(format!("\0{user}\0{password}")))).await
            }
            Secret::Token(token) => client.authenticate("XOAUTH2", Bearer(Some(bearer(user, token)))).await,
        };
        let mut session = signed.map_err(|(error, _)| match error {
            Error::No(_) | Error::Bad(_) | Error::Validate(_) => Fault::SignIn,
            other => told(&other),
        })?;
        let can = session.capabilities().await.map_err(|error| told(&error))?;
        let (moves, uid_expunge, idles) = (can.has_str("MOVE"), can.has_str("UIDPLUS"), can.has_str("IDLE"));
        Ok(Mailbox { session, moves, uid_expunge, idles })
    }

    async fn select(&mut self, folder: &str) -> Result<Opened, Fault> {
        let opened = self.session.select(folder).await.map_err(|error| match error {
            Error::No(_) | Error::Bad(_) | Error::Validate(_) => Fault::Folder,
            other => told(&other),
        })?;
        let keywords = opened.permanent_flags.contains(&Flag::MayCreate);
        Ok(Opened { validity: opened.uid_validity.unwrap_or(0), keywords })
    }

    /// The messages above a number, in order.
    pub async fn above(&mut self, floor: u32) -> Result<Vec<u32>, Fault> {
        let first = floor.saturating_add(1);
        let asked = format!("UID {first}:* UNDELETED");
        let work = async {
            let found = self.session.uid_search(asked).await.map_err(|error| told(&error))?;
            self.session.noop().await.map(|()| found).map_err(|error| told(&error))
        };
        let found: HashSet<u32> = soon(PATIENCE, work).await?;
        // "n:*" always names the last message, also below n.
        let mut found: Vec<u32> = found.into_iter().filter(|uid| *uid >= first).collect();
        found.sort_unstable();
        Ok(found)
    }

    /// Whether the message is still in the folder.
    pub async fn is_there(&mut self, uid: u32) -> Result<bool, Fault> {
        let work = async {
            let found = self.session.uid_search(format!("UID {uid}")).await.map_err(|error| told(&error))?;
            self.session.noop().await.map(|()| !found.is_empty()).map_err(|error| told(&error))
        };
        soon(PATIENCE, work).await
    }

    /// The heads of these messages; one that has gone meanwhile is not among them.
    pub async fn heads(&mut self, uids: &[u32]) -> Result<Vec<Head>, Fault> {
        let mut heads = Vec::new();
        for some in uids.chunks(TOGETHER) {
            let set = some.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
            let items = "(UID RFC822.SIZE INTERNALDATE ENVELOPE)";
            let work = async {
                let stream = self.session.uid_fetch(set, items).await.map_err(|error| told(&error))?;
                let found = stream.try_collect::<Vec<_>>().await.map_err(|error| told(&error))?;
                // A line that breaks ends the list without a word: whether it still stands is asked.
                self.session.noop().await.map(|()| found).map_err(|error| told(&error))
            };
            for fetched in soon(PATIENCE, work).await? {
                let Some(uid) = fetched.uid else { continue };
                let envelope = fetched.envelope();
                let text = |bytes: Option<&[u8]>| {
                    bytes.map_or_else(String::new, |bytes| String::from_utf8_lossy(bytes).into_owned())
                };
                let from = envelope.and_then(|envelope| envelope.from.as_ref()?.first());
                let from = from.map_or_else(String::new, |from| {
                    format!("{}@{}", text(from.mailbox.as_deref()), text(from.host.as_deref()))
                });
                heads.push(Head {
                    uid,
                    size: u64::from(fetched.size.unwrap_or(0)),
                    came_at: fetched.internal_date().map(|at| at.timestamp_micros()),
                    message_id: text(envelope.and_then(|envelope| envelope.message_id.as_deref())),
                    from,
                    subject: text(envelope.and_then(|envelope| envelope.subject.as_deref())),
                });
            }
        }
        heads.sort_by_key(|head| head.uid);
        Ok(heads)
    }

    /// The whole message, without marking it as read.
    pub async fn body(&mut self, uid: u32) -> Result<Option<Vec<u8>>, Fault> {
        let work = async {
            let stream = self.session.uid_fetch(uid.to_string(), "(UID BODY.PEEK[])").await;
            let fetched: Vec<_> =
                stream.map_err(|error| told(&error))?.try_collect().await.map_err(|error| told(&error))?;
            self.session.noop().await.map_err(|error| told(&error))?;
            let of_it = fetched.iter().find(|one| one.uid == Some(uid));
            Ok(of_it.and_then(|one| one.body()).map(<[u8]>::to_vec))
        };
        soon(LONG, work).await
    }

    /// Puts a flag or keyword on a message.
    pub async fn mark(&mut self, uid: u32, flag: &str) -> Result<(), Fault> {
        let asked = format!("UID STORE {uid} +FLAGS.SILENT ({flag})");
        // The library's own way takes a refusal, and a line that breaks, for done.
        let work = async { self.session.run_command_and_check_ok(asked).await.map_err(|error| told(&error)) };
        soon(PATIENCE, work).await
    }

    /// Moves a message, making the folder when it is not there.
    pub async fn put_into(&mut self, uid: u32, folder: &str) -> Result<(), Fault> {
        let work = async {
            if self.try_move(uid, folder).await.is_err() {
                // Not there yet, or there already by another hand: the second try tells.
                let _ = self.session.create(folder).await;
                self.try_move(uid, folder).await.map_err(|error| match told(&error) {
                    Fault::Answer => Fault::Target,
                    other => other,
                })?;
            }
            Ok(())
        };
        soon(PATIENCE, work).await
    }

    async fn try_move(&mut self, uid: u32, folder: &str) -> Result<(), Error> {
        let uid = uid.to_string();
        if self.moves {
            return self.session.uid_mv(&uid, folder).await;
        }
        self.session.uid_copy(&uid, folder).await?;
        self.session.run_command_and_check_ok(format!("UID STORE {uid} +FLAGS.SILENT (\\Deleted)")).await?;
        if self.uid_expunge {
            self.session.run_command_and_check_ok(format!("UID EXPUNGE {uid}")).await?;
        }
        Ok(())
    }

    /// Whether a folder is there, or can be made.
    pub async fn has(&mut self, folder: &str) -> Result<bool, Fault> {
        let work = async {
            match self.session.status(folder, "(UIDNEXT)").await {
                Ok(_) => Ok(true),
                Err(Error::No(_) | Error::Bad(_)) => Ok(self.session.create(folder).await.is_ok()),
                Err(error) => Err(told(&error)),
            }
        };
        soon(PATIENCE, work).await
    }

    /// Listens until the server tells of something, or `over` says that it is enough. Tells whether something came. `over`
    /// is asked outside the runtime: it may look into the database.
    pub(crate) fn idle(self, line: &Line, over: impl Fn() -> bool) -> Result<bool, Fault> {
        let mut handle = self.session.idle();
        line.wait(soon(PATIENCE, async { handle.init().await.map_err(|error| told(&error)) }))?;
        let mut came = false;
        {
            let (wait, _stop) = handle.wait_with_timeout(LISTEN);
            let mut wait = Box::pin(wait);
            while !over() {
                // Nothing yet: asked again whether it is enough.
                let step = line.wait(async { tokio::time::timeout(STEP, &mut wait).await });
                let Ok(said) = step else { continue };
                came = matches!(said.map_err(|error| told(&error))?, IdleResponse::NewData(_));
                break;
            }
        }
        let over = async {
            let mut session = handle.done().await.map_err(|error| told(&error))?;
            session.logout().await.map_err(|error| told(&error))
        };
        line.wait(soon(PATIENCE, over)).map(|()| came)
    }

    pub async fn leave(mut self) {
        let _ = tokio::time::timeout(Duration::from_secs(5), self.session.logout()).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_shown_as_xoauth2_wants_it() {
        assert_eq!(
            bearer("hopthu@tinhuy.vn", "ya29.abc"),
            "user=hopthu@tinhuy.vn\u{1}auth=Bearer ya29.abc\u{1}\u{1}"
        );
        let mut way = Bearer(Some(bearer("a", "b")));
        assert!(way.process(b"").starts_with("user=a\u{1}"));
        assert_eq!(way.process(b"{\"status\":\"400\"}"), "", "an explanation is answered by nothing");
    }
}
