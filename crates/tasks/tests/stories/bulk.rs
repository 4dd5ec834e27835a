use kernel::testing::both;
use tasks::acts::bulk::{self, One, Undo};
use tasks::acts::{Extend, Reassign, Say, SetFollower};
use tasks::model::DirectiveKind;
use tasks::store;

use crate::support::{Story, refused, story};

fn later(s: &Story, task: kernel::Id<tasks::model::Task>, days: i64) -> One {
    let due = s.today().checked_add(jiff::ToSpan::days(days)).unwrap();
    One::Extend(Extend { task, due, why: "Chờ số liệu".to_owned() })
}

/// A preview says what will happen and does nothing; then it happens; then it is undone.
#[test]
fn tried_done_and_undone() {
    for on in both() {
        let s = story(on);
        let task = s.task("bantochuc", 5);
        let before = s.row(task);
        let dry = s.act("chanhvp", later(&s, task, 9), bulk::dry);
        assert!(dry.is_err_and(|refusal| bulk::would_be_done(&refusal)), "{on:?}");
        assert_eq!(s.row(task).due_on, before.due_on, "{on:?}: a preview does nothing");
        assert_eq!(s.unread("chuyenvien"), 0, "{on:?}");
        // What would be refused is refused in the preview.
        assert_eq!(refused(s.act("truongban", later(&s, task, 9), bulk::dry)), "forbidden", "{on:?}");

        let how = s.act("chanhvp", later(&s, task, 9), bulk::one).unwrap();
        assert_eq!(s.row(task).extensions, 1, "{on:?}");
        assert_eq!(refused(s.act("phovp", how, bulk::undo)), "forbidden", "{on:?}: another's word");
        s.act("chanhvp", how, bulk::undo).unwrap();
        let after = s.row(task);
        assert_eq!((after.due_on, after.extensions), (before.due_on, 0), "{on:?}");
        let said = s.read(|tx| store::directives(tx, task));
        assert!(said[0].taken_back_at.is_some(), "{on:?}: it stays to be read");
        assert_eq!(refused(s.act("chanhvp", how, bulk::undo)), "not-taken-back", "{on:?}: once only");

        let follow = |name: &str| One::Follow(SetFollower { task, follower: Some(s.post(name).id) });
        s.act("chanhvp", follow("chuyenvien"), bulk::one).unwrap();
        let how = s.act("chanhvp", follow("chuyenvien2"), bulk::one).unwrap();
        s.act("chanhvp", how, bulk::undo).unwrap();
        assert_eq!(s.row(task).follower_post, Some(s.post("chuyenvien").id), "{on:?}");

        let urge = One::Urge(Say { task, kind: DirectiveKind::Urge, text: String::new() });
        assert_eq!(s.act("chanhvp", urge, bulk::one).unwrap(), Undo::Nothing, "{on:?}");
        assert_eq!(refused(s.act("chanhvp", Undo::Nothing, bulk::undo)), "not-taken-back", "{on:?}");
        assert!(s.verified(), "{on:?}");
    }
}

/// Another owner is taken back whole: the person too. Not on the next day, not after something else was said.
#[test]
fn another_owner_is_taken_back_on_the_same_day() {
    for on in both() {
        let s = story(on);
        let source = s.source();
        let mut one = s.wanted("tonghop", 5);
        one.owner_post = Some(s.post("chuyenvien").id);
        let task = s.assign("chanhvp", source, one).unwrap().id;
        let away = || {
            One::Reassign(Reassign {
                task,
                owner: s.unit("tanan"),
                owner_post: None,
                why: "Đúng địa bàn".to_owned(),
            })
        };
        let how = s.act("chanhvp", away(), bulk::one).unwrap();
        assert_eq!(s.row(task).owner_unit, s.unit("tanan"), "{on:?}");
        s.act("chanhvp", how, bulk::undo).unwrap();
        let back = s.row(task);
        assert_eq!(
            (back.owner_unit, back.owner_post),
            (s.unit("tonghop"), Some(s.post("chuyenvien").id)),
            "{on:?}"
        );

        let how = s.act("chanhvp", away(), bulk::one).unwrap();
        let urge = Say { task, kind: DirectiveKind::Urge, text: "Nhanh".to_owned() };
        s.act("chanhvp", urge, tasks::say).unwrap();
        assert_eq!(refused(s.act("chanhvp", how, bulk::undo)), "not-taken-back", "{on:?}");

        let how = s.act("chanhvp", later(&s, task, 9), bulk::one).unwrap();
        s.clock_at(s.today().tomorrow().unwrap(), 9);
        assert_eq!(refused(s.act("chanhvp", how, bulk::undo)), "not-taken-back", "{on:?}");
        assert!(s.verified(), "{on:?}");
    }
}
