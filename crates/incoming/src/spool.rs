//! Papers that wait in memory for a clerk's answer. They are on no disk: a restart forgets them, and their
//! question then says that they have to be given again.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use kernel::Id;
use words::Msg;

use crate::door::Parcel;
use crate::model::Stop;

/// What all held papers may weigh together. A clerk who answers makes room.
const BYTES_MAX: usize = 256 << 20;

struct Held {
    parcel: Arc<Parcel>,
    why: Msg,
}

#[derive(Clone, Default)]
pub struct Spool(Arc<Mutex<HashMap<uuid::Uuid, Held>>>);

impl Spool {
    /// The one of this program: its pages and the work behind them hold the same papers.
    #[must_use]
    pub fn shared() -> Spool {
        static SHARED: LazyLock<Spool> = LazyLock::new(Spool::default);
        SHARED.clone()
    }

    fn held(&self) -> MutexGuard<'_, HashMap<uuid::Uuid, Held>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether so many bytes more have room.
    #[must_use]
    pub fn has_room(&self, bytes: usize) -> bool {
        self.held().values().map(|held| held.parcel.bytes()).sum::<usize>() + bytes <= BYTES_MAX
    }

    pub fn put(&self, stop: Id<Stop>, parcel: Parcel, why: Msg) {
        self.held().insert(stop.uuid(), Held { parcel: Arc::new(parcel), why });
    }

    /// The paper and why no mark could be looked for.
    #[must_use]
    pub fn get(&self, stop: Id<Stop>) -> Option<(Arc<Parcel>, Msg)> {
        self.held().get(&stop.uuid()).map(|held| (Arc::clone(&held.parcel), held.why.clone()))
    }

    /// Papers with a scan that can be read once recognition is installed.
    #[must_use]
    pub fn waiting(&self) -> Vec<(Id<Stop>, Arc<Parcel>)> {
        let held = self.held();
        let waiting = held.iter().filter(|(_, held)| held.parcel.waits_for_recognition());
        waiting.map(|(stop, held)| (Id::from_uuid(*stop), Arc::clone(&held.parcel))).collect()
    }

    pub fn forget(&self, stop: Id<Stop>) {
        self.held().remove(&stop.uuid());
    }
}
