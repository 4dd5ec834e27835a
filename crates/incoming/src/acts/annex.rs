//! What came belongs to a paper that stands in the book: its files are put to it, and it takes no number of its own.
//! And which papers belong together.

use documents::acts::NewFile;
use documents::{AddFiles, Paper, PartPapers, Relate};
use kernel::{Act, Id, Refusal, Subject};
use serde::{Deserialize, Serialize};

use super::receive::recount;
use crate::model::{Counts, Receipt};
use crate::near::{self, Sight};
use crate::{REGISTER, store, t};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AnnexTo {
    pub receipt: Id<Receipt>,
    pub paper: Id<Paper>,
}

/// What is not there for who acts, no relation and no annex may tell of.
pub(super) fn seen(act: &mut Act<'_>, paper: Id<Paper>) -> Result<(), Refusal> {
    let (actor, today) = (act.actor().clone(), act.today());
    let reader = near::reader(act.tx(), &actor, today)?;
    let sees = match &reader {
        None => Sight::All.sees(act.tx(), paper)?,
        Some(None) => false,
        Some(Some(viewer)) => Sight::Of(viewer).sees(act.tx(), paper)?,
    };
    if sees { Ok(()) } else { Err(Refusal::not_found()) }
}

/// Puts the files of a waiting paper to one of the book.
pub fn annex(act: &mut Act<'_>, input: AnnexTo) -> Result<(), Refusal> {
    people::may(act, REGISTER)?;
    let receipt = store::lock(act.tx(), input.receipt)?.ok_or_else(Refusal::not_found)?;
    if receipt.state != "waiting" {
        return Err(Refusal::conflict(t::not_waiting()));
    }
    seen(act, input.paper)?;
    act.record("incoming.annex", Subject::new("receipt", input.receipt));
    act.fact("paper", input.paper);
    let reading = receipt.reading();
    let mut files = vec![super::register::file(receipt.blob, receipt.name.clone(), reading)];
    for annex in store::annexes(act.tx(), input.receipt)? {
        let reading = annex.reading();
        files.push(super::register::file(annex.blob, annex.name, reading));
    }
    add(act, AddFiles { paper: input.paper, files })?;
    store::registered(act.tx(), input.receipt, input.paper)?;
    documents::give_marks(act.tx(), input.receipt.uuid(), input.paper)?;
    calendar::follow(act, &Subject::new("receipt", input.receipt), &Subject::new("paper", input.paper))?;
    recount(act, (receipt.day, &receipt.source), Counts::Waiting, Counts::Registered)
}

/// Files that the paper has already, byte for byte, are not put to it a second time.
fn add(act: &mut Act<'_>, mut input: AddFiles) -> Result<(), Refusal> {
    let there = documents::files(act.tx(), input.paper)?;
    input.files.retain(|file: &NewFile| there.iter().all(|known| known.blob != file.blob));
    documents::add_files(act, &input)
}

/// Says that two papers belong together.
pub fn relate(act: &mut Act<'_>, input: Relate) -> Result<(), Refusal> {
    seen(act, input.paper)?;
    seen(act, input.other)?;
    documents::relate(act, input)
}

/// Says that they do not after all.
pub fn part(act: &mut Act<'_>, input: PartPapers) -> Result<(), Refusal> {
    seen(act, input.paper)?;
    documents::part_papers(act, input)
}
