//! RTF: groups, control words, and bytes whose meaning the font and the code page give (Rich Text Format 1.9.1).

use std::collections::HashMap;

use vietnamese::legacy::{Font, by_font, western};

use crate::draft::Draft;
use crate::letterhead::Column;
use crate::read::Content;
use crate::{Limits, Problem, ProblemCode};

/// Word's own files nest some twenty groups.
const DEEPEST: usize = 1000;

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Content, Problem> {
    let mut rtf = Rtf {
        draft: Draft::new(limits),
        group: Group { place: Place::Body, font: None, bold: false, hidden: false, skip: 1 },
        open: Vec::new(),
        fonts: HashMap::new(),
        default_font: None,
        code_page: 1252,
        bytes: Vec::new(),
        to_skip: 0,
        high: None,
        starred: false,
        naming: None,
        cell: 0,
        told: None,
    };
    rtf.read(bytes)?;
    let whole = rtf.open.is_empty();
    rtf.flush()?;
    let mut content = rtf.draft.finish(rtf.told)?;
    // Cut short: what is there is read, and it is said that there was more.
    if !whole {
        content.problem = Some(Problem::new(ProblemCode::Broken));
        content.needs_ocr = false;
    }
    Ok(content)
}

/// Where the text of a group goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Body,
    Fonts,
    Nowhere,
}

#[derive(Clone)]
struct Group {
    place: Place,
    /// The number of the font in the table.
    font: Option<i32>,
    bold: bool,
    hidden: bool,
    /// Characters that stand in for a Unicode character and are skipped after it.
    skip: usize,
}

/// A font of the table.
#[derive(Default)]
struct Entry {
    name: Vec<u8>,
    legacy: Option<Font>,
    code_page: Option<u16>,
    /// Its letters are pictures.
    symbols: bool,
}

struct Rtf {
    draft: Draft,
    group: Group,
    open: Vec<Group>,
    fonts: HashMap<i32, Entry>,
    default_font: Option<i32>,
    code_page: u16,
    /// Bytes of the run, until it is known that it ends.
    bytes: Vec<u8>,
    to_skip: usize,
    /// First half of a character beyond U+FFFF.
    high: Option<u16>,
    /// `\*` was read: a group that may be left out when its word is not known.
    starred: bool,
    /// The font of the table that is being described.
    naming: Option<i32>,
    cell: usize,
    told: Option<u32>,
}

impl Rtf {
    fn read(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        let mut at = 0;
        while let Some(byte) = bytes.get(at).copied() {
            at += 1;
            match byte {
                b'{' => {
                    self.flush()?;
                    if self.open.len() >= DEEPEST {
                        return Err(Problem::new(ProblemCode::TooDemanding));
                    }
                    self.open.push(self.group.clone());
                    self.starred = false;
                    self.to_skip = 0;
                }
                b'}' => {
                    self.flush()?;
                    self.name_ends();
                    self.to_skip = 0;
                    match self.open.pop() {
                        Some(group) => self.group = group,
                        None => return Ok(()),
                    }
                    self.draft.bold = self.group.bold;
                    if self.open.is_empty() {
                        // What follows the last brace is none of the paper.
                        return Ok(());
                    }
                }
                b'\\' => at = self.control(bytes, at)?,
                b'\r' | b'\n' | 0 => {}
                byte => self.byte(byte)?,
            }
        }
        Ok(())
    }

    /// A control word or sign; gives where to read on.
    fn control(&mut self, bytes: &[u8], mut at: usize) -> Result<usize, Problem> {
        let Some(first) = bytes.get(at).copied() else { return Ok(at) };
        if !first.is_ascii_alphabetic() {
            at += 1;
            match first {
                b'\'' => {
                    let hex = bytes.get(at..at + 2).and_then(|hex| std::str::from_utf8(hex).ok());
                    if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                        at += 2;
                        self.byte(byte)?;
                    }
                }
                b'*' => self.starred = true,
                b'~' => self.byte(0xA0)?,
                // In TCVN3 this sign is the letter ư; elsewhere cleaning drops it.
                b'-' => self.byte(0xAD)?,
                b'_' => self.byte(b'-')?,
                b'\\' | b'{' | b'}' => self.byte(first)?,
                b'\r' | b'\n' => self.word("par", None)?,
                _ => {}
            }
            return Ok(at);
        }
        let rest = bytes.get(at..).unwrap_or_default();
        let length = rest.iter().take(32).take_while(|b| b.is_ascii_alphabetic()).count();
        let word = std::str::from_utf8(rest.get(..length).unwrap_or_default()).unwrap_or_default();
        let rest = rest.get(length..).unwrap_or_default();
        let minus = usize::from(rest.first() == Some(&b'-'));
        let digits =
            rest.get(minus..).unwrap_or_default().iter().take(10).take_while(|b| b.is_ascii_digit()).count();
        let number = match digits {
            0 => None,
            _ => rest
                .get(..minus + digits)
                .and_then(|n| std::str::from_utf8(n).ok())
                .and_then(|n| n.parse().ok()),
        };
        at += length + if digits > 0 { minus + digits } else { 0 };
        if bytes.get(at) == Some(&b' ') {
            at += 1;
        }
        if word == "bin" {
            return Ok(at.saturating_add(number.and_then(|n: i32| usize::try_from(n).ok()).unwrap_or(0)));
        }
        self.word(word, number)?;
        Ok(at)
    }

    fn word(&mut self, word: &str, number: Option<i32>) -> Result<(), Problem> {
        let starred = std::mem::take(&mut self.starred);
        if word == "u" {
            return self.unicode(number.unwrap_or(0));
        }
        self.flush()?;
        let on = number != Some(0);
        match word {
            "fonttbl" => self.group.place = Place::Fonts,
            // Headers and footers stand on every page; notes and comments are not the paper's own lines.
            "colortbl" | "stylesheet" | "info" | "pict" | "header" | "headerl" | "headerr" | "headerf"
            | "footer" | "footerl" | "footerr" | "footerf" | "footnote" | "annotation" | "shprslt"
            | "nonshppict" | "xe" | "tc" | "tcn" | "rxe" | "objdata" | "fldinst" | "listtable"
            | "listoverridetable" | "revtbl" => {
                self.group.place = Place::Nowhere;
            }
            // A text box: its group may be left out, its text may not.
            "shptxt" => self.group.place = Place::Body,
            "nofpages" => self.told = number.and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0),
            "ansicpg" => self.code_page = number.and_then(|n| u16::try_from(n).ok()).unwrap_or(1252),
            "mac" => self.code_page = 10000,
            "pc" => self.code_page = 437,
            "pca" => self.code_page = 850,
            "deff" => {
                self.default_font = number;
                self.group.font = number;
            }
            "f" if self.group.place == Place::Fonts => {
                self.name_ends();
                self.naming = number;
            }
            "f" => self.group.font = number,
            "fcharset" => {
                if let Some(font) = self.naming.map(|at| self.fonts.entry(at).or_default()) {
                    font.code_page = number.and_then(code_page_of);
                    font.symbols = number == Some(2);
                }
            }
            "plain" => {
                self.group.font = self.default_font;
                (self.group.bold, self.group.hidden) = (false, false);
            }
            "b" => self.group.bold = on,
            "v" | "deleted" => self.group.hidden = on,
            "uc" => self.group.skip = number.and_then(|n| usize::try_from(n).ok()).unwrap_or(1).min(16),
            _ if self.group.place == Place::Body => self.layout(word)?,
            _ => {}
        }
        // Of a drawing only the text of its box is read.
        if starred && word != "shptxt" || word == "shpinst" {
            self.group.place = Place::Nowhere;
        }
        self.draft.bold = self.group.bold;
        Ok(())
    }

    /// Words that stand for characters, lines, pages and cells.
    fn layout(&mut self, word: &str) -> Result<(), Problem> {
        let sign = match word {
            "tab" => "\t",
            "emdash" => "—",
            "endash" => "–",
            "lquote" => "‘",
            "rquote" => "’",
            "ldblquote" => "“",
            "rdblquote" => "”",
            "bullet" => "•",
            "emspace" | "enspace" | "qmspace" => " ",
            _ => "",
        };
        if !sign.is_empty() {
            return self.draft.push(sign, None);
        }
        match word {
            "par" | "line" | "sect" => self.draft.end_line(),
            "page" => self.draft.end_page(),
            "pard" => self.draft.column = Column::Unknown,
            "intbl" => self.draft.column = Column::of_cell(Some(self.cell + 1)),
            "cell" | "nestcell" => {
                self.draft.column = Column::of_cell(Some(self.cell + 1));
                self.draft.end_line();
                self.cell += 1;
            }
            "row" | "nestrow" => {
                self.draft.end_line();
                self.cell = 0;
            }
            _ => {}
        }
        if matches!(word, "cell" | "nestcell") {
            self.draft.column = Column::of_cell(Some(self.cell + 1));
        }
        Ok(())
    }

    fn byte(&mut self, byte: u8) -> Result<(), Problem> {
        if self.to_skip > 0 {
            self.to_skip -= 1;
            return Ok(());
        }
        match self.group.place {
            Place::Body if !self.group.hidden => {
                self.bytes.push(byte);
                // A file without groups is one run.
                if self.bytes.len() > 1 << 16 {
                    self.flush()?;
                }
            }
            Place::Fonts if byte == b';' => self.name_ends(),
            Place::Fonts => {
                if let Some(font) =
                    self.naming.map(|at| self.fonts.entry(at).or_default()).filter(|f| f.name.len() < 64)
                {
                    font.name.push(byte);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The name of a font is there.
    fn name_ends(&mut self) {
        if self.group.place != Place::Fonts {
            return;
        }
        if let Some(font) = self.naming.and_then(|at| self.fonts.get_mut(&at)) {
            font.legacy = by_font(&western(&font.name));
            font.symbols |= [&b"Symbol"[..], b"Wingdings", b"Webdings", b"Marlett"]
                .iter()
                .any(|symbols| font.name.trim_ascii().starts_with(symbols));
        }
    }

    fn unicode(&mut self, number: i32) -> Result<(), Problem> {
        self.flush()?;
        self.to_skip = self.group.skip;
        if self.group.place != Place::Body || self.group.hidden {
            return Ok(());
        }
        // Written as a signed number of 16 bits.
        let Ok(unit) = u16::try_from(number & 0xFFFF) else { return Ok(()) };
        let units: Vec<u16> = match (self.high.take(), unit) {
            (_, 0xD800..=0xDBFF) => {
                self.high = Some(unit);
                return Ok(());
            }
            (Some(high), 0xDC00..=0xDFFF) => vec![high, unit],
            (_, unit) => vec![unit],
        };
        let legacy = self.font().and_then(|font| font.legacy);
        let text: String = char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect();
        self.draft.push(&text, legacy)
    }

    fn font(&self) -> Option<&Entry> {
        self.fonts.get(&self.group.font?)
    }

    /// The run so far, as text.
    fn flush(&mut self) -> Result<(), Problem> {
        if self.bytes.is_empty() {
            return Ok(());
        }
        let bytes = std::mem::take(&mut self.bytes);
        let (legacy, code_page, symbols) = match self.font() {
            Some(font) => (font.legacy, font.code_page.unwrap_or(self.code_page), font.symbols),
            None => (None, self.code_page, false),
        };
        if legacy.is_some() {
            return self.draft.push(&western(&bytes), legacy);
        }
        if symbols {
            let kept: String =
                western(&bytes).chars().filter(|c| c.is_ascii_digit() || c.is_whitespace()).collect();
            return self.draft.push(&kept, None);
        }
        self.draft.push(&crate::text::of_code_page(&bytes, code_page), None)
    }
}

/// The code page of a Windows character set; none where the file's own is meant.
fn code_page_of(charset: i32) -> Option<u16> {
    Some(match charset {
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}
