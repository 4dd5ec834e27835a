//! A prepared page shown to the engine that reads here: tesseract, or the linked networks.

use std::time::Instant;

use super::prepare::Ready;
use super::tesseract::{self, Row};
use crate::engine::{Page, networks};
use crate::{Limits, Problem};

/// How a picture is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// A page with columns and paragraphs.
    Page,
    /// Words anywhere: stamps.
    Scattered,
}

fn page(ready: &Ready) -> Page<'_> {
    Page { wide: ready.gray.width(), high: ready.gray.height(), dots: ready.gray.as_raw() }
}

/// Reads a page.
pub(crate) fn words(ready: &Ready, look: Look, limits: &Limits) -> Result<Vec<Row>, Problem> {
    match networks()? {
        Some(networks) => networks.rows(&page(ready), Instant::now() + limits.page_wall),
        None => tesseract::words(&ready.gray, ready.dpi, look, limits.page_wall, limits),
    }
}

/// By how many degrees (clockwise) the page must be turned to stand upright; 0 when it does, or when that cannot be told.
pub(crate) fn turn(ready: &Ready, limits: &Limits) -> u32 {
    match networks() {
        Ok(Some(networks)) => networks.turn(&page(ready)),
        Ok(None) => tesseract::turn(&ready.gray, ready.dpi, limits.page_wall, limits),
        Err(_) => 0,
    }
}

/// Can scans be read here?
pub(crate) fn ask(limits: &Limits) -> Result<(), Problem> {
    match networks()? {
        Some(_) => Ok(()),
        None => tesseract::ask(limits),
    }
}
