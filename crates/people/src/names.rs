//! What units, posts and persons are called, and who can be picked from, for pages of other functions.

use jiff::civil::Date;
use kernel::{Id, StoreError, Tx};

use crate::model::{Person, Post, Unit};
use crate::store;
pub use crate::store::{PostRow, UnitRow};

pub fn unit(tx: &mut Tx<'_>, id: Id<Unit>) -> Result<String, StoreError> {
    Ok(store::unit_name(tx, id)?.unwrap_or_default())
}

pub fn person(tx: &mut Tx<'_>, id: Id<Person>) -> Result<String, StoreError> {
    Ok(store::person_name(tx, id)?.unwrap_or_default())
}

pub fn post(tx: &mut Tx<'_>, id: Id<Post>, on: Date) -> Result<Option<PostRow>, StoreError> {
    store::post(tx, id, on)
}

/// The units that exist on this day, in Vietnamese order.
pub fn units(tx: &mut Tx<'_>, on: Date) -> Result<Vec<UnitRow>, StoreError> {
    store::units(tx, on)
}

/// The posts that exist on this day with their holders, unit by unit.
pub fn posts(tx: &mut Tx<'_>, on: Date) -> Result<Vec<PostRow>, StoreError> {
    store::posts(tx, on)
}

/// This unit and all below it.
#[must_use]
pub fn below(units: &[UnitRow], top: Id<Unit>) -> Vec<Id<Unit>> {
    let mut found = vec![top];
    let mut next = 0;
    // A unit is taken once, so a circle in the rows cannot hold us here.
    while let Some(parent) = found.get(next).copied() {
        for unit in units {
            if unit.parent == Some(parent) && !found.contains(&unit.id) {
                found.push(unit.id);
            }
        }
        next += 1;
    }
    found
}
