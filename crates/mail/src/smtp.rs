//! One mail, handed to the office's server. What goes wrong is told without addresses: faults are logged.

use std::time::Duration;

use lettre::message::{Mailbox, header};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Message, SmtpTransport, Transport as _};

use crate::model::Security;
use crate::settings::Server;

const PATIENCE: Duration = Duration::from_secs(20);

/// What goes to one person.
pub(crate) struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
    /// The same for every try of one mail, so that a second copy is known as one.
    pub id: String,
}

/// Why a mail did not go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the mail server cannot be reached")]
    Unreachable,
    #[error("the mail server's certificate is not trusted, or it speaks no TLS")]
    Tls,
    #[error("the mail server refuses the user or the password")]
    SignIn,
    #[error("the mail server refuses this recipient ({0})")]
    Recipient(u16),
    #[error("the mail server answered {0}")]
    Answer(u16),
    #[error("no mail could be made of the settings")]
    Settings,
}

impl Fault {
    /// As stored, for the administrator's page.
    #[must_use]
    pub(crate) fn code(self) -> String {
        match self {
            Fault::Unreachable => "unreachable".to_owned(),
            Fault::Tls => "tls".to_owned(),
            Fault::SignIn => "sign_in".to_owned(),
            Fault::Recipient(code) | Fault::Answer(code) => code.to_string(),
            Fault::Settings => "settings".to_owned(),
        }
    }
}

/// Whether this is a certificate as PEM, or nothing at all.
pub(crate) fn is_authority(pem: &str) -> bool {
    // The parser takes any text for "no certificate": then none was given.
    pem.is_empty()
        || (pem.contains("-----BEGIN CERTIFICATE-----") && Certificate::from_pem(pem.as_bytes()).is_ok())
}

/// Blocking; gives up after some seconds.
pub(crate) fn send(server: &Server, password: Option<String>, letter: &Letter) -> Result<(), Fault> {
    let message = message(server, letter).ok_or(Fault::Settings)?;
    let mut way = SmtpTransport::builder_dangerous(server.host.as_str())
        .port(server.port)
        .timeout(Some(PATIENCE))
        .tls(tls(server)?)
        // Not the machine's name: it is nobody's affair outside.
        .hello_name(ClientId::Domain("localhost".to_owned()));
    if let Some(password) = password {
        way = way.credentials(Credentials::new(server.user.clone(), password));
    }
    way.build().send(&message).map(drop).map_err(|fault| {
        let code = fault.status().map(u16::from);
        match code {
            Some(530 | 534 | 535 | 538) => Fault::SignIn,
            Some(code @ (550..=553)) => Fault::Recipient(code),
            Some(code) => Fault::Answer(code),
            None if is_tls(&fault) => Fault::Tls,
            // It offers no STARTTLS, or no way to sign in that we know.
            None if fault.is_client() => {
                if server.security == Security::None {
                    Fault::SignIn
                } else {
                    Fault::Tls
                }
            }
            None => Fault::Unreachable,
        }
    })
}

/// A certificate that is not trusted shows as data that cannot be read, somewhere below.
fn is_tls(fault: &lettre::transport::smtp::Error) -> bool {
    let mut below = std::error::Error::source(fault);
    while let Some(one) = below {
        let io = one.downcast_ref::<std::io::Error>();
        if io.is_some_and(|io| io.kind() == std::io::ErrorKind::InvalidData) {
            return true;
        }
        below = one.source();
    }
    fault.is_tls()
}

fn tls(server: &Server) -> Result<Tls, Fault> {
    if server.security == Security::None {
        return Ok(Tls::None);
    }
    let mut parameters = TlsParameters::builder(server.host.clone());
    if !server.authority.is_empty() {
        let authority = Certificate::from_pem(server.authority.as_bytes()).map_err(|_| Fault::Settings)?;
        parameters = parameters.add_root_certificate(authority);
    }
    let parameters = parameters.build_rustls().map_err(|_| Fault::Tls)?;
    Ok(if server.security == Security::Tls { Tls::Wrapper(parameters) } else { Tls::Required(parameters) })
}

fn message(server: &Server, letter: &Letter) -> Option<Message> {
    let from: Mailbox = server.from.parse().ok()?;
    let host = server.from.rsplit_once('@').map_or("localhost", |(_, host)| host);
    Message::builder()
        .from(from)
        .to(letter.to.parse().ok()?)
        .subject(letter.subject.as_str())
        .message_id(Some(format!("<{}@{host}>", letter.id)))
        // Machines that answer mails leave this one alone (RFC 3834).
        .header(AutoSubmitted)
        .header(header::ContentType::TEXT_PLAIN)
        .body(letter.text.clone())
        .ok()
}

#[derive(Clone)]
struct AutoSubmitted;

impl header::Header for AutoSubmitted {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(AutoSubmitted)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
