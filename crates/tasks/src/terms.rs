//! The terms that tasks are judged by, as the office's rules have them on a day.

use jiff::civil::Date;
use kernel::{StoreError, Tx};
use rulebook::Rulebook;
use rules::{Term, Unit};

use crate::model::{Bounds, Terms};

/// With a rule taken out a task is judged by its deadline alone.
const NONE: Term = Term { days: 0, unit: Unit::Calendar, at_once: false, moves_off_day: false };

fn term(rules: &Rulebook, id: &str, day: Date) -> Term {
    rules.pack.deadline(id, day).map_or(NONE, |row| row.value.clone())
}

/// As the rules say on this day.
#[must_use]
pub fn terms(rules: &Rulebook, day: Date) -> Terms {
    Terms {
        soon: (&term(rules, "deadline.task.soon", day)).into(),
        special: (&term(rules, "deadline.task.special", day)).into(),
        acceptance: term(rules, "deadline.task.acceptance", day),
    }
}

/// The dates that part standings on this day.
pub fn bounds(tx: &mut Tx<'_>, day: Date) -> Result<Bounds, StoreError> {
    let rules = rulebook::rules(tx)?;
    Ok(Bounds::on(day, &terms(&rules, day), &rules.calendar))
}

/// By when a word of the permanent board is answered.
pub(crate) fn board(tx: &mut Tx<'_>, day: Date) -> Result<Date, StoreError> {
    let rules = rulebook::rules(tx)?;
    Ok(rules.calendar.term_deadline(day, &term(&rules, "deadline.task.board", day)).deadline)
}
