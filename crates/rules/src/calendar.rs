//! Working days: which day is what and why, and terms counted over them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::{Date, Weekday};
use words::Lang;

use crate::estimate;
use crate::pack::{RulePack, YearDayKind};
use crate::row::{Confidence, Name, Source};
use crate::t;
use crate::term::{Counted, Term, Unit};

/// Why a day is not what its weekday says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpecialDay {
    pub name: Name,
    /// The day it was exchanged with, or the holiday it makes up for.
    pub swapped_with: Option<Date>,
    pub source: Source,
    pub confidence: Confidence,
    /// Computed, or not announced yet.
    pub estimated: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayKind {
    Work,
    Weekend,
    Holiday(Arc<SpecialDay>),
    /// Off in place of a holiday on a weekend, or of a Saturday worked.
    InLieu(Arc<SpecialDay>),
    /// A Saturday (or Sunday) on which the office works.
    WorkingWeekend(Arc<SpecialDay>),
}

impl DayKind {
    #[must_use]
    pub fn is_working(&self) -> bool {
        matches!(self, DayKind::Work | DayKind::WorkingWeekend(_))
    }

    #[must_use]
    pub fn special(&self) -> Option<&SpecialDay> {
        match self {
            DayKind::Work | DayKind::Weekend => None,
            DayKind::Holiday(day) | DayKind::InLieu(day) | DayKind::WorkingWeekend(day) => Some(day),
        }
    }

    /// What to call this day.
    #[must_use]
    pub fn name(&self, lang: Lang) -> String {
        match self {
            DayKind::Work => t::day_work().say(lang),
            DayKind::Weekend => t::day_weekend().say(lang),
            DayKind::Holiday(day) | DayKind::InLieu(day) | DayKind::WorkingWeekend(day) => {
                day.name.say(lang).to_owned()
            }
        }
    }
}

/// Longer terms than a hundred years are a mistake of whoever asks; counting stops there.
const LONGEST: u32 = 36_525;
/// Years without data are reckoned once, when the calendar is made.
const RECKONED: std::ops::RangeInclusive<i16> = 2000..=2100;

/// The days off and working weekends of all years that a pack knows or that can be reckoned.
#[derive(Debug, Clone)]
pub struct Calendar {
    special: BTreeMap<Date, DayKind>,
    announced: BTreeSet<i16>,
}

impl Calendar {
    #[must_use]
    pub fn new(pack: &RulePack) -> Calendar {
        let mut special = BTreeMap::new();
        let mut announced = BTreeSet::new();
        let mut known = BTreeSet::new();
        for row in &pack.holidays {
            known.insert(row.value.year);
            if row.value.announced {
                announced.insert(row.value.year);
            }
            for day in &row.value.days {
                let entry = Arc::new(SpecialDay {
                    name: day.name.clone(),
                    swapped_with: day.swapped_with,
                    source: row.source.clone(),
                    confidence: day.confidence.unwrap_or(row.confidence),
                    estimated: !row.value.announced,
                });
                special.insert(
                    day.date,
                    match day.kind {
                        YearDayKind::Holiday => DayKind::Holiday(entry),
                        YearDayKind::InLieu => DayKind::InLieu(entry),
                        YearDayKind::Work => DayKind::WorkingWeekend(entry),
                    },
                );
            }
        }
        for year in RECKONED.filter(|year| !known.contains(year)) {
            for (date, kind) in estimate::year(&pack.statutory, year) {
                special.entry(date).or_insert(kind);
            }
        }
        Calendar { special, announced }
    }

    /// What this day is.
    #[must_use]
    pub fn day(&self, date: Date) -> DayKind {
        match self.special.get(&date) {
            Some(kind) => kind.clone(),
            None if is_weekend(date) => DayKind::Weekend,
            None => DayKind::Work,
        }
    }

    #[must_use]
    pub fn is_working(&self, date: Date) -> bool {
        self.special.get(&date).map_or_else(|| !is_weekend(date), DayKind::is_working)
    }

    /// Whether this day's year still waits for its official list of days off.
    #[must_use]
    pub fn is_estimated(&self, date: Date) -> bool {
        !self.announced.contains(&date.year())
    }

    /// The day itself when the office works on it, otherwise the next on which it does.
    #[must_use]
    pub fn working_day_from(&self, date: Date) -> Date {
        let mut day = date;
        while !self.is_working(day) && day < Date::MAX {
            day = next(day);
        }
        day
    }

    /// The working days after `from`, up to and with `to`. Zero when `to` is not later.
    #[must_use]
    pub fn working_days_between(&self, from: Date, to: Date) -> usize {
        days_after(from).take_while(|day| *day <= to).filter(|day| self.is_working(*day)).count()
    }

    /// Special days after `date`, the next first: "tomorrow is off".
    pub fn special_days_after(&self, date: Date) -> impl Iterator<Item = (Date, &DayKind)> {
        self.special.range(next(date)..).map(|(date, kind)| (*date, kind))
    }

    /// Counts from the day after `from`. A calendar deadline stays where it falls, see
    /// [`Calendar::term_deadline`] for rules that move it. No working days at all (0) means
    /// `from` itself, or the first working day after it.
    #[must_use]
    pub fn deadline(&self, from: Date, days: u32, unit: Unit) -> Counted {
        let mut counted = Counted {
            from,
            days,
            unit,
            deadline: from,
            skipped: Vec::new(),
            moved_from: None,
            estimated: self.is_estimated(from),
        };
        match unit {
            Unit::Calendar => {
                let span = jiff::Span::new().days(i64::from(days.min(LONGEST)));
                counted.deadline = from.checked_add(span).unwrap_or(Date::MAX);
            }
            Unit::Working if days == 0 => self.go_on(&mut counted),
            Unit::Working => {
                let mut left = days.min(LONGEST);
                for day in days_after(from) {
                    counted.deadline = day;
                    if self.is_working(day) {
                        left -= 1;
                        if left == 0 {
                            break;
                        }
                    } else {
                        counted.skipped.push((day, self.day(day)));
                    }
                }
            }
        }
        counted.estimated |= self.is_estimated(counted.deadline);
        counted
    }

    /// A rule's term counted from this day.
    #[must_use]
    pub fn term_deadline(&self, from: Date, term: &Term) -> Counted {
        if term.at_once {
            return Counted { unit: term.unit, ..self.deadline(from, 0, Unit::Calendar) };
        }
        let mut counted = self.deadline(from, term.days, term.unit);
        if term.moves_off_day && term.unit == Unit::Calendar && !self.is_working(counted.deadline) {
            counted.moved_from = Some(counted.deadline);
            self.go_on(&mut counted);
            counted.estimated |= self.is_estimated(counted.deadline);
        }
        counted
    }

    /// Moves the deadline to the next working day and notes the days passed over.
    fn go_on(&self, counted: &mut Counted) {
        let end = self.working_day_from(counted.deadline);
        while counted.deadline < end {
            counted.skipped.push((counted.deadline, self.day(counted.deadline)));
            counted.deadline = next(counted.deadline);
        }
    }
}

pub(crate) fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The next day; the last day of the calendar has none and stays.
pub(crate) fn next(date: Date) -> Date {
    date.tomorrow().unwrap_or(date)
}

fn days_after(date: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(date.tomorrow().ok(), |day| day.tomorrow().ok())
}
