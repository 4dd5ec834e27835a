//! The commands that do one thing and end.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use kernel::{Backend, Config, Office};
use reading::{Limits, Reader};
use words::Lang;

use crate::{Place, router};

pub fn config(place: &Place) -> Config {
    let embedded = Config::embedded(&place.data);
    match &place.database {
        Some(url) => Config { backend: Backend::Postgres(url.clone()), ..embedded },
        None => embedded,
    }
}

/// An installation that is there. Commands that look must not make a new one by a mistyped folder.
pub fn existing(place: &Place) -> anyhow::Result<Office> {
    let key = place.data.join("keys").join("journal.key");
    anyhow::ensure!(key.exists(), "{} holds no installation (no {})", place.data.display(), key.display());
    open(place)
}

pub fn open(place: &Place) -> anyhow::Result<Office> {
    Office::open(config(place), &router::parts()).context("the installation could not be opened")
}

pub fn refusal(refusal: &kernel::Refusal) -> anyhow::Error {
    anyhow::anyhow!("{}", refusal.msg.say(Lang::En))
}

pub fn read(files: &[PathBuf]) -> anyhow::Result<ExitCode> {
    let program = std::env::current_exe().context("the program does not find itself")?;
    let reader = Reader::new(program, Limits::default());
    let mut any = false;
    for file in files {
        let reading = reader.read(file);
        any |= reading.problem.is_none();
        let mut line = serde_json::to_value(&reading)?;
        if let Some(object) = line.as_object_mut() {
            object.insert("file".to_owned(), file.display().to_string().into());
        }
        println!("{line}");
    }
    Ok(if any { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// One line for each paper. Exit status 0 when at least one was taken, 1 when none was, as with `read`.
pub fn intake(place: &Place, files: &[PathBuf], ways: incoming::intake::Ways) -> anyhow::Result<ExitCode> {
    let office = open(place)?;
    let program = std::env::current_exe().context("the program does not find itself")?;
    let reader = incoming::engine::reader(&office, program);
    office.has_room().map_err(|full| refusal(&full))?;
    let mut any = false;
    incoming::intake::intake_all(&office, &reader, files, ways, |line| {
        any |= line.outcome != "returned" && line.id.is_some();
        println!("{}", serde_json::to_string(&line).unwrap_or_default());
    });
    Ok(if any { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Rows that did not simply go in, a line each; then the sum.
pub fn register_import(
    place: &Place,
    file: &Path,
    ways: &oldbooks::console::Ways,
) -> anyhow::Result<ExitCode> {
    let office = open(place)?;
    let sum = oldbooks::console::import(&office, file, ways, |line| {
        println!("{}", serde_json::to_string(&line).unwrap_or_default());
    });
    let sum = sum.map_err(|r| refusal(&r))?;
    println!("{}", serde_json::to_string(&sum)?);
    Ok(if sum.imported + sum.same > 0 || ways.dry { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub fn register_scans(place: &Place, to: (&str, &Path), unmarked: bool) -> anyhow::Result<ExitCode> {
    let office = existing(place)?;
    let program = std::env::current_exe().context("the program does not find itself")?;
    let reader = incoming::engine::reader(&office, program);
    let mut any = false;
    let done = oldbooks::console::attach(&office, &reader, to, unmarked, |told| {
        any |= told.outcome == "attached";
        println!("{}", serde_json::to_string(&told).unwrap_or_default());
    });
    done.map_err(|r| refusal(&r))?;
    Ok(if any { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// One look into the mailbox. Questions that come up wait for the next start of the program.
pub fn mailbox(place: &Place) -> anyhow::Result<ExitCode> {
    let office = existing(place)?;
    let program = std::env::current_exe().context("the program does not find itself")?;
    let reader = incoming::engine::reader(&office, program);
    let spool = incoming::spool::Spool::shared();
    let round = mailbox::round(&office, &reader, &spool, office.new_id())?;
    let (outcome, messages, fault) = match round {
        mailbox::Round::Idle => ("idle", 0, None),
        mailbox::Round::Later => ("later", 0, None),
        mailbox::Round::Met { messages, .. } => ("met", messages, None),
        mailbox::Round::Failed(fault) => ("failed", 0, Some(fault.to_string())),
    };
    println!("{}", serde_json::json!({ "outcome": outcome, "messages": messages, "fault": fault }));
    Ok(if fault.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub fn verify(place: &Place, json: bool, against: Option<&Path>) -> anyhow::Result<ExitCode> {
    let note = against
        .map(|file| std::fs::read_to_string(file).with_context(|| file.display().to_string()))
        .transpose()?;
    let report = kernel::journal::verify(&existing(place)?, note.as_deref())?;
    if json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        println!("{} entries, root {}", report.entries, report.root);
        if let Some(bad) = &report.first_bad {
            println!("first bad: {}: {}", bad.place, bad.why);
        }
        for fault in &report.faults {
            println!("{}: {}: {}", fault.check, fault.place, fault.what);
        }
        println!("{}", if report.ok { "ok" } else { "NOT OK" });
    }
    Ok(if report.ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A line for each original that was damaged. Exit status 0 when all are whole now.
pub fn scrub(place: &Place) -> anyhow::Result<ExitCode> {
    let office = existing(place)?;
    for fault in kernel::scrub::every(&office)? {
        println!("{}: {}", fault.place, fault.what);
    }
    let left = office.read_blocking(kernel::scrub::unmended)?;
    println!("{}", if left == 0 { "ok" } else { "NOT OK" });
    Ok(if left == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub fn backup(place: &Place, target: &Path) -> anyhow::Result<ExitCode> {
    let report = kernel::backup(&existing(place)?, target)?;
    println!("{}", serde_json::to_string(&report)?);
    eprintln!("keep {} apart from the backup", place.data.join("keys/journal.key").display());
    Ok(ExitCode::SUCCESS)
}

/// Restores a backup on trial, as the program does with each that it makes; every blob is read.
pub fn drill(place: &Place, source: &Path) -> anyhow::Result<ExitCode> {
    let all = kernel::safekeeping::blobs_of(source)?;
    match kernel::safekeeping::drill(&existing(place)?, source, &all) {
        Ok(drilled) => {
            println!("{} entries, {} rows, {} originals: ok", drilled.entries, drilled.rows, drilled.blobs);
            Ok(ExitCode::SUCCESS)
        }
        Err(fault) => {
            println!("{fault}\nNOT OK");
            Ok(ExitCode::FAILURE)
        }
    }
}

pub fn restore(place: &Place, source: &Path) -> anyhow::Result<ExitCode> {
    let report = kernel::restore(source, config(place), &router::parts())?;
    println!("{}", serde_json::to_string(&report)?);
    Ok(ExitCode::SUCCESS)
}

pub fn reset(place: &Place, name: &str) -> anyhow::Result<ExitCode> {
    let password = people::account::reset(&existing(place)?, name).map_err(|r| refusal(&r))?;
    println!("one-time password: {password}");
    Ok(ExitCode::SUCCESS)
}

pub fn export(place: &Place, target: &Path) -> anyhow::Result<ExitCode> {
    let head = kernel::journal::export(&existing(place)?, target)?;
    println!("{} entries, root {}", head.size, hex::encode(head.root));
    Ok(ExitCode::SUCCESS)
}

pub fn key(place: &Place) -> anyhow::Result<ExitCode> {
    println!("{}", existing(place)?.journal().verifying_key().encode());
    Ok(ExitCode::SUCCESS)
}

/// A deadline counted from the day after a date, with every day that was not counted and why: by the rules of this
/// office, else by those that come with the program.
pub fn deadline(place: &Place, asked: &CountDeadline) -> anyhow::Result<()> {
    let unit = match asked.unit.as_str() {
        "calendar" => rules::Unit::Calendar,
        _ => rules::Unit::Working,
    };
    let there = place.database.is_some() || place.data.join("keys").join("journal.key").exists();
    let calendar = if there {
        open(place)?.read_blocking(rulebook::rules)?.calendar.clone()
    } else {
        rulebook::shipped()?.calendar.clone()
    };
    let counted = calendar.deadline(asked.from, asked.days, unit);
    let skipped: Vec<_> = counted
        .skipped
        .iter()
        .map(|(date, kind)| serde_json::json!({ "date": date.to_string(), "why": kind.name(Lang::Vi) }))
        .collect();
    let mut said = serde_json::json!({ "deadline": counted.deadline.to_string(), "skipped": skipped });
    if counted.estimated {
        // A year whose list of days off is not announced yet took part.
        said["estimated"] = true.into();
    }
    println!("{said}");
    Ok(())
}

/// What is counted.
#[derive(Debug, clap::Args)]
pub struct CountDeadline {
    /// The day from which it is counted: the next one is the first.
    #[arg(long)]
    pub from: jiff::civil::Date,
    #[arg(long, value_parser = clap::value_parser!(u32).range(0..=3660))]
    pub days: u32,
    #[arg(long, default_value = "working", value_parser = ["working", "calendar"])]
    pub unit: String,
    /// One JSON object; the only form there is.
    #[arg(long)]
    pub json: bool,
}
