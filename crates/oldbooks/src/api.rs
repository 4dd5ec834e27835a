//! The same as JSON: the table is sent as it is, then its columns are told, rows corrected, the work run.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::post;
use documents::{Book, Series};
use jiff::civil::Date;
use kernel::{Id, Refusal, Tx};
use people::rest::{Caller, answer};
use people::{Api, House, Viewer};
use serde::{Deserialize, Serialize};
use words::Lang;

use crate::model::{Import, State as RowState};
use crate::store::{self, ImportRow};
use crate::work::{self, Aim};
use crate::{IMPORT, LIMITS, acts, pages};

const ROWS_MAX: u32 = 500;
const IMPORTS_MAX: u32 = 100;

#[must_use]
pub fn api() -> Api {
    let upload = post(upload).layer(DefaultBodyLimit::max(LIMITS.file + (1 << 20)));
    Api::new()
        .file::<Opened>("incoming.open_import", "/books/imports", upload)
        .act("incoming.frame_import", "/books/import-columns", acts::set_frame)
        .act("incoming.correct_import_row", "/books/import-corrections", acts::correct_row)
        .act("incoming.run_import", "/books/import-runs", acts::run)
        .act("incoming.pause_import", "/books/import-pauses", acts::pause)
        .act("incoming.drop_import", "/books/import-drops", acts::drop_import)
        .act("incoming.answer_scan", "/books/scan-answers", acts::answer_scan)
        .read("incoming.imports", "/books/imports", imports)
        .read("incoming.import_rows", "/books/imports/{id}/rows", rows)
        .read("incoming.scans", "/books/{book}/scans", scans)
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    name: String,
    series: Id<Series>,
    /// A day of the book's year or term.
    day: Date,
    #[serde(default)]
    kind: String,
}

#[derive(Serialize, Deserialize)]
struct Opened {
    id: Id<Import>,
}

async fn upload(
    State(house): State<House>,
    caller: Caller,
    headers: HeaderMap,
    named: Result<Query<Named>, axum::extract::rejection::QueryRejection>,
    body: Bytes,
) -> Response {
    let lang = caller.lang;
    let done = async {
        let id = caller.allowed("incoming.open_import", &headers)?;
        caller.viewer.ask(IMPORT)?;
        let Ok(Query(named)) = named else {
            return Err(Refusal::invalid(crate::t::series_missing()).field("series"));
        };
        let (office, actor) = (house.office().clone(), caller.actor());
        let aim = Aim { series: named.series, day: named.day, kind: named.kind };
        let taken = tokio::task::spawn_blocking(move || {
            work::take_up(&office, (&actor, id), (&named.name, &body), aim)
        });
        let id = taken.await.unwrap_or_else(|_| Err(Refusal::not_found()))?;
        Ok(Opened { id })
    };
    answer(done.await, lang)
}

fn keeps(tx: &mut Tx<'_>, viewer: &Viewer, series: Id<Series>) -> Result<bool, Refusal> {
    let shelves = incoming::books::shelves(tx)?;
    Ok(shelves.iter().any(|shelf| shelf.row.id == series && shelf.kept_by(viewer)))
}

#[derive(Deserialize)]
struct Nothing {}

#[derive(Serialize, Deserialize)]
struct ImportOut {
    id: Id<Import>,
    name: String,
    /// `draft`, `running` or `rest`.
    state: String,
    series: Id<Series>,
    day: Date,
    kind: String,
    book: Option<Id<Book>>,
    headings: Vec<String>,
    /// What each column says.
    fields: Vec<String>,
    /// Columns or rows have changed, and the rows are judged again when they are looked at or run.
    stale: bool,
    ready: u64,
    doubtful: u64,
    wrong: u64,
    imported: u64,
    same: u64,
    left: u64,
}

fn out(tx: &mut Tx<'_>, row: ImportRow) -> Result<ImportOut, Refusal> {
    let counts = store::counts(tx, row.id)?;
    let of = |state: RowState| counts.iter().find(|(one, _)| *one == state).map_or(0, |(_, count)| *count);
    Ok(ImportOut {
        stale: store::judged_version(tx, row.id)? != row.version,
        id: row.id,
        name: row.name,
        state: row.state,
        series: row.series,
        day: row.day,
        kind: row.kind,
        book: row.book,
        headings: row.headings,
        fields: row.fields.iter().map(|field| field.code().to_owned()).collect(),
        ready: of(RowState::Ready),
        doubtful: of(RowState::Doubtful),
        wrong: of(RowState::Wrong),
        imported: of(RowState::Imported),
        same: of(RowState::Same),
        left: of(RowState::Left),
    })
}

fn imports(tx: &mut Tx<'_>, viewer: &Viewer, _: Nothing) -> Result<Vec<ImportOut>, Refusal> {
    viewer.ask(IMPORT)?;
    let mut found = Vec::new();
    for row in store::imports(tx, IMPORTS_MAX)? {
        if keeps(tx, viewer, row.series)? {
            found.push(out(tx, row)?);
        }
    }
    Ok(found)
}

#[derive(Deserialize)]
struct RowsAsked {
    id: Id<Import>,
    /// `ready`, `doubtful`, `wrong`, `imported`, `same`, `left`; all when left out.
    state: Option<String>,
    /// Rows after this place: the last of the answer before.
    after: Option<i64>,
}

#[derive(Serialize, Deserialize)]
struct RowOut {
    place: u32,
    sheet: String,
    line: u32,
    cells: Vec<String>,
    state: String,
    number: Option<i64>,
    /// Why, in Vietnamese.
    reason: String,
    paper: Option<Id<documents::Paper>>,
}

fn rows(tx: &mut Tx<'_>, viewer: &Viewer, asked: RowsAsked) -> Result<Vec<RowOut>, Refusal> {
    viewer.ask(IMPORT)?;
    let import = store::import(tx, asked.id)?.ok_or_else(Refusal::not_found)?;
    if !keeps(tx, viewer, import.series)? {
        return Err(Refusal::not_found());
    }
    let state = asked.state.as_deref().and_then(RowState::from_code);
    let rows = store::rows(tx, asked.id, state, (asked.after.unwrap_or(0), ROWS_MAX))?;
    let out = |kept: store::Kept| RowOut {
        place: kept.row.place,
        sheet: kept.row.sheet,
        line: kept.row.line,
        cells: kept.row.cells,
        state: kept.state.code().to_owned(),
        number: kept.row.number,
        reason: pages::problems(&kept.problems, Lang::Vi),
        paper: kept.paper,
    };
    Ok(rows.into_iter().map(out).collect())
}

#[derive(Deserialize)]
struct ScansAsked {
    book: Id<Book>,
}

#[derive(Serialize, Deserialize)]
struct ScanOut {
    id: Id<crate::model::Scan>,
    name: String,
    /// `attached`, `asked`, `left`, `no_paper`, `no_number`, `same`, `marked`, `unchecked`, `refused`.
    state: String,
    number: Option<i64>,
    code_read: String,
    paper: Option<Id<documents::Paper>>,
}

fn scans(tx: &mut Tx<'_>, viewer: &Viewer, asked: ScansAsked) -> Result<Vec<ScanOut>, Refusal> {
    viewer.ask(IMPORT)?;
    let series = documents::book(tx, asked.book)?.and_then(|book| book.series);
    match series {
        Some(series) if keeps(tx, viewer, series)? => {}
        _ => return Err(Refusal::not_found()),
    }
    let out = |row: store::ScanRow| ScanOut {
        id: row.id,
        name: row.name,
        state: row.state,
        number: row.number,
        code_read: row.code_read,
        paper: row.paper,
    };
    Ok(store::scans(tx, asked.book, ROWS_MAX)?.into_iter().map(out).collect())
}
