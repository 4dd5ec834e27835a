//! How a deadline stands today: what the chips in every list say.

use jiff::civil::Date;
use words::Msg;

use crate::t;

/// With this many days left or fewer, a deadline is near.
pub const SOON_DAYS: i32 = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Open, more than [`SOON_DAYS`] days left.
    Left(i32),
    /// Open, few days left.
    Soon(i32),
    /// Open, due today.
    Today,
    /// Open, so many days too late.
    Late(i32),
    /// Settled so many days before the deadline.
    Early(i32),
    /// Settled on the day of the deadline.
    Met,
    /// Settled so many days after the deadline.
    SettledLate(i32),
}

impl Standing {
    /// `Còn 3 ngày`, `Hôm nay`, `Quá hạn 2 ngày`, `Đúng hạn`, `Trước hạn 1 ngày`.
    #[must_use]
    pub fn label(self) -> Msg {
        match self {
            Standing::Left(days) | Standing::Soon(days) => t::due_left(days),
            Standing::Today => t::due_today(),
            Standing::Late(days) => t::due_late(days),
            Standing::Early(days) => t::due_early(days),
            Standing::Met => t::due_met(),
            Standing::SettledLate(days) => t::due_settled_late(days),
        }
    }

    #[must_use]
    pub fn is_late(self) -> bool {
        matches!(self, Standing::Late(_) | Standing::SettledLate(_))
    }

    #[must_use]
    pub fn is_settled(self) -> bool {
        matches!(self, Standing::Early(_) | Standing::Met | Standing::SettledLate(_))
    }
}

/// Calendar days from today to the deadline; negative when it has passed.
#[must_use]
pub fn days_left(deadline: Date, today: Date) -> i32 {
    let days = deadline.duration_since(today).as_hours() / 24;
    i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX })
}

/// How the deadline stands: today, or on the day it was settled.
#[must_use]
pub fn standing(deadline: Date, today: Date, settled: Option<Date>) -> Standing {
    match settled {
        Some(day) => match days_left(deadline, day) {
            0 => Standing::Met,
            days @ 1.. => Standing::Early(days),
            days => Standing::SettledLate(days.saturating_neg()),
        },
        None => match days_left(deadline, today) {
            0 => Standing::Today,
            days @ 1..=SOON_DAYS => Standing::Soon(days),
            days @ 1.. => Standing::Left(days),
            days => Standing::Late(days.saturating_neg()),
        },
    }
}
