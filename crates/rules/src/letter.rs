//! How letters of Party and State are laid out: margins, sizes and words, each part by itself.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use vietnamese::fold;

use crate::kind::Side;
use crate::pack::RulePack;
use crate::row::Row;

/// One part of a letter: the motto, the number, the name of the signer. Lengths on the page are millimetres,
/// those of type are points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterPart {
    pub side: Side,
    /// Words or signs that the layout itself prints: the motto, `Nơi nhận:`, what stands before each line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Size of type in points. The page alone has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Measure>,
    #[serde(default)]
    pub bold: bool,
    #[serde(default)]
    pub italic: bool,
    /// In capitals.
    #[serde(default)]
    pub upper: bool,
    #[serde(default)]
    pub underlined: bool,
    /// A rule below, in percent of the text's length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Measure>,
    /// From baseline to baseline, in points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<Measure>,
    /// Room before it or between its paragraphs, in points, beyond that of its lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apart: Option<Measure>,
    /// Indent of a first line, in millimetres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indent: Option<Measure>,
    /// What stands behind each of several, but for the last.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub between: String,
    /// What stands behind the last.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ending: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margins: Option<Margins>,
    /// Width and height of a stamp in millimetres, by its words.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub boxes: BTreeMap<String, [u16; 2]>,
}

impl LetterPart {
    /// Width and height of the stamp with these words, however they are spelled.
    #[must_use]
    pub fn stamp(&self, words: &str) -> Option<[u16; 2]> {
        let wanted = fold(words.trim());
        self.boxes.iter().find(|(name, _)| fold(name) == wanted).map(|(_, size)| *size)
    }
}

/// Margins of a page, and how far its number stands from the upper edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Margins {
    pub top: Measure,
    pub bottom: Measure,
    pub left: Measure,
    pub right: Measure,
    pub number: Measure,
}

/// A length as the rule gives it, least and most, and the one we use. In tenths, so that equal is equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    least: u16,
    most: u16,
    usual: u16,
}

impl Measure {
    #[must_use]
    pub fn least(self) -> f32 {
        f32::from(self.least) / 10.0
    }

    #[must_use]
    pub fn most(self) -> f32 {
        f32::from(self.most) / 10.0
    }

    /// The one that we set.
    #[must_use]
    pub fn usual(self) -> f32 {
        f32::from(self.usual) / 10.0
    }

    /// The length that we set, without the room around it.
    #[must_use]
    pub fn fixed(self) -> Measure {
        Measure { least: self.usual, most: self.usual, ..self }
    }

    /// The same length, set as this one where the rule leaves room for it.
    #[must_use]
    pub fn set_as(self, length: f32) -> Option<Measure> {
        let usual = tenths(length)?;
        (self.least..=self.most).contains(&usual).then_some(Measure { usual, ..self })
    }

    fn whole(self) -> bool {
        0 < self.usual && self.least <= self.usual && self.usual <= self.most
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    One(f32),
    Range {
        from: f32,
        to: f32,
        #[serde(rename = "use")]
        usual: f32,
    },
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held within what fits")]
fn tenths(length: f32) -> Option<u16> {
    (0.0..=6_000.0).contains(&length).then(|| (length * 10.0).round() as u16)
}

impl<'de> Deserialize<'de> for Measure {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Measure, D::Error> {
        let (least, most, usual) = match Written::deserialize(from)? {
            Written::One(length) => (length, length, length),
            Written::Range { from, to, usual } => (from, to, usual),
        };
        let part = |length| tenths(length).ok_or_else(|| serde::de::Error::custom("a length beyond a page"));
        Ok(Measure { least: part(least)?, most: part(most)?, usual: part(usual)? })
    }
}

impl Serialize for Measure {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.least == self.most {
            Written::One(self.usual()).serialize(to)
        } else {
            Written::Range { from: self.least(), to: self.most(), usual: self.usual() }.serialize(to)
        }
    }
}

impl RulePack {
    /// Every part of a letter of this side and day, by its short name (`motto`, `number`). A letter older than every
    /// version is laid out by the oldest.
    #[must_use]
    pub fn letter_layout(&self, side: Side, date: Date) -> BTreeMap<&str, &Row<LetterPart>> {
        let mut found: BTreeMap<&str, &Row<LetterPart>> = BTreeMap::new();
        for row in self.letters.iter().filter(|row| row.value.side == side) {
            let name = row.id.rsplit('.').next().unwrap_or_default();
            let nearer = |kept: &Row<LetterPart>| {
                !kept.in_force(date) && (row.in_force(date) || row.effective_from < kept.effective_from)
            };
            if found.get(name).is_none_or(|kept| nearer(kept)) {
                found.insert(name, row);
            }
        }
        found
    }
}

/// What is wrong with a part, if anything.
pub(crate) fn fault(part: &LetterPart) -> Option<&'static str> {
    let page = part.margins.iter().flat_map(|m| [m.top, m.bottom, m.left, m.right, m.number]);
    let own = [part.size, part.rule, part.line, part.apart, part.indent].into_iter().flatten();
    if part.size.is_none() && part.margins.is_none() {
        Some("has neither a size nor margins")
    } else if !page.chain(own).all(Measure::whole) {
        Some("has a length outside its own range")
    } else {
        None
    }
}
