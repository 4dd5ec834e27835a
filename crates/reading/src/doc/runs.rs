//! Properties of characters and paragraphs: pages of 512 bytes, each with runs and what is said of them.

use crate::ole::{place, u16_at, u32_at};

const PAGE: usize = 512;

/// What is said of a run; what is not said is none.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Look {
    pub font: Option<u16>,
    /// The font of plain letters, if only that is said.
    pub plain: Option<u16>,
    pub bold: Option<bool>,
    pub hidden: bool,
    /// A style of characters.
    pub style: Option<u16>,
    /// A font and a letter of it that stand for the character.
    pub symbol: Option<(u16, u16)>,
}

impl Look {
    /// This over what lies under it.
    pub fn over(self, under: Look) -> Look {
        Look {
            font: self.font.or(self.plain).or(under.font).or(under.plain),
            bold: self.bold.or(under.bold),
            hidden: self.hidden || under.hidden,
            ..self
        }
    }
}

/// What is said of a paragraph.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Paragraph {
    pub style: u16,
    /// It is the mark at the end of a table's row.
    pub row_ends: bool,
}

/// Runs by where they begin in the file.
pub(super) struct Runs<T> {
    starts: Vec<(usize, T)>,
}

impl<T: Copy + Default> Runs<T> {
    /// `table`: where runs begin, and the page that tells of them; `read` reads one such page.
    pub fn of(main: &[u8], table: &[u8], read: fn(&[u8], &mut Vec<(usize, T)>)) -> Runs<T> {
        let count = table.len().saturating_sub(4) / 8;
        let mut starts = Vec::new();
        for n in 0..count {
            let Some(page) = u32_at(table, 4 * (count + 1) + 4 * n) else { break };
            let at = place(page & 0x003F_FFFF).saturating_mul(PAGE);
            if let Some(page) = main.get(at..at.saturating_add(PAGE)) {
                read(page, &mut starts);
            }
        }
        starts.sort_by_key(|(start, _)| *start);
        Runs { starts }
    }

    /// What holds at this place, and where the next run begins.
    pub fn at(&self, place: usize) -> (T, usize) {
        let next = self.starts.partition_point(|(start, _)| *start <= place);
        let holds = next.checked_sub(1).and_then(|at| self.starts.get(at)).map(|(_, what)| *what);
        let until = self.starts.get(next).map_or(usize::MAX, |(start, _)| *start);
        (holds.unwrap_or_default(), until)
    }
}

/// Ends of runs stand first, then what is said of each, then how many there are, in the last byte.
fn starts(page: &[u8]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let count = usize::from(page.last().copied().unwrap_or(0)).min(101);
    (0..count).filter_map(move |n| u32_at(page, 4 * n).map(|start| (n, place(start))))
}

fn count(page: &[u8]) -> usize {
    usize::from(page.last().copied().unwrap_or(0)).min(101)
}

pub(super) fn characters(page: &[u8], found: &mut Vec<(usize, Look)>) {
    let offsets = 4 * (count(page) + 1);
    for (n, start) in starts(page) {
        let at = 2 * usize::from(page.get(offsets + n).copied().unwrap_or(0));
        let said = match (at, page.get(at)) {
            (0, _) | (_, None) => &[],
            (_, Some(length)) => page.get(at + 1..at + 1 + usize::from(*length)).unwrap_or_default(),
        };
        found.push((start, look(said)));
    }
}

pub(super) fn paragraphs(page: &[u8], found: &mut Vec<(usize, Paragraph)>) {
    let offsets = 4 * (count(page) + 1);
    for (n, start) in starts(page) {
        let at = 2 * usize::from(page.get(offsets + 13 * n).copied().unwrap_or(0));
        let said = match (at, page.get(at)) {
            (0, _) | (_, None) => &[],
            // Zero: the next byte counts.
            (_, Some(0)) => {
                let length = 2 * usize::from(page.get(at + 1).copied().unwrap_or(0));
                page.get(at + 2..at + 2 + length).unwrap_or_default()
            }
            (_, Some(length)) => {
                let length = (2 * usize::from(*length)).saturating_sub(1);
                page.get(at + 1..at + 1 + length).unwrap_or_default()
            }
        };
        let mut paragraph = Paragraph { style: u16_at(said, 0).unwrap_or(0), row_ends: false };
        for (code, value) in said_of(said.get(2..).unwrap_or_default()) {
            match code {
                0x2417 => paragraph.row_ends = value.first() == Some(&1),
                0x4600 => paragraph.style = u16_at(value, 0).unwrap_or(paragraph.style),
                _ => {}
            }
        }
        found.push((start, paragraph));
    }
}

/// What a list of properties says of characters.
pub(super) fn look(said: &[u8]) -> Look {
    let mut look = Look::default();
    for (code, value) in said_of(said) {
        let on = || value.first().is_some_and(|b| *b & 1 == 1);
        match code {
            0x0800 | 0x083C => look.hidden |= on(),
            0x0835 => look.bold = Some(on()),
            0x4A30 => look.style = u16_at(value, 0),
            0x4A4F => look.plain = u16_at(value, 0),
            0x4A51 => look.font = u16_at(value, 0),
            0x6A09 => look.symbol = u16_at(value, 0).zip(u16_at(value, 2)),
            _ => {}
        }
    }
    look
}

/// Properties, each a code and a value whose length the code tells.
fn said_of(mut said: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    std::iter::from_fn(move || {
        let code = u16_at(said, 0)?;
        let rest = said.get(2..)?;
        let (before, length): (usize, usize) = match (code >> 13, code) {
            (_, 0xD608) => (2, usize::from(u16_at(rest, 0)?).saturating_sub(1)),
            (_, 0xC615) if rest.first() == Some(&255) => (1, rest.len().saturating_sub(1)),
            (0 | 1, _) => (0, 1),
            (2 | 4 | 5, _) => (0, 2),
            (3, _) => (0, 4),
            (6, _) => (1, usize::from(rest.first().copied()?)),
            _ => (0, 3),
        };
        let value = rest.get(before..before.saturating_add(length))?;
        said = rest.get(before + length..)?;
        Some((code, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_are_told_apart_by_their_lengths() {
        let said = [
            0x35, 0x08, 1, // bold
            0x08, 0xD6, 3, 0, 9, 9, // a table's definition
            0x15, 0xC6, 2, 9, 9, // tabs
            0x51, 0x4A, 7, 0, // font
            0x4F, 0x4A, 5, // cut short
        ];
        let look = look(&said);
        assert_eq!((look.bold, look.font, look.plain), (Some(true), Some(7), None));
    }
}
