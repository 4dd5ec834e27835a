//! The office as the program holds it: storage, clock, blobs, journal, and the way into an act.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::{oneshot, watch};
use uuid::Uuid;

use crate::act::{Act, Actor};
use crate::blobs::Blobs;
use crate::clock::{Clock, Instant, SystemClock};
use crate::health::Health;
use crate::here::Here;
use crate::journal::Journal;
use crate::part::{Part, SubjectKind};
use crate::refusal::{Kind, Refusal};
use crate::storage::{Backend, Counters, Storage, StoreError, Task, Tx, Verdict};
use crate::{seal, t, vals};

/// Where an installation keeps its things.
pub struct Config {
    /// Blobs, keys, spool, and the SQLite file where there is one.
    pub data: PathBuf,
    pub backend: Backend,
    pub clock: Arc<dyn Clock>,
    /// The first part of the log's name in checkpoints: a name that the office owns, such as its domain.
    /// The first start adds a part of its own and keeps both with the key.
    pub origin: String,
}

impl Config {
    /// Everything in one folder: SQLite, the machine's clock.
    #[must_use]
    pub fn embedded(data: impl Into<PathBuf>) -> Config {
        let data = data.into();
        Config {
            backend: Backend::Sqlite(data.join("caunoi.db")),
            data,
            clock: Arc::new(SystemClock),
            origin: "caunoi.local".to_owned(),
        }
    }
}

pub(crate) struct Inner {
    pub storage: Storage,
    pub clock: Arc<dyn Clock>,
    pub subjects: HashMap<&'static str, SubjectKind>,
    pub parts: Vec<Part>,
    pub blobs: Blobs,
    pub journal: Arc<Journal>,
    pub counters: Counters,
    pub here: Here,
    pub health: Arc<Health>,
    /// When jobs were looked for last; before the first time, the end of days.
    pub jobs_at: AtomicI64,
    pub data: PathBuf,
    committed: watch::Sender<u64>,
}

/// A handle on the office; cheap to clone.
#[derive(Clone)]
pub struct Office {
    pub(crate) inner: Arc<Inner>,
    /// Ends the journal's thread when the last handle goes.
    _keeper: Arc<Keeper>,
}

struct Keeper {
    stop: mpsc::Sender<()>,
    thread: Mutex<Option<thread::JoinHandle<()>>>,
}

impl Drop for Keeper {
    fn drop(&mut self) {
        let _ = self.stop.send(());
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = thread.join();
        }
    }
}

/// How often the journal's thread looks: numbers new leaves (PostgreSQL), signs at most once a second.
const JOURNAL_BEAT: Duration = Duration::from_millis(50);
/// How often a look is taken whether saving works again.
const PULSE: i64 = Instant::SECOND;

impl Office {
    /// Opens the storage, brings the schema up to date, starts the journal's thread.
    pub fn open(config: Config, parts: &[Part]) -> Result<Office, StoreError> {
        let io = |e: std::io::Error| StoreError::Other(e.to_string());
        std::fs::create_dir_all(&config.data).map_err(io)?;
        let mut all = vec![crate::part()];
        all.extend_from_slice(parts);
        let journal = Arc::new(Journal::open(&config.data, &config.origin, config.clock.as_ref())?);
        let numbering = Arc::clone(&journal);
        let before_commit = Arc::new(move |tx: &mut Tx<'_>| numbering.number(tx).map(|_| ()));
        let storage = Storage::open(&config.backend, &all, before_commit)?;
        let subjects = all.iter().flat_map(|p| p.subjects.iter().map(|s| (s.name, *s))).collect();
        let health = Arc::new(Health::default());
        let clock = Arc::clone(&config.clock);
        let noted = Arc::clone(&health);
        let blobs = Blobs::open(&config.data.join("blobs"), move |fault| noted.met(fault, clock.now()))?;
        let inner = Arc::new(Inner {
            storage,
            clock: config.clock,
            subjects,
            parts: all,
            blobs,
            journal,
            counters: Counters::default(),
            here: Here::default(),
            health,
            jobs_at: AtomicI64::new(i64::MAX),
            data: config.data,
            committed: watch::channel(0).0,
        });
        let (stop, stopped) = mpsc::channel();
        let keeping = Arc::clone(&inner);
        let thread = thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || keep_journal(&keeping, &stopped))
            .map_err(io)?;
        Ok(Office { inner, _keeper: Arc::new(Keeper { stop, thread: Mutex::new(Some(thread)) }) })
    }

    /// Does an act: begins, runs, writes the journal entry, commits, answers. Sent twice with one id, it
    /// answers what it answered first. A request that goes away leaves no half act: the writer finishes it.
    pub async fn act<I, O, F>(&self, actor: Actor, id: Uuid, input: I, run: F) -> Result<O, Refusal>
    where
        I: Clone + Send + 'static,
        O: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&mut Act<'_>, I) -> Result<O, Refusal> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let slot = self.submit(actor, id, input, run, move |outcome| {
            let _ = tell.send(outcome);
        });
        let outcome = told.await.unwrap_or(Err(StoreError::Busy));
        self.answer(outcome, &slot)
    }

    /// The same for the command line, jobs and tests.
    pub fn act_blocking<I, O, F>(&self, actor: Actor, id: Uuid, input: I, run: F) -> Result<O, Refusal>
    where
        I: Clone + Send + 'static,
        O: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&mut Act<'_>, I) -> Result<O, Refusal> + Send + 'static,
    {
        let (tell, told) = mpsc::sync_channel(1);
        let slot = self.submit(actor, id, input, run, move |outcome| {
            let _ = tell.send(outcome);
        });
        let outcome = told.recv().unwrap_or(Err(StoreError::Busy));
        self.answer(outcome, &slot)
    }

    fn submit<I, O, F>(
        &self,
        actor: Actor,
        id: Uuid,
        input: I,
        run: F,
        done: impl FnOnce(Result<(), StoreError>) + Send + 'static,
    ) -> Arc<Mutex<Option<Result<O, Refusal>>>>
    where
        I: Clone + Send + 'static,
        O: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&mut Act<'_>, I) -> Result<O, Refusal> + Send + 'static,
    {
        let slot = Arc::new(Mutex::new(None));
        let (inner, filled) = (Arc::clone(&self.inner), Arc::clone(&slot));
        let work = move |tx: &mut Tx<'_>| {
            let result = run_once(&inner, tx, &actor, id, input.clone(), &run);
            let verdict = match &result {
                Ok(_) => Verdict::Keep,
                Err(refusal) if matches!(refusal.cause.as_deref(), Some(StoreError::Retry)) => Verdict::Again,
                Err(_) => Verdict::Drop,
            };
            *filled.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
            verdict
        };
        self.inner.storage.write(Task { run: Box::new(work), done: Box::new(done) });
        slot
    }

    fn answer<O>(
        &self,
        outcome: Result<(), StoreError>,
        slot: &Mutex<Option<Result<O, Refusal>>>,
    ) -> Result<O, Refusal> {
        let result = match outcome {
            // Whoever met the fault knows more of it than what ended the whole group.
            Err(error) => match slot.lock().unwrap_or_else(PoisonError::into_inner).take() {
                Some(Err(refusal)) => Err(refusal),
                _ => Err(error.into()),
            },
            Ok(()) => slot.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_else(|| {
                let incident = hex::encode(&self.inner.clock.new_id().as_bytes()[..4]);
                tracing::error!(incident, "an act ended without a result");
                Err(Refusal::new(Kind::Internal, t::internal(incident)))
            }),
        };
        self.inner.counters.count(result.is_ok());
        match &result {
            Ok(_) => {
                self.inner.committed.send_modify(|n| *n += 1);
                self.inner.health.well(self.now());
            }
            Err(Refusal { cause: Some(cause), .. }) => {
                self.inner.health.met(cause, self.now());
                tracing::error!(incident = cause.incident(), fault = %cause, "an act failed in the database");
            }
            Err(_) => {}
        }
        result
    }

    /// Reads in one consistent picture; beside the async threads, unless this question is known to be quick.
    pub async fn read<T, F>(&self, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let (inner, question) = (Arc::clone(&self.inner), TypeId::of::<F>());
        let ask = move || inner.here.timed(question, || inner.storage.read(read));
        let fallen = |panic: &dyn std::fmt::Display| StoreError::Other(panic.to_string());
        if self.inner.storage.at_hand() && self.inner.here.quick(question) {
            return catch_unwind(AssertUnwindSafe(ask))
                .unwrap_or_else(|_| Err(fallen(&"a question panicked")));
        }
        tokio::task::spawn_blocking(ask).await.unwrap_or_else(|e| Err(fallen(&e)))
    }

    /// The answer to a question by its name, as [`Tx::remember`] keeps it. While nothing was committed this costs
    /// neither a query nor a change of thread.
    pub async fn remembered<T, F>(&self, name: Vec<u8>, ask: F) -> Result<Arc<T>, StoreError>
    where
        T: Any + Send + Sync,
        F: FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        match self.inner.storage.recall(&name) {
            Some(known) => Ok(known),
            None => self.read(move |tx| tx.remember(&name, ask)).await,
        }
    }

    pub fn read_blocking<T>(
        &self,
        read: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.inner.storage.read(read)
    }

    /// Writes operational tables only (sessions, claims, cursors): no entry in the journal.
    pub fn operate<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        operate(&self.inner, work)
    }

    #[must_use]
    pub fn now(&self) -> Instant {
        self.inner.clock.now()
    }

    #[must_use]
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.inner.clock)
    }

    #[must_use]
    pub fn new_id(&self) -> Uuid {
        self.inner.clock.new_id()
    }

    #[must_use]
    pub fn blobs(&self) -> &Blobs {
        &self.inner.blobs
    }

    /// Whether what is to be saved can be saved.
    #[must_use]
    pub fn health(&self) -> &Health {
        &self.inner.health
    }

    #[must_use]
    pub fn data(&self) -> &std::path::Path {
        &self.inner.data
    }

    #[must_use]
    pub fn journal(&self) -> &Journal {
        &self.inner.journal
    }

    /// A secret as it may be stored; `purpose` says whose it is and what for.
    pub fn seal(&self, purpose: &str, text: &str) -> Result<String, StoreError> {
        let mut random = [0u8; 12];
        self.inner.clock.random(&mut random);
        seal::seal(&self.inner.journal, random, purpose, text)
    }

    /// The secret again: `None` when it was sealed with the key of another installation, for another purpose, or altered.
    #[must_use]
    pub fn unseal(&self, purpose: &str, sealed: &str) -> Option<String> {
        seal::unseal(&self.inner.journal, purpose, sealed)
    }

    /// Changes after each committed act of this process: wakes whoever follows the journal.
    #[must_use]
    pub fn committed(&self) -> watch::Receiver<u64> {
        self.inner.committed.subscribe()
    }

    /// Numbers what waits and signs a checkpoint now; the journal's thread does so by itself within a second.
    pub fn settle_journal(&self) -> Result<Option<String>, StoreError> {
        settle(&self.inner, true)
    }
}

fn run_once<I, O, F>(
    inner: &Inner,
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Uuid,
    input: I,
    run: &F,
) -> Result<O, Refusal>
where
    O: Serialize + DeserializeOwned,
    F: Fn(&mut Act<'_>, I) -> Result<O, Refusal>,
{
    let seen = tx.opt("SELECT person, answer FROM journal_entries WHERE id = ?1", vals![id], |row| {
        Ok((row.get::<Option<Uuid>>(0)?, row.get::<String>(1)?))
    })?;
    if let Some((person, answer)) = seen {
        let reused = || Refusal::conflict(t::act_id_reused());
        if person != actor.person {
            return Err(reused());
        }
        return serde_json::from_str(&answer).map_err(|_| reused());
    }
    let mut act = Act::new(tx.again(), inner, actor, id, inner.clock.now());
    let output = run(&mut act, input)?;
    let answer = serde_json::to_string(&output).map_err(|e| StoreError::Other(e.to_string()))?;
    act.finish(&answer)?;
    Ok(output)
}

pub(crate) fn operate<T, F>(inner: &Inner, work: F) -> Result<T, StoreError>
where
    T: Send + 'static,
    F: Fn(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
{
    let slot = Arc::new(Mutex::new(None));
    let filled = Arc::clone(&slot);
    let (tell, told) = mpsc::sync_channel(1);
    let run = move |tx: &mut Tx<'_>| {
        let result = work(tx);
        let verdict = match &result {
            Ok(_) => Verdict::Keep,
            Err(StoreError::Retry) => Verdict::Again,
            Err(_) => Verdict::Drop,
        };
        *filled.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        verdict
    };
    let done = move |outcome| {
        let _ = tell.send(outcome);
    };
    inner.storage.write(Task { run: Box::new(run), done: Box::new(done) });
    let outcome = told.recv().unwrap_or(Err(StoreError::Busy));
    let own = slot.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or(Err(StoreError::Busy));
    let result = match (outcome, own) {
        (Err(_), Err(fault)) | (Err(fault), Ok(_)) => Err(fault),
        (Ok(()), own) => own,
    };
    if let Err(fault) = &result {
        inner.health.met(fault, inner.clock.now());
    }
    result
}

/// Whether saving works again: a row and a file, as an act with an original would write them.
fn feel_pulse(inner: &Inner) -> Result<(), StoreError> {
    let now = inner.clock.now();
    operate(inner, move |tx| {
        tx.exec(
            "INSERT INTO pulses (id, at) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET at = excluded.at",
            vals![now],
        )
    })?;
    inner.blobs.try_out()?;
    inner.health.well(now);
    Ok(())
}

fn keep_journal(inner: &Arc<Inner>, stopped: &mpsc::Receiver<()>) {
    let (mut signed_at, mut felt_at) = (Instant(0), Instant(0));
    loop {
        let stop = !matches!(stopped.recv_timeout(JOURNAL_BEAT), Err(mpsc::RecvTimeoutError::Timeout));
        let now = inner.clock.now();
        let sign = stop || now.since(signed_at).abs() >= Instant::SECOND;
        if !stop && inner.health.trouble().is_some() {
            if now.since(felt_at).abs() >= PULSE {
                felt_at = now;
                let _ = feel_pulse(inner);
            }
            // While nothing can be saved there is nothing to sign, and the log is not filled with it.
            if inner.health.trouble().is_some() {
                continue;
            }
        }
        match settle(inner, sign) {
            Ok(_) if sign => signed_at = now,
            Ok(_) => {}
            Err(fault) => tracing::warn!(%fault, "the journal could not be settled; it will be tried again"),
        }
        if stop {
            return;
        }
    }
}

fn settle(inner: &Inner, sign: bool) -> Result<Option<String>, StoreError> {
    if inner.storage.is_postgres() && inner.storage.read(crate::journal::has_pending)? {
        let journal = Arc::clone(&inner.journal);
        operate(inner, move |tx| journal.number(tx).map(|_| ()))?;
    }
    if !sign {
        return Ok(None);
    }
    let Some(checkpoint) = inner.storage.read(|tx| inner.journal.unsigned_head(tx))? else { return Ok(None) };
    let journal = Arc::clone(&inner.journal);
    let now = inner.clock.now();
    operate(inner, move |tx| journal.sign(tx, &checkpoint, now)).map(Some)
}
