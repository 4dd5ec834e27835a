//! What other functions ask inside their acts: confirmed articles refuse, unconfirmed ones ask for a reason.

use kernel::testing::both;
use kernel::{Act, Id, Refusal, Subject};
use people::{Post, Unit};
use regulations::{Depart, Question, store};
use rules::regulation::Verb;
use serde::{Deserialize, Serialize};

use crate::support::{MONDAY, refused, story};

/// As another function would: it signs a resolution.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct SignIt {
    post: Id<Post>,
    body: Id<Unit>,
    reason: String,
}

fn sign(act: &mut Act<'_>, input: SignIt) -> Result<(), Refusal> {
    let question =
        Question { verb: Verb::Sign, what: "NQ".to_owned(), body: input.body, field: None, on: act.today() };
    let about = Subject::new("unit", input.body);
    act.record("test.sign", about.clone());
    regulations::guard(act, &question, (input.post, &input.reason), Some(&about)).map(drop)
}

#[test]
fn an_unconfirmed_article_asks_for_a_reason_and_a_confirmed_one_refuses() {
    for on in both() {
        let s = story(on);
        let it = |post: &str, reason: &str| SignIt {
            post: s.post(post),
            body: s.unit("btv"),
            reason: reason.to_owned(),
        };
        s.act("bithu", it("bithu", ""), sign).unwrap();
        let refusal = s.act("phobithu", it("phobithu", ""), sign).unwrap_err();
        assert_eq!((refusal.msg.key(), refusal.field), ("reason-needed", Some("regulation_reason")));
        assert_eq!(refusal.source.as_deref(), Some("Điều 8, Quy chế làm việc mẫu"));
        s.act("phobithu", it("phobithu", "Bí thư uỷ quyền bằng lời"), sign).unwrap();
        let kept = s.read(|tx| store::departures(tx, 10));
        assert_eq!(kept.len(), 1);
        assert_eq!(
            (kept[0].reason.as_str(), kept[0].why.as_str()),
            ("Bí thư uỷ quyền bằng lời", "head_there")
        );
        assert_eq!(kept[0].about, Some(("unit".to_owned(), s.unit("btv").uuid())));
        assert_eq!(kept[0].person, Some(s.person("phobithu")));
        // Once the article is confirmed no reason helps.
        let version = s.begin();
        s.publish(version, "05-QC/TU", MONDAY).unwrap();
        s.confirm(version, "Điều 8");
        let refusal = s.act("phobithu", it("phobithu", "Bí thư uỷ quyền bằng lời"), sign).unwrap_err();
        assert_eq!((refusal.msg.key(), refusal.field), ("why-head-there", None));
        assert_eq!(refusal.source.as_deref(), Some("Điều 8 khoản 1, 05-QC/TU"));
        s.act("bithu", it("bithu", ""), sign).unwrap();
        assert!(s.verified());
    }
}

#[test]
fn a_reason_is_recorded_from_the_page_too() {
    for on in both() {
        let s = story(on);
        let depart = |what: &str, reason: &str| Depart {
            verb: Verb::Sign,
            what: what.to_owned(),
            body: s.unit("btv"),
            field: None,
            on: MONDAY,
            regulation_reason: reason.to_owned(),
        };
        assert_eq!(refused(s.act("vttanan", depart("CT", "x"), regulations::depart)), "forbidden");
        assert_eq!(refused(s.act("phobithu", depart("CT", " "), regulations::depart)), "reason-needed");
        assert_eq!(
            refused(s.act("phobithu", depart("CT", &"x".repeat(1001)), regulations::depart)),
            "text-too-long"
        );
        assert_eq!(refused(s.act("bithu", depart("CT", "x"), regulations::depart)), "nothing-to-depart-from");
        assert_eq!(
            refused(s.act("bithu", depart("ABC", "x"), regulations::depart)),
            "nothing-to-depart-from"
        );
        s.act("phobithu", depart("CT", "Bí thư đang trên đường về"), regulations::depart).unwrap();
        assert_eq!(s.read(|tx| store::departures(tx, 10)).len(), 1);
        assert!(s.verified());
    }
}
