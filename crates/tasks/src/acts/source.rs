//! Where tasks come from: entered once, searched through completely; a spoken word confirmed before it counts.

use documents::Paper;
use jiff::civil::Date;
use kernel::{Act, Id, Refusal};
use people::notices::{self, News, To};
use people::{Post, Role, names};
use serde::{Deserialize, Serialize};

use super::{of_source, person, text};
use crate::model::{Source, SourceKind};
use crate::store::{self, SourceRow};
use crate::{ENTER, t};

/// More tasks than this come of no document.
pub(crate) const EXPECTED_MAX: i64 = 500;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NewSource {
    pub kind: SourceKind,
    /// Number and symbol, "15-TB/TU". May be empty for a spoken word.
    #[serde(default)]
    pub code: String,
    pub title: String,
    #[serde(default)]
    pub body: String,
    #[serde(default)]
    pub conference: String,
    #[serde(default)]
    pub issued_on: Option<Date>,
    #[serde(default)]
    pub received_on: Option<Date>,
    /// The day of receipt is only guessed: it stays out of lead times.
    #[serde(default)]
    pub received_estimated: bool,
    /// The paper itself, where it stands in a book here.
    #[serde(default)]
    pub paper: Option<Id<Paper>>,
    /// The leader who said it, for a spoken word.
    #[serde(default)]
    pub said_by: Option<Id<Post>>,
}

/// Enters a source. A spoken word is put before its leader; nothing is assigned by it until then.
pub fn add_source(act: &mut Act<'_>, input: NewSource) -> Result<Id<Source>, Refusal> {
    let desk = directions::acting(act)?;
    if !desk.may(ENTER) {
        return Err(Refusal::forbidden());
    }
    let title = text(&input.title, "title", Some(t::title_missing()))?;
    let (code, body) = (text(&input.code, "code", None)?, text(&input.body, "body", None)?);
    let conference = text(&input.conference, "conference", None)?;
    let today = act.today();
    let mut faults = Vec::new();
    if input.kind != SourceKind::Oral && code.is_empty() && input.kind != SourceKind::Instruction {
        faults.push(Refusal::invalid(t::code_missing()).field("code"));
    }
    if input.received_on.is_some_and(|on| on > today) {
        faults.push(Refusal::invalid(t::day_to_come()).field("received_on"));
    }
    if input.issued_on.is_some_and(|on| on > today) {
        faults.push(Refusal::invalid(t::day_to_come()).field("issued_on"));
    }
    if let (Some(issued), Some(received)) = (input.issued_on, input.received_on)
        && received < issued
    {
        faults.push(Refusal::invalid(t::received_before_issued()).field("received_on"));
    }
    let said_by = match (input.kind, input.said_by) {
        (SourceKind::Oral, Some(post)) => {
            let leads = names::post(act.tx(), post, today)?
                .is_some_and(|row| row.roles.contains(&Role::Leader) && row.holder.is_some());
            if !leads {
                faults.push(Refusal::invalid(t::not_a_leader()).field("said_by"));
            }
            Some(post)
        }
        (SourceKind::Oral, None) => {
            faults.push(Refusal::invalid(t::said_by_missing()).field("said_by"));
            None
        }
        _ => None,
    };
    if let Some(paper) = input.paper {
        super::paper_there(act, &desk, paper)?;
    }
    Refusal::all(faults)?;
    let (id, now) = (act.new_id(), act.now());
    let row = SourceRow {
        id,
        kind: input.kind,
        code,
        title,
        body,
        conference,
        issued_on: input.issued_on,
        received_on: input.received_on.or(Some(today)),
        received_estimated: input.received_estimated && input.received_on.is_some(),
        paper: input.paper,
        said_by,
        confirmed_at: None,
        declined_why: None,
        expected: None,
        searched_by: None,
        searched_at: None,
        entered_by: person(act),
        entered_at: now,
    };
    act.record("tasks.add_source", of_source(id));
    act.fact("kind", row.kind.code());
    if let Some(paper) = row.paper {
        act.fact("paper", paper);
    }
    store::insert_source(act.tx(), &row)?;
    if let Some(leader) = said_by {
        // A leader's own word needs nobody's confirmation.
        if desk.holds(leader) {
            let by = act.actor().person;
            store::confirm_source(act.tx(), id, (by, now))?;
        } else {
            notices::tell(act, To::Post(leader), &News::new("tasks.confirm", of_source(id)))?;
        }
    }
    Ok(id)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ConfirmWord {
    pub source: Id<Source>,
    /// Said so. Otherwise it was not, and `why` tells what is wrong.
    pub yes: bool,
    #[serde(default)]
    pub why: String,
}

/// The leader whose word was put into writing confirms it, or says what is wrong with it.
pub fn confirm_word(act: &mut Act<'_>, input: ConfirmWord) -> Result<(), Refusal> {
    let desk = directions::acting(act)?;
    let source = store::lock_source(act.tx(), input.source)?.ok_or_else(Refusal::not_found)?;
    let leader = source.said_by.ok_or_else(Refusal::not_found)?;
    if !desk.holds(leader) || !desk.is(Role::Leader) {
        return Err(Refusal::forbidden());
    }
    if source.confirmed_at.is_some() || source.declined_why.is_some() {
        return Err(Refusal::conflict(t::word_decided()));
    }
    let why = text(&input.why, "why", (!input.yes).then(t::why_missing))?;
    act.record("tasks.confirm_word", of_source(source.id));
    act.fact("yes", input.yes);
    let (by, now) = (act.actor().person, act.now());
    if input.yes {
        store::confirm_source(act.tx(), source.id, (by, now))?;
    } else {
        store::decline_source(act.tx(), source.id, &why)?;
    }
    notices::settle(act, &of_source(source.id))?;
    if let Some(person) = source.entered_by {
        let why = if input.yes { "tasks.confirmed" } else { "tasks.declined" };
        notices::tell(act, To::Person(person), &News::new(why, of_source(source.id)))?;
    }
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Searched {
    pub source: Id<Source>,
    /// How many tasks it yields.
    pub expected: i64,
    /// Searched through to its end; otherwise only the number is noted.
    pub complete: bool,
}

/// Notes how many tasks a source yields, and that it was searched through completely: only when so many are entered.
pub fn mark_searched(act: &mut Act<'_>, input: Searched) -> Result<(), Refusal> {
    let desk = directions::acting(act)?;
    if !desk.may(ENTER) {
        return Err(Refusal::forbidden());
    }
    let source = store::lock_source(act.tx(), input.source)?.ok_or_else(Refusal::not_found)?;
    if !(0..=EXPECTED_MAX).contains(&input.expected) {
        return Err(Refusal::invalid(t::expected_wrong(EXPECTED_MAX)).field("expected"));
    }
    let entered = store::yields(act.tx(), &[source.id])?.first().map_or(0, |(_, all, _)| *all);
    if input.complete && entered != input.expected {
        return Err(Refusal::conflict(t::not_searched(entered, input.expected)).field("expected"));
    }
    act.record("tasks.mark_searched", of_source(source.id));
    act.fact("expected", input.expected);
    act.fact("complete", input.complete);
    let (by, now) = (act.actor().person, act.now());
    let done = if input.complete { (by, Some(now)) } else { (None, None) };
    store::set_searched(act.tx(), source.id, input.expected, done)?;
    Ok(())
}
