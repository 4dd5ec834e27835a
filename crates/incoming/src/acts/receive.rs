//! A paper at the door: counted, and left to wait. Or turned away, and counted too.

use documents::Paper;
use documents::text::Marks;
use jiff::civil::Date;
use kernel::{Act, ActorKind, BlobHash, Id, Refusal, Subject};
use reading::Reading;
use serde::{Deserialize, Serialize};

use crate::model::{Annex, Counts, Receipt, Refused, Stop};
use crate::{REGISTER, near, store, t};

/// A further file of a paper. Its bytes are in the blob store.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewAnnex {
    pub blob: BlobHash,
    pub name: String,
    /// The reading as JSON.
    pub reading: String,
}

/// The stack that a paper was cut out of. Its bytes are in the blob store.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FromStack {
    pub blob: BlobHash,
    pub name: String,
    /// From 1; both belong to the paper.
    pub first: u32,
    pub last: u32,
}

/// A paper at the door. Its bytes are in the blob store, its reading was made outside the act.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Receive {
    pub source: String,
    pub blob: BlobHash,
    pub name: String,
    /// The reading as JSON.
    pub reading: String,
    /// What came with it, in order.
    pub annexes: Vec<NewAnnex>,
    /// Who sent the mail it came with.
    pub sender: Option<String>,
    /// The stop that it passes by a clerk's declaration.
    pub stop: Option<Id<Stop>>,
    /// What its text is found again by, where that was taken before the act.
    #[serde(default)]
    pub marks: Option<Marks>,
    /// When it came to where it was fetched from.
    #[serde(default)]
    pub came_at: Option<kernel::Instant>,
    #[serde(default)]
    pub stack: Option<FromStack>,
    /// The paper that the cover slip on it names. Whoever enters it is asked, and must be allowed to see that paper.
    #[serde(default)]
    pub slip_of: Option<Id<Paper>>,
}

impl Receive {
    /// A single file, uploaded.
    #[must_use]
    pub fn uploaded(blob: BlobHash, name: String, reading: String) -> Receive {
        let source = "upload".to_owned();
        let read = serde_json::from_str::<Reading>(&reading).ok();
        let marks = read.as_ref().map(near::marks);
        Receive {
            source,
            blob,
            name,
            reading,
            annexes: Vec::new(),
            sender: None,
            stop: None,
            marks,
            came_at: None,
            stack: None,
            slip_of: None,
        }
    }
}

/// Counts pieces at the door and says how they count from now on. Called after `record`.
pub(crate) fn count(
    act: &mut Act<'_>,
    (day, source): (Date, &str),
    counts: Counts,
    pieces: u32,
) -> Result<(), Refusal> {
    let fresh = act.new_id();
    let ledger = store::count_at_door(act.tx(), fresh, (day, source), pieces)?;
    act.touch(Subject::new("door_day", ledger));
    store::count_state(act.tx(), (day, source), counts, i64::from(pieces))?;
    Ok(())
}

/// The pieces count otherwise from now on.
pub(crate) fn recount(
    act: &mut Act<'_>,
    (day, source): (Date, &str),
    from: Counts,
    to: Counts,
) -> Result<(), Refusal> {
    store::count_state(act.tx(), (day, source), from, -1)?;
    store::count_state(act.tx(), (day, source), to, 1)?;
    Ok(())
}

/// All papers of one stack, or none: a machine that stops in between leaves no half of it.
pub fn receive_stack(act: &mut Act<'_>, input: Vec<Receive>) -> Result<Vec<Id<Receipt>>, Refusal> {
    let mut input = input.into_iter();
    let Some(first) = input.next() else { return Err(Refusal::not_found()) };
    // The file that came is what the entry commits to; its papers follow from it.
    let (id, came) = (act.new_id(), first.stack.as_ref().map_or(first.blob, |stack| stack.blob));
    act.record("incoming.receive_stack", Subject::new("receipt", id));
    act.sealed_fact("sha256", &came.to_string())?;
    let mut receipts = vec![received(act, id, first)?];
    for paper in input {
        let id = act.new_id();
        receipts.push(received(act, id, paper)?);
    }
    act.fact("papers", i64::try_from(receipts.len()).unwrap_or(i64::MAX));
    Ok(receipts)
}

/// Counts the paper at the door and lets it wait. One that was held for a question was counted then.
pub fn receive(act: &mut Act<'_>, input: Receive) -> Result<Id<Receipt>, Refusal> {
    let (id, blob) = (act.new_id(), input.blob);
    received(act, id, input)?;
    act.sealed_fact("sha256", &blob.to_string())?;
    Ok(id)
}

fn received(act: &mut Act<'_>, id: Id<Receipt>, input: Receive) -> Result<Id<Receipt>, Refusal> {
    people::may(act, REGISTER)?;
    let held = match input.stop {
        Some(stop) => Some(store::lock_stop(act.tx(), stop)?.ok_or_else(Refusal::not_found)?),
        None => None,
    };
    act.record("incoming.receive", Subject::new("receipt", id));
    act.fact("source", input.source.as_str());
    let (now, by, mut day, mut source) = (act.now(), act.actor().person, act.today(), input.source.clone());
    match &held {
        None => count(act, (day, &source), Counts::Waiting, 1)?,
        Some(held) => {
            act.touch(Subject::new("door_stop", held.id));
            act.fact("stop", held.id);
            let state = match held.state.as_str() {
                // It was counted when it was held, and goes on waiting as a receipt.
                "open" => {
                    // Read later by the machine, or looked at by a clerk.
                    let how = if act.actor().kind == ActorKind::System { "looked" } else { "declared" };
                    act.fact(how, "unmarked");
                    (day, source) = (held.day, held.source.clone());
                    ("unmarked", None)
                }
                // Further papers of the stack that was let pass: the question was counted as one.
                "unmarked" if of_one_stack(act, held, &input)? => {
                    (day, source) = (held.day, held.source.clone());
                    count(act, (day, &source), Counts::Waiting, 1)?;
                    ("unmarked", None)
                }
                // The file that was refused is gone; this one is given again and counted again.
                "false_alarm" => {
                    act.fact("declared", "false_alarm");
                    count(act, (day, &source), Counts::Waiting, 1)?;
                    ("passed", Some(Counts::Handed))
                }
                _ => return Err(Refusal::conflict(t::stop_settled())),
            };
            store::settle_stop(act.tx(), held.id, state, (now, by), None)?;
        }
    }
    store::insert_receipt(act.tx(), id, (day, &source, now), &input)?;
    for (place, annex) in input.annexes.iter().enumerate() {
        let annex_id = act.new_id();
        store::insert_annex(act.tx(), (annex_id, id, place + 1), annex)?;
    }
    if let Some(stack) = &input.stack {
        store::insert_stack(act.tx(), id, stack)?;
    }
    if let Some(held) = held.filter(|held| held.receipt.is_none()) {
        store::stop_receipt(act.tx(), held.id, id)?;
    }
    let read = |text: &str| serde_json::from_str::<Reading>(text).ok();
    let reading = read(&input.reading);
    let marks = input.marks.clone().or_else(|| reading.as_ref().map(near::marks));
    if let Some(marks) = marks {
        documents::insert_marks(act.tx(), (id.uuid(), None), &marks)?;
    }
    let mut further = input.annexes.iter().filter_map(|annex| read(&annex.reading));
    if reading.as_ref().is_some_and(Reading::waits_for_recognition)
        || further.any(|one| one.waits_for_recognition())
    {
        store::scan_waits(act.tx(), id, now)?;
    }
    if let Some(mark) = reading.and_then(|reading| reading.facts.urgency) {
        calendar::call(act, &Subject::new("receipt", id), &mark)?;
    }
    Ok(id)
}

/// Whether the stop let another paper of the same stack pass.
fn of_one_stack(act: &mut Act<'_>, held: &store::StopRow, input: &Receive) -> Result<bool, Refusal> {
    let (Some(passed), Some(stack)) = (held.receipt, &input.stack) else { return Ok(false) };
    Ok(store::stack(act.tx(), passed)?.is_some_and(|known| known.blob == stack.blob))
}

/// A file that cannot be taken: empty, too large, half received.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TurnAway {
    pub source: String,
    pub name: String,
    /// In Vietnamese, as it stands in the ledger.
    pub reason: String,
}

/// Counts it as received and as returned, with the reason. Nothing of its content is kept.
pub fn turn_away(act: &mut Act<'_>, input: TurnAway) -> Result<Id<Refused>, Refusal> {
    people::may(act, REGISTER)?;
    let id = act.new_id();
    act.record("incoming.turn_away", Subject::new("door_return", id));
    act.fact("source", input.source.as_str());
    let (now, today) = (act.now(), act.today());
    count(act, (today, &input.source), Counts::Returned, 1)?;
    let row = (input.source.as_str(), input.name.as_str(), input.reason.as_str());
    store::insert_refused(act.tx(), id, (today, now), row)?;
    Ok(id)
}

/// One annex goes one place up; above the first it becomes the paper itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Lift {
    pub receipt: Id<Receipt>,
    pub annex: Id<Annex>,
}

pub fn lift(act: &mut Act<'_>, input: Lift) -> Result<(), Refusal> {
    people::may(act, REGISTER)?;
    let receipt = store::lock(act.tx(), input.receipt)?.ok_or_else(Refusal::not_found)?;
    if receipt.state != "waiting" {
        return Err(Refusal::conflict(t::not_waiting()));
    }
    let annexes = store::annexes(act.tx(), receipt.id)?;
    let at = annexes.iter().position(|annex| annex.id == input.annex).ok_or_else(Refusal::not_found)?;
    act.record("incoming.order", Subject::new("receipt", receipt.id));
    match (at.checked_sub(1).and_then(|above| annexes.get(above)), annexes.get(at)) {
        (Some(above), Some(annex)) => {
            store::set_place(act.tx(), annex.id, above.place)?;
            store::set_place(act.tx(), above.id, annex.place)?;
        }
        (None, Some(annex)) => {
            store::change_places(act.tx(), &receipt, annex)?;
            remark(act, receipt.id, annex.reading().as_ref())?;
        }
        _ => {}
    }
    Ok(())
}

/// Another text stands for the paper now.
pub(super) fn remark(act: &mut Act<'_>, id: Id<Receipt>, reading: Option<&Reading>) -> Result<(), Refusal> {
    documents::delete_marks(act.tx(), id.uuid())?;
    if let Some(reading) = reading {
        documents::insert_marks(act.tx(), (id.uuid(), None), &near::marks(reading))?;
    }
    Ok(())
}
