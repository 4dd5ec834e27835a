//! A stack that was taken as one paper is parted by hand. Its bytes stay as they came; each paper says which pages of
//! them it is.

use kernel::{Act, BlobHash, Id, Refusal, Subject};
use reading::Reading;
use serde::{Deserialize, Serialize};

use super::receive::{FromStack, Receive, count, remark};
use crate::model::{Counts, Receipt};
use crate::{REGISTER, near, store, t};

/// Some of the pages. Their bytes are in the blob store, their reading was made outside the act.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pages {
    pub blob: BlobHash,
    pub name: String,
    /// The reading as JSON.
    pub reading: String,
    /// Of the file that was cut, from 1.
    pub first: u32,
    pub last: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Split {
    pub receipt: Id<Receipt>,
    /// The file that was cut: should another stand for the paper meanwhile, nothing is done.
    pub cut: BlobHash,
    pub before: Pages,
    pub behind: Pages,
}

/// The pages before stay the waiting paper, those behind become one of their own and are counted.
pub fn split(act: &mut Act<'_>, input: Split) -> Result<Id<Receipt>, Refusal> {
    people::may(act, REGISTER)?;
    let receipt = store::lock(act.tx(), input.receipt)?.ok_or_else(Refusal::not_found)?;
    if receipt.state != "waiting" || receipt.blob != input.cut {
        return Err(Refusal::conflict(t::not_waiting()));
    }
    let id = act.new_id();
    act.record("incoming.split", Subject::new("receipt", receipt.id));
    act.touch(Subject::new("receipt", id));
    act.fact("page", i64::from(input.behind.first));
    // Cut a second time, it is still pages of what came.
    let stack = store::stack(act.tx(), receipt.id)?;
    let (blob, name, above) = match stack {
        Some(stack) => (stack.blob, stack.name, stack.first.saturating_sub(1)),
        None => (receipt.blob, receipt.name.clone(), 0),
    };
    let of = |pages: &Pages| FromStack {
        blob,
        name: name.clone(),
        first: above.saturating_add(pages.first),
        last: above.saturating_add(pages.last),
    };
    let read = |pages: &Pages| serde_json::from_str::<Reading>(&pages.reading).ok();
    let before = &input.before;
    store::set_main(act.tx(), receipt.id, (before.blob, &before.name, &before.reading))?;
    store::insert_stack(act.tx(), receipt.id, &of(before))?;
    remark(act, receipt.id, read(before).as_ref())?;
    count(act, (receipt.day, &receipt.source), Counts::Waiting, 1)?;
    let reading = read(&input.behind);
    let further = Receive {
        source: receipt.source.clone(),
        stack: Some(of(&input.behind)),
        sender: receipt.sender,
        stop: receipt.stop,
        came_at: receipt.came_at,
        ..Receive::uploaded(input.behind.blob, input.behind.name, input.behind.reading)
    };
    store::insert_receipt(act.tx(), id, (receipt.day, &receipt.source, receipt.received_at), &further)?;
    if let Some(stack) = &further.stack {
        store::insert_stack(act.tx(), id, stack)?;
    }
    if let Some(reading) = reading {
        documents::insert_marks(act.tx(), (id.uuid(), None), &near::marks(&reading))?;
        if let Some(mark) = &reading.facts.urgency {
            calendar::call(act, &Subject::new("receipt", id), mark)?;
        }
    }
    Ok(id)
}
