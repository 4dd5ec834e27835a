//! PostgreSQL: a pool of blocking connections, worker threads that run acts, retries on conflict.

use std::collections::HashMap;
use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use postgres::fallible_iterator::FallibleIterator;
use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type};
use postgres::{Client, NoTls, SimpleQueryMessage, Statement};

use super::memory::Memory;
use super::{Row, StoreError, Task, Tx, Verdict};
use crate::value::{DbValue, Value};

const WAITING_MAX: usize = 4096;
const WRITERS: usize = 8;
const READERS: u32 = 8;
/// Connections that can be dead at once.
const KEPT_MAX: u32 = READERS + 8;
/// How often an act is run again after a deadlock or serialization failure.
const TRIES_MAX: u32 = 12;
const STATEMENTS_KEPT: usize = 512;

/// A connection with its prepared statements.
pub struct PgConn {
    client: Client,
    statements: HashMap<String, Statement>,
    memory: Memory,
}

pub(super) fn connect(url: &str) -> Result<Client, StoreError> {
    let mut client = Client::connect(url, NoTls)?;
    client.batch_execute("SET client_min_messages = warning; SET lock_timeout = '10s'")?;
    Ok(client)
}

impl PgConn {
    fn open(url: &str) -> Result<PgConn, StoreError> {
        Ok(PgConn { client: connect(url)?, statements: HashMap::new(), memory: Memory::default() })
    }

    fn prepared(&mut self, sql: &str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        if self.statements.len() >= STATEMENTS_KEPT {
            self.statements.clear();
        }
        let statement = self.client.prepare(&numbered(sql))?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(super) fn exec(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, StoreError> {
        let statement = self.prepared(sql)?;
        let params: Vec<Param<'_>> = params.iter().map(Param).collect();
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
        Ok(self.client.execute(&statement, &params)?)
    }

    pub(super) fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        read: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let statement = self.prepared(sql)?;
        let mut rows = self.client.query_raw(&statement, params.iter().map(Param))?;
        while let Some(row) = rows.next()? {
            read(&Row::Postgres(&row))?;
        }
        Ok(())
    }

    /// Begins to read. The snapshot says which transactions it sees: the same snapshot is the same picture, so
    /// what is remembered from it is still true, whichever node has written since.
    fn begin_reading(&mut self) -> Result<(), StoreError> {
        let began = self.client.simple_query(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT pg_current_snapshot()::text",
        )?;
        let snapshot = began.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        });
        self.memory.at(snapshot.ok_or_else(|| StoreError::shape("a snapshot"))?);
        Ok(())
    }

    pub(super) fn memory(&mut self) -> &mut Memory {
        &mut self.memory
    }

    fn batch(&mut self, sql: &str) -> Result<(), StoreError> {
        Ok(self.client.batch_execute(sql)?)
    }
}

/// `?1` becomes `$1`. No statement of ours holds a question mark in a literal.
fn numbered(sql: &str) -> String {
    sql.replace('?', "$")
}

#[derive(Debug)]
struct Param<'a>(&'a Value<'a>);

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(n) if *ty == Type::INT4 => i32::try_from(*n)?.to_sql(ty, out),
            Value::Int(n) => n.to_sql(ty, out),
            Value::Text(text) => text.as_ref().to_sql(ty, out),
            Value::Bytes(bytes) => bytes.as_ref().to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        let fits = match self.0 {
            Value::Null => true,
            Value::Int(_) => *ty == Type::INT8 || *ty == Type::INT4,
            Value::Text(_) => [Type::TEXT, Type::VARCHAR, Type::UNKNOWN].contains(ty),
            Value::Bytes(_) => *ty == Type::BYTEA,
        };
        if fits { self.to_sql(ty, out) } else { Err(format!("a parameter does not fit type {ty}").into()) }
    }
}

pub(super) fn column(row: &postgres::Row, index: usize) -> Result<DbValue<'_>, StoreError> {
    let column = row.columns().get(index).ok_or_else(|| StoreError::shape("a column at this position"))?;
    let ty = column.type_();
    let value = if *ty == Type::INT8 {
        row.try_get::<_, Option<i64>>(index)?.map(DbValue::Int)
    } else if *ty == Type::INT4 {
        row.try_get::<_, Option<i32>>(index)?.map(|n| DbValue::Int(i64::from(n)))
    } else if *ty == Type::BOOL {
        row.try_get::<_, Option<bool>>(index)?.map(|b| DbValue::Int(i64::from(b)))
    } else if *ty == Type::BYTEA {
        row.try_get::<_, Option<&[u8]>>(index)?.map(DbValue::Bytes)
    } else {
        row.try_get::<_, Option<&str>>(index)?.map(DbValue::Text)
    };
    Ok(value.unwrap_or(DbValue::Null))
}

struct Manager {
    url: String,
}

impl r2d2::ManageConnection for Manager {
    type Connection = PgConn;
    type Error = StoreError;

    fn connect(&self) -> Result<PgConn, StoreError> {
        PgConn::open(&self.url)
    }

    fn is_valid(&self, conn: &mut PgConn) -> Result<(), StoreError> {
        conn.batch("")
    }

    fn has_broken(&self, conn: &mut PgConn) -> bool {
        conn.client.is_closed()
    }
}

pub(crate) struct Pg {
    pool: r2d2::Pool<Manager>,
    writer: SyncSender<Task>,
    threads: Vec<thread::JoinHandle<()>>,
}

impl Pg {
    pub(super) fn open(url: &str) -> Result<Pg, StoreError> {
        let writers = u32::try_from(WRITERS).unwrap_or(8);
        let pool = r2d2::Pool::builder()
            .max_size(READERS + writers)
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(10))
            .build(Manager { url: url.to_owned() })
            .map_err(|e| StoreError::Other(e.to_string()))?;
        let (writer, waiting) = sync_channel::<Task>(WAITING_MAX);
        let waiting = Arc::new(Mutex::new(waiting));
        let mut threads = Vec::new();
        for number in 0..WRITERS {
            let (pool, waiting) = (pool.clone(), Arc::clone(&waiting));
            let thread = thread::Builder::new()
                .name(format!("writer-{number}"))
                .spawn(move || work(&pool, &waiting))
                .map_err(|e| StoreError::Other(e.to_string()))?;
            threads.push(thread);
        }
        Ok(Pg { pool, writer, threads })
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
        let mut conn = self.pool.get().map_err(|_| StoreError::Busy)?;
        // After the server was away every kept connection is dead; nothing was asked of it yet.
        for _ in 0..KEPT_MAX {
            match conn.begin_reading() {
                Err(StoreError::Busy) => conn = self.pool.get().map_err(|_| StoreError::Busy)?,
                Err(fault) => return Err(fault),
                Ok(()) => break,
            }
        }
        let mut tx = Tx::Postgres { conn: &mut conn, writes: 0, reading: true };
        let answer = catch_unwind(AssertUnwindSafe(|| read(&mut tx)));
        // Also after a panic: the next reader must not stand in this transaction's old picture.
        let _ = conn.batch("ROLLBACK");
        answer.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

impl Drop for Pg {
    fn drop(&mut self) {
        let (closed, _) = sync_channel(1);
        self.writer = closed;
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn work(pool: &r2d2::Pool<Manager>, waiting: &Mutex<Receiver<Task>>) {
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(mut task) = next else { return };
        let outcome = match pool.get() {
            Ok(mut conn) => {
                // As for readers: a dead connection is found out before anything was done on it.
                let mut begun = conn.batch("BEGIN");
                for _ in 0..KEPT_MAX {
                    if !matches!(begun, Err(StoreError::Busy)) {
                        break;
                    }
                    let Ok(other) = pool.get() else { break };
                    conn = other;
                    begun = conn.batch("BEGIN");
                }
                begun.and_then(|()| run(&mut conn, &mut task))
            }
            Err(_) => Err(StoreError::Busy),
        };
        (task.done)(outcome);
    }
}

/// The transaction has begun.
fn run(conn: &mut PgConn, task: &mut Task) -> Result<(), StoreError> {
    for attempt in 0..TRIES_MAX {
        if attempt > 0 {
            conn.batch("BEGIN")?;
        }
        let mut tx = Tx::Postgres { conn, writes: 0, reading: false };
        let verdict = catch_unwind(AssertUnwindSafe(|| (task.run)(&mut tx)));
        match verdict {
            Ok(Verdict::Keep) => match conn.batch("COMMIT") {
                Err(StoreError::Retry) => {}
                other => return other,
            },
            Ok(Verdict::Drop) => return conn.batch("ROLLBACK"),
            Ok(Verdict::Again) => conn.batch("ROLLBACK")?,
            Err(_) => {
                tracing::error!("an act panicked; it was rolled back");
                return conn.batch("ROLLBACK");
            }
        }
        // A little longer each time, and not in step with the other one.
        thread::sleep(Duration::from_millis(u64::from(attempt * attempt) + u64::from(attempt % 3)));
    }
    Err(StoreError::Busy)
}
