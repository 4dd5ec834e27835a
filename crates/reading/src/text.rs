//! Plain text: UTF-8, UTF-16 with its mark, or an old encoding.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use vietnamese::legacy::{repair, western};

use crate::letterhead::lines_of;
use crate::read::Content;
use crate::{Limits, Problem, ProblemCode};

/// Text of a plain file: Unicode, or an old encoding that its syllables prove. Everything else is refused with advice:
/// guessing would put wrong letters into the book.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Content, Problem> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limits.text {
        return Err(Problem::new(ProblemCode::TooMuchText));
    }
    let text = match decode(bytes) {
        // A program that took old letters for Western ones saves them as Unicode.
        Some(text) => repair(&text).into_owned(),
        None => old(bytes).ok_or(Problem::new(ProblemCode::NotUnicode))?,
    };
    if text.trim().is_empty() {
        return Err(Problem::new(ProblemCode::Empty));
    }
    let text = clean(&text);
    let pages = text.split('\u{c}').filter(|p| !p.trim().is_empty()).count().max(1);
    Ok(Content {
        lines: lines_of(&text),
        pages: u32::try_from(pages).unwrap_or(u32::MAX),
        text,
        needs_ocr: false,
        problem: None,
        bare: Vec::new(),
        sparse: Vec::new(),
    })
}

fn decode(bytes: &[u8]) -> Option<String> {
    let wide = |bytes: &[u8], join: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes
            .chunks_exact(2)
            .map(|c| join([c.first().copied().unwrap_or(0), c.get(1).copied().unwrap_or(0)]))
            .collect();
        String::from_utf16(&units).ok()
    };
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes.to_vec()).ok(),
    }
}

/// Bytes from before Unicode; none where nothing Vietnamese comes out.
fn old(bytes: &[u8]) -> Option<String> {
    match repair(&western(bytes)) {
        Cow::Owned(text) => Some(text),
        Cow::Borrowed(_) => None,
    }
}

/// NFC, no NUL, plain line ends, ordinary spaces, no marks of zero width.
pub(crate) fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter_map(|c| match c {
            '\r' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{85}' => Some('\n'),
            '\n' | '\t' | '\u{c}' => Some(c),
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => Some(' '),
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => None,
            '\u{2010}' | '\u{2011}' => Some('-'),
            c if c.is_control() => None,
            c => Some(c),
        })
        .nfc()
        .collect()
}

/// Bytes in a Windows code page. What is no known page is read as Western.
pub(crate) fn of_code_page(bytes: &[u8], code_page: u16) -> String {
    let label = match code_page {
        65001 => "utf-8".to_owned(),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        10000 => "macintosh".to_owned(),
        other => format!("windows-{other}"),
    };
    match encoding_rs::Encoding::for_label(label.as_bytes()) {
        _ if code_page == 1252 => western(bytes),
        Some(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
        None => western(bytes),
    }
}
