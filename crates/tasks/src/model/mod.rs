//! The nouns of work and how a task stands on a day. Pure.

mod recurrence;
mod standing;

pub use recurrence::{Due, Every, OffDay, Recurrence};
pub use standing::{Bounds, Facts, Measure, Reason, Standing, Terms, lead_days, on_time};

/// Marks of keys.
pub struct Source;
pub struct Task;
pub struct Submission;
pub struct Directive;
pub struct Obstacle;
pub struct Correction;
pub struct Series;

kernel::codes! {
    /// What a task comes from.
    SourceKind {
        Conclusion = "conclusion",
        BoardNotice = "board_notice",
        Resolution = "resolution",
        Directive = "directive",
        Programme = "programme",
        Letter = "letter",
        Instruction = "instruction",
        /// Said by a leader, put into writing here, and confirmed by the leader before anything is assigned.
        Oral = "oral",
        Other = "other",
    }
}

kernel::codes! {
    /// What the owner hands in.
    ProductKind {
        Report = "report",
        Submission = "submission",
        Issued = "issued",
        Draft = "draft",
        Plan = "plan",
        Scheme = "scheme",
        Opinion = "opinion",
        Figures = "figures",
        Work = "work",
        Other = "other",
    }
}

kernel::codes! {
    /// How good the accepted product is.
    Grade {
        NotMet = "not_met",
        Met = "met",
        Good = "good",
        Excellent = "excellent",
    }
}

kernel::codes! {
    /// What somebody above says about a task.
    DirectiveKind {
        Urge = "urge",
        Extend = "extend",
        Reassign = "reassign",
        Evidence = "evidence",
        Figures = "figures",
        Opinion = "opinion",
        Reply = "reply",
        /// Of the permanent board: answered within its own term.
        Board = "board",
    }
}

kernel::codes! {
    /// What came of something that was handed in.
    Outcome {
        Waiting = "waiting",
        Accepted = "accepted",
        Returned = "returned",
        /// By who handed it in, before anybody decided.
        Withdrawn = "withdrawn",
        /// Accepted once, then the task was opened again.
        Reopened = "reopened",
    }
}

kernel::codes! {
    /// What somebody has to do with a task.
    Part {
        Owner = "owner",
        Cooperating = "cooperating",
        /// The level that receives the product.
        Level = "level",
        Follower = "follower",
        Assigner = "assigner",
        /// Must decide upon an obstacle.
        Decider = "decider",
    }
}

kernel::codes! {
    /// What the date of a task is.
    Term {
        Deadline = "deadline",
        /// Work that waits for a condition is looked at again on this day.
        Review = "review",
        /// Older data did not say: nothing is judged by it.
        Unknown = "unknown",
    }
}

kernel::codes! {
    /// How loud an overdue task has become.
    Level {
        Yellow = "yellow",
        Red = "red",
        Special = "special",
    }
}

kernel::codes! {
    /// What a correction can put right.
    Correctable {
        ReceivedOn = "received_on",
        DueOn = "due_on",
        OwnerUnit = "owner_unit",
        Product = "product",
        Content = "content",
    }
}

impl Standing {
    /// What is told, and how far up.
    #[must_use]
    pub fn level(self) -> Option<Level> {
        match self {
            Standing::DueSoon => Some(Level::Yellow),
            Standing::Overdue => Some(Level::Red),
            Standing::Special => Some(Level::Special),
            _ => None,
        }
    }
}
