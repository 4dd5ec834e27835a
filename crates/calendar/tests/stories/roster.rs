//! The roster: who may plan it, that nobody is on duty twice, copies and exchanges.

use calendar::{CopyWeek, Kind, Plan, Remove, Shape, Swap};
use jiff::ToSpan as _;
use kernel::Kind as Refused;
use kernel::testing::both;

use crate::support::{MONDAY, story};

#[test]
fn a_specialist_and_the_head_of_another_body_plan_nothing() {
    for on in both() {
        let s = story(on);
        let plan = |post| Plan {
            kind: Kind::Officer,
            shape: Shape::Evening,
            days: vec![MONDAY],
            post,
            phone: "0912345678".to_owned(),
        };
        for name in ["chuyenvien", "vanthu", "bantochuc", "vttanan"] {
            let refusal = s.act(name, plan(s.post("chuyenvien")), calendar::plan).unwrap_err();
            assert_eq!(refusal.kind, Refused::Forbidden, "{on:?} {name}");
        }
        for (name, who) in [("truonghc", "chuyenvien"), ("chanhvp", "chuyenvien2"), ("quantri", "phovp")] {
            assert!(s.act(name, plan(s.post(who)), calendar::plan).is_ok(), "{on:?} {name}");
        }
        assert_eq!(s.unread("chuyenvien"), 1, "{on:?}: told of the turn");
        assert!(s.verified(), "{on:?}");
    }
}

#[test]
fn nobody_is_on_duty_twice_at_one_time_and_a_number_is_needed_once() {
    for on in both() {
        let s = story(on);
        s.on_duty("chuyenvien", Kind::Officer, Shape::Night, &[MONDAY]).unwrap();
        let again = s.on_duty("chuyenvien", Kind::Clerk, Shape::Whole, &[MONDAY]).unwrap_err();
        assert_eq!(again.msg.key(), "on-duty-already", "{on:?}");
        s.on_duty("chuyenvien", Kind::Officer, Shape::Evening, &[MONDAY]).unwrap();
        let without = |who: &str| Plan {
            kind: Kind::Officer,
            shape: Shape::Evening,
            days: vec![MONDAY.tomorrow().unwrap()],
            post: s.post(who),
            phone: String::new(),
        };
        s.act("truonghc", without("chuyenvien"), calendar::plan).unwrap();
        let refusal = s.act("truonghc", without("chuyenvien2"), calendar::plan).unwrap_err();
        assert_eq!(refusal.msg.key(), "phone-missing", "{on:?}");
        let elsewhere = s.act("truonghc", without("bantochuc"), calendar::plan).unwrap_err();
        assert_eq!(elsewhere.msg.key(), "nobody-of-this-name", "{on:?}: not of this office");
    }
}

#[test]
fn a_week_is_copied_once_and_turns_are_exchanged_with_a_reason() {
    for on in both() {
        let s = story(on);
        let days: Vec<_> = (0..5).map(|n| MONDAY.checked_add(n.days()).unwrap()).collect();
        s.on_duty("chuyenvien", Kind::Officer, Shape::Night, &days).unwrap();
        s.on_duty("phovp", Kind::Leader, Shape::Whole, &days).unwrap();
        let next = CopyWeek { week: MONDAY.checked_add(9.days()).unwrap() };
        assert_eq!(s.act("phovp", next.clone(), calendar::copy_week).unwrap(), 10, "{on:?}");
        let twice = s.act("phovp", next, calendar::copy_week).unwrap_err();
        assert_eq!(twice.msg.key(), "nothing-to-copy", "{on:?}");

        let saturday = MONDAY.checked_add(5.days()).unwrap();
        let other = s.on_duty("chuyenvien2", Kind::Officer, Shape::Night, &[saturday]).unwrap()[0];
        let one = s.on_duty("vanthu", Kind::Clerk, Shape::Evening, &[saturday]).unwrap()[0];
        let swap = |why: &str| Swap {
            turn: other,
            with: Some(one),
            post: None,
            phone: String::new(),
            why: why.to_owned(),
        };
        assert_eq!(
            s.act("chuyenvien2", swap("đi công tác"), calendar::swap).unwrap_err().kind,
            Refused::Forbidden
        );
        assert_eq!(
            s.act("truonghc", swap(" "), calendar::swap).unwrap_err().msg.key(),
            "why-missing",
            "{on:?}"
        );
        s.act("truonghc", swap("đi công tác"), calendar::swap).unwrap();
        s.clock_at(saturday, 23, 0);
        let sitting = s.o.office.read_blocking(|tx| calendar::on_duty(tx, s.o.office.now())).unwrap();
        assert_eq!(sitting.len(), 1, "{on:?}");
        assert_eq!(sitting[0].person, s.person("vanthu"), "{on:?}");
        let remove = Remove { turn: other, why: "gộp ca".to_owned() };
        s.act("chanhvp", remove, calendar::remove).unwrap();
        let sitting = s.o.office.read_blocking(|tx| calendar::on_duty(tx, s.o.office.now())).unwrap();
        assert!(sitting.is_empty(), "{on:?}");
        assert!(s.verified(), "{on:?}");
        assert_eq!(kernel::testing::unclaimed_tables(&s.o.office).unwrap(), Vec::<String>::new());
    }
}

#[test]
fn who_leaves_a_post_hands_its_turns_on() {
    for on in both() {
        let s = story(on);
        let days = [MONDAY, MONDAY.checked_add(1.day()).unwrap(), MONDAY.checked_add(2.days()).unwrap()];
        s.on_duty("chuyenvien", Kind::Officer, Shape::Evening, &days).unwrap();
        // The one who comes is on duty on Wednesday already.
        let comes = s.person("phovp");
        s.on_duty("phovp", Kind::Leader, Shape::Evening, &days[2..]).unwrap();
        let holds = calendar::function().holds.unwrap();
        let post = s.post("chuyenvien");
        let held = |post| s.o.office.read_blocking(|tx| holds(tx, post, MONDAY)).unwrap();
        assert_eq!(held(post).len(), 3, "{on:?}: in the record of what is handed over");
        let leaving = people::reorganise::HandOver {
            post,
            person: s.person("chuyenvien"),
            last_day: MONDAY,
            successor: Some(comes),
        };
        let run = |act: &mut kernel::Act<'_>, input| {
            people::reorganise::hand_over(&[calendar::function()], act, input)
        };
        let o = &s.o.office;
        o.act_blocking(kernel::Actor::console(), o.new_id(), leaving, run).unwrap();
        let left: Vec<_> = held(post).into_iter().map(|row| row.title).collect();
        assert!(
            matches!(left.as_slice(), [monday, tuesday]
                if monday.contains("chuyenvien") && tuesday.contains("phovp")),
            "{on:?}: the last day stays, the next is the successor's, what cannot be sat is cancelled: {left:?}"
        );
        assert!(s.verified(), "{on:?}");
    }
}
