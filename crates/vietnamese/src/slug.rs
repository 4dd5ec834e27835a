//! Names that are safe in addresses and in file systems.

use crate::text::{fold, nfc};

/// Lower-case ASCII words joined by hyphens: `Đảng uỷ xã Tân An` → `dang-uy-xa-tan-an`.
#[must_use]
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in fold(text).chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// A file name that Windows, macOS and Linux take, at most 180 bytes, Vietnamese kept:
/// `25-CV/TU: góp ý?.pdf` → `25-CV_TU_ góp ý_.pdf`. Never empty, never a path.
#[must_use]
pub fn file_name(text: &str) -> String {
    const LONGEST: usize = 180;
    const RESERVED: [&str; 4] = ["con", "prn", "aux", "nul"];
    let mut name = String::with_capacity(text.len());
    // Direction marks can make `gpj.exe` look like a picture. They go first: without them letters compose.
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    for c in nfc(&visible).chars() {
        match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => name.push('_'),
            c if c.is_control() || c.is_whitespace() => {
                if !name.ends_with(' ') {
                    name.push(' ');
                }
            }
            c => name.push(c),
        }
    }
    let name = name.trim_matches(|c| c == ' ' || c == '.');
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && is_extension(extension) => (stem, Some(extension)),
        _ => (name, None),
    };
    let room = LONGEST - extension.map_or(0, |e| e.len() + 1);
    let stem = stem[..stem.floor_char_boundary(room)].trim_end_matches([' ', '.']);
    let device = stem.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let port = device.strip_prefix("com").or_else(|| device.strip_prefix("lpt"));
    let reserved = RESERVED.contains(&device.as_str())
        || port.is_some_and(|n| n.len() == 1 && n.chars().all(|c| c.is_ascii_digit()));
    let stem = match (stem, reserved) {
        ("", _) => "_".to_owned(),
        (stem, true) => format!("_{stem}"),
        (stem, false) => stem.to_owned(),
    };
    match extension {
        Some(extension) => format!("{stem}.{extension}"),
        None => stem,
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn is_extension(text: &str) -> bool {
    (1..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs() {
        assert_eq!(slug("Đảng uỷ xã Tân An"), "dang-uy-xa-tan-an");
        assert_eq!(slug("  25-CV/TU, ngày 5/9 "), "25-cv-tu-ngay-5-9");
        assert_eq!(slug("***"), "");
    }

    #[test]
    fn file_names() {
        for (text, name) in [
            ("25-CV/TU: góp ý?.pdf", "25-CV_TU_ góp ý_.pdf"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("", "_"),
            ("...", "_"),
            ("CON.txt", "_CON.txt"),
            ("com1", "_com1"),
            ("company.txt", "company.txt"),
            ("a\u{202e}fdp.exe", "afdp.exe"),
            ("a\n\tb.pdf ", "a b.pdf"),
            (".htaccess", "htaccess"),
        ] {
            assert_eq!(file_name(text), name, "{text:?}");
        }
        let long = file_name(&format!("{}.docx", "ngữ".repeat(200)));
        assert!(long.len() <= 180 && long.ends_with(".docx"), "{long}");
    }
}
