use jiff::ToSpan as _;
use kernel::Kind;
use kernel::testing::both;
use tasks::{Assign, Assignment, Standing};

use crate::support::{MONDAY, refused, story};

/// Who may assign to whom: the chief and leaders to all, deputies within their fields, heads within their section.
#[test]
fn who_may_assign_to_whom_is_a_rule() {
    for on in both() {
        let s = story(on);
        let source = s.source();
        let to = |owner: &str, field| Assignment { field, ..s.wanted(owner, 5) };
        let (own, other) = (Some(s.field), Some(s.other_field));
        for (who, owner, field, wanted) in [
            ("bithu", "tanan", None, ""),
            ("phobithu", "bantochuc", None, ""),
            ("chanhvp", "tanan", None, ""),
            ("chanhvp", "tonghop", None, ""),
            ("phovp", "tanan", own, ""),
            ("phovp", "tanan", other, "outside-fields"),
            ("phovp", "tanan", None, "outside-fields"),
            ("truongphong", "tonghop", None, ""),
            ("truongphong", "bantochuc", None, "outside-unit"),
            ("truongphong", "vanphong", None, "outside-unit"),
            ("truongban", "bantochuc", None, ""),
            ("truongban", "tonghop", None, "outside-unit"),
            ("chuyenvien", "tonghop", None, "forbidden"),
            ("vanthu", "tonghop", None, "forbidden"),
            ("vttanan", "tanan", None, "forbidden"),
            ("quantri", "tonghop", None, "forbidden"),
        ] {
            let outcome = s.assign(who, source, to(owner, field));
            match wanted {
                "" => assert!(outcome.is_ok(), "{on:?} {who} → {owner}: {outcome:?}"),
                key => assert_eq!(refused(outcome), key, "{on:?} {who} → {owner}"),
            }
        }
        assert!(s.verified(), "{on:?}");
    }
}

#[test]
fn owner_product_and_deadline_are_asked_for_and_the_rest_is_filled_in() {
    for on in both() {
        let s = story(on);
        let source = s.source();
        let made = s.assign("chanhvp", source, s.wanted("bantochuc", 5)).unwrap();
        assert_eq!(made.code, "NV-1/2026", "{on:?}");
        let second = s.assign("chanhvp", source, s.wanted("tanan", 5)).unwrap();
        assert_eq!(second.code, "NV-2/2026", "{on:?}");
        let row = s.row(made.id);
        assert_eq!(row.content, row.product, "{on:?}");
        assert_eq!(row.level_unit, s.unit("tinhuy"), "{on:?}: the owner's superior");
        assert_eq!(row.received_on, Some(MONDAY), "{on:?}: of the source");
        assert_eq!(row.assigned_post, Some(s.post("chanhvp").id), "{on:?}");
        assert_eq!(s.unread("truongban"), 1, "{on:?}: the head of the owner is told");
        // A person of the unit hands in to the unit.
        let by_name = Assignment { owner_post: Some(s.post("cvtochuc").id), ..s.wanted("bantochuc", 5) };
        let named = s.assign("chanhvp", source, by_name).unwrap();
        assert_eq!(s.row(named.id).level_unit, s.unit("bantochuc"), "{on:?}");
        assert_eq!(s.unread("cvtochuc"), 1, "{on:?}");
        assert_eq!(s.standing(made.id), Standing::OnTrack, "{on:?}");
    }
}

#[test]
fn what_cannot_be_is_refused_beside_its_field_and_nothing_is_kept() {
    for on in both() {
        let s = story(on);
        let source = s.source();
        let good = || s.wanted("bantochuc", 5);
        let past = MONDAY.checked_sub(1.day()).unwrap();
        let future = MONDAY.checked_add(40.days()).unwrap();
        let cases: Vec<(Assignment, &str, &str)> = vec![
            (Assignment { product: "  ".to_owned(), ..good() }, "product-missing", "product"),
            (Assignment { due: past, ..good() }, "due-before-received", "due"),
            (Assignment { due: past, received_on: Some(past), ..good() }, "due-past", "due"),
            (Assignment { received_on: Some(future), ..good() }, "due-before-received", "due"),
            (Assignment { owner_post: Some(s.post("chuyenvien").id), ..good() }, "post-gone", "owner_post"),
            (Assignment { cooperating: vec![s.unit("bantochuc")], ..good() }, "helpers-wrong", "cooperating"),
            (Assignment { product: "x".repeat(4001), ..good() }, "text-too-long", "product"),
        ];
        for (one, key, field) in cases {
            let refusal = s.assign("chanhvp", source, one).unwrap_err();
            assert_eq!((refusal.msg.key(), refusal.field), (key, Some(field)), "{on:?}");
        }
        let none = Assign { source: Some(source), new_source: None, parent: None, tasks: Vec::new() };
        assert_eq!(refused(s.act("chanhvp", none, tasks::assign)), "tasks-missing", "{on:?}");
        // All or none: the second of two is wrong.
        let two = vec![good(), Assignment { product: String::new(), ..good() }];
        let input = Assign { source: Some(source), new_source: None, parent: None, tasks: two };
        assert_eq!(refused(s.act("chanhvp", input, tasks::assign)), "product-missing", "{on:?}");
        assert!(s.read(|tx| tasks::store::of_source(tx, source)).is_empty(), "{on:?}");
        assert_eq!(s.assign("chanhvp", source, good()).unwrap().code, "NV-1/2026", "{on:?}: no gap");
    }
}

#[test]
fn a_child_is_never_due_after_its_parent() {
    for on in both() {
        let s = story(on);
        let parent = s.task("bantochuc", 10);
        let child = |who: &str, one: Assignment| {
            let source = s.row(parent).source;
            let input =
                Assign { source: Some(source), new_source: None, parent: Some(parent), tasks: vec![one] };
            s.act(who, input, tasks::assign)
        };
        let late = s.wanted("bantochuc", 11);
        assert_eq!(refused(child("truongban", late)), "due-after-parent", "{on:?}");
        let person = Assignment { owner_post: Some(s.post("cvtochuc").id), ..s.wanted("bantochuc", 10) };
        let made = child("truongban", person).unwrap().remove(0);
        assert_eq!(s.row(made.id).parent, Some(parent), "{on:?}");
        // To whom the parent never came it is not there.
        let refusal = child("truongphong", s.wanted("tonghop", 3)).unwrap_err();
        assert_eq!(refusal.kind, Kind::NotFound, "{on:?}");
        // The chain ends somewhere.
        let mut last = made.id;
        let mut depth = 2;
        let stopped = loop {
            let source = s.row(parent).source;
            let one = s.wanted("bantochuc", 5);
            let input =
                Assign { source: Some(source), new_source: None, parent: Some(last), tasks: vec![one] };
            match s.act("chanhvp", input, tasks::assign) {
                Ok(mut made) => last = made.remove(0).id,
                Err(refusal) => break refusal,
            }
            depth += 1;
            assert!(depth < 20, "{on:?}");
        };
        assert_eq!(stopped.msg.key(), "chain-too-long", "{on:?}");
        assert!(s.verified(), "{on:?}");
    }
}
