//! What is written on a paper by hand, typed by a person.

use kernel::{Act, BlobHash, Id, Refusal, Subject};
use serde::{Deserialize, Serialize};

use crate::model::{Paper, Writing};
use crate::{store, t};

/// Longer than any note in a margin.
const TEXT_MAX: usize = 2000;
/// Places of one paper that are typed at once.
const PLACES_MAX: usize = 100;

/// A place on a page of a file, in ten-thousandths of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenAt {
    /// From 1.
    pub page: u32,
    pub x: u32,
    pub y: u32,
    pub w: u32,
    pub h: u32,
}

/// The whole of a page's side.
const WHOLE: u32 = 10_000;

impl WrittenAt {
    fn is_on_page(&self) -> bool {
        let inside = |from: u32, long: u32| long > 0 && from.checked_add(long).is_some_and(|to| to <= WHOLE);
        self.page > 0 && inside(self.x, self.w) && inside(self.y, self.h)
    }
}

/// What stands at a place; nothing for "no writing".
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Typed {
    /// The file's bytes.
    pub blob: BlobHash,
    pub place: WrittenAt,
    pub text: String,
}

/// Keeps what was typed of a paper's handwriting, as a part of an act whose author asked who may. Typed again, the last
/// stands, and the earlier ones stay.
pub fn write_down(act: &mut Act<'_>, paper: Id<Paper>, typed: &[Typed]) -> Result<(), Refusal> {
    if typed.is_empty() {
        return Ok(());
    }
    if typed.len() > PLACES_MAX {
        return Err(Refusal::invalid(t::writings_too_many(PLACES_MAX)).field("text"));
    }
    act.touch(Subject::new("paper", paper));
    // Two who type at once take turns.
    store::lock(act.tx(), paper)?.ok_or_else(Refusal::not_found)?;
    let files = store::files(act.tx(), paper)?;
    for one in typed {
        let text = vietnamese::nfc(one.text.trim()).into_owned();
        if text.chars().count() > TEXT_MAX {
            return Err(Refusal::invalid(t::too_long(TEXT_MAX)).field("text"));
        }
        let file = files.iter().find(|file| file.blob == one.blob);
        let file = file.filter(|_| one.place.is_on_page()).ok_or_else(Refusal::not_found)?;
        let (id, by, now): (Id<Writing>, _, _) = (act.new_id(), act.actor().person, act.now());
        store::insert_writing(act.tx(), (id, paper, file.id), (one.place, &text), (by, now))?;
    }
    Ok(())
}
