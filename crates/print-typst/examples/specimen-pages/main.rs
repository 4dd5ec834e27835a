//! Made-up papers of every layout set as PDF, some of them worn to scans, read and held against their truth:
//! `cargo run -p print-typst --example specimen-pages [held-out|develop] [PDFS [SCANS [misses]]]`.
//!
//! PDFS papers are read as printed files, SCANS of them at each degree of wear.

mod desk;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use degrade::{Wear, degrade, scanned_pdf};
use reading::evaluate::Tally;
use reading::{Limits, Reading, page_image_of, read_bytes};
use specimens::{HELD_OUT, Specimen, specimen};

/// Seeds that nobody looked at while the reader was written.
const REPORTED: u64 = HELD_OUT + 10_000;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, or: u64| arguments.get(at).and_then(|a| a.parse().ok()).unwrap_or(or);
    let from = if arguments.first().is_some_and(|a| a == "develop") { 0 } else { REPORTED };
    let (papers, scans) = (number(1, 208), number(2, 26));
    let misses = arguments.get(3).is_some_and(|a| a == "misses");
    // Only for looking at: pages as files.
    let keep = arguments.get(4).map(Path::new);
    let desk = desk::Desk::new();
    let mut printed = Vec::new();
    for seed in from..from + papers {
        let paper = specimen(seed);
        match desk.set(&paper.blocks) {
            Ok(pdf) => printed.push((paper, pdf)),
            Err(fault) => {
                eprintln!("{seed}: {fault}");
                return ExitCode::FAILURE;
            }
        }
    }
    let pdfs: Vec<(&Specimen, Vec<u8>)> = printed.iter().map(|(paper, pdf)| (paper, pdf.clone())).collect();
    report("printed", &pdfs, misses);
    // Every layout comes by its turn; a step through them takes some of each.
    let few: Vec<&(Specimen, Vec<u8>)> = printed.iter().take(usize::try_from(scans).unwrap_or(0)).collect();
    let pages: Vec<Vec<image::RgbImage>> = few.iter().map(|(_, pdf)| pictures(pdf)).collect();
    for (level, wear) in [
        ("clean", Wear::default()),
        ("light", Wear::light()),
        ("fair", Wear::fair()),
        ("heavy", Wear::heavy()),
    ] {
        if scans == 0 {
            break;
        }
        let worn = few.iter().zip(&pages).map(|((paper, _), pages)| {
            let pages: Vec<_> =
                (1..).zip(pages).map(|(n, page)| degrade(page, &wear, paper.seed * 10 + n)).collect();
            (paper, scanned_pdf(&pages, 75))
        });
        let worn: Vec<(&Specimen, Vec<u8>)> = worn.collect();
        if let Some(folder) = keep {
            for (paper, pdf) in &worn {
                let _ = std::fs::write(folder.join(format!("{}-{level}.pdf", paper.seed)), pdf);
            }
        }
        report(level, &worn, misses);
    }
    ExitCode::SUCCESS
}

fn pictures(pdf: &[u8]) -> Vec<image::RgbImage> {
    let limits = Limits::default();
    (1..9)
        .map_while(|page| page_image_of(pdf, page, 300, &limits).ok())
        .filter_map(|png| image::load_from_memory(&png).ok())
        .map(|page| page.into_rgb8())
        .collect()
}

fn report(name: &str, papers: &[(&Specimen, Vec<u8>)], misses: bool) {
    let start = Instant::now();
    let mut tally = Tally::default();
    for ((paper, _), reading) in papers.iter().zip(read_all(papers)) {
        tally.add(
            &format!("{} {}", paper.seed, paper.layout),
            &paper.truth,
            &reading.facts,
            &reading.confidence,
        );
    }
    println!("{name}: {} papers, {} s\n{tally}", papers.len(), start.elapsed().as_secs());
    for (field, score) in tally.scores.iter().filter(|_| misses) {
        for (id, truth, read) in &score.misses {
            println!("    {name} {field} {id}\n      truth {truth}\n      read  {read}");
        }
    }
}

/// One paper to a core.
fn read_all(papers: &[(&Specimen, Vec<u8>)]) -> Vec<Reading> {
    let limits = Limits { pages_at_once: 1, ..Limits::default() };
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some((_, pdf)) = papers.get(at) else { break };
                    let reading = read_bytes(pdf, "", &limits);
                    if let Ok(mut done) = done.lock() {
                        done.push((at, reading));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, reading)| reading).collect()
}
