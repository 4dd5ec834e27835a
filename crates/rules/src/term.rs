//! Terms: so many days, of which unit, and what was counted.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use vietnamese::format_date;
use words::Lang;

use crate::calendar::DayKind;
use crate::t;

/// What a day of a term is. Law texts say "ngày" or "ngày làm việc".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Calendar,
    Working,
}

/// A term of a rule. `days = 0` is the same day; `at_once` does not wait for a working day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    pub days: u32,
    pub unit: Unit,
    /// Urgent marks: due on the day itself, whatever day it is.
    #[serde(default)]
    pub at_once: bool,
    /// A calendar term that ends on a day off goes on to the next working day.
    #[serde(default)]
    pub moves_off_day: bool,
}

/// A deadline and how it was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    pub from: Date,
    pub days: u32,
    pub unit: Unit,
    pub deadline: Date,
    /// Every day that was not counted, with the reason.
    pub skipped: Vec<(Date, DayKind)>,
    /// Where a calendar term ended before it went on to a working day.
    pub moved_from: Option<Date>,
    /// A day of a year whose list of days off is not announced yet took part.
    pub estimated: bool,
}

impl Counted {
    /// The reason, line by line, to stand below the deadline.
    #[must_use]
    pub fn explain(&self, lang: Lang) -> Vec<String> {
        let from = format_date(self.from);
        let deadline = format_date(self.deadline);
        let mut lines = vec![match self.unit {
            Unit::Calendar => t::counted_calendar(self.days, deadline, from).say(lang),
            Unit::Working => t::counted_working(self.days, deadline, from).say(lang),
        }];
        if let Some(end) = self.moved_from {
            lines.push(t::counted_moved(format_date(end)).say(lang));
        }
        let weekend = self.skipped.iter().filter(|(_, kind)| *kind == DayKind::Weekend).count();
        if weekend > 0 {
            lines.push(t::counted_weekend(weekend).say(lang));
        }
        for (date, kind) in &self.skipped {
            if let Some(special) = kind.special() {
                lines.push(
                    t::counted_skipped(format_date(*date), special.name.say(lang).to_owned()).say(lang),
                );
            }
        }
        if self.estimated {
            lines.push(t::counted_estimated().say(lang));
        }
        lines
    }
}
