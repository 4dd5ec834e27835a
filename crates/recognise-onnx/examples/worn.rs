//! Printed papers worn to scans and read again, with the engine that is asked for:
//! `cargo run -p recognise-onnx --example worn -- FOLDER-OF-PDFS [--weights FOLDER] [--only LEVEL] [--lost]`.
//!
//! For each degree of wear: how many characters come back wrong, which fields are read as from the printed file itself, and
//! the processor time a page. The wear is that of `print-typst`'s example `scans`, which sets the same letters; here both
//! engines can be held against each other without building what sets them.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use degrade::{Wear, degrade, scanned_pdf};
use reading::evaluate::{Scan, fields, lost};
use reading::{Limits, page_image_of, read_bytes};

/// The letters of `scans`, in its order: with the same place a page is worn alike.
fn papers(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    found.retain(|path| path.extension().is_some_and(|end| end == "pdf"));
    found.sort();
    Ok(found)
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let after = |flag: &str| {
        let at = args.iter().position(|arg| arg == flag)?;
        args.get(at + 1).map(String::as_str)
    };
    if let Some(weights) = after("--weights")
        && let Err(problem) = recognise_onnx::LINKED.use_here(Path::new(weights))
    {
        eprintln!("{}", problem.said_in(words::Lang::En));
        return ExitCode::FAILURE;
    }
    let papers = match args.first().map(|folder| papers(Path::new(folder))) {
        Some(Ok(papers)) if !papers.is_empty() => papers,
        _ => {
            eprintln!("name a folder of printed PDFs");
            return ExitCode::FAILURE;
        }
    };
    let levels = [
        ("clean", Wear::default()),
        ("light", Wear::light()),
        ("fair", Wear::fair()),
        ("heavy", Wear::heavy()),
    ];
    for (level, wear) in levels.iter().filter(|(level, _)| after("--only").is_none_or(|only| only == *level))
    {
        let (sum, used) = measure(&papers, wear, args.iter().any(|arg| arg == "--lost"));
        println!("{level:<6} {sum}, {} ms of a processor a page", used / u64::from(sum.pages.max(1)));
    }
    ExitCode::SUCCESS
}

/// The sums over all papers, and the processor time of recognition.
fn measure(papers: &[PathBuf], wear: &Wear, tell: bool) -> (Scan, u64) {
    let limits = Limits::default();
    let (mut sum, mut used) = (Scan::default(), 0);
    for path in papers {
        let Ok(bytes) = std::fs::read(path) else { continue };
        let truth = read_bytes(&bytes, "a.pdf", &limits);
        let page = |number| {
            let png = page_image_of(&bytes, number, 300, &limits).ok()?;
            Some(image::load_from_memory(&png).ok()?.into_rgb8())
        };
        let worn: Vec<_> = (1..=truth.pages)
            .filter_map(|number| Some(degrade(&page(number)?, wear, u64::from(number))))
            .collect();
        let pdf = scanned_pdf(&worn, 75);
        let before = processor_ms();
        let read = read_bytes(&pdf, "a.pdf", &limits);
        used += processor_ms() - before;
        sum.add(&Scan::of(&truth, &read));
        if tell {
            println!("  {}", path.display());
            for (field, was, is, sure) in
                fields(&truth, &read).into_iter().filter(|(_, was, is, _)| was != is)
            {
                println!("    {field} {sure:.2}: {was} | {is}");
            }
            for (line, nearest) in lost(&truth, &read) {
                println!("    lost: {line} | {nearest}");
            }
        }
    }
    (sum, used)
}

/// Processor time of this process and of the programs it has run. Linux tells it in hundredths of a second.
fn processor_ms() -> u64 {
    let told = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = told.rsplit(')').next().unwrap_or_default();
    let fields = after_name.split_whitespace().skip(11).take(4);
    fields.filter_map(|field| field.parse::<u64>().ok()).sum::<u64>() * 10
}
