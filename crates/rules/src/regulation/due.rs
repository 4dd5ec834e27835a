//! Days counted back from a meeting, and the next day of a reporting duty.

use jiff::civil::Date;
use vietnamese::format_date;
use words::Lang;

use super::{Every, Report};
use crate::calendar::{Calendar, DayKind, next};
use crate::t;
use crate::term::{Term, Unit};

/// The last day on which something can be handed in before a day, and how it was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    pub event: Date,
    pub days: u32,
    pub unit: Unit,
    pub deadline: Date,
    pub skipped: Vec<(Date, DayKind)>,
    pub estimated: bool,
}

/// Longer terms than ten years are a mistake of whoever asks.
const LONGEST: u32 = 3_660;

/// Counts back from the day before `event`, so that so many days lie between.
#[must_use]
pub fn counted_before(calendar: &Calendar, event: Date, term: &Term) -> Before {
    let mut counted = Before {
        event,
        days: term.days,
        unit: term.unit,
        deadline: event,
        skipped: Vec::new(),
        estimated: calendar.is_estimated(event),
    };
    let mut left = term.days.min(LONGEST);
    while left > 0 {
        let Ok(day) = counted.deadline.yesterday() else { break };
        counted.deadline = day;
        if term.unit == Unit::Calendar || calendar.is_working(day) {
            left -= 1;
        } else {
            counted.skipped.push((day, calendar.day(day)));
        }
    }
    counted.estimated |= calendar.is_estimated(counted.deadline);
    counted
}

impl Before {
    /// The reason, line by line, to stand below the deadline.
    #[must_use]
    pub fn explain(&self, lang: Lang) -> Vec<String> {
        let (deadline, event) = (format_date(self.deadline), format_date(self.event));
        let mut lines = vec![match self.unit {
            Unit::Calendar => t::counted_before_calendar(self.days, deadline, event).say(lang),
            Unit::Working => t::counted_before_working(self.days, deadline, event).say(lang),
        }];
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

/// The day on which a report is due next, `on` included. A day that the month has not is its last.
#[must_use]
pub fn next_report(report: &Report, on: Date) -> Date {
    if report.every == Every::Week {
        let mut day = on;
        for _ in 0..7 {
            if u8::try_from(day.weekday().to_monday_one_offset()) == Ok(report.day) {
                break;
            }
            day = next(day);
        }
        return day;
    }
    let months: i8 = match report.every {
        Every::Week | Every::Month => 1,
        Every::Quarter => 3,
        Every::HalfYear => 6,
        Every::Year => 12,
    };
    let mut first = on.first_of_month();
    for _ in 0..14 {
        if first.month() % months == 0 {
            let last = first.last_of_month();
            let wanted = i8::try_from(report.day).unwrap_or(31).min(last.day());
            let due = Date::new(first.year(), first.month(), wanted).unwrap_or(last);
            if due >= on {
                return due;
            }
        }
        first = next(first.last_of_month());
    }
    on
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "what ships is what is tested here")]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn report(every: Every, day: u8) -> Report {
        Report { who: "office".into(), to: "permanent_board".into(), what: "Báo cáo".into(), every, day }
    }

    #[test]
    fn papers_are_due_so_many_days_before_the_meeting() {
        let calendar = crate::RulePack::shipped().unwrap().calendar();
        let term = |days, unit| Term { days, unit, at_once: false, moves_off_day: false };
        let before = |event, days, unit| counted_before(&calendar, event, &term(days, unit)).deadline;
        // Monday: three working days before are Friday, Thursday, Wednesday.
        assert_eq!(before(date(2026, 11, 30), 3, Unit::Working), date(2026, 11, 25));
        // Over 24/11, a day off since 2026.
        assert_eq!(before(date(2026, 11, 27), 3, Unit::Working), date(2026, 11, 23));
        assert_eq!(before(date(2026, 11, 30), 3, Unit::Calendar), date(2026, 11, 27));
        assert_eq!(before(date(2026, 11, 30), 0, Unit::Working), date(2026, 11, 30));
        let said = counted_before(&calendar, date(2026, 11, 27), &term(3, Unit::Working)).explain(Lang::Vi);
        assert!(
            said[0].contains("23/11/2026") && said.iter().any(|line| line.contains("24/11/2026")),
            "{said:?}"
        );
    }

    #[test]
    fn reports_come_round() {
        let on = date(2026, 11, 30);
        for (every, day, due) in [
            (Every::Week, 4, date(2026, 12, 3)),
            (Every::Week, 1, on),
            (Every::Month, 20, date(2026, 12, 20)),
            (Every::Month, 30, on),
            (Every::Quarter, 15, date(2026, 12, 15)),
            (Every::HalfYear, 15, date(2026, 12, 15)),
            (Every::Year, 15, date(2026, 12, 15)),
            (Every::Month, 31, on),
        ] {
            assert_eq!(next_report(&report(every, day), on), due, "{every:?} {day}");
        }
        assert_eq!(next_report(&report(Every::Month, 31), date(2027, 2, 3)), date(2027, 2, 28));
        assert_eq!(next_report(&report(Every::Year, 15), date(2026, 12, 16)), date(2027, 12, 15));
    }
}
