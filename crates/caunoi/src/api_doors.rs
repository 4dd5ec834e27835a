//! The API's doors: who may call which act, asked over HTTP; and that no act of the code is missing from it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a story that cannot go on fails")]

use std::collections::BTreeSet;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use kernel::testing::TestOffice;
use people::tokens::{self, NewToken};
use people::{Viewer, sessions};
use tower::ServiceExt as _;

use crate::doors::fixture;
use crate::router;

/// Acts that are no call of their own, and why.
const NOT_ALONE: &[(&str, &str)] = &[
    ("documents.open_book", "the first paper of a year opens it"),
    ("documents.open_series", "the first paper of an office opens its own book"),
    ("documents.register", "a part of incoming.register"),
    ("incoming.classify", "what is stopped at the door is looked at by a clerk on its page"),
    ("incoming.drop_held", "what is stopped at the door is looked at by a clerk on its page"),
    ("incoming.false_alarm", "what is stopped at the door is looked at by a clerk on its page"),
    ("incoming.stop_done", "what is stopped at the door is looked at by a clerk on its page"),
    ("incoming.reserve_number", "what is stopped at the door is looked at by a clerk on its page"),
    ("incoming.turn_away", "a part of incoming.receive"),
    ("incoming.receive_stack", "what the door finds in a file that it takes"),
    ("incoming.split", "the file is cut and read first, on the accept screen"),
    ("incoming.reread", "the program's own: what it could not read when it came"),
    ("office.backup", "the program's own: a backup that was made, and its drill"),
    ("incoming.watch_folder", "a setting, made on its page"),
    ("incoming.choose_recognition", "a setting, made on its page"),
    ("incoming.import_lines", "work behind incoming.run_import"),
    ("incoming.settle_import", "work behind incoming.run_import"),
    ("incoming.attach_scan", "the file is read and looked through first, on the page or at the console"),
    ("duty.call", "a part of incoming.receive and incoming.register"),
    ("duty.ring", "the clock rings again"),
    ("duty.set", "settings are made on their page"),
    ("directions.set", "settings are made on their page"),
    ("mail.confirm_address", "the code is typed on its page, which counts the tries"),
    ("people.appoint_new", "opens an account: its slip is printed from the page"),
    ("people.open_account", "passwords are handed over on slips"),
    ("people.change_password", "chosen on a page, with the old one"),
    ("people.import", "its report is looked at before it is taken"),
    ("people.renew_recovery_codes", "the codes are printed from the page"),
    ("people.turn_off_second_factor", "typed on its page, by the person"),
    ("people.turn_on_second_factor", "its secret is shown on the page"),
    ("people.use_recovery_code", "a part of signing in"),
    ("regulations.follow", "the program's own: assignments begin and end at night"),
    ("people.make_token", "a token cannot make another"),
    ("feeds.make", "its address is shown once, on the page"),
    ("resolutions.make_reviews", "the program's own: a review comes due"),
    ("tasks.make_due", "the program's own: a period of recurring work begins"),
    ("test.ride", "a test's own"),
];

/// Every act that the code writes into the journal, by name.
fn recorded() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && !path.ends_with("tests") && !path.ends_with("target") {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") && !path.ends_with("api_doors.rs") {
                let text = std::fs::read_to_string(path).unwrap();
                for rest in text.split("act.record(").skip(1) {
                    if let Some((name, _)) =
                        rest.trim_start().strip_prefix('"').and_then(|r| r.split_once('"'))
                    {
                        names.insert(name.to_owned());
                    }
                }
            }
        }
    }
    names
}

#[test]
fn every_act_is_in_the_api_or_says_why_not() {
    let there: BTreeSet<String> =
        router::api().listed().into_iter().map(|(name, _)| name.to_owned()).collect();
    let missing: Vec<String> = recorded()
        .into_iter()
        .filter(|name| !there.contains(name) && NOT_ALONE.iter().all(|(not, _)| not != name))
        .collect();
    assert_eq!(missing, Vec::<String>::new(), "a line in the crate's api.rs, or a reason in NOT_ALONE");
}

#[test]
fn the_description_says_what_every_act_takes() {
    let (_, document) = router::api().finish();
    let json = serde_json::to_value(&document).unwrap();
    for (name, path) in router::api().listed() {
        let operation = &json["paths"][path.as_str()]["post"];
        assert_eq!(operation["operationId"], name);
        assert_eq!(operation["parameters"][0]["name"], "Idempotency-Key", "{name}");
        let body = &operation["requestBody"]["content"];
        let schema = &body["application/json"]["schema"];
        let known = !schema["type"].is_null() || !body["application/octet-stream"].is_null();
        // An act that takes nothing has no body.
        assert!(known || operation["requestBody"].is_null(), "{name}: {operation}");
    }
    let register = &json["paths"]["/api/v1/incoming/registrations"]["post"]["requestBody"]["content"]["application/json"]
        ["schema"]["properties"];
    assert_eq!(register["receipt"]["format"], "uuid");
    assert_eq!(register["subject"]["type"], "string");
}

/// A token of this person with these scopes.
pub fn token(o: &TestOffice, name: &str, scopes: &[&str]) -> String {
    let secret = tokens::secret(&o.office);
    let person = sessions::sign_in(&o.office, name, crate::demo::PASSWORD, "").unwrap().person;
    let today = o.office.now().date();
    let viewer = o.office.read_blocking(|tx| Viewer::load(tx, person, today)).unwrap().unwrap();
    let input = NewToken {
        name: "thử".to_owned(),
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        days: 30,
        hash: sessions::token(&secret),
    };
    o.office.act_blocking(viewer.actor(), o.office.new_id(), input, tokens::make).unwrap();
    secret
}

struct Call<'c> {
    token: Option<&'c str>,
    key: Option<String>,
    body: &'c str,
}

async fn call(app: &Router, path: &str, call: Call<'_>) -> (StatusCode, serde_json::Value) {
    let mut request = Request::builder().method("POST").uri(path).header("content-type", "application/json");
    if let Some(token) = call.token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    if let Some(key) = call.key {
        request = request.header("idempotency-key", key);
    }
    let response =
        app.clone().oneshot(request.body(Body::from(call.body.to_owned())).unwrap()).await.unwrap();
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or(serde_json::Value::Null))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_is_asked_for_token_scope_key_and_posts() {
    let (o, app) = tokio::task::spawn_blocking(fixture).await.unwrap();
    let all = [
        "people",
        "incoming",
        "documents",
        "directions",
        "rules",
        "duty",
        "jobs",
        "operation",
        "mail",
        "search",
        "tasks",
        "feeds",
        "asking",
        "resolutions",
        "regulations",
        "calendar",
    ];
    let caller = token(&o, "quantri", &all);
    let narrow = token(&o, "quantri", &["nothing"]);
    let key = || Some(o.office.new_id().to_string());
    for (_, path) in router::api().listed() {
        let (status, _) = call(&app, &path, Call { token: None, key: key(), body: "null" }).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path} without a token");
        let (status, _) =
            call(&app, &path, Call { token: Some("caunoi_00"), key: key(), body: "null" }).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path} with a wrong token");
        let (status, said) = call(&app, &path, Call { token: Some(&narrow), key: key(), body: "null" }).await;
        assert_eq!(
            (status, &said["type"]),
            (StatusCode::FORBIDDEN, &"urn:caunoi:problem:api-scope".into()),
            "{path}"
        );
        let (status, said) = call(&app, &path, Call { token: Some(&caller), key: None, body: "null" }).await;
        assert_eq!(
            (status, &said["type"]),
            (StatusCode::BAD_REQUEST, &"urn:caunoi:problem:api-key".into()),
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_sent_twice_is_answered_as_the_first_time_and_a_revoked_token_opens_nothing() {
    let (o, app) = tokio::task::spawn_blocking(fixture).await.unwrap();
    let secret = token(&o, "quantri", &["people"]);
    let key = Some(o.office.new_id().to_string());
    let body = "\"Lê Thị Mới\"";
    let ask = async || {
        call(&app, "/api/v1/people/persons", Call { token: Some(&secret), key: key.clone(), body }).await
    };
    let (first, second) = (ask().await, ask().await);
    assert_eq!(first.0, StatusCode::OK);
    assert_eq!(first, second);
    let person = sessions::sign_in(&o.office, "quantri", crate::demo::PASSWORD, "").unwrap().person;
    let (token, viewer) = o
        .office
        .read_blocking(|tx| {
            let viewer = Viewer::load(tx, person, o.office.now().date())?.unwrap();
            Ok((tokens::of(tx, person)?[0].id, viewer))
        })
        .unwrap();
    o.office.act_blocking(viewer.actor(), o.office.new_id(), token, tokens::revoke).unwrap();
    assert_eq!(ask().await.0, StatusCode::UNAUTHORIZED);
    assert!(kernel::journal::verify(&o.office, None).unwrap().ok);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_shows_when_it_was_used_is_slowed_down_and_ended_by_the_administrator() {
    let (o, app) = tokio::task::spawn_blocking(fixture).await.unwrap();
    let clerk = token(&o, "vanthu", &["people"]);
    let ask = async || {
        let request = Request::get("/api/v1/me").header("authorization", format!("Bearer {clerk}"));
        app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    };
    let row = || {
        let today = o.office.now().date();
        o.office.read_blocking(|tx| tokens::find(tx, &clerk, today)).unwrap()
    };
    assert_eq!(row().unwrap().used_at, None);
    assert_eq!(ask().await.status(), StatusCode::OK);
    let used = row().unwrap().used_at.unwrap();
    assert_eq!(used, o.office.now());
    let id = row().unwrap().id;
    for _ in 1..tokens::CALLS_A_MINUTE {
        assert_eq!(tokens::too_many(id, o.office.now()), None);
    }
    let slowed = ask().await;
    assert_eq!(slowed.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait: i64 = slowed.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    o.clock.advance(kernel::Instant::MINUTE);
    assert_eq!(ask().await.status(), StatusCode::OK);
    let by = |name: &str| {
        let person = sessions::sign_in(&o.office, name, crate::demo::PASSWORD, "").unwrap().person;
        kernel::Actor::person(person.uuid(), None)
    };
    let end = |actor| o.office.act_blocking(actor, o.office.new_id(), id, tokens::revoke);
    assert_eq!(
        end(by("chanhvp")).unwrap_err().kind,
        kernel::Kind::NotFound,
        "not theirs, and no administrator"
    );
    end(by("quantri")).unwrap();
    assert_eq!(ask().await.status(), StatusCode::UNAUTHORIZED);
}
