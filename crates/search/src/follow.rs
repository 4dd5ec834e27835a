//! How an index follows the journal: what acts changed is put in again as it is now, in batches, at most half a second
//! behind. An index that is new, broken or of another journal is filled from the tables first, the newest things
//! before the older ones, and follows the journal meanwhile.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use kernel::{Office, StoreError, Tx, journal};
use uuid::Uuid;

use crate::entry::{Entry, Key, Source};
use crate::index::{Broken, Filling, Keeper, Shelf, Stand, Tail};

/// What waits is gathered so long before it is put in: one commit serves all of it.
const GATHER: Duration = Duration::from_millis(120);
/// Other nodes commit too: the journal is looked at so often without being told.
const LOOK: Duration = Duration::from_millis(250);
/// Entries of the journal that are read in one go.
const ENTRIES: u32 = 500;
/// Things that are loaded in one go, and put in before they are committed while an index is filled.
const THINGS: u32 = 200;
const FILLED: u64 = 5_000;
/// After a fault, so long until it is tried again.
const AGAIN: Duration = Duration::from_secs(5);
/// What the tail of the journal holds beyond this is not looked at for an answer.
pub const TAIL_MAX: usize = 400;

/// The thread that writes the index; dropping it ends it.
pub struct Follower {
    stop: Arc<Stop>,
    thread: Option<thread::JoinHandle<()>>,
}

#[derive(Default)]
struct Stop {
    told: AtomicBool,
    bell: (Mutex<()>, Condvar),
}

impl Stop {
    fn told(&self) -> bool {
        self.told.load(Ordering::Acquire)
    }

    /// Waits, unless the end is told.
    fn rest(&self, time: Duration) {
        let held = self.bell.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.told() {
            drop(self.bell.1.wait_timeout(held, time));
        }
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.stop.told.store(true, Ordering::Release);
        drop(self.stop.bell.0.lock().unwrap_or_else(PoisonError::into_inner));
        self.stop.bell.1.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Starts following; the index is opened by the thread, so that the office opens without waiting for it.
pub fn start(office: Office, sources: Vec<Source>, mut shelf: Box<dyn Shelf>) -> std::io::Result<Follower> {
    let stop = Arc::new(Stop::default());
    let told = Arc::clone(&stop);
    let thread = thread::Builder::new().name("search".to_owned()).spawn(move || {
        let mut anew = false;
        while !told.told() {
            // A damaged file can bring more than an error; the thread must outlive it.
            let kept =
                catch_unwind(AssertUnwindSafe(|| keep(&office, &sources, shelf.as_mut(), anew, &told)));
            let kept = kept.unwrap_or_else(|_| Err(Broken("keeping it ended in a panic".to_owned()).into()));
            match kept {
                Ok(()) => anew = true,
                Err(Fault::Broken(broken)) => {
                    tracing::error!(%broken, "the search index is made anew");
                    anew = true;
                    told.rest(AGAIN);
                }
                Err(Fault::Taken) => {
                    tracing::warn!("another process writes the search index; it will be tried again");
                    told.rest(AGAIN);
                }
                Err(Fault::Store(fault)) => {
                    tracing::warn!(%fault, "the search index cannot read the office; it will be tried again");
                    anew = false;
                    told.rest(AGAIN);
                }
            }
        }
    })?;
    Ok(Follower { stop, thread: Some(thread) })
}

/// Why keeping an index ended.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error(transparent)]
    Broken(#[from] Broken),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("another process writes the search index")]
    Taken,
}

/// Follows until the end is told, or somebody wants a new index.
fn keep(
    office: &Office,
    sources: &[Source],
    shelf: &mut dyn Shelf,
    anew: bool,
    stop: &Stop,
) -> Result<(), Fault> {
    let mut keeper = begin(office, shelf, anew)?;
    let mut committed = office.committed();
    while !stop.told() {
        let filling = keeper.stand().filling.is_some();
        if filling {
            fill(office, sources, keeper.as_mut(), stop)?;
        }
        let read = catch_up(office, sources, keeper.as_mut())?;
        if filling || read {
            continue;
        }
        if shelf.wanted_anew() {
            return Ok(());
        }
        // Told of a commit here, or by the clock of one elsewhere.
        let since = Instant::now();
        while !stop.told() && since.elapsed() < LOOK && !committed.has_changed().unwrap_or(false) {
            stop.rest(Duration::from_millis(20));
        }
        if committed.has_changed().unwrap_or(false) {
            committed.mark_unchanged();
            stop.rest(GATHER);
        }
    }
    Ok(())
}

/// Brings an index up to the journal's end in this thread: for the command line and tests.
pub fn once(office: &Office, sources: &[Source], shelf: &mut dyn Shelf, anew: bool) -> Result<u64, Fault> {
    let mut keeper = begin(office, shelf, anew)?;
    let stop = Stop::default();
    while keeper.stand().filling.is_some() {
        fill(office, sources, keeper.as_mut(), &stop)?;
    }
    while catch_up(office, sources, keeper.as_mut())? {}
    Ok(keeper.stand().seq)
}

/// The index to go on with: the one there is, when it was made from this journal.
fn begin(office: &Office, shelf: &mut dyn Shelf, anew: bool) -> Result<Box<dyn Keeper>, Fault> {
    if !shelf.claim()? {
        return Err(Fault::Taken);
    }
    let keeper = if anew { shelf.anew()? } else { shelf.open()? };
    if of_this_journal(office, keeper.stand())? {
        return Ok(keeper);
    }
    drop(keeper);
    tracing::info!("the search index is of another journal; it is made anew");
    shelf.forget();
    Ok(shelf.anew()?)
}

/// After a restore from a backup the journal may be another one, or shorter than what was read.
fn of_this_journal(office: &Office, stand: &Stand) -> Result<bool, StoreError> {
    let (seq, last) = (stand.seq, stand.last);
    office.read_blocking(|tx| match seq.checked_sub(1) {
        // Nothing was read yet: an empty index belongs to any journal, once it is filled.
        None => Ok(stand.filling.is_some() || journal::size(tx)? == 0),
        Some(before) => Ok(last.is_some() && journal::numbered(tx, before)? == last),
    })
}

/// Puts in the next things from the tables.
fn fill(office: &Office, sources: &[Source], keeper: &mut dyn Keeper, stop: &Stop) -> Result<(), Fault> {
    let mut stand = keeper.stand().clone();
    let Some(mut filling) = stand.filling.take() else { return Ok(()) };
    if filling == Filling::default() && stand.seq == 0 {
        // From here on the journal is followed; what is read from the tables now is at least as new.
        let (seq, last) = office.read_blocking(|tx| {
            let size = journal::size(tx)?;
            let last = size.checked_sub(1).map(|seq| journal::numbered(tx, seq)).transpose()?.flatten();
            Ok((size, last))
        })?;
        (stand.seq, stand.last) = (seq, last);
    }
    let mut put = 0;
    while let Some(source) = sources.get(filling.source) {
        if stop.told() || put >= FILLED {
            break;
        }
        let below = filling.below;
        let things = office.read_blocking(|tx| {
            let ids = (source.older)(tx, below, THINGS)?;
            loaded(tx, source, &ids).map(|things| (ids.last().copied(), things))
        })?;
        match things {
            (None, _) => filling = Filling { source: filling.source + 1, below: None, ..filling },
            (last, things) => {
                keeper.put(&things)?;
                put += things.len() as u64;
                filling = Filling { below: last, done: filling.done + things.len() as u64, ..filling };
            }
        }
    }
    let done = filling.source >= sources.len();
    if done {
        tracing::info!(things = filling.done, "the search index is filled");
    }
    stand.filling = (!done).then_some(filling);
    Ok(keeper.commit(stand)?)
}

/// Puts in what the next entries of the journal changed; false when there were none.
fn catch_up(office: &Office, sources: &[Source], keeper: &mut dyn Keeper) -> Result<bool, Fault> {
    let from = keeper.stand().seq;
    let (touched, things) = office.read_blocking(|tx| {
        let touched = journal::touched(tx, from, ENTRIES)?;
        let things = changed(tx, sources, &touched.subjects, usize::MAX)?;
        Ok((touched, things))
    })?;
    if touched.seq == from {
        return Ok(false);
    }
    if !things.is_empty() {
        keeper.put(&things)?;
    }
    let stand = Stand { seq: touched.seq, last: touched.last, ..keeper.stand().clone() };
    keeper.commit(stand)?;
    Ok(true)
}

pub type Things = Vec<(Key, Option<Entry>)>;

/// The things that these subjects belong to, as they are now.
fn changed(
    tx: &mut Tx<'_>,
    sources: &[Source],
    subjects: &[(String, Uuid)],
    most: usize,
) -> Result<Things, StoreError> {
    let mut things = Vec::new();
    for source in sources {
        let mut ids = BTreeSet::new();
        for (kind, id) in subjects {
            ids.extend((source.changed)(tx, kind, *id)?);
        }
        let ids: Vec<_> = ids.into_iter().rev().take(most).collect();
        for ids in ids.chunks(THINGS as usize) {
            things.extend(loaded(tx, source, ids)?);
        }
    }
    Ok(things)
}

fn loaded(tx: &mut Tx<'_>, source: &Source, ids: &[Uuid]) -> Result<Things, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut entries = (source.load)(tx, ids)?;
    let things = ids.iter().map(|id| {
        let at = entries.iter().position(|entry| entry.key.id == *id);
        (Key { kind: source.kind, id: *id }, at.map(|at| entries.swap_remove(at)))
    });
    Ok(things.collect())
}

/// What the next entries of the journal from `from` on changed, as it is now, and how far that is: for whoever follows
/// the journal beside an index.
pub fn news(tx: &mut Tx<'_>, sources: &[Source], from: u64) -> Result<(u64, Things), StoreError> {
    let touched = journal::touched(tx, from, ENTRIES)?;
    let things = changed(tx, sources, &touched.subjects, usize::MAX)?;
    Ok((touched.seq, things))
}

/// What the journal holds beyond this stand, for an answer in this picture of the office.
pub fn tail(tx: &mut Tx<'_>, sources: &[Source], stand: &Stand) -> Result<Arc<Tail>, StoreError> {
    let mut name = b"search tail".to_vec();
    name.extend_from_slice(&stand.seq.to_be_bytes());
    tx.remember(&name, |tx| {
        let mut subjects: BTreeSet<(String, Uuid)> = BTreeSet::new();
        let size = journal::size(tx)?;
        // Of a tail that is too long, the newest end.
        let from = stand.seq.max(size.saturating_sub(TAIL_MAX as u64));
        subjects.extend(journal::touched(tx, from, u32::try_from(TAIL_MAX).unwrap_or(u32::MAX))?.subjects);
        subjects.extend(journal::touched_unnumbered(tx, u32::try_from(TAIL_MAX).unwrap_or(u32::MAX))?);
        let subjects: Vec<_> = subjects.into_iter().collect();
        let things = changed(tx, sources, &subjects, TAIL_MAX)?;
        Ok(Tail { things, more: from > stand.seq })
    })
}
