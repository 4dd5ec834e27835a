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
        .act("duty.acknowledge_call", "/duty/acknowledgements", acts::acknowledge_call)
}
