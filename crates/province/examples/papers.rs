//! Prints some papers as text, to read: `cargo run -p province --example papers -- [SEED] [COUNT] [WHICH…]`.

use jiff::civil::{Date, Weekday, date};
use province::{Layouts, as_text, issuers, plan, write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|n| n.parse().ok()).collect();
    let (seed, count) = (numbers.first().copied().unwrap_or(2026), numbers.get(1).copied().unwrap_or(3_000));
    let days: Vec<Date> = std::iter::successors(Some(date(2025, 12, 1)), |day| day.tomorrow().ok())
        .take(365)
        .filter(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday))
        .collect();
    #[allow(clippy::disallowed_methods, reason = "what ships is shown")]
    let rules = rules::RulePack::shipped()?;
    let (issuers, layouts) = (issuers(), Layouts::new(&rules));
    for head in plan(seed, count, &days, &issuers) {
        let Some(paper) = write(seed, &head, &issuers, &layouts) else { continue };
        if numbers.get(2..).is_some_and(|which| which.contains(&head.n)) {
            println!("{}\n{}\n", "=".repeat(100), as_text(&paper.letter));
        } else if numbers.len() < 3 {
            println!("{} {} | {} | {} | {}", head.day, paper.code, paper.issuer, paper.kind, paper.subject);
        }
    }
    Ok(())
}
