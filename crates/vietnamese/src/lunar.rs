//! The Vietnamese lunar calendar, computed for the meridian of UTC+7.
//!
//! A month begins on the day of the new moon; month 11 holds the winter solstice; a year with
//! thirteen months between two months 11 repeats the first month in which the sun enters no new
//! principal term. The method is Hồ Ngọc Đức's; moon and sun are Meeus' short series, good to a
//! few minutes between 1800 and 2199. Before 1968 the calendars printed in Việt Nam did not all
//! use UTC+7, so dates computed for those years may differ from printed ones by a day.

use std::f64::consts::TAU;

use jiff::civil::Date;

/// A day of the lunar calendar. `year` is the Gregorian year in which the lunar year begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lunar {
    pub year: i16,
    pub month: i8,
    pub day: i8,
    /// The repeated month of a year with thirteen.
    pub leap: bool,
}

impl Lunar {
    /// The lunar day of this date.
    #[must_use]
    pub fn of(date: Date) -> Lunar {
        let day = day_number(date);
        let mut start = month_start_at(day);
        // The month 11 at or before this day's month, and the one after it.
        let this_year = month_eleven(date.year());
        let (first, next, mut year) = if this_year > start {
            (month_eleven(date.year() - 1), this_year, date.year())
        } else {
            (this_year, month_eleven(date.year() + 1), date.year() + 1)
        };
        if start > day {
            start = first;
        }
        let steps = months_between(first, start);
        let mut month = steps + 11;
        let mut leap = false;
        if let Some(leap_step) = leap_step(first, next)
            && steps >= leap_step
        {
            month = steps + 10;
            leap = steps == leap_step;
        }
        if month > 12 {
            month -= 12;
        }
        // Months 11 and 12 still belong to the year before.
        if month >= 11 && steps < 4 {
            year -= 1;
        }
        Lunar { year, month: small(month), day: small(day - start + 1), leap }
    }

    /// The date of this lunar day; none if the year has no such month or the month no such day.
    #[must_use]
    pub fn to_date(self) -> Option<Date> {
        if !(1..=12).contains(&self.month) || !(1..=30).contains(&self.day) {
            return None;
        }
        let of_year = if self.month < 11 { self.year - 1 } else { self.year };
        let first = month_eleven(of_year);
        let next = month_eleven(of_year + 1);
        let month = i64::from(self.month);
        let mut steps = if month >= 11 { month - 11 } else { month + 1 };
        if let Some(leap_step) = leap_step(first, next) {
            if self.leap {
                steps = (steps + 1 == leap_step).then_some(leap_step)?;
            } else if steps >= leap_step {
                steps += 1;
            }
        } else if self.leap {
            return None;
        }
        let date = date_of(month_start(month_index(first) + steps) + i64::from(self.day) - 1)?;
        // Day 30 of a month that has 29 is the next month's first.
        (Lunar::of(date) == self).then_some(date)
    }

    /// `tháng Giêng`, `tháng Mười Một`, `tháng Chạp`, `tháng Sáu nhuận`.
    #[must_use]
    pub fn month_name(self) -> String {
        const NAMES: [&str; 12] =
            ["Giêng", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một", "Chạp"];
        let name =
            usize::try_from(self.month - 1).ok().and_then(|m| NAMES.get(m)).copied().unwrap_or_default();
        format!("tháng {name}{}", if self.leap { " nhuận" } else { "" })
    }

    /// `Bính Ngọ`.
    #[must_use]
    pub fn year_name(self) -> String {
        can_chi_year(self.year)
    }
}

/// The line under today's date: `15 tháng Mười, Bính Ngọ`.
#[must_use]
pub fn lunar_line(date: Date) -> String {
    let lunar = Lunar::of(date);
    format!("{} {}, {}", lunar.day, lunar.month_name(), lunar.year_name())
}

/// The first day of Tết of this year.
#[must_use]
pub fn lunar_new_year(year: i16) -> Option<Date> {
    Lunar { year, month: 1, day: 1, leap: false }.to_date()
}

/// The name of a lunar year: 2026 is `Bính Ngọ`.
#[must_use]
pub fn can_chi_year(year: i16) -> String {
    const CAN: [&str; 10] = ["Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý"];
    const CHI: [&str; 12] =
        ["Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi"];
    let pick = |shift: i16, of: i16| usize::try_from((year + shift).rem_euclid(of)).unwrap_or(0);
    format!("{} {}", CAN[pick(6, 10)], CHI[pick(8, 12)])
}

/// Days are counted by Julian day number, the one that begins at noon of the civil day.
const DAY_1970: i64 = 2_440_588;
/// UTC+7 in days.
const MERIDIAN: f64 = 7.0 / 24.0;
/// The mean new moon of 1 January 1900 and the mean length of a month.
const MOON_1900: f64 = 2_415_020.759_33;
const MONTH: f64 = 29.530_588_68;

fn day_number(date: Date) -> i64 {
    let since = date.duration_since(Date::constant(1970, 1, 1));
    since.as_secs() / 86_400 + DAY_1970
}

fn date_of(day: i64) -> Option<Date> {
    let span = jiff::Span::new().try_days(day - DAY_1970).ok()?;
    Date::constant(1970, 1, 1).checked_add(span).ok()
}

/// The civil day on which the k-th new moon since 1900 falls.
fn month_start(k: i64) -> i64 {
    floor(new_moon(real(k)) + 0.5 + MERIDIAN)
}

/// The start of the month that holds this day.
fn month_start_at(day: i64) -> i64 {
    let k = floor((real(day) - 2_415_021.077) / MONTH);
    // The mean month can be a day or two off the true one, in either direction.
    [k + 2, k + 1, k, k - 1].into_iter().map(month_start).find(|start| *start <= day).unwrap_or(day)
}

/// The k of a month that starts on this day.
fn month_index(start: i64) -> i64 {
    floor(0.5 + (real(start) - 2_415_021.076_998_695) / MONTH)
}

fn months_between(from: i64, to: i64) -> i64 {
    month_index(to) - month_index(from)
}

/// The start of month 11 of this year: the month of the winter solstice.
fn month_eleven(year: i16) -> i64 {
    let last = day_number(Date::new(year, 12, 31).unwrap_or(Date::ZERO));
    let start = month_start_at(last);
    // The sun has passed 270° when this month began: the solstice lies in the month before.
    if sun_sector(start) >= 9 { month_start_at(start - 1) } else { start }
}

/// Of the months after one month 11 up to the next: which repeats the one before it, if any.
fn leap_step(first: i64, next: i64) -> Option<i64> {
    if months_between(first, next) != 13 {
        return None;
    }
    let k = month_index(first);
    (1..=13).find(|step| sun_sector(month_start(k + step)) == sun_sector(month_start(k + step + 1)))
}

/// Which twelfth of its way the sun is in when this civil day begins: 0 from the spring equinox.
fn sun_sector(day: i64) -> i64 {
    floor(sun_longitude(real(day) - 0.5 - MERIDIAN) / TAU * 12.0)
}

/// Moment (Julian day, UTC) of the k-th new moon.
fn new_moon(k: f64) -> f64 {
    let t = k / 1236.85;
    let (t2, t3) = (t * t, t * t * t);
    let mean = MOON_1900 + MONTH * k + 0.000_117_8 * t2 - 0.000_000_155 * t3
        + 0.000_33 * (166.56 + 132.87 * t - 0.009_173 * t2).to_radians().sin();
    let sun = (359.224_2 + 29.105_356_08 * k - 0.000_033_3 * t2 - 0.000_003_47 * t3).to_radians();
    let moon = (306.025_3 + 385.816_918_06 * k + 0.010_730_6 * t2 + 0.000_012_36 * t3).to_radians();
    let node = (21.296_4 + 390.670_506_46 * k - 0.001_652_8 * t2 - 0.000_002_39 * t3).to_radians();
    let correction = (0.173_4 - 0.000_393 * t) * sun.sin() + 0.002_1 * (2.0 * sun).sin()
        - 0.406_8 * moon.sin()
        + 0.016_1 * (2.0 * moon).sin()
        - 0.000_4 * (3.0 * moon).sin()
        + 0.010_4 * (2.0 * node).sin()
        - 0.005_1 * (sun + moon).sin()
        - 0.007_4 * (sun - moon).sin()
        + 0.000_4 * (2.0 * node + sun).sin()
        - 0.000_4 * (2.0 * node - sun).sin()
        - 0.000_6 * (2.0 * node + moon).sin()
        + 0.001_0 * (2.0 * node - moon).sin()
        + 0.000_5 * (2.0 * moon + sun).sin();
    // Ephemeris time runs ahead of the clock.
    let ahead = if t < -11.0 {
        0.001 + 0.000_839 * t + 0.000_226_1 * t2 - 0.000_008_45 * t3 - 0.000_000_081 * t * t3
    } else {
        -0.000_278 + 0.000_265 * t + 0.000_262 * t2
    };
    mean + correction - ahead
}

/// Longitude of the sun in radians, 0 to 2π, at this moment (Julian day, UTC).
fn sun_longitude(moment: f64) -> f64 {
    let t = (moment - 2_451_545.0) / 36_525.0;
    let t2 = t * t;
    let anomaly = (357.529_10 + 35_999.050_30 * t - 0.000_155_9 * t2 - 0.000_000_48 * t * t2).to_radians();
    let mean = 280.466_45 + 36_000.769_83 * t + 0.000_303_2 * t2;
    let centre = (1.914_600 - 0.004_817 * t - 0.000_014 * t2) * anomaly.sin()
        + (0.019_993 - 0.000_101 * t) * (2.0 * anomaly).sin()
        + 0.000_290 * (3.0 * anomaly).sin();
    (mean + centre).to_radians().rem_euclid(TAU)
}

/// Day numbers and month counts are far below 2^53.
#[expect(clippy::cast_precision_loss, reason = "day numbers of jiff's years stay below 2^53")]
fn real(n: i64) -> f64 {
    n as f64
}

#[expect(clippy::cast_possible_truncation, reason = "the value is a floored day number or month count")]
fn floor(x: f64) -> i64 {
    x.floor() as i64
}

fn small(n: i64) -> i8 {
    i8::try_from(n).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_line_of_the_picture() {
        assert_eq!(lunar_line(date(2026, 11, 23)), "15 tháng Mười, Bính Ngọ");
        assert_eq!(lunar_line(date(2026, 2, 17)), "1 tháng Giêng, Bính Ngọ");
        assert_eq!(lunar_line(date(2026, 2, 16)), "29 tháng Chạp, Ất Tỵ");
    }

    /// Years where Hà Nội and Beijing differ are the ones a Chinese table would get wrong.
    #[test]
    fn tet_where_it_is_not_the_chinese_one() {
        assert_eq!(lunar_new_year(1985), Some(date(1985, 1, 21)));
        assert_eq!(lunar_new_year(2007), Some(date(2007, 2, 17)));
        assert_eq!(lunar_new_year(2030), Some(date(2030, 2, 2)));
    }

    #[test]
    fn leap_months() {
        for (year, month) in [
            (1987, 7),
            (2001, 4),
            (2004, 2),
            (2006, 7),
            (2009, 5),
            (2012, 4),
            (2014, 9),
            (2017, 6),
            (2020, 4),
            (2023, 2),
            (2025, 6),
            (2028, 5),
            (2031, 3),
            (2033, 11),
        ] {
            let leap = Lunar { year, month, day: 1, leap: true };
            let start = leap.to_date().unwrap_or_else(|| panic!("{year} has no leap month {month}"));
            assert_eq!(Lunar::of(start), leap);
            let others = (1..=12).filter(|m| *m != month);
            for other in others {
                assert_eq!(Lunar { month: other, ..leap }.to_date(), None, "{year}/{other}");
            }
        }
        assert_eq!(Lunar { year: 2026, month: 2, day: 1, leap: true }.to_date(), None);
        assert_eq!(Lunar { year: 2025, month: 6, day: 1, leap: true }.month_name(), "tháng Sáu nhuận");
    }

    #[test]
    fn year_names() {
        for (year, name) in [
            (2023, "Quý Mão"),
            (2024, "Giáp Thìn"),
            (2025, "Ất Tỵ"),
            (2026, "Bính Ngọ"),
            (1984, "Giáp Tý"),
            (1945, "Ất Dậu"),
        ] {
            assert_eq!(can_chi_year(year), name);
        }
    }

    #[test]
    fn every_day_of_four_centuries_goes_there_and_back() {
        let mut day = date(1800, 1, 1);
        let mut before = Lunar::of(day.yesterday().unwrap());
        while day < date(2200, 1, 1) {
            let lunar = Lunar::of(day);
            assert_eq!(lunar.to_date(), Some(day), "{lunar:?}");
            // Days follow each other: the next of this month, or the first of another after 29 or 30.
            if lunar.day == 1 {
                assert!((29..=30).contains(&before.day), "{day}");
            } else {
                assert_eq!((lunar.month, lunar.day, lunar.leap), (before.month, before.day + 1, before.leap));
            }
            before = lunar;
            day = day.tomorrow().unwrap();
        }
    }
}
