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

/// A stranger; the administrator; the clerk of a commune that has no part; the head of the board that owns a measure and
/// an indicator; a specialist of the office who does not follow it; the one who does; a leader; the chief.
const WHO: [&str; 7] = ["quantri", "vttanan", "truongban", "chuyenvien2", "chuyenvien", "bithu", "chanhvp"];

/// Anything unlisted does not exist.
const DOORS: &[(&str, &str, [Answer; 8])] = &[
    ("GET", "/resolutions", [SignIn, Refused, Open, Open, Open, Open, Open, Open]),
    ("GET", "/resolutions?view=ended", [SignIn, Refused, Open, Open, Open, Open, Open, Open]),
    ("GET", "/resolutions/new", [SignIn, Refused, Refused, Refused, Open, Open, Refused, Open]),
    ("POST", "/resolutions/new", [SignIn, Refused, Refused, Refused, Open, Open, Refused, Open]),
    ("GET", "/resolutions/{id}", [SignIn, Refused, Missing, Open, Open, Open, Open, Open]),
    (
        "GET",
        "/resolutions/{measure}",
        [SignIn, Refused, Missing, Missing, Missing, Missing, Missing, Missing],
    ),
    ("GET", "/resolutions/x", [SignIn, Refused, Missing, Missing, Missing, Missing, Missing, Missing]),
    ("GET", "/resolutions/{id}/facts", [SignIn, Refused, Missing, Refused, Refused, Open, Refused, Open]),
    ("POST", "/resolutions/{id}/facts", [SignIn, Refused, Missing, Refused, Refused, Open, Refused, Open]),
    ("POST", "/resolutions/{id}/endings", [SignIn, Refused, Missing, Refused, Refused, Open, Refused, Open]),
    (
        "POST",
        "/resolutions/{id}/resumptions",
        [SignIn, Refused, Missing, Refused, Refused, Open, Refused, Open],
    ),
    ("GET", "/resolutions/{id}/break-down", [SignIn, Refused, Missing, Missing, Open, Open, Open, Open]),
    (
        "POST",
        "/resolutions/{id}/objectives",
        [SignIn, Refused, Missing, Refused, Refused, Open, Refused, Open],
    ),
    ("POST", "/resolutions/{id}/measures", [SignIn, Refused, Missing, Refused, Refused, Open, Refused, Open]),
    ("GET", "/resolutions/{id}/spread", [SignIn, Refused, Missing, Open, Open, Open, Open, Open]),
    ("POST", "/resolutions/{id}/studies", [SignIn, Refused, Missing, Refused, Refused, Open, Refused, Open]),
    (
        "POST",
        "/resolutions/{id}/programmes",
        [SignIn, Refused, Missing, Refused, Refused, Open, Refused, Open],
    ),
    ("GET", "/resolutions/{id}/reviews", [SignIn, Refused, Missing, Missing, Open, Open, Open, Open]),
    ("GET", "/resolutions/{id}/report", [SignIn, Refused, Missing, Open, Open, Open, Open, Open]),
    ("GET", "/resolutions/{id}/report.docx", [SignIn, Refused, Missing, Open, Open, Open, Open, Open]),
    ("GET", "/resolutions/indicators/{indicator}", [SignIn, Refused, Missing, Open, Open, Open, Open, Open]),
    (
        "POST",
        "/resolutions/indicators/{indicator}/values",
        [SignIn, Refused, Missing, Open, Refused, Open, Refused, Open],
    ),
    (
        "POST",
        "/resolutions/indicators/{indicator}/targets",
        [SignIn, Refused, Missing, Refused, Refused, Open, Refused, Open],
    ),
    ("GET", "/resolutions/measures/{measure}", [SignIn, Refused, Missing, Open, Open, Open, Open, Open]),
    (
        "POST",
        "/resolutions/measures/{measure}/links",
        [SignIn, Refused, Missing, Refused, Refused, Open, Refused, Open],
    ),
    (
        "POST",
        "/resolutions/measures/{measure}/milestones",
        [SignIn, Refused, Missing, Refused, Refused, Open, Refused, Open],
    ),
    (
        "POST",
        "/resolutions/measures/{measure}/hand-outs",
        [SignIn, Refused, Refused, Open, Refused, Refused, Open, Open],
    ),
    // What is struck, reached, corrected or noted is named in the form: here nothing that is there.
    (
        "POST",
        "/resolutions/{id}/strikes",
        [SignIn, Refused, Missing, Missing, Missing, Missing, Missing, Missing],
    ),
    (
        "POST",
        "/resolutions/{id}/reviews",
        [SignIn, Refused, Missing, Missing, Missing, Missing, Missing, Missing],
    ),
    (
        "POST",
        "/resolutions/{id}/documents",
        [SignIn, Refused, Missing, Missing, Missing, Missing, Missing, Missing],
    ),
    (
        "POST",
        "/resolutions/{id}/attendance",
        [SignIn, Refused, Missing, Missing, Missing, Missing, Missing, Missing],
    ),
    (
        "POST",
        "/resolutions/indicators/{indicator}/corrections",
        [SignIn, Refused, Missing, Missing, Missing, Missing, Missing, Missing],
    ),
    (
        "POST",
        "/resolutions/measures/{measure}/reached",
        [SignIn, Refused, Missing, Missing, Missing, Missing, Missing, Missing],
    ),
    (
        "POST",
        "/resolutions/measures/{measure}/taken-back",
        [SignIn, Refused, Missing, Missing, Missing, Missing, Missing, Missing],
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_door_answers_as_the_table_says() {
    let (s, names) = tokio::task::spawn_blocking(|| {
        let s = story(On::Sqlite);
        let id = s.resolution();
        let indicator = s.indicator(s.objective(id, "Mục tiêu"));
        let measure = s.measure(id, None, "bantochuc");
        let names = [
            ("{id}", id.to_string()),
            ("{indicator}", indicator.to_string()),
            ("{measure}", measure.to_string()),
            ("{unit}", s.unit("bantochuc").to_string()),
        ];
        (s, names)
    })
    .await
    .unwrap();
    let functions = vec![resolutions::function(), tasks::function(), people::function()];
    let house = House::new(s.o.office.clone(), functions, "none".into(), (true, false));
    let app = (resolutions::function().routes)().merge((people::function().routes)()).with_state(house);
    let signed =
        WHO.iter().map(|who| Some(sessions::sign_in(&s.o.office, who, PASSWORD, "").unwrap().secret));
    let secrets: Vec<Option<String>> = std::iter::once(None).chain(signed).collect();
    for (method, path, expected) in DOORS {
        let filled =
            |text: &str| names.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
        for (at, (secret, expected)) in secrets.iter().zip(expected).enumerate() {
            let act_id: Id<()> = Id::from_uuid(s.o.office.new_id());
            let mut request = Request::builder().method(*method).uri(filled(path));
            if let Some(secret) = secret {
                request = request.header("cookie", format!("{}={secret}", sessions::COOKIE));
            }
            // Fields that are wrong: an act that may be done says so beside them, and nothing is changed.
            let form = format!(
                "act_id={act_id}&kind=resolution&review_months=12&issued_on=1/1/2020&held_on=1/1/2020&form=online\
                 &due_on=1/1/2020&due=1/1/2020&product_kind=report&product=&owner={{unit}}&value=&period=x&why=\
                 &part=objective&id={act_id}&programme={act_id}&review={act_id}&study={act_id}&unit={{unit}}\
                 &invited=1&attended=1&reported={act_id}&milestone={act_id}&reached_on=1/1/2020&code=&title="
            );
            let request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Body::from(filled(&form)))
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
