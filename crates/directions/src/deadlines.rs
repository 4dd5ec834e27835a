//! Deadlines by the rules in force, as this office has them.

use std::sync::LazyLock;

use kernel::{Act, Refusal};
use rules::{Calendar, RulePack};

use crate::model::{self, Deadline, Term};
use crate::store::RoutingRow;
use crate::t;

static SHIPPED: LazyLock<Option<(RulePack, Calendar)>> = LazyLock::new(|| {
    let pack = RulePack::shipped().ok()?;
    let calendar = pack.calendar();
    Some((pack, calendar))
});

/// The rules and the calendar of working days. The pack is checked by its own tests.
pub(crate) fn pack() -> Option<&'static (RulePack, Calendar)> {
    SHIPPED.as_ref()
}

/// The deadline of a paper for this term. A date that has passed is refused: nobody could keep it.
pub(crate) fn fixed(
    act: &mut Act<'_>,
    routing: &RoutingRow,
    term: Term,
) -> Result<Option<Deadline>, Refusal> {
    let paper = documents::paper(act.tx(), routing.paper)?.ok_or_else(Refusal::not_found)?;
    if let Term::Days { days, .. } = term
        && !(1..=model::DAYS_MAX).contains(&days)
    {
        return Err(Refusal::invalid(t::days_between(1, model::DAYS_MAX)).field("days"));
    }
    let Some((pack, calendar)) = pack() else { return Ok(None) };
    let deadline = model::fix(pack, calendar, term, !paper.urgency.is_empty(), paper.arrived_on);
    let today = act.today();
    match deadline {
        // A rule's deadline may have passed while the paper waited: it is shown as late, not hidden.
        Some(deadline) if deadline.on < today && term != Term::Rule => {
            Err(Refusal::invalid(t::deadline_passed(vietnamese::format_date(deadline.on))).field("term"))
        }
        other => Ok(other),
    }
}
