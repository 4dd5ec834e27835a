//! Keeping the lines of a book: corrections, voided and reserved numbers, later copies, who holds the paper original.

mod forms;
mod originals;
mod posted;

pub(super) use forms::{Line, cards};
pub(super) use originals::{confirm, originals, post_name, receivers};
pub(super) use posted::{Posted, copy, correct, enter, fill, hand_over, one, void, void_entry};

use documents::{CopyRow, CorrectionRow, EntryRow, KEEP, MoveRow, PaperRow, Series};
use kernel::{Id, StoreError, Tx};
use people::Viewer;

use crate::books;

/// What is kept beside a line.
pub(in crate::pages) struct Kept {
    pub corrections: Vec<(CorrectionRow, String)>,
    pub copies: Vec<CopyRow>,
    /// Each hand-over with the titles it goes between and who confirmed it.
    pub moves: Vec<(MoveRow, String, String)>,
    /// The last hand-over went to the reader, who has not confirmed it yet.
    pub mine: bool,
    /// The reader keeps the book that the line is in.
    pub keeps: bool,
    /// Its numbers in units' books that the reader sees, with whether the reader keeps them.
    pub entries: Vec<(EntryRow, bool)>,
    /// Units' books that the reader may give it a number in.
    pub open: Vec<(Id<Series>, String)>,
}

pub(in crate::pages) fn load(tx: &mut Tx<'_>, viewer: &Viewer, line: &PaperRow) -> Result<Kept, StoreError> {
    let paper = line.id;
    let mut corrections = Vec::new();
    for row in documents::corrections(tx, paper)? {
        let who = match row.person {
            Some(person) => people::names::person(tx, person)?,
            None => String::new(),
        };
        corrections.push((row, who));
    }
    let mut moves = Vec::new();
    for row in documents::moves(tx, paper)? {
        let to = post_name(tx, row.to, viewer.today)?;
        let by = match row.confirmed_by {
            Some(person) => people::names::person(tx, person)?,
            None => String::new(),
        };
        moves.push((row, to, by));
    }
    let own = people::names::posts_of(tx, viewer.person, viewer.today)?;
    let mine = moves
        .last()
        .is_some_and(|(row, _, _)| row.confirmed_at.is_none() && own.iter().any(|post| post.id == row.to));
    let shelves = books::shelves(tx)?;
    let series = documents::book(tx, line.book)?.and_then(|book| book.series);
    let of = |id: Option<Id<Series>>| shelves.iter().find(|shelf| Some(shelf.row.id) == id);
    let keeps = of(series).map_or(viewer.may(KEEP), |shelf| shelf.kept_by(viewer));
    let entries: Vec<_> = documents::entries(tx, paper)?
        .into_iter()
        .filter_map(|entry| {
            let shelf = of(entry.series).filter(|shelf| shelf.seen_by(viewer))?;
            Some((entry, shelf.kept_by(viewer)))
        })
        .collect();
    let has = |id: Id<Series>| {
        series == Some(id)
            || entries.iter().any(|(entry, _)| entry.series == Some(id) && entry.voided_why.is_none())
    };
    let mut open = Vec::new();
    if line.voided_why.is_none() && line.reserved_why.is_none() && directions::may_see(tx, viewer, paper)? {
        open.extend(
            shelves
                .iter()
                .filter(|shelf| shelf.row.unit.is_some() && shelf.row.active(viewer.today))
                .filter(|shelf| shelf.kept_by(viewer) && !has(shelf.row.id))
                .map(|shelf| (shelf.row.id, shelf.row.name.clone())),
        );
    }
    Ok(Kept { corrections, copies: documents::copies(tx, paper)?, moves, mine, keeps, entries, open })
}
