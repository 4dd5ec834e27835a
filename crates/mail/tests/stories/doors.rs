//! Who may open which door: a hand-written table, asked over HTTP.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::testing::On;
use mail::model::Security;
use people::{House, sessions};
use tower::ServiceExt as _;

use crate::support::{PASSWORD, SERVER_PASSWORD, Smtp, functions, story};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Answer {
    Open,
    SignIn,
    Refused,
    Missing,
}
use Answer::{Missing, Open, Refused, SignIn};

/// A stranger, the specialist, the administrator. Anything unlisted does not exist.
const DOORS: &[(&str, &str, [Answer; 3])] = &[
    ("GET", "/mail", [SignIn, Open, Open]),
    ("POST", "/mail/address", [SignIn, Open, Open]),
    ("POST", "/mail/confirmation", [SignIn, Open, Open]),
    // Nobody has an address yet.
    ("POST", "/mail/wishes", [SignIn, Missing, Missing]),
    ("POST", "/mail/forgetting", [SignIn, Missing, Missing]),
    ("GET", "/mail/server", [SignIn, Refused, Open]),
    ("POST", "/mail/server", [SignIn, Refused, Open]),
    ("POST", "/mail/server/trial", [SignIn, Refused, Open]),
    // Nothing was refused for this person.
    ("POST", "/mail/bounces/{person}/clearing", [SignIn, Refused, Missing]),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_door_answers_as_the_table_says() {
    let (s, smtp) = tokio::task::spawn_blocking(|| {
        let (s, smtp) = (story(On::Sqlite), Smtp::start(Security::None));
        s.set(smtp.settings()).unwrap();
        (s, smtp)
    })
    .await
    .unwrap();
    let house = House::new(s.o.office.clone(), functions(), "none".into(), (true, false));
    let app = (mail::function().routes)().merge((people::function().routes)()).with_state(house);
    let signed =
        ["anh", "quantri"].map(|who| Some(sessions::sign_in(&s.o.office, who, PASSWORD, "").unwrap().secret));
    let secrets: Vec<Option<String>> = std::iter::once(None).chain(signed).collect();
    for (method, path, expected) in DOORS {
        let uri = path.replace("{person}", &s.person.to_string());
        for (secret, expected) in secrets.iter().zip(expected) {
            let mut request = Request::builder().method(*method).uri(&uri);
            if let Some(secret) = secret {
                request = request.header("cookie", format!("{}={secret}", sessions::COOKIE));
            }
            let form = format!(
                "act_id={}&address=anh%40tinhuy.example&code=000000&lang=vi&to=a%40tinhuy.example&host=&password=bi-mat-x",
                s.o.office.new_id()
            );
            let request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Body::from(form))
                .unwrap();
            let response = app.clone().oneshot(request).await.unwrap();
            let to_sign_in = response
                .headers()
                .get("location")
                .is_some_and(|l| l.to_str().unwrap().starts_with("/sign-in"));
            let status = response.status();
            let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            assert!(
                !text.contains(SERVER_PASSWORD) && !text.contains("bi-mat-x"),
                "{method} {path} tells a password"
            );
            let answer = match status {
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
    assert_eq!(smtp.mails().len(), 1, "the trial went out");
}
