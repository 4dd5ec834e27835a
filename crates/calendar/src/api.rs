//! The roster and its calls as JSON: the same acts as on the pages.

use people::Api;

use crate::acts;

#[must_use]
pub fn api() -> Api {
    Api::new()
        .act("duty.plan", "/duty/plans", acts::plan)
        .act("duty.copy_week", "/duty/weeks", acts::copy_week)
        .act("duty.swap", "/duty/swaps", acts::swap)
        .act("duty.remove", "/duty/removals", acts::remove)
        .act("calendar.record_absence", "/calendar/absences", acts::record_absence)
        .act("calendar.end_absence", "/calendar/absence-ends", acts::end_absence)
        .read("calendar.absences", "/calendar/absences", crate::pages::absences)
        .act("duty.acknowledge_call", "/duty/acknowledgements", acts::acknowledge_call)
}
