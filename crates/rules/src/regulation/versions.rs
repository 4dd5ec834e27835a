//! Versions follow each other without a gap; what a new one changes for whom; and circles of people who stand in for
//! each other.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Article, Capacity, Every, Majority, Provision, Seat, Step, Verb, When};
use crate::calendar::next;
use crate::term::Term;

/// The days on which a version counts, both included; no end: until another takes its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spell {
    pub from: Date,
    pub to: Option<Date>,
}

impl Spell {
    #[must_use]
    pub fn holds(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// Why a version cannot count from a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VersionFault {
    /// Another counts then: it would have to end the day before.
    Overlap { from: Date, to: Option<Date> },
    /// Between the end of the one before and the beginning of this one nothing would count.
    Gap { from: Date, to: Date },
    /// It would end before it begins.
    Backwards,
}

/// Whether a new version can stand among the others.
pub fn follows(others: &[Spell], new: Spell) -> Result<(), VersionFault> {
    if new.to.is_some_and(|to| to < new.from) {
        return Err(VersionFault::Backwards);
    }
    let crossing =
        |old: &&Spell| old.to.is_none_or(|to| new.from <= to) && new.to.is_none_or(|to| old.from <= to);
    if let Some(old) = others.iter().find(crossing) {
        return Err(VersionFault::Overlap { from: old.from, to: old.to });
    }
    let before = others.iter().filter_map(|old| old.to).filter(|to| *to < new.from).max();
    if let Some(end) = before
        && next(end) < new.from
    {
        return Err(VersionFault::Gap { from: next(end), to: new.from.yesterday().unwrap_or(new.from) });
    }
    let after = others.iter().map(|old| old.from).filter(|from| *from > new.from).min();
    match (after, new.to) {
        (Some(begin), Some(end)) if next(end) < begin => {
            Err(VersionFault::Gap { from: next(end), to: begin.yesterday().unwrap_or(begin) })
        }
        _ => Ok(()),
    }
}

/// The circle that a new pair closes: from whom it goes to whom, back to the beginning. `pairs` say who stands in for
/// whom at the same time as the new one.
#[must_use]
pub fn loop_in<T: Clone + PartialEq>(pairs: &[(T, T)], new: &(T, T)) -> Option<Vec<T>> {
    let mut paths = vec![vec![new.0.clone(), new.1.clone()]];
    let mut seen = vec![new.1.clone()];
    while let Some(path) = paths.pop() {
        let Some(last) = path.last() else { continue };
        if *last == new.0 {
            return Some(path);
        }
        for (_, to) in pairs.iter().filter(|(from, _)| from == last) {
            if *to == new.0 || !seen.contains(to) {
                seen.push(to.clone());
                let mut longer = path.clone();
                longer.push(to.clone());
                paths.push(longer);
            }
        }
    }
    None
}

/// What a row says, as far as two versions can differ in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    Issues,
    Signs { capacity: Capacity, when: When, condition: Option<String> },
    Together { majority: Majority, in_writing: bool },
    Term(Term),
    Meets { every: Every, times: u32 },
    Reports { to: String, every: Every, day: u8 },
    StandsIn { place: usize },
}

/// For whom, and in what.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    Issue { kind: String },
    Authority { verb: Verb, body: String, kind: String },
    Decide { kind: String },
    Term { step: Step, kind: String },
    Meeting,
    Report { what: String },
    Substitution { of: Seat },
}

/// A body, or a seat in one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    Body(String),
    Seat(Seat),
    Everybody,
}

/// One thing that is otherwise for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub who: Who,
    pub matter: Matter,
    pub before: Option<Says>,
    pub after: Option<Says>,
    /// The article that says so now, or said so before.
    pub quote: String,
}

type Table = BTreeMap<(Who, Matter), (Says, String)>;

/// What the second version changes for whom, in order.
#[must_use]
pub fn differences(old: &[Article], new: &[Article]) -> Vec<Difference> {
    let (before, after) = (table(old), table(new));
    let keys: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let mut found = Vec::new();
    for key in keys {
        let (was, is) = (before.get(key), after.get(key));
        if was.map(|(says, _)| says) == is.map(|(says, _)| says) {
            continue;
        }
        found.push(Difference {
            who: key.0.clone(),
            matter: key.1.clone(),
            before: was.map(|(says, _)| says.clone()),
            after: is.map(|(says, _)| says.clone()),
            quote: is.or(was).map(|(_, quote)| quote.clone()).unwrap_or_default(),
        });
    }
    found
}

/// Kinds one by one; none means all of them.
fn each(kinds: &[String]) -> Vec<String> {
    if kinds.is_empty() { vec![String::new()] } else { kinds.to_vec() }
}

fn table(articles: &[Article]) -> Table {
    let mut table = Table::new();
    for article in articles {
        for provision in &article.provisions {
            let mut put = |who: Who, matter: Matter, says: Says| {
                table.entry((who, matter)).or_insert((says, article.quote.clone()));
            };
            match provision {
                Provision::Issue(issue) => {
                    for kind in &issue.kinds {
                        put(
                            Who::Body(issue.body.clone()),
                            Matter::Issue { kind: kind.clone() },
                            Says::Issues,
                        );
                    }
                }
                Provision::Authority(one) => {
                    for kind in each(&one.kinds) {
                        if let Some(majority) = one.together {
                            let says = Says::Together { majority, in_writing: one.in_writing };
                            put(Who::Body(one.body.clone()), Matter::Decide { kind: kind.clone() }, says);
                        }
                        for signer in &one.by {
                            let matter = Matter::Authority {
                                verb: one.verb,
                                body: one.body.clone(),
                                kind: kind.clone(),
                            };
                            let says = Says::Signs {
                                capacity: signer.capacity,
                                when: signer.when,
                                condition: one.condition.clone(),
                            };
                            put(Who::Seat(signer.seat.clone()), matter, says);
                        }
                    }
                }
                Provision::Deadline(deadline) => {
                    let who = deadline.body.clone().map_or(Who::Everybody, Who::Body);
                    for kind in each(&deadline.kinds) {
                        put(
                            who.clone(),
                            Matter::Term { step: deadline.step, kind },
                            Says::Term(deadline.term.clone()),
                        );
                    }
                }
                Provision::Cadence(cadence) => {
                    let says = Says::Meets { every: cadence.every, times: cadence.times };
                    put(Who::Body(cadence.body.clone()), Matter::Meeting, says);
                }
                Provision::Report(report) => {
                    let says = Says::Reports { to: report.to.clone(), every: report.every, day: report.day };
                    put(Who::Body(report.who.clone()), Matter::Report { what: report.what.clone() }, says);
                }
                Provision::Substitution(rule) => {
                    for (place, seat) in rule.by.iter().enumerate() {
                        let matter = Matter::Substitution { of: rule.seat.clone() };
                        put(Who::Seat(seat.clone()), matter, Says::StandsIn { place: place + 1 });
                    }
                }
                Provision::Assignment | Provision::Effect => {}
            }
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn spell(from: (i16, i8, i8), to: Option<(i16, i8, i8)>) -> Spell {
        let day = |(year, month, day)| date(year, month, day);
        Spell { from: day(from), to: to.map(day) }
    }

    #[test]
    fn versions_leave_no_gap_and_do_not_overlap() {
        let old = spell((2026, 1, 1), Some((2026, 6, 30)));
        assert_eq!(follows(&[], old), Ok(()));
        assert_eq!(follows(&[old], spell((2026, 7, 1), None)), Ok(()));
        let late = follows(&[old], spell((2026, 7, 3), None));
        assert_eq!(late, Err(VersionFault::Gap { from: date(2026, 7, 1), to: date(2026, 7, 2) }));
        let early = follows(&[old], spell((2026, 6, 30), None));
        assert_eq!(early, Err(VersionFault::Overlap { from: old.from, to: old.to }));
        let open = spell((2026, 1, 1), None);
        assert_eq!(
            follows(&[open], spell((2026, 7, 1), None)),
            Err(VersionFault::Overlap { from: open.from, to: None })
        );
        assert_eq!(follows(&[], spell((2026, 7, 1), Some((2026, 6, 1)))), Err(VersionFault::Backwards));
        let before = follows(&[old], spell((2025, 1, 1), Some((2025, 12, 30))));
        assert_eq!(before, Err(VersionFault::Gap { from: date(2025, 12, 31), to: date(2025, 12, 31) }));
        assert_eq!(follows(&[old], spell((2025, 1, 1), Some((2025, 12, 31)))), Ok(()));
    }

    #[test]
    fn a_circle_is_named_from_whom_to_whom() {
        let pairs = [("b", "c"), ("c", "d"), ("x", "y")];
        assert_eq!(loop_in(&pairs, &("a", "b")), None);
        assert_eq!(loop_in(&pairs, &("d", "b")), Some(vec!["d", "b", "c", "d"]));
        assert_eq!(loop_in(&pairs, &("c", "b")), Some(vec!["c", "b", "c"]));
        assert_eq!(loop_in(&[("y", "x"), ("x", "y")], &("a", "x")), None);
        assert_eq!(loop_in(&[], &("a", "a")), Some(vec!["a", "a"]));
    }
}
