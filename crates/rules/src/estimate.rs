//! Days off of years for which nothing is announced yet: reckoned from what the law grants.
//!
//! An estimate: which days of Tết and of National Day are off, and every exchange with a
//! Saturday, is decided each year.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use vietnamese::Lunar;

use crate::calendar::{DayKind, SpecialDay, is_weekend, next};
use crate::row::{Name, Row};

/// By which calendar a holiday is reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reckoning {
    Solar,
    Lunar,
}

/// A holiday that the law grants every year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatutoryDay {
    pub name: Name,
    pub reckoning: Reckoning,
    pub month: i8,
    pub day: i8,
    /// Days in all.
    pub days: u8,
    /// How many of them lie before the day named (Tết begins on its eve).
    #[serde(default)]
    pub before: u8,
    /// The second day lies before or after, whichever joins the weekend (National Day).
    #[serde(default)]
    pub second_day_joins_weekend: bool,
}

impl StatutoryDay {
    fn dates(&self, year: i16) -> Vec<Date> {
        let named = match self.reckoning {
            Reckoning::Solar => Date::new(year, self.month, self.day).ok(),
            Reckoning::Lunar => Lunar { year, month: self.month, day: self.day, leap: false }.to_date(),
        };
        let Some(named) = named else { return Vec::new() };
        let before = if self.second_day_joins_weekend {
            // Monday and Thursday join the weekend, or come nearer to it, with the day after.
            u8::from(!matches!(named.weekday(), Weekday::Monday | Weekday::Thursday | Weekday::Sunday))
        } else {
            self.before
        };
        let mut day = named;
        for _ in 0..before {
            day = day.yesterday().unwrap_or(day);
        }
        let mut dates = Vec::new();
        for _ in 0..self.days {
            dates.push(day);
            day = next(day);
        }
        dates
    }
}

/// The reckoned days off of a year.
pub(crate) fn year(statutory: &[Row<StatutoryDay>], year: i16) -> BTreeMap<Date, DayKind> {
    let mut off = BTreeMap::new();
    let mut to_make_up = Vec::new();
    for row in statutory {
        for date in row.value.dates(year).into_iter().filter(|date| row.in_force(*date)) {
            let special = Arc::new(SpecialDay {
                name: row.value.name.clone(),
                swapped_with: None,
                source: row.source.clone(),
                confidence: row.confidence,
                estimated: true,
            });
            if is_weekend(date) {
                to_make_up.push((date, Arc::clone(&special)));
            }
            off.insert(date, DayKind::Holiday(special));
        }
    }
    // A holiday on a weekend is made up for on the next day that is not off already.
    to_make_up.sort_by_key(|(date, _)| *date);
    for (date, special) in to_make_up {
        let mut day = date;
        while is_weekend(day) || off.contains_key(&day) {
            day = next(day);
        }
        let name = Name {
            vi: format!("{} (nghỉ bù)", special.name.vi),
            en: format!("{} (in lieu)", special.name.en),
        };
        off.insert(
            day,
            DayKind::InLieu(Arc::new(SpecialDay { name, swapped_with: Some(date), ..(*special).clone() })),
        );
    }
    off
}
