//! The watched folder: a scanner or another program puts files there, and they come through the same door.
//!
//! A file is taken when its size and time were the same twice and nobody is seen writing to it. It is taken under an
//! act id that is kept with its name, size and time, so that a crash between the act and the move takes nothing
//! twice. Taken files move to `done/`, those that were turned away to `returned/` with the reason beside them.
//! One with a mark of secrecy stays where it is, untouched.
//! Scans stay too while recognition is not installed: they are taken when it appears.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

use kernel::{Act, Actor, Kind, Office, Refusal, Setting, StoreError, Subject, Tx};
use reading::Reader;
use serde::{Deserialize, Serialize};
use words::Lang;

use crate::door::{Checked, FILE_MAX_MB, Given, Outcome, Together, Under, check_all, take, tidy, turn_away};
use crate::engine::reader;
use crate::{FOLDER, store, t};

const SETTING: &str = "incoming.folder";
const BEAT: Duration = Duration::from_secs(5);
/// Files taken in one round; the rest waits for the next, and other work gets its turn.
const ROUND: usize = 50;
/// While scans wait for recognition it is asked for this often.
const ASK: i64 = 30 * kernel::Instant::SECOND;
/// More waiting files than this are told on the folder's page.
pub const MANY: usize = 500;

/// Which folder is watched. Empty: none.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Watched {
    pub path: String,
    /// Each attachment of a mail is a paper of its own.
    pub mail_each: bool,
}

pub fn watched(tx: &mut Tx<'_>) -> Result<Watched, StoreError> {
    Ok(Setting::get(tx, SETTING)?.unwrap_or_default())
}

/// Sets the folder. Where it lies is a matter of the machine, so the administrator says it.
pub fn watch(act: &mut Act<'_>, input: Watched) -> Result<(), Refusal> {
    people::may(act, FOLDER)?;
    let path = input.path.trim().to_owned();
    if !path.is_empty() && !Path::new(&path).is_absolute() {
        return Err(Refusal::invalid(t::folder_absolute()).field("path"));
    }
    let known = store::setting(act.tx(), SETTING)?.unwrap_or(act.new_id());
    act.record("incoming.watch_folder", Subject::new("setting", known));
    Setting::set(act, SETTING, &Watched { path, ..input })?;
    Ok(())
}

/// Ends the watching when it goes.
pub struct Watch {
    stop: mpsc::Sender<()>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.stop.send(());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Watches the folder that is set, and any that is set later. `program` reads papers in a child process.
pub fn start(office: Office, program: PathBuf) -> std::io::Result<Watch> {
    let (stop, stopped) = mpsc::channel();
    let watching = move || {
        let mut seen = Seen::default();
        while matches!(stopped.recv_timeout(BEAT), Err(mpsc::RecvTimeoutError::Timeout)) {
            if let Err(fault) = round(&office, &reader(&office, &program), &mut seen) {
                tracing::warn!(%fault, "the watched folder could not be looked through");
            }
        }
    };
    let thread = thread::Builder::new().name("folder".to_owned()).spawn(watching)?;
    Ok(Watch { stop, thread: Some(thread) })
}

/// What earlier rounds saw.
#[derive(Default)]
pub struct Seen {
    sizes: HashMap<String, (u64, i64)>,
    /// Files that stay although they were dealt with.
    settled: HashSet<(String, u64, i64)>,
    /// Scans that stay until recognition is installed, and when that was asked last.
    waiting: HashSet<(String, u64, i64)>,
    asked: Option<kernel::Instant>,
}

/// One look through the folder. Tells how many files were taken or turned away.
pub fn round(office: &Office, reader: &Reader, seen: &mut Seen) -> anyhow::Result<usize> {
    let watched = office.read_blocking(watched)?;
    if watched.path.is_empty() {
        return Ok(0);
    }
    // Files stay where they are while the disk has no room to spare.
    if office.has_room().is_err() {
        return Ok(0);
    }
    let folder = PathBuf::from(&watched.path);
    let found = files(&folder)?;
    let written = written_now();
    let now = office.now();
    if !seen.waiting.is_empty() && seen.asked.is_none_or(|asked| now.since(asked) >= ASK) {
        seen.asked = Some(now);
        if reader.recognition().is_ok() {
            seen.waiting.clear();
        }
    }
    let ripe: Vec<&File> = found
        .iter()
        .filter(|file| {
            seen.sizes.get(&file.0) == Some(&(file.1, file.2))
                && !written.contains(&folder.join(&file.0))
                && !seen.settled.contains(*file)
                && !seen.waiting.contains(*file)
        })
        .take(ROUND)
        .collect();
    let mail = if watched.mail_each { Together::Each } else { Together::One };
    let mut taken = 0;
    for (file, moved) in side_by_side(&ripe, |file| {
        take_file(office, reader, &folder.join(&file.0), (&file.0, file.1, file.2), mail)
    }) {
        match moved? {
            Moved::Away => taken += 1,
            Moved::Stays => {
                taken += 1;
                seen.settled.insert(file.clone());
            }
            Moved::Waits => {
                seen.waiting.insert(file.clone());
            }
        }
    }
    seen.sizes = found.into_iter().map(|(name, size, changed)| (name, (size, changed))).collect();
    Ok(taken)
}

/// A file's name, size and time.
type File = (String, u64, i64);

/// All cores take files from one list.
fn side_by_side<'a, T: Send>(files: &[&'a File], work: impl Fn(&File) -> T + Sync) -> Vec<(&'a File, T)> {
    let cores = thread::available_parallelism().map_or(1, usize::from).min(16);
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let take = || {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let outcome = work(file);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((*file, outcome));
        }
    };
    thread::scope(|scope| {
        for _ in 1..cores.min(files.len()) {
            scope.spawn(take);
        }
        take();
    });
    done.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// The files in the folder that are nobody's half-written ones, by name.
pub fn files(folder: &Path) -> std::io::Result<Vec<(String, u64, i64)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let lower = name.to_lowercase();
        let half = [".part", ".tmp", ".crdownload", ".partial", "~"].iter().any(|end| lower.ends_with(end));
        // Links are not followed: they lead out of the folder.
        if half || name.starts_with(['.', '~']) || !entry.file_type()?.is_file() {
            continue;
        }
        let Ok(meta) = entry.metadata() else { continue };
        let changed =
            meta.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
        found.push((name, meta.len(), i64::try_from(changed.as_micros()).unwrap_or(i64::MAX)));
    }
    found.sort();
    Ok(found)
}

#[derive(PartialEq, Eq)]
enum Moved {
    Away,
    Stays,
    /// It is not taken yet: nothing can be read of it before recognition is installed.
    Waits,
}

fn take_file(
    office: &Office,
    reader: &Reader,
    path: &Path,
    key: (&str, u64, i64),
    mail: Together,
) -> anyhow::Result<Moved> {
    let (name, fresh) = (key.0.to_owned(), office.new_id());
    let act = {
        let (name, size, changed) = (name.clone(), key.1, key.2);
        office.operate(move |tx| store::folder_act(tx, (&name, size, changed), fresh))?
    };
    let told = if key.1 > (FILE_MAX_MB as u64) << 20 {
        let why = t::door_too_large(FILE_MAX_MB);
        vec![turn_away(office, Actor::system(), act, ("folder", tidy(&name), why))]
    } else {
        let bytes = fs::read(path)?;
        let given = vec![Given { name: name.clone(), bytes }];
        let checked = check_all(reader, "folder", given, (Together::Each, mail), false);
        if checked.iter().any(Checked::waits_for_recognition) {
            return Ok(Moved::Waits);
        }
        let ids = (0_u128..).map(|place| uuid::Uuid::from_u128(act.as_u128().wrapping_add(place)));
        checked
            .into_iter()
            .zip(ids)
            .map(|(one, id)| take(office, None, Under { actor: Actor::system(), id, stop: None }, one))
            .collect()
    };
    let mut reasons = Vec::new();
    let (mut marked, mut waits) = (false, false);
    for one in told {
        match one {
            // What becomes of the first paper of a stack becomes of all.
            Ok(one) => match one.outcome {
                Outcome::Marked(_) => marked = true,
                Outcome::Returned => reasons.push(one.said.say(Lang::Vi)),
                Outcome::Waiting(_) | Outcome::Question(_) => waits = true,
            },
            // No room, or too much to do: the file is there in the next round too, under the same act.
            Err(refusal) if matches!(refusal.kind, Kind::Full | Kind::Busy | Kind::Internal) => {
                tracing::warn!("a file of the watched folder has to wait: {}", refusal.msg.say(Lang::En));
                return Ok(Moved::Away);
            }
            Err(refusal) => reasons.push(refusal.msg.say(Lang::Vi)),
        }
    }
    if marked {
        return Ok(Moved::Stays);
    }
    let to = if waits || reasons.is_empty() { "done" } else { "returned" };
    if let Err(fault) = put_away(path, &name, to, &reasons, office) {
        tracing::warn!(%fault, "a file of the watched folder was taken but could not be moved");
        return Ok(Moved::Stays);
    }
    office.operate(move |tx| store::folder_done(tx, act))?;
    Ok(Moved::Away)
}

fn put_away(path: &Path, name: &str, to: &str, reasons: &[String], office: &Office) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(path).join(to).join(office.now().date().to_string());
    fs::create_dir_all(&folder)?;
    let mut target = folder.join(name);
    if target.exists() {
        target = folder.join(format!("{}-{name}", office.new_id()));
    }
    fs::rename(path, &target)?;
    if !reasons.is_empty() {
        let mut beside = target.into_os_string();
        beside.push(".txt");
        fs::write(beside, reasons.join("\n"))?;
    }
    Ok(())
}

/// Files that some process of this machine has open for writing, as far as this process may see.
#[cfg(target_os = "linux")]
fn written_now() -> HashSet<PathBuf> {
    let mut found = HashSet::new();
    let Ok(processes) = fs::read_dir("/proc") else { return found };
    for process in processes.flatten() {
        let Ok(open) = fs::read_dir(process.path().join("fd")) else { continue };
        for file in open.flatten() {
            let Ok(target) = fs::read_link(file.path()) else { continue };
            let info = process.path().join("fdinfo").join(file.file_name());
            let flags = fs::read_to_string(info).unwrap_or_default();
            // The last octal digit of the flags: 1 writes, 2 reads and writes.
            let writes = flags
                .lines()
                .find_map(|line| line.strip_prefix("flags:"))
                .is_some_and(|flags| flags.trim().ends_with(['1', '2']));
            if writes {
                found.insert(target);
            }
        }
    }
    found
}

#[cfg(not(target_os = "linux"))]
fn written_now() -> HashSet<PathBuf> {
    HashSet::new()
}
