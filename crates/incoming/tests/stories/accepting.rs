//! The accept screen: the true number is told, the next paper follows, nobody begins with what a colleague is at.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use directions::{SendTo, State};
use incoming::{Register, register};
use kernel::testing::{On, both};
use kernel::{Actor, Id, Instant, Kind};
use people::sessions;
use tower::ServiceExt as _;

use crate::doors::{Fixture, PASSWORD, app, fixture};
use crate::{at_the_door, form};

fn post_of(f: &Fixture, title: &str) -> people::names::PostRow {
    let today = f.o.office.now().date();
    let posts = f.o.office.read_blocking(|tx| people::names::posts(tx, today)).unwrap();
    posts.into_iter().find(|post| post.title == title).unwrap()
}

pub fn clerk(f: &Fixture) -> Actor {
    let post = post_of(f, "vanthu");
    Actor::person(post.holder.unwrap().uuid(), Some(post.id.uuid()))
}

#[test]
fn registered_and_sent_on_its_way_are_one_act() {
    for on in both() {
        let f = fixture(on);
        let receipt = at_the_door(&f.o, b"mot van ban gui ngay");
        let to = post_of(&f, "chanhvp").id;
        let chosen = |to| Some(SendTo { to, field: None });
        // To somebody who does not propose: nothing has happened, no number is gone.
        let wrong = Register { send: chosen(post_of(&f, "chuyenvien").id), ..form(receipt) };
        let refusal = f.o.office.act_blocking(clerk(&f), f.o.office.new_id(), wrong, register).unwrap_err();
        assert_eq!((refusal.kind, refusal.field), (Kind::Invalid, Some("to")), "{on:?}");
        let input = Register { send: chosen(to), ..form(receipt) };
        let done = f.o.office.act_blocking(clerk(&f), f.o.office.new_id(), input, register).unwrap();
        assert_eq!(done.number, 1, "{on:?}");
        let viewer = f.o.office.read_blocking(|tx| {
            let day = jiff::civil::Date::MAX.min(f.o.office.now().date());
            people::Viewer::load(tx, post_of(&f, "chanhvp").holder.unwrap(), day)
        });
        let viewer = viewer.unwrap().unwrap();
        let place = f.o.office.read_blocking(|tx| directions::places(tx, &viewer, &[done.paper])).unwrap();
        let place = &place[&done.paper];
        assert_eq!((place.state, place.holder.as_str()), (State::ToPropose, "chanhvp"), "{on:?}");
        let report = kernel::journal::verify(&f.o.office, None).unwrap();
        assert!(report.ok, "{on:?}: {report:?}");
    }
}

struct Desk {
    app: Router,
    cookie: String,
}

impl Desk {
    async fn ask(&self, method: &str, path: &str, body: String) -> (StatusCode, String, String) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("cookie", format!("{}={}", sessions::COOKIE, self.cookie))
            .body(Body::from(body));
        let response = self.app.clone().oneshot(request.unwrap()).await.unwrap();
        let to = response.headers().get("location").map_or("", |l| l.to_str().unwrap()).to_owned();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 4 << 20).await.unwrap();
        (status, to, String::from_utf8(bytes.to_vec()).unwrap())
    }
}

fn filled(f: &Fixture, code: &str, to: &str) -> String {
    format!(
        "act_id={}&code={code}&issued_on=23%2F11%2F2026&issuer=So+Y+te&kind=Cong+van&urgency=&subject=Ve+viec&asked_by=&to={to}",
        f.o.office.new_id()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_is_told_the_next_one_follows_and_what_a_colleague_has_open_is_left_to_them() {
    let (f, papers, desks, chief) = tokio::task::spawn_blocking(|| {
        let f = fixture(On::Sqlite);
        let papers: Vec<Id<incoming::Receipt>> = (0..4)
            .map(|n| {
                f.o.clock.advance(Instant::SECOND);
                at_the_door(&f.o, format!("van ban thu {n}").as_bytes())
            })
            .collect();
        let desk = |name: &str| Desk {
            app: app(&f),
            cookie: sessions::sign_in(&f.o.office, name, PASSWORD, "").unwrap().secret,
        };
        let desks = [desk("vanthu"), desk("vanthu2")];
        let chief = post_of(&f, "chanhvp").id.to_string();
        (f, papers, desks, chief)
    })
    .await
    .unwrap();
    let [one, two] = desks;
    let at = |n: usize| format!("/incoming/{}", papers[n]);
    // The colleague looks at the third; the first clerk is told so, in the list and on the paper.
    let (status, ..) = two.ask("POST", &format!("{}/looks", at(2)), String::new()).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (_, _, page) = one.ask("GET", &at(2), String::new()).await;
    assert!(page.contains("vanthu2 đang mở văn bản này từ"), "{page}");
    let (_, _, page) = two.ask("GET", &at(2), String::new()).await;
    assert!(!page.contains("đang mở"), "who has it open is not told of themselves");
    // The second is registered and sent: after it comes the fourth.
    let (status, to, said) = one.ask("POST", &at(1), filled(&f, "12/CV-SYT", &chief)).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{said}");
    assert!(to.starts_with(&format!("{}?done=", at(3))), "{to}");
    let (_, _, page) = one.ask("GET", &to, String::new()).await;
    assert!(page.contains("Đã vào sổ: số đến 1 · 12/CV-SYT"), "{page}");
    // The last one of the list is returned: it goes on from the beginning (the fixture's own paper is the oldest).
    let back = format!("act_id={}&reason=nham+noi+nhan", f.o.office.new_id());
    let (status, to, _) = one.ask("POST", &format!("{}/returning", at(3)), back).await;
    assert_eq!(
        (status, to.contains("done=")),
        (StatusCode::SEE_OTHER, false),
        "nothing was put into the book"
    );
    assert!(!to.starts_with(&at(2)) && to.starts_with("/incoming/"), "{to}");
    // Refused for whom it was to be sent to: said beside that field, and what was typed is kept.
    let (status, _, page) = one.ask("POST", &at(0), filled(&f, "13/CV-SYT", "khong-co")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("13/CV-SYT") && page.contains("id=\"f-to-fault0\""), "{page}");
    // Ten minutes later the colleague is not taken to be at it any more.
    f.o.clock.advance(11 * Instant::MINUTE);
    let (_, _, page) = one.ask("GET", &at(2), String::new()).await;
    assert!(!page.contains("đang mở"));
}
