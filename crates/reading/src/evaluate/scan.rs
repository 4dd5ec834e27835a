//! What recognition loses: a scan held against the printed file it was made from.

use std::fmt;

use crate::letterhead::distance;
use crate::{DOUBTFUL, Reading};

/// Sums over scans.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scan {
    pub pages: u32,
    pub characters: usize,
    pub wrong_characters: usize,
    /// Fields that the printed file gives.
    pub fields: usize,
    pub right: usize,
    pub wrong: usize,
    /// Wrong, and not marked as doubtful.
    pub sure_and_wrong: usize,
}

impl Scan {
    #[must_use]
    pub fn of(truth: &Reading, read: &Reading) -> Scan {
        let mut scan = Scan { pages: truth.pages, ..Scan::default() };
        for (line, _, off) in matched(truth, read) {
            scan.characters += line.chars().count();
            scan.wrong_characters += off;
        }
        for (_, was, is, sure) in fields(truth, read) {
            scan.fields += 1;
            scan.right += usize::from(was == is);
            let wrong = was != is && !is.is_empty();
            scan.wrong += usize::from(wrong);
            scan.sure_and_wrong += usize::from(wrong && sure >= DOUBTFUL);
        }
        scan
    }

    pub fn add(&mut self, other: &Scan) {
        self.pages += other.pages;
        self.characters += other.characters;
        self.wrong_characters += other.wrong_characters;
        self.fields += other.fields;
        self.right += other.right;
        self.wrong += other.wrong;
        self.sure_and_wrong += other.sure_and_wrong;
    }

    /// Share of characters that are wrong, missing or too many.
    #[must_use]
    pub fn error(&self) -> f64 {
        let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
        count(self.wrong_characters) / count(self.characters.max(1))
    }
}

impl fmt::Display for Scan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "characters wrong {:.2} % of {}, fields {} of {} right, {} wrong, {} of them without doubt",
            self.error() * 100.0,
            self.characters,
            self.right,
            self.fields,
            self.wrong,
            self.sure_and_wrong
        )
    }
}

/// Field, value of the printed file, value of the scan, and how sure that one is.
#[must_use]
pub fn fields(truth: &Reading, read: &Reading) -> Vec<(&'static str, String, String, f64)> {
    let of = |reading: &Reading| {
        let facts = &reading.facts;
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        [
            ("issuer", text(&facts.issuer)),
            ("superior", text(&facts.superior)),
            ("code", text(&facts.code)),
            ("kind", text(&facts.kind)),
            ("place", text(&facts.place)),
            ("date", text(&facts.date)),
            ("subject", text(&facts.subject)),
            ("addressee", text(&facts.addressee)),
            ("deadline", text(&facts.deadline)),
            ("signer", text(&facts.signer.name)),
            ("recipients", facts.recipients.join("; ")),
        ]
    };
    of(truth)
        .into_iter()
        .zip(of(read))
        .filter(|((_, was), _)| !was.is_empty())
        .map(|((field, was), (_, is))| (field, was, is, read.confidence.get(field).copied().unwrap_or(0.0)))
        .collect()
}

/// Lines that did not come back whole, with what came nearest.
#[must_use]
pub fn lost(truth: &Reading, read: &Reading) -> Vec<(String, String)> {
    matched(truth, read)
        .into_iter()
        .filter(|(_, _, off)| *off > 0)
        .map(|(line, near, _)| (line, near))
        .collect()
}

/// Each printed line with the recognised line nearest to it, and how far off that is: columns may
/// come in another order.
fn matched(truth: &Reading, read: &Reading) -> Vec<(String, String, usize)> {
    let lines = |text: &str| -> Vec<String> {
        let one = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        text.split(['\n', '\u{c}'])
            .map(one)
            .filter(|line| line.chars().filter(|c| c.is_alphanumeric()).count() > 1)
            .collect()
    };
    let read = lines(&read.text);
    lines(&truth.text)
        .into_iter()
        .map(|line| {
            let nearest = read.iter().map(|r| (distance(&line, r), r)).min_by_key(|(off, _)| *off);
            let length = line.chars().count();
            match nearest {
                Some((off, near)) => (line, near.clone(), off.min(length)),
                None => (line, String::new(), length),
            }
        })
        .collect()
}
