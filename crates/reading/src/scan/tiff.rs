//! The directories of a TIFF: where its pages stand and what they say of themselves.

use std::io::{Cursor, Read, Seek, SeekFrom};

pub(crate) fn is_tiff(bytes: &[u8]) -> bool {
    bytes.starts_with(b"II*\0") || bytes.starts_with(b"MM\0*")
}

/// Entries of one value list that are looked at: strips of a page.
const VALUES: usize = 20_000;

/// One entry of a page's directory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub tag: u16,
    pub kind: u16,
    pub count: u32,
    /// Where the entry itself stands.
    pub at: usize,
}

/// Numbers of a TIFF in its own order of bytes.
pub(crate) struct Tiff<'a> {
    pub bytes: &'a [u8],
    little: bool,
}

impl<'a> Tiff<'a> {
    pub fn new(bytes: &'a [u8]) -> Tiff<'a> {
        Tiff { bytes, little: bytes.starts_with(b"II") }
    }

    fn short(&self, at: usize) -> Option<u16> {
        let two: [u8; 2] = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    }

    fn long(&self, at: usize) -> Option<u32> {
        let four: [u8; 4] = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    }

    fn offset(&self, at: usize) -> Option<usize> {
        self.long(at).and_then(|v| usize::try_from(v).ok()).filter(|v| *v >= 8)
    }

    /// Where the pages' directories stand, at most so many; a chain that bites its tail ends there.
    pub fn directories(&self, most: usize) -> Vec<u32> {
        let mut found = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        let mut next = self.offset(4);
        while let Some(at) = next.filter(|at| found.len() < most && seen.insert(*at)) {
            let Some(count) = self.short(at).filter(|count| *count > 0) else { break };
            found.extend(u32::try_from(at));
            next = at.checked_add(2 + 12 * usize::from(count)).and_then(|end| self.offset(end));
        }
        found
    }

    /// The entries of a page's directory.
    pub fn entries(&self, directory: u32) -> Option<Vec<Entry>> {
        let start = usize::try_from(directory).ok()?;
        let entry = |n: usize| {
            let at = start + 2 + 12 * n;
            Some(Entry { tag: self.short(at)?, kind: self.short(at + 2)?, count: self.long(at + 4)?, at })
        };
        (0..usize::from(self.short(start)?)).map(entry).collect()
    }

    /// The bytes of an entry's values; none for a kind that is not known.
    pub fn value(&self, entry: &Entry) -> Option<&'a [u8]> {
        let each = match entry.kind {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 => 8,
            _ => return None,
        };
        let length = usize::try_from(entry.count).ok()?.checked_mul(each)?;
        let place = if length <= 4 { entry.at + 8 } else { self.offset(entry.at + 8)? };
        self.bytes.get(place..place.checked_add(length)?)
    }

    /// A number as this file writes it.
    pub fn order(&self, number: u32) -> [u8; 4] {
        if self.little { number.to_le_bytes() } else { number.to_be_bytes() }
    }

    pub fn order_short(&self, number: u16) -> [u8; 2] {
        if self.little { number.to_le_bytes() } else { number.to_be_bytes() }
    }

    /// Where the entry of this tag stands.
    fn entry(&self, directory: u32, tag: u16) -> Option<usize> {
        let start = usize::try_from(directory).ok()?;
        let mut entries = (0..usize::from(self.short(start)?)).map(|n| start + 2 + 12 * n);
        entries.find(|at| self.short(*at) == Some(tag))
    }

    /// The whole numbers of an entry, short or long; none when it is not there.
    pub fn numbers(&self, directory: u32, tag: u16) -> Option<Vec<u32>> {
        const SHORT: u16 = 3;
        const LONG: u16 = 4;
        let at = self.entry(directory, tag)?;
        let count = usize::try_from(self.long(at + 4)?).ok().filter(|count| *count <= VALUES)?;
        let wide = match self.short(at + 2)? {
            SHORT => 2,
            LONG => 4,
            _ => return None,
        };
        let place = if count * wide <= 4 { at + 8 } else { self.offset(at + 8)? };
        let number = |n: usize| match wide {
            2 => self.short(place + 2 * n).map(u32::from),
            _ => self.long(place + 4 * n),
        };
        (0..count).map(number).collect()
    }

    /// The first number of an entry.
    pub fn number(&self, directory: u32, tag: u16) -> Option<u32> {
        self.numbers(directory, tag)?.first().copied()
    }

    /// Dots per inch across and down, where the page says both.
    pub fn resolution(&self, directory: u32) -> Option<(f64, f64)> {
        const ACROSS: u16 = 282;
        const DOWN: u16 = 283;
        let value = |tag: u16| {
            let place = self.offset(self.entry(directory, tag)? + 8)?;
            let (above, below) = (self.long(place)?, self.long(place + 4)?);
            (above > 0 && below > 0).then(|| f64::from(above) / f64::from(below))
        };
        Some((value(ACROSS)?, value(DOWN)?))
    }
}

/// The bytes of a TIFF, but its header says that the first page is another one.
pub(crate) struct StartingAt<'a> {
    head: [u8; 8],
    whole: Cursor<&'a [u8]>,
}

impl<'a> StartingAt<'a> {
    pub fn new(bytes: &'a [u8], directory: u32) -> StartingAt<'a> {
        let mut head = [0; 8];
        let mark = bytes.get(..4).unwrap_or_default();
        let start = match mark.starts_with(b"II") {
            true => directory.to_le_bytes(),
            false => directory.to_be_bytes(),
        };
        for (to, from) in head.iter_mut().zip(mark.iter().chain(&start)) {
            *to = *from;
        }
        StartingAt { head, whole: Cursor::new(bytes) }
    }
}

impl Read for StartingAt<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let at = usize::try_from(self.whole.position()).unwrap_or(usize::MAX);
        let count = self.whole.read(into)?;
        for (byte, from) in into.iter_mut().take(count).zip(self.head.iter().skip(at)) {
            *byte = *from;
        }
        Ok(count)
    }
}

impl Seek for StartingAt<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.whole.seek(to)
    }
}
