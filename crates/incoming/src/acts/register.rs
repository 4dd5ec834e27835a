//! Into the book, or back where it came from.

use directions::{Send, SendTo};
use documents::acts::NewFile;
use documents::text::How;
use documents::{Into, NewPaper, Paper, Registered, Series, Typed};
use jiff::civil::Date;
use kernel::{Act, BlobHash, Id, Refusal, Subject};
use reading::Reading;
use serde::{Deserialize, Serialize};

use super::receive::recount;
use crate::model::{Counts, Receipt};
use crate::{REGISTER, store, t};

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
    /// The number that the book's master system gave, where that is another one.
    #[serde(default)]
    pub given: Option<i64>,
    /// The office's own book when none is named.
    #[serde(default)]
    pub book: Option<Id<Series>>,
    /// The day it came, when that was before today.
    #[serde(default)]
    pub arrived_on: Option<Date>,
    /// To whom it goes at once.
    #[serde(default)]
    pub send: Option<SendTo>,
    /// Earlier papers that it answers or belongs to.
    #[serde(default)]
    pub relates: Vec<Relates>,
    /// What is written on it by hand, as far as somebody typed it.
    #[serde(default)]
    pub writings: Vec<Typed>,
}

/// An earlier paper, and how the new one stands to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relates {
    pub paper: Id<Paper>,
    pub how: How,
}

/// More papers than any letter answers at once.
const RELATES_MOST: usize = 30;

pub(super) fn file(blob: BlobHash, name: String, reading: Option<Reading>) -> NewFile {
    NewFile {
        blob,
        name,
        pages: reading.as_ref().map_or(0, |r| r.pages),
        text: reading.map_or(String::new(), |r| r.text),
    }
}

/// Puts a waiting paper into the book, its annexes with it. Two clerks that take the same one: the second is told.
pub fn register(act: &mut Act<'_>, input: Register) -> Result<Registered, Refusal> {
    people::may(act, REGISTER)?;
    let receipt = store::lock(act.tx(), input.receipt)?.ok_or_else(Refusal::not_found)?;
    if receipt.state != "waiting" {
        return Err(Refusal::conflict(t::not_waiting()));
    }
    if input.relates.len() > RELATES_MOST {
        return Err(Refusal::invalid(t::relates_too_many(RELATES_MOST)).field("relates"));
    }
    for one in &input.relates {
        super::annex::seen(act, one.paper)?;
    }
    act.record("incoming.register", Subject::new("receipt", input.receipt));
    let reading = receipt.reading();
    let mut files = vec![file(receipt.blob, receipt.name, reading)];
    for annex in store::annexes(act.tx(), input.receipt)? {
        let reading = annex.reading();
        files.push(file(annex.blob, annex.name, reading));
    }
    let urgency = input.urgency.clone();
    store::use_issuer(act.tx(), &input.issuer)?;
    let paper = NewPaper {
        code: input.code,
        kind: input.kind,
        issuer: input.issuer,
        issued_on: input.issued_on,
        subject: input.subject,
        urgency: input.urgency,
        asked_by: input.asked_by,
        files,
    };
    let text = Some(input.receipt.uuid());
    let into = Into { series: input.book, arrived_on: input.arrived_on, number: input.given, text };
    let registered = documents::register_in(act, (paper, into))?;
    store::registered(act.tx(), input.receipt, registered.paper)?;
    for one in &input.relates {
        let relate = documents::Relate { paper: registered.paper, other: one.paper, how: one.how };
        documents::relate_to(act, relate)?;
    }
    documents::write_down(act, registered.paper, &input.writings)?;
    recount(act, (receipt.day, &receipt.source), Counts::Waiting, Counts::Registered)?;
    // Called at the door, the call goes along; urgent by the clerk's word alone, it is called about now.
    let paper = Subject::new("paper", registered.paper);
    calendar::follow(act, &Subject::new("receipt", input.receipt), &paper)?;
    calendar::call(act, &paper, &urgency)?;
    if let Some(SendTo { to, field }) = input.send {
        directions::send(act, Send { paper: registered.paper, to, field })?;
    }
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
    documents::delete_marks(act.tx(), input.receipt.uuid())?;
    recount(act, (receipt.day, &receipt.source), Counts::Waiting, Counts::Returned)?;
    Ok(())
}

/// The same paper in another form: it joins the number that it has already, and takes none of its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Join {
    pub receipt: Id<Receipt>,
    pub paper: Id<Paper>,
}

pub fn join(act: &mut Act<'_>, input: Join) -> Result<(), Refusal> {
    people::may(act, REGISTER)?;
    let receipt = store::lock(act.tx(), input.receipt)?.ok_or_else(Refusal::not_found)?;
    if receipt.state != "waiting" {
        return Err(Refusal::conflict(t::not_waiting()));
    }
    act.record("incoming.join", Subject::new("receipt", input.receipt));
    let arrived_on = act.today();
    let copy = documents::Copy {
        paper: input.paper,
        form: "electronic".to_owned(),
        arrived_on,
        note: String::new(),
    };
    documents::join_copy(act, copy)?;
    documents::give_marks(act.tx(), input.receipt.uuid(), input.paper)?;
    store::registered(act.tx(), input.receipt, input.paper)?;
    calendar::follow(act, &Subject::new("receipt", input.receipt), &Subject::new("paper", input.paper))?;
    recount(act, (receipt.day, &receipt.source), Counts::Waiting, Counts::Registered)?;
    Ok(())
}
