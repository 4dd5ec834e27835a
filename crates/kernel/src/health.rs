//! Whether what is to be saved can be saved. A disk that is full or faulty makes the office one that is only read: each
//! act is still tried and refused with its reason, every page says so, and a look every second finds out when it is over.

use std::sync::{Mutex, PoisonError};

use crate::clock::Instant;
use crate::storage::StoreError;

/// Why nothing can be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No room on the disk.
    Full,
    /// The disk refuses for another reason.
    Unwritable,
}

impl Trouble {
    pub(crate) fn of(fault: &StoreError) -> Option<Trouble> {
        match fault {
            StoreError::Full => Some(Trouble::Full),
            StoreError::Unwritable => Some(Trouble::Unwritable),
            _ => None,
        }
    }
}

/// What the last attempts to save came to.
#[derive(Default)]
pub struct Health(Mutex<Option<(Trouble, Instant)>>);

impl Health {
    /// Why nothing can be saved now, and since when; none while all is well.
    #[must_use]
    pub fn trouble(&self) -> Option<(Trouble, Instant)> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn met(&self, fault: &StoreError, now: Instant) {
        let Some(trouble) = Trouble::of(fault) else { return };
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.is_none() {
            tracing::error!(%fault, "nothing can be saved: the office is only read until the disk is well again");
        }
        *held = Some((trouble, held.map_or(now, |(_, since)| since)));
    }

    pub(crate) fn well(&self, now: Instant) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, since)) = held.take() {
            tracing::info!(seconds = now.since(since) / Instant::SECOND, "saving works again");
        }
    }
}
