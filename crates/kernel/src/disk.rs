//! Room on the disks that the office writes to. Too little of it is told early, and stops the intake of papers before
//! it stops anything else.

use std::path::{Path, PathBuf};

use crate::office::Office;
use crate::refusal::{Kind, Refusal};
use crate::safekeeping::Plan;
use crate::t;

/// Bytes of a file system: what an ordinary user may still write, and the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    pub free: u64,
    pub total: u64,
}

/// How much room there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Enough,
    Low,
    Critical,
}

/// A folder that is watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    pub folder: PathBuf,
    /// None where the system does not tell.
    pub room: Option<Room>,
    pub level: Level,
}

/// The room where this folder lies, or will lie when it is made.
#[must_use]
pub fn room(folder: &Path) -> Option<Room> {
    folder.ancestors().find(|place| place.exists()).and_then(measure)
}

#[cfg(unix)]
fn measure(place: &Path) -> Option<Room> {
    let told = rustix::fs::statvfs(place).ok()?;
    let bytes = |blocks: u64| blocks.saturating_mul(told.f_frsize);
    Some(Room { free: bytes(told.f_bavail), total: bytes(told.f_blocks) })
}

#[cfg(not(unix))]
fn measure(_place: &Path) -> Option<Room> {
    None
}

/// The data folder, and the backups' where one is set.
#[must_use]
pub fn watched(data: &Path, plan: &Plan) -> Vec<Watched> {
    let backups = Some(PathBuf::from(&plan.folder)).filter(|_| !plan.folder.is_empty());
    let look = |folder: PathBuf| {
        let room = room(&folder);
        let level = match room {
            Some(room) if room.free < plan.critical_mb.saturating_mul(1 << 20) => Level::Critical,
            Some(room) if room.free < plan.warn_mb.saturating_mul(1 << 20) => Level::Low,
            _ => Level::Enough,
        };
        Watched { folder, room, level }
    };
    [Some(data.to_owned()), backups].into_iter().flatten().map(look).collect()
}

impl Office {
    /// Whether papers may be taken in: refused while the data folder has no room to spare, so that what is under way
    /// can still be finished. Nothing that was given is lost: it has not been taken.
    pub fn has_room(&self) -> Result<(), Refusal> {
        let plan = self.read_blocking(Plan::load)?;
        let data = watched(self.data(), &plan).into_iter().next();
        match data.filter(|data| data.level == Level::Critical).and_then(|data| data.room) {
            Some(room) => {
                tracing::error!(
                    free_mb = room.free >> 20,
                    "papers are not taken in: the disk is nearly full"
                );
                Err(Refusal::new(Kind::Full, t::disk_critical(room.free >> 20)))
            }
            None => Ok(()),
        }
    }
}
