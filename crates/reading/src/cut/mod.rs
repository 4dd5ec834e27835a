//! A stack cut into its papers. Pages go over as they are, picture data byte for byte; what belongs to other pages does
//! not go along. The same stack gives the same bytes every time.

mod pdf;
mod tiff;

use crate::scan::pdf_page::Pages;
use crate::scan::tiff::is_tiff;
use crate::{Format, Limits, Span};

/// A file for each span; nothing where one of them cannot be cut out cleanly, or all of them are larger than a file may
/// be.
pub(crate) fn cut(bytes: &[u8], format: Format, spans: &[Span], limits: &Limits) -> Option<Vec<Vec<u8>>> {
    let work = || match format {
        Format::Pdf => {
            let parsed = Pages::open(bytes)?;
            whole(spans, limits, |span| pdf::part(&parsed, span))
        }
        Format::Image if is_tiff(bytes) => whole(spans, limits, |span| tiff::part(bytes, span)),
        _ => None,
    };
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).ok().flatten()
}

fn whole(spans: &[Span], limits: &Limits, part: impl Fn(&Span) -> Option<Vec<u8>>) -> Option<Vec<Vec<u8>>> {
    let mut left = usize::try_from(limits.bytes).unwrap_or(usize::MAX);
    let mut cut = Vec::new();
    for span in spans {
        let part = part(span)?;
        left = left.checked_sub(part.len())?;
        cut.push(part);
    }
    Some(cut)
}
