//! Packed formats (DOCX, XLSX, PPTX, ODT): their parts, unpacked within limits, and what their XML has in common.

use std::io::{Cursor, Read};

use quick_xml::events::BytesStart;

use crate::{Limits, Problem, ProblemCode};

/// Deflate cannot do better than about 1000 to 1 on text that anybody wrote.
const RATIO: u64 = 300;

pub(crate) struct Packed<'a> {
    archive: zip::ZipArchive<Cursor<&'a [u8]>>,
    /// What all parts together may still unpack to: markup is some ten times its text.
    left: u64,
}

impl Packed<'_> {
    pub fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Packed<'a>, Problem> {
        // A packed file with a password is an OLE file that holds it.
        if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            return Err(Problem::new(ProblemCode::Encrypted));
        }
        let archive =
            zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| Problem::new(ProblemCode::Broken))?;
        Ok(Packed { archive, left: limits.text.saturating_mul(10) })
    }

    /// One part as text. What the header claims of its size is not believed, only what comes out.
    pub fn part(&mut self, name: &str) -> Result<String, Problem> {
        let broken = || Problem::new(ProblemCode::Broken);
        let entry = self.archive.by_name(name).map_err(|fault| match fault {
            zip::result::ZipError::UnsupportedArchive(_) => Problem::new(ProblemCode::Encrypted),
            _ => broken(),
        })?;
        let packed = entry.compressed_size().max(1);
        let most = self.left.min(packed.saturating_mul(RATIO).max(1 << 20));
        let mut out = Vec::new();
        entry.take(most + 1).read_to_end(&mut out).map_err(|_| broken())?;
        let size = u64::try_from(out.len()).unwrap_or(u64::MAX);
        if size > most {
            return Err(Problem::new(ProblemCode::Bomb));
        }
        self.left -= size;
        String::from_utf8(out).map_err(|_| broken())
    }

    /// A part that may be missing. A bomb is told even there.
    pub fn part_if_any(&mut self, name: &str) -> Result<Option<String>, Problem> {
        match self.part(name) {
            Ok(part) => Ok(Some(part)),
            Err(problem) if problem.code == ProblemCode::Bomb => Err(problem),
            Err(_) => Ok(None),
        }
    }

    /// Names of the parts that begin so, in the order of the numbers in them.
    pub fn names(&self, prefix: &str) -> Vec<String> {
        let number = |name: &str| -> u64 {
            name.chars().filter(char::is_ascii_digit).take(9).collect::<String>().parse().unwrap_or(0)
        };
        let mut names: Vec<String> = self
            .archive
            .file_names()
            .flatten()
            .filter(|name| name.starts_with(prefix))
            .map(std::borrow::Cow::into_owned)
            .collect();
        names.sort_by_key(|name| number(name));
        names
    }
}

/// `&amp;`, `&#x111;`. No entities of a document type: there is none in these formats.
pub(crate) fn reference(name: &str) -> String {
    match name {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        other => {
            let code = match other.strip_prefix("#x") {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => other.strip_prefix('#').and_then(|d| d.parse().ok()),
            };
            code.and_then(char::from_u32).map(String::from).unwrap_or_default()
        }
    }
}

/// An attribute by its name without prefix.
pub(crate) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == name).map(|a| {
        let value = a.value.to_string();
        // Fonts in quotes are written so.
        if value.contains('&') {
            value.replace("&apos;", "'").replace("&quot;", "\"").replace("&amp;", "&")
        } else {
            value
        }
    })
}

/// The parts that a part names: identifier to target, as `xl/worksheets/sheet1.xml`.
pub(crate) fn relations(xml: &str, folder: &str) -> std::collections::HashMap<String, String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut found = std::collections::HashMap::new();
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag))
                if tag.local_name().as_ref() == "Relationship" =>
            {
                if let (Some(id), Some(target)) = (attribute(&tag, "Id"), attribute(&tag, "Target")) {
                    let target = match target.strip_prefix('/') {
                        Some(whole) => whole.to_owned(),
                        None => format!("{folder}/{target}"),
                    };
                    found.insert(id, target);
                }
            }
            Ok(quick_xml::events::Event::Eof) | Err(_) => return found,
            Ok(_) => {}
        }
    }
}
