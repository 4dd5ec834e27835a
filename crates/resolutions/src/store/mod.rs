//! All SQL of this crate.

mod breakdown;
mod heads;
mod spread;
mod work;

pub use breakdown::*;
pub use heads::*;
pub use spread::*;
pub use work::*;

use kernel::{Id, Instant, Row, StoreError, ToValue, Tx, Value};

use crate::model::{Facts, Gone, Period, Resolution};

/// A code as stored; another one is a fault of the row.
fn coded<T>(code: &str, found: Option<T>) -> Result<T, StoreError> {
    found.ok_or_else(|| StoreError::Shape(format!("a known code, found {code}")))
}

fn period(row: &Row<'_>, at: usize) -> Result<Period, StoreError> {
    let code: String = row.get(at)?;
    coded(&code, Period::parse(&code))
}

/// Two columns that say whether something was taken out.
fn gone(row: &Row<'_>, at: usize) -> Result<Option<Gone>, StoreError> {
    let when: Option<Instant> = row.get(at)?;
    let why: Option<String> = row.get(at + 1)?;
    Ok(when.map(|at| Gone { at, why: why.unwrap_or_default() }))
}

/// `?first, ?next, …` for so many ids; `NULL` for none.
fn marks(first: usize, count: usize) -> String {
    if count == 0 {
        return "NULL".to_owned();
    }
    (first..first + count).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ")
}

fn values<T>(ids: &[Id<T>]) -> Vec<Value<'_>> {
    ids.iter().map(ToValue::to_value).collect()
}

/// All that is known of one resolution.
pub fn facts(tx: &mut Tx<'_>, id: Id<Resolution>) -> Result<Option<Facts>, StoreError> {
    let Some(resolution) = resolution(tx, id)? else { return Ok(None) };
    Ok(Some(Facts {
        resolution,
        former: former(tx, id)?,
        objectives: objectives(tx, id)?,
        indicators: indicators(tx, id)?,
        targets: targets(tx, Of::Resolution(id))?,
        values: reported(tx, Of::Resolution(id))?,
        measures: measures(tx, id)?,
        milestones: milestones(tx, Of::Resolution(id))?,
        reached: reached(tx, Of::Resolution(id))?,
        studies: studies(tx, id)?,
        attendance: attendance(tx, id)?,
        programmes: programmes(tx, id)?,
        reviews: reviews(tx, id)?,
        papers: papers(tx, id)?,
    }))
}
