//! How well the machine proposes: the demonstration's year is lived through, its last two months are kept aside, and what
//! the office did then is asked of what it had done before.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, Instant as Stopwatch};

use directions::Outcome;
use documents::similar::{About, Learnt, Neighbour, learn};
use documents::{Paper, PaperRow};
use kernel::{Id, Instant, Office, StoreError};

use crate::{Place, console, demo};

/// Papers asked about; more change no figure's first digit.
const ASKED_MOST: usize = 1_500;
/// What is learnt is asked of so many neighbours, as on the pages.
const NEIGHBOURS: usize = 40;
/// Days kept aside.
const ASIDE: i64 = 61;

/// What was proposed for one thing, held against what was done.
#[derive(Default)]
struct Score {
    asked: usize,
    first: usize,
    third: usize,
    sure: usize,
    sure_right: usize,
}

impl Score {
    fn count<V: PartialEq>(&mut self, proposed: &[Learnt<V>], truth: &V) {
        self.asked += 1;
        let right = |n: usize| proposed.iter().take(n).any(|one| one.value == *truth);
        self.first += usize::from(right(1));
        self.third += usize::from(right(3));
        if let Some(first) = proposed.first().filter(|first| first.sure()) {
            self.sure += 1;
            self.sure_right += usize::from(first.value == *truth);
        }
    }

    fn line(&self) -> String {
        let share = |part: usize, of: usize| {
            if of == 0 { "—".to_owned() } else { format!("{:.1} %", percent(part, of)) }
        };
        format!(
            "| {} | {} | {} | {} | {} |",
            self.asked,
            share(self.first, self.asked),
            share(self.third, self.asked),
            share(self.sure, self.asked),
            share(self.sure_right, self.sure)
        )
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts of papers")]
fn percent(part: usize, of: usize) -> f64 {
    100.0 * part as f64 / of as f64
}

/// Makes a year of so many papers in a folder that is thrown away, and prints what was found.
pub fn run(papers: u64, seed: u64) -> anyhow::Result<ExitCode> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    demo::prepare(&data, demo::Wanted { papers, seed, whole: demo::WHOLE, files: false })?;
    let office = console::open(&Place { data, database: None })?;
    let (trained, rows) = office.read_blocking(aside)?;
    println!(
        "{} papers; {trained} of them before the last {ASIDE} days, {} after are asked about.",
        trained + rows.len(),
        rows.len().min(ASKED_MOST)
    );
    let step = rows.len().div_ceil(ASKED_MOST).max(1);
    let asked: Vec<PaperRow> = rows.iter().step_by(step).cloned().collect();
    let cut = rows.first().map(|row| row.id);
    for (title, frozen) in
        [("What was learnt before, and no more", true), ("Learning goes on from paper to paper", false)]
    {
        let (scores, mut took) = ask(&office, &asked, frozen.then_some(cut).flatten())?;
        println!("\n{title}:\n\n| what | asked | first right | among three | sure | of the sure right |");
        println!("| --- | ---: | ---: | ---: | ---: | ---: |");
        for (name, score) in &scores {
            println!("| {name} {}", score.line());
        }
        took.sort_unstable();
        let at = |part: usize| took.get((took.len() * part / 100).min(took.len().saturating_sub(1))).copied();
        let ms = |time: Option<Duration>| time.unwrap_or_default().as_secs_f64() * 1000.0;
        println!(
            "\nTime for all proposals of one paper: p50 {:.1} ms, p99 {:.1} ms.",
            ms(at(50)),
            ms(at(99))
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// How many papers come before the last months, and those that come after, the oldest first.
fn aside(tx: &mut kernel::Tx<'_>) -> Result<(usize, Vec<PaperRow>), StoreError> {
    let (mut all, mut than): (Vec<Id<Paper>>, Option<Id<Paper>>) = (Vec::new(), None);
    loop {
        let some = documents::older(tx, than, 1000)?;
        let Some(last) = some.last() else { break };
        than = Some(*last);
        all.extend(some);
    }
    let newest = all.first().map_or(Instant(0), |id| id.made_at());
    let cut = newest.plus(-ASIDE * Instant::DAY);
    let after: Vec<_> = all.iter().copied().filter(|id| id.made_at() >= cut).collect();
    let mut rows = Vec::new();
    for some in after.chunks(500) {
        rows.extend(documents::papers(tx, some)?);
    }
    rows.retain(|row| row.voided_why.is_none() && row.reserved_why.is_none() && !row.subject.is_empty());
    rows.sort_by_key(|row| row.id);
    Ok((all.len() - after.len(), rows))
}

type Scores = BTreeMap<&'static str, Score>;

fn ask(
    office: &Office,
    papers: &[PaperRow],
    cut: Option<Id<Paper>>,
) -> anyhow::Result<(Scores, Vec<Duration>)> {
    let mut scores = Scores::new();
    let mut took = Vec::new();
    for row in papers {
        let before = Some(cut.unwrap_or(row.id));
        let about = About {
            issuer: &row.issuer,
            kind: &row.kind,
            code: &row.code,
            subject: &row.subject,
            on: row.arrived_on,
            before,
        };
        let ids = [row.id];
        let begun = Stopwatch::now();
        let (near, done) = office.read_blocking(|tx| {
            let near = documents::similar(tx, &about)?;
            let asked: Vec<_> = near.iter().take(NEIGHBOURS).map(|one| one.id).collect();
            let done = directions::outcomes(tx, &asked)?;
            Ok::<_, StoreError>((near, done))
        })?;
        took.push(begun.elapsed());
        // Asked without its head, as for a page whose number could not be read.
        let (blind, truth) = office.read_blocking(|tx| {
            let blind = documents::similar(tx, &About { kind: "", code: "", ..about })?;
            Ok::<_, StoreError>((blind, directions::outcomes(tx, &ids)?))
        })?;
        let kinds = learn(&blind, |one| Some(one.kind.clone()));
        scores.entry("kind (number and kind unread)").or_default().count(&kinds, &row.kind);
        let books = learn(&near, |one| Some(one.book));
        scores.entry("book").or_default().count(&books, &row.book);
        let Some(truth) = truth.get(&row.id) else { continue };
        fn votes<V: PartialEq + Clone>(
            near: &[Neighbour],
            done: &std::collections::HashMap<Id<Paper>, Outcome>,
            value: impl Fn(&Outcome) -> Option<V>,
        ) -> Vec<Learnt<V>> {
            learn(near, |one| done.get(&one.id).and_then(&value))
        }
        let to = votes(&near, &done, |one| Some(one.to));
        scores.entry("who proposes").or_default().count(&to, &truth.to);
        if let Some(field) = truth.field {
            let fields = votes(&near, &done, |one| one.field);
            scores.entry("field").or_default().count(&fields, &field);
        }
        if let Some(lead) = truth.lead {
            let leads = votes(&near, &done, |one| one.lead);
            scores.entry("unit that leads").or_default().count(&leads, &lead);
        }
        if let (Some(term), Some(_)) = (truth.term, truth.lead) {
            let terms = votes(&near, &done, |one| one.term);
            scores.entry("deadline").or_default().count(&terms, &term);
        }
    }
    Ok((scores, took))
}
