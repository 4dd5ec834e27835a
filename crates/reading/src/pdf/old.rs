//! Words of a PDF in fonts from before Unicode.
//!
//! Poppler's list of words tells no fonts. Only where words could be old, `pdftohtml` is asked as well, which does, and
//! a word is in the font of the text it lies in. Where the fonts do not tell, the syllables do.

use std::borrow::Cow;
use std::collections::HashMap;
use std::process::Command;

use vietnamese::legacy::{Encoding, Font, Repair, by_font, is_suspect, printed};

use super::{PLACED_PAGES, Word, Words, attribute, pdftotext, unescape};
use crate::Limits;

/// Texts in old fonts that are remembered of one page.
const MOST: usize = 4000;

/// How text without fonts is read: as the syllables say, or as the fonts of the first pages.
pub(super) struct Old {
    repair: Repair,
    /// A hyphen may be the letter ư.
    hyphens: bool,
}

impl Old {
    /// Lines of which no font is known.
    pub fn text(&self, text: &str) -> String {
        text.split_inclusive(['\n', '\u{c}']).map(|line| self.line(line)).collect()
    }

    fn line(&self, line: &str) -> String {
        match self.hyphens && is_suspect(line) {
            true => self.repair.text(&printed(line)).into_owned(),
            false => self.repair.text(line).into_owned(),
        }
    }
}

/// Turns the words of all pages into Unicode.
pub(super) fn read(pages: &mut [Words], bytes: &[u8], limits: &Limits) -> Old {
    let joined =
        |words: &[&mut Word]| words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let whole: String = pages
        .iter_mut()
        .flat_map(|page| &mut page.lines)
        .map(|words| joined(&words.iter_mut().collect::<Vec<_>>()) + "\n")
        .collect();
    if !whole.lines().any(is_suspect) {
        return Old { repair: Repair::default(), hyphens: false };
    }
    let fonts = fonts(bytes, limits);
    let mut told: HashMap<Encoding, usize> = HashMap::new();
    // Words whose font tells are read at once, the others of a line together.
    let mut mute: Vec<Vec<&mut Word>> = Vec::new();
    for (number, page) in pages.iter_mut().enumerate() {
        let texts = fonts.get(number).map(Vec::as_slice).unwrap_or_default();
        for line in &mut page.lines {
            let mut others = Vec::new();
            for word in line {
                let Some(font) = texts.iter().find(|text| text.holds(word)).map(|text| text.font) else {
                    others.push(word);
                    continue;
                };
                let shown = if font.encoding == Encoding::Tcvn3 {
                    printed(&word.text)
                } else {
                    Cow::Borrowed(word.text.as_str())
                };
                word.text = font.read(&shown).into_owned();
                *told.entry(font.encoding).or_default() += 1;
            }
            mute.push(others);
        }
    }
    let most = told.into_iter().max_by_key(|(encoding, count)| (*count, encoding.name()));
    let repair = Repair::of(&printed(&whole)).with_usual(most.map(|(encoding, _)| encoding));
    let old = Old { repair, hyphens: repair.usual() == Some(Encoding::Tcvn3) };
    for words in mute {
        let read = old.text(&joined(&words));
        // What is read has as many words; anything else would move them.
        if read.split(' ').count() == words.len() {
            words.into_iter().zip(read.split(' ')).for_each(|(word, read)| read.clone_into(&mut word.text));
        }
    }
    old
}

/// A stretch of text in an old font, in the units of its page.
struct Text {
    x0: f64,
    y0: f64,
    x1: f64,
    y1: f64,
    font: Font,
}

impl Text {
    fn holds(&self, word: &Word) -> bool {
        let (x, y) = ((word.x0 + word.x1) / 2.0, (word.y0 + word.y1) / 2.0);
        self.x0 <= x && x <= self.x1 && self.y0 <= y && y <= self.y1
    }
}

/// Texts in old fonts, page by page; none where `pdftohtml` is missing or has nothing to say.
fn fonts(bytes: &[u8], limits: &Limits) -> Vec<Vec<Text>> {
    let mut command = Command::new("pdftohtml");
    let last = PLACED_PAGES.to_string();
    command.args([
        "-q",
        "-xml",
        "-i",
        "-stdout",
        "-noroundcoord",
        "-nomerge",
        "-zoom",
        "1",
        "-fontfullname",
        "-l",
        &last,
    ]);
    // With a file on its standard input it wants a name for what it does not write.
    command.args(["-", "none"]);
    let Ok(xml) = pdftotext(command, bytes, limits, limits.text.saturating_mul(4)) else { return Vec::new() };
    let mut fonts: HashMap<String, Option<Font>> = HashMap::new();
    let mut pages: Vec<Vec<Text>> = Vec::new();
    for row in xml.lines() {
        let row = row.trim_start();
        if row.starts_with("<page") {
            pages.push(Vec::new());
        } else if row.starts_with("<fontspec") {
            if let (Some(id), Some(family)) = (value(row, "id"), value(row, "family")) {
                fonts.insert(id.to_owned(), by_font(&unescape(family)));
            }
        } else if row.starts_with("<text") {
            let font = value(row, "font").and_then(|id| fonts.get(id).copied().flatten());
            let place = |name| attribute(row, name);
            let (Some(font), Some(page)) = (font, pages.last_mut().filter(|page| page.len() < MOST)) else {
                continue;
            };
            if let (Some(x), Some(y), Some(w), Some(h)) =
                (place("left"), place("top"), place("width"), place("height"))
            {
                page.push(Text { x0: x, y0: y, x1: x + w, y1: y + h, font });
            }
        }
    }
    pages
}

fn value<'a>(row: &'a str, name: &str) -> Option<&'a str> {
    let at = row.find(&format!(" {name}=\""))? + name.len() + 3;
    let rest = row.get(at..)?;
    rest.get(..rest.find('"')?)
}
