//! The days off of a year: entered, and counted at once.

use jiff::civil::date;
use kernel::Kind;
use kernel::testing::both;
use rulebook::{
    AddDay, Announce, Exchange, RemoveDay, TakeBack, add_day, announce, exchange, remove_day, take_back,
};
use rules::{Unit, YearDayKind};
use words::Lang;

use crate::support::story;

#[test]
fn a_day_off_that_is_entered_moves_deadlines_at_once() {
    for on in both() {
        let s = story(on);
        // Wednesday 25/11/2026; Friday and Monday follow.
        let from = date(2026, 11, 25);
        let three = || s.book().calendar.deadline(from, 3, Unit::Working);
        assert_eq!(three().deadline, date(2026, 11, 30));
        let day = AddDay {
            year: 2026,
            date: date(2026, 11, 27),
            kind: YearDayKind::Holiday,
            name: "Kỷ niệm ngày thành lập tỉnh".to_owned(),
        };
        assert_eq!(s.does(s.clerk, day.clone(), add_day).unwrap_err().kind, Kind::Forbidden);
        let change = s.does(s.chief, day.clone(), add_day).unwrap();
        assert_eq!(three().deadline, date(2026, 12, 1));
        let why = three().explain(Lang::Vi).join("\n");
        assert!(why.contains("27/11/2026: Kỷ niệm ngày thành lập tỉnh"), "{why}");
        assert_eq!(s.does(s.chief, day, add_day).unwrap_err().field, Some("date"));
        let back = TakeBack { change, reason: "Nhập nhầm".to_owned() };
        s.does(s.chief, back, take_back).unwrap();
        assert_eq!(three().deadline, date(2026, 11, 30));
        s.sound();
    }
}

#[test]
fn an_exchange_goes_both_ways_and_is_taken_out_as_one() {
    for on in both() {
        let s = story(on);
        let swap = |off, work| Exchange { year: 2027, off, work };
        // Monday 08/02/2027 off; Saturday 20/02/2027 worked.
        let good = swap(date(2027, 2, 11), date(2027, 2, 20));
        let refusal = s.does(s.chief, swap(date(2027, 2, 20), date(2027, 2, 11)), exchange).unwrap_err();
        assert_eq!(refusal.iter().map(|r| r.field).collect::<Vec<_>>(), [Some("off"), Some("work")]);
        s.does(s.chief, good, exchange).unwrap();
        let works = |day| s.book().calendar.is_working(day);
        assert!(!works(date(2027, 2, 11)) && works(date(2027, 2, 20)));
        let gone = RemoveDay { year: 2027, date: date(2027, 2, 20) };
        s.does(s.chief, gone.clone(), remove_day).unwrap();
        assert!(works(date(2027, 2, 11)) && !works(date(2027, 2, 20)));
        assert_eq!(s.does(s.chief, gone, remove_day).unwrap_err().kind, Kind::NotFound);
        s.sound();
    }
}

#[test]
fn a_year_is_an_estimate_until_the_office_names_the_official_list() {
    for on in both() {
        let s = story(on);
        let estimated = || s.book().calendar.is_estimated(date(2029, 5, 2));
        assert!(estimated());
        let before: Vec<_> = s
            .book()
            .calendar
            .special_days_after(date(2028, 12, 31))
            .take_while(|(day, _)| day.year() == 2029)
            .map(|(day, _)| day)
            .collect();
        let said = |source: &str| Announce { year: 2029, source: source.to_owned(), article: String::new() };
        assert_eq!(s.does(s.chief, said(""), announce).unwrap_err().field, Some("source"));
        s.does(s.chief, said("6150/TB-BLĐTBXH"), announce).unwrap();
        assert!(!estimated());
        // What was reckoned is what was announced: nothing was lost on the way.
        let after = s.book().pack.holidays.iter().find(|row| row.value.year == 2029).cloned().unwrap();
        assert_eq!(after.value.days.iter().map(|day| day.date).collect::<Vec<_>>(), before);
        assert!(after.confirmed());
        // A day added later keeps the list official.
        let extra = AddDay {
            year: 2029,
            date: date(2029, 5, 2),
            kind: YearDayKind::InLieu,
            name: "Nghỉ bù".to_owned(),
        };
        s.does(s.chief, extra, add_day).unwrap();
        assert!(!estimated());
        let far =
            AddDay { year: 2029, date: date(2031, 5, 2), kind: YearDayKind::Holiday, name: "Xa".to_owned() };
        assert_eq!(s.does(s.chief, far, add_day).unwrap_err().field, Some("date"));
        s.sound();
    }
}
