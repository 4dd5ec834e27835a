//! Time and randomness: the only place of the program that reads either.

use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::storage::StoreError;
use crate::value::{DbValue, FromDb, ToValue, Value};

/// Vietnam keeps UTC+7 the whole year.
pub const OFFICE_OFFSET_HOURS: i8 = 7;

/// A moment: microseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

impl Instant {
    pub const SECOND: i64 = 1_000_000;
    pub const MINUTE: i64 = 60 * Self::SECOND;
    pub const HOUR: i64 = 60 * Self::MINUTE;
    pub const DAY: i64 = 24 * Self::HOUR;

    /// The civil date and time in the office, UTC+7.
    #[must_use]
    pub fn local(self) -> jiff::civil::DateTime {
        let zone = TimeZone::fixed(Offset::constant(OFFICE_OFFSET_HOURS));
        let stamp = jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        stamp.to_zoned(zone).datetime()
    }

    /// The civil date in the office.
    #[must_use]
    pub fn date(self) -> Date {
        self.local().date()
    }

    /// The moment at which this civil time is shown by the office's clock.
    #[must_use]
    pub fn from_local(local: jiff::civil::DateTime) -> Instant {
        let zone = TimeZone::fixed(Offset::constant(OFFICE_OFFSET_HOURS));
        local.to_zoned(zone).map_or(Instant(0), |z| Instant(z.timestamp().as_microsecond()))
    }

    #[must_use]
    pub fn plus(self, micros: i64) -> Instant {
        Instant(self.0.saturating_add(micros))
    }

    /// Microseconds from `earlier` to here; negative when the clock was set back.
    #[must_use]
    pub fn since(self, earlier: Instant) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stamp = jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        write!(f, "{stamp}")
    }
}

impl ToValue for Instant {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.0)
    }
}
impl FromDb for Instant {
    fn from_db(value: DbValue<'_>) -> Result<Self, StoreError> {
        i64::from_db(value).map(Instant)
    }
}

/// Where time and randomness come from.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Instant;
    /// Fills the bytes with randomness fit for keys.
    fn random(&self, bytes: &mut [u8]);

    /// A fresh UUIDv7 of this clock's time.
    fn new_id(&self) -> Uuid {
        let mut bytes = [0u8; 10];
        self.random(&mut bytes);
        let now = u64::try_from(self.now().0).unwrap_or(0);
        let millis = now / 1000;
        // RFC 9562, method 3: the thousandths stand next, so that ids made one after the other sort so.
        let fine = u16::try_from((now % 1000) * 4).unwrap_or(0).to_be_bytes();
        bytes[..2].copy_from_slice(&fine);
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}

/// The machine's clock and its random source.
#[derive(Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one reader of the machine's clock")]
    fn now(&self) -> Instant {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Instant(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }

    #[allow(clippy::disallowed_methods, clippy::panic, reason = "the one reader of the machine's randomness")]
    fn random(&self, bytes: &mut [u8]) {
        // Without randomness no key may be made: going on would be worse than stopping.
        if let Err(fault) = getrandom::fill(bytes) {
            panic!("the machine gives no randomness: {fault}");
        }
    }
}

/// A clock that tests set: time stands still until moved; randomness follows from a seed.
#[derive(Debug)]
pub struct TestClock {
    now: AtomicI64,
    state: Mutex<u64>,
}

impl TestClock {
    #[must_use]
    pub fn at(now: Instant, seed: u64) -> TestClock {
        TestClock { now: AtomicI64::new(now.0), state: Mutex::new(seed) }
    }

    pub fn set(&self, now: Instant) {
        self.now.store(now.0, Ordering::SeqCst);
    }

    pub fn advance(&self, micros: i64) {
        self.now.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        Instant(self.now.load(Ordering::SeqCst))
    }

    fn random(&self, bytes: &mut [u8]) {
        // SplitMix64: the same seed gives the same year of papers on every machine.
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for chunk in bytes.chunks_mut(8) {
            *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = *state;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            z ^= z >> 31;
            let word = z.to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    }
}
