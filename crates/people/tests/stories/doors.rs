//! Who may open which door: a hand-written table, asked over HTTP.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::testing::On;
use people::{House, sessions};
use tower::ServiceExt as _;

use crate::support::{PASSWORD, fixture};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Answer {
    Open,
    SignIn,
    Refused,
    Missing,
}
use Answer::{Missing, Open, Refused, SignIn};

/// Address, then what a stranger, the clerk and the administrator get. Anything unlisted does not exist.
const DOORS: &[(&str, &str, [Answer; 3])] = &[
    ("GET", "/sign-in", [Open, Open, Open]),
    // Once there are accounts the first run does not exist: 404 for everybody.
    ("GET", "/first-run", [Missing, Missing, Missing]),
    ("GET", "/", [SignIn, Open, Open]),
    ("GET", "/palette", [SignIn, Open, Open]),
    ("GET", "/notices", [SignIn, Open, Open]),
    ("GET", "/sessions", [SignIn, Open, Open]),
    ("GET", "/password", [SignIn, Open, Open]),
    ("GET", "/people", [SignIn, Refused, Open]),
    ("POST", "/people/units", [SignIn, Refused, Open]),
    ("POST", "/people/posts", [SignIn, Refused, Open]),
    ("POST", "/people/appointments", [SignIn, Refused, Open]),
];

fn form(path: &str, f: &crate::support::Fixture) -> String {
    let id = f.o.office.new_id();
    match path {
        "/people/units" => format!("act_id={id}&name=Ban+A&kind=agency&parent="),
        "/people/posts" => {
            format!("act_id={id}&title=Chuy%C3%AAn+vi%C3%AAn&unit={}&role=specialist", f.office)
        }
        "/people/appointments" => {
            format!("act_id={id}&post={}&full_name=L%C3%AA+B&sign_in_name=leb", f.clerk_post)
        }
        _ => String::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_answers_as_the_table_says() {
    let f = tokio::task::spawn_blocking(|| fixture(On::Sqlite)).await.unwrap();
    let house = House::new(f.o.office.clone(), vec![people::function()], "none".into(), (true, false));
    let app = (people::function().routes)().with_state(house);
    let secrets = [
        None,
        Some(sessions::sign_in(&f.o.office, "anh", PASSWORD, "").unwrap().secret),
        Some(sessions::sign_in(&f.o.office, "quantri", PASSWORD, "").unwrap().secret),
    ];
    for (method, path, expected) in DOORS {
        for (secret, expected) in secrets.iter().zip(expected) {
            let mut request = Request::builder().method(*method).uri(*path);
            if let Some(secret) = secret {
                request = request.header("cookie", format!("{}={secret}", sessions::COOKIE));
            }
            let request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Body::from(form(path, &f)))
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
                // The clerk's post is taken: 409 and 422 are answers to who may ask.
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
