//! SQLite: one writer thread, a pool of readers, WAL, every commit durable.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql};

use super::memory::Memory;
use super::{BeforeCommit, Row, StoreError, Task, Tx, Verdict};
use crate::value::{DbValue, Value};

/// Acts that wait for the writer; more are refused as "busy" instead of piling up.
const WAITING_MAX: usize = 4096;
/// Acts in one COMMIT: enough to share the fsync, few enough to answer soon.
const GROUP_MAX: usize = 256;
const READERS: usize = 6;
const STATEMENTS_KEPT: usize = 256;

pub(crate) struct Sqlite {
    writer: SyncSender<Task>,
    thread: Option<thread::JoinHandle<()>>,
    readers: Readers,
}

/// A reading connection with what it remembers of the present picture.
struct Seat {
    conn: Connection,
    memory: Memory,
}

impl Seat {
    /// Forgets everything if anybody has committed anything since this connection last looked. SQLite itself
    /// keeps that count, for every connection of every process. Inside a transaction it also fixes the picture.
    fn look(&mut self) -> Result<(), StoreError> {
        let version: i64 =
            self.conn.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?;
        self.memory.at(version);
        Ok(())
    }
}

struct Readers {
    path: PathBuf,
    idle: Mutex<(Vec<Seat>, usize)>,
    freed: Condvar,
}

pub(super) fn connect(path: &Path) -> Result<Connection, StoreError> {
    let conn = Connection::open(path)?;
    conn.busy_timeout(std::time::Duration::from_secs(10))?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", "ON")?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.pragma_update(None, "cache_size", -16_000)?;
    // A page that the disk does not give must be an error: through a mapped file it would end the process (SIGBUS).
    conn.pragma_update(None, "mmap_size", 0)?;
    // A plan that looked at a parameter's value would be made anew at every question: a third of a page's time.
    // So a partial index serves a statement only where the statement itself says the index's condition.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(conn)
}

impl Sqlite {
    pub(super) fn open(path: &Path, before_commit: Arc<BeforeCommit>) -> Result<Sqlite, StoreError> {
        let conn = connect(path)?;
        let (writer, waiting) = sync_channel(WAITING_MAX);
        let place = path.to_owned();
        let thread = thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || write_all(&place, conn, &waiting, before_commit.as_ref()))
            .map_err(|e| StoreError::Other(e.to_string()))?;
        let readers =
            Readers { path: path.to_owned(), idle: Mutex::new((Vec::new(), 0)), freed: Condvar::new() };
        Ok(Sqlite { writer, thread: Some(thread), readers })
    }

    pub(super) fn write(&self, task: Task) {
        match self.writer.try_send(task) {
            Ok(()) => {}
            Err(TrySendError::Full(task) | TrySendError::Disconnected(task)) => {
                (task.done)(Err(StoreError::Busy));
            }
        }
    }

    pub(super) fn read<T>(
        &self,
        read: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut reader = self.readers.take()?;
        let Some(seat) = &mut reader.seat else { return Err(StoreError::Busy) };
        seat.conn.prepare_cached("BEGIN")?.execute([])?;
        seat.look()?;
        let memory = Some(&mut seat.memory);
        let answer = read(&mut Tx::Sqlite { conn: &seat.conn, writes: 0, memory });
        seat.conn.prepare_cached("ROLLBACK")?.execute([])?;
        answer
    }

    /// On a connection of its own: another's cache would hide what the disk has lost.
    pub(super) fn own_check(&self, most: usize) -> Result<Vec<String>, StoreError> {
        let conn = connect(&self.readers.path)?;
        let mut statement = conn.prepare(&format!("PRAGMA integrity_check({most})"))?;
        let mut rows = statement.query([])?;
        let mut said = Vec::new();
        while let Some(row) = rows.next()? {
            said.push(row.get::<_, String>(0)?);
        }
        said.retain(|line| line != "ok");
        Ok(said)
    }

    pub(super) fn at_hand(&self) -> bool {
        !self.readers.idle.lock().unwrap_or_else(PoisonError::into_inner).0.is_empty()
    }

    /// What a free connection remembers under this name, if it is still true. Never waits.
    pub(super) fn recall<T: Any + Send + Sync>(&self, name: &[u8]) -> Option<Arc<T>> {
        let mut reader = self.readers.take_idle()?;
        let seat = reader.seat.as_mut()?;
        seat.look().ok()?;
        seat.memory.get(name)
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        // Closing the channel lets the writer finish what waits, then end.
        let (closed, _) = sync_channel(1);
        self.writer = closed;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Readers {
    fn take(&self) -> Result<Reader<'_>, StoreError> {
        self.connection().map(|seat| Reader { readers: self, seat: Some(seat) })
    }

    fn take_idle(&self) -> Option<Reader<'_>> {
        let seat = self.idle.lock().unwrap_or_else(PoisonError::into_inner).0.pop()?;
        Some(Reader { readers: self, seat: Some(seat) })
    }

    fn connection(&self) -> Result<Seat, StoreError> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(seat) = idle.0.pop() {
                return Ok(seat);
            }
            if idle.1 < READERS {
                idle.1 += 1;
                drop(idle);
                let opened = connect(&self.path).and_then(|conn| {
                    conn.pragma_update(None, "query_only", "ON")?;
                    Ok(Seat { conn, memory: Memory::default() })
                });
                if opened.is_err() {
                    self.idle.lock().unwrap_or_else(PoisonError::into_inner).1 -= 1;
                }
                return opened;
            }
            idle = self.freed.wait(idle).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A connection on loan. Whatever happens to the borrower, its place in the pool comes back.
struct Reader<'r> {
    readers: &'r Readers,
    seat: Option<Seat>,
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let mut idle = self.readers.idle.lock().unwrap_or_else(PoisonError::into_inner);
        match self.seat.take() {
            // A connection left inside a transaction would show the next reader an old picture.
            Some(seat) if seat.conn.is_autocommit() => idle.0.push(seat),
            _ => idle.1 -= 1,
        }
        self.readers.freed.notify_one();
    }
}

/// The writer: takes what waits, runs each act in a savepoint, commits all of them once, then answers.
fn write_all(path: &Path, mut conn: Connection, waiting: &Receiver<Task>, before_commit: &BeforeCommit) {
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        while group.len() < GROUP_MAX {
            match waiting.try_recv() {
                Ok(task) => group.push(task),
                Err(_) => break,
            }
        }
        let outcome = run_group(&conn, &mut group, before_commit);
        if outcome.is_err() && !conn.is_autocommit() {
            let _ = conn.execute_batch("ROLLBACK");
            // A transaction that cannot even be rolled back would refuse every act from now on.
            if !conn.is_autocommit()
                && let Ok(fresh) = connect(path)
            {
                conn = fresh;
            }
        }
        for task in group {
            (task.done)(outcome.as_ref().copied().map_err(again));
        }
    }
}

fn run_group(conn: &Connection, group: &mut [Task], before_commit: &BeforeCommit) -> Result<(), StoreError> {
    let batch = |sql: &str| conn.prepare_cached(sql).and_then(|mut s| s.execute([]));
    batch("BEGIN IMMEDIATE")?;
    let mut tx = Tx::Sqlite { conn, writes: 0, memory: None };
    for task in group.iter_mut() {
        batch("SAVEPOINT act")?;
        let verdict = catch_unwind(AssertUnwindSafe(|| (task.run)(&mut tx)));
        if conn.is_autocommit() {
            // A full or faulty disk ends the whole transaction. Whoever met it knows why; the others try again.
            return Err(StoreError::Busy);
        }
        if !matches!(verdict, Ok(Verdict::Keep)) {
            if let Err(panic) = &verdict {
                tracing::error!(fault = panic_text(panic.as_ref()), "an act panicked; it was rolled back");
            }
            batch("ROLLBACK TO act")?;
        }
        batch("RELEASE act")?;
    }
    before_commit(&mut tx)?;
    batch("COMMIT")?;
    Ok(())
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("?")
}

/// Every act of a group whose COMMIT failed hears the same.
fn again(error: &StoreError) -> StoreError {
    match error {
        StoreError::Busy => StoreError::Busy,
        StoreError::Retry => StoreError::Retry,
        StoreError::Full => StoreError::Full,
        StoreError::Unwritable => StoreError::Unwritable,
        StoreError::Unreadable(text) => StoreError::Unreadable(text.clone()),
        StoreError::Damaged(text) => StoreError::Damaged(text.clone()),
        StoreError::NotOpened(text) => StoreError::NotOpened(text.clone()),
        StoreError::Nul => StoreError::Nul,
        StoreError::Constraint(text) => StoreError::Constraint(text.clone()),
        StoreError::Shape(text) => StoreError::Shape(text.clone()),
        StoreError::Other(text) => StoreError::Other(text.clone()),
    }
}

struct Param<'a>(&'a Value<'a>);

impl ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Int(n) => ValueRef::Integer(*n),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

pub(super) fn exec(conn: &Connection, sql: &str, params: &[Value<'_>]) -> Result<u64, StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let changed = statement.execute(rusqlite::params_from_iter(params.iter().map(Param)))?;
    Ok(u64::try_from(changed).unwrap_or(u64::MAX))
}

pub(super) fn each(
    conn: &Connection,
    sql: &str,
    params: &[Value<'_>],
    read: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(rusqlite::params_from_iter(params.iter().map(Param)))?;
    while let Some(row) = rows.next()? {
        read(&Row::Sqlite(row))?;
    }
    Ok(())
}

pub(super) fn column<'r>(row: &'r rusqlite::Row<'r>, index: usize) -> Result<DbValue<'r>, StoreError> {
    Ok(match row.get_ref(index)? {
        ValueRef::Null => DbValue::Null,
        ValueRef::Integer(n) => DbValue::Int(n),
        ValueRef::Real(_) => return Err(StoreError::shape("no floating point")),
        ValueRef::Text(bytes) => {
            DbValue::Text(std::str::from_utf8(bytes).map_err(|_| StoreError::shape("text in UTF-8"))?)
        }
        ValueRef::Blob(bytes) => DbValue::Bytes(bytes),
    })
}
