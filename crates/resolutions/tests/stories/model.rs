//! Amounts, periods and reviews by themselves.

use jiff::civil::date;
use resolutions::model::{Amount, Coming, Every, Period, ReviewKind, coming};

#[test]
fn what_people_type_is_read_and_written_back() {
    for (typed, said) in [
        ("12,5", "12,5"),
        ("12.5", "12,5"),
        ("1.234", "1.234"),
        ("1.234.567,25", "1.234.567,25"),
        ("1234567", "1.234.567"),
        (" 80 % ", "80"),
        ("-0,125", "-0,125"),
        ("0", "0"),
        ("7,000", "7"),
    ] {
        assert_eq!(Amount::parse(typed).unwrap().said(), said, "{typed}");
    }
    for wrong in
        ["", "mười", "12,", "12.", ",5", "1.23.456", "12,5678", "1e9", "12 345 6", "--5", "1234567890123"]
    {
        assert_eq!(Amount::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn periods_are_read_as_people_write_them() {
    for (typed, code) in [
        ("2026", "2026"),
        ("Năm 2026", "2026"),
        ("2026-H2", "2026-H2"),
        ("6 tháng đầu năm 2026", "2026-H1"),
        ("Quý II/2026", "2026-Q2"),
        ("quý 3 năm 2026", "2026-Q3"),
        ("tháng 7/2026", "2026-07"),
        ("2026-07", "2026-07"),
    ] {
        assert_eq!(Period::parse(typed).map(Period::code).as_deref(), Some(code), "{typed}");
        assert_eq!(Period::parse(code).map(Period::code).as_deref(), Some(code), "{code}");
    }
    for wrong in ["", "26", "2026-Q5", "2026-13", "quý 2026", "tháng 0/2026", "năm nay", "2026-H3", "99999"]
    {
        assert_eq!(Period::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn a_period_knows_its_days_and_its_next() {
    let half = Period::parse("2026-H2").unwrap();
    assert_eq!((half.first_day(), half.last_day()), (date(2026, 7, 1), date(2026, 12, 31)));
    assert_eq!(half.next().unwrap().code(), "2027-H1");
    assert_eq!(Period::around(Every::Quarter, date(2026, 11, 30)).unwrap().code(), "2026-Q4");
    assert_eq!(Period::around(Every::Month, date(2028, 2, 29)).unwrap().last_day(), date(2028, 2, 29));
    // The shorter of two that end together stands first.
    let mut all = ["2026", "2026-12", "2026-Q4", "2026-Q3"].map(|code| Period::parse(code).unwrap());
    all.sort();
    assert_eq!(all.map(Period::code), ["2026-Q3", "2026-12", "2026-Q4", "2026"]);
}

#[test]
fn a_review_for_each_year_and_one_at_the_end() {
    let span = (date(2024, 2, 29), Some(date(2027, 2, 28)));
    let ends = |since, by| -> Vec<_> {
        coming(span, 12, (since, by)).into_iter().map(|one| (one.kind, one.nth, one.period_end)).collect()
    };
    let (first, second) = (date(2025, 2, 28), date(2026, 2, 28));
    let long = date(2030, 1, 1);
    assert_eq!(
        ends(date(2024, 2, 29), long),
        [
            (ReviewKind::Preliminary, 1, first),
            (ReviewKind::Preliminary, 2, second),
            (ReviewKind::Final, 1, date(2027, 2, 28)),
        ]
    );
    assert_eq!(ends(date(2025, 6, 1), second), [(ReviewKind::Preliminary, 2, second)]);
    assert!(ends(date(2024, 2, 29), date(2025, 2, 27)).is_empty());
    let open = coming((date(2024, 1, 31), None), 1, (date(2024, 1, 1), date(2024, 3, 31)));
    assert_eq!(
        open.iter().map(|one| one.period_end).collect::<Vec<_>>(),
        [date(2024, 2, 29), date(2024, 3, 31)]
    );
    let none = coming((date(2024, 1, 31), None), 0, (date(2024, 1, 1), date(2034, 3, 31)));
    assert_eq!(none, Vec::<Coming>::new());
}
