//! One rule: its value, where it stands, from when to when, and how sure we are.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use words::Lang;

/// How a value is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Confidence {
    /// Read in the primary text or in two sources that agree.
    H,
    /// One secondary source.
    M,
    /// A weak source, or sources that conflict.
    L,
    /// General knowledge, not read.
    #[serde(rename = "MEM")]
    Mem,
}

/// Where a rule stands: `30/2020/NĐ-CP`, `Điều 22`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub rule: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
}

impl Source {
    /// `Điều 22, 30/2020/NĐ-CP`: as a reason quotes it.
    #[must_use]
    pub fn quote(&self) -> String {
        match &self.article {
            Some(article) => format!("{article}, {}", self.rule),
            None => self.rule.clone(),
        }
    }
}

/// Who gave the value that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Origin {
    #[default]
    Shipped,
    /// An override of the tenant.
    Tenant,
}

/// One version of a rule. Rows of one id follow each other in time and never overlap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row<T> {
    pub id: String,
    /// What the rule is about, where its value has no name of its own.
    #[serde(default)]
    pub title: Option<Name>,
    pub value: T,
    pub source: Source,
    /// None: from as long ago as papers reach.
    #[serde(default)]
    pub effective_from: Option<Date>,
    /// The last day, included. None: still in force.
    #[serde(default)]
    pub effective_to: Option<Date>,
    /// The rule this one took the place of.
    #[serde(default)]
    pub replaces: Option<String>,
    pub confidence: Confidence,
    #[serde(default)]
    pub note: Option<Name>,
    #[serde(default)]
    pub origin: Origin,
}

impl<T> Row<T> {
    /// Whether the rule may be shown without "to be confirmed".
    #[must_use]
    pub fn confirmed(&self) -> bool {
        self.confidence == Confidence::H
    }

    #[must_use]
    pub fn in_force(&self, date: Date) -> bool {
        self.effective_from.is_none_or(|from| from <= date) && self.effective_to.is_none_or(|to| date <= to)
    }
}

/// A name in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Name {
    pub vi: String,
    pub en: String,
}

impl Name {
    /// What an office writes in its own words is the same in both languages.
    #[must_use]
    pub fn one(text: &str) -> Name {
        Name { vi: text.to_owned(), en: text.to_owned() }
    }

    #[must_use]
    pub fn say(&self, lang: Lang) -> &str {
        match lang {
            Lang::Vi => &self.vi,
            Lang::En => &self.en,
        }
    }
}
