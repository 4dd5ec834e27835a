//! The nouns of handling a paper and their states. Pure.

use jiff::civil::Date;
use rules::{Calendar, Counted, RulePack, Unit};
use serde::{Deserialize, Serialize};

/// Marks of keys.
pub struct Routing;
pub struct Proposal;
pub struct Instruction;
pub struct Assignment;

kernel::codes! {
    /// Where a paper stands on its way through the office. The diagram is in `docs/states/routing.md`.
    State {
        /// Taken back by who sent it, before anybody opened it. It can be sent again.
        TakenBack = "taken_back",
        /// With the chief of office or the responsible deputy, who proposes.
        ToPropose = "to_propose",
        /// With a member of the permanent board, who instructs.
        ToInstruct = "to_instruct",
        /// Instructed; the office transfers it.
        ToTransfer = "to_transfer",
        /// With those who have to do something.
        InHand = "in_hand",
        /// Sent for information only: nothing is left to do.
        Informed = "informed",
        /// The lead has settled it; the clock stands.
        Settled = "settled",
    }
}

kernel::codes! {
    /// What a recipient has to do with the paper (Nghị định 30/2020/NĐ-CP, Điều 23).
    Role {
        Lead = "lead",
        Cooperating = "cooperating",
        Informed = "informed",
    }
}

kernel::codes! {
    /// How far a recipient has come.
    Step {
        Sent = "sent",
        Accepted = "accepted",
        Forwarded = "forwarded",
        Returned = "returned",
        Recalled = "recalled",
        Done = "done",
    }
}

kernel::codes! {
    /// What a leader says on a paper.
    Word {
        Agree = "agree",
        Other = "other",
        AskBack = "ask_back",
        /// Kept with the paper; it stays where it is.
        Note = "note",
        /// The office decides within its own authority, without a leader.
        Decided = "decided",
    }
}

/// How the office sets a deadline. The date asked for in the letter is another matter: the paper keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    None,
    /// As the rule says for a paper of this urgency.
    #[default]
    Rule,
    Days {
        days: u32,
        unit: Unit,
    },
    On(Date),
}

/// As a program sends it: `none`, `rule`, `working:10`, `calendar:7`, `2026-12-01`.
impl std::fmt::Display for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Term::None => f.write_str("none"),
            Term::Rule => f.write_str("rule"),
            Term::Days { days, unit: Unit::Working } => write!(f, "working:{days}"),
            Term::Days { days, .. } => write!(f, "calendar:{days}"),
            Term::On(date) => write!(f, "{date}"),
        }
    }
}

/// A deadline with what it rests on: a rule's id, `calendar:10`, `working:5` or `date`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    pub on: Date,
    pub basis: String,
    pub counted_from: Date,
}

/// The longest term that can be typed. Longer ones are dates.
pub const DAYS_MAX: u32 = 400;

/// The rule for a paper of this urgency.
#[must_use]
pub fn rule_of(urgent: bool) -> &'static str {
    if urgent { "deadline.settle.urgent" } else { "deadline.settle.default" }
}

/// Counts the deadline from the day the paper arrived.
#[must_use]
pub fn fix(pack: &RulePack, calendar: &Calendar, term: Term, urgent: bool, from: Date) -> Option<Deadline> {
    let (on, basis) = match term {
        Term::None => return None,
        Term::On(date) => (date, "date".to_owned()),
        Term::Days { days, unit } => {
            let name = if unit == Unit::Calendar { "calendar" } else { "working" };
            (calendar.deadline(from, days.min(DAYS_MAX), unit).deadline, format!("{name}:{days}"))
        }
        Term::Rule => {
            let id = rule_of(urgent);
            let row = pack.deadline(id, from)?;
            (calendar.term_deadline(from, &row.value).deadline, id.to_owned())
        }
    };
    Some(Deadline { on, basis, counted_from: from })
}

/// Counts again, for who asks why. `None` for a date that somebody chose.
#[must_use]
pub fn recount(pack: &RulePack, calendar: &Calendar, deadline: &Deadline) -> Option<Counted> {
    let from = deadline.counted_from;
    if let Some((unit, days)) = deadline.basis.split_once(':') {
        let unit = if unit == "calendar" { Unit::Calendar } else { Unit::Working };
        return Some(calendar.deadline(from, days.parse().ok()?, unit));
    }
    let row = pack.deadline(&deadline.basis, from)?;
    Some(calendar.term_deadline(from, &row.value))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    #[allow(clippy::disallowed_methods, reason = "counted by what ships")]
    fn a_deadline_is_counted_by_its_unit_and_can_be_counted_again() {
        let pack = RulePack::shipped().unwrap();
        let calendar = pack.calendar();
        // Monday 23/11/2026; Tuesday 24/11 is the day of Vietnamese culture, off with pay.
        let from = date(2026, 11, 23);
        let two = fix(&pack, &calendar, Term::Days { days: 2, unit: Unit::Working }, false, from).unwrap();
        assert_eq!(two.basis, "working:2");
        assert_eq!(recount(&pack, &calendar, &two).unwrap().deadline, two.on);
        let ten = fix(&pack, &calendar, Term::Days { days: 10, unit: Unit::Calendar }, false, from).unwrap();
        assert_eq!(ten.on, date(2026, 12, 3));
        let urgent = fix(&pack, &calendar, Term::Rule, true, from).unwrap();
        assert_eq!((urgent.on, urgent.basis.as_str()), (from, "deadline.settle.urgent"));
        let usual = fix(&pack, &calendar, Term::Rule, false, from).unwrap();
        assert_eq!(recount(&pack, &calendar, &usual).unwrap().deadline, usual.on);
        assert_eq!(fix(&pack, &calendar, Term::None, false, from), None);
        let chosen = fix(&pack, &calendar, Term::On(date(2026, 12, 1)), false, from).unwrap();
        assert_eq!(recount(&pack, &calendar, &chosen), None);
    }

    #[test]
    fn codes_lead_back_to_what_they_stand_for() {
        assert!(State::ALL.iter().all(|one| State::from_code(one.code()) == Some(*one)));
        assert!(Step::ALL.iter().all(|one| Step::from_code(one.code()) == Some(*one)));
        assert!(Word::ALL.iter().all(|one| Word::from_code(one.code()) == Some(*one)));
        assert!(Role::ALL.iter().all(|one| Role::from_code(one.code()) == Some(*one)));
    }
}
