//! Official letters of one page, set one after another by a press that has set some before.

use std::time::Instant;

use anyhow::Context as _;
use print::{Press as _, Sheet};
use print_typst::TypstPress;

use super::{Figure, at, figure};

const LETTERS: usize = 60;

/// Each letter is another one, so that nothing is remembered of it.
pub fn measure(office: &kernel::Office) -> anyhow::Result<Figure> {
    let rules = office.read_blocking(rulebook::rules)?;
    let (issuers, layouts) = (province::issuers(), province::Layouts::new(&rules.pack));
    let days = [office.now().date()];
    let press = TypstPress::default();
    let mut took = Vec::new();
    for head in province::plan(1, 2_000, &days, &issuers) {
        let paper =
            province::write(1, &head, &issuers, &layouts).context("a letter of today has a layout")?;
        let sheet = Sheet::Letter(Box::new(paper.letter));
        let begun = Instant::now();
        let pdf = press.set(&sheet)?;
        let spent = begun.elapsed();
        // Longer letters are not what the budget is about.
        let pages = reading::read_bytes(&pdf, "", &reading::Limits::default()).pages;
        if pages == 1 {
            took.push(spent);
        }
        if took.len() > LETTERS {
            break;
        }
    }
    // The first one reads the fonts.
    took.drain(..took.len().min(1));
    took.sort_unstable();
    anyhow::ensure!(!took.is_empty(), "no letter had one page");
    Ok(figure(
        "official letter of one page set as PDF, warm",
        format!("p50 {:.1} ms, p95 {:.1} ms", at(&took, 0.5), at(&took, 0.95)),
        "—".to_owned(),
        "≤ 15 ms",
    ))
}
