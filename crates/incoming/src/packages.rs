//! Files that hold files, at the door: mail, archives, messages of the exchange, signed content.
//!
//! Each is one paper with its annexes, the paper with a letterhead first, the container as it was received last; or,
//! where a clerk says so, each file in it is a paper.

use reading::{Attachment, Bundle, Format, Reader, Reading, main_paper, said_by_message};

use crate::door::{
    Checked, FILE_MAX_MB, Given, Parcel, Piece, Together, check_each, judge, photographed, read, tidy, unfit,
};
use crate::model::mark_code;
use crate::t;

/// Pictures shown inside a mail that are smaller than this are signatures and logos, not papers.
const INLINE_MIN: usize = 100 << 10;

/// One container by itself.
pub(crate) fn check_package(
    reader: &Reader,
    source: &str,
    given: Given,
    mail_is: Together,
    declared: bool,
) -> Vec<Checked> {
    let format = reading::sniff(&given.bytes, &given.name);
    let source = source_of(format, source);
    let name = tidy(&given.name);
    let refused = |why| vec![Checked::Refused { source: source.to_owned(), name: name.clone(), why }];
    if given.bytes.len() > FILE_MAX_MB << 20 {
        return refused(t::door_too_large(FILE_MAX_MB));
    }
    let bundle = match reader.open(&given.bytes, &given.name) {
        Ok(bundle) => bundle,
        // It is kept and a clerk decides, as with any file that cannot be looked through.
        Err(problem) => {
            let reading = Reading::failed(&given.bytes, format, problem);
            let pieces = vec![Piece::new(name, given.bytes, reading)];
            return vec![judge(
                Parcel { source: source.to_owned(), sender: None, pieces, came_at: None },
                declared,
            )];
        }
    };
    if bundle.more > 0 {
        return refused(t::mail_too_many(bundle.parts.len()));
    }
    let Bundle { from: sender, own, parts, .. } = bundle;
    // A message of the exchange is about one paper, whatever it carries.
    let each = mail_is == Together::Each && format != Format::Edxml;
    let parts: Vec<Attachment> =
        parts.into_iter().filter(|part| !part.inline || part.bytes.len() >= INLINE_MIN).collect();
    if each && parts.iter().any(is_paper) {
        // What stands in the mail itself is looked through too: a mark there is a mark on all of it.
        let words = parts.iter().filter_map(|part| part.reading.as_ref()).chain([&own]);
        let mark = { words }.find_map(|words| words.facts.secrecy.clone());
        if let (Some(mark), false) = (mark, declared) {
            return vec![Checked::Marked { source: source.to_owned(), mark: mark_code(&mark).to_owned() }];
        }
        return each_of(reader, (source, sender.as_ref()), parts, declared);
    }
    let mut pieces = pieces_of(reader, parts);
    main_first(reader, &mut pieces);
    if let (Format::Edxml, Some(main)) = (format, pieces.first_mut()) {
        said_by_message(&mut main.reading, &own);
    }
    pieces.push(Piece::new(name, given.bytes, own));
    vec![judge(Parcel { source: source.to_owned(), sender, pieces, came_at: None }, declared)]
}

/// Files of one paper with archives among them: the first file is the paper, what the archives hold is annexed.
pub(crate) fn check_with(
    reader: &Reader,
    source: &str,
    (plain, archives): (Vec<Given>, Vec<Given>),
    declared: bool,
) -> Checked {
    let name = plain.first().map_or_else(String::new, |file| tidy(&file.name));
    if let Some(why) = plain.iter().chain(&archives).find_map(unfit) {
        return Checked::Refused { source: source.to_owned(), name, why };
    }
    let mut pieces = read(reader, plain);
    for archive in archives {
        let shown = tidy(&archive.name);
        let own = match reader.open(&archive.bytes, &archive.name) {
            Ok(bundle) if bundle.more > 0 => {
                let why = t::mail_too_many(bundle.parts.len());
                return Checked::Refused { source: source.to_owned(), name, why };
            }
            Ok(bundle) => {
                let inside = pieces_of(reader, bundle.parts).into_iter();
                pieces.extend(
                    inside.map(|piece| Piece { name: tidy(&format!("{shown} › {}", piece.name)), ..piece }),
                );
                bundle.own
            }
            Err(problem) => Reading::failed(&archive.bytes, Format::Zip, problem),
        };
        pieces.push(Piece::new(shown, archive.bytes, own));
    }
    judge(Parcel { source: source.to_owned(), sender: None, pieces, came_at: None }, declared)
}

/// A paper of the exchange that is read again keeps what its message said.
pub(crate) fn said_as_before(before: &Reading, mut reading: Reading) -> Reading {
    if before.message.is_some() {
        said_by_message(&mut reading, before);
    }
    reading
}

fn source_of(format: Format, source: &str) -> &str {
    match format {
        Format::Eml | Format::Msg => "mail",
        Format::Edxml => "exchange",
        _ => source,
    }
}

/// A file that can be a paper of its own: no signature, no container whose files follow it.
fn is_paper(part: &Attachment) -> bool {
    let opened = part.reading.as_ref().is_some_and(|reading| reading.problem.is_none());
    !opened && part.format != Format::Signature
}

fn each_of(
    reader: &Reader,
    (source, sender): (&str, Option<&String>),
    parts: Vec<Attachment>,
    declared: bool,
) -> Vec<Checked> {
    let mut found = Vec::new();
    let mut unread = Vec::new();
    for part in parts.into_iter().filter(is_paper) {
        match part.reading {
            Some(reading) => {
                let pieces = vec![Piece::new(tidy(&part.name), part.bytes, reading)];
                let parcel =
                    Parcel { source: source.to_owned(), sender: sender.cloned(), pieces, came_at: None };
                found.push(judge(parcel, declared));
            }
            None => unread.push(Given { name: part.name, bytes: part.bytes }),
        }
    }
    let mut all = check_each(reader, (source, sender), unread, declared);
    all.extend(found);
    all
}

/// The files with what is read in them; what the container already told of one is not read again.
fn pieces_of(reader: &Reader, parts: Vec<Attachment>) -> Vec<Piece> {
    let parts: Vec<Attachment> =
        parts.into_iter().filter(|part| !part.bytes.is_empty() || part.reading.is_some()).collect();
    let unread = parts.iter().filter(|part| part.reading.is_none());
    let unread = unread.map(|part| Given { name: part.name.clone(), bytes: part.bytes.clone() }).collect();
    let mut read = read(reader, unread).into_iter();
    parts
        .into_iter()
        .filter_map(|part| match part.reading {
            Some(reading) => Some(Piece::new(tidy(&part.name), part.bytes, reading)),
            None => read.next(),
        })
        .collect()
}

/// The paper before its annexes; photographs of one paper before them as the pages of a PDF.
fn main_first(reader: &Reader, pieces: &mut Vec<Piece>) {
    if let Some(shown) = photographed(reader, pieces) {
        pieces.insert(0, shown);
        return;
    }
    let files: Vec<(&str, &Reading)> =
        pieces.iter().map(|piece| (piece.name.as_str(), &piece.reading)).collect();
    if let Some(main) = main_paper(&files) {
        let main = pieces.remove(main);
        pieces.insert(0, main);
    }
}
