use kernel::testing::both;
use tasks::{ConfirmWord, NewSource, Searched, SourceKind};

use crate::support::{MONDAY, notice, refused, story};

#[test]
fn a_spoken_word_counts_once_its_leader_has_confirmed_it() {
    for on in both() {
        let s = story(on);
        let word = |said_by| NewSource {
            kind: SourceKind::Oral,
            code: String::new(),
            title: "Kiểm tra ngay điểm sạt lở ở Tân An".to_owned(),
            said_by,
            ..notice("")
        };
        assert_eq!(refused(s.act("vttanan", word(None), tasks::add_source)), "forbidden", "{on:?}");
        assert_eq!(refused(s.act("chuyenvien", word(None), tasks::add_source)), "said-by-missing");
        let clerk = Some(s.post("vanthu").id);
        assert_eq!(refused(s.act("chuyenvien", word(clerk), tasks::add_source)), "not-a-leader", "{on:?}");
        let leader = Some(s.post("bithu").id);
        let source = s.act("chuyenvien", word(leader), tasks::add_source).unwrap();
        assert_eq!(s.unread("bithu"), 1, "{on:?}: asked to confirm");
        let early = s.assign("chanhvp", source, s.wanted("bantochuc", 5));
        assert_eq!(refused(early), "word-unconfirmed", "{on:?}");
        let yes = |yes, why: &str| ConfirmWord { source, yes, why: why.to_owned() };
        assert_eq!(refused(s.act("phobithu", yes(true, ""), tasks::confirm_word)), "forbidden", "{on:?}");
        assert_eq!(refused(s.act("chanhvp", yes(true, ""), tasks::confirm_word)), "forbidden", "{on:?}");
        assert_eq!(refused(s.act("bithu", yes(false, " "), tasks::confirm_word)), "why-missing", "{on:?}");
        s.act("bithu", yes(true, ""), tasks::confirm_word).unwrap();
        assert_eq!(refused(s.act("bithu", yes(false, "x"), tasks::confirm_word)), "word-decided", "{on:?}");
        assert_eq!(s.unread("chuyenvien"), 1, "{on:?}: told that it is confirmed");
        assert!(s.assign("chanhvp", source, s.wanted("bantochuc", 5)).is_ok(), "{on:?}");
        // What a leader writes down themselves needs nobody's confirmation.
        let own = s.act("bithu", word(leader), tasks::add_source).unwrap();
        assert!(s.assign("bithu", own, s.wanted("bantochuc", 5)).is_ok(), "{on:?}");
        assert!(s.verified(), "{on:?}");
        assert_eq!(kernel::testing::unclaimed_tables(&s.o.office).unwrap(), Vec::<String>::new());
    }
}

#[test]
fn a_declined_word_yields_nothing() {
    for on in both() {
        let s = story(on);
        let word = NewSource {
            kind: SourceKind::Oral,
            code: String::new(),
            said_by: Some(s.post("bithu").id),
            ..notice("")
        };
        let source = s.act("vanthu", word, tasks::add_source).unwrap();
        let no = ConfirmWord { source, yes: false, why: "Tôi chưa giao việc này".to_owned() };
        s.act("bithu", no, tasks::confirm_word).unwrap();
        let outcome = s.assign("bithu", source, s.wanted("bantochuc", 5));
        assert_eq!(refused(outcome), "word-unconfirmed", "{on:?}");
    }
}

#[test]
fn a_source_is_searched_through_when_so_many_tasks_are_there() {
    for on in both() {
        let s = story(on);
        let source = s.source();
        let mark = |expected, complete| Searched { source, expected, complete };
        assert_eq!(refused(s.act("vanthu", mark(501, false), tasks::mark_searched)), "expected-wrong");
        s.act("vanthu", mark(2, false), tasks::mark_searched).unwrap();
        s.assign("chanhvp", source, s.wanted("bantochuc", 5)).unwrap();
        assert_eq!(refused(s.act("vanthu", mark(2, true), tasks::mark_searched)), "not-searched", "{on:?}");
        s.assign("chanhvp", source, s.wanted("tanan", 5)).unwrap();
        s.act("vanthu", mark(2, true), tasks::mark_searched).unwrap();
        let row = s.read(|tx| tasks::store::source(tx, source)).unwrap();
        assert!(row.searched_at.is_some() && row.expected == Some(2), "{on:?}");
    }
}

#[test]
fn days_that_cannot_be_are_refused_together() {
    for on in both() {
        let s = story(on);
        let tomorrow = MONDAY.tomorrow().unwrap();
        let wrong = NewSource {
            code: String::new(),
            issued_on: Some(tomorrow),
            received_on: Some(MONDAY),
            ..notice("")
        };
        let refusal = s.act("vanthu", wrong, tasks::add_source).unwrap_err();
        let keys: Vec<_> = refusal.iter().map(|one| one.msg.key()).collect();
        assert_eq!(keys, ["code-missing", "day-to-come", "received-before-issued"], "{on:?}");
    }
}
