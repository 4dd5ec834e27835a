//! Who may open which door: a hand-written table, asked over HTTP.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::Id;
use kernel::testing::On;
use people::{House, sessions};
use tasks::Assignment;
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

/// A stranger; the administrator; the owner's head; a specialist without a part; the head of another section; the
/// follower; the chief.
const WHO: [&str; 6] = ["quantri", "truongban", "chuyenvien2", "truongphong", "chuyenvien", "chanhvp"];

/// Anything unlisted does not exist.
const DOORS: &[(&str, &str, [Answer; 7])] = &[
    ("GET", "/tasks", [SignIn, Refused, Open, Open, Open, Open, Open]),
    (
        "GET",
        "/tasks?view=closed&standing=red&owner=x&after=y",
        [SignIn, Refused, Open, Open, Open, Open, Open],
    ),
    ("GET", "/tasks/export.xlsx?from=2026-01-01&to=x", [SignIn, Refused, Open, Open, Open, Open, Open]),
    ("GET", "/tasks/exceptions", [SignIn, Refused, Open, Open, Open, Open, Open]),
    ("GET", "/tasks/overview", [SignIn, Refused, Open, Open, Open, Open, Open]),
    ("GET", "/tasks/new", [SignIn, Refused, Open, Refused, Open, Refused, Open]),
    ("POST", "/tasks/new", [SignIn, Refused, Open, Refused, Open, Refused, Open]),
    ("GET", "/tasks/new?parent={task}", [SignIn, Refused, Open, Refused, Open, Refused, Open]),
    ("GET", "/tasks/recurring", [SignIn, Refused, Open, Refused, Open, Refused, Open]),
    ("GET", "/tasks/bulk?view=mine", [SignIn, Refused, Open, Refused, Open, Refused, Open]),
    // Nothing is chosen: whoever may is told so.
    ("POST", "/tasks/bulk/preview", [SignIn, Refused, Open, Refused, Open, Refused, Open]),
    ("POST", "/tasks/bulk", [SignIn, Refused, Open, Refused, Open, Refused, Open]),
    ("POST", "/tasks/bulk/undo", [SignIn, Refused, Open, Refused, Open, Refused, Open]),
    ("GET", "/tasks/import", [SignIn, Refused, Open, Refused, Open, Refused, Open]),
    ("GET", "/tasks/import/template.xlsx", [SignIn, Refused, Open, Refused, Open, Refused, Open]),
    ("GET", "/tasks/import/{source}", [SignIn, Refused, Missing, Refused, Missing, Refused, Missing]),
    ("POST", "/tasks/import/{source}", [SignIn, Refused, Missing, Refused, Missing, Refused, Missing]),
    ("POST", "/tasks/import/{source}/units", [SignIn, Refused, Missing, Refused, Missing, Refused, Missing]),
    (
        "GET",
        "/tasks/import/{source}/report.xlsx",
        [SignIn, Refused, Missing, Refused, Missing, Refused, Missing],
    ),
    (
        "POST",
        "/tasks/recurring/{source}/endings",
        [SignIn, Refused, Missing, Refused, Missing, Refused, Missing],
    ),
    // The follower sits in the section: who opens the section's mail sees what it follows.
    ("GET", "/tasks/{task}", [SignIn, Refused, Open, Missing, Open, Open, Open]),
    ("GET", "/tasks/{task}/files/{task}", [SignIn, Refused, Missing, Missing, Missing, Missing, Missing]),
    ("GET", "/tasks/{source}", [SignIn, Refused, Missing, Missing, Missing, Missing, Missing]),
    ("POST", "/tasks/{task}/acceptances", [SignIn, Refused, Open, Missing, Open, Open, Open]),
    ("POST", "/tasks/{task}/returns", [SignIn, Refused, Open, Missing, Open, Open, Open]),
    ("POST", "/tasks/{task}/reopenings", [SignIn, Refused, Refused, Missing, Refused, Refused, Open]),
    ("POST", "/tasks/{task}/extensions", [SignIn, Refused, Refused, Missing, Refused, Refused, Open]),
    ("POST", "/tasks/{task}/reassignments", [SignIn, Refused, Open, Missing, Open, Open, Open]),
    ("POST", "/tasks/{task}/withdrawals", [SignIn, Refused, Open, Missing, Open, Open, Open]),
    ("POST", "/tasks/{task}/directives", [SignIn, Refused, Refused, Missing, Refused, Open, Open]),
    ("POST", "/tasks/{task}/taken-back", [SignIn, Refused, Open, Missing, Open, Open, Open]),
    ("POST", "/tasks/{task}/replies", [SignIn, Refused, Open, Missing, Refused, Open, Refused]),
    ("POST", "/tasks/{task}/answers", [SignIn, Refused, Open, Missing, Open, Open, Open]),
    ("POST", "/tasks/{task}/obstacles", [SignIn, Refused, Open, Missing, Refused, Refused, Refused]),
    ("POST", "/tasks/{task}/decisions", [SignIn, Refused, Open, Missing, Open, Open, Open]),
    ("POST", "/tasks/{task}/corrections", [SignIn, Refused, Open, Missing, Refused, Open, Open]),
    ("POST", "/tasks/{task}/correction-decisions", [SignIn, Refused, Open, Missing, Open, Open, Open]),
    // Last, for without a follower the section has no part in it any more.
    ("POST", "/tasks/{task}/followers", [SignIn, Refused, Refused, Missing, Refused, Refused, Open]),
    ("GET", "/sources", [SignIn, Refused, Open, Open, Open, Open, Open]),
    ("GET", "/sources/new", [SignIn, Refused, Open, Open, Open, Open, Open]),
    ("POST", "/sources/new", [SignIn, Refused, Open, Open, Open, Open, Open]),
    ("GET", "/sources/{source}", [SignIn, Missing, Open, Open, Open, Open, Open]),
    ("POST", "/sources/{source}/searches", [SignIn, Refused, Open, Open, Open, Open, Open]),
    (
        "POST",
        "/sources/{source}/confirmations",
        [SignIn, Missing, Missing, Missing, Missing, Missing, Missing],
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_door_answers_as_the_table_says() {
    let (s, task, source) = tokio::task::spawn_blocking(|| {
        let s = story(On::Sqlite);
        let source = s.source();
        let one = Assignment { follower: Some(s.post("chuyenvien").id), ..s.wanted("bantochuc", 5) };
        let task = s.assign("chanhvp", source, one).unwrap().id;
        (s, task, source)
    })
    .await
    .unwrap();
    let functions = vec![tasks::function(), people::function()];
    let house = House::new(s.o.office.clone(), functions, "none".into(), (true, false));
    let app = (tasks::function().routes)().merge((people::function().routes)()).with_state(house);
    let signed =
        WHO.iter().map(|who| Some(sessions::sign_in(&s.o.office, who, PASSWORD, "").unwrap().secret));
    let secrets: Vec<Option<String>> = std::iter::once(None).chain(signed).collect();
    for (method, path, expected) in DOORS {
        let uri = path.replace("{task}", &task.to_string()).replace("{source}", &source.to_string());
        for (at, (secret, expected)) in secrets.iter().zip(expected).enumerate() {
            let act_id: Id<()> = Id::from_uuid(s.o.office.new_id());
            let mut request = Request::builder().method(*method).uri(&uri);
            if let Some(secret) = secret {
                request = request.header("cookie", format!("{}={secret}", sessions::COOKIE));
            }
            // Fields that are wrong: an act that may be done says so beside them, and nothing is changed.
            let form =
                format!("act_id={act_id}&grade=met&why=&due=1/1/2020&kind=urge&what=product&new=&text=");
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
