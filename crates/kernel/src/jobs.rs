//! Background work: written in the act's transaction, claimed with a lease, tried again with growing
//! pauses, laid out on a page when it keeps failing. Nothing is dropped.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde::Serialize;
use uuid::Uuid;

use crate::act::{Act, Subject};
use crate::clock::Instant;
use crate::id::Id;
use crate::office::Office;
use crate::refusal::Refusal;
use crate::storage::{Row, StoreError, Tx};
use crate::{t, vals};

/// How often a job is tried before it is laid out for a person.
pub const ATTEMPTS_MAX: u32 = 8;
/// A worker that died gives its job back after this time.
const LEASE: i64 = 5 * Instant::MINUTE;
/// The first pause; each further one is four times as long: 5 s, 20 s, 80 s … about 23 h in all.
const PAUSE: i64 = 5 * Instant::SECOND;
/// No pause is longer than this.
const PAUSE_MAX: i64 = Instant::DAY;
/// A clock that goes back by more than this was wrong before, or is now.
const SKEW: i64 = Instant::MINUTE;

/// A job as claimed or listed.
#[derive(Debug, Clone, Serialize)]
pub struct Job {
    pub id: Uuid,
    pub kind: String,
    pub payload: String,
    pub state: String,
    pub run_at: Instant,
    pub attempts: u32,
    pub fault: Option<String>,
    pub created_at: Instant,
}

impl Job {
    fn read(row: &Row<'_>) -> Result<Job, StoreError> {
        Ok(Job {
            id: row.get(0)?,
            kind: row.get(1)?,
            payload: row.get(2)?,
            state: row.get(3)?,
            run_at: row.get(4)?,
            attempts: row.get(5)?,
            fault: row.get(6)?,
            created_at: row.get(7)?,
        })
    }

    /// What the act handed over.
    pub fn payload<T: serde::de::DeserializeOwned>(&self) -> anyhow::Result<T> {
        Ok(serde_json::from_str(&self.payload)?)
    }
}

const COLUMNS: &str = "id, kind, payload, state, run_at, attempts, fault, created_at";

/// What does a job of one kind. It must be safe to run twice: a worker can die after the work, before the note.
pub type Handler = Arc<dyn Fn(&Office, &Job) -> anyhow::Result<()> + Send + Sync>;

/// Work that follows from the clock and not from an act; inside [`Office::operate`].
pub fn enqueue(
    tx: &mut Tx<'_>,
    kind: &str,
    payload: &impl Serialize,
    (id, run_at, now): (Uuid, Instant, Instant),
) -> Result<(), StoreError> {
    insert(tx, id, kind, payload, run_at, now)
}

pub(crate) fn insert(
    tx: &mut Tx<'_>,
    id: Uuid,
    kind: &str,
    payload: &impl Serialize,
    run_at: Instant,
    now: Instant,
) -> Result<(), StoreError> {
    let payload = serde_json::to_string(payload).map_err(|e| StoreError::Other(e.to_string()))?;
    tx.exec(
        "INSERT INTO jobs (id, kind, payload, state, run_at, attempts, created_at) \
         VALUES (?1, ?2, ?3, 'waiting', ?4, 0, ?5)",
        vals![id, kind, payload, run_at, now],
    )?;
    Ok(())
}

/// Runs what is due now, up to `limit` jobs, and tells how many it ran.
pub fn run_due(
    office: &Office,
    handlers: &HashMap<&'static str, Handler>,
    limit: u32,
) -> Result<usize, StoreError> {
    let mut ran = 0;
    let now = office.now();
    let before = office.inner.jobs_at.swap(now.0, Ordering::Relaxed);
    if before.saturating_sub(now.0) > SKEW {
        clock_went_back(office, now)?;
    }
    for _ in 0..limit {
        let Some(job) = claim(office)? else { break };
        ran += 1;
        let outcome = match handlers.get(job.kind.as_str()) {
            Some(handler) => handler(office, &job),
            None => Err(anyhow::anyhow!("nobody does jobs of this kind")),
        };
        match outcome {
            Ok(()) => finish(office, &job)?,
            Err(fault) => {
                tracing::warn!(job = %job.id, kind = job.kind, %fault, "a job failed");
                put_back(office, &job, &fault)?;
            }
        }
    }
    Ok(ran)
}

/// What was put off, or is held, until a time that is now far away would be late by as much as the clock was ahead.
/// Looked at when the program starts as well: it may have been stopped in between.
fn clock_went_back(office: &Office, now: Instant) -> Result<(), StoreError> {
    let freed = office.operate(move |tx| {
        let waiting = tx.exec(
            "UPDATE jobs SET run_at = ?1 WHERE state = 'waiting' AND run_at > ?1 \
             AND (run_at <= created_at OR (attempts > 0 AND run_at > ?2))",
            vals![now, now.plus(PAUSE_MAX)],
        )?;
        let held = tx.exec(
            "UPDATE jobs SET leased_until = ?1 WHERE state = 'running' AND leased_until > ?2",
            vals![now, now.plus(LEASE + SKEW)],
        )?;
        Ok(waiting + held)
    })?;
    if freed > 0 {
        tracing::warn!(jobs = freed, "the clock was ahead: what it had put off is done now");
    }
    Ok(())
}

fn claim(office: &Office) -> Result<Option<Job>, StoreError> {
    let now = office.now();
    // A look without a lock first: most of the time nothing is due, and the writer is left alone.
    let due = "SELECT 1 FROM jobs WHERE (state = 'waiting' AND run_at <= ?1) \
               OR (state = 'running' AND leased_until < ?1) LIMIT 1";
    if office.read_blocking(|tx| tx.opt(due, vals![now], |_| Ok(())))?.is_none() {
        return Ok(None);
    }
    office.operate(move |tx| {
        let skip = if tx.is_postgres() { "FOR UPDATE SKIP LOCKED" } else { "" };
        let sql = format!(
            "SELECT {COLUMNS} FROM jobs WHERE (state = 'waiting' AND run_at <= ?1) \
             OR (state = 'running' AND leased_until < ?1) ORDER BY run_at, id LIMIT 1 {skip}"
        );
        let Some(mut job) = tx.opt(&sql, vals![now], Job::read)? else { return Ok(None) };
        tx.exec(
            "UPDATE jobs SET state = 'running', attempts = attempts + 1, leased_until = ?2 WHERE id = ?1",
            vals![job.id, now.plus(LEASE)],
        )?;
        job.attempts += 1;
        Ok(Some(job))
    })
}

fn finish(office: &Office, job: &Job) -> Result<(), StoreError> {
    let (id, now) = (job.id, office.now());
    office.operate(move |tx| {
        tx.exec(
            "UPDATE jobs SET state = 'done', leased_until = NULL, fault = NULL, finished_at = ?2 WHERE id = ?1",
            vals![id, now],
        )
        .map(|_| ())
    })
}

fn put_back(office: &Office, job: &Job, fault: &anyhow::Error) -> Result<(), StoreError> {
    let state = if job.attempts >= ATTEMPTS_MAX { "dead" } else { "waiting" };
    let pause = PAUSE.saturating_mul(4_i64.saturating_pow(job.attempts.saturating_sub(1)));
    let (id, run_at, fault) = (job.id, office.now().plus(pause), format!("{fault:#}"));
    office.operate(move |tx| {
        tx.exec(
            "UPDATE jobs SET state = ?2, run_at = ?3, fault = ?4, leased_until = NULL WHERE id = ?1",
            vals![id, state, run_at, fault],
        )
        .map(|_| ())
    })
}

/// Jobs that gave up, newest first.
pub fn dead(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<Job>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM jobs WHERE state = 'dead' ORDER BY run_at DESC LIMIT ?1");
    tx.rows(&sql, vals![limit], Job::read)
}

/// One job, in whatever state.
pub fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Job>, StoreError> {
    tx.opt(&format!("SELECT {COLUMNS} FROM jobs WHERE id = ?1"), vals![id], Job::read)
}

/// How many jobs are in each state.
pub fn counts(tx: &mut Tx<'_>) -> Result<Vec<(String, u64)>, StoreError> {
    tx.rows("SELECT state, count(*) FROM jobs GROUP BY state ORDER BY state", vals![], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })
}

/// How many jobs gave up and wait for a person.
pub fn dead_count(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    tx.one("SELECT count(*) FROM jobs WHERE state = 'dead'", vals![], |row| row.get(0))
}

/// Marks keys of a person's decisions on jobs that gave up.
pub struct Decision;

#[derive(Debug, Clone, Serialize, serde::Deserialize)]
pub struct Decide {
    pub job: Uuid,
    pub reason: String,
}

/// A person looked and lets the job be tried again from the start. Who may is the caller's question.
pub fn retry(act: &mut Act<'_>, input: Decide) -> Result<(), Refusal> {
    decide(act, &input, "retry")?;
    let now = act.now();
    let sql =
        "UPDATE jobs SET state = 'waiting', attempts = 0, run_at = ?2, leased_until = NULL WHERE id = ?1";
    act.tx().exec(sql, vals![input.job, now])?;
    Ok(())
}

/// A person looked and lets the job go, with the reason. Who may is the caller's question.
pub fn give_up(act: &mut Act<'_>, input: Decide) -> Result<(), Refusal> {
    if input.reason.trim().is_empty() {
        return Err(Refusal::invalid(t::job_reason_missing()).field("reason"));
    }
    decide(act, &input, "give_up")?;
    let now = act.now();
    let sql = "UPDATE jobs SET state = 'given_up', finished_at = ?2 WHERE id = ?1";
    act.tx().exec(sql, vals![input.job, now])?;
    Ok(())
}

/// Locks the job, which must have given up, and writes the decision down.
fn decide(act: &mut Act<'_>, input: &Decide, decision: &'static str) -> Result<(), Refusal> {
    let lock = if act.tx().is_postgres() { "FOR UPDATE" } else { "" };
    let sql = format!("SELECT kind, state FROM jobs WHERE id = ?1 {lock}");
    let found =
        act.tx().opt(&sql, vals![input.job], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))?;
    let (kind, state) = found.ok_or_else(Refusal::not_found)?;
    if state != "dead" {
        return Err(Refusal::conflict(t::job_not_dead()));
    }
    let id: Id<Decision> = act.new_id();
    let name = if decision == "retry" { "jobs.retry" } else { "jobs.give_up" };
    act.record(name, Subject::new("job_decision", id));
    act.fact("job", input.job);
    act.fact("kind", kind.as_str());
    let now = act.now();
    act.tx().exec(
        "INSERT INTO job_decisions (id, job, kind, decision, reason, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        vals![id, input.job, kind, decision, input.reason.trim(), now],
    )?;
    Ok(())
}

/// Done jobs are kept this long, so that an operator can still see that they ran.
const KEPT: i64 = 7 * Instant::DAY;
const PRUNED_AT_ONCE: u32 = 5000;

/// Removes old done jobs, a portion at a time so that the writer is never held for long.
pub fn prune(office: &Office) -> Result<u64, StoreError> {
    let before = office.now().plus(-KEPT);
    let mut gone = 0;
    loop {
        let step = office.operate(move |tx| {
            tx.exec(
                "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs \
                 WHERE state IN ('done', 'given_up') AND finished_at < ?1 LIMIT ?2)",
                vals![before, PRUNED_AT_ONCE],
            )
        })?;
        gone += step;
        if step < u64::from(PRUNED_AT_ONCE) {
            return Ok(gone);
        }
    }
}
