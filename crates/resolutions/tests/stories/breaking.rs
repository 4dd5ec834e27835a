//! From a resolution to tasks and back: every sum is made of its rows, and what somebody may not see is not counted.

use jiff::civil::date;
use kernel::testing::{On, both};
use resolutions::model::Progress;
use resolutions::{
    AddMilestone, Amend, End, LinkTask, NewResolution, Part, ReachMilestone, Resume, Strike,
    TakeBackMilestone,
};
use tasks::Standing;

use crate::support::{issued, refused, story};

#[test]
fn a_resolution_is_broken_down_and_its_measures_are_handed_out() {
    for on in both() {
        let s = story(on);
        let id = s.resolution();
        let first = s.objective(id, "Chuẩn hoá đội ngũ cán bộ cấp xã");
        let indicator = s.indicator(first);
        let own = s.measure(id, Some(first), "bantochuc");
        let loose = s.measure(id, None, "tanan");
        // Who owns something is told so.
        assert!(s.unread("truongban") > 0);
        let due = date(2026, 12, 10);
        let task = s.hand_out(own, "bantochuc", due);
        s.hand_out(loose, "tanan", due);
        let row = s.read(move |tx| tasks::store::task(tx, task)).unwrap();
        let source = s.read(move |tx| tasks::store::source(tx, row.source)).unwrap();
        assert_eq!((source.code.as_str(), source.kind), ("12-NQ/TU", tasks::SourceKind::Resolution));
        assert_eq!(s.read(move |tx| resolutions::store::measure_of_task(tx, task)), Some(own));

        let state = s.state(id, s.today());
        assert_eq!(state.objectives.len(), 2, "the one that is named, and what belongs to none");
        assert_eq!(state.counts.all(), 2);
        let rows: u64 = state.measures().map(|one| one.counts.all()).sum();
        let groups: u64 = state.objectives.iter().map(|one| one.counts.all()).sum();
        assert_eq!((rows, groups), (2, 2));
        assert_eq!(state.counts.of(Standing::OnTrack), 2);
        assert_eq!(state.indicators().next().unwrap().row.id, indicator);

        // The board of organisation sees what is its own, and counts no more than that.
        let seen = s.seen("truongban", id, s.today()).unwrap();
        assert_eq!((seen.measures().count(), seen.counts.all(), seen.indicators().count()), (1, 1, 1));
        let commune = s.seen("vttanan", id, s.today()).unwrap();
        assert_eq!(
            (commune.measures().count(), commune.counts.all(), commune.indicators().count()),
            (1, 1, 0)
        );
        // A specialist of that board opens no mail: there is nothing here.
        assert!(s.seen("cvtochuc", id, s.today()).is_none());
        // The follower sees the measures; tasks that tasks does not let them see are not counted.
        let follower = s.seen("chuyenvien", id, s.today()).unwrap();
        assert_eq!((follower.measures().count(), follower.counts.all()), (2, 0));
        assert_eq!(s.seen("bithu", id, s.today()).unwrap().counts.all(), 2);

        s.submit("truongban", task);
        s.accept(task);
        let state = s.state(id, s.today());
        let done = state.measures().find(|one| one.row.id == own).unwrap();
        assert_eq!((done.counts.of(Standing::Closed), done.progress), (1, Progress::Met));
        assert!(s.verified());
    }
}

#[test]
fn a_task_that_was_assigned_before_is_put_under_a_measure_once() {
    let s = story(On::Sqlite);
    let id = s.resolution();
    let (one, other) = (s.measure(id, None, "bantochuc"), s.measure(id, None, "bantochuc"));
    let task = s.hand_out(one, "bantochuc", date(2026, 12, 10));
    let code = s.read(move |tx| tasks::store::task(tx, task)).unwrap().code;
    let link = |measure, task: &str| LinkTask { measure, task: task.to_owned() };
    assert_eq!(refused(s.act("chanhvp", link(other, &code), resolutions::link_task)), "linked-already");
    assert_eq!(refused(s.act("chanhvp", link(other, "NV-99/2026"), resolutions::link_task)), "task-unknown");
    // The follower does not see this task: for them it is not there.
    assert_eq!(refused(s.act("chuyenvien", link(other, &code), resolutions::link_task)), "task-unknown");
    let fresh = tasks::NewSource {
        kind: tasks::SourceKind::Letter,
        code: "1-CV/TU".to_owned(),
        title: "Công văn".to_owned(),
        body: String::new(),
        conference: String::new(),
        issued_on: None,
        received_on: None,
        received_estimated: false,
        paper: None,
        said_by: None,
    };
    let wanted = s.wanted_task("bantochuc", date(2026, 12, 12));
    let asked = tasks::Assign { source: None, new_source: Some(fresh), parent: None, tasks: vec![wanted] };
    let made = s.act("chanhvp", asked, tasks::assign).unwrap();
    s.act("chanhvp", link(other, &made[0].code), resolutions::link_task).unwrap();
    assert_eq!(s.state(id, s.today()).counts.all(), 2);
    assert!(s.verified());
}

#[test]
fn milestones_are_reached_by_the_owner_and_taken_back_with_a_reason() {
    for on in both() {
        let s = story(on);
        let id = s.resolution();
        let measure = s.measure(id, None, "bantochuc");
        let add =
            AddMilestone { measure, text: "Ban hành đề án".to_owned(), due_on: date(2026, 11, 20) };
        let milestone = s.act("chuyenvien", add, resolutions::add_milestone).unwrap();
        let state = s.state(id, s.today());
        assert_eq!(state.measures().next().unwrap().progress, Progress::Behind, "its day is past");
        let reach = |day, note: &str| ReachMilestone { milestone, reached_on: day, note: note.to_owned() };
        let today = s.today();
        assert_eq!(
            refused(s.act("truongban", reach(today, " "), resolutions::reach_milestone)),
            "note-missing"
        );
        let tomorrow = today.tomorrow().unwrap();
        assert_eq!(
            refused(s.act("truongban", reach(tomorrow, "x"), resolutions::reach_milestone)),
            "day-to-come"
        );
        // Another unit's milestone does not exist for the commune.
        let foreign = s.act("vttanan", reach(today, "x"), resolutions::reach_milestone).unwrap_err();
        assert_eq!(foreign.kind, kernel::Kind::NotFound);
        s.act("truongban", reach(today, "Quyết định 15-QĐ/TU"), resolutions::reach_milestone).unwrap();
        assert_eq!(s.state(id, today).measures().next().unwrap().progress, Progress::Met);
        assert_eq!(
            refused(s.act("truongban", reach(today, "x"), resolutions::reach_milestone)),
            "reached-already"
        );
        let back = TakeBackMilestone { milestone, why: "Ghi nhầm".to_owned() };
        s.act("truongban", back, resolutions::take_back_milestone).unwrap();
        assert_eq!(s.state(id, today).measures().next().unwrap().progress, Progress::Behind);
        assert!(s.verified());
    }
}

#[test]
fn only_the_office_enters_and_of_its_specialists_the_one_who_follows() {
    let s = story(On::Sqlite);
    let id = s.resolution();
    let objective = |text: &str| resolutions::AddObjective { resolution: id, text: text.to_owned() };
    for who in ["chanhvp", "phovp", "truongphong", "chuyenvien"] {
        s.act(who, objective("Mục tiêu"), resolutions::add_objective).unwrap();
    }
    for (who, kind) in [
        ("chuyenvien2", kernel::Kind::Forbidden),
        ("bithu", kernel::Kind::Forbidden),
        ("truongban", kernel::Kind::NotFound),
        ("cvtochuc", kernel::Kind::NotFound),
        ("vttanan", kernel::Kind::NotFound),
        ("vanthu", kernel::Kind::NotFound),
        ("quantri", kernel::Kind::NotFound),
    ] {
        let outcome = s.act(who, objective("Mục tiêu"), resolutions::add_objective).unwrap_err();
        assert_eq!(outcome.kind, kind, "{who}");
    }
    for (who, may) in [("chuyenvien2", true), ("truongban", false), ("cvtochuc", false), ("bithu", false)] {
        let code = format!("{who}-NQ/TU");
        assert_eq!(s.act(who, issued(&code), resolutions::add).is_ok(), may, "{who}");
    }
}

#[test]
fn what_was_entered_wrongly_is_taken_out_and_what_hangs_on_it_goes_first() {
    let s = story(On::Sqlite);
    let id = s.resolution();
    let objective = s.objective(id, "Mục tiêu");
    let indicator = s.indicator(objective);
    let strike = |part, id: uuid::Uuid, why: &str| Strike { part, id, why: why.to_owned() };
    let of = objective.uuid();
    assert_eq!(
        refused(s.act("chanhvp", strike(Part::Objective, of, "x"), resolutions::strike)),
        "struck-laden"
    );
    let own = indicator.uuid();
    assert_eq!(
        refused(s.act("chanhvp", strike(Part::Indicator, own, ""), resolutions::strike)),
        "why-missing"
    );
    s.act("chanhvp", strike(Part::Indicator, own, "Nhập trùng"), resolutions::strike).unwrap();
    assert_eq!(
        refused(s.act("chanhvp", strike(Part::Indicator, own, "x"), resolutions::strike)),
        "struck-already"
    );
    s.act("chanhvp", strike(Part::Objective, of, "Nhập nhầm"), resolutions::strike).unwrap();
    assert!(s.state(id, s.today()).objectives.is_empty());
    let measure = s.measure(id, None, "bantochuc");
    s.hand_out(measure, "bantochuc", date(2026, 12, 10));
    let laden = strike(Part::Measure, measure.uuid(), "x");
    assert_eq!(refused(s.act("chanhvp", laden, resolutions::strike)), "struck-laden");
    assert!(s.verified());
}

#[test]
fn a_directive_carries_a_resolution_out_and_nothing_carries_itself_out() {
    let s = story(On::Sqlite);
    let id = s.resolution();
    let child =
        NewResolution { parent: Some(id), kind: resolutions::model::Kind::Directive, ..issued("05-CT/TU") };
    let directive = s.act("chanhvp", child, resolutions::add).unwrap();
    assert_eq!(s.read(move |tx| resolutions::store::children(tx, id))[0].id, directive);
    let round = Amend {
        resolution: id,
        facts: NewResolution { parent: Some(directive), ..issued("12-NQ/TU") },
        why: "x".to_owned(),
    };
    assert_eq!(refused(s.act("chanhvp", round, resolutions::amend)), "parent-wrong");
    assert_eq!(refused(s.act("chanhvp", issued("12-NQ/TU"), resolutions::add)), "followed-already");
    let end = |why: &str| End { resolution: id, why: why.to_owned() };
    assert_eq!(refused(s.act("chanhvp", end(" "), resolutions::end)), "why-missing");
    s.act("chanhvp", end("Đã tổng kết"), resolutions::end).unwrap();
    let more = resolutions::AddObjective { resolution: id, text: "x".to_owned() };
    assert_eq!(refused(s.act("chanhvp", more.clone(), resolutions::add_objective)), "ended-already");
    let resume = Resume { resolution: id, why: "Tiếp tục thực hiện".to_owned() };
    s.act("chanhvp", resume.clone(), resolutions::resume).unwrap();
    assert_eq!(refused(s.act("chanhvp", resume, resolutions::resume)), "runs-already");
    s.act("chanhvp", more, resolutions::add_objective).unwrap();
    assert!(s.verified());
}
