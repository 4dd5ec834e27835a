//! Confirming, overruling, taking back.

use jiff::civil::date;
use kernel::Kind;
use kernel::testing::both;
use rulebook::{Confirm, Overrule, TakeBack, confirm, overrule, take_back};
use rules::{Change, Origin, Term, Unit};

use crate::support::story;

const SETTLE: &str = "deadline.settle.default";

fn five_working_days() -> Change {
    Change::Deadline(Term { days: 5, unit: Unit::Working, at_once: false, moves_off_day: false })
}

fn overruling(value: Change) -> Overrule {
    Overrule {
        rule: SETTLE.to_owned(),
        value,
        source: "168-QC/TU".to_owned(),
        article: "Điều 14".to_owned(),
        from: None,
        to: None,
        reason: "Quy chế làm việc mới".to_owned(),
    }
}

#[test]
fn what_is_not_confirmed_warns_until_the_office_names_its_article() {
    for on in both() {
        let s = story(on);
        let day = date(2026, 11, 23);
        assert!(!s.book().pack.deadline(SETTLE, day).unwrap().confirmed());
        let input = |source: &str| Confirm {
            rule: SETTLE.to_owned(),
            on: None,
            source: source.to_owned(),
            article: "Điều 14".to_owned(),
            note: String::new(),
        };
        assert_eq!(s.does(s.clerk, input("168-QC/TU"), confirm).unwrap_err().kind, Kind::Forbidden);
        assert_eq!(s.does(s.chief, input(""), confirm).unwrap_err().field, Some("source"));
        let change = s.does(s.chief, input("168-QC/TU"), confirm).unwrap();
        let book = s.book();
        let row = book.pack.deadline(SETTLE, day).unwrap();
        assert_eq!((row.confirmed(), row.origin, row.value.days), (true, Origin::Tenant, 10));
        assert_eq!(row.source.quote(), "Điều 14, 168-QC/TU");

        let back = TakeBack { change, reason: "Nhầm điều khoản".to_owned() };
        assert_eq!(s.does(s.clerk, back.clone(), take_back).unwrap_err().kind, Kind::Forbidden);
        s.does(s.administrator, back.clone(), take_back).unwrap();
        assert!(!s.book().pack.deadline(SETTLE, day).unwrap().confirmed());
        assert_eq!(s.does(s.chief, back, take_back).unwrap_err().kind, Kind::Conflict);
        s.sound();
    }
}

#[test]
fn a_paper_is_judged_by_the_rule_of_its_own_date() {
    for on in both() {
        let s = story(on);
        let mut input = overruling(five_working_days());
        input.from = Some(date(2026, 12, 1));
        input.to = Some(date(2026, 12, 31));
        s.does(s.chief, input, overrule).unwrap();
        let book = s.book();
        let term = |day| {
            let term = &book.pack.deadline(SETTLE, day).unwrap().value;
            (term.days, term.unit)
        };
        assert_eq!(term(date(2026, 11, 30)), (10, Unit::Calendar));
        assert_eq!(term(date(2026, 12, 1)), (5, Unit::Working));
        assert_eq!(term(date(2026, 12, 31)), (5, Unit::Working));
        assert_eq!(term(date(2027, 1, 1)), (10, Unit::Calendar));
        s.sound();
    }
}

#[test]
fn the_last_decision_goes_first_and_what_breaks_a_rule_is_refused() {
    for on in both() {
        let s = story(on);
        let first = s.does(s.chief, overruling(five_working_days()), overrule).unwrap();
        let longer =
            Change::Deadline(Term { days: 7, unit: Unit::Working, at_once: false, moves_off_day: false });
        let second = s.does(s.chief, overruling(longer), overrule).unwrap();
        let days = || s.book().pack.deadline(SETTLE, date(2026, 11, 23)).unwrap().value.days;
        assert_eq!(days(), 7);
        let back = |change| TakeBack { change, reason: "Bỏ".to_owned() };
        assert_eq!(s.does(s.chief, back(first), take_back).unwrap_err().kind, Kind::Conflict);
        s.does(s.chief, back(second), take_back).unwrap();
        assert_eq!(days(), 5);
        s.does(s.chief, back(first), take_back).unwrap();
        assert_eq!(days(), 10);

        let endless =
            Change::Deadline(Term { days: 9999, unit: Unit::Working, at_once: false, moves_off_day: false });
        assert_eq!(s.does(s.chief, overruling(endless), overrule).unwrap_err().field, Some("days"));
        let other = Change::HolidayYear(rules::HolidayYear { year: 2027, announced: true, days: vec![] });
        assert_eq!(s.does(s.chief, overruling(other), overrule).unwrap_err().field, Some("value"));
        let mut unsaid = overruling(five_working_days());
        (unsaid.reason, unsaid.source) = (String::new(), String::new());
        let refusal = s.does(s.chief, unsaid, overrule).unwrap_err();
        assert_eq!(refusal.iter().map(|r| r.field).collect::<Vec<_>>(), [Some("reason"), Some("source")]);
        let mut nowhere = overruling(five_working_days());
        nowhere.rule = "deadline.nowhere".to_owned();
        assert_eq!(s.does(s.chief, nowhere, overrule).unwrap_err().kind, Kind::NotFound);
        s.sound();
    }
}

#[test]
fn without_an_article_the_offices_own_value_counts_and_only_warns() {
    for on in both() {
        let s = story(on);
        let mut input = overruling(five_working_days());
        (input.source, input.article) = (String::new(), String::new());
        s.does(s.chief, input, overrule).unwrap();
        let book = s.book();
        let row = book.pack.deadline(SETTLE, date(2026, 11, 23)).unwrap();
        assert_eq!((row.value.days, row.confirmed()), (5, false));
    }
}
