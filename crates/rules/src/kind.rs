//! Kinds of document: found by name, by abbreviation, by the code on a paper.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use vietnamese::{DocumentCode, fold};

use crate::pack::RulePack;
use crate::row::{Name, Row};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Party,
    State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// The kinds that the rule on documents lists.
    Main,
    /// Slips and letters that every body may issue.
    Administrative,
    /// Copies of other papers.
    Copy,
    /// Laws, decrees, circulars: met on incoming papers, never issued here.
    Law,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentType {
    pub name: Name,
    pub side: Side,
    pub family: Family,
    /// None where the symbol names no kind (công văn of State bodies) or no rule gives one.
    #[serde(default)]
    pub abbr: Option<String>,
    /// Older or variant abbreviations and names that papers carry.
    #[serde(default)]
    pub also: Vec<String>,
}

/// A kind that fits. More than one: the reader must ask (QĐ is a decision or a regulation).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindMatch<'a> {
    pub row: &'a Row<DocumentType>,
    /// Whether the row's rule was in force on the day asked for; if not, it is the nearest known.
    pub in_force: bool,
}

impl RulePack {
    /// Kinds with this abbreviation, those in force on the day first. Letters count (HD is not HĐ).
    #[must_use]
    pub fn kinds_by_abbr(&self, abbr: &str, side: Option<Side>, date: Date) -> Vec<KindMatch<'_>> {
        let pick = |same: &dyn Fn(&str) -> bool| {
            self.pick(side, date, |kind| {
                kind.abbr.as_deref().is_some_and(same) || kind.also.iter().any(|also| same(also))
            })
        };
        let exact = pick(&|known| known == abbr);
        if !exact.is_empty() {
            return exact;
        }
        // CTR for CTr: some printers know capitals only.
        let lower = abbr.to_lowercase();
        pick(&|known| known.to_lowercase() == lower)
    }

    /// Kinds of this name, accents and case forgiven; "Quyết định (cá biệt)" is found as "quyết định".
    #[must_use]
    pub fn kinds_by_name(&self, name: &str, side: Option<Side>, date: Date) -> Vec<KindMatch<'_>> {
        let wanted = fold(name.trim());
        self.pick(side, date, |kind| {
            let known = fold(&kind.name.vi);
            known == wanted
                || known.split(" (").next() == Some(wanted.as_str())
                || kind.also.iter().any(|also| fold(also) == wanted)
        })
    }

    /// Kinds that the code on a paper tells: by its style Party or State, by its first part that
    /// names a kind. A State symbol that names none (`402/UBND-TH`) is a công văn.
    #[must_use]
    pub fn kinds_of_code(&self, code: &DocumentCode, date: Date) -> Vec<KindMatch<'_>> {
        let side = if code.is_party_style() { Side::Party } else { Side::State };
        let parts: Vec<&str> = code.parts().collect();
        for side in [Some(side), None] {
            // The last part is the issuer, unless the code names nothing else.
            for part in parts.iter().take(parts.len().saturating_sub(1).max(1)) {
                let found = self.kinds_by_abbr(part, side, date);
                if !found.is_empty() {
                    return found;
                }
            }
            if side == Some(Side::State) && code.year.is_none() && parts.len() > 1 {
                return self.kinds_by_name("Công văn", side, date);
            }
        }
        Vec::new()
    }

    fn pick(
        &self,
        side: Option<Side>,
        date: Date,
        fits: impl Fn(&DocumentType) -> bool,
    ) -> Vec<KindMatch<'_>> {
        let all: Vec<KindMatch<'_>> = self
            .kinds
            .iter()
            .filter(|row| side.is_none_or(|side| row.value.side == side) && fits(&row.value))
            .map(|row| KindMatch { row, in_force: row.in_force(date) })
            .collect();
        // Of one id the version of that day; a kind without one keeps its nearest version.
        let mut found: Vec<KindMatch<'_>> = Vec::new();
        for candidate in all {
            match found.iter_mut().find(|kept| kept.row.id == candidate.row.id) {
                Some(kept) if candidate.in_force && !kept.in_force => *kept = candidate,
                Some(_) => {}
                None => found.push(candidate),
            }
        }
        found.sort_by_key(|kind| !kind.in_force);
        found
    }
}
