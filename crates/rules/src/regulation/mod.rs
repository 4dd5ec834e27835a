//! Working regulations as data: who issues, decides and signs what, by when, how often bodies meet, who reports, who
//! stands in for whom. The engine, [`answer()`], says who may on a day; [`differences`] what a new version changes for whom.

mod answer;
mod due;
mod engine;
mod form;
mod versions;

pub use answer::{
    Answer, Article, Ask, Away, Body, Cannot, Collective, Lent, May, Post, Situation, Verdict, Way, Why,
};
pub use due::{Before, counted_before, next_report};
pub use engine::{answer, stand_in};
pub use form::signature;
pub use versions::{Difference, Matter, Says, Spell, VersionFault, Who, differences, follows, loop_in};

use serde::{Deserialize, Serialize};

use crate::kind::Side;
use crate::row::Name;
use crate::term::Term;

macro_rules! codes {
    ($(#[$about:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $code:literal),* $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$of])* #[serde(rename = $code)] $variant),* }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $($name::$variant => $code),* }
            }

            #[must_use]
            pub fn from_code(code: &str) -> Option<$name> {
                $name::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

codes! {
    /// What is done with a paper or a matter.
    Verb {
        Sign = "sign",
        Decide = "decide",
    }
}

codes! {
    /// Which posts of a body: the one at its head, or those that stand in for it.
    Rank {
        Head = "head",
        Deputy = "deputy",
    }
}

codes! {
    /// In what capacity somebody signs.
    Capacity {
        /// The head of a one-head body, with the own title alone.
        Own = "own",
        /// T/M: for a body that decides together.
        OnBehalf = "on_behalf",
        /// K/T: a deputy for the head of a one-head body, never for a committee.
        ForHead = "for_head",
        /// T/L: by order of a body, with the own title.
        ByOrder = "by_order",
        /// TUQ. on the State's side; the Party's side knows none and signs by order.
        Authorised = "authorised",
    }
}

codes! {
    /// When a signer's right counts.
    When {
        Always = "always",
        /// In the fields assigned to them.
        InField = "in_field",
        /// While the head is away, or the head's post is vacant.
        HeadAway = "head_away",
        /// Either of both.
        InFieldOrHeadAway = "in_field_or_head_away",
    }
}

codes! {
    /// How many have to agree where a body decides together.
    Majority {
        OverHalf = "over_half",
        TwoThirds = "two_thirds",
        Consensus = "consensus",
    }
}

codes! {
    /// What a term is for. Papers and their verification are counted back from the meeting.
    Step {
        Papers = "papers",
        Verify = "verify",
        Notice = "notice",
        Opinion = "opinion",
        Issue = "issue",
        Settle = "settle",
    }
}

codes! {
    Every {
        Week = "week",
        Month = "month",
        Quarter = "quarter",
        HalfYear = "half_year",
        Year = "year",
    }
}

impl Step {
    #[must_use]
    pub fn before(self) -> bool {
        matches!(self, Step::Papers | Step::Verify)
    }
}

/// Posts of a body: by rank, or one by its key. A body is named by its key, or by its sort for all of that sort.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    pub body: String,
    pub rank: Rank,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signer {
    pub seat: Seat,
    pub capacity: Capacity,
    pub when: When,
}

/// Which kinds of paper a body issues at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    pub body: String,
    pub kinds: Vec<String>,
}

/// Who decides or signs what in a body's name, the first to be asked first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    pub verb: Verb,
    pub body: String,
    /// Abbreviations of kinds, or matters in words; none means whatever the body issues.
    #[serde(default)]
    pub kinds: Vec<String>,
    #[serde(default = "party")]
    pub side: Side,
    #[serde(default)]
    pub by: Vec<Signer>,
    /// The body itself decides, together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub together: Option<Majority>,
    /// Opinions may be collected in writing instead of a meeting.
    #[serde(default)]
    pub in_writing: bool,
    /// What no program can judge, shown with the answer: "up to 5 billion".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
}

fn party() -> Side {
    Side::Party
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    pub step: Step,
    /// None: whatever body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// None: whatever kind.
    #[serde(default)]
    pub kinds: Vec<String>,
    pub term: Term,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cadence {
    pub body: String,
    pub every: Every,
    /// At least so often in each period.
    pub times: u32,
}

/// A reporting duty. `day` is the day of the week (1 Monday), of the month, or of the period's last month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    pub who: String,
    pub to: String,
    pub what: String,
    pub every: Every,
    pub day: u8,
}

/// Who stands in for a seat whose holder is away and named nobody; the first who is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Substitution {
    pub seat: Seat,
    pub by: Vec<Seat>,
}

/// The machine-readable part of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provision {
    Issue(Issue),
    Authority(Authority),
    Deadline(Deadline),
    Cadence(Cadence),
    Report(Report),
    Substitution(Substitution),
    /// Fields and units are assigned to leaders under this article; the assignments themselves have dates of their own.
    Assignment,
    /// From when the regulation counts, and what it takes the place of.
    Effect,
}

/// An article of the model regulation that ships.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelArticle {
    pub number: String,
    pub title: Name,
    pub text: String,
    #[serde(default)]
    pub provisions: Vec<Provision>,
}

/// What cannot hold of a provision by itself; the name of the field that is wrong.
#[must_use]
pub fn fault(provision: &Provision) -> Option<&'static str> {
    match provision {
        Provision::Issue(issue) if issue.kinds.is_empty() => Some("kinds"),
        Provision::Authority(authority) if authority.by.is_empty() && authority.together.is_none() => {
            Some("by")
        }
        // K/T is of one-head bodies: a committee's deputy signs T/M with the own title.
        Provision::Authority(authority)
            if authority
                .by
                .iter()
                .any(|signer| signer.capacity == Capacity::ForHead && collective(&authority.body)) =>
        {
            Some("capacity")
        }
        Provision::Deadline(deadline) if deadline.term.days > 3_660 => Some("days"),
        Provision::Cadence(cadence) if !(1..=100).contains(&cadence.times) => Some("times"),
        Provision::Report(report) => {
            let last = if report.every == Every::Week { 7 } else { 31 };
            (!(1..=last).contains(&report.day)).then_some("day")
        }
        Provision::Substitution(substitution) if substitution.by.is_empty() => Some("by"),
        Provision::Substitution(substitution) if substitution.by.contains(&substitution.seat) => Some("by"),
        _ => None,
    }
}

/// Sorts of bodies that decide together and have no single head.
const TOGETHER: [&str; 5] =
    ["committee", "standing_board", "permanent_board", "attached_committee", "commune_committee"];

/// Whether a body of this sort decides together.
#[must_use]
pub fn collective(kind: &str) -> bool {
    TOGETHER.contains(&kind)
}
