//! A paper's way as JSON: the same acts as on the pages.

use people::Api;

use crate::acts;

mod reads;

#[must_use]
pub fn api() -> Api {
    Api::new()
        .act("directions.send", "/directions/sendings", acts::send)
        .act("directions.pass_on", "/directions/passings-on", acts::pass_on)
        .act("directions.retract", "/directions/retractions", acts::retract)
        .act("directions.propose", "/directions/proposals", acts::propose)
        .act("directions.prepare", "/directions/preparations", acts::prepare)
        .act("directions.instruct", "/directions/instructions", acts::instruct)
        .act("directions.enter_handwritten", "/directions/handwritten-instructions", acts::enter_handwritten)
        .act("directions.withdraw", "/directions/withdrawals", acts::withdraw)
        .act("directions.transfer", "/directions/transfers", acts::transfer)
        .act("directions.open", "/directions/openings", acts::open)
        .act("directions.accept", "/directions/acceptances", acts::accept)
        .act("directions.return", "/directions/returns", acts::return_)
        .act("directions.forward", "/directions/forwardings", acts::forward)
        .act("directions.recall", "/directions/recalls", acts::recall)
        .act("directions.finish", "/directions/finishings", acts::finish)
        .act("directions.settle", "/directions/settlements", acts::settle)
        .act("directions.reopen", "/directions/reopenings", acts::reopen)
        .act("directions.change_deadline", "/directions/deadlines", acts::change_deadline)
        .and(reads::reads())
}
