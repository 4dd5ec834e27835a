use jiff::ToSpan as _;
use kernel::testing::both;
use tasks::model::DirectiveKind;
use tasks::{
    Answer, Assign, Assignment, DecideObstacle, Extend, RaiseObstacle, Reassign, Reply, Say, SetFollower,
    Standing,
};

use crate::support::{MONDAY, refused, story};

#[test]
fn only_a_direction_with_its_reason_moves_a_deadline() {
    for on in both() {
        let s = story(on);
        let task = s.task("bantochuc", 5);
        let due = MONDAY.checked_add(12.days()).unwrap();
        let extend = |due, why: &str| Extend { task, due, why: why.to_owned() };
        // The owner does not move the own deadline.
        assert_eq!(refused(s.act("truongban", extend(due, "bận"), tasks::extend)), "forbidden", "{on:?}");
        assert_eq!(refused(s.act("chanhvp", extend(due, " "), tasks::extend)), "why-missing", "{on:?}");
        let past = MONDAY.checked_sub(1.day()).unwrap();
        assert_eq!(refused(s.act("chanhvp", extend(past, "x"), tasks::extend)), "due-past", "{on:?}");
        s.act("chanhvp", extend(due, "Chờ số liệu của Cục Thống kê"), tasks::extend).unwrap();
        let row = s.row(task);
        assert_eq!((row.due_on, row.extensions), (Some(due), 1), "{on:?}");
        assert_eq!(row.first_due_on, MONDAY.checked_add(5.days()).ok(), "{on:?}: the old one stays");
        // An earlier deadline is no extension.
        let earlier = MONDAY.checked_add(8.days()).unwrap();
        s.act("chanhvp", extend(earlier, "Cần sớm hơn"), tasks::extend).unwrap();
        assert_eq!(s.row(task).extensions, 1, "{on:?}");
        let said = s.read(|tx| tasks::store::directives(tx, task));
        assert!(said.iter().all(|one| one.kind == DirectiveKind::Extend && one.old_due.is_some()), "{on:?}");
        assert!(s.verified(), "{on:?}");
    }
}

#[test]
fn parent_and_child_keep_their_order_when_deadlines_move() {
    for on in both() {
        let s = story(on);
        let parent = s.task("bantochuc", 10);
        let source = s.row(parent).source;
        let one = Assignment { owner_post: Some(s.post("cvtochuc").id), ..s.wanted("bantochuc", 9) };
        let input = Assign { source: Some(source), new_source: None, parent: Some(parent), tasks: vec![one] };
        let child = s.act("truongban", input, tasks::assign).unwrap()[0].id;
        let to = |task, days: i64| Extend {
            task,
            due: MONDAY.checked_add(days.days()).unwrap(),
            why: "lý do".to_owned(),
        };
        assert_eq!(refused(s.act("truongban", to(child, 11), tasks::extend)), "due-after-parent", "{on:?}");
        assert_eq!(refused(s.act("chanhvp", to(parent, 8), tasks::extend)), "due-before-child", "{on:?}");
        s.act("chanhvp", to(parent, 20), tasks::extend).unwrap();
        s.act("truongban", to(child, 11), tasks::extend).unwrap();
    }
}

#[test]
fn words_and_replies_stop_no_clock() {
    for on in both() {
        let s = story(on);
        let task = s.task("bantochuc", 1);
        let before = s.row(task);
        s.clock_at(MONDAY.checked_add(3.days()).unwrap(), 9);
        let say = |kind, text: &str| Say { task, kind, text: text.to_owned() };
        assert_eq!(refused(s.act("truongban", say(DirectiveKind::Urge, ""), tasks::say)), "forbidden");
        assert_eq!(refused(s.act("chanhvp", say(DirectiveKind::Board, "x"), tasks::say)), "forbidden");
        assert_eq!(refused(s.act("chanhvp", say(DirectiveKind::Extend, "x"), tasks::say)), "forbidden");
        assert_eq!(refused(s.act("chanhvp", say(DirectiveKind::Evidence, ""), tasks::say)), "text-missing");
        s.act("chanhvp", say(DirectiveKind::Urge, ""), tasks::say).unwrap();
        let reply = Reply { task, text: "Ban không nhận việc này".to_owned() };
        assert_eq!(refused(s.act("chanhvp", reply.clone(), tasks::reply)), "forbidden", "{on:?}");
        s.act("truongban", reply, tasks::reply).unwrap();
        let follow = SetFollower { task, follower: Some(s.post("chuyenvien").id) };
        s.act("chanhvp", follow, tasks::set_follower).unwrap();
        let after = s.row(task);
        assert_eq!((after.due_on, after.closed_on), (before.due_on, None), "{on:?}");
        assert_eq!(s.standing(task), Standing::Overdue, "{on:?}");
        // The permanent board's word has a term of its own: two working days, the 24th being off.
        let board = s.act("bithu", say(DirectiveKind::Board, "Báo cáo ngay"), tasks::say).unwrap();
        let row = s.read(|tx| tasks::store::directive(tx, board)).unwrap();
        assert_eq!(row.answer_by, Some(jiff::civil::date(2026, 11, 30)), "{on:?}");
        let answer = Answer { directive: board, text: "Đã có dự thảo".to_owned() };
        assert_eq!(refused(s.act("chanhvp", answer.clone(), tasks::answer)), "forbidden", "{on:?}");
        s.act("truongban", answer.clone(), tasks::answer).unwrap();
        assert_eq!(refused(s.act("truongban", answer, tasks::answer)), "answered-already", "{on:?}");
        assert!(s.verified(), "{on:?}");
    }
}

#[test]
fn another_owner_gets_the_task_with_its_running_clock() {
    for on in both() {
        let s = story(on);
        let task = s.task("bantochuc", 5);
        let to = |owner: &str, why: &str| Reassign {
            task,
            owner: s.unit(owner),
            owner_post: None,
            why: why.to_owned(),
        };
        assert_eq!(refused(s.act("chanhvp", to("bantochuc", "x"), tasks::reassign)), "owner-same", "{on:?}");
        assert_eq!(refused(s.act("truongban", to("tanan", "x"), tasks::reassign)), "forbidden", "{on:?}");
        assert_eq!(refused(s.act("chanhvp", to("tanan", ""), tasks::reassign)), "why-missing", "{on:?}");
        s.act("chanhvp", to("tanan", "Thuộc xã Tân An"), tasks::reassign).unwrap();
        let row = s.row(task);
        assert_eq!((row.owner_unit, row.due_on), (s.unit("tanan"), row.first_due_on), "{on:?}");
        // Who had it does not see it any more, who has it hands in.
        let gone = s.act("truongban", s.evidence(task), tasks::submit).unwrap_err();
        assert_eq!(gone.kind, kernel::Kind::NotFound, "{on:?}");
        s.act("vttanan", s.evidence(task), tasks::submit).unwrap();
        let waits = s.act("chanhvp", to("bantochuc", "x"), tasks::reassign);
        assert_eq!(refused(waits), "handed-in-already", "{on:?}");
        assert!(s.verified(), "{on:?}");
    }
}

#[test]
fn an_obstacle_is_put_before_whoever_must_decide() {
    for on in both() {
        let s = story(on);
        let task = s.task("tanan", 5);
        let raise =
            |text: &str| RaiseObstacle { task, text: text.to_owned(), decision: Some(s.unit("bantochuc")) };
        assert_eq!(
            refused(s.act("vttanan", raise(" "), tasks::raise_obstacle)),
            "obstacle-missing",
            "{on:?}"
        );
        assert_eq!(refused(s.act("chanhvp", raise("x"), tasks::raise_obstacle)), "forbidden", "{on:?}");
        let obstacle = s.act("vttanan", raise("Chưa có biên chế"), tasks::raise_obstacle).unwrap();
        assert_eq!(s.row(task).obstacles, 1, "{on:?}");
        assert_eq!(s.unread("truongban"), 1, "{on:?}: who must decide is told");
        assert_eq!(s.unread("chanhvp"), 1, "{on:?}: and who assigned it");
        let decide = |text: &str| DecideObstacle { obstacle, answer: text.to_owned() };
        assert_eq!(refused(s.act("vttanan", decide("x"), tasks::decide_obstacle)), "forbidden", "{on:?}");
        s.act("truongban", decide("Điều chuyển một người từ tháng 12"), tasks::decide_obstacle).unwrap();
        assert_eq!(s.row(task).obstacles, 0, "{on:?}");
        let again = s.act("chanhvp", decide("x"), tasks::decide_obstacle);
        assert_eq!(refused(again), "answered-already", "{on:?}");
        assert!(s.verified(), "{on:?}");
    }
}
