//! Who may open which door: a hand-written table, asked over HTTP.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::Id;
use kernel::testing::On;
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

/// A stranger; a commune's clerk; a specialist; a leader; the deputy chief; the chief.
const WHO: [&str; 5] = ["vttanan", "chuyenvien", "bithu", "phovp", "chanhvp"];

/// Anything unlisted does not exist.
const DOORS: &[(&str, &str, [Answer; 6])] = &[
    ("GET", "/regulations", [SignIn, Refused, Open, Open, Open, Open]),
    ("POST", "/regulations", [SignIn, Refused, Refused, Refused, Refused, Open]),
    ("GET", "/regulations/model", [SignIn, Refused, Open, Open, Open, Open]),
    ("GET", "/regulations/ask", [SignIn, Refused, Open, Open, Open, Open]),
    (
        "GET",
        "/regulations/ask?verb=x&what=NQ&body={body}&on=32/13/2026&event=x&field=y&post=z",
        [SignIn, Refused, Open, Open, Open, Open],
    ),
    ("GET", "/regulations/compare?new={draft}&old={version}", [SignIn, Refused, Open, Open, Open, Open]),
    ("GET", "/regulations/compare?new={draft}&old=model", [SignIn, Refused, Open, Open, Open, Open]),
    ("GET", "/regulations/compare?new=x", [SignIn, Refused, Missing, Missing, Missing, Missing]),
    ("GET", "/regulations/assignments", [SignIn, Refused, Open, Open, Open, Open]),
    ("GET", "/regulations/assignments?on=x", [SignIn, Refused, Open, Open, Open, Open]),
    ("POST", "/regulations/assignments", [SignIn, Refused, Refused, Refused, Open, Open]),
    (
        "POST",
        "/regulations/assignments/{draft}/ending",
        [SignIn, Refused, Refused, Refused, Missing, Missing],
    ),
    ("GET", "/regulations/departures", [SignIn, Refused, Refused, Refused, Open, Open]),
    ("POST", "/regulations/departures", [SignIn, Refused, Missing, Missing, Missing, Missing]),
    ("GET", "/regulations/{version}", [SignIn, Refused, Open, Open, Open, Open]),
    ("GET", "/regulations/{body}", [SignIn, Refused, Missing, Missing, Missing, Missing]),
    ("POST", "/regulations/{version}/versions", [SignIn, Refused, Refused, Refused, Refused, Open]),
    ("POST", "/regulations/{draft}/publication", [SignIn, Refused, Refused, Refused, Refused, Open]),
    ("GET", "/regulations/{draft}/articles/new", [SignIn, Refused, Refused, Refused, Refused, Open]),
    ("POST", "/regulations/{draft}/articles", [SignIn, Refused, Refused, Refused, Refused, Open]),
    ("GET", "/regulations/{draft}/articles/{article}", [SignIn, Refused, Refused, Refused, Refused, Open]),
    (
        "GET",
        "/regulations/{draft}/articles/{article}?add=authority",
        [SignIn, Refused, Refused, Refused, Refused, Open],
    ),
    (
        "GET",
        "/regulations/{draft}/articles/{article}?provision=9999999999999999999999",
        [SignIn, Refused, Refused, Refused, Refused, Open],
    ),
    // An article of another version is not there.
    (
        "GET",
        "/regulations/{version}/articles/{article}",
        [SignIn, Refused, Refused, Refused, Refused, Missing],
    ),
    ("POST", "/regulations/{draft}/articles/{article}", [SignIn, Refused, Refused, Refused, Refused, Open]),
    (
        "POST",
        "/regulations/{draft}/articles/{article}/provisions",
        [SignIn, Refused, Refused, Refused, Refused, Missing],
    ),
    (
        "POST",
        "/regulations/{draft}/articles/{article}/confirmation",
        [SignIn, Refused, Refused, Refused, Refused, Open],
    ),
    (
        "POST",
        "/regulations/{draft}/articles/{article}/withdrawal",
        [SignIn, Refused, Refused, Refused, Refused, Open],
    ),
    (
        "POST",
        "/regulations/{version}/articles/{article}/removal",
        [SignIn, Refused, Refused, Refused, Refused, Open],
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_door_answers_as_the_table_says() {
    let (s, version, draft, article) = tokio::task::spawn_blocking(|| {
        let s = story(On::Sqlite);
        let version = s.begin();
        s.publish(version, "05-QC/TU", MONDAY).unwrap();
        let copy = regulations::NewVersion { version };
        let draft = s.act("chanhvp", copy, regulations::new_version).unwrap();
        let article = s.article(draft, "Điều 8").id;
        (s, version, draft, article)
    })
    .await
    .unwrap();
    let functions = vec![regulations::function(), people::function()];
    let house = House::new(s.o.office.clone(), functions, "none".into(), (true, false));
    let app = (regulations::function().routes)().merge((people::function().routes)()).with_state(house);
    let signed =
        WHO.iter().map(|who| Some(sessions::sign_in(&s.o.office, who, PASSWORD, "").unwrap().secret));
    let secrets: Vec<Option<String>> = std::iter::once(None).chain(signed).collect();
    for (method, path, expected) in DOORS {
        let uri = path
            .replace("{version}", &version.to_string())
            .replace("{draft}", &draft.to_string())
            .replace("{article}", &article.to_string())
            .replace("{body}", &s.unit("btv").to_string());
        for (at, (secret, expected)) in secrets.iter().zip(expected).enumerate() {
            let act_id: Id<()> = Id::from_uuid(s.o.office.new_id());
            let mut request = Request::builder().method(*method).uri(&uri);
            if let Some(secret) = secret {
                request = request.header("cookie", format!("{}={secret}", sessions::COOKIE));
            }
            // Fields that are wrong: an act that may be done says so beside them, and nothing is changed.
            let form = format!("act_id={act_id}&name=&number=&title=&code=&quoted=&from=1&post=x&of=x");
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
            assert_eq!(answer, *expected, "{method} {path}, column {at}");
        }
    }
}
