//! Days as tables have them: written in every way, without a year, as Excel's numbers.

use jiff::civil::{Date, date};

/// What was read of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    Empty,
    /// With its year.
    Whole(Date),
    /// Day and month alone.
    NoYear(i8, i8),
    Unreadable,
}

/// Excel counts days from the last of 1899; before 1950 and after 2100 a number is no day.
const SERIALS: std::ops::RangeInclusive<i64> = 18_264..=73_050;

#[must_use]
pub fn day(text: &str) -> Day {
    let text = text.trim();
    if text.is_empty() {
        return Day::Empty;
    }
    if let Ok(number) = text.parse::<i64>() {
        return serial(number).or_else(|| digits(text)).map_or(Day::Unreadable, Day::Whole);
    }
    if let Some(found) = vietnamese::parse_date(text)
        && (1900..=2200).contains(&found.year())
    {
        return Day::Whole(found);
    }
    short(text)
}

fn serial(number: i64) -> Option<Date> {
    if !SERIALS.contains(&number) {
        return None;
    }
    date(1899, 12, 30).checked_add(jiff::Span::new().try_days(number).ok()?).ok()
}

/// `05012019`.
fn digits(text: &str) -> Option<Date> {
    if text.len() != 8 {
        return None;
    }
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
    made(part(4, 8)?, part(2, 4)?, part(0, 2)?)
}

fn made(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `5.1.19`, `05/01`: two digits of a year are those of the century that is nearest.
fn short(text: &str) -> Day {
    let parts: Vec<&str> = text.split(['/', '.', '-', ' ', ',']).filter(|part| !part.is_empty()).collect();
    let numbers: Option<Vec<i16>> = parts.iter().map(|part| part.parse().ok()).collect();
    match numbers.as_deref() {
        Some([day, month, year]) if (0..100).contains(year) => {
            let year = if *year < 70 { 2000 + year } else { 1900 + year };
            made(year, *month, *day).map_or(Day::Unreadable, Day::Whole)
        }
        Some([day, month]) => match (i8::try_from(*day), i8::try_from(*month)) {
            // Any year will do to ask whether there is such a day.
            (Ok(day), Ok(month)) if Date::new(2000, month, day).is_ok() => Day::NoYear(day, month),
            _ => Day::Unreadable,
        },
        _ => Day::Unreadable,
    }
}

impl Day {
    /// The day, in this year where the cell says none; whether the year was added.
    #[must_use]
    pub fn in_year(self, year: Option<i16>) -> Option<(Date, bool)> {
        match self {
            Day::Whole(date) => Some((date, false)),
            Day::NoYear(day, month) => Date::new(year?, month, day).ok().map(|date| (date, true)),
            Day::Empty | Day::Unreadable => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_however_they_are_written() {
        let fifth = Day::Whole(date(2019, 1, 5));
        for text in [
            "05/01/2019",
            "5/1/2019",
            "5.1.2019",
            "05-01-2019",
            "5.1.19",
            "5/1/19",
            "2019-01-05",
            "05012019",
            "43470",
            "ngày 5 tháng 1 năm 2019",
            " 05/01/2019 ",
        ] {
            assert_eq!(day(text), fifth, "{text}");
        }
        assert_eq!(day("5/1"), Day::NoYear(5, 1));
        assert_eq!(day("05.01").in_year(Some(2019)), Some((date(2019, 1, 5), true)));
        assert_eq!(day("12/5/98"), Day::Whole(date(1998, 5, 12)));
        for text in ["31/02/2019", "abc", "13/13", "7", "99999999"] {
            assert_eq!(day(text), Day::Unreadable, "{text}");
        }
        assert_eq!(day("  "), Day::Empty);
    }
}
