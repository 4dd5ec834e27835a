//! The rule packs: read, checked, and overlaid by the tenant's own values.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, is_weekend};
use crate::estimate::StatutoryDay;
use crate::kind::DocumentType;
use crate::letter::{self, LetterPart};
use crate::mark::{SecrecyLevel, UrgencyLevel};
use crate::numbering::{KeyPart, Numbering};
use crate::regulation::{self, ModelArticle};
use crate::row::{Confidence, Name, Origin, Row, Source};
use crate::term::Term;

/// Days off and working weekends of one year, as announced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HolidayYear {
    pub year: i16,
    /// False while the official list is awaited: every answer for the year is an estimate.
    pub announced: bool,
    pub days: Vec<YearDay>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YearDayKind {
    Holiday,
    InLieu,
    Work,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearDay {
    pub date: Date,
    pub kind: YearDayKind,
    pub name: Name,
    /// The day exchanged with this one, or the holiday made up for.
    #[serde(default)]
    pub swapped_with: Option<Date>,
    /// When this day is known otherwise than its year.
    #[serde(default)]
    pub confidence: Option<Confidence>,
}

/// All rules, every version of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulePack {
    pub kinds: Vec<Row<DocumentType>>,
    pub deadlines: Vec<Row<Term>>,
    pub statutory: Vec<Row<StatutoryDay>>,
    pub holidays: Vec<Row<HolidayYear>>,
    pub secrecy: Vec<Row<SecrecyLevel>>,
    pub urgency: Vec<Row<UrgencyLevel>>,
    pub numbering: Vec<Row<Numbering>>,
    pub letters: Vec<Row<LetterPart>>,
    /// The model regulation: a tenant makes it their own and changes it there.
    pub model: Vec<Row<ModelArticle>>,
}

/// What is wrong with a pack or an override. Names the file or the row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackFault {
    #[error("{file}: {message}")]
    Unreadable { file: &'static str, message: String },
    #[error("rule {id}: {problem}")]
    Row { id: String, problem: &'static str },
    #[error("there is no rule {0} to override")]
    Unknown(String),
    #[error("the override of {0} is not a value of its kind")]
    OtherKind(String),
}

/// A value that the tenant puts in place of a shipped one. Journalled by whoever stores it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    pub id: String,
    pub change: Change,
    /// The article the tenant names; without it the rule stays "to be confirmed".
    #[serde(default)]
    pub source: Option<Source>,
    /// From this day on; None puts the value in place of the latest version altogether.
    #[serde(default)]
    pub effective_from: Option<Date>,
    /// The last day, included; after it the shipped value counts again. None: as long as the version it meets.
    #[serde(default)]
    pub effective_to: Option<Date>,
    #[serde(default)]
    pub note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "of", content = "value")]
pub enum Change {
    /// The shipped value is right; the tenant adds the article.
    Confirm,
    Deadline(Term),
    DocumentType(DocumentType),
    /// The only one that may add a row: a year that the shipped pack does not know yet.
    HolidayYear(HolidayYear),
    Secrecy(SecrecyLevel),
    Urgency(UrgencyLevel),
    Numbering(Numbering),
    LetterPart(LetterPart),
}

/// The tenant's overlay, in the order in which it was made.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overrides(pub Vec<Override>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound = "T: DeserializeOwned")]
struct File<T> {
    rule: Vec<Row<T>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidayFile {
    statutory: Vec<Row<StatutoryDay>>,
    rule: Vec<Row<HolidayYear>>,
}

fn read<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<T, PackFault> {
    toml::from_str(text).map_err(|e| PackFault::Unreadable { file, message: e.to_string() })
}

macro_rules! shipped {
    ($file:literal) => {
        read($file, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules/", $file)))
    };
}

impl RulePack {
    /// The packs inside this program. A fault here is a fault of the build; the program refuses to start.
    pub fn shipped() -> Result<RulePack, PackFault> {
        let holidays: HolidayFile = shipped!("holidays.toml")?;
        let kinds: File<DocumentType> = shipped!("document-types.toml")?;
        let deadlines: File<Term> = shipped!("deadlines.toml")?;
        let secrecy: File<SecrecyLevel> = shipped!("secrecy.toml")?;
        let urgency: File<UrgencyLevel> = shipped!("urgency.toml")?;
        let numbering: File<Numbering> = shipped!("numbering.toml")?;
        let letters: File<LetterPart> = shipped!("letter-layout.toml")?;
        let model: File<ModelArticle> = shipped!("regulation.toml")?;
        let pack = RulePack {
            kinds: kinds.rule,
            deadlines: deadlines.rule,
            statutory: holidays.statutory,
            holidays: holidays.rule,
            secrecy: secrecy.rule,
            urgency: urgency.rule,
            numbering: numbering.rule,
            letters: letters.rule,
            model: model.rule,
        };
        pack.check()?;
        Ok(pack)
    }

    /// The term of this rule on this day.
    #[must_use]
    pub fn deadline(&self, id: &str, date: Date) -> Option<&Row<Term>> {
        at(&self.deadlines, id, date)
    }

    /// How this sort of book is numbered on this day.
    #[must_use]
    pub fn numbering(&self, id: &str, date: Date) -> Option<&Row<Numbering>> {
        at(&self.numbering, id, date)
    }

    #[must_use]
    pub fn calendar(&self) -> Calendar {
        Calendar::new(self)
    }

    /// This pack with the tenant's values in place, checked again.
    pub fn with_overrides(&self, overrides: &Overrides) -> Result<RulePack, PackFault> {
        let mut pack = self.clone();
        for one in &overrides.0 {
            pack.apply(one)?;
        }
        pack.check()?;
        Ok(pack)
    }

    fn apply(&mut self, one: &Override) -> Result<(), PackFault> {
        let done = match &one.change {
            Change::Confirm => {
                confirm(&mut self.kinds, one)
                    || confirm(&mut self.deadlines, one)
                    || confirm(&mut self.holidays, one)
                    || confirm(&mut self.statutory, one)
                    || confirm(&mut self.secrecy, one)
                    || confirm(&mut self.urgency, one)
                    || confirm(&mut self.numbering, one)
                    || confirm(&mut self.letters, one)
            }
            Change::Deadline(value) => replace(&mut self.deadlines, one, value),
            Change::DocumentType(value) => replace(&mut self.kinds, one, value),
            Change::Secrecy(value) => replace(&mut self.secrecy, one, value),
            Change::Urgency(value) => replace(&mut self.urgency, one, value),
            Change::Numbering(value) => replace(&mut self.numbering, one, value),
            Change::LetterPart(value) => replace(&mut self.letters, one, value),
            Change::HolidayYear(value) => {
                let id = format!("holidays.{}", value.year);
                if one.id != id {
                    return Err(PackFault::OtherKind(one.id.clone()));
                }
                if !replace(&mut self.holidays, one, value) {
                    let rule = Source { rule: value.year.to_string(), article: None };
                    self.holidays.push(Row {
                        id,
                        title: None,
                        value: value.clone(),
                        source: one.source.clone().unwrap_or(rule),
                        effective_from: None,
                        effective_to: None,
                        replaces: None,
                        confidence: if one.source.is_some() { Confidence::H } else { Confidence::L },
                        note: one.note.as_deref().map(Name::one),
                        origin: Origin::Tenant,
                    });
                }
                true
            }
        };
        match done {
            true => Ok(()),
            false if self.knows(&one.id) => Err(PackFault::OtherKind(one.id.clone())),
            false => Err(PackFault::Unknown(one.id.clone())),
        }
    }

    fn knows(&self, id: &str) -> bool {
        fn has<T>(rows: &[Row<T>], id: &str) -> bool {
            rows.iter().any(|row| row.id == id)
        }
        has(&self.kinds, id)
            || has(&self.deadlines, id)
            || has(&self.statutory, id)
            || has(&self.holidays, id)
            || has(&self.secrecy, id)
            || has(&self.urgency, id)
            || has(&self.numbering, id)
            || has(&self.letters, id)
    }

    fn check(&self) -> Result<(), PackFault> {
        check_rows(&self.kinds, |kind| if kind.name.vi.is_empty() { Some("has no name") } else { None })?;
        check_rows(&self.deadlines, |term| (term.days > 3_660).then_some("is longer than ten years"))?;
        check_rows(&self.statutory, |day| {
            (day.days == 0 || day.before >= day.days).then_some("covers no day")
        })?;
        check_rows(&self.holidays, check_year)?;
        check_rows(&self.secrecy, |level| (level.rank == 0).then_some("has no rank"))?;
        check_rows(&self.urgency, |level| (level.rank == 0).then_some("has no rank"))?;
        check_rows(&self.letters, letter::fault)?;
        check_rows(&self.model, |article| {
            article
                .provisions
                .iter()
                .any(|one| regulation::fault(one).is_some())
                .then_some("has a provision that cannot hold")
        })?;
        check_rows(&self.numbering, |numbering| {
            let has = |part| numbering.key.contains(&part);
            if !has(KeyPart::Book) {
                Some("counts without a book")
            } else if has(KeyPart::Year) && has(KeyPart::Term) {
                Some("counts by year and by term at once")
            } else {
                None
            }
        })
    }
}

fn check_year(year: &HolidayYear) -> Option<&'static str> {
    let mut seen = std::collections::BTreeSet::new();
    for day in &year.days {
        if !seen.insert(day.date) {
            return Some("names a day twice");
        }
        // An exchange at the turn of the year lies in the neighbouring one.
        if (day.date.year() - year.year).abs() > 1 {
            return Some("holds a day of another year");
        }
        if day.kind == YearDayKind::Work && !is_weekend(day.date) {
            return Some("has a working Saturday that is an ordinary working day");
        }
        if day.kind == YearDayKind::InLieu && is_weekend(day.date) {
            return Some("has a day in lieu on a weekend");
        }
    }
    None
}

fn check_rows<T>(rows: &[Row<T>], fault: impl Fn(&T) -> Option<&'static str>) -> Result<(), PackFault> {
    let mut versions: BTreeMap<&str, Vec<(Date, Date)>> = BTreeMap::new();
    for row in rows {
        let bad = |problem| Err(PackFault::Row { id: row.id.clone(), problem });
        let from = row.effective_from.unwrap_or(Date::MIN);
        let to = row.effective_to.unwrap_or(Date::MAX);
        if row.id.trim().is_empty() {
            return bad("has no id");
        }
        if row.source.rule.trim().is_empty() {
            return bad("names no source");
        }
        if from > to {
            return bad("ends before it begins");
        }
        if let Some(problem) = fault(&row.value) {
            return bad(problem);
        }
        let others = versions.entry(&row.id).or_default();
        if others.iter().any(|(start, end)| from <= *end && *start <= to) {
            return bad("has two versions for one day");
        }
        others.push((from, to));
    }
    Ok(())
}

fn at<'a, T>(rows: &'a [Row<T>], id: &str, date: Date) -> Option<&'a Row<T>> {
    rows.iter().find(|row| row.id == id && row.in_force(date))
}

/// The place of the version that an override meets: the one of its day, else the latest.
fn place<T>(rows: &[Row<T>], one: &Override) -> Option<usize> {
    let versions = || rows.iter().enumerate().filter(|(_, row)| row.id == one.id);
    match one.effective_from {
        Some(date) => versions().find(|(_, row)| row.in_force(date)).map(|(at, _)| at),
        None => versions().max_by_key(|(_, row)| row.effective_from).map(|(at, _)| at),
    }
}

fn confirm<T>(rows: &mut [Row<T>], one: &Override) -> bool {
    let Some(row) = place(rows, one).and_then(|at| rows.get_mut(at)) else { return false };
    sign(row, one);
    true
}

fn replace<T: Clone>(rows: &mut Vec<Row<T>>, one: &Override, value: &T) -> bool {
    let Some(row) = place(rows, one).and_then(|at| rows.get_mut(at)) else { return false };
    let old = row.clone();
    let starts_later = one.effective_from.filter(|date| old.effective_from.is_none_or(|from| from < *date));
    let ends_sooner = one.effective_to.filter(|date| old.effective_to.is_none_or(|to| *date < to));
    let before = starts_later.and_then(|date| {
        row.effective_from = Some(date);
        Some(Row { effective_to: Some(date.yesterday().ok()?), ..old.clone() })
    });
    let after = ends_sooner.and_then(|date| {
        row.effective_to = Some(date);
        Some(Row { effective_from: Some(date.tomorrow().ok()?), ..old.clone() })
    });
    row.value = value.clone();
    row.replaces = Some(old.source.rule);
    sign(row, one);
    rows.extend(before.into_iter().chain(after));
    true
}

/// What the tenant vouches for with an article counts as confirmed; without one it does not.
fn sign<T>(row: &mut Row<T>, one: &Override) {
    row.origin = Origin::Tenant;
    if let Some(source) = &one.source {
        row.source = source.clone();
        row.confidence = Confidence::H;
    } else if one.change != Change::Confirm {
        row.confidence = Confidence::L;
    }
    if let Some(note) = &one.note {
        row.note = Some(Name::one(note));
    }
}
