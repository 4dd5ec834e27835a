//! Being away: recorded by oneself, by the office, or by the secretary who serves; ended when somebody comes back.

use jiff::civil::Date;
use kernel::{Act, ActorKind, Id, Refusal, Setting, Subject};
use people::notices::{self, News, To};
use people::{Person, Post, Role, names};
use rules::regulation::loop_in;
use serde::{Deserialize, Serialize};

use super::text;
use crate::model::{Absence, AbsenceKind};
use crate::store::{self, AbsenceRow};
use crate::{ABSENCES, t};

/// Who is away longer leaves the post; what lies further back is of no use to anybody.
const DAYS_MAX: i64 = 366;
const BACK_MAX: i64 = 31;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecordAbsence {
    pub person: Id<Person>,
    /// Away from this post alone; None: from all.
    pub post: Option<Id<Post>>,
    pub kind: AbsenceKind,
    pub from: Date,
    pub to: Date,
    /// Whose holder stands in; None: who the regulation says.
    pub substitute: Option<Id<Post>>,
    pub note: String,
}

/// Oneself; who records for all; a secretary for whom they serve.
fn may_for(act: &mut Act<'_>, person: Id<Person>) -> Result<(), Refusal> {
    if act.actor().kind != ActorKind::Person {
        return Ok(());
    }
    let standing = people::standing(act)?;
    if standing.person == person || standing.may(ABSENCES) {
        return Ok(());
    }
    if standing.has(Role::Secretary) {
        let today = act.today();
        let served = names::served_by(act.tx(), standing.post, today)?;
        if served.iter().any(|post| post.holder == Some(person)) {
            return Ok(());
        }
    }
    Err(Refusal::forbidden())
}

pub fn record_absence(act: &mut Act<'_>, input: RecordAbsence) -> Result<Id<Absence>, Refusal> {
    let today = act.today();
    may_for(act, input.person)?;
    let own = names::posts_of(act.tx(), input.person, today)?;
    if own.is_empty() {
        return Err(Refusal::not_found());
    }
    let note = text(&input.note, "note", false)?;
    let mut wrong = days_wrong(&input, today);
    if input.post.is_some_and(|post| own.iter().all(|row| row.id != post)) {
        wrong.push(Refusal::invalid(t::choose_one()).field("post"));
    }
    Refusal::all(wrong)?;
    let there = store::absences_between(act.tx(), input.from, input.to)?;
    let same = |row: &&AbsenceRow| {
        row.person == input.person && (row.post.is_none() || input.post.is_none() || row.post == input.post)
    };
    if let Some(row) = there.iter().find(same) {
        let day = vietnamese::format_date;
        return Err(Refusal::conflict(t::away_already(day(row.from), day(row.last()))).field("from"));
    }
    let person = match input.substitute {
        Some(post) => Some(substitute(act, post, (&input, &there))?),
        None => None,
    };
    let row = AbsenceRow {
        id: act.new_id(),
        person: input.person,
        name: String::new(),
        post: input.post,
        kind: input.kind,
        from: input.from,
        to: input.to,
        substitute: input.substitute,
        note,
        ended_on: None,
    };
    let about = Subject::new("absence", row.id);
    act.record("calendar.record_absence", about.clone());
    act.fact("person", row.person);
    act.fact("from", row.from);
    act.fact("to", row.to);
    let by = (act.actor().person, act.now());
    store::insert_absence(act.tx(), &row, by)?;
    if let Some(person) = person {
        notices::tell(act, To::Person(person), &News::new("calendar.stand_in", about))?;
    }
    Ok(row.id)
}

fn days_wrong(input: &RecordAbsence, today: Date) -> Vec<Refusal> {
    let days = |from: Date, to: Date| i64::from(from.until(to).map_or(0, |span| span.get_days()));
    let mut wrong = Vec::new();
    if input.to < input.from {
        wrong.push(Refusal::invalid(t::ends_before_it_begins()).field("to"));
    } else if days(input.from, input.to) >= DAYS_MAX {
        wrong.push(Refusal::invalid(t::absence_too_long()).field("to"));
    } else if days(input.to, today) > BACK_MAX {
        wrong.push(Refusal::invalid(t::absence_too_old(BACK_MAX)).field("to"));
    }
    wrong
}

/// Who holds the post that is to stand in: somebody else, who is there, and for whom nobody of the circle stands in.
fn substitute(
    act: &mut Act<'_>,
    post: Id<Post>,
    (input, there): (&RecordAbsence, &[AbsenceRow]),
) -> Result<Id<Person>, Refusal> {
    let today = act.today();
    let wrong = |msg| Refusal::invalid(msg).field("substitute");
    let row = names::post(act.tx(), post, today)?;
    let person = row.as_ref().and_then(|row| row.holder).ok_or_else(|| wrong(t::nobody_of_this_name()))?;
    if person == input.person {
        return Err(wrong(t::substitute_another()));
    }
    let mut pairs = Vec::new();
    for row in there {
        let to = match row.substitute {
            Some(post) => names::post(act.tx(), post, today)?.and_then(|post| post.holder),
            None => None,
        };
        pairs.extend(to.map(|to| (row.person, to)));
    }
    let delegations = people::delegations(act.tx())?;
    let meets = delegations.iter().filter(|row| {
        row.from <= input.to && input.from <= row.to && row.ended_on.is_none_or(|ended| input.from < ended)
    });
    pairs.extend(meets.map(|row| (row.person, row.to_person)));
    if let Some(circle) = loop_in(&pairs, &(input.person, person)) {
        let mut said = Vec::new();
        for one in circle {
            said.push(names::person(act.tx(), one)?);
        }
        let refusal = wrong(t::substitute_circle(said.join(" → ")));
        let article: Option<String> = Setting::get(act.tx(), people::SUBSTITUTION_ARTICLE)?;
        return Err(match article {
            Some(article) => refusal.source(article),
            None => refusal,
        });
    }
    if let Some(away) = there.iter().find(|row| row.person == person) {
        let day = vietnamese::format_date;
        return Err(wrong(t::substitute_away(day(away.from), day(away.last()))));
    }
    Ok(person)
}

/// From today on they are there again; what had not begun is cancelled.
pub fn end_absence(act: &mut Act<'_>, id: Id<Absence>) -> Result<(), Refusal> {
    let row = store::lock_absence(act.tx(), id)?.ok_or_else(Refusal::not_found)?;
    may_for(act, row.person)?;
    let (today, by) = (act.today(), act.actor().person);
    act.record("calendar.end_absence", Subject::new("absence", id));
    act.fact("on", today);
    if store::end_absence(act.tx(), id, (today, by))? {
        Ok(())
    } else {
        Err(Refusal::conflict(t::absence_over()))
    }
}
