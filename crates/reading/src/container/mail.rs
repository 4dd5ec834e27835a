//! Mail: who, when, about what, the body, and every attachment.

use mail_parser::{Address, Message, MessageParser, MimeHeaders, PartType};
use vietnamese::legacy::repair;

use super::{Attachment, Bundle, letter};
use crate::text::clean;
use crate::{Format, Problem, ProblemCode, Reading, sniff};

/// Takes a mail apart. A mail that came inside is an attachment of its own, in full. Only bytes that hold no mail at
/// all are a problem.
pub(super) fn open(bytes: &[u8]) -> Result<Bundle, Problem> {
    let message = MessageParser::default().parse(bytes).ok_or(Problem::new(ProblemCode::Broken))?;
    let mut mail = take(&message);
    mail.own = letter(bytes, Format::Eml, [&mail.subject, &mail.from, &mail.date], &mail.body);
    Ok(mail)
}

fn take(message: &Message<'_>) -> Bundle {
    let mut mail = Bundle {
        format: Format::Eml,
        from: message.from().and_then(sender),
        subject: message.subject().map(|s| clean(s).trim().to_owned()).filter(|s| !s.is_empty()),
        date: message.date().filter(|d| d.is_valid()).map(mail_parser::DateTime::to_rfc3339),
        body: String::new(),
        parts: Vec::new(),
        more: 0,
        own: Reading::empty(&[], Format::Eml),
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
        mail.parts.push(Attachment { name, bytes, format, inline, reading: None });
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
