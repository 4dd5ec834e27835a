//! Who may open which door: a hand-written table, asked over HTTP.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::Id;
use kernel::testing::On;
use people::{House, sessions};
use tower::ServiceExt as _;

use crate::support::{PASSWORD, story};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Answer {
    Open,
    SignIn,
    Refused,
    Missing,
}
use Answer::{Missing, Open, Refused, SignIn};

/// A stranger; the administrator; a specialist; the member whose turn it is; the one who decides; the chief.
const WHO: [&str; 5] = ["quantri", "chuyenvien", "phobithu1", "bithu", "chanhvp"];

/// Anything unlisted does not exist.
const DOORS: &[(&str, &str, [Answer; 6])] = &[
    ("GET", "/board", [SignIn, Open, Open, Open, Open, Open]),
    ("GET", "/board/{id}", [SignIn, Missing, Missing, Open, Open, Open]),
    ("GET", "/board/x", [SignIn, Missing, Missing, Missing, Missing, Missing]),
    ("GET", "/board/new", [SignIn, Refused, Refused, Refused, Refused, Open]),
    ("POST", "/board/new", [SignIn, Refused, Refused, Refused, Refused, Open]),
    // An empty form: whoever may answer is told what is missing.
    ("POST", "/board/{id}/answers", [SignIn, Missing, Missing, Open, Refused, Refused]),
    ("POST", "/board/{id}/passes", [SignIn, Missing, Missing, Refused, Refused, Open]),
    ("POST", "/board/{id}/withdrawals", [SignIn, Missing, Missing, Refused, Refused, Open]),
    ("POST", "/board/{id}/conclusions", [SignIn, Missing, Missing, Refused, Open, Refused]),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_door_answers_as_the_table_says() {
    let (s, question) = tokio::task::spawn_blocking(|| {
        let s = story(On::Sqlite);
        let question = s.asked();
        (s, question)
    })
    .await
    .unwrap();
    let functions = vec![asking::function(), people::function()];
    let house = House::new(s.o.office.clone(), functions, "none".into(), (true, false));
    let app = (asking::function().routes)().merge((people::function().routes)()).with_state(house);
    let signed =
        WHO.iter().map(|who| Some(sessions::sign_in(&s.o.office, who, PASSWORD, "").unwrap().secret));
    let secrets: Vec<Option<String>> = std::iter::once(None).chain(signed).collect();
    for (method, path, expected) in DOORS {
        let uri = path.replace("{id}", &question.to_string());
        for (at, (secret, expected)) in secrets.iter().zip(expected).enumerate() {
            let act_id: Id<()> = Id::from_uuid(s.o.office.new_id());
            let mut request = Request::builder().method(*method).uri(&uri);
            if let Some(secret) = secret {
                request = request.header("cookie", format!("{}={secret}", sessions::COOKIE));
            }
            let form = format!("act_id={act_id}&reply=other&words=&why=&conclusion=");
            let request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Body::from(form))
                .unwrap();
            let response = app.clone().oneshot(request).await.unwrap();
            let to_sign_in = response
                .headers()
                .get("location")
                .is_some_and(|to| to.to_str().unwrap_or_default().starts_with("/sign-in"));
            let answer = match response.status() {
                _ if to_sign_in => SignIn,
                StatusCode::FORBIDDEN => Refused,
                StatusCode::NOT_FOUND => Missing,
                status if status.is_server_error() => panic!("{method} {uri}: {status}"),
                _ => Open,
            };
            assert_eq!(answer, *expected, "{method} {uri} for {at}");
        }
    }
}
