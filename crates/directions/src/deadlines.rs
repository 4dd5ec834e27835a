//! Deadlines by the rules in force, as this office has them.

use kernel::{Act, Refusal};

use crate::model::{self, Deadline, Term};
use crate::store::RoutingRow;
use crate::t;

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
    let book = rulebook::rules(act.tx())?;
    let deadline = model::fix(&book.pack, &book.calendar, term, !paper.urgency.is_empty(), paper.arrived_on);
    let today = act.today();
    match deadline {
        // A rule's deadline may have passed while the paper waited: it is shown as late, not hidden.
        Some(deadline) if deadline.on < today && term != Term::Rule => {
            Err(Refusal::invalid(t::deadline_passed(vietnamese::format_date(deadline.on))).field("term"))
        }
        other => Ok(other),
    }
}
