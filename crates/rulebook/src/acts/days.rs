//! The days off of a year, as the office enters them: Tết, exchanges with Saturdays, single days.

use jiff::civil::Date;
use kernel::{Act, Id, Refusal};
use people::may;
use rules::{Change, DayKind, HolidayYear, Name, Override, Row, Source, YearDay, YearDayKind};
use serde::{Deserialize, Serialize};

use super::{keep, source, text};
use crate::current::{self, Rulebook};
use crate::model::{self, RuleChange};
use crate::{DECIDE, t};

/// Years that can be reckoned, and so entered.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AddDay {
    pub year: i16,
    pub date: Date,
    pub kind: YearDayKind,
    pub name: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Exchange {
    pub year: i16,
    /// The working day on which the office rests.
    pub off: Date,
    /// The Saturday or Sunday on which it works instead.
    pub work: Date,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RemoveDay {
    pub year: i16,
    pub date: Date,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Announce {
    pub year: i16,
    pub source: String,
    pub article: String,
}

/// The year's list as it is now: entered, shipped, or reckoned from the law.
pub(crate) fn year(book: &Rulebook, year: i16) -> (HolidayYear, Option<Row<HolidayYear>>) {
    if let Some(row) = book.pack.holidays.iter().find(|row| row.value.year == year) {
        return (row.value.clone(), Some(row.clone()));
    }
    let before = Date::new(year - 1, 12, 31).unwrap_or(Date::MIN);
    let reckoned = book.calendar.special_days_after(before).take_while(|(date, _)| date.year() == year);
    let days = reckoned.filter_map(|(date, kind)| {
        let special = kind.special()?;
        let kind = match kind {
            DayKind::InLieu(_) => YearDayKind::InLieu,
            DayKind::WorkingWeekend(_) => YearDayKind::Work,
            _ => YearDayKind::Holiday,
        };
        let (name, swapped_with) = (special.name.clone(), special.swapped_with);
        Some(YearDay { date, kind, name, swapped_with, confidence: None })
    });
    (HolidayYear { year, announced: false, days: days.collect() }, None)
}

fn opened(act: &mut Act<'_>, wanted: i16) -> Result<(HolidayYear, Option<Row<HolidayYear>>), Refusal> {
    may(act, DECIDE)?;
    if !YEARS.contains(&wanted) {
        return Err(Refusal::not_found());
    }
    let book = current::rules(act.tx())?;
    Ok(year(&book, wanted))
}

fn kept(
    act: &mut Act<'_>,
    name: &'static str,
    mut year: HolidayYear,
    source: Option<Source>,
) -> Result<Id<RuleChange>, Refusal> {
    year.days.sort_by_key(|day| day.date);
    let id = model::year_id(year.year);
    let change = Change::HolidayYear(year);
    keep(act, name, &Override { id, change, source, effective_from: None, effective_to: None, note: None })
}

/// What the list rested on stays with it while single days are added to an announced year.
fn resting(row: Option<&Row<HolidayYear>>) -> Option<Source> {
    row.filter(|row| row.value.announced && row.confirmed()).map(|row| row.source.clone())
}

pub fn add_day(act: &mut Act<'_>, input: AddDay) -> Result<Id<RuleChange>, Refusal> {
    let (mut year, row) = opened(act, input.year)?;
    let name = text(&input.name, "name", Some(t::day_name_missing()))?;
    let name = Name::one(&name);
    year.days.push(YearDay {
        date: input.date,
        kind: input.kind,
        name,
        swapped_with: None,
        confidence: None,
    });
    kept(act, "rules.add_day", year, resting(row.as_ref()))
}

/// Both days name each other.
pub fn exchange(act: &mut Act<'_>, input: Exchange) -> Result<Id<RuleChange>, Refusal> {
    let (mut year, row) = opened(act, input.year)?;
    let (off, work) = (vietnamese::format_date(input.off), vietnamese::format_date(input.work));
    let both = |msg: fn(String) -> words::Msg, day: &str| Name {
        vi: msg(day.to_owned()).say(words::Lang::Vi),
        en: msg(day.to_owned()).say(words::Lang::En),
    };
    let day =
        |date, kind, name, other| YearDay { date, kind, name, swapped_with: Some(other), confidence: None };
    let twice = |date: Date| year.days.iter().any(|day| day.date == date);
    let mut wrong = Vec::new();
    if twice(input.off) {
        wrong.push(Refusal::invalid(t::day_twice()).field("off"));
    }
    if twice(input.work) {
        wrong.push(Refusal::invalid(t::day_twice()).field("work"));
    }
    let weekend =
        |date: Date| matches!(date.weekday(), jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday);
    if weekend(input.off) {
        wrong.push(Refusal::invalid(t::off_anyway()).field("off"));
    }
    if !weekend(input.work) {
        wrong.push(Refusal::invalid(t::works_anyway()).field("work"));
    }
    Refusal::all(wrong)?;
    year.days.push(day(input.off, YearDayKind::InLieu, both(t::exchanged_off, &work), input.work));
    year.days.push(day(input.work, YearDayKind::Work, both(t::exchanged_work, &off), input.off));
    kept(act, "rules.exchange_days", year, resting(row.as_ref()))
}

/// With its partner, when it was exchanged.
pub fn remove_day(act: &mut Act<'_>, input: RemoveDay) -> Result<Id<RuleChange>, Refusal> {
    let (mut year, row) = opened(act, input.year)?;
    let gone = year.days.iter().find(|day| day.date == input.date).cloned();
    let gone = gone.ok_or_else(Refusal::not_found)?;
    // A day in lieu of a holiday names the holiday, which stays.
    let partner = gone.swapped_with.filter(|other| {
        let there = year.days.iter().find(|day| day.date == *other);
        there.is_some_and(|day| day.swapped_with == Some(gone.date))
    });
    year.days.retain(|day| day.date != gone.date && Some(day.date) != partner);
    kept(act, "rules.remove_day", year, resting(row.as_ref()))
}

/// The official list is out and this is it: what is counted over this year is no estimate any more.
pub fn announce(act: &mut Act<'_>, input: Announce) -> Result<Id<RuleChange>, Refusal> {
    let (mut year, _) = opened(act, input.year)?;
    let source = source(&input.source, &input.article)?
        .ok_or_else(|| Refusal::invalid(t::source_missing()).field("source"))?;
    year.announced = true;
    kept(act, "rules.announce_year", year, Some(source))
}
