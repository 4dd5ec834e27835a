//! Receive, register, return.

use documents::{NewPaper, Registered};
use jiff::civil::Date;
use kernel::{Act, BlobHash, Id, Refusal, Subject};
use serde::{Deserialize, Serialize};

use crate::{REGISTER, Receipt, store, t};

/// A file at the door. Its bytes are in the blob store, its reading was made outside the act.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Receive {
    pub source: String,
    pub blob: BlobHash,
    pub name: String,
    /// The reading as JSON.
    pub reading: String,
}

/// Counts the file at the door and lets it wait.
pub fn receive(act: &mut Act<'_>, input: Receive) -> Result<Id<Receipt>, Refusal> {
    people::may(act, REGISTER)?;
    let id = act.new_id();
    act.record("incoming.receive", Subject::new("receipt", id));
    act.fact("source", input.source.as_str());
    act.sealed_fact("sha256", &input.blob.to_string())?;
    let (now, today, fresh) = (act.now(), act.today(), act.new_id());
    let day = store::count_at_door(act.tx(), fresh, today, &input.source)?;
    act.touch(Subject::new("door_day", day));
    store::insert_receipt(act.tx(), id, (today, now), &input)?;
    Ok(id)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Register {
    pub receipt: Id<Receipt>,
    pub code: String,
    pub kind: String,
    pub issuer: String,
    pub issued_on: Option<Date>,
    pub subject: String,
    pub urgency: String,
    pub asked_by: Option<Date>,
}

/// Puts a waiting paper into the book. Two clerks that take the same one: the second is told.
pub fn register(act: &mut Act<'_>, input: Register) -> Result<Registered, Refusal> {
    people::may(act, REGISTER)?;
    let receipt = store::lock(act.tx(), input.receipt)?.ok_or_else(Refusal::not_found)?;
    if receipt.state != "waiting" {
        return Err(Refusal::conflict(t::not_waiting()));
    }
    act.record("incoming.register", Subject::new("receipt", input.receipt));
    let reading = receipt.reading();
    let file = documents::acts::NewFile {
        blob: receipt.blob,
        name: receipt.name,
        pages: reading.as_ref().map_or(0, |r| r.pages),
        text: reading.map_or(String::new(), |r| r.text),
    };
    let paper = NewPaper {
        code: input.code,
        kind: input.kind,
        issuer: input.issuer,
        issued_on: input.issued_on,
        subject: input.subject,
        urgency: input.urgency,
        asked_by: input.asked_by,
        files: vec![file],
    };
    let registered = documents::register(act, paper)?;
    store::registered(act.tx(), input.receipt, registered.paper)?;
    Ok(registered)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Return {
    pub receipt: Id<Receipt>,
    pub reason: String,
}

/// Sends a waiting paper back, with the reason. It stays counted.
pub fn return_(act: &mut Act<'_>, input: Return) -> Result<(), Refusal> {
    people::may(act, REGISTER)?;
    let reason = input.reason.trim();
    if reason.is_empty() {
        return Err(Refusal::invalid(t::reason_missing()).field("reason"));
    }
    let receipt = store::lock(act.tx(), input.receipt)?.ok_or_else(Refusal::not_found)?;
    if receipt.state != "waiting" {
        return Err(Refusal::conflict(t::not_waiting()));
    }
    act.record("incoming.return", Subject::new("receipt", input.receipt));
    store::returned(act.tx(), input.receipt, reason)?;
    Ok(())
}
