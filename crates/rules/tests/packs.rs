//! The shipped packs: complete, sourced, found by what stands on papers, overridden by tenants.
#![allow(clippy::disallowed_methods, reason = "what ships is what is tested here")]
#![allow(clippy::unwrap_used, reason = "helpers of tests stand outside the test functions")]

use jiff::civil::{Date, date};
use rules::*;
use vietnamese::DocumentCode;
use words::Lang;

const TODAY: Date = date(2026, 11, 23);

fn pack() -> RulePack {
    RulePack::shipped().unwrap()
}

fn names(found: &[KindMatch<'_>]) -> Vec<String> {
    found.iter().map(|kind| kind.row.value.name.vi.clone()).collect()
}

#[test]
fn the_packs_hold_the_kinds_that_the_rules_list() {
    let pack = pack();
    let count = |side, family| {
        pack.kinds.iter().filter(|row| row.value.side == side && row.value.family == family).count()
    };
    assert_eq!(count(Side::Party, Family::Main), 25);
    assert_eq!(count(Side::State, Family::Main), 29);
    assert_eq!(count(Side::State, Family::Copy), 3);
    assert_eq!(pack.holidays.len(), 13);
    assert_eq!(pack.model.len(), 18);
    for (day, family) in [(&pack.deadlines.len(), 23), (&pack.urgency.len(), 4), (&pack.secrecy.len(), 6)] {
        assert_eq!(*day, family);
    }
}

#[test]
fn what_is_not_read_in_a_primary_text_is_to_be_confirmed() {
    let pack = pack();
    let term = |id: &str| pack.deadline(id, TODAY).unwrap();
    assert!(term("deadline.incoming.register").confirmed());
    assert!(!term("deadline.settle.default").confirmed());
    assert_eq!(term("deadline.incoming.acknowledge").source.quote(), "Điều 21 khoản 2, 30/2020/NĐ-CP");
    assert!(pack.deadline("deadline.incoming.register", date(2019, 1, 1)).is_none());
    for row in pack.deadlines.iter().filter(|row| row.source.rule == "30/2020/NĐ-CP") {
        assert!(row.source.article.is_some(), "{}", row.id);
    }
}

#[test]
fn kinds_by_abbreviation_name_and_code() {
    let pack = pack();
    let abbr = |abbr, side| names(&pack.kinds_by_abbr(abbr, side, TODAY));
    assert_eq!(abbr("QĐ", Some(Side::Party)), ["Quyết định", "Quy định"]);
    assert_eq!(abbr("QĐ", Some(Side::State)), ["Quyết định (cá biệt)"]);
    assert_eq!(abbr("QyĐ", None), ["Quy định"]);
    assert_eq!(abbr("QĐi", Some(Side::Party)), ["Quy định"]);
    assert_eq!(abbr("HD", Some(Side::State)), ["Hướng dẫn"]);
    assert_eq!(abbr("HĐ", Some(Side::State)), ["Hợp đồng"]);
    assert_eq!(abbr("CTR", Some(Side::Party)), ["Chương trình"]);
    assert_eq!(abbr("TT", None), ["Thông tri", "Thông tư"]);
    assert!(abbr("XYZ", None).is_empty());

    assert_eq!(names(&pack.kinds_by_name("NGHỊ QUYẾT", Some(Side::State), TODAY)), ["Nghị quyết (cá biệt)"]);
    assert_eq!(names(&pack.kinds_by_name("bao cao", Some(Side::Party), TODAY)), ["Báo cáo"]);
    assert_eq!(names(&pack.kinds_by_name("Bản thỏa thuận", None, TODAY)), ["Bản thoả thuận"]);

    for (code, kinds) in [
        ("25-CV/TU", vec!["Công văn"]),
        ("118-BC/ĐU", vec!["Báo cáo"]),
        ("15-TTr/BTCTU", vec!["Tờ trình"]),
        ("01-QĐ/TW", vec!["Quyết định", "Quy định"]),
        ("402/UBND-TH", vec!["Công văn"]),
        ("1498/BC-SYT", vec!["Báo cáo"]),
        ("64/BC-HND", vec!["Báo cáo"]),
        ("30/2020/NĐ-CP", vec!["Nghị định"]),
        ("05/2025/TT-BCT", vec!["Thông tư"]),
        ("36/2026/TTLT-BCA-BQP", vec!["Thông tư liên tịch"]),
        ("03/VBHN-BCT", vec!["Văn bản hợp nhất"]),
        ("109/2025/QH15", vec![]),
    ] {
        let code = DocumentCode::parse(code).unwrap();
        assert_eq!(names(&pack.kinds_of_code(&code, TODAY)), kinds, "{code}");
    }
}

#[test]
fn a_paper_older_than_the_rule_is_told_so() {
    let pack = pack();
    let old = pack.kinds_by_abbr("NQ", Some(Side::Party), date(2020, 1, 1));
    assert!(!old[0].in_force);
    assert!(pack.kinds_by_abbr("NQ", Some(Side::Party), date(2026, 1, 9))[0].in_force);
    assert!(!pack.kinds_by_abbr("NQ", Some(Side::Party), date(2026, 1, 8))[0].in_force);
}

#[test]
fn marks_are_read_in_every_spelling() {
    let pack = pack();
    for (mark, id) in [
        ("KHẨN", "urgency.urgent"),
        ("Thượng khẩn", "urgency.very-urgent"),
        ("HỎA TỐC", "urgency.flash"),
        ("HOẢ TỐC", "urgency.flash"),
        ("HOẢ TỐC HẸN GIỜ", "urgency.flash-at-hour"),
        ("Hỏa tốc (hẹn giờ) 10 giờ 30", "urgency.flash-at-hour"),
        ("hoa toc hen gio", "urgency.flash-at-hour"),
    ] {
        assert_eq!(pack.urgency_of(mark, TODAY).map(|row| row.id.as_str()), Some(id), "{mark}");
    }
    for (mark, id) in [
        ("MẬT", "secrecy.confidential"),
        ("Mật (C)", "secrecy.confidential"),
        ("TỐI MẬT", "secrecy.secret"),
        ("TUYỆT MẬT", "secrecy.top-secret"),
        ("Độ mật: Tối mật", "secrecy.secret"),
    ] {
        assert_eq!(pack.secrecy_of(mark, TODAY).map(|row| row.id.as_str()), Some(id), "{mark}");
    }
    for none in ["", "Kháng", "thường", "mật-mã", "khanh"] {
        assert_eq!(pack.urgency_of(none, TODAY), None, "{none}");
    }
    assert!(pack.secrecy_of("MẬT", date(2025, 1, 1)).unwrap().confirmed());
    assert!(!pack.secrecy_of("MẬT", TODAY).unwrap().confirmed());
}

fn ten_working_days() -> Change {
    Change::Deadline(Term { days: 10, unit: Unit::Working, at_once: false, moves_off_day: false })
}

fn overriding(id: &str, change: Change) -> Override {
    Override { id: id.into(), change, source: None, effective_from: None, effective_to: None, note: None }
}

#[test]
fn a_tenant_puts_a_value_in_place_and_names_the_article() {
    let article = Source { rule: "168-QĐ/TU".into(), article: Some("Điều 14".into()) };
    let one = Override {
        source: Some(article.clone()),
        ..overriding("deadline.settle.default", ten_working_days())
    };
    let pack = pack().with_overrides(&Overrides(vec![one])).unwrap();
    let row = pack.deadline("deadline.settle.default", TODAY).unwrap();
    assert_eq!(
        (row.value.unit, &row.source, row.confirmed(), row.origin),
        (Unit::Working, &article, true, Origin::Tenant)
    );
}

#[test]
fn an_override_from_a_day_leaves_the_days_before() {
    let one = Override {
        effective_from: Some(date(2026, 12, 1)),
        ..overriding("deadline.settle.default", ten_working_days())
    };
    let pack = pack().with_overrides(&Overrides(vec![one])).unwrap();
    let unit = |day| pack.deadline("deadline.settle.default", day).unwrap().value.unit;
    assert_eq!((unit(date(2026, 11, 30)), unit(date(2026, 12, 1))), (Unit::Calendar, Unit::Working));
    assert!(
        !pack.deadline("deadline.settle.default", date(2026, 12, 1)).unwrap().confirmed(),
        "no article was named"
    );
}

#[test]
fn confirming_keeps_the_value_and_takes_the_article() {
    let source = Source { rule: "Quy chế".into(), article: Some("Điều 3".into()) };
    let one = Override { source: Some(source), ..overriding("deadline.settle.directive", Change::Confirm) };
    let confirmed = pack().with_overrides(&Overrides(vec![one])).unwrap();
    let (before, after) = (pack(), confirmed);
    let id = "deadline.settle.directive";
    assert_eq!(before.deadline(id, TODAY).unwrap().value, after.deadline(id, TODAY).unwrap().value);
    assert!(after.deadline(id, TODAY).unwrap().confirmed());
}

#[test]
fn a_new_year_is_added_when_it_is_announced() {
    let day = |text: &str, kind| YearDay {
        date: text.parse().unwrap(),
        kind,
        name: Name { vi: "Nghỉ".into(), en: "Off".into() },
        swapped_with: None,
        confidence: None,
    };
    let year =
        HolidayYear { year: 2028, announced: true, days: vec![day("2028-05-02", YearDayKind::InLieu)] };
    let one = overriding("holidays.2028", Change::HolidayYear(year.clone()));
    let calendar = pack().with_overrides(&Overrides(vec![one])).unwrap().calendar();
    assert!(!calendar.is_working(date(2028, 5, 2)) && !calendar.is_estimated(date(2028, 5, 2)));

    let bad = HolidayYear { days: vec![day("2028-05-02", YearDayKind::Work)], ..year.clone() };
    let fault =
        pack().with_overrides(&Overrides(vec![overriding("holidays.2028", Change::HolidayYear(bad))]));
    assert!(matches!(fault, Err(PackFault::Row { .. })), "{fault:?}");
    let fault =
        pack().with_overrides(&Overrides(vec![overriding("holidays.2029", Change::HolidayYear(year))]));
    assert!(matches!(fault, Err(PackFault::OtherKind(_))), "{fault:?}");
}

#[test]
fn overrides_of_nothing_or_of_another_kind_are_refused() {
    let fault =
        |id: &str, change| pack().with_overrides(&Overrides(vec![overriding(id, change)])).unwrap_err();
    assert_eq!(fault("deadline.nothing", ten_working_days()), PackFault::Unknown("deadline.nothing".into()));
    assert_eq!(fault("urgency.flash", ten_working_days()), PackFault::OtherKind("urgency.flash".into()));
    assert_eq!(fault("nothing", Change::Confirm), PackFault::Unknown("nothing".into()));
    let both = Numbering {
        key: vec![KeyPart::Book, KeyPart::Year, KeyPart::Term],
        two_digits: false,
        secret_shares: None,
    };
    assert!(matches!(fault("numbering.incoming", Change::Numbering(both)), PackFault::Row { .. }));
}

#[test]
fn the_overlay_is_stored_as_text_and_read_again() {
    let overlay = Overrides(vec![
        Override { effective_from: Some(TODAY), ..overriding("deadline.settle.default", ten_working_days()) },
        overriding("deadline.settle.directive", Change::Confirm),
    ]);
    let text = serde_json::to_string(&overlay).unwrap();
    assert_eq!(serde_json::from_str::<Overrides>(&text).unwrap(), overlay);
}

#[test]
fn both_languages_name_every_row() {
    let pack = pack();
    for row in &pack.kinds {
        assert!(!row.value.name.say(Lang::En).is_empty() && !row.value.name.say(Lang::Vi).is_empty());
    }
    for day in pack.holidays.iter().flat_map(|row| &row.value.days) {
        assert!(day.name.en != day.name.vi, "{}", day.name.vi);
    }
}

#[test]
fn every_part_of_a_letter_has_its_measures_on_both_sides() {
    let pack = pack();
    let (party, state) = (pack.letter_layout(Side::Party, TODAY), pack.letter_layout(Side::State, TODAY));
    // Sizes as the tables of the rules have them: from, to.
    for (part, from, to) in [("motto", 15.0, 15.0), ("kind", 15.0, 16.0), ("recipient", 12.0, 12.0)] {
        let size = party[part].value.size.unwrap();
        assert!((size.least() - from).abs() < 0.01 && (size.most() - to).abs() < 0.01, "{part}");
    }
    for (part, from, to) in [("country", 12.0, 13.0), ("motto", 13.0, 14.0), ("recipient", 11.0, 11.0)] {
        let size = state[part].value.size.unwrap();
        assert!((size.least() - from).abs() < 0.01 && (size.most() - to).abs() < 0.01, "{part}");
    }
    let margins = state["page"].value.margins.unwrap();
    assert!((margins.left.most() - 35.0).abs() < 0.01 && (margins.right.least() - 15.0).abs() < 0.01);
    assert_eq!(
        party["capacity"].value.bold, !party["position"].value.bold,
        "the Party's position is not bold"
    );
    assert!(state["position"].value.bold);
    assert_eq!(state["urgency"].value.stamp("Hỏa tốc"), Some([30, 8]));
    assert!(!party["recipient"].confirmed() && state["recipient"].confirmed());
    // A day before the Party's newest rule another version holds.
    let before = pack.letter_layout(Side::Party, date(2026, 5, 26));
    assert_eq!(before["motto"].source.rule, "36-HD/VPTW");
}

#[test]
fn a_size_outside_the_rule_is_no_size() {
    let size = pack().letter_layout(Side::State, TODAY)["body"].value.size.unwrap();
    assert!(size.set_as(13.5).is_some() && size.set_as(12.0).is_none() && size.set_as(f32::NAN).is_none());
}

#[test]
fn the_model_regulation_names_each_article_once_and_only_known_kinds() {
    use rules::regulation::{Provision, fault};
    let pack = pack();
    let numbers: std::collections::BTreeSet<_> = pack.model.iter().map(|row| &row.value.number).collect();
    assert_eq!(numbers.len(), pack.model.len());
    let mut kinds = std::collections::BTreeSet::new();
    for provision in pack.model.iter().flat_map(|row| &row.value.provisions) {
        assert_eq!(fault(provision), None, "{provision:?}");
        match provision {
            Provision::Issue(one) => kinds.extend(one.kinds.iter().cloned()),
            Provision::Authority(one) => kinds.extend(one.kinds.iter().cloned()),
            _ => {}
        }
    }
    for kind in kinds {
        assert!(!pack.kinds_by_abbr(&kind, Some(Side::Party), TODAY).is_empty(), "{kind}");
    }
    // What the model says goes through text and back: so it is stored.
    for row in &pack.model {
        let text = serde_json::to_string(&row.value.provisions).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Provision>>(&text).unwrap(), row.value.provisions);
    }
}
