//! The areas of rules and what can be said of any row, whatever its value. Pure.

use jiff::civil::Date;
use rules::{Change, Confidence, HolidayYear, Name, Origin, Row, RulePack, Source};

/// Marks keys of decisions about rules.
pub struct RuleChange;

/// How the rules are laid out for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    Deadlines,
    Numbering,
    Urgency,
    Secrecy,
    Kinds,
    Days,
    Letters,
}

impl Area {
    pub const ALL: [Area; 7] = [
        Area::Deadlines,
        Area::Days,
        Area::Numbering,
        Area::Urgency,
        Area::Secrecy,
        Area::Kinds,
        Area::Letters,
    ];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Area::Deadlines => "deadlines",
            Area::Numbering => "numbering",
            Area::Urgency => "urgency",
            Area::Secrecy => "secrecy",
            Area::Kinds => "kinds",
            Area::Days => "days",
            Area::Letters => "letters",
        }
    }

    #[must_use]
    pub fn from_code(code: &str) -> Option<Area> {
        Area::ALL.into_iter().find(|area| area.code() == code)
    }
}

/// A row's value, of whichever sort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Changeable(Change),
    /// What the law grants each year: the days of a year are entered, not the law.
    Statutory(rules::StatutoryDay),
}

/// One version of one rule, as the pages and the API show it.
#[derive(Debug, Clone)]
pub struct Rule {
    pub id: String,
    pub area: Area,
    pub name: Name,
    pub value: Value,
    pub source: Source,
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub replaces: Option<String>,
    pub confidence: Confidence,
    pub note: Option<Name>,
    pub origin: Origin,
}

impl Rule {
    #[must_use]
    pub fn confirmed(&self) -> bool {
        self.confidence == Confidence::H
    }

    #[must_use]
    pub fn in_force(&self, on: Date) -> bool {
        self.from.is_none_or(|from| from <= on) && self.to.is_none_or(|to| on <= to)
    }
}

fn rule<T: Clone>(
    area: Area,
    row: &Row<T>,
    name: impl Fn(&T) -> Option<Name>,
    value: impl Fn(T) -> Value,
) -> Rule {
    let name = name(&row.value).or_else(|| row.title.clone()).unwrap_or_else(|| Name::one(&row.id));
    Rule {
        id: row.id.clone(),
        area,
        name,
        value: value(row.value.clone()),
        source: row.source.clone(),
        from: row.effective_from,
        to: row.effective_to,
        replaces: row.replaces.clone(),
        confidence: row.confidence,
        note: row.note.clone(),
        origin: row.origin,
    }
}

/// Every version of every rule of an area. Years come apart from what the law grants each year.
#[must_use]
pub fn rules_of(pack: &RulePack, area: Area) -> Vec<Rule> {
    let own = Value::Changeable;
    match area {
        Area::Deadlines => {
            pack.deadlines.iter().map(|row| rule(area, row, |_| None, |v| own(Change::Deadline(v)))).collect()
        }
        Area::Numbering => pack
            .numbering
            .iter()
            .map(|row| rule(area, row, |_| None, |v| own(Change::Numbering(v))))
            .collect(),
        Area::Urgency => pack
            .urgency
            .iter()
            .map(|row| rule(area, row, |v| Some(v.name.clone()), |v| own(Change::Urgency(v))))
            .collect(),
        Area::Secrecy => pack
            .secrecy
            .iter()
            .map(|row| rule(area, row, |v| Some(v.name.clone()), |v| own(Change::Secrecy(v))))
            .collect(),
        Area::Kinds => pack
            .kinds
            .iter()
            .map(|row| rule(area, row, |v| Some(v.name.clone()), |v| own(Change::DocumentType(v))))
            .collect(),
        Area::Letters => {
            pack.letters.iter().map(|row| rule(area, row, |_| None, |v| own(Change::LetterPart(v)))).collect()
        }
        Area::Days => pack
            .statutory
            .iter()
            .map(|row| rule(area, row, |v| Some(v.name.clone()), Value::Statutory))
            .chain(pack.holidays.iter().map(year_rule))
            .collect(),
    }
}

fn year_rule(row: &Row<HolidayYear>) -> Rule {
    let year = |v: &HolidayYear| Some(Name::one(&v.year.to_string()));
    rule(Area::Days, row, year, |v| Value::Changeable(Change::HolidayYear(v)))
}

/// Every version of one rule, the newest first.
#[must_use]
pub fn versions(pack: &RulePack, id: &str) -> Vec<Rule> {
    let mut found: Vec<Rule> =
        Area::ALL.into_iter().flat_map(|area| rules_of(pack, area)).filter(|rule| rule.id == id).collect();
    found.sort_by_key(|rule| std::cmp::Reverse(rule.from));
    found
}

/// The id of a year's list of days off.
#[must_use]
pub fn year_id(year: i16) -> String {
    format!("holidays.{year}")
}
