//! Reviews come by themselves: one for each period of implementation, and one at the end.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::ReviewKind;

/// Reviews of one resolution; a longer series is a mistake.
const MOST: i32 = 120;

/// A review that comes: which one, and the last day of what it looks back on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coming {
    pub kind: ReviewKind,
    pub nth: i64,
    pub period_end: Date,
}

/// The reviews whose period ends up to and with `by`, of what was issued on a day and runs until another. What ended
/// before `since`, when nobody followed it here yet, is left out. The last period is the final review's.
#[must_use]
pub fn coming(
    (issued_on, until_on): (Date, Option<Date>),
    months: i64,
    (since, by): (Date, Date),
) -> Vec<Coming> {
    let mut found = Vec::new();
    if let Some(step) = i32::try_from(months).ok().filter(|months| *months > 0) {
        for nth in 1..=MOST {
            // Counted from the day of issue, so that a month's short end does not shift what follows.
            let Ok(period_end) = issued_on.checked_add((step * nth).months()) else { break };
            if period_end > by || until_on.is_some_and(|until| period_end >= until) {
                break;
            }
            if period_end >= since {
                found.push(Coming { kind: ReviewKind::Preliminary, nth: i64::from(nth), period_end });
            }
        }
    }
    if let Some(until) = until_on.filter(|until| *until <= by && *until >= since) {
        found.push(Coming { kind: ReviewKind::Final, nth: 1, period_end: until });
    }
    found
}
