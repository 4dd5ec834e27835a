//! Search as the program runs it: the index in the data folder, the thread that follows the journal, the command line.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use kernel::Office;
use search::follow::{self, Fault, Follower};
use search::{Ask, Entry, Filter, Order, Question, Reach, Source};
use search_tantivy::{Folder, TantivyIndex, Weights};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::{Place, console, router};

/// What the functions give to search.
pub fn sources() -> Vec<Source> {
    router::functions().iter().filter_map(|function| function.finds).map(|finds| finds.source).collect()
}

pub fn folder(data: &Path) -> Folder {
    let kinds: Vec<_> = sources().iter().map(|source| source.kind).collect();
    Folder::new(root(data), &kinds)
}

fn root(data: &Path) -> std::path::PathBuf {
    data.join("search")
}

/// Follows the journal until the follower goes. The office does not wait for it: the index is opened beside it.
pub fn start(office: &Office) -> anyhow::Result<(Follower, Arc<TantivyIndex>)> {
    let folder = folder(office.data());
    let index = folder.index();
    let follower = follow::start(office.clone(), sources(), Box::new(folder))
        .context("the thread that keeps the search index could not be started")?;
    Ok((follower, index))
}

/// Reads the index on the disk again and holds it against its own checksums; a damaged one is made anew.
pub fn look_through(office: &Office) -> anyhow::Result<()> {
    let root = root(office.data());
    if let Err(broken) = Folder::sound(&root) {
        tracing::error!(%broken, "the search index is damaged; it is made anew");
        Folder::want_anew(&root)?;
    }
    Ok(())
}

/// An index of what there is now, followed by nobody: for tests, where the rest is the journal's tail.
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a story that cannot go on fails")]
pub fn made(office: &Office) -> Arc<TantivyIndex> {
    let mut folder = folder(office.data());
    follow::once(office, &sources(), &mut folder, false).unwrap();
    folder.index()
}

/// Makes the index anew, or asks the office that is open to do so.
pub fn reindex(place: &Place) -> anyhow::Result<ExitCode> {
    let office = console::open(place)?;
    let mut shelf = folder(office.data());
    match follow::once(&office, &sources(), &mut shelf, true) {
        Ok(seq) => {
            println!("{}", json!({ "outcome": "made", "entries": seq }));
            Ok(ExitCode::SUCCESS)
        }
        Err(Fault::Taken) => {
            Folder::want_anew(&root(office.data()))?;
            println!("{}", json!({ "outcome": "wanted" }));
            eprintln!("the office is open: it makes the index anew by itself, beginning now");
            Ok(ExitCode::SUCCESS)
        }
        Err(fault) => Err(fault.into()),
    }
}

/// Finds, for whoever holds the machine: no reader, so nothing is hidden.
pub fn search(place: &Place, query: &str, limit: usize) -> anyhow::Result<ExitCode> {
    let office = console::open(place)?;
    let mut shelf = folder(office.data());
    let sources = sources();
    let picture = match shelf.look() {
        Ok(picture) if picture.stand().filling.is_none() => picture,
        // Nobody has made one yet.
        _ => match follow::once(&office, &sources, &mut shelf, false) {
            Ok(_) | Err(Fault::Taken) => shelf.look()?,
            Err(fault) => return Err(fault.into()),
        },
    };
    let question = Question::parse(query, false);
    let found = office.read_blocking(|tx| {
        let tail = search::tail(tx, &sources, picture.stand())?;
        let ask = Ask {
            question: question.clone(),
            filter: Filter::default(),
            order: if question.is_empty() { Order::Newest } else { Order::Best },
            skip: 0,
            limit: limit.min(1_000),
            facets: false,
        };
        let found = picture.ask(&ask, &Reach::All, &tail);
        let found = found.map_err(|broken| kernel::StoreError::Other(broken.to_string()))?;
        let mut lines = Vec::new();
        for hit in &found.hits {
            let source = sources.iter().find(|source| source.kind == hit.key.kind);
            let entry = match source {
                Some(source) => (source.load)(tx, &[hit.key.id])?.pop(),
                None => None,
            };
            lines.extend(entry.map(|entry| (*hit, entry)));
        }
        Ok((found.total, lines))
    })?;
    let mut out = std::io::stdout().lock();
    for (hit, entry) in found.1 {
        let excerpt: String =
            search::excerpt(&entry.body, &question).into_iter().map(|(text, _)| text).collect();
        let line = json!({
            "kind": hit.key.kind,
            "id": hit.key.id,
            "code": entry.code,
            "number": entry.number,
            "subject": entry.subject,
            "arrived": entry.arrived,
            "excerpt": excerpt,
            "score": hit.score,
            "near": hit.near,
            "total": found.0,
        });
        writeln!(out, "{line}")?;
    }
    Ok(ExitCode::SUCCESS)
}

#[derive(Deserialize)]
struct Text {
    id: String,
    text: String,
}

fn lines(path: &Path) -> anyhow::Result<Vec<Text>> {
    let file = std::fs::File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
    let mut found = Vec::new();
    for (number, line) in BufReader::new(file).lines().enumerate() {
        let line = line.with_context(|| format!("{} cannot be read", path.display()))?;
        if line.trim().is_empty() {
            continue;
        }
        let text: Text = serde_json::from_str(&line)
            .with_context(|| format!("{}, line {}: not {{\"id\",\"text\"}}", path.display(), number + 1))?;
        found.push(text);
    }
    Ok(found)
}

/// Answers questions over documents as the product does.
pub fn evaluate(documents: &Path, questions: &Path, limit: usize) -> anyhow::Result<ExitCode> {
    let documents = lines(documents)?;
    let questions = lines(questions)?;
    let entries = documents.iter().zip(0u128..).map(|(document, n)| {
        let mut entry = Entry::new("document", Uuid::from_u128(n));
        entry.body.clone_from(&document.text);
        entry
    });
    let picture = search_tantivy::in_memory(entries, &["document"], Weights::default())?;
    let mut out = std::io::stdout().lock();
    for question in &questions {
        let ask = Ask { question: Question::parse(&question.text, false), limit, ..Ask::default() };
        let found = picture.ask(&ask, &Reach::All, &search::Tail::default())?;
        let hits: Vec<&str> = found
            .hits
            .iter()
            .filter_map(|hit| usize::try_from(hit.key.id.as_u128()).ok().and_then(|n| documents.get(n)))
            .map(|document| document.id.as_str())
            .collect();
        writeln!(out, "{}", json!({ "id": question.id, "hits": hits }))?;
    }
    Ok(ExitCode::SUCCESS)
}
