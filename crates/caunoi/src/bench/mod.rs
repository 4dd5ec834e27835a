//! Measures the program beside bare baselines in the same run, and writes what it found as a page of the docs.

mod acts;
mod bare;
mod child;
mod live;
mod pages;
mod papers;
mod print;
mod scans;
mod search;

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use kernel::{Config, Office};

use crate::{Place, console, demo, router};

/// Clients that act at once.
const CLIENTS: u64 = 16;
/// People at posts besides those of the small office.
const PEOPLE: u64 = 2_000;

/// A figure with what it is held against.
struct Figure {
    what: &'static str,
    ours: String,
    bare: String,
    budget: &'static str,
}

fn figure(what: &'static str, ours: String, bare: String, budget: &'static str) -> Figure {
    eprintln!("{what}: {ours} (bare: {bare}; budget: {budget})");
    Figure { what, ours, bare, budget }
}

/// What can be measured by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Stage {
    Acts,
    Pages,
    Live,
    Intake,
    Scans,
    Print,
    Search,
    Verify,
    Start,
    Postgres,
}

pub fn run(
    papers: u64,
    database: Option<String>,
    out: Option<&Path>,
    only: &[Stage],
) -> anyhow::Result<ExitCode> {
    let wanted = |stage: Stage| only.is_empty() || only.contains(&stage);
    let folder = tempfile::tempdir()?;
    let place = Place { data: folder.path().join("data"), database: None };
    let office = console::open(&place)?;
    let cast = demo::fill(&office)?;
    papers::people(&office, &cast, PEOPLE)?;
    let mut found = Vec::new();

    let written = papers::Papers::plan(&office, papers)?;
    let waiting = acts::receive(&office, &written, papers)?;
    let letters = waiting.letters.get(waiting.letters.len() / 2).copied().unwrap_or(0);
    let took = acts::register(&office, waiting.papers)?;
    let ours = rate(papers, took);
    if wanted(Stage::Acts) {
        let sample = bare::Sample::take(&place.data.join("caunoi.db"), papers.min(20_000))?;
        let bare = sample.replay(&folder.path().join("bare.db"), CLIENTS)?;
        found.push(figure(
            "durable acts a second (register a paper), 16 clients, SQLite",
            format!("{ours:.0}"),
            format!("{bare:.0} → {:.0} %", 100.0 * ours / bare),
            "≥ 60 % of bare",
        ));
    }
    if wanted(Stage::Pages) {
        pages::measure(&office, &place.data.join("caunoi.db"), &mut found)?;
    }
    if wanted(Stage::Live) {
        live::measure(&office, &mut found)?;
    }
    if wanted(Stage::Intake) {
        found.push(acts::intake(&office, folder.path())?);
    }
    if wanted(Stage::Print) {
        found.push(print::measure(&office)?);
    }
    if wanted(Stage::Scans) {
        found.push(scans::measure(&office, folder.path())?);
    }
    if wanted(Stage::Search) {
        search::measure(&office, &mut found)?;
    }
    if wanted(Stage::Verify) {
        let begun = Instant::now();
        let report = kernel::journal::verify(&office, None)?;
        anyhow::ensure!(report.ok, "the office measured is not sound: {:?}", report.first_bad);
        let speed = rate(report.entries, begun.elapsed());
        let whole =
            format!("{speed:.0} entries/s ({} in {:.1} s)", report.entries, begun.elapsed().as_secs_f64());
        found.push(figure("verify: the whole journal, every row, every check", whole, "—".to_owned(), "—"));
    }
    drop(office);
    if wanted(Stage::Start) {
        child::measure(&place, &mut found)?;
    }
    if let Some(url) = database.filter(|_| wanted(Stage::Postgres)) {
        let data = folder.path().join("pg");
        let backend = kernel::Backend::Postgres(url);
        let office = Office::open(Config { backend, ..Config::embedded(data) }, &router::parts())?;
        let some = papers.min(10_000);
        let waiting = acts::receive(&office, &written, some)?;
        let took = acts::register(&office, waiting.papers)?;
        found.push(figure(
            "durable acts a second (register a paper), 16 clients, PostgreSQL",
            format!("{:.0}", rate(some, took)),
            "—".to_owned(),
            "—",
        ));
    }
    let text = page((papers, letters), &found);
    match out {
        Some(out) => std::fs::write(out, text).with_context(|| out.display().to_string())?,
        None => print!("{text}"),
    }
    Ok(ExitCode::SUCCESS)
}

#[allow(clippy::cast_precision_loss, reason = "a rate is shown with few digits")]
fn rate(count: u64, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

fn page((papers, letters): (u64, usize), found: &[Figure]) -> String {
    use kernel::Clock as _;
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let memory = memory.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let memory: u64 =
        memory.and_then(|kb| kb.trim().trim_end_matches(" kB").parse().ok()).map_or(0, |kb: u64| kb >> 20);
    let day = kernel::SystemClock.now().date();
    let mut text = format!(
        "# Figures\n\n`caunoi bench --papers {papers}`, {}, {cores} cores, {memory} GB, {day}. Papers with their texts \
         (half of them longer than {letters} characters), more than {PEOPLE} people at their posts. Each figure stands \
         beside a bare program that does the same in the same run; what that is stands below.\n\n\
         | what | measured | bare | budget |\n| --- | ---: | ---: | --- |\n",
        if cfg!(debug_assertions) { "debug build" } else { "release build" },
    );
    for figure in found {
        let _ = writeln!(text, "| {} | {} | {} | {} |", figure.what, figure.ours, figure.bare, figure.budget);
    }
    text + NOTES
}

const NOTES: &str = "
## What was done

- **Acts**: 16 threads register papers that wait at the door; each act checks, gives the next number of the book, hashes
  its subjects' rows, writes its journal entry and is answered after a COMMIT that is on disk (WAL, `synchronous=FULL`).
  Bare: rusqlite writes the same rows of the same acts into the same tables and indexes, 16 clients, one writer thread,
  one savepoint for each act and one COMMIT for those that wait. It reads nothing, checks nothing and hashes nothing.
- **Pages**: requests go through the whole router with a session, without the network; two at a time; the newest papers
  lie on a desk, so that the list says where each is. Bare: one axum route with one rusqlite query over the same lines
  and their holders, and one Askama template with the same markup for a line; constant text fills up to as many bytes.
  Both once more while 50 acts a second change what the program's connections remember.
- **Live**: pages hold `/live` open in the same process; the time from the sending of an act to the last page that was
  told. Bare: an axum event stream on a tokio `watch` channel, read by the same reader.
- **Intake**: text PDFs of one page, each read by a locked child process, stored, counted at the door; two at a time.
- **Scans**: letters of one page, printed, worn to scans of 300 dots per inch and packed as PDF, taken in as `caunoi
  intake` does: read by recognition in locked children on all cores, looked through for marks, stored, counted. Bare: the
  `tesseract` program on the same pictures, one thread a page, a page on every core. The better of two runs of each.
- **Letters**: 60 different one-page letters of the fictional province, in the layout of Party and State, set one after
  another by the program's press; the time of one call, from plain data to the bytes of the PDF.
- **Search**: every form of question (words with and without accents, numbers whole and in part, phrases, beginnings,
  sentences, a typo, a filter) asked as the clerk, one at a time, in turn: best twenty, how many, all facets. Bare:
  tantivy with the same clauses, tokens and filter on the same index: best twenty and how many, no facets, nothing else.
- **Start and memory**: `caunoi serve` as a process of its own on the same data; time from starting it to the first
  answered page; anonymous memory, without mapped files.
";

/// The value at this part of a sorted list, in milliseconds.
fn at(sorted: &[Duration], part: f64) -> f64 {
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index"
    )]
    let index = ((sorted.len() as f64 * part) as usize).min(sorted.len().saturating_sub(1));
    sorted.get(index).map_or(0.0, |d| d.as_secs_f64() * 1000.0)
}
