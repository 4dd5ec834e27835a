//! Who may open which door: a hand-written table, asked over HTTP.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use calendar::{Kind, Shape};
use kernel::testing::On;
use kernel::{Act, Id, Subject};
use people::{House, sessions};
use tower::ServiceExt as _;

use crate::support::{MONDAY, PASSWORD, story};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Answer {
    Open,
    SignIn,
    Refused,
    Missing,
}
use Answer::{Missing, Open, Refused, SignIn};

/// A stranger; a clerk of a commune; the specialist on duty; the head of another body; the head of the section; the chief.
const WHO: [&str; 5] = ["vttanan", "chuyenvien", "bantochuc", "truonghc", "chanhvp"];

/// Anything unlisted does not exist.
const DOORS: &[(&str, &str, [Answer; 6])] = &[
    ("GET", "/duty", [SignIn, Refused, Open, Open, Open, Open]),
    ("GET", "/duty?month=2026-11", [SignIn, Refused, Open, Open, Open, Open]),
    ("GET", "/absences", [SignIn, Refused, Open, Open, Open, Open]),
    ("POST", "/absences", [SignIn, Refused, Open, Open, Open, Open]),
    ("POST", "/absences/{turn}/ending", [SignIn, Refused, Missing, Missing, Missing, Missing]),
    ("GET", "/duty/plan", [SignIn, Refused, Refused, Refused, Open, Open]),
    ("POST", "/duty/plan", [SignIn, Refused, Refused, Refused, Open, Open]),
    ("POST", "/duty/weeks", [SignIn, Refused, Refused, Refused, Open, Open]),
    ("GET", "/duty/turns/{turn}", [SignIn, Refused, Refused, Refused, Open, Open]),
    ("POST", "/duty/turns/{turn}/swaps", [SignIn, Refused, Refused, Refused, Open, Open]),
    ("POST", "/duty/turns/{turn}/removal", [SignIn, Refused, Refused, Refused, Open, Open]),
    ("GET", "/duty/settings", [SignIn, Refused, Refused, Refused, Open, Open]),
    ("POST", "/duty/settings", [SignIn, Refused, Refused, Refused, Open, Open]),
    // The list is one's own calls; without any it is empty.
    ("GET", "/duty/calls", [SignIn, Open, Open, Open, Open, Open]),
    // It has reached the specialist; the chief sees every one; for the others it is not there.
    ("GET", "/duty/calls/{call}", [SignIn, Missing, Open, Missing, Missing, Open]),
    ("POST", "/duty/calls/{call}/acknowledgement", [SignIn, Missing, Open, Missing, Missing, Open]),
    ("GET", "/duty/calls/{turn}", [SignIn, Missing, Missing, Missing, Missing, Missing]),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_door_answers_as_the_table_says() {
    let (s, turn, call) = tokio::task::spawn_blocking(|| {
        let s = story(On::Sqlite);
        let turn = s.on_duty("chuyenvien", Kind::Officer, Shape::Whole, &[MONDAY]).unwrap()[0];
        s.clock_at(MONDAY, 21, 14);
        let call = s
            .act("vanthu", (), |act: &mut Act<'_>, ()| {
                let about = Subject { kind: "paper", id: act.new_id::<()>().uuid() };
                let unit = people::names::units(act.tx(), MONDAY)?[0].id;
                act.record("test.register", Subject::new("unit", unit));
                calendar::call(act, &about, "flash")
            })
            .unwrap()
            .unwrap();
        (s, turn, call)
    })
    .await
    .unwrap();
    let functions = vec![calendar::function(), people::function()];
    let house = House::new(s.o.office.clone(), functions, "none".into(), (true, false));
    let app = (calendar::function().routes)().merge((people::function().routes)()).with_state(house);
    let signed =
        WHO.iter().map(|who| Some(sessions::sign_in(&s.o.office, who, PASSWORD, "").unwrap().secret));
    let secrets: Vec<Option<String>> = std::iter::once(None).chain(signed).collect();
    for (method, path, expected) in DOORS {
        let uri = path.replace("{turn}", &turn.to_string()).replace("{call}", &call.to_string());
        for (secret, expected) in secrets.iter().zip(expected) {
            let act_id: Id<()> = Id::from_uuid(s.o.office.new_id());
            let mut request = Request::builder().method(*method).uri(&uri);
            if let Some(secret) = secret {
                request = request.header("cookie", format!("{}={secret}", sessions::COOKIE));
            }
            let form = format!("act_id={act_id}&week=2026-12-07&kind=officer&shape=night&who=&note=");
            let request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Body::from(form))
                .unwrap();
            let response = app.clone().oneshot(request).await.unwrap();
            let to_sign_in = response
                .headers()
                .get("location")
                .is_some_and(|l| l.to_str().unwrap().starts_with("/sign-in"));
            let answer = match response.status() {
                StatusCode::FORBIDDEN => Refused,
                StatusCode::NOT_FOUND => Missing,
                _ if to_sign_in => SignIn,
                StatusCode::OK
                | StatusCode::SEE_OTHER
                | StatusCode::CONFLICT
                | StatusCode::UNPROCESSABLE_ENTITY => Open,
                other => panic!("{method} {path}: {other}"),
            };
            assert_eq!(answer, *expected, "{method} {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_called_sees_it_on_every_page_and_first_on_today() {
    let s = tokio::task::spawn_blocking(|| {
        let s = story(On::Sqlite);
        s.on_duty("chuyenvien", Kind::Officer, Shape::Whole, &[MONDAY]).unwrap();
        s.clock_at(MONDAY, 21, 14);
        s.act("vanthu", (), |act: &mut Act<'_>, ()| {
            let about = Subject { kind: "paper", id: act.new_id::<()>().uuid() };
            let unit = people::names::units(act.tx(), MONDAY)?[0].id;
            act.record("test.register", Subject::new("unit", unit));
            calendar::call(act, &about, "flash").map(drop)
        })
        .unwrap();
        s
    })
    .await
    .unwrap();
    let functions = vec![people::function(), calendar::function()];
    let house = House::new(s.o.office.clone(), functions, "none".into(), (true, false));
    let app = (calendar::function().routes)().merge((people::function().routes)()).with_state(house);
    let page = async |who: &str, path: &str| {
        let secret = sessions::sign_in(&s.o.office, who, PASSWORD, "").unwrap().secret;
        let request = Request::builder().uri(path).header("cookie", format!("{}={secret}", sessions::COOKIE));
        let response = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    };
    for path in ["/", "/sessions", "/duty"] {
        assert!(page("chuyenvien", path).await.contains("đã báo lần thứ 1"), "{path}");
        assert!(!page("chuyenvien2", path).await.contains("đã báo lần thứ"), "{path}");
    }
    assert!(page("chuyenvien", "/").await.contains("Văn bản khẩn gọi trực"));
    let notices = page("chuyenvien", "/notices").await;
    assert!(notices.contains("Vì đồng chí đang trực") && notices.contains("/duty/calls/"), "{notices}");
}
