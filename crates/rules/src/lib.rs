//! The rules of law and Party as data, and the pure functions that read them.
//!
//! A [`RulePack`] holds rows with their source, dates and confidence, shipped in `rules/*.toml`
//! and overlaid by the tenant's own ([`Overrides`]). The engines answer with reasons that can be
//! quoted: [`Calendar`] counts deadlines and names every day it skipped, [`standing`] says how a
//! deadline stands, [`counter_key`] which counter gives a paper its number, [`regulation`] who may
//! decide or sign what by the working regulations.
//!
//! No I/O, no clock, no randomness: dates and instants come from the caller.

words::texts!();

mod calendar;
mod estimate;
mod kind;
mod letter;
mod mark;
mod numbering;
mod office;
mod pack;
pub mod regulation;
mod row;
mod standing;
mod term;

pub use calendar::{Calendar, DayKind, SpecialDay};
pub use estimate::{Reckoning, StatutoryDay};
pub use kind::{DocumentType, Family, KindMatch, Side};
pub use letter::{LetterPart, Margins, Measure};
pub use mark::{SecrecyLevel, UrgencyLevel};
pub use numbering::{
    CounterKey, KeyFacts, KeyPart, Numbering, NumberingFault, StartingNumber, TermOfOffice, counter_key,
    first_number,
};
pub use office::{OfficeHours, local_date, local_time};
pub use pack::{Change, HolidayYear, Override, Overrides, PackFault, RulePack, YearDay, YearDayKind};
pub use row::{Confidence, Name, Origin, Row, Source};
pub use standing::{SOON_DAYS, Standing, days_left, standing};
pub use term::{Counted, Term, Unit};
