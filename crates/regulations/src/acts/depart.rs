//! Going on although an unconfirmed article says otherwise: with a reason, on record.

use jiff::civil::Date;
use kernel::{Act, Id, Refusal, Subject};
use people::{Field, Unit};
use rules::regulation::{Verb, Verdict};
use serde::{Deserialize, Serialize};

use crate::day::Question;
use crate::guard;
use crate::{ASK, t};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Depart {
    pub verb: Verb,
    pub what: String,
    pub body: Id<Unit>,
    pub field: Option<Id<Field>>,
    pub on: Date,
    pub regulation_reason: String,
}

/// The actor's own post. Where the regulations let there is nothing to record; where a confirmed article refuses no reason
/// helps.
pub fn depart(act: &mut Act<'_>, input: Depart) -> Result<(), Refusal> {
    let standing = people::standing(act)?;
    if !standing.may(ASK) {
        return Err(Refusal::forbidden());
    }
    if input.what.chars().count() > super::LINE_MAX {
        return Err(Refusal::invalid(t::text_too_long(super::LINE_MAX)).field("what"));
    }
    let question =
        Question { verb: input.verb, what: input.what, body: input.body, field: input.field, on: input.on };
    let told = guard::ask(act.tx(), &question)?;
    if matches!(told.verdict(standing.post), Verdict::May(_) | Verdict::Silent) {
        return Err(Refusal::conflict(t::nothing_to_depart_from()));
    }
    act.record("regulations.depart", Subject::new("unit", input.body));
    guard::guard(act, &question, (standing.post, &input.regulation_reason), None)?;
    Ok(())
}
