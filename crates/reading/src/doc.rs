//! DOC, Word 97 to 2003: the pieces of the text, and for each run the font that it or its style names (MS-DOC).

mod runs;
mod styles;

use vietnamese::legacy::{Font, by_font, western};

use crate::draft::Draft;
use crate::letterhead::Column;
use crate::ole::{Ole, place, u16_at, u32_at, wide};
use crate::read::Content;
use crate::{Limits, Problem, ProblemCode};
use runs::{Look, Runs};
use styles::Styles;

/// Places of the file information block.
mod fib {
    pub const VERSION: usize = 0x02;
    pub const FLAGS: usize = 0x0A;
    pub const TEXT_START: usize = 0x18;
    pub const TEXT_END: usize = 0x1C;
    /// Characters of the main text; then of notes, headers, macros, comments, endnotes and text boxes.
    pub const COUNTS: usize = 0x4C;
    pub const STYLES: usize = 0xA2;
    pub const CHARACTERS: usize = 0xFA;
    pub const PARAGRAPHS: usize = 0x102;
    pub const FONTS: usize = 0x112;
    pub const PIECES: usize = 0x1A2;
}

const WORD_97: u16 = 0x00C1;
const ENCRYPTED: u16 = 0x0100;
const TABLE_1: u16 = 0x0200;

pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Result<Content, Problem> {
    let broken = || Problem::new(ProblemCode::Broken);
    let mut ole = Ole::open(bytes, limits)?;
    let main = ole.stream("WordDocument").ok_or_else(broken)?;
    let version = u16_at(&main, fib::VERSION).ok_or_else(broken)?;
    let flags = u16_at(&main, fib::FLAGS).ok_or_else(broken)?;
    if flags & ENCRYPTED != 0 {
        return Err(Problem::new(ProblemCode::Encrypted));
    }
    if version < WORD_97 {
        return before_97(&main, limits);
    }
    let table = ole.stream(if flags & TABLE_1 != 0 { "1Table" } else { "0Table" }).ok_or_else(broken)?;
    let part = |at: usize| -> &[u8] {
        let start = place(u32_at(&main, at).unwrap_or(u32::MAX));
        let length = place(u32_at(&main, at + 4).unwrap_or(0));
        table.get(start..start.saturating_add(length)).unwrap_or_default()
    };
    let fonts = fonts(part(fib::FONTS));
    let styles = Styles::of(part(fib::STYLES));
    let word = Word {
        looks: Runs::of(&main, part(fib::CHARACTERS), runs::characters),
        paragraphs: Runs::of(&main, part(fib::PARAGRAPHS), runs::paragraphs),
        main: &main,
        fonts,
        styles,
    };
    let pieces = pieces(part(fib::PIECES));
    if pieces.is_empty() {
        return Err(broken());
    }
    let count = |n: usize| u32_at(&main, fib::COUNTS + 4 * n).unwrap_or(0);
    let before = |n: usize| (0..n).map(count).fold(0_u32, u32::saturating_add);
    let part_of_text = |n: usize| (before(n), before(n + 1));
    let mut writer = Writer { draft: Draft::new(limits), fields: Vec::new(), cell: 0 };
    // The main text; behind it notes, endnotes and the texts of boxes.
    for (start, end) in [0, 1, 5, 6].map(part_of_text) {
        for piece in &pieces {
            word.write(piece, start, end, &mut writer)?;
        }
        writer.draft.end_line();
    }
    writer.draft.finish(None)
}

/// Word 6 and 95 keep their text in one piece, if the file was not saved in haste; the syllables tell the encoding.
fn before_97(main: &[u8], limits: &Limits) -> Result<Content, Problem> {
    const IN_PIECES: u16 = 0x0004;
    let not_read = || Problem::with(ProblemCode::NotRead, "DOC (Word 95)");
    if u16_at(main, fib::FLAGS).is_none_or(|flags| flags & IN_PIECES != 0) {
        return Err(not_read());
    }
    let (start, end) = (u32_at(main, fib::TEXT_START), u32_at(main, fib::TEXT_END));
    let text =
        start.zip(end).and_then(|(start, end)| main.get(place(start)..place(end))).ok_or_else(not_read)?;
    let mut writer = Writer { draft: Draft::new(limits), fields: Vec::new(), cell: 0 };
    for c in western(text).chars() {
        writer.char(c, None, false)?;
    }
    writer.draft.finish(None)
}

/// A stretch of the text and where it lies in the file.
struct Piece {
    start: u32,
    end: u32,
    at: usize,
    /// Bytes of a letter.
    size: usize,
}

/// The table of pieces stands behind properties that are not needed here.
fn pieces(mut table: &[u8]) -> Vec<Piece> {
    while table.first() == Some(&1) {
        let skip = usize::from(u16_at(table, 1).unwrap_or(u16::MAX)).saturating_add(3);
        table = table.get(skip..).unwrap_or_default();
    }
    if table.first() != Some(&2) {
        return Vec::new();
    }
    let length = place(u32_at(table, 1).unwrap_or(0));
    let table = table.get(5..).unwrap_or_default();
    let table = table.get(..length).unwrap_or(table);
    let count = table.len().saturating_sub(4) / 12;
    let ends = table.get(..4 * (count + 1)).unwrap_or_default();
    let rest = table.get(4 * (count + 1)..).unwrap_or_default();
    let mut pieces = Vec::new();
    for (n, piece) in rest.chunks_exact(8).take(count).enumerate() {
        let (Some(start), Some(end), Some(at)) =
            (u32_at(ends, 4 * n), u32_at(ends, 4 * n + 4), u32_at(piece, 2))
        else {
            break;
        };
        const NARROW: u32 = 0x4000_0000;
        let narrow = at & NARROW != 0;
        let at = place(at & (NARROW - 1));
        let (at, size) = if narrow { (at / 2, 1) } else { (at, 2) };
        if end > start {
            pieces.push(Piece { start, end, at, size });
        }
    }
    pieces
}

fn fonts(table: &[u8]) -> Vec<Option<Font>> {
    /// A description before the name.
    const NAME: usize = 40;
    let mut fonts = Vec::new();
    let mut rest = table.get(4..).unwrap_or_default();
    while let Some(length) = rest.first().map(|length| usize::from(*length) + 1) {
        let name = wide(rest.get(NAME..length).unwrap_or_default());
        fonts.push(by_font(name.split('\0').next().unwrap_or_default()));
        rest = rest.get(length..).unwrap_or_default();
    }
    fonts
}

struct Word<'a> {
    main: &'a [u8],
    looks: Runs<Look>,
    paragraphs: Runs<runs::Paragraph>,
    fonts: Vec<Option<Font>>,
    styles: Styles,
}

impl Word<'_> {
    /// The letters of a piece that lie between two places of the text.
    fn write(&self, piece: &Piece, from: u32, to: u32, writer: &mut Writer) -> Result<(), Problem> {
        let (start, end) = (piece.start.max(from), piece.end.min(to));
        if start >= end {
            return Ok(());
        }
        let skipped = place(start - piece.start).saturating_mul(piece.size);
        let length = place(end - start).saturating_mul(piece.size);
        let first = piece.at.saturating_add(skipped);
        let last = first.saturating_add(length).min(self.main.len());
        let mut at = first;
        while at < last {
            let (look, until) = self.looks.at(at);
            let (paragraph, paragraph_until) = self.paragraphs.at(at);
            let until = until.min(paragraph_until).min(last).max(at + piece.size);
            let bytes = self.main.get(at..until).unwrap_or_default();
            at = until;
            let text = if piece.size == 1 { western(bytes) } else { wide(bytes) };
            let style = self.styles.get(paragraph.style);
            let look = look.over(self.styles.character(look)).over(style);
            if look.hidden {
                // The end of a hidden line is still an end.
                text.chars()
                    .filter(|c| matches!(c, '\r' | '\u{7}'))
                    .try_for_each(|c| writer.char(c, None, paragraph.row_ends))?;
                continue;
            }
            writer.draft.bold = look.bold == Some(true);
            let font = look
                .font
                .or(self.styles.usual)
                .and_then(|at| self.fonts.get(usize::from(at)).copied())
                .flatten();
            if let Some((symbol_font, code)) = look.symbol {
                let old = self.fonts.get(usize::from(symbol_font)).copied().flatten();
                // In other fonts a symbol is a picture.
                if let (Some(old), Some(c)) = (old, char::from_u32(u32::from(code))) {
                    writer.char(c, Some(old), false)?;
                }
                continue;
            }
            for c in text.chars() {
                writer.char(c, font, paragraph.row_ends)?;
            }
        }
        Ok(())
    }
}

/// Characters as they go by: some are ends of lines and cells, some are fields.
struct Writer {
    draft: Draft,
    /// Fields that are open: is it their instruction that goes by?
    fields: Vec<bool>,
    cell: usize,
}

impl Writer {
    fn char(&mut self, c: char, font: Option<Font>, row_ends: bool) -> Result<(), Problem> {
        match c {
            '\u{13}' if self.fields.len() < 64 => self.fields.push(true),
            '\u{14}' => self.fields.last_mut().into_iter().for_each(|instruction| *instruction = false),
            '\u{15}' => {
                self.fields.pop();
            }
            _ if self.fields.iter().any(|instruction| *instruction) => {}
            '\r' | '\u{b}' => self.draft.end_line(),
            '\u{c}' => self.draft.end_page(),
            '\u{7}' if row_ends => {
                self.draft.end_line();
                self.cell = 0;
                self.draft.column = Column::Unknown;
            }
            '\u{7}' => {
                self.draft.column = Column::of_cell(Some(self.cell + 1));
                self.draft.end_line();
                self.cell += 1;
                self.draft.column = Column::of_cell(Some(self.cell + 1));
            }
            '\t' => self.draft.push("\t", None)?,
            '\u{1e}' => self.draft.push("-", font)?,
            // In TCVN3 this sign is the letter ư; elsewhere cleaning drops it.
            '\u{1f}' => self.draft.push("\u{ad}", font)?,
            // Pictures, notes and other things that are no letters.
            c if c < ' ' => {}
            c => self.draft.push(c.encode_utf8(&mut [0; 4]), font)?,
        }
        Ok(())
    }
}
