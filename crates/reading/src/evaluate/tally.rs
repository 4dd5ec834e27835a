//! Papers whose every field is known: how many are read rightly, and what the confidence is worth.

use std::collections::BTreeMap;
use std::fmt;

use vietnamese::{nfc, unify_tone};

use super::Score;
use crate::{DOUBTFUL, Facts};

/// Fields that are judged, with the field whose confidence speaks for them.
const FIELDS: [(&str, &str); 18] = [
    ("code", "code"),
    ("symbol", "symbol"),
    ("date", "date"),
    ("kind", "kind"),
    ("subject", "subject"),
    ("issuer", "issuer"),
    ("superior", "superior"),
    ("place", "place"),
    ("addressee", "addressee"),
    ("signer", "signer"),
    ("form", "signer"),
    ("position", "signer"),
    ("cosigners", "cosigners"),
    ("urgency", "urgency"),
    ("secrecy", "secrecy"),
    ("deadline", "deadline"),
    ("days", "deadline"),
    ("recipients", "recipients"),
];

/// Upper ends of the ranges of confidence that are told apart.
const RANGES: [f64; 6] = [0.5, 0.7, 0.8, DOUBTFUL, 0.95, 1.01];

/// Figures over papers whose truth is known.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    pub papers: usize,
    pub scores: BTreeMap<&'static str, Score>,
    /// Values where the paper has none, by field.
    pub invented: BTreeMap<&'static str, (usize, usize)>,
    /// Values read and those right, by range of confidence.
    pub ranges: [(usize, usize); 6],
}

/// The facts by the names of fields; lists as one text.
#[must_use]
pub fn told(facts: &Facts) -> BTreeMap<&'static str, String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let names: Vec<String> = facts.cosigners.iter().filter_map(|s| s.name.clone()).collect();
    let days = facts.deadline_rule.as_ref().and_then(|rule| {
        let unit = if rule.working { "working" } else { "calendar" };
        rule.days.map(|days| format!("{days} {unit} {:?}", rule.from))
    });
    let cites: Vec<String> =
        facts.cites.iter().map(|c| format!("{}@{}", c.code, c.date.clone().unwrap_or_default())).collect();
    [
        ("code", text(&facts.code)),
        ("symbol", text(&facts.symbol)),
        ("date", text(&facts.date)),
        ("kind", text(&facts.kind)),
        ("subject", text(&facts.subject)),
        ("issuer", text(&facts.issuer)),
        ("superior", text(&facts.superior)),
        ("place", text(&facts.place)),
        ("addressee", text(&facts.addressee)),
        ("signer", text(&facts.signer.name)),
        ("form", text(&facts.signer.form)),
        ("position", text(&facts.signer.position)),
        ("cosigners", names.join("; ")),
        ("urgency", text(&facts.urgency)),
        ("secrecy", text(&facts.secrecy)),
        ("deadline", text(&facts.deadline)),
        ("days", days.unwrap_or_default()),
        ("recipients", facts.recipients.join(" | ")),
        ("cites", cites.join(" | ")),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect()
}

/// Alike but for case, the two styles of tone, spaces and the length of dashes.
fn plain(text: &str) -> String {
    let text = unify_tone(&nfc(text).to_lowercase()).replace(['–', '—'], "-");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Tally {
    /// Holds what was read against the truth.
    pub fn add(
        &mut self,
        id: &str,
        truth: &BTreeMap<&'static str, String>,
        facts: &Facts,
        confidence: &BTreeMap<String, f64>,
    ) {
        self.papers += 1;
        let read = told(facts);
        for (field, sure) in FIELDS {
            let sure = confidence.get(sure).copied().unwrap_or(0.0);
            let (was, is) = (truth.get(field), read.get(field).map(String::as_str));
            // A symbol is judged where no number stands; the code holds both.
            if field == "symbol" && was.is_none() {
                continue;
            }
            let right = was.zip(is).is_some_and(|(was, is)| plain(was) == plain(is));
            if is.is_some() {
                let at = RANGES.iter().position(|end| sure < *end).unwrap_or(RANGES.len() - 1);
                if let Some((all, good)) = self.ranges.get_mut(at) {
                    *all += 1;
                    *good += usize::from(right);
                }
            }
            match (was, is) {
                (Some(was), _) => self.scores.entry(field).or_default().add(id, was, is, right, sure),
                (None, Some(is)) => {
                    let (all, certain) = self.invented.entry(field).or_default();
                    *all += 1;
                    *certain += usize::from(sure >= DOUBTFUL);
                    let misses = &mut self.scores.entry(field).or_default().misses;
                    misses.push((format!("{id} ({sure:.2})"), String::new(), is.to_owned()));
                }
                (None, None) => {}
            }
        }
        let (was, is) = (truth.get("cites"), read.get("cites"));
        if let Some(was) = was {
            let right = is == Some(was);
            let sure = confidence.get("cites").copied().unwrap_or(0.0);
            self.scores.entry("cites").or_default().add(id, was, is.map(String::as_str), right, sure);
        }
    }

    /// Values read without doubt, and those of them that are wrong.
    #[must_use]
    pub fn without_doubt(&self) -> (usize, usize) {
        let sure = self.ranges.iter().zip(RANGES).filter(|(_, end)| *end > DOUBTFUL);
        sure.fold((0, 0), |(all, wrong), ((n, right), _)| (all + n, wrong + n - right))
    }

    /// The field's share of right values; 1 where no paper has it.
    #[must_use]
    pub fn share(&self, field: &str) -> f64 {
        self.scores.get(field).filter(|s| s.of > 0).map_or(1.0, Score::share)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (field, score) in &self.scores {
            let (invented, certain) = self.invented.get(field).copied().unwrap_or_default();
            writeln!(
                f,
                "  {field:<11} {:>4} of {:>4} right ({:.3}), {:>3} wrong ({} without doubt), {:>2} where there is none ({})",
                score.right,
                score.of,
                if score.of == 0 { 1.0 } else { score.share() },
                score.wrong,
                score.sure_and_wrong,
                invented,
                certain
            )?;
        }
        let mut from = 0.0;
        for ((all, right), end) in self.ranges.iter().zip(RANGES) {
            let share = if *all == 0 { String::from("–") } else { format!("{:.3}", part(*right, *all)) };
            writeln!(
                f,
                "  confidence {from:.2} to {:.2}: {right:>5} of {all:>5} right, {share}",
                end.min(1.0)
            )?;
            from = end;
        }
        let (all, wrong) = self.without_doubt();
        write!(
            f,
            "  without doubt {all} values, {wrong} of them wrong ({:.2} %)",
            100.0 * part(wrong, all.max(1))
        )
    }
}

fn part(part: usize, whole: usize) -> f64 {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    count(part) / count(whole.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_value_without_doubt_is_told_apart() {
        let truth = BTreeMap::from([("code", "25-CV/TU".to_owned()), ("kind", "Công văn".to_owned())]);
        let facts = Facts {
            code: Some("52-CV/TU".to_owned()),
            kind: Some("Công văn".to_owned()),
            date: Some("2026-02-05".to_owned()),
            ..Facts::default()
        };
        let sure = [("code", 0.98), ("kind", 0.7), ("date", 0.4)];
        let sure: BTreeMap<String, f64> = sure.iter().map(|(f, c)| ((*f).to_owned(), *c)).collect();
        let mut tally = Tally::default();
        tally.add("x", &truth, &facts, &sure);
        assert_eq!(tally.without_doubt(), (1, 1));
        assert_eq!((tally.share("code"), tally.share("kind")), (0.0, 1.0));
        assert_eq!(tally.invented.get("date"), Some(&(1, 0)));
        assert_eq!(tally.ranges.iter().map(|(n, _)| n).sum::<usize>(), 3);
    }
}
