//! Names of files as archives keep them: Unicode, or bytes of a code page that nobody wrote down.

use vietnamese::legacy::{Encoding, decode, western};
use vietnamese::{is_syllable, nfc};

use super::WITHIN;

/// A name for people: the path without what leads out of it, in Unicode. `usual`: how the format reads such bytes when
/// it knows no better.
pub(super) fn shown(raw: &[u8], usual: &str) -> String {
    let name = match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => old(raw).unwrap_or_else(|| usual.to_owned()),
    };
    let parts = name.split(['/', '\\']).map(str::trim).filter(|part| !matches!(*part, "" | "." | ".."));
    let parts: Vec<String> = parts.map(tidy).filter(|part| !part.is_empty()).collect();
    parts.join(WITHIN)
}

/// One part of a name, without signs that no name has.
pub(super) fn tidy(name: &str) -> String {
    let plain = nfc(name)
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}'))
        .collect::<String>();
    plain.replace(['/', '\\'], "_").trim().to_owned()
}

/// The encoding in which every word beyond ASCII is a Vietnamese syllable.
fn old(raw: &[u8]) -> Option<String> {
    let seen = western(raw);
    let tried = [Encoding::Cp1258, Encoding::Tcvn3, Encoding::Vni, Encoding::Vps, Encoding::Viscii];
    let read = tried.into_iter().map(|encoding| decode(&seen, encoding));
    read.filter_map(|name| fits(&name).map(|words| (words, name)))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, name)| name)
}

/// How many words beyond ASCII it has, when all of them are syllables.
fn fits(name: &str) -> Option<usize> {
    let words: Vec<&str> = name
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty() && !word.is_ascii())
        .collect();
    let signs = name.chars().any(|c| !c.is_alphanumeric() && !c.is_ascii());
    (!words.is_empty() && !signs && words.iter().all(|word| is_syllable(word))).then_some(words.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use vietnamese::legacy::encode;

    #[test]
    fn names_come_back_from_old_encodings_and_from_unicode() {
        for name in ["Công văn số 12.docx", "Biểu 1_tổng hợp.xlsx", "Quyết định.pdf"] {
            assert_eq!(shown(name.as_bytes(), ""), name);
            for encoding in [Encoding::Tcvn3, Encoding::Vni, Encoding::Cp1258] {
                let raw = encode(name, encoding).unwrap();
                assert_eq!(shown(&raw, "?"), name, "{}", encoding.name());
            }
        }
        // As a Mac writes it.
        assert_eq!(shown("Quye\u{302}\u{301}t.pdf".as_bytes(), ""), "Quyết.pdf");
        assert_eq!(shown(b"r\x82sum\x82.txt", "résumé.txt"), "résumé.txt");
    }

    #[test]
    fn a_path_cannot_lead_out() {
        assert_eq!(shown(b"../../etc/passwd", ""), "etc › passwd");
        assert_eq!(shown(b"C:\\Phu luc\\.\\bieu 1.xlsx", ""), "C: › Phu luc › bieu 1.xlsx");
        assert_eq!(shown("thu\u{202e}fdp.exe".as_bytes(), ""), "thufdp.exe");
    }
}
