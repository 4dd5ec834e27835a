//! Marks on papers: urgency and secrecy, as they are spelled and as they rank.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use vietnamese::fold;

use crate::pack::RulePack;
use crate::row::{Name, Row};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UrgencyLevel {
    pub name: Name,
    /// 1 is urgent, higher is more so.
    pub rank: u8,
    /// How the mark is read on papers, besides its name.
    #[serde(default)]
    pub spellings: Vec<String>,
    /// The value of `Priority` in edXML.
    pub edxml_priority: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecrecyLevel {
    pub name: Name,
    /// 1 is confidential, higher is more so.
    pub rank: u8,
    /// The letter in the stamp: A, B, C.
    pub letter: String,
    #[serde(default)]
    pub spellings: Vec<String>,
    /// Years of protection from classification.
    pub protected_years: u8,
}

impl RulePack {
    /// The urgency that a mark states: `HỎA TỐC`, `Thượng khẩn`. A few words may follow (an hour).
    #[must_use]
    pub fn urgency_of(&self, mark: &str, date: Date) -> Option<&Row<UrgencyLevel>> {
        best(&self.urgency, mark, date, |level| (&level.name, &level.spellings))
    }

    /// The secrecy that a mark states: `MẬT`, `TUYỆT MẬT`, also `Mật (C)`.
    #[must_use]
    pub fn secrecy_of(&self, mark: &str, date: Date) -> Option<&Row<SecrecyLevel>> {
        best(&self.secrecy, mark, date, |level| (&level.name, &level.spellings))
    }
}

fn best<'a, T>(
    rows: &'a [Row<T>],
    mark: &str,
    date: Date,
    names: impl Fn(&T) -> (&Name, &Vec<String>),
) -> Option<&'a Row<T>> {
    let mark = key(mark);
    let fits = |spelling: &String| {
        let spelling = key(spelling);
        let rest = mark.strip_prefix(&spelling)?;
        (rest.is_empty() || rest.starts_with(' ')).then_some(spelling.len())
    };
    // The longest spelling wins: "hoả tốc hẹn giờ" is not "hoả tốc".
    let candidates = rows.iter().filter_map(|row| {
        let (name, spellings) = names(&row.value);
        let length = spellings.iter().chain([&name.vi]).filter_map(fits).max()?;
        Some((length, row.in_force(date), row))
    });
    candidates.max_by_key(|(length, in_force, _)| (*length, *in_force)).map(|(_, _, row)| row)
}

/// Folded words, one space between.
fn key(mark: &str) -> String {
    let folded = fold(mark);
    let words: Vec<_> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.join(" ")
}
