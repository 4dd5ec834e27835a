//! Values by period: reported once, corrected with the old one kept, held against their targets.

use jiff::civil::date;
use kernel::testing::{On, both};
use resolutions::model::Progress;
use resolutions::{CorrectValue, SetTarget};

use crate::support::{refused, story};

#[test]
fn a_value_is_reported_by_its_unit_and_corrected_with_the_old_one_kept() {
    for on in both() {
        let s = story(on);
        let id = s.resolution();
        let indicator = s.indicator(s.objective(id, "Mục tiêu"));
        let first =
            s.act("truongban", s.value(indicator, "2026-Q4", "52,5"), resolutions::report_value).unwrap();
        let again = s.act("truongban", s.value(indicator, "quý IV/2026", "53"), resolutions::report_value);
        assert_eq!(refused(again), "reported-already");
        let one = |s: &crate::support::Story| s.state(id, s.today()).indicators().next().unwrap().clone();
        let now = one(&s);
        // From 40 to 60, 52,5 is 62 of a hundred; the year's target is still ahead of the quarter's end at none.
        assert_eq!((now.share, now.progress), (Some(62), Progress::Behind));
        let wrong = CorrectValue {
            reported: first,
            value: "61".to_owned(),
            source: "Niên giám thống kê".to_owned(),
            why: "Nhập nhầm dòng".to_owned(),
        };
        let second = s.act("truongban", wrong.clone(), resolutions::correct_value).unwrap();
        assert_eq!((one(&s).share, one(&s).progress), (Some(100), Progress::Met));
        // Two who correct the same value: the second looks again.
        assert_eq!(refused(s.act("chuyenvien", wrong, resolutions::correct_value)), "corrected-meanwhile");
        let kept = s.read(move |tx| resolutions::store::reported(tx, resolutions::store::Of::One(indicator)));
        assert_eq!(kept.iter().map(|row| row.value.said()).collect::<Vec<_>>(), ["52,5", "61"]);
        assert_eq!((kept[1].corrects, kept[1].id), (Some(first), second));
        assert_eq!(kept[0].person, Some(s.post("truongban").person));
        // Another unit's indicator does not exist for the commune; who only looks may not report.
        let foreign = s.act("vttanan", s.value(indicator, "2026-Q4", "1"), resolutions::report_value);
        assert_eq!(foreign.unwrap_err().kind, kernel::Kind::NotFound);
        let leader = s.act("bithu", s.value(indicator, "2026-Q4", "1"), resolutions::report_value);
        assert_eq!(leader.unwrap_err().kind, kernel::Kind::Forbidden);
        assert!(s.verified());
    }
}

#[test]
fn a_value_that_is_not_there_is_missed_once_its_term_is_over() {
    let s = story(On::Sqlite);
    let id = s.resolution();
    let indicator = s.indicator(s.objective(id, "Mục tiêu"));
    let progress = |day| {
        s.clock_at(day);
        let state = s.state(id, day);
        let one = state.indicators().next().unwrap().clone();
        (one.progress, one.missing.map(|period| period.code()))
    };
    assert_eq!(progress(date(2026, 12, 31)), (Progress::None, None));
    // The quarter ended on 31 December; fifteen days are given.
    assert_eq!(progress(date(2027, 1, 15)), (Progress::None, None));
    assert_eq!(progress(date(2027, 1, 16)), (Progress::Missing, Some("2026-Q4".to_owned())));
    s.act("truongban", s.value(indicator, "2026-Q4", "58"), resolutions::report_value).unwrap();
    assert_eq!(progress(date(2027, 1, 17)), (Progress::Behind, None));
    // The first quarter is held against the year's target, of which three quarters are still ahead.
    s.clock_at(date(2027, 4, 2));
    s.act("truongban", s.value(indicator, "2027-Q1", "65"), resolutions::report_value).unwrap();
    assert_eq!(progress(date(2027, 4, 2)), (Progress::UnderWay, None));
}

#[test]
fn a_target_set_anew_needs_its_reason() {
    let s = story(On::Sqlite);
    let id = s.resolution();
    let indicator = s.indicator(s.objective(id, "Mục tiêu"));
    let target = |period: &str, value: &str, why: &str| SetTarget {
        indicator,
        period: period.to_owned(),
        value: value.to_owned(),
        why: why.to_owned(),
    };
    s.act("chuyenvien", target("2028", "90", ""), resolutions::set_target).unwrap();
    assert_eq!(
        refused(s.act("chuyenvien", target("2026", "55", " "), resolutions::set_target)),
        "why-missing"
    );
    s.act("chuyenvien", target("2026", "55", "Kết luận 20-KL/TU"), resolutions::set_target).unwrap();
    let own = s.act("truongban", target("2026", "1", "x"), resolutions::set_target);
    assert_eq!(own.unwrap_err().kind, kernel::Kind::Forbidden);
    let state = s.state(id, s.today());
    assert_eq!(state.indicators().next().unwrap().target.as_ref().unwrap().value.said(), "55");
}
