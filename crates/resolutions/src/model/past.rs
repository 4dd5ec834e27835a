//! How a task was on an earlier day, though it was extended, handed to another, corrected or opened again since.

use jiff::civil::Date;
use kernel::Id;
use people::Unit;
use tasks::Facts;

/// A task as it is, and what changed of it when. Each change says what was before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    pub assigned_on: Date,
    pub due_on: Option<Date>,
    pub owner: Id<Unit>,
    pub content: String,
    pub product: String,
    pub dues: Vec<(Date, Option<Date>)>,
    pub owners: Vec<(Date, Id<Unit>)>,
    pub contents: Vec<(Date, String)>,
    pub products: Vec<(Date, String)>,
    /// When evidence was handed in, and when it was decided upon or taken back.
    pub submissions: Vec<(Date, Option<Date>)>,
    /// From when to when its data was being put right.
    pub corrections: Vec<(Date, Option<Date>)>,
    /// When it was closed (true) and opened again, in order.
    pub closings: Vec<(Date, bool)>,
}

/// What was before the first change after the day; without one what is now.
fn before<T: Clone>(now: &T, changes: &[(Date, T)], day: Date) -> T {
    let later = changes.iter().filter(|(on, _)| *on > day);
    later.min_by_key(|(on, _)| *on).map_or_else(|| now.clone(), |(_, old)| old.clone())
}

/// Under way on a day: begun by then, and not ended by then.
fn ran((from, to): (Date, Option<Date>), day: Date) -> bool {
    from <= day && to.is_none_or(|to| to > day)
}

impl Past {
    /// What its standing followed from at the end of a day; nothing before it was assigned.
    #[must_use]
    pub fn on(&self, day: Date) -> Option<Facts> {
        if self.assigned_on > day {
            return None;
        }
        let last = self.closings.iter().rev().find(|(on, _)| *on <= day);
        let closed_on = last.and_then(|(on, closed)| closed.then_some(*on));
        let submitted = self.submissions.iter().find(|span| ran(**span, day)).map(|(on, _)| *on);
        Some(Facts {
            closed_on,
            due_on: before(&self.due_on, &self.dues, day),
            submitted_on: submitted.filter(|_| closed_on.is_none()),
            in_correction: self.corrections.iter().any(|span| ran(*span, day)),
        })
    }

    #[must_use]
    pub fn owner_on(&self, day: Date) -> Id<Unit> {
        before(&self.owner, &self.owners, day)
    }

    #[must_use]
    pub fn content_on(&self, day: Date) -> String {
        before(&self.content, &self.contents, day)
    }

    #[must_use]
    pub fn product_on(&self, day: Date) -> String {
        before(&self.product, &self.products, day)
    }
}
