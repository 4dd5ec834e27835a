//! Whatever is done in whatever order: a task is closed only by evidence that somebody else accepted.

use jiff::ToSpan as _;
use kernel::testing::On;
use proptest::prelude::*;
use tasks::model::{Outcome, Task};
use tasks::store;
use tasks::{Accept, Assignment, Extend, Grade, Reassign, Reopen, Return};

use crate::support::{Story, story};

const PEOPLE: [&str; 7] = ["bithu", "chanhvp", "phovp", "truongphong", "chuyenvien", "truongban", "cvtochuc"];

/// One thing that somebody tries; most of it is refused.
fn tries(s: &Story, task: kernel::Id<Task>, who: &str, what: u8) {
    let why = "lý do".to_owned();
    let due = s.today().checked_add(9.days()).unwrap();
    match what {
        0 | 1 => drop(s.act(who, s.evidence(task), tasks::submit)),
        2 | 3 => drop(s.act(who, Accept { task, grade: Grade::Good, why }, tasks::accept)),
        4 => drop(s.act(who, Return { task, why }, tasks::return_)),
        5 => drop(s.act(who, task, tasks::withdraw)),
        6 => drop(s.act(who, Reopen { task, why }, tasks::reopen)),
        7 => drop(s.act(who, Extend { task, due, why }, tasks::extend)),
        8 => {
            let owner_post = Some(s.post("cvtochuc").id);
            let to = Reassign { task, owner: s.unit("bantochuc"), owner_post, why };
            drop(s.act(who, to, tasks::reassign));
        }
        _ => {
            let to = Reassign { task, owner: s.unit("tonghop"), owner_post: None, why };
            drop(s.act(who, to, tasks::reassign));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn no_sequence_of_acts_closes_a_task_without_evidence_that_another_accepted(
        named in any::<bool>(),
        steps in proptest::collection::vec((0..PEOPLE.len(), 0..10_u8), 1..40),
    ) {
        let s = story(On::Sqlite);
        let source = s.source();
        let owner_post = named.then(|| s.post("cvtochuc").id);
        let one = Assignment { owner_post, ..s.wanted("bantochuc", 5) };
        let task = s.assign("chanhvp", source, one).unwrap().id;
        for (who, what) in steps {
            let before = s.row(task);
            tries(&s, task, PEOPLE[who], what);
            let row = s.row(task);
            let said = s.read(|tx| store::submissions(tx, task));
            let waiting: Vec<_> = said.iter().filter(|one| one.outcome == Outcome::Waiting).collect();
            let accepted: Vec<_> = said.iter().filter(|one| one.outcome == Outcome::Accepted).collect();
            prop_assert!(waiting.len() <= 1 && accepted.len() <= 1);
            prop_assert_eq!(row.submitted_on.is_some(), waiting.len() == 1);
            prop_assert_eq!(row.closed_on.is_some(), accepted.len() == 1);
            prop_assert_eq!(row.grade.is_some(), row.closed_on.is_some());
            if let Some(one) = accepted.first() {
                prop_assert!(one.decided_by.is_some() && one.decided_by != one.person, "the worker accepted");
                if let Some(post) = row.owner_post {
                    let holder = [("cvtochuc", s.post("cvtochuc"))]
                        .into_iter()
                        .find(|(_, held)| held.id == post)
                        .map(|(_, held)| held.person);
                    prop_assert!(one.decided_by != holder, "the owner accepted");
                }
            }
            // A deadline moves by an extension alone.
            let extended = s.read(|tx| store::directives(tx, task)).len();
            prop_assert!(row.due_on == before.due_on || extended > 0);
        }
        prop_assert!(s.verified());
    }
}
