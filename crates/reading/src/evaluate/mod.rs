//! Figures over a register of real papers: what the letterhead reader gets right.

mod layers;
mod legacy;
mod scan;
mod tally;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use vietnamese::{find_codes, find_dates, fold};

pub use crate::scan::guide_on as guide;
pub use layers::{Doubts, evaluate_layers};
pub use legacy::{Back, evaluate_legacy};
pub use scan::{Scan, fields, lost};
pub use tally::{Tally, told};

use crate::letterhead::{lines_of, read, read_title};
use crate::{DOUBTFUL, Facts};

/// One paper of `vbpl-100.jsonl`.
#[derive(Debug, Deserialize)]
struct Row {
    id: String,
    title: Option<String>,
    number: Option<String>,
    body: Option<String>,
    number_in_header: bool,
}

/// How one field fared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Score {
    /// Papers whose truth is known.
    pub of: usize,
    pub right: usize,
    /// A value that is not the truth.
    pub wrong: usize,
    /// Wrong, and not marked as doubtful.
    pub sure_and_wrong: usize,
    /// Each miss: paper, truth, what was read.
    pub misses: Vec<(String, String, String)>,
}

impl Score {
    /// Share of the right ones.
    #[must_use]
    pub fn share(&self) -> f64 {
        let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
        if self.of == 0 { 0.0 } else { count(self.right) / count(self.of) }
    }

    fn add(&mut self, id: &str, truth: &str, read: Option<&str>, right: bool, confidence: f64) {
        self.of += 1;
        if right {
            self.right += 1;
            return;
        }
        if read.is_some() {
            self.wrong += 1;
            self.sure_and_wrong += usize::from(confidence >= DOUBTFUL);
        }
        self.misses.push((id.to_owned(), truth.to_owned(), read.unwrap_or("—").to_owned()));
    }
}

/// All figures.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    pub papers: usize,
    /// Against a truth: `number`, `date`, `kind`, `subject`.
    pub scores: BTreeMap<&'static str, Score>,
    /// In how many papers each field was read, and in how many of these without doubt.
    pub read: BTreeMap<String, (usize, usize)>,
    pub facts: Vec<(String, Facts)>,
    pub micros: u128,
}

/// Reads every body of the register and compares.
///
/// Truths: `number` is the register's where it says that it stands in the head (where the register cut it
/// short, the title's). `date` is what the
/// head says on the line "place, ngày …" (or behind "Ngày ban hành" on an attribute sheet), found
/// by a scan of its own that knows nothing of the reader; where another paper of the register cites
/// this number with a date, `date_cited` compares with that. `kind` and `subject` are the title's.
pub fn evaluate_vbpl(path: &Path) -> std::io::Result<Figures> {
    let rows: Vec<Row> = fs::read_to_string(path)?
        .lines()
        .filter(|l| !l.trim().is_empty())
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let cited = cited_dates(&rows);
    let mut figures = Figures { papers: rows.len(), ..Figures::default() };
    for row in &rows {
        let body = row.body.as_deref().unwrap_or_default();
        let start = std::time::Instant::now();
        let found = read(&lines_of(body));
        figures.micros += start.elapsed().as_micros();
        let facts = found.facts;
        let sure = |field: &str| found.confidence.get(field).copied().unwrap_or(0.0);
        for (field, confidence) in &found.confidence {
            let (all, certain) = figures.read.entry(field.clone()).or_default();
            *all += 1;
            *certain += usize::from(*confidence >= DOUBTFUL);
        }
        let scores = &mut figures.scores;
        if let Some(truth) = row.number.as_deref().filter(|_| row.number_in_header) {
            // The register cuts some numbers short; the same row's title has them whole.
            let title = row.title.as_deref().and_then(read_title).and_then(|t| t.code);
            let right = facts.code.as_deref().is_some_and(|c| {
                same(c, truth) || title.is_some_and(|t| same(c, &t) && t.starts_with(truth))
            });
            scores.entry("number").or_default().add(
                &row.id,
                truth,
                facts.code.as_deref(),
                right,
                sure("code"),
            );
        }
        let date = facts.date.as_deref();
        if let Some(truth) = head_date(body) {
            let right = date == Some(truth.as_str());
            scores.entry("date").or_default().add(&row.id, &truth, date, right, sure("date"));
        }
        if let Some(truth) = facts.code.as_deref().and_then(|c| cited.get(&fold(c)))
            && truth.len() == 1
            && date.is_some()
        {
            let truth = truth.iter().next().cloned().unwrap_or_default();
            let right = date == Some(truth.as_str());
            scores.entry("date_cited").or_default().add(&row.id, &truth, date, right, sure("date"));
        }
        let vietnamese = body.contains("Điều 1") || body.contains("Căn cứ") || body.contains("Số hiệu");
        let Some(title) = row.title.as_deref().filter(|_| vietnamese).and_then(read_title) else { continue };
        if let Some(truth) = title.kind.as_deref() {
            let read = facts.kind.as_deref();
            let right = read.is_some_and(|k| fold(k) == fold(truth));
            scores.entry("kind").or_default().add(&row.id, truth, read, right, sure("kind"));
        }
        if !title.subject.is_empty() {
            let read = facts.subject.as_deref();
            let right = read.is_some_and(|s| alike(s, &title.subject));
            scores.entry("subject").or_default().add(&row.id, &title.subject, read, right, sure("subject"));
        }
        figures.facts.push((row.id.clone(), facts));
    }
    Ok(figures)
}

/// One line of the gazette's register.
#[derive(Debug, Deserialize)]
struct Entry {
    title: String,
    number: String,
}

/// Takes the titles of `congbao-500.jsonl` apart and compares the codes with its number column.
pub fn evaluate_titles(path: &Path) -> std::io::Result<Score> {
    let mut score = Score::default();
    for line in fs::read_to_string(path)?.lines().filter(|l| !l.trim().is_empty()) {
        let entry: Entry = serde_json::from_str(line)?;
        let title = read_title(&entry.title);
        let code = title.as_ref().and_then(|t| t.code.as_deref());
        let right = code.is_some_and(|c| same(c, &entry.number));
        score.add(&entry.title, &entry.number, code, right, 1.0);
    }
    Ok(score)
}

fn same(read: &str, truth: &str) -> bool {
    let bare = |t: &str| fold(t).split_whitespace().collect::<String>();
    bare(read) == bare(truth)
}

/// Nine of ten words of the shorter are the other's, in order of first occurrence: titles of
/// portals are typed by hand and differ in small ways from the head.
fn alike(read: &str, truth: &str) -> bool {
    let words = |t: &str| -> Vec<String> {
        fold(t).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let (read, truth) = (words(read), words(truth));
    let shared = |a: &[String], b: &[String]| a.iter().filter(|w| b.contains(w)).count();
    let near = |a: &[String], b: &[String]| !a.is_empty() && shared(a, b) * 10 >= a.len() * 9;
    near(&read, &truth) && near(&truth, &read)
}

/// The head's date by a plain scan: the first line of the first thirty that holds ", ngày" and a
/// date and little else, or the sheet's label.
fn head_date(body: &str) -> Option<String> {
    body.lines().take(30).find_map(|line| {
        let sheet = ["Ngày ban hành", "Ngày ký xác thực"].iter().any(|l| line.starts_with(l));
        let head = line.contains(", ngày") && line.chars().count() < 60 && line.contains("tháng");
        (sheet || head).then(|| find_dates(line).into_iter().next().map(|(_, d)| d.to_string())).flatten()
    })
}

/// Dates with which the papers of the register cite numbers.
fn cited_dates(rows: &[Row]) -> BTreeMap<String, BTreeSet<String>> {
    let mut cited: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for body in rows.iter().filter_map(|r| r.body.as_deref()) {
        for (range, code) in find_codes(body) {
            let Some(after) = body.get(range.end..) else { continue };
            let after: String = after.chars().take(45).collect();
            if let Some((place, date)) = find_dates(&after).into_iter().next()
                && place.start <= 2
            {
                cited.entry(fold(&code.code)).or_default().insert(date.to_string());
            }
        }
    }
    cited
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let each = self.micros / u128::try_from(self.papers.max(1)).unwrap_or(1);
        writeln!(f, "papers {}, {each} µs each", self.papers)?;
        for (field, score) in &self.scores {
            writeln!(
                f,
                "{field:<11} {:>3} of {:>3} right ({:.3}), {} wrong, {} of them without doubt",
                score.right,
                score.of,
                score.share(),
                score.wrong,
                score.sure_and_wrong
            )?;
        }
        for (field, (all, certain)) in &self.read {
            writeln!(f, "{field:<11} read in {all} of {}, {certain} without doubt", self.papers)?;
        }
        Ok(())
    }
}
