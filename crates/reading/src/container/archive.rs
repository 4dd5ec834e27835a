//! ZIP: a letter with its annexes in one file.

use std::io::{Cursor, Read};

use zip::result::ZipError;

use super::{Attachment, Bundle, Room, names};
use crate::{Format, Limits, Problem, ProblemCode, Reading};

/// Nothing that anybody sends packs better than this; white scans in BMP come to 100 to 1.
const RATIO: u64 = 300;
/// Below this size a file that packs well harms nobody.
const HARMLESS: u64 = 16 << 20;
/// Names listed in the archive's own text.
const LISTED: usize = 2000;

pub(super) fn open(bytes: &[u8], limits: &Limits, room: &Room) -> Result<Bundle, Problem> {
    let broken = || Problem::new(ProblemCode::Broken);
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    let mut bundle = Bundle {
        format: Format::Zip,
        from: None,
        subject: None,
        date: None,
        body: String::new(),
        parts: Vec::new(),
        more: 0,
        own: Reading { pages: 1, ..Reading::empty(bytes, Format::Zip) },
    };
    let (mut left, mut locked) = (room.bytes, 0_usize);
    for at in 0..archive.len() {
        let Ok(entry) = archive.by_index_data(at) else { return Err(broken()) };
        let usual = entry.name().map(std::borrow::Cow::into_owned).unwrap_or_default();
        let name = names::shown(entry.name_raw(), &usual);
        if entry.is_dir() || is_litter(&name) {
            continue;
        }
        if at < LISTED {
            bundle.body.push_str(&name);
            bundle.body.push('\n');
        }
        if bundle.parts.len() >= room.files {
            bundle.more += 1;
            continue;
        }
        let packed = entry.compressed_size().max(1);
        let most = packed.saturating_mul(RATIO).max(HARMLESS);
        let mut file = Vec::new();
        let read = match archive.by_index(at) {
            Ok(entry) => {
                entry.take(left.min(most).saturating_add(1)).read_to_end(&mut file).map_err(|_| broken())
            }
            Err(ZipError::UnsupportedArchive(_) | ZipError::InvalidPassword) => {
                Err(Problem::new(ProblemCode::Encrypted))
            }
            Err(ZipError::CompressionMethodNotSupported(_)) => {
                Err(Problem::with(ProblemCode::ArchiveNotOpened, "ZIP"))
            }
            Err(_) => Err(broken()),
        };
        let size = u64::try_from(file.len()).unwrap_or(u64::MAX);
        if size > most {
            return Err(Problem::new(ProblemCode::Bomb));
        }
        if size > left {
            // Much out of little is meant to burst; much out of much is only large.
            let all = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            let burst = all.saturating_mul(RATIO) < limits.bytes;
            return Err(if burst { Problem::new(ProblemCode::Bomb) } else { crate::read::too_large(limits) });
        }
        left -= size;
        let mut part = Attachment::new(name, file);
        if let Err(problem) = read {
            locked += usize::from(problem.code == ProblemCode::Encrypted);
            part.bytes.clear();
            part.reading = Some(Reading::failed(&[], Format::Unknown, problem));
            part.format = Format::Unknown;
        }
        bundle.parts.push(part);
    }
    if bundle.parts.is_empty() && bundle.more == 0 {
        return Err(Problem::new(ProblemCode::Empty));
    }
    if locked > 0 && locked == bundle.parts.len() {
        return Err(Problem::new(ProblemCode::Encrypted));
    }
    bundle.own.text.clone_from(&bundle.body);
    Ok(bundle)
}

/// What systems put into archives by themselves.
fn is_litter(name: &str) -> bool {
    let file = name.rsplit(super::WITHIN).next().unwrap_or(name);
    name.is_empty()
        || name.starts_with("__MACOSX")
        || file.starts_with("._")
        || matches!(file.to_lowercase().as_str(), ".ds_store" | "thumbs.db" | "desktop.ini")
}
