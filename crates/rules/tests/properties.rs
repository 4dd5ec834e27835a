//! What must hold for every deadline, counter and standing.
#![allow(clippy::disallowed_methods, reason = "what ships is what is tested here")]

use std::sync::LazyLock;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use rules::*;

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| match RulePack::shipped() {
    Ok(pack) => pack.calendar(),
    Err(fault) => unreachable!("{fault}"),
});

fn day() -> impl Strategy<Value = Date> {
    (0i64..9_000).prop_map(|n| date(2014, 6, 1).checked_add(jiff::Span::new().days(n)).unwrap_or(Date::MAX))
}

fn term() -> impl Strategy<Value = Term> {
    (0u32..200, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(days, working, moves, urgent)| Term {
        days,
        unit: if working { Unit::Working } else { Unit::Calendar },
        at_once: urgent && moves,
        moves_off_day: moves,
    })
}

proptest! {
    #[test]
    fn a_longer_term_never_ends_earlier(from in day(), days in 0u32..200, working in any::<bool>()) {
        let unit = if working { Unit::Working } else { Unit::Calendar };
        let (short, long) = (CALENDAR.deadline(from, days, unit), CALENDAR.deadline(from, days + 1, unit));
        prop_assert!(short.deadline <= long.deadline);
        prop_assert!(days == 0 || short.deadline < long.deadline);
    }

    #[test]
    fn a_later_start_never_ends_earlier(from in day(), term in term()) {
        let later = from.tomorrow().unwrap_or(from);
        prop_assert!(CALENDAR.term_deadline(from, &term).deadline <= CALENDAR.term_deadline(later, &term).deadline);
    }

    #[test]
    fn what_is_skipped_is_off_in_order_and_accounts_for_every_day(from in day(), days in 1u32..200) {
        let counted = CALENDAR.deadline(from, days, Unit::Working);
        prop_assert!(CALENDAR.is_working(counted.deadline));
        prop_assert!(counted.skipped.iter().all(|(date, kind)| !kind.is_working() && CALENDAR.day(*date) == *kind));
        prop_assert!(counted.skipped.windows(2).all(|pair| pair[0].0 < pair[1].0));
        let skipped = i32::try_from(counted.skipped.len()).unwrap_or(0);
        prop_assert_eq!(days_left(counted.deadline, from), i32::try_from(days).unwrap_or(0) + skipped);
        prop_assert_eq!(CALENDAR.working_days_between(from, counted.deadline), usize::try_from(days).unwrap_or(0));
    }

    #[test]
    fn a_deadline_that_moves_ends_on_a_working_day(from in day(), days in 0u32..400) {
        let term = Term { days, unit: Unit::Calendar, at_once: false, moves_off_day: true };
        let counted = CALENDAR.term_deadline(from, &term);
        prop_assert!(CALENDAR.is_working(counted.deadline));
        prop_assert_eq!(counted.moved_from.is_some(), !counted.skipped.is_empty());
    }

    #[test]
    fn every_week_has_working_days_or_tet(from in day()) {
        prop_assert!(days_left(CALENDAR.working_day_from(from), from) <= 10);
    }

    #[test]
    fn standing_agrees_with_days_left(deadline in day(), today in day(), settled in proptest::option::of(day())) {
        let standing = standing(deadline, today, settled);
        let left = days_left(deadline, settled.unwrap_or(today));
        prop_assert_eq!(standing.is_late(), left < 0);
        prop_assert_eq!(standing.is_settled(), settled.is_some());
    }

    #[test]
    fn different_books_and_kinds_never_share_a_counter(a in ".{1,8}", b in ".{1,8}", x in ".{1,8}", y in ".{1,8}") {
        let key = |book: &str, kind: &str| {
            let facts = KeyFacts { book, kind: Some(kind), terms: &[], date: date(2026, 1, 1) };
            counter_key(&[KeyPart::Book, KeyPart::Kind, KeyPart::Year], &facts)
        };
        prop_assert_eq!(key(&a, &x) == key(&b, &y), a == b && x == y);
    }
}
