//! How a task stands: open or closed is stored, all else follows from its dates and the day. One function, used by
//! pages, lists (as SQL made of the same bounds), reports and escalation alike.

use jiff::civil::Date;
use rules::{Calendar, Term, Unit};

kernel::codes! {
    /// How a task stands on a day. What is worse comes later, but for those that are not judged.
    Standing {
        Closed = "closed",
        OnTrack = "on_track",
        DueSoon = "due_soon",
        /// Handed in; the clock runs against who accepts.
        Waiting = "waiting",
        Overdue = "overdue",
        Special = "special",
        /// Data that is being put right is counted apart.
        Correction = "correction",
        /// Older data without a date.
        Unjudged = "unjudged",
    }
}

/// What is known of a task that its standing follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    pub closed_on: Option<Date>,
    /// Deadline, or the day of review of work that waits for a condition.
    pub due_on: Option<Date>,
    /// The day of what was handed in and not yet decided upon.
    pub submitted_on: Option<Date>,
    pub in_correction: bool,
}

/// The terms that a tenant sets (`deadline.task.*` in the rules).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// So many days before the deadline a task without evidence is due soon.
    pub soon: Measure,
    /// So many days after it a task is specially overdue.
    pub special: Measure,
    /// Within so many days what was handed in is accepted or returned.
    pub acceptance: Term,
}

/// A number of days of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    pub days: u32,
    pub unit: Unit,
}

impl From<&Term> for Measure {
    fn from(term: &Term) -> Measure {
        Measure { days: term.days, unit: term.unit }
    }
}

/// Longer measures are a mistake of whoever set them.
const LONGEST: u32 = 366;

/// The dates that part one standing from the next on a day, so that a list needs no calendar for each row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    pub day: Date,
    /// A deadline up to and with this day is due soon.
    pub soon_until: Date,
    /// A deadline up to and with this day is specially overdue.
    pub special_until: Date,
    /// What was handed in up to and with this day has waited too long.
    pub waited_since: Date,
}

impl Bounds {
    #[must_use]
    pub fn on(day: Date, terms: &Terms, calendar: &Calendar) -> Bounds {
        Bounds {
            day,
            soon_until: latest_within(day, terms.soon, calendar),
            special_until: latest_over(day, terms.special, calendar),
            waited_since: waited_since(day, &terms.acceptance, calendar),
        }
    }

    #[must_use]
    pub fn standing(&self, facts: &Facts) -> Standing {
        if facts.closed_on.is_some() {
            return Standing::Closed;
        }
        if facts.in_correction {
            return Standing::Correction;
        }
        if facts.submitted_on.is_some() {
            return Standing::Waiting;
        }
        match facts.due_on {
            None => Standing::Unjudged,
            Some(due) if due <= self.special_until => Standing::Special,
            Some(due) if due < self.day => Standing::Overdue,
            Some(due) if due <= self.soon_until => Standing::DueSoon,
            Some(_) => Standing::OnTrack,
        }
    }

    /// Whether who accepts has let it wait too long.
    #[must_use]
    pub fn waits_too_long(&self, facts: &Facts) -> bool {
        self.standing(facts) == Standing::Waiting
            && facts.submitted_on.is_some_and(|on| on <= self.waited_since)
    }

    /// The same with its reason.
    #[must_use]
    pub fn reason(&self, facts: &Facts, terms: &Terms, calendar: &Calendar) -> Reason {
        let days = |from: Date, to: Date, unit| days_between(from, to, unit, calendar);
        match (self.standing(facts), facts.due_on, facts.submitted_on) {
            (Standing::Closed, ..) => Reason::Closed { on: facts.closed_on.unwrap_or(self.day) },
            (Standing::Correction, ..) => Reason::Correction,
            (Standing::Waiting, due, Some(on)) => Reason::Waiting {
                on,
                late: due.is_some_and(|due| on > due),
                decide_by: calendar.term_deadline(on, &terms.acceptance).deadline,
            },
            (standing @ (Standing::Overdue | Standing::Special), Some(due), _) => {
                let special = standing == Standing::Special;
                let over = days(due, self.day, terms.special.unit);
                // A day late is a day late, though no working day has passed since.
                if over == 0 {
                    let over = days(due, self.day, Unit::Calendar);
                    return Reason::Over { due, days: over, unit: Unit::Calendar, special };
                }
                Reason::Over { due, days: over, unit: terms.special.unit, special }
            }
            (_, Some(due), _) => {
                Reason::Left { due, days: days(self.day, due, terms.soon.unit), unit: terms.soon.unit }
            }
            (_, None, _) => Reason::Unknown,
        }
    }
}

/// Why a task stands as it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    Closed {
        on: Date,
    },
    Correction,
    /// `late`: it was handed in after the deadline.
    Waiting {
        on: Date,
        late: bool,
        decide_by: Date,
    },
    Over {
        due: Date,
        days: usize,
        unit: Unit,
        special: bool,
    },
    Left {
        due: Date,
        days: usize,
        unit: Unit,
    },
    Unknown,
}

/// Days after `from`, up to and with `to`.
fn days_between(from: Date, to: Date, unit: Unit, calendar: &Calendar) -> usize {
    match unit {
        Unit::Calendar => usize::try_from((to - from).get_days()).unwrap_or(0),
        Unit::Working => calendar.working_days_between(from, to),
    }
}

fn plus(day: Date, days: i64) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(day)
}

/// The latest deadline that is no more than so many days away.
fn latest_within(day: Date, measure: Measure, calendar: &Calendar) -> Date {
    let most = measure.days.min(LONGEST);
    match measure.unit {
        Unit::Calendar => plus(day, i64::from(most)),
        Unit::Working => {
            let (mut last, mut counted) = (day, 0);
            while let Ok(next) = last.tomorrow() {
                counted += u32::from(calendar.is_working(next));
                if counted > most {
                    break;
                }
                last = next;
            }
            last
        }
    }
}

/// The latest deadline that is at least so many days past. None at all makes every overdue one special.
fn latest_over(day: Date, measure: Measure, calendar: &Calendar) -> Date {
    let least = measure.days.clamp(1, LONGEST);
    match measure.unit {
        Unit::Calendar => plus(day, -i64::from(least)),
        Unit::Working => {
            let (mut first, mut counted) = (day, 0);
            while counted < least {
                counted += u32::from(calendar.is_working(first));
                let Ok(before) = first.yesterday() else { break };
                first = before;
            }
            first
        }
    }
}

/// The latest day of handing in whose term for acceptance is over.
fn waited_since(day: Date, term: &Term, calendar: &Calendar) -> Date {
    let mut on = day;
    // A term is days long at most; the search ends where the deadline lies before this day.
    for _ in 0..=2 * LONGEST {
        if calendar.term_deadline(on, term).deadline < day {
            return on;
        }
        let Ok(before) = on.yesterday() else { break };
        on = before;
    }
    on
}

/// On time is judged by the day on which what was later accepted had been handed in. Without a date nothing is judged.
#[must_use]
pub fn on_time(due: Option<Date>, submitted_on: Option<Date>) -> Option<bool> {
    Some(submitted_on? <= due?)
}

/// Days from receipt to the date of the evidence; none where either is unknown or estimated, and none where the evidence
/// is older than the receipt, for then one of the two is wrong.
#[must_use]
pub fn lead_days(received_on: Option<Date>, estimated: bool, evidence_on: Option<Date>) -> Option<i64> {
    if estimated {
        return None;
    }
    let days = i64::from((evidence_on? - received_on?).get_days());
    (days >= 0).then_some(days)
}
