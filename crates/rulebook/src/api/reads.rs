//! The rules as they count here, for programs.

use jiff::civil::Date;
use kernel::{Refusal, Tx};
use people::{Api, Viewer};
use rules::{Change, Confidence, DayKind, HolidayYear, StatutoryDay};
use serde::{Deserialize, Serialize};
use words::Lang;

use crate::current;
use crate::model::{self, Area, Rule, Value};

#[must_use]
pub fn reads() -> Api {
    Api::new().read("rules.list", "/rules", list).read("rules.one", "/rules/{rule}", one).read(
        "rules.days",
        "/rules/days/{year}",
        days,
    )
}

#[derive(Deserialize)]
struct Asked {
    /// deadlines, days, numbering, urgency, secrecy, kinds; all when left out.
    area: Option<String>,
    /// In force on this day; today when left out.
    on: Option<Date>,
}

#[derive(Serialize, Deserialize)]
struct RuleOut {
    id: String,
    area: String,
    name: String,
    value: Option<Change>,
    granted: Option<StatutoryDay>,
    source: String,
    article: Option<String>,
    from: Option<Date>,
    to: Option<Date>,
    replaces: Option<String>,
    confirmed: bool,
    confidence: Confidence,
    /// Decided by the office.
    own: bool,
}

fn out(rule: Rule) -> RuleOut {
    let (confirmed, name) = (rule.confirmed(), rule.name.say(Lang::Vi).to_owned());
    let (value, granted) = match rule.value {
        Value::Changeable(value) => (Some(value), None),
        Value::Statutory(day) => (None, Some(day)),
    };
    RuleOut {
        id: rule.id,
        area: rule.area.code().to_owned(),
        name,
        value,
        granted,
        source: rule.source.rule,
        article: rule.source.article,
        from: rule.from,
        to: rule.to,
        replaces: rule.replaces,
        confirmed,
        confidence: rule.confidence,
        own: rule.origin == rules::Origin::Tenant,
    }
}

fn list(tx: &mut Tx<'_>, viewer: &Viewer, asked: Asked) -> Result<Vec<RuleOut>, Refusal> {
    let book = current::rules(tx)?;
    let on = asked.on.unwrap_or(viewer.today);
    let areas = match asked.area.as_deref() {
        Some(code) => vec![Area::from_code(code).ok_or_else(Refusal::not_found)?],
        None => Area::ALL.to_vec(),
    };
    let rules = areas.into_iter().flat_map(|area| model::rules_of(&book.pack, area));
    Ok(rules.filter(|rule| rule.in_force(on)).map(out).collect())
}

#[derive(Deserialize)]
struct Named {
    rule: String,
}

/// Every version, the newest first.
fn one(tx: &mut Tx<'_>, _: &Viewer, asked: Named) -> Result<Vec<RuleOut>, Refusal> {
    let found = model::versions(&current::rules(tx)?.pack, &asked.rule);
    if found.is_empty() { Err(Refusal::not_found()) } else { Ok(found.into_iter().map(out).collect()) }
}

#[derive(Deserialize)]
struct OfYear {
    year: i16,
}

#[derive(Serialize, Deserialize)]
struct YearOut {
    list: HolidayYear,
    /// Working days of the year as they are counted.
    working_days: usize,
}

fn days(tx: &mut Tx<'_>, _: &Viewer, asked: OfYear) -> Result<YearOut, Refusal> {
    if !(2000..=2100).contains(&asked.year) {
        return Err(Refusal::not_found());
    }
    let book = current::rules(tx)?;
    let (list, _) = crate::acts::year(&book, asked.year);
    let mut day = Date::new(asked.year, 1, 1).map_err(|_| Refusal::not_found())?;
    let mut working_days = 0;
    while day.year() == asked.year {
        if matches!(book.calendar.day(day), DayKind::Work | DayKind::WorkingWeekend(_)) {
            working_days += 1;
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    Ok(YearOut { list, working_days })
}
