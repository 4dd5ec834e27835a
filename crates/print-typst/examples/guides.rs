//! How often a worn sheet is known, and what the look costs on a page that is none:
//! `cargo run -p print-typst --example guides [SEEDS]`.

use std::process::ExitCode;
use std::time::Instant;

use degrade::{Wear, degrade, jpeg};
use image::{DynamicImage, RgbImage};
use print::{Press as _, Sheet};
use reading::evaluate::guide;
use reading::{Limits, page_image_of, read_bytes};

#[path = "../tests/stories/letter_samples.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "the stories use what is not shown here")]
mod letter_samples;
#[path = "../tests/stories/samples.rs"]
#[allow(dead_code, reason = "the stories use what is not shown here")]
mod samples;

fn main() -> ExitCode {
    let seeds = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(20);
    let press = print_typst::TypstPress::default();
    let mut set = vec![Sheet::Guides(samples::guides())];
    set.extend(letter_samples::letters().into_iter().map(|(_, letter)| Sheet::Letter(Box::new(letter))));
    let mut printed = Vec::new();
    for sheet in &set {
        let Ok(pdf) = press.set(sheet) else { return ExitCode::FAILURE };
        printed.push(pages(&pdf));
    }
    let letters: Vec<RgbImage> = printed.split_off(1).into_iter().flatten().collect();
    let sheets = printed.into_iter().flatten().take(2).collect::<Vec<_>>();
    for (level, wear) in [
        ("clean", Wear::default()),
        ("light", Wear::light()),
        ("fair", Wear::fair()),
        ("heavy", Wear::heavy()),
    ] {
        let count = if level == "clean" { 1 } else { seeds };
        let scanned = |page: &RgbImage, seed: u64| {
            let bytes = jpeg(&degrade(page, &wear, seed), 75);
            image::load_from_memory(&bytes).ok()
        };
        let known = |page: &RgbImage| (0..count).filter_map(|seed| guide(&scanned(page, seed)?)).count();
        let (separators, slips) = (sheets.first().map_or(0, known), sheets.get(1).map_or(0, known));
        let others: Vec<DynamicImage> = letters.iter().filter_map(|page| scanned(page, 1)).collect();
        let start = Instant::now();
        let wrong = others.iter().filter(|page| guide(page).is_some()).count();
        let each = start.elapsed().as_secs_f64() * 1000.0
            / f64::from(u32::try_from(others.len().max(1)).unwrap_or(1));
        println!(
            "{level:<6} separators {separators} of {count}, slips {slips} of {count}; letters taken for one {wrong} of {}, {each:.1} ms a page",
            others.len()
        );
    }
    ExitCode::SUCCESS
}

fn pages(pdf: &[u8]) -> Vec<RgbImage> {
    let limits = Limits::default();
    let count = read_bytes(pdf, "", &limits).pages;
    let page = |n| page_image_of(pdf, n, 300, &limits).ok();
    (1..=count)
        .filter_map(page)
        .filter_map(|png| image::load_from_memory(&png).ok())
        .map(|p| p.into_rgb8())
        .collect()
}
