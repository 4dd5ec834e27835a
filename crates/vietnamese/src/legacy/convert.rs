//! Letters from the tables, and back.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use super::Encoding;
use super::table::{
    CP1258, OneByte, Shape, TCVN3, VISCII, VNI_D, VNI_MARKS, VNI_SINGLE, VNI_Y, VPS, WESTERN,
};
use crate::letter::{Vowel, vowel};

/// Rows of [`crate::letter`] that VNI writes with a letter and a mark.
const A: usize = 0;
const BREVE_A: usize = 1;
const HAT_A: usize = 2;
const E: usize = 3;
const HAT_E: usize = 4;
const O: usize = 6;
const HAT_O: usize = 7;
const HORN_O: usize = 8;
const U: usize = 9;
const HORN_U: usize = 10;
const Y: usize = 11;

/// Bytes as the Western letters (Windows 1252) that programs make of them when they know no better.
#[must_use]
pub fn western(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| shown(*byte)).collect()
}

fn shown(byte: u8) -> char {
    match byte {
        0x80..=0x9F => WESTERN.get(usize::from(byte - 0x80)).copied().unwrap_or('\u{fffd}'),
        _ => char::from(byte),
    }
}

/// The byte behind a letter: as Western, or as a Vietnamese Windows would have shown it.
fn byte_of(c: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(c) {
        return Some(byte);
    }
    if let Some(at) = WESTERN.iter().position(|w| *w == c) {
        return u8::try_from(at + 0x80).ok();
    }
    CP1258.iter().find(|(_, shown)| *shown == c).map(|(byte, _)| *byte)
}

/// A font without a script of its own has its letters in the private area.
fn from_private(c: char) -> char {
    match u32::from(c) {
        code @ 0xF020..=0xF0FF => u8::try_from(code - 0xF000).map_or(c, shown),
        _ => c,
    }
}

/// Unicode (NFC) of text in this encoding, given as [`western`] letters. What the encoding does not have stays.
#[must_use]
pub fn decode(text: &str, encoding: Encoding) -> String {
    let text: &str = &text.chars().map(from_private).collect::<String>();
    let read: String = match encoding {
        // Word puts its own soft hyphen before the letter ư, which is one too.
        Encoding::Tcvn3 => capitals(&one_byte(&text.replace("\u{ad}\u{ad}", "\u{ad}"), &TCVN3_LETTERS)),
        Encoding::Vps => one_byte(text, &VPS_LETTERS),
        Encoding::Viscii => one_byte(text, &VISCII_LETTERS),
        Encoding::Vni => vni(text),
        Encoding::Cp1258 => text
            .chars()
            .map(|c| {
                let byte = byte_of(c);
                CP1258.iter().find(|(at, _)| Some(*at) == byte).map_or(c, |(_, letter)| *letter)
            })
            .collect(),
    };
    read.nfc().collect()
}

/// What each byte stands for; NUL where it is no letter of the table.
type Letters = [char; 256];

static TCVN3_LETTERS: LazyLock<Letters> = LazyLock::new(|| letters(&TCVN3));
static VPS_LETTERS: LazyLock<Letters> = LazyLock::new(|| letters(&VPS));
static VISCII_LETTERS: LazyLock<Letters> = LazyLock::new(|| letters(&VISCII));

fn letters(table: &OneByte) -> Letters {
    let mut letters = ['\0'; 256];
    let mut set = |byte: u8, c: char| {
        // The plain letters are themselves, and a zero is no letter.
        if byte != 0
            && !byte.is_ascii_graphic()
            && let Some(letter) = letters.get_mut(usize::from(byte))
        {
            *letter = c;
        }
    };
    // Small letters last: where both share a byte the small one is meant far more often.
    for (upper, rows) in [(true, &table.upper), (false, &table.lower)] {
        for (row, tones) in rows.iter().enumerate() {
            for (tone, byte) in tones.iter().enumerate() {
                set(*byte, Vowel { vowel: row, tone, upper }.char());
            }
        }
    }
    let [small, capital] = table.d;
    set(capital, 'Đ');
    set(small, 'đ');
    letters
}

fn one_byte(text: &str, letters: &Letters) -> String {
    text.chars().map(|c| byte_of(c).and_then(|byte| letter(byte, letters)).unwrap_or(c)).collect()
}

fn letter(byte: u8, letters: &Letters) -> Option<char> {
    letters.get(usize::from(byte)).copied().filter(|c| *c != '\0')
}

/// TCVN3 has no capitals with tones, so that a word typed in capitals comes out as `NGHị`: capitals beyond its first
/// letter and no plain small letter make it a word in capitals.
fn capitals(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let inside = first.is_alphabetic();
        let end = rest.find(|c: char| c.is_alphabetic() != inside).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let raised = !word.is_ascii()
            && word.chars().skip(1).any(|c| c.is_ascii_uppercase())
            && !word.chars().any(|c| c.is_ascii_lowercase());
        if raised {
            out.push_str(&word.to_uppercase())
        } else {
            out.push_str(word)
        }
        rest = after;
    }
    out
}

fn vni(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let (base, upper, marked) = match vni_letter(c) {
            Some(VniLetter::Whole(letter)) => {
                out.push(letter);
                continue;
            }
            Some(VniLetter::Base(row, upper, marked)) => (row, upper, marked),
            None => {
                out.push(c);
                continue;
            }
        };
        let worn = chars.peek().copied().and_then(mark).and_then(|(shape, tone)| {
            let row = match (base, shape) {
                (row, None) => row,
                (A, Some(Shape::Hat)) => HAT_A,
                (A, Some(Shape::Breve)) => BREVE_A,
                (E, Some(Shape::Hat)) => HAT_E,
                (O, Some(Shape::Hat)) => HAT_O,
                _ => return None,
            };
            Some((row, tone))
        });
        match worn {
            Some((row, tone)) => {
                chars.next();
                out.push(Vowel { vowel: row, tone, upper }.char());
            }
            None if marked => out.push(Vowel { vowel: base, tone: 0, upper }.char()),
            None => out.push(c),
        }
    }
    out
}

enum VniLetter {
    Whole(char),
    /// A row of vowels, whether it is a capital, and whether the byte alone is more than a plain letter.
    Base(usize, bool, bool),
}

fn vni_letter(c: char) -> Option<VniLetter> {
    let row = match c.to_ascii_lowercase() {
        'a' => Some(A),
        'e' => Some(E),
        'o' => Some(O),
        'u' => Some(U),
        'y' => Some(Y),
        _ => None,
    };
    if let Some(row) = row {
        return Some(VniLetter::Base(row, c.is_ascii_uppercase(), false));
    }
    let (small, upper) = small(c)?;
    if small == VNI_D {
        return Some(VniLetter::Whole(if upper { 'Đ' } else { 'đ' }));
    }
    if small == VNI_Y {
        return Some(VniLetter::Whole(Vowel { vowel: Y, tone: 5, upper }.char()));
    }
    let (_, row, tone) = VNI_SINGLE.iter().find(|(byte, _, _)| *byte == small)?;
    Some(match *row {
        HORN_O | HORN_U => VniLetter::Base(*row, upper, true),
        _ => VniLetter::Whole(Vowel { vowel: *row, tone: *tone, upper }.char()),
    })
}

/// The byte of the small letter, and whether this is the capital.
fn small(c: char) -> Option<(u8, bool)> {
    match byte_of(c)? {
        byte @ 0xC0..=0xDF => Some((byte + 0x20, true)),
        byte @ 0xE0.. => Some((byte, false)),
        _ => None,
    }
}

fn mark(c: char) -> Option<(Option<Shape>, usize)> {
    let (small, _) = small(c)?;
    VNI_MARKS.iter().find(|(byte, _, _)| *byte == small).map(|(_, shape, tone)| (*shape, *tone))
}

/// The bytes of text in this encoding; none where it holds a letter that the encoding does not have. TCVN3 gives the
/// small letter for a capital with a tone, which is what its fonts of capitals are for.
#[must_use]
pub fn encode(text: &str, encoding: Encoding) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    for c in text.nfc() {
        match encoding {
            Encoding::Tcvn3 => bytes.push(byte_for(c, &TCVN3, &TCVN3_LETTERS)?),
            Encoding::Vps => bytes.push(byte_for(c, &VPS, &VPS_LETTERS)?),
            Encoding::Viscii => bytes.push(byte_for(c, &VISCII, &VISCII_LETTERS)?),
            Encoding::Vni => vni_bytes(c, &mut bytes)?,
            Encoding::Cp1258 => cp1258_bytes(c, &mut bytes)?,
        }
    }
    Some(bytes)
}

fn byte_for(c: char, table: &OneByte, letters: &Letters) -> Option<u8> {
    let found = match (c, vowel(c)) {
        ('đ', _) => table.d.first().copied(),
        ('Đ', _) => table.d.get(1).copied(),
        (_, Some(v)) => {
            let of = |rows: &[[u8; 6]; 12]| rows.get(v.vowel).and_then(|tones| tones.get(v.tone)).copied();
            let capital = v.upper.then(|| of(&table.upper)).flatten().filter(|b| *b != 0);
            capital.or_else(|| of(&table.lower))
        }
        _ => byte_of(c).filter(|b| letter(*b, letters).is_none()),
    };
    found.filter(|b| *b != 0)
}

fn vni_bytes(c: char, bytes: &mut Vec<u8>) -> Option<()> {
    let raised = |byte: u8, upper: bool| if upper { byte - 0x20 } else { byte };
    let Some(v) = vowel(c) else {
        match c {
            'đ' => bytes.push(VNI_D),
            'Đ' => bytes.push(raised(VNI_D, true)),
            _ => bytes.push(byte_of(c).filter(|b| b.is_ascii() || *b < 0xC0)?),
        }
        return Some(());
    };
    if v.vowel == Y && v.tone == 5 {
        bytes.push(raised(VNI_Y, v.upper));
        return Some(());
    }
    if let Some((byte, _, _)) = VNI_SINGLE.iter().find(|(_, row, tone)| (*row, *tone) == (v.vowel, v.tone)) {
        bytes.push(raised(*byte, v.upper));
        return Some(());
    }
    let (base, shape) = match v.vowel {
        BREVE_A => (b'a', Some(Shape::Breve)),
        HAT_A => (b'a', Some(Shape::Hat)),
        HAT_E => (b'e', Some(Shape::Hat)),
        HAT_O => (b'o', Some(Shape::Hat)),
        HORN_O | HORN_U => (VNI_SINGLE.iter().find(|(_, row, _)| *row == v.vowel)?.0, None),
        _ => (u8::try_from(v.bare()).ok()?, None),
    };
    bytes.push(raised(base, v.upper));
    if v.tone != 0 || shape.is_some() {
        let (byte, _, _) = VNI_MARKS.iter().find(|(_, s, tone)| (*s, *tone) == (shape, v.tone))?;
        bytes.push(raised(*byte, v.upper));
    }
    Some(())
}

/// The tone stands behind its vowel, as Windows writes it.
fn cp1258_bytes(c: char, bytes: &mut Vec<u8>) -> Option<()> {
    const TONES: [Option<char>; 6] =
        [None, Some('\u{300}'), Some('\u{309}'), Some('\u{303}'), Some('\u{301}'), Some('\u{323}')];
    let own = |c: char| CP1258.iter().find(|(_, shown)| *shown == c).map(|(byte, _)| *byte);
    let of = |c: char| own(c).or_else(|| byte_of(c).filter(|b| CP1258.iter().all(|(at, _)| at != b)));
    match vowel(c) {
        Some(v) => {
            bytes.push(of(v.with_tone(0).char())?);
            if let Some(tone) = TONES.get(v.tone).copied().flatten() {
                bytes.push(own(tone)?);
            }
        }
        None => bytes.push(of(c)?),
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_sentence_in_each_encoding() {
        let sentence = "Uỷ ban nhân dân tỉnh yêu cầu các sở, ngành thực hiện đúng thời hạn.";
        for (old, encoding) in [
            ("Uû ban nh©n d©n tØnh yªu cÇu c¸c së, ngµnh thùc hiÖn ®óng thêi h¹n.", Encoding::Tcvn3),
            (
                "Uyû ban nhaân daân tænh yeâu caàu caùc sôû, ngaønh thöïc hieän ñuùng thôøi haïn.",
                Encoding::Vni,
            ),
        ] {
            assert_eq!(decode(old, encoding), sentence);
            assert_eq!(western(&encode(sentence, encoding).unwrap()), old);
        }
        for encoding in Encoding::ALL {
            let bytes = encode(sentence, encoding).unwrap();
            assert_eq!(decode(&western(&bytes), encoding), sentence, "{}", encoding.name());
        }
    }

    #[test]
    fn bytes_of_the_published_tables() {
        // RFC 1456 prints these; so do the tables of VPS and Microsoft.
        assert_eq!(encode("Việt Nam", Encoding::Viscii).unwrap(), b"Vi\xAEt Nam");
        assert_eq!(encode("Việt Nam", Encoding::Vps).unwrap(), b"Vi\x8Ct Nam");
        assert_eq!(encode("Việt Nam", Encoding::Cp1258).unwrap(), b"Vi\xEA\xF2t Nam");
        assert_eq!(encode("Việt Nam", Encoding::Tcvn3).unwrap(), b"Vi\xD6t Nam");
        assert_eq!(encode("Việt Nam", Encoding::Vni).unwrap(), b"Vie\xE4t Nam");
    }

    #[test]
    fn capitals_with_tones_in_tcvn3_come_from_the_letters_around() {
        assert_eq!(decode("NGHÞ QUYÕT", Encoding::Tcvn3), "NGHỊ QUYẾT");
        assert_eq!(decode("Sè §iÒu ®Õn Q§-UB", Encoding::Tcvn3), "Số Điều đến QĐ-UB");
    }

    #[test]
    fn a_soft_hyphen_is_u_with_a_horn() {
        assert_eq!(decode("Nhµ n\u{ad}íc", Encoding::Tcvn3), "Nhà nước");
        assert_eq!(decode("trung \u{ad}\u{ad}¬ng", Encoding::Tcvn3), "trung ương");
    }

    #[test]
    fn what_a_vietnamese_windows_made_of_the_bytes_is_read_too() {
        // 0xF2 (ị in VNI) is a dot below there, 0xEC (ì) an acute.
        assert_eq!(decode("ngh\u{323} tr\u{301}nh", Encoding::Vni), "nghị trình");
        assert_eq!(decode("\u{f0a7}iÒu", Encoding::Tcvn3), "Điều");
    }
}
