//! Made-up papers as text, read and held against their truth:
//! `cargo run -p reading --example specimens [held-out|develop] [misses [FIELD]]`, or `show SEED`.

use reading::evaluate::{Tally, told};
use reading::letterhead::{Column, Found, Line, lines_of, read};
use specimens::{Arrival, HELD_OUT, Specimen, specimen};

/// Seeds that nobody looked at while the reader was written.
const REPORTED: u64 = HELD_OUT + 10_000;
/// Papers of each set.
const PAPERS: u64 = 416;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let first = arguments.first().map_or("held-out", String::as_str);
    if first == "show" {
        let seed = arguments.get(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        return show(&specimen(seed));
    }
    let from = if first == "develop" { 0 } else { REPORTED };
    println!("{PAPERS} papers of {} layouts, seeds from {from}", specimens::layouts());
    let misses = arguments.get(1).is_some_and(|a| a == "misses");
    let wanted = arguments.get(2);
    for (name, arrival) in [("cells", Arrival::Cells), ("columns", Arrival::Columns), ("flat", Arrival::Flat)]
    {
        let mut tally = Tally::default();
        for seed in from..from + PAPERS {
            let paper = specimen(seed);
            let found = read_as(&paper, arrival);
            tally.add(&format!("{seed} {}", paper.layout), &paper.truth, &found.facts, &found.confidence);
        }
        println!("{name}\n{tally}");
        for (field, score) in tally.scores.iter().filter(|(f, _)| misses && wanted.is_none_or(|w| w == *f)) {
            for (id, truth, read) in &score.misses {
                println!("    {name} {field} {id}\n      truth {truth}\n      read  {read}");
            }
        }
    }
}

fn read_as(paper: &Specimen, arrival: Arrival) -> Found {
    read(&lines(paper, arrival))
}

fn lines(paper: &Specimen, arrival: Arrival) -> Vec<Line> {
    let rows = paper.rows(arrival);
    if arrival == Arrival::Columns {
        return lines_of(&rows.into_iter().map(|r| r.text + "\n").collect::<String>());
    }
    let column = |n| match n {
        0 => Column::Unknown,
        1 => Column::Left,
        _ => Column::Right,
    };
    rows.into_iter()
        .map(|r| Line { text: r.text, column: column(r.column), bold: r.bold, ..Line::default() })
        .collect()
}

fn show(paper: &Specimen) {
    println!("{}", paper.layout);
    for arrival in [Arrival::Cells, Arrival::Columns, Arrival::Flat] {
        println!("== {arrival:?}");
        for row in paper.rows(arrival) {
            println!("{} | {}", row.column, row.text);
        }
        let found = read_as(paper, arrival);
        println!("-- confidence {:?}", found.confidence);
        let read = told(&found.facts);
        for (field, truth) in &paper.truth {
            println!("{field}: {truth} | {}", read.get(field).cloned().unwrap_or_default());
        }
        for (field, value) in read.iter().filter(|(f, _)| !paper.truth.contains_key(*f)) {
            println!("{field}: - | {value}");
        }
    }
}
