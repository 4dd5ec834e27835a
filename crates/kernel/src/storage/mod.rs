//! One transaction over either database.
//!
//! Statements are written once, with parameters numbered `?1`, `?2` …; PostgreSQL gets them as
//! `$1`, `$2` …. They use only what both databases read alike: BIGINT, TEXT, BLOB (BYTEA),
//! ON CONFLICT, RETURNING, explicit NULLS order. A parameter that stands alone in `?1 IS NULL`
//! must be cast, or PostgreSQL cannot tell its type.

mod memory;
mod pg;
mod sqlite;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use refinery::Runner;
use sha2::{Digest, Sha256};

use crate::part::Part;
use crate::value::{DbValue, FromDb, Value};

pub(crate) use memory::Memory;
pub(crate) use pg::PgConn;

/// Where the rows are.
#[derive(Debug, Clone)]
pub enum Backend {
    /// A file on this machine.
    Sqlite(PathBuf),
    /// A connection string, `postgres://user@host/database`.
    Postgres(String),
}

/// What went wrong in the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database is busy")]
    Busy,
    /// PostgreSQL ended one of two acts that stood in each other's way.
    #[error("the transaction must be run again")]
    Retry,
    #[error("no room on disk")]
    Full,
    /// The disk refuses for another reason than room: a quota, a limit on the size of files, a fault of the medium.
    #[error("the disk does not take what is written")]
    Unwritable,
    #[error("the disk does not give what is read: {0}")]
    Unreadable(String),
    /// What was read is not what was written.
    #[error("the database file is damaged: {0}")]
    Damaged(String),
    /// Mostly because the process holds as many files open as it may.
    #[error("the database file cannot be opened: {0}")]
    NotOpened(String),
    #[error("text with a NUL character")]
    Nul,
    /// A second lock against doubled numbers held: a unique or other constraint refused the row.
    #[error("a constraint refused the row: {0}")]
    Constraint(String),
    #[error("a column holds something else than {0}")]
    Shape(String),
    #[error("{0}")]
    Other(String),
}

impl StoreError {
    pub(crate) fn shape(wanted: &str) -> StoreError {
        StoreError::Shape(wanted.to_owned())
    }

    pub(crate) fn shape_found(wanted: &str, found: DbValue<'_>) -> StoreError {
        StoreError::Shape(format!("{wanted} (found {})", found.name()))
    }

    /// A short number that stands in the log beside the fault and on the page.
    #[must_use]
    pub fn incident(&self) -> String {
        let digest = Sha256::digest(self.to_string().as_bytes());
        hex::encode(&digest[..4])
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> StoreError {
        use std::io::ErrorKind;
        /// EIO, ENFILE and EMFILE have no kind of their own.
        const FAULTY: i32 = 5;
        const TOO_MANY: [i32; 2] = [23, 24];
        match (error.kind(), error.raw_os_error()) {
            (ErrorKind::StorageFull, _) => StoreError::Full,
            (ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge | ErrorKind::ReadOnlyFilesystem, _)
            | (_, Some(FAULTY)) => StoreError::Unwritable,
            (_, Some(code)) if TOO_MANY.contains(&code) => StoreError::Busy,
            _ => StoreError::Other(error.to_string()),
        }
    }
}

/// A fault of the disk below SQLite: of reading, or of writing.
fn disk_fault(code: rusqlite::ffi::Error, text: String) -> StoreError {
    use rusqlite::ffi::{SQLITE_IOERR_CORRUPTFS, SQLITE_IOERR_READ, SQLITE_IOERR_SHORT_READ};
    match code.extended_code {
        SQLITE_IOERR_READ | SQLITE_IOERR_SHORT_READ | SQLITE_IOERR_CORRUPTFS => StoreError::Unreadable(text),
        _ => StoreError::Unwritable,
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::ErrorCode;
        if let rusqlite::Error::SqliteFailure(code, text) = &error {
            match code.code {
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => return StoreError::Busy,
                ErrorCode::CannotOpen => return StoreError::NotOpened(error.to_string()),
                ErrorCode::DiskFull => return StoreError::Full,
                ErrorCode::SystemIoFailure => return disk_fault(*code, error.to_string()),
                ErrorCode::ReadOnly => return StoreError::Unwritable,
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                    return StoreError::Damaged(error.to_string());
                }
                ErrorCode::ConstraintViolation => {
                    return StoreError::Constraint(text.clone().unwrap_or_default());
                }
                _ => {}
            }
        }
        StoreError::Other(error.to_string())
    }
}

impl From<postgres::Error> for StoreError {
    fn from(error: postgres::Error) -> StoreError {
        use postgres::error::SqlState;
        if lost(&error) {
            // Whether a commit still happened is not known here; sent again, the act's id tells.
            return StoreError::Busy;
        }
        let Some(db) = error.as_db_error() else { return StoreError::Other(error.to_string()) };
        let code = db.code();
        if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED {
            StoreError::Retry
        } else if *code == SqlState::DISK_FULL {
            StoreError::Full
        } else if *code == SqlState::LOCK_NOT_AVAILABLE || *code == SqlState::TOO_MANY_CONNECTIONS {
            StoreError::Busy
        } else if code.code().starts_with("23") {
            StoreError::Constraint(db.message().to_owned())
        } else {
            // The statement's own values stay out: PostgreSQL puts them into `detail`, not into `message`.
            StoreError::Other(format!("{}: {}", code.code(), db.message()))
        }
    }
}

/// The server has gone, or sent us away: it stops, crashed, or does not answer yet.
fn lost(error: &postgres::Error) -> bool {
    use postgres::error::SqlState;
    let io = || {
        std::error::Error::source(error)
            .is_some_and(|source| source.downcast_ref::<std::io::Error>().is_some())
    };
    match error.code() {
        Some(code) => {
            [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::CANNOT_CONNECT_NOW].contains(code)
                || code.code().starts_with("08")
        }
        None => error.is_closed() || io(),
    }
}

/// A row of an answer. Columns by position, as the statement lists them.
pub enum Row<'r> {
    Sqlite(&'r rusqlite::Row<'r>),
    Postgres(&'r postgres::Row),
}

impl Row<'_> {
    /// The column at this position, from 0.
    pub fn get<T: FromDb>(&self, index: usize) -> Result<T, StoreError> {
        T::from_db(self.value(index)?)
    }

    pub(crate) fn value(&self, index: usize) -> Result<DbValue<'_>, StoreError> {
        match self {
            Row::Sqlite(row) => sqlite::column(row, index),
            Row::Postgres(row) => pg::column(row, index),
        }
    }

    pub(crate) fn names(&self) -> Vec<String> {
        match self {
            Row::Sqlite(row) => row.as_ref().column_names().map(str::to_owned).collect(),
            Row::Postgres(row) => row.columns().iter().map(|c| c.name().to_owned()).collect(),
        }
    }
}

/// An open transaction. Reading ones refuse to write.
pub enum Tx<'c> {
    Sqlite { conn: &'c rusqlite::Connection, writes: u64, memory: Option<&'c mut Memory> },
    Postgres { conn: &'c mut PgConn, writes: u64, reading: bool },
}

impl Tx<'_> {
    /// Runs a statement that changes rows and tells how many.
    pub fn exec(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, StoreError> {
        refuse_nul(params)?;
        match self {
            Tx::Sqlite { conn, writes, .. } => {
                *writes += 1;
                sqlite::exec(conn, sql, params)
            }
            Tx::Postgres { conn, writes, .. } => {
                *writes += 1;
                conn.exec(sql, params)
            }
        }
    }

    /// Every row of the answer. Statements that may answer much carry a LIMIT.
    pub fn rows<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        self.each(sql, params, |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Walks over the answer without keeping it.
    pub fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        refuse_nul(params)?;
        match self {
            Tx::Sqlite { conn, .. } => sqlite::each(conn, sql, params, &mut read),
            Tx::Postgres { conn, .. } => conn.each(sql, params, &mut read),
        }
    }

    /// The first row, if there is one.
    pub fn opt<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut found = None;
        self.each(sql, params, |row| {
            if found.is_none() {
                found = Some(read(row)?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The one row that must be there (a count, a RETURNING).
    pub fn one<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.opt(sql, params, read)?.ok_or_else(|| StoreError::shape("one row"))
    }

    /// The answer to a question that depends on nothing but the rows and its name: asked once for each picture
    /// of the database, and again as soon as anybody has committed anything. What depends on the day or the
    /// reader as well has these in its name. Writing transactions remember nothing.
    pub fn remember<T: Any + Send + Sync>(
        &mut self,
        name: &[u8],
        ask: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<Arc<T>, StoreError> {
        if let Some(known) = self.memory().and_then(|memory| memory.get(name)) {
            return Ok(known);
        }
        let answer = Arc::new(ask(self)?);
        if let Some(memory) = self.memory() {
            memory.put(name, Arc::clone(&answer));
        }
        Ok(answer)
    }

    fn memory(&mut self) -> Option<&mut Memory> {
        match self {
            Tx::Sqlite { memory, .. } => memory.as_deref_mut(),
            Tx::Postgres { conn, reading, .. } => reading.then(|| conn.memory()),
        }
    }

    /// Which of two texts to use, where one statement cannot serve both databases.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        matches!(self, Tx::Postgres { .. })
    }

    /// The same transaction under a shorter borrow, its writes counted anew.
    pub(crate) fn again(&mut self) -> Tx<'_> {
        match self {
            Tx::Sqlite { conn, .. } => Tx::Sqlite { conn, writes: 0, memory: None },
            Tx::Postgres { conn, .. } => Tx::Postgres { conn, writes: 0, reading: false },
        }
    }

    pub(crate) fn writes(&self) -> u64 {
        match self {
            Tx::Sqlite { writes, .. } | Tx::Postgres { writes, .. } => *writes,
        }
    }
}

/// PostgreSQL cannot hold NUL in text and SQLite would cut there: both refuse alike.
fn refuse_nul(params: &[Value<'_>]) -> Result<(), StoreError> {
    let has_nul = |v: &Value<'_>| matches!(v, Value::Text(text) if text.as_bytes().contains(&0));
    if params.iter().any(has_nul) { Err(StoreError::Nul) } else { Ok(()) }
}

/// One piece of work for the writer: run (again, if the database asks for it), then told how the commit went.
pub(crate) struct Task {
    pub run: Box<dyn FnMut(&mut Tx<'_>) -> Verdict + Send>,
    pub done: Box<dyn FnOnce(Result<(), StoreError>) + Send>,
}

/// What the work wants to become of its writes.
pub(crate) enum Verdict {
    Keep,
    Drop,
    /// Nothing decided: the database asked to run it again.
    Again,
}

/// Called inside the writer's transaction after a group of acts, before COMMIT.
pub(crate) type BeforeCommit = dyn Fn(&mut Tx<'_>) -> Result<(), StoreError> + Send + Sync;

pub(crate) enum Storage {
    Sqlite(sqlite::Sqlite),
    Postgres(pg::Pg),
}

impl Storage {
    /// Brings the schema up to date, then opens the pools.
    pub(crate) fn open(
        backend: &Backend,
        parts: &[Part],
        before_commit: Arc<BeforeCommit>,
    ) -> Result<Storage, StoreError> {
        match backend {
            Backend::Sqlite(path) => {
                let mut conn = sqlite::connect(path)?;
                for part in parts {
                    let runner = migrations(part, false)?;
                    // Its history is read with more trust than a damaged page deserves.
                    catch_unwind(AssertUnwindSafe(|| runner.run(&mut conn)))
                        .map_err(|_| damaged(part))?
                        .map_err(|fault| unmigrated(&fault))?;
                }
                drop(conn);
                Ok(Storage::Sqlite(sqlite::Sqlite::open(path, before_commit)?))
            }
            Backend::Postgres(url) => {
                let mut client = pg::connect(url)?;
                // Two nodes that start together migrate one after the other.
                client.batch_execute("SELECT pg_advisory_lock(710300)")?;
                for part in parts {
                    migrations(part, true)?.run(&mut client).map_err(|e| StoreError::Other(e.to_string()))?;
                }
                client.batch_execute("SELECT pg_advisory_unlock(710300)")?;
                Ok(Storage::Postgres(pg::Pg::open(url)?))
            }
        }
    }

    /// A consistent picture of the database for as long as `read` runs.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match self {
            Storage::Sqlite(sqlite) => sqlite.read(read),
            Storage::Postgres(pg) => pg.read(read),
        }
    }

    /// Whether a question would be answered without waiting for a connection or a line.
    pub(crate) fn at_hand(&self) -> bool {
        match self {
            Storage::Sqlite(sqlite) => sqlite.at_hand(),
            Storage::Postgres(_) => false,
        }
    }

    /// What is remembered under this name, if that can be told without waiting. PostgreSQL would have to be asked.
    pub(crate) fn recall<T: Any + Send + Sync>(&self, name: &[u8]) -> Option<Arc<T>> {
        match self {
            Storage::Sqlite(sqlite) => sqlite.recall(name),
            Storage::Postgres(_) => None,
        }
    }

    /// Hands the work to the writer and returns at once; `done` is called after the commit.
    pub(crate) fn write(&self, task: Task) {
        match self {
            Storage::Sqlite(sqlite) => sqlite.write(task),
            Storage::Postgres(pg) => pg.write(task),
        }
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self, Storage::Postgres(_))
    }

    /// What the database file says of its own pages, read from the disk anew. PostgreSQL keeps checksums of its own.
    pub(crate) fn own_check(&self, most: usize) -> Result<Vec<String>, StoreError> {
        match self {
            Storage::Sqlite(sqlite) => sqlite.own_check(most),
            Storage::Postgres(_) => Ok(Vec::new()),
        }
    }
}

fn damaged(part: &Part) -> StoreError {
    StoreError::Damaged(format!("the history of the schema of {}", part.name))
}

/// Why the schema could not be brought up to date, with what SQLite itself says of it.
fn unmigrated(fault: &refinery::Error) -> StoreError {
    let mut source = std::error::Error::source(fault);
    while let Some(inner) = source {
        if let Some(code) =
            inner.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error_code)
            && matches!(code, rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase)
        {
            return StoreError::Damaged(fault.to_string());
        }
        source = inner.source();
    }
    StoreError::Other(fault.to_string())
}

/// Each part keeps its own history, so that parts can be added and left out.
fn migrations(part: &Part, postgres: bool) -> Result<Runner, StoreError> {
    let mut found = Vec::new();
    for migration in part.migrations {
        let sql = if postgres { for_postgres(migration.sql) } else { for_sqlite(migration.sql) };
        let name = format!("V{}__{}", migration.version, migration.name);
        found
            .push(refinery::Migration::unapplied(&name, &sql).map_err(|e| StoreError::Other(e.to_string()))?);
    }
    // Grouped: each step and the note that it was taken are written together. One by one they are two transactions, and
    // whoever is killed between them can never be opened again.
    let mut runner = Runner::new(&found).set_abort_divergent(false).set_grouped(true);
    runner.set_migration_table_name(format!("migrations_{}", part.name));
    Ok(runner)
}

/// A line that begins so is a comment for the other database: SQLite changes a constraint only with a new table.
const FOR_SQLITE: &str = "-- sqlite: ";
const FOR_POSTGRES: &str = "-- postgres: ";

fn for_sqlite(sql: &str) -> String {
    sql.replace(FOR_SQLITE, "")
}

/// The same schema text for PostgreSQL: bytes have another name there.
fn for_postgres(sql: &str) -> String {
    sql.replace(FOR_POSTGRES, "")
        .replace(" BLOB", " BYTEA")
        .replace("INTEGER PRIMARY KEY AUTOINCREMENT", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY")
}

/// Counts what the process asked of the database, for the operator's page and the tests.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub acts: AtomicU64,
    pub refused: AtomicU64,
}

impl Counters {
    pub(crate) fn count(&self, kept: bool) {
        let counter = if kept { &self.acts } else { &self.refused };
        counter.fetch_add(1, Ordering::Relaxed);
    }
}
