use kernel::testing::both;
use tasks::model::Correctable;
use tasks::{Accept, DecideCorrection, Grade, ProposeCorrection, Standing};

use crate::support::{MONDAY, refused, story};

#[test]
fn wrong_data_is_put_right_by_two() {
    for on in both() {
        let s = story(on);
        let task = s.task("bantochuc", 5);
        let propose = |what, new: &str| ProposeCorrection {
            task,
            what,
            new: new.to_owned(),
            why: "Nhập nhầm".to_owned(),
        };
        let wrong =
            |new: &str| s.act("truongban", propose(Correctable::DueOn, new), tasks::propose_correction);
        assert_eq!(refused(wrong("ngày mai")), "date-wrong", "{on:?}");
        assert_eq!(refused(wrong("")), "correction-missing", "{on:?}");
        assert_eq!(refused(wrong("2026-11-01")), "due-before-received", "{on:?}");
        let correction = wrong("15/12/2026").unwrap();
        assert_eq!(s.standing(task), Standing::Correction, "{on:?}: counted apart");
        assert_eq!(refused(wrong("16/12/2026")), "under-correction", "{on:?}");
        let decide =
            |approved, answer: &str| DecideCorrection { correction, approved, answer: answer.to_owned() };
        assert_eq!(
            refused(s.act("chuyenvien", decide(true, ""), tasks::decide_correction)),
            "not-found",
            "{on:?}"
        );
        // A head who may assign such a task still does not approve the own proposal.
        assert_eq!(
            refused(s.act("truongban", decide(true, ""), tasks::decide_correction)),
            "own-correction",
            "{on:?}"
        );
        assert_eq!(
            refused(s.act("chanhvp", decide(false, ""), tasks::decide_correction)),
            "why-missing",
            "{on:?}"
        );
        s.act("chanhvp", decide(true, ""), tasks::decide_correction).unwrap();
        let row = s.row(task);
        assert_eq!(row.due_on, Some(jiff::civil::date(2026, 12, 15)), "{on:?}");
        assert_eq!((row.extensions, row.in_correction), (0, false), "{on:?}: no extension");
        assert_eq!(
            refused(s.act("chanhvp", decide(true, ""), tasks::decide_correction)),
            "answered-already",
            "{on:?}"
        );
        assert!(s.verified(), "{on:?}");
    }
}

#[test]
fn what_is_under_correction_is_not_accepted_meanwhile() {
    for on in both() {
        let s = story(on);
        let task = s.task("bantochuc", 5);
        s.act("truongban", s.evidence(task), tasks::submit).unwrap();
        let propose = ProposeCorrection {
            task,
            what: Correctable::ReceivedOn,
            new: MONDAY.to_string(),
            why: "Ngày nhận thật".to_owned(),
        };
        let correction = s.act("truongban", propose, tasks::propose_correction).unwrap();
        let accept = Accept { task, grade: Grade::Met, why: String::new() };
        assert_eq!(refused(s.act("chanhvp", accept.clone(), tasks::accept)), "under-correction", "{on:?}");
        let no = DecideCorrection { correction, approved: false, answer: "Đúng rồi".to_owned() };
        s.act("chanhvp", no, tasks::decide_correction).unwrap();
        s.act("chanhvp", accept, tasks::accept).unwrap();
        assert_eq!(s.standing(task), Standing::Closed, "{on:?}");
    }
}

#[test]
fn the_owner_put_right_sees_the_task_and_who_had_it_does_not() {
    for on in both() {
        let s = story(on);
        let task = s.task("bantochuc", 5);
        let propose = ProposeCorrection {
            task,
            what: Correctable::OwnerUnit,
            new: s.unit("tanan").to_string(),
            why: "Nhầm đơn vị".to_owned(),
        };
        let correction = s.act("truongban", propose, tasks::propose_correction).unwrap();
        let yes = DecideCorrection { correction, approved: true, answer: String::new() };
        s.act("chanhvp", yes, tasks::decide_correction).unwrap();
        assert!(s.act("truongban", s.evidence(task), tasks::submit).is_err(), "{on:?}");
        assert!(s.act("vttanan", s.evidence(task), tasks::submit).is_ok(), "{on:?}");
    }
}
