//! Which books a reader sees and registers in, and which of them a paper goes into unless the clerk says otherwise.

use documents::{BookRow, KEEP, KEEP_UNIT, SeriesRow};
use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};
use people::{Post, Viewer};

use crate::{READ, UNIT_BOOK};

/// A series with the posts it is limited to.
#[derive(Debug, Clone)]
pub struct Shelf {
    pub row: SeriesRow,
    pub posts: Vec<Id<Post>>,
}

pub fn shelves(tx: &mut Tx<'_>) -> Result<Vec<Shelf>, StoreError> {
    let mut shelves = Vec::new();
    for row in documents::all_series(tx)? {
        let posts = documents::series_posts(tx, row.id)?;
        shelves.push(Shelf { row, posts });
    }
    Ok(shelves)
}

impl Shelf {
    /// Whether its lines exist for this reader.
    #[must_use]
    pub fn seen_by(&self, viewer: &Viewer) -> bool {
        let desks = viewer.desks();
        if self.posts.iter().any(|post| desks.contains(post)) {
            return true;
        }
        match self.row.unit {
            Some(unit) if viewer.may(UNIT_BOOK) && viewer.units().contains(&unit) => true,
            _ => viewer.may(READ) && !self.row.closed,
        }
    }

    /// Whether this reader gives its numbers. The act asks again.
    #[must_use]
    pub fn kept_by(&self, viewer: &Viewer) -> bool {
        let desks = viewer.desks();
        if !self.posts.is_empty() && !self.posts.iter().any(|post| desks.contains(post)) {
            return false;
        }
        match self.row.unit {
            Some(unit) => viewer.unit == unit && viewer.may(KEEP_UNIT),
            None => viewer.may(KEEP),
        }
    }
}

/// The books of these shelves that a reader sees, the newest first.
pub fn seen_books(tx: &mut Tx<'_>, viewer: &Viewer) -> Result<Vec<(BookRow, Option<Shelf>)>, StoreError> {
    let shelves = shelves(tx)?;
    let mut seen = Vec::new();
    for book in documents::books(tx)? {
        match book.series.and_then(|id| shelves.iter().find(|shelf| shelf.row.id == id)) {
            Some(shelf) if shelf.seen_by(viewer) => seen.push((book, Some(shelf.clone()))),
            // A book from before there were series is the office's own.
            None if viewer.may(READ) => seen.push((book, None)),
            _ => {}
        }
    }
    Ok(seen)
}

/// Of these, the one that a paper of this kind goes into: the first that names the kind, else the first for all.
#[must_use]
pub fn usual<'a>(shelves: &'a [Shelf], kind: &str, on: Date) -> Option<&'a Shelf> {
    let kind = vietnamese::fold(kind.trim());
    let open = || shelves.iter().filter(|shelf| shelf.row.unit.is_none() && shelf.row.active(on));
    open()
        .find(|shelf| shelf.row.kinds.contains(&kind))
        .or_else(|| open().find(|shelf| shelf.row.code == documents::INCOMING))
        .or_else(|| open().find(|shelf| shelf.row.kinds.is_empty()))
}
