//! Papers that belong together, and files that belong to a paper already in the book.

use kernel::{Act, Id, Refusal, Subject};
use serde::{Deserialize, Serialize};

use super::{NewFile, books};
use crate::model::Paper;
use crate::text::How;
use crate::{store, t};

/// How a paper stands to an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relate {
    pub paper: Id<Paper>,
    pub other: Id<Paper>,
    pub how: How,
}

/// Says that two papers belong together. Said twice, it is said once.
pub fn relate(act: &mut Act<'_>, input: Relate) -> Result<(), Refusal> {
    books::may_keep_line(act, input.paper)?;
    store::lock(act.tx(), input.paper)?.ok_or_else(Refusal::not_found)?;
    act.record("documents.relate", Subject::new("paper", input.paper));
    put(act, input)
}

/// The same as a part of the act that registers the paper, whose author asked who may.
pub fn relate_to(act: &mut Act<'_>, input: Relate) -> Result<(), Refusal> {
    act.touch(Subject::new("paper", input.paper));
    put(act, input)
}

fn put(act: &mut Act<'_>, input: Relate) -> Result<(), Refusal> {
    if input.paper == input.other {
        return Err(Refusal::invalid(t::related_to_itself()).field("relates"));
    }
    let other = store::paper(act.tx(), input.other)?.ok_or_else(Refusal::not_found)?;
    if other.reserved_why.is_some() || other.voided_why.is_some() {
        return Err(Refusal::conflict(t::already_void()).field("relates"));
    }
    let (id, by, now) = (act.new_id::<Paper>().uuid(), act.actor().person, act.now());
    store::insert_relation(act.tx(), (id, input.paper, input.other), input.how, (by, now))?;
    Ok(())
}

/// Two papers that do not belong together after all.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct PartPapers {
    pub paper: Id<Paper>,
    pub other: Id<Paper>,
}

/// Takes a relation back; the journal keeps that it was said.
pub fn part(act: &mut Act<'_>, input: PartPapers) -> Result<(), Refusal> {
    books::may_keep_line(act, input.paper)?;
    store::lock(act.tx(), input.paper)?.ok_or_else(Refusal::not_found)?;
    act.record("documents.part_papers", Subject::new("paper", input.paper));
    if !store::delete_relation(act.tx(), input.paper, input.other)? {
        return Err(Refusal::conflict(t::moved_on()));
    }
    Ok(())
}

/// Further files of a paper that stands in the book: a stamped copy, an annex that came later.
#[derive(Debug, Clone)]
pub struct AddFiles {
    pub paper: Id<Paper>,
    pub files: Vec<NewFile>,
}

/// Adds them as a part of another act. The files there stay as they are.
pub fn add_files(act: &mut Act<'_>, input: &AddFiles) -> Result<(), Refusal> {
    books::may_keep_line(act, input.paper)?;
    let paper = store::lock(act.tx(), input.paper)?.ok_or_else(Refusal::not_found)?;
    if paper.voided_why.is_some() {
        return Err(Refusal::conflict(t::already_void()));
    }
    if paper.reserved_why.is_some() {
        return Err(Refusal::conflict(t::fill_first()));
    }
    act.touch(Subject::new("paper", input.paper));
    for file in &input.files {
        let id = act.new_id();
        store::insert_file(act.tx(), id, input.paper, file)?;
    }
    Ok(())
}
