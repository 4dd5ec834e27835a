//! The rules in force here, loaded once for each state of the overlay.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use kernel::{Id, StoreError, Tx};
use rules::{Calendar, Overrides, PackFault, RulePack};

use crate::model::RuleChange;
use crate::store::{self, ChangeRow, Version};

/// The shipped rules with what this office decided about them.
#[derive(Debug)]
pub struct Rulebook {
    pub pack: RulePack,
    pub calendar: Calendar,
    /// Decisions that no longer fit a newer program's rules: they are shown, and do not count.
    pub misfits: Vec<Id<RuleChange>>,
}

#[allow(clippy::disallowed_methods, reason = "the one reader of the shipped rules")]
static SHIPPED: LazyLock<Result<Arc<Rulebook>, PackFault>> = LazyLock::new(|| {
    let pack = RulePack::shipped()?;
    Ok(Arc::new(Rulebook { calendar: pack.calendar(), pack, misfits: Vec::new() }))
});

/// States of the overlay seen last, of however many offices one process holds.
static SEEN: Mutex<Vec<(Version, Arc<Rulebook>)>> = Mutex::new(Vec::new());
const SEEN_MAX: usize = 8;

/// The rules as this office has them now. Costs one count over a short table; a rule is then asked for by the date of
/// the paper that it judges.
pub fn rules(tx: &mut Tx<'_>) -> Result<Arc<Rulebook>, StoreError> {
    let version = store::version(tx)?;
    if version.0 == version.1 {
        return shipped();
    }
    let seen = |kept: &Vec<(Version, Arc<Rulebook>)>| {
        kept.iter().find(|(there, _)| *there == version).map(|(_, book)| Arc::clone(book))
    };
    if let Some(book) = seen(&SEEN.lock().unwrap_or_else(PoisonError::into_inner)) {
        return Ok(book);
    }
    let book = Arc::new(overlaid(&store::standing(tx)?)?);
    let mut kept = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= SEEN_MAX {
        kept.remove(0);
    }
    kept.push((version, Arc::clone(&book)));
    Ok(book)
}

/// What the program brings, before this office decided anything.
pub fn shipped() -> Result<Arc<Rulebook>, StoreError> {
    match &*SHIPPED {
        Ok(book) => Ok(Arc::clone(book)),
        Err(fault) => Err(StoreError::Other(fault.to_string())),
    }
}

fn overlaid(changes: &[ChangeRow]) -> Result<Rulebook, StoreError> {
    let mut pack = shipped()?.pack.clone();
    let mut misfits = Vec::new();
    for change in changes {
        match pack.with_overrides(&Overrides(vec![change.what.clone()])) {
            Ok(next) => pack = next,
            Err(_) => misfits.push(change.id),
        }
    }
    Ok(Rulebook { calendar: pack.calendar(), pack, misfits })
}
