//! What the name of a font says about the text set in it.

use std::borrow::Cow;

use super::detect::is_unicode;
use super::{Encoding, decode};

/// How a font draws small letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    AsWritten,
    /// As capitals: the only way to capitals with tones in TCVN3.
    Capitals,
}

/// A font of an old encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Font {
    pub encoding: Encoding,
    pub case: Case,
}

/// The encoding that a font of this name draws; none for every other font.
///
/// Known are the names of the ABC set (`.VnTime`, `.VnArial NarrowH`; in PDF also without the dot and with a tag before
/// it, `ABCDEF+VnTime,Bold`), of VNI (`VNI-Times`), of VPS (`VPS Times`) and of VISCII (`VI Times`, `VI Arial Hoa`).
#[must_use]
pub fn by_font(name: &str) -> Option<Font> {
    let name = family(name);
    let lower = name.to_lowercase();
    let font = |encoding, capitals| {
        Some(Font { encoding, case: if capitals { Case::Capitals } else { Case::AsWritten } })
    };
    let bare = name.strip_prefix("Vn").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()));
    if lower.starts_with(".vn") || bare {
        return font(Encoding::Tcvn3, name.ends_with('H'));
    }
    if lower.strip_prefix("vni").is_some_and(|rest| rest.starts_with(['-', ' ', '_'])) {
        return font(Encoding::Vni, false);
    }
    if lower
        .strip_prefix("vps")
        .is_some_and(|rest| rest.starts_with(['-', ' ', '_']) || rest.starts_with("time"))
    {
        return font(Encoding::Vps, lower.ends_with("hoa"));
    }
    if name.starts_with("VI ") || name.starts_with("VI-") || lower.starts_with("viscii") {
        return font(Encoding::Viscii, lower.ends_with("hoa"));
    }
    None
}

/// The name without a PDF's tag, without style and without the script that Windows appends.
fn family(name: &str) -> &str {
    let name = name.trim().trim_matches(['"', '\'']);
    let name = match name.split_once('+') {
        Some((tag, rest)) if tag.len() == 6 && tag.bytes().all(|b| b.is_ascii_uppercase()) => rest,
        _ => name,
    };
    let mut name = name.split([',', ';']).next().unwrap_or(name).trim();
    let ends = [
        "Bold",
        "BoldItalic",
        "Italic",
        "Oblique",
        "Regular",
        "Normal",
        "Tur",
        "CE",
        "Cyr",
        "Greek",
        "Baltic",
        "(Vietnamese)",
        "Western",
        "MT",
    ];
    while let Some(shorter) = ends.iter().find_map(|end| {
        name.strip_suffix(end).and_then(|rest| rest.strip_suffix(['-', ' ', '_'])).map(str::trim_end)
    }) {
        name = shorter;
    }
    name
}

impl Font {
    /// Text set in this font, as Unicode. Text that is Unicode already keeps its letters.
    #[must_use]
    pub fn read<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let text = if text.is_ascii() || is_unicode(text) {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(decode(text, self.encoding))
        };
        match self.case {
            Case::Capitals if text.chars().any(char::is_lowercase) => Cow::Owned(text.to_uppercase()),
            _ => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_fonts_tell_the_encoding() {
        use Case::{AsWritten, Capitals};
        for (name, wanted) in [
            (".VnTime", Some((Encoding::Tcvn3, AsWritten))),
            (".VnTimeH", Some((Encoding::Tcvn3, Capitals))),
            (".VnTimeH Tur", Some((Encoding::Tcvn3, Capitals))),
            (".VnArial NarrowH", Some((Encoding::Tcvn3, Capitals))),
            ("BCDEEE+.VnTimeH,Bold", Some((Encoding::Tcvn3, Capitals))),
            ("ABCDEF+VnTime-Bold", Some((Encoding::Tcvn3, AsWritten))),
            ("VNI-Times", Some((Encoding::Vni, AsWritten))),
            ("'VNI-Helve-Condense', serif", Some((Encoding::Vni, AsWritten))),
            ("VPS Times", Some((Encoding::Vps, AsWritten))),
            ("VPS Times Hoa", Some((Encoding::Vps, Capitals))),
            ("VI Arial Hoa", Some((Encoding::Viscii, Capitals))),
            ("Times New Roman", None),
            ("Vnu Serif", None),
            ("Arial", None),
            ("Visual Geez", None),
            ("", None),
        ] {
            let wanted = wanted.map(|(encoding, case)| Font { encoding, case });
            assert_eq!(by_font(name), wanted, "{name}");
        }
    }

    #[test]
    fn a_font_of_capitals_draws_capitals() {
        let font = by_font(".VnTimeH").unwrap();
        assert_eq!(font.read("céng hoµ x· héi chñ nghÜa viÖt nam"), "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM");
        assert_eq!(font.read("QuyÕt ®Þnh"), "QUYẾT ĐỊNH");
    }

    #[test]
    fn text_that_is_unicode_already_is_not_read_twice() {
        let font = by_font(".VnTime").unwrap();
        for text in ["Uỷ ban nhân dân", "đã được", "Điều 5"] {
            assert_eq!(font.read(text), text);
        }
    }
}
