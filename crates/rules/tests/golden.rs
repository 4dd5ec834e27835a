//! Dated cases with the answers written by hand: the tables an office can check line by line.
#![allow(clippy::disallowed_methods, reason = "what ships is what is tested here")]
#![allow(clippy::unwrap_used, reason = "helpers of tests stand outside the test functions")]

use jiff::civil::{Date, date};
use rules::*;
use vietnamese::lunar_new_year;
use words::Lang;

fn pack() -> RulePack {
    RulePack::shipped().unwrap()
}

fn d(text: &str) -> Date {
    text.parse().unwrap()
}

/// First day of Tết, first and last day off around it, day of Giỗ Tổ.
const YEARS: [(i16, &str, &str, &str, &str); 13] = [
    (2015, "2015-02-19", "2015-02-16", "2015-02-23", "2015-04-28"),
    (2016, "2016-02-08", "2016-02-07", "2016-02-12", "2016-04-16"),
    (2017, "2017-01-28", "2017-01-26", "2017-02-01", "2017-04-06"),
    (2018, "2018-02-16", "2018-02-14", "2018-02-20", "2018-04-25"),
    (2019, "2019-02-05", "2019-02-04", "2019-02-08", "2019-04-14"),
    (2020, "2020-01-25", "2020-01-23", "2020-01-29", "2020-04-02"),
    (2021, "2021-02-12", "2021-02-10", "2021-02-16", "2021-04-21"),
    (2022, "2022-02-01", "2022-01-31", "2022-02-04", "2022-04-10"),
    (2023, "2023-01-22", "2023-01-20", "2023-01-26", "2023-04-29"),
    (2024, "2024-02-10", "2024-02-08", "2024-02-14", "2024-04-18"),
    (2025, "2025-01-29", "2025-01-27", "2025-01-31", "2025-04-07"),
    (2026, "2026-02-17", "2026-02-16", "2026-02-20", "2026-04-26"),
    (2027, "2027-02-06", "2027-02-04", "2027-02-10", "2027-04-16"),
];

#[test]
fn tet_and_gio_to_of_every_announced_year_agree_with_the_computed_moon() {
    let calendar = pack().calendar();
    for (year, tet, first, last, hung) in YEARS {
        assert_eq!(lunar_new_year(year), Some(d(tet)), "{year}");
        let hung_kings = vietnamese::Lunar { year, month: 3, day: 10, leap: false };
        assert_eq!(hung_kings.to_date(), Some(d(hung)), "{year}");
        let mut day = d(first);
        while day <= d(last) {
            assert!(!calendar.is_working(day), "{day}");
            day = day.tomorrow().unwrap();
        }
        let mut after = d(last).tomorrow().unwrap();
        while matches!(calendar.day(after), DayKind::Weekend | DayKind::Holiday(_)) {
            after = after.tomorrow().unwrap();
        }
        assert_eq!(calendar.day(after), DayKind::Work, "{after}");
        assert!(matches!(calendar.day(d(tet)), DayKind::Holiday(_)), "{tet}");
        assert!(matches!(calendar.day(d(hung)), DayKind::Holiday(_)), "{hung}");
    }
}

/// What single days are: w work, e weekend, h holiday, l in lieu, s working Saturday.
const DAYS: [(&str, char); 62] = [
    // exchanges, both sides
    ("2014-12-27", 's'),
    ("2015-01-02", 'l'),
    ("2015-02-14", 's'),
    ("2015-02-16", 'l'),
    ("2015-04-25", 's'),
    ("2015-04-29", 'l'),
    ("2018-12-31", 'l'),
    ("2019-01-05", 's'),
    ("2019-04-29", 'l'),
    ("2019-05-04", 's'),
    ("2024-04-29", 'l'),
    ("2024-05-04", 's'),
    ("2025-04-26", 's'),
    ("2025-05-02", 'l'),
    ("2026-08-22", 's'),
    ("2026-08-31", 'l'),
    ("2026-01-02", 'l'),
    ("2026-01-10", 's'),
    // days in lieu of holidays on weekends
    ("2016-04-18", 'l'),
    ("2016-05-02", 'l'),
    ("2016-05-03", 'l'),
    ("2017-01-02", 'l'),
    ("2017-05-02", 'l'),
    ("2017-09-04", 'l'),
    ("2018-09-03", 'l'),
    ("2019-04-15", 'l'),
    ("2021-05-03", 'l'),
    ("2022-01-03", 'l'),
    ("2022-04-11", 'l'),
    ("2023-05-03", 'l'),
    ("2023-09-04", 'l'),
    ("2026-04-27", 'l'),
    ("2027-05-03", 'l'),
    // the culture day begins in 2026
    ("2025-11-24", 'w'),
    ("2026-11-23", 'w'),
    ("2026-11-24", 'h'),
    ("2026-11-25", 'w'),
    ("2027-11-24", 'h'),
    ("2028-11-24", 'h'),
    // National Day and its neighbour
    ("2020-09-02", 'h'),
    ("2020-09-01", 'w'),
    ("2020-09-03", 'w'),
    ("2021-09-03", 'h'),
    ("2022-09-01", 'h'),
    ("2024-09-03", 'h'),
    ("2025-09-01", 'h'),
    ("2026-09-01", 'h'),
    ("2026-09-03", 'w'),
    // ordinary days, weekends, a leap day, holidays on weekends
    ("2026-11-21", 'e'),
    ("2026-11-22", 'e'),
    ("2024-02-29", 'w'),
    ("2020-02-29", 'e'),
    ("2026-04-26", 'h'),
    ("2026-02-14", 'e'),
    ("2026-02-15", 'e'),
    ("2026-02-16", 'h'),
    ("2026-02-20", 'h'),
    ("2026-02-23", 'w'),
    ("2027-05-01", 'h'),
    ("2025-02-01", 'h'),
    ("2026-12-31", 'w'),
    ("2026-12-25", 'w'),
];

#[test]
fn what_each_day_is() {
    let calendar = pack().calendar();
    for (day, kind) in DAYS {
        let found = match calendar.day(d(day)) {
            DayKind::Work => 'w',
            DayKind::Weekend => 'e',
            DayKind::Holiday(_) => 'h',
            DayKind::InLieu(_) => 'l',
            DayKind::WorkingWeekend(_) => 's',
        };
        assert_eq!(found, kind, "{day}");
        assert_eq!(calendar.is_working(d(day)), matches!(kind, 'w' | 's'), "{day}");
    }
}

/// From, days, unit (w working, c calendar, m calendar that moves off days off), deadline, days skipped.
const DEADLINES: [(&str, u32, char, &str, usize); 44] = [
    ("2026-11-23", 1, 'w', "2026-11-25", 1), // over the culture day
    ("2026-11-23", 2, 'w', "2026-11-26", 1),
    ("2026-11-23", 3, 'w', "2026-11-27", 1),
    ("2026-11-23", 4, 'w', "2026-11-30", 3),
    ("2026-11-23", 1, 'c', "2026-11-24", 0),
    ("2026-11-23", 1, 'm', "2026-11-25", 1),
    ("2026-11-23", 10, 'c', "2026-12-03", 0),
    ("2026-11-20", 1, 'w', "2026-11-23", 2), // Friday
    ("2026-11-20", 0, 'w', "2026-11-20", 0),
    ("2026-11-21", 0, 'w', "2026-11-23", 2), // received on a Saturday
    ("2026-11-22", 0, 'w', "2026-11-23", 1),
    ("2026-11-24", 0, 'w', "2026-11-25", 1),
    ("2026-11-21", 0, 'c', "2026-11-21", 0),
    ("2026-11-12", 10, 'm', "2026-11-23", 1), // ends on a Sunday
    ("2026-11-11", 10, 'm', "2026-11-23", 2), // ends on a Saturday
    ("2026-11-11", 10, 'c', "2026-11-21", 0),
    ("2026-02-13", 1, 'w', "2026-02-23", 9), // over Tết: 14–22/02
    ("2026-02-12", 1, 'w', "2026-02-13", 0),
    ("2026-02-12", 2, 'w', "2026-02-23", 9),
    ("2026-02-10", 10, 'w', "2026-03-03", 11),
    ("2026-02-10", 10, 'c', "2026-02-20", 0),
    ("2026-02-10", 10, 'm', "2026-02-23", 3),
    ("2025-01-24", 1, 'w', "2025-02-03", 9),
    ("2024-02-07", 1, 'w', "2024-02-15", 7),
    ("2024-02-28", 1, 'w', "2024-02-29", 0), // leap day
    ("2024-02-28", 2, 'w', "2024-03-01", 0),
    ("2024-02-28", 1, 'c', "2024-02-29", 0),
    ("2025-02-28", 1, 'c', "2025-03-01", 0),
    ("2024-02-29", 365, 'c', "2025-02-28", 0),
    ("2024-04-26", 1, 'w', "2024-05-02", 5), // 29/4 exchanged, 30/4, 1/5
    ("2024-05-03", 1, 'w', "2024-05-04", 0), // the Saturday worked
    ("2024-05-03", 2, 'w', "2024-05-06", 1),
    ("2024-05-03", 1, 'm', "2024-05-04", 0),
    ("2025-04-25", 1, 'w', "2025-04-26", 0),
    ("2025-04-25", 3, 'w', "2025-04-29", 1),
    ("2025-04-29", 1, 'w', "2025-05-05", 5),
    ("2026-08-21", 1, 'w', "2026-08-22", 0),
    ("2026-08-28", 1, 'w', "2026-09-03", 5),
    ("2026-04-24", 1, 'w', "2026-04-28", 3), // Giỗ Tổ on a Sunday
    ("2018-12-28", 1, 'w', "2019-01-02", 4), // exchange over the turn of the year
    ("2019-01-04", 1, 'w', "2019-01-05", 0),
    ("2026-12-31", 1, 'w', "2027-01-04", 3),
    ("2026-11-22", 90, 'c', "2027-02-20", 0),
    ("2023-04-28", 1, 'w', "2023-05-04", 5),
];

#[test]
fn deadlines() {
    let calendar = pack().calendar();
    for (from, days, unit, deadline, skipped) in DEADLINES {
        let term = Term {
            days,
            unit: if unit == 'w' { Unit::Working } else { Unit::Calendar },
            at_once: false,
            moves_off_day: unit == 'm',
        };
        let counted = calendar.term_deadline(d(from), &term);
        assert_eq!(counted.deadline, d(deadline), "{from} + {days}{unit}");
        assert_eq!(counted.skipped.len(), skipped, "{from} + {days}{unit}");
        assert_eq!(counted.estimated, counted.deadline.year() > 2026 || counted.from.year() > 2026);
    }
}

#[test]
fn urgent_papers_do_not_wait_for_a_working_day() {
    let pack = pack();
    let sunday = d("2026-11-22");
    let term = pack.deadline("deadline.settle.urgent", sunday).unwrap();
    assert_eq!(pack.calendar().term_deadline(sunday, &term.value).deadline, sunday);
}

/// Deadline, today, settled, chip in Vietnamese, chip in English.
const CHIPS: [(&str, &str, Option<&str>, &str, &str); 16] = [
    ("2026-11-26", "2026-11-23", None, "Còn 3 ngày", "3 days left"),
    ("2026-11-27", "2026-11-23", None, "Còn 4 ngày", "4 days left"),
    ("2026-11-25", "2026-11-23", None, "Còn 2 ngày", "2 days left"),
    ("2026-11-24", "2026-11-23", None, "Còn 1 ngày", "1 day left"),
    ("2026-11-23", "2026-11-23", None, "Hôm nay", "Today"),
    ("2026-11-22", "2026-11-23", None, "Quá hạn 1 ngày", "1 day late"),
    ("2026-11-21", "2026-11-23", None, "Quá hạn 2 ngày", "2 days late"),
    ("2025-11-23", "2026-11-23", None, "Quá hạn 365 ngày", "365 days late"),
    ("2027-01-01", "2026-12-31", None, "Còn 1 ngày", "1 day left"),
    ("2024-03-01", "2024-02-28", None, "Còn 2 ngày", "2 days left"),
    ("2026-11-20", "2026-11-23", Some("2026-11-20"), "Đúng hạn", "On time"),
    ("2026-11-20", "2026-11-23", Some("2026-11-19"), "Trước hạn 1 ngày", "1 day early"),
    ("2026-11-20", "2026-11-23", Some("2026-11-10"), "Trước hạn 10 ngày", "10 days early"),
    ("2026-11-20", "2026-11-23", Some("2026-11-21"), "Xong, quá hạn 1 ngày", "Done, 1 day late"),
    ("2026-11-20", "2026-11-23", Some("2026-11-23"), "Xong, quá hạn 3 ngày", "Done, 3 days late"),
    ("2026-11-30", "2026-11-23", Some("2026-11-23"), "Trước hạn 7 ngày", "7 days early"),
];

#[test]
fn chips() {
    for (deadline, today, settled, vi, en) in CHIPS {
        let standing = standing(d(deadline), d(today), settled.map(d));
        assert_eq!(
            (standing.label().say(Lang::Vi), standing.label().say(Lang::En)),
            (vi.to_owned(), en.to_owned())
        );
        assert_eq!(standing.is_settled(), settled.is_some());
    }
}

/// Instants in UTC: the day in Việt Nam, and whether the office is at work.
const INSTANTS: [(&str, &str, bool); 22] = [
    ("2026-11-23T16:59:59Z", "2026-11-23", false),
    ("2026-11-23T17:00:00Z", "2026-11-24", false),
    ("2026-11-23T18:00:00Z", "2026-11-24", false),
    ("2026-11-23T20:30:00Z", "2026-11-24", false),
    ("2026-11-23T22:59:59Z", "2026-11-24", false),
    ("2026-11-23T23:30:00Z", "2026-11-24", false),
    ("2026-11-24T00:30:00Z", "2026-11-24", false), // 07:30 on the culture day
    ("2026-11-22T17:00:00Z", "2026-11-23", false),
    ("2026-11-22T23:59:59Z", "2026-11-23", false),
    ("2026-11-23T00:29:59Z", "2026-11-23", false),
    ("2026-11-23T00:30:00Z", "2026-11-23", true), // 07:30
    ("2026-11-23T04:29:59Z", "2026-11-23", true),
    ("2026-11-23T04:30:00Z", "2026-11-23", false), // 11:30
    ("2026-11-23T05:59:59Z", "2026-11-23", false),
    ("2026-11-23T06:00:00Z", "2026-11-23", true), // 13:00
    ("2026-11-23T09:59:59Z", "2026-11-23", true),
    ("2026-11-23T10:00:00Z", "2026-11-23", false), // 17:00
    ("2026-08-22T02:00:00Z", "2026-08-22", true),  // a Saturday worked
    ("2026-08-29T02:00:00Z", "2026-08-29", false),
    ("2026-12-31T17:00:00Z", "2027-01-01", false),
    ("2024-02-28T17:00:00Z", "2024-02-29", false),
    ("1969-12-31T17:00:00Z", "1970-01-01", false),
];

#[test]
fn the_clock_of_viet_nam() {
    let calendar = pack().calendar();
    for (instant, day, working) in INSTANTS {
        let micros = instant.parse::<jiff::Timestamp>().unwrap().as_microsecond();
        assert_eq!(local_date(micros), d(day), "{instant}");
        assert_eq!(calendar.is_office_time(micros, &OfficeHours::default()), working, "{instant}");
    }
    assert!(local_time(i64::MIN) < local_time(i64::MAX));
}

#[test]
fn years_without_an_announcement_are_reckoned_and_say_so() {
    let calendar = pack().calendar();
    for day in [
        "2028-01-25",
        "2028-01-26",
        "2028-01-29",
        "2028-04-04",
        "2028-09-02",
        "2030-02-01",
        "2030-02-02",
        "2099-05-01",
    ] {
        let kind = calendar.day(d(day));
        assert!(kind.special().is_some_and(|special| special.estimated), "{day} {kind:?}");
    }
    // Giỗ Tổ 2028 is a Tuesday; 02/9/2028 a Saturday, made up for on the Monday.
    assert!(matches!(calendar.day(d("2028-09-04")), DayKind::InLieu(_)));
    assert!(calendar.is_estimated(d("2028-06-06")) && calendar.is_estimated(d("2027-06-06")));
    assert!(!calendar.is_estimated(d("2026-06-06")));
    assert!(calendar.deadline(d("2026-12-30"), 5, Unit::Working).estimated);
    assert!(!calendar.deadline(d("2026-11-23"), 5, Unit::Working).estimated);
}

#[test]
fn what_is_off_tomorrow_can_be_said() {
    let calendar = pack().calendar();
    let (day, kind) = calendar.special_days_after(d("2026-11-23")).next().unwrap();
    assert_eq!((day, kind.name(Lang::Vi).as_str()), (d("2026-11-24"), "Ngày Văn hoá Việt Nam"));
    assert_eq!(calendar.working_days_between(d("2026-11-20"), d("2026-11-27")), 4);
}

#[test]
fn a_deadline_explains_itself() {
    let counted = pack().calendar().deadline(d("2026-11-20"), 3, Unit::Working);
    assert_eq!(
        counted.explain(Lang::Vi),
        [
            "3 ngày làm việc, tính từ ngày sau 20/11/2026: đến 26/11/2026",
            "Không tính 2 ngày cuối tuần",
            "Không tính 24/11/2026: Ngày Văn hoá Việt Nam",
        ]
    );
    let term = Term { days: 10, unit: Unit::Calendar, at_once: false, moves_off_day: true };
    let moved = pack().calendar().term_deadline(d("2027-02-11"), &term);
    assert_eq!(
        moved.explain(Lang::En),
        [
            "10 calendar days, from the day after 11/02/2027: until 22/02/2027",
            "It fell on 21/02/2027, a day off, and moves to the next working day",
            "1 day of the weekend not counted",
            "Estimate: the official days off of the year are not announced yet",
        ]
    );
}

#[test]
fn counters() {
    let terms = [
        TermOfOffice { name: "2020-2025".into(), starts: date(2020, 10, 28) },
        TermOfOffice { name: "2025-2030".into(), starts: date(2025, 9, 27) },
    ];
    let key = |parts: &[KeyPart], kind, day: &str| {
        let facts = KeyFacts { book: "di", kind, terms: &terms, date: d(day) };
        counter_key(parts, &facts).map(|key| key.to_string())
    };
    use KeyPart::{Book, Kind, Term, Year};
    for (parts, kind, day, right) in [
        (&[Book, Year][..], None, "2026-12-31", "book=di;year=2026"),
        (&[Book, Year], None, "2027-01-01", "book=di;year=2027"),
        (&[Year, Book], None, "2026-01-01", "book=di;year=2026"),
        (&[Book, Kind, Term], Some("NQ"), "2025-09-26", "book=di;kind=NQ;term=2020-2025"),
        (&[Book, Kind, Term], Some("NQ"), "2025-09-27", "book=di;kind=NQ;term=2025-2030"),
        (&[Book, Kind, Year], Some("QĐ"), "2026-05-05", "book=di;kind=QĐ;year=2026"),
        (&[Book], None, "2026-05-05", "book=di"),
        (&[Book, Kind], Some("a;year=1"), "2026-05-05", "book=di;kind=a%3Byear%3D1"),
    ] {
        assert_eq!(key(parts, kind, day).as_deref(), Ok(right));
    }
    assert_eq!(key(&[Year], None, "2026-05-05"), Err(NumberingFault::NoBook));
    assert_eq!(key(&[Book, Kind], None, "2026-05-05"), Err(NumberingFault::NoKind));
    assert_eq!(key(&[Book, Term], None, "2019-05-05"), Err(NumberingFault::NoTerm(d("2019-05-05"))));
    assert_eq!(key(&[Book, Year, Term], None, "2026-05-05"), Err(NumberingFault::Contradiction));
    assert_eq!(key(&[Book, Book], None, "2026-05-05"), Err(NumberingFault::Contradiction));

    let facts = KeyFacts { book: "den", kind: None, terms: &[], date: d("2026-11-23") };
    let this = counter_key(&[Book, Year], &facts).unwrap();
    let next = counter_key(&[Book, Year], &KeyFacts { date: d("2027-01-02"), ..facts }).unwrap();
    let starts = [StartingNumber { key: this.clone(), number: 12_288 }];
    assert_eq!((first_number(&this, &starts), first_number(&next, &starts)), (12_288, 1));
}
