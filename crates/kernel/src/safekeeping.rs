//! Backups by the program's own clock, each of them tried out: restored into a temporary folder and held against what
//! was copied. How often and how many are kept is the office's setting; what was done stands in the journal.

mod drill;
mod prune;

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::act::{Act, Actor, Subject};
use crate::backup::{BackupReport, backup_beside};
use crate::clock::Instant;
use crate::disk::{self, Level, Watched};
use crate::id::Id;
use crate::office::Office;
use crate::refusal::Refusal;
use crate::settings::Setting;
use crate::storage::{Row, StoreError, Tx};
use crate::{scrub, t, vals};

pub use drill::{Drilled, blobs_of, drill};

const PLAN: &str = "kernel.safekeeping";
const WANTED: &str = "kernel.backup_wanted";
/// A backup that failed is tried again after this time.
const AGAIN: i64 = Instant::HOUR;
/// One that was begun later than now by more than this was made under a clock that was ahead.
const SKEW: i64 = Instant::HOUR;
/// A backup every night leaves room for one that was missed; after this the last good one is too old.
const OLD: i64 = 36 * Instant::HOUR;
/// What a backup in the making is called at its end; nobody restores from it.
const HALF: &str = ".part";

/// When, where to and how many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// An absolute path on this machine, best on another disk. Empty: no backups are made by the program.
    pub folder: String,
    /// The hour of the office after which the night's backup is made.
    pub hour: i8,
    /// The newest backups of so many days, weeks and months stay.
    pub daily: u32,
    pub weekly: u32,
    pub monthly: u32,
    /// Free megabytes below which the disk is told to be low, and below which no papers are taken in.
    pub warn_mb: u64,
    pub critical_mb: u64,
}

impl Default for Plan {
    fn default() -> Plan {
        Plan {
            folder: String::new(),
            hour: 1,
            daily: 7,
            weekly: 4,
            monthly: 12,
            warn_mb: 10 << 10,
            critical_mb: 1 << 10,
        }
    }
}

impl Plan {
    pub fn load(tx: &mut Tx<'_>) -> Result<Plan, StoreError> {
        Ok(Setting::get(tx, PLAN)?.unwrap_or_default())
    }
}

/// Sets the plan. Who may is the caller's question.
pub fn set_plan(act: &mut Act<'_>, plan: Plan) -> Result<(), Refusal> {
    let plan = Plan { folder: plan.folder.trim().to_owned(), ..plan };
    let mut faults = Vec::new();
    if !plan.folder.is_empty() && !Path::new(&plan.folder).is_absolute() {
        faults.push(Refusal::invalid(t::backup_folder_absolute()).field("folder"));
    }
    if !(0..=23).contains(&plan.hour) {
        faults.push(Refusal::invalid(t::backup_hour_wrong()).field("hour"));
    }
    if plan.daily == 0 || [plan.daily, plan.weekly, plan.monthly].iter().any(|count| *count > 400) {
        faults.push(Refusal::invalid(t::backup_kept_wrong()).field("daily"));
    }
    if plan.critical_mb > plan.warn_mb {
        faults.push(Refusal::invalid(t::disk_levels_wrong()).field("critical_mb"));
    }
    Refusal::all(faults)?;
    set(act, "operation.set_safekeeping", PLAN, &plan)
}

/// Asks for a backup now.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct WantBackup {}

/// A backup is made within a minute, whatever the hour. Who may is the caller's question.
pub fn want_backup(act: &mut Act<'_>, _: WantBackup) -> Result<(), Refusal> {
    if Plan::load(act.tx())?.folder.is_empty() {
        return Err(Refusal::invalid(t::backup_no_folder()).field("folder"));
    }
    let now = act.now();
    set(act, "operation.back_up", WANTED, &now)
}

fn set(act: &mut Act<'_>, name: &'static str, setting: &str, value: &impl Serialize) -> Result<(), Refusal> {
    let sql = "SELECT id FROM settings WHERE name = ?1";
    let known: Option<Id<Setting>> = act.tx().opt(sql, vals![setting], |row| row.get(0))?;
    let known = known.unwrap_or(act.new_id());
    act.record(name, Subject::new("setting", known));
    Setting::set(act, setting, value)?;
    Ok(())
}

/// Takes this folder for backups where nobody has said anything else yet: how an installation begins.
pub fn begin(office: &Office, folder: &Path) -> Result<(), Refusal> {
    let known: Option<Plan> = office.read_blocking(|tx| Setting::get(tx, PLAN))?;
    if known.is_some() {
        return Ok(());
    }
    let plan = Plan { folder: folder.display().to_string(), ..Plan::default() };
    office.act_blocking(Actor::console(), office.new_id(), plan, set_plan)
}

/// One backup and how it went.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Run {
    pub id: Uuid,
    /// The folder of this backup within `folder`.
    pub name: String,
    pub folder: String,
    pub started_at: Instant,
    pub finished_at: Instant,
    /// What was copied; none when that failed.
    pub copied: Option<BackupReport>,
    /// Bytes written for it: blobs that an earlier backup has are shared with it.
    pub bytes: u64,
    pub fault: Option<String>,
    /// Blobs whose bytes were read again and held against their address.
    pub drill_blobs: u64,
    pub drill_fault: Option<String>,
}

impl Run {
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.fault.is_none() && self.drill_fault.is_none()
    }
}

fn keep_run(act: &mut Act<'_>, run: Run) -> Result<(), Refusal> {
    act.record("office.backup", Subject { kind: "backup", id: run.id });
    act.fact("made", run.fault.is_none());
    act.fact("drilled", run.is_good());
    let copied = run.copied.as_ref();
    if let Some(copied) = copied {
        act.fact("entries", i64::try_from(copied.entries).unwrap_or(i64::MAX));
        act.fact("root", copied.root.as_str());
    }
    act.tx().exec(
        "INSERT INTO backup_runs (id, name, folder, started_at, finished_at, entries, root, row_count, blob_count, \
         bytes, fault, drill_blobs, drill_fault) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        vals![
            run.id,
            run.name,
            run.folder,
            run.started_at,
            run.finished_at,
            copied.map(|c| c.entries),
            copied.map(|c| c.root.as_str()),
            copied.map(|c| c.rows),
            copied.map(|c| c.blobs),
            run.bytes,
            run.fault,
            run.drill_blobs,
            run.drill_fault
        ],
    )?;
    Ok(())
}

const RUN: &str = "SELECT id, name, folder, started_at, finished_at, entries, root, row_count, blob_count, bytes, \
     fault, drill_blobs, drill_fault FROM backup_runs";

fn read_run(row: &Row<'_>) -> Result<Run, StoreError> {
    let root: Option<String> = row.get(6)?;
    let (entries, rows, blobs): (Option<u64>, Option<u64>, Option<u64>) =
        (row.get(5)?, row.get(7)?, row.get(8)?);
    let copied = root.map(|root| BackupReport {
        entries: entries.unwrap_or(0),
        root,
        rows: rows.unwrap_or(0),
        blobs: blobs.unwrap_or(0),
        checkpoint: None,
    });
    Ok(Run {
        id: row.get(0)?,
        name: row.get(1)?,
        folder: row.get(2)?,
        started_at: row.get(3)?,
        finished_at: row.get(4)?,
        copied,
        bytes: row.get(9)?,
        fault: row.get(10)?,
        drill_blobs: row.get(11)?,
        drill_fault: row.get(12)?,
    })
}

/// The newest runs first.
pub fn runs(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<Run>, StoreError> {
    tx.rows(&format!("{RUN} ORDER BY started_at DESC, id DESC LIMIT ?1"), vals![limit], read_run)
}

/// The newest backup that was made and stood the drill.
pub fn last_good(tx: &mut Tx<'_>) -> Result<Option<Run>, StoreError> {
    good_before(tx, Instant(i64::MAX))
}

fn good_before(tx: &mut Tx<'_>, end: Instant) -> Result<Option<Run>, StoreError> {
    let sql = format!(
        "{RUN} WHERE fault IS NULL AND drill_fault IS NULL AND started_at <= ?1 \
         ORDER BY started_at DESC, id DESC LIMIT 1"
    );
    tx.opt(&sql, vals![end], read_run)
}

/// The newest run, unless it is of a time that has not come: such a one would keep the next from its turn.
fn last_run(tx: &mut Tx<'_>, now: Instant) -> Result<Option<Run>, StoreError> {
    let sql = format!("{RUN} WHERE started_at <= ?1 ORDER BY started_at DESC, id DESC LIMIT 1");
    tx.opt(&sql, vals![now.plus(SKEW)], read_run)
}

/// The whole backups in a folder, the oldest first.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    prune::backups(folder).into_iter().map(|(_, name)| name).collect()
}

/// Takes away trial restores that were cut off before this time.
pub(crate) fn sweep(data: &Path, before: std::time::SystemTime) -> std::io::Result<()> {
    for entry in fs::read_dir(data)?.flatten() {
        let old = entry.metadata().and_then(|meta| meta.modified()).is_ok_and(|at| at < before);
        if old && entry.file_name().to_str().is_some_and(|name| name.starts_with(drill::FOLDER)) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// What an administrator has to see to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alarm {
    /// Nobody has said where backups go.
    NoFolder,
    /// The last good backup was made then, or never.
    Old(Option<Instant>),
    /// The newest backup could not be made; it is tried again.
    Failed(String),
    /// The newest backup was made and could not be restored.
    DrillFailed(String),
    Disk(Watched),
    /// So many originals are altered, missing or unreadable, and no backup has them whole.
    Originals(u64),
}

/// All alarms, those of the disk first.
pub fn alarms(tx: &mut Tx<'_>, data: Option<&Path>, now: Instant) -> Result<Vec<Alarm>, StoreError> {
    let plan = Plan::load(tx)?;
    let disks = data
        .map(|data| disk::watched(data, &plan))
        .unwrap_or_default()
        .into_iter()
        .filter(|one| one.level != Level::Enough);
    let mut alarms: Vec<Alarm> = disks.map(Alarm::Disk).collect();
    let damaged = scrub::unmended(tx)?;
    if damaged > 0 {
        alarms.push(Alarm::Originals(damaged));
    }
    if plan.folder.is_empty() {
        alarms.push(Alarm::NoFolder);
        return Ok(alarms);
    }
    match last_run(tx, now)? {
        Some(Run { fault: Some(fault), .. }) => alarms.push(Alarm::Failed(fault)),
        Some(Run { drill_fault: Some(fault), .. }) => alarms.push(Alarm::DrillFailed(fault)),
        _ => {}
    }
    let good = good_before(tx, now.plus(SKEW))?.map(|run| run.started_at);
    if good.is_none_or(|at| now.since(at) > OLD) {
        alarms.push(Alarm::Old(good));
    }
    Ok(alarms)
}

/// Makes a backup when the night's hour has come, when one was asked for, or when the last one failed.
pub(crate) fn run_due(office: &Office) -> anyhow::Result<()> {
    let now = office.now();
    let (plan, last, wanted) = office.read_blocking(|tx| {
        Ok((Plan::load(tx)?, last_run(tx, now)?, Setting::get::<Instant>(tx, WANTED)?))
    })?;
    if plan.folder.is_empty() || !due(&plan, last.as_ref(), wanted, now) {
        return Ok(());
    }
    let run =
        back_up(office, &plan).map_err(|refusal| anyhow::anyhow!("{}", refusal.msg.say(words::Lang::En)))?;
    match run.fault.or(run.drill_fault) {
        Some(fault) => Err(anyhow::anyhow!(fault)),
        None => Ok(()),
    }
}

fn due(plan: &Plan, last: Option<&Run>, wanted: Option<Instant>, now: Instant) -> bool {
    let Some(last) = last else { return true };
    if wanted.is_some_and(|at| at.0 > last.started_at.0 && at.0 <= now.plus(SKEW).0) {
        return true;
    }
    if last.fault.is_some() {
        return now.since(last.started_at) >= AGAIN;
    }
    let today = Instant::from_local(now.date().at(plan.hour, 0, 0, 0));
    let newest = if today.0 <= now.0 { today } else { today.plus(-Instant::DAY) };
    last.started_at.0 < newest.0
}

/// Makes a backup by this plan, tries it out, lets go of those that are no longer kept, and writes down how it went.
pub fn back_up(office: &Office, plan: &Plan) -> Result<Run, Refusal> {
    let started_at = office.now();
    let folder = PathBuf::from(&plan.folder);
    let name = prune::name(started_at.local());
    let before = prune::backups(&folder);
    let mut run = Run {
        id: office.new_id(),
        name: name.clone(),
        folder: plan.folder.clone(),
        started_at,
        finished_at: started_at,
        copied: None,
        bytes: 0,
        fault: None,
        drill_blobs: 0,
        drill_fault: None,
    };
    let previous = before.last().map(|(_, name)| folder.join(name));
    match make(office, &folder, &name, previous.as_deref()) {
        Err(fault) => {
            tracing::error!(%fault, "the backup could not be made; it will be tried again");
            run.fault = Some(fault.to_string());
        }
        Ok((copied, bytes, fresh)) => {
            (run.copied, run.bytes) = (Some(copied), bytes);
            match drill(office, &folder.join(&name), &fresh) {
                Ok(drilled) => {
                    run.drill_blobs = drilled.blobs;
                    // Only one that can be restored lets older ones go.
                    for (_, old) in prune::superseded(&prune::backups(&folder), plan) {
                        if let Err(fault) = fs::remove_dir_all(folder.join(&old)) {
                            tracing::warn!(%fault, old, "an old backup could not be removed");
                        }
                    }
                }
                Err(fault) => {
                    tracing::error!(fault, "the backup was made and could not be restored");
                    run.drill_fault = Some(fault);
                }
            }
        }
    }
    run.finished_at = office.now();
    office.act_blocking(Actor::system(), office.new_id(), run.clone(), keep_run)?;
    Ok(run)
}

/// Under a name of its own until it is whole.
fn make(
    office: &Office,
    folder: &Path,
    name: &str,
    previous: Option<&Path>,
) -> Result<(BackupReport, u64, Vec<crate::BlobHash>), StoreError> {
    let other = |fault: std::io::Error| StoreError::Other(format!("{}: {fault}", folder.display()));
    fs::create_dir_all(folder).map_err(other)?;
    for half in fs::read_dir(folder).map_err(other)?.flatten() {
        if half.file_name().to_str().is_some_and(|name| prune::moment(name.strip_suffix(HALF)).is_some()) {
            fs::remove_dir_all(half.path()).map_err(other)?;
        }
    }
    let (half, whole) = (folder.join(format!("{name}{HALF}")), folder.join(name));
    if whole.exists() {
        return Err(StoreError::Other(format!("{} is there already", whole.display())));
    }
    let made = backup_beside(office, &half, previous).inspect_err(|_| {
        let _ = fs::remove_dir_all(&half);
    })?;
    fs::rename(&half, &whole).map_err(other)?;
    settle(folder);
    Ok(made)
}

/// What was written must survive a power cut: all of it at once, instead of file by file.
fn settle(folder: &Path) {
    #[cfg(target_os = "linux")]
    if let Ok(place) = fs::File::open(folder) {
        let _ = rustix::fs::syncfs(&place);
    }
    #[cfg(not(target_os = "linux"))]
    if let Ok(place) = fs::File::open(folder) {
        let _ = place.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i8, hour: i8) -> Instant {
        Instant::from_local(jiff::civil::date(2026, 11, day).at(hour, 0, 0, 0))
    }

    fn run(started_at: Instant, fault: Option<&str>) -> Run {
        Run {
            id: Uuid::nil(),
            name: String::new(),
            folder: String::new(),
            started_at,
            finished_at: started_at,
            copied: None,
            bytes: 0,
            fault: fault.map(str::to_owned),
            drill_blobs: 0,
            drill_fault: None,
        }
    }

    #[test]
    fn a_backup_is_due_once_a_night_when_asked_for_and_an_hour_after_a_failure() {
        let plan = Plan { hour: 1, ..Plan::default() };
        assert!(due(&plan, None, None, at(23, 15)), "a new installation does not wait for the night");
        assert!(!due(&plan, Some(&run(at(23, 1), None)), None, at(23, 23)));
        assert!(due(&plan, Some(&run(at(23, 1), None)), None, at(24, 1)));
        assert!(due(&plan, Some(&run(at(23, 1), None)), Some(at(23, 9)), at(23, 9)));
        assert!(!due(&plan, Some(&run(at(23, 10), None)), Some(at(23, 9)), at(23, 11)));
        let failed = run(at(23, 1), Some("no room"));
        assert!(!due(&plan, Some(&failed), None, Instant(at(23, 2).0 - 1)));
        assert!(due(&plan, Some(&failed), None, at(23, 2)));
    }
}
