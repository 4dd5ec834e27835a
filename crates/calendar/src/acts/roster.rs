//! The roster: planned by the week, copied from the last one, exchanged and cancelled with a reason.

use jiff::civil::Date;
use kernel::{Act, Id, Instant, Refusal, Subject};
use people::notices::{self, News, To};
use people::{Leaving, Person, Post, names};
use serde::{Deserialize, Serialize};

use super::text;
use crate::model::{Kind, Shape, Turn, span};
use crate::store::{self, TurnRow};
use crate::{seats, settings, t};

/// A roster is planned for days to come, some weeks at once at most.
const DAYS_MAX: usize = 31;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Plan {
    pub kind: Kind,
    pub shape: Shape,
    pub days: Vec<Date>,
    pub post: Id<Post>,
    /// Empty: the number of the person's last turn.
    pub phone: String,
}

/// Puts the post's holder on duty on these days.
pub fn plan(act: &mut Act<'_>, input: Plan) -> Result<Vec<Id<Turn>>, Refusal> {
    seats::ask(act)?;
    let (set, _) = settings::settings(act.tx())?;
    let person = holder(act, input.post)?;
    if input.days.is_empty() || input.days.len() > DAYS_MAX {
        return Err(Refusal::invalid(t::days_missing()).field("days"));
    }
    let phone = phone(act, person, &input.phone)?;
    let mut made = Vec::new();
    for date in &input.days {
        let hours = span(*date, set.shape(input.shape));
        free(act, person, hours, &[], "days")?;
        there(act, person, *date, "who")?;
        made.push(insert(act, "duty.plan", input.kind, (input.post, person), hours, &phone)?);
    }
    if let Some(first) = made.first() {
        notices::tell(
            act,
            To::Person(person),
            &News::new("duty.planned", Subject::new("duty_turn", *first)),
        )?;
    }
    Ok(made)
}

fn holder(act: &mut Act<'_>, post: Id<Post>) -> Result<Id<Person>, Refusal> {
    let today = act.today();
    let offered = seats::offered(act.tx(), today)?;
    offered
        .into_iter()
        .find(|row| row.id == post)
        .and_then(|row| row.holder)
        .ok_or_else(|| Refusal::invalid(t::nobody_of_this_name()).field("who"))
}

fn phone(act: &mut Act<'_>, person: Id<Person>, given: &str) -> Result<String, Refusal> {
    let given = given.trim();
    if given.is_empty() {
        let last = store::last_phone(act.tx(), person)?;
        return last.ok_or_else(|| Refusal::invalid(t::phone_missing()).field("phone"));
    }
    let digits = given.chars().filter(char::is_ascii_digit).count();
    let known = given.chars().all(|c| c.is_ascii_digit() || " .+()-".contains(c));
    if !known || !(3..=15).contains(&digits) {
        return Err(Refusal::invalid(t::phone_wrong()).field("phone"));
    }
    Ok(given.to_owned())
}

/// Nobody is on duty twice at one time.
fn free(
    act: &mut Act<'_>,
    person: Id<Person>,
    hours: (Instant, Instant),
    other_than: &[Id<Turn>],
    field: &'static str,
) -> Result<(), Refusal> {
    match store::crossing(act.tx(), person, hours, other_than)? {
        None => Ok(()),
        Some(other) => {
            let when = crate::pages::hours_of(other.starts, other.ends);
            Err(Refusal::conflict(t::on_duty_already(other.name, when)).field(field))
        }
    }
}

/// Nobody is put on duty for a day on which they are away.
fn there(act: &mut Act<'_>, person: Id<Person>, day: Date, field: &'static str) -> Result<(), Refusal> {
    let away = store::away_on(act.tx(), day)?.into_iter().find(|row| row.person == person);
    match away {
        None => Ok(()),
        Some(row) => {
            let day = vietnamese::format_date;
            Err(Refusal::conflict(t::away_then(day(row.from), row.name.clone(), day(row.last())))
                .field(field))
        }
    }
}

fn insert(
    act: &mut Act<'_>,
    name: &'static str,
    kind: Kind,
    (post, person): (Id<Post>, Id<Person>),
    hours: (Instant, Instant),
    phone: &str,
) -> Result<Id<Turn>, Refusal> {
    let id = act.new_id();
    match name {
        "duty.plan" => act.record("duty.plan", Subject::new("duty_turn", id)),
        _ => act.record("duty.copy_week", Subject::new("duty_turn", id)),
    }
    store::insert_turn(act.tx(), (id, kind), (post, person), hours, phone)?;
    Ok(id)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CopyWeek {
    /// Any day of the week to fill; the week before it is the pattern.
    pub week: Date,
}

/// Plans a week like the one before it; tells how many turns were made. A person who left, and hours in which
/// somebody is on duty already, are passed over: the gaps show on the page.
pub fn copy_week(act: &mut Act<'_>, input: CopyWeek) -> Result<u32, Refusal> {
    seats::ask(act)?;
    let monday = crate::pages::monday(input.week);
    let begins = Instant::from_local(monday.at(0, 0, 0, 0));
    let week = 7 * Instant::DAY;
    let today = act.today();
    let offered = seats::offered(act.tx(), today)?;
    let mut told: Vec<Id<Person>> = Vec::new();
    let mut count = 0;
    for row in store::turns(act.tx(), (begins.plus(-week), begins))? {
        let sits = offered.iter().any(|post| post.id == row.post && post.holder == Some(row.person));
        let hours = (row.starts.plus(week), row.ends.plus(week));
        // A turn that only reaches into the pattern's Monday belongs to the week before.
        if row.starts < begins.plus(-week) || !sits {
            continue;
        }
        if store::crossing(act.tx(), row.person, hours, &[])?.is_some() {
            continue;
        }
        let id = insert(act, "duty.copy_week", row.kind, (row.post, row.person), hours, &row.phone)?;
        count += 1;
        if !told.contains(&row.person) {
            told.push(row.person);
            let news = News::new("duty.planned", Subject::new("duty_turn", id));
            notices::tell(act, To::Person(row.person), &news)?;
        }
    }
    if count == 0 {
        return Err(Refusal::conflict(t::nothing_to_copy()));
    }
    Ok(count)
}

/// The turn, locked, while something can still be changed about it.
fn coming(act: &mut Act<'_>, id: Id<Turn>) -> Result<TurnRow, Refusal> {
    let row = store::lock_turn(act.tx(), id)?.ok_or_else(Refusal::not_found)?;
    if row.removed_why.is_some() || row.ends <= act.now() {
        return Err(Refusal::conflict(t::turn_over()));
    }
    Ok(row)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Swap {
    pub turn: Id<Turn>,
    /// The turn that it is exchanged with.
    pub with: Option<Id<Turn>>,
    /// Otherwise who sits it instead.
    pub post: Option<Id<Post>>,
    pub phone: String,
    pub why: String,
}

/// Two persons exchange their turns, or somebody sits one instead, with the reason.
pub fn swap(act: &mut Act<'_>, input: Swap) -> Result<(), Refusal> {
    seats::ask(act)?;
    let one = coming(act, input.turn)?;
    let why = text(&input.why, "why", true)?;
    match (input.with, input.post) {
        (Some(with), _) => {
            let other = coming(act, with)?;
            if other.person == one.person {
                return Err(Refusal::invalid(t::swap_with_another()).field("with"));
            }
            let both = [one.id, other.id];
            free(act, other.person, (one.starts, one.ends), &both, "with")?;
            free(act, one.person, (other.starts, other.ends), &both, "with")?;
            act.record("duty.swap", Subject::new("duty_turn", one.id));
            act.touch(Subject::new("duty_turn", other.id));
            change(act, &one, (other.post, other.person, &other.phone), &why)?;
            change(act, &other, (one.post, one.person, &one.phone), &why)
        }
        (None, Some(post)) => {
            let person = holder(act, post)?;
            if person == one.person {
                return Err(Refusal::invalid(t::swap_with_another()).field("who"));
            }
            free(act, person, (one.starts, one.ends), &[one.id], "who")?;
            let phone = phone(act, person, &input.phone)?;
            act.record("duty.swap", Subject::new("duty_turn", one.id));
            change(act, &one, (post, person, &phone), &why)
        }
        (None, None) => Err(Refusal::invalid(t::swap_with_whom()).field("who")),
    }
}

fn change(
    act: &mut Act<'_>,
    turn: &TurnRow,
    (post, person, phone): (Id<Post>, Id<Person>, &str),
    why: &str,
) -> Result<(), Refusal> {
    let (id, now, by) = (act.new_id::<Turn>().uuid(), act.now(), act.actor().person);
    store::set_holder(act.tx(), turn.id, (post, person), phone)?;
    store::insert_change(act.tx(), (id, turn.id, now), by, (turn.person, person), why)?;
    let about = Subject::new("duty_turn", turn.id);
    notices::tell(act, To::Person(person), &News::new("duty.taken", about.clone()))?;
    notices::tell(act, To::Person(turn.person), &News::new("duty.given", about))
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Remove {
    pub turn: Id<Turn>,
    pub why: String,
}

/// Cancels a turn, with the reason.
pub fn remove(act: &mut Act<'_>, input: Remove) -> Result<(), Refusal> {
    seats::ask(act)?;
    let turn = coming(act, input.turn)?;
    let why = text(&input.why, "why", true)?;
    let (now, about) = (act.now(), Subject::new("duty_turn", turn.id));
    act.record("duty.remove", about.clone());
    store::remove_turn(act.tx(), turn.id, now, &why)?;
    notices::tell(act, To::Person(turn.person), &News::new("duty.removed", about))
}

/// The post is handed over: its turns after the last day are the successor's. Who leaves and still holds a post of the
/// house keeps them where nobody comes; else they are cancelled, so that the roster shows the gap.
pub fn hand_on(act: &mut Act<'_>, leaving: &Leaving) -> Result<(), Refusal> {
    let Ok(first) = leaving.last_day.tomorrow() else { return Ok(()) };
    let begins = Instant::from_local(first.at(0, 0, 0, 0));
    let turns = store::turns_of_post(act.tx(), leaving.post, begins)?;
    let turns = turns.into_iter().filter(|turn| turn.starts >= begins && turn.person == leaving.person);
    let other = names::posts_of(act.tx(), leaving.person, first)?.into_iter().find(seats::sits);
    let why = t::why_handed_over().say(words::Lang::Vi);
    let now = act.now();
    for turn in turns.collect::<Vec<_>>() {
        let about = Subject::new("duty_turn", turn.id);
        act.touch(about.clone());
        let hours = (turn.starts, turn.ends);
        let free = match leaving.successor {
            Some(next) => store::crossing(act.tx(), next, hours, &[turn.id])?.is_none().then_some(next),
            None => None,
        };
        match (free, &other) {
            (Some(next), _) => {
                let phone = store::last_phone(act.tx(), next)?.unwrap_or_default();
                change(act, &turn, (turn.post, next, &phone), &why)?;
            }
            (None, Some(other)) if leaving.successor.is_none() => {
                store::set_holder(act.tx(), turn.id, (other.id, turn.person), &turn.phone)?;
            }
            (None, _) => {
                store::remove_turn(act.tx(), turn.id, now, &why)?;
                notices::tell(act, To::Person(turn.person), &News::new("duty.removed", about))?;
            }
        }
    }
    Ok(())
}
