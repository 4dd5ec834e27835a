//! Keys: UUIDv7, so that rows of one time lie together, typed by what they name.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::clock::Instant;
use crate::storage::StoreError;
use crate::value::{DbValue, FromDb, ToValue, Value};

/// The key of a `T`. `Id<Paper>` cannot be handed over where an `Id<Person>` is asked for.
pub struct Id<T>(Uuid, PhantomData<fn() -> T>);

impl<T> Id<T> {
    #[must_use]
    pub fn from_uuid(uuid: Uuid) -> Self {
        Id(uuid, PhantomData)
    }

    #[must_use]
    pub fn uuid(self) -> Uuid {
        self.0
    }

    /// When the key was made, to the millisecond; the beginning of time for what is no UUIDv7.
    #[must_use]
    pub fn made_at(self) -> Instant {
        let stamp = self.0.get_timestamp().map(|stamp| stamp.to_unix());
        let micros = stamp.map_or(0, |(seconds, nanos)| {
            i64::try_from(seconds).unwrap_or(0).saturating_mul(Instant::SECOND) + i64::from(nanos / 1_000)
        });
        Instant(micros)
    }

    /// The same key under another type: for a noun that is one with another (a post's holder seat).
    #[must_use]
    pub fn cast<U>(self) -> Id<U> {
        Id(self.0, PhantomData)
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> std::hash::Hash for Id<T> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// What a malformed key in an address or a form becomes.
#[derive(Debug, thiserror::Error)]
#[error("not a key")]
pub struct ParseIdError;

impl<T> FromStr for Id<T> {
    type Err = ParseIdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Id::from_uuid).map_err(|_| ParseIdError)
    }
}
impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Id::from_uuid)
    }
}
impl<T> ToValue for Id<T> {
    fn to_value(&self) -> Value<'_> {
        self.0.to_value()
    }
}
impl<T> FromDb for Id<T> {
    fn from_db(value: DbValue<'_>) -> Result<Self, StoreError> {
        Uuid::from_db(value).map(Id::from_uuid)
    }
}
