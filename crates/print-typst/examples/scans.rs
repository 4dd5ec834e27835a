//! Letters set, worn and read again: `cargo run -p print-typst --example scans [OUT-FOLDER [speed|few]]`.
//!
//! For each degree of wear it prints how many characters come back wrong and which fields are read as from the
//! printed file itself; then the speed beside tesseract alone on the same pictures. With `speed` only that, with `few` of two letters alone.

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Instant;

use degrade::{Wear, degrade, scanned_pdf};
use print::{Press as _, Sheet};
use reading::evaluate::{Scan, fields, lost};
use reading::{Limits, Reading, page_image_of, read_bytes};

#[path = "../tests/stories/letter_samples.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "the stories use what is not shown here")]
mod letter_samples;

/// Wear differs by seed; each letter is worn this many times.
const SEEDS: u64 = 1;

fn main() -> ExitCode {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "target/scans".to_owned());
    let folder = Path::new(&folder);
    match std::fs::create_dir_all(folder).and_then(|()| std::fs::canonicalize(folder)) {
        Ok(folder) => {
            let how = std::env::args().nth(2).unwrap_or_default();
            measure(&folder, how == "speed", if how == "few" { FEW } else { usize::MAX })
        }
        Err(fault) => {
            eprintln!("{}: {fault}", folder.display());
            ExitCode::FAILURE
        }
    }
}

/// Letters of a short measure.
const FEW: usize = 2;

fn measure(folder: &Path, only_speed: bool, letters: usize) -> ExitCode {
    let wears = [
        ("clean", Wear::default()),
        ("light", Wear::light()),
        ("fair", Wear::fair()),
        ("heavy", Wear::heavy()),
    ];
    let limits = Limits::default();
    let mut printed = Vec::new();
    let press = print_typst::TypstPress::default();
    for (name, letter) in letter_samples::letters().into_iter().take(letters) {
        let Ok(bytes) = press.set(&Sheet::Letter(Box::new(letter))) else { return ExitCode::FAILURE };
        let truth = read_bytes(&bytes, name, &limits);
        let mut pages = Vec::new();
        for number in 1..=truth.pages {
            let page = page_image_of(&bytes, number, 300, &limits).ok();
            pages.extend(page.and_then(|png| image::load_from_memory(&png).ok()).map(|p| p.into_rgb8()));
        }
        printed.push((name, truth, pages));
    }
    let mut clean: Vec<Vec<u8>> = Vec::new();
    for (level, wear) in wears.into_iter().filter(|(level, _)| !only_speed || *level == "light") {
        let mut sum = Scan::default();
        let start = Instant::now();
        let seeds = if level == "clean" { 1 } else { SEEDS };
        for (seed, (name, truth, pages)) in (0..seeds).flat_map(|s| printed.iter().map(move |p| (s, p))) {
            let worn: Vec<_> =
                (1..).zip(pages).map(|(n, page)| degrade(page, &wear, seed * 100 + n)).collect();
            let pdf = scanned_pdf(&worn, 75);
            if only_speed {
                clean.push(pdf);
                continue;
            }
            let reading = read_bytes(&pdf, name, &limits);
            let one = Scan::of(truth, &reading);
            if seed == 0 {
                let _ = std::fs::write(folder.join(format!("{name}-{level}.pdf")), &pdf);
                tell(name, level, truth, &reading, &one);
            }
            sum.add(&one);
            if level == "light" && seed == 0 {
                clean.push(pdf);
            }
        }
        if only_speed {
            break;
        }
        println!(
            "{level:<6} {sum}, {} ms a page",
            start.elapsed().as_millis() / u128::from(sum.pages.max(1))
        );
    }
    speed(folder, &clean, &limits);
    ExitCode::SUCCESS
}

fn tell(name: &str, level: &str, truth: &Reading, reading: &Reading, one: &Scan) {
    println!("  {name} {level}: {one}");
    for (field, was, is, sure) in fields(truth, reading).into_iter().filter(|(_, was, is, _)| was != is) {
        println!("    {field} {sure:.2}: {was} | {is}");
    }
    for (line, nearest) in lost(truth, reading) {
        println!("    lost: {line} | {nearest}");
    }
}

/// All pages by the reader, and the same pictures by tesseract alone, one thread a page on every core.
fn speed(folder: &Path, files: &[Vec<u8>], limits: &Limits) {
    let mut pictures = Vec::new();
    for (number, pdf) in files.iter().enumerate() {
        let base = folder.join(format!("bare-{number}"));
        let path = folder.join(format!("bare-{number}.pdf"));
        let _ = std::fs::write(&path, pdf);
        let _ = Command::new("pdfimages").arg("-j").arg(&path).arg(&base).status();
    }
    if let Ok(list) = std::fs::read_dir(folder) {
        let all = list.flatten().map(|e| e.path());
        pictures.extend(all.filter(|p| p.extension().is_some_and(|e| e == "jpg")));
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let together = |count: usize, work: &(dyn Fn(usize) + Sync)| {
        let next = std::sync::atomic::AtomicUsize::new(0);
        let start = Instant::now();
        std::thread::scope(|scope| {
            for _ in 0..cores {
                scope.spawn(|| {
                    loop {
                        let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                        if at >= count {
                            break;
                        }
                        work(at);
                    }
                });
            }
        });
        (start.elapsed(), spent())
    };
    let begun = spent();
    let (bare, after_bare) = together(pictures.len(), &|at| {
        let Some(picture) = pictures.get(at) else { return };
        let mut command = Command::new("tesseract");
        command.env("OMP_THREAD_LIMIT", "1").arg(picture).args(["stdout", "-l", "vie", "tsv"]);
        let _ = command.output();
    });
    let (ours, after_ours) = together(files.len(), &|at| {
        let Some(pdf) = files.get(at) else { return };
        let _ = read_bytes(pdf, "", limits);
    });
    println!(
        "speed, {} pages on {cores} cores: tesseract alone {} ms, the reader {} ms, {:.0} %",
        pictures.len(),
        bare.as_millis(),
        ours.as_millis(),
        100.0 * bare.as_secs_f64() / ours.as_secs_f64()
    );
    // Others may use the machine too: the processors' own time says what the work costs.
    if let (Some(begun), Some(bare), Some(ours)) = (begun, after_bare, after_ours) {
        let (bare, ours) = (bare - begun, ours - bare);
        println!(
            "time of processors: tesseract alone {bare:.1} s, the reader {ours:.1} s, {:.0} %",
            100.0 * bare / ours
        );
    }
}

/// Seconds that this process and the programs it started have had processors for, in hundredths.
fn spent() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields = stat.rsplit_once(") ")?.1.split(' ').skip(11).take(4);
    Some(fields.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0)
}
