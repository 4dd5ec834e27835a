//! Fields of work: what is suggested and why; a delegation limited to fields reaches only papers of those.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use directions::model::{Routing, State};
use directions::{Instruct, Send, Word};
use kernel::testing::{On, both};
use kernel::{Actor, Id, Kind};
use people::delegation::Delegate;
use people::{Delegation, Field, House, sessions};
use tower::ServiceExt as _;

use crate::doors::{further, sign_in};
use crate::support::{Story, story};

fn field(s: &Story, name: &str) -> Id<Field> {
    let o = &s.o.office;
    o.act_blocking(Actor::console(), o.new_id(), name.to_owned(), people::field::create).unwrap()
}

/// The paper, before the leader, in this field.
fn before_leader(s: &Story, field: Option<Id<Field>>) -> Id<Routing> {
    let send = Send { paper: s.paper, to: s.post("chanhvp").id, field };
    let routing = s.act("vanthu", send, directions::send).unwrap();
    s.propose(routing).unwrap();
    routing
}

/// The first paper is of the delegated field, the second of another, the third of none.
fn three(s: &mut Story) -> ([Id<Routing>; 3], Id<Delegation>) {
    let (farming, land) = (field(s, "Nông nghiệp"), field(s, "Đất đai"));
    let first = before_leader(s, Some(farming));
    s.paper = further(s, "2-BC/ĐU");
    let second = before_leader(s, Some(land));
    s.paper = further(s, "3-BC/ĐU");
    let third = before_leader(s, None);
    let today = s.o.office.now().date();
    let given = Delegate {
        post: s.post("bithu").id,
        to_post: s.post("truongphong").id,
        roles: vec![people::Role::Leader],
        fields: vec![farming],
        reason: "đi công tác".to_owned(),
        from: today,
        to: today.tomorrow().unwrap(),
    };
    ([first, second, third], s.act("bithu", given, people::delegation::delegate).unwrap())
}

#[test]
fn a_delegation_limited_to_fields_reaches_only_papers_of_those() {
    for on in both() {
        let mut s = story(on);
        let ([first, second, third], delegation) = three(&mut s);
        let who = s.post("truongphong");
        let today = s.o.office.now().date();
        let waits = |acting| {
            let read = s.o.office.read_blocking(|tx| {
                let viewer = people::Viewer::acting(tx, who.person, acting, today)?.unwrap();
                let cards = directions::function().today.unwrap()(tx, &viewer)?;
                Ok(cards.iter().map(|card| card.count).sum::<u64>())
            });
            read.unwrap()
        };
        assert_eq!((waits(None), waits(Some(delegation))), (0, 1), "{on:?}");
        let o = &s.o.office;
        let own = Actor::person(who.person.uuid(), Some(who.id.uuid()));
        let acting = Actor { delegation: Some(delegation.uuid()), ..own };
        let agree = |routing| {
            let word = Instruct { routing, word: Word::Agree, text: String::new() };
            o.act_blocking(acting.clone(), o.new_id(), word, directions::instruct)
        };
        for other in [second, third] {
            assert_eq!(agree(other).unwrap_err().kind, Kind::Forbidden, "{on:?}");
        }
        agree(first).unwrap();
    }
}

#[test]
fn a_delegate_is_given_no_power_over_a_field_by_naming_it() {
    for on in both() {
        let mut s = story(on);
        let (_, delegation) = three(&mut s);
        s.paper = further(&s, "4-BC/ĐU");
        let who = s.post("truongphong");
        let own = Actor::person(who.person.uuid(), Some(who.id.uuid()));
        let acting = Actor { delegation: Some(delegation.uuid()), ..own };
        let o = &s.o.office;
        let land = o.read_blocking(people::fields).unwrap().into_iter().map(|f| Some(f.id));
        // A leader's role sends nothing on its way, in whatever field.
        for field in land.chain([None]) {
            let send = Send { paper: s.paper, to: s.post("chanhvp").id, field };
            let refused = o.act_blocking(acting.clone(), o.new_id(), send, directions::send).unwrap_err();
            assert_eq!(refused.kind, Kind::Forbidden, "{on:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_fields_do_not_exist_for_a_limited_delegate() {
    let (s, routings, secret) = tokio::task::spawn_blocking(|| {
        let mut s = story(On::Sqlite);
        let (routings, delegation) = three(&mut s);
        let secret = sign_in(&s, "truongphong");
        let person = s.post("truongphong").person;
        sessions::act_for(&s.o.office, &secret, person, Some(delegation)).unwrap();
        (s, routings, secret)
    })
    .await
    .unwrap();
    let functions = vec![directions::function(), people::function()];
    let house = House::new(s.o.office.clone(), functions, "none".into(), (true, false));
    let app = (directions::function().routes)().with_state(house);
    let get = async |uri: String| {
        let cookie = format!("{}={secret}", sessions::COOKIE);
        let request = Request::builder().uri(&uri).header("cookie", cookie).body(Body::empty()).unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    };
    let [first, second, third] = routings;
    let (status, page) = get("/desk/leader".to_owned()).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("1 / 1") && page.contains("118-BC"), "only the delegated field's paper");
    assert_eq!(get(format!("/routings/{first}")).await.0, StatusCode::OK);
    for other in [second, third] {
        assert_eq!(get(format!("/routings/{other}")).await.0, StatusCode::NOT_FOUND);
        assert_eq!(get(format!("/desk/leader/{other}")).await.0, StatusCode::CONFLICT);
    }
    let (_, list) = get("/desk?view=instruct".to_owned()).await;
    assert!(!list.contains("2-BC/ĐU") && !list.contains("3-BC/ĐU"), "the list holds no other paper");
}

#[test]
fn who_sent_or_proposed_takes_it_back_until_it_is_opened() {
    for on in both() {
        let s = story(on);
        let routing = s.send();
        assert_eq!(
            s.act("chanhvp", routing, directions::retract).unwrap_err().kind,
            Kind::Forbidden,
            "{on:?}"
        );
        s.act("vanthu", routing, directions::retract).unwrap();
        // Sent again it goes on under the same slip.
        assert_eq!(s.send(), routing, "{on:?}");
        s.act("chanhvp", routing, directions::open).unwrap();
        let late = s.act("vanthu", routing, directions::retract).unwrap_err();
        assert_eq!(late.msg.key(), "read-already", "{on:?}");
        s.propose(routing).unwrap();
        s.act("chanhvp", routing, directions::retract).unwrap();
        assert_eq!(s.state(routing), State::ToPropose, "{on:?}");
        s.propose(routing).unwrap();
        s.act("bithu", routing, directions::open).unwrap();
        let late = s.act("chanhvp", routing, directions::retract).unwrap_err();
        assert_eq!(late.msg.key(), "read-already", "{on:?}");
    }
}
