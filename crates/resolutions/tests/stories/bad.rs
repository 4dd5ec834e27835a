//! Bad input is refused with what to do, beside its field, and changes nothing.

use jiff::civil::date;
use kernel::testing::On;
use resolutions::{AddIndicator, AddMeasure, NewMilestone, NewResolution, NewTarget};

use crate::support::{issued, refused, story};

/// Where the faults are: the field and the message of each.
fn faults<T: std::fmt::Debug>(outcome: Result<T, kernel::Refusal>) -> Vec<(String, &'static str)> {
    let refusal = outcome.unwrap_err();
    refusal.iter().map(|one| (one.field.unwrap_or("").to_owned(), one.msg.key())).collect()
}

fn at(field: &str, key: &'static str) -> (String, &'static str) {
    (field.to_owned(), key)
}

#[test]
fn a_resolution_says_each_fault_beside_its_field() {
    let s = story(On::Sqlite);
    let wrong = NewResolution {
        code: " ".to_owned(),
        title: String::new(),
        issued_on: date(2027, 1, 1),
        until_on: Some(date(2026, 12, 31)),
        review_months: 999,
        ..issued("x")
    };
    assert_eq!(
        faults(s.act("chanhvp", wrong, resolutions::add)),
        [
            at("code", "code-missing"),
            at("title", "title-missing"),
            at("issued_on", "issued-to-come"),
            at("until_on", "until-before-issue"),
            at("review_months", "months-wrong"),
        ]
    );
    let long = NewResolution { title: "ă".repeat(5_000), ..issued("x") };
    assert_eq!(faults(s.act("chanhvp", long, resolutions::add)), [at("title", "text-too-long")]);
    let ghost = NewResolution { paper: Some(kernel::Id::from_uuid(s.o.office.new_id())), ..issued("x") };
    assert_eq!(s.act("chanhvp", ghost, resolutions::add).unwrap_err().kind, kernel::Kind::NotFound);
}

#[test]
fn an_indicator_needs_a_name_a_unit_of_measure_and_targets_that_can_be_read() {
    let s = story(On::Sqlite);
    let id = s.resolution();
    let objective = s.objective(id, "Mục tiêu");
    let with = |targets: &[(&str, &str)]| {
        let targets = targets
            .iter()
            .map(|(period, value)| NewTarget { period: (*period).to_owned(), value: (*value).to_owned() });
        AddIndicator { targets: targets.collect(), ..s.wanted_indicator(objective) }
    };
    let empty = AddIndicator {
        name: String::new(),
        measured_in: " ".to_owned(),
        baseline: "bốn mươi".to_owned(),
        targets: Vec::new(),
        owner: kernel::Id::from_uuid(s.o.office.new_id()),
        ..s.wanted_indicator(objective)
    };
    assert_eq!(
        faults(s.act("chuyenvien", empty, resolutions::add_indicator)),
        [
            at("name", "indicator-missing"),
            at("measured_in", "measured-in-missing"),
            at("baseline", "value-unreadable"),
            at("targets", "targets-missing"),
            at("owner", "unit-gone"),
        ]
    );
    for (targets, key) in [
        (&[("năm nay", "5")][..], "period-unreadable"),
        (&[("2026", "nhiều")][..], "value-unreadable"),
        (&[("2026", "")][..], "value-missing"),
        (&[("2025", "5")][..], "period-too-early"),
        (&[("2031", "5")][..], "period-too-late"),
        (&[("2026", "5"), ("Năm 2026", "6")][..], "target-twice"),
    ] {
        assert_eq!(
            faults(s.act("chuyenvien", with(targets), resolutions::add_indicator)),
            [at("targets", key)],
            "{targets:?}"
        );
    }
    assert!(s.state(id, s.today()).indicators().next().is_none(), "nothing was kept");
}

#[test]
fn a_value_of_another_period_or_no_number_is_refused() {
    let s = story(On::Sqlite);
    let id = s.resolution();
    let indicator = s.indicator(s.objective(id, "Mục tiêu"));
    for (period, value, field, key) in [
        ("2026-Q4", "mười hai", "value", "value-unreadable"),
        ("2026-Q4", " ", "value", "value-missing"),
        ("2026", "5", "period", "period-of-other-length"),
        ("2026-Q3", "5", "period", "period-too-early"),
        ("2031-Q1", "5", "period", "period-too-late"),
        ("2027-Q1", "5", "period", "period-to-come"),
        ("quý V/2026", "5", "period", "period-unreadable"),
    ] {
        let outcome = s.act("truongban", s.value(indicator, period, value), resolutions::report_value);
        assert_eq!(faults(outcome), [at(field, key)], "{period} {value}");
    }
    let mut nameless = s.value(indicator, "2026-Q4", "x");
    nameless.source = String::new();
    assert_eq!(
        faults(s.act("truongban", nameless, resolutions::report_value)),
        [at("source", "source-missing"), at("value", "value-unreadable")]
    );
}

#[test]
fn no_deadline_lies_before_the_day_of_issue_and_no_owner_is_out_of_the_office() {
    let s = story(On::Sqlite);
    let id = s.resolution();
    let measure = AddMeasure {
        resolution: id,
        objective: Some(kernel::Id::from_uuid(s.o.office.new_id())),
        text: String::new(),
        owner: kernel::Id::from_uuid(s.o.office.new_id()),
        due_on: Some(date(2026, 11, 1)),
        milestones: vec![
            NewMilestone { text: "Mốc".to_owned(), due_on: date(2026, 1, 1) },
            NewMilestone { text: " ".to_owned(), due_on: date(2027, 1, 1) },
        ],
    };
    assert_eq!(
        faults(s.act("chuyenvien", measure, resolutions::add_measure)),
        [
            at("measure", "measure-missing"),
            at("due_on", "due-before-issue"),
            at("objective", "objective-gone"),
            at("milestones", "due-before-issue"),
            at("milestones", "milestone-missing"),
            at("owner", "unit-gone"),
        ]
    );
    let own = s.measure(id, None, "bantochuc");
    // What is wrong with a task is said as tasks says it.
    let past =
        resolutions::HandOut { measure: own, tasks: vec![s.wanted_task("bantochuc", date(2026, 11, 1))] };
    assert!(["due-before-received", "due-past"].contains(&refused(s.act(
        "chanhvp",
        past,
        resolutions::hand_out
    ))));
    let mine = resolutions::HandOut { measure: own, tasks: vec![s.wanted_task("tanan", date(2026, 12, 1))] };
    assert_eq!(s.act("chuyenvien", mine, resolutions::hand_out).unwrap_err().kind, kernel::Kind::Forbidden);
    assert_eq!(s.state(id, s.today()).counts.all(), 0);
}
