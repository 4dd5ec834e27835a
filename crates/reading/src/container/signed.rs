//! Signed content (CMS, RFC 5652): `.p7m`, which holds what was signed, and `.p7s`, which holds the signature alone.
//!
//! The content is taken out. Whether the signature is good is not looked at here, and the reading says so.

use super::{Attachment, Bundle};
use crate::{Format, Note, NoteCode, Problem, ProblemCode, Reading, sniff as sniff_any};

const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const ENVELOPED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03";
const SEQUENCE: u8 = 0x30;
const IDENTIFIER: u8 = 0x06;
const OCTETS: u8 = 0x04;
/// Pieces in pieces.
const DEEPEST: usize = 8;

/// Signed or encrypted content, or a signature by itself.
pub(crate) fn sniff(bytes: &[u8]) -> Option<Format> {
    let bytes = &*plain(bytes)?;
    let (_, _, inside) = head(bytes).filter(|(tag, ..)| *tag == SEQUENCE)?;
    let kind = head(inside).filter(|(tag, ..)| *tag == IDENTIFIER)?.1?;
    match kind {
        ENVELOPED_DATA => Some(Format::Signed),
        SIGNED_DATA => Some(if content(bytes).is_some() { Format::Signed } else { Format::Signature }),
        _ => None,
    }
}

pub(super) fn open(bytes: &[u8]) -> Result<Bundle, Problem> {
    let broken = || Problem::new(ProblemCode::Broken);
    let der = plain(bytes).ok_or_else(broken)?;
    if crate::sniff::find(der.get(..64).unwrap_or(&der), ENVELOPED_DATA).is_some() {
        return Err(Problem::new(ProblemCode::Encrypted));
    }
    let inside = content(&der).ok_or_else(broken)?;
    if inside.trim_ascii().is_empty() {
        return Err(Problem::new(ProblemCode::Empty));
    }
    let mut own = super::signature(bytes);
    own.format = Format::Signed;
    own.notes = vec![Note::new(NoteCode::SignatureNotVerified)];
    let mut format = sniff_any(&inside, "");
    // What mail programs sign is a part of a mail with its head.
    if inside.get(..12).is_some_and(|head| head.eq_ignore_ascii_case(b"content-type")) {
        format = Format::Eml;
    }
    let ending = if format == Format::Unknown { "bin" } else { format.name() };
    let part =
        Attachment { name: format!("1.{ending}"), bytes: inside, format, inline: false, reading: None };
    Ok(Bundle {
        format: Format::Signed,
        from: None,
        subject: None,
        date: None,
        body: String::new(),
        parts: vec![part],
        more: 0,
        own: Reading { pages: 1, ..own },
    })
}

/// The bytes themselves, or what their base64 says (PEM, or a part of a mail saved as it was).
fn plain(bytes: &[u8]) -> Option<std::borrow::Cow<'_, [u8]>> {
    if bytes.first() == Some(&SEQUENCE) && bytes.get(1).is_some_and(|size| *size >= 0x80) {
        return Some(bytes.into());
    }
    let text = bytes.trim_ascii_start();
    let text = match text.strip_prefix(b"-----BEGIN ") {
        Some(rest) => rest.get(rest.iter().position(|b| *b == b'\n')?..)?,
        // Base64 of a long sequence begins so.
        None if text.starts_with(b"MI") => text,
        None => return None,
    };
    let end = crate::sniff::find(text, b"-----").unwrap_or(text.len());
    let text = text.get(..end)?;
    let fits =
        |b: &u8| b.is_ascii_alphanumeric() || b.is_ascii_whitespace() || matches!(b, b'+' | b'/' | b'=');
    if !text.get(..text.len().min(4096))?.iter().all(fits) {
        return None;
    }
    mail_parser::decoders::base64::base64_decode(text)
        .filter(|der| der.first() == Some(&SEQUENCE))
        .map(Into::into)
}

/// Tag, content (none where its end is only marked), and what follows the head.
type Element<'a> = (u8, Option<&'a [u8]>, &'a [u8]);

fn head(bytes: &[u8]) -> Option<Element<'_>> {
    let (tag, rest) = bytes.split_first()?;
    let (size, rest) = rest.split_first()?;
    let size = match *size {
        short @ 0..=0x7f => usize::from(short),
        0x80 => return Some((*tag, None, rest)),
        long @ 0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(long - 0x80))?;
            let size = digits.iter().fold(0_usize, |size, digit| size << 8 | usize::from(*digit));
            // Cut off: the rest is the content, as far as it goes.
            return Some((*tag, Some(rest.get(..size).unwrap_or(rest)), rest));
        }
        _ => return None,
    };
    Some((*tag, Some(rest.get(..size)?), rest))
}

/// What follows a whole element.
fn after(bytes: &[u8], depth: usize) -> Option<&[u8]> {
    let (_, content, mut rest) = head(bytes)?;
    if let Some(content) = content {
        return rest.get(content.len()..);
    }
    if depth >= DEEPEST {
        return None;
    }
    while !rest.starts_with(&[0, 0]) {
        rest = after(rest, depth + 1)?;
    }
    rest.get(2..)
}

/// What was signed: ContentInfo › SignedData › encapsulated content › octets.
fn content(der: &[u8]) -> Option<Vec<u8>> {
    let (_, _, info) = head(der)?;
    let (_, _, signed) = head(after(info, 0)?)?;
    let (_, _, data) = head(signed)?;
    // Version and the digests' names come first.
    let encapsulated = after(after(data, 0)?, 0)?;
    let (_, known, inside) = head(encapsulated).filter(|(tag, ..)| *tag == SEQUENCE)?;
    let inside = known.unwrap_or(inside);
    let explicit = after(inside, 0)?;
    let (tag, _, octets) = head(explicit)?;
    if tag != 0xA0 {
        return None;
    }
    let mut out = Vec::new();
    pieces(octets, &mut out, 0)?;
    Some(out)
}

/// Octets in one piece or in many.
fn pieces(bytes: &[u8], out: &mut Vec<u8>, depth: usize) -> Option<()> {
    let (tag, content, rest) = head(bytes)?;
    if tag == OCTETS {
        out.extend_from_slice(content?);
        return Some(());
    }
    if tag != OCTETS | 0x20 || depth >= DEEPEST {
        return None;
    }
    let mut inside = content.unwrap_or(rest);
    while !inside.is_empty() && !inside.starts_with(&[0, 0]) {
        pieces(inside, out, depth + 1)?;
        inside = after(inside, depth)?;
    }
    Some(())
}
