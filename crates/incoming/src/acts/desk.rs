//! What comes on paper and is not opened here: petitions are counted and handed over, envelopes are registered
//! from the cover and handed over closed.

use documents::{NewPaper, Registered};
use jiff::civil::Date;
use kernel::{Act, Id, Refusal, Subject};
use people::Post;
use serde::{Deserialize, Serialize};
use words::Lang;

use super::receive::count;
use crate::model::{Counts, HandOver};
use crate::{REGISTER, store, t};

/// Where papers come from that never pass through a machine.
pub const DESK: &str = "desk";

/// So many petitions, handed over on paper to this post. Nothing else is kept: no image, no text, no name.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Petitions {
    pub pieces: u32,
    pub post: Id<Post>,
}

/// More petitions than a desk takes in one go is a mistyped number.
const PIECES_MAX: u32 = 500;

pub fn take_petitions(act: &mut Act<'_>, input: Petitions) -> Result<Id<HandOver>, Refusal> {
    people::may(act, REGISTER)?;
    if input.pieces == 0 || input.pieces > PIECES_MAX {
        return Err(Refusal::invalid(t::pieces_range(PIECES_MAX)).field("pieces"));
    }
    held_post(act, input.post)?;
    let id = act.new_id();
    act.record("incoming.petitions", Subject::new("hand_over", id));
    act.fact("pieces", i64::from(input.pieces));
    act.fact("post", input.post);
    let (now, day, person) = (act.now(), act.today(), act.actor().person);
    count(act, (day, DESK), Counts::Handed, input.pieces)?;
    let new = store::NewHandOver {
        id,
        day,
        source: DESK,
        at: now,
        person,
        sort: "petition",
        post: input.post,
        pieces: input.pieces,
        counts: Counts::Handed,
        paper: None,
    };
    store::insert_hand_over(act.tx(), &new)?;
    Ok(id)
}

/// What stands on the cover of an envelope by name or not to be opened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Envelope {
    pub issuer: String,
    pub code: String,
    pub issued_on: Option<Date>,
    pub urgency: String,
    /// To whom it is handed over closed.
    pub post: Id<Post>,
}

/// Registers the envelope from its cover and notes the hand-over. It is never opened, so it has no subject
/// of its own and no files.
pub fn take_envelope(act: &mut Act<'_>, input: Envelope) -> Result<Registered, Refusal> {
    people::may(act, REGISTER)?;
    if input.issuer.trim().is_empty() {
        return Err(Refusal::invalid(t::issuer_on_cover()).field("issuer"));
    }
    let addressee = held_post(act, input.post)?;
    let id: Id<HandOver> = act.new_id();
    act.record("incoming.envelope", Subject::new("hand_over", id));
    act.fact("post", input.post);
    let paper = NewPaper {
        code: input.code,
        kind: t::envelope_kind().say(Lang::Vi),
        issuer: input.issuer,
        issued_on: input.issued_on,
        subject: t::envelope_subject(addressee).say(Lang::Vi),
        urgency: input.urgency,
        asked_by: None,
        files: Vec::new(),
    };
    let registered = documents::register(act, paper)?;
    let (now, day, person) = (act.now(), act.today(), act.actor().person);
    count(act, (day, DESK), Counts::Registered, 1)?;
    let new = store::NewHandOver {
        id,
        day,
        source: DESK,
        at: now,
        person,
        sort: "envelope",
        post: input.post,
        pieces: 1,
        counts: Counts::Registered,
        paper: Some(registered.paper),
    };
    store::insert_hand_over(act.tx(), &new)?;
    Ok(registered)
}

/// The title of a post that exists today.
fn held_post(act: &mut Act<'_>, post: Id<Post>) -> Result<String, Refusal> {
    let today = act.today();
    match people::names::post(act.tx(), post, today)? {
        Some(post) => Ok(post.title),
        None => Err(Refusal::invalid(t::post_missing()).field("post")),
    }
}
