//! Recurring work: a rule in the calendar's terms that makes a task for each period.

use jiff::civil::{Date, Weekday};
use rules::Calendar;
use serde::{Deserialize, Serialize};

/// How often, and on which day of the period the product is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// Monday is 1, Sunday 7.
    Week {
        day: u8,
    },
    /// The day of the month; the last where the month has fewer.
    Month {
        day: u8,
    },
    /// The month of the quarter (1 to 3) and its day.
    Quarter {
        month: u8,
        day: u8,
    },
    /// The month of the half-year (1 to 6) and its day.
    Half {
        month: u8,
        day: u8,
    },
    Year {
        month: u8,
        day: u8,
    },
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

impl Every {
    /// Whether its numbers are days and months.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let day = |day: u8| (1..=31).contains(&day);
        match *self {
            Every::Week { day } => (1..=7).contains(&day),
            Every::Month { day: of } => day(of),
            Every::Quarter { month, day: of } => (1..=3).contains(&month) && day(of),
            Every::Half { month, day: of } => (1..=6).contains(&month) && day(of),
            Every::Year { month, day: of } => (1..=12).contains(&month) && day(of),
        }
    }

    /// The period that holds this day: its name, its first day, the day it asks for.
    fn period(&self, date: Date) -> (String, Date, Date) {
        let months = |length: i8, month: u8, day: u8| {
            let first = (date.month() - 1) / length * length + 1;
            let begins = Date::new(date.year(), first, 1).unwrap_or(date);
            let month = first + i8::try_from(month).unwrap_or(1).clamp(1, length) - 1;
            (begins, of_month(date.year(), month, day))
        };
        let half = |length: i8| (date.month() - 1) / length + 1;
        match *self {
            Every::Week { day } => {
                let week = date.iso_week_date();
                let begins = monday(date);
                let on = begins.saturating_add(jiff::Span::new().days(i64::from(day.clamp(1, 7)) - 1));
                (format!("{}-W{:02}", week.year(), week.week()), begins, on)
            }
            Every::Month { day } => {
                let (begins, on) = months(1, 1, day);
                (format!("{}-{:02}", date.year(), date.month()), begins, on)
            }
            Every::Quarter { month, day } => {
                let (begins, on) = months(3, month, day);
                (format!("{}-Q{}", date.year(), half(3)), begins, on)
            }
            Every::Half { month, day } => {
                let (begins, on) = months(6, month, day);
                (format!("{}-H{}", date.year(), half(6)), begins, on)
            }
            Every::Year { month, day } => {
                let (begins, on) = months(12, month, day);
                (date.year().to_string(), begins, on)
            }
        }
    }

    /// A day of the period after the one that begins on this day.
    fn following(&self, begins: Date) -> Date {
        let span = match self {
            Every::Week { .. } => jiff::Span::new().weeks(1),
            Every::Month { .. } => jiff::Span::new().months(1),
            Every::Quarter { .. } => jiff::Span::new().months(3),
            Every::Half { .. } => jiff::Span::new().months(6),
            Every::Year { .. } => jiff::Span::new().years(1),
        };
        begins.saturating_add(span)
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
    /// The tasks whose day of assigning lies after `after`, up to and with `to`, the earliest first.
    #[must_use]
    pub fn between(&self, after: Option<Date>, to: Date, calendar: &Calendar) -> Vec<Due> {
        let mut found = Vec::new();
        let (_, mut begins, _) = self.every.period(self.from.max(after.unwrap_or(Date::MIN)));
        // A deadline that moved to a working day may be assigned in the period before its own.
        for _ in 0..MOST {
            let (period, first, on) = self.every.period(begins);
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
            let next = self.every.following(first);
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
