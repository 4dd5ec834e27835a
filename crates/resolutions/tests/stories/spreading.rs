//! Study with attendance, programmes that units owe, reviews that fall due by themselves.

use jiff::civil::date;
use kernel::testing::{On, both};
use resolutions::model::{ReviewKind, StudyForm};
use resolutions::{AskProgrammes, Attendance, NoteAttendance, NoteProgramme, NoteReview, NoteStudy};

use crate::support::{refused, story};

#[test]
fn who_was_invited_and_who_came_is_noted_by_unit_and_said_anew() {
    for on in both() {
        let s = story(on);
        let id = s.resolution();
        let of = |unit: &str, attended, invited| Attendance { unit: s.unit(unit), invited, attended };
        let event = |held_on, attendance| NoteStudy {
            resolution: id,
            held_on,
            form: StudyForm::Both,
            place: "Hội trường Tỉnh uỷ".to_owned(),
            title: "Hội nghị học tập, quán triệt Nghị quyết".to_owned(),
            attendance,
        };
        let early = s.act("chuyenvien", event(date(2026, 11, 1), vec![]), resolutions::note_study);
        assert_eq!(refused(early), "held-before-issue");
        let more = s.act("chuyenvien", event(s.today(), vec![of("tanan", 31, 30)]), resolutions::note_study);
        assert_eq!(refused(more), "attended-wrong");
        let there = vec![of("bantochuc", 28, 30), of("tanan", 15, 20)];
        let study = s.act("chuyenvien", event(s.today(), there), resolutions::note_study).unwrap();
        let state = s.state(id, s.today());
        assert_eq!((state.studies[0].attended, state.studies[0].invited), (43, 50));
        let anew = NoteAttendance { study, unit: s.unit("tanan"), invited: 20, attended: 18 };
        s.act("chuyenvien", anew, resolutions::note_attendance).unwrap();
        let state = s.state(id, s.today());
        assert_eq!((state.studies[0].attended, state.studies[0].attendance.len()), (46, 2));
        let rows: i64 = state.studies[0].attendance.iter().map(|one| one.attended).sum();
        assert_eq!(rows, state.studies[0].attended, "the sum is made of its rows");
        // The commune sees its own line alone.
        let commune = s.seen("vttanan", id, s.today()).unwrap();
        assert_eq!((commune.studies[0].attended, commune.studies[0].attendance.len()), (18, 1));
        assert!(s.verified());
    }
}

#[test]
fn a_missing_programme_is_named_and_late_and_told_once() {
    for on in both() {
        let s = story(on);
        let id = s.resolution();
        let ask = |units: &[&str], due_on| AskProgrammes {
            resolution: id,
            units: units.iter().map(|unit| s.unit(unit)).collect(),
            due_on,
        };
        let none = s.act("chuyenvien", ask(&[], None), resolutions::ask_programmes);
        assert_eq!(refused(none), "units-missing");
        let early =
            s.act("chuyenvien", ask(&["tanan"], Some(date(2026, 11, 1))), resolutions::ask_programmes);
        assert_eq!(refused(early), "due-before-issue");
        let made =
            s.act("chuyenvien", ask(&["bantochuc", "tanan"], None), resolutions::ask_programmes).unwrap();
        let again = s.act("chuyenvien", ask(&["tanan"], None), resolutions::ask_programmes);
        assert_eq!(refused(again), "owed-already");
        let state = s.state(id, s.today());
        // Sixty days from 2 November, as the rule says.
        assert!(state.programmes.iter().all(|one| one.row.due_on == date(2027, 1, 1) && !one.late));
        let own = state.programmes.iter().find(|one| one.row.unit == s.unit("bantochuc")).unwrap().row.id;
        assert!(made.contains(&own));
        let document = |issued_on| NoteProgramme {
            programme: own,
            code: "03-CTr/BTC".to_owned(),
            title: "Chương trình hành động".to_owned(),
            issued_on,
            paper: None,
        };
        let old = s.act("truongban", document(date(2026, 10, 1)), resolutions::note_programme);
        assert_eq!(refused(old), "document-too-early");
        let foreign = s.act("vttanan", document(s.today()), resolutions::note_programme);
        assert_eq!(foreign.unwrap_err().kind, kernel::Kind::NotFound);
        s.act("truongban", document(s.today()), resolutions::note_programme).unwrap();
        s.clock_at(date(2027, 1, 2));
        let state = s.state(id, s.today());
        let late: Vec<_> = state.programmes.iter().filter(|one| one.late).map(|one| one.row.unit).collect();
        assert_eq!(late, [s.unit("tanan")]);
        let before = s.unread("vttanan");
        for _ in 0..2 {
            s.nightly("resolution-reminders");
        }
        assert_eq!(s.unread("vttanan"), before + 1, "told once though it runs twice");
        s.clock_at(date(2027, 1, 3));
        s.nightly("resolution-reminders");
        assert_eq!(s.unread("vttanan"), before + 1);
        assert!(s.verified());
    }
}

#[test]
fn a_review_falls_due_once_though_the_work_runs_twice_or_late() {
    for on in both() {
        let s = story(on);
        let id = s.resolution();
        s.nightly("resolution-reviews");
        assert!(s.state(id, s.today()).reviews.is_empty(), "the first year is not over");
        // A month before the anniversary it shows; its day is thirty days after.
        s.clock_at(date(2027, 10, 4));
        for _ in 0..3 {
            s.nightly("resolution-reviews");
        }
        let state = s.state(id, s.today());
        assert_eq!(state.reviews.len(), 1);
        let first = state.reviews[0].row.clone();
        assert_eq!((first.kind, first.nth), (ReviewKind::Preliminary, 1));
        assert_eq!((first.period_end, first.due_on), (date(2027, 11, 2), date(2027, 12, 2)));
        assert!(s.unread("chuyenvien") > 0 && s.unread("chanhvp") > 0);
        // The machine stood still for three years: each is made once, the final one at the end.
        s.clock_at(date(2030, 12, 20));
        for _ in 0..2 {
            s.nightly("resolution-reviews");
        }
        let reviews = s.state(id, s.today()).reviews;
        let kinds: Vec<_> = reviews.iter().map(|one| (one.row.kind, one.row.nth)).collect();
        let preliminary = |nth| (ReviewKind::Preliminary, nth);
        assert_eq!(
            kinds,
            [preliminary(1), preliminary(2), preliminary(3), preliminary(4), (ReviewKind::Final, 1)]
        );
        assert!(reviews[..3].iter().all(|one| one.late));
        let report = NoteReview {
            review: first.id,
            code: "200-BC/TU".to_owned(),
            title: "Báo cáo sơ kết".to_owned(),
            issued_on: s.today(),
            paper: None,
        };
        let own = s.act("truongban", report.clone(), resolutions::note_review);
        assert_eq!(own.unwrap_err().kind, kernel::Kind::NotFound);
        s.act("chuyenvien", report, resolutions::note_review).unwrap();
        let held = s.state(id, s.today()).reviews[0].clone();
        assert!(held.paper.is_some() && !held.late);
        assert!(s.verified());
    }
}

#[test]
fn what_ended_before_it_was_followed_here_asks_for_no_review() {
    let s = story(On::Sqlite);
    let old = resolutions::NewResolution {
        issued_on: date(2020, 5, 4),
        until_on: Some(date(2027, 1, 31)),
        ..crate::support::issued("01-NQ/TU")
    };
    let id = s.act("chanhvp", old, resolutions::add).unwrap();
    s.clock_at(date(2027, 1, 10));
    s.nightly("resolution-reviews");
    let kinds: Vec<_> = s.state(id, s.today()).reviews.iter().map(|one| one.row.kind).collect();
    assert_eq!(kinds, [ReviewKind::Final], "six anniversaries went by before");
}
