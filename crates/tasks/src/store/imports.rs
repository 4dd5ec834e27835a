//! Tables of tasks that wait to be taken, and what was taken of them before.

use jiff::civil::Date;
use kernel::{Id, Instant, Row, StoreError, Tx, Value, vals};
use people::Person;
use uuid::Uuid;

use super::sources::{SOURCES, source_row};
use super::tally::counted;
use super::tasks::{COLUMNS, task_row};
use super::{SourceRow, TaskRow};
use crate::model::Task;

/// Tables are kept so long, so that what was not taken can be looked at again.
const KEPT_DAYS: i64 = 30;

/// A table that was read.
#[derive(Debug, Clone)]
pub struct ImportRow {
    pub id: Uuid,
    pub at: Instant,
    pub name: String,
    /// [`crate::import::Table`] as JSON.
    pub content: String,
}

pub fn insert_import(tx: &mut Tx<'_>, row: &ImportRow, person: Id<Person>) -> Result<(), StoreError> {
    let old = row.at.plus(-KEPT_DAYS * Instant::DAY);
    tx.exec("DELETE FROM task_imports WHERE at < ?1", vals![old])?;
    let sql = "INSERT INTO task_imports (id, person, at, name, content) VALUES (?1, ?2, ?3, ?4, ?5) \
         ON CONFLICT (id) DO NOTHING";
    tx.exec(sql, vals![row.id, person, row.at, row.name.as_str(), row.content.as_str()]).map(drop)
}

pub fn set_import(tx: &mut Tx<'_>, id: Uuid, content: &str) -> Result<(), StoreError> {
    tx.exec("UPDATE task_imports SET content = ?2 WHERE id = ?1", vals![id, content]).map(drop)
}

/// The table, for whoever brought it.
pub fn import(tx: &mut Tx<'_>, id: Uuid, person: Id<Person>) -> Result<Option<ImportRow>, StoreError> {
    let sql = "SELECT id, at, name, content FROM task_imports WHERE id = ?1 AND person = ?2";
    tx.opt(sql, vals![id, person], |row| {
        Ok(ImportRow { id: row.get(0)?, at: row.get(1)?, name: row.get(2)?, content: row.get(3)? })
    })
}

/// What somebody brought, the newest first.
pub fn imports(tx: &mut Tx<'_>, person: Id<Person>) -> Result<Vec<(Uuid, Instant, String)>, StoreError> {
    let sql = "SELECT id, at, name FROM task_imports WHERE person = ?1 ORDER BY at DESC, id DESC LIMIT 20";
    tx.rows(sql, vals![person], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}

/// A task that a table may speak of: its key, where it came from one, with the row as it was taken.
pub struct Taken {
    pub key: Option<String>,
    pub cells: Option<String>,
    pub task: TaskRow,
}

fn taken_row(row: &Row<'_>) -> Result<Taken, StoreError> {
    const FIRST: usize = 32;
    Ok(Taken { task: task_row(row)?, key: row.get(FIRST)?, cells: row.get(FIRST + 1)? })
}

/// Tasks by keys and by codes, some hundreds at once.
pub fn taken(tx: &mut Tx<'_>, keys: &[String], codes: &[String]) -> Result<Vec<Taken>, StoreError> {
    let mut found = Vec::new();
    for (column, values) in [("import_key", keys), ("code", codes)] {
        for some in values.chunks(400) {
            let marks: Vec<_> = (1..=some.len()).map(|n| format!("?{n}")).collect();
            let params: Vec<Value<'_>> = some.iter().map(|text| Value::Text(text.as_str().into())).collect();
            let sql = format!(
                "SELECT {COLUMNS}, t.import_key, t.imported FROM tasks t WHERE t.{column} IN ({})",
                marks.join(", ")
            );
            found.extend(tx.rows(&sql, &params, taken_row)?);
        }
    }
    Ok(found)
}

pub fn set_imported(tx: &mut Tx<'_>, id: Id<Task>, key: &str, cells: &str) -> Result<(), StoreError> {
    tx.exec("UPDATE tasks SET import_key = ?2, imported = ?3 WHERE id = ?1", vals![id, key, cells]).map(drop)
}

/// The row of a table that a task came from.
pub fn imported(tx: &mut Tx<'_>, id: Id<Task>) -> Result<Option<String>, StoreError> {
    let found = tx.opt("SELECT imported FROM tasks WHERE id = ?1", vals![id], |row| row.get(0))?;
    Ok(found.flatten())
}

/// Closed as a table says: without grade, never judged.
pub fn close_unjudged(tx: &mut Tx<'_>, id: Id<Task>, (on, at): (Date, Instant)) -> Result<(), StoreError> {
    let sql = "UPDATE tasks SET closed_on = ?2, closed_at = ?3, submitted_on = NULL WHERE id = ?1";
    counted(tx, id, |tx| tx.exec(sql, vals![id, on, at]).map(drop))
}

/// Sources of this number, or, where there is none, of this title.
pub fn sources_coded(tx: &mut Tx<'_>, code: &str, title: &str) -> Result<Vec<SourceRow>, StoreError> {
    let sql =
        format!("{SOURCES} WHERE code = ?1 AND (code <> '' OR title = ?2) ORDER BY entered_at, id LIMIT 50");
    tx.rows(&sql, vals![code, title], source_row)
}
