//! `caunoi register-import` and `caunoi register-scans`: the same at the machine's console, for large registers and for
//! folders of scans.

use std::path::{Path, PathBuf};

use documents::INCOMING;
use incoming::door::{FILE_MAX_MB, Given};
use kernel::{Actor, Id, Office, Refusal};
use reading::Reader;
use serde::Serialize;
use words::Lang;

use crate::acts::{self, Run};
use crate::model::State;
use crate::scans::{self, Told};
use crate::work::{self, Aim};
use crate::{pages, store, t};

/// What became of a row that is not simply in the book. Its names are the command line's contract.
#[derive(Debug, Serialize)]
pub struct RowLine {
    pub sheet: String,
    pub line: u32,
    pub outcome: &'static str,
    pub number: Option<i64>,
    pub reason: String,
}

/// The last line.
#[derive(Debug, Serialize)]
pub struct Summary {
    pub import: String,
    pub book: Option<String>,
    pub rows: i64,
    pub imported: u64,
    pub same: u64,
    pub doubtful: u64,
    pub wrong: u64,
    pub left: u64,
    /// Numbers that the register lacks, recorded in the book.
    pub gaps: i64,
}

/// How to import.
pub struct Ways {
    /// The name of the series; the office's own when left out.
    pub series: Option<String>,
    /// A year, or a day of a term.
    pub year: String,
    pub kind: String,
    pub why: Option<String>,
    pub doubtful: bool,
    /// Only says what would happen.
    pub dry: bool,
}

fn series(office: &Office, name: Option<&str>) -> Result<Id<documents::Series>, Refusal> {
    let rows = office.read_blocking(documents::all_series)?;
    let found = rows.iter().find(|row| match name {
        Some(name) => vietnamese::fold(&row.name) == vietnamese::fold(name) || row.id.to_string() == name,
        None => row.code == INCOMING,
    });
    if let Some(row) = found {
        return Ok(row.id);
    }
    if name.is_some() {
        return Err(Refusal::invalid(t::series_missing()).field("series"));
    }
    // An office that has no book yet gets its own, as the first paper would open it.
    let begin = documents::Begin::default();
    let book = office.act_blocking(Actor::console(), office.new_id(), begin, documents::begin_book)?;
    let book = office.read_blocking(|tx| documents::book(tx, book))?;
    book.and_then(|book| book.series).ok_or_else(Refusal::not_found)
}

/// Imports a table. Each row that did not simply go into the book is told, then the sum.
pub fn import(
    office: &Office,
    file: &Path,
    ways: &Ways,
    mut tell: impl FnMut(RowLine),
) -> Result<Summary, Refusal> {
    let bytes = std::fs::read(file).map_err(|_| tables::unreadable())?;
    let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let day = pages::day_of(&ways.year)?;
    let aim = Aim { series: series(office, ways.series.as_deref())?, day, kind: ways.kind.clone() };
    let actor = Actor::console();
    let id = work::take_up(office, (&actor, office.new_id()), (&name, &bytes), aim)?;
    if !ways.dry {
        let why = ways.why.clone().unwrap_or_else(|| t::why_usual().say(Lang::Vi));
        let run = Run { import: id, doubtful: ways.doubtful, why };
        office.act_blocking(actor.clone(), office.new_id(), run, acts::run)?;
        work::finish(office, &actor, id)?;
    }
    let import = office.read_blocking(|tx| store::import(tx, id))?.ok_or_else(Refusal::not_found)?;
    let mut after = 0;
    loop {
        let some = office.read_blocking(|tx| store::rows(tx, id, None, (after, 5000)))?;
        let Some(last) = some.last() else { break };
        after = i64::from(last.row.place);
        for kept in some {
            let silent = if ways.dry { kept.state == State::Ready } else { kept.state == State::Imported };
            if !silent {
                tell(RowLine {
                    sheet: kept.row.sheet,
                    line: kept.row.line,
                    outcome: kept.state.code(),
                    number: kept.row.number,
                    reason: pages::problems(&kept.problems, Lang::Vi),
                });
            }
        }
    }
    let (counts, book) = office.read_blocking(|tx| {
        let counts = store::counts(tx, id)?;
        let book = match import.book {
            Some(book) => documents::book(tx, book)?,
            None => None,
        };
        let state = match &book {
            Some(book) => Some(documents::book_state(tx, book)?),
            None => None,
        };
        Ok((counts, book.zip(state)))
    })?;
    let of = |state: State| counts.iter().find(|(one, _)| *one == state).map_or(0, |(_, count)| *count);
    Ok(Summary {
        import: id.to_string(),
        rows: import.lines,
        imported: of(State::Imported),
        same: of(State::Same),
        doubtful: of(State::Doubtful),
        wrong: of(State::Wrong),
        left: of(State::Left),
        gaps: book.as_ref().map_or(0, |(_, state)| state.gaps),
        book: book.map(|(book, _)| book.name),
    })
}

/// Puts the scans of a folder, and of the folders in it, to the lines of a book.
pub fn attach(
    office: &Office,
    reader: &Reader,
    (book, folder): (&str, &Path),
    unmarked: bool,
    mut tell: impl FnMut(Told),
) -> Result<(), Refusal> {
    let books = office.read_blocking(documents::books)?;
    let wanted = vietnamese::fold(book);
    let row = books.iter().find(|row| vietnamese::fold(&row.name) == wanted || row.id.to_string() == book);
    let row = row.ok_or_else(Refusal::not_found)?;
    let mut files = Vec::new();
    gather(folder, 0, &mut files);
    files.sort();
    for path in files {
        let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
        let large = std::fs::metadata(&path).map_or(true, |meta| meta.len() > (FILE_MAX_MB as u64) << 20);
        // What is too large is told by the door's own words.
        let bytes = if large { vec![0; 1] } else { std::fs::read(&path).unwrap_or_default() };
        let given = Given { name, bytes };
        let under = (&Actor::console(), office.new_id());
        tell(scans::take(office, reader, under, (row.id, row.year), given, unmarked)?);
    }
    Ok(())
}

const DEPTH_MAX: u32 = 8;

/// Files below a folder; hidden ones and links are left alone.
fn gather(folder: &Path, depth: u32, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Ok(kind) = entry.file_type() else { continue };
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() && depth < DEPTH_MAX {
            gather(&entry.path(), depth + 1, files);
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
}
