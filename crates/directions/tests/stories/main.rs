//! One binary for all stories of this crate.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that cannot go on fails")]

mod doors;
mod fields;
mod notices;
mod printed;
mod readings;
mod support;
mod vacant;

use directions::model::State;
use directions::{Instruct, Propose, Role, Send, Settle, Step, Term, Transfer, Word};
use kernel::testing::both;
use kernel::{Instant, Kind};
use support::{Story, story};

#[test]
fn a_paper_goes_from_the_book_to_the_lead_and_is_settled() {
    for on in both() {
        let s = story(on);
        let routing = s.send();
        assert_eq!(s.state(routing), State::ToPropose, "{on:?}");
        s.propose(routing).unwrap();
        assert_eq!(s.state(routing), State::ToInstruct, "{on:?}");
        s.instruct(routing, Word::Agree, "").unwrap();
        assert_eq!(s.state(routing), State::ToTransfer, "{on:?}");
        s.transfer(routing).unwrap();
        assert_eq!(s.state(routing), State::InHand, "{on:?}");
        let lead = s.assignment(routing, Role::Lead);
        s.answer("truongphong", routing, lead.id, "", directions::accept).unwrap();
        let settle = Settle {
            routing,
            result: "Đã tham mưu công văn trả lời".to_owned(),
            reply_code: "120-CV/TU".to_owned(),
            reply_on: Some(s.o.office.now().date()),
        };
        s.act("truongphong", settle, directions::settle).unwrap();
        assert_eq!(s.state(routing), State::Settled, "{on:?}");
        let report = kernel::journal::verify(&s.o.office, None).unwrap();
        assert!(report.ok, "{on:?}: {report:?}");
        assert_eq!(kernel::testing::unclaimed_tables(&s.o.office).unwrap(), Vec::<String>::new());
    }
}

#[test]
fn the_deadline_is_the_offices_and_the_date_asked_for_stays_with_the_paper() {
    for on in both() {
        let s = story(on);
        let routing = s.in_hand();
        let (paper, place) =
            s.o.office
                .read_blocking(|tx| {
                    let viewer = s.viewer(tx, "chanhvp");
                    let place = directions::places(tx, &viewer, &[s.paper])?.remove(&s.paper).unwrap();
                    Ok((documents::paper(tx, s.paper)?.unwrap(), place))
                })
                .unwrap();
        assert_eq!(place.routing, routing);
        assert_eq!(paper.asked_by, Some(jiff::civil::date(2026, 12, 30)), "{on:?}");
        assert!(place.deadline.is_some() && place.deadline != paper.asked_by, "{on:?}: {place:?}");
        assert!(place.holder.contains("Phòng Tổng hợp"), "{on:?}: {place:?}");
    }
}

#[test]
fn a_secretary_prepares_and_enters_handwriting_and_never_instructs() {
    for on in both() {
        let s = story(on);
        let routing = s.send();
        s.propose(routing).unwrap();
        let own = Instruct { routing, word: Word::Agree, text: String::new() };
        let refused = s.act("thuky", own.clone(), directions::instruct).unwrap_err();
        assert_eq!(refused.kind, Kind::Forbidden, "{on:?}");
        let prepare = directions::Prepare { routing, text: "Giao Phòng Tổng hợp".to_owned() };
        s.act("thuky", prepare.clone(), directions::prepare).unwrap();
        assert_eq!(s.act("truongphong", prepare, directions::prepare).unwrap_err().kind, Kind::NotFound);
        let today = s.o.office.now().date();
        let hand = |word, day| directions::Handwritten {
            instruct: Instruct { routing, word, text: "Đồng ý, khẩn trương".to_owned() },
            written_on: day,
        };
        let ahead =
            s.act("thuky", hand(Word::Other, today.tomorrow().unwrap()), directions::enter_handwritten);
        assert_eq!(ahead.unwrap_err().field, Some("written_on"), "{on:?}");
        // The other leader's paper is not this secretary's.
        let stranger = s.act("vanthu", hand(Word::Other, today), directions::enter_handwritten);
        assert_eq!(stranger.unwrap_err().kind, Kind::Forbidden, "{on:?}");
        s.act("thuky", hand(Word::Other, today), directions::enter_handwritten).unwrap();
        assert_eq!(s.state(routing), State::ToTransfer, "{on:?}");
        let given = s.slip_text(routing, "chanhvp");
        assert!(given.contains("Đồng ý, khẩn trương"), "{on:?}: {given}");
    }
}

#[test]
fn a_leader_asks_back_and_takes_a_word_back() {
    for on in both() {
        let s = story(on);
        let routing = s.send();
        s.propose(routing).unwrap();
        assert_eq!(s.instruct(routing, Word::AskBack, " ").unwrap_err().field, Some("text"), "{on:?}");
        s.instruct(routing, Word::AskBack, "Kinh phí lấy ở đâu?").unwrap();
        assert_eq!(s.state(routing), State::ToPropose, "{on:?}");
        s.propose(routing).unwrap();
        s.instruct(routing, Word::Note, "Đã trao đổi").unwrap();
        assert_eq!(s.state(routing), State::ToInstruct, "{on:?}: a note leaves it where it is");
        s.instruct(routing, Word::Other, "Họp trước").unwrap();
        // The clerk cannot take a leader's word back, the leader can while it has not been transferred.
        assert_eq!(s.act("vanthu", routing, directions::withdraw).unwrap_err().kind, Kind::Forbidden);
        s.act("bithu", routing, directions::withdraw).unwrap();
        assert_eq!(s.state(routing), State::ToInstruct, "{on:?}");
        s.instruct(routing, Word::Agree, "").unwrap();
        s.transfer(routing).unwrap();
        assert_eq!(s.act("bithu", routing, directions::withdraw).unwrap_err().kind, Kind::Conflict, "{on:?}");
    }
}

#[test]
fn recipients_return_with_a_reason_and_the_office_sends_again() {
    for on in both() {
        let s = story(on);
        let routing = s.in_hand();
        let lead = s.assignment(routing, Role::Lead);
        let bare = s.answer("truongphong", routing, lead.id, "", directions::return_).unwrap_err();
        assert_eq!(bare.field, Some("text"), "{on:?}");
        s.answer("truongphong", routing, lead.id, "Việc của Ban Tổ chức", directions::return_).unwrap();
        assert_eq!(s.state(routing), State::ToTransfer, "{on:?}");
        s.transfer(routing).unwrap();
        assert_eq!(s.state(routing), State::InHand, "{on:?}");
    }
}

#[test]
fn what_was_not_opened_is_recalled_and_what_was_opened_is_not() {
    for on in both() {
        let s = story(on);
        let routing = s.in_hand();
        let lead = s.assignment(routing, Role::Lead);
        s.answer("vanthu", routing, lead.id, "Chuyển nhầm", directions::recall).unwrap();
        assert_eq!(s.state(routing), State::ToTransfer, "{on:?}");
        s.transfer(routing).unwrap();
        let again = s.assignment(routing, Role::Lead);
        s.act("truongphong", routing, directions::open).unwrap();
        let late = s.answer("vanthu", routing, again.id, "Chuyển nhầm", directions::recall).unwrap_err();
        assert_eq!(late.msg.key(), "opened-already", "{on:?}");
    }
}

#[test]
fn a_unit_forwards_within_itself_and_the_person_settles() {
    for on in both() {
        let s = story(on);
        let routing = s.in_hand();
        let lead = s.assignment(routing, Role::Lead);
        let line = |name: &str| {
            let post = s.post(name);
            directions::Line { role: Role::Lead, unit: post.unit, post: Some(post.id) }
        };
        let forward = |name: &str| directions::Forward {
            routing,
            assignment: lead.id,
            lines: vec![line(name)],
            text: "Làm trong tuần".to_owned(),
        };
        let outside = s.act("truongphong", forward("vanthu"), directions::forward).unwrap_err();
        assert_eq!(outside.msg.key(), "outside-unit", "{on:?}");
        assert_eq!(
            s.act("chuyenvien", forward("chuyenvien"), directions::forward).unwrap_err().kind,
            Kind::NotFound
        );
        s.act("truongphong", forward("chuyenvien"), directions::forward).unwrap();
        let child = s.last_assignment(routing);
        assert_eq!(child.parent, Some(lead.id), "{on:?}");
        // Returned within the unit it is on the head's desk again.
        s.answer("chuyenvien", routing, child.id, "Đang nghỉ phép", directions::return_).unwrap();
        assert_eq!(s.assignment(routing, Role::Lead).step, Step::Accepted, "{on:?}");
        s.act("truongphong", forward("chuyenvien"), directions::forward).unwrap();
        let settle = Settle { routing, result: "Xong".to_owned(), reply_code: String::new(), reply_on: None };
        assert_eq!(s.act("vanthu", settle.clone(), directions::settle).unwrap_err().kind, Kind::Forbidden);
        s.act("chuyenvien", settle, directions::settle).unwrap();
        assert_eq!(s.state(routing), State::Settled, "{on:?}");
    }
}

#[test]
fn a_reply_has_a_number_and_a_date_or_neither() {
    for on in both() {
        let s = story(on);
        let routing = s.in_hand();
        let today = s.o.office.now().date();
        let settle = |code: &str, on| Settle {
            routing,
            result: "Xong".to_owned(),
            reply_code: code.to_owned(),
            reply_on: on,
        };
        let field = |input| s.act("truongphong", input, directions::settle).unwrap_err().field;
        assert_eq!(field(settle("1-CV/TU", None)), Some("reply_on"), "{on:?}");
        assert_eq!(field(settle("", Some(today))), Some("reply_code"), "{on:?}");
        assert_eq!(field(settle("1-CV/TU", Some(today.tomorrow().unwrap()))), Some("reply_on"), "{on:?}");
        assert_eq!(field(Settle { result: " ".to_owned(), ..settle("", None) }), Some("result"), "{on:?}");
    }
}

#[test]
fn late_papers_turn_up_at_the_head_then_at_the_chief() {
    for on in both() {
        let s = story(on);
        let routing = s.in_hand();
        let cards = |name: &str| s.cards(name);
        let late = |name: &str| {
            cards(name).iter().any(|(title, count)| title.starts_with("view-late") && *count > 0)
        };
        assert!(!late("truongphong") && !late("chanhvp"), "{on:?}");
        let due = s.deadline(routing);
        let days = due.since(s.o.office.now().date()).unwrap().get_days();
        s.o.clock.advance((i64::from(days) + 1) * Instant::DAY);
        assert!(late("truongphong") && !late("chanhvp"), "{on:?}: the head of section first");
        s.o.clock.advance(Instant::DAY);
        assert!(late("truongphong") && late("chanhvp"), "{on:?}: then the chief");
        assert!(!late("chuyenvien"), "{on:?}: nobody else");
    }
}

#[test]
fn a_deadline_is_moved_with_a_reason_and_the_old_one_stays_legible() {
    for on in both() {
        let s = story(on);
        let routing = s.in_hand();
        let old = s.deadline(routing);
        let change =
            |why: &str, on| directions::ChangeDeadline { routing, term: Term::On(on), why: why.to_owned() };
        let later = old.tomorrow().unwrap();
        assert_eq!(
            s.act("chanhvp", change("", later), directions::change_deadline).unwrap_err().field,
            Some("why")
        );
        let past = s.o.office.now().date().yesterday().unwrap();
        let refused = s.act("chanhvp", change("gấp", past), directions::change_deadline).unwrap_err();
        assert_eq!(refused.field, Some("term"), "{on:?}");
        let other = s.act("truongphong", change("chờ số liệu", later), directions::change_deadline);
        assert_eq!(other.unwrap_err().kind, Kind::Forbidden, "{on:?}");
        s.act("chanhvp", change("chờ số liệu", later), directions::change_deadline).unwrap();
        assert_eq!(s.deadline(routing), later, "{on:?}");
        let text = s.slip_text(routing, "chanhvp");
        assert!(
            text.contains(&vietnamese::format_date(old)) && text.contains("chờ số liệu"),
            "{on:?}: {text}"
        );
    }
}

#[test]
fn reading_times_of_leaders_are_for_the_leader_the_secretary_and_the_chief() {
    for on in both() {
        let s = story(on);
        let routing = s.send();
        s.propose(routing).unwrap();
        s.act("bithu", routing, directions::open).unwrap();
        s.act("bithu", routing, directions::open).unwrap();
        for (name, sees) in
            [("bithu", true), ("thuky", true), ("chanhvp", true), ("vanthu", false), ("phovp", false)]
        {
            let text = s.slip_text(routing, name);
            assert_eq!(text.contains("đã xem"), sees, "{on:?} {name}: {text}");
            let since =
                s.o.office
                    .read_blocking(|tx| {
                        let viewer = s.viewer(tx, name);
                        Ok(directions::places(tx, &viewer, &[s.paper])?[&s.paper].since)
                    })
                    .unwrap();
            assert_eq!(since.is_some(), sees, "{on:?} {name}");
        }
    }
}

#[test]
fn a_paper_is_seen_by_those_it_came_to_and_does_not_exist_for_others() {
    for on in both() {
        let s = story(on);
        let routing = s.send();
        let sees = |name: &str| {
            s.o.office
                .read_blocking(|tx| {
                    let viewer = s.viewer(tx, name);
                    directions::may_see(tx, &viewer, s.paper)
                })
                .unwrap()
        };
        assert!(!sees("truongphong") && !sees("bantochuc"), "{on:?}");
        s.propose(routing).unwrap();
        assert!(sees("bithu") && sees("thuky") && !sees("phobithu"), "{on:?}");
        s.instruct(routing, Word::Agree, "").unwrap();
        s.transfer(routing).unwrap();
        assert!(sees("truongphong") && sees("bantochuc") && !sees("duubnd"), "{on:?}");
        assert!(!sees("chuyenvien"), "{on:?}: not before it is handed to them");
    }
}

#[test]
fn two_that_decide_at_once_do_not_decide_twice() {
    for on in both() {
        let s = story(on);
        let again = Send { paper: s.paper, to: s.post("chanhvp").id, field: None };
        let routing = s.send();
        assert_eq!(s.act("vanthu", again, directions::send).unwrap_err().msg.key(), "on-its-way", "{on:?}");
        s.propose(routing).unwrap();
        assert_eq!(s.propose(routing).unwrap_err().msg.key(), "moved-on", "{on:?}");
    }
}

#[test]
fn the_office_decides_within_its_own_authority_and_sends_for_information() {
    for on in both() {
        let s = story(on);
        let routing = s.send();
        let unit = s.post("bantochuc").unit;
        let lines = vec![directions::Line { role: Role::Informed, unit, post: None }];
        let propose = Propose {
            routing,
            text: String::new(),
            leader: None,
            lines: lines.clone(),
            term: Term::None,
            field: None,
        };
        s.act("chanhvp", propose, directions::propose).unwrap();
        assert_eq!(s.state(routing), State::ToTransfer, "{on:?}");
        let coop = directions::Line { role: Role::Cooperating, unit, post: None };
        let headless = Transfer { routing, lines: vec![coop], term: Term::Rule };
        let refused = s.act("vanthu", headless, directions::transfer).unwrap_err();
        assert_eq!((refused.field, refused.msg.key()), (Some("lead"), "lead-missing"), "{on:?}");
        s.act("vanthu", Transfer { routing, lines, term: Term::None }, directions::transfer).unwrap();
        assert_eq!(s.state(routing), State::Informed, "{on:?}");
        let one = s.assignment(routing, Role::Informed);
        s.answer("bantochuc", routing, one.id, "", directions::accept).unwrap();
        assert_eq!(s.assignment(routing, Role::Informed).step, Step::Done, "{on:?}");
    }
}

#[test]
fn a_cooperating_unit_reports_its_part_and_the_chief_opens_again() {
    for on in both() {
        let s = story(on);
        let routing = s.in_hand();
        let one = s.assignment(routing, Role::Cooperating);
        s.answer("bantochuc", routing, one.id, "Đã có ý kiến bằng văn bản", directions::finish).unwrap();
        let settle = Settle { routing, result: "Xong".to_owned(), reply_code: String::new(), reply_on: None };
        s.act("truongphong", settle, directions::settle).unwrap();
        let reopen = |why: &str| directions::Reopen { routing, why: why.to_owned() };
        assert_eq!(s.act("vanthu", reopen("sai"), directions::reopen).unwrap_err().kind, Kind::Forbidden);
        assert_eq!(s.act("chanhvp", reopen(""), directions::reopen).unwrap_err().field, Some("why"));
        s.act("chanhvp", reopen("Kết quả chưa đủ"), directions::reopen).unwrap();
        assert_eq!(s.state(routing), State::ToTransfer, "{on:?}");
    }
}

#[test]
fn a_post_without_a_holder_is_not_sent_to() {
    for on in both() {
        let s: Story = story(on);
        let send = Send { paper: s.paper, to: s.empty_post, field: None };
        let refused = s.act("vanthu", send, directions::send).unwrap_err();
        assert_eq!((refused.field, refused.msg.key()), (Some("to"), "nobody-holds"), "{on:?}");
    }
}

#[test]
fn a_delegate_finds_the_leaders_papers_and_instructs_while_acting() {
    for on in both() {
        let s = story(on);
        let routing = s.send();
        s.propose(routing).unwrap();
        let today = s.o.office.now().date();
        let given = people::delegation::Delegate {
            post: s.post("bithu").id,
            to_post: s.post("phobithu").id,
            roles: vec![people::Role::Leader],
            fields: vec![],
            reason: "đi công tác".to_owned(),
            from: today,
            to: today.tomorrow().unwrap(),
        };
        let delegation = s.act("bithu", given, people::delegation::delegate).unwrap();
        let who = s.post("phobithu");
        let waits = |acting| {
            s.o.office
                .read_blocking(|tx| {
                    let viewer = people::Viewer::acting(tx, who.person, acting, today)?.unwrap();
                    let cards = directions::function().today.unwrap()(tx, &viewer)?;
                    Ok(cards.iter().map(|card| card.count).sum::<u64>())
                })
                .unwrap()
        };
        assert_eq!((waits(None), waits(Some(delegation))), (0, 1), "{on:?}: only while acting");
        let word = Instruct { routing, word: Word::Agree, text: String::new() };
        let as_ = |delegation| {
            let own = kernel::Actor::person(who.person.uuid(), Some(who.id.uuid()));
            kernel::Actor { delegation, ..own }
        };
        let o = &s.o.office;
        let own = o.act_blocking(as_(None), o.new_id(), word.clone(), directions::instruct).unwrap_err();
        assert_eq!(own.kind, Kind::Forbidden, "{on:?}");
        let acting = as_(Some(delegation.uuid()));
        o.act_blocking(acting, o.new_id(), word, directions::instruct).unwrap();
        assert_eq!(s.state(routing), State::ToTransfer, "{on:?}");
    }
}
