//! The nouns: kinds and shapes of turns, office hours, how far a call has risen. Pure.

use jiff::civil::{Date, Time, Weekday};
use kernel::Instant;
use rules::Calendar;
use serde::{Deserialize, Serialize};

/// Marks keys of turns; likewise the other.
pub struct Turn;
pub struct Call;
pub struct Absence;

kernel::codes! {
    /// Why somebody is away.
    AbsenceKind {
        Leave = "leave",
        Mission = "mission",
        Study = "study",
        Sick = "sick",
        Other = "other",
    }
}

/// What one is on duty as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Lãnh đạo trực.
    Leader,
    /// Chuyên viên trực.
    Officer,
    /// Văn thư trực.
    Clerk,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Leader, Kind::Officer, Kind::Clerk];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Kind::Leader => "leader",
            Kind::Officer => "officer",
            Kind::Clerk => "clerk",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Sits by the telephone; the leader is called later.
    #[must_use]
    pub fn answers(self) -> bool {
        self != Kind::Leader
    }
}

/// How long a turn is. The hours are a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    Whole,
    Day,
    Evening,
    Night,
}

impl Shape {
    pub const ALL: [Shape; 4] = [Shape::Whole, Shape::Day, Shape::Evening, Shape::Night];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Shape::Whole => "whole",
            Shape::Day => "day",
            Shape::Evening => "evening",
            Shape::Night => "night",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Shape> {
        Shape::ALL.into_iter().find(|shape| shape.code() == code)
    }

    #[must_use]
    pub fn usual(self) -> (Time, Time) {
        let at = |hour, minute| Time::constant(hour, minute, 0, 0);
        match self {
            Shape::Whole => (at(7, 30), at(7, 30)),
            Shape::Day => (at(7, 30), at(17, 0)),
            Shape::Evening => (at(17, 0), at(22, 0)),
            Shape::Night => (at(22, 0), at(7, 30)),
        }
    }
}

/// From and to of a turn that begins on this day: hours that do not rise end on the next.
#[must_use]
pub fn span(date: Date, (from, to): (Time, Time)) -> (Instant, Instant) {
    let last = if to <= from { date.tomorrow().unwrap_or(date) } else { date };
    (Instant::from_local(date.to_datetime(from)), Instant::from_local(last.to_datetime(to)))
}

/// The hours of each weekday, Monday first; the lunch break lies between two spans. Ends are not included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeHours {
    pub days: [Vec<(Time, Time)>; 7],
}

impl Default for OfficeHours {
    /// The usual eight hours from Monday to Friday; every office confirms its own.
    fn default() -> OfficeHours {
        let usual = || rules::OfficeHours::default().spans;
        OfficeHours { days: [usual(), usual(), usual(), usual(), usual(), Vec::new(), Vec::new()] }
    }
}

impl OfficeHours {
    /// The hours of this day: none on a day off; a Saturday that is worked in exchange has Monday's, unless it has its own.
    #[must_use]
    pub fn on(&self, date: Date, calendar: &Calendar) -> &[(Time, Time)] {
        if !calendar.is_working(date) {
            return &[];
        }
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = &self.days;
        match date.weekday() {
            Weekday::Monday => monday,
            Weekday::Tuesday => tuesday,
            Weekday::Wednesday => wednesday,
            Weekday::Thursday => thursday,
            Weekday::Friday => friday,
            Weekday::Saturday if saturday.is_empty() => monday,
            Weekday::Sunday if sunday.is_empty() => monday,
            Weekday::Saturday => saturday,
            Weekday::Sunday => sunday,
        }
    }

    /// Whether the office is at work at this moment.
    #[must_use]
    pub fn is_office_time(&self, at: Instant, calendar: &Calendar) -> bool {
        let local = at.local();
        let time = local.time();
        self.on(local.date(), calendar).iter().any(|(from, to)| *from <= time && time < *to)
    }
}

/// The parts of `from`–`to` that none of these spans covers.
#[must_use]
pub fn gaps((from, to): (Instant, Instant), mut covered: Vec<(Instant, Instant)>) -> Vec<(Instant, Instant)> {
    covered.sort_unstable();
    let mut open = Vec::new();
    let mut at = from;
    for (begins, ends) in covered {
        if begins > at && at < to {
            open.push((at, begins.min(to)));
        }
        at = at.max(ends);
    }
    if at < to {
        open.push((at, to));
    }
    open
}

/// How far a call has risen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Duty,
    Leader,
    Chief,
}

impl Level {
    /// For the `nth` ring, when each level has so many before the next.
    #[must_use]
    pub fn of(nth: i64, after: u32) -> Level {
        let after = i64::from(after.max(1));
        match nth {
            nth if nth > 2 * after => Level::Chief,
            nth if nth > after => Level::Leader,
            _ => Level::Duty,
        }
    }

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Level::Duty => "duty",
            Level::Leader => "leader",
            Level::Chief => "chief",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Level> {
        [Level::Duty, Level::Leader, Level::Chief].into_iter().find(|level| level.code() == code)
    }
}

/// Hours as people write them: `7:30–11:30, 13:00–17:00`, also with a plain hyphen or a dot or `h`.
#[must_use]
pub fn parse_spans(text: &str) -> Option<Vec<(Time, Time)>> {
    let parts = text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| part.split_once(['-', '–']).and_then(|(a, b)| Some((parse_time(a)?, parse_time(b)?))))
        .collect()
}

fn parse_time(text: &str) -> Option<Time> {
    let text = text.trim();
    let (hour, minute) = text.split_once([':', 'h', 'g', '.']).unwrap_or((text, "0"));
    let minute = if minute.is_empty() { "0" } else { minute };
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

#[must_use]
pub fn say_spans(spans: &[(Time, Time)]) -> String {
    let time = |time: &Time| time.strftime("%H:%M").to_string();
    spans.iter().map(|(from, to)| format!("{}–{}", time(from), time(to))).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn at(day: i8, hour: i8, minute: i8) -> Instant {
        Instant::from_local(date(2026, 11, day).at(hour, minute, 0, 0))
    }

    #[test]
    fn a_night_turn_ends_on_the_next_morning() {
        assert_eq!(span(date(2026, 11, 23), Shape::Night.usual()), (at(23, 22, 0), at(24, 7, 30)));
        assert_eq!(span(date(2026, 11, 23), Shape::Whole.usual()), (at(23, 7, 30), at(24, 7, 30)));
        assert_eq!(span(date(2026, 11, 23), Shape::Evening.usual()), (at(23, 17, 0), at(23, 22, 0)));
    }

    #[test]
    #[allow(clippy::disallowed_methods, reason = "counted by what ships")]
    fn lunch_night_weekend_and_holidays_are_outside_office_hours() {
        let calendar = rules::RulePack::shipped().unwrap().calendar();
        let hours = OfficeHours::default();
        assert!(hours.is_office_time(at(23, 8, 0), &calendar));
        assert!(!hours.is_office_time(at(23, 12, 0), &calendar), "lunch");
        assert!(!hours.is_office_time(at(23, 17, 0), &calendar), "the end is not included");
        assert!(!hours.is_office_time(at(22, 9, 0), &calendar), "Sunday");
        let national_day = Instant::from_local(date(2026, 9, 2).at(9, 0, 0, 0));
        assert!(!hours.is_office_time(national_day, &calendar));
    }

    #[test]
    fn gaps_are_what_nobody_covers() {
        let covered = vec![(at(23, 7, 30), at(23, 17, 0)), (at(23, 16, 0), at(23, 22, 0))];
        let open = gaps((at(23, 0, 0), at(24, 0, 0)), covered);
        assert_eq!(open, [(at(23, 0, 0), at(23, 7, 30)), (at(23, 22, 0), at(24, 0, 0))]);
        assert_eq!(gaps((at(23, 0, 0), at(24, 0, 0)), vec![(at(22, 0, 0), at(25, 0, 0))]), []);
        let later = vec![(at(25, 0, 0), at(26, 0, 0))];
        assert_eq!(gaps((at(23, 0, 0), at(24, 0, 0)), later), [(at(23, 0, 0), at(24, 0, 0))]);
    }

    #[test]
    fn a_call_rises_after_three_rings_and_again_after_three() {
        let levels: Vec<Level> = (1..=7).map(|nth| Level::of(nth, 3)).collect();
        use Level::{Chief, Duty, Leader};
        assert_eq!(levels, [Duty, Duty, Duty, Leader, Leader, Leader, Chief]);
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        let read = parse_spans("7h30-11h30; 13:00–17.00").unwrap();
        assert_eq!(say_spans(&read), "07:30–11:30, 13:00–17:00");
        assert_eq!(parse_spans(""), Some(vec![]));
        assert_eq!(parse_spans("sáng"), None);
        assert_eq!(parse_spans("25:00-26:00"), None);
    }
}
