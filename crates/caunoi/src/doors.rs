//! Who may open which door of the program's own pages: a hand-written table, asked over HTTP.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a story that cannot go on fails")]

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use kernel::jobs::Decide;
use kernel::testing::{On, TestOffice};
use kernel::{Act, Actor, Refusal, Subject};
use people::{House, sessions};
use tower::ServiceExt as _;

use crate::{demo, router};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Answer {
    Open,
    SignIn,
    Refused,
    Missing,
}
use Answer::{Missing, Open, Refused, SignIn};

/// Nobody signed in, the clerk, the chief of office, the administrator.
const WHO: [&str; 3] = ["vanthu", "chanhvp", "quantri"];

/// Anything unlisted must not exist.
const DOORS: &[(&str, &str, [Answer; 4])] = &[
    ("GET", "/health", [Open, Open, Open, Open]),
    ("GET", "/live", [SignIn, Open, Open, Open]),
    ("GET", "/help", [SignIn, Open, Open, Open]),
    ("GET", "/help/clerk", [SignIn, Open, Open, Open]),
    ("GET", "/help/nothing", [SignIn, Missing, Missing, Missing]),
    ("GET", "/journal", [SignIn, Open, Open, Open]),
    ("GET", "/health/checks", [SignIn, Refused, Open, Open]),
    ("POST", "/health/checks", [SignIn, Refused, Refused, Open]),
    ("GET", "/operation", [SignIn, Refused, Open, Open]),
    ("GET", "/operation/backups", [SignIn, Refused, Open, Open]),
    ("POST", "/operation/backups", [SignIn, Refused, Refused, Open]),
    ("POST", "/operation/backups/runs", [SignIn, Refused, Refused, Open]),
    ("GET", "/jobs", [SignIn, Refused, Refused, Open]),
    ("GET", "/jobs/JOB", [SignIn, Refused, Refused, Open]),
    ("POST", "/jobs/JOB/abandonment", [SignIn, Refused, Refused, Open]),
    ("POST", "/jobs/JOB/retrial", [SignIn, Refused, Refused, Open]),
    ("GET", "/jobs/00000000-0000-0000-0000-000000000000", [SignIn, Refused, Refused, Missing]),
    ("GET", "/search", [SignIn, Open, Open, Open]),
    ("GET", "/search?q=ke+hoach&state=late&page=9", [SignIn, Open, Open, Open]),
    ("GET", "/search/export.xlsx?q=ke+hoach", [SignIn, Open, Open, Open]),
    ("GET", "/search/alike/paper/00000000-0000-0000-0000-000000000000", [SignIn, Missing, Missing, Missing]),
    ("POST", "/search/saved", [SignIn, Open, Open, Open]),
    ("POST", "/search/saved/00000000-0000-0000-0000-000000000000/watch", [SignIn, Missing, Missing, Missing]),
    (
        "POST",
        "/search/saved/00000000-0000-0000-0000-000000000000/watch-end",
        [SignIn, Missing, Missing, Missing],
    ),
    (
        "POST",
        "/search/saved/00000000-0000-0000-0000-000000000000/removal",
        [SignIn, Missing, Missing, Missing],
    ),
    ("GET", "/nowhere", [Missing, Missing, Missing, Missing]),
];

pub fn fixture() -> (TestOffice, Router) {
    let o = kernel::testing::office(On::Sqlite, &router::parts()).unwrap();
    demo::fill(&o.office).unwrap();
    let house = House::new(o.office.clone(), router::functions(), "none".into(), (true, false))
        .with_search(crate::finder::made(&o.office));
    let app = router::router(house);
    (o, app)
}

async fn ask(app: &Router, method: &str, path: &str, secret: Option<&str>, form: String) -> Response<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(secret) = secret {
        request = request.header("cookie", format!("{}={secret}", sessions::COOKIE));
    }
    let request =
        request.header("content-type", "application/x-www-form-urlencoded").body(Body::from(form)).unwrap();
    app.clone().oneshot(request).await.unwrap()
}

fn secrets(o: &TestOffice) -> Vec<Option<String>> {
    let signed =
        WHO.iter().map(|who| Some(sessions::sign_in(&o.office, who, demo::PASSWORD, "").unwrap().secret));
    std::iter::once(None).chain(signed).collect()
}

/// An act whose job nobody does.
fn ask_for_a_ride(act: &mut Act<'_>, (): ()) -> Result<(), Refusal> {
    let unit: kernel::Id<people::Unit> =
        act.tx().one("SELECT id FROM units LIMIT 1", kernel::vals![], |row| row.get(0))?;
    act.record("test.ride", Subject::new("unit", unit));
    act.enqueue("ride", &1)
}

/// Tried until it gives up: nobody does jobs of this kind.
fn dead_job(o: &TestOffice) -> uuid::Uuid {
    o.office.act_blocking(Actor::system(), o.office.new_id(), (), ask_for_a_ride).unwrap();
    for _ in 0..kernel::jobs::ATTEMPTS_MAX {
        kernel::jobs::run_due(&o.office, &router::handlers(), 10).unwrap();
        o.clock.advance(kernel::Instant::DAY);
    }
    o.office.read_blocking(|tx| kernel::jobs::dead(tx, 1)).unwrap()[0].id
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_answers_as_the_table_says() {
    let (o, app) = tokio::task::spawn_blocking(fixture).await.unwrap();
    let (o, job) = tokio::task::spawn_blocking(move || {
        let job = dead_job(&o);
        (o, job)
    })
    .await
    .unwrap();
    let secrets = secrets(&o);
    for (method, path, expected) in DOORS {
        let path = path.replace("JOB", &job.to_string());
        for (secret, expected) in secrets.iter().zip(expected) {
            let form = format!("act_id={}&reason=", o.office.new_id());
            let response = ask(&app, method, &path, secret.as_deref(), form).await;
            let to_sign_in = response
                .headers()
                .get("location")
                .is_some_and(|l| l.to_str().unwrap().starts_with("/sign-in"));
            let answer = match response.status() {
                StatusCode::FORBIDDEN => Refused,
                StatusCode::NOT_FOUND => Missing,
                _ if to_sign_in => SignIn,
                // Without a reason nothing is given up: who may ask is answered all the same.
                StatusCode::OK | StatusCode::SEE_OTHER | StatusCode::UNPROCESSABLE_ENTITY => Open,
                other => panic!("{method} {path}: {other}"),
            };
            assert_eq!(answer, *expected, "{method} {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_check_and_a_stuck_job_ring_on_today_and_for_the_operator() {
    let (o, app) = tokio::task::spawn_blocking(fixture).await.unwrap();
    let secret = secrets(&o).pop().unwrap();
    let text = async |path: &'static str| {
        let response = ask(&app, "GET", path, secret.as_deref(), String::new()).await;
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    };
    kernel::checks::run(&o.office).unwrap();
    assert!(text("/health").await.contains("\"alarm\":false"));
    assert!(!text("/").await.contains("Kiểm tra định kỳ phát hiện sai lệch"));
    o.office
        .operate(|tx| tx.exec("UPDATE units SET name = name || '.'", kernel::vals![]).map(|_| ()))
        .unwrap();
    o.clock.advance(kernel::Instant::DAY / 48);
    kernel::checks::run(&o.office).unwrap();
    assert!(text("/health").await.contains("\"alarm\":true"));
    assert!(text("/").await.contains("Kiểm tra định kỳ phát hiện sai lệch"));
    assert!(text("/health/checks").await.contains("rows in units"));
}

#[test]
fn whoever_may_not_operate_cannot_give_a_job_up() {
    let (o, _) = fixture();
    let input = Decide { job: dead_job(&o), reason: "không cần".to_owned() };
    let stranger = Actor::person(o.office.new_id(), None);
    let refusal = o.office.act_blocking(stranger, o.office.new_id(), input, crate::operation::give_up);
    assert_eq!(refusal.unwrap_err().kind, kernel::Kind::Forbidden);
}

#[test]
fn every_table_of_the_program_is_a_subjects_or_operational() {
    let (o, _) = fixture();
    assert_eq!(kernel::testing::unclaimed_tables(&o.office).unwrap(), Vec::<String>::new());
}
