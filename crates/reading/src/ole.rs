//! OLE files (compound files): the streams inside old Word and Excel files.

use std::io::{Cursor, Read};

use crate::{Limits, Problem, ProblemCode};

pub(crate) struct Ole<'a> {
    file: cfb::CompoundFile<Cursor<&'a [u8]>>,
    most: u64,
}

impl Ole<'_> {
    pub fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Ole<'a>, Problem> {
        let file =
            cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| Problem::new(ProblemCode::Broken))?;
        Ok(Ole { file, most: limits.bytes })
    }

    /// A stream of the top storage.
    pub fn stream(&mut self, name: &str) -> Option<Vec<u8>> {
        let stream = self.file.open_stream(format!("/{name}")).ok()?;
        let mut bytes = Vec::new();
        stream.take(self.most).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }
}

/// Numbers as these formats keep them; none beyond the end.
pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?).and_then(|b| b.try_into().ok()).map(u16::from_le_bytes)
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes)
}

pub(crate) fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..at.checked_add(8)?).and_then(|b| b.try_into().ok()).map(f64::from_le_bytes)
}

/// A 32-bit place as an index; what does not fit lies beyond every file.
pub(crate) fn place(value: u32) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

/// Two-byte letters.
pub(crate) fn wide(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).filter_map(|pair| u16_at(pair, 0));
    char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect()
}
