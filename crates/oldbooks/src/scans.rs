//! Scans that come after their lines, named by arrival number.

use documents::Book;
use incoming::acts::{Classify, found_marked};
use incoming::door::{Checked, Given, check};
use incoming::model::Why;
use kernel::{Actor, Id, Office, Refusal};
use reading::Reader;
use uuid::Uuid;

use crate::acts::{self, Attach};

/// A letterhead's code counts from here on; below, it may be misread, and nobody should be asked for nothing.
const SURE: f64 = 0.7;

/// What became of a file.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Told {
    pub file: String,
    pub outcome: String,
    pub number: Option<i64>,
}

/// The arrival number in a file's name, and what may be a code behind it: `123.pdf`, `2024/0123.pdf`,
/// `123_25-CV-TU.pdf`, `số đến 123.pdf`.
#[must_use]
pub fn number_of(path: &str, year: i64) -> (Option<i64>, String) {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let folded = vietnamese::fold(stem);
    let mut rest = folded.trim();
    for word in ["vb den", "van ban den", "cong van den", "so den", "den so", "so", "den"] {
        if let Some(after) = rest.strip_prefix(word)
            && after.starts_with(|c: char| !c.is_alphabetic())
        {
            rest = after.trim_start_matches([' ', '-', '_', '.', ':']);
            break;
        }
    }
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let year = year.to_string();
    if let Some(after) = rest.strip_prefix(&year)
        && after.starts_with(['-', '_', ' ', '.'])
        && after.get(1..).is_some_and(|after| digits(after) > 0)
    {
        rest = after.get(1..).unwrap_or_default();
    }
    let length = digits(rest);
    let (number, after) = rest.split_at(length);
    // 123a is another line than 123.
    if after.starts_with(|c: char| c.is_alphanumeric()) {
        return (None, String::new());
    }
    let number = number.parse().ok().filter(|number| *number > 0);
    let code = after.trim_start_matches(['_', '-', ' ', '.']).trim();
    // A second page or a copy, not a code.
    let has_both = code.bytes().any(|b| b.is_ascii_digit()) && code.bytes().any(|b| b.is_ascii_alphabetic());
    (number, if has_both && !code.starts_with('(') { code.to_owned() } else { String::new() })
}

fn bare(code: &str) -> String {
    vietnamese::fold(code).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a code as read fits the line's. Nothing read, or no code on the line, contradicts nothing; registers shorten
/// codes ("25" for "25-CV/TU").
#[must_use]
pub fn agrees(read: &str, line: &str) -> bool {
    let number = |code: &str| {
        let digits: String =
            code.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        digits.trim_start_matches('0').to_owned()
    };
    let (a, b) = (bare(read), bare(line));
    if a.is_empty() || b.is_empty() || a == b {
        return true;
    }
    let (a, b) = (a.trim_start_matches('0'), b.trim_start_matches('0'));
    number(read) == number(line) && (a.starts_with(b) || b.starts_with(a))
}

/// Reads one scan, looks for a mark of secrecy, and puts it to the line of its number.
pub fn take(
    office: &Office,
    reader: &Reader,
    (actor, id): (&Actor, Uuid),
    (book, year): (Id<Book>, i64),
    given: Given,
    declared: bool,
) -> Result<Told, Refusal> {
    let path: String = vietnamese::nfc(&given.name).chars().filter(|c| !c.is_control()).take(200).collect();
    let (number, named) = number_of(&path, year);
    let name = path.rsplit(['/', '\\']).next().unwrap_or(&path).to_owned();
    let none = |state: &str| Attach {
        book,
        name: name.clone(),
        number,
        blob: None,
        pages: 0,
        text: String::new(),
        code_read: String::new(),
        state: state.to_owned(),
    };
    let attach = match check(reader, ("old-scan", None), vec![given], declared) {
        Checked::Clear(parcel) => match parcel.pieces.into_iter().next() {
            Some(piece) => {
                let facts = &piece.reading.facts;
                let sure = piece.reading.confidence.get("code").is_some_and(|sure| *sure >= SURE);
                let read = facts.code.clone().filter(|_| sure).unwrap_or_default();
                Attach {
                    blob: Some(office.blobs().put(&piece.bytes)?),
                    pages: piece.reading.pages,
                    code_read: if read.is_empty() { named } else { read },
                    text: piece.reading.text,
                    state: String::new(),
                    ..none("")
                }
            }
            None => none("refused"),
        },
        Checked::Marked { source, mark } => {
            tracing::warn!("a scan with a mark of secrecy was stopped");
            let slip = Classify { source, mark, why: Why::Marked };
            // Who keeps no book of the office opens no slip; then the program does.
            match office.act_blocking(actor.clone(), office.new_id(), slip.clone(), found_marked) {
                Err(refusal) if refusal.kind == kernel::Kind::Forbidden => {
                    office.act_blocking(Actor::system(), office.new_id(), slip, found_marked)?;
                }
                other => drop(other?),
            }
            // Not even its name is kept.
            Attach { name: String::new(), ..none("marked") }
        }
        Checked::Unchecked(..) => none("unchecked"),
        Checked::Refused { .. } => none("refused"),
    };
    let outcome = office.act_blocking(actor.clone(), id, attach, acts::attach_scan)?;
    Ok(Told { file: path, outcome, number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_by_names_of_files() {
        for (name, number, code) in [
            ("123.pdf", Some(123), ""),
            ("2024/0123.pdf", Some(123), ""),
            ("2024-0123.pdf", Some(123), ""),
            ("123_25-CV-TU.pdf", Some(123), "25-cv-tu"),
            ("Số đến 45.PDF", Some(45), ""),
            ("12 (2).pdf", Some(12), ""),
            ("123a.pdf", None, ""),
            ("quyet dinh.pdf", None, ""),
            ("0.pdf", None, ""),
        ] {
            assert_eq!(number_of(name, 2024), (number, code.to_owned()), "{name}");
        }
    }

    #[test]
    fn a_code_is_held_against_the_lines() {
        for (read, line, fits) in [
            ("25-CV/TU", "25-CV/TU", true),
            ("25-cv-tu", "25-CV/TU", true),
            ("25 - CV/TƯ", "25-CV/TU", true),
            ("25-CV/TU", "25", true),
            ("", "25-CV/TU", true),
            ("25-CV/TU", "", true),
            ("26-CV/TU", "25-CV/TU", false),
            ("250-CV/TU", "25", false),
            ("25-CV/TU", "25-QĐ/TU", false),
        ] {
            assert_eq!(agrees(read, line), fits, "{read} {line}");
        }
    }
}
