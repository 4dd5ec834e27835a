//! What the office sets: its hours, the turns' hours, which papers call, how often, and when a call rises.

use jiff::civil::{Date, Time};
use kernel::{Act, Id, Instant, Refusal, Setting, StoreError, Subject, Tx};
use rulebook::Rulebook;
use serde::{Deserialize, Serialize};

use crate::model::{OfficeHours, Shape};
use crate::{seats, t};

const NAME: &str = "duty.settings";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub hours: OfficeHours,
    /// Hours of the turns, in the order of [`Shape::ALL`].
    pub shapes: [(Time, Time); 4],
    /// From this rank of urgency on who is on duty is called. Nghị định 30/2020/NĐ-CP makes no difference between the
    /// marks: each has to be handled at once, so the lowest is the default.
    pub from_rank: u8,
    pub every_minutes: u32,
    /// So many rings at each level before the next is called too.
    pub rise_after: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        let shapes = Shape::ALL.map(Shape::usual);
        Settings { hours: OfficeHours::default(), shapes, from_rank: 1, every_minutes: 5, rise_after: 3 }
    }
}

impl Settings {
    #[must_use]
    pub fn shape(&self, shape: Shape) -> (Time, Time) {
        let at = Shape::ALL.iter().position(|one| *one == shape);
        at.and_then(|at| self.shapes.get(at).copied()).unwrap_or_else(|| shape.usual())
    }

    /// By the office's own calendar: a day off that it announced has no office hours.
    #[must_use]
    pub fn is_office_time(&self, rules: &Rulebook, at: Instant) -> bool {
        self.hours.is_office_time(at, &rules.calendar)
    }
}

/// As set, and whether anybody has set it: what ships is to be confirmed.
pub fn settings(tx: &mut Tx<'_>) -> Result<(Settings, bool), StoreError> {
    let set: Option<Settings> = Setting::get(tx, NAME)?;
    let confirmed = set.is_some();
    Ok((set.unwrap_or_default(), confirmed))
}

pub(crate) fn set(act: &mut Act<'_>, input: Settings) -> Result<(), Refusal> {
    seats::ask(act)?;
    let mut wrong = Vec::new();
    if !(1..=60).contains(&input.every_minutes) {
        wrong.push(Refusal::invalid(t::between(1, 60)).field("every_minutes"));
    }
    if !(1..=12).contains(&input.rise_after) {
        wrong.push(Refusal::invalid(t::between(1, 12)).field("rise_after"));
    }
    if !(1..=4).contains(&input.from_rank) {
        wrong.push(Refusal::invalid(t::choose_one()).field("from_rank"));
    }
    for (name, spans) in DAYS.iter().zip(&input.hours.days) {
        let rising = spans.iter().all(|(from, to)| from < to);
        let apart = spans.windows(2).all(|two| matches!(two, [(_, end), (next, _)] if end <= next));
        if !(rising && apart) {
            wrong.push(Refusal::invalid(t::hours_wrong()).field(name));
        }
    }
    Refusal::all(wrong)?;
    let none: Id<Setting> = act.new_id();
    act.record("duty.set", Subject::new("setting", none));
    Setting::set(act, NAME, &input)?;
    Ok(())
}

/// The settings page's fields of the weekdays, Monday first.
pub(crate) const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The rank of an urgency as stored or as printed; 0 for none.
#[must_use]
pub(crate) fn rank(rules: &Rulebook, mark: &str, on: Date) -> u8 {
    match mark {
        "" => 0,
        "urgent" => 1,
        "very" => 2,
        "flash" => 3,
        mark => rules.pack.urgency_of(mark, on).map_or(0, |row| row.value.rank),
    }
}
