//! One file a capability: absences, the roster, the calls.

mod absence;
mod calls;
mod roster;

pub use absence::{RecordAbsence, end_absence, record_absence};
pub use calls::{Acknowledge, acknowledge_call, call, call_sudden, follow, ring_due};
pub use roster::{CopyWeek, Plan, Remove, Swap, copy_week, hand_on, plan, remove, swap};

use kernel::Refusal;

use crate::t;

/// Longer reasons and notes belong into a paper.
const TEXT_MAX: usize = 500;

fn text(given: &str, field: &'static str, needed: bool) -> Result<String, Refusal> {
    let text = vietnamese::nfc(given.trim()).into_owned();
    if text.chars().count() > TEXT_MAX {
        return Err(Refusal::invalid(t::too_long(TEXT_MAX)).field(field));
    }
    if needed && text.is_empty() {
        return Err(Refusal::invalid(t::why_missing()).field(field));
    }
    Ok(text)
}
