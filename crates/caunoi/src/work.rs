//! Tasks at the console: listed, and assigned in the name of somebody who may.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use jiff::civil::Date;
use kernel::{Actor, Id, Office};
use people::{Viewer, names};
use serde::Serialize;
use tasks::acts::Outcome;
use tasks::{Assign, Assignment, NewSource, ProductKind, SourceKind, Standing};

use crate::{Place, console};

#[derive(Debug, clap::Args)]
pub struct ListTasks {
    /// How they stand today: on_track, due_soon, waiting, overdue, special, correction, unjudged.
    #[arg(long)]
    pub standing: Option<String>,
    /// Those that are closed instead of those that are open.
    #[arg(long)]
    pub closed: bool,
    /// One JSON object a line; the only form there is.
    #[arg(long)]
    pub json: bool,
}

pub fn list(place: &Place, asked: &ListTasks) -> anyhow::Result<ExitCode> {
    let standing = match &asked.standing {
        Some(code) => Some(Standing::from_code(code).with_context(|| {
            let known: Vec<_> = Standing::ALL.iter().map(|one| one.code()).collect();
            format!("{code} is no standing; there are {}", known.join(", "))
        })?),
        None => None,
    };
    let office = console::existing(place)?;
    let today = office.now().date();
    office.read_blocking(|tx| {
        tasks::listed(tx, today, (standing, asked.closed), |said| {
            if let Ok(line) = serde_json::to_string(said) {
                println!("{line}");
            }
        })
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Whoever signs in by this name, with their first post.
fn in_the_name_of(office: &Office, name: &str) -> anyhow::Result<Actor> {
    let today = office.now().date();
    let posts = office.read_blocking(|tx| names::posts(tx, today))?;
    let post = posts.iter().find(|post| post.account.as_deref() == Some(name));
    let post = post.with_context(|| format!("nobody signs in as {name} and holds a post"))?;
    let person = post.holder.context("the post is held")?;
    Ok(Actor::person(person.uuid(), Some(post.id.uuid())))
}

#[derive(Debug, clap::Args)]
pub struct ImportTasks {
    pub file: PathBuf,
    /// The sign-in name of who takes it over; the same rules hold as on the page.
    #[arg(long = "as")]
    pub by: String,
    /// Says what would become of each row, and takes none.
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long)]
    pub json: bool,
}

/// What would become of a row.
#[derive(Serialize)]
struct Said<'a> {
    sheet: &'a str,
    line: u32,
    outcome: Outcome,
    said: Vec<String>,
}

/// Prints a line for each row: `{"line":…,"outcome":"new","task":…,"code":…,"wrong":[…]}`.
pub fn import(place: &Place, asked: &ImportTasks) -> anyhow::Result<ExitCode> {
    let office = console::existing(place)?;
    let actor = in_the_name_of(&office, &asked.by)?;
    let bytes = std::fs::read(&asked.file).with_context(|| format!("{} is read", asked.file.display()))?;
    let table = tasks::import::read(&bytes).map_err(|refusal| console::refusal(&refusal))?;
    let mut bad = table.sheets_left.len();
    for sheet in &table.sheets_left {
        eprintln!("sheet {sheet} has no heading that names tasks and was not read");
    }
    if asked.dry_run {
        let (by, today) = (actor.person.map(Id::from_uuid).context("a person")?, office.now().date());
        let rows = office.read_blocking(|tx| {
            let Some(viewer) = Viewer::load(tx, by, today)? else { return Ok(Vec::new()) };
            let desk = directions::Desk::of_viewer(tx, &viewer)?;
            tasks::acts::tried(tx, &desk, today, &table)
        })?;
        for (line, row) in table.lines.iter().zip(&rows) {
            bad += usize::from(row.outcome == Outcome::Wrong);
            let said = row.said.iter().map(|msg| msg.say(words::Lang::Vi)).collect();
            let said = Said { sheet: &line.sheet, line: line.number, outcome: row.outcome, said };
            println!("{}", serde_json::to_string(&said)?);
        }
    } else {
        let whole = office.new_id();
        let taken = tasks::acts::take_all(&office, (&actor, whole), table.lines, &table.units)
            .map_err(|refusal| console::refusal(&refusal))?;
        for one in taken {
            bad += usize::from(one.outcome == Outcome::Wrong);
            println!("{}", serde_json::to_string(&one)?);
        }
    }
    Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

pub fn export(place: &Place) -> anyhow::Result<ExitCode> {
    let office = console::existing(place)?;
    let today = office.now().date();
    office.read_blocking(|tx| {
        for closed in [false, true] {
            tasks::listed(tx, today, (None, closed), |said| {
                if let Ok(line) = serde_json::to_string(said) {
                    println!("{line}");
                }
            })?;
        }
        Ok::<_, kernel::StoreError>(())
    })?;
    Ok(ExitCode::SUCCESS)
}

#[derive(Debug, clap::Args)]
pub struct AddTask {
    /// The sign-in name of who assigns; the same rules hold as on the page.
    #[arg(long = "as")]
    pub by: String,
    /// The owner: a unit's name.
    #[arg(long)]
    pub owner: String,
    #[arg(long, default_value = "report")]
    pub product_kind: String,
    #[arg(long)]
    pub product: String,
    #[arg(long)]
    pub due: Date,
    /// conclusion, board_notice, resolution, directive, programme, letter, instruction, other.
    #[arg(long, default_value = "other")]
    pub source_kind: String,
    #[arg(long)]
    pub source_code: String,
    #[arg(long)]
    pub source_title: String,
    /// The day on which the source was received; else today.
    #[arg(long)]
    pub received: Option<Date>,
    #[arg(long)]
    pub json: bool,
}

/// Prints `{"id":…,"code":…}`.
pub fn add(place: &Place, asked: AddTask) -> anyhow::Result<ExitCode> {
    let office = console::existing(place)?;
    let today = office.now().date();
    let actor = in_the_name_of(&office, &asked.by)?;
    let owner = office.read_blocking(|tx| names::body_named(tx, &asked.owner, today))?;
    let owner = owner.with_context(|| format!("no unit is called {}", asked.owner))?;
    let kind = SourceKind::from_code(&asked.source_kind)
        .filter(|kind| *kind != SourceKind::Oral)
        .with_context(|| format!("{} is no kind of source", asked.source_kind))?;
    let product_kind = ProductKind::from_code(&asked.product_kind)
        .with_context(|| format!("{} is no kind of product", asked.product_kind))?;
    let source = NewSource {
        kind,
        code: asked.source_code,
        title: asked.source_title,
        body: String::new(),
        conference: String::new(),
        issued_on: None,
        received_on: asked.received,
        received_estimated: false,
        paper: None,
        said_by: None,
    };
    let task = Assignment {
        owner: owner.id,
        owner_post: None,
        product_kind,
        product: asked.product,
        content: String::new(),
        due: asked.due,
        waits_for: String::new(),
        level: None,
        follower: None,
        cooperating: Vec::new(),
        field: None,
        decision: None,
        received_on: None,
        sudden: false,
    };
    let input = Assign { source: None, new_source: Some(source), parent: None, tasks: vec![task] };
    let made = office
        .act_blocking(actor, office.new_id(), input, tasks::assign)
        .map_err(|refusal| console::refusal(&refusal))?;
    for one in made {
        println!("{}", serde_json::to_string(&one)?);
    }
    Ok(ExitCode::SUCCESS)
}
