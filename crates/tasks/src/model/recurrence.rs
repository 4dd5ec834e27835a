//! Recurring work: a rule in the calendar's terms that makes a task for each period.

use jiff::civil::{Date, Weekday};
use rules::Calendar;
use serde::{Deserialize, Serialize};

kernel::codes! {
    /// How often.
    Every {
        Week = "week",
        Month = "month",
        Quarter = "quarter",
        Half = "half",
        Year = "year",
    }
}

kernel::codes! {
    /// What happens to a day on which the office does not work.
    OffDay {
        Keep = "keep",
        Before = "before",
        After = "after",
        /// No task for this period.
        Skip = "skip",
    }
}

/// A rule of recurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recurrence {
    pub every: Every,
    /// The month within a quarter, half-year or year, from 1 on.
    #[serde(default = "first")]
    pub month: u8,
    /// The weekday (Monday is 1), or the day of the month; its last where it has fewer.
    pub day: u8,
    pub off_day: OffDay,
    /// So many days before its deadline a task is assigned; the period's first day at the earliest.
    pub ahead: u16,
    pub from: Date,
    pub until: Option<Date>,
}

/// One period's task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// `2026-W48`, `2026-11`, `2026-Q4`, `2026-H2`, `2026`: unique within the recurrence.
    pub period: String,
    pub assigned_on: Date,
    pub due_on: Date,
}

/// Periods looked at in one go.
const MOST: usize = 400;

const fn first() -> u8 {
    1
}

impl Every {
    /// Months of a period; a week has none.
    const fn months(self) -> i8 {
        match self {
            Every::Week => 0,
            Every::Month => 1,
            Every::Quarter => 3,
            Every::Half => 6,
            Every::Year => 12,
        }
    }
}

fn monday(date: Date) -> Date {
    let back = i64::from(date.weekday().since(Weekday::Monday));
    date.saturating_sub(jiff::Span::new().days(back))
}

fn of_month(year: i16, month: i8, day: u8) -> Date {
    let first = Date::new(year, month.clamp(1, 12), 1).unwrap_or(Date::MAX);
    let day = i8::try_from(day).unwrap_or(1).clamp(1, first.days_in_month());
    Date::new(first.year(), first.month(), day).unwrap_or(first)
}

impl Recurrence {
    /// Whether its numbers are days and months.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        match self.every {
            Every::Week => (1..=7).contains(&self.day),
            every => {
                let months = u8::try_from(every.months()).unwrap_or(1);
                (1..=31).contains(&self.day) && (1..=months).contains(&self.month)
            }
        }
    }

    /// The period that holds this day: its name, its first day, the day it asks for.
    fn period(&self, date: Date) -> (String, Date, Date) {
        let year = date.year();
        if self.every == Every::Week {
            let week = date.iso_week_date();
            let begins = monday(date);
            let on = begins.saturating_add(jiff::Span::new().days(i64::from(self.day.clamp(1, 7)) - 1));
            return (format!("{}-W{:02}", week.year(), week.week()), begins, on);
        }
        let length = self.every.months();
        let nth = (date.month() - 1) / length;
        let begins = Date::new(year, nth * length + 1, 1).unwrap_or(date);
        let month = nth * length + i8::try_from(self.month).unwrap_or(1).clamp(1, length);
        let name = match self.every {
            Every::Quarter => format!("{year}-Q{}", nth + 1),
            Every::Half => format!("{year}-H{}", nth + 1),
            Every::Year => year.to_string(),
            Every::Month | Every::Week => format!("{year}-{:02}", date.month()),
        };
        (name, begins, of_month(year, month, self.day))
    }

    /// A day of the period after the one that begins on this day.
    fn following(&self, begins: Date) -> Date {
        let span = match self.every {
            Every::Week => jiff::Span::new().weeks(1),
            every => jiff::Span::new().months(i64::from(every.months())),
        };
        begins.saturating_add(span)
    }

    /// The tasks whose day of assigning lies after `after`, up to and with `to`, the earliest first.
    #[must_use]
    pub fn between(&self, after: Option<Date>, to: Date, calendar: &Calendar) -> Vec<Due> {
        let mut found = Vec::new();
        let (_, mut begins, _) = self.period(self.from.max(after.unwrap_or(Date::MIN)));
        // A deadline that moved to a working day may be assigned in the period before its own.
        for _ in 0..MOST {
            let (period, first, on) = self.period(begins);
            if first.saturating_sub(jiff::Span::new().days(40)) > to {
                break;
            }
            if let Some(due_on) = self.off_day.settle(on, calendar) {
                let ahead = due_on.saturating_sub(jiff::Span::new().days(i64::from(self.ahead)));
                let assigned_on = ahead.max(first).min(due_on);
                let inside = due_on >= self.from && self.until.is_none_or(|until| due_on <= until);
                if inside && assigned_on <= to && after.is_none_or(|after| assigned_on > after) {
                    found.push(Due { period, assigned_on, due_on });
                }
            }
            let next = self.following(first);
            if next <= begins {
                break;
            }
            begins = next;
        }
        found
    }
}

impl OffDay {
    fn settle(self, on: Date, calendar: &Calendar) -> Option<Date> {
        if calendar.is_working(on) {
            return Some(on);
        }
        match self {
            OffDay::Keep => Some(on),
            OffDay::Skip => None,
            OffDay::After => Some(calendar.working_day_from(on)),
            OffDay::Before => {
                let mut day = on;
                while !calendar.is_working(day) {
                    day = day.yesterday().ok()?;
                }
                Some(day)
            }
        }
    }
}
