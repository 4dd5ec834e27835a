//! Indexes on disk: a folder of generations. The highest that is full is asked; one that is being filled takes its
//! place when it is full. What cannot be opened is thrown away: everything in here can be made again.

use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use search::{Broken, Entry, Filling, Keeper, Key, Picture, Shelf, Stand};
use serde_json::json;
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument};

use crate::broken;
use crate::dicts::Known;
use crate::make::{Fields, MAKE, document, key_term, schema, tokenizers};
use crate::picture::Moment;
use crate::weights::Weights;

/// What one thread gathers before it writes a segment.
const MEMORY: usize = 48 << 20;
/// Asks for a new index; the program that keeps it finds it there.
const WANTED: &str = "reindex-wanted";
/// Locked by whoever writes here.
const CLAIM: &str = "lock";
/// Entries of the journal that may be read again after a crash because nothing of them was to be put in.
const UNWRITTEN: u64 = 1_000;

/// The index of an installation, as it is asked.
pub struct TantivyIndex {
    picture: RwLock<Option<Arc<Moment>>>,
    broken: Mutex<bool>,
    known: Known,
    kinds: Arc<[&'static str]>,
}

impl search::Index for TantivyIndex {
    fn picture(&self) -> Option<Arc<dyn Picture>> {
        let held = self.picture.read().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map(|moment| Arc::clone(moment) as Arc<dyn Picture>)
    }

    fn report(&self, broken: &Broken) {
        tracing::error!(%broken, "a question could not be answered");
        *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = true;
    }
}

impl TantivyIndex {
    fn moment(
        &self,
        (reader, fields): (&IndexReader, Fields),
        stand: &Stand,
    ) -> tantivy::Result<Arc<Moment>> {
        let searcher = reader.searcher();
        let dicts = Arc::new(self.known.of(&searcher)?);
        Ok(Arc::new(Moment {
            searcher,
            fields,
            stand: stand.clone(),
            dicts,
            kinds: Arc::clone(&self.kinds),
            weights: Weights::default(),
        }))
    }

    /// For measuring: how many the library alone finds, with the same clauses and no more.
    pub fn bare(&self, ask: &search::Ask, reach: &search::Reach) -> Result<usize, Broken> {
        let held = self.picture.read().unwrap_or_else(PoisonError::into_inner).clone();
        let moment = held.ok_or_else(|| Broken("there is no index yet".to_owned()))?;
        crate::bare::ask((&moment.searcher, &moment.fields), ask, reach)
    }

    fn show(&self, moment: Arc<Moment>) {
        *self.picture.write().unwrap_or_else(PoisonError::into_inner) = Some(moment);
    }

    fn shows_full(&self) -> bool {
        let held = self.picture.read().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().is_some_and(|moment| moment.stand.filling.is_none())
    }
}

/// The folder of an installation's indexes.
pub struct Folder {
    root: PathBuf,
    index: Arc<TantivyIndex>,
    /// Held by the one process that writes here.
    claim: Option<fs::File>,
}

impl Folder {
    /// `kinds`: what things there are.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>, kinds: &[&'static str]) -> Folder {
        let index = TantivyIndex {
            picture: RwLock::new(None),
            broken: Mutex::new(false),
            known: Known::default(),
            kinds: kinds.into(),
        };
        Folder { root: root.into(), index: Arc::new(index), claim: None }
    }

    #[must_use]
    pub fn index(&self) -> Arc<TantivyIndex> {
        Arc::clone(&self.index)
    }

    /// Asks whoever keeps the index for a new one.
    pub fn want_anew(root: &Path) -> std::io::Result<()> {
        fs::create_dir_all(root)?;
        fs::write(root.join(WANTED), "")
    }

    /// Whether every file of every index here is what was written.
    pub fn sound(root: &Path) -> Result<(), Broken> {
        for (_, path) in Folder::new(root, &[]).generations() {
            check(&path)?;
        }
        Ok(())
    }

    /// Opens the newest full index to be asked only, beside whoever writes it.
    pub fn look(&self) -> Result<Arc<dyn Picture>, Broken> {
        let mut found = Err(Broken("there is no index yet".to_owned()));
        for (_, path) in self.generations().into_iter().rev() {
            match check(&path).and_then(|()| self.open_generation(&path)) {
                Ok((made, stand)) => {
                    let moment =
                        self.index.moment((&made.reader, made.fields), &stand).map_err(|e| broken(&e))?;
                    if stand.filling.is_none() {
                        return Ok(moment);
                    }
                    found = Ok(moment as Arc<dyn Picture>);
                }
                Err(fault) => found = found.or(Err(fault)),
            }
        }
        found
    }

    /// The generations there are, oldest first.
    fn generations(&self) -> Vec<(u64, PathBuf)> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.root).into_iter().flatten().flatten() {
            let name = entry.file_name();
            if let Some(number) = name.to_str().and_then(|name| name.strip_prefix('g')?.parse().ok()) {
                found.push((number, entry.path()));
            }
        }
        found.sort();
        found
    }

    fn open_generation(&self, path: &Path) -> Result<(Opened, Stand), Broken> {
        let mut index = Index::open_in_dir(path).map_err(|e| broken(&e))?;
        let (schema, fields) = schema();
        if index.schema() != schema {
            return Err(Broken("it has other fields".to_owned()));
        }
        index.set_tokenizers(tokenizers());
        let payload = index.load_metas().map_err(|e| broken(&e))?.payload;
        let stand = payload.as_deref().and_then(read_stand);
        let stand =
            stand.ok_or_else(|| Broken("it is of another make, or nothing was ever put in".to_owned()))?;
        let reader = read(&index).map_err(|e| broken(&e))?;
        Ok((Opened { index, fields, reader }, stand))
    }

    fn keeper(&self, opened: Opened, stand: Stand, path: PathBuf) -> Result<Box<dyn Keeper>, Broken> {
        let writer = opened.index.writer_with_num_threads(1, MEMORY).map_err(|e| broken(&e))?;
        let kept = Kept {
            root: self.root.clone(),
            path,
            writer,
            reader: opened.reader,
            fields: opened.fields,
            written: stand.seq,
            stand,
            dirty: false,
            index: Arc::clone(&self.index),
        };
        kept.show()?;
        Ok(Box::new(kept))
    }
}

struct Opened {
    index: Index,
    fields: Fields,
    reader: IndexReader,
}

/// Holds an index against its own checksums. A damaged file can bring more than an error.
fn check(path: &Path) -> Result<(), Broken> {
    let damaged = catch_unwind(|| {
        let index = Index::open_in_dir(path)?;
        index.validate_checksum()
    });
    match damaged {
        Ok(Ok(damaged)) if damaged.is_empty() => Ok(()),
        Ok(Ok(damaged)) => Err(Broken(format!("{} of its files are damaged", damaged.len()))),
        Ok(Err(fault)) => Err(broken(&fault)),
        Err(_) => Err(Broken("looking through it ended in a panic".to_owned())),
    }
}

fn read(index: &Index) -> tantivy::Result<IndexReader> {
    index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()
}

fn read_stand(payload: &str) -> Option<Stand> {
    let value: serde_json::Value = serde_json::from_str(payload).ok()?;
    if value.get("make")?.as_u64()? != u64::from(MAKE) {
        return None;
    }
    serde_json::from_value(value.get("stand")?.clone()).ok()
}

impl Shelf for Folder {
    fn claim(&mut self) -> Result<bool, Broken> {
        if self.claim.is_some() {
            return Ok(true);
        }
        let io = |e: std::io::Error| Broken(e.to_string());
        fs::create_dir_all(&self.root).map_err(io)?;
        let file = fs::File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.root.join(CLAIM))
            .map_err(io)?;
        match file.try_lock() {
            Ok(()) => {
                self.claim = Some(file);
                Ok(true)
            }
            Err(fs::TryLockError::WouldBlock) => Ok(false),
            Err(fs::TryLockError::Error(e)) => Err(io(e)),
        }
    }

    fn open(&mut self) -> Result<Box<dyn Keeper>, Broken> {
        let mut newest = None;
        for (_, path) in self.generations() {
            match check(&path).and_then(|()| self.open_generation(&path)) {
                Ok((opened, stand)) => newest = Some((opened, stand, path)),
                Err(fault) => {
                    tracing::warn!(%fault, "an old index is thrown away");
                    remove(&path);
                    continue;
                }
            }
            // What is full is asked while a newer one is being filled.
            if let Some((opened, stand, _)) = &newest
                && stand.filling.is_none()
            {
                let moment =
                    self.index.moment((&opened.reader, opened.fields), stand).map_err(|e| broken(&e))?;
                self.index.show(moment);
            }
        }
        match newest {
            Some((opened, stand, path)) => self.keeper(opened, stand, path),
            None => self.anew(),
        }
    }

    fn anew(&mut self) -> Result<Box<dyn Keeper>, Broken> {
        let mut broken_now = self.index.broken.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::take(&mut *broken_now) {
            *self.index.picture.write().unwrap_or_else(PoisonError::into_inner) = None;
        }
        drop(broken_now);
        let _ = fs::remove_file(self.root.join(WANTED));
        let generations = self.generations();
        let number = generations.last().map_or(0, |(number, _)| *number) + 1;
        // One that was being filled is of no use any more; the full one stays until this one is full.
        for (_, path) in &generations {
            let full = self.open_generation(path).is_ok_and(|(_, stand)| stand.filling.is_none());
            if !full || !self.index.shows_full() {
                remove(path);
            }
        }
        let path = self.root.join(format!("g{number}"));
        fs::create_dir_all(&path).map_err(|e| Broken(e.to_string()))?;
        let (schema, fields) = schema();
        let mut index = Index::create_in_dir(&path, schema).map_err(|e| broken(&e))?;
        index.set_tokenizers(tokenizers());
        let reader = read(&index).map_err(|e| broken(&e))?;
        let stand = Stand { filling: Some(Filling::default()), ..Stand::default() };
        self.keeper(Opened { index, fields, reader }, stand, path)
    }

    fn forget(&mut self) {
        *self.index.picture.write().unwrap_or_else(PoisonError::into_inner) = None;
        self.generations().iter().for_each(|(_, path)| remove(path));
    }

    fn wanted_anew(&mut self) -> bool {
        let broken = *self.index.broken.lock().unwrap_or_else(PoisonError::into_inner);
        broken || self.root.join(WANTED).exists()
    }
}

fn remove(path: &Path) {
    if let Err(fault) = fs::remove_dir_all(path).or_else(|_| fs::remove_file(path)) {
        tracing::warn!(%fault, "an old index could not be removed");
    }
}

/// An index being written.
struct Kept {
    root: PathBuf,
    path: PathBuf,
    writer: IndexWriter<TantivyDocument>,
    reader: IndexReader,
    fields: Fields,
    stand: Stand,
    /// How far it says on disk that it has read.
    written: u64,
    dirty: bool,
    index: Arc<TantivyIndex>,
}

impl Kept {
    fn show(&self) -> Result<(), Broken> {
        // One that is being filled is asked only when there is nothing better.
        if self.stand.filling.is_none() || !self.index.shows_full() {
            let moment =
                self.index.moment((&self.reader, self.fields), &self.stand).map_err(|e| broken(&e))?;
            self.index.show(moment);
        }
        Ok(())
    }
}

impl Keeper for Kept {
    fn stand(&self) -> &Stand {
        &self.stand
    }

    fn put(&mut self, things: &[(Key, Option<Entry>)]) -> Result<(), Broken> {
        for (key, entry) in things {
            self.writer.delete_term(key_term(&self.fields, *key));
            if let Some(entry) = entry {
                self.writer.add_document(document(&self.fields, entry)).map_err(|e| broken(&e))?;
            }
        }
        self.dirty |= !things.is_empty();
        Ok(())
    }

    fn commit(&mut self, stand: Stand) -> Result<(), Broken> {
        let filled = self.stand.filling.is_some() && stand.filling.is_none();
        // Nothing to put in: it costs nothing to say so, and now and then it is written down.
        if self.dirty || filled || stand.filling != self.stand.filling || stand.seq > self.written + UNWRITTEN
        {
            let payload = json!({ "make": MAKE, "stand": stand }).to_string();
            let mut prepared = self.writer.prepare_commit().map_err(|e| broken(&e))?;
            prepared.set_payload(&payload);
            prepared.commit().map_err(|e| broken(&e))?;
            self.reader.reload().map_err(|e| broken(&e))?;
            self.written = stand.seq;
            self.dirty = false;
        }
        self.stand = stand;
        self.show()?;
        if filled {
            let own = self.path.clone();
            let folder = Folder { root: self.root.clone(), index: Arc::clone(&self.index), claim: None };
            folder.generations().iter().filter(|(_, path)| *path != own).for_each(|(_, path)| remove(path));
        }
        Ok(())
    }
}

/// An index in memory, full and never changed: for evaluation and tests.
pub fn in_memory(
    entries: impl Iterator<Item = Entry>,
    kinds: &[&'static str],
    weights: Weights,
) -> Result<Arc<dyn Picture>, Broken> {
    let fault = |e: tantivy::TantivyError| broken(&e);
    let (schema, fields) = schema();
    let mut index = Index::create_in_ram(schema);
    index.set_tokenizers(tokenizers());
    let mut writer: IndexWriter<TantivyDocument> =
        index.writer_with_num_threads(1, MEMORY * 4).map_err(fault)?;
    for entry in entries {
        writer.add_document(document(&fields, &entry)).map_err(fault)?;
    }
    writer.commit().map_err(fault)?;
    writer.wait_merging_threads().map_err(fault)?;
    let folder = Folder::new("", kinds);
    let reader = read(&index).map_err(fault)?;
    let moment = folder.index.moment((&reader, fields), &Stand::default()).map_err(fault)?;
    let moment = Arc::try_unwrap(moment).map(|moment| Arc::new(Moment { weights, ..moment }));
    Ok(moment.unwrap_or_else(|same| same))
}
