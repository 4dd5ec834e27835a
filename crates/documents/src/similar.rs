//! Earlier papers like a new one, and what is learnt from what was done with them. Pure.
//!
//! No black box: the papers nearest to a new one (same issuer, kind, symbol, words of the subject; the newer the
//! nearer) vote with their nearness for what was done with each, and the votes are the reason.

use std::collections::BTreeSet;

use jiff::civil::Date;
use kernel::Id;
use words::{Arg, Msg};

use crate::model::{Book, Paper};
use crate::t;
use crate::text::near;

/// What is known of a paper for which earlier ones are sought. What is not known yet is left empty.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    pub issuer: &'a str,
    pub kind: &'a str,
    pub code: &'a str,
    pub subject: &'a str,
    pub on: Date,
    /// Only papers registered before this one count.
    pub before: Option<Id<Paper>>,
}

/// An earlier paper near to the one in question.
#[derive(Debug, Clone)]
pub struct Neighbour {
    pub id: Id<Paper>,
    pub number: i64,
    pub book: Id<Book>,
    pub kind: String,
    pub same_issuer: bool,
    pub weight: f64,
}

/// The line of an earlier paper, as far as nearness asks for it.
#[derive(Debug, Clone)]
pub struct Earlier {
    pub id: Id<Paper>,
    pub number: i64,
    pub book: Id<Book>,
    pub kind: String,
    pub code: String,
    pub issuer_key: String,
    pub subject: String,
    pub arrived_on: Date,
}

/// Words that subjects of all sorts have in common.
const COMMON: [&str; 26] = [
    "ve", "viec", "cua", "va", "cac", "nhung", "tai", "cho", "trong", "den", "tu", "nam", "thang", "quy",
    "ngay", "so", "theo", "voi", "tren", "dia", "ban", "kem", "phu", "luc", "mot", "duoc",
];
const TERMS_MOST: usize = 14;

fn subject_words(subject: &str) -> Vec<String> {
    let folded = vietnamese::words(subject).map(|word| word.folded());
    folded.filter(|w| !w.bytes().any(|b| b.is_ascii_digit()) && !COMMON.contains(&w.as_str())).collect()
}

/// By what a subject is found again: its pairs of neighbouring words, as they stand in the index.
#[must_use]
pub fn terms(subject: &str) -> Vec<i64> {
    let words = subject_words(subject);
    let mut seen = BTreeSet::new();
    let pairs = words.windows(2).map(|pair| {
        let hash = near::hash(pair.join(" ").as_bytes());
        i64::from_be_bytes(hash.to_be_bytes())
    });
    pairs.filter(|term| seen.insert(*term)).take(TERMS_MOST).collect()
}

/// The symbol of a code without its number: `CV/TU` of `25-CV/TU`, folded.
fn symbol(code: &str) -> String {
    vietnamese::DocumentCode::parse(code).map_or_else(String::new, |code| vietnamese::fold(&code.symbol))
}

/// How much a term tells, by how many of the last papers have it; `most` were looked at.
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "counts of papers")]
pub fn telling(found: usize, most: usize) -> f64 {
    if found == 0 {
        0.0
    } else if found >= most {
        0.3
    } else {
        1.0 + (most as f64 / found as f64).ln() / 2.0
    }
}

/// Half as near after so many days.
const FADES: f64 = 240.0;
/// Subjects less alike do not make papers of different issuers neighbours.
const ALIKE: f64 = 0.3;
/// The nearest papers vote, and no more of them.
pub const VOTERS: usize = 12;

/// The nearest of these papers, the nearest first. `telling` says how much each term of the subject tells.
#[must_use]
pub fn nearest(about: &About<'_>, telling: &[(i64, f64)], earlier: Vec<Earlier>) -> Vec<Neighbour> {
    let issuer = crate::key(about.issuer);
    let (kind, symbol_is) = (vietnamese::fold(about.kind), symbol(about.code));
    let whole: f64 = telling.iter().map(|(_, tells)| tells).sum();
    let mut found: Vec<Neighbour> = earlier
        .into_iter()
        .filter_map(|paper| {
            let same_issuer = !issuer.is_empty() && paper.issuer_key == issuer;
            let its = terms(&paper.subject);
            let shared: f64 =
                telling.iter().filter(|(term, _)| its.contains(term)).map(|(_, tells)| tells).sum();
            let alike = if whole > 0.0 { shared / whole } else { 0.0 };
            if !same_issuer && alike < ALIKE {
                return None;
            }
            let mut near = alike;
            near += if same_issuer { 0.3 } else { 0.0 };
            near += if !kind.is_empty() && vietnamese::fold(&paper.kind) == kind { 0.25 } else { 0.0 };
            near += if !symbol_is.is_empty() && symbol(&paper.code) == symbol_is { 0.1 } else { 0.0 };
            let age = f64::from(rules::days_left(about.on, paper.arrived_on).max(0));
            let weight = near.powi(3) * 0.5_f64.powf(age / FADES);
            Some(Neighbour {
                id: paper.id,
                number: paper.number,
                book: paper.book,
                kind: paper.kind,
                same_issuer,
                weight,
            })
        })
        .collect();
    found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(b.id.cmp(&a.id)));
    found
}

/// What was done with the papers nearest to this one.
#[derive(Debug, Clone)]
pub struct Learnt<T> {
    pub value: T,
    /// The papers it was done with, the nearest first: their keys and numbers.
    pub papers: Vec<(Id<Paper>, i64)>,
    /// How many had any such value.
    pub of: usize,
    /// Its part of all votes, between 0 and 1.
    pub share: f64,
    /// All of them are of the issuer of this paper.
    pub by_issuer: bool,
}

/// From here on a proposal is filled in rather than offered. `docs/learning.md` says how often it was right.
const SURE: f64 = 0.75;
const SURE_PAPERS: usize = 3;

impl<T> Learnt<T> {
    /// Whether it is filled in, still visible as a proposal.
    #[must_use]
    pub fn sure(&self) -> bool {
        self.share >= SURE && self.papers.len() >= SURE_PAPERS
    }

    /// The reason, in words: whose papers, how many, and what was done with them.
    #[must_use]
    pub fn why(&self, issuer: &str, done: impl Into<Arg>) -> Msg {
        let (count, done) = (self.papers.len(), done.into());
        let all = count == self.of;
        let issuer = issuer.to_owned();
        match (self.by_issuer && !issuer.is_empty(), all, count) {
            (true, true, 1) => t::learnt_one_issuer(done, issuer),
            (true, true, _) => t::learnt_all_issuer(count, done, issuer),
            (true, false, _) => t::learnt_most_issuer(count, done, issuer, self.of),
            (false, true, 1) => t::learnt_one_subject(done),
            (false, true, _) => t::learnt_all_subject(count, done),
            (false, false, _) => t::learnt_most_subject(count, done, self.of),
        }
    }
}

/// The votes of the nearest papers that have such a value, the strongest first; of equals what was done last.
pub fn learn<T: PartialEq + Clone>(
    neighbours: &[Neighbour],
    value: impl Fn(&Neighbour) -> Option<T>,
) -> Vec<Learnt<T>> {
    let mut found: Vec<Learnt<T>> = Vec::new();
    let (mut of, mut whole) = (0, 0.0);
    for (near, value) in neighbours.iter().filter_map(|n| Some((n, value(n)?))).take(VOTERS) {
        of += 1;
        whole += near.weight;
        let paper = (near.id, near.number);
        match found.iter_mut().find(|one| one.value == value) {
            Some(one) => {
                one.papers.push(paper);
                one.share += near.weight;
                one.by_issuer &= near.same_issuer;
            }
            None => found.push(Learnt {
                value,
                papers: vec![paper],
                of: 0,
                share: near.weight,
                by_issuer: near.same_issuer,
            }),
        }
    }
    for one in &mut found {
        one.of = of;
        one.share = if whole > 0.0 { one.share / whole } else { 0.0 };
    }
    found.sort_by(|a, b| b.share.total_cmp(&a.share));
    found
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn id(n: u8) -> Id<Paper> {
        Id::from_uuid(uuid::Uuid::from_bytes([n; 16]))
    }

    fn earlier(n: u8, issuer: &str, subject: &str, arrived_on: Date) -> Earlier {
        Earlier {
            id: id(n),
            number: i64::from(n),
            book: Id::from_uuid(uuid::Uuid::nil()),
            kind: "Báo cáo".to_owned(),
            code: format!("{n}-BC/ĐU"),
            issuer_key: crate::key(issuer),
            subject: subject.to_owned(),
            arrived_on,
        }
    }

    fn about(subject: &str) -> About<'_> {
        let (issuer, on) = ("Sở Tài chính", date(2026, 11, 20));
        About { issuer, kind: "", code: "", subject, on, before: None }
    }

    #[test]
    fn the_nearest_vote_and_the_votes_are_the_reason() {
        let subject = "tình hình giải ngân vốn đầu tư công quý III";
        let telling: Vec<_> = terms(subject).into_iter().map(|term| (term, 1.0)).collect();
        let on = date(2026, 11, 1);
        let papers = vec![
            earlier(1, "Sở Tài chính", "giải ngân vốn đầu tư công quý II", on),
            earlier(2, "Sở Tài chính", "giải ngân vốn đầu tư công quý I", on),
            earlier(3, "Sở Tài chính", "tiến độ giải ngân vốn đầu tư công", on),
            earlier(4, "Sở Tài chính", "xử lý trụ sở dôi dư", on),
            earlier(5, "Sở Y tế", "phòng, chống dịch sởi", on),
        ];
        let near = nearest(&about(subject), &telling, papers);
        assert!(near.iter().all(|one| one.id != id(5)), "neither issuer nor words");
        assert_eq!(near.last().map(|one| one.id), Some(id(4)));
        let learnt = learn(&near, |one| Some(if one.number == 4 { "pqt" } else { "pth" }));
        assert_eq!((learnt[0].value, learnt[0].papers.len(), learnt[0].of), ("pth", 3, 4));
        assert!(learnt[0].sure() && !learnt[1].sure());
        let why = learnt[0].why("Sở Tài chính", "chuyển Phòng Tổng hợp".to_owned());
        assert_eq!(why.key(), "learnt-most-issuer");
    }

    #[test]
    fn what_was_done_lately_counts_more() {
        let subject = "giải ngân vốn đầu tư công";
        let telling: Vec<_> = terms(subject).into_iter().map(|term| (term, 1.0)).collect();
        let papers = vec![
            earlier(1, "Sở Tài chính", subject, date(2025, 1, 10)),
            earlier(2, "Sở Tài chính", subject, date(2026, 11, 10)),
        ];
        let near = nearest(&about(subject), &telling, papers);
        assert_eq!(learn(&near, |one| Some(one.number))[0].value, 2);
    }

    #[test]
    fn accents_and_common_words_do_not_part_subjects() {
        assert_eq!(terms("về việc Giải ngân vốn"), terms("giai ngan cua von"));
        assert_eq!(terms("quý III năm 2026").len(), 0);
    }
}
