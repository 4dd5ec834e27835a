//! Periods by which indicators are reported: years, halves, quarters, months.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};
kernel::codes! {
    /// How often something is reported.
    Every {
        Year = "year",
        Half = "half",
        Quarter = "quarter",
        Month = "month",
    }
}

impl Every {
    /// How many of them a year has.
    #[must_use]
    pub fn a_year(self) -> i8 {
        match self {
            Every::Year => 1,
            Every::Half => 2,
            Every::Quarter => 4,
            Every::Month => 12,
        }
    }
}

/// Years that can be meant at all.
const YEARS: std::ops::RangeInclusive<i16> = 1945..=2199;

/// One period: a year, or the nth part of one. Earlier ends come first; of the same end the shorter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    every: Every,
    year: i16,
    nth: i8,
}

impl Period {
    #[must_use]
    pub fn new(every: Every, year: i16, nth: i8) -> Option<Period> {
        let sound = YEARS.contains(&year) && (1..=every.a_year()).contains(&nth);
        sound.then_some(Period { every, year, nth })
    }

    #[must_use]
    pub fn year(year: i16) -> Option<Period> {
        Period::new(Every::Year, year, 1)
    }

    /// The period of this length in which a day lies.
    #[must_use]
    pub fn around(every: Every, day: Date) -> Option<Period> {
        let months = 12 / every.a_year();
        Period::new(every, day.year(), (day.month() - 1) / months + 1)
    }

    #[must_use]
    pub fn every(self) -> Every {
        self.every
    }

    #[must_use]
    pub fn of_year(self) -> i16 {
        self.year
    }

    #[must_use]
    pub fn nth(self) -> i8 {
        self.nth
    }

    #[must_use]
    pub fn first_day(self) -> Date {
        let months = 12 / self.every.a_year();
        date(self.year, (self.nth - 1) * months + 1, 1)
    }

    #[must_use]
    pub fn last_day(self) -> Date {
        let months = 12 / self.every.a_year();
        date(self.year, self.nth * months, 1).last_of_month()
    }

    #[must_use]
    pub fn next(self) -> Option<Period> {
        if self.nth < self.every.a_year() {
            Period::new(self.every, self.year, self.nth + 1)
        } else {
            Period::new(self.every, self.year + 1, 1)
        }
    }

    /// As stored and as the API says it: `2026`, `2026-H1`, `2026-Q3`, `2026-07`.
    #[must_use]
    pub fn code(self) -> String {
        match self.every {
            Every::Year => self.year.to_string(),
            Every::Half => format!("{}-H{}", self.year, self.nth),
            Every::Quarter => format!("{}-Q{}", self.year, self.nth),
            Every::Month => format!("{}-{:02}", self.year, self.nth),
        }
    }

    /// Its code, or as people write it: `năm 2026`, `quý II/2026`, `quý 2/2026`, `6 tháng đầu năm 2026`, `tháng 7/2026`.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Period> {
        let folded = vietnamese::fold(typed.trim());
        if let Some(found) = of_code(&folded) {
            return Some(found);
        }
        let words: Vec<&str> =
            folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let year: i16 = words.last()?.parse().ok()?;
        let rest: Vec<&str> =
            words.get(..words.len() - 1)?.iter().copied().filter(|word| *word != "nam").collect();
        match rest.as_slice() {
            [] => Period::year(year),
            ["quy" | "quarter", nth] => Period::new(Every::Quarter, year, ordinal(nth)?),
            ["thang" | "month", nth] => Period::new(Every::Month, year, ordinal(nth)?),
            ["6", "thang", "dau"] | ["half", "1"] => Period::new(Every::Half, year, 1),
            ["6", "thang", "cuoi"] | ["half", "2"] => Period::new(Every::Half, year, 2),
            _ => None,
        }
    }
}

fn of_code(code: &str) -> Option<Period> {
    let Some((year, part)) = code.split_once('-') else {
        let year = (code.len() == 4).then(|| code.parse().ok())??;
        return Period::year(year);
    };
    let year: i16 = (year.len() == 4).then(|| year.parse().ok())??;
    if let Some(nth) = part.strip_prefix('h') {
        return Period::new(Every::Half, year, nth.parse().ok()?);
    }
    if let Some(nth) = part.strip_prefix('q') {
        return Period::new(Every::Quarter, year, nth.parse().ok()?);
    }
    (part.len() == 2).then(|| Period::new(Every::Month, year, part.parse().ok()?))?
}

fn ordinal(word: &str) -> Option<i8> {
    match word {
        "i" => Some(1),
        "ii" => Some(2),
        "iii" => Some(3),
        "iv" => Some(4),
        _ => word.parse().ok(),
    }
}

impl Ord for Period {
    fn cmp(&self, other: &Period) -> Ordering {
        let of = |one: &Period| (one.last_day(), std::cmp::Reverse(one.first_day()));
        of(self).cmp(&of(other))
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Period) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code())
    }
}

impl FromStr for Period {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Period, Self::Err> {
        Period::parse(text).ok_or("a period such as 2026, 2026-H1, 2026-Q3 or 2026-07")
    }
}
