//! The nouns of follow-through, and what was known of them on a day. Pure.

mod amount;
mod facts;
mod past;
mod period;
mod review;
mod state;

pub use amount::Amount;
pub use facts::*;
pub use past::Past;
pub use period::{Every, Period};
pub use review::{Coming, coming};
pub use state::{
    At, Counts, IndicatorState, MeasureState, MilestoneState, ObjectiveState, PaperState, Progress, State,
    StudyState, Work, expected, state,
};
pub(crate) use state::{meets, share};

/// Marks of keys.
pub struct Resolution;
pub struct Objective;
pub struct Indicator;
pub struct Target;
pub struct Reported;
pub struct Measure;
pub struct Milestone;
pub struct Study;
pub struct Programme;
pub struct Review;

kernel::codes! {
    /// What is followed through.
    Kind {
        Resolution = "resolution",
        Directive = "directive",
        Conclusion = "conclusion",
        Programme = "programme",
    }
}

kernel::codes! {
    /// Which way an indicator is to go.
    Direction {
        /// Met by the target or more.
        AtLeast = "at_least",
        /// Met by the target or less.
        AtMost = "at_most",
    }
}

kernel::codes! {
    /// How a study event was held.
    StudyForm {
        InPerson = "in_person",
        Online = "online",
        Both = "both",
        /// Materials sent out, read by each.
        Circulated = "circulated",
    }
}

kernel::codes! {
    /// A review on the way, or the one at the end.
    ReviewKind {
        Preliminary = "preliminary",
        Final = "final",
    }
}
