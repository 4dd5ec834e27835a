//! Mail: who, when, about what, the body, and every attachment.

use mail_parser::{Address, Message, MessageParser, MimeHeaders, PartType};
use serde::{Deserialize, Serialize};
use vietnamese::legacy::repair;

use crate::letterhead;
use crate::read::read_deep;
use crate::text::clean;
use crate::{Format, Limits, Problem, ProblemCode, Reading, sniff};

/// A message.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Mail {
    /// Name and address of the sender, as `Name <address>`.
    pub from: Option<String>,
    pub subject: Option<String>,
    /// RFC 3339, with the sender's offset.
    pub date: Option<String>,
    /// The text of the body; of an HTML body its text.
    pub body: String,
    pub parts: Vec<Attachment>,
    /// Attachments beyond the limit: not returned, but counted.
    pub more: usize,
}

/// A file that came with a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    pub name: String,
    /// Beside the JSON, not in it.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    pub format: Format,
    /// Shown inside the body, as signature pictures are.
    pub inline: bool,
}

/// Reads a message with up to `limits.attachments` attachments. A message that came inside is an
/// attachment of its own, in full. Only bytes that hold no message at all are a problem.
pub fn read_mail(bytes: &[u8], limits: &Limits) -> Result<Mail, Problem> {
    if bytes.trim_ascii().is_empty() {
        return Err(Problem::new(ProblemCode::Empty));
    }
    let message = MessageParser::default().parse(bytes).ok_or(Problem::new(ProblemCode::Broken))?;
    Ok(take(&message, limits))
}

fn take(message: &Message<'_>, limits: &Limits) -> Mail {
    let mut mail = Mail {
        from: message.from().and_then(sender),
        subject: message.subject().map(|s| clean(s).trim().to_owned()).filter(|s| !s.is_empty()),
        date: message.date().filter(|d| d.is_valid()).map(mail_parser::DateTime::to_rfc3339),
        ..Mail::default()
    };
    let mut body = String::new();
    for at in 0..message.text_body_count() {
        if let Some(text) = message.body_text(at) {
            body.push_str(text.trim_end());
            body.push('\n');
        }
    }
    // Old programs sent old letters as Western ones.
    mail.body = clean(&repair(body.trim_end()));
    // What the parser calls neither body nor attachment is kept too: nothing may be lost.
    let parts = (0_u32..).zip(&message.parts).filter(|(id, part)| {
        let told = message.attachments.contains(id);
        let body = message.text_body.contains(id) || message.html_body.contains(id);
        told || !body && !matches!(part.body, PartType::Multipart(_))
    });
    for (number, (_, part)) in (1_usize..).zip(parts) {
        if mail.parts.len() >= limits.attachments {
            mail.more += 1;
            continue;
        }
        let (bytes, inline) = match &part.body {
            PartType::Text(text) | PartType::Html(text) => (text.as_bytes().to_vec(), false),
            PartType::Binary(bytes) => (bytes.to_vec(), false),
            PartType::InlineBinary(bytes) => (bytes.to_vec(), true),
            PartType::Message(inner) => (inner.raw_message().to_vec(), false),
            PartType::Multipart(_) => continue,
        };
        let nested = matches!(part.body, PartType::Message(_));
        let given = part.attachment_name().map(|n| clean(n).replace(['/', '\\', '\n'], "_"));
        let mut format = sniff(&bytes, given.as_deref().unwrap_or_default());
        if nested {
            format = Format::Eml;
        }
        let name = given.map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).unwrap_or_else(|| {
            let ending = if format == Format::Unknown { "bin" } else { format.name() };
            format!("{number}.{ending}")
        });
        mail.parts.push(Attachment { name, bytes, format, inline });
    }
    mail
}

fn sender(address: &Address<'_>) -> Option<String> {
    let first = address.first()?;
    let text = match (first.name(), first.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => return None,
    };
    Some(clean(&text).replace('\n', " "))
}

/// A message as one paper: its own text, then that of each attachment; the facts of the first
/// attachment that has a letterhead, else those of the body.
pub(crate) fn read(bytes: &[u8], limits: &Limits, depth: usize) -> Reading {
    let mail = match read_mail(bytes, limits) {
        Ok(mail) => mail,
        Err(problem) => return Reading::failed(bytes, Format::Eml, problem),
    };
    let mut text = String::new();
    for line in [&mail.subject, &mail.from, &mail.date].into_iter().flatten() {
        text.push_str(line);
        text.push('\n');
    }
    text.push_str(&mail.body);
    let found = letterhead::read(&letterhead::lines_of(&mail.body));
    let mut reading = Reading { pages: 1, ..Reading::empty(bytes, Format::Eml) };
    reading.facts = found.facts;
    reading.confidence = found.confidence;
    let mut headed = reading.facts.code.is_some();
    for part in mail.parts.iter().filter(|p| !p.inline && p.format.is_read()) {
        if depth >= limits.depth {
            break;
        }
        let inner = read_deep(&part.bytes, &part.name, limits, depth + 1);
        if u64::try_from(text.len() + inner.text.len()).unwrap_or(u64::MAX) > limits.text {
            reading.problem = Some(Problem::new(ProblemCode::TooMuchText));
            break;
        }
        text.push('\u{c}');
        text.push_str(&part.name);
        text.push('\n');
        text.push_str(&inner.text);
        reading.pages = reading.pages.saturating_add(inner.pages);
        reading.needs_ocr |= inner.needs_ocr;
        if !headed && inner.facts.code.is_some() {
            headed = true;
            // Places are dropped: they are on pages of the attachment, not of the message.
            reading.facts = inner.facts;
            reading.confidence = inner.confidence;
        }
    }
    if reading.facts.subject.is_none()
        && let Some(subject) = mail.subject
    {
        reading.confidence.insert("subject".to_owned(), 0.5);
        reading.facts.subject = Some(subject);
    }
    reading.text = text;
    reading
}
