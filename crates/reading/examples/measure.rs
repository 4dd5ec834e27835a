//! `cargo run -p reading --example measure -- vbpl-100.jsonl [misses|facts]`; `-- congbao-500.jsonl titles`; with files: what each
//! says; `-- layers FILE…`: how often real text would be doubted; `-- legacy FOLDER [misses]`: old encodings against the right texts beside them; with `--child PROGRAM FILE…`: documents a second through the limited child, two at a time.

use std::path::PathBuf;
use std::process::ExitCode;

use reading::{
    Limits, Reader,
    evaluate::{Back, Doubts, evaluate_layers, evaluate_legacy, evaluate_titles, evaluate_vbpl},
    open_bundle, read_bytes,
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(first) = arguments.first() else {
        eprintln!("measure REGISTER.jsonl [misses|facts] | measure FILE…");
        return ExitCode::from(2);
    };
    if first == "--child" {
        return speed(arguments.get(1..).unwrap_or_default());
    }
    if first == "legacy" {
        return legacy(arguments.get(1..).unwrap_or_default());
    }
    if first == "layers" {
        return layers(arguments.get(1..).unwrap_or_default());
    }
    if !first.ends_with(".jsonl") {
        for path in &arguments {
            match std::fs::read(path) {
                Ok(bytes) => {
                    let mut reading = read_bytes(&bytes, path, &Limits::default());
                    reading.text = reading.text.chars().take(300).collect();
                    if let (reading::Format::Eml, Ok(mail)) =
                        (reading.format, open_bundle(&bytes, "a.eml", &Limits::default()))
                    {
                        println!("{path} attachments {}", mail.parts.len());
                    }
                    println!("{path}\n{}", serde_json::to_string_pretty(&reading).unwrap_or_default());
                }
                Err(fault) => eprintln!("{path}: {fault}"),
            }
        }
        return ExitCode::SUCCESS;
    }
    if arguments.get(1).is_some_and(|a| a == "titles") {
        match evaluate_titles(&PathBuf::from(first)) {
            Ok(score) => {
                println!("code of the title {} of {}", score.right, score.of);
                score
                    .misses
                    .iter()
                    .for_each(|(id, truth, read)| println!("{id}\n  truth {truth}\n  read  {read}"));
            }
            Err(fault) => eprintln!("{first}: {fault}"),
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

/// Real text taken for pages of a PDF: what is doubted of it is a false alarm.
fn layers(arguments: &[String]) -> ExitCode {
    let mut all = Doubts::default();
    for path in arguments {
        let Ok(bytes) = std::fs::read(path) else { continue };
        let texts = match path.rsplit_once('.').map(|(_, ending)| ending) {
            Some("jsonl" | "json") => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let mut found = Vec::new();
                serde_json::Deserializer::from_str(&text)
                    .into_iter::<serde_json::Value>()
                    .flatten()
                    .for_each(|value| long_texts(&value, &mut found));
                found
            }
            Some("txt") => vec![String::from_utf8_lossy(&bytes).into_owned()],
            _ => vec![read_bytes(&bytes, path, &Limits::default()).text],
        };
        let mut own = Doubts::default();
        for text in texts {
            let found = evaluate_layers(&text);
            own.pages += found.pages;
            own.suspect += found.suspect;
            own.nonsense += found.nonsense;
        }
        if own.suspect + own.nonsense > 0 {
            println!("{path}: {own:?}");
        }
        all.pages += own.pages;
        all.suspect += own.suspect;
        all.nonsense += own.nonsense;
    }
    println!("{all:?}");
    ExitCode::SUCCESS
}

fn long_texts(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) if text.len() > 200 => found.push(text.clone()),
        serde_json::Value::Array(of) => of.iter().for_each(|value| long_texts(value, found)),
        serde_json::Value::Object(of) => of.values().for_each(|value| long_texts(value, found)),
        _ => {}
    }
}

/// Each folder of the set holds the files of one encoding.
fn legacy(arguments: &[String]) -> ExitCode {
    let Some(folder) = arguments.first() else { return ExitCode::from(2) };
    let misses = arguments.get(1).is_some_and(|a| a == "misses");
    for encoding in ["tcvn3", "vni"] {
        let found = match evaluate_legacy(&PathBuf::from(folder).join(encoding)) {
            Ok(found) => found,
            Err(fault) => {
                eprintln!("{folder}/{encoding}: {fault}");
                return ExitCode::FAILURE;
            }
        };
        let mut all = Back { name: format!("{encoding}: {} files", found.len()), ..Back::default() };
        for back in &found {
            all.letters += back.letters;
            all.right += back.right;
            println!(
                "  {:.4} {:6} of {:6} {} {}",
                back.share(),
                back.right,
                back.letters,
                back.name,
                back.problem.as_deref().unwrap_or_default()
            );
            for (word, times) in back.missing.iter().take(if misses { 40 } else { 0 }) {
                println!("      {word} {times}");
            }
        }
        println!("{:.4} {:6} of {:6} {}", all.share(), all.right, all.letters, all.name);
    }
    ExitCode::SUCCESS
}

fn speed(arguments: &[String]) -> ExitCode {
    let Some((program, files)) = arguments.split_first() else { return ExitCode::from(2) };
    let reader = Reader::new(program, Limits::default());
    let next = std::sync::atomic::AtomicUsize::new(0);
    let rounds = 200;
    let start = std::time::Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let Some(file) = files.get(at % files.len().max(1)).filter(|_| at < rounds) else {
                        break;
                    };
                    let reading = reader.read(&PathBuf::from(file));
                    if let Some(problem) = reading.problem {
                        eprintln!("{file}: {problem}");
                    }
                }
            });
        }
    });
    let each = start.elapsed().as_secs_f64() / 200.0;
    println!("{:.0} documents/s; lockdown {:?}", 1.0 / each, reader.lockdown());
    ExitCode::SUCCESS
}
