//! Office hours and the clock of Việt Nam: UTC+7, without summer time.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{self, TimeZone};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;

/// The hours of a working day: a setting of each office. Ends are not included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeHours {
    pub spans: Vec<(Time, Time)>,
}

impl Default for OfficeHours {
    /// A usual day of eight hours; every office confirms its own.
    fn default() -> Self {
        let at = |hour, minute| Time::constant(hour, minute, 0, 0);
        OfficeHours { spans: vec![(at(7, 30), at(11, 30)), (at(13, 0), at(17, 0))] }
    }
}

/// Civil time in Việt Nam of an instant in microseconds since 1970 UTC.
#[must_use]
pub fn local_time(micros: i64) -> DateTime {
    let instant = Timestamp::from_microsecond(micros).unwrap_or(if micros < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    });
    TimeZone::fixed(tz::offset(7)).to_datetime(instant)
}

/// The civil day in Việt Nam of an instant: the next day from 17:00 UTC on.
#[must_use]
pub fn local_date(micros: i64) -> Date {
    local_time(micros).date()
}

impl Calendar {
    /// Whether the office is at work at this instant; outside, urgent papers go to the duty roster.
    #[must_use]
    pub fn is_office_time(&self, micros: i64, hours: &OfficeHours) -> bool {
        let local = local_time(micros);
        let time = local.time();
        self.is_working(local.date()) && hours.spans.iter().any(|(from, to)| *from <= time && time < *to)
    }
}
