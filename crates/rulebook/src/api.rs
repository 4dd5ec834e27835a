//! Deciding about rules as JSON.

use people::Api;

use crate::acts;

mod reads;

#[must_use]
pub fn api() -> Api {
    Api::new()
        .act("rules.confirm", "/rules/confirmations", acts::confirm)
        .act("rules.overrule", "/rules/overrides", acts::overrule)
        .act("rules.take_back", "/rules/takings-back", acts::take_back)
        .act("rules.add_day", "/rules/days", acts::add_day)
        .act("rules.exchange_days", "/rules/exchanges", acts::exchange)
        .act("rules.remove_day", "/rules/day-removals", acts::remove_day)
        .act("rules.announce_year", "/rules/announcements", acts::announce)
        .and(reads::reads())
}
