//! The same rows by bare rusqlite: what the machine gives when nothing is asked, checked or hashed.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::Instant;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::rate;

/// As in the program's own writer.
const GROUP_MAX: usize = 256;

/// The rows one act wrote: the statement's number and its values.
type Act = Vec<(usize, Vec<Value>)>;

/// Registered papers with all rows their acts wrote.
pub struct Sample {
    schema: Vec<String>,
    statements: Vec<String>,
    /// What is there before: the receipts, waiting, and the book.
    before: Act,
    acts: Vec<Act>,
    /// What is written once before each COMMIT.
    together: Act,
}

/// The tables an act of registering writes, and how the rows of the paper `?1` with its entry `?2` are found.
const TABLES: &[(&str, &str)] = &[
    ("papers", "id = ?1"),
    ("paper_terms", "paper = ?1"),
    ("paper_files", "paper = ?1"),
    ("journal_entries", "id = ?2"),
    ("journal_subjects", "entry = ?2"),
    ("journal_leaves", "entry = ?2"),
    ("journal_salts", "owner = ?2 OR owner = ?1"),
];

impl Sample {
    pub fn take(office: &Path, most: u64) -> anyhow::Result<Sample> {
        let conn = Connection::open(office)?;
        let schema = conn
            .prepare("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid")?
            .query_map([], |row| row.get(0))?
            .collect::<Result<Vec<String>, _>>()?;
        // The program never looks entries up this way; for taking the sample they are needed for a moment.
        conn.execute_batch(
            "CREATE INDEX bench_subjects ON journal_subjects (entry); CREATE INDEX bench_receipts ON receipts (paper); \
             CREATE INDEX bench_terms ON paper_terms (paper)",
        )?;
        let mut sample = Sample {
            schema,
            statements: Vec::new(),
            before: Vec::new(),
            acts: Vec::new(),
            together: Vec::new(),
        };
        let mut reads = Vec::new();
        for (table, rows) in TABLES {
            reads.push((
                sample.insert(&conn, table)?,
                conn.prepare(&format!("SELECT * FROM {table} WHERE {rows}"))?,
            ));
        }
        let settle = sample.statement("UPDATE receipts SET state = 'registered', paper = ?2 WHERE id = ?1");
        let count_up = sample.statement("UPDATE book_counters SET last = last + 1 WHERE book = ?1");
        let spelling = sample.statement(
            "INSERT INTO issuer_names (key, name, used) VALUES (?1, ?1, 1) \
             ON CONFLICT (key) DO UPDATE SET name = excluded.name, used = issuer_names.used + 1",
        );
        let count = sample.statement(
            "INSERT INTO door_counts (day, source, state, pieces) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (day, source, state) DO UPDATE SET pieces = door_counts.pieces + excluded.pieces",
        );
        let marks = sample.insert(&conn, "text_marks")?;
        let give = sample.statement("UPDATE text_marks SET paper = ?2 WHERE id = ?1");
        let wait = sample.statement("INSERT INTO journal_pending (entry, at, hash) VALUES (?1, 0, ?2)");
        let numbered = sample.statement("DELETE FROM journal_pending WHERE entry = ?1");
        let edge = sample.statement("UPDATE journal_edge SET frontier = ?1");
        for table in ["books", "book_counters", "door_counts", "journal_edge"] {
            let insert = sample.insert(&conn, table)?;
            for row in rows(&mut conn.prepare(&format!("SELECT * FROM {table}"))?, [])? {
                sample.before.push((insert, row));
            }
        }
        let receipt = sample.insert(&conn, "receipts")?;
        let frontier: Value = conn.query_row("SELECT frontier FROM journal_edge", [], |row| row.get(0))?;
        sample.together.push((edge, vec![frontier]));
        let mut receipts = conn.prepare("SELECT * FROM receipts WHERE paper = ?1")?;
        let mut texts = conn.prepare("SELECT * FROM text_marks WHERE paper = ?1")?;
        let mut leaves = conn.prepare("SELECT entry, hash FROM journal_leaves WHERE entry = ?1")?;
        let mut newest = conn.prepare(
            "SELECT p.id, s.entry, p.book, p.issuer FROM papers p JOIN journal_subjects s ON s.subject = p.id \
             WHERE s.kind = 'paper' ORDER BY p.id DESC LIMIT ?1",
        )?;
        for key in rows(&mut newest, [i64::try_from(most)?])? {
            let mut act = Vec::new();
            for (insert, read) in &mut reads {
                let wanted = read.parameter_count();
                for row in rows(read, params_from_iter(key.iter().take(wanted)))? {
                    act.push((*insert, row));
                }
            }
            for mut row in rows(&mut receipts, params_from_iter(key.iter().take(1)))? {
                act.push((settle, vec![row[0].clone(), key[0].clone()]));
                for (state, pieces) in [("waiting", -1), ("registered", 1)] {
                    let state = Value::Text(state.to_owned());
                    act.push((count, vec![row[1].clone(), row[2].clone(), state, Value::Integer(pieces)]));
                }
                // Before the act it waited, with no paper yet.
                row[4] = Value::Text("waiting".to_owned());
                row[6] = Value::Null;
                sample.before.push((receipt, row));
            }
            act.push((count_up, vec![key[2].clone()]));
            act.push((spelling, vec![key[3].clone()]));
            for mut row in rows(&mut texts, params_from_iter(key.iter().take(1)))? {
                act.push((give, vec![row[0].clone(), key[0].clone()]));
                row[1] = Value::Null;
                sample.before.push((marks, row));
            }
            // An entry waits for its number until the others of its COMMIT are written.
            for row in rows(&mut leaves, params_from_iter(key.iter().skip(1).take(1)))? {
                let entry = row[0].clone();
                act.extend([(wait, row), (numbered, vec![entry])]);
            }
            sample.acts.push(act);
        }
        drop((reads, receipts, texts, leaves, newest));
        conn.execute_batch("DROP INDEX bench_subjects; DROP INDEX bench_receipts; DROP INDEX bench_terms")?;
        Ok(sample)
    }

    fn statement(&mut self, sql: &str) -> usize {
        self.statements.push(sql.to_owned());
        self.statements.len() - 1
    }

    fn insert(&mut self, conn: &Connection, table: &str) -> anyhow::Result<usize> {
        let columns = conn.prepare(&format!("SELECT * FROM {table}"))?.column_count();
        let marks: Vec<String> = (1..=columns).map(|n| format!("?{n}")).collect();
        Ok(self.statement(&format!("INSERT OR IGNORE INTO {table} VALUES ({})", marks.join(", "))))
    }

    /// Acts a second: clients hand their acts to one writer, which commits those that wait together.
    pub fn replay(self, path: &Path, clients: u64) -> anyhow::Result<f64> {
        let conn = Connection::open(path)?;
        conn.pragma_update(None, "journal_mode", "WAL")?;
        conn.pragma_update(None, "synchronous", "FULL")?;
        conn.set_prepared_statement_cache_capacity(256);
        for sql in &self.schema {
            conn.execute_batch(sql)?;
        }
        // What the book and the receipts point to is not part of the measure.
        conn.pragma_update(None, "foreign_keys", "OFF")?;
        conn.execute_batch("BEGIN")?;
        for (statement, row) in &self.before {
            conn.prepare_cached(&self.statements[*statement])?.execute(params_from_iter(row))?;
        }
        conn.execute_batch("COMMIT")?;
        conn.pragma_update(None, "foreign_keys", "ON")?;
        let acts = Arc::new(self.acts);
        let (statements, together) = (self.statements, self.together);
        let count = acts.len();
        let (send, waiting) = sync_channel::<(usize, SyncSender<()>)>(4096);
        let doing = Arc::clone(&acts);
        let begun = Instant::now();
        let writer = std::thread::spawn(move || -> rusqlite::Result<()> {
            while let Ok(first) = waiting.recv() {
                conn.execute_batch("BEGIN IMMEDIATE")?;
                let mut group = vec![first];
                let mut at = 0;
                while at < group.len() {
                    conn.prepare_cached("SAVEPOINT act")?.execute([])?;
                    for (statement, row) in &doing[group[at].0] {
                        conn.prepare_cached(&statements[*statement])?.execute(params_from_iter(row))?;
                    }
                    conn.prepare_cached("RELEASE act")?.execute([])?;
                    at += 1;
                    if group.len() < GROUP_MAX
                        && let Ok(next) = waiting.try_recv()
                    {
                        group.push(next);
                    }
                }
                for (statement, row) in &together {
                    conn.prepare_cached(&statements[*statement])?.execute(params_from_iter(row))?;
                }
                conn.execute_batch("COMMIT")?;
                for (_, told) in group {
                    let _ = told.send(());
                }
            }
            Ok(())
        });
        let next = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..clients {
                let (send, next) = (send.clone(), &next);
                scope.spawn(move || {
                    let (tell, told) = sync_channel(1);
                    while let Ok(n) = usize::try_from(next.fetch_add(1, Ordering::Relaxed)) {
                        if n >= count || send.send((n, tell.clone())).is_err() || told.recv().is_err() {
                            return;
                        }
                    }
                });
            }
        });
        let took = begun.elapsed();
        drop(send);
        writer.join().map_err(|_| anyhow::anyhow!("the bare writer fell"))??;
        Ok(rate(count as u64, took))
    }
}

fn rows(
    statement: &mut rusqlite::Statement<'_>,
    params: impl rusqlite::Params,
) -> rusqlite::Result<Vec<Vec<Value>>> {
    let columns = statement.column_count();
    let read = |row: &rusqlite::Row<'_>| (0..columns).map(|at| row.get(at)).collect();
    statement.query_map(params, read)?.collect()
}
