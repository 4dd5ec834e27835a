//! A person's own address and wishes.

use kernel::{Act, ActorKind, Id, Refusal, Subject};
use people::Person;
use serde::{Deserialize, Serialize};

use crate::model::{self, Kind, Timing, Timings};
use crate::store::{self, PersonRow};
use crate::{post, t};

/// Digests come at this hour until the person says another.
const USUAL_HOURS: &str = "07:00";

/// Only for oneself, and never for whom one acts: the mails would outlive the days of the delegation.
fn own(act: &Act<'_>) -> Result<Id<Person>, Refusal> {
    match (act.actor().kind, act.actor().person, act.actor().delegation) {
        (ActorKind::Person, Some(person), None) => Ok(Id::from_uuid(person)),
        _ => Err(Refusal::forbidden()),
    }
}

/// The address is theirs: they typed the code that was sent to it. The page counts the tries.
pub fn confirm_address(act: &mut Act<'_>, code: String) -> Result<(), Refusal> {
    let person = own(act)?;
    let now = act.now();
    let wrong = || Refusal::invalid(t::code_wrong()).field("code");
    let pending = store::pending(act.tx(), person)?.ok_or_else(wrong)?;
    if !pending.lives(now) {
        return Err(Refusal::invalid(t::code_over()).field("code"));
    }
    let secret = act.secret("mail.code");
    if post::code(&secret, person, &pending) != code.trim() {
        return Err(wrong());
    }
    act.record("mail.confirm_address", Subject::new("mail_person", person));
    let today = act.today();
    let row = match store::person(act.tx(), person)? {
        Some(row) => PersonRow { address: pending.address, confirmed_on: today, ..row },
        None => PersonRow {
            person,
            address: pending.address,
            confirmed_on: today,
            lang: pending.lang,
            hours: model::parse_hours(USUAL_HOURS).unwrap_or_default(),
            workdays: true,
            timings: Timings::default(),
        },
    };
    store::put_person(act.tx(), &row)?;
    store::settle_pending(act.tx(), person)?;
    store::start_marks(act.tx(), person, now)?;
    Ok(())
}

/// From now on nothing is sent to this person.
pub fn forget_address(act: &mut Act<'_>, (): ()) -> Result<(), Refusal> {
    let person = own(act)?;
    store::person(act.tx(), person)?.ok_or_else(Refusal::not_found)?;
    act.record("mail.forget_address", Subject::new("mail_person", person));
    store::delete_person(act.tx(), person)?;
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Wishes {
    /// Times of the day: `07:00, 13:30`. Empty: no digest.
    pub hours: String,
    /// On working days only.
    pub workdays: bool,
    /// `vi` or `en`.
    pub lang: String,
    /// What is told when, where it differs from the usual.
    pub timings: Vec<Wish>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Wish {
    pub kind: Kind,
    pub timing: Timing,
}

/// When a digest comes, what is told at once, what not at all.
pub fn set_wishes(act: &mut Act<'_>, input: Wishes) -> Result<(), Refusal> {
    let person = own(act)?;
    let row = store::person(act.tx(), person)?.ok_or_else(Refusal::not_found)?;
    let mut wrong = Vec::new();
    let hours = model::parse_hours(&input.hours);
    if hours.is_none() {
        wrong.push(Refusal::invalid(t::hours_shape(model::HOURS_MAX)).field("hours"));
    }
    let lang = words::Lang::ALL.into_iter().find(|lang| lang.code() == input.lang);
    if lang.is_none() {
        wrong.push(Refusal::invalid(t::lang_shape()).field("lang"));
    }
    Refusal::all(wrong)?;
    act.record("mail.set_wishes", Subject::new("mail_person", person));
    let row = PersonRow {
        hours: hours.unwrap_or_default(),
        lang: lang.unwrap_or_default(),
        workdays: input.workdays,
        timings: Timings::new(input.timings.into_iter().map(|wish| (wish.kind, wish.timing))),
        ..row
    };
    store::put_person(act.tx(), &row)?;
    Ok(())
}
