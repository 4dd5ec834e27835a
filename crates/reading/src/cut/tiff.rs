//! Pages of a TIFF as a file of their own, in its own order of bytes.

use crate::Span;
use crate::scan::tiff::{Entry, Tiff};

/// Tags whose numbers are places in the file, and the tags that say how long what stands there is.
const PLACES: [(u16, u16); 2] = [(273, 279), (324, 325)];
/// Directories beside the page: what cameras note, smaller pictures.
const BESIDE: [u16; 3] = [330, 34665, 34853];
/// JPEG as the first version of TIFF had it: its parts lie about the file.
const OLD_JPEG: u16 = 513;
const LONG: u16 = 4;

pub(super) fn part(bytes: &[u8], span: &Span) -> Option<Vec<u8>> {
    let tiff = Tiff::new(bytes);
    let last = usize::try_from(span.last).ok()?;
    let pages = tiff.directories(last);
    let pages = pages.get(usize::try_from(span.first.checked_sub(1)?).ok()?..last)?;
    let mut into = bytes.get(..4)?.to_vec();
    into.extend([0; 4]);
    // Where the place of the next directory is to be written.
    let mut link = 4;
    for page in pages {
        let mut entries: Vec<(Entry, Vec<u8>)> = Vec::new();
        for entry in tiff.entries(*page)? {
            if entry.tag == OLD_JPEG {
                return None;
            }
            if BESIDE.contains(&entry.tag) {
                continue;
            }
            match PLACES.iter().find(|(places, _)| *places == entry.tag) {
                Some((places, lengths)) => {
                    let (places, lengths) = (tiff.numbers(*page, *places)?, tiff.numbers(*page, *lengths)?);
                    if places.len() != lengths.len() {
                        return None;
                    }
                    let mut value = Vec::new();
                    for (place, length) in places.iter().zip(&lengths) {
                        let start = usize::try_from(*place).ok()?;
                        let end = start.checked_add(usize::try_from(*length).ok()?)?;
                        value.extend(tiff.order(u32::try_from(into.len()).ok()?));
                        into.extend_from_slice(bytes.get(start..end)?);
                        even(&mut into);
                    }
                    entries.push((Entry { kind: LONG, ..entry }, value));
                }
                None => {
                    // Of a kind that nobody knows the length of.
                    let Some(value) = tiff.value(&entry) else { continue };
                    entries.push((entry, value.to_vec()));
                }
            }
        }
        let mut directory = tiff.order_short(u16::try_from(entries.len()).ok()?).to_vec();
        for (entry, mut value) in entries {
            directory.extend(tiff.order_short(entry.tag));
            directory.extend(tiff.order_short(entry.kind));
            directory.extend(tiff.order(entry.count));
            if value.len() > 4 {
                directory.extend(tiff.order(u32::try_from(into.len()).ok()?));
                into.append(&mut value);
                even(&mut into);
            } else {
                value.resize(4, 0);
                directory.append(&mut value);
            }
        }
        let here = tiff.order(u32::try_from(into.len()).ok()?);
        into.get_mut(link..link + 4)?.copy_from_slice(&here);
        into.append(&mut directory);
        link = into.len();
        into.extend([0; 4]);
    }
    Some(into)
}

/// Values begin at even places.
fn even(into: &mut Vec<u8>) {
    if into.len() % 2 == 1 {
        into.push(0);
    }
}
