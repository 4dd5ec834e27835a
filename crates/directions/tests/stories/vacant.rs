//! Posts and units without anybody: told before something is sent there, done by who answers, handed over whole.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use directions::{Line, Role, Settle, State, Term, Transfer, Word};
use jiff::ToSpan as _;
use kernel::testing::{On, both};
use kernel::{Actor, Instant};
use people::organise::{self, Appointment};
use people::{House, sessions};
use tower::ServiceExt as _;

use crate::doors::{further, sign_in};
use crate::notices::{remind, unread};
use crate::support::{Story, story};

/// Everybody leaves the unit of this head, who was the only one.
fn leaves(s: &Story, name: &str) {
    let who = s.post(name);
    let o = &s.o.office;
    let last = Appointment { post: who.id, person: who.person, from: o.now().date() };
    o.act_blocking(Actor::console(), o.new_id(), last, organise::leave).unwrap();
    s.o.clock.advance(Instant::DAY);
}

/// What this person reads at an address.
pub async fn page(s: &Story, secret: &str, path: &str) -> String {
    let functions = vec![directions::function(), people::function()];
    let house = House::new(s.o.office.clone(), functions, "none".into(), (true, false));
    let house = house.with_press(std::sync::Arc::new(print::testing::Plain));
    let app = (directions::function().routes)().merge((people::function().routes)()).with_state(house);
    let request = Request::builder()
        .uri(path)
        .header("cookie", format!("{}={secret}", sessions::COOKIE))
        .body(Body::empty())
        .unwrap();
    let answer = app.oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    let bytes = axum::body::to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn what_is_sent_to_a_unit_without_anybody_lies_with_who_answers_for_it() {
    for on in both() {
        let s = story(on);
        leaves(&s, "bantochuc");
        let routing = s.send();
        s.propose(routing).unwrap();
        s.instruct(routing, Word::Agree, "").unwrap();
        let line = |name: &str, role| Line { role, unit: s.post(name).unit, post: None };
        let lines = vec![line("bantochuc", Role::Lead), line("truongphong", Role::Informed)];
        s.act("vanthu", Transfer { routing, lines, term: Term::Rule }, directions::transfer).unwrap();
        assert!(
            s.cards("chanhvp").contains(&("view-mine".to_owned(), 1)),
            "{on:?}: {:?}",
            s.cards("chanhvp")
        );
        assert!(!s.cards("phovp").iter().any(|(title, _)| title == "view-mine"), "{on:?}");
        let lead = s.assignment(routing, Role::Lead);
        s.answer("chanhvp", routing, lead.id, "", directions::accept).unwrap();
        let settle = Settle { routing, result: "Xong".to_owned(), reply_code: String::new(), reply_on: None };
        s.act("chanhvp", settle, directions::settle).unwrap();
        assert_eq!(s.state(routing), State::Settled, "{on:?}");
    }
}

#[test]
fn what_such_a_unit_was_to_know_only_bothers_nobody() {
    for on in both() {
        let s = story(on);
        leaves(&s, "bantochuc");
        let routing = s.send();
        s.propose(routing).unwrap();
        s.instruct(routing, Word::Agree, "").unwrap();
        let lines = vec![Line { role: Role::Informed, unit: s.post("bantochuc").unit, post: None }];
        s.act("vanthu", Transfer { routing, lines, term: Term::None }, directions::transfer).unwrap();
        let has = |title: &str| s.cards("chanhvp").iter().any(|(card, _)| card == title);
        assert!(!has("view-informed") && !has("view-mine"), "{on:?}");
    }
}

#[test]
fn a_late_paper_of_such_a_unit_is_told_to_who_answers() {
    for on in both() {
        let s = story(on);
        leaves(&s, "bantochuc");
        let routing = s.send();
        s.propose(routing).unwrap();
        s.instruct(routing, Word::Agree, "").unwrap();
        let lines = vec![Line { role: Role::Lead, unit: s.post("bantochuc").unit, post: None }];
        s.act("vanthu", Transfer { routing, lines, term: Term::Rule }, directions::transfer).unwrap();
        let deadline = s.deadline(routing);
        let at = |days: i64| {
            let day = deadline.checked_add(days.days()).unwrap();
            s.o.clock.set(Instant::from_local(day.at(6, 0, 0, 0)));
            remind(&s);
            unread(&s, "chanhvp")
        };
        assert_eq!((at(-2), at(-1), at(1)), (0, 1, 2), "{on:?}: due tomorrow, then late");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn before_a_paper_is_sent_the_pages_say_who_acts_instead() {
    let (s, routing, clerk, chief) = tokio::task::spawn_blocking(|| {
        let mut s = story(On::Sqlite);
        leaves(&s, "bantochuc");
        leaves(&s, "phobithu");
        let routing = s.send();
        let first = s.paper;
        s.paper = further(&s, "2-BC/ĐU");
        let before_leader = s.send();
        s.propose(before_leader).unwrap();
        s.paper = first;
        let (clerk, chief) = (sign_in(&s, "vanthu"), sign_in(&s, "chanhvp"));
        (s, routing, clerk, chief)
    })
    .await
    .unwrap();
    let form = page(&s, &chief, &format!("/routings/{routing}")).await;
    let instead = "chưa có người nhận, Người chanhvp (Chức danh chanhvp) xử lý thay";
    assert!(
        form.contains(&format!("Ban Tổ chức Tỉnh uỷ ({instead})")),
        "the unit among the recipients: {form}"
    );
    assert!(
        form.contains("Chức danh phobithu đang khuyết người: không ai chỉ đạo thay"),
        "the leader: {form}"
    );
    let passed = page(&s, &clerk, &format!("/routings/{routing}")).await;
    let deputy =
        "Phó Chánh Văn phòng (khuyết) đang khuyết người: Người chanhvp (Chức danh chanhvp) xử lý thay";
    assert!(passed.contains(deputy), "who proposes instead: {passed}");
    let paper = further(&s, "3-BC/ĐU");
    let office = s.o.office.clone();
    let card = tokio::task::spawn_blocking(move || {
        office.read_blocking(|tx| {
            let viewer = s.viewer(tx, "vanthu");
            let card = directions::paper_card(tx, &viewer, paper, s.o.office.now())?;
            Ok(card(&ui::Ctx::new(words::Lang::Vi, || "1".to_owned()), None).as_str().to_owned())
        })
    });
    assert!(card.await.unwrap().unwrap().contains(deputy), "on the form that sends it on its way");
}

#[test]
fn a_hand_over_lists_all_that_lies_on_the_post() {
    for on in both() {
        let mut s = story(on);
        let held = |s: &Story, name: &str| {
            let (post, holds) = (s.post(name).id, directions::function().holds.unwrap());
            let today = s.o.office.now().date();
            let held = s.o.office.read_blocking(|tx| holds(tx, post, today)).unwrap();
            let said = held.iter().map(|row| format!("{}: {}", row.what.key(), row.title));
            said.collect::<Vec<_>>()
        };
        s.in_hand();
        s.paper = further(&s, "2-BC/ĐU");
        s.send();
        s.paper = further(&s, "3-BC/ĐU");
        let before = s.send();
        s.propose(before).unwrap();
        s.act(
            "thuky",
            directions::Prepare { routing: before, text: "Đồng ý".to_owned() },
            directions::prepare,
        )
        .unwrap();
        s.paper = further(&s, "4-BC/ĐU");
        let instructed = s.send();
        s.propose(instructed).unwrap();
        s.instruct(instructed, Word::Agree, "").unwrap();
        assert_eq!(held(&s, "chanhvp"), ["state-to-propose: 2-BC/ĐU · việc khác"], "{on:?}");
        assert_eq!(held(&s, "bithu"), ["state-to-instruct: 3-BC/ĐU · việc khác"], "{on:?}");
        assert_eq!(held(&s, "thuky"), ["held-draft: 3-BC/ĐU · việc khác"], "{on:?}");
        assert_eq!(held(&s, "vanthu"), ["state-to-transfer: 4-BC/ĐU · việc khác"], "{on:?}");
        // Sent to the unit: it lies with the post that opens its mail.
        assert_eq!(held(&s, "truongphong"), ["lead: 118-BC/ĐU · tình hình sạt lở"], "{on:?}");
        assert_eq!(held(&s, "bantochuc"), ["cooperating: 118-BC/ĐU · tình hình sạt lở"], "{on:?}");
        assert_eq!(held(&s, "chuyenvien"), Vec::<String>::new(), "{on:?}");
    }
}
