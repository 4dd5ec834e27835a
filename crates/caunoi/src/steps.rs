//! A small piece of the day, always the same: a paper with an annex is taken in at the door, registered, and sent on its
//! way. The act ids follow from a number, so that whoever was killed in the middle is simply started again. Before and
//! after, everything that can be looked at is looked at.

use std::process::ExitCode;

use anyhow::{Context as _, ensure};
use directions::Send;
use documents::Registered;
use incoming::door::{Checked, Outcome, Parcel, Piece, Under, take};
use kernel::{Actor, Id, Kind, Office, Part, Refusal};
use people::{Person, Post};
use reading::{Limits, read_bytes};
use search::follow;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{Place, console, demo, finder, router, sample};

/// Who does it: printed by `--prepare`, handed back with `--cast`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Cast {
    clerk: Id<Person>,
    clerk_post: Id<Post>,
    chief_post: Id<Post>,
}

#[derive(clap::Args)]
pub struct Ways {
    /// Makes the small office and prints who is in it.
    #[arg(long)]
    prepare: bool,
    /// Only opens the installation: brings the schema up to date.
    #[arg(long)]
    open: bool,
    /// With --open: no further than the first so many steps of each function's schema, as an earlier version would.
    #[arg(long)]
    until: Option<usize>,
    /// What --prepare printed.
    #[arg(long)]
    cast: Option<String>,
    /// Looks at everything before and after, and prints what was found.
    #[arg(long)]
    look: bool,
    #[arg(long, default_value_t = 2)]
    papers: u64,
    /// Another number is another piece of the day.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub fn run(place: &Place, ways: &Ways) -> anyhow::Result<ExitCode> {
    if ways.open {
        let mut parts = router::parts();
        if let Some(until) = ways.until {
            parts.iter_mut().for_each(|part| *part = earlier(*part, until));
        }
        Office::open(console::config(place), &parts)?;
        return Ok(ExitCode::SUCCESS);
    }
    let office = console::open(place)?;
    if ways.prepare {
        let cast = demo::fill(&office)?;
        let (clerk, chief) = (cast.who("vanthu")?, cast.who("chanhvp")?);
        let cast = Cast { clerk: clerk.person, clerk_post: clerk.post, chief_post: chief.post };
        println!("{}", serde_json::to_string(&cast)?);
        return Ok(ExitCode::SUCCESS);
    }
    let cast: Cast = serde_json::from_str(ways.cast.as_deref().context("--cast is needed")?)?;
    let before = if ways.look { look(&office)? } else { Value::Null };
    for paper in 0..ways.papers {
        one_paper(&office, cast, (ways.seed, paper))?;
    }
    if ways.look {
        println!("{}", json!({ "before": before, "after": look(&office)? }));
    }
    Ok(ExitCode::SUCCESS)
}

/// Functions that came when the others had taken some steps already, and stand on those.
const LATER: [&str; 2] = ["mailbox", "oldbooks"];

fn earlier(part: Part, until: usize) -> Part {
    let known = if LATER.contains(&part.name) { 0 } else { until };
    Part { migrations: part.migrations.get(..known).unwrap_or(part.migrations), ..part }
}

fn one_paper(office: &Office, cast: Cast, (seed, paper): (u64, u64)) -> anyhow::Result<()> {
    let id = |step: u64| Uuid::from_u64_pair(seed, paper * 16 + step + 1);
    let clerk = || Actor::person(cast.clerk.uuid(), Some(cast.clerk_post.uuid()));
    let piece = |name: &str, text: String| {
        let reading = read_bytes(text.as_bytes(), name, &Limits::default());
        Piece::new(name.to_owned(), text.into_bytes(), reading)
    };
    let pieces = vec![
        piece("cong-van.txt", format!("Công văn số {paper} về việc chuẩn bị nội dung, lần {seed}")),
        piece("phu-luc.txt", format!("Phụ lục của công văn số {paper}, lần {seed}")),
    ];
    let parcel = Parcel { source: "upload".to_owned(), sender: None, pieces, came_at: None };
    let told = patiently(|| {
        let under = Under { actor: clerk(), id: id(0), stop: None };
        take(office, None, under, Checked::Clear(parcel.clone()))
    })?;
    let Outcome::Waiting(receipt) = told.outcome else { anyhow::bail!("the paper was not taken") };
    let registered: Registered = patiently(|| {
        office.act_blocking(clerk(), id(1), sample::register(receipt, paper), incoming::register)
    })?;
    patiently(|| {
        let send = Send { paper: registered.paper, to: cast.chief_post, field: None };
        office.act_blocking(clerk(), id(2), send, directions::send)
    })?;
    Ok(())
}

/// A database that restarts is asked again.
fn patiently<T>(mut act: impl FnMut() -> Result<T, Refusal>) -> anyhow::Result<T> {
    for _ in 0..200 {
        match act() {
            Err(refusal) if refusal.kind == Kind::Busy => {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            other => return other.map_err(|refusal| console::refusal(&refusal)),
        }
    }
    anyhow::bail!("the database stays busy")
}

/// The journal and every table against it, every original that a row names or that lies in the store, and what search
/// lists against what there is.
fn look(office: &Office) -> anyhow::Result<Value> {
    let report = kernel::journal::verify(office, None)?;
    let originals = kernel::scrub::every(office)?;
    let sources = finder::sources();
    let mut shelf = finder::folder(office.data());
    follow::once(office, &sources, &mut shelf, false)?;
    let listed = shelf.look()?.size();
    let mut there = 0;
    for source in &sources {
        let ids = office.read_blocking(|tx| (source.older)(tx, None, 1_000))?;
        let entries = office.read_blocking(|tx| (source.load)(tx, &ids))?;
        ensure!(entries.len() == ids.len(), "a {} that is listed has no rows", source.kind);
        there += u64::try_from(entries.len())?;
    }
    Ok(json!({
        "ok": report.ok && originals.is_empty() && listed == there,
        "verify": report,
        "originals": originals,
        "listed": listed,
        "there": there,
    }))
}
