use asking::acts::{Pass, Withdraw};
use asking::model::{Reply, State};
use asking::{Ask, Conclude, store};
use kernel::testing::both;

use crate::support::{refused, story};

/// One after the other; where all agree, the proposal is the conclusion.
#[test]
fn all_agree_in_their_order() {
    for on in both() {
        let s = story(on);
        let question = s.asked();
        assert_eq!(s.unread("phobithu1"), 1, "{on:?}");
        assert_eq!(s.unread("phobithu2"), 0, "{on:?}: not yet");
        assert_eq!(refused(s.agree("phobithu2", question)), "forbidden", "{on:?}: not before their turn");
        assert_eq!(refused(s.agree("chanhvp", question)), "forbidden", "{on:?}: nobody answers for a member");
        s.agree("phobithu1", question).unwrap();
        assert_eq!(s.unread("phobithu1"), 0, "{on:?}: settled");
        assert_eq!(s.row(question).turn, Some(s.post("phobithu2")), "{on:?}");
        assert_eq!(refused(s.agree("phobithu1", question)), "forbidden", "{on:?}: once");
        s.agree("phobithu2", question).unwrap();
        s.agree("bithu", question).unwrap();
        let row = s.row(question);
        assert_eq!((row.state, row.turn), (State::Concluded, None), "{on:?}");
        assert_eq!(
            row.conclusion.as_deref(),
            Some("Đồng ý hỗ trợ 5 tỷ đồng từ dự phòng ngân sách"),
            "{on:?}"
        );
        assert_eq!(s.unread("chanhvp"), 1, "{on:?}: who asked is told");
        assert_eq!(refused(s.agree("bithu", question)), "not-your-turn", "{on:?}");
        assert!(s.verified(), "{on:?}");
    }
}

/// Another opinion: everybody is heard, then the Secretary concludes, and nobody else.
#[test]
fn where_opinions_differ_the_secretary_concludes() {
    for on in both() {
        let s = story(on);
        let question = s.asked();
        assert_eq!(refused(s.other("phobithu1", question, " ")), "text-missing", "{on:?}");
        s.other("phobithu1", question, "Chỉ hỗ trợ 3 tỷ đồng").unwrap();
        let conclude = |text: &str| Conclude { question, conclusion: text.to_owned() };
        assert_eq!(
            refused(s.act("bithu", conclude("x"), asking::conclude)),
            "not-to-decide",
            "{on:?}: not yet"
        );
        s.agree("phobithu2", question).unwrap();
        // The Secretary is not asked for an opinion beside others'.
        let row = s.row(question);
        assert_eq!((row.state, row.turn), (State::Differing, Some(s.post("bithu"))), "{on:?}");
        assert_eq!(s.unread("bithu"), 1, "{on:?}");
        assert_eq!(refused(s.act("phobithu1", conclude("x"), asking::conclude)), "forbidden", "{on:?}");
        assert_eq!(refused(s.act("bithu", conclude(""), asking::conclude)), "text-missing", "{on:?}");
        s.act("bithu", conclude("Hỗ trợ 4 tỷ đồng"), asking::conclude).unwrap();
        let row = s.row(question);
        assert_eq!(
            (row.state, row.conclusion.as_deref()),
            (State::Concluded, Some("Hỗ trợ 4 tỷ đồng")),
            "{on:?}"
        );
        let said = s.read(|tx| store::seats(tx, question));
        assert_eq!(said[0].words, "Chỉ hỗ trợ 3 tỷ đồng", "{on:?}: what was said stays");
        assert!(s.verified(), "{on:?}");
    }
}

/// Who is away is passed over with the reason; a question is taken back with the reason, and only once.
#[test]
fn passed_over_and_withdrawn() {
    for on in both() {
        let s = story(on);
        let question = s.asked();
        let pass = |why: &str| Pass { question, why: why.to_owned() };
        assert_eq!(refused(s.act("phobithu2", pass("x"), asking::pass)), "forbidden", "{on:?}");
        assert_eq!(refused(s.act("phovp", pass(""), asking::pass)), "text-missing", "{on:?}");
        s.act("phovp", pass("Đi công tác"), asking::pass).unwrap();
        assert_eq!(s.row(question).turn, Some(s.post("phobithu2")), "{on:?}");
        let seats = s.read(|tx| store::seats(tx, question));
        assert_eq!(seats[0].reply, Some(Reply::Passed), "{on:?}");
        let back = || Withdraw { question, why: "Đã họp trực tiếp".to_owned() };
        assert_eq!(refused(s.act("bithu", back(), asking::withdraw)), "forbidden", "{on:?}");
        s.act("chanhvp", back(), asking::withdraw).unwrap();
        assert_eq!((s.row(question).state, s.unread("phobithu2")), (State::Withdrawn, 0), "{on:?}");
        assert_eq!(refused(s.act("chanhvp", back(), asking::withdraw)), "over-already", "{on:?}");
        assert_eq!(refused(s.agree("phobithu2", question)), "not-your-turn", "{on:?}");
        // Everybody passed over: the Secretary decides.
        let question = s.asked();
        for _ in 0..3 {
            s.act("chanhvp", Pass { question, why: "Vắng".to_owned() }, asking::pass).unwrap();
        }
        assert_eq!(s.row(question).state, State::Differing, "{on:?}");
        assert!(s.verified(), "{on:?}");
    }
}

/// What is wrong with a question is said beside its fields.
#[test]
fn a_question_must_be_whole() {
    for on in both() {
        let s = story(on);
        let yesterday = s.o.office.now().date().yesterday().unwrap();
        let cases: [(Ask, &str); 6] = [
            (Ask { title: " ".to_owned(), ..s.wanted() }, "text-missing"),
            (Ask { proposal: "a".repeat(4001), ..s.wanted() }, "text-too-long"),
            (Ask { members: Vec::new(), ..s.wanted() }, "members-wrong"),
            (Ask { members: vec![s.post("bithu"); 2], ..s.wanted() }, "members-wrong"),
            (Ask { members: vec![s.post("chanhvp")], ..s.wanted() }, "not-a-leader"),
            (Ask { due_on: Some(yesterday), ..s.wanted() }, "due-past"),
        ];
        for (input, wanted) in cases {
            assert_eq!(refused(s.act("chanhvp", input, asking::ask)), wanted, "{on:?}");
        }
        for name in ["bithu", "chuyenvien", "quantri"] {
            assert_eq!(refused(s.act(name, s.wanted(), asking::ask)), "forbidden", "{on:?} {name}");
        }
    }
}
