//! `cargo run -p reading --example measure -- vbpl-100.jsonl [misses|facts]`, or with files: what each says.

use std::path::PathBuf;
use std::process::ExitCode;

use reading::{Limits, evaluate::evaluate_vbpl, read_bytes};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(first) = arguments.first() else {
        eprintln!("measure REGISTER.jsonl [misses|facts] | measure FILE…");
        return ExitCode::from(2);
    };
    if !first.ends_with(".jsonl") {
        for path in &arguments {
            match std::fs::read(path) {
                Ok(bytes) => {
                    let mut reading = read_bytes(&bytes, path, &Limits::default());
                    reading.text = reading.text.chars().take(300).collect();
                    println!("{path}\n{}", serde_json::to_string_pretty(&reading).unwrap_or_default());
                }
                Err(fault) => eprintln!("{path}: {fault}"),
            }
        }
        return ExitCode::SUCCESS;
    }
    let figures = match evaluate_vbpl(&PathBuf::from(first)) {
        Ok(figures) => figures,
        Err(fault) => {
            eprintln!("{first}: {fault}");
            return ExitCode::FAILURE;
        }
    };
    print!("{figures}");
    match arguments.get(1).map(String::as_str) {
        Some("misses") => {
            for (field, score) in &figures.scores {
                for (id, truth, read) in &score.misses {
                    println!("{field} {id}\n  truth {truth}\n  read  {read}");
                }
            }
        }
        Some("facts") => {
            for (id, facts) in &figures.facts {
                println!("{id} {}", serde_json::to_string(facts).unwrap_or_default());
            }
        }
        _ => {}
    }
    ExitCode::SUCCESS
}
