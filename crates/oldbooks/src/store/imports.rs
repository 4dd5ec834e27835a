//! Imports and the rows of their tables.

use documents::{Book, Paper, Series};
use jiff::civil::Date;
use kernel::{BlobHash, Id, Instant, Row as DbRow, StoreError, Tx, vals};
use people::Person;

use crate::model::{Field, Import, Judged, Line, Problem, Row, State};

#[derive(Debug, Clone)]
pub struct ImportRow {
    pub id: Id<Import>,
    pub blob: BlobHash,
    pub name: String,
    pub sheets: Vec<String>,
    /// Sheets of the file with another heading; they are uploaded by themselves.
    pub sheets_left: Vec<String>,
    pub lines: i64,
    pub headings: Vec<String>,
    pub fields: Vec<Field>,
    pub series: Id<Series>,
    /// A day of the book's year or term.
    pub day: Date,
    pub kind: String,
    pub book: Option<Id<Book>>,
    /// `draft`, `running`, `rest`, `dropped`.
    pub state: String,
    /// Doubtful rows are taken too.
    pub doubtful: bool,
    /// Why the register lacks numbers.
    pub why: String,
    pub version: i64,
    pub person: Option<Id<Person>>,
    pub at: Instant,
    pub ran_at: Option<Instant>,
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|e| StoreError::Other(e.to_string()))
}

fn of_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Shape("a part of an import".to_owned()))
}

pub fn insert_import(tx: &mut Tx<'_>, row: &ImportRow) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO register_imports (id, blob, name, sheets, sheets_left, lines, headings, fields, series, day, \
         kind, state, doubtful, why, version, corrections, person, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0, '', 1, 0, ?13, ?14)",
        vals![
            row.id,
            row.blob,
            row.name,
            json(&row.sheets)?,
            json(&row.sheets_left)?,
            row.lines,
            json(&row.headings)?,
            json(&row.fields)?,
            row.series,
            row.day,
            row.kind,
            row.state,
            row.person,
            row.at
        ],
    )
    .map(drop)
}

const IMPORT: &str = "SELECT id, blob, name, sheets, sheets_left, lines, headings, fields, series, day, kind, book, \
     state, doubtful, why, version, person, at, ran_at FROM register_imports";

fn import_row(row: &DbRow<'_>) -> Result<ImportRow, StoreError> {
    Ok(ImportRow {
        id: row.get(0)?,
        blob: row.get(1)?,
        name: row.get(2)?,
        sheets: of_json(&row.get::<String>(3)?)?,
        sheets_left: of_json(&row.get::<String>(4)?)?,
        lines: row.get(5)?,
        headings: of_json(&row.get::<String>(6)?)?,
        fields: of_json(&row.get::<String>(7)?)?,
        series: row.get(8)?,
        day: row.get(9)?,
        kind: row.get(10)?,
        book: row.get(11)?,
        state: row.get(12)?,
        doubtful: row.get::<i64>(13)? != 0,
        why: row.get(14)?,
        version: row.get(15)?,
        person: row.get(16)?,
        at: row.get(17)?,
        ran_at: row.get(18)?,
    })
}

pub fn import(tx: &mut Tx<'_>, id: Id<Import>) -> Result<Option<ImportRow>, StoreError> {
    tx.opt(&format!("{IMPORT} WHERE id = ?1"), vals![id], import_row)
}

/// The import, locked until the act ends.
pub fn lock_import(tx: &mut Tx<'_>, id: Id<Import>) -> Result<Option<ImportRow>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    tx.opt(&format!("{IMPORT} WHERE id = ?1{lock}"), vals![id], import_row)
}

/// The imports that were not dropped, the newest first.
pub fn imports(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<ImportRow>, StoreError> {
    let sql = format!("{IMPORT} WHERE state <> 'dropped' ORDER BY at DESC, id DESC LIMIT ?1");
    tx.rows(&sql, vals![limit], import_row)
}

pub fn set_frame(
    tx: &mut Tx<'_>,
    id: Id<Import>,
    fields: &[Field],
    (series, day, kind): (Id<Series>, Date, &str),
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE register_imports SET fields = ?2, series = ?3, day = ?4, kind = ?5, version = version + 1 WHERE id = ?1",
        vals![id, json(&fields)?, series, day, kind],
    )
    .map(drop)
}

pub fn set_state(tx: &mut Tx<'_>, id: Id<Import>, state: &str) -> Result<(), StoreError> {
    tx.exec("UPDATE register_imports SET state = ?2 WHERE id = ?1", vals![id, state]).map(drop)
}

pub fn set_running(
    tx: &mut Tx<'_>,
    (id, book): (Id<Import>, Id<Book>),
    (doubtful, why): (bool, &str),
    at: Instant,
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE register_imports SET state = 'running', book = ?2, doubtful = ?3, why = ?4, ran_at = ?5 WHERE id = ?1",
        vals![id, book, i64::from(doubtful), why, at],
    )
    .map(drop)
}

/// A correction moves the version: what was judged before is judged again.
pub fn correct(
    tx: &mut Tx<'_>,
    (id, place): (Id<Import>, u32),
    typed: &[(Field, String)],
    accepted: bool,
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE register_imports SET version = version + 1, corrections = corrections + 1 WHERE id = ?1",
        vals![id],
    )?;
    tx.exec(
        "UPDATE register_import_rows SET typed = ?3, accepted = ?4 WHERE import = ?1 AND place = ?2",
        vals![id, place, json(&typed)?, i64::from(accepted)],
    )
    .map(drop)
}

/// A row with what it came to.
#[derive(Debug, Clone)]
pub struct Kept {
    pub row: Row,
    pub state: State,
    pub line: Option<Line>,
    pub problems: Vec<Problem>,
    pub paper: Option<Id<Paper>>,
}

pub fn insert_row(tx: &mut Tx<'_>, id: Id<Import>, row: &Row, judged: &Judged) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO register_import_rows (import, place, sheet, line, cells, typed, accepted, state, number, parsed, \
         problems) VALUES (?1, ?2, ?3, ?4, ?5, '[]', 0, ?6, ?7, ?8, ?9) ON CONFLICT (import, place) DO NOTHING",
        vals![
            id,
            row.place,
            row.sheet,
            row.line,
            json(&row.cells)?,
            judged.state.code(),
            judged.number,
            json(&judged.line)?,
            json(&judged.problems)?
        ],
    )
    .map(drop)
}

pub fn set_judged(
    tx: &mut Tx<'_>,
    (id, place): (Id<Import>, u32),
    judged: &Judged,
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE register_import_rows SET state = ?3, number = ?4, parsed = ?5, problems = ?6 \
         WHERE import = ?1 AND place = ?2 AND state <> 'imported'",
        vals![id, place, judged.state.code(), judged.number, json(&judged.line)?, json(&judged.problems)?],
    )
    .map(drop)
}

/// What was judged, and when the last portion of rows moved.
pub fn judged_version(tx: &mut Tx<'_>, id: Id<Import>) -> Result<i64, StoreError> {
    let sql = "SELECT version FROM register_import_judged WHERE import = ?1";
    Ok(tx.opt(sql, vals![id], |row| row.get(0))?.unwrap_or(0))
}

pub fn set_judged_version(
    tx: &mut Tx<'_>,
    id: Id<Import>,
    version: i64,
    now: Instant,
) -> Result<(), StoreError> {
    tx.exec(
        "INSERT INTO register_import_judged (import, version, moved_at) VALUES (?1, ?2, ?3) \
         ON CONFLICT (import) DO UPDATE SET version = excluded.version, moved_at = excluded.moved_at",
        vals![id, version, now],
    )
    .map(drop)
}

const ROW: &str = "SELECT place, sheet, line, cells, typed, accepted, state, number, parsed, problems, paper \
     FROM register_import_rows";

fn kept(row: &DbRow<'_>) -> Result<Kept, StoreError> {
    let state =
        State::from_code(&row.get::<String>(6)?).ok_or_else(|| StoreError::Shape("a state".to_owned()))?;
    Ok(Kept {
        row: Row {
            place: row.get(0)?,
            sheet: row.get(1)?,
            line: row.get(2)?,
            cells: of_json(&row.get::<String>(3)?)?,
            typed: of_json(&row.get::<String>(4)?)?,
            accepted: row.get::<i64>(5)? != 0,
            imported: state == State::Imported,
            number: row.get(7)?,
        },
        state,
        line: of_json(&row.get::<String>(8)?)?,
        problems: of_json(&row.get::<String>(9)?)?,
        paper: row.get(10)?,
    })
}

/// Rows of one state or of all, after a place, in the order of the table.
pub fn rows(
    tx: &mut Tx<'_>,
    id: Id<Import>,
    state: Option<State>,
    (after, limit): (i64, u32),
) -> Result<Vec<Kept>, StoreError> {
    match state {
        Some(state) => tx.rows(
            &format!("{ROW} WHERE import = ?1 AND state = ?4 AND place > ?2 ORDER BY place LIMIT ?3"),
            vals![id, after, limit, state.code()],
            kept,
        ),
        None => {
            let sql = format!("{ROW} WHERE import = ?1 AND place > ?2 ORDER BY place LIMIT ?3");
            tx.rows(&sql, vals![id, after, limit], kept)
        }
    }
}

pub fn row(tx: &mut Tx<'_>, id: Id<Import>, place: u32) -> Result<Option<Kept>, StoreError> {
    tx.opt(&format!("{ROW} WHERE import = ?1 AND place = ?2"), vals![id, place], kept)
}

/// How many rows stand how.
pub fn counts(tx: &mut Tx<'_>, id: Id<Import>) -> Result<Vec<(State, u64)>, StoreError> {
    let sql = "SELECT state, count(*) FROM register_import_rows WHERE import = ?1 GROUP BY state";
    let found: Vec<(String, u64)> = tx.rows(sql, vals![id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let of =
        |state: State| found.iter().find(|(code, _)| code == state.code()).map_or(0, |(_, count)| *count);
    Ok(State::ALL.map(|state| (state, of(state))).to_vec())
}

/// The highest number of a row that is to be taken.
pub fn highest(tx: &mut Tx<'_>, id: Id<Import>) -> Result<i64, StoreError> {
    tx.one(
        "SELECT coalesce(max(number), 0) FROM register_import_rows WHERE import = ?1 \
         AND state IN ('ready', 'doubtful', 'imported')",
        vals![id],
        |row| row.get(0),
    )
}

/// The next rows to take.
pub fn next_rows(
    tx: &mut Tx<'_>,
    id: Id<Import>,
    doubtful: bool,
    limit: u32,
) -> Result<Vec<Kept>, StoreError> {
    let second = if doubtful { "doubtful" } else { "ready" };
    tx.rows(
        &format!("{ROW} WHERE import = ?1 AND state IN ('ready', ?2) ORDER BY place LIMIT ?3"),
        vals![id, second, limit],
        kept,
    )
}

pub fn settle_row(
    tx: &mut Tx<'_>,
    (id, place): (Id<Import>, u32),
    (state, paper): (State, Option<Id<Paper>>),
    problems: &[Problem],
) -> Result<(), StoreError> {
    tx.exec(
        "UPDATE register_import_rows SET state = ?3, paper = ?4, problems = ?5 WHERE import = ?1 AND place = ?2",
        vals![id, place, state.code(), paper, json(&problems)?],
    )
    .map(drop)
}

/// The numbers of a book: each with its code as it is compared, and whether it was imported.
pub fn numbers(tx: &mut Tx<'_>, book: Id<Book>) -> Result<Vec<(i64, String, bool)>, StoreError> {
    tx.rows(
        "SELECT number, code_key, imported FROM papers WHERE book = ?1 ORDER BY number",
        vals![book],
        |row| Ok((row.get(0)?, row.get(1)?, row.get::<Option<uuid::Uuid>>(2)?.is_some())),
    )
}

/// Rows whose upload was cut off before its import was made.
pub fn forget_strays(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    tx.exec("DELETE FROM register_import_rows WHERE import NOT IN (SELECT id FROM register_imports)", vals![])
}
